"""What a message of the follow-up says: its facts before they become words, and the words before they go out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Protocol

from billdesk.domain.claims import ClaimKind
from billdesk.domain.dates import next_business_day
from billdesk.domain.followup.decide import Action, Standing
from billdesk.domain.followup.events import Purpose
from billdesk.domain.followup.holds import claim_of
from billdesk.domain.followup.procedures import Channel, Tone
from billdesk.domain.money import Money

_ANSWER_DAYS: Final = {Tone.FRIENDLY: 7, Tone.CLEAR: 7, Tone.FIRM: 7, Tone.FINAL: 10}
"""So many days a message leaves for paying."""


@dataclass(frozen=True, slots=True)
class Line:
    """One item on a message. `asked_minor` is what the message asks of what is open: what is disputed or covered by
    credit is left out. `leads` says that its own step has the tone of the message; others of it have a kinder one."""

    number: str
    due_on: date | None
    open_minor: int
    asked_minor: int
    leads: bool = True


@dataclass(frozen=True, slots=True)
class Claimed:
    """Interest, a fixed sum or a fee that is claimed beside the invoices of a message, each kind once; `ids` are the
    claims that it is the sum of."""

    kind: ClaimKind
    minor: int
    ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a text may speak of. `address` is that of the channel; `bank` is how to pay, `reference` what to quote.

    `others` are open and not asked for, less what is disputed; `credit_minor` was counted against what is asked, and
    `claims` are asked for on top. For thanks the lines hold what was paid.
    """

    template: str
    language: str
    channel: Channel
    purpose: Purpose
    tone: Tone
    on: date
    pay_by: date
    company: str
    bank: str
    code: str
    customer: str
    contact: str
    address: str
    currency: str
    lines: tuple[Line, ...]
    others: tuple[Line, ...] = ()
    credit_minor: int = 0
    claims: tuple[Claimed, ...] = ()

    @property
    def asked(self) -> Money:
        """What the message asks for."""
        return Money(sum(line.asked_minor for line in self.lines), self.currency)

    @property
    def gravest(self) -> tuple[str, ...]:
        """The numbers of the invoices that the tone of the message is meant for, where it asks for others as well."""
        numbers = dict.fromkeys(line.number for line in self.lines if line.leads)
        return () if all(line.leads for line in self.lines) else tuple(numbers)

    @property
    def reference(self) -> str:
        """What to quote: the invoice's number, or the account's code when there are several."""
        numbers = list(dict.fromkeys(line.number for line in self.lines))
        return numbers[0] if len(numbers) == 1 else self.code


@dataclass(frozen=True, slots=True)
class Written:
    """A message in words: the same text plain and as HTML, the language it is in, and the ids of the claims that it
    names."""

    language: str
    subject: str
    text: str
    html: str
    claims: tuple[int, ...] = ()


class Writer(Protocol):
    """Whoever makes words of facts. Raises `InputError` that says what is missing or wrong, and where."""

    def __call__(self, facts: Facts) -> Written:
        """The message in words."""
        ...


@dataclass(frozen=True, slots=True)
class Office:
    """What the outbox needs of the world: who writes, the domain that Message-IDs end in, for how long a mail can be
    recalled, and after how many days of being put off it is given up."""

    writer: Writer
    domain: str
    hold: timedelta = timedelta(minutes=10)
    give_up: timedelta = timedelta(days=5)


def pay_by(action: Action, on: date) -> date:
    """By when a message asks to be paid: a forewarning by the first due date, a reminder some days after it is written;
    never on a weekend, when no bank books."""
    if action.purpose is Purpose.FOREWARNING:
        return min(standing.item.due_on for standing in action.items if standing.item.due_on)
    return next_business_day(on + timedelta(days=_ANSWER_DAYS[action.lead.tone]))


def lines_of(standings: Sequence[Standing]) -> tuple[Line, ...]:
    """The items of a decision as a message lists them."""
    gravest = max((_gravity(standing) for standing in standings), default=0)
    return tuple(
        Line(
            standing.item.number,
            standing.item.due_on,
            standing.item.open_minor,
            standing.claimed_minor,
            _gravity(standing) == gravest,
        )
        for standing in standings
    )


def _gravity(standing: Standing) -> int:
    steps = standing.procedure.steps
    return steps[standing.step - 1].tone.gravity if standing.step else 0


def others_of(standings: Sequence[Standing]) -> tuple[Line, ...]:
    """What a message tells as open beside what it asks for: without what is disputed, which nobody is reminded of."""
    return tuple(
        Line(standing.item.number, standing.item.due_on, claim_of(standing.item), 0)
        for standing in standings
        if claim_of(standing.item)
    )
