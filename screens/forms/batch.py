"""Open a batch with what the adding strip says, or give one up."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult

from billdesk.domain.batch_reviews import review_batch, review_give_up, say_batch
from billdesk.domain.batches import MOST_ENTRIES, Batch, BatchDraft, BatchKind, BatchView, GiveUpBatchDraft
from billdesk.domain.double_check import Confirmed, Review
from billdesk.domain.errors import InputError
from billdesk.domain.records import CompanyView
from screens.forms.base import FormScreen
from screens.forms.fields import FieldLine, FieldSpec
from screens.forms.kinds import currency_field, enum_field, money_field, reason_field

if TYPE_CHECKING:
    from billdesk.services.desk import Desk


class BatchForm(FormScreen[BatchDraft, int]):
    """`BatchForm(today, company)` ends with the batch's id."""

    KIND: ClassVar[str] = "batch"

    def __init__(self, today: date, company: CompanyView) -> None:
        super().__init__(today)
        self.company = company
        self._kind = FieldLine(enum_field("kind", "Kind", BatchKind, numbered=True), BatchKind.RECEIPT.value)
        self._currency = FieldLine(currency_field("currency", "Currency"), company.currency)
        self._count = FieldLine(_count_field())
        self._sum = FieldLine(money_field("expected", "Sum", self._currency_now, hint="as the strip adds up"))

    def heading(self) -> str:
        """What it is."""
        return "New batch"

    def parts(self) -> ComposeResult:
        """What the strip says."""
        yield from (self._kind, self._currency, self._count, self._sum)

    def build(self) -> BatchDraft:
        """The batch as entered."""
        expected = self._sum.value()
        batch = Batch(self._kind.value(), self._currency.value(), self._count.value(), expected.minor)
        return BatchDraft(self.uid, batch)

    def examine(self, desk: Desk, draft: BatchDraft) -> Review[BatchDraft]:
        """Nothing to check beyond the fields."""
        return review_batch(draft)

    def save(self, desk: Desk, confirmed: Confirmed[BatchDraft]) -> int:
        """Open it."""
        from billdesk.services import batches

        return batches.open_batch(desk, confirmed)

    def saved(self, result: int) -> str:
        """The note."""
        return "The batch is open."

    def _currency_now(self) -> str:
        return self._currency.readable() or self.company.currency


class GiveUpBatchForm(FormScreen[GiveUpBatchDraft, bool]):
    """`GiveUpBatchForm(today, batch)` ends with `True` when the batch was given up."""

    KIND: ClassVar[str] = "giving up of a batch"

    def __init__(self, today: date, batch: BatchView) -> None:
        super().__init__(today, subject=f"batch:{batch.id}")
        self.view = batch
        self._why = FieldLine(reason_field())

    def heading(self) -> str:
        """Which one."""
        return f"Give up the batch of {say_batch(self.view.batch)}"

    def parts(self) -> ComposeResult:
        """Why."""
        yield self._why

    def build(self) -> GiveUpBatchDraft:
        """The batch and the reason."""
        return GiveUpBatchDraft(self.view.id, self.view.version, self._why.value())

    def examine(self, desk: Desk, draft: GiveUpBatchDraft) -> Review[GiveUpBatchDraft]:
        """Nothing to check beyond the fields."""
        return review_give_up(draft, self.view)

    def save(self, desk: Desk, confirmed: Confirmed[GiveUpBatchDraft]) -> bool:
        """Give it up."""
        from billdesk.services import batches

        batches.give_up(desk, confirmed)
        return True

    def saved(self, result: bool) -> str:
        """The note."""
        return "The batch is given up; its entries stay booked."


def _count_field() -> FieldSpec[int]:
    def parse(text: str) -> int:
        if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST_ENTRIES):
            raise InputError(f"Entries is a whole number from 1 to {MOST_ENTRIES:,}.")
        return int(text)

    return FieldSpec("expected_count", "Entries", parse, hint="how many papers", required=True, width=6)
