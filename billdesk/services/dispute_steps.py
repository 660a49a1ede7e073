"""What happens to a case inside a transaction, by its own verb or by another: a contact that disputes, a dispute that
is lifted, a credit note that is issued.

`invoice.disputed` is true exactly while a case of the invoice pauses it; only `mark` and an import write it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from billdesk.domain import disputes
from billdesk.domain.dispute_guides import OTHER
from billdesk.domain.dispute_records import CloseDisputeDraft, OpenDisputeDraft, ResolveDisputeDraft
from billdesk.domain.disputes import DisputeOutcome, DisputePriority, DisputeState, LogKind
from billdesk.domain.errors import RuleError
from billdesk.domain.money import Money, format_money
from billdesk.services import dispute_rows
from db.queries import disputes as sql

if TYPE_CHECKING:
    from db.models import Contact, Dispute
    from db.unit import Unit


def open_in(unit: Unit, draft: OpenDisputeDraft) -> int:
    """Open inside the caller's transaction; see `disputes.open_case`."""
    from db.models import Customer, Dispute

    booked = unit.booked(Dispute, draft.uid)
    if booked is not None:
        return booked
    customer = unit.get(Customer, draft.customer_id, "customer")
    _refuse_opening(unit, draft)
    case = Dispute(
        uid=draft.uid,
        customer_id=draft.customer_id,
        invoice_id=draft.invoice_id,
        currency=draft.amount.currency,
        amount_minor=draft.amount.minor,
        reason=draft.reason,
        priority=draft.priority.value,
        owner=draft.owner.strip() or customer.owner or unit.by,
        opened_on=unit.today,
        counted_from=unit.today,
        due_by=disputes.due_by(unit.today, draft.priority),
        at=unit.at,
        by=unit.by,
    )
    unit.add(case)
    unit.subject = f"dispute:{case.id}"
    label = label_of(unit, draft.reason)
    said = f"opened: {label}, {say_amount(draft.amount)}, {disputes.say_time(case.due_by, unit.today)}"
    log(unit, case, uuid5(draft.uid, "opened"), LogKind.DONE, said)
    if draft.said.strip():
        log(unit, case, uuid5(draft.uid, "said"), LogKind.SAID, draft.said.strip(), draft.person)
    mark(unit, case)
    return int(case.id or 0)


def _refuse_opening(unit: Unit, draft: OpenDisputeDraft) -> None:
    from db.models import Invoice

    refuse_reason(unit, draft.reason)
    if draft.amount.minor <= 0:
        raise RuleError("The disputed amount must be above zero.", "Give the part that is disputed.")
    if draft.invoice_id is None:
        return
    invoice = unit.get(Invoice, draft.invoice_id, "invoice")
    if invoice.customer_id != draft.customer_id or invoice.currency != draft.amount.currency:
        raise RuleError("The invoice is not of this account and currency.", "Open the dispute from the invoice.")
    if invoice.state != "issued":
        raise RuleError("Only an issued invoice can be disputed.", "Edit a draft; a void one is not owed.")
    if unit.driver.execute(sql.PAUSES_INVOICE, {"invoice": draft.invoice_id}).fetchone():
        raise RuleError("This invoice has a dispute already.", "Go on with that one.")
    disputes.refuse_more(draft.amount.minor, invoice.total_minor, invoice.currency)


def refuse_reason(unit: Unit, code: str) -> None:
    """Raise `RuleError` for a reason that is not offered."""
    if code not in {reason.code for reason in dispute_rows.reasons(unit.driver) if not reason.retired}:
        raise RuleError("There is no such reason for a dispute.", "Choose one of the list.")


def open_for_contact(unit: Unit, contact: Contact, reason: str) -> None:
    """Open the cases of a contact in which the customer disputed an invoice, or all that is open of the account.

    The contact's own link of the chain is written first. What has a case that is not done gets no second one.
    """
    unit.link()
    action = unit.action
    for draft in _drafts_of(unit, contact, reason or OTHER):
        unit.action = "dispute opened"
        open_in(unit, draft)
        unit.link()
    unit.action, unit.subject = action, f"customer:{contact.customer_id}"


def _drafts_of(unit: Unit, contact: Contact, reason: str) -> list[OpenDisputeDraft]:
    """A case for the named invoice, or one for each currency in which something is open and none disputed so far."""
    from billdesk.services.open_items import open_items, pausing

    taken = {(case.invoice_id, case.currency) for case in pausing(unit.driver, contact.customer_id)}
    sums: dict[str, int] = {}
    for item in open_items(unit.driver, contact.customer_id, unit.today):
        if contact.invoice_id in (None, item.invoice_id):
            sums[item.currency] = sums.get(item.currency, 0) + item.open_minor
    return [
        OpenDisputeDraft(
            uid=uuid5(contact.uid, f"dispute {currency}"),
            customer_id=contact.customer_id,
            invoice_id=contact.invoice_id,
            amount=Money(minor, currency),
            reason=reason,
            priority=DisputePriority.NORMAL,
            owner="",
            person=contact.person,
            said=contact.note,
        )
        for currency, minor in sorted(sums.items())
        if (contact.invoice_id, currency) not in taken
    ]


def resolve_in(unit: Unit, case: Dispute, draft: ResolveDisputeDraft) -> None:
    """Settle inside the caller's transaction; see `disputes.resolve`."""
    disputes.refuse_resolved(DisputeState(case.state))
    disputes.refuse_credit(draft.outcome, draft.credit.minor, case.amount_minor)
    if not draft.because.strip():
        raise RuleError("Settling a dispute needs its reason.", "Say how it was settled.")
    case.state, case.waiting_on = DisputeState.RESOLVED.value, ""
    case.outcome, case.resolved_on = draft.outcome.value, unit.today
    case.credit_minor = draft.credit.minor
    case.version += 1
    credit = f", {say_amount(draft.credit)} to be credited" if draft.credit.minor else ""
    log(unit, case, draft.uid, LogKind.DONE, f"settled, {draft.outcome.value}{credit}: {draft.because.strip()}")
    settle_credits(unit, case.customer_id)
    mark(unit, case)


def close_in(unit: Unit, case: Dispute, draft: CloseDisputeDraft) -> None:
    """Close inside the caller's transaction; see `disputes.close_credited`."""
    credited, note_id = unit.driver.execute(sql.CREDITED_SO_FAR, {"dispute": case.id}).fetchone()
    due = case.state == DisputeState.RESOLVED and case.credit_minor > 0 and case.credit_note_id is None
    disputes.refuse_close(case.credit_minor, credited, due=due)
    if not draft.because.strip():
        raise RuleError("Closing it with less needs its reason.", "Say why nothing more is credited.")
    case.credit_note_id = note_id
    case.version += 1
    agreed, came = (say_amount(Money(minor, case.currency)) for minor in (case.credit_minor, credited))
    log(unit, case, draft.uid, LogKind.DONE, f"closed with {came} of {agreed} credited: {draft.because.strip()}")
    mark(unit, case)


def withdraw_all(unit: Unit, invoice_id: int, because: str, uid: UUID) -> None:
    """Settle the case of an invoice that is claimed again, as withdrawn. Raises `RuleError` where a credit is due."""
    from sqlmodel import select

    from db.models import Dispute

    action, subject = unit.action, unit.subject
    for case in unit.session.exec(select(Dispute).where(Dispute.invoice_id == invoice_id)).all():
        if case.state != DisputeState.RESOLVED:
            unit.link()
            unit.action, unit.subject = "dispute settled", f"dispute:{case.id}"
            nothing = Money(0, case.currency)
            made = uuid5(uid, str(case.id))
            draft = ResolveDisputeDraft(
                made, int(case.id or 0), case.version, DisputeOutcome.WITHDRAWN, nothing, because
            )
            resolve_in(unit, case, draft)
            unit.link()
    unit.action, unit.subject = action, subject
    if unit.driver.execute(sql.PAUSES_INVOICE, {"invoice": invoice_id}).fetchone():
        raise RuleError("A credit was agreed for this invoice.", "Issue the credit note, or take the dispute up again.")


def withdraw_opened_by(unit: Unit, contact: Contact, because: str) -> None:
    """Settle as withdrawn the cases that a contact opened which was logged by mistake, inside the caller's transaction.

    Raises `RuleError` where somebody worked on one since.
    """
    from sqlmodel import select

    from db.models import Dispute, DisputeNote

    action = unit.action
    for case in unit.session.exec(select(Dispute).where(Dispute.customer_id == contact.customer_id)).all():
        opened = uuid5(contact.uid, f"dispute {case.currency}")
        if case.uid != opened or case.state == DisputeState.RESOLVED:
            continue
        own = {uuid5(opened, "opened"), uuid5(opened, "said")}
        noted = unit.session.exec(select(DisputeNote).where(DisputeNote.dispute_id == case.id)).all()
        if case.version > 1 or any(note.uid not in own for note in noted):
            raise RuleError("The dispute that it opened was worked on since.", "Settle that dispute with its reason.")
        unit.action, unit.subject = "dispute settled", f"dispute:{case.id}"
        made = uuid5(opened, "taken back")
        nothing = Money(0, case.currency)
        withdrawn = DisputeOutcome.WITHDRAWN
        resolve_in(unit, case, ResolveDisputeDraft(made, int(case.id or 0), case.version, withdrawn, nothing, because))
        unit.link()
    unit.action = action


def settle_credits(unit: Unit, customer_id: int) -> None:
    """Note at the cases of an account which agreed credits were issued by now; they pause nothing any more."""
    from db.models import Dispute

    unit.session.flush()
    for case_id, agreed, credited, note_id in unit.driver.execute(sql.CREDITED, {"customer": customer_id}).fetchall():
        if not disputes.is_met(agreed, credited):
            continue
        case = unit.session.get_one(Dispute, case_id)
        case.credit_note_id = note_id
        case.version += 1
        mark(unit, case)


def log(unit: Unit, case: Dispute, uid: UUID, kind: LogKind, said: str, person: str = "") -> None:
    """Write what was changed of the case, and a line of its log; its account is looked at again."""
    from db.models import DisputeNote

    line = DisputeNote(
        uid=uid,
        dispute_id=int(case.id or 0),
        on_day=unit.today,
        at=unit.at,
        kind=kind.value,
        person=person,
        note=said,
        by=unit.by,
    )
    unit.add(line)
    unit.touched.add(case.customer_id)


def mark(unit: Unit, case: Dispute) -> None:
    """Keep the mark of the case's invoice true."""
    from db.models import Invoice

    if case.invoice_id is None:
        return
    unit.session.flush()
    pauses = unit.driver.execute(sql.PAUSES_INVOICE, {"invoice": case.invoice_id}).fetchone() is not None
    invoice = unit.get(Invoice, case.invoice_id, "invoice")
    if bool(invoice.disputed) != pauses:
        invoice.disputed = int(pauses)
        invoice.version += 1
        unit.add(invoice)


def label_of(unit: Unit, code: str) -> str:
    """How the desk calls a reason."""
    return next((one.label for one in dispute_rows.reasons(unit.driver) if one.code == code), code)


def say_amount(amount: Money) -> str:
    """An amount with its currency."""
    return format_money(amount.minor, amount.currency)
