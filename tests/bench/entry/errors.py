"""The errors of entry, each made on a copy of one paper at its place in the walk: what the paper says, what was typed.

Two ways lead amounts into a desk. By the *form* a person keys lines and the program computes the total: a slip is in a
quantity or a price, and the total follows it. With a *stated* total (`check` lines of another system, a batch header)
the total was typed as well, and a slip is in it or in a line beside it. A receipt has one amount either way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from random import Random

from tests.bench.entry import errors_amount, errors_date, errors_party, errors_repeat
from tests.bench.entry.papers import Book
from tests.bench.entry.scene import Around, Scene, Typed, Way

SHARE_MISREAD = 0.05
"""Of the errors of every kind so many are misread both times: the second keying repeats them."""


class Group(StrEnum):
    """What the targets weigh."""

    AMOUNT = "amount"
    DATE = "date"
    CUSTOMER = "customer"
    DUPLICATE = "duplicate"
    REFERENCE = "reference"
    TAX = "tax, currency"
    MISREAD = "misread"


WEIGHTS = {
    Group.AMOUNT: 45, Group.DATE: 15, Group.CUSTOMER: 10, Group.DUPLICATE: 10, Group.REFERENCE: 10, Group.TAX: 5,
    Group.MISREAD: 5,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of error: its name, its group and how it is made; `both_ways` differs between form and stated total."""

    name: str
    group: Group
    make: Callable[[Scene], Typed | None]
    both_ways: bool = False
    can_be_misread: bool = True


KINDS: tuple[Kind, ...] = (
    *(Kind(name, Group.AMOUNT, make, both_ways=True) for name, make in errors_amount.MAKERS.items()),
    *(Kind(name, Group.DATE, make) for name, make in errors_date.MAKERS.items()),
    *(Kind(name, Group.CUSTOMER, make) for name, make in errors_party.CUSTOMER_MAKERS.items()),
    *(Kind(name, Group.DUPLICATE, make, can_be_misread=False) for name, make in errors_repeat.MAKERS.items()),
    *(Kind(name, Group.REFERENCE, make) for name, make in errors_party.REFERENCE_MAKERS.items()),
    Kind("wrong currency", Group.TAX, errors_party.wrong_currency),
    Kind("wrong tax rate", Group.TAX, errors_amount.wrong_tax_rate, both_ways=True),
    Kind("source misread the same way twice", Group.MISREAD, errors_repeat.misread_twice, both_ways=True),
)


@dataclass(frozen=True, slots=True)
class Case:
    """One error: checked on `today`, just before the paper at `at` is keyed. `misread` repeats it when keyed again."""

    kind: Kind
    way: Way
    at: int
    today: date
    typed: Typed
    misread: bool
    shows_code: bool


def make_cases(book: Book, each: int, seed: int = 7) -> list[Case]:
    """So many cases of every kind and way, at places drawn evenly from the whole walk."""
    around = Around.of(book)
    cases: list[Case] = []
    for number, kind in enumerate(KINDS):
        for way in Way if kind.both_ways else (Way.FORM,):
            rng = Random(seed * 1000 + number * 10 + (way is Way.STATED))
            cases += _of_kind(around, kind, way, each, rng)
    return cases


def _of_kind(around: Around, kind: Kind, way: Way, each: int, rng: Random) -> Sequence[Case]:
    made: list[Case] = []
    papers = around.book.papers
    for _ in range(each * 400):
        if len(made) == each:
            return made
        at = rng.randrange(1, len(papers))
        typed = kind.make(Scene(around, at, rng, way))
        if typed is None:
            continue
        misread = kind.group is Group.MISREAD or (kind.can_be_misread and rng.random() < SHARE_MISREAD)
        today = papers[typed.at].keyed_on
        made.append(Case(kind, way, typed.at, today, typed, misread, papers[at].shows_code))
    raise ValueError(f"too few papers have a place for: {kind.name}")
