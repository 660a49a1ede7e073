"""A calculation in words, a line each: what a customer who asks how it was reckoned is shown."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Final

from billdesk.domain.dates import say_short
from billdesk.domain.interest.calculation import Calculation, Line
from billdesk.domain.interest.rates import FixedSum
from billdesk.domain.interest.rules import Accrual
from billdesk.domain.money import digits, format_minor

MORE_DIGITS: Final = 4
"""Decimals that a line shows beyond those of the currency; only the sum is rounded to it."""


def unrounded(minor: Fraction, currency: str) -> str:
    """An exact amount of minor units in major ones, rounded four decimals beyond the currency's."""
    places = digits(currency) + MORE_DIGITS
    whole, rest = divmod(floor(minor * 10**MORE_DIGITS + Fraction(1, 2)), 10**places)
    return f"{whole}.{rest:0{places}d}"


def plain_percent(percent: Decimal) -> str:
    """A percentage without trailing zeros."""
    return f"{percent.normalize():f}"


def _percent(percent: Decimal) -> str:
    """A percentage with two decimals, or all that it has."""
    return f"{percent:.2f}" if percent == round(percent, 2) else plain_percent(percent)


def tell_interest(found: Calculation) -> Iterator[str]:
    """Every line with its days, principal, rate and article, then the sum; nothing where there are no lines."""
    per = "month" if found.rule.accrual is Accrual.MONTHLY else "year"
    for line in found.lines:
        principal, amount = _principal(line, found.currency), unrounded(line.amount, found.currency)
        yield f"{_days(line)}, {line.days} d on {principal} at {_percent(line.percent)} % a {per}: {amount}"
        yield f"  {_basis(line)}"
    if found.lines:
        total = format_minor(found.interest.minor, found.currency)
        yield f"together {unrounded(found.exact, found.currency)}, rounded once: {found.currency} {total}"


def tell_fixed_sum(owed: FixedSum) -> str:
    """A fixed sum with its article."""
    return f"fixed sum {owed.amount.currency} {format_minor(owed.amount.minor, owed.amount.currency)}: {owed.article}"


def _days(line: Line) -> str:
    last = f"{say_short(line.last)} {line.last.year}"
    if line.first == line.last:
        return last
    year = "" if line.first.year == line.last.year else f" {line.first.year}"
    return f"{say_short(line.first)}{year} – {last}"


def _principal(line: Line, currency: str) -> str:
    said = f"{currency} {format_minor(line.principal_minor, currency)}"
    return f"{said} and earlier interest {unrounded(line.grown, currency)}" if line.grown else said


def _basis(line: Line) -> str:
    """The article, and the row of the table that the rate comes from."""
    if line.rate is None:
        return line.article
    since = f"{say_short(line.rate.valid_from)} {line.rate.valid_from.year}"
    marks = [f"{line.article}; rate {_percent(line.rate.percent)} from {since}, {line.rate.source}"]
    marks += ["the table is older than these days"] if line.beyond else []
    marks += [] if line.rate.compared else ["not compared with the publisher"]
    return "; ".join(marks)
