"""Follow-up: one account after the other, with what to say, what to ask, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal

from billdesk.command import Scope
from billdesk.domain.drafts import Outcome
from billdesk.domain.followup.views import HoldView, WaiverView
from billdesk.domain.records import AccountView, OpenItem, PromiseView
from billdesk.domain.work import View
from screens.base import DeskScreen
from screens.parts import account_entries as parts
from screens.parts.along import FIRST, AlongScreen, Found, Located
from screens.parts.choosing import NO_DISPUTE, NO_PROMISE, stands
from screens.parts.entries import EntryList
from screens.parts.figures import DayColumn
from screens.parts.follow_lines import head_lines, outcome_lines, standing_line, talk_lines
from screens.parts.hold_lines import hold_entries
from screens.parts.paper import Beside, Cell, Line, Paper, Run, heading, row
from screens.parts.reading import ListingScreen
from screens.parts.session import Session
from screens.records import Subject
from screens.trail import Trail

if TYPE_CHECKING:
    from billdesk.services.desk import Desk

WIDE = 110
BESIDE_TALK = 12
"""Lines that head, outcomes, footer and the beginning of the list want."""
_OUTCOMES = tuple(outcome for outcome in Outcome if outcome is not Outcome.NONE)
"""In the order of their keys."""
NOBODY_LEFT = "There is nobody further to follow up in this view."
NOT_HERE = "This account is not in the view follow up: none comes before or after it."
WAY_ON = "Esc closes this, and once more goes back to the queue."


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one reading of the book brings to the screen."""

    account: AccountView
    today: date
    user: str
    holds: tuple[HoldView, ...]
    waivers: tuple[WaiverView, ...]


class FollowUpScreen(ListingScreen, AlongScreen):
    """`FollowUpScreen(customer_id, trail)`. It goes along the view `follow up` under the filter of `trail`."""

    SCOPE = Scope.FOLLOW_UP
    CSS_PATH: ClassVar[str] = "follow_up.tcss"

    def __init__(self, customer_id: int, trail: Trail | None = None) -> None:
        super().__init__(View.FOLLOW_UP, trail.filter if trail else None, trail.key if trail else None)
        self.customer_id = customer_id
        self.session = Session()
        self._read: _Reading | None = None
        self._head, self._talk, self._outcomes = Paper("follow-head"), Paper("follow-talk"), Paper("follow-outcomes")
        self._entries, self._side, self._below = (
            EntryList(name_id="follow-entries"),
            Paper("follow-log"),
            Paper("below"),
        )

    def body(self) -> ComposeResult:
        """Head, talk, outcomes; what is open and what happened; where one stands."""
        yield self._head
        yield self._talk
        yield self._outcomes
        with Horizontal(id="follow-columns"):
            yield self._entries
            with Beside(id="follow-side"):
                yield self._side
        yield self._below

    def on_mount(self) -> None:
        """Read the account; the keys go to the list."""
        self._entries.focus()
        self._outcomes.show(lambda width: outcome_lines(width, self.key_of))
        self.changed()

    def on_resize(self, event: events.Resize) -> None:
        """Where there is room the log stands beside the open items, and the talk is told in full."""
        wide = event.size.width >= WIDE
        if wide != self.has_class("-wide"):
            self.set_class(wide, "-wide")
            self._entries.focus()
            self._lay_out()
        self._show_talk()

    # Reading

    def changed(self) -> None:
        """Read the account again; the cursor stays on its record."""
        customer_id = self.customer_id

        def read(desk: Desk) -> _Reading:
            from billdesk.services import customers, holds

            account = customers.get(desk, customer_id)
            kept = holds.live(desk, customer_id), holds.waivers(desk, customer_id)
            return _Reading(account, desk.today, desk.user, *kept)

        self.run_service(read, group="account", on_done=self._show, on_error=self.say_problem)

    def locate(self, desk: Desk) -> Located | None:
        """The account's row in the view, whichever of its rows the screen was opened from. Runs in a thread."""
        from billdesk.services import places

        if self._place is not None or self._read is None:
            return super().locate(desk)
        found = places.row_of_account(desk, View.FOLLOW_UP, self._read.account.code, self._key)
        return None if found is None else (found.key, (found.rank, found.id))

    def _show(self, read: _Reading) -> None:
        before, self._read = self._read, read
        account, today = read.account, read.today
        if before is not None and before.account.id == account.id:
            self.session.note(before.account, account, read.user)
        self._head.show(lambda width: head_lines(width, account, today))
        self._show_talk()
        self._side.show(lambda width: _log_lines(width, account, today))
        self._lay_out()
        self.show_standing()
        self.find_standing()
        self.refresh_commands()

    def _show_talk(self) -> None:
        if self._read is not None:
            account, today, room = self._read.account, self._read.today, self.size.height - BESIDE_TALK
            self._talk.show(lambda width: talk_lines(width, account, today, room))

    def show_standing(self) -> None:
        """Where one stands, the last contact, how promises were kept."""
        if self._read is not None:
            account, today, standing = self._read.account, self._read.today, self.say_standing()
            self._below.show(lambda _: standing_line(standing, account, today, self.key_of))

    def _lay_out(self) -> None:
        if self._read is None:
            return
        account, today = self._read.account, self._read.today
        entries = [
            *parts.open_entries(account, today),
            *hold_entries(self._read.holds, self._read.waivers, today),
            *parts.credit_entries(account, today),
            *parts.promise_entries(account, today),
        ]
        if not self.has_class("-wide"):
            entries += parts.contact_entries(account, today)
        self._entries.say_empty(
            "Nothing is open on this account.", f"{self.key_of('next-record')} goes on to the next."
        )
        self._entries.lay_out(entries)

    # The way along the accounts

    def trail(self) -> Trail | None:
        """An invoice opened from here is one of this account: it has no place in the queue, whose rows are accounts."""
        return None

    def do_next_record(self) -> None:
        """The next account to follow up that was not contacted just now; at the end, what was done."""
        done = {self.customer_id, *self.session.worked}
        self.go(1, lambda _, row: None if row.customer_id in done else row.customer_id, self._take_next)

    def do_previous_record(self) -> None:
        """The account before."""
        here = self.customer_id
        self.go(-1, lambda _, row: None if row.customer_id == here else row.customer_id, self._take_previous)

    def _take_next(self, found: Found[int] | None) -> None:
        if found is None and self.standing is None:
            self.say(NOT_HERE)
        elif found is None:
            from screens.dialogs.message import MessageDialog

            self.app.push_screen(MessageDialog("The end of the list", f"{NOBODY_LEFT} {self.session.say()}", WAY_ON))
        else:
            self._take(found)

    def _take_previous(self, found: Found[int] | None) -> None:
        if found is None:
            self.say(NOT_HERE if self.standing is None else FIRST)
        else:
            self._take(found)

    def _take(self, found: Found[int]) -> None:
        row, self.customer_id = found
        self.leave_for(row)
        self._entries.to_start()
        self.changed()

    def do_back(self) -> None:
        """Go back to the queue, to the account that was reached, and say what was done."""
        below = self.app.screen_stack[-2]
        said = self.session.say() if self.session.contacts else ""
        super().do_back()
        if said and isinstance(below, DeskScreen):
            below.say(said)

    # What can be done

    def subject(self) -> Subject | None:
        """The account; the number under the cursor is what the copy key copies."""
        if self._read is None:
            return None
        record = self._entries.record
        number = record.number if isinstance(record, OpenItem) else self._read.account.code
        return Subject(self._read.account.id, number)

    def why_not(self, command_id: str) -> str | None:
        """Each action that is not available says why."""
        if command_id == "next-record":
            return None  # at the end it says what was done
        reason = super().why_not(command_id)
        if reason is not None or self._read is None:
            return reason
        account = self._read.account
        if command_id in {"promise", "outcome-3", "outcome-4", "outcome-5"} and not account.open_items:
            return "Nothing is open on this account."
        if command_id == "apply-credit" and not account.credits:
            return "The account has no credit to apply."
        if command_id == "withdraw" and not any(stands(promise) for promise in account.promises):
            return NO_PROMISE
        if command_id == "lift-dispute" and not any(item.disputed for item in account.open_items):
            return NO_DISPUTE
        return None

    def do_outcome(self, number: int) -> None:
        """Log a call with that outcome."""
        self._contact(_OUTCOMES[number - 1])

    def do_open(self) -> None:
        """Open the invoice under the cursor, or show the whole of the line."""
        entry = self._entries.current
        if entry is None:
            return
        if isinstance(entry.record, OpenItem):
            self.show_invoice(entry.record.invoice_id)
            return
        if isinstance(entry.record, PromiseView) and entry.record.plan_id is not None:
            self.show_plan(entry.record.plan_id)
            return
        from screens.dialogs.message import MessageDialog

        self.app.push_screen(MessageDialog(*parts.whole(entry)))

    def do_waive_step(self) -> None:
        """Leave out the next step of the invoice under the cursor, or of those that are chosen."""
        from screens.holding_back import leave_out

        subject, record = self.subject(), self._entries.record
        if subject is not None:
            leave_out(self, subject, record.instalment_id if isinstance(record, OpenItem) else None)

    def do_withdraw(self) -> None:
        """Withdraw the promise under the cursor, or choose one."""
        record = self._entries.record
        self.withdraw_one({record.id} if isinstance(record, PromiseView) and stands(record) else None)

    def do_lift_dispute(self) -> None:
        """Claim the disputed invoice under the cursor again, or choose one."""
        record = self._entries.record
        self.lift_one({record.invoice_id} if isinstance(record, OpenItem) and record.disputed else None)


def _log_lines(width: int, account: AccountView, today: date) -> list[Line]:
    """The contact log in full, for where there is room beside the list."""
    lines: list[Line] = [heading(width, "contacts")]
    days = DayColumn.of([contact.on for contact in account.contacts], today)
    for contact in account.contacts:
        lines += row(width, days.cell(contact.on), Cell(parts.say_contact(contact)), indent=1, wrapped=True)
    return lines if account.contacts else [*lines, (Run(" Nobody has been in contact yet.", "dim"),)]
