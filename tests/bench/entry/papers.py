"""What a generator emits: customers, a desk and papers, as plain dictionaries in the form of a `check` line.

Nothing in here or in the desks imports the program: what is measured must not be made by what measures it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TypedDict

CENT = Decimal("0.01")


class LineDict(TypedDict):
    """One line of a paper; numbers as they are written."""

    description: str
    quantity: str
    unit_price: str
    tax_rate: str


class EntryDict(TypedDict):
    """One `check` line."""

    id: str
    kind: str
    customer: str
    number: str | None
    issued_on: str
    due_on: str | None
    currency: str
    lines: list[LineDict]
    total: str
    reference: str
    iban: str
    vat_id: str


class CustomerDict(TypedDict):
    """A customer as the desk knows it; `terms` in the desk's own words, `since` the day it became a customer."""

    code: str
    name: str
    town: str
    country: str
    currency: str
    terms: str
    vat_ids: list[str]
    ibans: list[str]
    since: str | None


class DeskDict(TypedDict):
    """The desk itself; `tax_method` is `document` or `line`, `numbers` the pattern of its own series."""

    country: str
    currency: str
    tax_method: str
    numbers: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper on the desk: what it says, keyed without an error, and on which day it is keyed.

    `odd` names what is unusual but right about it. `shows_code` says that the desk's customer code is printed on it.
    """

    keyed_on: date
    entry: EntryDict
    odd: str = ""
    shows_code: bool = True


@dataclass(frozen=True, slots=True)
class Book:
    """One desk, its customers, the pairs of them with close names (by code) and its papers in the order of keying."""

    name: str
    desk: DeskDict
    customers: tuple[CustomerDict, ...]
    close_names: tuple[tuple[str, str], ...]
    papers: tuple[Paper, ...]
    digits: dict[str, int]


def half_up(value: Decimal, digits: int) -> Decimal:
    """Round as people do, half away from zero."""
    return value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def line_net(line: LineDict, digits: int) -> Decimal:
    """Quantity times unit price."""
    return half_up(Decimal(line["quantity"]) * Decimal(line["unit_price"]), digits)


def total_of(lines: Sequence[LineDict], method: str, digits: int) -> Decimal:
    """Net and tax: on the sum of each rate (`document`), or the rounded tax of one unit for every unit (`line`)."""
    total = Decimal(0)
    for rate in {line["tax_rate"] for line in lines}:
        of_rate = [line for line in lines if line["tax_rate"] == rate]
        net = sum((line_net(line, digits) for line in of_rate), Decimal(0))
        if method == "line":
            tax = sum((_unit_tax(line, digits) for line in of_rate), Decimal(0))
        else:
            tax = half_up(net * Decimal(rate) / 100, digits)
        total += net + tax
    return half_up(total, digits)


def _unit_tax(line: LineDict, digits: int) -> Decimal:
    unit = half_up(Decimal(line["unit_price"]) * Decimal(line["tax_rate"]) / 100, digits)
    return half_up(unit * Decimal(line["quantity"]), digits)
