"""The review of feedback: by theme with counts per month, the open ones first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult

from billdesk.command import Scope
from billdesk.domain.dates import short_day
from billdesk.domain.feedback import FeedbackItem, ThemeMonth, by_theme
from billdesk.text import inert_plain
from screens.parts.entries import Entry, EntryList, headed
from screens.parts.paper import Cell, Line, Paper, Run, row, rule, spread
from screens.parts.reading import ListingScreen
from screens.records import Subject

if TYPE_CHECKING:
    from billdesk.services.desk import Desk

NONE_YET = ("Nobody has said anything yet.", "! notes praise, a complaint or an idea from any screen.")
MONTHS = 3
MOST_ABOUT = 16


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one reading of the book brings to the screen."""

    items: tuple[FeedbackItem, ...]
    today: date


class FeedbackScreen(ListingScreen):
    """`FeedbackScreen()` lists all feedback."""

    SCOPE = Scope.FEEDBACK
    CSS_PATH: ClassVar[str] = "feedback.tcss"

    def __init__(self) -> None:
        super().__init__()
        self._read: _Reading | None = None
        self._head = Paper("feedback-head")
        self._entries = EntryList(name_id="feedback-entries")

    def body(self) -> ComposeResult:
        """How much is open, then what was said by theme."""
        yield self._head
        yield self._entries

    def changed(self) -> None:
        """Read it again; the cursor stays on its line."""

        def read(desk: Desk) -> _Reading:
            from billdesk.services import feedback

            return _Reading(feedback.find(desk), desk.today)

        self.run_service(read, group="feedback", on_done=self._show, on_error=self.say_problem)

    def _show(self, read: _Reading) -> None:
        self._read = read
        self._head.show(lambda width: _head_lines(width, read.items))
        self._entries.say_empty(*NONE_YET)
        self._entries.lay_out(_entries(read.items, read.today))
        self.refresh_commands()

    def subject(self) -> Subject | None:
        """The account of the line under the cursor."""
        item = self._item()
        if item is None or item.customer_id is None:
            return None
        return Subject(item.customer_id, item.about, item.invoice_id)

    def why_not(self, command_id: str) -> str | None:
        """What is closed stays closed."""
        item = self._item()
        if command_id in ("open", "close-feedback") and item is None:
            return "There is no feedback under the cursor."
        if command_id == "close-feedback" and item is not None and not item.open:
            return f"It is closed: {inert_plain(item.changed)}"
        return None if command_id == "open" else super().why_not(command_id)

    def do_open(self) -> None:
        """Show the whole of it."""
        from screens.dialogs.message import MessageDialog

        item = self._item()
        if item is not None:
            said = f"{item.source.value}, {item.by}: {item.said}"
            self.app.push_screen(MessageDialog(f"{item.kind.value}: {item.theme}", said, item.changed))

    def do_close_feedback(self) -> None:
        """Write what was changed because of it."""
        from screens.forms.feedback import CloseFeedbackForm

        item = self._item()
        if item is not None and self._read is not None:
            self.app.push_screen(CloseFeedbackForm(self._read.today, item), self.after_form)

    def _item(self) -> FeedbackItem | None:
        record = self._entries.record
        return record if isinstance(record, FeedbackItem) else None


def _head_lines(width: int, items: tuple[FeedbackItem, ...]) -> list[Line]:
    """How much there is and how much of it is open."""
    still = sum(item.open for item in items)
    lines = [spread(width, (Run(" Feedback", "act"),), (Run(f"{still} of {len(items)} open ", "act"),))]
    return [*lines, *row(width, Cell("Open until somebody writes what was changed.", how="dim"), indent=1), rule(width)]


def _entries(items: tuple[FeedbackItem, ...], today: date) -> list[Entry]:
    """Under each theme its newest months, then what was said, the open first."""
    months = {theme: list(found) for theme, found in groupby(by_theme(items), key=lambda one: one.theme)}
    entries: list[Entry] = []
    for theme, found in months.items():
        counts = " · ".join(_say_month(one) for one in found[:MONTHS])
        own = [item for item in items if item.theme == theme]
        entries += headed(f"{inert_plain(theme)}  {counts}", [_entry(item, today) for item in own])
    return entries


def _entry(item: FeedbackItem, today: date) -> Entry:
    about = min(MOST_ABOUT, max(1, cell_len(inert_plain(item.about))))
    cells = (
        Cell("open" if item.open else "closed", 6, how="near" if item.open else "dim"),
        Cell(item.kind.value, 9),
        Cell(short_day(item.on, today), 9, True, "dim"),
        Cell(item.said if item.open else f"{item.said} → {item.changed}"),
        Cell(item.about, about, how="dim"),
    )
    return Entry(f"feedback:{item.id}", cells, item)


def _say_month(one: ThemeMonth) -> str:
    """`2026-11: 2 complaints, 1 idea`."""
    counts = (("praise", one.praise), ("complaint", one.complaints), ("idea", one.ideas))
    said = [f"{count} {name}{'s' * (count != 1 and name != 'praise')}" for name, count in counts if count]
    return f"{one.month}: {', '.join(said)}"
