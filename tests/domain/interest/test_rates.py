"""Tables of rates refuse what cannot be, say when they are old; rules are read as people type them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from billdesk.domain.errors import InputError
from billdesk.domain.interest.rates import Changes, Debtor, RateTable
from billdesk.domain.interest.rules import EU, GERMANY_CONSUMER, RULES, Accrual, parse_rule
from tests.domain.interest.tables import EU_TABLE, INDIA_TABLE, fixed_sum, margin, rate


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ((), "no rate"),
        (("2026-01-01", "2027-01-01"), "2026-07-01 is missing"),
        (("2026-07-01", "2026-01-01"), "there twice or not in order"),
        (("2026-01-01", "2026-01-01"), "there twice"),
        (("2026-01-01", "2026-06-30"), "not on 2026-06-30"),
    ],
)
def test_a_half_yearly_table_has_every_half_year_once(rows: tuple[str, ...], says: str) -> None:
    with pytest.raises(InputError, match=says):
        RateTable("rate", Changes.HALF_YEARLY, tuple(rate(row, "1") for row in rows))


def test_a_table_of_any_day_says_how_far_it_goes() -> None:
    for noted_to in (None, date(2025, 12, 4)):
        with pytest.raises(InputError, match="up to which day it is complete"):
            replace(INDIA_TABLE, noted_to=noted_to)


@pytest.mark.parametrize("percent", ["-5.01", "100.01"])
def test_a_rate_out_of_reason_is_refused(percent: str) -> None:
    with pytest.raises(InputError, match="between -5 and 100"):
        rate("2026-01-01", percent)


def test_margins_and_sums_out_of_reason_are_refused() -> None:
    for plus, times in (("-1", "1"), ("8", "0"), ("8", "11"), ("101", "1")):
        with pytest.raises(InputError, match="A margin is"):
            margin(plus, times)
    for minor, from_minor in ((0, 0), (1, -1)):
        with pytest.raises(InputError, match="A fixed sum is"):
            fixed_sum(minor, "EUR", from_minor)


def test_a_rate_below_zero_never_makes_interest_negative() -> None:
    assert margin("5").percent(rate("2020-01-01", "-0.88")) == Decimal("4.12")
    assert margin("0", "3").percent(rate("2020-01-01", "-0.88")) == 0


@pytest.mark.parametrize(("as_of", "old"), [("2026-12-31", False), ("2027-01-01", True)])
def test_a_table_is_old_from_its_next_change_on(as_of: str, old: bool) -> None:
    assert (EU_TABLE.say_old(date.fromisoformat(as_of)) is not None) is old
    assert (INDIA_TABLE.say_old(date.fromisoformat(as_of)) is not None) is old


def test_a_day_has_the_rate_of_its_half_year() -> None:
    found = [
        EU_TABLE.rate_on(date.fromisoformat(on)) for on in ("2025-12-31", "2026-06-30", "2026-07-01", "2030-01-01")
    ]
    assert [row and row.percent for row in found] == [None, Decimal("2.15"), Decimal("2.40"), Decimal("2.40")]


def test_every_named_rule_is_read_back_from_its_text() -> None:
    assert [parse_rule(f"  {str(rule).upper()} ") for rule in RULES.values()] == list(RULES.values())
    assert parse_rule("germany  consumer") is GERMANY_CONSUMER
    assert GERMANY_CONSUMER.debtor is Debtor.CONSUMER
    assert parse_rule("EU") is EU


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("9% a year", "9 % a year"),
        ("9.50 %/year", "9.5 % a year"),
        ("10 % per year", "10 % a year"),
        ("100 % an year", "100 % a year"),
        ("1.5 % a month", "1.5 % a month"),
        ("0% a year", "0 % a year"),
    ],
)
def test_a_rate_of_the_contract_has_one_text(typed: str, text: str) -> None:
    rule = parse_rule(typed)
    assert str(rule) == text
    assert parse_rule(text) == rule
    assert rule.accrual is (Accrual.MONTHLY if "month" in text else Accrual.DAILY)


@pytest.mark.parametrize(
    "typed", ["", "europe", "9", "9 %", "1e3 % a year", "101 % a year", "-1 % a year", "９ % a year"]
)
def test_what_is_no_rule_is_refused(typed: str) -> None:
    with pytest.raises(InputError):
        parse_rule(typed)
