"""`?` on a row of the queue: what its place rests on, point by point, and what it will be tomorrow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from billdesk.domain.dates import say_from_today
from billdesk.domain.work import PriorityPart
from billdesk.text import inert, inert_plain
from screens.base import DeskDialog
from screens.parts.figures import say_weekday


def points_tomorrow(parts: Sequence[PriorityPart], today: date) -> int:
    """The points of the same item a day later."""
    tomorrow = today + timedelta(days=1)
    return sum(
        part.then_points
        if part.then_points is not None and part.changes_on is not None and part.changes_on <= tomorrow
        else part.points
        for part in parts
    )


def summary(parts: Sequence[PriorityPart], today: date) -> str:
    """`31 points: amount 12, age 9, promise broken 10. Tomorrow 32.`"""
    if not parts:
        return "No points: the row stands at the end of its view."
    total, later = sum(part.points for part in parts), points_tomorrow(parts, today)
    named = ", ".join(f"{part.name} {part.points}" for part in parts)
    change = f"Tomorrow {later}." if later != total else "Tomorrow the same."
    return f"{total} points: {named}. {change}"


def say_change(part: PriorityPart, today: date) -> str:
    """`15 from Tue 15 Dec, in 23 days`; empty when the points stay as they are."""
    if part.changes_on is None or part.then_points is None:
        return ""
    return f"{part.then_points} from {say_weekday(part.changes_on, today)}, {say_from_today(part.changes_on, today)}"


class WhyDialog(DeskDialog[None]):
    """The parts of a row's priority in words."""

    DEFAULT_CSS = "WhyDialog .dialog { width: 72; } WhyDialog .parts { margin-top: 1; }"

    def __init__(self, name: str, parts: Sequence[PriorityPart], today: date, notes: Sequence[str] = ()) -> None:
        super().__init__()
        self._whose, self._parts, self._today, self._notes = name, tuple(parts), today, tuple(notes)

    def body(self) -> ComposeResult:
        """Whose row, its sum, its parts, what else is known."""
        with VerticalScroll(classes="dialog"):
            yield Static(inert(self._whose), classes="title")
            yield Static(inert(summary(self._parts, self._today)))
            if self._parts:
                yield Static(Content("\n").join(self._line(part) for part in self._parts), classes="parts")
            for note in self._notes:
                yield Static(inert(note), classes="dim")
            yield Static("Esc close", classes="keys")

    def on_mount(self) -> None:
        """The arrows scroll."""
        self.query_one(VerticalScroll).focus()

    def _line(self, part: PriorityPart) -> Content:
        """Points, what for, and below when they change."""
        said = Content.assemble((f"{part.points:>4}  ", "bold"), inert_plain(f"{part.name}: {part.because}"))
        change = say_change(part, self._today)
        return Content.assemble(said, (f"\n      {change}", "$dim")) if change else said
