"""Finding a record by the little that is known of it, whether there is anything to do for it or not."""

from __future__ import annotations

from billdesk.domain.errors import NotFoundError
from billdesk.domain.records import AccountView, InvoiceChoice
from billdesk.services import customers
from billdesk.services.desk import Desk
from billdesk.services.refusals import FIND_IT
from db.queries.account import OWNERS
from db.queries.invoice import BY_NUMBER

_LAST = "\U0010ffff"
"""Put after a text it gives one that stands behind everything that begins with the text."""


def invoices(desk: Desk, text: str, limit: int = 20) -> tuple[InvoiceChoice, ...]:
    """The invoices whose number begins with `text`, as typed or in capitals, in the order of their numbers."""
    word = text.strip()
    if not word:
        return ()
    found = {
        row["id"]: InvoiceChoice(row["id"], row["number"], row["name"], row["currency"], row["total_minor"])
        for start in dict.fromkeys((word, word.upper()))
        for row in desk.reader.rows(BY_NUMBER, {"start": start, "end": start + _LAST, "limit": limit})
    }
    return tuple(found.values())[:limit]


def account_of(desk: Desk, record: str, record_id: int) -> AccountView:
    """The account that a `promise`, a `receipt` or a `credit note` belongs to; raises `NotFoundError`."""
    rows = desk.reader.rows(OWNERS[record], {"id": record_id})
    if not rows:
        raise NotFoundError(f"There is no such {record}.", FIND_IT)
    return customers.get(desk, int(rows[0][0]))
