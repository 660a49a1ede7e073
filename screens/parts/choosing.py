"""What is done to one receipt or promise of an account: of several the reader chooses one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import TypeVar

from billdesk.domain.dates import say_day
from billdesk.domain.money import format_money
from billdesk.domain.promises import PromiseState
from billdesk.domain.records import AccountView, PromiseView, ReceiptItem
from screens.dialogs.choose import Option, choose
from screens.records import RecordScreen

T = TypeVar("T")

NO_RECEIPT = "No receipt is there to take back."
NO_PROMISE = "No promise stands that could be withdrawn."


class ChoosingScreen(RecordScreen[str]):
    """A screen of one account or of one of its invoices. Leave `ids` out to offer everything of the account."""

    def reverse_one(self, ids: Collection[int] | None = None) -> None:
        """Take back one of the receipts."""

        def pick(account: AccountView, today: date) -> None:
            def push(receipt: ReceiptItem) -> None:
                from screens.forms.credits import ReversalForm

                self.app.push_screen(ReversalForm(today, account, receipt), self.after_form)

            found = [item for item in account.receipts if not item.reversed and (ids is None or item.id in ids)]
            self.pick("Take back which receipt?", found, say_receipt, push, NO_RECEIPT)

        self.with_account(pick)

    def withdraw_one(self, ids: Collection[int] | None = None) -> None:
        """Withdraw one of the promises that stand."""

        def pick(account: AccountView, today: date) -> None:
            def push(promise: PromiseView) -> None:
                from screens.forms.small import WithdrawForm

                self.app.push_screen(WithdrawForm(today, account, promise), self.after_form)

            found = [item for item in account.promises if stands(item) and (ids is None or item.id in ids)]
            self.pick("Withdraw which promise?", found, say_promise, push, NO_PROMISE)

        self.with_account(pick)

    def pick(
        self, title: str, items: Sequence[T], say: Callable[[T], tuple[str, str]], then: Callable[[T], None], none: str
    ) -> None:
        """Go on with the only item, with the one that is chosen of several, or say that there is none."""
        if not items:
            self.say(none)
        elif len(items) == 1:
            then(items[0])
        else:
            options = [Option(str(at), *say(item)) for at, item in enumerate(items)]
            choose(self, title, options, lambda at: then(items[int(at)]))


def stands(promise: PromiseView) -> bool:
    """Whether a promise can still be withdrawn: its day is not over."""
    return promise.state is PromiseState.OPEN


def say_receipt(receipt: ReceiptItem) -> tuple[str, str]:
    """A receipt as an option: its amount, and what else is known."""
    amount = format_money(receipt.amount_minor, receipt.currency)
    return amount, f"{say_day(receipt.received_on)}  {receipt.method}  {receipt.reference}".rstrip()


def say_promise(promise: PromiseView) -> tuple[str, str]:
    """A promise as an option: its amount, its day and what it is for."""
    amount = format_money(promise.amount_minor, promise.currency)
    return amount, f"{say_day(promise.due_on)}  {', '.join(promise.invoice_numbers)}"
