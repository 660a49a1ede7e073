"""What settled each instalment of an invoice, by the day that counts for interest. `:invoice` is its id."""

from __future__ import annotations

SETTLED = """
select a.instalment_id, a.amount_minor,
  case when n.invoice_id = v.id then v.issued_on
    else min(a.applied_on, coalesce(r.received_on, n.issued_on)) end as counts_on
from allocation a join instalment i on i.id = a.instalment_id join invoice v on v.id = i.invoice_id
left join receipt r on r.id = a.receipt_id left join credit_note n on n.id = a.credit_note_id
where i.invoice_id = :invoice order by counts_on, a.id"""
"""Money counts from the day it came, not the later one on which it was allocated, and a credit note of another invoice
from its own day. What a credit note takes back of this invoice was never owed."""

INSTALMENTS = """
select id, position, due_on, issued_on, currency, amount_minor from instalment
where invoice_id = :invoice order by position"""
"""The debts of an invoice; a draft has none yet."""
