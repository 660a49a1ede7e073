"""Workbooks: values as saved, nothing calculated, nothing harmful unpacked."""

from __future__ import annotations

import random
import zipfile
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from billdesk.domain.errors import InputError
from billdesk.exchange import workbook
from billdesk.exchange.invoices import read_invoices
from billdesk.exchange.reading import ReadOptions
from billdesk.exchange.tabular import open_table
from tests.exchange.making import XLSX_ROWS, outcome, xlsx_file


def test_a_workbook_reads_as_invoices_with_its_own_dates(tmp_path: Path) -> None:
    reading = read_invoices(xlsx_file(tmp_path, *XLSX_ROWS), ReadOptions(currency="EUR"))
    assert reading.rejected == ()
    assert [(item.number, item.issued_on, item.total.minor) for item in reading.batch.invoices] == [
        ("10001", date(2026, 10, 1), 11950),
        ("10002", date(2026, 4, 6), 123456),
    ]


def test_a_number_with_three_decimals_is_never_a_thousand(tmp_path: Path) -> None:
    reading = read_invoices(
        xlsx_file(tmp_path, XLSX_ROWS[0], (1, "C1", date(2026, 1, 1), date(2026, 1, 2), 1.234)),
        ReadOptions(currency="EUR"),
    )
    assert [item.row for item in reading.rejected] == [2]


def test_sums_of_binary_fractions_read_as_the_sheet_shows_them(tmp_path: Path) -> None:
    row = (1, "C1", date(2026, 1, 1), date(2026, 1, 2), 0.1 + 0.2)
    reading = read_invoices(xlsx_file(tmp_path, XLSX_ROWS[0], row), ReadOptions(currency="EUR"))
    assert next(iter(reading.batch.invoices)).total.minor == 30


def test_formulas_are_not_calculated_and_said(tmp_path: Path) -> None:
    row = (1, "C1", date(2026, 1, 1), date(2026, 1, 2), "=40+2")
    path = xlsx_file(tmp_path, XLSX_ROWS[0], row)
    reading = read_invoices(path, ReadOptions(currency="EUR"))
    assert str(reading.rejected[0]) == "row 2, Total: It is empty."
    assert any("formulas" in note for note in reading.notes)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "yes"),
        (1930571429.0, "1930571429"),
        (55.94, "55.94"),
        (datetime(2026, 1, 2, tzinfo=UTC).replace(tzinfo=None), "2026-01-02"),
        (datetime(2026, 1, 2, 8, 30, tzinfo=UTC).replace(tzinfo=None), "2026-01-02 08:30:00"),
        ("#N/A", "#N/A"),
    ],
)
def test_cells_as_text(value: object, text: str) -> None:
    assert workbook.cell_text(value) == text


def test_a_small_archive_that_unpacks_into_a_huge_one_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = xlsx_file(tmp_path, *XLSX_ROWS)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros", b"\0" * 5_000_000)
    monkeypatch.setattr(workbook, "MAX_UNPACKED", 1_000_000)
    with pytest.raises(InputError, match="unpacks to more than"):
        open_table(path)


def test_an_archive_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "photos.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.jpg", b"x")
    with pytest.raises(InputError, match="an archive, not a workbook"):
        open_table(path)


ENTITIES = "".join(f'<!ENTITY {name} "{10 * f"&{before};"}">' for before, name in pairwise("abcdefghi"))


@pytest.mark.parametrize(
    ("declared", "cell"),
    [(f'<!ENTITY a "AAAAAAAAAA">{ENTITIES}', "&i;"), ('<!ENTITY e SYSTEM "file:///etc/passwd">', "&e;")],
    ids=["laughs", "outside"],
)
def test_entities_neither_grow_nor_reach_out(tmp_path: Path, declared: str, cell: str) -> None:
    plain, hostile = xlsx_file(tmp_path, *XLSX_ROWS), tmp_path / "hostile.xlsx"
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(hostile, "w") as target:
        for part in source.namelist():
            text = source.read(part).decode()
            if part == "xl/worksheets/sheet1.xml":
                text = text.replace("<worksheet", f"<!DOCTYPE x [{declared}]><worksheet", 1)
                row = f'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>{cell}</t></is></c></row>'
                text = text.replace("<sheetData>", row, 1)
            target.writestr(part, text)
    assert outcome(hostile) == "hostile.xlsx: the workbook cannot be read."


def test_a_damaged_workbook_is_refused_or_read_but_never_raises_else(tmp_path: Path) -> None:
    whole = xlsx_file(tmp_path, *XLSX_ROWS).read_bytes()
    chance = random.Random(7)
    path = tmp_path / "damaged.xlsx"
    for _ in range(150):
        broken = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            broken[chance.randrange(4, len(broken))] = chance.randrange(256)
        path.write_bytes(bytes(broken[: chance.randrange(30, len(broken))] if chance.random() < 0.3 else broken))
        assert "damaged.xlsx" in outcome(path)
