"""Imports book all or nothing, and only what control totals or a stored reason confirm."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from billdesk.importing import expected_totals
from tests.cli.conftest import Run, csv_file

NEW = (
    "N-1,C1,Hofmann & Söhne KG,2026-11-02,2026-12-02,100.00,EUR,no,",
    "N-2,C9,Neu GmbH,2026-11-03,2026-12-03,23.45,EUR,yes,",
)
MORE = (*NEW, "N-3,C9,Neu GmbH,2026-11-03,2026-12-03,5.00,GBP,no,")
TOTALS = ("--expect-count", "2", "--expect-total", "123.45")


def numbers(on_desk: Run) -> set[str]:
    """The numbers that the ageing's customers have open, through the program itself."""
    found: set[str] = set()
    for code in ("C1", "C9"):
        ran = on_desk("customer", "show", code, "--format", "json")
        if ran.code == 0:
            found |= {item["number"] for item in json.loads(ran.out)["items"]}
    return found


def test_matching_control_totals_book(on_desk: Run, tmp_path: Path) -> None:
    ran = on_desk("import", "invoices", csv_file(tmp_path, *NEW), *TOTALS)
    assert (ran.code, ran.err) == (0, "Booked items.csv.\n")
    assert {"N-1", "N-2"} <= numbers(on_desk)
    assert on_desk("verify").code == 0


def test_the_preview_says_everything(on_desk: Run, tmp_path: Path) -> None:
    ran = on_desk("import", "invoices", csv_file(tmp_path, *MORE), "--dry-run", "--format", "json")
    said = json.loads(ran.out)
    assert ran.code == 0
    assert (said["rows"], said["invoices"], said["customers_new"], said["customers_known"]) == (3, 3, 1, 1)
    assert said["sums"] == [{"currency": "EUR", "total": "123.45"}, {"currency": "GBP", "total": "5.00"}]
    assert {"kind": "disputed", "count": 1} in said["findings"]
    assert (said["rejected"], said["booked"]) == ([], False)
    assert "N-1" not in numbers(on_desk)


def test_without_consent_it_stops_after_the_preview_and_says_what_to_give(on_desk: Run, tmp_path: Path) -> None:
    ran = on_desk("import", "invoices", csv_file(tmp_path, *NEW))
    assert ran.code == 1
    assert "Sum        EUR 123.45" in ran.out
    assert "--expect-count and --expect-total" in ran.err
    assert "N-1" not in numbers(on_desk)


def test_a_dry_run_books_nothing_whatever_else_is_given(on_desk: Run, tmp_path: Path) -> None:
    file = csv_file(tmp_path, *NEW)
    for consent in (TOTALS, ("--yes", "--reason", "x"), ()):
        ran = on_desk("import", "invoices", file, "--dry-run", *consent)
        assert (ran.code, ran.err) == (0, "A dry run: nothing was booked.\n")
    assert on_desk("import", "invoices", file, "--dry-run", "--expect-count", "3").code == 1
    assert "N-1" not in numbers(on_desk)


@pytest.mark.parametrize(
    "totals",
    [
        ("--expect-count", "3", "--expect-total", "123.45"),
        ("--expect-count", "2", "--expect-total", "123.46"),
        ("--expect-count", "2", "--expect-total", "GBP=123.45"),
        ("--expect-count", "2"),
    ],
)
def test_control_totals_that_differ_book_nothing(on_desk: Run, tmp_path: Path, totals: tuple[str, ...]) -> None:
    ran = on_desk("import", "invoices", csv_file(tmp_path, *NEW), *totals)
    assert ran.code == 1
    assert "nothing was booked" in ran.err
    assert "N-1" not in numbers(on_desk)


def test_control_totals_that_differ_are_both_named(on_desk: Run, tmp_path: Path) -> None:
    file = csv_file(tmp_path, *NEW)
    ran = on_desk("import", "invoices", file, "--expect-count", "3", "--expect-total", "130.00")
    assert "holds 2 entries of EUR 123.45; the control totals say 3 entries of EUR 130.00" in ran.err


def test_without_a_currency_the_desks_own_is_taken_and_said(on_desk: Run, tmp_path: Path) -> None:
    file = csv_file(tmp_path, "N-1,C1,2026-11-02,2026-12-02,100.00", head="Number,Customer,Issued,Due,Total")
    ran = on_desk("import", "invoices", file, "--dry-run")
    assert "Sum        EUR 100.00" in ran.out
    assert "No column names a currency: EUR, the desk's own, was taken." in ran.out
    customers = csv_file(tmp_path, "C8,New", head="Code,Name", name="customers.csv")
    assert "the desk's own" in on_desk("import", "customers", customers, "--dry-run").out


@pytest.mark.parametrize("form", [("EUR 123.45", "GBP 5.00"), ("GBP=5", "eur=123.45")])
def test_a_sum_for_each_currency(on_desk: Run, tmp_path: Path, form: tuple[str, str]) -> None:
    file = csv_file(tmp_path, *MORE)
    first, second = form
    assert on_desk("import", "invoices", file, "--expect-count", 3, "--expect-total", first).code in {1, 2}
    ran = on_desk("import", "invoices", file, "--expect-count", 3, "--expect-total", first, "--expect-total", second)
    assert ran.code == 0


@pytest.mark.parametrize("total", ["5.00", "EUR=five", "XXQ=5"])
def test_a_sum_that_cannot_be_read_is_usage(on_desk: Run, tmp_path: Path, total: str) -> None:
    ran = on_desk("import", "invoices", csv_file(tmp_path, *MORE), "--expect-count", 3, "--expect-total", total)
    assert ran.code == 2
    assert "--expect-total" in ran.err


def test_a_reason_takes_the_place_of_totals_and_is_kept_in_the_chain(on_desk: Run, tmp_path: Path) -> None:
    ran = on_desk("import", "invoices", csv_file(tmp_path, *NEW), "--yes", "--reason", "moved from the old system")
    assert ran.code == 0
    assert "bypass: moved from the old system" in on_desk("report", "audit", "--format", "csv").out


def test_the_same_file_twice_books_nothing_twice(on_desk: Run, tmp_path: Path) -> None:
    file = csv_file(tmp_path, *NEW)
    assert on_desk("import", "invoices", file, *TOTALS).code == 0
    before = on_desk("report", "audit", "--format", "csv").out
    again = on_desk("import", "invoices", file, *TOTALS)
    assert again.code == 1
    assert "was imported already, on " in again.err
    assert on_desk("report", "audit", "--format", "csv").out == before


def test_five_bad_rows_are_each_named_and_nothing_is_booked(on_desk: Run, tmp_path: Path) -> None:
    bad = (
        "B-1,C1,x,2026-11-31,2026-12-02,100.00,EUR,no,",
        "B-2,C1,x,2026-11-02,2026-12-02,1e3,EUR,no,",
        "N-1,C1,x,2026-11-02,2026-12-02,100.00,EUR,no,",
        "B-4,,x,2026-11-02,2026-12-02,100.00,EUR,no,",
        "B-5,C1,x,2026-11-02,2026-12-02,-1,EUR,no,",
    )
    file = csv_file(tmp_path, *NEW, *bad)
    ran = on_desk("import", "invoices", file, "--yes", "--reason", "all of it", "--format", "json")
    assert ran.code == 1
    assert [row["row"] for row in json.loads(ran.out)["rejected"]] == [4, 5, 6, 7, 8]
    assert "items.csv has 5 rows that cannot be booked" in ran.err
    assert "N-1" not in numbers(on_desk)
    listed = on_desk("import", "invoices", file, "--dry-run", "--format", "csv")
    assert listed.code == 1
    assert len(listed.out.splitlines()) == 6


def test_people_are_shown_the_first_bad_rows_and_programs_all(on_desk: Run, tmp_path: Path) -> None:
    file = csv_file(tmp_path, *(f"B-{place},C1,x,never,2026-12-02,1,EUR,no," for place in range(80)))
    shown = on_desk("import", "invoices", file, "--dry-run")
    assert shown.code == 1
    assert "and 30 more; --format csv lists every one" in shown.out
    assert len(on_desk("import", "invoices", file, "--dry-run", "--format", "csv").out.splitlines()) == 81


def test_a_number_that_is_in_the_book_is_refused(on_desk: Run, tmp_path: Path) -> None:
    ran = on_desk("import", "invoices", csv_file(tmp_path, NEW[0].replace("N-1", "R-1")), "--yes", "--reason", "x")
    assert ran.code == 1
    assert "number: R-1 is in the book already" in ran.out


def test_customers_are_imported_likewise(on_desk: Run, tmp_path: Path) -> None:
    file = csv_file(tmp_path, "K1,Kern AG,CH,CHF", "K2,Lund AB,SE,SEK", head="Code,Name,Country,Currency")
    assert on_desk("import", "customers", file, "--expect-count", 3).code == 1
    assert on_desk("import", "customers", file, "--expect-count", 2).code == 0
    assert json.loads(on_desk("customer", "show", "K2", "--format", "json").out)["country"] == "SE"
    taken = csv_file(tmp_path, "K1,Kern AG,CH,CHF", head="Code,Name,Country,Currency", name="again.csv")
    assert on_desk("import", "customers", taken, "--yes", "--reason", "x").code == 1


@pytest.mark.parametrize(
    "content", [b"", b"\0\1\2" * 99, b"PK\x03\x04", "a;b\n".encode("utf-16"), b"x" * 200_000, b"\xff\xfe\xfd"]
)
def test_a_hostile_file_is_one_sentence_and_exit_1(on_desk: Run, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "hostile\x1b[2J.csv"
    path.write_bytes(content)
    ran = on_desk("import", "invoices", path, "--yes", "--reason", "x")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("billdesk: hostile")
    assert "\x1b" not in ran.err
    assert ran.err.count("\n") == 1


def test_a_desk_open_for_viewing_imports_nothing(desk: Path, run: Run, tmp_path: Path) -> None:
    ran = run("--desk", desk, "--read-only", "import", "invoices", csv_file(tmp_path, *NEW), *TOTALS)
    assert ran.code == 3


def test_an_invoice_due_before_its_date_can_be_shown_after_the_import(on_desk: Run, tmp_path: Path) -> None:
    row = "E-1,C1,Hofmann & Söhne KG,2026-11-02,2026-11-01,5.00,EUR,no,"
    assert on_desk("import", "invoices", csv_file(tmp_path, row), "--yes", "--reason", "x").code == 0
    ran = on_desk("invoice", "show", "E-1", "--format", "json")
    assert (ran.code, json.loads(ran.out or "{}").get("due_on")) == (0, "2026-11-01")


def test_headings_given_by_hand(on_desk: Run, tmp_path: Path) -> None:
    file = csv_file(tmp_path, "M-1,C1,3/4/2026,5/6/2026,1.00", head="a,b,c,d,e")
    given = [word for pair in ("number=a", "customer=b", "issued=c", "due=d", "total=e") for word in ("--map", pair)]
    common = ("import", "invoices", file, *given, "--currency", "eur", "--yes", "--reason", "x")
    refused = on_desk(*common)
    assert refused.code == 1
    assert "--dates dmy or --dates mdy" in refused.err
    assert on_desk(*common, "--dates", "dmy").code == 0
    assert json.loads(on_desk("invoice", "show", "M-1", "--format", "json").out)["issued_on"] == "2026-04-03"


def test_the_real_file_books_and_ages_to_the_cent(tmp_path: Path, run: Run) -> None:
    real = Path(__file__).parents[3] / "shared" / "data" / "receivables" / "ibm_accounts_receivable.csv"
    if not real.is_file():
        pytest.skip("the real files are not at hand")
    path = tmp_path / "real.billdesk"
    assert run("--desk", path, "init", "--company", "N", "--country", "US", "--currency", "USD").code == 0
    options = ("--currency", "USD", "--settled-as-receipts", "--expect-count", 2466, "--expect-total", "147,703.18")
    assert run("--desk", path, "import", "invoices", real, *options).code == 0
    aged = run("--desk", path, "report", "ageing", "--as-of", "2013-06-30", "--format", "json")
    (total,) = json.loads(aged.out)["totals"]
    assert (total["current"], total["d1_30"], total["d31_60"], total["total"]) == (
        "4284.29", "835.56", "0.00", "5119.85"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "minor"),
    [("KWD=261.213", 261_213), ("KWD 1261.213", 1_261_213), ("KWD=261.5", 261_500), ("EUR=1234.50", 123_450)],
)
def test_a_control_total_is_read_as_the_reports_print_it(text: str, minor: int) -> None:
    (total,) = expected_totals(1, [text], set()).sums
    assert total.minor == minor
