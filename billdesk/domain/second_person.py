"""What a second person types from the paper of an entry above the desk's limit, before it is booked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from billdesk.domain.claims import PayClaimDraft, WaiveClaimDraft
from billdesk.domain.drafts import CreditNoteDraft, IssueDraft, ReceiptDraft, ReversalDraft
from billdesk.domain.errors import RuleError
from billdesk.domain.held import HeldEntry, same_person
from billdesk.domain.money import Money
from billdesk.domain.questions import BlindQuestion, Source

T = TypeVar("T")

Checked = IssueDraft | CreditNoteDraft | ReceiptDraft | ReversalDraft | PayClaimDraft | WaiveClaimDraft
"""What waits for a second person above the desk's limit."""


@dataclass(frozen=True, slots=True)
class SecondCheck(Generic[T]):
    """An entry that waits, and what is asked about it. `evidence` is that of its first double check."""

    entry: HeldEntry
    draft: T
    questions: tuple[BlindQuestion, ...]
    evidence: str

    @property
    def entered(self) -> str:
        """By whom it was entered, and on what evidence."""
        return f"entered by {self.entry.entered_by} ({self.evidence})"


def questions_of(draft: Checked, customer_code: str) -> tuple[BlindQuestion, ...]:
    """Total, day and customer, in the order in which they are asked."""
    total, day, hint = _total_and_day(draft)
    source = Source.DECIDED if isinstance(draft, WaiveClaimDraft) else Source.PAPER
    return (
        BlindQuestion.total(total, f"as it stands there, in {total.currency}", source=source),
        BlindQuestion.day(day, hint, "day", source=source),
        BlindQuestion.code("Customer", customer_code, "customer", "the customer's code"),
    )


def _total_and_day(draft: Checked) -> tuple[Money, date, str]:
    """What it comes to, its day, and how that day is asked for."""
    if isinstance(draft, ReceiptDraft):
        return draft.amount, draft.received_on, "day of its date"
    if isinstance(draft, ReversalDraft):
        return draft.amount, draft.reversed_on, "day it goes back"
    if isinstance(draft, PayClaimDraft):
        return draft.amount, draft.paid_on, "day it was paid"
    if isinstance(draft, WaiveClaimDraft):
        return draft.amount, draft.upto, "last day that the claim counts"
    return draft.total, draft.issued_on, "day of its date"


def refuse_same(entered_by: str, user: str) -> None:
    """Raise `RuleError` for the person who entered it."""
    if same_person(entered_by, user):
        raise RuleError("You entered this yourself; another person has to check it.", "Ask somebody else of the desk.")
