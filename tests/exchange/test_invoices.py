"""Every row becomes an invoice or is rejected with its reason; a file with a rejected row is not bookable."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billdesk.domain.errors import InputError, RuleError
from billdesk.domain.money import Money, to_decimal_string
from billdesk.exchange.dates import DateOrder
from billdesk.exchange.invoices import read_invoices
from billdesk.exchange.reading import Reading, ReadOptions
from tests.exchange.making import GOOD, HEAD, csv_file


def read(folder: Path, *rows: str, head: str = HEAD, options: ReadOptions | None = None) -> Reading:
    return read_invoices(csv_file(folder, *rows, head=head), options or ReadOptions())


def test_good_rows_become_invoices(tmp_path: Path) -> None:
    reading = read(tmp_path, *GOOD)
    assert reading.rows == 3
    assert reading.rejected == ()
    last = list(reading.bookable().invoices)[2]
    assert (last.row, last.number, last.customer_code, last.customer_name) == (4, "R-3", "C2", "Acme, Ltd")
    assert (last.issued_on, last.due_on, last.total) == (date(2026, 10, 3), date(2026, 11, 2), Money(123400, "GBP"))


def test_five_bad_rows_are_each_named_and_nothing_is_bookable(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        GOOD[0],
        "R-2,C1,x,2026-02-30,2026-11-01,50.50,EUR",
        "R-3,C1,x,2026-10-02,2026-11-01,fifty,EUR",
        "R-1,C1,x,2026-10-02,2026-11-01,50.50,EUR",
        ",C1,x,2026-10-02,2026-11-01,50.50,EUR",
        "R-6,C1,x,2026-10-02,2026-11-01,50.50",
    )
    assert [(item.row, item.field) for item in reading.rejected] == [
        (3, "Issued"), (4, "Total"), (5, "Number"), (6, "Number"), (7, "")
    ]  # fmt: skip
    assert str(reading.rejected[2]) == "row 5, Number: It stands in row 2 already."
    assert reading.rows == 6
    with pytest.raises(RuleError, match="5 rows that cannot be booked"):
        reading.bookable()


@pytest.mark.parametrize(
    ("row", "field", "said"),
    [
        ("R-1,C1,x,2026-10-02,2026-11-01,-50.50,EUR", "Total", "negative"),
        ("R-1,C1,x,2026-10-02,2026-11-01,50.505,EUR", "Total", "three decimals; write"),
        ("R-1,C1,x,2026-10-02,2026-11-01,1e3,EUR", "Total", "cannot be read"),
        ("R-1,C1,x,2026-10-02,2026-11-01,50,XXQ", "Currency", "no currency"),
        ("R-1,C1,x,2026-10-02,2026-11-01,50,", "Currency", "no --currency"),
        ("R-1,,x,2026-10-02,2026-11-01,50,EUR", "Customer", "empty"),
        ("R-1,C1,x,2026-10-02,,50,EUR", "Due", "empty"),
        ("R-1,C1,x,2026-10-02,2026-11-01,50,EUR,extra", "", "8 cells"),
        ("R-\x1b[2J,C1,x,2026-10-02,2026-11-01,50,EUR", "Number", "control characters"),
        (f"{'9' * 61},C1,x,2026-10-02,2026-11-01,50,EUR", "Number", "61 characters"),
    ],
)
def test_a_bad_row_says_field_and_reason(tmp_path: Path, row: str, field: str, said: str) -> None:
    (rejected,) = read(tmp_path, row).rejected
    assert (rejected.row, rejected.field) == (2, field)
    assert said in rejected.reason


def test_a_number_of_a_refused_row_is_not_free_for_a_later_one(tmp_path: Path) -> None:
    bad = GOOD[0].replace("2026-10-01", "2026-13-01")
    reading = read(tmp_path, bad, GOOD[0], GOOD[1], GOOD[1], bad)
    assert [(item.row, item.field) for item in reading.rejected] == [
        (2, "Issued"), (3, "Number"), (5, "Number"), (6, "Number")
    ]  # fmt: skip
    assert [item.reason for item in reading.rejected[1:]] == [
        "It stands in row 2 already.", "It stands in row 4 already.", "It stands in row 2 already."
    ]  # fmt: skip
    assert [item.row for item in reading.batch.invoices] == [4]
    assert (len(reading.batch.invoices), reading.rows) == (1, 5)


def test_no_sentence_repeats_what_stands_in_a_cell(tmp_path: Path) -> None:
    secret = "Hofmann-Geheim"
    rows = [",".join(secret if place == bad else "1" for place in range(7)) for bad in range(7)]
    assert secret not in " ".join(str(item) for item in read(tmp_path, *rows).rejected)


def test_settled_and_disputed_columns(tmp_path: Path) -> None:
    head = "Number,Customer,Issued,Due,Total,Settled,Disputed"
    options = ReadOptions(currency="EUR", settled_as_receipts=True)
    reading = read(
        tmp_path,
        "1,C,2026-10-01,2026-10-31,5,2026-10-20,Yes",
        "2,C,2026-10-01,2026-10-31,5,,no",
        "3,C,2026-10-01,2026-10-31,5,2026-09-30,",
        "4,C,2026-10-01,2026-10-31,5,,perhaps",
        head=head,
        options=options,
    )
    first, second = reading.batch.invoices
    assert (first.settled_on, first.disputed, second.settled_on, second.disputed) == (
        date(2026, 10, 20), True, None, False
    )  # fmt: skip
    assert reading.batch.settled_as_receipts
    assert [item.field for item in reading.rejected] == ["Settled", "Disputed"]


def test_settled_as_receipts_needs_its_column(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no column for settled"):
        read(tmp_path, *GOOD, options=ReadOptions(settled_as_receipts=True))


def test_no_currency_anywhere_is_refused_for_the_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="names no currency"):
        read(tmp_path, "1,C,2026-10-01,2026-10-31,5", head="Number,Customer,Issued,Due,Total")


def test_the_desks_own_currency_counts_where_no_column_names_one_and_a_note_says_so(tmp_path: Path) -> None:
    options = ReadOptions(own_currency="GBP")
    said = read(tmp_path, "1,C,2026-10-01,2026-10-31,5", head="Number,Customer,Issued,Due,Total", options=options)
    assert next(iter(said.batch.invoices)).total.currency == "GBP"
    assert "No column names a currency: GBP, the desk's own, was taken." in said.notes
    given = replace(options, currency="USD")
    said = read(tmp_path, "1,C,2026-10-01,2026-10-31,5", head="Number,Customer,Issued,Due,Total", options=given)
    assert next(iter(said.batch.invoices)).total.currency == "USD"
    assert not any("currency" in note for note in said.notes)


def test_the_desks_own_currency_does_not_fill_an_empty_cell(tmp_path: Path) -> None:
    head = "Number,Customer,Issued,Due,Total,Currency"
    options = ReadOptions(own_currency="GBP")
    reading = read(tmp_path, "1,C,2026-10-01,2026-10-31,5,", head=head, options=options)
    assert [item.field for item in reading.rejected] == ["Currency"]


def test_numbers_spoilt_into_fractions_are_mended_only_if_all_are(tmp_path: Path) -> None:
    head = "Number,Customer,Issued,Due,Total"
    rows = ("10.0,17850.0,2026-10-01,2026-10-31,5", "11.0,17850.0,2026-10-01,2026-10-31,5")
    options = ReadOptions(currency="EUR")
    mended = read(tmp_path, *rows, head=head, options=options)
    assert [(item.number, item.customer_code) for item in mended.batch.invoices] == [("10", "17850"), ("11", "17850")]
    assert any("'.0'" in note for note in mended.notes)
    kept = read(tmp_path, *rows, "A-12,C,2026-10-01,2026-10-31,5", head=head, options=options)
    assert [item.number for item in kept.batch.invoices] == ["10.0", "11.0", "A-12"]


def test_the_decimal_sign_is_the_columns(tmp_path: Path) -> None:
    rows = ("1;C;2026-10-01;2026-10-31;1.234", "2;C;2026-10-01;2026-10-31;7,5")
    head = "Number;Customer;Issued;Due;Total"
    reading = read(tmp_path, *rows, head=head, options=ReadOptions(currency="EUR"))
    assert [item.total.minor for item in reading.batch.invoices] == [123400, 750]
    pointed = read(tmp_path, rows[0], "2;C;2026-10-01;2026-10-31;7.5", head=head, options=ReadOptions(currency="EUR"))
    assert [item.row for item in pointed.rejected] == [2]


def test_ambiguous_dates_need_the_order(tmp_path: Path) -> None:
    rows = ("1,C,4/6/2026,5/6/2026,5", "2,C,7/8/2026,9/8/2026,5")
    head = "Number,Customer,Issued,Due,Total"
    with pytest.raises(InputError, match=r"row 2 .* row 3"):
        read(tmp_path, *rows, head=head, options=ReadOptions(currency="EUR"))
    reading = read(tmp_path, *rows, head=head, options=ReadOptions(currency="EUR", dates=DateOrder.DMY))
    assert next(iter(reading.batch.invoices)).issued_on == date(2026, 6, 4)
    assert "The dates of 'Issued', 'Due' were read day first." in reading.notes


def test_due_before_issue_and_several_names_are_noted(tmp_path: Path) -> None:
    reading = read(tmp_path, GOOD[0], "R-9,C1,Hofmann,2026-10-05,2026-10-04,1.00,EUR")
    assert reading.rejected == ()
    assert {item.customer_name for item in reading.batch.invoices} == {"Hofmann & Söhne KG"}
    assert "1 invoice is due before the invoice date (first in row 3)." in reading.notes
    assert any("several names, such as in rows 2 and 3" in note for note in reading.notes)


def test_headings_alone_are_not_bookable(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="no rows"):
        read(tmp_path).bookable()


def test_the_fingerprint_is_of_the_bytes(tmp_path: Path) -> None:
    first = read(tmp_path, *GOOD).batch.fingerprint
    assert first == read(tmp_path, *GOOD).batch.fingerprint
    assert first != read(tmp_path, *GOOD[:2]).batch.fingerprint


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(amounts=st.lists(st.integers(0, 10**12), min_size=1, max_size=20))
def test_no_row_is_lost_and_sums_hold(tmp_path: Path, amounts: list[int]) -> None:
    rows = [
        f"N{place},C,n,2026-10-01,2026-10-31,{to_decimal_string(minor, 'EUR')},EUR"
        for place, minor in enumerate(amounts)
    ]
    reading = read(tmp_path, *rows)
    assert len(reading.bookable().invoices) == len(amounts)
    assert sum(item.total.minor for item in reading.batch.invoices) == sum(amounts)
