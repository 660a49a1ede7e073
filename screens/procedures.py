"""The procedures of the follow-up with their steps, and everything that somebody held back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from threading import Event
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.message import Message

from billdesk.command import Scope
from billdesk.domain.errors import DeskError, RuleError
from billdesk.domain.followup.views import HoldView, ProcedureView
from billdesk.widgets.row_list import RowList
from screens.parts import procedure_lines as lines
from screens.parts.entries import EntryList
from screens.parts.paper import Beside, Paper
from screens.parts.reading import ListingScreen
from screens.records import Subject

if TYPE_CHECKING:
    from billdesk.services.desk import Desk
    from billdesk.services.what_if import LastYear

NO_PROCEDURE = "Put the cursor on a procedure first."
EVERY = 25
"""It is told how far a replay is after so many accounts."""
NO_HOLD = "Put the cursor on a pause or block first."
_ON_A_PROCEDURE = frozenset({"new-procedure", "use-procedure", "try-procedure", "retire-procedure"})


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one reading of the book brings to the screen."""

    procedures: tuple[ProcedureView, ...]
    holds: tuple[HoldView, ...]
    today: date


class ProceduresScreen(ListingScreen):
    """`ProceduresScreen()`."""

    SCOPE = Scope.PROCEDURES
    CSS_PATH: ClassVar[str] = "procedures.tcss"

    class Replayed(Message):
        """So many accounts of the last year were replayed."""

        def __init__(self, done: int, total: int) -> None:
            super().__init__()
            self.done, self.total = done, total

    def __init__(self) -> None:
        super().__init__()
        self._read: _Reading | None = None
        self._stop: Event | None = None
        self._head, self._how = Paper("procedures-head"), Paper("procedure-how")
        self._entries = EntryList(name_id="procedure-entries")

    def body(self) -> ComposeResult:
        """The head, the list, and what the entry under the cursor is in full."""
        yield self._head
        yield self._entries
        with Beside(id="procedure-side"):
            yield self._how

    def changed(self) -> None:
        """Read them again; the cursor stays on its entry."""

        def read(desk: Desk) -> _Reading:
            from billdesk.services import holds, procedures

            return _Reading(procedures.listed(desk), holds.live(desk), desk.today)

        self.run_service(read, group="procedures", on_done=self._show, on_error=self.say_problem)

    def _show(self, read: _Reading) -> None:
        self._read = read
        self._head.show(lambda width: lines.head_lines(width, read.procedures, read.holds))
        self._entries.lay_out([*lines.procedure_entries(read.procedures), *lines.held_entries(read.holds, read.today)])
        self.cursor_moved()

    @on(RowList.Moved)
    def cursor_moved(self) -> None:
        """Another entry is under the cursor."""
        record = self._procedure or self._hold
        self._how.show(lambda width: lines.how_lines(width, record))
        self.refresh_commands()

    @on(RowList.Chosen)
    def entry_chosen(self) -> None:
        """A double click opens."""
        self.action_command("open-entry")

    @property
    def _procedure(self) -> ProcedureView | None:
        record = self._entries.record
        return record if isinstance(record, ProcedureView) else None

    @property
    def _hold(self) -> HoldView | None:
        record = self._entries.record
        return record if isinstance(record, HoldView) else None

    def subject(self) -> Subject | None:
        """The account of a pause or block."""
        hold = self._hold
        return None if hold is None else Subject(hold.customer_id, hold.number or hold.code, hold.invoice_id)

    def why_not(self, command_id: str) -> str | None:
        """Each verb says what it is for."""
        view = self._procedure
        if command_id in _ON_A_PROCEDURE and view is None:
            return NO_PROCEDURE
        if command_id == "lift-hold" and self._hold is None:
            return NO_HOLD
        if view is not None and command_id == "use-procedure" and (view.of_desk or view.retired):
            return "The desk uses it already." if view.of_desk else "It is retired; open it and save it again first."
        if view is not None and command_id == "retire-procedure" and (view.retired or view.holds_for):
            return "It is retired already." if view.retired else f"It is in use by {', '.join(view.holds_for)}."
        return super().why_not(command_id)

    def do_open_entry(self) -> None:
        """Change the procedure, or open the account of what is held back."""
        from screens.forms.procedure import ProcedureForm

        view, read = self._procedure, self._read
        if self._hold is not None:
            self.do_account()
        elif view is not None and read is not None:
            self.app.push_screen(ProcedureForm(read.today, view, read.procedures), self.after_form)

    def do_new_procedure(self) -> None:
        """Make a new one from the one under the cursor."""
        from screens.forms.procedure import ProcedureForm

        view, read = self._procedure, self._read
        if view is not None and read is not None:
            self.app.push_screen(ProcedureForm(read.today, view, read.procedures, new=True), self.after_form)

    def do_retire_procedure(self) -> None:
        """Offer it no more, with the reason."""
        from screens.forms.procedure import RetireForm

        if self._procedure is not None and self._read is not None:
            self.app.push_screen(RetireForm(self._read.today, self._procedure), self.after_form)

    def do_lift_hold(self) -> None:
        """Lift it, with the reason."""
        from screens.forms.holding_back import LiftForm

        if self._hold is not None and self._read is not None:
            self.app.push_screen(LiftForm(self._read.today, self._hold), self.after_form)

    def do_use_procedure(self) -> None:
        """Let the desk follow up by it, after showing what that changes today."""
        from screens.procedure_choice import choose_for_desk

        if self._procedure is not None:
            choose_for_desk(self, self._procedure.procedure)

    def do_try_procedure(self) -> None:
        """Replay the last year by it beside the desk's own; a large book takes minutes, and Esc stops it."""
        view = self._procedure
        if view is None:
            return
        procedure, stop = view.procedure, Event()
        self._stop = stop

        def tell(done: int, total: int) -> None:
            if stop.is_set():
                raise RuleError("The replay was stopped.")
            if done % EVERY == 0:
                self.post_message(self.Replayed(done, total))

        def replay(desk: Desk) -> LastYear:
            from billdesk.services import what_if

            return what_if.last_year(desk, procedure, tell)

        self.say("Replaying the last year …")
        self.run_service(replay, group="what if", on_done=self._show_year, on_error=self._end_replay)

    def on_procedures_screen_replayed(self, event: Replayed) -> None:
        """Say how far it is."""
        if self._stop is not None:
            stop = self.key_of("back")
            self.say(f"Replaying the last year: {event.done:,} of {event.total:,} accounts. {stop} stops it.")

    def _show_year(self, found: LastYear) -> None:
        from screens.dialogs.message import MessageDialog

        self._stop = None
        self.say("")
        if self.is_current:
            self.app.push_screen(MessageDialog("The last year", lines.year_lines(found)))

    def _end_replay(self, error: DeskError) -> None:
        self._stop = None
        self.say(str(error))

    def do_back(self) -> None:
        """Stop the replay, or leave."""
        if self._stop is not None:
            self._stop.set()
        else:
            super().do_back()
