"""Entries on their way into the book: booked at once, held for some seconds, or kept until a second person agrees.

Forms call `issue`, `credit`, `record` and `reverse`; what is held is booked by `release`, each entry in one
transaction in which every check is made again. A program that is killed between the two loses nothing: the next one
that opens the desk books what is due, and the draft's identity sees to it that this is once.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, TypeVar

from billdesk.domain.errors import DeskError, InputError, NotFoundError, RuleError, StaleError
from billdesk.domain.held import (
    Course,
    HeldEntry,
    HeldKind,
    HeldState,
    HoldSettings,
    course_of,
    same_person,
    takes_effect,
)
from billdesk.domain.money import Money
from billdesk.services.pages import read_held_until
from billdesk.services.refusals import hold_settings
from db.queries import held as sql
from db.reader import fetch

if TYPE_CHECKING:
    from billdesk.domain.claims import PayClaimDraft, WaiveClaimDraft
    from billdesk.domain.double_check import Confirmed, Review
    from billdesk.domain.drafts import CreditNoteDraft, IssueDraft, ReceiptDraft, ReversalDraft
    from billdesk.services.desk import Desk
    from billdesk.services.held_payload import Holdable
    from db import models
    from db.unit import Unit

T = TypeVar("T")

ACTIONS = {
    HeldKind.ISSUE: "issued",
    HeldKind.CREDIT_NOTE: "credit note",
    HeldKind.RECEIPT: "receipt",
    HeldKind.REVERSAL: "receipt reversed",
    HeldKind.CLAIM_PAYMENT: "claim paid",
    HeldKind.CLAIM_WAIVER: "claim waived",
}
"""What the audit chain calls the booking of each kind, the same as of one that was not held."""

WAITS = {
    HeldKind.ISSUE: "The issue of this invoice waits",
    HeldKind.CREDIT_NOTE: "A credit note for this invoice waits",
    HeldKind.RECEIPT: "This receipt waits",
    HeldKind.REVERSAL: "A reversal of this receipt waits",
    HeldKind.CLAIM_PAYMENT: "A payment of this claim waits",
    HeldKind.CLAIM_WAIVER: "A waiver of this claim waits",
}

_REFUSALS = (RuleError, StaleError, NotFoundError, InputError)
"""What the rules say of an entry; anything else is about the file, and the entry stays held."""


@dataclass(frozen=True, slots=True)
class Released:
    """An entry whose time had come: its number (the id of a receipt or reversal), or why it was refused."""

    entry: HeldEntry
    number: str = ""
    refused: str = ""


def settings(desk: Desk) -> HoldSettings:
    """How long entries are held, and above which amount a second person checks."""
    with desk.reader.connection() as connection:
        return hold_settings(connection)


def get(desk: Desk, entry_id: int) -> HeldEntry:
    """One entry, whatever became of it; raises `NotFoundError`."""
    return _entry_of(row_of(desk, entry_id), desk.time_zone)


def row_of(desk: Desk, entry_id: int) -> sqlite3.Row:
    """One entry as it is stored; raises `NotFoundError`."""
    rows = desk.reader.rows(sql.ENTRY, {"entry": entry_id})
    if not rows:
        raise NotFoundError("There is no such entry.", "Reload the queue with ctrl+r.")
    return rows[0]


def draft_of(desk: Desk, entry_id: int) -> Holdable:
    """What was entered; raises `NotFoundError`, and `RuleError` when it cannot be read."""
    from billdesk.services.held_payload import unpack

    row = row_of(desk, entry_id)
    return unpack(HeldKind(row["kind"]), row["payload"])


def of_invoice(connection: sqlite3.Connection, invoice_id: int, zone: tzinfo = UTC) -> HeldEntry | None:
    """The entry that waits about an invoice: its issue, or a credit note for it. Its times are those of `zone`."""
    rows = fetch(connection, sql.OF_INVOICE, {"invoice": invoice_id})
    return _entry_of(rows[0], zone) if rows else None


def latest_held(desk: Desk) -> HeldEntry | None:
    """What the desk's user entered last and can still take back."""
    rows = (row for row in desk.reader.rows(sql.HELD, {}) if same_person(row["entered_by"], desk.user))
    latest = next(rows, None)
    return _entry_of(latest, desk.time_zone) if latest is not None else None


def next_due(desk: Desk) -> datetime | None:
    """When the next held entry takes effect, whoever entered it."""
    return read_held_until(desk.reader)


def _entry_of(row: sqlite3.Row, zone: tzinfo) -> HeldEntry:
    effective_at = datetime.fromisoformat(row["effective_at"]).astimezone(zone) if row["effective_at"] else None
    return HeldEntry(
        id=row["id"],
        version=row["version"],
        kind=HeldKind(row["kind"]),
        state=HeldState(row["state"]),
        customer_id=row["customer_id"],
        customer_name=row["name"],
        invoice_id=row["invoice_id"],
        document=row["document"],
        amount=Money(row["amount_minor"], row["currency"]),
        entered_by=row["entered_by"],
        entered_at=datetime.fromisoformat(row["entered_at"]).astimezone(zone),
        effective_at=effective_at,
        said=row["said"],
    )


def with_course(desk: Desk, review: Review[T], kind: HeldKind, amount: Money) -> Review[T]:
    """The review of an entry that says, before its consequence, whether it is held or waits for a second person."""
    from billdesk.domain.reviews import saying_course

    return saying_course(review, kind, amount, settings(desk))


# Into the book, now or later


def issue(desk: Desk, confirmed: Confirmed[IssueDraft]) -> str | HeldEntry:
    """Issue an invoice: its number, or the entry that waits. Raises what `invoices.issue` raises."""
    from billdesk.services import invoices

    waiting = _kept(desk, confirmed, HeldKind.ISSUE, confirmed.draft.total)
    return waiting or invoices.issue(desk, confirmed)


def credit(desk: Desk, confirmed: Confirmed[CreditNoteDraft]) -> str | HeldEntry:
    """Issue a credit note: its number, or the entry that waits. Raises what `credit_notes.issue` raises."""
    from billdesk.services import credit_notes

    waiting = _kept(desk, confirmed, HeldKind.CREDIT_NOTE, confirmed.draft.total)
    return waiting or credit_notes.issue(desk, confirmed)


def record(desk: Desk, confirmed: Confirmed[ReceiptDraft]) -> int | HeldEntry:
    """Record a receipt: its id, or the entry that waits. Raises what `receipts.record` raises."""
    from billdesk.services import receipts

    waiting = _kept(desk, confirmed, HeldKind.RECEIPT, confirmed.draft.amount)
    return waiting or receipts.record(desk, confirmed)


def reverse(desk: Desk, confirmed: Confirmed[ReversalDraft]) -> int | HeldEntry:
    """Take a receipt back: the reversal's id, or the entry that waits. Raises what `receipts.reverse` raises."""
    from billdesk.services import receipts

    waiting = _kept(desk, confirmed, HeldKind.REVERSAL, confirmed.draft.amount)
    return waiting or receipts.reverse(desk, confirmed)


def pay_claim(desk: Desk, confirmed: Confirmed[PayClaimDraft]) -> HeldEntry | None:
    """Pay a claim; the entry that waits, if it does. Raises what `claim_ends.pay` raises."""
    from billdesk.services import claim_ends

    waiting = _kept(desk, confirmed, HeldKind.CLAIM_PAYMENT, confirmed.draft.amount)
    if waiting is None:
        claim_ends.pay(desk, confirmed)
    return waiting


def waive_claim(desk: Desk, confirmed: Confirmed[WaiveClaimDraft]) -> HeldEntry | None:
    """Waive a claim; the entry that waits, if it does. Raises what `claim_ends.waive` raises."""
    from billdesk.services import claim_ends

    waiting = _kept(desk, confirmed, HeldKind.CLAIM_WAIVER, confirmed.draft.amount)
    if waiting is None:
        claim_ends.waive(desk, confirmed)
    return waiting


def _kept(
    desk: Desk,
    confirmed: Confirmed[IssueDraft]
    | Confirmed[CreditNoteDraft]
    | Confirmed[ReceiptDraft]
    | Confirmed[ReversalDraft]
    | Confirmed[PayClaimDraft]
    | Confirmed[WaiveClaimDraft],
    kind: HeldKind,
    amount: Money,
) -> HeldEntry | None:
    """Keep an entry that is not to be booked at once; the same draft twice is kept once."""
    now = settings(desk)
    course = course_of(kind, amount, now)
    if course is Course.AT_ONCE:
        return None
    with desk.write("held" if course is Course.HELD else "waits for a second person", confirmed) as unit:
        kept = _of_draft(unit, confirmed.draft)
        if kept is None:
            kept = _keep(unit, confirmed.draft, amount)
            kept.evidence = str(confirmed.evidence)
            if course is Course.HELD:
                kept.state, kept.effective_at = HeldState.HELD.value, takes_effect(unit.at, now.seconds)
            unit.add(kept)
        entry_id = int(kept.id or 0)
    return get(desk, entry_id)


def _of_draft(unit: Unit, draft: Holdable) -> models.HeldEntry | None:
    from sqlmodel import select

    from db.models import HeldEntry as Row

    return unit.session.exec(select(Row).where(Row.uid == draft.uid)).first()


def _keep(unit: Unit, draft: Holdable, amount: Money) -> models.HeldEntry:
    """The row of an entry that could be booked as it stands, before it is said how long it waits."""
    from billdesk.services.held_booking import ready
    from billdesk.services.held_payload import kind_of, pack
    from db.models import HeldEntry as Row

    customer_id, invoice_id = ready(unit, draft)
    waiting = of_invoice(unit.driver, invoice_id) if invoice_id is not None else None
    if waiting is not None:
        raise RuleError(f"{WAITS[waiting.kind]} already.", "Take that back, or let it be booked first.")
    unit.touched.add(customer_id)
    return Row(
        uid=draft.uid,
        kind=kind_of(draft).value,
        payload=pack(draft),
        evidence="",
        customer_id=customer_id,
        invoice_id=invoice_id,
        amount_minor=amount.minor,
        currency=amount.currency,
        entered_by=unit.by,
        entered_at=unit.at,
        entered_on=unit.today,
        state=HeldState.TO_CHECK.value,
        checked_by="",
        said="",
    )


# When the time has come


def release(desk: Desk) -> tuple[Released, ...]:
    """Book every held entry whose time has come, in the order in which they were entered; a desk open for viewing
    books nothing. An entry that the rules refuse now stays as refused, with the reason."""
    if desk.read_only:
        return ()
    now = desk.now()
    if (due := next_due(desk)) is None or due > now:
        return ()
    from db.types import instant_text

    rows = desk.reader.rows(sql.DUE, {"now": instant_text(now)})
    found = [_release(desk, int(row["id"])) for row in rows]
    return tuple(released for released in found if released is not None)


def _release(desk: Desk, entry_id: int) -> Released | None:
    """Book one entry; `None` when somebody else did so, or took it back."""
    from billdesk.domain.double_check import resumed
    from billdesk.services.held_booking import book_in
    from billdesk.services.held_payload import unpack

    row = row_of(desk, entry_id)
    kind, by = HeldKind(row["kind"]), row["entered_by"]
    try:
        draft = unpack(kind, row["payload"])
        with desk.write(ACTIONS[kind], resumed(draft, f"{row['evidence']}; held"), by=by) as unit:
            waiting = _still(unit, entry_id, (HeldState.HELD,))
            if waiting is None:
                return None
            number = book_in(unit, draft)
            end(unit, waiting, HeldState.BOOKED)
    except _REFUSALS as error:
        return _refuse(desk, entry_id, error, by)
    return Released(get(desk, entry_id), number)


def _refuse(desk: Desk, entry_id: int, error: DeskError, by: str) -> Released | None:
    with desk.write("refused", by=by) as unit:
        waiting = _still(unit, entry_id, (HeldState.HELD,))
        if waiting is None:
            return None
        end(unit, waiting, HeldState.REFUSED, str(error))
    return Released(get(desk, entry_id), refused=str(error))


def _still(unit: Unit, entry_id: int, states: Sequence[HeldState]) -> models.HeldEntry | None:
    """The entry, if it stands in one of these states."""
    from db.models import HeldEntry as Row

    row = unit.get(Row, entry_id, "entry")
    return row if row.state in states else None


def end(unit: Unit, row: models.HeldEntry, state: HeldState, said: str = "", checked_by: str = "") -> None:
    """Note what became of an entry, and let the queue follow."""
    unit.subject = unit.subject or (f"invoice:{row.invoice_id}" if row.invoice_id else f"customer:{row.customer_id}")
    row.state, row.said, row.checked_by = state.value, said, checked_by or row.checked_by
    row.version += 1
    unit.add(row)
    unit.touched.add(row.customer_id)


def take_back(desk: Desk, entry_id: int) -> HeldEntry:
    """Take an entry back that is not booked yet, or put one away that was refused; twice is done once.

    Raises `RuleError` when it is in the book already, or when somebody else entered it and it still waits.
    """
    waiting = (HeldState.HELD, HeldState.TO_CHECK, HeldState.REFUSED)
    with desk.write("taken back") as unit:
        row = _still(unit, entry_id, (*waiting, HeldState.TAKEN_BACK))
        if row is None:
            raise RuleError("It is in the book already.", "Correct it there: with a credit note or a reversal.")
        if row.state in waiting:
            if row.state != HeldState.REFUSED and not same_person(row.entered_by, desk.user):
                raise RuleError(f"{row.entered_by} entered it.", "Only who entered it takes it back.")
            end(unit, row, HeldState.TAKEN_BACK, row.said)
    return get(desk, entry_id)
