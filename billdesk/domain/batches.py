"""Batches with control totals: entries of one kind and currency whose count and sum were added up on paper first.

A batch is closed only when what was entered agrees with the paper's adding strip. Where it does not, `explain` names
the entries of which one slip would make the difference. It never guesses at two slips at once: any two amounts can be
made to explain anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from billdesk.domain.double_check import ControlTotals
from billdesk.domain.errors import RuleError
from billdesk.domain.money import Money

MOST_ENTRIES = 1000
"""More papers than this are several batches: a gap among them could be anything."""


class BatchKind(StrEnum):
    """What the entries of a batch are."""

    RECEIPT = "receipt"
    INVOICE = "invoice"
    CREDIT_NOTE = "credit note"


class BatchState(StrEnum):
    """`closed` agreed with its control totals; `given up` keeps its entries as they are booked, with a reason."""

    OPEN = "open"
    CLOSED = "closed"
    GIVEN_UP = "given up"


@dataclass(frozen=True, slots=True)
class Batch:
    """What the adding strip says: how many entries of a kind, and their sum in minor units of one currency."""

    kind: BatchKind
    currency: str
    expected_count: int
    expected_minor: int

    @property
    def totals(self) -> ControlTotals:
        """The control totals."""
        return ControlTotals(self.expected_count, (Money(self.expected_minor, self.currency),))


@dataclass(frozen=True, slots=True)
class BatchDraft:
    """A batch before it is opened, as it was typed from the strip."""

    uid: UUID
    batch: Batch


@dataclass(frozen=True, slots=True)
class CloseBatchDraft:
    """Close a batch that was read in this version."""

    batch_id: int
    version: int


@dataclass(frozen=True, slots=True)
class GiveUpBatchDraft:
    """Give a batch up that was read in this version; its entries stay booked."""

    batch_id: int
    version: int
    reason: str


@dataclass(frozen=True, slots=True)
class BatchEntry:
    """One entry of a batch: its place in it, and its amount in minor units as it was booked."""

    position: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class EntryView(BatchEntry):
    """An entry with the record it was booked as; `document` is its number, or what the payer wrote.

    One that was `taken_back` (a receipt reversed, an invoice void) while the batch was open counts no more.
    A credit note is found on its invoice.
    """

    customer_id: int
    customer_name: str
    on: date
    document: str
    invoice_id: int | None
    receipt_id: int | None
    taken_back: bool


@dataclass(frozen=True, slots=True)
class BatchView:
    """A batch as the book holds it, entries in their order; `reason` is why it was given up.

    `waiting` entries were made in it and are not booked yet: they are held, or a second person has to check them.
    """

    id: int
    version: int
    batch: Batch
    state: BatchState
    by: str
    opened_on: date
    reason: str
    entries: tuple[EntryView, ...]
    waiting: int = 0

    @property
    def counted(self) -> tuple[EntryView, ...]:
        """The entries that count."""
        return tuple(entry for entry in self.entries if not entry.taken_back)

    @property
    def totals(self) -> ControlTotals:
        """What was entered, as control totals."""
        return ControlTotals(len(self.counted), (Money(_sum(self.counted), self.batch.currency),))

    @property
    def agrees(self) -> bool:
        """Whether count and sum are those of the strip, and nothing is still to come."""
        return self.totals == self.batch.totals and not self.waiting

    @property
    def explanations(self) -> tuple[Explanation, ...]:
        """What would make the difference, see `explain`; nothing while entries are still to come."""
        return () if self.waiting else explain(self.batch, self.counted)


class Slip(StrEnum):
    """What can have happened to one entry, the most telling first: few differences look like the first ones."""

    MISSING = "missing"
    TWICE = "entered twice"
    SURPLUS = "one too many"
    SWAPPED = "two digits swapped"
    FACTOR = "decimal sign misplaced"
    SIGN = "wrong sign"
    APART = "two digits further apart swapped"
    LENGTH = "a digit left out or typed twice"
    DIGIT = "one digit wrong"


@dataclass(frozen=True, slots=True)
class Suspect:
    """Where a slip can have happened: the entries' positions, and what the amount would have to be (minor units).

    Of a missing entry there is no position, of one that is too many no amount. Of an entry that is there twice all
    that have its amount are named.
    """

    positions: tuple[int, ...]
    right_minor: int | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """One kind of slip that would make the whole difference, and every entry it can have happened to."""

    slip: Slip
    suspects: tuple[Suspect, ...]


def check_batch(batch: Batch) -> None:
    """Raise `RuleError` for control totals that no batch has."""
    if not 1 <= batch.expected_count <= MOST_ENTRIES:
        raise RuleError(f"A batch has 1 to {MOST_ENTRIES:,} entries.", "Enter more papers as several batches.")
    if batch.expected_minor <= 0:
        raise RuleError("The sum of a batch is above zero.", "Add the papers up.")


def explain(expected: Batch, entries: Sequence[BatchEntry]) -> tuple[Explanation, ...]:
    """Every single slip that would make the difference between the strip and the entries, most telling first.

    Empty when nothing differs, or when no single slip makes the difference.
    """
    over = _sum(entries) - expected.expected_minor
    match len(entries) - expected.expected_count:
        case -1 if over < 0:
            return (Explanation(Slip.MISSING, (Suspect((), -over),)),)
        case 1:
            return _too_many(over, entries)
        case 0 if over:
            return _mistyped(over, entries)
        case _:
            return ()


def _sum(entries: Iterable[BatchEntry]) -> int:
    return sum(entry.amount_minor for entry in entries)


def _too_many(over: int, entries: Sequence[BatchEntry]) -> tuple[Explanation, ...]:
    same = tuple(entry.position for entry in entries if entry.amount_minor == over)
    if not same:
        return ()
    return (Explanation(Slip.TWICE if len(same) > 1 else Slip.SURPLUS, (Suspect(same, None),)),)


def _mistyped(over: int, entries: Sequence[BatchEntry]) -> tuple[Explanation, ...]:
    found: dict[Slip, list[Suspect]] = {}
    for entry in entries:
        right = entry.amount_minor - over
        slip = slip_between(right, entry.amount_minor)
        if slip is not None:
            found.setdefault(slip, []).append(Suspect((entry.position,), right))
    return tuple(Explanation(slip, tuple(found[slip])) for slip in Slip if slip in found)


def slip_between(right: int, typed: int) -> Slip | None:
    """The slip that makes one amount of another (minor units), or `None` when no single one does."""
    if right == -typed:
        return Slip.SIGN if right else None
    if (right < 0) != (typed < 0) or not right or not typed:
        return None
    small, large = sorted((abs(right), abs(typed)))
    if large in (small * 10, small * 100):
        return Slip.FACTOR
    # What is below one is written with its zeros on paper: 0.15 is one digit away from 1.15.
    spelled = str(abs(right)).zfill(len(str(large))), str(abs(typed)).zfill(len(str(large)))
    differing = [at for at, (one, other) in enumerate(zip(*spelled, strict=True)) if one != other]
    if len(differing) == 1:
        return Slip.DIGIT
    return _swapped(*spelled, differing) or (Slip.LENGTH if _lacks_one(str(small), str(large)) else None)


def _swapped(right: str, typed: str, differing: Sequence[int]) -> Slip | None:
    if len(differing) != 2:
        return None
    first, second = differing
    if (right[first], right[second]) != (typed[second], typed[first]):
        return None
    return Slip.SWAPPED if second == first + 1 else Slip.APART


def _lacks_one(short: str, long: str) -> bool:
    """Whether one digit taken out of `long` leaves `short`."""
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))
