"""The morning brief, and below it the rows of the daily run: whom it writes to, and whom it leaves out and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult

from billdesk.command import Scope
from billdesk.domain.brief import Facts, Line, Place, RunRow, rows_behind, say_run, write
from billdesk.domain.errors import DeskError
from billdesk.widgets.row_list import RowList
from screens.parts import brief_lines as lines
from screens.parts.entries import EntryList
from screens.parts.paper import Paper
from screens.parts.reading import ListingScreen
from screens.records import Subject

if TYPE_CHECKING:
    from billdesk.services.desk import Desk

NOTHING_READ = "One moment, it is being read."


class BriefScreen(ListingScreen):
    """`BriefScreen()` ends with the name of the queue's view that a line leads to, or with `None`."""

    SCOPE = Scope.BRIEF
    CSS_PATH: ClassVar[str] = "brief.tcss"

    def __init__(self) -> None:
        super().__init__()
        self._read: Facts | None = None
        self._head, self._whole = Paper("brief-head"), Paper("brief-whole")
        self._entries = EntryList(name_id="brief-lines")

    def body(self) -> ComposeResult:
        """The day, its lines, and the whole of the one under the cursor."""
        yield self._head
        yield self._entries
        yield self._whole

    def on_mount(self) -> None:
        """Say what the reading is for while it takes."""
        self._entries.say_empty("Working out what the day holds …", "")

    def changed(self) -> None:
        """Read the day again; the cursor stays on its line."""

        folder = self.host.opening.config_folder

        def read(desk: Desk) -> Facts:
            from billdesk.exchange.mail.office import looking
            from billdesk.services import brief, company

            return brief.read(desk, looking(folder, desk.user, company.get(desk).language))

        self.run_service(read, group="brief", on_done=self._show, on_error=self.say_problem)

    def say_problem(self, error: DeskError) -> None:
        """What cannot be read says why, in its place."""
        self._entries.say_empty("", "")
        super().say_problem(error)

    def _show(self, read: Facts) -> None:
        self._read = read
        run = say_run(read, self.key_of("run"))
        self._head.show(lambda width: lines.head_lines(width, read.as_of, run))
        self._entries.lay_out(lines.brief_entries(write(read)))
        self._show_whole()

    @on(RowList.Moved)
    def _show_whole(self) -> None:
        """A line with many currencies is longer than the list is wide, and its sums are typed again."""
        line = self._entries.record
        said = line.said if isinstance(line, Line) else ""
        self._whole.show(lambda width: lines.whole_line(width, said))
        self.refresh_commands()

    def subject(self) -> Subject | None:
        """A line is about many accounts."""
        return None

    def why_not(self, command_id: str) -> str | None:
        """There must be a line to open."""
        if command_id == "open":
            return None if self._entries.record is not None else NOTHING_READ
        return super().why_not(command_id)

    def do_run(self) -> None:
        """Carry the daily run out, once its totals were typed again."""
        from screens import running

        running.start(self)

    def on_screen_resume(self) -> None:
        """Whatever lay above may have changed the day."""
        if self._read is not None:
            self.changed()

    def do_open(self) -> None:
        """Open what the line speaks of."""
        line = self._entries.record
        if not isinstance(line, Line) or self._read is None:
            return
        if line.place is Place.RECEIPT:
            self.new_receipt()
        elif line.place is Place.CALENDAR:
            from screens.calendar import CalendarScreen

            self.app.push_screen(CalendarScreen(self._read.as_of), self.returned)
        elif line.place is Place.ROWS:
            rows = rows_behind(self._read, line.what)
            self.app.push_screen(RunScreen(self._read.as_of, line.what, rows), self.returned)
        elif line.place is Place.OUTBOX:
            self.do_outbox()
        elif line.place is Place.RUN:
            self.do_run()
        elif line.place is Place.VIEW:
            self.dismiss(line.what)

    def do_outbox(self) -> None:
        """Show the messages that wait, failed or went out."""
        from screens.outbox import OutboxScreen

        self.app.push_screen(OutboxScreen(), self.returned)


class RunScreen(ListingScreen):
    """`RunScreen(today, group, rows)`: what the run does with these accounts, and why."""

    SCOPE = Scope.RUN
    CSS_PATH: ClassVar[str] = "brief.tcss"

    def __init__(self, today: date, group: str, rows: Sequence[RunRow]) -> None:
        super().__init__()
        self._today, self._group, self._rows = today, group, tuple(rows)
        self._read: object | None = self._rows
        self._head, self._why = Paper("run-head"), Paper("run-why")
        self._entries = EntryList(name_id="run-rows")

    def body(self) -> ComposeResult:
        """What they are, the accounts, and the whole reason of the one under the cursor."""
        yield self._head
        yield self._entries
        yield self._why

    def on_resize(self, event: events.Resize) -> None:
        """The names are as wide as there is room for."""
        del event
        self.changed()

    def changed(self) -> None:
        """The rows stay those of the brief that was read; it is read again below."""
        group, rows = self._group, self._rows
        self._head.show(lambda width: lines.run_head(width, group, rows))
        self._entries.lay_out(lines.run_entries(rows, self._today, self.size.width * 3 // 10))
        self._show_why()

    @on(RowList.Moved)
    def _show_why(self) -> None:
        row = self._entries.record
        said = row.why if isinstance(row, RunRow) else ""
        self._why.show(lambda width: lines.run_why(width, said))
        self.refresh_commands()

    def subject(self) -> Subject | None:
        """The account under the cursor."""
        row = self._entries.record
        return Subject(row.customer_id, row.code) if isinstance(row, RunRow) else None

    def do_open(self) -> None:
        """Work the account."""
        self.do_follow_up()
