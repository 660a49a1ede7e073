"""Taking back what was entered last: at once while it is held; by reversal or withdrawal when it was just booked."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from billdesk.domain.contact_back import TakeBackContactDraft, review_contact_back
from billdesk.domain.double_check import Confirmed, Review, confirm
from billdesk.domain.drafts import ReversalDraft, WithdrawPromiseDraft
from billdesk.domain.followup.outbox import Message, RecallDraft
from billdesk.domain.followup.outbox_reviews import review_recall
from billdesk.domain.held import HeldEntry, HeldKind, say_within
from billdesk.domain.money import Money
from billdesk.domain.noted_reviews import review_take_back, review_withdraw
from billdesk.domain.plan_reviews import review_withdraw_plan
from billdesk.domain.plans import PlanView, WithdrawPlanDraft
from billdesk.domain.records import ContactView, ReceiptItem
from billdesk.domain.review_rows import say_customer
from billdesk.domain.reviews import saying_course
from billdesk.text import inert_plain
from screens.dialogs.choose import Option, choose
from screens.dialogs.double_check import DoubleCheckDialog
from screens.forms import typed_again

if TYPE_CHECKING:
    from billdesk.services.desk import Desk
    from billdesk.services.taking_back import JustBooked
    from screens.records import RecordScreen

NOTHING = "Nothing that you entered can still be taken back so."
AT_ONCE = "called back while it was held"
HOLDS_NOTHING = "This desk holds nothing back"


def take_back(screen: RecordScreen[Any]) -> None:
    """Look what there is to take back, and do it or ask first; with a message held besides, ask which of the two."""

    def read(desk: Desk) -> tuple[HeldEntry | JustBooked | None, Message | None, int]:
        from billdesk.services import held, outbox, taking_back

        return taking_back.latest(desk), outbox.latest_held(desk), held.settings(desk).seconds

    def found(result: tuple[HeldEntry | JustBooked | None, Message | None, int]) -> None:
        latest, message, seconds = result
        if message is None:
            _take_back_entry(screen, latest, seconds)
        elif latest is None:
            call_back(screen, message)
        elif screen.is_current:
            _choose(screen, message, lambda: _take_back_entry(screen, latest, seconds))

    screen.run_service(read, group="form", on_done=found)


def _choose(screen: RecordScreen[Any], message: Message, entry: Callable[[], None]) -> None:
    said = f"{message.channel.value} to {message.name}"
    ways = [Option("message", "The message", said), Option("entry", "The entry", "what was entered last")]
    choose(screen, "Take back what?", ways, lambda what: call_back(screen, message) if what == "message" else entry())


def _take_back_entry(screen: RecordScreen[Any], latest: HeldEntry | JustBooked | None, seconds: int) -> None:
    if isinstance(latest, HeldEntry):
        _take_back_held(screen, latest)
    elif latest is not None:
        _ask(screen, latest)
    else:
        way = f"{HOLDS_NOTHING}; {screen.key_of('settings')} sets for how long it does."
        screen.say(NOTHING if seconds else way)


def call_back(screen: RecordScreen[Any], message: Message) -> None:
    """Nothing of a held message went out, so nobody is asked."""
    draft = RecallDraft(message.id, message.version, AT_ONCE)
    confirmed = confirm(review_recall(draft, message), {})

    def save(desk: Desk) -> None:
        from billdesk.services import outbox_fates

        outbox_fates.recall(desk, confirmed)

    def done(_: None) -> None:
        screen.say(f"The {message.channel.value} to {inert_plain(message.name)} is called back.")
        screen.changed()

    screen.run_save(save, on_done=done)


def _take_back_held(screen: RecordScreen[Any], entry: HeldEntry) -> None:
    """Nothing of it is in the book, so nobody is asked."""

    folder = screen.host.opening.state_folder

    def done(taken: HeldEntry) -> None:
        again = f"its form ({screen.key_of('credit-note')}) offers it again"
        what = "the invoice is a draft again" if taken.kind is HeldKind.ISSUE else again
        screen.say(f"Taken back; {what}.")
        screen.changed()

    screen.run_save(lambda desk: typed_again.take_back(desk, entry.id, folder), on_done=done)


def _ask(screen: RecordScreen[Any], booked: JustBooked) -> None:
    """Show what was booked, and what takes it back."""
    if not screen.is_current:
        return
    if isinstance(booked.record, ReceiptItem):
        screen.app.push_screen(DoubleCheckDialog(_of_receipt(booked, booked.record)), lambda it: _reverse(screen, it))
        return
    if isinstance(booked.record, PlanView):
        withdrawal = WithdrawPlanDraft(booked.record.id, say_within(booked.seconds))
        whole = review_withdraw_plan(withdrawal, booked.record, _who(booked))
        screen.app.push_screen(DoubleCheckDialog(whole), lambda it: _withdraw_plan(screen, it))
        return
    if isinstance(booked.record, ContactView):
        mistaken = TakeBackContactDraft(booked.record.id, say_within(booked.seconds))
        page = review_contact_back(mistaken, booked.record, _who(booked))
        screen.app.push_screen(DoubleCheckDialog(page), lambda it: _no_contact(screen, it))
        return
    draft = WithdrawPromiseDraft(booked.record.id, say_within(booked.seconds))
    review = review_withdraw(draft, booked.record, _who(booked))
    screen.app.push_screen(DoubleCheckDialog(review), lambda it: _withdraw(screen, it))


def _who(booked: JustBooked) -> str:
    account = booked.account
    return say_customer(account.name, account.address.town, account.code)


def _of_receipt(booked: JustBooked, receipt: ReceiptItem) -> Review[ReversalDraft]:
    amount = Money(receipt.amount_minor, receipt.currency)
    draft = ReversalDraft(uuid4(), receipt.id, receipt.received_on, say_within(booked.seconds), amount)
    review = review_take_back(draft, receipt, _who(booked))
    return saying_course(review, HeldKind.REVERSAL, amount, booked.settings)


def _reverse(screen: RecordScreen[Any], result: Confirmed[ReversalDraft] | str | None) -> None:
    if not isinstance(result, Confirmed):
        return
    confirmed = result

    def save(desk: Desk) -> int | HeldEntry:
        from billdesk.services import held

        return held.reverse(desk, confirmed)

    def done(result: int | HeldEntry) -> None:
        screen.say("The receipt is taken back." if isinstance(result, int) else screen.say_waiting(result))
        screen.changed()

    screen.run_save(save, on_done=done)


def _withdraw_plan(screen: RecordScreen[Any], result: Confirmed[WithdrawPlanDraft] | str | None) -> None:
    if not isinstance(result, Confirmed):
        return
    confirmed = result

    def save(desk: Desk) -> None:
        from billdesk.services import plans

        plans.withdraw(desk, confirmed)

    def done(_: None) -> None:
        screen.say("The plan is taken back.")
        screen.changed()

    screen.run_save(save, on_done=done)


def _no_contact(screen: RecordScreen[Any], result: Confirmed[TakeBackContactDraft] | str | None) -> None:
    if not isinstance(result, Confirmed):
        return
    confirmed = result

    def save(desk: Desk) -> None:
        from billdesk.services import taking_back

        taking_back.contact(desk, confirmed)

    def done(_: None) -> None:
        screen.say("The contact is taken back.")
        screen.changed()

    screen.run_save(save, on_done=done)


def _withdraw(screen: RecordScreen[Any], result: Confirmed[WithdrawPromiseDraft] | str | None) -> None:
    if not isinstance(result, Confirmed):
        return
    confirmed = result

    def save(desk: Desk) -> None:
        from billdesk.services import contacts

        contacts.withdraw(desk, confirmed)

    def done(_: None) -> None:
        screen.say("The promise is taken back.")
        screen.changed()

    screen.run_save(save, on_done=done)
