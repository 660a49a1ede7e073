"""Rows of inputs that grow by Tab alone: an invoice's lines, a customer's people, addresses, bank accounts.

The last row is empty and waits; it is not saved. Tab at the end of the last filled row opens the next one, Tab in the
waiting row goes on to the next field. A row that was taken away can be brought back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input, Static

from billdesk.domain.errors import DeskError, InputError
from billdesk.text import inert
from screens.forms.fields import FormPart
from screens.forms.inputs import SafeInput

T = TypeVar("T")

_NARROW = 70


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of every row: key, heading, width in cells or as a share (`2fr`) of what is left.

    `own` says that something typed here makes the row a filled one; `fields` are the draft's names for it.
    """

    key: str
    label: str
    width: int | str
    own: bool = True
    fields: tuple[str, ...] = ()


class CellError(InputError):
    """A cell of a row cannot be read; `cell` is its key."""

    def __init__(self, cell: str, sentence: str) -> None:
        super().__init__(sentence)
        self.cell = cell


class Row(Horizontal):
    """One row: its inputs and a text that is computed from them."""

    def __init__(self, cells: Sequence[Cell], texts: Mapping[str, str]) -> None:
        super().__init__(classes="row")
        self.entries = {cell.key: SafeInput(texts.get(cell.key, "")) for cell in cells}
        for cell in cells:
            self.entries[cell.key].styles.width = cell.width
        self._own = {cell.key for cell in cells if cell.own}
        self.side = Static(classes="side")

    def compose(self) -> ComposeResult:
        """The inputs in the order of the paper, then the computed text."""
        yield from self.entries.values()
        yield self.side

    def texts(self) -> dict[str, str]:
        """What stands in the cells."""
        return {key: entry.value for key, entry in self.entries.items()}

    @property
    def is_empty(self) -> bool:
        """Nothing of its own was typed; what was copied from the row before does not count."""
        return not any(self.entries[key].value.strip() for key in self._own)


class RowsGrid(Vertical, FormPart, Generic[T]):
    """All rows of one kind; subclasses say what the cells are and what a row means."""

    KEY: ClassVar[str]
    NAME: ClassVar[str]
    CELLS: ClassVar[tuple[Cell, ...]]
    SIDE: ClassVar[str] = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab,enter", "next_cell", show=False, priority=True),
        Binding("down", "other_row(1)", show=False),
        Binding("up", "other_row(-1)", show=False),
    ]
    DEFAULT_CSS = """
    RowsGrid {
        height: auto;
        & > .row { height: 1; }
        & .heading { color: $dim; }
        & .row > SafeInput, & .row > .heading { margin-right: 1; }
        & .side { width: 13; text-align: right; color: $dim; }
        & .row > .side { margin-right: 0; }
        & .side.-unused { display: none; }
        &.-narrow .side { display: none; }
        & > .wrong { color: $late; display: none; }
    }
    """

    class Edited(Message):
        """A cell changed, or a row came or went."""

    def __init__(self, rows: Sequence[Mapping[str, str]] = ()) -> None:
        super().__init__(id=f"rows-{self.KEY}")
        self._rows = [Row(self.CELLS, texts) for texts in (*rows, {})]
        self._deleted: list[tuple[int, dict[str, str]]] = []

    def parse(self, texts: Mapping[str, str]) -> T:
        """The value of a row. Raises `CellError`."""
        raise NotImplementedError

    def side(self, value: T) -> str:
        """What stands at the end of a row that can be read."""
        del value
        return ""

    def seed(self, before: Mapping[str, str]) -> dict[str, str]:
        """What a new row takes over from the one before it."""
        del before
        return {}

    def compose(self) -> ComposeResult:
        """Headings, rows, and a line for what is wrong."""
        with Horizontal(classes="row"):
            for cell in self.CELLS:
                heading = Static(inert(cell.label), classes="heading")
                heading.styles.width = cell.width
                yield heading
            yield Static(inert(self.SIDE), classes="heading side" if self.SIDE else "heading side -unused")
        yield from self._rows
        yield Static(classes="wrong")

    def on_mount(self) -> None:
        """Compute what was loaded."""
        self.renew()

    def on_resize(self, event: events.Resize) -> None:
        """On a narrow terminal the room is for what is typed."""
        self.set_class(event.size.width < _NARROW, "-narrow")

    def values(self) -> tuple[T, ...]:
        """The filled rows. Raises `CellError`."""
        return tuple(self.parse(row.texts()) for row in self._filled())

    def readable(self) -> tuple[T, ...]:
        """The rows that can be read now; for live sums."""
        return tuple(value for value in map(self._read, self._filled()) if value is not None)

    def snapshot(self) -> dict[str, str]:
        """The cells under `key.row.cell`, empty ones left out, and how many rows there are under `key.rows`."""
        filled = self._filled()
        cells = {
            f"{self.KEY}.{at}.{key}": text for at, row in enumerate(filled) for key, text in row.texts().items() if text
        }
        return {f"{self.KEY}.rows": str(len(filled)), **cells}

    def restore(self, kept: Mapping[str, str]) -> None:
        """Replace all rows by those of a snapshot; one of a form that had no such rows leaves them as they are."""
        if not any(name.startswith(f"{self.KEY}.") for name in kept):
            return
        rows: dict[int, dict[str, str]] = {}
        keys = {cell.key for cell in self.CELLS}
        for name, text in kept.items():
            start, _, rest = name.partition(".")
            at, _, key = rest.partition(".")
            if start == self.KEY and at.isdecimal() and key in keys:
                rows.setdefault(int(at), {})[key] = text
        for row in self._rows:
            row.remove()
        self._rows = [Row(self.CELLS, texts) for _, texts in sorted(rows.items())] + [Row(self.CELLS, {})]
        self.mount_all(self._rows, before=self._wrong)
        self._deleted.clear()
        self.renew()

    def check(self) -> bool:
        """Read every row; the cell that cannot be read is marked."""
        for at, row in enumerate(self._filled(), start=1):
            try:
                self.parse(row.texts())
            except CellError as error:
                row.entries[error.cell].add_class("-wrong")
                self.complain(f"{self.NAME} {at}: {error}")
                return False
        return True

    def covers(self, field: str) -> bool:
        """The rows and their cells."""
        return field == self.KEY or field.startswith(f"{self.KEY}.")

    def complain(self, sentence: str) -> None:
        """Put the sentence below the rows, in sight."""
        self._wrong.update(inert(sentence))
        self._wrong.display = True
        self.call_after_refresh(self._wrong.scroll_visible, animate=False)

    def focus_entry(self, field: str = "") -> None:
        """Put the cursor where something is wrong, where `field` (`lines.2.quantity`) says, or into the first cell."""
        for row in self._rows:
            for entry in row.entries.values():
                if entry.has_class("-wrong"):
                    self._go(entry)
                    return
        _, _, rest = field.partition(".")
        at, _, name = rest.partition(".")
        rows = self._filled() or self._rows
        row = rows[min(max(int(at) - 1, 0), len(rows) - 1)] if at.isdecimal() else rows[0]
        named = (cell.key for cell in self.CELLS if name == cell.key or name in cell.fields)
        self._go(row.entries[next(named, self.CELLS[0].key)])

    async def action_next_cell(self) -> None:
        """Tab: the next cell; at the end of the last filled row a new one; from the waiting row onwards."""
        row, key = self._focused()
        if row is None:
            self.screen.focus_next()
            return
        await row.entries[key].caught_up()
        keys = [cell.key for cell in self.CELLS]
        last_row = row is self._rows[-1]
        if last_row and row.is_empty:
            self._leave_forward()
        elif key != keys[-1]:
            self._go(row.entries[keys[keys.index(key) + 1]])
        else:
            if last_row:
                await self._add_row(row)
            following = self._rows[self._rows.index(row) + 1]
            if following is self._rows[-1] and following.is_empty:
                self._seed(following, row)
            self._go(following.entries[keys[0]])

    def action_other_row(self, step: int) -> None:
        """The same cell of the row above or below; beyond the rows to the fields around them."""
        row, key = self._focused()
        at = self._rows.index(row) + step if row is not None else -1
        if 0 <= at < len(self._rows):
            self._go(self._rows[at].entries[key])
        elif step > 0:
            self._leave_forward()
        else:
            self._go(self._rows[0].entries[self.CELLS[0].key])
            self.screen.focus_previous()

    def delete_row(self) -> bool:
        """Take away the row under the cursor; `False` when there is none that can go."""
        row, key = self._focused()
        if row is None or (row is self._rows[-1] and row.is_empty):
            return False
        if row is self._rows[-1]:
            waiting = Row(self.CELLS, {})
            self._rows.append(waiting)
            self.mount(waiting, after=row)
        at = self._rows.index(row)
        self._deleted.append((at, row.texts()))
        self._rows.remove(row)
        row.remove()
        self.call_after_refresh(self._go, self._rows[at].entries[key])
        self.renew()
        return True

    @property
    def has_deleted(self) -> bool:
        """Whether a row was taken away that can come back."""
        return bool(self._deleted)

    def undo(self) -> bool:
        """Bring the row deleted last back to its place; `False` when none was deleted."""
        if not self._deleted:
            return False
        at, texts = self._deleted.pop()
        at = min(at, len(self._rows) - 1)
        row = Row(self.CELLS, texts)
        self.mount(row, before=self._rows[at])
        self._rows.insert(at, row)
        self.call_after_refresh(self._go, row.entries[self.CELLS[0].key])
        self.renew()
        return True

    def renew(self) -> None:
        """Compute the ends of the rows anew."""
        for row in self._rows:
            value = None if row.is_empty else self._read(row)
            row.side.set_class(not self.SIDE, "-unused")
            row.side.update(inert("" if value is None else self.side(value)))
        self.post_message(self.Edited())

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.input.remove_class("-wrong")
        self._wrong.display = False
        self.renew()

    @property
    def _wrong(self) -> Static:
        return self.query_one(".wrong", Static)

    def _filled(self) -> list[Row]:
        return [row for row in self._rows if not row.is_empty]

    async def _add_row(self, after: Row) -> None:
        row = Row(self.CELLS, self.seed(after.texts()))
        self._rows.append(row)
        await self.mount(row, after=after)

    def _seed(self, row: Row, before: Row) -> None:
        for key, text in self.seed(before.texts()).items():
            row.entries[key].value = row.entries[key].value or text

    def _leave_forward(self) -> None:
        self._go(self._rows[-1].entries[self.CELLS[-1].key])
        self.screen.focus_next()

    def _go(self, entry: SafeInput) -> None:
        # Not `entry.focus()`, which waits its turn behind keys that are typed already.
        self.screen.set_focus(entry)

    def _focused(self) -> tuple[Row | None, str]:
        focused = self.screen.focused  # an input hears of its focus only later
        for row in self._rows:
            for key, entry in row.entries.items():
                if entry is focused:
                    return row, key
        return None, self.CELLS[0].key

    def _read(self, row: Row) -> T | None:
        try:
            return self.parse(row.texts())
        except DeskError:
            return None
