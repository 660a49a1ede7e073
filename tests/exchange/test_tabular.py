"""Any file is read as a table or refused in one sentence that names it."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billdesk.domain.errors import InputError
from billdesk.exchange.tabular import MAX_COLUMNS, Table, open_table
from tests.exchange.making import GOOD, HEAD, csv_file, outcome


def cells_of(table: Table) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_every_unicode_encoding_reads_the_same(tmp_path: Path, encoding: str) -> None:
    table = open_table(csv_file(tmp_path, *GOOD, encoding=encoding))
    assert table.headings == tuple(HEAD.split(","))
    assert cells_of(table)[0][2] == "Hofmann & Söhne KG"
    assert table.warnings == ()


def test_old_office_encoding_is_read_with_a_warning(tmp_path: Path) -> None:
    table = open_table(csv_file(tmp_path, *GOOD, encoding="cp1252"))
    assert cells_of(table)[0][2] == "Hofmann & Söhne KG"
    assert "Windows-1252" in table.warnings[0]


def test_a_late_byte_that_is_not_utf8_is_found_too(tmp_path: Path) -> None:
    path = csv_file(tmp_path, *[GOOD[1]] * 60_000)
    path.write_bytes(path.read_bytes() + "R-9,C9,Müller,2026-10-02,2026-11-01,1,EUR\n".encode("cp1252"))
    table = open_table(path)
    assert table.warnings
    assert cells_of(table)[-1][2] == "Müller"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(csv.reader([HEAD, *GOOD]))
    path = tmp_path / "items.csv"
    path.write_text(out.getvalue(), encoding="utf-8", newline="")
    assert cells_of(open_table(path))[2] == ("R-3", "C2", "Acme, Ltd", "2026-10-03", "2026-11-02", "1,234.00", "GBP")


def test_decimal_commas_do_not_beat_semicolons(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "1;3,50", "2;4,25", head="Nummer;Betrag")
    assert cells_of(open_table(path)) == [("1", "3,50"), ("2", "4,25")]


def test_excels_separator_line_is_obeyed(tmp_path: Path) -> None:
    table = open_table(csv_file(tmp_path, "a|b;c|d", "1|2;3|4", head="sep=;"))
    assert table.headings == ("a|b", "c|d")
    assert [(row.number, row.cells) for row in table.rows()] == [(3, ("1|2", "3|4"))]


def test_row_numbers_are_lines_of_the_file(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "1,a", "", '2,"b', 'b"', " , ", "3,c", head="n,t")
    assert [row.number for row in open_table(path).rows()] == [2, 4, 7]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\n\n  \n", "holds no rows"),
        (b"\xef\xbb\xbf", "holds no rows"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), "not a text file"),
        (b"a,b\n1,\0\n", "not a text file"),
        (b"%PDF-1.7 \n", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Excel file"),
        (b"\x1f\x8b\x08\0", "compressed"),
        (b"SQLite format 3\0", "a database"),
        (b"PK\x03\x04 not really", "damaged workbook"),
        ("a,b\n1,2\n".encode("utf-16")[:-1], "not a text file"),
        (b"a,b\n\x81\x8d,2\n", "not a text file"),
    ],
)
def test_what_is_no_table_is_refused_by_name(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "strange.csv"
    path.write_bytes(content)
    with pytest.raises(InputError) as refused:
        list(open_table(path).rows())
    assert said in refused.value.sentence
    assert "strange.csv" in refused.value.sentence
    assert refused.value.way_out


def test_missing_files_folders_and_pipes_are_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    for path in (tmp_path, tmp_path / "pipe.csv", Path("/dev/zero")):
        with pytest.raises(InputError, match="is not a plain file"):
            open_table(path)
    with pytest.raises(InputError, match=r"none\.csv cannot be read: No such file"):
        open_table(tmp_path / "none.csv")


def test_a_hundred_thousand_columns_are_refused(tmp_path: Path) -> None:
    path = csv_file(tmp_path, ",".join("1" * 100_000), head=",".join(f"c{n}" for n in range(100_000)))
    with pytest.raises(InputError, match=f"100,000 columns, billdesk reads up to {MAX_COLUMNS:,}"):
        open_table(path)


def test_an_open_quotation_mark_names_its_row(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "1,a", '2,"b', "3,c", head="n,t")
    with pytest.raises(InputError, match=r"items\.csv, row 3"):
        list(open_table(path).rows())


def test_a_cell_of_a_megabyte_names_its_row(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "1,a", f'2,"{"x" * 1_000_000}"', head="n,t")
    with pytest.raises(InputError, match=r"items\.csv, row 3"):
        list(open_table(path).rows())


def test_a_file_that_changes_meanwhile_is_refused(tmp_path: Path) -> None:
    path = csv_file(tmp_path, *GOOD)
    table = open_table(path)
    path.write_bytes(path.read_bytes() + b"R-4,C1,x,2026-10-02,2026-11-01,1,EUR\n")
    with pytest.raises(InputError, match="changed while it was read"):
        list(table.rows())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(content=st.binary(max_size=400))
def test_no_bytes_raise_anything_but_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(content)
    assert "any.csv" in outcome(path)


_CELL = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0\ufeff"), max_size=12)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(_CELL, _CELL, _CELL), max_size=8))
def test_what_a_csv_writer_wrote_is_read_back(tmp_path: Path, rows: list[tuple[str, str, str]]) -> None:
    path = tmp_path / "back.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, quoting=csv.QUOTE_ALL).writerows([("one", "two", "three"), *rows])
    wanted = [row for row in rows if any(cell.strip() for cell in row)]
    assert cells_of(open_table(path)) == wanted
