"""From rows of the book to the plain dataclasses that screens show; shared by the readers of this package."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from billdesk.domain import promises
from billdesk.domain.dates import say_day
from billdesk.domain.money import format_money
from billdesk.domain.records import (
    ContactView,
    CreditItem,
    InstalmentView,
    LineView,
    OpenItem,
    PromiseView,
    ReceiptItem,
    SettledItem,
    SettlementView,
    TimelineEntry,
)

if TYPE_CHECKING:
    from billdesk.domain.drafts import Address, Person

QUANTITY_SCALE = Decimal(10) ** 6
PERCENT_SCALE = Decimal(10) ** 3
THE_DESK = "the desk"
"""Who stands beside what follows from the book itself."""


def day(text: str) -> date:
    """A stored business day."""
    return date.fromisoformat(text)


def day_or_none(text: str | None) -> date | None:
    """A stored business day that may be missing."""
    return date.fromisoformat(text) if text else None


def median_late(delays: Sequence[int]) -> int | None:
    """The median of some days late, the lower of two in the middle; `None` of none."""
    return sorted(delays)[(len(delays) - 1) // 2] if delays else None


def plain_decimal(scaled: int, scale: Decimal) -> Decimal:
    """A stored scaled integer as a decimal without trailing zeros."""
    value = Decimal(scaled) / scale
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def address_of(row: sqlite3.Row) -> Address:
    """The address columns of a customer or company."""
    from billdesk.domain.drafts import Address

    return Address(row["street"], row["postcode"], row["town"], row["region"], row["country"])


def printed_address(address: Address) -> str:
    """An address as a document prints it, line by line."""
    town = " ".join(part for part in (address.postcode, address.town) if part)
    return "\n".join(part for part in (address.street, town, address.region, address.country) if part)


def person_of(row: sqlite3.Row) -> Person:
    """A person to reach."""
    from billdesk.domain.drafts import Person

    return Person(row["name"], row["role"], row["phone"], row["email"])


def line_of(row: sqlite3.Row) -> LineView:
    """An invoice line."""
    return LineView(
        id=row["id"],
        position=row["position"],
        description=row["description"],
        quantity=plain_decimal(row["quantity"], QUANTITY_SCALE),
        unit=row["unit"],
        unit_price=plain_decimal(row["unit_price"], QUANTITY_SCALE),
        discount_percent=plain_decimal(row["discount_percent"], PERCENT_SCALE),
        discount_minor=row["discount_minor"],
        tax_rate=plain_decimal(row["tax_rate"], PERCENT_SCALE),
        net_minor=row["net_minor"],
        credited=plain_decimal(row["credited"], QUANTITY_SCALE),
        credited_net_minor=row["credited_net"],
    )


def instalment_of(row: sqlite3.Row) -> InstalmentView:
    """An instalment."""
    return InstalmentView(row["id"], row["position"], day(row["due_on"]), row["amount_minor"], row["open_minor"])


def settlement_of(row: sqlite3.Row) -> SettlementView:
    """What settled a part of an invoice."""
    return SettlementView(
        day(row["applied_on"]),
        row["kind"],
        row["reference"],
        row["amount_minor"],
        row["receipt_id"],
        row["credit_note_id"],
    )


def promise_of(row: sqlite3.Row, today: date) -> PromiseView:
    """A promise with its state as of `today`."""
    covered = json.loads(row["invoices"])
    return PromiseView(
        id=row["id"],
        customer_id=row["customer_id"],
        recorded_on=day(row["recorded_on"]),
        due_on=day(row["due_on"]),
        grace_days=row["grace_days"],
        currency=row["currency"],
        amount_minor=row["amount_minor"],
        kept_minor=row["kept_minor"],
        came_minor=row["came_minor"],
        open_minor=row["open_minor"],
        state=promises.decide(
            row["amount_minor"],
            day(row["due_on"]),
            row["grace_days"],
            row["withdrawn_on"] is not None,
            row["kept_minor"],
            today,
        ),
        invoice_ids=tuple(invoice_id for invoice_id, _ in covered),
        invoice_numbers=tuple(number for _, number in covered),
        recorded_by=row["recorded_by"] or THE_DESK,
        met_on=day_or_none(row["met_on"]),
        plan_id=row["plan_id"],
        withdrawn_on=day_or_none(row["withdrawn_on"]),
    )


def contact_of(row: sqlite3.Row) -> ContactView:
    """A line of the contact log."""
    return ContactView(
        id=row["id"],
        happened_at=datetime.fromisoformat(row["happened_at"]),
        on=day(row["on_day"]),
        kind=row["kind"],
        direction=row["direction"],
        outcome=row["outcome"],
        person=row["person"],
        note=row["note"],
        next_on=day_or_none(row["next_on"]),
        invoice_id=row["invoice_id"],
        by=row["by"],
    )


def contact_entry(contact: ContactView) -> TimelineEntry:
    """A contact as an event of a story."""
    who = f", {contact.person}" if contact.person else ""
    said = f": {contact.note}" if contact.note else ""
    outcome = "" if contact.outcome == "none" else f" – {contact.outcome}"
    return TimelineEntry(
        contact.on, contact.happened_at, contact.kind, f"{contact.kind}{who}{said}{outcome}", contact.by
    )


def promise_entries(promise: PromiseView) -> Iterator[TimelineEntry]:
    """A promise as events of a story: that it was given, and on its day what became of it."""
    amount, state = format_money(promise.amount_minor, promise.currency), promise.state
    due = say_day(promise.due_on).removesuffix(f" {promise.recorded_on.year}")
    taken_back = ", withdrawn" if state is promises.PromiseState.WITHDRAWN else ""
    given = f"promised {amount} by {due}{taken_back}"
    yield TimelineEntry(promise.recorded_on, None, "promise", given, promise.recorded_by)
    if state not in (promises.PromiseState.OPEN, promises.PromiseState.WITHDRAWN):
        decided = f"promise {state.value}"
        yield TimelineEntry(promise.due_on, None, decided, f"{decided}: {amount} by {due}", THE_DESK)


def open_item_of(row: sqlite3.Row, disputed_minor: int) -> OpenItem:
    """An open instalment, and how much of what is open of it is disputed."""
    return OpenItem(
        instalment_id=row["id"],
        invoice_id=row["invoice_id"],
        number=row["number"],
        issued_on=day(row["issued_on"]),
        due_on=day(row["due_on"]),
        currency=row["currency"],
        amount_minor=row["amount_minor"],
        open_minor=row["open_minor"],
        disputed_minor=disputed_minor,
        promised_for=day_or_none(row["promised_for"]),
    )


def credit_of(row: sqlite3.Row) -> CreditItem:
    """On-account credit."""
    return CreditItem(
        day(row["day"]),
        row["kind"],
        row["reference"],
        row["currency"],
        row["unapplied_minor"],
        row["receipt_id"],
        row["credit_note_id"],
    )


def settled_of(row: sqlite3.Row) -> SettledItem:
    """A settled or void invoice."""
    return SettledItem(
        invoice_id=row["id"],
        number=row["number"] or "void draft",
        state="void" if row["state"] == "void" else "settled",
        issued_on=day(row["issued_on"]),
        due_on=day(row["due_on"] or row["issued_on"]),
        settled_on=day_or_none(row["settled_on"]),
        currency=row["currency"],
        total_minor=row["total_minor"],
    )


def receipt_of(row: sqlite3.Row) -> ReceiptItem:
    """A receipt in the list of an account."""
    return ReceiptItem(
        id=row["id"],
        received_on=day(row["received_on"]),
        currency=row["currency"],
        amount_minor=row["amount_minor"],
        unapplied_minor=row["unapplied_minor"],
        method=row["method"],
        reference=row["reference"],
        reversed=bool(row["reversed"]),
    )


def say_draft(row: sqlite3.Row) -> str:
    """A draft invoice in one line."""
    return f"{say_day(day(row['issued_on']))}, {format_money(row['total_minor'], row['currency'])}"
