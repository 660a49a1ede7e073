"""What a second person types from the paper of an entry above the desk's limit, before it is booked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from billdesk.domain.drafts import CreditNoteDraft, IssueDraft, ReceiptDraft, ReversalDraft
from billdesk.domain.errors import RuleError
from billdesk.domain.held import HeldEntry, same_person
from billdesk.domain.money import Money
from billdesk.domain.questions import BlindQuestion

T = TypeVar("T")


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


def questions_of(
    draft: IssueDraft | CreditNoteDraft | ReceiptDraft | ReversalDraft, customer_code: str
) -> tuple[BlindQuestion, ...]:
    """Total, day and customer, in the order in which they are asked."""
    total, day, hint = _total_and_day(draft)
    return (
        BlindQuestion.total(total, f"as it stands there, in {total.currency}"),
        BlindQuestion.day(day, hint, "day"),
        BlindQuestion.code("Customer", customer_code, "customer", "the customer's code"),
    )


def _total_and_day(draft: IssueDraft | CreditNoteDraft | ReceiptDraft | ReversalDraft) -> tuple[Money, date, str]:
    """What it comes to, its day, and how that day is asked for."""
    if isinstance(draft, ReceiptDraft):
        return draft.amount, draft.received_on, "day of its date"
    if isinstance(draft, ReversalDraft):
        return draft.amount, draft.reversed_on, "day it goes back"
    return draft.total, draft.issued_on, "day of its date"


def refuse_same(entered_by: str, user: str) -> None:
    """Raise `RuleError` for the person who entered it."""
    if same_person(entered_by, user):
        raise RuleError("You entered this yourself; another person has to check it.", "Ask somebody else of the desk.")
