"""Small files for the tests of the readers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from openpyxl import Workbook

from billdesk.domain.errors import InputError
from billdesk.exchange.tabular import open_table

HEAD = "Number,Customer,Name,Issued,Due,Total,Currency"
GOOD = (
    "R-1,C1,Hofmann & Söhne KG,2026-10-01,2026-10-31,119.00,EUR",
    "R-2,C1,Hofmann & Söhne KG,2026-10-02,2026-11-01,50.50,EUR",
    'R-3,C2,"Acme, Ltd",2026-10-03,2026-11-02,"1,234.00",GBP',
)


def csv_file(folder: Path, *rows: str, head: str = HEAD, encoding: str = "utf-8", name: str = "items.csv") -> Path:
    """Write a CSV file of these lines."""
    path = folder / name
    path.write_bytes("\n".join((head, *rows, "")).encode(encoding))
    return path


def xlsx_file(folder: Path, *rows: Sequence[object], name: str = "items.xlsx") -> Path:
    """Write a workbook with these rows."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    path = folder / name
    book.save(path)
    return path


XLSX_ROWS: tuple[Sequence[object], ...] = (
    ("Number", "Customer", "Issued", "Due", "Total"),
    (10001, "C1", date(2026, 10, 1), date(2026, 10, 31), 119.5),
    (10002, "C1", date(2026, 4, 6), date(2026, 5, 6), 1234.56),
)


def outcome(path: Path) -> str:
    """Read a file to its end: the sentence that refuses it, or its name where it could be read."""
    try:
        for _ in open_table(path).rows():
            pass
    except InputError as refused:
        return refused.sentence
    return path.name
