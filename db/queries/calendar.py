"""What comes due on the days up to `:last`: each row is a day, an id, what is said of it, whose it is and an amount."""

from __future__ import annotations

from db.queries.work import KEPT_MINOR, PROMISE_ENDS

INSTALMENTS = """
select i.due_on, i.id, v.number, c.name, i.customer_id, i.invoice_id, i.open_minor, i.currency
from instalment i join invoice v on v.id = i.invoice_id join customer c on c.id = i.customer_id
where i.open_minor > 0 and i.due_on between :first and :last"""

PROMISES = f"""
select p.due_on, p.id,
  (select group_concat(v.number, ', ') from promise_invoice pi join invoice v on v.id = pi.invoice_id
   where pi.promise_id = p.id),
  c.name, p.customer_id,
  case (select count(*) from promise_invoice where promise_id = p.id)
    when 1 then (select invoice_id from promise_invoice where promise_id = p.id) end,
  p.amount_minor - {KEPT_MINOR} as missing, p.currency
from promise p join customer c on c.id = p.customer_id
where p.withdrawn_on is null and p.due_on <= :last and {PROMISE_ENDS} >= :today and missing > 0
  and exists (select 1 from promise_invoice pi join instalment i on i.invoice_id = pi.invoice_id
    where pi.promise_id = p.id and i.open_minor > 0)"""
"""Those that are still open: their time is not over, and not all of it came."""

DISPUTES = """
select d.due_by, d.id, d.reason || coalesce(', ' || v.number, ''), c.name, d.customer_id, d.invoice_id,
  d.amount_minor, d.currency
from dispute d join customer c on c.id = d.customer_id left join invoice v on v.id = d.invoice_id
where d.state <> 'resolved' and d.due_by <= :last"""

SNOOZES = """
select s.until, s.key, s.reason, c.name, s.customer_id from snooze s join customer c on c.id = s.customer_id
where s.until > :today and s.until <= :last"""

PAUSES = """
select h.until, h.id, h.reason, c.name, h.customer_id, h.invoice_id
from follow_up_hold h join customer c on c.id = h.customer_id
where h.lifted_on is null and h.until > :today and h.until <= :last"""
