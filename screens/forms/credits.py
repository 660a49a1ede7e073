"""What becomes of money that is there already: take a receipt back, use on-account credit."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from billdesk.domain.allocation import propose
from billdesk.domain.dates import say_day
from billdesk.domain.double_check import Confirmed, Review
from billdesk.domain.drafts import ApplyCreditDraft, ReversalDraft
from billdesk.domain.errors import InputError
from billdesk.domain.held import HeldEntry, HeldKind, say_waiting
from billdesk.domain.money import Money, format_minor, format_money
from billdesk.domain.records import AccountView, CreditItem, ReceiptItem
from billdesk.domain.reviews import review_apply_credit, review_reversal, say_customer
from billdesk.text import inert
from screens.forms.allocating import allocation_grid, allocations_of
from screens.forms.base import FormScreen
from screens.forms.fields import FieldLine
from screens.forms.grid import GridBody
from screens.forms.kinds import day_field, reason_field

if TYPE_CHECKING:
    from billdesk.services.desk import Desk


class ReversalForm(FormScreen[ReversalDraft, int | HeldEntry]):
    """`ReversalForm(today, account, receipt)` ends with the id of the reversal, or the entry that waits."""

    KIND: ClassVar[str] = "reversal"

    def __init__(self, today: date, account: AccountView, receipt: ReceiptItem) -> None:
        super().__init__(today, subject=f"receipt:{receipt.id}", person=account.name)
        self.account = account
        self.receipt = receipt
        self._reversed_on = FieldLine(day_field("reversed_on", "Reversed on", today, default="today"))
        self._why = FieldLine(reason_field())

    def heading(self) -> str:
        """What is taken back."""
        return f"Take back a receipt from {self.account.name}"

    def parts(self) -> ComposeResult:
        """The receipt, when and why."""
        what = f"{say_day(self.receipt.received_on)}  {self.receipt.method}  {self.receipt.reference}"
        yield Static(inert(what), classes="note")
        yield from (self._reversed_on, self._why)

    def build(self) -> ReversalDraft:
        """The whole receipt is taken back."""
        amount = Money(self.receipt.amount_minor, self.receipt.currency)
        return ReversalDraft(self.uid, self.receipt.id, self._reversed_on.value(), self._why.value(), amount)

    def examine(self, desk: Desk, draft: ReversalDraft) -> Review[ReversalDraft]:
        """The day is not before the receipt."""
        from billdesk.domain.second_keys import with_weight
        from billdesk.services import held, weighing

        if draft.reversed_on < self.receipt.received_on:
            raise InputError("A receipt cannot be taken back before it came.", "Choose a later day.")
        one, code = self.receipt, self.account.code
        found = weighing.moved(desk, code, one.received_on, draft.amount, one.reference, one.id)
        review = with_weight(review_reversal(draft, one, _who(self.account)), found)
        return held.with_course(desk, review, HeldKind.REVERSAL, draft.amount)

    def save(self, desk: Desk, confirmed: Confirmed[ReversalDraft]) -> int | HeldEntry:
        """Reverse it, or let it wait for a second person."""
        from billdesk.services import held

        return held.reverse(desk, confirmed)

    def saved(self, result: int | HeldEntry) -> str:
        """The note."""
        if isinstance(result, int):
            return "The receipt is reversed; what it settled is open again."
        return say_waiting(result, self.key_of("take-back"))

    def edited(self) -> None:
        """What is taken back."""
        self.show_worth(format_money(self.receipt.amount_minor, self.receipt.currency))


class ApplyCreditForm(FormScreen[ApplyCreditDraft, int]):
    """`ApplyCreditForm(today, account, credit)` ends with how much was applied, in minor units."""

    KIND: ClassVar[str] = "use of credit"

    def __init__(self, today: date, account: AccountView, credit: CreditItem) -> None:
        super().__init__(today, subject=credit_subject(credit), person=account.name)
        self.account = account
        self.credit = credit
        self._items = tuple(item for item in account.open_items if item.currency == credit.currency)
        self._applied_on = FieldLine(day_field("applied_on", "Applied on", today, default="today"))
        self._grid = allocation_grid(self._items, today, self._fill)
        proposed = propose(credit.unapplied_minor, self._items)
        self._grid.put({part.instalment_id: format_minor(part.amount_minor, credit.currency) for part in proposed})

    def heading(self) -> str:
        """Whose credit, and from what."""
        return f"Use credit of {self.account.name}, {self.credit.kind} {self.credit.reference}".rstrip()

    def parts(self) -> ComposeResult:
        """The day and the open items."""
        yield self._applied_on
        yield Static("Settles  (space fills the row in)", classes="section")
        yield self._grid

    def build(self) -> ApplyCreditDraft:
        """What is settled."""
        parts = allocations_of(self._grid)
        if not parts:
            raise InputError("Say what the credit settles.", "Space fills a row in.")
        if self._left() < 0:
            raise InputError("That is more than the credit.", "Lower one of the amounts.")
        return ApplyCreditDraft(
            uid=self.uid,
            customer_id=self.account.id,
            applied_on=self._applied_on.value(),
            allocations=parts,
            receipt_id=self.credit.receipt_id,
            credit_note_id=self.credit.credit_note_id,
        )

    def examine(self, desk: Desk, draft: ApplyCreditDraft) -> Review[ApplyCreditDraft]:
        """The allocation's own rules; the service checks again against what is open then."""
        from billdesk.domain.allocation import check
        from billdesk.domain.second_keys import with_weight
        from billdesk.services import weighing

        currency = self.credit.currency
        found = check(self.credit.unapplied_minor, self._items, draft.allocations, keep_rest=True, currency=currency)
        used = Money(sum(part.amount_minor for part in draft.allocations), currency)
        weight = weighing.moved(desk, self.account.code, draft.applied_on, used)
        review = review_apply_credit(draft, self.credit, _who(self.account), self._items, found)
        return with_weight(review, weight)

    def save(self, desk: Desk, confirmed: Confirmed[ApplyCreditDraft]) -> int:
        """Apply it."""
        from billdesk.services import receipts

        return receipts.apply_credit(desk, confirmed)

    def saved(self, result: int) -> str:
        """The note."""
        return f"{format_money(result, self.credit.currency)} of credit applied."

    def edited(self) -> None:
        """How much of the credit stays."""
        left, currency = self._left(), self.credit.currency
        words = f"{format_money(abs(left), currency)} {'left' if left >= 0 else 'too much'}"
        self.show_worth(f"{format_money(self.credit.unapplied_minor, currency)} · {words}")

    @on(GridBody.Edited)
    def _allocated(self) -> None:
        self.touched()

    def _left(self) -> int:
        return self.credit.unapplied_minor - sum(self._grid.readable().values())

    def _fill(self, instalment_id: int) -> str:
        item = next(item for item in self._items if item.instalment_id == instalment_id)
        left = min(item.open_minor, self._left())
        return format_minor(left, item.currency) if left > 0 else ""


def credit_subject(credit: CreditItem) -> str:
    """The record that the credit is left of."""
    if credit.receipt_id is not None:
        return f"receipt:{credit.receipt_id}"
    return f"credit note:{credit.credit_note_id}"


def _who(account: AccountView) -> str:
    return say_customer(account.name, account.address.town, account.code)
