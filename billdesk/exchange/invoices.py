"""Read a table of invoices that another system issued.

Read twice: the first pass learns how the file writes dates, decimals and numbers, over all rows; the second reads
each row by that. Every row becomes an invoice or a `Rejected` with the reason: none is dropped silently.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from billdesk.domain.drafts import ImportBatch, ImportedInvoice
from billdesk.domain.errors import InputError
from billdesk.domain.money import Money, parse_amount
from billdesk.exchange.dates import DateColumn, DateOrder, read_date
from billdesk.exchange.headings import INVOICE_NAMES, Field, Layout, find_columns, parse_map
from billdesk.exchange.reading import (
    AmountColumn,
    NumberColumn,
    Reading,
    ReadOptions,
    Rejected,
    RowError,
    cell,
    check_width,
    currency_cell,
    is_doubtful,
    settle_currency,
    text_cell,
)
from billdesk.exchange.tabular import Table, TableRow, open_table
from db.import_rows import ImportRows

_REQUIRED = (Field.NUMBER, Field.CODE, Field.ISSUED, Field.DUE, Field.TOTAL)
_DATES = (Field.ISSUED, Field.DUE, Field.SETTLED)
_YES = frozenset({"yes", "y", "true", "1", "x", "ja", "oui", "si", "sí", "disputed"})
_NO = frozenset({"", "no", "n", "false", "0", "nein", "non", "-"})

Progress = Callable[[int], None]
"""Called now and then with the number of rows read so far."""


@dataclass(frozen=True, slots=True)
class _Style:
    """How the file writes its values, as the first pass found it."""

    orders: Mapping[Field, DateOrder | None]
    decimal_sign: str | None
    whole: frozenset[Field]
    notes: tuple[str, ...]


@dataclass
class _Reader:
    """The second pass: what was read so far."""

    layout: Layout
    style: _Style
    options: ReadOptions
    padded: bool
    rows: ImportRows = field(default_factory=ImportRows)
    rejected: dict[int, Rejected] = field(default_factory=dict)
    names: dict[str, tuple[str, int]] = field(default_factory=dict)
    renamed: dict[str, int] = field(default_factory=dict)
    days: dict[tuple[Field, str], date] = field(default_factory=dict)

    def take(self, row: TableRow) -> None:
        """Read one row into an invoice or a rejection."""
        number = ""
        try:
            check_width(row, self.layout, padded=self.padded)
            number, code = self._identity(row, Field.NUMBER), self._identity(row, Field.CODE)
            self.rows.add(self._invoice(row, number, code))
        except RowError as error:
            self._reject(row.number, error.field, error.reason)
            if number:
                self.rows.refuse(row.number, number)

    def _reject(self, row: int, field_: Field | None, reason: str) -> None:
        self.rejected[row] = Rejected(row, self.layout.heading(field_) if field_ else "", reason)

    def reject_repeated(self) -> None:
        """Reject the rows whose number an earlier row has; to be called when all are read."""
        repeated = list(self.rows.twice())
        for row, _, earlier in repeated:
            self._reject(row, Field.NUMBER, f"It stands in row {earlier} already.")
        self.rows.remove([row for row, _, _ in repeated])

    def _invoice(self, row: TableRow, number: str, code: str) -> ImportedInvoice:
        issued_on, due_on = self._day(row, Field.ISSUED), self._day(row, Field.DUE)
        has_settled = cell(row, self.layout, Field.SETTLED)
        settled_on = self._day(row, Field.SETTLED) if has_settled else None
        if settled_on is not None and settled_on < issued_on:
            raise RowError(Field.SETTLED, "It is before the invoice date.")
        return ImportedInvoice(
            row=row.number,
            customer_code=code,
            customer_name=self._name(row, code),
            number=number,
            issued_on=issued_on,
            due_on=due_on,
            total=self._total(row),
            settled_on=settled_on,
            disputed=self._disputed(row),
            reference=text_cell(row, self.layout, Field.REFERENCE),
        )

    def _identity(self, row: TableRow, field_: Field) -> str:
        text = text_cell(row, self.layout, field_, required=True)
        return text.removesuffix(".0") if field_ in self.style.whole else text

    def _name(self, row: TableRow, code: str) -> str:
        """The customer's name, the same for all rows of a customer: the first that the file gives."""
        name = text_cell(row, self.layout, Field.NAME) or code
        known, _ = self.names.setdefault(code, (name, row.number))
        if name != known:
            self.renamed.setdefault(code, row.number)
        return known

    def _day(self, row: TableRow, field_: Field) -> date:
        raw = text_cell(row, self.layout, field_, required=True)
        if (known := self.days.get((field_, raw))) is not None:
            return known
        try:
            day = read_date(raw, self.style.orders.get(field_))
        except InputError as error:
            raise RowError(field_, error.sentence) from error
        self.days[field_, raw] = day
        return day

    def _total(self, row: TableRow) -> Money:
        currency = currency_cell(row, self.layout, self.options.currency)
        raw = text_cell(row, self.layout, Field.TOTAL, required=True)
        if self.style.decimal_sign is None and is_doubtful(raw):
            raise RowError(Field.TOTAL, "It can be read as thousands or as three decimals; write it as 1234.00.")
        try:
            total = parse_amount(raw, currency, decimal_sign=self.style.decimal_sign)
        except InputError as error:
            raise RowError(Field.TOTAL, error.sentence) from error
        if total.minor < 0:
            raise RowError(Field.TOTAL, "It is negative: a credit note is made from its invoice, not imported as one.")
        return total

    def _disputed(self, row: TableRow) -> bool:
        raw = cell(row, self.layout, Field.DISPUTED).casefold()
        if raw not in _YES and raw not in _NO:
            raise RowError(Field.DISPUTED, "It is neither yes nor no.")
        return raw in _YES


def read_invoices(path: Path, options: ReadOptions, progress: Progress | None = None) -> Reading:
    """Read a file of invoices.

    Raises `InputError` when the file as a whole cannot be read: no table, a required column missing, dates that can
    be read two ways, no currency anywhere. What is wrong with a single row stands in the reading's `rejected`.
    """
    given = parse_map(options.mapping, INVOICE_NAMES)
    table = open_table(path)
    required = (*_REQUIRED, Field.SETTLED) if options.settled_as_receipts else _REQUIRED
    layout = find_columns(table.name, table.headings, INVOICE_NAMES, required, given)
    options, currency_notes = settle_currency(table.name, layout, options)
    style = _learn(table, layout, options, currency_notes)
    reader = _Reader(layout, style, options, padded=table.source.is_workbook)
    for count, row in enumerate(table.rows(), start=1):
        reader.take(row)
        if progress is not None and count % 1000 == 0:
            progress(count)
    reader.reject_repeated()
    return _finished(table, reader)


def _learn(table: Table, layout: Layout, options: ReadOptions, known: tuple[str, ...]) -> _Style:
    """The first pass: how the columns write dates, decimals and numbers; its notes follow those `known` before it."""
    days = {field_: DateColumn(layout.heading(field_)) for field_ in _DATES if field_ in layout.positions}
    numbers = {field_: NumberColumn() for field_ in (Field.NUMBER, Field.CODE)}
    amounts = AmountColumn()
    watchers: list[tuple[int, Callable[[int, str], None]]] = [(layout.positions[Field.TOTAL], amounts.see)]
    watchers += [(layout.positions[field_], column.see) for field_, column in days.items()]
    watchers += [(layout.positions[field_], numbered.see) for field_, numbered in numbers.items()]
    for row in table.rows():
        for position, see in watchers:
            if position < len(row.cells):
                see(row.number, row.cells[position].strip())
    orders = {field_: column.decide(table.name, options.dates) for field_, column in days.items()}
    whole = frozenset(field_ for field_, numbered in numbers.items() if numbered.is_spoilt)
    notes = [*known]
    notes += [f"The '.0' behind every {layout.heading(field_)!r} was dropped." for field_ in numbers if field_ in whole]
    for order, words in ((DateOrder.DMY, "day first"), (DateOrder.MDY, "month first")):
        if read := [repr(layout.heading(field_)) for field_, found in orders.items() if found is order]:
            notes.append(f"The dates of {', '.join(read)} were read {words}.")
    return _Style(orders, amounts.decide(workbook=table.source.is_workbook), whole, tuple(notes))


def _finished(table: Table, reader: _Reader) -> Reading:
    """Put the batch together, with notes on what a person should look at."""
    early, first = reader.rows.early()
    notes = [*table.warnings, *reader.layout.notes, *reader.style.notes]
    if early:
        verb = "invoice is" if early == 1 else "invoices are"
        notes.append(f"{early} {verb} due before the invoice date (first in row {first}).")
    if reader.renamed:
        code, later = next(iter(reader.renamed.items()))
        which = "customer has" if len(reader.renamed) == 1 else "customers have"
        shown = f"such as in rows {reader.names[code][1]} and {later}"
        notes.append(f"{len(reader.renamed)} {which} several names, {shown}; the first is kept.")
    batch = ImportBatch(
        file_name=table.name,
        fingerprint=table.fingerprint,
        invoices=reader.rows,
        settled_as_receipts=reader.options.settled_as_receipts,
        warnings=tuple(notes),
    )
    return Reading(batch, tuple(rejected for _, rejected in sorted(reader.rejected.items())), tuple(notes))
