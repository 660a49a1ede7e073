"""What holds for interest on every debt: cutting changes nothing, payments act forward only, more is never less."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from billdesk.domain.interest.calculation import Debt, Line, calculate
from billdesk.domain.interest.rates import RateTable
from billdesk.domain.interest.rules import EU, GERMANY_CONSUMER, INDIA, UK, Accrual, Rule, contract
from billdesk.domain.money import Money
from tests.domain.interest.tables import EU_TABLE, GERMANY_TABLE, INDIA_TABLE, UK_TABLE

START = date(2026, 1, 10)
RULES: tuple[tuple[Rule, RateTable | None], ...] = (
    (EU, EU_TABLE),
    (GERMANY_CONSUMER, GERMANY_TABLE),
    (UK, UK_TABLE),
    (INDIA, INDIA_TABLE),
    (contract(Decimal("9.5"), "year"), None),
    (contract(Decimal("1.25"), "month"), None),
)
days = st.integers(-20, 500)
payments = st.lists(st.tuples(days, st.integers(1, 600_000)), max_size=4)
rules = st.sampled_from(RULES)


def day(offset: int) -> date:
    return START + timedelta(days=offset)


def owing(minor: int, parts: list[tuple[int, int]]) -> Debt:
    settled = tuple((day(offset), part) for offset, part in parts)
    return Debt(Money(minor, "GBP"), START, date(2025, 12, 1), settled)


def by_day(lines: tuple[Line, ...]) -> dict[date, Fraction]:
    """The interest of each single day, wherever the lines are cut."""
    return {line.first + timedelta(days=n): line.amount / line.days for line in lines for n in range(line.days)}


@given(rules, st.integers(1, 10**9), payments, st.integers(1, 400), st.integers(1, 400))
def test_cutting_the_time_in_two_does_not_change_the_sum(
    chosen: tuple[Rule, RateTable | None], minor: int, parts: list[tuple[int, int]], one: int, other: int
) -> None:
    """Up to a day, and what comes after it, are together the whole: to the last fraction."""
    debt = owing(minor, parts)
    until, to = sorted((day(one), day(other)))
    whole = calculate(debt, *chosen, to)
    early = calculate(debt, *chosen, until)
    cut = calculate(replace(debt, settled=(*debt.settled, (until, 0))), *chosen, to)
    assert cut.exact == whole.exact
    assert early.exact + sum(line.amount for line in cut.lines if line.first > until) == whole.exact


@given(rules, st.integers(1, 10**9), payments, st.integers(-10, 400), st.integers(1, 400))
def test_a_claim_goes_on_where_the_one_before_ended(
    chosen: tuple[Rule, RateTable | None], minor: int, parts: list[tuple[int, int]], one: int, other: int
) -> None:
    """No day twice and none left out, also where interest bears interest; the fixed sum is given once."""
    debt = owing(minor, parts)
    until, to = sorted((day(one), day(other)))
    first, second = calculate(debt, *chosen, until), calculate(debt, *chosen, to, until)
    whole = calculate(debt, *chosen, to)
    assert first.exact + second.exact == whole.exact
    assert all(line.last <= until for line in first.lines)
    assert all(line.first > until for line in second.lines)
    assert [found for found in (first.fixed_sum, second.fixed_sum) if found] == [
        found for found in (whole.fixed_sum,) if found
    ]


@given(
    st.sampled_from([EU, GERMANY_CONSUMER]), st.integers(1, 10**9), payments, st.integers(1, 400), st.integers(1, 400)
)
def test_two_claims_for_the_parts_of_a_time_are_as_much_as_one(
    rule: Rule, minor: int, parts: list[tuple[int, int]], one: int, other: int
) -> None:
    """Where interest is simple and its rate follows the calendar, claims for both parts add up to one for all."""
    table = EU_TABLE if rule is EU else GERMANY_TABLE
    debt = owing(minor, parts)
    until, to = sorted((day(one), day(other)))
    both = (calculate(debt, rule, table, until), calculate(replace(debt, due_on=until), rule, table, to))
    assert sum(found.exact for found in both) == calculate(debt, rule, table, to).exact


@given(rules, st.integers(1, 10**9), payments, st.integers(-20, 400), st.integers(1, 10**9))
def test_a_payment_lowers_later_days_only(
    chosen: tuple[Rule, RateTable | None], minor: int, parts: list[tuple[int, int]], paid: int, part: int
) -> None:
    to = day(400)
    without = by_day(calculate(owing(minor, parts), *chosen, to).lines)
    with_it = by_day(calculate(owing(minor, [*parts, (paid, part)]), *chosen, to).lines)
    for each, before in without.items():
        after = with_it.get(each, Fraction(0))
        assert after == before if each <= day(paid) else after < before
    assert set(with_it) <= set(without)


@given(rules, st.integers(1, 10**9), payments, st.integers(0, 400), st.integers(0, 60))
def test_more_days_are_never_less(
    chosen: tuple[Rule, RateTable | None], minor: int, parts: list[tuple[int, int]], until: int, more: int
) -> None:
    debt = owing(minor, parts)
    assert calculate(debt, *chosen, day(until)).exact <= calculate(debt, *chosen, day(until + more)).exact


@given(rules, st.integers(1, 10**9), payments, st.integers(0, 400), st.integers(0, 10**6))
def test_more_principal_is_never_less(
    chosen: tuple[Rule, RateTable | None], minor: int, parts: list[tuple[int, int]], until: int, more: int
) -> None:
    less, greater = (calculate(owing(amount, parts), *chosen, day(until)) for amount in (minor, minor + more))
    assert less.exact <= greater.exact


@given(rules, st.integers(1, 10**9), payments, st.integers(1, 400))
def test_the_lines_are_in_order_without_overlap_and_add_up(
    chosen: tuple[Rule, RateTable | None], minor: int, parts: list[tuple[int, int]], until: int
) -> None:
    found = calculate(owing(minor, parts), *chosen, day(until))
    for one, following in zip(found.lines, found.lines[1:], strict=False):
        assert one.first <= one.last < following.first
    assert all(line.first > START and line.last <= day(until) for line in found.lines)
    assert all(line.principal_minor > 0 and line.amount > 0 for line in found.lines)
    assert abs(found.exact - found.interest.minor) <= Fraction(1, 2)
    if chosen[0].accrual is not Accrual.COMPOUND:
        assert all(line.grown == 0 for line in found.lines)


@given(st.integers(1, 10**9), st.integers(1, 400))
def test_growing_by_the_month_is_never_below_the_same_rate_without(minor: int, until: int) -> None:
    simple = contract(Decimal("16.5") / 12, "month")
    debt = owing(minor, [])
    assert calculate(debt, INDIA, INDIA_TABLE, day(until)).exact >= calculate(debt, simple, None, day(until)).exact
