"""That invoices went out: one or several, all or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from billdesk.domain.double_check import Confirmed
from billdesk.domain.drafts import SentDraft, SentTogetherDraft
from billdesk.domain.errors import RuleError
from billdesk.services.desk import Desk
from billdesk.services.stale import refuse_stale

if TYPE_CHECKING:
    from db.unit import Unit


def mark_sent_together(desk: Desk, confirmed: Confirmed[SentTogetherDraft]) -> None:
    """Note for several invoices that they went out, all or none; raises as `invoices.mark_sent` does."""
    with desk.write("sent", confirmed) as unit:
        for draft in confirmed.draft.sent:
            note_sent(unit, draft)
            unit.link()


def note_sent(unit: Unit, draft: SentDraft) -> None:
    """Note inside a transaction that an invoice went out; twice is done once."""
    from db.models import Invoice

    invoice = unit.get(Invoice, draft.invoice_id, "invoice")
    unit.subject = f"invoice:{invoice.id}"
    if invoice.version == draft.version + 1 and (invoice.sent_on, invoice.sent_how) == (draft.sent_on, draft.how):
        return
    named = invoice.number or "The invoice"
    refuse_stale(unit, invoice.version, draft.version, f"{named} was")
    if invoice.state != "issued":
        raise RuleError("Only an issued invoice can go out.", "Issue it first.")
    if draft.sent_on < invoice.issued_on:
        raise RuleError(f"{named} cannot go out before its date.", "Choose its day or a later one.")
    invoice.sent_on, invoice.sent_how = draft.sent_on, draft.how
    invoice.version += 1
    unit.add(invoice)
    unit.touched.add(invoice.customer_id)
