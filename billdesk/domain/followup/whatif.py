"""What if: run two procedures over what has been and compare them. Nothing of the book is touched.

The past answers as it did: whoever paid on a day pays on it under either procedure. So the comparison says how much
would have been sent to whom and when, and nothing of what would have come in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from billdesk.domain.followup.decide import Action, Decision, Nothing, decide_account
from billdesk.domain.followup.events import Purpose, Sending
from billdesk.domain.followup.history import History
from billdesk.domain.followup.procedures import Channel, Procedure

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Sent:
    """One message that a procedure would have sent; `days_late` is of its oldest item."""

    customer_id: int
    on: date
    currency: str
    purpose: Purpose
    channel: Channel
    days_late: int
    steps: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """What a procedure comes to: messages by channel, customers written to or called, on how many days, and how late
    the first reminder to each of them was (the mean in tenths of a day, nothing without reminders)."""

    mails: int
    letters: int
    calls: int
    customers: int
    days: int
    first_late_tenths: int | None

    @property
    def contacts(self) -> int:
        """All messages together."""
        return self.mails + self.letters + self.calls


def say_tallies(before: Tally, after: Tally) -> list[tuple[str, str, str]]:
    """Each figure by its name, before and after, for people to read."""
    return [
        ("mails", f"{before.mails:,}", f"{after.mails:,}"),
        ("letters", f"{before.letters:,}", f"{after.letters:,}"),
        ("calls", f"{before.calls:,}", f"{after.calls:,}"),
        ("contacts in all", f"{before.contacts:,}", f"{after.contacts:,}"),
        ("customers contacted", f"{before.customers:,}", f"{after.customers:,}"),
        ("days with a contact", f"{before.days:,}", f"{after.days:,}"),
        ("days late at the first reminder", say_late(before) or "–", say_late(after) or "–"),
    ]


def say_late(tally: Tally) -> str | None:
    """`9.9`: how many days late the first reminder was in the mean; `None` without reminders."""
    late = tally.first_late_tenths
    return None if late is None else f"{late // 10}.{late % 10}"


@dataclass(frozen=True, slots=True)
class Differs:
    """A customer who would be treated differently, and how often they would be contacted."""

    customer_id: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two procedures over the same past."""

    before: Tally
    after: Tally
    differs: tuple[Differs, ...]


def compare(histories: Iterable[History], before: Procedure, after: Procedure, first: date, last: date) -> Comparison:
    """What two procedures would have sent from one day to another, both included, as the desk's own. Where a customer
    or an invoice has one of the name of the second, that holds for it in the second run."""
    one: list[Sent] = []
    other: list[Sent] = []
    differs = []
    for history in histories:
        mine = replay(history, before, first, last)
        theirs = replay(history.changing(after), after, first, last)
        if mine != theirs:
            differs.append(Differs(history.customer_id, len(mine), len(theirs)))
        one.extend(mine)
        other.extend(theirs)
    return Comparison(tally(one), tally(other), tuple(differs))


def replay(history: History, procedure: Procedure, first: date, last: date) -> tuple[Sent, ...]:
    """What a procedure would have sent to one customer, had it run on every day from `first` to `last`.

    Only days are looked at on which something can differ: those of the past's own changes, and those that the decision
    before names.
    """
    changes = sorted(day for day in history.changes() if first < day <= last)
    sent: list[Sent] = []
    sendings: list[Sending] = []
    day = first
    while day <= last:
        decisions = decide_account(history.on(day, sendings), procedure, day)
        for decision in decisions:
            if isinstance(decision, Action):
                sendings.append(decision.sending(day))
                sent.append(_sent(decision, day))
        wanted = [_look_again(decision, day) for decision in decisions]
        days = [found for found in (*wanted, next((one for one in changes if one > day), None)) if found]
        day = min(days, default=last + _DAY)
    return tuple(sent)


def _look_again(decision: Decision, day: date) -> date | None:
    """The next day on which a decision may be another; the day after a message, since it changed what it decided on."""
    if isinstance(decision, Nothing) and (decision.next_on is None or decision.next_on > day):
        return decision.next_on
    return day + _DAY


def _sent(action: Action, day: date) -> Sent:
    late = max(((day - standing.item.due_on).days for standing in action.items if standing.item.due_on), default=0)
    steps = tuple((standing.item.id, standing.step) for standing in action.items)
    return Sent(action.customer_id, day, action.currency, action.purpose, action.lead.channel, late, steps)


def tally(sent: Iterable[Sent]) -> Tally:
    """Add up what was sent."""
    messages = list(sent)
    channels = Counter(message.channel for message in messages)
    first: dict[int, Sent] = {}
    for message in messages:
        known = first.get(message.customer_id)
        if message.purpose is Purpose.REMINDER and (known is None or message.on < known.on):
            first[message.customer_id] = message
    late = sum(message.days_late for message in first.values())
    return Tally(
        mails=channels[Channel.MAIL],
        letters=channels[Channel.LETTER],
        calls=channels[Channel.CALL],
        customers=len({message.customer_id for message in messages}),
        days=len({message.on for message in messages}),
        first_late_tenths=(20 * late + len(first)) // (2 * len(first)) if first else None,
    )
