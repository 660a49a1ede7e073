"""An entry as the automatic checks see it: what stands on the paper and was typed, before it is a record.

Forms make one of their draft; `billdesk check` reads one from each line of a file. Amounts are `Decimal` in major
units, as typed: whether they fit the currency is for the checks to say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from billdesk.domain.errors import InputError

_NUMBER: Final = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,8})?", re.ASCII)
_LARGE: Final = re.compile(r"-?[0-9]{16,}(?:\.[0-9]+)?", re.ASCII)
_LONG: Final = re.compile(r"-?[0-9]+\.[0-9]{9,}", re.ASCII)
_EXPONENT: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?[eE][+-]?[0-9]+", re.ASCII)
_DAY: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)
_FIRST_YEAR: Final = 1970
_LAST_YEAR: Final = 2199
_LONGEST_TEXT: Final = 10_000
_MOST_LINES: Final = 10_000
_WAY_OUT: Final = "Mend the line; the other lines are checked all the same."


class EntryKind(StrEnum):
    """What kind of record an entry would become."""

    INVOICE = "invoice"
    RECEIPT = "receipt"
    CREDIT_NOTE = "credit_note"


@dataclass(frozen=True, slots=True)
class EnteredLine:
    """One line: `unit_price` and `discount` (of the whole line) in major units, `tax_rate` in percent."""

    description: str
    quantity: Decimal
    unit_price: Decimal
    tax_rate: Decimal
    discount: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Booked:
    """How the book holds an entry beyond the paper: when it was keyed, at the desk's own time, how the money came,
    and the numbers of what it `settles`."""

    at: datetime | None = None
    method: str = ""
    settles: str = ""


@dataclass(frozen=True, slots=True)
class Entered:
    """One entry. `customer` is the account's code, `total` what is to pay or came in, in major units.

    Of a receipt `issued_on` is the day the money came and `reference` what the payer wrote. `unreadable` holds fields
    whose text is no value of its kind, such as a day that the calendar does not have, with that text. `booked` is what
    the book, or the form, holds beside that.
    """

    id: str
    kind: EntryKind
    customer: str
    issued_on: date | None
    due_on: date | None
    currency: str
    lines: tuple[EnteredLine, ...]
    total: Decimal
    number: str | None = None
    reference: str = ""
    iban: str = ""
    vat_id: str = ""
    unreadable: tuple[tuple[str, str], ...] = ()
    entered_by: str = ""
    booked: Booked | None = None


def read_entered(line: Mapping[str, object]) -> Entered:
    """Read one entry in the shape of a `billdesk check` line; keys it does not know are left alone.

    A well-formed date that does not exist is not malformed: it stands in `unreadable`, and a check blocks it.
    Raises `InputError` naming the field that is malformed.
    """
    unreadable: list[tuple[str, str]] = []
    return Entered(
        id=_required(line, "id"),
        kind=_kind(line),
        customer=_required(line, "customer"),
        issued_on=_day(line, "issued_on", unreadable),
        due_on=_day(line, "due_on", unreadable),
        currency=_required(line, "currency"),
        lines=_lines(line),
        total=_decimal(line, "total", "total"),
        number=_text(line, "number") or None,
        reference=_text(line, "reference"),
        iban=_text(line, "iban"),
        vat_id=_text(line, "vat_id"),
        unreadable=tuple(unreadable),
        entered_by=_text(line, "entered_by"),
    )


def _malformed(field: str, wanted: str) -> InputError:
    return InputError(f"{field} must be {wanted}.", _WAY_OUT)


def _text(line: Mapping[str, object], field: str, name: str = "") -> str:
    value = line.get(field)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > _LONGEST_TEXT:
        raise _malformed(name or field, "a text")
    return value.strip()


def _required(line: Mapping[str, object], field: str) -> str:
    text = _text(line, field)
    if not text:
        raise _malformed(field, "a text that is not empty")
    return text


def _kind(line: Mapping[str, object]) -> EntryKind:
    try:
        return EntryKind(_text(line, "kind"))
    except ValueError:
        raise _malformed("kind", "invoice, receipt or credit_note") from None


def _decimal(line: Mapping[str, object], field: str, name: str) -> Decimal:
    value = line.get(field)
    text = value.strip() if isinstance(value, str) else ""
    if _NUMBER.fullmatch(text):
        return Decimal(text)
    if _LARGE.fullmatch(text):
        raise InputError(f"{name} is too large; at most 15 digits stand before the point.", _WAY_OUT)
    if _LONG.fullmatch(text):
        raise InputError(f"{name} has too many decimals; at most 8 stand behind the point.", _WAY_OUT)
    if _EXPONENT.fullmatch(text):
        raise _malformed(name, 'written without an exponent, such as "11.90"')
    raise _malformed(name, 'a number in quotes, such as "11.90"')


def _day(line: Mapping[str, object], field: str, unreadable: list[tuple[str, str]]) -> date | None:
    text = _text(line, field)
    if not text:
        return None
    match = _DAY.fullmatch(text)
    if match is None:
        raise _malformed(field, "a date such as 2026-11-30, or null")
    year, month, day = map(int, match.groups())
    try:
        found = date(year, month, day)
    except ValueError:
        found = None
    if found is None or not _FIRST_YEAR <= year <= _LAST_YEAR:
        unreadable.append((field, text))
        return None
    return found


def _lines(line: Mapping[str, object]) -> tuple[EnteredLine, ...]:
    value = line.get("lines")
    if value is None:
        return ()
    if not isinstance(value, list) or len(value) > _MOST_LINES:
        raise _malformed("lines", "a list of lines")
    return tuple(_line(item, f"lines.{position}") for position, item in enumerate(value, start=1))


def _line(item: object, name: str) -> EnteredLine:
    if not isinstance(item, dict):
        raise _malformed(name, "a line with description, quantity, unit_price and tax_rate")
    return EnteredLine(
        description=_text(item, "description", f"{name}.description"),
        quantity=_decimal(item, "quantity", f"{name}.quantity"),
        unit_price=_decimal(item, "unit_price", f"{name}.unit_price"),
        tax_rate=_decimal(item, "tax_rate", f"{name}.tax_rate"),
    )
