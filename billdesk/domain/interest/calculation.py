"""Interest on one debt, line by line: who wants to check it can add up the lines.

Interest runs from the day after the due date up to and including the day that is asked, on what is open at the start
of each day: a payment lowers the days after it. Everything is exact until the end, where the sum is rounded half up
once. The sum is a claim of its own and changes no invoice.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import floor
from typing import Final

from billdesk.domain.dates import add_months
from billdesk.domain.errors import RuleError
from billdesk.domain.interest.rates import Debtor, FixedSum, Margin, Rate, RateTable
from billdesk.domain.interest.rules import Accrual, Rule
from billdesk.domain.money import Money

DAYS_OF_YEAR: Final = 365
LONGEST_YEARS: Final = 30
"""Interest is counted over no more than this: a longer time is a mistyped year."""

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Debt:
    """What is owed on one due date.

    `arose_on` is the day of the contract or, unless that is known, of the invoice: it decides which version of a law
    holds. `settled` are days and amounts (minor units) of what came; negative where it was undone.
    """

    amount: Money
    due_on: date
    arose_on: date
    settled: tuple[tuple[date, int], ...] = ()

    def open_on(self, day: date) -> int:
        """What is open at the start of a day, in minor units; never below zero."""
        return max(0, self.amount.minor - sum(minor for on, minor in self.settled if on < day))


@dataclass(frozen=True, slots=True)
class Line:
    """Days that share principal and rate. `first` and `last` are both counted.

    `grown` is interest of earlier months that bears interest itself; `amount` is this line's interest; both are exact,
    in minor units. `percent` is a year's, or a month's where the rule counts by the month. `rate` is the row of the
    table it comes from, if there is one. `beyond` says that the table does not reach these days and its last rate was
    used.
    """

    first: date
    last: date
    principal_minor: int
    grown: Fraction
    percent: Decimal
    article: str
    amount: Fraction
    beyond: bool
    rate: Rate | None = None

    @property
    def days(self) -> int:
        """How many days the line counts."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Calculation:
    """Interest on a debt under a rule: its lines, the fixed sum if there is one, and what one should know about it."""

    rule: Rule
    currency: str
    lines: tuple[Line, ...] = ()
    fixed_sum: FixedSum | None = None
    notes: tuple[str, ...] = ()

    @property
    def exact(self) -> Fraction:
        """The sum of the lines in minor units, before rounding."""
        return sum((line.amount for line in self.lines), Fraction(0))

    @property
    def interest(self) -> Money:
        """The sum of the lines, rounded half up once."""
        return Money(floor(self.exact + Fraction(1, 2)), self.currency)


@dataclass(frozen=True, slots=True)
class _Basis:
    """Where the rate of a day comes from: a law's table and margin, or (neither) the contract."""

    rule: Rule
    start: date
    table: RateTable | None = None
    margin: Margin | None = None

    @property
    def article(self) -> str:
        return self.margin.article if self.margin else "contract"

    def rate_on(self, day: date) -> Rate | None:
        """The row of the table for a day that it reaches; none under a contract."""
        return self.table.rate_on(self._looked_up(day)) if self.table else None

    def percent_on(self, day: date) -> Decimal:
        """The rate owed on a day that the table reaches."""
        rate = self.rate_on(day)
        return self.margin.percent(rate) if self.margin and rate else self.rule.percent

    def is_beyond(self, day: date) -> bool:
        return self.table is not None and self._looked_up(day) > self.table.complete_to

    def changes(self) -> Iterator[date]:
        """The days on which the rate, or what is known of it, may become another."""
        if self.table and not self.rule.fixed_at_start:
            yield from (rate.valid_from for rate in self.table.rates)
            yield self.table.complete_to + _DAY

    def _looked_up(self, day: date) -> date:
        return self.start if self.rule.fixed_at_start else day


def calculate(debt: Debt, rule: Rule, table: RateTable | None, to: date, after: date | None = None) -> Calculation:
    """Interest on a debt up to and including a day, with the fixed sum that the rule gives beside it.

    `table` is the one the rule names. What was claimed up to and including `after` is left out: the lines go on from
    there, and the fixed sum is given only for a debt that was not late by then. Raises `RuleError` when the law or the
    table does not reach back to the debt, and above `LONGEST_YEARS`.
    """
    start = debt.due_on + _DAY
    if not rule.bears or to < start:
        return Calculation(rule, debt.amount.currency)
    if to > add_months(start, 12 * LONGEST_YEARS):
        raise RuleError(f"Interest is counted over at most {LONGEST_YEARS} years.", "Check the due date and the day.")
    basis = _basis(debt, rule, table, start)
    lines = tuple(line for line in _lines(debt, basis, to, after) if after is None or line.first > after)
    fixed_sum, remark = _fixed_sum(debt, basis) if after is None or start > after else (None, None)
    notes = tuple(note for note in (*_remarks(basis, lines), remark) if note)
    return Calculation(rule, debt.amount.currency, lines, fixed_sum, notes)


def _remarks(basis: _Basis, lines: tuple[Line, ...]) -> Iterator[str | None]:
    """What one should know of the rates that were used."""
    if basis.table and lines:
        yield basis.table.say_old(lines[-1].last) if any(line.beyond for line in lines) else None
        yield basis.table.say_not_compared(dict.fromkeys(line.rate for line in lines if line.rate))


def _basis(debt: Debt, rule: Rule, table: RateTable | None, start: date) -> _Basis:
    if not rule.table:
        return _Basis(rule, start)
    if table is None:
        raise RuleError(f"There are no rates for the rule “{rule}”.", "Give its table.")
    margin = table.margin_for(rule.debtor, debt.arose_on)
    if margin is None:
        raise RuleError(
            f"The table of the {table.name} has no margin for a debt of {debt.arose_on}.",
            "Add the margin of that time to your own table, or choose another rule.",
        )
    if table.rate_on(start) is None:
        raise RuleError(
            f"The table of the {table.name} begins on {table.rates[0].valid_from}; this debt is late since {start}.",
            "Add the older rates to your own table.",
        )
    return _Basis(rule, start, table, margin)


def _lines(debt: Debt, basis: _Basis, to: date, after: date | None) -> Iterator[Line]:
    """The lines in order, none across the end of `after`; days on which nothing is open have none."""
    accrual = basis.rule.accrual
    months = _months(basis.start, to) if accrual is not Accrual.DAILY else [basis.start]
    inner = {*months, *basis.changes(), *(on + _DAY for on, _minor in debt.settled)}
    if after is not None:
        inner.add(after + _DAY)
    cuts = [basis.start, *sorted(day for day in inner if basis.start < day <= to), to + _DAY]
    grown = of_this_month = Fraction(0)
    for first, following in pairwise(cuts):
        if accrual is Accrual.COMPOUND and first in months:
            grown, of_this_month = grown + of_this_month, Fraction(0)
        principal = debt.open_on(first)
        if principal:
            share = _share(accrual, months, first, (following - first).days)
            percent = basis.percent_on(first)
            amount = (principal + grown) * Fraction(percent) / 100 * share
            of_this_month += amount
            beyond, rate = basis.is_beyond(first), basis.rate_on(first)
            yield Line(first, following - _DAY, principal, grown, percent, basis.article, amount, beyond, rate)


def _share(accrual: Accrual, months: list[date], first: date, days: int) -> Fraction:
    """Which part of the rate's year (or month, where the rate is a month's) so many days from a day on are."""
    if accrual is Accrual.DAILY:
        return Fraction(days, DAYS_OF_YEAR)
    place = bisect_right(months, first)
    of_month = Fraction(days, (months[place] - months[place - 1]).days)
    return of_month / 12 if accrual is Accrual.COMPOUND else of_month


def _months(start: date, to: date) -> list[date]:
    """The days on which a month begins, counted from the first late day, to the first one after `to`."""
    months = [start]
    while months[-1] <= to:
        months.append(add_months(start, len(months)))
    return months


def _fixed_sum(debt: Debt, basis: _Basis) -> tuple[FixedSum | None, str | None]:
    """The fixed sum that is owed once a debt is late, by what was open then, or a sentence why none can be given."""
    is_business = basis.rule.debtor is Debtor.BUSINESS
    sums = basis.table.sums_for(debt.arose_on) if basis.table and is_business else ()
    owed = debt.open_on(basis.start)
    if not sums or not owed:
        return None, None
    in_bands = len(sums) > 1
    if in_bands and sums[0].amount.currency != debt.amount.currency:
        return None, (
            f"The fixed sum goes by the amount in {sums[0].amount.currency}; "
            f"this debt is in {debt.amount.currency}, so none is given."
        )
    return next((row for row in reversed(sums) if not in_bands or row.from_minor <= owed), None), None
