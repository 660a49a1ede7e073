"""Record a receipt: what came in, and which open items it settles."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from billdesk.domain.allocation import propose
from billdesk.domain.double_check import Confirmed, Review
from billdesk.domain.drafts import ReceiptDraft
from billdesk.domain.held import HeldEntry, HeldKind, say_waiting
from billdesk.domain.money import Money, format_minor, format_money
from billdesk.domain.records import AccountView
from billdesk.domain.reviews import review_receipt, say_customer
from screens.forms.allocating import allocation_grid, allocations_of
from screens.forms.batched import BatchedForm, InBatch
from screens.forms.fields import FieldLine
from screens.forms.grid import GridBody
from screens.forms.kinds import currency_field, day_field, money_field, text_field, word_field

if TYPE_CHECKING:
    from billdesk.services.desk import Desk

METHODS = ("transfer", "debit", "card", "cheque", "cash", "other")
_YES, _NO = "yes", "no"


class ReceiptForm(BatchedForm[ReceiptDraft, int | HeldEntry]):
    """`ReceiptForm(today, account, within=None)` ends with the receipt's id, or with the entry that waits.

    The amount proposes allocations (an exact match first, else the oldest due) until one is typed by hand.
    """

    KIND: ClassVar[str] = "receipt"

    def __init__(self, today: date, account: AccountView, within: InBatch | None = None) -> None:
        super().__init__(today, subject=f"customer:{account.id}", person=account.name)
        self.account = account
        self.in_batch = within
        currency = within.currency if within else account.currency
        self._currency = FieldLine(currency_field("currency", "Currency", default=currency))
        self._amount = FieldLine(money_field("amount", "Amount", self._currency_now, aliases=("total",)))
        self._received_on = FieldLine(day_field("received_on", "Received on", today, default="today"))
        self._method = FieldLine(word_field("method", "Method", METHODS, default=METHODS[0]))
        self._reference = FieldLine(text_field("reference", "Reference", hint="what the payer wrote", width=30))
        self._keep_rest = FieldLine(word_field("keep_rest", "Keep the rest", (_NO, _YES), default=_NO, width=6))
        self._grid = allocation_grid(account.open_items, today, self._fill)
        self._by_hand = False

    def heading(self) -> str:
        """Whose money it is."""
        return f"Receipt from {self.account.name}"

    def parts(self) -> ComposeResult:
        """The receipt, the open items, the rest."""
        yield from (self._amount, self._currency, self._received_on, self._method, self._reference)
        yield Static("Settles  (space fills the row in)", classes="section")
        yield self._grid
        yield Static(classes="gap")
        yield self._keep_rest

    def build(self) -> ReceiptDraft:
        """The receipt with its allocations."""
        return ReceiptDraft(
            uid=self.uid,
            customer_id=self.account.id,
            received_on=self._received_on.value(),
            amount=self._amount.value(),
            method=self._method.value(),
            reference=self._reference.value(),
            allocations=allocations_of(self._grid),
            keep_rest=self._keep_rest.value() == _YES,
            batch_id=self.batch_id,
        )

    def examine(self, desk: Desk, draft: ReceiptDraft) -> Review[ReceiptDraft]:
        """Check against what is open now."""
        from billdesk.domain.second_keys import with_weight
        from billdesk.services import held, receipts, weighing

        who = say_customer(self.account.name, self.account.address.town, self.account.code)
        found = weighing.weighed(desk, receipts.examine(desk, draft))
        review = with_weight(review_receipt(draft, who, self.account.open_items, found.findings), found)
        return held.with_course(desk, self.within_batch(desk, review), HeldKind.RECEIPT, draft.amount)

    def save(self, desk: Desk, confirmed: Confirmed[ReceiptDraft]) -> int | HeldEntry:
        """Book it, or let it wait for a second person."""
        from billdesk.services import held

        return held.record(desk, confirmed)

    def saved(self, result: int | HeldEntry) -> str:
        """The note."""
        if isinstance(result, int):
            return f"Receipt from {self.account.name} recorded."
        return say_waiting(result, self.key_of("take-back"))

    def edited(self) -> None:
        """Propose allocations while none was typed, and say what is left."""
        amount = self._amount.readable()
        if not self._by_hand:
            same = [item for item in self.account.open_items if amount and item.currency == amount.currency]
            proposed = propose(amount.minor, same) if amount else ()
            self._grid.put(
                {part.instalment_id: format_minor(part.amount_minor, self._currency_now()) for part in proposed}
            )
        if amount is None:
            self.show_worth("")
            return
        rest = self._rest(amount)
        # The amount itself stands in its field; the room is for what becomes of it.
        kept = rest > 0 and self._keep_rest.readable() == _YES
        over = "too much" if rest < 0 else "kept as credit" if kept else "left"
        self.show_worth("all allocated" if rest == 0 else f"{format_money(abs(rest), amount.currency)} {over}")

    def do_keep_rest(self) -> None:
        """Turn keeping the rest as on-account credit on or off."""
        self._keep_rest.text = _NO if self._keep_rest.readable() == _YES else _YES
        self.touched()

    @on(GridBody.Edited)
    def _allocated(self) -> None:
        # Emptying every row asks for the proposal again.
        self._by_hand = bool(self._grid.body.entries)
        self.touched()

    def restore(self, kept: dict[str, str]) -> None:
        """The kept allocations are not to be replaced by a proposal."""
        self._by_hand = any(key.startswith("allocations.") for key in kept)
        super().restore(kept)

    def _rest(self, amount: Money) -> int:
        return amount.minor - sum(self._grid.readable().values())

    def _fill(self, instalment_id: int) -> str:
        """What space puts into a row: what is open of it, as far as the money goes."""
        amount = self._amount.readable()
        item = next(item for item in self.account.open_items if item.instalment_id == instalment_id)
        left = item.open_minor if amount is None else min(item.open_minor, self._rest(amount))
        return format_minor(left, item.currency) if left > 0 else ""

    def _currency_now(self) -> str:
        return self._currency.readable() or self.account.currency
