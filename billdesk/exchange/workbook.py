"""Read the first sheet of an .xlsx workbook as rows of text.

A workbook is a ZIP archive of XML: it is looked at before it is opened, so that a small file that unpacks into a
huge one is refused. Numbers are written with the 15 digits a spreadsheet keeps, dates in ISO form.
"""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from openpyxl import load_workbook

from billdesk.domain.errors import InputError
from billdesk.exchange.text_files import Source, reopen

MAX_UNPACKED = 2 * 1024 * 1024 * 1024
"""A workbook that says it unpacks to more bytes than this is refused."""
_CHUNK = 1 << 20
# What openpyxl remarks on (styles, cells marked as dates) is no message of ours: a cell that cannot be is rejected.
warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
_BROKEN = "Open it in a spreadsheet program and save it again, or export it as CSV."


def sheet_rows(source: Source) -> Iterator[tuple[int, list[str]]]:
    """Yield (row number, cells) of the first sheet.

    Raises `InputError` when the workbook is damaged, locked with a password, or too large.
    """
    _check_archive(source)
    number = 0
    try:
        with reopen(source) as stream:
            book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
            if not book.worksheets:
                raise InputError(f"{source.name} holds no sheet with cells.", _BROKEN)
            sheet = book.worksheets[0]
            # The stated size is often wrong, and a false one makes every row a million cells wide.
            sheet.reset_dimensions()
            for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
                yield number, _trimmed([cell_text(value) for value in values])
    except InputError:
        raise
    except Exception as error:  # openpyxl raises whatever the broken part of a file makes it raise
        where = f", row {number + 1}" if number else ""
        raise InputError(f"{source.name}{where}: the workbook cannot be read.", _BROKEN) from error


def remarks(source: Source) -> tuple[str, ...]:
    """What the reader of the preview should know about the workbook: further sheets, formulas."""
    said: list[str] = []
    with zipfile.ZipFile(source.path) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")]
        if len(sheets) > 1:
            said.append(f"{source.name} has {len(sheets)} sheets; only the first was read.")
        if any(_holds(archive, name, b"<f") for name in sheets):
            said.append(f"{source.name} holds formulas; their saved values were read, nothing was calculated.")
    return tuple(said)


def cell_text(value: object) -> str:
    """A cell's value as text: what a person sees, without a format of the locale."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, (date, time, timedelta)):
        return str(value)
    return str(value)


def _trimmed(cells: list[str]) -> list[str]:
    """Without the empty cells that a spreadsheet keeps to the right of a row."""
    while cells and not cells[-1].strip():
        cells.pop()
    return cells


def _check_archive(source: Source) -> None:
    """Refuse what is no workbook, and an archive that unpacks into too much."""
    try:
        with zipfile.ZipFile(source.path) as archive:
            names = archive.namelist()
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise InputError(f"{source.name} is a damaged workbook.", _BROKEN) from error
    if "[Content_Types].xml" not in names:
        raise InputError(f"{source.name} is an archive, not a workbook.", "Unpack it and give the table inside.")
    if unpacked > MAX_UNPACKED:
        raise InputError(f"{source.name} unpacks to more than {MAX_UNPACKED >> 30} GB.", "Export it as CSV.")


def _holds(archive: zipfile.ZipFile, name: str, sign: bytes) -> bool:
    """Whether a part of the archive holds a sign, read in pieces that overlap by the sign's length."""
    tail = b""
    with archive.open(name) as part:
        while chunk := part.read(_CHUNK):
            if any(sign + end in tail + chunk for end in (b">", b" ", b"/")):
                return True
            tail = chunk[-len(sign) - 1 :]
    return False
