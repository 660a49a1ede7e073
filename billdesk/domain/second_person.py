"""What a second person types from the paper of an entry above the desk's limit, before it is booked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from billdesk.domain.drafts import CreditNoteDraft, IssueDraft, ReceiptDraft
from billdesk.domain.errors import RuleError
from billdesk.domain.held import HeldEntry, same_person
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


def questions_of(draft: IssueDraft | CreditNoteDraft | ReceiptDraft, customer_code: str) -> tuple[BlindQuestion, ...]:
    """Total, day and customer, in the order in which they are asked."""
    total = draft.amount if isinstance(draft, ReceiptDraft) else draft.total
    day = draft.received_on if isinstance(draft, ReceiptDraft) else draft.issued_on
    return (
        BlindQuestion.total(total, f"as it stands there, in {total.currency}"),
        BlindQuestion.day(day, "day of its date", "day"),
        BlindQuestion.code("Customer", customer_code, "customer", "the customer's code"),
    )


def refuse_same(entered_by: str, user: str) -> None:
    """Raise `RuleError` for the person who entered it."""
    if same_person(entered_by, user):
        raise RuleError("You entered this yourself; another person has to check it.", "Ask somebody else of the desk.")
