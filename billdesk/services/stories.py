"""The story of a record: its changes from the audit chain, with who, when, and old → new."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from billdesk.domain.money import format_money
from billdesk.domain.records import SettlementView, TimelineEntry
from billdesk.services.views import PERCENT_SCALE, QUANTITY_SCALE, plain_decimal
from db.queries import invoice as sql
from db.reader import fetch

SILENT = frozenset({"id", "uid", "version", "position", "customer_id", "invoice_id"})
LABELS = {
    "issued_on": "invoice date",
    "supplied_on": "supply date",
    "total_minor": "total",
    "net_minor": "net",
    "tax_minor": "tax",
    "unit_price": "unit price",
    "tax_rate": "tax rate",
    "vat_id": "VAT id",
}
SCALES = {
    "quantity": QUANTITY_SCALE,
    "unit_price": QUANTITY_SCALE,
    "tax_rate": PERCENT_SCALE,
    "discount_percent": PERCENT_SCALE,
}


def settlement_entry(part: SettlementView, currency: str) -> TimelineEntry:
    """What settled a part of an invoice, as an event of its story."""
    reference = f' "{part.reference}"' if part.reference else ""
    text = f"{part.kind} {format_money(part.amount_minor, currency)}{reference}"
    return TimelineEntry(part.on, None, "receipt", text, "the desk")


def changes_of(
    connection: sqlite3.Connection, subject: str, currency: str, zone: ZoneInfo
) -> tuple[TimelineEntry, ...]:
    """The changes of one record (`invoice:7`), newest first; amounts are shown in `currency`."""
    entries = []
    for row in fetch(connection, sql.STORY, {"subject": subject}):
        at = datetime.fromisoformat(row["at"])
        private = json.loads(row["content"]) if row["content"] else {}
        said = "; ".join(_differences(json.loads(row["payload"]), private, currency))
        text = f"{row['action']}: {said}" if said else row["action"]
        entries.append(TimelineEntry(at.astimezone(zone).date(), at, "change", text, row["by"]))
    return tuple(entries)


def _differences(changes: list[dict[str, object]], private: dict[str, object], currency: str) -> Iterator[str]:
    """`name old → new` for every field that an update changed."""
    for index, change in enumerate(changes):
        old, row = change.get("old"), change.get("row")
        if not isinstance(old, dict) or not isinstance(row, dict):
            continue
        for name in old:
            if name in SILENT:
                continue
            before = private.get(f"{index}.old.{name}", old[name])
            after = private.get(f"{index}.row.{name}", row[name])
            label = LABELS.get(name, name.removesuffix("_minor").replace("_", " "))
            yield f"{label} {_plain(name, before, currency)} → {_plain(name, after, currency)}"


def _plain(name: str, value: object, currency: str) -> str:
    """A stored value as people say it: money with its currency, scaled numbers as decimals."""
    if value is None or value == "":
        return "none"
    if isinstance(value, int):
        if name.endswith("_minor"):
            return format_money(value, currency)
        if name in SCALES:
            return f"{plain_decimal(value, SCALES[name]):f}"
    text = str(value)
    return "erased" if text.startswith("sha256:") else text
