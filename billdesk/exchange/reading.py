"""What every reader of a foreign table shares: what it was asked, what it found, and how single cells are read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from billdesk.domain.drafts import ImportBatch
from billdesk.domain.errors import InputError, RuleError
from billdesk.domain.money import digits
from billdesk.exchange.dates import DateOrder
from billdesk.exchange.headings import Field, Layout
from billdesk.exchange.tabular import TableRow

LONGEST: Mapping[Field, int] = {Field.NUMBER: 60, Field.CODE: 60, Field.NOTES: 4000}
"""Most characters of a text cell by field; other texts may have `LONGEST_TEXT`."""
LONGEST_TEXT = 200
_SHORT = 60

_WHOLE_FLOAT = re.compile(r"\d+\.0", re.ASCII)
_LAST_SIGN = re.compile(r"([.,])(\d+)\D*$", re.ASCII)
_DOUBTFUL = re.compile(r"\D*\d{1,3}[.,]\d{3}\D*", re.ASCII)
_NO_TEXT = frozenset({"Cc", "Cs"})
"""Control characters, and halves of characters, which a workbook can hold and the book cannot."""
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the user said about the file: `mapping` is FIELD=HEADING pairs, `currency` counts where the row has none.

    `own_currency` is the desk's own: it counts where neither a column nor the user names any.
    """

    mapping: Sequence[str] = ()
    dates: DateOrder | None = None
    currency: str = ""
    settled_as_receipts: bool = False
    own_currency: str = ""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that cannot be booked: its number in the file, the field as the file calls it, and why."""

    row: int
    field: str
    reason: str

    def __str__(self) -> str:
        where = f"row {self.row}, {self.field}" if self.field else f"row {self.row}"
        return f"{where}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as read: the batch of its good rows, every rejected row, and notes on how it was read.

    A batch with rejected rows must not be booked; `bookable` hands it out only when there are none.
    """

    batch: ImportBatch
    rejected: tuple[Rejected, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """How many rows of data the file has."""
        return len(self.batch.invoices) + len(self.batch.customers) + len({item.row for item in self.rejected})

    def bookable(self) -> ImportBatch:
        """The batch, when every row is good.

        Raises `RuleError` when a row was rejected or there is none.
        """
        if self.rejected:
            count = len({item.row for item in self.rejected})
            raise RuleError(
                f"{self.batch.file_name} has {count} {'row' if count == 1 else 'rows'} that cannot be booked.",
                "Mend them in the file; nothing was booked.",
            )
        if not self.rows:
            raise RuleError(f"{self.batch.file_name} holds headings and no rows.", "Nothing was booked.")
        return self.batch


class RowError(Exception):
    """A cell of the row at hand cannot be read; caught by the reader and kept as a `Rejected`."""

    def __init__(self, field_: Field | None, reason: str) -> None:
        super().__init__(reason)
        self.field = field_
        self.reason = reason


def cell(row: TableRow, layout: Layout, field_: Field) -> str:
    """The stripped content of a field's cell; empty where the file has no such column."""
    position = layout.positions.get(field_)
    if position is None or position >= len(row.cells):
        return ""
    return row.cells[position].strip()


def check_width(row: TableRow, layout: Layout, *, padded: bool) -> None:
    """Raise `RowError` for a row with more cells than headings, or fewer unless the file pads its rows (`padded`)."""
    expected = len(layout.headings)
    while expected and not layout.headings[expected - 1]:
        expected -= 1
    filled = len(row.cells)
    while filled > expected and not row.cells[filled - 1].strip():
        filled -= 1
    if filled > expected or (filled < expected and not padded):
        raise RowError(None, f"It has {filled} cells, the headings are {expected}.")


def text_cell(row: TableRow, layout: Layout, field_: Field, *, required: bool = False) -> str:
    """A text on one line: runs of white space become one space.

    Raises `RowError` when it is too long, holds control characters, or is required and empty.
    """
    raw = cell(row, layout, field_)
    if raw and len(raw) <= _SHORT and raw.isprintable() and "  " not in raw:
        return raw  # nearly every cell of nearly every file
    text = _SPACE.sub(" ", raw)
    if required and not text:
        raise RowError(field_, "It is empty.")
    longest = LONGEST.get(field_, LONGEST_TEXT)
    if len(text) > longest:
        raise RowError(field_, f"It has {len(text):,} characters; at most {longest:,} are kept.")
    if not text.isprintable() and any(unicodedata.category(sign) in _NO_TEXT for sign in text):
        raise RowError(field_, "It holds control characters.")
    return text


def settle_currency(name: str, layout: Layout, options: ReadOptions) -> tuple[ReadOptions, tuple[str, ...]]:
    """The options with the currency of rows that name none, and the note that says so when it is the desk's own.

    Raises `InputError` when the currency is not known, or no currency is named anywhere.
    """
    if options.currency:
        digits(options.currency)
    if options.currency or Field.CURRENCY in layout.positions:
        return options, ()
    if not options.own_currency:
        raise InputError(f"{name} names no currency.", "Give it with --currency, such as --currency EUR.")
    note = f"No column names a currency: {options.own_currency}, the desk's own, was taken."
    return replace(options, currency=options.own_currency), (note,)


def currency_cell(row: TableRow, layout: Layout, fallback: str) -> str:
    """The row's currency, or the one given for the file. Raises `RowError` when it is neither given nor known."""
    code = cell(row, layout, Field.CURRENCY).upper() or fallback
    if not code:
        raise RowError(Field.CURRENCY, "It is empty, and no --currency was given.")
    try:
        digits(code)
    except InputError as error:
        raise RowError(Field.CURRENCY, error.sentence) from error
    return code


@dataclass
class NumberColumn:
    """Whether a column of numbers was spoilt into floats (`1930571429.0`): only if every row looks like that."""

    spoilt: bool = True
    seen: int = 0

    def see(self, row: int, text: str) -> None:
        """Take one cell into account."""
        del row
        if text:
            self.seen += 1
            self.spoilt = self.spoilt and _WHOLE_FLOAT.fullmatch(text) is not None

    @property
    def is_spoilt(self) -> bool:
        """Whether the `.0` is to be dropped."""
        return self.spoilt and self.seen > 0


@dataclass
class AmountColumn:
    """Which sign a column writes before its decimals, from the rows that leave no doubt.

    A person who types 1.234 into an amount means 1,234; a program may mean a little more than one. So where no row of
    the file tells, such a cell is refused (`is_doubtful`) rather than taken a thousand times too large.
    """

    signs: set[str] = field(default_factory=set)

    def see(self, row: int, text: str) -> None:
        """Take one cell into account; `1,234` alone tells nothing, `55.94` and `1.234,5` do."""
        del row
        match = _LAST_SIGN.search(text)
        if match is None:
            return
        sign, other = match[1], "," if match[1] == "." else "."
        if text.count(sign) > 1:
            self.signs.add(other)
        elif other in text or len(match[2]) != 3:
            self.signs.add(sign)

    def decide(self, *, workbook: bool) -> str | None:
        """The sign, or `None` where the rows do not say or do not agree; a workbook's numbers always have a point."""
        if workbook:
            return "."
        return next(iter(self.signs)) if len(self.signs) == 1 else None


def is_doubtful(text: str) -> bool:
    """Whether an amount has one sign with three digits behind it, which may be a thousand or three decimals."""
    return _DOUBTFUL.fullmatch(text) is not None
