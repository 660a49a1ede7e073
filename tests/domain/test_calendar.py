"""Four weeks of what comes due: nothing is lost or doubled, what is late stands on today, a full day says so."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from billdesk.domain.calendar import DAYS, Due, DueItem, days, monday
from billdesk.domain.money import Money

TODAY = date(2026, 11, 21)
FIRST = date(2026, 11, 16)
entries = st.builds(
    DueItem,
    st.integers(-20, 40).map(lambda number: TODAY + timedelta(days=number)),
    st.sampled_from(Due),
    st.uuids().map(str),
    st.just("x"),
    amount=st.none() | st.builds(Money, st.integers(0, 10**9), st.sampled_from(("EUR", "JPY"))),
)


def many(number: int, on: date, due: Due = Due.REMINDER) -> list[DueItem]:
    return [DueItem(on, due, f"{due}:{on}:{at}", "x") for at in range(number)]


def test_four_weeks_begin_on_a_monday() -> None:
    found = days((), monday(TODAY), TODAY)
    assert [found[0].on, found[-1].on, len(found)] == [FIRST, FIRST + timedelta(days=27), DAYS]


@given(st.lists(entries))
def test_each_entry_stands_on_one_day_and_late_work_on_today(given_: list[DueItem]) -> None:
    found = days(given_, FIRST, TODAY)
    shown = [(day.on, entry) for day in found for entry in day.entries]
    expected = 0
    for entry in given_:
        on = max(entry.on, TODAY) if entry.due.is_work else entry.on
        expected += FIRST <= on < FIRST + timedelta(days=DAYS)
    assert len(shown) == expected
    for on, entry in shown:
        assert entry.on == on
        assert (entry.since is not None) <= (on == TODAY)
        assert not (entry.due.is_work and on < TODAY)
    for day in found:
        assert sum(day.counts.values()) == len(day.entries)
        assert [*day.counts] == [due for due in Due if due in day.counts]


def test_only_what_money_is_expected_of_is_summed() -> None:
    given_ = (
        DueItem(TODAY, Due.INSTALMENT, "a", "", amount=Money(100, "EUR")),
        DueItem(TODAY, Due.PROMISE, "b", "", amount=Money(50, "EUR")),
        DueItem(TODAY, Due.PROMISE, "c", "", amount=Money(7, "JPY")),
        DueItem(TODAY, Due.STEP, "d", "", amount=Money(1_000, "EUR")),
    )
    (today,) = (day for day in days(given_, FIRST, TODAY) if day.on == TODAY)
    assert today.sums == (Money(150, "EUR"), Money(7, "JPY"))
    assert [entry.key for entry in today.entries] == ["b", "c", "d", "a"]
    assert today.work == 3


def test_a_day_with_more_than_twice_the_usual_is_full() -> None:
    monday_, tuesday = FIRST + timedelta(days=7), FIRST + timedelta(days=8)
    usual = [entry for number in range(9, 12) for entry in many(6, FIRST + timedelta(days=number))]
    full = {day.on for day in days([*usual, *many(13, monday_), *many(12, tuesday)], FIRST, TODAY) if day.full}
    assert full == {monday_}
    assert not any(day.full for day in days(many(11, monday_), FIRST, TODAY)), "eleven are never too many"


def test_what_only_falls_due_makes_no_day_full() -> None:
    given_ = [*many(1, FIRST + timedelta(days=9)), *many(50, FIRST + timedelta(days=8), Due.INSTALMENT)]
    assert not any(day.full for day in days(given_, FIRST, TODAY))
