"""What is done to one receipt, promise or dispute of an account: of several the reader chooses one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from billdesk.domain.dates import say_day, short_day
from billdesk.domain.money import format_money
from billdesk.domain.plans import PlanView
from billdesk.domain.promises import PromiseState
from billdesk.domain.records import AccountView, CreditItem, InvoiceView, OpenItem, PromiseView, ReceiptItem
from screens.dialogs.choose import Option, choose
from screens.text_keys import TextKeys

if TYPE_CHECKING:
    from billdesk.services.desk import Desk

T = TypeVar("T")
_NEW = "new"

NO_RECEIPT = "No receipt is there to take back."
NO_DISPUTE = "No open invoice of this account is disputed."
NO_PROMISE = "No promise stands that could be withdrawn."


class ChoosingScreen(TextKeys[str]):
    """A screen of one account or of one of its invoices. Leave `ids` out to offer everything of the account."""

    def do_message(self) -> None:
        """See the message that is due to the account."""
        subject = self.subject()
        if subject is not None:
            from screens.next_message import NextMessageScreen

            self.app.push_screen(NextMessageScreen(subject.customer_id), self.message_planned)

    def message_planned(self, messages: str | None) -> None:
        """So many messages were put into the outbox; `None` when it was only looked at."""
        if messages is not None:
            what = "The message is" if messages == "1" else f"{messages} messages are"
            self.say(f"{what} in the outbox; {self.key_of('take-back')} calls it back while it is held.")
        self.changed()

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
                if promise.plan_id is not None:
                    self.show_plan(promise.plan_id)
                    return
                from screens.forms.small import WithdrawForm

                self.app.push_screen(WithdrawForm(today, account, promise), self.after_form)

            found = [item for item in account.promises if stands(item) and (ids is None or item.id in ids)]
            self.pick("Withdraw which promise?", found, say_promise, push, NO_PROMISE)

        self.with_account(pick)

    def do_plan(self) -> None:
        """Agree a plan with the account, or look at one that there is."""

        def read(desk: Desk) -> tuple[AccountView, tuple[PlanView, ...], date]:
            from billdesk.services import customers, plans

            subject = self.subject()
            customer_id = subject.customer_id if subject else 0
            return customers.get(desk, customer_id), plans.of_customer(desk, customer_id), desk.today

        def found(result: tuple[AccountView, tuple[PlanView, ...], date]) -> None:
            account, plans, today = result
            if not self.is_current:
                return
            if not plans:
                self._agree_plan(account, today)
                return
            options = [Option(str(plan.id), f"plan {plan.id}", say_plan(plan)) for plan in plans]
            options.append(Option(_NEW, "a new one"))
            choose(
                self,
                "Which plan?",
                options,
                lambda chosen: self._agree_plan(account, today) if chosen == _NEW else self.show_plan(int(chosen)),
            )

        self.run_service(read, group="form", on_done=found)

    def _agree_plan(self, account: AccountView, today: date) -> None:
        if not account.open_items:
            self.say("Nothing is open that a plan could be for.")
            return
        from screens.forms.plan import PlanForm

        self.app.push_screen(PlanForm(today, account), self._plan_agreed)

    def _plan_agreed(self, plan_id: int | None) -> None:
        """Show the page of the plan that was just agreed."""
        if plan_id is not None:
            self.changed()
            self.show_plan(plan_id)

    def show_plan(self, plan_id: int) -> None:
        """Show a plan as its page."""
        from screens.plan import PlanScreen

        self.app.push_screen(PlanScreen(plan_id), self.returned)

    def lift_one(self, ids: Collection[int] | None = None) -> None:
        """Lift the dispute of one of the open invoices."""

        def pick(account: AccountView, today: date) -> None:
            disputed = {item.invoice_id: item for item in account.open_items if item.disputed}
            found = [item for item in disputed.values() if ids is None or item.invoice_id in ids]
            self.pick("Lift which dispute?", found, say_item, lambda item: self.lift(item.invoice_id), NO_DISPUTE)

        self.with_account(pick)

    def lift(self, invoice_id: int) -> None:
        """Lift the dispute of this invoice."""

        def push(invoice: InvoiceView, today: date) -> None:
            from screens.forms.small import LiftDisputeForm

            self.app.push_screen(LiftDisputeForm(today, invoice), self.after_form)

        self.with_invoice(push, invoice_id)

    def do_choose_procedure(self) -> None:
        """Choose how the invoice, or the account, is followed up."""
        from screens.procedure_choice import choose_for_record

        subject = self.subject()
        if subject is not None:
            choose_for_record(self, subject)

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


def say_plan(plan: PlanView) -> str:
    """A plan as an option: what it comes to, and how it is kept."""
    total = format_money(plan.total.minor, plan.total.currency)
    missed = f", {len(plan.missed)} missed" if plan.missed else ""
    return f"{plan.state}{missed}, {total} in {len(plan.promises)} parts"


def say_receipt(receipt: ReceiptItem) -> tuple[str, str]:
    """A receipt as an option: its amount, and what else is known."""
    amount = format_money(receipt.amount_minor, receipt.currency)
    return amount, f"{say_day(receipt.received_on)}  {receipt.method}  {receipt.reference}".rstrip()


def say_promise(promise: PromiseView) -> tuple[str, str]:
    """A promise as an option: its amount, its day and what it is for."""
    amount = format_money(promise.amount_minor, promise.currency)
    return amount, f"{say_day(promise.due_on)}  {', '.join(promise.invoice_numbers)}"


def say_item(item: OpenItem) -> tuple[str, str]:
    """An open instalment as an option: its invoice's number, and what is open of it."""
    return item.number, f"{format_money(item.open_minor, item.currency)}  due {say_day(item.due_on)}"


def credit_option(place: str, credit: CreditItem, today: date) -> Option:
    """On-account credit as an option: what it is worth, what it is."""
    worth = format_money(credit.unapplied_minor, credit.currency)
    return Option(place, worth, f"{credit.kind} of {short_day(credit.on, today)} {credit.reference}")
