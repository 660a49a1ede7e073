"""What the double check shows of a batch: its control totals are typed again from the strip."""

from __future__ import annotations

from billdesk.domain.batches import Batch, BatchDraft, BatchView, GiveUpBatchDraft
from billdesk.domain.double_check import Review, ReviewRow
from billdesk.domain.findings import Findings
from billdesk.domain.money import Money, format_money
from billdesk.domain.questions import BlindQuestion, Source
from billdesk.domain.veiling import veil

_CLEAR = Findings()


def review_batch(draft: BatchDraft, findings: Findings = _CLEAR) -> Review[BatchDraft]:
    """Opening a batch; asks for the count and the sum of the strip once more."""
    batch = draft.batch
    rows = (ReviewRow("Kind", f"{batch.kind.value}s"), ReviewRow("Currency", batch.currency))
    questions = (
        BlindQuestion.number("Entries", "how many papers", batch.expected_count, "expected_count").by(Source.STRIP),
        BlindQuestion.total(
            Money(batch.expected_minor, batch.currency), "the strip's sum", "expected", source=Source.STRIP
        ),
    )
    consequence = "It is closed only when what is entered comes to both."
    return veil(Review(draft, "Open batch", rows, questions, consequence, "open", findings))


def review_give_up(draft: GiveUpBatchDraft, view: BatchView, findings: Findings = _CLEAR) -> Review[GiveUpBatchDraft]:
    """Giving a batch up: nothing is typed again, because no money moves."""
    batch = view.batch
    rows = (
        ReviewRow("Batch", say_batch(batch)),
        ReviewRow("Strip", format_money(batch.expected_minor, batch.currency)),
        ReviewRow("Entered", say_entered(view)),
        ReviewRow("Reason", draft.reason),
    )
    consequence = "Its entries stay booked as they are; the batch never agreed with its strip."
    return Review(draft, "Give up batch", rows, (), consequence, "give up", findings)


def say_batch(batch: Batch) -> str:
    """`12 receipts in EUR`."""
    return f"{say_count(batch.expected_count, batch.kind.value)} in {batch.currency}"


def say_entered(view: BatchView) -> str:
    """`7 of 12`."""
    return f"{len(view.counted)} of {view.batch.expected_count}"


def say_count(number: int, noun: str) -> str:
    """`1 receipt`, `12 receipts`."""
    return f"{number:,} {noun}{'s' * (number != 1)}"
