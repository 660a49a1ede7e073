"""The same book for a plain-text ledger: a transaction for each invoice, receipt and credit note."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from billdesk.domain.money import to_decimal_string

TRANSACTIONS = """
select v.issued_on as day, v.number as document, 'income', c.code, v.currency, v.total_minor
from invoice v join customer c on c.id = v.customer_id where v.number is not null
union all
select r.received_on, r.reference, 'assets:bank', c.code, r.currency, -r.amount_minor
from receipt r join customer c on c.id = r.customer_id
union all
select n.issued_on, n.number, 'income', c.code, n.currency, -n.total_minor
from credit_note n join customer c on c.id = n.customer_id
order by day, document"""


def write_journal(desk: Path, target: Path) -> int:
    """Write what moved the accounts of a desk as a journal; returns how many transactions it holds."""
    count = 0
    with closing(sqlite3.connect(desk)) as book, target.open("w", encoding="utf-8") as journal:
        for day, document, other, code, currency, minor in book.execute(TRANSACTIONS):
            amount = f"{currency} {to_decimal_string(minor, currency)}"
            journal.write(f"{day} {document}\n    assets:receivable:{code}  {amount}\n    {other}\n\n")
            count += 1
    return count
