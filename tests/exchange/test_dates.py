"""The order of day and month is decided over a column, never guessed."""

from __future__ import annotations

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billdesk.domain.errors import InputError
from billdesk.exchange.dates import DateColumn, DateOrder, read_date

DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))


def decide(*texts: str, given: DateOrder | None = None) -> DateOrder | None:
    column = DateColumn("InvoiceDate")
    for row, text in enumerate(texts, start=2):
        column.see(row, text)
    return column.decide("items.csv", given)


def test_one_row_that_fits_one_order_decides_for_all() -> None:
    assert decide("4/6/2013", "1/15/2013") is DateOrder.MDY
    assert decide("4/6/2013", "15/1/2013") is DateOrder.DMY
    assert decide("2013-04-06", "06.04.2013", "") is None


def test_a_column_that_reads_both_ways_is_refused_naming_two_rows() -> None:
    with pytest.raises(InputError) as refused:
        decide("3/3/2013", "4/6/2013", "2013-01-31", "7/8/2013", "9/9/2013")
    assert "row 3 (4/6/2013) and row 5 (7/8/2013)" in refused.value.sentence
    assert "--dates dmy" in refused.value.way_out


def test_a_month_of_twelve_tells_nothing() -> None:
    with pytest.raises(InputError, match=r"row 2 .* and row 3"):
        decide("12/5/2013", "5/12/2013")


def test_rows_that_contradict_each_other_are_named() -> None:
    with pytest.raises(InputError, match=r"row 3 \(31/1/2013\) can only be day first, row 2 \(1/31/2013\)"):
        decide("1/31/2013", "31/1/2013")


def test_the_order_given_is_the_order_taken() -> None:
    assert decide("4/6/2013", given=DateOrder.DMY) is DateOrder.DMY
    assert decide("1/31/2013", "31/1/2013", given=DateOrder.MDY) is DateOrder.MDY


@given(DAYS)
def test_every_day_reads_back_in_its_order(day: date) -> None:
    assert read_date(f"{day.month}/{day.day}/{day.year}", DateOrder.MDY) == day
    assert read_date(f"{day.day:02}-{day.month:02}-{day.year}", DateOrder.DMY) == day
    assert read_date(day.isoformat(), None) == day
    assert read_date(f"{day:%Y%m%d}", DateOrder.DMY) == day


@pytest.mark.parametrize(
    "text",
    ["2013-02-01", "2013/2/1", "20130201", "1.2.2013", "2013-02-01 08:26:00", "2013-02-01T08:26Z", "1 Feb 2013",
     "01-FEB-2013", "February 1, 2013", "Feb 1 2013"],
)  # fmt: skip
def test_readable_without_an_order(text: str) -> None:
    assert read_date(text, None) == date(2013, 2, 1)


@pytest.mark.parametrize(
    "text",
    ["", "soon", "31/1/13", "2013-13-01", "2013-02-30", "1/2-2013", "41275", "1 Ju 2013", "Ma 1 2013", "0001-01-01",
     "२०१३-०२-०१", "2013-02-01x", "9999-12-31"],
)  # fmt: skip
def test_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(InputError) as refused:
        read_date(text, DateOrder.DMY)
    assert refused.value.sentence.startswith("It ")


def test_year_first_given_refuses_any_other_order() -> None:
    with pytest.raises(InputError):
        read_date("1/2/2013", DateOrder.YMD)


@given(st.text(max_size=20), st.sampled_from([None, *DateOrder]))
def test_no_text_raises_anything_else(text: str, order: DateOrder | None) -> None:
    with contextlib.suppress(InputError):
        assert isinstance(read_date(text, order), date)
