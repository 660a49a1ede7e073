"""A list of rows as long as the book, drawn line by line.

A cursor move repaints the mark and a few cells of two rows, never the rows themselves; keys that queued up while
the terminal was slow are all acted on before anything is painted; at an edge the list scrolls by half a page. It
holds a window of the rows and asks for the next page by message, so it is the same with ten rows or a million. The
cursor belongs to a record, not to a line: after a refresh it stands on the same record, at the same height.

Subclasses say what a row's key is and how it is drawn (`key_of`, `draw`).
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import ClassVar, Generic, TypeVar

from rich.segment import Segment
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from billdesk.command import Scope
from billdesk.keymap import DEFAULT, Keymap
from billdesk.text import inert_plain
from billdesk.widgets.cells import segment, wrapped

Row = TypeVar("Row")

GUTTER = 3
"""Cells left of a row: the cursor's mark, the sign of a marked row, a space."""
LIT = 17
"""How many cells of the cursor's row are lit: enough to see where it is, few enough for a slow line."""
MARK, MARKED = "▌", "•"
WINDOW = 600
"""Rows kept in hand; a page that arrives at one end lets go of rows at the other."""
WHEEL_ROWS = 3
DRAWN_AHEAD = 3
"""Rows drawn ahead after each move; a scroll by half a page finds its new rows ready."""


class Edge(StrEnum):
    """Which page is wanted: the very first or last, or the one next to the window."""

    FIRST = "first"
    BEFORE = "before"
    AFTER = "after"
    LAST = "last"


class RowList(Widget, Generic[Row], can_focus=True):
    """See the module's docstring. `Moved`, `NeedPage`, `Marked` and `Chosen` say what happened."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"row-list--row", "row-list--cursor", "row-list--marked", "row-list--empty"}
    DEFAULT_CSS = "RowList { height: 1fr; width: 1fr; }"

    class Moved(Message):
        """The cursor stands on another record (or on none). A burst of moves arrives as one."""

        def __init__(self, rows: Widget) -> None:
            super().__init__()
            self.rows = rows

        @property
        def control(self) -> Widget:
            """The list."""
            return self.rows

        def can_replace(self, message: Message) -> bool:
            """A newer move says all that an older one did."""
            return isinstance(message, RowList.Moved) and message.rows is self.rows

    class Chosen(Moved):
        """A row was clicked twice."""

        def can_replace(self, message: Message) -> bool:
            """Every choice counts."""
            del message
            return False

    class Marked(Moved):
        """A row was marked or its mark taken away."""

    class NeedPage(Message):
        """More rows are wanted; answer with `show`, `add_before` or `add_after`."""

        def __init__(self, rows: Widget, edge: Edge) -> None:
            super().__init__()
            self.rows = rows
            self.edge = edge

        @property
        def control(self) -> Widget:
            """The list."""
            return self.rows

    def __init__(
        self, rows: Sequence[Row] = (), *, before: bool = False, after: bool = False, name_id: str | None = None
    ) -> None:
        super().__init__(id=name_id)
        self._rows: list[Row] = list(rows)
        self._before, self._after = before, after
        self._cursor = self._top = 0
        self._painted: int | None = None
        self._move_pending = False
        self._wanted: Edge | None = None
        self._marked: dict[str, Row] = {}
        self._strips: dict[str, Strip] = {}
        self._empty: tuple[str, ...] = ()

    # What subclasses say

    def key_of(self, row: Row) -> str:
        """The name of the record for ever."""
        raise NotImplementedError

    def draw(self, row: Row, width: int) -> list[Segment]:
        """The cells of a row right of the gutter, at most `width` of them; every string already inert."""
        raise NotImplementedError

    # What owners ask and tell

    @property
    def rows(self) -> tuple[Row, ...]:
        """The window in hand."""
        return tuple(self._rows)

    @property
    def current(self) -> Row | None:
        """The row under the cursor."""
        return self._rows[self._cursor] if self._rows else None

    @property
    def current_key(self) -> str | None:
        """The key of the row under the cursor."""
        row = self.current
        return None if row is None else self.key_of(row)

    @property
    def marked(self) -> tuple[Row, ...]:
        """The marked rows in the order they were marked, also those outside the window."""
        return tuple(self._marked.values())

    @property
    def page_size(self) -> int:
        """Rows that fit at once."""
        return max(1, self.size.height)

    def show(self, rows: Sequence[Row], *, before: bool, after: bool, cursor: str | None = None) -> None:
        """Replace the window. The cursor goes to the record `cursor`, else stays on its own, else at its height."""
        height = self._cursor - self._top
        key = cursor or self.current_key
        self._rows, self._before, self._after = list(rows), before, after
        self._wanted = None
        self._strips.clear()
        fresh = {self.key_of(row): row for row in rows}
        self._marked = {name: fresh.get(name, row) for name, row in self._marked.items()}
        found = next((at for at, name in enumerate(fresh) if name == key), None)
        self._cursor = min(self._cursor, max(0, len(rows) - 1)) if found is None else found
        self._top = self._clamped_top(self._cursor - height)
        self._announce()
        self.refresh()

    def to_start(self) -> None:
        """Put the cursor on the first row of the window."""
        self._cursor = self._top = 0
        self._announce()
        self.refresh()

    def to_end(self) -> None:
        """Put the cursor on the last row of the window."""
        self._cursor = max(0, len(self._rows) - 1)
        self._top = self._clamped_top(self._cursor)
        self._announce()
        self.refresh()

    def add_after(self, rows: Sequence[Row], *, more: bool) -> None:
        """Put the next page under the window; nothing on screen moves."""
        self._wanted = None
        room_below = self._top + self.page_size > len(self._rows)
        known = {self.key_of(row) for row in self._rows}
        self._rows.extend(row for row in rows if self.key_of(row) not in known)
        self._after = more
        surplus = min(len(self._rows) - WINDOW, self._top)
        if surplus > 0:
            del self._rows[:surplus]
            self._before = True
            self._shift(-surplus)
        if room_below:
            self.refresh()

    def add_before(self, rows: Sequence[Row], *, more: bool) -> None:
        """Put the page before above the window; nothing on screen moves."""
        self._wanted = None
        known = {self.key_of(row) for row in self._rows}
        new = [row for row in rows if self.key_of(row) not in known]
        self._rows[:0] = new
        self._before = more
        self._shift(len(new))
        keep = max(WINDOW, self._top + self.page_size)
        if len(self._rows) > keep:
            del self._rows[keep:]
            self._after = True

    def no_page(self) -> None:
        """The page asked for is not coming (an error was shown); it may be asked for again."""
        self._wanted = None

    def unmark_all(self) -> None:
        """Take every mark away."""
        if self._marked:
            self._marked.clear()
            self._strips.clear()
            self.refresh()
            self.post_message(self.Marked(self))

    def say_empty(self, *lines: str) -> None:
        """What stands in an empty list: what is so, and what to do next."""
        self._empty = tuple(inert_plain(line) for line in lines)
        if not self._rows:
            self.refresh()

    # Moving

    def on_key(self, event: events.Key) -> None:
        """Keys of a list are taken here, without the way through all bindings."""
        keymap: Keymap = getattr(self.app, "keymap", DEFAULT)
        command = keymap.command_for(event.key, Scope.LIST)
        if command is None:
            return
        event.stop()
        event.prevent_default()
        moves = {"list-up": -1, "list-down": 1, "list-page-up": -self.page_size, "list-page-down": self.page_size}
        if command.id in moves:
            self.move_by(moves[command.id])
        elif command.id == "list-mark":
            self.toggle_mark()
        else:
            self._jump(Edge.FIRST if command.id == "list-first" else Edge.LAST)

    def move_by(self, step: int) -> None:
        """Move the cursor; painting follows once for all moves that are waiting."""
        target = max(0, min(len(self._rows) - 1, self._cursor + step))
        if target == self._cursor:
            return
        self._cursor = target
        self._ask_ahead()
        if not self._move_pending:
            self._move_pending = True
            self.call_later(self._paint_move)

    def toggle_mark(self) -> None:
        """Mark the row under the cursor or take its mark away, and go on to the next row."""
        row, key = self.current, self.current_key
        if row is None or key is None:
            return
        if self._marked.pop(key, None) is None:
            self._marked[key] = row
        self._strips.pop(key, None)
        self._paint_row(self._cursor)
        self.post_message(self.Marked(self))
        self.move_by(1)

    def _jump(self, edge: Edge) -> None:
        if self._before if edge is Edge.FIRST else self._after:
            self._want(edge)
        elif edge is Edge.FIRST:
            self.move_by(-len(self._rows))
        else:
            self.move_by(len(self._rows))

    def _ask_ahead(self) -> None:
        """Ask for the next page before its edge is reached."""
        reach = self.page_size * 3 // 2
        if self._after and self._cursor + reach >= len(self._rows):
            self._want(Edge.AFTER)
        elif self._before and self._cursor < reach:
            self._want(Edge.BEFORE)

    def _want(self, edge: Edge) -> None:
        if self._wanted is not edge:
            self._wanted = edge
            self.post_message(self.NeedPage(self, edge))

    def _paint_move(self) -> None:
        """Repaint what the moves since the last painting changed: two marks, or the page when it scrolls."""
        self._move_pending = False
        height = self.page_size
        if not self._top <= self._cursor < self._top + height:
            self._top = self._clamped_top(self._cursor - height // 2)
            self.refresh()
        else:
            if self._painted is not None:
                self._paint_row(self._painted)
            self._paint_row(self._cursor)
            self.call_after_refresh(self._draw_ahead)
        self._announce()

    def _draw_ahead(self) -> None:
        """Draw a few rows that come into sight when the list scrolls next, while nobody waits for them."""
        page = self.page_size
        left = DRAWN_AHEAD
        for row in self._rows[self._top + page : self._top + 2 * page]:
            if left and self.key_of(row) not in self._strips:
                self._strip(row, self.size.width)
                left -= 1

    def _paint_row(self, index: int) -> None:
        line = index - self._top
        if 0 <= line < self.page_size:
            self.refresh(Region(0, line, min(LIT, self.size.width), 1))

    def _announce(self) -> None:
        self.post_message(self.Moved(self))

    def _shift(self, by: int) -> None:
        self._cursor += by
        self._top = self._clamped_top(self._top + by)
        self._painted = None if self._painted is None else self._painted + by

    def _clamped_top(self, wanted: int) -> int:
        """The nearest first line that shows the cursor and leaves no room below while rows are left above."""
        height = self.page_size
        top = max(0, min(wanted, len(self._rows) - height))
        return max(0, min(max(top, self._cursor - height + 1), self._cursor))

    # Mouse

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor; a second one chooses."""
        index = self._top + event.y
        if 0 <= index < len(self._rows):
            self.move_by(index - self._cursor)
            if event.chain == 2:
                self.post_message(self.Chosen(self))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel moves the cursor."""
        event.stop()
        self.move_by(WHEEL_ROWS)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel moves the cursor."""
        event.stop()
        self.move_by(-WHEEL_ROWS)

    # Drawing

    def on_resize(self) -> None:
        """Keep the cursor in sight when the height changes."""
        self._strips.clear()
        self._top = self._clamped_top(self._top)
        self._ask_ahead()

    def notify_style_update(self) -> None:
        """Draw every row anew when the look changes."""
        super().notify_style_update()
        self._strips.clear()

    def render_line(self, y: int) -> Strip:
        """One line: a row from the cache, with its first cells lit under the cursor."""
        index = self._top + y
        width = self.size.width
        if not self._rows:
            return self._empty_line(y, width)
        if index >= len(self._rows):
            return Strip.blank(width, self.rich_style)
        row = self._rows[index]
        strip = self._strip(row, width)
        if index != self._cursor:
            return strip
        self._painted = index
        lit = MARK + strip.crop(0, min(LIT, width)).text[1:]
        return Strip.join(
            [Strip([segment(lit, self.get_component_rich_style("row-list--cursor"))]), strip.crop(min(LIT, width))]
        )

    def _strip(self, row: Row, width: int) -> Strip:
        key = self.key_of(row)
        strip = self._strips.get(key)
        if strip is None:
            plain = self.get_component_rich_style("row-list--row")
            gutter = [segment(" " * GUTTER, plain)]
            if key in self._marked:
                sign = segment(MARKED, self.get_component_rich_style("row-list--marked"))
                gutter = [segment(" ", plain), sign, segment(" ", plain)]
            cells = Strip(gutter + self.draw(row, width - GUTTER)).adjust_cell_length(width, plain)
            strip = self._strips[key] = cells.simplify()
            if len(self._strips) > 2 * WINDOW:
                self._strips.pop(next(iter(self._strips)))
        return strip

    def _empty_line(self, y: int, width: int) -> Strip:
        lead, *rest = (wrapped(line, width - GUTTER - 1) for line in self._empty or ("",))
        lines = ["", *lead, *(line for lines in rest for line in lines)]
        text = lines[y] if y < len(lines) else ""
        style = self.get_component_rich_style("row-list--empty") if y > len(lead) else self.rich_style
        return Strip([segment(" " * GUTTER + text, style)]).adjust_cell_length(width, self.rich_style)
