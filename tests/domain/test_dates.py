"""Days as they are typed and said."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billdesk.domain.dates import (
    add_business_days,
    add_months,
    due_words,
    end_of_month,
    next_business_day,
    parse_day,
    say_day,
    say_from_today,
    say_short,
)
from billdesk.domain.errors import InputError

TODAY = date(2026, 11, 21)  # a Saturday
DAYS = st.dates(date(1970, 1, 1), date(2199, 12, 31))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-30", date(2026, 11, 30)),
        ("2026-1-5", date(2026, 1, 5)),
        ("30.11.2026", date(2026, 11, 30)),
        ("30. 11. 2026", date(2026, 11, 30)),
        ("30.11.", date(2026, 11, 30)),
        ("30.11", date(2026, 11, 30)),
        ("5.1.", date(2027, 1, 5)),
        ("1.6.", date(2026, 6, 1)),
        ("29.2.", date(2028, 2, 29)),
        ("30/11/2026", date(2026, 11, 30)),
        ("11/30/2026", date(2026, 11, 30)),
        ("5/5/2026", date(2026, 5, 5)),
        ("+14", date(2026, 12, 5)),
        ("-3", date(2026, 11, 18)),
        ("\u22123", date(2026, 11, 18)),
        ("today", TODAY),
        (" Tomorrow ", date(2026, 11, 22)),
        ("yesterday", date(2026, 11, 20)),
        ("eom", date(2026, 11, 30)),
        ("fri", date(2026, 11, 27)),
        ("sat", date(2026, 11, 28)),
        ("SUN", date(2026, 11, 22)),
        ("monday", date(2026, 11, 23)),
    ],
)
def test_a_day_in_the_ways_people_type_it(text: str, day: date) -> None:
    assert parse_day(text, TODAY) == day


@pytest.mark.parametrize(
    "text",
    [
        "", "2026-02-30", "2026-13-01", "31.4.", "30.2.", "0.1.", "206-11-30", "20266-11-30", "0026-11-30",
        "2300-01-01", "30-11-2026", "30.11.26", "5/6/2026", "5/6", "14", "+", "+9999", "+1.5", "next week", "３０.11.",
        "30,11", "fr", "20261130", "2026-11-30T10:00", "13/13/2026", "-" * 500,
    ],
)  # fmt: skip
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse_day(text, TODAY)


def test_a_day_that_may_be_two_names_both() -> None:
    with pytest.raises(InputError, match="5 Jun or 6 May") as refused:
        parse_day("5/6/2026", TODAY)
    assert refused.value.way_out == "Type 2026-06-05 or 2026-05-06."


def test_of_two_days_that_are_as_near_the_later_one_is_meant() -> None:
    assert parse_day("1.9.", date(2028, 3, 2)) == date(2028, 9, 1)


def test_a_day_without_year_is_the_next_one_where_only_the_future_makes_sense() -> None:
    assert parse_day("1.6.", TODAY, forward=True) == date(2027, 6, 1)
    assert parse_day("21.11.", TODAY, forward=True) == TODAY
    assert parse_day("20.11.", TODAY, forward=True) == date(2027, 11, 20)
    assert parse_day("29.2.", TODAY, forward=True) == date(2028, 2, 29)


@given(DAYS, DAYS)
def test_the_nearest_day_is_at_most_half_a_year_away(day: date, today: date) -> None:
    found = parse_day(f"{day.day}.{day.month}.", today)
    assert (found.day, found.month) == (day.day, day.month)
    if (day.day, day.month) != (29, 2):
        assert abs((found - today).days) <= 183
        assert 0 <= (parse_day(f"{day.day}.{day.month}.", today, forward=True) - today).days <= 365


@given(DAYS, DAYS)
def test_the_full_forms_do_not_depend_on_today(day: date, today: date) -> None:
    assert parse_day(day.isoformat(), today) == day
    assert parse_day(f"{day.day}.{day.month}.{day.year}", today) == day


@given(st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]), DAYS)
def test_a_weekday_is_the_next_one_and_never_today(name: str, today: date) -> None:
    found = parse_day(name, today)
    assert say_day(found).casefold().startswith(name)
    assert 1 <= (found - today).days <= 7


def test_months_are_counted_from_the_anchor() -> None:
    anchor = date(2026, 1, 31)
    steps = [add_months(anchor, n) for n in range(5)]
    assert steps == [anchor, date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31)]
    assert add_months(date(2023, 11, 30), 3) == date(2024, 2, 29)
    assert add_months(date(2026, 3, 31), -1) == date(2026, 2, 28)
    assert add_months(date(2026, 1, 15), -1) == date(2025, 12, 15)


@given(DAYS, st.integers(-240, 240))
def test_a_month_step_lands_in_its_month_on_the_same_day_or_the_last(anchor: date, n: int) -> None:
    found = add_months(anchor, n)
    assert (found.year * 12 + found.month) - (anchor.year * 12 + anchor.month) == n
    assert found.day == min(anchor.day, end_of_month(found).day)


@given(DAYS)
def test_the_end_of_a_month_is_followed_by_a_first(day: date) -> None:
    assert (end_of_month(day) + timedelta(days=1)).day == 1
    assert end_of_month(day) >= day


def test_business_days_step_over_weekends_and_holidays() -> None:
    holidays = frozenset({date(2026, 11, 23)})
    assert next_business_day(TODAY) == date(2026, 11, 23)
    assert next_business_day(TODAY, holidays) == date(2026, 11, 24)
    assert next_business_day(date(2026, 11, 20)) == date(2026, 11, 20)
    assert add_business_days(date(2026, 11, 20), 1) == date(2026, 11, 23)
    assert add_business_days(date(2026, 11, 20), 5, holidays) == date(2026, 11, 30)
    assert add_business_days(TODAY, 0) == date(2026, 11, 23)
    assert add_business_days(TODAY, 1) == date(2026, 11, 23)


def test_days_are_said_with_their_weekday() -> None:
    assert say_day(date(2026, 11, 30)) == "Mon 30 Nov 2026"
    assert say_day(date(2026, 3, 1)) == "Sun 1 Mar 2026"
    assert say_short(date(2026, 11, 30)) == "30 Nov"


@pytest.mark.parametrize(
    ("days", "said"),
    [(9, "in 9 days"), (1, "tomorrow"), (0, "today"), (-1, "yesterday"), (-3, "3 days ago"), (400, "in 400 days")],
)
def test_a_day_is_said_as_seen_from_today(days: int, said: str) -> None:
    assert say_from_today(TODAY + timedelta(days=days), TODAY) == said


@pytest.mark.parametrize(
    ("due", "said"),
    [
        (date(2026, 10, 11), "41 d late"),
        (date(2026, 11, 20), "1 d late"),
        (TODAY, "due today"),
        (date(2026, 11, 27), "due Fri 27 Nov"),
        (date(2027, 1, 4), "due Mon 4 Jan 2027"),
    ],
)
def test_a_due_date_is_said_as_people_say_it(due: date, said: str) -> None:
    assert due_words(due, TODAY) == said
