"""The reasons for disputes: those of the program as the desk calls them, its own, and the retired ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult

from billdesk.command import Scope
from billdesk.domain.dispute_guides import OTHER, Reason, is_of_program
from billdesk.domain.dispute_records import ReasonUse
from billdesk.widgets.row_list import RowList
from screens.parts.entries import Entry, EntryList, headed
from screens.parts.paper import Cell, KeyOf, Line, Paper, Run, row, rule, spread
from screens.parts.reading import ListingScreen
from screens.records import Subject

if TYPE_CHECKING:
    from billdesk.services.desk import Desk

NOT_ONE = "Put the cursor on a reason first."
ALWAYS = "The reason {} is always there; {} calls it otherwise."
NUMBERS = "Its number chooses a reason in a form."
NONE_OWN = "None of your own yet; {} adds one."


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one reading of the book brings to the screen."""

    uses: tuple[ReasonUse, ...]
    today: date

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The reasons alone."""
        return tuple(use.reason for use in self.uses)


class ReasonsScreen(ListingScreen):
    """`ReasonsScreen()`."""

    SCOPE = Scope.REASONS
    CSS_PATH: ClassVar[str] = "dispute_reasons.tcss"

    def __init__(self) -> None:
        super().__init__()
        self._read: _Reading | None = None
        self._head = Paper("reasons-head")
        self._entries = EntryList(name_id="reason-entries")

    def body(self) -> ComposeResult:
        """How many there are, then each with its number."""
        yield self._head
        yield self._entries

    def changed(self) -> None:
        """Read them again; the cursor stays on its reason."""

        def read(desk: Desk) -> _Reading:
            from billdesk.services import dispute_reasons

            return _Reading(dispute_reasons.in_use(desk), desk.today)

        self.run_service(read, group="reasons", on_done=self._show, on_error=self.say_problem)

    def _show(self, read: _Reading) -> None:
        self._read = read
        self._head.show(lambda width: _head_lines(width, read.uses, self.key_of))
        self._entries.lay_out(_entries(read.uses))
        self.refresh_commands()

    @on(RowList.Chosen)
    def entry_chosen(self) -> None:
        """A double click renames."""
        self.action_command("rename-reason")

    @property
    def _reason(self) -> Reason | None:
        record = self._entries.record
        return record.reason if isinstance(record, ReasonUse) else None

    def subject(self) -> Subject | None:
        """A reason is of no account."""
        return None

    def why_not(self, command_id: str) -> str | None:
        """Each verb says what it is for."""
        reason = self._reason
        if command_id not in ("rename-reason", "retire-reason", "restore-reason"):
            return super().why_not(command_id)
        if reason is None:
            return NOT_ONE
        if command_id == "restore-reason":
            return None if reason.retired else "It is offered already."
        if command_id == "retire-reason" and reason.code == OTHER:
            return ALWAYS.format(OTHER, self.key_of("rename-reason"))
        if reason.retired:
            again = self.key_of("restore-reason")
            return f"It is retired; {again} offers it again."
        return None

    def do_new_reason(self) -> None:
        """Add one."""
        from screens.forms.dispute_reason import ReasonForm

        if self._read is not None:
            self.app.push_screen(ReasonForm(self._read.today, self._read.reasons), self.after_form)

    def do_rename_reason(self) -> None:
        """Call it otherwise."""
        from screens.forms.dispute_reason import ReasonForm

        if self._read is not None and self._reason is not None:
            self.app.push_screen(ReasonForm(self._read.today, self._read.reasons, self._reason), self.after_form)

    def do_retire_reason(self) -> None:
        """Offer it no more."""
        self._offer(retired=True)

    def do_restore_reason(self) -> None:
        """Offer it again."""
        self._offer(retired=False)

    def _offer(self, *, retired: bool) -> None:
        from screens.reason_offering import offer_reason

        if self._reason is not None:
            offer_reason(self, self._reason, retired=retired)


def _head_lines(width: int, uses: Sequence[ReasonUse], key_of: KeyOf) -> list[Line]:
    """How many are offered and retired; what the number is for, and how the first own one is added."""
    retired = sum(use.reason.retired for use in uses)
    said = f"{len(uses) - retired} offered, {retired} retired "
    lines = [spread(width, (Run(" Reasons for disputes", "act"),), (Run(said),))]
    own = "" if any(not is_of_program(use.reason.code) for use in uses) else NONE_OWN.format(key_of("new-reason"))
    return [*lines, *row(width, Cell(f"{NUMBERS} {own}".rstrip(), how="dim"), indent=1, wrapped=True), rule(width)]


def _entries(uses: Sequence[ReasonUse]) -> list[Entry]:
    """Those that are offered by their numbers, then the retired ones."""
    offered = [_entry(use) for use in uses if not use.reason.retired]
    retired = [_entry(use) for use in uses if use.reason.retired]
    return [*headed("offered", offered), *headed("offered no more", retired)]


def _entry(use: ReasonUse) -> Entry:
    reason = use.reason
    cases = f"{use.cases} dispute{'s' * (use.cases != 1)}" if use.cases else "–"
    cells = (
        Cell(str(use.place or ""), 3, True, "dim"),
        Cell(reason.label, how="dim" if reason.retired else "act"),
        Cell(cases, 12, True, "plain" if use.cases else "dim"),
        Cell("of the program" if is_of_program(reason.code) else "your own", 14, how="dim"),
    )
    return Entry(f"reason:{reason.code}", cells, use)
