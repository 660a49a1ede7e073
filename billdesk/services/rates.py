"""The tables of rates: those that come with the program, and the user's own rows beside them.

    [[rate]]
    valid_from = 2027-01-01
    percent = 1.23
    source = "European Central Bank, key interest rates"
    noted_on = 2027-01-02

Such rows in `rates/eu.toml` of the user's settings folder are added to those of the program and stand in the place of a
row of the same day. Margins and fixed sums given there stand in the place of all of the program's.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

from billdesk.domain.errors import InputError
from billdesk.domain.interest.rates import Changes, FixedSum, Margin, Rate, RateTable
from billdesk.domain.interest.rules import Rule
from billdesk.domain.toml_rows import Place, Row
from billdesk.services.rate_rows import WAY_OUT, fixed_sum_of, margin_of, rate_of

SHIPPED: Final = Path(__file__).parents[1] / "rates"
FOLDER: Final = "rates"
"""The folder within the user's settings."""

_HEAD: Final = ("name", "changes", "complete_to")
_SECTIONS: Final = ("rate", "margin", "fixed_sum")


@dataclass(frozen=True, slots=True)
class _Part:
    """What one file says of a table; the user's may leave out all that the program's has."""

    place: Place
    head: Row
    rates: Mapping[date, Rate]
    margins: tuple[Margin, ...]
    fixed_sums: tuple[FixedSum, ...]


def table_of(rule: Rule, settings: Path | None = None) -> RateTable | None:
    """The table that a rule uses, with the user's own rows from `settings`; `None` for a rule without one.

    Raises `InputError` that names the file, and the line and field where there is one. A table with a mistake is not
    used at all: a claim must not rest on half of it.
    """
    return load(rule.table, settings) if rule.table else None


def load(name: str, settings: Path | None = None) -> RateTable:
    """The table of that name; raises `InputError` as `table_of` does."""
    shipped = _read(SHIPPED / f"{name}.toml")
    path = settings / FOLDER / f"{name}.toml" if settings else None
    own = _read(path, own=True) if path and path.exists() else None
    last = own or shipped
    rates = dict(shipped.rates) | dict(own.rates if own else {})
    complete = last.head if last.head.has("complete_to") else shipped.head
    try:
        return RateTable(
            name=shipped.head.text("name"),
            changes=shipped.head.one_of("changes", Changes),
            rates=tuple(rates[day] for day in sorted(rates)),
            margins=last.margins or shipped.margins,
            fixed_sums=last.fixed_sums or shipped.fixed_sums,
            noted_to=complete.day("complete_to") if complete.has("complete_to") else None,
        )
    except InputError as error:
        raise last.place.mistake(error) from error


def _read(path: Path, *, own: bool = False) -> _Part:
    try:
        source = path.read_text(encoding="utf-8")
    except (OSError, UnicodeError) as error:
        raise InputError(f"{path} cannot be read as text.", "Mend it or take it away.") from error
    place = Place(path, source, way_out=WAY_OUT)
    try:
        content = tomllib.loads(source, parse_float=Decimal)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise place.mistake(f"this is no TOML: {error}") from error
    extra = next((name for name in content if name not in {*_HEAD, *_SECTIONS}), None)
    if extra is not None:
        raise place.at_field(extra).mistake(f"there is no “{extra}” in a table of rates")
    rates: dict[date, Rate] = {}
    for row in _rows(place, content, "rate"):
        rate = rate_of(row, own=own)
        if rate.valid_from in rates:
            raise row.place.mistake(f"the rate of {rate.valid_from} is there twice")
        rates[rate.valid_from] = rate
    return _Part(
        place,
        Row(place, {name: content[name] for name in _HEAD if name in content}),
        rates,
        tuple(margin_of(row) for row in _rows(place, content, "margin")),
        tuple(fixed_sum_of(row) for row in _rows(place, content, "fixed_sum")),
    )


def _rows(place: Place, content: Mapping[str, object], section: str) -> list[Row]:
    """The rows `[[section]]` of a file, each knowing where it stands."""
    found = content.get(section, [])
    if not isinstance(found, list) or not all(isinstance(values, dict) for values in found):
        raise place.at_field(section).mistake(f"write each row under [[{section}]]")
    return [Row(place.at_row(section, number), values) for number, values in enumerate(found, start=1)]
