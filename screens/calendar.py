"""The calendar: four weeks of what comes due, and the entries of the day that is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.widget import Widget

from billdesk.command import Scope
from billdesk.domain.calendar import DAYS, Day, Due, DueItem, days, monday
from billdesk.domain.dates import say_day
from billdesk.domain.errors import DeskError
from billdesk.widgets.row_list import RowList
from screens.parts import calendar_lines as lines
from screens.parts.entries import EntryList
from screens.parts.paper import Paper
from screens.parts.reading import ListingScreen
from screens.records import Subject
from screens.reminder_keys import ReminderKeys

if TYPE_CHECKING:
    from billdesk.services.desk import Desk

AHEAD = timedelta(days=400)
"""Steps are worked out once so far ahead, so that going on by a week reads days only."""
LEAST, LARGEST = 3, 6
WIDE = 100
BESIDE_GRID = 12
"""Lines that head, weekdays, the list and the footer want."""
WORKING_OUT = "working out the steps …"
FIRST_WEEK = "The calendar begins with this week."


class DayGrid(Paper, can_focus=True):
    """The four weeks; while it has the keys the arrows go from day to day."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one reading of the book brings to the screen."""

    days: tuple[Day, ...]
    today: date


class CalendarScreen(ListingScreen, ReminderKeys[str]):
    """`CalendarScreen(today)` begins with the week of `today`, which is also the day that is chosen."""

    SCOPE = Scope.CALENDAR
    CSS_PATH: ClassVar[str] = "calendar.tcss"

    def __init__(self, today: date) -> None:
        super().__init__()
        self._chosen = today
        self._first = monday(today)
        self._read: _Reading | None = None
        self._steps: tuple[DueItem, ...] | None = None
        self._head, self._grid, self._day_line = Paper("calendar-head"), DayGrid("calendar-grid"), Paper("calendar-day")
        self._entries, self._whole = EntryList(name_id="calendar-entries"), Paper("calendar-whole")

    def body(self) -> ComposeResult:
        """The weeks, below them the day, and the whole of the entry that has the keys."""
        yield self._head
        yield self._grid
        yield self._day_line
        yield self._entries
        yield self._whole

    def keys_go_to(self) -> Widget:
        """The grid."""
        return self._grid

    def on_resize(self, event: events.Resize) -> None:
        """A day has as many lines, and its list as wide columns, as there is room for."""
        del event
        self._show_grid()
        self._show_day()

    # Reading

    def changed(self) -> None:
        """Read everything again; what the follow-up has to work out comes when it is ready."""
        self._steps = None
        self._read_days()
        folder = self.host.opening.config_folder
        read = partial(_read_steps, folder)
        self.run_service(read, group="steps", on_done=self._take_steps, on_error=self._without_steps)

    def _take_steps(self, steps: tuple[DueItem, ...]) -> None:
        self._steps = steps
        self._read_days()

    def _without_steps(self, error: DeskError) -> None:
        self._take_steps(())
        self.tell(error)

    def _read_days(self) -> None:
        first, steps = self._first, self._steps or ()

        def read(desk: Desk) -> _Reading:
            from billdesk.services import calendar

            known = calendar.known_days(desk, first, first + timedelta(days=DAYS - 1))
            return _Reading(days((*known, *steps), first, desk.today), desk.today)

        self.run_service(read, group="calendar", on_done=self._show, on_error=self.say_problem)

    def _show(self, read: _Reading) -> None:
        self._read = read
        shown, said = read.days, WORKING_OUT if self._steps is None else ""
        self._head.show(lambda width: [lines.head_line(width, shown, said)])
        self._show_grid()
        self._show_day()

    def _show_grid(self) -> None:
        if self._read is None:
            return
        read, chosen = self._read, self._chosen
        height = max(LEAST, min(LARGEST, (self.size.height - BESIDE_GRID) // 4))
        self._grid.show(lambda width: lines.grid_lines(width, read.days, chosen, read.today, height))

    def _show_day(self) -> None:
        day = self._day
        if day is None or self._read is None:
            return
        today = self._read.today
        self._day_line.show(lambda width: lines.day_line(width, day, today))
        self._entries.say_empty("", f"{self.key_of('remind-me')} sets a reminder for this day.")
        share = 3 if self.size.width >= WIDE else 2
        self._entries.lay_out(lines.day_entries(day, today, self.size.width * share // 10))
        self.show_whole()

    @on(RowList.Moved)
    def show_whole(self) -> None:
        """The entry under the cursor in full, while the list has the keys: its text may be cut above."""
        item = self._item
        self._whole.show(lambda width: lines.whole_lines(width, item))
        self.refresh_commands()

    @property
    def _day(self) -> Day | None:
        """The day that is chosen, once it was read."""
        shown: Sequence[Day] = self._read.days if self._read else ()
        return next((day for day in shown if day.on == self._chosen), None)

    # Going from day to day

    def do_day_before(self) -> None:
        """The day before."""
        self._go(-1)

    def do_day_after(self) -> None:
        """The day after."""
        self._go(1)

    def do_week_up(self) -> None:
        """The same day of the week before."""
        self._go(-7)

    def do_week_down(self) -> None:
        """The same day of the week after."""
        self._go(7)

    def do_week_earlier(self) -> None:
        """Show a week earlier."""
        self._shift(-1)

    def do_week_later(self) -> None:
        """Show a week later."""
        self._shift(1)

    def _go(self, step: int) -> None:
        if self._read is None:
            return
        wanted = self._chosen + timedelta(days=step)
        if wanted < monday(self._read.today):
            self.say(FIRST_WEEK)
            return
        self._chosen = wanted
        if wanted < self._first or wanted >= self._first + timedelta(days=DAYS):
            self._first += timedelta(days=7 if step > 0 else -7)
            self._read_days()
        else:
            self._show_grid()
            self._show_day()

    def _shift(self, weeks: int) -> None:
        if self._read is None:
            return
        wanted = self._first + timedelta(days=7 * weeks)
        if wanted < monday(self._read.today):
            self.say(FIRST_WEEK)
            return
        self._first, self._chosen = wanted, self._chosen + timedelta(days=7 * weeks)
        self._read_days()

    # What can be done

    @property
    def _item(self) -> DueItem | None:
        """The entry under the cursor, while the list has the keys."""
        record = self._entries.record if self._entries.has_focus else None
        return record if isinstance(record, DueItem) else None

    def subject(self) -> Subject | None:
        """Whose entry it is."""
        item = self._item
        if item is None or item.customer_id is None:
            return None
        return Subject(item.customer_id, item.text, item.invoice_id)

    def why_not(self, command_id: str) -> str | None:
        """A day without entries has nothing to open."""
        if command_id == "open":
            return None if self._day is not None and self._day.entries else self._say_empty()
        return super().why_not(command_id)

    def _say_empty(self) -> str:
        return f"Nothing comes due on {say_day(self._chosen)}."

    @property
    def reminder_id(self) -> int | None:
        """The reminder under the cursor."""
        item = self._item
        return int(item.key.partition(":")[2]) if item is not None and item.due is Due.REMINDER else None

    def do_open(self) -> None:
        """Go to the day's entries, or open the record of the one under the cursor."""
        item = self._item
        if item is None:
            self._entries.focus()
            self.call_after_refresh(self.show_whole)
        elif self.reminder_id is not None and item.customer_id is None:
            self.do_change_reminder()
        elif item.due is Due.DISPUTE:
            from screens.dispute import DisputeScreen

            self.app.push_screen(DisputeScreen(int(item.key.partition(":")[2])), self.returned)
        elif item.invoice_id is not None and item.due is not Due.STEP:
            self.show_invoice(item.invoice_id)
        elif item.due in (Due.STEP, Due.PROMISE):
            self.do_follow_up()
        else:
            self.do_account()

    def do_back(self) -> None:
        """From the entries back to the weeks, from there to where it was opened."""
        if self._entries.has_focus:
            self._grid.focus()
            self.call_after_refresh(self.show_whole)
        else:
            super().do_back()

    def do_remind_me(self) -> None:
        """Set a reminder for the chosen day, about the entry under the cursor if there is one."""
        from screens import reminding

        today = self._read.today if self._read else self._chosen
        reminding.set_one(self, self.subject(), max(today, self._chosen))


def _read_steps(folder: Path, desk: Desk) -> tuple[DueItem, ...]:
    from billdesk.exchange.mail.office import looking
    from billdesk.services import calendar, company

    return calendar.steps(desk, desk.today + AHEAD, looking(folder, desk.user, company.get(desk).language))
