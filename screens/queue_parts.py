"""The parts of the queue screen: what stands above the list, the list, and what is known of the row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, tzinfo
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from billdesk.domain.dates import say_day
from billdesk.domain.money import Money, format_money
from billdesk.domain.work import QueueHead, QueueRow, View
from billdesk.opening import Opening
from billdesk.text import inert_plain
from billdesk.widgets.cells import cut, segment, wrapped
from billdesk.widgets.row_list import GUTTER, RowList
from screens.queue_rows import Columns, cells, columns, headings, widest_amounts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from billdesk.domain.held import HeldEntry
    from billdesk.form_drafts import FormDraft

VIEW_GAP = 3
NAME_CELLS = 32
"""Of the company's name this much is kept before further currencies are left out."""
MORE_RIGHT, MORE_LEFT = "▸", "◂"
RULE = "─"
BY_NOW = "booked by now "
"""Stands before what is open when the day of the queue is over: the amounts are not those of that day."""


def say_totals(totals: Sequence[Money], width: int) -> str:
    """What is open, the desk's own currency first, as many currencies as fit; the number of the others."""
    if not totals:
        return ""
    said = format_money(totals[0].minor, totals[0].currency)
    for number, total in enumerate(totals[1:], start=2):
        rest = len(totals) - number
        longer = f"{said} · {format_money(total.minor, total.currency)}"
        if cell_len(longer) + (len(f" +{rest}") if rest else 0) > width:
            return f"{said} +{rest + 1}"
        said = longer
    return said


def say_snooze(until: date, because: str) -> str:
    """Until when a row is hidden from the other views, and why."""
    return f"Snoozed until {say_day(until)}" + (f": {because}" if because else ".")


def say_entry(draft: FormDraft, today: date, zone: tzinfo) -> str:
    """`14:32, Hofmann & Söhne KG`: when an unfinished entry was typed, and whose it is."""
    from billdesk.form_drafts import say_when

    return ", ".join(filter(None, (say_when(draft, today, zone), draft.title)))


def say_unfinished(drafts: Sequence[FormDraft], today: date, zone: tzinfo, key: str) -> str:
    """Which entries wait, the key first: a long name is cut at its end. Inert, for the line below the rows."""
    entry = inert_plain(f"{drafts[0].kind} of {say_entry(drafts[0], today, zone)}")
    if len(drafts) == 1:
        return f" {key} takes up the unfinished {entry}"
    return f" {key} takes up one of {len(drafts)} unfinished entries; the latest is the {entry}"


def say_held(entry: HeldEntry, key: str) -> str:
    """What the user entered last and can still take back, for the line below the rows; inert."""
    from billdesk.domain.held import say_waiting

    worth = format_money(entry.amount.minor, entry.amount.currency)
    return inert_plain(f" {say_waiting(entry, key)} {worth}, {entry.customer_name}")


def fit_views(labels: Sequence[str], chosen: int, width: int) -> tuple[int, int]:
    """The slice of `labels` that fits `width` cells and holds `chosen`: first from the start, else around it."""
    start = 0
    while True:
        used, end = (0 if start == 0 else 2), start
        while end < len(labels):
            reserve = 0 if end == len(labels) - 1 else 2
            needed = cell_len(labels[end]) + (VIEW_GAP if end > start else 0)
            if used + needed + reserve > width:
                break
            used += needed
            end += 1
        if chosen < end or start >= chosen:
            return start, max(end, start + 1)
        start += 1


class QueueTop(Widget):
    """Two lines: the company, the day and what is open; the views with their counts."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "queue-top--view",
        "queue-top--chosen",
        "queue-top--flag",
        "queue-top--day",
    }
    DEFAULT_CSS = "QueueTop { height: 2; width: 1fr; }"

    class ViewChosen(Message):
        """A view was clicked."""

        def __init__(self, view: View) -> None:
            super().__init__()
            self.view = view

    def __init__(self, head: QueueHead | None, view: View, opening: Opening) -> None:
        super().__init__()
        self._head, self._view = head, view
        self._today, self._today_is_set = opening.today, opening.today_is_set
        self._read_only = opening.read_only
        self._spans: list[tuple[int, int, View]] = []

    def show(self, head: QueueHead | None, view: View, *, read_only: bool, today_is_set: bool) -> None:
        """Show new counts or another view; nothing is painted when nothing changed."""
        shown = (self._head, self._view, self._read_only, self._today_is_set)
        if (head, view, read_only, today_is_set) != shown:
            self._head, self._view, self._read_only, self._today_is_set = head, view, read_only, today_is_set
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The company's line or the views."""
        strip = self._company() if y == 0 else self._views()
        return strip.adjust_cell_length(self.size.width, self.rich_style)

    def _company(self) -> Strip:
        width = self.size.width
        name = inert_plain(self._head.company) if self._head and self._head.company else "billdesk"
        when = say_day(self._head.as_of if self._head else self._today) + "   "
        flags = "viewing only   " if self._read_only else ""
        flags += "as if today were " if self._today_is_set else ""
        booked = BY_NOW if self._head and self._head.booked_later and self._head.totals else ""
        room = width - cell_len(flags + when + booked) - min(cell_len(name) + 4, NAME_CELLS)
        open_now = booked + say_totals(self._head.totals if self._head else (), room) + " "
        lead = cut(" " + name, max(8, width - cell_len(flags + when + open_now)) - 1) + " "
        return Strip(
            [
                segment(lead, self.rich_style + Style(bold=True)),
                segment(flags, self.get_component_rich_style("queue-top--flag")),
                segment(when, self.get_component_rich_style("queue-top--day")),
                segment(open_now, self.rich_style),
            ]
        )

    def _views(self) -> Strip:
        plain = self.get_component_rich_style("queue-top--view")
        chosen = self.get_component_rich_style("queue-top--chosen")
        counts = self._head.counts if self._head else {}
        views = list(View)
        labels = [f"{view.value.capitalize()} {counts.get(view, 0):,}" for view in views]
        start, end = fit_views(labels, views.index(self._view), self.size.width - 2)
        segments, at = [segment(f" {MORE_LEFT} " if start else " ", plain)], 3 if start else 1
        self._spans = []
        for number in range(start, end):
            if number > start:
                segments.append(segment(" " * VIEW_GAP, self.rich_style))
                at += VIEW_GAP
            label, view = labels[number], views[number]
            segments.append(segment(label, chosen if view is self._view else plain))
            self._spans.append((at, at + cell_len(label), view))
            at += cell_len(label)
        if end < len(labels):
            segments.append(segment(f" {MORE_RIGHT}", plain))
        return Strip(segments)

    def on_click(self, event: events.Click) -> None:
        """A click on a view chooses it."""
        if event.y == 1:
            for start, end, view in self._spans:
                if start <= event.x < end:
                    self.post_message(self.ViewChosen(view))


class LineOf(Widget):
    """One line of text that is repainted only when it changes: a rule, a heading, a sentence."""

    DEFAULT_CSS = "LineOf { height: 1; width: 1fr; }"
    COMPONENT_CLASSES: ClassVar[set[str]] = {"line-of--quiet", "line-of--wrong", "line-of--said"}

    def __init__(self, name_id: str) -> None:
        super().__init__(id=name_id)
        self._text, self._how = "", "quiet"

    def say(self, text: str, how: str = "quiet") -> None:
        """Show `text`, already inert: `quiet`, `said` or `wrong`."""
        if (text, how) != (self._text, self._how):
            self._text, self._how = text, how
            self.refresh()

    @property
    def text(self) -> str:
        """What is shown; empty for a rule."""
        return self._text

    def render_line(self, y: int) -> Strip:
        """The text, or a rule when there is none."""
        del y
        width = self.size.width
        style = self.get_component_rich_style(f"line-of--{self._how}")
        return Strip([segment(cut(self._text, width) if self._text else RULE * width, style)], width)


class QueueList(RowList[QueueRow]):
    """The work items."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"row-list--late", "row-list--near", "row-list--act", "row-list--dim"}

    def __init__(self, rows: Sequence[QueueRow], *, after: bool, today: date, totals: Iterable[Money]) -> None:
        super().__init__(rows, after=after, name_id="rows")
        self.today = today
        self.totals = tuple(totals)
        self._widest = widest_amounts(rows)
        self._divided: tuple[int, tuple[Money, ...]] | None = None
        self._columns = columns(0, self.totals)

    def columns_at(self, width: int) -> Columns:
        """The columns for rows of that width, worked out once for each width, set of currencies and widest amounts."""
        wanted = (width, self.totals)
        if wanted != self._divided:
            self._divided, self._columns = wanted, columns(width, self.totals, self._widest)
        return self._columns

    def show(self, rows: Sequence[QueueRow], *, before: bool, after: bool, cursor: str | None = None) -> None:
        """Replace the window; the columns are those of the new rows."""
        self._widest, self._divided = widest_amounts(rows), None
        super().show(rows, before=before, after=after, cursor=cursor)

    def add_after(self, rows: Sequence[QueueRow], *, more: bool) -> None:
        """Put the next page under the window, with room for its amounts."""
        self._make_room(rows)
        super().add_after(rows, more=more)

    def add_before(self, rows: Sequence[QueueRow], *, more: bool) -> None:
        """Put the page before above the window, with room for its amounts."""
        self._make_room(rows)
        super().add_before(rows, more=more)

    def _make_room(self, rows: Sequence[QueueRow]) -> None:
        """Widen the columns, if they have to be; they do not become narrower again while one goes through the pages."""
        widest = widest_amounts(rows)
        if any(room > self._widest.get(currency, 0) for currency, room in widest.items()):
            self._widest = {
                code: max(self._widest.get(code, 0), widest.get(code, 0)) for code in {**self._widest, **widest}
            }
            self._divided = None
            self._strips.clear()
            self.refresh()

    @property
    def heading(self) -> str:
        """The line of column names above the list."""
        return " " * GUTTER + headings(self.columns_at(self.size.width - GUTTER))

    def key_of(self, row: QueueRow) -> str:
        """The work item's own key."""
        return row.key

    def draw(self, row: QueueRow, width: int) -> list[Segment]:
        """Account, document, amount; due; why; next action."""
        shown = cells(row, self.columns_at(width), self.today)
        plain = self.get_component_rich_style("row-list--row")
        due = self.get_component_rich_style(f"row-list--{shown.urgency}") if shown.urgency else plain
        return [
            segment(shown.lead, plain),
            segment(shown.due, due),
            segment(shown.why, plain),
            # The blanks to the end of the line are in the action's style: one change of style less on a slow line.
            segment(
                shown.action.ljust(max(0, width - cell_len(shown.lead + shown.due + shown.why))),
                self.get_component_rich_style("row-list--act"),
            ),
        ]


class PreviewPane(Widget):
    """What is known of the row: a few lines, the first of them about the account. Long ones go on where it is tall."""

    DEFAULT_CSS = "PreviewPane { height: 2; width: 1fr; }"
    COMPONENT_CLASSES: ClassVar[set[str]] = {"preview--lead", "preview--line"}

    def __init__(self) -> None:
        super().__init__()
        self._said: tuple[str, ...] = ()
        self._lines: tuple[tuple[str, str], ...] = ()

    def show(self, lines: Sequence[str]) -> None:
        """Show these lines, already inert; only lines that differ are painted."""
        before = self._lines
        self._said = tuple(lines)
        self._lines = self._laid_out()
        for y in range(min(self.content_size.height, max(len(before), len(self._lines)))):
            if before[y : y + 1] != self._lines[y : y + 1]:
                self.refresh(Region(0, y, self.content_size.width, 1))

    def _laid_out(self) -> tuple[tuple[str, str], ...]:
        """The lines with the name of their style: as they are where there is room for one each, else broken."""
        width, height = self.content_size.width - 4, self.content_size.height
        whole = tuple((line, "line" if number else "lead") for number, line in enumerate(self._said))
        broken = tuple(
            (f"  {part}" if go_on else part, how)
            for line, how in whole
            for go_on, part in enumerate(wrapped(line, width))
        )
        return broken if len(broken) <= height else whole

    def on_resize(self) -> None:
        """Lay the lines out again."""
        self._lines = self._laid_out()

    @property
    def lines(self) -> tuple[str, ...]:
        """What is shown, a line for each thing that is known."""
        return self._said

    def render_line(self, y: int) -> Strip:
        """One line, cut with an ellipsis."""
        width = self.content_size.width
        text, how = self._lines[y] if y < len(self._lines) else ("", "line")
        style = self.get_component_rich_style(f"preview--{how}")
        return Strip([segment(cut(f" {text}" if text else "", width), style)], width)
