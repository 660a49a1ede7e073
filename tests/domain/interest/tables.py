"""Tables of rates for tests, and debts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from billdesk.domain.interest.calculation import Debt
from billdesk.domain.interest.rates import Changes, Debtor, FixedSum, Margin, Rate, RateTable
from billdesk.domain.money import Money

NOTED = date(2026, 11, 21)
LONG_AGO = date(2000, 1, 1)


def rate(valid_from: str, percent: str) -> Rate:
    return Rate(date.fromisoformat(valid_from), Decimal(percent), "a test", NOTED, "a test", NOTED)


def margin(plus: str, times: str = "1", debtor: Debtor = Debtor.BUSINESS, debts_from: date = LONG_AGO) -> Margin:
    return Margin(debtor, debts_from, Decimal(times), Decimal(plus), "Art. 3", "a test", NOTED)


def fixed_sum(minor: int, currency: str, from_minor: int = 0) -> FixedSum:
    return FixedSum(LONG_AGO, from_minor, Money(minor, currency), "Art. 6", "a test", NOTED)


EU_TABLE = RateTable(
    "rate of the ECB",
    Changes.HALF_YEARLY,
    (rate("2026-01-01", "2.15"), rate("2026-07-01", "2.40")),
    (margin("8"),),
    (fixed_sum(4000, "EUR"),),
)
GERMANY_TABLE = RateTable(
    "base rate",
    Changes.HALF_YEARLY,
    (rate("2026-01-01", "1.27"), rate("2026-07-01", "1.27")),
    (margin("9"), margin("5", debtor=Debtor.CONSUMER)),
    (fixed_sum(4000, "EUR"),),
)
UK_TABLE = RateTable(
    "base rate of the Bank of England",
    Changes.HALF_YEARLY,
    (rate("2025-07-01", "4.25"), rate("2026-01-01", "3.75")),
    (margin("8"),),
    (fixed_sum(4000, "GBP"), fixed_sum(7000, "GBP", 100_000), fixed_sum(10_000, "GBP", 1_000_000)),
)
INDIA_TABLE = RateTable(
    "bank rate",
    Changes.ANY_DAY,
    (rate("2025-12-05", "5.50"),),
    (margin("0", times="3"),),
    noted_to=date(2026, 12, 31),
)


def debt(minor: int, due_on: str, *settled: tuple[str, int], currency: str = "EUR", arose_on: str = "") -> Debt:
    """A debt that arose a month before it was due, or on `arose_on`."""
    due = date.fromisoformat(due_on)
    arose = date.fromisoformat(arose_on) if arose_on else date.fromordinal(due.toordinal() - 30)
    return Debt(Money(minor, currency), due, arose, tuple((date.fromisoformat(on), part) for on, part in settled))
