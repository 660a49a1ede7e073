"""Entries in the queue that wait for a second person, and those that were refused: what opening one does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from billdesk.domain.errors import DeskError, RuleError
from billdesk.domain.held import HeldEntry, same_person, say_entered
from screens.dialogs.message import ask
from screens.dialogs.second_person import SecondPersonDialog
from screens.forms import typed_again

if TYPE_CHECKING:
    from billdesk.domain.double_check import Confirmed
    from billdesk.domain.second_person import SecondCheck
    from billdesk.services.desk import Desk
    from screens.records import RecordScreen


def open_entry(screen: RecordScreen[Any], entry_id: int, *, refused: bool) -> None:
    """Open the check of an entry, or say why it was refused; who entered it may take it back."""

    def read(desk: Desk) -> tuple[HeldEntry, SecondCheck[Any] | None, str]:
        from billdesk.services import held, second_person

        entry = held.get(desk, entry_id)
        own = refused or same_person(entry.entered_by, desk.user)
        return entry, None if own else second_person.to_check(desk, entry_id), desk.user

    def show(found: tuple[HeldEntry, SecondCheck[Any] | None, str]) -> None:
        entry, check, user = found
        if not screen.is_current:
            return
        if check is not None:
            _check(screen, check, user)
        elif refused:
            ask(screen, "Not booked", _say_refused(entry), yes="put it away", on_yes=lambda: _put_away(screen, entry))
        else:
            said = f"{say_entered(entry)} by you. Another person has to check it before it is booked."
            ask(
                screen,
                "It waits for a second person",
                said,
                yes="take it back",
                on_yes=lambda: _put_away(screen, entry),
            )

    screen.run_service(read, group="form", on_done=show)


def _say_refused(entry: HeldEntry) -> str:
    return f"{say_entered(entry)} by {entry.entered_by}, for {entry.customer_name}. {entry.said}"


def _put_away(screen: RecordScreen[Any], entry: HeldEntry) -> None:
    folder = screen.host.opening.state_folder

    def done(_: HeldEntry) -> None:
        screen.say("It is out of the queue; nothing of it is in the book.")
        screen.changed()

    screen.run_save(lambda desk: typed_again.take_back(desk, entry.id, folder), on_done=done)


def _check(screen: RecordScreen[Any], check: SecondCheck[Any], user: str) -> None:
    def answered(result: Confirmed[Any] | str | None) -> None:
        if isinstance(result, str):
            _send_back(screen, check)
        elif result is not None:
            _book(screen, check, result)

    screen.app.push_screen(SecondPersonDialog(check, user), answered)


def _send_back(screen: RecordScreen[Any], check: SecondCheck[Any]) -> None:
    def save(desk: Desk) -> None:
        from billdesk.services import second_person

        second_person.send_back(desk, check.entry.id)

    def done(_: None) -> None:
        screen.say(f"Sent back to {check.entry.entered_by}.")
        screen.changed()

    screen.run_save(save, on_done=done)


def _book(screen: RecordScreen[Any], check: SecondCheck[Any], confirmed: Confirmed[Any]) -> None:
    def save(desk: Desk) -> str:
        from billdesk.services import second_person

        return second_person.book(desk, check.entry.id, confirmed)

    def done(number: str) -> None:
        kind = check.entry.kind
        screen.say(f"Booked as {number}." if kind.acts_outside else f"The {kind.noun} is booked.")
        screen.changed()

    def refused(error: DeskError) -> None:
        screen.tell(error)
        if isinstance(error, RuleError):
            screen.changed()

    screen.run_save(save, on_done=done, on_error=refused)
