"""Entries that wait until they take effect, or for a second person."""

SETTINGS = """
select c.currency, (select value from desk_setting where name = 'hold_seconds'),
  (select value from desk_setting where name = 'check_above_minor')
from company c"""

DUE = "select id from held_entry where state = 'held' and effective_at <= :now order by effective_at, id"

_ENTRIES = """
select h.*, c.name, c.code,
  coalesce(v.number, case when h.kind = 'issue' then 'draft' else h.kind end) as document
from held_entry h join customer c on c.id = h.customer_id left join invoice v on v.id = h.invoice_id"""

ENTRY = f"{_ENTRIES} where h.id = :entry"

HELD = f"""{_ENTRIES}
where h.state = 'held' order by h.entered_at desc, h.id desc"""

WAITING = """
select kind, payload from held_entry
where customer_id = :customer and state in ('held', 'to check', 'refused') and state = 'to check'"""

OF_INVOICE = f"""{_ENTRIES}
where h.customer_id = (select customer_id from invoice where id = :invoice) and h.invoice_id = :invoice
  and h.state in ('held', 'to check', 'refused') and h.state <> 'refused'
order by h.id desc limit 1"""
"""By way of the customer, whose waiting entries have an index of their own, with just these three states."""
