"""Where an error is made: the paper in hand, and what lies around it on the desk."""

from __future__ import annotations

import bisect
import calendar
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from random import Random

from tests.bench.entry.papers import Book, CustomerDict, EntryDict, Paper, total_of

KEEPS_PROPOSAL = 0.5
"""How often a person leaves what the form proposes (the due date, the currency) instead of typing the paper's."""


class Way(StrEnum):
    """How the amount of a document comes in."""

    FORM = "form"
    STATED = "stated"


@dataclass(frozen=True, slots=True)
class Typed:
    """The outcome of an error: what the paper says, what was typed, which fields went wrong, and where in the walk.

    For a duplicate nothing was typed wrongly: `fields` is empty, and `original` is the entry that stands already.
    """

    paper: EntryDict
    entry: EntryDict
    fields: frozenset[str]
    at: int
    confused: bool = False
    original: str = ""


@dataclass(frozen=True, slots=True)
class Around:
    """Indexes over a book that errors need."""

    book: Book
    customers: dict[str, CustomerDict]
    by_code: list[str]
    by_name: list[str]
    close_to: dict[str, str]
    days: list[date]
    open_numbers: dict[int, tuple[str, ...]]
    rates: tuple[str, ...]

    @classmethod
    def of(cls, book: Book) -> Around:
        """Look through the book once."""
        customers = {customer["code"]: customer for customer in book.customers}
        close = {first: second for pair in book.close_names for first, second in (pair, pair[::-1])}
        rates = sorted({line["tax_rate"] for paper in book.papers for line in paper.entry["lines"]} | {"16", "5"})
        return cls(
            book,
            customers,
            sorted(customers),
            sorted(customers, key=lambda code: customers[code]["name"]),
            close,
            [paper.keyed_on for paper in book.papers],
            _open_numbers(book),
            tuple(rates),
        )

    def first_at(self, day: date) -> int | None:
        """The first place in the walk that is keyed on that day or later."""
        at = bisect.bisect_left(self.days, day)
        return at if at < len(self.days) else None


def _open_numbers(book: Book) -> dict[int, tuple[str, ...]]:
    """For the place of each receipt: the customer's recent invoices that no receipt has named yet."""
    found: dict[int, tuple[str, ...]] = {}
    waiting: dict[str, dict[str, date]] = defaultdict(dict)
    for at, paper in enumerate(book.papers):
        entry, day = paper.entry, paper.keyed_on
        numbers = waiting[entry["customer"]]
        if entry["kind"] == "invoice" and entry["number"]:
            numbers[entry["number"]] = day
        elif entry["kind"] == "receipt":
            found[at] = tuple(number for number, since in numbers.items() if (day - since).days < 120)
            for number in [number for number in numbers if number in entry["reference"]]:
                del numbers[number]
    return found


@dataclass(frozen=True, slots=True)
class Scene:
    """A place in the walk, and the chance that rules there."""

    around: Around
    at: int
    rng: Random
    way: Way

    @property
    def paper(self) -> Paper:
        """The paper in hand."""
        return self.around.book.papers[self.at]

    @property
    def entry(self) -> EntryDict:
        """What it says."""
        return self.paper.entry

    @property
    def customer(self) -> CustomerDict:
        """Whose it is."""
        return self.around.customers[self.entry["customer"]]

    def typed(self, entry: EntryDict, *fields: str, confused: bool = False) -> Typed:
        """An error made here."""
        wrong: EntryDict = {**entry, "id": f"{entry['id']}-wrong"}
        return Typed(self.entry, wrong, frozenset(fields), self.at, confused)

    def total(self, entry: EntryDict) -> str:
        """The total that the form computes from the lines."""
        return str(total_of(entry["lines"], self.around.book.desk["tax_method"], self.digits(entry["currency"])))

    def digits(self, currency: str) -> int:
        """Digits behind the point."""
        return self.around.book.digits[currency]

    def proposed_due(self, entry: EntryDict) -> str | None:
        """The due date left as the form proposes it for the entry's customer and date, or the paper's typed over it."""
        if entry["due_on"] is None or self.rng.random() >= KEEPS_PROPOSAL:
            return entry["due_on"]
        try:
            issued_on = date.fromisoformat(entry["issued_on"])
        except ValueError:
            return entry["due_on"]
        return due_by_terms(self.around.customers[entry["customer"]]["terms"], issued_on).isoformat()


def due_by_terms(terms: str, day: date) -> date:
    """When an invoice of that day is due: `net 30`, `net 30 eom` (then the end of the month), `day 15` (the next)."""
    match terms.split():
        case ["net", days]:
            return day + timedelta(days=int(days))
        case ["net", days, "eom"]:
            on = day + timedelta(days=int(days))
            return on.replace(day=calendar.monthrange(on.year, on.month)[1])
        case ["day", on_day]:
            month = day.replace(day=1) + timedelta(days=32) if day.day >= int(on_day) else day
            return month.replace(day=int(on_day))
        case _:
            raise ValueError(terms)
