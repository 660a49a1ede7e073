"""The story of a record: its changes from the audit chain, with who, when, and old → new."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from billdesk.domain.records import TimelineEntry
from db.queries import invoice as sql
from db.reader import Reader

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
TABLES_OF_INVOICE = frozenset({"invoice", "invoice_line"})


def changes_of(reader: Reader, subject: str, zone: ZoneInfo) -> tuple[TimelineEntry, ...]:
    """The changes of one record (`invoice:7`), newest first."""
    entries = []
    for row in reader.rows(sql.STORY, {"subject": subject}):
        at = datetime.fromisoformat(row["at"])
        private = json.loads(row["content"]) if row["content"] else {}
        said = "; ".join(_differences(json.loads(row["payload"]), private))
        text = f"{row['action']}: {said}" if said else row["action"]
        entries.append(TimelineEntry(at.astimezone(zone).date(), at, "change", text, row["by"]))
    return tuple(entries)


def _differences(changes: list[dict[str, object]], private: dict[str, object]) -> Iterator[str]:
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
            yield f"{LABELS.get(name, name.replace('_', ' '))} {_plain(before)} → {_plain(after)}"


def _plain(value: object) -> str:
    if value is None or value == "":
        return "none"
    text = str(value)
    return "erased" if text.startswith("sha256:") else text
