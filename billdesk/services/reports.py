"""Figures of the book: ageing and the audit chain."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from billdesk.domain.ageing import AgeingRow
from billdesk.domain.money import Money
from billdesk.services.desk import Desk
from db.queries import ageing as sql
from db.queries import audit as audit_sql
from db.reader import Value

NOTHING = (0, 0, 0, 0, 0, 0)


def ageing(desk: Desk, as_of: date) -> tuple[AgeingRow, ...]:
    """One row per customer and currency with anything open or unapplied as of a day, by code and currency."""
    values = sql.edges(as_of)
    with desk.reader.snapshot() as connection:
        buckets = {(row[0], row[1]): row[2:] for row in connection.execute(sql.OPEN_BY_CUSTOMER, values)}
        unapplied = {(row[0], row[1]): row[2] for row in connection.execute(sql.UNAPPLIED_BY_CUSTOMER, values)}
        names = {row[0]: (row[1], row[2]) for row in connection.execute(sql.CUSTOMERS)}
    rows = [
        AgeingRow(
            *names[customer],
            currency,
            buckets.get((customer, currency), NOTHING),
            unapplied.get((customer, currency), 0),
        )
        for customer, currency in buckets.keys() | unapplied.keys()
    ]
    shown = [row for row in rows if any(row.buckets) or row.unapplied_minor]
    return tuple(sorted(shown, key=lambda row: (row.customer_code, row.currency)))


@dataclass(frozen=True, slots=True)
class AgeingTotal:
    """The buckets of one currency over all customers, and what is unapplied; minor units."""

    currency: str
    buckets: tuple[int, ...]
    unapplied_minor: int

    @property
    def receivable(self) -> Money:
        """Σ buckets − unapplied."""
        return Money(sum(self.buckets) - self.unapplied_minor, self.currency)


def ageing_totals(desk: Desk, as_of: date) -> tuple[AgeingTotal, ...]:
    """The ageing of every currency as of a day, from one pass over an index."""
    values = sql.edges(as_of)
    with desk.reader.snapshot() as connection:
        buckets = {row[0]: row[1:] for row in connection.execute(sql.OPEN_BY_CURRENCY, values)}
        unapplied = dict(connection.execute(sql.UNAPPLIED_BY_CURRENCY, values).fetchall())
    return tuple(
        AgeingTotal(currency, buckets.get(currency, NOTHING), unapplied.get(currency, 0))
        for currency in sorted(buckets.keys() | unapplied.keys())
    )


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One change as a report tells it: what changed, by table, and the hash that chains it."""

    seq: int
    at: str
    by: str
    action: str
    subject: str
    evidence: str
    changed: str
    hash: str


def audit(desk: Desk, *, since: date | None = None, until: date | None = None, subject: str = "") -> Iterator[AuditRow]:
    """The audit chain in order, from one day (UTC) to another, of one record (`invoice:7`) or of all."""
    values: dict[str, Value] = {
        "since": since.isoformat() if since else "",
        "until": f"{until.isoformat()}T99" if until else "9999",
        "subject": subject,
        "after": 0,
    }
    while True:
        rows = desk.reader.rows(audit_sql.PAGE, values)
        for row in rows:
            changed = _changed(json.loads(row["payload"]))
            yield AuditRow(
                row["seq"], row["at"], row["by"], row["action"], row["subject"], row["evidence"], changed, row["hash"]
            )
        if len(rows) < audit_sql.PAGE_ROWS:
            return
        values["after"] = rows[-1]["seq"]


def _changed(changes: list[dict[str, str]]) -> str:
    """How many rows of which table: `invoice 1, invoice line 3`."""
    counted: dict[str, int] = defaultdict(int)
    for change in changes:
        counted[change["t"].replace("_", " ")] += 1
    return ", ".join(f"{table} {number}" for table, number in counted.items())
