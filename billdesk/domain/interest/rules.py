"""Which rule of interest holds for a debt: a law with its table of rates, a rate of the contract, or none.

Canonical text, as people type it: `eu`, `germany`, `germany consumer`, `uk`, `india`, `9 % a year`, `1.5 % a month`,
`none`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from billdesk.domain.errors import InputError
from billdesk.domain.interest.rates import MOST_PERCENT, Debtor

_TEXT: Final = re.compile(
    r"(?P<percent>[0-9]{1,3}(?:\.[0-9]{1,6})?) ?% ?(?:an? |per |/ ?)(?P<per>year|month)", re.ASCII
)
_LONGEST: Final = 60


class Accrual(StrEnum):
    """How interest grows.

    DAILY: simple, the yearly rate by days over 365, also in leap years. MONTHLY: simple, a rate a month, counted from
    the first late day; days of a broken month by the days that month has. COMPOUND: a twelfth of the yearly rate a
    month, likewise, and each full month's interest bears interest from then on.
    """

    DAILY = "daily"
    MONTHLY = "monthly"
    COMPOUND = "compound"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of interest. `str()` gives the canonical text that `parse_rule` reads back.

    `table` names the rates it uses; without one, `percent` is the contract's own rate, a year or (MONTHLY) a month.
    `fixed_at_start` keeps the rate of the first late day for good.
    """

    code: str
    title: str
    table: str = ""
    debtor: Debtor = Debtor.BUSINESS
    accrual: Accrual = Accrual.DAILY
    fixed_at_start: bool = False
    percent: Decimal = Decimal(0)

    def __str__(self) -> str:
        return self.code

    @property
    def bears(self) -> bool:
        """Whether there is any interest under this rule."""
        return bool(self.table or self.percent)


EU: Final = Rule("eu", "Directive 2011/7/EU, between businesses", "eu")
GERMANY: Final = Rule("germany", "§ 288 BGB, no consumer involved", "germany")
GERMANY_CONSUMER: Final = Rule("germany consumer", "§ 288 BGB, a consumer owes", "germany", Debtor.CONSUMER)
UK: Final = Rule("uk", "Late Payment of Commercial Debts (Interest) Act 1998", "uk", fixed_at_start=True)
INDIA: Final = Rule("india", "MSMED Act 2006, to a micro or small enterprise", "india", accrual=Accrual.COMPOUND)
NONE: Final = Rule("none", "No interest")

RULES: Final = {rule.code: rule for rule in (EU, GERMANY, GERMANY_CONSUMER, UK, INDIA, NONE)}
"""The rules that have a name of their own, by that name."""

TABLES: Final = tuple(sorted({rule.table for rule in RULES.values() if rule.table}))
"""The tables of rates that the rules use."""


def contract(percent: Decimal, per: str) -> Rule:
    """A rate agreed in the contract, `percent` a `per` (`year` or `month`). Raises `InputError` above 100 percent."""
    if not 0 <= percent <= MOST_PERCENT:
        raise InputError(f"A rate of the contract is 0 to {MOST_PERCENT} percent.", "Check the decimal sign.")
    plain = f"{percent.normalize():f}"
    accrual = Accrual.MONTHLY if per == "month" else Accrual.DAILY
    return Rule(f"{plain} % a {per}", f"The contract, {plain} % a {per}", accrual=accrual, percent=percent)


def parse_rule(text: str) -> Rule:
    """Read a rule as people type it. Raises `InputError` with the ways to write it."""
    words = " ".join(text.split()).casefold()
    if words in RULES:
        return RULES[words]
    match = _TEXT.fullmatch(words) if len(words) <= _LONGEST else None
    if match is None:
        names = ", ".join(RULES)
        raise InputError("There is no such rule of interest.", f"Write {names}, 9 % a year or 1 % a month.")
    return contract(Decimal(match["percent"]), match["per"])
