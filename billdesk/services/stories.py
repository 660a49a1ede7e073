"""The story of an invoice: contacts, promises, money, and its changes from the audit chain with who, when, old → new.

Every event stands there once, under the name of who booked it. What follows from another fact (sums from lines, the
buyer as printed, the counting of numbers) is in the chain but not in the story.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from billdesk.domain.dates import say_day
from billdesk.domain.money import format_money
from billdesk.domain.records import InvoiceView, TimelineEntry
from billdesk.services.views import (
    PERCENT_SCALE,
    QUANTITY_SCALE,
    THE_DESK,
    contact_entry,
    contact_of,
    plain_decimal,
    promise_entries,
    settlement_of,
)
from db.queries import disputes as disputes_sql
from db.queries import invoice as sql
from db.reader import fetch

TOLD = frozenset({"invoice", "invoice_line"})
"""The tables whose changes a story tells field by field."""
SILENT = frozenset(
    {
        *("id", "uid", "version", "position", "customer_id", "invoice_id"),
        *("buyer_name", "buyer_address", "buyer_vat_id"),
        *("net_minor", "tax_minor", "total_minor"),
    }
)
LABELS = {
    "issued_on": "invoice date",
    "supplied_on": "supply date",
    "unit_price": "unit price",
    "tax_rate": "tax rate",
    "discount_percent": "discount in %",
    "discount_minor": "discount",
    "void_reason": "reason",
}
SCALES = {
    "quantity": QUANTITY_SCALE,
    "unit_price": QUANTITY_SCALE,
    "tax_rate": PERCENT_SCALE,
    "discount_percent": PERCENT_SCALE,
}
CREDIT_NOTE = "credit note"
"""The action under which the chain holds the issue of a credit note."""

Change = Mapping[str, object]


def story_of(connection: sqlite3.Connection, view: InvoiceView, zone: ZoneInfo) -> tuple[TimelineEntry, ...]:
    """Contacts, promises, money and changes of one invoice, newest first."""
    entries = [_contact(row) for row in fetch(connection, sql.CONTACTS, {"invoice": view.id})]
    entries += [entry for promise in view.promises for entry in promise_entries(promise)]
    entries += _disputes(connection, view.id, {entry.text for entry in entries})
    entries += _settlements(connection, view)
    entries += _changes(connection, view, zone)
    return tuple(sorted(entries, key=lambda entry: (entry.on, entry.at is not None, str(entry.at)), reverse=True))


def _contact(row: sqlite3.Row) -> TimelineEntry:
    entry = contact_entry(contact_of(row))
    return replace(entry, text=f"{entry.text}, taken back") if row["taken_back"] else entry


def _disputes(connection: sqlite3.Connection, invoice_id: int, told: Collection[str]) -> Iterator[TimelineEntry]:
    """The logs of its cases, but for what a contact among the entries tells already: what was said in it, and that it
    lifted the dispute."""
    for row in fetch(connection, disputes_sql.LOG_OF_INVOICE, {"invoice": invoice_id}):
        said = _one_line(row["note"])
        if row["kind"] == "said" and any(f": {row['note']}" in text for text in told):
            continue
        if f"note: dispute lifted: {row['note'].removeprefix('settled, withdrawn: ')}" in told:
            continue
        who = f", {row['person']}" if row["person"] else ""
        kind = "dispute" if row["kind"] == "done" else f"dispute, {row['kind']}"
        at = datetime.fromisoformat(row["at"])
        yield TimelineEntry(date.fromisoformat(row["on_day"]), at, "dispute", f"{kind}{who}: {said}", row["by"])


def _settlements(connection: sqlite3.Connection, view: InvoiceView) -> Iterator[TimelineEntry]:
    """What settled a part of the invoice or took that back; its own credit notes are among the changes."""
    rows = fetch(connection, sql.SETTLEMENTS, {"invoice": view.id})
    own = f"invoice:{view.id}"
    wanted = {
        "subjects": json.dumps([own, f"customer:{view.customer_id}"]),
        "allocations": json.dumps([row["allocation_id"] for row in rows]),
    }
    booked = {row["allocation_id"]: row for row in (fetch(connection, sql.BOOKED_BY, wanted) if rows else ())}
    for row in rows:
        part, link = settlement_of(row), booked.get(row["allocation_id"])
        if link is not None and (link["subject"], link["action"]) == (own, CREDIT_NOTE):
            continue
        reference = f' "{_one_line(part.reference)}"' if part.reference else ""
        text = f"{part.kind} {format_money(part.amount_minor, view.currency)}{reference}"
        at = datetime.fromisoformat(link["at"]) if link is not None else None
        yield TimelineEntry(part.on, at, "receipt", text, link["by"] if link is not None else THE_DESK)


def _changes(connection: sqlite3.Connection, view: InvoiceView, zone: ZoneInfo) -> Iterator[TimelineEntry]:
    """The changes of the invoice itself, from the audit chain."""
    for row in fetch(connection, sql.STORY, {"subject": f"invoice:{view.id}"}):
        at = datetime.fromisoformat(row["at"])
        private = json.loads(row["content"]) if row["content"] else {}
        changes = json.loads(row["payload"])
        text = _say_change(row["action"], changes, private, view.currency)
        on = _made_on(changes) if row["action"] == "claim" else None
        yield TimelineEntry(on or at.astimezone(zone).date(), at, "change", text, row["by"])


def _say_change(action: str, changes: list[Change], private: Mapping[str, object], currency: str) -> str:
    """What one link of the chain did to the invoice, in a line."""
    said = "; ".join(_differences(changes, private, currency))
    for change in changes:
        row = _mapping(change.get("row"))
        if action == "issued" and change.get("t") == "invoice" and row.get("number"):
            action = f"issued as {row['number']}"
        elif action == "claim" and change.get("t") == "claim":
            action = _say_claim(row)
        elif action == CREDIT_NOTE and change.get("t") == "credit_note":
            total, reason = row.get("total_minor"), row.get("reason")
            amount = format_money(total, currency) if isinstance(total, int) else ""
            action = f'{CREDIT_NOTE} {row.get("number")} {amount} "{_one_line(str(reason))}"'
        elif change.get("t") == "follow_up_hold":
            action += f": {_one_line(str(row.get('lifted_because') or row.get('reason')))}"
        elif change.get("t") == "procedure_choice" and change.get("op") != "delete":
            action += f": {_one_line(str(row.get('procedure')))}"
    return f"{action}: {said}" if said else action


def _say_claim(row: Mapping[str, object]) -> str:
    """`claimed interest € 171.75 to Fri 31 Jul 2026`."""
    amount = row.get("amount_minor")
    said = format_money(amount, str(row.get("currency"))) if isinstance(amount, int) else ""
    upto = row.get("upto")
    return f"claimed {row.get('kind')} {said} to {say_day(date.fromisoformat(upto)) if isinstance(upto, str) else ''}"


def _made_on(changes: list[Change]) -> date | None:
    """The desk's own day of a claim, which is not the machine's where the desk works as if it were another day."""
    made = next((_mapping(change.get("row")).get("made_on") for change in changes if change.get("t") == "claim"), None)
    return date.fromisoformat(made) if isinstance(made, str) else None


def _differences(changes: list[Change], private: Mapping[str, object], currency: str) -> Iterator[str]:
    """`name old → new` for every field that an update changed, and what lines came and went beside such an update."""
    edited = any(change.get("t") == "invoice" and change.get("op") == "update" for change in changes)
    for index, change in enumerate(changes):
        table, op, row = change.get("t"), change.get("op"), _mapping(change.get("row"))
        if table not in TOLD:
            continue
        place = f"line {row.get('position')} " if table == "invoice_line" else ""
        if place and edited and op in ("insert", "delete"):
            yield f"{place}{'added' if op == 'insert' else 'taken away'}: {_one_line(str(row.get('description')))}"
        for name, stored in _mapping(change.get("old")).items():
            if name in SILENT or (name in ("number", "state") and row.get("state") == "issued"):
                continue
            before = private.get(f"{index}.old.{name}", stored)
            after = private.get(f"{index}.row.{name}", row.get(name))
            label = LABELS.get(name, name.removesuffix("_minor").replace("_", " "))
            yield f"{place}{label} {_plain(name, before, currency)} → {_plain(name, after, currency)}"


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _plain(name: str, value: object, currency: str) -> str:
    """A stored value as people say it: money with its currency, scaled numbers as decimals, all in one line."""
    if value is None or value == "":
        return "none"
    if isinstance(value, int):
        if name.endswith("_minor"):
            return format_money(value, currency)
        if name in SCALES:
            return f"{plain_decimal(value, SCALES[name]):f}"
    text = str(value)
    return "erased" if text.startswith("sha256:") else _one_line(text)


def _one_line(text: str) -> str:
    return ", ".join(text.splitlines())
