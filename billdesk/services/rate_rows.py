"""One row of a file of rates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from billdesk.domain.errors import InputError
from billdesk.domain.interest.rates import Debtor, FixedSum, Margin, Rate
from billdesk.domain.money import Money, to_major, to_minor
from billdesk.domain.toml_rows import Row

WAY_OUT: Final = "Mend it or take it away; without it the rates of the program hold."
_RATE: Final = frozenset({"valid_from", "percent", "source", "noted_on", "seen_in", "seen_on"})
_LAW: Final = frozenset({"debts_from", "article", "source", "noted_on"})
_MARGIN: Final = _LAW | {"debtor", "times", "plus"}
_FIXED_SUM: Final = _LAW | {"from", "amount", "currency"}


def rate_of(row: Row, *, own: bool = False) -> Rate:
    """A row `[[rate]]`. One of the user's `own` is taken as compared with its source when it was written down."""
    row.refuse_others(_RATE)
    values = row.day("valid_from"), row.number("percent"), row.text("source"), row.day("noted_on")
    seen: tuple[str, date | None] = (row.text("source"), row.day("noted_on")) if own else ("", None)
    if row.has("seen_in") or row.has("seen_on"):
        seen = row.text("seen_in"), row.day("seen_on")
    try:
        return Rate(*values, *seen)
    except InputError as error:
        raise row.place.at_field("percent").mistake(error) from error


def margin_of(row: Row) -> Margin:
    """A row `[[margin]]`; without `times` once the rate, without `plus` no points."""
    row.refuse_others(_MARGIN)
    values = (
        row.one_of("debtor", Debtor),
        row.day("debts_from"),
        row.number("times") if row.has("times") else Decimal(1),
        row.number("plus") if row.has("plus") else Decimal(0),
        row.text("article"),
        row.text("source"),
        row.day("noted_on"),
    )
    try:
        return Margin(*values)
    except InputError as error:
        raise row.place.mistake(error) from error


def fixed_sum_of(row: Row) -> FixedSum:
    """A row `[[fixed_sum]]`; `from` and `amount` are in major units of its currency."""
    row.refuse_others(_FIXED_SUM)
    currency, amount = row.text("currency"), row.number("amount")
    least = row.number("from") if row.has("from") else Decimal(0)
    debts_from = row.day("debts_from")
    origin = row.text("article"), row.text("source"), row.day("noted_on")
    try:
        return FixedSum(debts_from, _minor(least, currency), Money(_minor(amount, currency), currency), *origin)
    except InputError as error:
        raise row.place.mistake(error) from error


def _minor(amount: Decimal, currency: str) -> int:
    minor = to_minor(amount, currency)
    if to_major(minor, currency) != amount:
        raise InputError(f"{currency} has fewer decimals than {amount}.")
    return minor
