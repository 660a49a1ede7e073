"""A credit note against an issued invoice: the whole rest of it, or quantities of its lines."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from billdesk.domain.crediting import QUANTITY_PLACES, credit_totals, lines_for
from billdesk.domain.dispute_records import DisputeItem
from billdesk.domain.double_check import Confirmed, Review
from billdesk.domain.drafts import CreditLineDraft, CreditNoteDraft
from billdesk.domain.errors import InputError
from billdesk.domain.held import HeldEntry, HeldKind, say_waiting
from billdesk.domain.money import Money, format_money, parse_decimal
from billdesk.domain.records import InvoiceView, LineView
from billdesk.domain.reviews import review_credit_note
from screens.forms.batched import BatchedForm, InBatch
from screens.forms.fields import FieldLine
from screens.forms.grid import EntryGrid, GridBody, GridColumn, GridRow
from screens.forms.kinds import day_field, text_field
from screens.forms.lines import plain_number

if TYPE_CHECKING:
    from billdesk.services.desk import Desk

_COLUMNS = (
    GridColumn("Line", 0),
    GridColumn("Net", 16, right=True),
    GridColumn("Left", 9, right=True),
    GridColumn("Credit", 10, right=True),
)
NOT_MET = "The {} sum cannot be met by quantity alone; this is the nearest below."
NOTHING_MET = "The {} sum cannot be met by quantity alone; with no quantity the whole rest is credited."


class WantedSum(StrEnum):
    """What a sum is that a dispute brings: agreed when it was settled, what is left of that, or only disputed."""

    AGREED = "agreed"
    REMAINING = "remaining"
    DISPUTED = "disputed"


class Wanted(NamedTuple):
    """What a dispute wants credited (minor units), what that sum is, and the reason that is printed."""

    minor: int
    sum: WantedSum
    reason: str

    @classmethod
    def of(cls, case: DisputeItem, reason: str = "") -> Wanted:
        """Of a case that is not settled what is disputed, of a settled one what is not credited yet."""
        reason = reason or case.label
        if case.live:
            return cls(case.amount_minor, WantedSum.DISPUTED, reason)
        word = WantedSum.REMAINING if case.credit_short else WantedSum.AGREED
        return cls(case.uncredited_minor, word, reason)


class CreditNoteForm(BatchedForm[CreditNoteDraft, str | HeldEntry]):
    """`CreditNoteForm(today, invoice, within=None)` ends with the number, or with the entry that waits.

    With no quantity typed it credits the whole rest. `wanted` is what it begins with after a dispute.
    """

    KIND: ClassVar[str] = "credit note"

    def __init__(
        self, today: date, invoice: InvoiceView, within: InBatch | None = None, wanted: Wanted | None = None
    ) -> None:
        super().__init__(today, subject=f"invoice:{invoice.id}", person=invoice.customer_name)
        self.invoice = invoice
        self.in_batch = within
        self._left = {line.id: line.quantity - line.credited for line in invoice.lines}
        self._issued_on = FieldLine(day_field("issued_on", "Date", today, default="today"))
        self._reason = FieldLine(
            text_field("reason", "Reason", required=True, hint="it is printed", width=60),
            wanted.reason if wanted else None,
        )
        self._wanted = wanted
        rows = [self._row(line) for line in invoice.lines if self._left[line.id]]
        self._grid = EntryGrid(
            "lines",
            _COLUMNS,
            rows,
            self._quantity,
            fill=lambda line_id: plain_number(self._left[line_id]),
            empty="No lines are known of this invoice; the whole of it is credited.",
        )

    def heading(self) -> str:
        """What is corrected."""
        return f"Credit note for {self.invoice.number or 'draft'}, {self.invoice.customer_name}"

    def parts(self) -> ComposeResult:
        """Date, reason, lines."""
        yield from (self._issued_on, self._reason)
        yield Static("Lines  (none: the whole rest is credited; space credits a whole line)", classes="section")
        yield self._grid

    def on_mount(self) -> None:
        """Lay what a dispute wants credited on the lines."""
        super().on_mount()
        if self._wanted is not None:
            parts = lines_for(self.invoice, self._wanted.minor)
            self._grid.put({part.invoice_line_id: plain_number(part.quantity) for part in parts})
            if credit_totals(self.invoice, parts).total_minor != self._wanted.minor:
                sentence = NOT_MET if parts else NOTHING_MET
                self.show_sentence(sentence.format(self._wanted.sum), wrong=False)

    def build(self) -> CreditNoteDraft:
        """The credit note with the total that its lines come to."""
        parts = self._parts(self._grid.values())
        sums = credit_totals(self.invoice, parts)
        return CreditNoteDraft(
            uid=self.uid,
            invoice_id=self.invoice.id,
            invoice_version=self.invoice.version,
            issued_on=self._issued_on.value(),
            reason=self._reason.value(),
            total=Money(sums.total_minor, self.invoice.currency),
            lines=parts,
            batch_id=self.batch_id,
        )

    def examine(self, desk: Desk, draft: CreditNoteDraft) -> Review[CreditNoteDraft]:
        """Check against what is left to credit."""
        from billdesk.domain.second_keys import with_weight
        from billdesk.services import credit_notes, held, weighing

        found = weighing.weighed(desk, credit_notes.examine(desk, draft))
        review = with_weight(review_credit_note(draft, self.invoice, found.findings), found)
        return held.with_course(desk, self.within_batch(desk, review), HeldKind.CREDIT_NOTE, draft.total)

    def save(self, desk: Desk, confirmed: Confirmed[CreditNoteDraft]) -> str | HeldEntry:
        """Issue it, or let it wait."""
        from billdesk.services import held

        return held.credit(desk, confirmed)

    def saved(self, result: str | HeldEntry) -> str:
        """The note."""
        if isinstance(result, str):
            return f"Credit note {result} issued."
        return say_waiting(result, self.key_of("take-back"))

    def edited(self) -> None:
        """What the credit note comes to."""
        parts = self._parts(self._grid.readable())
        total = credit_totals(self.invoice, parts).total_minor
        what = "by line" if parts else "whole"
        wanted, currency = self._wanted, self.invoice.currency
        beside = f" · {wanted.sum} {format_money(wanted.minor, currency)}" if wanted else ""
        self.show_worth(f"{what} · {format_money(total, currency)}{beside}")

    @on(GridBody.Edited)
    def _credited(self) -> None:
        self.touched()

    def _parts(self, quantities: dict[int, Decimal]) -> tuple[CreditLineDraft, ...]:
        return tuple(CreditLineDraft(line_id, quantity) for line_id, quantity in quantities.items() if quantity)

    def _quantity(self, line_id: int, text: str) -> Decimal:
        left = self._left[line_id]
        if text == plain_number(left):
            return left  # the whole line, however fine its quantity
        quantity = parse_decimal(text, places=QUANTITY_PLACES, label="quantity")
        if not quantity or abs(quantity) > abs(left) or (quantity > 0) != (left > 0):
            raise InputError(f"Between 0 and {plain_number(left)} can be credited of it.")
        return quantity

    def _row(self, line: LineView) -> GridRow:
        left = f"{plain_number(self._left[line.id])} {line.unit}".rstrip()
        return GridRow(line.id, (line.description, format_money(line.net_minor, self.invoice.currency), left))
