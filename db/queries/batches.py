"""Batches and what was entered in them."""

from __future__ import annotations

BATCH = "select * from batch where id = :batch"

ENTRIES = """
select e.position, e.amount_minor, e.taken_back, e.receipt_id, coalesce(e.invoice_id, n.invoice_id) as invoice_id,
  c.id as customer_id, c.name, coalesce(r.received_on, v.issued_on, n.issued_on) as day,
  coalesce(r.reference, n.number, v.number, 'draft') as document
from batch_entry e
left join receipt r on r.id = e.receipt_id
left join invoice v on v.id = e.invoice_id
left join credit_note n on n.id = e.credit_note_id
join customer c on c.id = coalesce(r.customer_id, v.customer_id, n.customer_id)
where e.batch_id = :batch order by e.position"""

NEXT_POSITION = "select coalesce(max(position), 0) + 1 from batch_entry where batch_id = :batch"

STATE = "select state from batch where id = :batch"

OPEN_ENTRY = """
select e.id from batch_entry e join batch b on b.id = e.batch_id
where (e.receipt_id = :receipt or e.invoice_id = :invoice) and b.state = 'open' and not e.taken_back"""

WAITING = """
select count(*) from held_entry
where state in ('held', 'to check') and json_extract(payload, '$.batch_id') = :batch"""
"""Entries made in a batch that are not booked yet."""
