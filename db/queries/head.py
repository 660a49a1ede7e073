"""What stands above every screen."""

TIME_ZONE = "select time_zone from company"

DESK_UID = "select desk_uid from company"

COMPANY = """
select c.*,
  (select value from desk_setting where name = 'second_key_from') as second_key_from,
  coalesce((select value from desk_setting where name = 'retired_checks'), '') as retired_checks,
  (select value from desk_setting where name = 'hold_seconds') as hold_seconds,
  (select value from desk_setting where name = 'check_above_minor') as check_above_minor
from company c"""

NAME_AND_DAY = """
select c.name, coalesce((select as_of from queue_state), '') as as_of, c.time_zone,
  (select at from audit order by seq desc limit 1) as booked_at
from company c"""

LAST_ENTRY = "select at from audit order by seq desc limit 1"
"""When the book was changed last."""

HELD_UNTIL = "select min(effective_at) from held_entry where state = 'held'"

COUNTS = "select view, items from queue_count where items > 0"

TOTALS = "select currency, open_minor from open_total where open_minor > 0 order by open_minor desc"
"""Largest first; the company's own currency is put in front by the caller."""
