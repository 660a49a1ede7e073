"""Four weeks of what comes due: which day holds how much of what, and which day holds too much. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from statistics import median_low

from billdesk.domain.money import Money

WEEKS = 4
DAYS = 7 * WEEKS
FULL = 12
"""A day with fewer things to do than this is never called full."""


class Due(StrEnum):
    """What can come due on a day, in the order in which a day's entries stand."""

    DISPUTE = "dispute"
    PROMISE = "promise"
    REMINDER = "reminder"
    STEP = "step"
    WAKES = "comes back"
    INSTALMENT = "falls due"

    @property
    def is_work(self) -> bool:
        """Whether somebody at the desk has to do something; what falls due only has to be paid."""
        return self is not Due.INSTALMENT


@dataclass(frozen=True, slots=True)
class DueItem:
    """One thing that comes due on a day. `text` says what, `who` whose it is; `key` names it for ever
    (`reminder:4`, `promise:7`, `step:12:EUR`, `dispute:3`, `instalment:9`, `snooze:account:12:EUR`, `pause:5`).

    `since` is the day it was due on when that is over and it is not done: it stands on today then.
    """

    on: date
    due: Due
    key: str
    text: str
    who: str = ""
    customer_id: int | None = None
    invoice_id: int | None = None
    amount: Money | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """One day with its entries, the largest amounts of a kind first."""

    on: date
    entries: tuple[DueItem, ...] = ()
    full: bool = False

    @property
    def counts(self) -> Mapping[Due, int]:
        """How many there are of each kind, in the order of the kinds."""
        found = Counter(entry.due for entry in self.entries)
        return {due: found[due] for due in Due if found[due]}

    @property
    def work(self) -> int:
        """How many of them somebody has to do something about."""
        return sum(entry.due.is_work for entry in self.entries)

    @property
    def sums(self) -> tuple[Money, ...]:
        """What is expected to come in on the day: what falls due and what was promised, by currency."""
        found: dict[str, int] = defaultdict(int)
        for entry in self.entries:
            if entry.amount is not None and entry.due in (Due.INSTALMENT, Due.PROMISE):
                found[entry.amount.currency] += entry.amount.minor
        return tuple(Money(minor, currency) for currency, minor in sorted(found.items()))


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def late_today(entry: DueItem, today: date) -> DueItem:
    """An entry whose day is over stands on today, and says since when."""
    return replace(entry, on=today, since=entry.on) if entry.on < today else entry


def days(entries: Iterable[DueItem], first: date, today: date) -> tuple[Day, ...]:
    """The four weeks from `first` on. Work whose day is over stands on today; what fell due only is over."""
    by_day: dict[date, list[DueItem]] = defaultdict(list)
    for entry in entries:
        placed = late_today(entry, today) if entry.due.is_work else entry
        by_day[placed.on].append(placed)
    every = [first + timedelta(days=number) for number in range(DAYS)]
    usual = _usual([sum(entry.due.is_work for entry in by_day[day]) for day in every if day.weekday() < 5])
    return tuple(_day(day, by_day[day], usual) for day in every)


def _usual(work: Iterable[int]) -> int:
    """How much there is on a working day that has anything to do: the lower median."""
    some = [number for number in work if number]
    return median_low(some) if some else 0


def _day(day: date, entries: Iterable[DueItem], usual: int) -> Day:
    found = Day(day, tuple(sorted(entries, key=_order)))
    return replace(found, full=found.work >= FULL and found.work > 2 * usual)


_PLACES = {due: place for place, due in enumerate(Due)}


def _order(entry: DueItem) -> tuple[int, date, int, str]:
    return _PLACES[entry.due], entry.since or entry.on, -(entry.amount.minor if entry.amount else 0), entry.key
