"""What was taken back is offered again as an unfinished entry, so that nobody has to type all of it once more.

Of an issue nothing has to be kept: the invoice is a draft in the book.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from billdesk import form_drafts
from billdesk.domain.drafts import CreditNoteDraft, ReceiptDraft, ReversalDraft
from billdesk.domain.held import HeldEntry, HeldKind, same_person
from billdesk.domain.money import format_minor
from billdesk.domain.review_rows import plain

if TYPE_CHECKING:
    from pathlib import Path

    from billdesk.services.desk import Desk


def take_back(desk: Desk, entry_id: int, state_folder: Path) -> HeldEntry:
    """Take an entry back, and keep for its form what who entered it had typed. Runs in a thread.

    Raises `RuleError` when it is in the book already.
    """
    from billdesk.services import held

    entry = held.take_back(desk, entry_id)
    if entry.kind is not HeldKind.ISSUE and same_person(entry.entered_by, desk.user):
        draft = held.draft_of(desk, entry_id)
        folder = form_drafts.folder_of(state_folder, desk.path)
        if isinstance(draft, CreditNoteDraft):
            form_drafts.keep(folder, _unfinished(desk, entry, f"invoice:{draft.invoice_id}", _credit_note(draft)))
        elif isinstance(draft, ReceiptDraft):
            form_drafts.keep(folder, _unfinished(desk, entry, f"customer:{draft.customer_id}", _receipt(draft)))
        elif isinstance(draft, ReversalDraft):
            form_drafts.keep(folder, _unfinished(desk, entry, f"receipt:{draft.receipt_id}", _reversal(draft)))
    return entry


def _unfinished(desk: Desk, entry: HeldEntry, subject: str, fields: dict[str, str]) -> form_drafts.FormDraft:
    """Under an identity of its own: that of the entry is used up."""
    return form_drafts.FormDraft(entry.kind.value, uuid4(), subject, entry.customer_name, desk.now(), fields)


def _credit_note(draft: CreditNoteDraft) -> dict[str, str]:
    lines = {f"lines.{line.invoice_line_id}": plain(line.quantity) for line in draft.lines}
    batch = _batch(draft.batch_id, draft.total.currency)
    return {"issued_on": draft.issued_on.isoformat(), "reason": draft.reason, **lines, **batch}


def _receipt(draft: ReceiptDraft) -> dict[str, str]:
    currency = draft.amount.currency
    parts = {f"allocations.{one.instalment_id}": format_minor(one.amount_minor, currency) for one in draft.allocations}
    return {
        "amount": format_minor(draft.amount.minor, currency),
        "currency": currency,
        "received_on": draft.received_on.isoformat(),
        "method": draft.method,
        "reference": draft.reference,
        "keep_rest": "yes" if draft.keep_rest else "no",
        **parts,
        **_batch(draft.batch_id, currency),
    }


def _reversal(draft: ReversalDraft) -> dict[str, str]:
    return {"reversed_on": draft.reversed_on.isoformat(), "reason": draft.reason}


def _batch(batch_id: int | None, currency: str) -> dict[str, str]:
    return {} if batch_id is None else {"batch": f"{batch_id} {currency}"}
