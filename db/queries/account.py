"""One account: master data, what is open, what moved, whom to call. `:customer` is its id."""

from __future__ import annotations

from db.queries.work import CAME_MINOR, CONTACT_STANDS, HOLDS, KEPT_MINOR, MET_ON, PROMISE_ENDS

CUSTOMER = "select * from customer where id = :customer"

ID_OF_CODE = "select id from customer where code = :code"

OWNERS = {
    "promise": "select customer_id from promise where id = :id",
    "receipt": "select customer_id from receipt where id = :id",
    "credit note": "select customer_id from credit_note where id = :id",
}
"""Whose a record is, by the kind of record."""

LIKE_CODE = "select id, code from customer where code like :code escape '\\'"
"""The codes that are the same but for upper and lower case (of plain letters)."""

PERSONS = "select * from customer_person where customer_id = :customer order by position"

ADDRESSES = "select * from customer_address where customer_id = :customer order by position"

TAX_IDS = "select * from customer_tax_id where customer_id = :customer order by position"

BANK_ACCOUNTS = "select * from customer_bank_account where customer_id = :customer order by position"

OPEN_ITEMS = f"""
select i.id, i.invoice_id, v.number, i.issued_on, i.due_on, i.currency, i.amount_minor, i.open_minor, v.disputed,
  (select min(p.due_on) from promise_invoice pi join promise p on p.id = pi.promise_id
   where pi.invoice_id = i.invoice_id and p.withdrawn_on is null
     and {PROMISE_ENDS} >= :today and {KEPT_MINOR} < p.amount_minor and {HOLDS}) as promised_for
from instalment i join invoice v on v.id = i.invoice_id
where i.customer_id = :customer and i.open_minor > 0 order by i.due_on, i.id limit :limit"""

CREDITS = """
select received_on as day, 'receipt' as kind, reference, currency, unapplied_minor, id as receipt_id,
  null as credit_note_id
from receipt where customer_id = :customer and unapplied_minor > 0
union all
select issued_on, 'credit note', number, currency, unapplied_minor, null, id
from credit_note where customer_id = :customer and unapplied_minor > 0
order by 1"""

SETTLED = """
select v.id, v.number, v.state, v.issued_on, v.currency, v.total_minor,
  (select max(due_on) from instalment where invoice_id = v.id) as due_on,
  (select max(a.applied_on) from instalment i join allocation a on a.instalment_id = i.id
   where i.invoice_id = v.id) as settled_on
from invoice v
where v.customer_id = :customer and v.state <> 'draft'
  and not exists (select 1 from instalment where invoice_id = v.id and open_minor > 0)
order by v.issued_on desc, v.id desc limit 200"""

DRAFTS = """
select v.id, v.total_minor, v.currency, v.issued_on from invoice v
where v.customer_id = :customer and v.state = 'draft' order by v.id"""

RECEIPTS = """
select r.*, exists (select 1 from receipt b where b.reverses_id = r.id) as reversed from receipt r
where r.customer_id = :customer and r.reverses_id is null order by r.received_on desc, r.id desc limit 200"""

_CONTACTS = f"""
select * from contact where customer_id = :customer and id {CONTACT_STANDS} order by happened_at desc, id desc"""

CONTACTS = f"{_CONTACTS} limit 200"

FEW_CONTACTS = f"{_CONTACTS} limit 4"

CONTACTS_TAKEN_BACK = """
select c.*, b.on_day as taken_back_on, b.reason, b.by as taken_back_by
from contact c join contact_taken_back b on b.contact_id = c.id
where c.customer_id = :customer order by b.id desc limit 100"""

NEWER_CONTACT = f"""
select 1 from contact where customer_id = :customer and id > :contact and id {CONTACT_STANDS}"""

PROMISE_OF_CONTACT = "select 1 from promise where contact_id = :contact"

PROMISE = f"""
select p.*, {KEPT_MINOR} as kept_minor,
  {CAME_MINOR} as came_minor, {MET_ON} as met_on,
  (select plan_id from plan_promise where promise_id = p.id) as plan_id,
  coalesce((select c.by from contact c where c.id = p.contact_id), '') as recorded_by,
  coalesce((select sum(i.open_minor) from promise_invoice pi join instalment i on i.invoice_id = pi.invoice_id
    where pi.promise_id = p.id), 0) as open_minor,
  (select json_group_array(json_array(v.id, v.number)) from promise_invoice pi join invoice v on v.id = pi.invoice_id
   where pi.promise_id = p.id) as invoices
from promise p"""

PROMISES = f"""
{PROMISE} where p.customer_id = :customer order by p.due_on desc, p.id desc limit 100"""

PROMISES_OF_INVOICE = f"""
{PROMISE} where p.id in (select promise_id from promise_invoice where invoice_id = :invoice)
order by p.due_on desc, p.id desc"""

LAST_ALLOCATION = "select coalesce(max(id), 0) from allocation"

PROMISED_DAYS = f"""
select p.customer_id, p.currency, coalesce(
  min(case when {PROMISE_ENDS} >= :today then p.due_on end), max(p.due_on))
from json_each(:customers) wanted join promise p on p.customer_id = wanted.value
where p.withdrawn_on is null and {KEPT_MINOR} < p.amount_minor
  and exists (select 1 from promise_invoice pi join instalment i on i.invoice_id = pi.invoice_id
    where pi.promise_id = p.id and i.open_minor > 0)
group by 1, 2"""
"""For each of some customers (a JSON list of ids) and currency the nearest day that is promised, or the last one where
the time of all of them is over."""

KEPT_OF_PROMISE = f"select {KEPT_MINOR} from promise p where p.id = :promise"

SETTLED_DELAYS = """
select julianday((select max(a.applied_on) from allocation a where a.instalment_id = i.id)) - julianday(i.due_on)
from invoice v cross join instalment i on i.invoice_id = v.id
where v.customer_id = :customer and i.open_minor = 0 and i.amount_minor > 0
  and exists (select 1 from allocation a where a.instalment_id = i.id)
order by i.due_on desc limit 50"""
"""Days late of the newest settled instalments, below zero when early."""

SEARCH = """
select c.id, c.code, c.name, c.town, c.currency from customer c
where c.id in (select rowid from customer_search where customer_search match :phrase limit 50)
  or c.id in (select customer_id from customer_address where town like :like escape '\\' limit 50)
order by c.name limit :limit"""
"""Also by the town of a further address: few customers have one, so that these are gone through without an index."""

SEARCH_SHORT = """
select * from (
  select id, code, name, town, currency from customer
  where code like :start escape '\\' or name like :start escape '\\' limit 50)
order by name limit :limit"""
"""One or two letters: as in `SEARCH`, the first fifty that fit, in the order of their names."""

FIRST = "select id, code, name, town, currency from customer order by id desc limit :limit"

OPEN_SUMS = """
select currency, count(distinct invoice_id) as invoices, sum(open_minor) as open_minor from instalment
where customer_id = :customer and open_minor > 0 group by currency order by 3 desc"""

OWN_CREDIT = """
select n.id, n.unapplied_minor, n.issued_on, i.id, i.open_minor
from allocation a join instalment i on i.id = a.instalment_id join credit_note n on n.invoice_id = i.invoice_id
where a.receipt_id = :reversal and n.unapplied_minor > 0 and i.open_minor > 0 order by i.due_on desc, i.id, n.id
limit 1"""
"""What is left of a credit note for an invoice that a reversal has opened again, the latest instalment first."""

SNOOZE_REASON = "select reason from snooze where key = :key and until is not null"
