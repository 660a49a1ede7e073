"""Disputes: cases in lists, one case with its log and files, and what of an account they pause."""

from __future__ import annotations

PAUSES = "(d.state <> 'resolved' or (d.credit_minor > 0 and d.credit_note_id is null))"
"""A case pauses its part until it is settled and, where a credit was agreed, until that was issued. As in the index."""

CREDIT_NOTES = """
from credit_note n
where n.currency = d.currency and n.issued_on >= d.counted_from and n.id <= coalesce(d.credit_note_id, n.id)
  and (n.invoice_id = d.invoice_id or (d.invoice_id is null and n.customer_id = d.customer_id))"""
"""The credit notes that count for a case: those since it was opened or taken up again, also before it was settled, up
to the one that ended it."""

_CREDITED = f"(select coalesce(sum(n.total_minor), 0) {CREDIT_NOTES})"

_FACT = f"""
select d.customer_id, d.id, d.invoice_id, coalesce(v.number, 'account'), d.currency,
  case when d.state = 'resolved' then d.credit_minor - {_CREDITED} else d.amount_minor end,
  d.reason, d.owner, d.waiting_on, d.due_by, d.state = 'resolved',
  d.state = 'resolved' and exists (select 1 {CREDIT_NOTES})
from dispute d left join invoice v on v.id = d.invoice_id"""

PAUSING = f"""
{_FACT} where {PAUSES} and d.customer_id in (select value from json_each(:customers)) order by d.id"""
"""What the cases of some accounts (a JSON list of ids) pause."""

WITH_CASES = f"select customer_id from dispute d where {PAUSES}"

_ITEM = f"""
select d.*, case when d.credit_minor > 0 then {_CREDITED} else 0 end as credited_minor,
  c.name as customer_name, coalesce(v.number, '') as number, coalesce(r.label, '') as label,
  coalesce(n.number, '') as credit_note
from dispute d join customer c on c.id = d.customer_id left join invoice v on v.id = d.invoice_id
left join dispute_reason r on r.code = d.reason left join credit_note n on n.id = d.credit_note_id"""

ONE = f"{_ITEM} where d.id = :dispute"

OF_INVOICE = f"{_ITEM} where d.invoice_id = :invoice order by d.id desc"

OF_CUSTOMER = f"{_ITEM} where d.customer_id = :customer and {PAUSES} order by d.due_by, d.id"

SURROUNDINGS = """
select c.code, c.town, coalesce(v.total_minor, 0), coalesce(v.version, 0),
  (select coalesce(sum(i.open_minor), 0) from instalment i
   where i.customer_id = d.customer_id and i.currency = d.currency
     and (d.invoice_id is null or i.invoice_id = d.invoice_id))
from dispute d join customer c on c.id = d.customer_id left join invoice v on v.id = d.invoice_id
where d.id = :dispute"""

LOG = "select * from dispute_note where dispute_id = :dispute order by id desc"

LOG_OF_INVOICE = """
select n.* from dispute_note n join dispute d on d.id = n.dispute_id where d.invoice_id = :invoice order by n.id desc"""

FILES = "select * from dispute_file where dispute_id = :dispute order by id"

REASONS = "select code, label, retired, version from dispute_reason order by id"

CASES_BY_REASON = "select reason, count(*) from dispute group by reason"

PAUSES_INVOICE = f"select 1 from dispute d where d.invoice_id = :invoice and {PAUSES}"
"""Whether a case keeps an invoice disputed."""

CREDITED = f"""
select d.id, d.credit_minor, {_CREDITED}, (select max(n.id) {CREDIT_NOTES})
from dispute d
where d.state = 'resolved' and d.credit_minor > 0 and d.credit_note_id is null and d.customer_id = :customer"""
"""The cases of an account of which a credit is due: what was agreed, what was credited by now, and the last note."""

CREDITED_SO_FAR = f"select {_CREDITED}, (select max(n.id) {CREDIT_NOTES}) from dispute d where d.id = :dispute"
"""How much of a case was credited, and the last note of it."""

MARKS = """
select 'invoice ' || v.id || ': it is marked as ' || case v.disputed when 1 then 'disputed' else 'not disputed' end
  || ', and its cases say otherwise.'
from (
  select d.invoice_id as id, max(d.state <> 'resolved' or (d.credit_minor > 0 and d.credit_note_id is null)) as paused
  from dispute d where d.invoice_id is not null group by 1) cases
join invoice v on v.id = cases.id where v.disputed <> cases.paused"""
"""An invoice without a case may be marked as disputed by the system it came from."""

MESSAGES = """
select s.sent_on, s.channel, s.purpose, s.state, s.address, s.subject, s.body from sending s
where s.customer_id = :customer and s.state not in ('recalled', 'dropped') and (:invoice is null or exists (
  select 1 from sending_item si join instalment i on i.id = si.instalment_id
  where si.sending_id = s.id and i.invoice_id = :invoice))
order by s.id"""
"""The messages about an invoice, or all of the account."""

REPORT = f"""
select d.reason, d.currency, d.amount_minor, d.state,
  d.credit_minor as agreed_minor, case when d.credit_minor > 0 then {_CREDITED} else 0 end as credited_minor,
  d.outcome, d.opened_on, d.resolved_on, d.due_by,
  coalesce(r.label, '') as label,
  (select count(*) from dispute_note n where n.dispute_id = d.id and n.kind in ('said', 'sent')) as contacts,
  exists (select 1 from dispute_note n where n.dispute_id = d.id and n.note like 'taken up again:%') as reopened
from dispute d left join dispute_reason r on r.code = d.reason
where d.opened_on >= :since and d.opened_on <= :upto order by d.id"""
