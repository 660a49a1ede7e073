"""Booking what waited: the checks that are made when an entry begins to wait, and again when it is booked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from billdesk.domain.claims import PayClaimDraft, WaiveClaimDraft
from billdesk.domain.drafts import CreditNoteDraft, IssueDraft, ReversalDraft
from billdesk.domain.errors import RuleError
from billdesk.domain.held import HeldKind
from billdesk.services import batches, claim_ends, credit_notes, invoices, receipts
from billdesk.services.held import WAITS
from billdesk.services.held_payload import Holdable, unpack
from db.queries import held as sql

if TYPE_CHECKING:
    from db.unit import Unit


def ready(unit: Unit, draft: Holdable) -> tuple[int, int | None]:
    """Make the checks of booking, and say whose entry it is and about which invoice. Raises what booking raises, and
    `RuleError` when one about the same receipt or claim waits already."""
    if isinstance(draft, IssueDraft):
        return invoices.to_issue(unit, draft).customer_id, draft.invoice_id
    if isinstance(draft, CreditNoteDraft):
        return credit_notes.to_issue(unit, draft)[0].customer_id, draft.invoice_id
    customer_id = _whose(unit, draft)
    _refuse_second(unit, draft, customer_id)
    return customer_id, None


def _whose(unit: Unit, draft: Holdable) -> int:
    if isinstance(draft, ReversalDraft):
        return receipts.to_reverse(unit, draft).customer_id
    if isinstance(draft, PayClaimDraft):
        return claim_ends.to_pay(unit, draft)[0].customer_id
    if isinstance(draft, WaiveClaimDraft):
        return claim_ends.to_waive(unit, draft).customer_id
    if isinstance(draft, IssueDraft | CreditNoteDraft):
        raise TypeError(draft)
    receipts.to_record(unit, draft)
    return draft.customer_id


def _about(draft: Holdable) -> tuple[str, int] | None:
    """The record that only one waiting entry may be about."""
    if isinstance(draft, ReversalDraft):
        return "receipt", draft.receipt_id
    return ("claim", draft.claim_id) if isinstance(draft, PayClaimDraft | WaiveClaimDraft) else None


def _refuse_second(unit: Unit, draft: Holdable, customer_id: int) -> None:
    about = _about(draft)
    if about is None:
        return
    for kind, payload in unit.driver.execute(sql.WAITING, {"customer": customer_id}).fetchall():
        if _about(unpack(HeldKind(kind), payload)) == about:
            raise RuleError(f"{WAITS[HeldKind(kind)]} already.", "Take that back, or let it be booked first.")


def book_in(unit: Unit, draft: Holdable) -> str:
    """Book a draft inside the caller's transaction and return its number, or the id of the record it is about."""
    if isinstance(draft, IssueDraft):
        return invoices.issue_in(unit, draft)
    if isinstance(draft, ReversalDraft):
        return str(receipts.reverse_in(unit, draft))
    if isinstance(draft, PayClaimDraft):
        claim_ends.pay_in(unit, draft)
        return str(draft.claim_id)
    if isinstance(draft, WaiveClaimDraft):
        claim_ends.waive_in(unit, draft)
        return str(draft.claim_id)
    if draft.batch_id is not None and not batches.is_open_in(unit, draft.batch_id):
        # As at the form: a batch that was closed meanwhile does not keep an entry out of the book.
        draft = replace(draft, batch_id=None)
    if isinstance(draft, CreditNoteDraft):
        return credit_notes.issue_in(unit, draft)
    return str(receipts.record_in(unit, draft))
