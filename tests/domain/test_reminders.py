"""Own reminders come again on the days that a person means: counted from their first day, never on one that is over."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billdesk.domain.dates import add_months
from billdesk.domain.errors import RuleError
from billdesk.domain.reminders import (
    MOST_EVERY,
    Reminder,
    ReminderDraft,
    Repeats,
    after_done,
    check_reminder,
    next_day,
    review_done,
    review_drop,
    review_reminder,
    say_repeats,
)

TODAY = date(2026, 11, 21)
days = st.dates(date(2000, 1, 1), date(2100, 1, 1))


def a_reminder(on: date, repeats: Repeats = Repeats.NEVER, every: int = 1, anchor: date | None = None) -> Reminder:
    return Reminder(1, 1, on, anchor or on, "Ask for the list", repeats, every, "mk", None)


def test_the_31st_stays_the_31st_where_the_month_has_one() -> None:
    day = date(2026, 1, 31)
    found = []
    for _ in range(4):
        following = next_day(date(2026, 1, 31), Repeats.MONTHLY, 1, day)
        assert following is not None
        found.append(following)
        day = following
    assert found == [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31)]


@pytest.mark.parametrize(
    ("repeats", "every", "after", "expected"),
    [
        (Repeats.DAILY, 1, date(2026, 11, 21), date(2026, 11, 22)),
        (Repeats.DAILY, 10, date(2026, 12, 5), date(2026, 12, 11)),
        (Repeats.WEEKLY, 2, date(2026, 11, 21), date(2026, 12, 5)),
        (Repeats.MONTHLY, 3, date(2027, 2, 21), date(2027, 5, 21)),
        (Repeats.YEARLY, 1, date(2028, 11, 20), date(2028, 11, 21)),
    ],
)
def test_the_next_day_of_a_series(repeats: Repeats, every: int, after: date, expected: date) -> None:
    assert next_day(date(2026, 11, 21), repeats, every, after) == expected


def test_a_leap_day_comes_back_in_the_leap_year() -> None:
    assert next_day(date(2024, 2, 29), Repeats.YEARLY, 1, date(2027, 3, 1)) == date(2028, 2, 29)


@given(days, st.sampled_from([one for one in Repeats if one is not Repeats.NEVER]), st.integers(1, MOST_EVERY), days)
def test_the_next_day_is_the_first_of_the_series_after_a_day(
    anchor: date, repeats: Repeats, every: int, after: date
) -> None:
    months = {Repeats.MONTHLY: every, Repeats.YEARLY: 12 * every}.get(repeats)
    length = {Repeats.DAILY: every, Repeats.WEEKLY: 7 * every}.get(repeats, 0)
    found = next_day(anchor, repeats, every, after)
    number, day = 0, anchor
    while day <= after:
        number += 1
        day = add_months(anchor, number * months) if months else anchor + timedelta(days=number * length)
    assert found == day


def test_what_fell_due_meanwhile_is_done_with_it() -> None:
    late = a_reminder(date(2026, 9, 30), Repeats.MONTHLY, anchor=date(2026, 8, 31))
    assert after_done(late, TODAY) == date(2026, 11, 30)
    early = a_reminder(date(2026, 11, 30), Repeats.MONTHLY, anchor=date(2026, 8, 31))
    assert after_done(early, TODAY) == date(2026, 12, 31), "one that is done before its day does not come on that day"
    assert after_done(a_reminder(TODAY), TODAY) is None


@pytest.mark.parametrize(
    ("draft", "said"),
    [
        (ReminderDraft(uuid4(), TODAY, "  "), "A reminder needs a text."),
        (ReminderDraft(uuid4(), TODAY, "x" * 201), "A reminder has at most 200 characters."),
        (ReminderDraft(uuid4(), TODAY, "x", Repeats.DAILY, 0), "Every is a whole number from 1 to 99."),
        (ReminderDraft(uuid4(), TODAY - timedelta(days=1), "x"), "The day of the reminder is over."),
    ],
)
def test_what_no_reminder_can_be_is_refused(draft: ReminderDraft, said: str) -> None:
    with pytest.raises(RuleError, match=said):
        check_reminder(draft, TODAY)


def test_one_that_is_late_keeps_its_day_while_its_text_is_changed() -> None:
    late = TODAY - timedelta(days=3)
    check_reminder(ReminderDraft(uuid4(), late, "x"), TODAY, late)


def test_how_often_it_comes_is_said_in_words() -> None:
    assert [say_repeats(one, 1) for one in Repeats] == ["", "every day", "every week", "every month", "every year"]
    assert say_repeats(Repeats.WEEKLY, 2) == "every 2 weeks"


def test_the_page_before_saving_names_what_changes() -> None:
    old = a_reminder(TODAY)
    draft = ReminderDraft(uuid4(), TODAY, old.about, Repeats.MONTHLY, 2, "", id=1, version=1)
    rows = {row.label: (row.new, row.old) for row in review_reminder(draft, TODAY, old).rows}
    assert rows["Text"] == ("Ask for the list", None)
    assert rows["Repeats"] == ("every 2 months", "once")
    assert rows["For"] == ("everybody", "mk")
    assert review_done(a_reminder(TODAY, Repeats.DAILY), TODAY).consequence == "It comes again on Sun 22 Nov 2026."
    assert ("Repeats", "every 2 weeks") in [
        (row.label, row.new) for row in review_drop(a_reminder(TODAY, Repeats.WEEKLY, 2)).rows
    ]
