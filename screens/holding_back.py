"""Keeping the follow-up from a record on any screen that shows it: pause, block, lift."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from screens.dialogs.choose import Option, choose

if TYPE_CHECKING:
    from billdesk.domain.followup.views import HoldView
    from billdesk.services.desk import Desk
    from screens.records import RecordScreen, Subject

NEW = "new"


@dataclass(frozen=True, slots=True)
class Whose:
    """An account, with one of its open invoices if that is meant, as forms name it."""

    customer_id: int
    name: str
    said: str
    invoice_id: int | None = None
    number: str = ""


def hold_back(screen: RecordScreen[Any], subject: Subject, *, pause: bool) -> None:
    """Pause or block what is shown; where something of that kind holds already, choose to lift it instead."""

    def read(desk: Desk) -> tuple[Whose, tuple[HoldView, ...], date]:
        from billdesk.services import holds

        return (
            whose_of(desk, subject.customer_id, subject.invoice_id),
            holds.live(desk, subject.customer_id),
            desk.today,
        )

    def push(found: tuple[Whose, tuple[HoldView, ...], date]) -> None:
        whose, live, today = found
        same = [hold for hold in live if (hold.until is not None) == pause]
        if screen.is_current:
            _choose(screen, whose, same, today, pause=pause)

    screen.run_service(read, group="form", on_done=push)


def whose_of(desk: Desk, customer_id: int, invoice_id: int | None) -> Whose:
    """How an account and its invoice are called. Runs in a thread."""
    from billdesk.domain.review_rows import say_customer
    from billdesk.services import customers

    account = customers.get(desk, customer_id)
    said = say_customer(account.name, account.address.town, account.code)
    number = next((item.number for item in account.open_items if item.invoice_id == invoice_id), "")
    return Whose(customer_id, account.name, said, invoice_id if number else None, number)


def _choose(screen: RecordScreen[Any], whose: Whose, live: Sequence[HoldView], today: date, *, pause: bool) -> None:
    from billdesk.domain.followup.views import say_hold
    from screens.forms.holding_back import BlockForm, LiftForm, PauseForm

    def chosen(what: str) -> None:
        lifted = next((hold for hold in live if str(hold.id) == what), None)
        if lifted is not None:
            screen.app.push_screen(LiftForm(today, lifted), screen.after_form)
        else:
            screen.app.push_screen((PauseForm if pause else BlockForm)(today, whose), screen.after_form)

    if not live:
        chosen(NEW)
        return
    word = "Pause" if pause else "Block"
    options = [Option(str(hold.id), "Lift", say_hold(hold)) for hold in live]
    choose(screen, f"{word} of {whose.name}", [*options, Option(NEW, f"{word} anew", whose.number)], chosen)
