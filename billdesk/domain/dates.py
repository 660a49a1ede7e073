"""Days as the desk reads and says them. English words, no locale; `today` is always an argument."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from billdesk.domain.errors import InputError

_WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_FULL_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NEAR: Final = {"today": 0, "tomorrow": 1, "yesterday": -1}
# A year typed wrongly (206-11-30, 20226-11-30) must not become a date of the book.
_FIRST_YEAR: Final = 1970
_LAST_YEAR: Final = 2199
_MOST_DAYS: Final = 3660
_WAY_OUT: Final = "Type it like 2026-11-30, 30.11., +14, today, eom or fri."
_ISO: Final = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_POINTS: Final = re.compile(r"([0-9]{1,2})\. ?([0-9]{1,2})\.? ?([0-9]{4})?")
_SLASHES: Final = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
# Alternatives, not a set: one that reaches beyond Latin-1 takes 4 ms to compile, and the first frame waits for it.
_OFFSET: Final = re.compile(r"(\+|-|\u2212) ?([0-9]{1,4})")


def add_months(anchor: date, n: int) -> date:
    """The same day `n` months after the anchor, or the last day of a shorter month (31 Jan → 28 Feb).

    Count from the anchor each time: adding a month to a result loses the day for good.
    """
    from dateutil.relativedelta import relativedelta  # here: the first frame needs no month steps

    return anchor + relativedelta(months=n)


def month_day(day: date, wanted: int) -> date:
    """Day `wanted` (1 to 31) of the month of `day`, or its last day when the month is shorter."""
    from dateutil.relativedelta import relativedelta

    return day + relativedelta(day=wanted)


def end_of_month(day: date) -> date:
    """The last day of the month of `day`."""
    return month_day(day, 31)


def next_business_day(day: date, holidays: frozenset[date] = frozenset()) -> date:
    """The day itself, or the first day after it that is no Saturday, Sunday or holiday."""
    while day.weekday() >= 5 or day in holidays:
        day += timedelta(days=1)
    return day


def add_business_days(day: date, n: int, holidays: frozenset[date] = frozenset()) -> date:
    """The `n`-th business day after `day` (n ≥ 0); with 0, `day` moved off a weekend or holiday."""
    if n == 0:
        return next_business_day(day, holidays)
    for _ in range(n):
        day = next_business_day(day + timedelta(days=1), holidays)
    return day


def parse_day(text: str, today: date, *, forward: bool = False) -> date:
    """Read a day as people type it.

    `2026-11-30`, `30.11.2026`, `30.11.` (the nearest such day, or with `forward` the next from today on),
    `30/11/2026` when day and month cannot be mistaken for each other, `+14` and `-3` days from today, `today`,
    `tomorrow`, `yesterday`, `eom` (end of this month), `mon` … `sun` (the next such day after today).
    Raises `InputError` for anything else, for days that do not exist and for years outside 1970 to 2199.
    """
    typed = text.strip().casefold()
    found = _relative(typed, today)
    return found if found is not None else _calendar_day(typed, today, forward)


def _relative(typed: str, today: date) -> date | None:
    """The day that a word or an offset means, or `None` when it is neither."""
    if typed in _NEAR:
        return today + timedelta(days=_NEAR[typed])
    if typed == "eom":
        return end_of_month(today)
    if match := _OFFSET.fullmatch(typed):
        return _shift(today, int(match[2]) if match[1] == "+" else -int(match[2]))
    for number, full in enumerate(_FULL_WEEKDAYS):
        if typed in {full[:3], full}:
            return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)
    return None


def _calendar_day(typed: str, today: date, forward: bool) -> date:
    if match := _ISO.fullmatch(typed):
        return _real_day(int(match[1]), int(match[2]), int(match[3]))
    if match := _SLASHES.fullmatch(typed):
        return _slashed(int(match[1]), int(match[2]), int(match[3]))
    match = _POINTS.fullmatch(typed)
    if match is None:
        raise InputError("That is not a day the desk can read.", _WAY_OUT)
    day, month = int(match[1]), int(match[2])
    return _real_day(int(match[3]), month, day) if match[3] else _without_year(day, month, today, forward)


def _shift(today: date, days: int) -> date:
    if abs(days) > _MOST_DAYS:
        raise InputError("That is more than ten years away.", _WAY_OUT)
    return today + timedelta(days=days)


def _real_day(year: int, month: int, day: int) -> date:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise InputError(f"The year {year} is outside {_FIRST_YEAR} to {_LAST_YEAR}.", "Check the year.")
    try:
        return date(year, month, day)
    except ValueError:
        raise InputError("There is no such day in the calendar.", _WAY_OUT) from None


def _slashed(first: int, second: int, year: int) -> date:
    """A date with slashes is written day first in most countries and month first in some."""
    if first != second and first <= 12 and second <= 12:
        one, other = _real_day(year, second, first), _real_day(year, first, second)
        raise InputError(
            f"That can be {say_short(one)} or {say_short(other)}.",
            f"Type {one.isoformat()} or {other.isoformat()}.",
        )
    return _real_day(year, first, second) if second > 12 else _real_day(year, second, first)


def _without_year(day: int, month: int, today: date, forward: bool) -> date:
    """The nearest day of that name (the later one when two are as near), or the next from today on.

    Looks eight years either way, so that `29.2.` finds a leap day even across 1900 or 2100.
    """
    candidates = []
    for year in range(today.year - 8, today.year + 9):
        try:
            candidates.append(date(year, month, day))
        except ValueError:
            continue
    if not candidates:
        raise InputError("There is no such day in the calendar.", _WAY_OUT)
    if forward:
        return min(found for found in candidates if found >= today)
    return min(candidates, key=lambda found: (abs((found - today).days), found < today))


def say_day(day: date) -> str:
    """`Mon 30 Nov 2026`."""
    return f"{_WEEKDAYS[day.weekday()]} {say_short(day)} {day.year}"


def say_short(day: date) -> str:
    """`30 Nov`."""
    return f"{day.day} {_MONTHS[day.month - 1]}"


def short_day(day: date, today: date) -> str:
    """`30 Nov`, with the year when it is another: `30 Nov 24`."""
    return say_short(day) if day.year == today.year else f"{say_short(day)} {day:%y}"


def say_from_today(day: date, today: date) -> str:
    """`today`, `tomorrow`, `yesterday`, `in 9 days` or `3 days ago`."""
    days = (day - today).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    if days in near:
        return near[days]
    return f"in {days} days" if days > 0 else f"{-days} days ago"


def due_words(due: date, today: date) -> str:
    """How a due date reads in a list: `41 d late`, `due today`, `due Fri 27 Nov`, with the year when it is another."""
    days_late = (today - due).days
    if days_late > 0:
        return f"{days_late} d late"
    if days_late == 0:
        return "due today"
    year = "" if due.year == today.year else f" {due.year}"
    return f"due {_WEEKDAYS[due.weekday()]} {say_short(due)}{year}"
