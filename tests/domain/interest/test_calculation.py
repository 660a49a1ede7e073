"""Interest: the published vectors to the cent, days and part payments, fixed sums, what a table does not reach."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from billdesk.domain.errors import RuleError
from billdesk.domain.interest.calculation import Calculation, Debt, calculate
from billdesk.domain.interest.rates import RateTable
from billdesk.domain.interest.rules import EU, GERMANY, GERMANY_CONSUMER, INDIA, NONE, UK, Rule, contract, parse_rule
from billdesk.domain.money import Money
from tests.domain.interest.tables import EU_TABLE, GERMANY_TABLE, INDIA_TABLE, UK_TABLE, debt


def on(owed: Debt, rule: Rule, table: RateTable | None, to: str) -> Calculation:
    return calculate(owed, rule, table, date.fromisoformat(to))


def spans(found: Calculation) -> list[tuple[str, str, int]]:
    return [(line.first.isoformat(), line.last.isoformat(), line.days) for line in found.lines]


def test_eu_ten_thousand_two_months_late_over_a_change_of_the_rate() -> None:
    found = on(debt(1_000_000, "2026-05-31"), EU, EU_TABLE, "2026-07-31")
    assert found.interest == Money(17175, "EUR")
    assert spans(found) == [("2026-06-01", "2026-06-30", 30), ("2026-07-01", "2026-07-31", 31)]
    assert [line.percent for line in found.lines] == [Decimal("10.15"), Decimal("10.40")]
    assert [round(line.amount) for line in found.lines] == [8342, 8833]
    assert {line.article for line in found.lines} == {"Art. 3"}
    assert found.notes == ()


def test_uk_101_days_are_rounded_once_and_not_by_the_day() -> None:
    found = on(debt(500_000, "2025-09-21", currency="GBP"), UK, UK_TABLE, "2025-12-31")
    assert spans(found) == [("2025-09-22", "2025-12-31", 101)]
    assert found.lines[0].percent == Decimal("12.25")
    assert found.interest == Money(16949, "GBP")


def test_uk_keeps_the_rate_of_the_day_interest_began() -> None:
    found = on(debt(500_000, "2025-12-01", currency="GBP"), UK, UK_TABLE, "2026-06-30")
    assert [line.percent for line in found.lines] == [Decimal("12.25")]
    assert spans(found) == [("2025-12-02", "2026-06-30", 211)]


def test_uk_needs_no_newer_rate_for_a_debt_that_was_late_before() -> None:
    found = on(debt(500_000, "2026-06-01", currency="GBP"), UK, UK_TABLE, "2027-03-01")
    assert not any(line.beyond for line in found.lines)
    assert found.notes == ()


def test_india_three_months_at_three_times_the_bank_rate_compounded() -> None:
    found = on(debt(10_000_000, "2026-03-31", currency="INR"), INDIA, INDIA_TABLE, "2026-06-30")
    assert 10_000_000 + found.interest.minor == 10_418_198
    assert [line.percent for line in found.lines] == [Decimal("16.50")] * 3
    assert found.lines[1].grown == found.lines[0].amount == 137_500
    assert found.fixed_sum is None


def test_india_days_of_a_broken_month_are_their_part_of_it() -> None:
    found = on(debt(10_000_000, "2026-03-31", currency="INR"), INDIA, INDIA_TABLE, "2026-04-15")
    assert found.exact == Fraction(137_500) / 2


def test_india_a_payment_within_the_month_does_not_bring_the_next_rest_forward() -> None:
    found = on(debt(10_000_000, "2026-03-31", ("2026-04-15", 4_000_000)), INDIA, INDIA_TABLE, "2026-05-31")
    first, second, third = found.lines
    assert (first.principal_minor, second.principal_minor, third.principal_minor) == (10_000_000, 6_000_000, 6_000_000)
    assert first.grown == second.grown == 0
    assert third.grown == first.amount + second.amount == Fraction(137_500, 2) + Fraction(82_500, 2)


def test_india_interest_stops_when_the_amount_itself_is_paid() -> None:
    owed = debt(10_000_000, "2026-03-31", ("2026-05-31", 10_000_000))
    paid = on(owed, INDIA, INDIA_TABLE, "2026-05-31")
    assert on(owed, INDIA, INDIA_TABLE, "2026-09-30").exact == paid.exact > 0


def test_months_are_counted_from_the_first_late_day() -> None:
    found = on(debt(10_000_000, "2026-01-30", currency="INR"), INDIA, INDIA_TABLE, "2026-04-29")
    assert [line.first.isoformat() for line in found.lines] == ["2026-01-31", "2026-02-28", "2026-03-31"]
    assert 10_000_000 + found.interest.minor == 10_418_198


@pytest.mark.parametrize(("rule", "percent"), [(GERMANY, "10.27"), (GERMANY_CONSUMER, "6.27")])
def test_germany_adds_nine_points_between_businesses_and_five_for_a_consumer(rule: Rule, percent: str) -> None:
    found = on(debt(100_000, "2026-01-31"), rule, GERMANY_TABLE, "2026-03-31")
    assert {line.percent for line in found.lines} == {Decimal(percent)}
    assert found.exact == Fraction(100_000) * Fraction(percent) / 100 * 59 / 365


def test_a_leap_year_is_counted_over_365_days_too() -> None:
    found = on(debt(36_500, "2027-12-31"), contract(Decimal(10), "year"), None, "2028-12-31")
    assert found.exact == 10 * 366


def test_a_rate_by_the_month_is_the_same_for_a_short_month_and_a_long_one() -> None:
    rule = parse_rule("1.5 % a month")
    assert on(debt(100_000, "2026-01-31"), rule, None, "2026-02-28").exact == 1500
    assert on(debt(100_000, "2026-02-28"), rule, None, "2026-03-31").exact == 1500
    assert on(debt(100_000, "2026-01-31"), rule, None, "2027-01-31").exact == 12 * 1500


@pytest.mark.parametrize("rule", [NONE, contract(Decimal(0), "year"), contract(Decimal(0), "month")])
def test_no_interest_has_no_lines(rule: Rule) -> None:
    found = on(debt(100_000, "2026-01-31"), rule, None, "2026-03-31")
    assert (found.lines, found.interest, found.fixed_sum) == ((), Money(0, "EUR"), None)


@pytest.mark.parametrize("to", ["2026-01-01", "2026-05-30", "2026-05-31"])
def test_what_is_not_late_bears_nothing(to: str) -> None:
    found = on(debt(100_000, "2026-05-31"), EU, EU_TABLE, to)
    assert (found.lines, found.interest.minor, found.fixed_sum) == ((), 0, None)


def test_the_day_of_a_payment_still_bears_interest_on_what_was_paid() -> None:
    found = on(debt(1_000_000, "2026-05-31", ("2026-06-10", 400_000)), EU, EU_TABLE, "2026-06-30")
    assert [(line.days, line.principal_minor) for line in found.lines] == [(10, 1_000_000), (20, 600_000)]


def test_what_was_paid_in_time_bears_nothing_and_what_was_undone_does_again() -> None:
    owed = debt(1_000_000, "2026-05-31", ("2026-05-20", 900_000), ("2026-06-04", -900_000), ("2026-06-09", 1_000_000))
    found = on(owed, EU, EU_TABLE, "2026-06-30")
    assert [(line.days, line.principal_minor) for line in found.lines] == [(4, 100_000), (5, 1_000_000)]


def test_more_than_owed_earns_the_customer_no_interest() -> None:
    found = on(debt(1_000_000, "2026-05-31", ("2026-06-01", 2_000_000)), EU, EU_TABLE, "2026-06-30")
    assert spans(found) == [("2026-06-01", "2026-06-01", 1)]


def test_half_a_cent_is_rounded_up_once() -> None:
    rule = contract(Decimal(10), "year")
    assert on(debt(1825, "2026-01-01"), rule, None, "2026-01-02").interest.minor == 1  # exactly 0.5
    assert on(debt(1824, "2026-01-01"), rule, None, "2026-01-02").interest.minor == 0


@pytest.mark.parametrize(
    ("minor", "expected"),
    [(1, 4000), (99_999, 4000), (100_000, 7000), (999_999, 7000), (1_000_000, 10_000), (50_000_000, 10_000)],
)
def test_uk_fixed_sum_goes_by_the_amount_of_the_debt(minor: int, expected: int) -> None:
    found = on(debt(minor, "2026-01-31", currency="GBP"), UK, UK_TABLE, "2026-02-01").fixed_sum
    assert found is not None
    assert (found.amount, found.article) == (Money(expected, "GBP"), "Art. 6")


def test_uk_fixed_sum_goes_by_what_was_open_when_it_became_late() -> None:
    owed = debt(1_000_000, "2026-01-31", ("2026-01-31", 1), ("2026-02-05", 950_000), currency="GBP")
    found = on(owed, UK, UK_TABLE, "2026-03-31").fixed_sum
    assert found is not None
    assert found.amount.minor == 7000


def test_uk_fixed_sum_for_a_debt_in_another_currency_is_left_out_and_says_so() -> None:
    found = on(debt(500_000, "2026-01-31"), UK, UK_TABLE, "2026-03-31")
    assert found.fixed_sum is None
    assert found.notes == ("The fixed sum goes by the amount in GBP; this debt is in EUR, so none is given.",)


@pytest.mark.parametrize(("rule", "table"), [(EU, EU_TABLE), (GERMANY, GERMANY_TABLE)])
def test_forty_euros_are_owed_once_between_businesses(rule: Rule, table: RateTable) -> None:
    found = on(debt(500, "2026-01-31"), rule, table, "2026-08-31").fixed_sum
    assert found is not None
    assert found.amount == Money(4000, "EUR")


def test_no_fixed_sum_from_a_consumer_nor_under_a_contract_nor_when_paid_in_time() -> None:
    assert on(debt(500, "2026-01-31"), GERMANY_CONSUMER, GERMANY_TABLE, "2026-03-31").fixed_sum is None
    assert on(debt(500, "2026-01-31"), contract(Decimal(9), "year"), None, "2026-03-31").fixed_sum is None
    assert on(debt(500, "2026-01-31", ("2026-01-31", 500)), EU, EU_TABLE, "2026-03-31").fixed_sum is None


def test_days_beyond_the_table_use_its_last_rate_and_say_so() -> None:
    old = replace(EU_TABLE, rates=EU_TABLE.rates[:1])
    found = on(debt(1_000_000, "2026-05-31"), EU, old, "2026-07-31")
    assert [(line.days, line.percent, line.beyond) for line in found.lines] == [
        (30, Decimal("10.15"), False),
        (31, Decimal("10.15"), True),
    ]
    (note,) = found.notes
    assert note.startswith("The table of the rate of the ECB is complete to 30 Jun 2026 only; later days are reckoned")
    assert on(debt(1_000_000, "2026-05-31"), EU, old, "2026-06-30").notes == ()


def test_a_debt_that_the_table_or_the_law_does_not_reach_is_refused() -> None:
    with pytest.raises(RuleError, match="begins on 2026-01-01; this debt is late since 2025-12-01"):
        on(debt(100, "2025-11-30"), EU, EU_TABLE, "2026-03-01")
    with pytest.raises(RuleError, match="no margin for a debt of 1999-12-31"):
        on(debt(100, "2026-01-30", arose_on="1999-12-31"), EU, EU_TABLE, "2026-03-01")
    with pytest.raises(RuleError, match="no rates for the rule “eu”"):
        on(debt(100, "2026-01-30"), EU, None, "2026-03-01")


def test_the_newest_margin_that_the_debt_reached_holds() -> None:
    newer = replace(EU_TABLE.margins[0], debts_from=date(2026, 2, 1), plus=Decimal(12))
    table = replace(EU_TABLE, margins=(newer, *EU_TABLE.margins))
    before = on(debt(100, "2026-03-31", arose_on="2026-01-31"), EU, table, "2026-04-30")
    after = on(debt(100, "2026-03-31", arose_on="2026-02-01"), EU, table, "2026-04-30")
    assert [found.lines[0].percent for found in (before, after)] == [Decimal("10.15"), Decimal("14.15")]


def test_a_mistyped_year_is_refused() -> None:
    with pytest.raises(RuleError, match="at most 30 years"):
        on(debt(100, "1926-01-30"), contract(Decimal(9), "year"), None, "2026-01-30")
