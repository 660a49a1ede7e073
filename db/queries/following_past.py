"""What some accounts (`:customers`, a JSON list of ids) went through from `:first` to `:last`, to try procedures on."""

from __future__ import annotations

from db.queries.disputes import CREDIT_NOTES
from db.queries.work import CONTACT_STANDS, PLANNED_BEFORE

_THESE = "(select value from json_each(:customers))"

CUSTOMERS = """
select customer_id from instalment where open_minor > 0
union select v.customer_id from allocation a join instalment i on i.id = a.instalment_id
  join invoice v on v.id = i.invoice_id where a.applied_on >= :first
order by 1"""
"""Who had anything open on the first day or later."""

_ITEMS = f"""
from invoice v join instalment i on i.invoice_id = v.id
where v.customer_id in {_THESE} and i.issued_on <= :last and (
  i.open_minor > 0
  or exists (select 1 from allocation late where late.instalment_id = i.id and late.applied_on >= :first))"""

ITEMS = f"""
select v.customer_id, i.id, v.id, v.number, i.currency, i.issued_on, i.due_on, i.amount_minor, v.sent_on, v.disputed
{_ITEMS} order by v.customer_id, i.due_on, i.id"""

SETTLEMENTS = f"""
select a.instalment_id, a.applied_on, a.amount_minor, a.receipt_id is not null
from allocation a where a.instalment_id in (select i.id {_ITEMS}) and a.applied_on <= :last order by a.id"""

DISPUTES = f"""
select d.customer_id, d.invoice_id, d.currency, d.amount_minor, d.opened_on, d.resolved_on, d.credit_minor,
  d.credit_note_id is not null, (select json_group_array(json_array(n.issued_on, n.total_minor)) {CREDIT_NOTES})
from dispute d
where d.customer_id in {_THESE} and d.opened_on <= :last order by d.id"""
"""What was agreed to be credited goes on pausing its part until the notes for it are issued."""

PROMISES = f"""
select p.customer_id, p.recorded_on, p.due_on, p.grace_days, p.currency, p.amount_minor + {PLANNED_BEFORE},
  (select json_group_array(invoice_id) from promise_invoice where promise_id = p.id), p.withdrawn_on
from promise p where p.customer_id in {_THESE} and p.recorded_on <= :last order by p.id"""

CONTACTS = f"""
select customer_id, on_day, kind, next_on, invoice_id, outcome from contact
where customer_id in {_THESE} and kind <> 'note' and on_day <= :last and id {CONTACT_STANDS} order by happened_at, id"""

HOLDS = f"""
select customer_id, kind, set_on, until, reason, currency, invoice_id, lifted_on from follow_up_hold
where customer_id in {_THESE} and set_on <= :last order by id"""

WAIVERS = f"""
select i.customer_id, w.instalment_id, w.step, w.on_day, w.reason, w.lifted_on
from instalment i join step_waiver w on w.instalment_id = i.id
where i.id in (select i.id {_ITEMS}) and w.on_day <= :last order by w.id"""

CREDITS = f"""
select customer_id, currency, max(day, :first), sum(minor) from (
  select customer_id, currency, received_on as day, amount_minor as minor from receipt where customer_id in {_THESE}
  union all
  select customer_id, currency, issued_on, total_minor from credit_note where customer_id in {_THESE}
  union all
  select r.customer_id, r.currency, a.applied_on, -a.amount_minor from receipt r
    join allocation a on a.receipt_id = r.id where r.customer_id in {_THESE}
  union all
  select n.customer_id, n.currency, a.applied_on, -a.amount_minor from credit_note n
    join allocation a on a.credit_note_id = n.id where n.customer_id in {_THESE})
where day <= :last group by customer_id, currency, max(day, :first) having sum(minor) <> 0 order by 1, 3"""
"""By how much the credit that settled nothing changed on a day; all that was before the first stands on that."""

SENT = f"""
select s.customer_id, s.sent_on, s.channel, s.purpose, s.state,
  (select json_group_array(json_array(instalment_id, step)) from sending_item where sending_id = s.id)
from sending s where s.customer_id in {_THESE} and s.state = 'sent' and s.sent_on < :first order by s.id"""
"""What had gone out before the first day: where each item stood then."""
