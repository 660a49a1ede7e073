"""Entries that were confirmed and wait: for a short time in which they can be taken back, or for a second person.

Undo beats warning: what takes effect outside (a number on an invoice or a credit note) is held for some seconds, in
which one key takes it back. What is inside the book only is booked at once. Above an amount of the desk's choice an
entry is not booked before another person has typed total, day and customer from the same paper.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from billdesk.domain.dates import say_short
from billdesk.domain.money import Money, digits


class HeldKind(StrEnum):
    """What kind of entry waits."""

    ISSUE = "issue"
    CREDIT_NOTE = "credit note"
    RECEIPT = "receipt"
    REVERSAL = "reversal"
    CLAIM_PAYMENT = "payment of a claim"
    CLAIM_WAIVER = "waiver of a claim"

    @property
    def noun(self) -> str:
        """What is made of it, in a word or two."""
        return "invoice" if self is HeldKind.ISSUE else self.value

    @property
    def acts_outside(self) -> bool:
        """Whether it gives out a number, which cannot be taken back."""
        return self in (HeldKind.ISSUE, HeldKind.CREDIT_NOTE)


class HeldState(StrEnum):
    """Where an entry that waited stands. Only the first two are still going to be booked."""

    HELD = "held"
    TO_CHECK = "to check"
    TAKEN_BACK = "taken back"
    BOOKED = "booked"
    REFUSED = "refused"


class HoldSettings(NamedTuple):
    """What the desk has set: seconds that an entry is held, and the amount above which a second person checks.

    `seconds` of 0 and a limit of 0 are never.
    """

    seconds: int
    limit: Money


class HeldEntry(NamedTuple):
    """An entry that waits or waited, with its times in the desk's time zone. `effective_at` is `None` for one that
    waits for a second person.

    `document` says what it is about: `draft`, the number of the invoice a credit note corrects, `receipt` or
    `reversal`; `said` is why it was refused.
    """

    id: int
    version: int
    kind: HeldKind
    state: HeldState
    customer_id: int
    customer_name: str
    invoice_id: int | None
    document: str
    amount: Money
    entered_by: str
    entered_at: datetime
    effective_at: datetime | None
    said: str


class Course(StrEnum):
    """How a confirmed entry goes into the book."""

    AT_ONCE = "at once"
    HELD = "held"
    SECOND_PERSON = "second person"


def course_of(kind: HeldKind, amount: Money, settings: HoldSettings) -> Course:
    """Whether an entry is booked at once, held, or waits for a second person; the last goes before the others."""
    if needs_second(amount, settings.limit):
        return Course.SECOND_PERSON
    return Course.HELD if kind.acts_outside and settings.seconds else Course.AT_ONCE


def needs_second(amount: Money, limit: Money) -> bool:
    """Whether an amount is above the limit; in another currency the same figure is the limit, as no rate is known."""
    if limit.minor <= 0:
        return False
    return _major(amount) > _major(limit)


def _major(amount: Money) -> Decimal:
    return Decimal(amount.minor).scaleb(-digits(amount.currency))


def same_person(one: str, other: str) -> bool:
    """Whether two names of users mean the same person: upper and lower case do not tell people apart."""
    return one.strip().casefold() == other.strip().casefold()


def takes_effect(entered_at: datetime, seconds: int) -> datetime:
    """When an entry that was held for `seconds` is booked."""
    return entered_at + timedelta(seconds=seconds)


def say_within(seconds: int) -> str:
    """The reason of what is taken back so soon: `taken back within a minute`."""
    return f"taken back within {'a minute' if seconds == 60 else f'{seconds} seconds'}"


def say_waiting(entry: HeldEntry, key: str) -> str:
    """What is going to happen with an entry that was just confirmed; `key` is how it is taken back."""
    if entry.state is HeldState.TO_CHECK:
        return "It waits in the queue until a second person has checked it."
    if entry.state is not HeldState.HELD or entry.effective_at is None:
        return f"It is {entry.state.value} already."
    what = "Credit note issued" if entry.kind is HeldKind.CREDIT_NOTE else "Issued"
    return f"{what} at {entry.effective_at:%H:%M:%S} unless taken back ({key})."


def say_entered(entry: HeldEntry) -> str:
    """`Credit note entered on 21 Nov at 14:32`, without what it comes to; who entered it is said behind."""
    what = "Issue of an invoice" if entry.kind is HeldKind.ISSUE else entry.kind.value.capitalize()
    return f"{what} entered on {say_short(entry.entered_at.date())} at {entry.entered_at:%H:%M}"


def say_course(course: Course, seconds: int) -> str:
    """What comes before an entry counts, for the page that confirms it; nothing for one that is booked at once."""
    if course is Course.SECOND_PERSON:
        return "It waits until a second person has checked it."
    return f"It is held for {seconds} seconds, in which u takes it back." if course is Course.HELD else ""
