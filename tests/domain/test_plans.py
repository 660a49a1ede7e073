"""The parts of a plan: cut so that they add up, months counted from the first day, typed one by one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billdesk.domain.errors import InputError
from billdesk.domain.money import Money
from billdesk.domain.plans import MOST_PARTS, Every, PlanPart, parse_parts, say_parts, schedule

TODAY = date(2026, 11, 21)


@given(
    st.integers(MOST_PARTS, 10**11),
    st.integers(2, MOST_PARTS),
    st.sampled_from(Every),
    st.dates(date(2026, 1, 1), date(2030, 12, 31)),
)
def test_the_parts_add_up_and_follow_each_other(minor: int, number: int, every: Every, first: date) -> None:
    parts = schedule(Money(minor, "EUR"), number, every, first)
    assert (len(parts), parts[0].due_on) == (number, first)
    assert sum(part.amount_minor for part in parts) == minor
    assert len({part.amount_minor for part in parts[:-1]}) == 1
    assert 0 <= parts[-1].amount_minor - parts[0].amount_minor < number
    days = [part.due_on for part in parts]
    assert days == sorted(set(days))


def test_months_are_counted_from_the_first_day() -> None:
    parts = schedule(Money(100_000, "EUR"), 3, Every.MONTH, date(2027, 1, 31))
    assert parts == (
        PlanPart(date(2027, 1, 31), 33_333),
        PlanPart(date(2027, 2, 28), 33_333),
        PlanPart(date(2027, 3, 31), 33_334),
    )
    weeks = schedule(Money(100, "JPY"), 2, Every.TWO_WEEKS, TODAY)
    assert weeks[1] == PlanPart(TODAY + timedelta(days=14), 50)


@pytest.mark.parametrize(("minor", "number"), [(1_000, 1), (1_000, 37), (2, 3), (0, 2)])
def test_what_cannot_be_cut_is_refused(minor: int, number: int) -> None:
    with pytest.raises(InputError):
        schedule(Money(minor, "EUR"), number, Every.WEEK, TODAY)


def test_parts_are_typed_one_by_one() -> None:
    parts = parse_parts(" 1.12. 500; 2027-01-15 480.50 ;", "EUR", TODAY)
    assert parts == (PlanPart(date(2026, 12, 1), 50_000), PlanPart(date(2027, 1, 15), 48_050))
    assert say_parts(parts, "EUR") == "2 parts, € 980.50 in all"


@pytest.mark.parametrize("text", ["500", "1.12. 500", "1.12. 500; 1.1. x", "1.13. 500; 1.1. 500"])
def test_what_is_no_row_of_parts_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse_parts(text, "EUR", TODAY)
