"""Why something is chased or left alone: codes with their values, and the one place that makes sentences of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from billdesk.domain.dates import say_day
from billdesk.domain.followup.procedures import say_contacts
from billdesk.domain.money import format_money


class Why(StrEnum):
    """The codes. What programs read is stable: a new case gets a new code.

    The last three keep a message from being written that is due; they are no part of the decision."""

    DUE = "due"
    FOREWARN = "forewarn"
    THANK = "thank"
    PROMISE_BROKEN = "promise-broken"
    TRIED_BEFORE = "tried-before"
    PARTLY_DISPUTED = "partly-disputed"
    PARTLY_COVERED = "partly-covered"

    NO_DUE_DATE = "no-due-date"
    NOT_SENT = "invoice-not-sent"
    BLOCKED = "blocked"
    DISPUTED = "disputed"
    COVERED = "covered"
    LADDER_DONE = "all-steps-done"
    ON_ITS_WAY = "on-its-way"
    PRINTED = "printed-not-sent"
    UNKNOWN = "unknown-if-sent"
    TOO_SMALL = "too-small"

    TOO_YOUNG = "too-young"
    SPACING = "spacing"
    PROMISED = "promised"
    PAUSED = "paused"
    AGREED = "day-agreed"
    FAILED_TODAY = "failed-today"
    QUIET = "just-in-contact"
    CAP = "contacts-a-week"
    CLOCK = "clock-set-back"
    REMINDER_FIRST = "reminder-first"

    NOT_POSSIBLE = "not-possible"
    GIVEN_UP = "given-up"
    CALLED_BACK = "called-back"


class Reason(NamedTuple):
    """One reason. `day` is the day it speaks of and `free_on` the first day on which it holds no more; one that keeps
    an item from being chased and has none needs a person. `minor` is an amount in `currency`. `of_settings`: the
    desk's own settings or texts stand in the way, and not the account."""

    why: Why
    day: date | None = None
    free_on: date | None = None
    step: int = 0
    minor: int = 0
    currency: str = ""
    text: str = ""
    of_settings: bool = False


CHASES = frozenset(
    {
        Why.DUE,
        Why.FOREWARN,
        Why.THANK,
        Why.PROMISE_BROKEN,
        Why.TRIED_BEFORE,
        Why.PARTLY_DISPUTED,
        Why.PARTLY_COVERED,
    }
)
"""Reasons for what is done; all others are reasons to leave alone."""


def sentence(reason: Reason) -> str:
    """A reason as a person reads it."""
    return _SENTENCES[reason.why](reason)


def clause(reason: Reason) -> str:
    """A reason as it goes on after a comma; what begins with an address or a quoted word stays as it is."""
    said = sentence(reason)
    first = said.partition(" ")[0]
    return said[0].lower() + said[1:] if first.isalpha() and first.istitle() else said


def _day(reason: Reason) -> str:
    return say_day(reason.day) if reason.day else "an unknown day"


def _free(reason: Reason) -> str:
    return say_day(reason.free_on) if reason.free_on else "an unknown day"


def _named(reason: Reason) -> str:
    return f"step {reason.step}" if reason.step else "a friendly word before"


def _text(reason: Reason) -> str:
    """What a person typed, within a sentence."""
    return reason.text.strip().rstrip(".")


def _amount(reason: Reason) -> str:
    return format_money(reason.minor, reason.currency)


_SENTENCES: Mapping[Why, Callable[[Reason], str]] = {
    Why.DUE: lambda r: f"Step {r.step} has been due since {_day(r)}.",
    Why.FOREWARN: lambda r: f"It falls due on {_day(r)}: a friendly word before.",
    Why.THANK: lambda r: f"It was paid on {_day(r)} after a reminder.",
    Why.PROMISE_BROKEN: lambda r: f"A promise for {_day(r)} was not kept in full.",
    Why.TRIED_BEFORE: lambda r: f"Step {r.step} failed on {_day(r)} and does not count.",
    Why.PARTLY_DISPUTED: lambda r: f"{_amount(r)} of it are disputed and left out.",
    Why.PARTLY_COVERED: lambda r: f"Credit not used yet covers {_amount(r)} of it.",
    Why.NO_DUE_DATE: lambda _: "It has no due date. Verify it with the invoice.",
    Why.NOT_SENT: lambda _: "The invoice was not sent yet. Send it first.",
    Why.BLOCKED: lambda r: f"Blocked: {_text(r)}.",
    Why.DISPUTED: lambda r: f"{_amount(r)} are disputed. Resolve the dispute first.",
    Why.COVERED: lambda r: f"Credit not used yet covers {_amount(r)}. Allocate it.",
    Why.LADDER_DONE: lambda r: f"All {r.step} steps were done by {_day(r)}. Decide what comes now.",
    Why.ON_ITS_WAY: lambda r: f"Step {r.step} has been on its way since {_day(r)}.",
    Why.PRINTED: lambda r: f"Step {r.step} was printed on {_day(r)}. Confirm that it was sent.",
    Why.UNKNOWN: lambda r: f"Nobody knows whether step {r.step} of {_day(r)} went out. Find out first.",
    Why.TOO_SMALL: lambda r: f"{_amount(r)} are less than a letter is worth.",
    Why.TOO_YOUNG: lambda r: f"Due on {_day(r)}; {_named(r)} comes on {_free(r)} at the soonest.",
    Why.SPACING: lambda r: f"Step {r.step - 1} was on {_day(r)}; step {r.step} comes on {_free(r)} at the soonest.",
    Why.PROMISED: lambda r: f"Promised up to {_day(r)}.",
    Why.PAUSED: lambda r: f"Paused until {_free(r)}: {_text(r)}.",
    Why.AGREED: lambda r: f"{_free(r)} was agreed on {_day(r)}.",
    Why.FAILED_TODAY: lambda r: f"What went out failed on {_day(r)}. The next try is on {_free(r)}.",
    Why.QUIET: lambda r: f"The last contact was on {_day(r)}. Quiet until {_free(r)}.",
    Why.CAP: lambda r: (
        f"{say_contacts(r.step)} in seven days {'is' if r.step == 1 else 'are'} the most. The next comes on {_free(r)}."
    ),
    Why.CLOCK: lambda r: f"The book knows of a contact on {_day(r)}, later than this day. Look at the clock.",
    Why.NOT_POSSIBLE: lambda r: f"{_text(r)}.",
    Why.GIVEN_UP: lambda r: (
        f"A mail was put off for days and given up on {_day(r)}. {_text(r)}. Correct the address, or say in the outbox"
        " that it works."
    ),
    Why.CALLED_BACK: lambda r: (
        f"A message was called back on {_day(r)}: {_text(r)}. The follow-up decides anew on {_free(r)}."
    ),
    Why.REMINDER_FIRST: lambda _: "A reminder goes out today; a forewarning waits for the next day.",
}
