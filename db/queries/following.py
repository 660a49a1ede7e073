"""What the follow-up has to know of the accounts that owe something, as of a day (`:as_of`): whole sets, read once.

As in `ageing`, what was open on a day is what is open now plus what was allocated after that day.
"""

from __future__ import annotations

from db.queries.work import CAME_SINCE, PROMISE_ENDS

OPEN_ITEMS = """
with later as (
  select instalment_id as id, sum(amount_minor) as minor from allocation where applied_on > :as_of
  group by +instalment_id)
select i.customer_id, i.id, i.invoice_id, v.number, i.currency, i.issued_on, i.due_on,
  i.open_minor + coalesce(later.minor, 0) as open_minor, v.disputed, v.sent_on is not null and v.sent_on <= :as_of
from (select id from instalment where open_minor > 0 union select id from later) known
join instalment i on i.id = known.id join invoice v on v.id = i.invoice_id left join later on later.id = i.id
where i.issued_on <= :as_of and i.open_minor + coalesce(later.minor, 0) > 0
order by i.customer_id, i.due_on, i.id"""
"""The plus keeps the group from choosing the index: by day there is next to nothing to add for today."""

PROMISES = f"""
select p.customer_id, p.currency, p.due_on, p.grace_days, p.amount_minor,
  coalesce(({CAME_SINCE} and a.applied_on <= min(:as_of, {PROMISE_ENDS})), 0),
  (select json_group_array(invoice_id) from promise_invoice where promise_id = p.id)
from promise p
where p.recorded_on <= :as_of and (p.withdrawn_on is null or p.withdrawn_on > :as_of)
  and {PROMISE_ENDS} >= :told_from
order by p.customer_id, p.due_on, p.id"""
"""Live promises, and those whose time was over on `:told_from` or later."""

CONTACTS = """
with agreed as (
  select customer_id, min(on_day) as since from contact
  where kind <> 'note' and on_day <= :as_of and next_on > :as_of group by 1)
select c.customer_id, c.on_day, c.kind, c.next_on, c.invoice_id
from contact c left join agreed on agreed.customer_id = c.customer_id
where c.kind <> 'note' and c.on_day <= :as_of and (c.on_day > :counted_after or c.on_day >= agreed.since)
order by c.customer_id, c.happened_at, c.id"""
"""Those that count for the week; and where a day to come was agreed, all since then: the last one says what holds."""

PAUSES = "select customer_id, key, until, reason from snooze where until > :as_of and key like 'account:%'"
"""Accounts that somebody put off, by the key of their row in the queue."""

WAITING_CREDIT = """
select customer_id, currency, amount_minor from held_entry
where state in ('held', 'to check', 'refused') and state <> 'refused' and kind in ('receipt', 'credit note')
  and entered_on <= :as_of"""
"""Money and credit that was entered and waits to be booked. The states are named as in the index."""

LAST_RECEIPT = "select max(received_on) from receipt where amount_minor > 0 and received_on <= :as_of"
"""How far the money that came in is known; what is taken back is negative."""
