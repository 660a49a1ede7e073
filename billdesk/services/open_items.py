"""What an account has open, apart from the rest of accounts: the pane below the queue tells it at every start."""

from __future__ import annotations

import sqlite3
from datetime import date

from billdesk.domain.disputes import DisputeFact, Owed, disputed_parts
from billdesk.domain.records import OpenItem
from billdesk.services.views import open_item_of
from db.queries import account as sql
from db.queries import disputes as dispute_sql
from db.reader import Value, fetch


def pausing(connection: sqlite3.Connection, customer_id: int) -> tuple[DisputeFact, ...]:
    """What the cases of an account keep from being chased."""
    rows = connection.execute(dispute_sql.PAUSING, {"customers": f"[{customer_id}]"}).fetchall()
    if not rows:
        return ()
    from db.queue_items import dispute_fact

    return tuple(dispute_fact(*row[1:]) for row in rows)


def open_items(
    connection: sqlite3.Connection, customer_id: int, today: date, *, limit: int | None = None
) -> tuple[OpenItem, ...]:
    """What an account has open, oldest due first, on a connection of the caller's; with a `limit` the first of it."""
    cases = pausing(connection, customer_id)
    # What is disputed is told from all that is open, so the limit helps only where nothing is.
    wanted: dict[str, Value] = {
        "customer": customer_id,
        "today": today.isoformat(),
        "limit": -1 if cases or limit is None else limit,
    }
    rows = fetch(connection, sql.OPEN_ITEMS, wanted)
    owed = [Owed(row["id"], row["invoice_id"], row["currency"], row["open_minor"], row["disputed"]) for row in rows]
    parts = disputed_parts(owed, cases)
    return tuple(open_item_of(row, parts.get(row["id"], 0)) for row in rows[:limit])
