"""The lines of an invoice as they are typed: one row of inputs a line, added by Tab alone, taken away and brought back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input, Static

from billdesk.domain.drafts import LineDraft
from billdesk.domain.errors import DeskError, InputError
from billdesk.domain.invoicing import line_net
from billdesk.domain.money import format_minor, parse_amount, parse_decimal
from billdesk.domain.records import LineView
from billdesk.text import inert
from screens.forms.fields import FormPart
from screens.forms.inputs import SafeInput

CELLS = ("description", "quantity", "unit", "price", "discount", "tax")
_LABELS = {"description": "Description", "quantity": "Qty", "unit": "Unit", "price": "Price", "discount": "Disc."}
_LABELS["tax"] = "Tax %"
_QUANTITY_PLACES = 4
_PRICE_PLACES = 4
_RATE_PLACES = 3


def plain_number(value: Decimal) -> str:
    """A number as somebody would type it: `24`, `2208.4`; without exponent or trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def texts_of(line: LineView, currency: str) -> dict[str, str]:
    """What stands in the cells for a line of the book."""
    discount = f"{plain_number(line.discount_percent)}%" if line.discount_percent else ""
    if line.discount_minor:
        discount = format_minor(line.discount_minor, currency)
    return {
        "description": line.description,
        "quantity": plain_number(line.quantity),
        "unit": line.unit,
        "price": plain_number(line.unit_price),
        "discount": discount,
        "tax": plain_number(line.tax_rate),
    }


def parse_line(texts: Mapping[str, str], currency: str) -> LineDraft:
    """The line that the cells describe; an empty quantity is 1. Raises `CellError` naming the cell."""

    def cell(name: str, parse: Callable[[str], Decimal], default: str = "") -> Decimal:
        text = texts[name].strip() or default
        try:
            if not text:
                raise InputError(f"{_LABELS[name]} is missing.")
            return parse(text)
        except DeskError as error:
            raise CellError(name, str(error)) from error

    percent, minor = Decimal(0), 0
    discount = texts["discount"].strip()
    if not texts["description"].strip():
        raise CellError("description", "Description is missing.")
    quantity = cell("quantity", lambda text: parse_decimal(text, places=_QUANTITY_PLACES, label="Quantity"), "1")
    price = cell("price", lambda text: parse_decimal(text, places=_PRICE_PLACES, label="Price"))
    rate = cell("tax", lambda text: _rate(text, "Tax"))
    try:
        if discount.endswith("%"):
            percent = _rate(discount, "Discount")
        elif discount:
            minor = parse_amount(discount, currency).minor
    except DeskError as error:
        raise CellError("discount", str(error)) from error
    return LineDraft(
        texts["description"].strip(), quantity, price, rate, texts["unit"].strip(), percent, minor
    )


def _rate(text: str, label: str) -> Decimal:
    return parse_decimal(text.removesuffix("%").strip(), places=_RATE_PLACES, label=label)


class CellError(InputError):
    """A cell of a line cannot be read; `cell` is its name."""

    def __init__(self, cell: str, sentence: str) -> None:
        super().__init__(sentence)
        self.cell = cell


class LineRow(Horizontal):
    """One line: six inputs and its net amount."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        super().__init__(classes="line")
        self.cells = {name: SafeInput(texts.get(name, "")) for name in CELLS}
        self.net = Static(classes="net")

    def compose(self) -> ComposeResult:
        """The inputs in the order of the paper, then the net."""
        for name, entry in self.cells.items():
            entry.add_class(name)
            yield entry
        yield self.net

    def texts(self) -> dict[str, str]:
        """What stands in the cells."""
        return {name: entry.value for name, entry in self.cells.items()}

    @property
    def is_empty(self) -> bool:
        """Nothing of its own was typed; the tax rate is copied from the line before and does not count."""
        return not any(entry.value.strip() for name, entry in self.cells.items() if name != "tax")


class LinesGrid(Vertical, FormPart):
    """All lines of an invoice. The last one is empty and waits; it is not saved."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "next_cell", show=False),
        Binding("down", "other_row(1)", show=False),
        Binding("up", "other_row(-1)", show=False),
    ]
    DEFAULT_CSS = """
    LinesGrid {
        height: auto;
        & .line { height: 1; }
        & .heading { color: $text-muted; }
        & SafeInput, & .line Static { margin-right: 1; }
        & .description { width: 1fr; min-width: 12; }
        & .quantity, & .unit, & .discount { width: 7; }
        & .price { width: 11; }
        & .tax { width: 5; }
        & .net { width: 13; text-align: right; margin-right: 0; color: $text-muted; }
        & > .wrong { color: $text-error; display: none; }
    }
    """

    class Edited(Message):
        """A cell changed, or a line came or went."""

    def __init__(self, currency: Callable[[], str], lines: tuple[Mapping[str, str], ...] = ()) -> None:
        super().__init__(id="lines")
        self._currency = currency
        self._rows = [LineRow(texts) for texts in (*lines, {})]
        self._deleted: list[tuple[int, dict[str, str]]] = []

    def compose(self) -> ComposeResult:
        """Headings, rows, and a line for what is wrong."""
        with Horizontal(classes="line"):
            for name in CELLS:
                yield Static(inert(_LABELS[name]), classes=f"heading {name}")
            yield Static("Net", classes="heading net")
        yield from self._rows
        yield Static(classes="wrong")

    def on_mount(self) -> None:
        """Show the nets of what was loaded."""
        self._renew()

    def lines(self) -> tuple[LineDraft, ...]:
        """The lines without the empty ones. Raises `CellError`."""
        return tuple(parse_line(row.texts(), self._currency()) for row in self._rows if not row.is_empty)

    def readable(self) -> tuple[LineDraft, ...]:
        """The lines that can be read now; for live totals."""
        return tuple(line for line in map(self._read, self._rows) if line is not None)

    def snapshot(self) -> dict[str, str]:
        """The cells under `lines.row.cell`; the waiting line is left out."""
        filled = [row for row in self._rows if not row.is_empty]
        return {
            f"lines.{at}.{name}": text for at, row in enumerate(filled) for name, text in row.texts().items() if text
        }

    def restore(self, kept: Mapping[str, str]) -> None:
        """Replace all rows by those of a snapshot."""
        rows: dict[int, dict[str, str]] = {}
        for key, text in kept.items():
            start, _, rest = key.partition(".")
            at, _, name = rest.partition(".")
            if start == "lines" and at.isdigit() and name in CELLS:
                rows.setdefault(int(at), {})[name] = text
        for row in self._rows:
            row.remove()
        self._rows = [LineRow(texts) for _, texts in sorted(rows.items())] + [LineRow({})]
        self.mount_all(self._rows, before=self.query_one(".wrong"))
        self._renew()

    def check(self) -> bool:
        """Read every line; the cursor goes to the first cell that cannot be read."""
        for at, row in enumerate(self._rows, start=1):
            if row.is_empty:
                continue
            try:
                parse_line(row.texts(), self._currency())
            except CellError as error:
                row.cells[error.cell].add_class("-wrong")
                self.complain(f"Line {at}: {error}")
                return False
        return True

    def covers(self, field: str) -> bool:
        """Lines, their cells, and the total, which is theirs."""
        return field in {"lines", "total"} or field.startswith("lines.")

    def complain(self, sentence: str) -> None:
        """Put the sentence below the lines."""
        wrong = self.query_one(".wrong", Static)
        wrong.update(inert(sentence))
        wrong.display = True

    def focus_entry(self, field: str = "") -> None:
        """Put the cursor into what is wrong, what `field` names (`lines.2.price`), or the first line."""
        for row in self._rows:
            for entry in row.cells.values():
                if entry.has_class("-wrong"):
                    entry.focus()
                    return
        _, _, rest = field.partition(".")
        at, _, name = rest.partition(".")
        row = self._rows[min(int(at) if at.isdigit() else 0, len(self._rows) - 1)]
        row.cells[name if name in CELLS else "description"].focus()

    def action_next_cell(self) -> None:
        """Tab: to the next cell; from the end of the last filled line to a new one; from an empty line onwards."""
        row, name = self._focused()
        if row is None:
            self.screen.focus_next()
            return
        last_row = row is self._rows[-1]
        if last_row and row.is_empty:
            self._leave_forward()
        elif name == CELLS[-1]:
            if last_row:
                self._add_row(after=row)
            self._rows[self._rows.index(row) + 1].cells[CELLS[0]].focus()
        else:
            row.cells[CELLS[CELLS.index(name) + 1]].focus()

    def action_other_row(self, step: int) -> None:
        """The same cell of the line above or below; beyond the lines to the fields around them."""
        row, name = self._focused()
        at = self._rows.index(row) + step if row is not None else -1
        if 0 <= at < len(self._rows):
            self._rows[at].cells[name].focus()
        elif step > 0:
            self._leave_forward()
        else:
            self.screen.focus_previous()

    def delete_line(self) -> str:
        """Take away the line under the cursor, and say so; it can be brought back."""
        row, name = self._focused()
        if row is None:
            return "Put the cursor on a line first."
        if row is self._rows[-1]:
            return "The last line is empty and is not saved."
        at = self._rows.index(row)
        self._deleted.append((at, row.texts()))
        self._rows[at + 1].cells[name].focus()
        self._rows.remove(row)
        row.remove()
        self._renew()
        return "Line deleted; Ctrl+Z brings it back."

    def undo(self) -> str:
        """Bring the line deleted last back to its place, and say so."""
        if not self._deleted:
            return "No line was deleted."
        at, texts = self._deleted.pop()
        row = LineRow(texts)
        self.mount(row, before=self._rows[min(at, len(self._rows) - 1)])
        self._rows.insert(min(at, len(self._rows) - 1), row)
        self.call_after_refresh(row.cells[CELLS[0]].focus)
        self._renew()
        return "The line is back."

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.input.remove_class("-wrong")
        self.query_one(".wrong", Static).display = False
        self._renew()

    @on(Input.Submitted)
    def _entered(self) -> None:
        self.action_next_cell()

    def _add_row(self, after: LineRow) -> None:
        row = LineRow({"tax": after.cells["tax"].value})
        self._rows.append(row)
        self.mount(row, after=after)

    def _leave_forward(self) -> None:
        self._rows[-1].cells[CELLS[-1]].focus()
        self.screen.focus_next()

    def _focused(self) -> tuple[LineRow | None, str]:
        for row in self._rows:
            for name, entry in row.cells.items():
                if entry.has_focus:
                    return row, name
        return None, CELLS[0]

    def _read(self, row: LineRow) -> LineDraft | None:
        if row.is_empty:
            return None
        try:
            return parse_line(row.texts(), self._currency())
        except DeskError:
            return None

    def _renew(self) -> None:
        for row in self._rows:
            line = self._read(row)
            row.net.update(inert(self._net(line) if line else ""))
        self.post_message(self.Edited())

    def _net(self, line: LineDraft) -> str:
        currency = self._currency()
        try:
            net = line_net(line.quantity, line.unit_price, line.discount_percent, line.discount_minor, currency)
        except DeskError:
            return ""
        return format_minor(net, currency)
