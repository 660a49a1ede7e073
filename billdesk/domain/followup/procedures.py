"""Procedures of the follow-up: the ladders of steps, those the program brings along, and which one holds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from billdesk.domain.errors import RuleError


class Channel(StrEnum):
    """How a step reaches the customer."""

    MAIL = "mail"
    LETTER = "letter"
    CALL = "call"


class Tone(StrEnum):
    """How a step speaks, from the kindest to the gravest."""

    FRIENDLY = "friendly"
    CLEAR = "clear"
    FIRM = "firm"
    FINAL = "final"

    @property
    def gravity(self) -> int:
        """0 for the kindest."""
        return _GRAVITY[self]


_GRAVITY = {tone: place for place, tone in enumerate(Tone)}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a ladder: from so many days past due on, how it goes out, and in which words.

    `fee` and `interest` say whether it claims the fixed sum and the interest that the law or the contract allows; they
    are claims of their own and never change the invoice.
    """

    days: int
    channel: Channel
    template: str
    tone: Tone
    fee: bool = False
    interest: bool = False


def say_contacts(count: int) -> str:
    """`1 contact`, `2 contacts`."""
    return f"{count} contact{'' if count == 1 else 's'}"


def say_step(step: Step) -> str:
    """`day 33 letter firm, interest`: a step in short."""
    claims = [word for word, claimed in (("fee", step.fee), ("interest", step.interest)) if claimed]
    return ", ".join([f"day {step.days} {step.channel.value} {step.tone.value}", *claims])


@dataclass(frozen=True, slots=True)
class Procedure:
    """A named ladder of steps, and how much contact it allows.

    Between two steps of an item lie at least as many days as between their `days`. After any contact `quiet_days` pass
    before the next one, and in any seven days there are at most `contacts_a_week`. `least_major` is the smallest claim
    worth a letter, in whole units of its currency. `forewarning_days` before the due date a friendly word goes out, if
    it is not `None`; `thank_you` says whether a payment that followed a reminder is thanked for.

    Raises `RuleError` for a ladder that nobody could climb.
    """

    name: str
    steps: tuple[Step, ...]
    contacts_a_week: int = 2
    quiet_days: int = 3
    least_major: int = 0
    forewarning_days: int | None = None
    thank_you: bool = False

    def __post_init__(self) -> None:
        days = [step.days for step in self.steps]
        if not days or days[0] < 1 or any(later <= sooner for sooner, later in pairwise(days)):
            raise RuleError(
                "The days of a procedure's steps must rise, from 1 on.",
                "Give each step a later day than the one before.",
            )
        if self.contacts_a_week < 1 or self.quiet_days < 0 or self.least_major < 0:
            raise RuleError("A procedure allows one contact a week or more.", "Give counts and days of zero or more.")
        if self.forewarning_days is not None and self.forewarning_days < 1:
            raise RuleError("A forewarning goes out a day or more before the due date.", "Give 1 or more days.")

    def gap(self, number: int) -> int:
        """The least days between step `number` − 1 and step `number` (2 or more)."""
        return self.steps[number - 1].days - self.steps[number - 2].days


def _step(days: int, channel: Channel, tone: Tone, *, fee: bool = False, interest: bool = False) -> Step:
    return Step(days, channel, f"reminder-{tone.value}", tone, fee, interest)


GENTLE = Procedure(
    "gentle",
    (
        _step(10, Channel.MAIL, Tone.FRIENDLY),
        _step(31, Channel.MAIL, Tone.CLEAR),
        _step(52, Channel.CALL, Tone.CLEAR),
        _step(73, Channel.LETTER, Tone.FIRM),
    ),
    contacts_a_week=1,
    quiet_days=5,
    thank_you=True,
)
STANDARD = Procedure(
    "standard",
    (
        _step(5, Channel.MAIL, Tone.FRIENDLY),
        _step(19, Channel.MAIL, Tone.CLEAR),
        _step(33, Channel.LETTER, Tone.FIRM, interest=True),
        _step(47, Channel.LETTER, Tone.FINAL, fee=True, interest=True),
    ),
)
STRICT = Procedure(
    "strict",
    (
        _step(2, Channel.MAIL, Tone.CLEAR),
        _step(12, Channel.MAIL, Tone.FIRM, interest=True),
        _step(22, Channel.LETTER, Tone.FINAL, fee=True, interest=True),
    ),
    quiet_days=2,
    forewarning_days=3,
)
PUBLIC_SECTOR = Procedure(
    "public sector",
    (
        _step(14, Channel.MAIL, Tone.FRIENDLY),
        _step(44, Channel.LETTER, Tone.CLEAR),
        _step(74, Channel.LETTER, Tone.FIRM, fee=True, interest=True),
    ),
    contacts_a_week=1,
    quiet_days=7,
)
INDIA_MSME = Procedure(
    "India MSME",
    (
        _step(3, Channel.MAIL, Tone.FRIENDLY),
        _step(12, Channel.MAIL, Tone.CLEAR, interest=True),
        _step(24, Channel.LETTER, Tone.FIRM, interest=True),
        _step(38, Channel.LETTER, Tone.FINAL, interest=True),
    ),
    forewarning_days=5,
)
"""Without a fee: the MSMED Act 2006 (s. 16) knows interest alone."""

SHIPPED = {one.name: one for one in (GENTLE, STANDARD, STRICT, PUBLIC_SECTOR, INDIA_MSME)}
"""The procedures that the program brings along, by name."""


class Source(StrEnum):
    """Why a procedure holds for an invoice."""

    DESK = "desk"
    CUSTOMER = "customer"
    INVOICE = "invoice"
    MORE_CAREFUL = "more careful"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The procedure that holds, and why; `over` is the one it was preferred to, where two clashed."""

    procedure: Procedure
    source: Source
    over: Procedure | None = None


def instead(chosen: Procedure | None, changed: Procedure) -> Procedure | None:
    """What was chosen, or a changed procedure in its place where it has that name."""
    return changed if chosen is not None and chosen.name == changed.name else chosen


def care(procedure: Procedure) -> tuple[int, ...]:
    """How careful a procedure is, larger being more: it begins and ends later, has less contact, claims less."""
    steps = procedure.steps
    return (
        steps[0].days,
        steps[-1].days,
        -procedure.contacts_a_week,
        procedure.quiet_days,
        -sum(step.fee for step in steps),
        -sum(step.interest for step in steps),
        -steps[-1].tone.gravity,
    )


def choose(desk: Procedure, customer: Procedure | None, invoice: Procedure | None) -> Chosen:
    """Which procedure holds: the desk's where nobody chose another; of a customer's and an invoice's the more
    careful."""
    if customer is None or invoice is None:
        if invoice is not None:
            return Chosen(invoice, Source.INVOICE)
        return Chosen(desk, Source.DESK) if customer is None else Chosen(customer, Source.CUSTOMER)
    if customer == invoice:
        return Chosen(invoice, Source.INVOICE)
    careful, other = (customer, invoice) if care(customer) > care(invoice) else (invoice, customer)
    return Chosen(careful, Source.MORE_CAREFUL, other)
