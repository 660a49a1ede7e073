"""Disputes as cases: open, note, change, attach, settle, take up again. Each is one transaction with its audit link."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from billdesk.domain import disputes
from billdesk.domain.dispute_records import (
    AttachFileDraft,
    ChangeDisputeDraft,
    CloseDisputeDraft,
    DisputeNoteDraft,
    DisputeView,
    OpenDisputeDraft,
    ReopenDisputeDraft,
    ResolveDisputeDraft,
)
from billdesk.domain.disputes import DisputePriority, DisputeState, LogKind
from billdesk.domain.double_check import Confirmed
from billdesk.domain.errors import RuleError
from billdesk.domain.money import Money
from billdesk.services import dispute_rows, held, open_items
from billdesk.services.desk import Desk
from billdesk.services.dispute_steps import (
    close_in,
    label_of,
    log,
    mark,
    open_in,
    refuse_reason,
    resolve_in,
    say_amount,
)
from billdesk.services.stale import refuse_stale

if TYPE_CHECKING:
    from db.models import Dispute
    from db.unit import Unit

_CHANGED = "The dispute was"


def get(desk: Desk, dispute_id: int) -> DisputeView:
    """One case with its log and files; raises `NotFoundError`."""
    with desk.reader.snapshot() as connection:
        view = dispute_rows.read_case(connection, dispute_id)
        if view.item.invoice_id is None:
            return view
        return replace(view, waiting=held.of_invoice(connection, view.item.invoice_id, desk.time_zone))


def open_case(desk: Desk, confirmed: Confirmed[OpenDisputeDraft]) -> int:
    """Open a case and return its id; the same draft twice is opened once.

    Raises `RuleError` for an invoice that is not issued, has a case that is not done, or is smaller than the amount.
    """
    with desk.write("dispute opened", confirmed) as unit:
        return open_in(unit, confirmed.draft)


def note(desk: Desk, confirmed: Confirmed[DisputeNoteDraft]) -> None:
    """Add a line to a case's log, also of a settled one; the same draft twice is added once."""
    draft = confirmed.draft
    with desk.write("dispute noted", confirmed) as unit:
        if _booked_line(unit, draft.uid):
            return
        case = _case(unit, draft.dispute_id)
        if not draft.note.strip():
            raise RuleError("The note is empty.", "Say what was said, sent or done.")
        log(unit, case, draft.uid, draft.kind, draft.note.strip(), draft.person)


def change(desk: Desk, confirmed: Confirmed[ChangeDisputeDraft]) -> None:
    """Change reason, amount, owner, priority or whom it waits on; the log says what. Raises `RuleError`, `StaleError`.

    Another priority counts its business days from the day the case was opened or taken up again.
    """
    draft = confirmed.draft
    with desk.write("dispute changed", confirmed) as unit:
        if _booked_line(unit, draft.uid):
            return
        case = _case(unit, draft.dispute_id, draft.version)
        disputes.refuse_resolved(DisputeState(case.state))
        _refuse_change(unit, case, draft)
        said = _differences(unit, case, draft)
        if not said:
            return
        case.reason, case.amount_minor = draft.reason, draft.amount.minor
        case.owner, case.waiting_on = draft.owner.strip(), draft.waiting_on.strip()
        case.state = (DisputeState.WAITING if case.waiting_on else DisputeState.OPEN).value
        if case.priority != draft.priority:
            case.priority, case.due_by = draft.priority.value, disputes.due_by(case.counted_from, draft.priority)
        case.version += 1
        log(unit, case, draft.uid, LogKind.DONE, said)


def _refuse_change(unit: Unit, case: Dispute, draft: ChangeDisputeDraft) -> None:
    from db.models import Invoice

    if not draft.owner.strip():
        raise RuleError("A dispute needs an owner.", "Say who settles it.")
    if draft.reason != case.reason:
        refuse_reason(unit, draft.reason)
    if draft.amount.minor <= 0 or draft.amount.currency != case.currency:
        raise RuleError("The disputed amount must be above zero.", f"Give it in {case.currency}.")
    if case.invoice_id is not None:
        invoice = unit.get(Invoice, case.invoice_id, "invoice")
        disputes.refuse_more(draft.amount.minor, invoice.total_minor, invoice.currency)


def _differences(unit: Unit, case: Dispute, draft: ChangeDisputeDraft) -> str:
    """`owner mk → jd; waiting on sales`, for the log; empty when nothing changes."""
    before, after = Money(case.amount_minor, case.currency), draft.amount
    said = []
    if case.reason != draft.reason:
        said.append(f"reason {label_of(unit, case.reason)} → {label_of(unit, draft.reason)}")
    if before != after:
        said.append(f"amount {say_amount(before)} → {say_amount(after)}")
    if case.owner != draft.owner.strip():
        said.append(f"owner {case.owner} → {draft.owner.strip()}")
    if case.priority != draft.priority:
        said.append(f"priority {case.priority} → {draft.priority.value}")
    if case.waiting_on != draft.waiting_on.strip():
        said.append(f"waiting on {draft.waiting_on.strip()}" if draft.waiting_on.strip() else "waiting on nobody")
    return "; ".join(said)


def attach(desk: Desk, confirmed: Confirmed[AttachFileDraft]) -> None:
    """Put a file into a case by its path and SHA-256; the same content twice is attached once."""
    from sqlmodel import select

    from db.models import DisputeFile

    draft = confirmed.draft
    with desk.write("dispute file attached", confirmed) as unit:
        case = _case(unit, draft.dispute_id)
        same = select(DisputeFile).where(DisputeFile.dispute_id == case.id, DisputeFile.sha256 == draft.sha256)
        if unit.session.exec(same).first() is not None:
            return
        unit.add(
            DisputeFile(
                dispute_id=draft.dispute_id,
                path=draft.path,
                sha256=draft.sha256,
                bytes=draft.size,
                at=unit.at,
                by=unit.by,
            )
        )


def resolve(desk: Desk, confirmed: Confirmed[ResolveDisputeDraft]) -> None:
    """Settle a case; the same draft twice is settled once. Raises `RuleError`, `StaleError`.

    Where a credit is agreed its part stays paused until credit notes issued since the opening come to it.
    """
    draft = confirmed.draft
    with desk.write("dispute settled", confirmed) as unit:
        if _booked_line(unit, draft.uid):
            return
        case = _case(unit, draft.dispute_id, draft.version)
        resolve_in(unit, case, draft)


def close_credited(desk: Desk, confirmed: Confirmed[CloseDisputeDraft]) -> None:
    """Close a case with what was credited, though more was agreed; the rest is claimed again. The same draft twice
    closes once. Raises `RuleError`, `StaleError`."""
    draft = confirmed.draft
    with desk.write("dispute closed", confirmed) as unit:
        if _booked_line(unit, draft.uid):
            return
        close_in(unit, _case(unit, draft.dispute_id, draft.version), draft)


def reopen(desk: Desk, confirmed: Confirmed[ReopenDisputeDraft]) -> None:
    """Take a settled case up again; its time counts from today. Raises `RuleError`, also where the invoice has
    another case by now, and `StaleError`."""
    draft = confirmed.draft
    with desk.write("dispute taken up again", confirmed) as unit:
        if _booked_line(unit, draft.uid):
            return
        case = _case(unit, draft.dispute_id, draft.version)
        disputes.refuse_unresolved(DisputeState(case.state))
        if not draft.because.strip():
            raise RuleError("Taking a dispute up again needs its reason.", "Say what came up.")
        others = [one for one in open_items.pausing(unit.driver, case.customer_id) if one.id != case.id]
        if case.invoice_id is not None and case.invoice_id in {one.invoice_id for one in others}:
            raise RuleError("This invoice has another dispute by now.", "Go on with that one.")
        case.state, case.outcome, case.resolved_on = DisputeState.OPEN.value, "", None
        case.credit_minor, case.credit_note_id = 0, None
        case.counted_from = unit.today
        case.due_by = disputes.due_by(unit.today, DisputePriority(case.priority))
        case.version += 1
        log(unit, case, draft.uid, LogKind.DONE, f"taken up again: {draft.because.strip()}")
        mark(unit, case)


def _case(unit: Unit, dispute_id: int, version: int | None = None) -> Dispute:
    """The case's row, refused when it is not in the version that was loaded."""
    from db.models import Dispute

    unit.subject = f"dispute:{dispute_id}"
    case = unit.get(Dispute, dispute_id, "dispute")
    if version is not None:
        refuse_stale(unit, case.version, version, _CHANGED)
    return case


def _booked_line(unit: Unit, uid: UUID) -> bool:
    from db.models import DisputeNote

    return unit.booked(DisputeNote, uid) is not None
