"""Rows of an import that wait on disk: what comes out is what went in, and all of them together take no memory."""

from __future__ import annotations

import tracemalloc
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billdesk.domain.drafts import ImportedInvoice
from billdesk.domain.errors import InputError
from billdesk.domain.money import Money
from db.import_rows import ImportRows
from db.queries import import_rows as sql
from tests.conftest import TODAY

DAYS = st.dates(date(1900, 1, 1), date(2200, 1, 1))
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)


def invoice(row: int, number: str = "", minor: int = 100, currency: str = "EUR", **rest: object) -> ImportedInvoice:
    made = {"customer_code": "C", "customer_name": "N", "issued_on": TODAY, "due_on": TODAY} | rest
    return ImportedInvoice(row=row, number=number or f"R-{row}", total=Money(minor, currency), **made)  # type: ignore[arg-type]


@st.composite
def files(draw: st.DrawFn) -> list[ImportedInvoice]:
    """Invoices of a file, many of which say the same."""
    return [
        ImportedInvoice(
            row=row,
            customer_code=draw(WORDS),
            customer_name=draw(WORDS),
            number=draw(st.sampled_from(["1", "2", "3"]) | WORDS),
            issued_on=draw(st.sampled_from([TODAY, TODAY + timedelta(days=1)]) | DAYS),
            due_on=draw(DAYS),
            total=Money(draw(st.sampled_from([0, 5]) | st.integers(0, 10**18)), draw(st.sampled_from(["EUR", "JPY"]))),
            settled_on=draw(st.none() | DAYS),
            disputed=draw(st.booleans()),
            reference=draw(WORDS),
        )
        for row in draw(st.lists(st.integers(2, 10**6), unique=True, max_size=12).map(sorted))
    ]


@given(files())
def test_what_is_asked_of_the_rows_is_what_they_say(given_: list[ImportedInvoice]) -> None:
    rows = ImportRows(given_)
    assert list(rows) == list(rows) == given_
    assert len(rows) == len(given_)
    assert [pair for portion in rows.numbered() for pair in portion] == [(one.row, one.number) for one in given_]
    sums: Counter[str] = Counter()
    for one in given_:
        sums[one.total.currency] += one.total.minor
    assert {money.currency: money.minor for money in rows.sums()} == dict(sums)
    assert rows.codes() == {one.customer_code for one in given_}
    assert rows.settled() == sum(one.settled_on is not None and one.total.minor > 0 for one in given_)
    early = [one.row for one in given_ if one.due_on < one.issued_on]
    assert rows.early() == (len(early), early[0] if early else None)
    odd = rows.odd(TODAY)
    same = {(one.customer_code, one.total, one.issued_on) for one in given_}
    assert odd.get("same customer, amount and day as another row", 0) == len(given_) - len(same)
    assert odd.get("issued after today", 0) == sum(one.issued_on > TODAY for one in given_)
    before = sum(one.settled_on is not None and one.settled_on < one.issued_on for one in given_)
    assert odd.get("settled before it was issued", 0) == before
    assert odd.get("total is zero", 0) == sum(one.total.minor == 0 for one in given_)
    assert odd.get("disputed", 0) == sum(one.disputed for one in given_)
    first: dict[str, int] = {}
    later = [
        (one.row, one.number, first[one.number]) for one in given_ if first.setdefault(one.number, one.row) != one.row
    ]
    assert list(rows.twice()) == later
    rows.remove([row for row, _, _ in later])
    assert [one.row for one in rows] == sorted(first.values())
    assert len(rows) == len(first)
    assert not list(rows.twice())


def test_a_sum_may_be_larger_than_any_amount() -> None:
    most = 2**63 - 1
    assert ImportRows([invoice(2, minor=most), invoice(3, minor=most)]).sums() == (Money(2 * most, "EUR"),)


def test_many_rows_do_not_stand_in_memory() -> None:
    """As objects 20,000 of them take above 6 MB."""
    tracemalloc.start()
    try:
        rows = ImportRows(invoice(row) for row in range(20_000))
        assert sum(1 for _ in rows) == len(rows) == 20_000
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_no_room_for_temporary_files_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sql, "PREPARE", ("pragma max_page_count = 8", *sql.PREPARE))
    with pytest.raises(InputError, match="no room") as refused:
        ImportRows(invoice(row) for row in range(2, 5_000))
    assert "TMPDIR" in refused.value.way_out


def test_what_one_thread_read_another_may_book() -> None:
    with ThreadPoolExecutor(1) as other:
        rows = other.submit(lambda: ImportRows([invoice(2), invoice(3)])).result()
    assert [one.row for one in rows] == [2, 3]
