"""Read the dates of a whole column, whose order of day and month is decided once for all its rows.

Year first, a month's name, and a dotted date (day first wherever dots are written) are read as they stand. Dates
like 4/6/2013 are not: if every row could be read both ways the column is refused, unless the order was given.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from billdesk.domain.errors import InputError


class DateOrder(StrEnum):
    """The order of year, month and day, as `--dates` takes it."""

    YMD = "ymd"
    DMY = "dmy"
    MDY = "mdy"


_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|(\d{4})(\d{2})(\d{2})", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})", re.ASCII)
_YEAR_SHORT = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2}", re.ASCII)
_NAMED = re.compile(r"(\d{1,2})[-/ .]+([a-z]{3,9})[-/ .,]+(\d{4})|([a-z]{3,9}) +(\d{1,2})(?:, *| +)(\d{4})", re.ASCII)
_TIME = re.compile(r"[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$", re.ASCII)
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_UNREADABLE = "It is not a date that can be read, such as 2026-11-30."


@dataclass
class DateColumn:
    """What the rows of one column say about the order of their dates; fed row by row, then asked once."""

    heading: str
    _day_first: tuple[int, str] | None = None
    _month_first: tuple[int, str] | None = None
    _both: list[tuple[int, str]] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)

    def see(self, row: int, text: str) -> None:
        """Take one cell into account; only dates such as 4/6/2013 tell anything, and each day only once."""
        if text in self._seen:
            return
        self._seen.add(text)
        numbers = _slashed(text)
        if numbers is None:
            return
        first, second = numbers
        if first > 12 >= second:
            self._day_first = self._day_first or (row, text.strip())
        elif second > 12 >= first:
            self._month_first = self._month_first or (row, text.strip())
        elif first != second and first <= 12 and len(self._both) < 2:
            self._both.append((row, text.strip()))

    def decide(self, file_name: str, given: DateOrder | None) -> DateOrder | None:
        """The column's order; `None` where no row needs one.

        Raises `InputError` naming two rows when the rows fit both orders, or contradict each other.
        """
        if given is not None:
            return given
        if self._day_first and self._month_first:
            raise InputError(
                f"{file_name}: the dates of {self.heading!r} contradict each other: {_say(self._day_first)} "
                f"can only be day first, {_say(self._month_first)} only month first.",
                "Say which is right with --dates dmy or --dates mdy; rows that do not fit are then named.",
            )
        if self._day_first or self._month_first:
            return DateOrder.DMY if self._day_first else DateOrder.MDY
        if self._both:
            shown = " and ".join(_say(row) for row in self._both) + (" shows" if len(self._both) == 1 else " show")
            raise InputError(
                f"{file_name}: the dates of {self.heading!r} can be read day first or month first, as {shown}.",
                "Give the order with --dates dmy or --dates mdy.",
            )
        return None


def read_date(text: str, order: DateOrder | None) -> date:
    """Read one date in the order decided for its column; a time of day behind it is dropped.

    Raises `InputError` whose sentence says what is wrong with the value, without its row.
    """
    plain = _TIME.sub("", text.strip())
    if match := _YEAR_FIRST.fullmatch(plain):
        year, month, day = (match[1], match[3], match[4]) if match[1] else (match[5], match[6], match[7])
        return _day(int(year), int(month), int(day))
    if order is not DateOrder.YMD and (match := _YEAR_LAST.fullmatch(plain)):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        if order is DateOrder.MDY:
            return _day(year, first, second)
        if order is DateOrder.DMY or match[2] == "." or first == second:
            return _day(year, second, first)
    if match := _NAMED.fullmatch(plain.casefold()):
        day, name, year = (match[1], match[2], match[3]) if match[1] else (match[5], match[4], match[6])
        return _day(int(year), _month(name), int(day))
    if _YEAR_SHORT.fullmatch(plain):
        raise InputError("It has a year of two digits; write all four.")
    raise InputError(_UNREADABLE)


def _slashed(text: str) -> tuple[int, int] | None:
    """The first two numbers of a date with slashes or hyphens and the year last."""
    match = _YEAR_LAST.fullmatch(_TIME.sub("", text.strip()))
    if match is None or match[2] == ".":
        return None
    return int(match[1]), int(match[3])


def _day(year: int, month: int, day: int) -> date:
    try:
        found = date(year, month, day)
    except ValueError:
        raise InputError("It is not a day of the calendar.") from None
    if not 1900 <= year <= 2200:
        raise InputError("It is not within the years 1900 to 2200.")
    return found


def _month(name: str) -> int:
    found = [number for number, month in enumerate(_MONTHS, start=1) if month.startswith(name)]
    if len(found) != 1:
        raise InputError(_UNREADABLE)
    return found[0]


def _say(seen: tuple[int, str]) -> str:
    row, text = seen
    return f"row {row} ({text})"
