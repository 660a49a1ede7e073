"""A list whose rows each take one typed entry: how much of a receipt goes to an open item, how much of a line back.

Rows are drawn by line, so that an account with two thousand open items opens as fast as one with two. Space fills
the row in or empties it; typing replaces; up, down and Enter move; Tab goes on to the next field.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widgets import Static

from billdesk.domain.errors import DeskError
from billdesk.text import inert, inert_plain
from screens.forms.fields import FormPart

T = TypeVar("T")

MARK = "✓"
_MOST_TYPED = 24
_BESIDE = 2  # the cursor's mark before the columns, the scrollbar behind them


@dataclass(frozen=True, slots=True)
class GridColumn:
    """One column: its heading, width in cells and whether it stands right-aligned.

    Width 0 takes what is left, up to `most` cells: on a wide terminal the others are to stay beside it.
    """

    label: str
    width: int
    right: bool = False
    most: int = 1_000


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row: the record's id and what its columns say."""

    id: int
    cells: tuple[str, ...]


class GridBody(ScrollView, can_focus=True):
    """The rows of an `EntryGrid`, with the cursor and the entries."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"grid--cursor", "grid--entry", "grid--typing", "grid--dim"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "edge(0)", show=False),
        Binding("end", "edge(-1)", show=False),
        Binding("enter", "enter", show=False),
        Binding("tab", "leave", show=False, priority=True),
        Binding("space", "fill", show=False),
        Binding("backspace", "erase", show=False),
        Binding("delete", "clear_entry", show=False),
    ]
    DEFAULT_CSS = """
    GridBody {
        height: auto;
        max-height: 10;
        scrollbar-size-vertical: 1;
        & > .grid--cursor { color: $accent; }
        & > .grid--entry { text-style: bold; }
        & > .grid--typing { background: $accent 25%; text-style: bold; }
        & > .grid--dim { color: $dim; }
    }
    """

    class Edited(Message):
        """An entry changed."""

    class NothingLeft(Message):
        """Space was pressed on a row for which nothing is left."""

    def __init__(
        self, columns: Sequence[GridColumn], rows: Sequence[GridRow], fill: Callable[[int], str], *, marks: bool
    ) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self.rows = tuple(rows)
        self.entries: dict[int, str] = {}
        self.cursor = 0
        self._fill = fill
        self._marks = marks
        self._fresh = True
        self.virtual_size = Size(0, len(self.rows))

    def on_mount(self) -> None:
        """Take the height that the rows need, up to the limit of the style."""
        self.virtual_size = Size(0, len(self.rows))

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Printable keys are entries here, not commands of the screen."""
        return character is not None and character.isprintable()

    def render_line(self, y: int) -> Strip:
        """Draw one row: cursor mark, cells, entry."""
        at = y + self.scroll_offset.y
        if at >= len(self.rows):
            return Strip.blank(self.size.width, self.rich_style)
        row, here = self.rows[at], at == self.cursor and self.has_focus
        segments = [Segment("▌" if here else " ", self._style("grid--cursor"))]
        widths = widths_of(self.columns, self.size.width - _BESIDE)
        entry = self.entries.get(row.id, "")
        plain = self.rich_style if entry or here else self._style("grid--dim")
        for column, width, cell in zip(self.columns, widths, (*row.cells, entry), strict=True):
            last = column is self.columns[-1]
            style = self._style("grid--typing" if here else "grid--entry") if last else plain
            segments += [Segment(" ", self.rich_style), Segment(fit(cell, width, right=column.right), style)]
        return Strip(segments).adjust_cell_length(self.size.width, self.rich_style).apply_style(self.rich_style)

    def set_entry(self, row_id: int, text: str) -> None:
        """Put an entry, or take it away when empty."""
        if text:
            self.entries[row_id] = text
        else:
            self.entries.pop(row_id, None)
        self.refresh()

    def move_to(self, index: int) -> None:
        """Put the cursor on a row and keep it in sight."""
        self.cursor = max(0, min(index, len(self.rows) - 1))
        self._fresh = True
        self.scroll_to_region(Region(0, self.cursor, 1, 1), animate=False, force=True)
        self.refresh()

    def on_key(self, event: events.Key) -> None:
        """Typing replaces what stood in the row, then goes on."""
        if not event.is_printable or event.character is None or event.character == " " or self._marks or not self.rows:
            return
        event.stop()
        kept = "" if self._fresh else self.entries.get(self._here, "")
        self._fresh = False
        self._edit((kept + event.character)[:_MOST_TYPED])

    def on_focus(self) -> None:
        """Show the cursor."""
        self._fresh = True
        self.refresh()

    def on_blur(self) -> None:
        """Hide the cursor."""
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor on its row."""
        self.move_to(event.y + self.scroll_offset.y)

    def action_move(self, step: int) -> None:
        """Up or down; beyond the last row the form goes on, before the first it goes back."""
        if 0 <= self.cursor + step < len(self.rows):
            self.move_to(self.cursor + step)
        else:
            (self.screen.focus_next if step > 0 else self.screen.focus_previous)()

    def action_page(self, step: int) -> None:
        """A page up or down."""
        self.move_to(self.cursor + step * max(1, self.size.height - 1))

    def action_edge(self, index: int) -> None:
        """To the first or the last row."""
        self.move_to(index % len(self.rows) if self.rows else 0)

    def action_enter(self) -> None:
        """To the next row, and from the last one to the next field."""
        self.action_move(1)

    def action_leave(self) -> None:
        """To the next field."""
        self.screen.focus_next()

    def action_fill(self) -> None:
        """Fill the row in, or empty it when something stands there."""
        if not self.rows:
            return
        self._fresh = True
        filled = bool(self.entries.get(self._here))
        text = "" if filled else MARK if self._marks else self._fill(self._here)
        if filled or text:
            self._edit(text)
        else:
            self.post_message(self.NothingLeft())

    def action_erase(self) -> None:
        """Take the last character away."""
        if self.rows:
            self._fresh = False
            self._edit(self.entries.get(self._here, "")[:-1])

    def action_clear_entry(self) -> None:
        """Empty the row."""
        if self.rows:
            self._edit("")

    @property
    def _here(self) -> int:
        return self.rows[self.cursor].id

    def _edit(self, text: str) -> None:
        self.set_entry(self._here, text)
        self.post_message(self.Edited())

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(name)


class EntryGrid(Vertical, FormPart, Generic[T]):
    """A heading line, the rows, and a line that says what is wrong. `parser` reads the entry of a row's id."""

    DEFAULT_CSS = """
    EntryGrid {
        height: auto;
        max-width: 96;
        & > .heading { color: $dim; }
        & > .empty { color: $dim; padding-left: 2; }
        & > .wrong { color: $late; padding-left: 2; display: none; }
    }
    """

    def __init__(
        self,
        key: str,
        columns: Sequence[GridColumn],
        rows: Sequence[GridRow],
        parser: Callable[[int, str], T],
        *,
        fill: Callable[[int], str] = lambda _row_id: "",
        marks: bool = False,
        empty: str = "Nothing to choose from.",
    ) -> None:
        super().__init__(id=f"grid-{key.replace('.', '-')}")
        self.key = key
        self.body = GridBody(columns, rows, fill, marks=marks)
        self._columns = tuple(columns)
        self._parser = parser
        self._empty = empty

    def compose(self) -> ComposeResult:
        """The heading and the rows, or one sentence when there are none."""
        yield Static(inert(self._empty), classes="empty")
        yield Static(classes="heading")
        yield self.body
        yield Static(classes="wrong")

    def on_mount(self) -> None:
        """Say that there is nothing where there is nothing."""
        self._show_whether_empty()

    def show_rows(self, rows: Sequence[GridRow]) -> None:
        """Show other rows; the entries of those that stay are kept."""
        self.body.rows = tuple(rows)
        self.body.virtual_size = Size(0, len(rows))
        self.body.move_to(self.body.cursor)
        self.body.refresh(layout=True)
        self._show_whether_empty()

    def _show_whether_empty(self) -> None:
        self.body.can_focus = bool(self.body.rows)
        self.query_one(".empty").display = not self.body.rows
        self.query_one(".heading").display = bool(self.body.rows)

    def on_resize(self, event: events.Resize) -> None:
        """Fit the heading to the columns."""
        heading = self.query_one(".heading", Static)
        widths = widths_of(self._columns, max(1, event.size.width - _BESIDE))
        words = (
            fit(column.label, width, right=column.right) for column, width in zip(self._columns, widths, strict=True)
        )
        heading.update(inert("  " + " ".join(words)))

    def values(self) -> dict[int, T]:
        """What was entered, by row id. Raises `InputError` of the first entry that cannot be read."""
        entries = self.body.entries
        return {row.id: self._parser(row.id, entries[row.id]) for row in self.body.rows if row.id in entries}

    def readable(self) -> dict[int, T]:
        """What can be read now; for live sums."""
        found = {}
        for row_id, text in self.body.entries.items():
            try:
                found[row_id] = self._parser(row_id, text)
            except DeskError:
                continue
        return found

    def put(self, entries: Mapping[int, str]) -> None:
        """Replace all entries, as a proposal does."""
        self.body.entries = {row.id: entries[row.id] for row in self.body.rows if entries.get(row.id)}
        self.body.refresh()

    def mark(self, ids: Iterable[int]) -> None:
        """Mark exactly these rows, in a grid of marks."""
        self.put(dict.fromkeys(ids, MARK))

    def snapshot(self) -> dict[str, str]:
        """Entries under `key.rowid`."""
        return {f"{self.key}.{row_id}": text for row_id, text in sorted(self.body.entries.items())}

    def restore(self, kept: Mapping[str, str]) -> None:
        """Take back the entries of rows that are still there."""
        self.put({row.id: kept.get(f"{self.key}.{row.id}", "") for row in self.body.rows})

    def check(self) -> bool:
        """Read every entry; the cursor goes to the first that cannot be read."""
        for index, row in enumerate(self.body.rows):
            if row.id not in self.body.entries:
                continue
            try:
                self._parser(row.id, self.body.entries[row.id])
            except DeskError as error:
                self.body.move_to(index)
                self.complain(f"{row.cells[0]}: {error}")
                return False
        return True

    def covers(self, field: str) -> bool:
        """The grid's key and everything below it."""
        return field == self.key or field.startswith(f"{self.key}.")

    def complain(self, sentence: str) -> None:
        """Put the sentence below the rows."""
        wrong = self.query_one(".wrong", Static)
        wrong.update(inert(sentence))
        wrong.display = True

    def focus_entry(self, field: str = "") -> None:
        """Put the cursor into the rows, on the one that `field` names if it does."""
        _, _, row_id = field.partition(".")
        ids = [str(row.id) for row in self.body.rows]
        if row_id in ids:
            self.body.move_to(ids.index(row_id))
        self.screen.set_focus(self.body)

    @on(GridBody.NothingLeft)
    def _nothing_left(self) -> None:
        self.complain("Nothing is left for this row; lower another one first.")

    @on(GridBody.Edited)
    def _edited(self) -> None:
        self.query_one(".wrong", Static).display = False


def widths_of(columns: Sequence[GridColumn], width: int) -> list[int]:
    """Cells of each column in `width`, one cell apart; the column of width 0 takes the rest, up to its limit."""
    rest = max(4, width - sum(column.width + 1 for column in columns if column.width) - 1)
    return [column.width or min(rest, column.most) for column in columns]


def fit(text: str, width: int, *, right: bool) -> str:
    """The text inert and exactly `width` cells wide, cut with an ellipsis when it is longer."""
    plain = inert_plain(text)
    length = cell_len(plain)
    if length > width:
        return set_cell_size(plain, width - 1) + "…" if width > 1 else "…"
    return " " * (width - length) + plain if right else plain + " " * (width - length)
