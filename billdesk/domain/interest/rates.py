"""Dated figures that the rules of interest use: reference rates, what a law adds to them, fixed sums.

Every row says from when it holds, who publishes the figure and when the row was written. Nothing here is a constant of
the program: the rows come from files, so that a new rate needs no new program.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Final

from billdesk.domain.dates import add_months, say_short
from billdesk.domain.errors import InputError
from billdesk.domain.money import Money

LEAST_PERCENT: Final = Decimal(-5)
MOST_PERCENT: Final = Decimal(100)
MOST_TIMES: Final = Decimal(10)


class Changes(StrEnum):
    """When a reference rate changes."""

    HALF_YEARLY = "half-yearly"
    ANY_DAY = "any day"


class Debtor(StrEnum):
    """Who owes; the law adds more where it is a business."""

    BUSINESS = "business"
    CONSUMER = "consumer"


@dataclass(frozen=True, slots=True)
class Rate:
    """A reference rate in percent a year, from a day on until the next row. Raises `InputError` out of -5 to 100.

    `seen_in` names the published text that the figure was compared with, `seen_on` the day that was done.
    """

    valid_from: date
    percent: Decimal
    source: str
    noted_on: date
    seen_in: str = ""
    seen_on: date | None = None

    def __post_init__(self) -> None:
        if not LEAST_PERCENT <= self.percent <= MOST_PERCENT:
            raise InputError(f"A rate is between {LEAST_PERCENT} and {MOST_PERCENT} percent a year.")

    @property
    def compared(self) -> bool:
        """Whether the figure was compared with what its publisher says."""
        return bool(self.seen_in)


@dataclass(frozen=True, slots=True)
class Margin:
    """What a law makes of the reference rate, for debts that arose from a day on: `times` the rate, `plus` points.

    Raises `InputError` when `times` or `plus` are out of reason, or could make interest negative.
    """

    debtor: Debtor
    debts_from: date
    times: Decimal
    plus: Decimal
    article: str
    source: str
    noted_on: date

    def __post_init__(self) -> None:
        if not 1 <= self.times <= MOST_TIMES or not 0 <= self.plus <= MOST_PERCENT:
            raise InputError(f"A margin is 1 to {MOST_TIMES} times the rate, plus 0 to {MOST_PERCENT} points.")

    def percent(self, rate: Rate) -> Decimal:
        """The yearly rate that the debtor owes; never below zero."""
        return max(Decimal(0), rate.percent * self.times + self.plus)


@dataclass(frozen=True, slots=True)
class FixedSum:
    """A sum owed once for a debt that arose from a day on and is at least `from_minor` (in the sum's currency).

    Raises `InputError` for amounts that cannot be.
    """

    debts_from: date
    from_minor: int
    amount: Money
    article: str
    source: str
    noted_on: date

    def __post_init__(self) -> None:
        if self.from_minor < 0 or self.amount.minor <= 0:
            raise InputError("A fixed sum is above zero, and so is the amount of the debt it begins at.")


@dataclass(frozen=True, slots=True)
class RateTable:
    """A reference rate through time with what one law makes of it. Every list is kept in the order of its days.

    A half-yearly table has a row for each 1 January and 1 July without a gap and is complete to the end of its last
    half-year. One that changes any day says in `noted_to` up to which day it is complete.
    Raises `InputError` when the rows are none, are not in order, or leave a half-year out.
    """

    name: str
    changes: Changes
    rates: tuple[Rate, ...]
    margins: tuple[Margin, ...] = ()
    fixed_sums: tuple[FixedSum, ...] = ()
    noted_to: date | None = None

    def __post_init__(self) -> None:
        if not self.rates:
            raise InputError("There is no rate in the table.", "Add at least one.")
        for one, following in pairwise(self.rates):
            if one.valid_from >= following.valid_from:
                raise InputError(f"The rate of {following.valid_from} is there twice or not in order.")
        if self.changes is Changes.HALF_YEARLY:
            self._refuse_gaps()
        elif self.noted_to is None or self.noted_to < self.rates[-1].valid_from:
            raise InputError("The table does not say up to which day it is complete.", "Add complete_to, a day.")

    def _refuse_gaps(self) -> None:
        for rate in self.rates:
            if (rate.valid_from.month, rate.valid_from.day) not in {(1, 1), (7, 1)}:
                raise InputError(f"This rate changes on 1 January and 1 July, not on {rate.valid_from}.")
        for one, following in pairwise(self.rates):
            wanted = add_months(one.valid_from, 6)
            if following.valid_from != wanted:
                raise InputError(f"The rate of {wanted} is missing.", "Add it, also where it did not change.")

    @property
    def complete_to(self) -> date:
        """The last day for which the rate is known; later days can only be reckoned with the last one."""
        if self.changes is Changes.ANY_DAY and self.noted_to is not None:
            return self.noted_to
        return add_months(self.rates[-1].valid_from, 6) - timedelta(days=1)

    def rate_on(self, day: date) -> Rate | None:
        """The rate of a day, or the last known one after it; `None` before the first."""
        place = bisect_right(self.rates, day, key=lambda rate: rate.valid_from)
        return self.rates[place - 1] if place else None

    def margin_for(self, debtor: Debtor, arose_on: date) -> Margin | None:
        """What the law makes of the rate for a debt that arose on a day; `None` where the law does not reach it."""
        found = [row for row in self.margins if row.debtor is debtor and row.debts_from <= arose_on]
        return max(found, key=lambda row: row.debts_from) if found else None

    def sums_for(self, arose_on: date) -> tuple[FixedSum, ...]:
        """The fixed sums for debts that arose on a day, the smallest debt first."""
        since = max((row.debts_from for row in self.fixed_sums if row.debts_from <= arose_on), default=None)
        return tuple(
            sorted((row for row in self.fixed_sums if row.debts_from == since), key=lambda row: row.from_minor)
        )

    def say_not_compared(self, rates: Iterable[Rate]) -> str | None:
        """A sentence that names those of some rates that nobody compared with their publisher, else `None`."""
        days = [f"{say_short(rate.valid_from)} {rate.valid_from.year}" for rate in rates if not rate.compared]
        if not days:
            return None
        which = f"The rate of {days[0]}" if len(days) == 1 else f"The rates of {', '.join(days[:-1])} and {days[-1]}"
        verb = "was" if len(days) == 1 else "were"
        return (
            f"{which} in the table of the {self.name} {verb} not compared with the publisher; look before you charge."
        )

    def say_old(self, as_of: date) -> str | None:
        """A sentence when the table does not reach a day any more, else `None`."""
        if as_of <= self.complete_to:
            return None
        last = self.complete_to
        return (
            f"The table of the {self.name} is complete to {say_short(last)} {last.year} only; "
            "later days are reckoned with its last rate until you add the new one."
        )
