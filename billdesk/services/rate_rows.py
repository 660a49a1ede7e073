"""One row of a file of rates: its fields by kind, and where it stands when something is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Final, TypeVar

from billdesk.domain.errors import InputError
from billdesk.domain.interest.rates import Debtor, FixedSum, Margin, Rate
from billdesk.domain.money import Money, to_major, to_minor

_WAY_OUT: Final = "Mend it or take it away; without it the rates of the program hold."
_HEADER: Final = re.compile(r"\s*\[\[\s*(\w+)\s*\]\]")
_RATE: Final = frozenset({"valid_from", "percent", "source", "noted_on", "seen_in", "seen_on"})
_LAW: Final = frozenset({"debts_from", "article", "source", "noted_on"})
_MARGIN: Final = _LAW | {"debtor", "times", "plus"}
_FIXED_SUM: Final = _LAW | {"from", "amount", "currency"}

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Place:
    """A file, and in it a line as far as it is known (0: not known)."""

    path: Path
    source: str
    line: int = 0

    def mistake(self, what: str | InputError) -> InputError:
        """An error that begins with the place; an error of the rules keeps its own way out."""
        sentence, way_out = (what.sentence, what.way_out) if isinstance(what, InputError) else (f"{what}.", "")
        where = f"{self.path}, line {self.line}" if self.line else str(self.path)
        return InputError(f"{where}: {sentence}", way_out or _WAY_OUT)

    def at_row(self, section: str, number: int) -> Place:
        """The place of the `number`-th `[[section]]`, from 1."""
        lines = enumerate(self.source.splitlines(), start=1)
        found = [at for at, text in lines if (header := _HEADER.match(text)) and header[1] == section]
        return replace(self, line=found[number - 1] if number <= len(found) else 0)

    def at_field(self, name: str) -> Place:
        """The place of a field in the row that begins here (or in the head), else this place."""
        wanted = re.compile(rf"""\s*\[*\s*["']?{re.escape(name)}["']?\s*[=\].]""")
        for at, text in enumerate(self.source.splitlines()[self.line :], start=self.line + 1):
            if wanted.match(text):
                return replace(self, line=at)
            if self.line and _HEADER.match(text):
                break
        return self


@dataclass(frozen=True, slots=True)
class Row:
    """The fields of one row. A field that is missing or of another kind raises `InputError` with its place."""

    place: Place
    values: Mapping[str, object]

    def has(self, name: str) -> bool:
        """Whether the field is there."""
        return name in self.values

    def text(self, name: str) -> str:
        """A text that is not empty."""
        value = self.values.get(name)
        if not isinstance(value, str) or not value.strip():
            raise self._wrong(name, "wants a text in quotes")
        return value.strip()

    def day(self, name: str) -> date:
        """A day, written without quotes."""
        value = self.values.get(name)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self._wrong(name, "wants a day such as 2026-07-01, without quotes")
        return value

    def number(self, name: str) -> Decimal:
        """A decimal number, written without quotes."""
        value = self.values.get(name)
        if isinstance(value, bool) or not isinstance(value, int | Decimal) or not Decimal(value).is_finite():
            raise self._wrong(name, "wants a number such as 2.15, without quotes")
        return Decimal(value)

    def one_of(self, name: str, choices: type[Choice]) -> Choice:
        """One of a few words."""
        try:
            return choices(self.text(name))
        except ValueError:
            raise self._wrong(name, f"is one of {', '.join(choices)}") from None

    def refuse_others(self, names: frozenset[str]) -> None:
        """Refuse a field that the row does not have: a misspelt one must not be passed over."""
        extra = next((name for name in self.values if name not in names), None)
        if extra is not None:
            raise self._wrong(extra, "is no field of this row")

    def _wrong(self, name: str, what: str) -> InputError:
        return self.place.at_field(name).mistake(f"“{name}” {what}")


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
