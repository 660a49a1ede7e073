"""The outbox as people see it and what they decide about it: messages, their states, drafts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from billdesk.domain.followup.events import Purpose
from billdesk.domain.followup.procedures import Channel, Tone
from billdesk.domain.money import Money


class MessageState(StrEnum):
    """How far a message of the outbox got; see `Fate` for one attempt.

    Planned: a letter that waits to be printed. Held: a mail that can still be recalled. Printed: nobody has said yet
    that it was posted. Dropped: before it went out it was not true any more.
    """

    PLANNED = "planned"
    HELD = "held"
    SENDING = "sending"
    PRINTED = "printed"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    RECALLED = "recalled"
    DROPPED = "dropped"

    @property
    def never_arrived(self) -> bool:
        """Whether it is certain that the customer has not got it, so that its steps do not count."""
        return self in (MessageState.FAILED, MessageState.RECALLED, MessageState.DROPPED)

    @property
    def needs_a_person(self) -> bool:
        """Whether it stays as it is until somebody looks."""
        return self in (MessageState.PRINTED, MessageState.FAILED, MessageState.UNKNOWN)


RECALLABLE = frozenset({MessageState.PLANNED, MessageState.HELD, MessageState.PRINTED})
"""The states out of which a message can be called back; a printed letter is thrown away."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the outbox. `amount` is what it asks for, `address` where it goes, `said` what became of it in
    one line; `held_until` and `claimed_at` are in the desk's time zone."""

    id: int
    version: int
    customer_id: int
    code: str
    name: str
    amount: Money
    channel: Channel
    purpose: Purpose
    tone: Tone
    template: str
    language: str
    address: str
    subject: str
    body: str
    message_id: str
    state: MessageState
    planned_on: date
    held_until: datetime | None
    claimed_at: datetime | None
    sent_on: date | None
    said: str
    by: str

    @property
    def day(self) -> date:
        """When it went out or was to go out: the last try, if there was one."""
        return self.sent_on or (self.claimed_at.date() if self.claimed_at else self.planned_on)


def say_free(held_until: datetime) -> str:
    """The first minute in which a hold is over: whoever comes in a minute that has begun comes too soon."""
    over = held_until + timedelta(minutes=1) if held_until.second or held_until.microsecond else held_until
    return f"{over:%H:%M}"


@dataclass(frozen=True, slots=True)
class RunDraft:
    """Plan all messages that are due on a day, of everybody or of these customers; so many, asking for these sums, were
    shown when it was confirmed. The book is asked again: if it says otherwise by then, nothing is planned.

    `past_hold` are the mails of earlier runs, by their ids, that are sent with it: these and no others.
    """

    day: date
    messages: int
    sums: tuple[Money, ...]
    customers: tuple[int, ...] | None = None
    past_hold: tuple[int, ...] = ()

    @property
    def planning(self) -> RunDraft:
        """What is to be planned, without what is sent besides."""
        return replace(self, past_hold=())

    def holds(self, now: RunDraft) -> bool:
        """Whether what was confirmed still holds, when the book says `now`: the same is to be planned, and each mail
        that was to be sent still waits. Those that came past their hold since then are left to the next run."""
        return self.planning == now.planning and set(self.past_hold) <= set(now.past_hold)


@dataclass(frozen=True, slots=True)
class RecallDraft:
    """Call a message back, with the reason; its account is left alone for the rest of the day."""

    sending_id: int
    version: int
    reason: str


@dataclass(frozen=True, slots=True)
class PrintDraft:
    """Print these letters."""

    sendings: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PostedDraft:
    """These printed letters were posted on a day."""

    sendings: tuple[int, ...]
    on: date


@dataclass(frozen=True, slots=True)
class ResolveDraft:
    """Somebody found out about a message of which nobody knew whether it went out, and says how."""

    sending_id: int
    version: int
    arrived: bool
    reason: str


@dataclass(frozen=True, slots=True)
class CameBack:
    """A mail that came back, by its Message-ID, and what was said."""

    message_id: str
    said: str


@dataclass(frozen=True, slots=True)
class BouncesDraft:
    """These mails came back: they did not arrive."""

    bounces: tuple[CameBack, ...]


@dataclass(frozen=True, slots=True)
class AfterRestoreDraft:
    """Let a restored desk send again: somebody has looked at what went out since `known_to`, the day of the backup's
    last entry."""

    known_to: date


@dataclass(frozen=True, slots=True)
class WorksAgainDraft:
    """An address that refused a message may be written to again, with the reason."""

    sending_id: int
    reason: str
