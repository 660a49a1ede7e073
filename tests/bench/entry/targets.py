"""The weighted totals, the ways of working they are compared with, and the targets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.bench.entry.errors import KINDS, WEIGHTS, Group, Kind
from tests.bench.entry.klm import AVERAGE, SKILLED
from tests.bench.entry.person import CONFIRM_CUTS, NOTICED, Outcome
from tests.bench.entry.scene import Way
from tests.bench.entry.tally import Cell, Tally, Weighted, kinds_of, weighted

FULL = (Outcome.BLOCKED, Outcome.ASKED, Outcome.KEYED, Outcome.SEEN)
WITHOUT_LOOKING = (Outcome.BLOCKED, Outcome.ASKED, Outcome.KEYED)

READABLE: dict[Group, int] = dict(WEIGHTS.items() - {(Group.MISREAD, WEIGHTS[Group.MISREAD])})
"""The weights without the errors that are misread both times."""

Share = Callable[[Cell], float]
"""What part of the errors in a cell a way of working catches."""


def cell_of(tally: Tally, kind: Kind, way: Way) -> Cell:
    """The counts of a kind; most are the same both ways."""
    return tally.cells[kind.name, way if kind.both_ways else Way.FORM]


def over(tally: Tally, share: Share, way: Way = Way.FORM, groups: dict[Group, int] | None = None) -> Weighted:
    """The weighted share of all kinds, or of those of some groups."""
    cells = {kind.name: cell_of(tally, kind, way) for kind in KINDS}
    return weighted({name: (share(cell), cell.of) for name, cell in cells.items()}, groups)


@dataclass(frozen=True, slots=True)
class Working:
    """A way of working on the same errors: what it catches, and seconds a right entry for a skilled typist."""

    name: str
    all_errors: Weighted
    without_misreads: Weighted
    seconds: float | None


def workings(tally: Tally, way: Way) -> list[Working]:
    """The full step beside what others do."""
    clean = tally.clean
    step, double = clean.effort.seconds(SKILLED) / clean.of, clean.double_entry.seconds(SKILLED) / clean.of

    def both(name: str, share: Share, plain: Share, seconds: float | None) -> Working:
        return Working(name, over(tally, share, way), over(tally, plain, way, READABLE), seconds)

    return [
        both("no check", lambda _: 0.0, lambda _: 0.0, 0.0),
        both("“Are you sure?” y/n", lambda _: CONFIRM_CUTS, lambda _: CONFIRM_CUTS, None),
        both("duplicates where all fields are equal", _part("all_equal"), _part("all_equal"), 0.0),
        both("total and day typed again, no checks", _part("keys_alone"), _of_plain("keys_alone_plain"), None),
        both("automatic checks alone", _part("raised"), _of_plain("raised_plain"), None),
        both("full double entry", _part("double_entry"), _of_plain("double_entry"), double),
        both("this step, nobody looks", _caught(*WITHOUT_LOOKING), _caught(*WITHOUT_LOOKING, plain=True), step),
        both("this step, pairs mostly overlooked", _pairs_overlooked(), _pairs_overlooked(plain=True), step),
        both("this step", _caught(*FULL), _caught(*FULL, plain=True), step),
    ]  # fmt: skip


def _caught(*outcomes: Outcome, plain: bool = False) -> Share:
    return lambda cell: cell.share(*outcomes, plain=plain)


def _pairs_overlooked(*, plain: bool = False) -> Share:
    """As if an entry shown beside its first were noticed no more often than by looking."""
    return lambda cell: cell.share(*FULL, plain=plain) - (1 - NOTICED) * cell.pairs / (cell.of or 1)


def _part(count: str) -> Share:
    return lambda cell: float(getattr(cell, count)) / (cell.of or 1)


def _of_plain(count: str) -> Share:
    return lambda cell: float(getattr(cell, count)) / (cell.plain.total() or 1)


@dataclass(frozen=True, slots=True)
class Target:
    """A target with what was measured, both shares or seconds; `at_least` tells which way it points."""

    name: str
    wanted: float
    measured: float
    at_least: bool = True
    unit: str = "%"

    @property
    def is_met(self) -> bool:
        """Whether it is met, to the digits that are printed."""
        if self.at_least:
            return round(self.measured, 4) >= self.wanted
        return round(self.measured, 4) <= self.wanted

    @property
    def sign(self) -> str:
        """Which way it points; nothing where there is no further to go than all or none."""
        if self.unit == "%" and self.wanted == (1 if self.at_least else 0):
            return ""
        return "≥ " if self.at_least else "≤ "


def targets(tally: Tally) -> list[Target]:
    """All targets; those of single groups on errors that were read rightly the second time."""
    clean = tally.clean
    every, plain = _caught(*FULL), _caught(*FULL, plain=True)
    automatic = _part("raised")

    def group(which: Group) -> float:
        return over(tally, plain, groups={which: 1}).share

    exact, reformatted, renumbered = (cell_of(tally, kind, Way.FORM).share(*FULL) for kind in kinds_of(Group.DUPLICATE))
    return [
        Target("full step, all errors", 0.95, over(tally, every).share),
        Target("full step, without misreads", 0.98, over(tally, plain, groups=READABLE).share),
        Target("automatic checks alone, total stated", 0.75, over(tally, automatic, Way.STATED).share),
        Target("automatic checks alone, total computed by the form", 0.75, over(tally, automatic).share),
        Target("amounts, without misreads", 0.995, group(Group.AMOUNT)),
        Target("duplicates, exact", 1.0, exact),
        Target("duplicates, re-formatted", 1.0, reformatted),
        Target("duplicates, renumbered", 0.99, renumbered),
        Target("wrong customer, without misreads", 0.95, group(Group.CUSTOMER)),
        Target("dates, without misreads", 0.95, group(Group.DATE)),
        Target("right entries blocked", 0.0, clean.blocked / clean.of, at_least=False),
        Target("right entries asked about", 0.03, clean.asked / clean.of, at_least=False),
        Target("entries with a second key", 0.25, clean.second_key / clean.of, at_least=False),
        Target("mean seconds added, skilled typist", 6, clean.effort.seconds(SKILLED) / clean.of, False, "s"),
        Target("mean seconds added, average typist", 6, clean.effort.seconds(AVERAGE) / clean.of, False, "s"),
    ]
