"""One invoice with everything its screen shows. `:invoice` is its id."""

from __future__ import annotations

INVOICE = """
select v.*, c.code, c.name, c.street, c.postcode, c.town, c.region, c.country, c.vat_id as customer_vat_id,
  coalesce((select sum(open_minor) from instalment where invoice_id = v.id), 0) as open_minor,
  coalesce((select sum(net_minor) from credit_note where invoice_id = v.id), 0) as credited_net,
  coalesce((select sum(tax_minor) from credit_note where invoice_id = v.id), 0) as credited_tax
from invoice v join customer c on c.id = v.customer_id where v.id = :invoice"""

ID_OF_NUMBER = "select id from invoice where number = :number"

BY_NUMBER = """
select v.id, v.number, c.name, v.currency, v.total_minor from invoice v join customer c on c.id = v.customer_id
where v.number >= :start and v.number < :end order by v.number limit :limit"""
"""The invoices whose number lies in a range of the index; `:end` is the first text after the range."""

LINES = """
select l.*, coalesce((select sum(quantity) from credit_note_line where invoice_line_id = l.id), 0) as credited,
  coalesce((select sum(net_minor) from credit_note_line where invoice_line_id = l.id), 0) as credited_net
from invoice_line l where l.invoice_id = :invoice order by l.position"""

INSTALMENTS = "select * from instalment where invoice_id = :invoice order by position"

SETTLEMENTS = """
select a.applied_on, case when r.reverses_id is not null then 'reversal' when r.id is not null then r.method
    else 'credit note' end as kind,
  coalesce(r.reference, n.number) as reference, sum(a.amount_minor) as amount_minor, a.receipt_id, a.credit_note_id,
  min(a.id) as allocation_id
from allocation a join instalment i on i.id = a.instalment_id
left join receipt r on r.id = a.receipt_id left join credit_note n on n.id = a.credit_note_id
where i.invoice_id = :invoice
group by a.applied_on, a.receipt_id, a.credit_note_id order by a.applied_on, min(a.id)"""

CONTACTS = """
select contact.*, id in (select contact_id from contact_taken_back) as taken_back from contact
where customer_id = (select customer_id from invoice where id = :invoice)
  and (invoice_id = :invoice or id in (select p.contact_id from promise p join promise_invoice pi
  on pi.promise_id = p.id where pi.invoice_id = :invoice and p.contact_id is not null))
order by happened_at desc limit 200"""

LAST_ISSUED = "select max(last_issued_on) as issued_on from number_series where kind = :kind"
"""The latest day on which a number of a kind was given, in any period."""

NUMBER_TAKEN = """
select 1 from invoice where number = :number union all select 1 from credit_note where number = :number"""

BOOKED_BY = """
select json_extract(change.value, '$.id') as allocation_id, a.at, a.by, a.action, a.subject
from audit a, json_each(a.payload) change
where a.subject in (select value from json_each(:subjects)) and instr(a.payload, '"t":"allocation"') > 0
  and json_extract(change.value, '$.t') = 'allocation' and json_extract(change.value, '$.op') = 'insert'
  and json_extract(change.value, '$.id') in (select value from json_each(:allocations))"""
"""Who booked these allocations (a JSON list of ids) and when, looked for in the chain of some subjects."""

STORY = """
select a.seq, a.at, a.by, a.action, a.payload, p.content from audit a left join audit_private p on p.seq = a.seq
where a.subject = :subject order by a.seq desc limit 200"""
"""The newest changes of one record, with the personal values that were not erased."""
