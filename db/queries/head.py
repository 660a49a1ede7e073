"""What stands above every screen."""

TIME_ZONE = "select time_zone from company"

COMPANY = "select * from company"

NAME_AND_DAY = """
select c.name, coalesce((select as_of from queue_state), '') as as_of, c.time_zone from company c"""

COUNTS = "select view, items from queue_count where items > 0"

TOTALS = "select currency, open_minor from open_total where open_minor > 0 order by open_minor desc"
"""Largest first; the company's own currency is put in front by the caller."""
