"""Follow-up: one account after the other, with what to say, what to ask, and what came of it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal

from billdesk.command import Scope
from billdesk.domain.drafts import Outcome
from billdesk.domain.followup.views import WaiverView
from billdesk.domain.records import OpenItem, PromiseView
from billdesk.domain.work import View
from screens.base import DeskScreen
from screens.parts import account_entries as parts
from screens.parts.along import FIRST, AlongScreen, Found, Located
from screens.parts.choosing import NO_DISPUTE, NO_PROMISE, stands
from screens.parts.entries import Entry, EntryList
from screens.parts.follow_lines import head_lines, next_lines, outcome_lines, standing_line, talk_lines
from screens.parts.hold_lines import hold_entries
from screens.parts.ladder_lines import ladder_entries, ladder_lines, timeline_entries, timeline_lines
from screens.parts.paper import Beside, Paper
from screens.parts.reading import ListingScreen
from screens.parts.session import Session
from screens.records import Subject
from screens.trail import Trail

if TYPE_CHECKING:
    from billdesk.services.desk import Desk
    from billdesk.services.workplace import Workplace

WIDE = 110
LOW = 20
"""On a lower screen the line with the next step gives its place to the list."""
BESIDE_TALK = 13
"""Lines that head, outcomes, footer and the beginning of the list want."""
_OUTCOMES = tuple(outcome for outcome in Outcome if outcome is not Outcome.NONE)
"""In the order of their keys."""
NOBODY_LEFT = "There is nobody further to follow up in this view."
NOT_HERE = "This account is not in the view follow up: none comes before or after it."
NOTHING_OPEN = "Nothing is open on this account."
NOTHING_HAPPENED = "Nothing has happened on this account yet."
NOT_IN_QUEUE = "The account has no row in the queue that could be put off."
WAY_ON = "Esc closes this, and once more goes back to the queue."


class Listed(StrEnum):
    """What the list shows, in the order of the key that changes it."""

    OPEN = "what is open"
    LADDER = "the ladder"
    TIMELINE = "the timeline"


class FollowUpScreen(ListingScreen, AlongScreen):
    """`FollowUpScreen(customer_id, trail)`. It goes along the view `follow up` under the filter of `trail`."""

    SCOPE = Scope.FOLLOW_UP
    CSS_PATH: ClassVar[str] = "follow_up.tcss"

    def __init__(self, customer_id: int, trail: Trail | None = None) -> None:
        super().__init__(View.FOLLOW_UP, trail.filter if trail else None, trail.key if trail else None)
        self.customer_id = customer_id
        self.session = Session()
        self._read: Workplace | None = None
        self._listed = Listed.OPEN
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
        """The outcomes and their keys stay the same."""
        self._outcomes.show(lambda width: outcome_lines(width, self.key_of))

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
        customer_id, folder = self.customer_id, self.host.opening.config_folder

        def read(desk: Desk) -> Workplace:
            from billdesk.exchange.mail.office import looking
            from billdesk.services import company, workplace

            return workplace.read(desk, customer_id, looking(folder, desk.user, company.get(desk).language))

        self.run_service(read, group="account", on_done=self._show, on_error=self.say_problem)

    def locate(self, desk: Desk) -> Located | None:
        """The account's row in the view, whichever of its rows the screen was opened from. Runs in a thread."""
        from billdesk.services import places

        if self._place is not None or self._read is None:
            return super().locate(desk)
        found = places.row_of_account(desk, View.FOLLOW_UP, self._read.account.code, self._key)
        return None if found is None else (found.key, (found.rank, found.id))

    def _show(self, read: Workplace) -> None:
        before, self._read = self._read, read
        account, today = read.account, read.today
        if before is not None and before.account.id == account.id:
            self.session.note(before.account, account, read.user)
        self.session.seen(read.at)
        self._show_talk()
        self._side.show(lambda width: [*ladder_lines(width, read.climbs, today), *timeline_lines(width, read)])
        self._lay_out()
        self.show_standing()
        self.find_standing()
        self.refresh_commands()

    def _show_talk(self) -> None:
        if self._read is not None:
            place, account, today = self._read, self._read.account, self._read.today
            room = self.size.height - BESIDE_TALK
            told = self.size.height >= LOW
            self._head.show(
                lambda width: [*head_lines(width, account, today), *next_lines(width, place, self.key_of, told=told)]
            )
            self._talk.show(lambda width: talk_lines(width, account, today, room))

    def show_standing(self) -> None:
        """Where one stands, the last contact, how promises were kept."""
        if self._read is not None:
            account, today, standing = self._read.account, self._read.today, self.say_standing()
            self._below.show(lambda _: standing_line(standing, account, today, self.key_of))

    def _lay_out(self) -> None:
        if self._read is None:
            return
        empty = NOTHING_HAPPENED if self._listed is Listed.TIMELINE else NOTHING_OPEN
        self._entries.say_empty(empty, f"{self.key_of('next-record')} goes on to the next.")
        self._entries.lay_out(self._listed_entries(self._read))

    def _listed_entries(self, place: Workplace) -> list[Entry]:
        account, today = place.account, place.today
        if self._listed is Listed.LADDER:
            return ladder_entries(place.climbs, today, short=self.has_class("-wide"))
        if self._listed is Listed.TIMELINE:
            return timeline_entries(place)
        entries = [
            *parts.open_entries(account, today),
            *hold_entries(place.holds, [one for one in place.waivers if one.lifted_on is None], today),
            *parts.credit_entries(account, today),
            *parts.promise_entries(account, today),
        ]
        return entries if self.has_class("-wide") else [*entries, *parts.contact_entries(account, today)]

    def do_list_next(self) -> None:
        """Show the next of what is open, the ladder and the timeline in the list."""
        ways = tuple(Listed)
        self._listed = ways[(ways.index(self._listed) + 1) % len(ways)]
        self._entries.to_start()
        self._lay_out()
        self.say(f"The list shows {self._listed.value}; {self.key_of('list-next')} changes it.")

    # The way along the accounts

    def trail(self) -> Trail | None:
        """An invoice opened from here is one of this account: it has no place in the queue, whose rows are accounts."""
        return None

    def do_next_record(self) -> None:
        """The next account to follow up that was not contacted just now; at the end, what was done."""
        done = {self.customer_id, *self.session.worked, *self.session.skipped}
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
        said = self.session.say() if self.session.did_something else ""
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
            return NOTHING_OPEN
        if command_id == "apply-credit" and not account.credits:
            return "The account has no credit to apply."
        if command_id == "withdraw" and not any(stands(promise) for promise in account.promises):
            return NO_PROMISE
        if command_id == "lift-dispute" and not any(item.disputed for item in account.open_items):
            return NO_DISPUTE
        return None

    def do_outcome(self, number: int) -> None:
        """Log a call with that outcome."""
        from screens.contacting import log_contact

        log_contact(self, _OUTCOMES[number - 1])

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

    def do_skip(self) -> None:
        """Leave the account until tomorrow, and go on to the next."""
        place = self._read
        if place is None:
            return
        from screens.skipping import skip

        account, today = place.account, place.today
        currencies = dict.fromkeys(item.currency for item in account.open_items)

        def skipped(rows: int) -> None:
            if rows:
                self.session.skipped.add(account.id)
                self.do_next_record()
            else:
                self.say(NOT_IN_QUEUE)

        self.run_save(lambda desk: skip(desk, account.id, account.name, currencies, today), on_done=skipped)

    def message_planned(self, messages: str | None) -> None:
        """Count them for the end of the session."""
        self.session.messages += int(messages or 0)
        super().message_planned(messages)

    def do_waive_step(self) -> None:
        """Leave out the next step of the invoice under the cursor, or of those that are chosen; where the cursor is on
        a step that was left out, let it come after all."""
        from screens.leaving_out import leave_out

        subject, record = self.subject(), self._entries.record
        if subject is not None:
            leave_out(self, subject.customer_id, record if isinstance(record, OpenItem | WaiverView) else None)

    def do_withdraw(self) -> None:
        """Withdraw the promise under the cursor, or choose one."""
        record = self._entries.record
        self.withdraw_one({record.id} if isinstance(record, PromiseView) and stands(record) else None)

    def do_dispute(self) -> None:
        """Open a dispute about the invoice under the cursor, else about the account, or go on with the one there is."""
        from screens.disputing import work_dispute

        record = self._entries.record
        if self._read is not None:
            work_dispute(self, self.customer_id, record.invoice_id if isinstance(record, OpenItem) else None)

    def do_lift_dispute(self) -> None:
        """Claim the disputed invoice under the cursor again, or choose one."""
        record = self._entries.record
        self.lift_one({record.invoice_id} if isinstance(record, OpenItem) and record.disputed else None)
