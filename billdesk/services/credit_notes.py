"""Credit notes: correct an issued invoice, the whole of it or by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from billdesk.domain.batches import BatchKind
from billdesk.domain.checks.entry import CreditNoteFacts, check_credit_note
from billdesk.domain.crediting import CreditTotals, credit_totals
from billdesk.domain.double_check import Confirmed
from billdesk.domain.drafts import CreditNoteDraft
from billdesk.domain.errors import RuleError
from billdesk.domain.findings import Findings
from billdesk.domain.records import InvoiceView
from billdesk.services import batches, checking, company, dispute_steps, invoices
from billdesk.services.checking import Checked
from billdesk.services.desk import Desk
from billdesk.services.refusals import refuse_alone, refuse_blocking
from billdesk.services.stale import refuse_stale

if TYPE_CHECKING:
    from db.models import CreditNote
    from db.unit import Unit


def check(desk: Desk, draft: CreditNoteDraft) -> Findings:
    """The automatic checks of a credit note against its invoice and what the book knows."""
    return examine(desk, draft).findings


def examine(desk: Desk, draft: CreditNoteDraft) -> Checked:
    """The same with the facts that they rest on, for the risk of the double check."""
    invoice = invoices.get(desk, draft.invoice_id)
    with desk.reader.snapshot() as connection:
        found = Findings.of(
            (*_check(draft, invoice), *checking.check_series(connection, "credit note", draft.issued_on))
        )
        return checking.credit_note(connection, desk, draft, invoice, found)


def _check(draft: CreditNoteDraft, invoice: InvoiceView) -> Findings:
    left = invoice.total_minor - invoice.credited_net_minor - invoice.credited_tax_minor
    return check_credit_note(draft, CreditNoteFacts(invoice, left))


def issue(desk: Desk, confirmed: Confirmed[CreditNoteDraft]) -> str:
    """Issue a credit note and return its number; the same draft twice is issued once.

    It settles what is open on its invoice, oldest instalment last; what is over becomes on-account credit. An invoice
    of which nothing is left, by one credit note or the last of several, is void; its number stays used. It takes
    effect at once; `services.held` holds it first where the desk says so. Raises `RuleError`, `StaleError`.
    """
    with desk.write("credit note", confirmed) as unit:
        return issue_in(unit, confirmed.draft)


def issue_in(unit: Unit, draft: CreditNoteDraft) -> str:
    """Issue inside the caller's transaction; see `issue`."""
    from sqlmodel import select

    from db.models import CreditNote, Invoice

    booked = unit.session.exec(select(CreditNote).where(CreditNote.uid == draft.uid)).first()
    if booked is not None:
        return booked.number
    view, sums = to_issue(unit, draft)
    refuse_alone(unit, draft.total)
    note = _add_note(unit, draft, view, sums)
    _add_lines(unit, note, sums)
    _settle(unit, note, view)
    invoice = unit.session.get_one(Invoice, view.id)
    invoice.version += 1
    if sums.is_rest:
        invoice.state, invoice.void_reason = "void", draft.reason
        batches.leave(unit, invoice_id=view.id)
    unit.add(invoice)
    dispute_steps.settle_credits(unit, view.customer_id)
    batches.join(unit, draft.batch_id, BatchKind.CREDIT_NOTE, draft.total, int(note.id or 0))
    unit.touched.add(view.customer_id)
    return note.number


def to_issue(unit: Unit, draft: CreditNoteDraft) -> tuple[InvoiceView, CreditTotals]:
    """The invoice it corrects and what it comes to; raises what `issue` raises for a draft that cannot be."""
    unit.subject = f"invoice:{draft.invoice_id}"
    view = invoices.read(unit.driver, draft.invoice_id, unit.today)
    refuse_stale(unit, view.version, draft.invoice_version, "The invoice was")
    refuse_blocking(_check(draft, view))
    sums = credit_totals(view, draft.lines)
    if sums.total_minor != draft.total.minor:
        raise RuleError("The credit note's total is not the one that was checked.", "Check it again.")
    return view, sums


def _add_note(unit: Unit, draft: CreditNoteDraft, view: InvoiceView, sums: CreditTotals) -> CreditNote:
    """The note under the next number of its series."""
    from db.models import CreditNote

    pattern = company.read(unit.driver).credit_note_pattern
    note = CreditNote(
        uid=draft.uid,
        number=invoices.next_number(unit, "credit note", pattern, draft.issued_on),
        invoice_id=view.id,
        customer_id=view.customer_id,
        issued_on=draft.issued_on,
        currency=view.currency,
        reason=draft.reason,
        net_minor=sums.net_minor,
        tax_minor=sums.tax_minor,
        total_minor=sums.total_minor,
        unapplied_minor=sums.total_minor,
    )
    unit.add(note)
    return note


def _add_lines(unit: Unit, note: CreditNote, sums: CreditTotals) -> None:
    from db.models import CreditNoteLine

    unit.add(
        *(
            CreditNoteLine(
                credit_note_id=int(note.id or 0),
                invoice_line_id=line.invoice_line_id,
                quantity=line.quantity,
                net_minor=line.net_minor,
            )
            for line in sums.lines
        )
    )


def _settle(unit: Unit, note: CreditNote, view: InvoiceView) -> None:
    """Take the credit off what is open, the latest instalment first: the customer owes the early ones anyway."""
    from db.models import Allocation

    left = note.total_minor
    for part in sorted(view.instalments, key=lambda part: part.due_on, reverse=True):
        amount = min(left, part.open_minor)
        if amount > 0:
            unit.add(
                Allocation(
                    instalment_id=part.id,
                    credit_note_id=int(note.id or 0),
                    applied_on=note.issued_on,
                    amount_minor=amount,
                )
            )
            left -= amount
