"""What happened in the follow-up of an account, and what of it counts as a step or as a contact."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from billdesk.domain.drafts import Outcome
from billdesk.domain.followup.procedures import Channel


class SendingState(StrEnum):
    """How far a message got. Printed is not sent, and of an unknown one nobody can say whether it arrived."""

    PLANNED = "planned"
    HELD = "held"
    SENDING = "sending"
    PRINTED = "printed"
    DELIVERED = "delivered"
    FAILED = "failed"
    UNKNOWN = "unknown"

    @property
    def on_its_way(self) -> bool:
        """Whether it will still come to something by itself."""
        return self in (SendingState.PLANNED, SendingState.HELD, SendingState.SENDING)


class Purpose(StrEnum):
    """What a message is for; only reminders climb the ladder."""

    FOREWARNING = "forewarning"
    REMINDER = "reminder"
    THANKS = "thanks"


@dataclass(frozen=True, slots=True)
class ItemStep:
    """Which step of which item a message stands for; steps count from 1, a forewarning and thanks are step 0."""

    item_id: int
    step: int


@dataclass(frozen=True, slots=True)
class Sending:
    """One message to a customer, with the items it stands for. It counts for each of them once it is delivered."""

    on: date
    channel: Channel
    purpose: Purpose
    state: SendingState
    items: tuple[ItemStep, ...]

    @property
    def may_reach(self) -> bool:
        """Whether it reached the customer, or may have or will: then it is a contact. A failed one is none."""
        return self.state is not SendingState.FAILED


@dataclass(frozen=True, slots=True)
class Waiver:
    """A step that somebody left out, with the reason: it counts as done on that day. `until` is the day on which that
    was taken back, where it was."""

    item_id: int
    step: int
    on: date
    because: str
    until: date | None = None


_NOBODY = (Outcome.NOT_REACHED, Outcome.WRONG_PERSON)


@dataclass(frozen=True, slots=True)
class Contact:
    """A call, mail or letter that a person noted: contact, but no step. It may have agreed a day (`next_on`), for one
    invoice if it named one; `outcome` is what it came to, as in `Outcome`."""

    on: date
    kind: str = "call"
    next_on: date | None = None
    invoice_id: int | None = None
    outcome: str = Outcome.NONE


@dataclass(frozen=True, slots=True)
class Events:
    """All that happened in the follow-up of one customer, in any order."""

    sendings: tuple[Sending, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    contacts: tuple[Contact, ...] = ()


@dataclass(slots=True)
class Ladder:
    """Where one item stands: the days on which steps were done, and what else was tried.

    `delivered` is the highest step that reached the customer. `tried` holds purpose, step, state and day of every
    message that is no step done.
    """

    done: dict[int, date] = field(default_factory=dict)
    tried: list[tuple[Purpose, int, SendingState, date]] = field(default_factory=list)
    delivered: int = 0
    forewarned: bool = False
    thanked: bool = False

    @property
    def reached(self) -> int:
        """The last step with all before it done or below one that was delivered; 0 for none. When the mail of a lower
        step comes back afterwards, nobody is reminded in friendly words whom the grave ones have reached."""
        number = self.delivered
        while number + 1 in self.done:
            number += 1
        return number


NO_STEP = Ladder()
"""The ladder of an item of which nothing is known; it is only read."""


def ladders(events: Events) -> dict[int, Ladder]:
    """Where each item of the events stands, by item. A step is done when it was delivered or waived, and only then."""
    found: dict[int, Ladder] = {}
    for waiver in events.waivers:
        _done(found.setdefault(waiver.item_id, Ladder()), waiver.step, waiver.on)
    for sending in events.sendings:
        for part in sending.items:
            _count(found.setdefault(part.item_id, Ladder()), sending, part.step)
    return found


def _count(ladder: Ladder, sending: Sending, step: int) -> None:
    if sending.purpose is Purpose.REMINDER and sending.state is SendingState.DELIVERED:
        _done(ladder, step, sending.on)
        ladder.delivered = max(ladder.delivered, step)
    elif sending.purpose is Purpose.REMINDER or not sending.may_reach:
        ladder.tried.append((sending.purpose, step, sending.state, sending.on))
    elif sending.purpose is Purpose.FOREWARNING:
        ladder.forewarned = True
    else:
        ladder.thanked = True


def _done(ladder: Ladder, step: int, on: date) -> None:
    ladder.done[step] = max(on, ladder.done.get(step, on))


def contact_days(events: Events) -> Iterator[date]:
    """The days of everything that reached the customer or may have, one for each contact. A call that reached nobody is
    no contact: whoever tries again next day does not press a customer."""
    yield from (contact.on for contact in events.contacts if contact.outcome not in _NOBODY)
    yield from (sending.on for sending in events.sendings if sending.may_reach)
