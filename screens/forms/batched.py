"""A form whose entry may be one of a batch with control totals."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from billdesk.domain.double_check import Review, ReviewRow
from billdesk.domain.drafts import CreditNoteDraft, InvoiceDraft, ReceiptDraft
from screens.forms.base import FormScreen

if TYPE_CHECKING:
    from billdesk.services.desk import Desk

D = TypeVar("D", ReceiptDraft, InvoiceDraft, CreditNoteDraft)
R = TypeVar("R")

_KEY = "batch"


class InBatch(NamedTuple):
    """The open batch that an entry is made in, and its currency."""

    id: int
    currency: str


class BatchedForm(FormScreen[D, R]):
    """An unfinished entry stays in the batch it was begun in."""

    in_batch: InBatch | None = None

    @property
    def batch_id(self) -> int | None:
        """The batch that the entry is to be counted in."""
        return self.in_batch.id if self.in_batch else None

    def snapshot(self) -> dict[str, str]:
        """What stands in the form, and the batch."""
        kept = super().snapshot()
        return kept | {_KEY: f"{self.in_batch.id} {self.in_batch.currency}"} if self.in_batch else kept

    def restore(self, kept: dict[str, str]) -> None:
        """Go on in the batch it was begun in."""
        number, _, currency = kept.get(_KEY, "").partition(" ")
        if number.isascii() and number.isdigit():
            self.in_batch = InBatch(int(number), currency)
        super().restore(kept)

    def within_batch(self, desk: Desk, review: Review[D]) -> Review[D]:
        """Say on the double check's page whether the entry is counted in a batch. Runs in a thread.

        A batch that was closed or given up meanwhile does not keep the entry out of the book.
        """
        if self.in_batch is None:
            return review
        from billdesk.services import batches

        if batches.is_open(desk, self.in_batch.id):
            return replace(review, rows=(*review.rows, ReviewRow("Batch", "it is counted in the open batch")))
        row = ReviewRow("Batch", "in none: the one it was begun in is not open any more")
        return replace(review, rows=(*review.rows, row), draft=replace(review.draft, batch_id=None))
