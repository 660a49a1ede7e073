"""Read a CSV or XLSX file as headings and rows of text, row by row, whatever the file holds.

CSV: encoding and delimiter (`,` `;` tab `|`) are found by looking; a first line `sep=;` is obeyed. XLSX: the first
sheet; formulas are never calculated, the value that the spreadsheet program saved is read.
Everything that cannot be read is an `InputError` naming file and row.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from billdesk.domain.errors import InputError
from billdesk.exchange.text_files import Source, look_at, open_text

MAX_COLUMNS = 1000
DELIMITERS = (",", ";", "\t", "|")
_SNIFF_CHARS = 65536
_SNIFF_ROWS = 20


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: the number a person finds it under (line of the text file, row of the sheet) and its cells."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A file's headings and how to read its rows. `warnings` says what had to be guessed."""

    name: str
    fingerprint: str
    headings: tuple[str, ...]
    source: Source
    delimiter: str = ","
    warnings: tuple[str, ...] = field(default=())

    def rows(self) -> Iterator[TableRow]:
        """Yield the rows below the headings; rows without any content are left out.

        Raises `InputError` when the file breaks off or a row cannot be read.
        """
        raw = _raw_rows(self.source, self.delimiter)
        next(raw, None)
        yield from raw


def open_table(path: Path) -> Table:
    """Look at a file and read its headings.

    Raises `InputError` for anything that is not a table with headings.
    """
    source = look_at(path)
    delimiter = "," if source.is_workbook else _find_delimiter(source)
    head = next(_raw_rows(source, delimiter), None)
    if head is None:
        raise InputError(f"{source.name} holds no rows.", "Export it again.")
    headings = tuple(cell.strip() for cell in head.cells)
    if len(headings) > MAX_COLUMNS:
        raise InputError(
            f"{source.name}, row {head.number}: {len(headings):,} columns, billdesk reads up to {MAX_COLUMNS:,}.",
            "Export only the columns that are needed.",
        )
    warnings: tuple[str, ...] = (source.warning,) if source.warning else ()
    if source.is_workbook:
        from billdesk.exchange.workbook import remarks

        warnings += remarks(source)
    return Table(source.name, source.fingerprint, headings, source, delimiter, warnings)


def _raw_rows(source: Source, delimiter: str) -> Iterator[TableRow]:
    """All rows with content, the headings first."""
    if source.is_workbook:
        from billdesk.exchange.workbook import sheet_rows  # openpyxl is slow to import and seldom needed

        numbered: Iterable[tuple[int, list[str]]] = sheet_rows(source)
    else:
        numbered = _csv_rows(source, delimiter)
    for number, cells in numbered:
        if cells and (cells[0].strip() or any(cell.strip() for cell in cells)):
            yield TableRow(number, tuple(cells))


def _csv_rows(source: Source, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (line, cells). `strict` makes the csv module refuse broken quotes instead of swallowing the rest."""
    line = 1
    try:
        with open_text(source) as stream:
            if _separator_line(stream.readline(_SNIFF_CHARS)):
                line = 2
            else:
                stream.seek(0)
            reader = csv.reader(stream, delimiter=delimiter, strict=True)
            first = line
            for cells in reader:
                yield line, cells
                line = first + reader.line_num
    except csv.Error as error:
        raise InputError(
            f"{source.name}, row {line}: the row cannot be read ({error}).",
            "Look for a quotation mark that is not closed.",
        ) from error
    except (OSError, UnicodeError) as error:
        raise InputError(f"{source.name}, row {line}: the file cannot be read further.", "Export it again.") from error


def _separator_line(line: str) -> str:
    """The delimiter that Excel's own first line `sep=;` names, or nothing."""
    text = line.strip().strip('"')
    return text[4:] if text.lower().startswith("sep=") and text[4:] in DELIMITERS else ""


def _find_delimiter(source: Source) -> str:
    """The delimiter under which the first rows have the most columns and agree on their number."""
    try:
        with open_text(source) as stream:
            sample = stream.read(_SNIFF_CHARS)
    except (OSError, UnicodeError) as error:
        raise InputError(f"{source.name} cannot be read.", "Export it again.") from error
    if declared := _separator_line(sample.split("\n", 1)[0]):
        return declared
    lines = sample.splitlines(keepends=True)
    if len(sample) == _SNIFF_CHARS and len(lines) > 1:
        lines.pop()  # the sample ends in the middle of a line
    return max(DELIMITERS, key=lambda delimiter: _fit(lines, delimiter))


def _fit(lines: list[str], delimiter: str) -> int:
    """How well a delimiter fits: columns of the headings × rows that have as many."""
    widths: list[int] = []
    try:
        widths.extend(len(cells) for cells in islice(csv.reader(lines, delimiter=delimiter), _SNIFF_ROWS) if cells)
    except csv.Error:
        return 0
    if not widths or widths[0] < 2:
        return 0
    return widths[0] * sum(width == widths[0] for width in widths)
