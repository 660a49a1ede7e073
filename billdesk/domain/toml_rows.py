"""A TOML file that people write: its rows by kind of field, and where a row stands when something is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Final, TypeVar

from billdesk.domain.errors import InputError, SettingsError

_HEADER: Final = re.compile(r"\s*\[\[?\s*(\w+)\s*\]")

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Place:
    """A file, and in it a line as far as it is known (0: not known). `way_out` is what to do about a mistake."""

    path: Path
    source: str
    line: int = 0
    way_out: str = "Mend it or take it away."

    def mistake(self, what: str | InputError) -> SettingsError:
        """An error that begins with the place; an error of the rules keeps its own way out."""
        sentence, way_out = (what.sentence, what.way_out) if isinstance(what, InputError) else (f"{what}.", "")
        where = f"{self.path}, line {self.line}" if self.line else str(self.path)
        return SettingsError(f"{where}: {sentence}", way_out or self.way_out)

    def at_row(self, section: str, number: int) -> Place:
        """The place of the `number`-th `[[section]]` or `[section]`, from 1."""
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
            raise self.wrong(name, "wants a text in quotes")
        return value.strip()

    def day(self, name: str) -> date:
        """A day, written without quotes."""
        value = self.values.get(name)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.wrong(name, "wants a day such as 2026-07-01, without quotes")
        return value

    def number(self, name: str) -> Decimal:
        """A decimal number, written without quotes."""
        value = self.values.get(name)
        if isinstance(value, bool) or not isinstance(value, int | Decimal) or not Decimal(value).is_finite():
            raise self.wrong(name, "wants a number such as 2.15, without quotes")
        return Decimal(value)

    def whole(self, name: str) -> int:
        """A whole number above zero."""
        value = self.values.get(name)
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise self.wrong(name, "wants a whole number above zero, without quotes")
        return value

    def switch(self, name: str) -> bool:
        """`true` or `false`."""
        value = self.values.get(name)
        if not isinstance(value, bool):
            raise self.wrong(name, "is true or false, without quotes")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts, at least one."""
        value = self.values.get(name)
        if not isinstance(value, list) or not value or not all(isinstance(one, str) and one for one in value):
            raise self.wrong(name, 'wants a list of texts, such as ["pass", "show"]')
        return tuple(value)

    def one_of(self, name: str, choices: type[Choice]) -> Choice:
        """One of a few words."""
        try:
            return choices(self.text(name))
        except ValueError:
            raise self.wrong(name, f"is one of {', '.join(choices)}") from None

    def refuse_others(self, names: frozenset[str]) -> None:
        """Refuse a field that the row does not have: a misspelt one must not be passed over."""
        extra = next((name for name in self.values if name not in names), None)
        if extra is not None:
            raise self.wrong(extra, "is no field of this row")

    def wrong(self, name: str, what: str) -> SettingsError:
        """An error about one field, with its line."""
        return self.place.at_field(name).mistake(f"“{name}” {what}")
