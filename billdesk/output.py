"""How commands put data on stdout: a table for people, JSON, JSON lines or CSV for programs.

Money is a decimal string beside a `currency` key, dates are ISO. Whatever may act on a terminal is written as an
escape (JSON) or shown as a sign (tables, and CSV on a terminal). A CSV text that a spreadsheet would run as a formula
gets an apostrophe in front, as spreadsheets themselves mark text; JSON is always exact.
"""

from __future__ import annotations

import csv
import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from billdesk.domain.errors import RuleError
from billdesk.text import inert_plain, inert_text

if TYPE_CHECKING:
    from rich.table import Table

Scalar = str | int | bool | None
Value = Scalar | Sequence["Value"] | Mapping[str, "Value"]
Record = Mapping[str, Value]

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_LONG_FIGURE = re.compile(r"^-?\d{4,19}(?=(?:\.\d+)?$)")
"""The whole part of an amount or a count; a date, an instant or a hash is none."""
_WIDEST = 10_000
_PAGE = 160
"""A table that is no terminal's is broken into lines beyond that: what cron mails is read by people."""
_SIDE, _LONG = 30, 40
"""So many cells a text has then at least, and the longest one."""
_GAP = 3
"""Cells between two columns of a table."""
_WORD = 10
"""Cells that a column of text needs at least."""


class Format(StrEnum):
    """The shapes that `--format` offers."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key for programs, its heading for people; `exact` columns hold amounts, numbers or dates.

    An exact column stands to the right in a table, is never broken, and is never taken for text in CSV. An `extra`
    column is left out of a table that would not fit the terminal; programs always get it.
    """

    key: str
    heading: str
    exact: bool = False
    extra: bool = False


def refuse_existing(path: Path, *, force: bool) -> None:
    """Raise `RuleError` when there is something at a path to be written and `--force` was not given."""
    if not force and (path.exists() or path.is_symlink()):
        raise RuleError(f"There is a file {path} already.", "Give --force to write over it.")


def write_rows(
    rows: Iterable[Record], columns: Sequence[Column], format_: Format, *, document: Callable[[], Value] | None = None
) -> None:
    """Write rows to stdout. `document` makes the JSON document where it is more than the list of rows."""
    if format_ is Format.JSON and document:
        write_document(document())
    elif format_ is Format.JSON:
        _write_list(_only(row, columns) for row in rows)
    elif format_ is Format.JSONL:
        for row in rows:
            _line(sys.stdout, _json(_only(row, columns), indent=None))
    elif format_ is Format.CSV:
        _write_csv(rows, columns)
    else:
        _write_table(rows, columns)


def _write_list(rows: Iterable[Record]) -> None:
    """Write the rows as one indented JSON list, each as it comes: a long list never stands in memory as a whole."""
    held = ""
    for row in rows:
        _line(sys.stdout, f"{held}," if held else "[")
        held = "\n".join(f"  {line}" for line in _json(row, indent=2).split("\n"))
    _line(sys.stdout, f"{held}\n]" if held else "[]")


def write_document(value: Value, *, compact: bool = False) -> None:
    """Write one JSON document, indented or (`compact`) on one line."""
    _line(sys.stdout, _json(value, indent=None if compact else 2))


def write_text(line: str = "") -> None:
    """Write one line for people to stdout, made harmless."""
    _line(sys.stdout, inert_plain(line))


def say(sentence: str) -> None:
    """Write a message to stderr: stdout is for data alone."""
    _line(sys.stderr, inert_plain(sentence))


def _line(stream: TextIO, text: str) -> None:
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "replace").decode(encoding) + "\n")


def _only(row: Record, columns: Sequence[Column]) -> Record:
    return {column.key: row[column.key] for column in columns}


def _json(value: Value, *, indent: int | None) -> str:
    """JSON in readable letters; every character that is not visible is an escape, which means the same."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    if text.isascii() and (indent is None or text.replace("\n", "").isprintable()):
        return text
    return "".join(sign if sign.isprintable() or sign == "\n" else json.dumps(sign)[1:-1] for sign in text)


def _write_csv(rows: Iterable[Record], columns: Sequence[Column]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    # The csv module leaves a lone CR bare, and every reader takes that for the end of the row.
    quoting = csv.writer(sys.stdout, lineterminator="\n", quoting=csv.QUOTE_ALL)
    on_terminal = sys.stdout.isatty()
    writer.writerow([column.key for column in columns])
    for row in rows:
        cells = [_csv_cell(row[column.key], exact=column.exact, on_terminal=on_terminal) for column in columns]
        (quoting if any("\r" in cell for cell in cells) else writer).writerow(cells)


def _csv_cell(value: Value, *, exact: bool, on_terminal: bool) -> str:
    text = plain(value)
    if not exact and text.startswith(_FORMULA):
        text = f"'{text}"
    return inert_plain(text) if on_terminal else text


def plain(value: Value) -> str:
    """A value as a cell of text: nothing for `None`, yes or no, a list behind commas."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (str, int)):
        return str(value)
    if isinstance(value, Mapping):
        return "; ".join(f"{key} {plain(part)}" for key, part in value.items())
    return ", ".join(plain(part) for part in value)


def readable(row: Record, column: Column) -> str:
    """A cell for people: as `plain`, with the thousands of a figure apart."""
    text = plain(row[column.key])
    return _LONG_FIGURE.sub(lambda found: f"{int(found[0]):,}", text) if column.exact else text


def _write_table(rows: Iterable[Record], columns: Sequence[Column]) -> None:
    """A Rich table as wide as it needs, with long texts in several lines; on a terminal it is fitted to the width, but
    no figure is ever cut for that."""
    from rich.console import Console

    records = list(rows)
    if not records:
        say("Nothing to list.")
        return
    on_terminal = sys.stdout.isatty()
    plain_text = not on_terminal or bool(os.environ.get("NO_COLOR"))
    console = Console(
        file=sys.stdout,
        width=None if on_terminal else _WIDEST,
        color_system=None if plain_text else "auto",
        highlight=False,
        emoji=False,
        markup=False,
    )
    widths = {column.key: _width(column, records) for column in columns}
    shown = _fitting(widths, columns, console.width)
    if _least(widths, shown) > console.width:
        _write_stacked(records, shown, console.width)
        return
    folded: Mapping[str, int | None] = dict.fromkeys(column.key for column in shown if not column.exact)
    console.print(_table(records, shown, folded if on_terminal else _on_page(widths, shown)))


def _on_page(widths: Mapping[str, int], columns: Sequence[Column]) -> dict[str, int]:
    """Which texts are broken into lines of how many cells, so that the table fits a page if it can; none in one that
    does."""
    room = _PAGE - sum(widths[column.key] + _GAP for column in columns) + _GAP
    texts = sorted((column.key for column in columns if not column.exact), key=lambda key: widths[key])
    if room >= 0 or not texts:
        return {}
    *others, longest = texts
    most = {key: _SIDE for key in others if widths[key] > _SIDE}
    room += sum(widths[key] - _SIDE for key in most)
    return most | {longest: max(_LONG, widths[longest] + room)}


def _table(records: Sequence[Record], columns: Sequence[Column], folded: Mapping[str, int | None]) -> Table:
    """The table; the columns that are `folded` are broken into lines, at most so many cells wide."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in columns:
        fold = column.key in folded
        table.add_column(
            inert_text(column.heading),
            justify="right" if column.exact else "left",
            no_wrap=not fold,
            max_width=folded.get(column.key),
            overflow="fold",
        )
    for row in records:
        cells = [inert_text(readable(row, column), ellipsis=False) for column in columns]
        for cell, column in zip(cells, columns, strict=True):
            cell.no_wrap = column.key not in folded
        table.add_row(*cells)
    return table


def _width(column: Column, records: Sequence[Record]) -> int:
    from rich.cells import cell_len

    return max(cell_len(column.heading), *(cell_len(inert_plain(readable(row, column))) for row in records))


def _fitting(widths: Mapping[str, int], columns: Sequence[Column], width: int) -> list[Column]:
    """The columns that a table of this width has room for: extra ones go, from the right, until the rest fits."""
    shown = list(columns)
    for column in [column for column in reversed(columns) if column.extra]:
        if sum(widths[each.key] + _GAP for each in shown) - _GAP <= width:
            break
        shown.remove(column)
    return shown


def _least(widths: Mapping[str, int], columns: Sequence[Column]) -> int:
    """The least width in which no figure is cut and texts still have room for a word."""
    needed = [widths[each.key] if each.exact else min(widths[each.key], _WORD) for each in columns]
    return sum(needed) + _GAP * (len(columns) - 1)


def _write_stacked(records: Sequence[Record], columns: Sequence[Column], width: int) -> None:
    """Each record on lines of its own: its texts, then its figures with their headings, as many as a line holds."""
    for row in records:
        write_text(" · ".join(text for column in columns if not column.exact and (text := plain(row[column.key]))))
        line = ""
        for column in columns:
            figure = f"  {column.heading} {readable(row, column)}"
            if not column.exact or not row[column.key]:
                continue
            if line and len(line) + len(figure) > width:
                write_text(line)
                line = ""
            line += figure
        write_text(line)
