"""What to do next about what an account owes: the follow-up's decision as a row of the queue, with its reason.

The engine (`followup/decide.py`) alone says what is chased and what is left alone; here its answer becomes the few
words of a row, and what only a person does is put beside it: allocate credit, call after a broken promise or on a day
that was agreed, look into the bank account, resolve a dispute. Nobody is asked to contact whom the engine holds.
Forewarnings and thanks are the daily run's, and make no row.

Reason and action stand whole in a row of 80 columns: together they have 19 characters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from billdesk.domain.dates import say_day
from billdesk.domain.drafts import Outcome
from billdesk.domain.followup.decide import Decision, Standing, standings_of
from billdesk.domain.followup.events import Contact
from billdesk.domain.followup.facts import Item
from billdesk.domain.followup.reasons import CHASES, Reason, Why, sentence
from billdesk.domain.promises import PromiseFact, PromiseState
from billdesk.domain.work import PriorityPart

NEWS_DAYS = 7
"""A broken promise is news for so many days."""
QUIET = -30
"""Points that put a row on which nobody should act now behind all others."""
_DAY = timedelta(days=1)

NO_CALL = frozenset(
    {Why.BLOCKED, Why.PAUSED, Why.PROMISED, Why.DISPUTED, Why.COVERED, Why.AGREED, Why.QUIET, Why.CAP, Why.CLOCK}
)
"""Reasons for which nobody contacts a customer; the others only say that no step of the ladder is due."""
NOT_EVEN_AGREED = NO_CALL - {Why.QUIET}
"""Those that hold also on a day that was agreed: for the next contact, or by a promise."""


@dataclass(frozen=True, slots=True)
class Step:
    """What to do next for an account: why, the action, whether it is due now, and when that changes. A step that
    `leads` comes before all that do not."""

    why: str
    action: str
    now: bool
    part: PriorityPart
    changes_on: date | None = None
    leads: bool = False


@dataclass(frozen=True, slots=True)
class Owed:
    """What a step is made of: where the items of an account in one currency stand that went out, those that are late
    and those that fall due today or later; its promises and last contact, and the credit that is booked (minor units).
    `cases` are the invoices that have a case which is not done, `None` where one is about the account.
    """

    late: Sequence[Standing]
    coming: Sequence[Standing]
    promises: Sequence[PromiseFact]
    contact: Contact | None
    unapplied_minor: int
    cases: frozenset[int | None] = frozenset()

    def has_case(self, item: Item) -> bool:
        """Whether what is disputed of it is the work of a case."""
        return None in self.cases or item.invoice_id in self.cases

    @property
    def spoken_of(self) -> Sequence[Standing]:
        """The late items, or all where none is late."""
        return self.late or self.coming

    @property
    def due(self) -> Sequence[Standing]:
        """The items a reminder of which is due."""
        return [standing for standing in self.late if standing.due]

    @property
    def first_free(self) -> date | None:
        """The first day on which one of the reasons holds no more."""
        reasons = (reason for standing in (*self.late, *self.coming) for reason in standing.reasons)
        return min((reason.free_on for reason in reasons if reason.free_on), default=None)

    def all_held(self, reasons: frozenset[Why]) -> bool:
        """Whether one of these reasons holds for each item that is spoken of."""
        return all(any(reason.why in reasons for reason in standing.reasons) for standing in self.spoken_of)


def owed_of(
    decision: Decision, promises: Sequence[PromiseFact], contact: Contact | None, unapplied_minor: int, today: date
) -> Owed:
    """Sort where the items of a decision stand into late and coming ones."""
    sent = [one for one in standings_of(decision) if one.item.sent and one.item.due_on]
    late = [one for one in sent if one.item.due_on and one.item.due_on < today]
    coming = [one for one in sent if one.item.due_on and one.item.due_on >= today]
    return Owed(late, coming, promises, contact, unapplied_minor)


def relevant_contact(contact: Contact | None, items: Sequence[Item]) -> Contact | None:
    """The last contact, if it can have been about any of these items: one of them was issued by then."""
    return contact if contact is not None and any(item.issued_on <= contact.on for item in items) else None


def next_step(owed: Owed, today: date) -> Step:
    """Say what to do next."""
    due = owed.due
    found = None if due else _covered(owed)
    found = found or _broken(owed, today) or _disputed(owed) or _promised(owed, today) or _agreed(owed, today)
    return found or (_due(due) if due else _waiting(owed))


def _covered(owed: Owed) -> Step | None:
    """Credit that covers what would be chased: the row of the credit stands for it."""
    found = _reason(owed, Why.COVERED)
    if found is None:
        return None
    part = PriorityPart("covered", QUIET, "on-account credit covers what is late")
    return (
        Step("has credit", "allocate", False, part)
        if owed.unapplied_minor
        else Step("money waits", "wait", False, part)
    )


def _reason(owed: Owed, why: Why) -> Reason | None:
    """The first reason of that kind among what is late."""
    return next((reason for standing in owed.late for reason in standing.reasons if reason.why is why), None)


def _broken(owed: Owed, today: date) -> Step | None:
    """Call after a promise that was not kept, unless somebody did since, or nobody may. It comes first in the queue."""
    broken = [one for one in owed.promises if one.state in (PromiseState.BROKEN, PromiseState.PARTLY_KEPT)]
    last_day = max((promise.last_day for promise in broken), default=None)
    if last_day is None or (owed.contact is not None and owed.contact.on > last_day) or owed.all_held(NOT_EVEN_AGREED):
        return None
    promise = max(broken, key=lambda promise: promise.due_on)
    word = "promise broken" if promise.state is PromiseState.BROKEN else "partly kept"
    because = f"its time was over on {say_day(promise.last_day)}; broken promises come first"
    if (today - promise.last_day).days > NEWS_DAYS:
        return Step(word, "call", True, PriorityPart(word, 8, because), leads=True)
    changes = promise.last_day + timedelta(days=NEWS_DAYS + 1)
    return Step(word, "call", True, PriorityPart(word, 10, because, changes, 8), leads=True)


def _disputed(owed: Owed) -> Step | None:
    """Nothing to claim: the cases are rows of their own, and what has none wants one."""
    if owed.late and owed.all_held(frozenset({Why.DISPUTED})):
        if all(owed.has_case(standing.item) for standing in owed.late):
            return Step("disputed", "wait", False, PriorityPart("disputed", QUIET, "its case is a row of its own"))
        return Step("disputed", "resolve", True, PriorityPart("disputed", 3, "every late invoice is disputed"))
    return None


def _promised(owed: Owed, today: date) -> Step | None:
    """Nothing to chase before the day of a promise; on it, look whether the money came."""
    live = [promise for promise in owed.promises if promise.state is PromiseState.OPEN]
    if not live or not owed.all_held(frozenset({Why.PROMISED, Why.DISPUTED})):
        return None
    promise = min(live, key=lambda promise: promise.due_on)
    after = promise.last_day + _DAY
    if promise.due_on <= today:
        return Step("promised", "check bank", True, PriorityPart("promise due", 4, "expected now", after), after)
    part = PriorityPart("promised", QUIET, "nothing to chase before the day", promise.due_on, 4)
    return Step("promised", "wait", False, part, promise.due_on)


def _agreed(owed: Owed, today: date) -> Step | None:
    """What was agreed for today or a day before, by what the last contact came to."""
    last = owed.contact
    if last is None or owed.all_held(NOT_EVEN_AGREED):
        return None
    if _dispute_lifted(owed, last):
        because = f"disputed on {say_day(last.on)}, claimed again"
        return Step("dispute lifted", "call", True, PriorityPart("dispute lifted", 3, because))
    says_paid = last.outcome == Outcome.SAYS_PAID and bool(owed.due)
    came = last.next_on is not None and last.next_on <= today and last.outcome != Outcome.PROMISED
    if not came and not says_paid:
        return None
    because = (
        f"agreed for {say_day(last.next_on)}" if last.next_on and came else f"last {last.kind} on {say_day(last.on)}"
    )
    why, action = _again(owed, last.outcome)
    return Step(why, action, True, PriorityPart(why, 3, because))


def _dispute_lifted(owed: Owed, last: Contact) -> bool:
    """Whether the last contact disputed an invoice that is claimed again: the day agreed for it means nothing now."""
    named = [standing.item for standing in owed.late if standing.item.invoice_id == last.invoice_id]
    return last.outcome == Outcome.DISPUTES and bool(named) and not any(item.disputed_minor for item in named)


def _again(owed: Owed, outcome: str) -> tuple[str, str]:
    """Why to contact them again, and how, from what the last contact came to."""
    disputed = [standing.item for standing in owed.late if standing.item.disputed_minor]
    if outcome == Outcome.DISPUTES and any(not owed.has_case(item) for item in disputed):
        return "dispute open", "resolve"
    if outcome == Outcome.SAYS_PAID:
        return "says paid", "check bank"
    return ("not reached" if outcome == Outcome.NOT_REACHED else "follow-up due"), "call"


def _due(due: Sequence[Standing]) -> Step:
    """A step of the ladder is due: the gravest leads."""
    steps = [(standing.procedure.steps[standing.step - 1], standing) for standing in due]
    lead, standing = max(steps, key=lambda pair: (pair[0].tone.gravity, pair[0].days))
    failed = next((reason for reason in standing.reasons if reason.why is Why.TRIED_BEFORE), None)
    if failed is not None:
        return Step("try failed", lead.channel.value, True, _part("try failed", 5, failed))
    words = f"step {standing.step} due"
    points = 4 if standing.step == 1 else 3
    return Step(words, lead.channel.value, True, _part(words, points, standing.reasons[0]))


def _part(name: str, points: int, reason: Reason, then_points: int | None = None) -> PriorityPart:
    changes = reason.free_on if then_points is not None else None
    return PriorityPart(name, points, sentence(reason).rstrip("."), changes, then_points if changes else None)


_ACT = {
    Why.PRINTED: ("printed", "confirm"),
    Why.UNKNOWN: ("mail unknown", "look"),
    Why.NO_DUE_DATE: ("no due date", "verify"),
    Why.LADDER_DONE: ("steps done", "decide"),
}
"""What only a person can end, in the order of urgency."""
_STILL = {
    Why.BLOCKED: "blocked",
    Why.PAUSED: "paused",
    Why.DISPUTED: "disputed",
    Why.PROMISED: "promised",
    Why.ON_ITS_WAY: "on its way",
    Why.TOO_SMALL: "too small",
    Why.CLOCK: "see the clock",
    Why.FAILED_TODAY: "try failed",
}


def _waiting(owed: Owed) -> Step:
    """No step is due: what a person has to end, else what holds the item longest that is free first."""
    told = {reason.why: reason for standing in owed.spoken_of for reason in _telling(standing)}
    for why, (word, action) in _ACT.items():
        if why in told:
            return Step(word, action, True, _part(word, 4, told[why]))
    first = min(owed.spoken_of, key=lambda standing: (standing.next_on or date.max, standing.item.id))
    reason = _main(first)
    if reason.why in CHASES:
        return Step("nothing due", "wait", False, PriorityPart("waiting", QUIET, "nothing is late"))
    return Step(_still(reason, owed.contact), "wait", False, _part("waiting", QUIET, reason, 3))


def _telling(standing: Standing) -> Sequence[Reason]:
    """The reasons of an item that a person may have to end: what is held for another reason is not to be decided."""
    if any(reason.why in NO_CALL for reason in standing.reasons):
        return [reason for reason in standing.reasons if reason.why in (Why.PRINTED, Why.UNKNOWN)]
    return standing.reasons


def _main(standing: Standing) -> Reason:
    """The reason that holds an item longest; one without an end longest of all. What somebody has to end is told only
    where nothing else holds."""
    told = [reason for reason in standing.reasons if reason.why not in _ACT] or standing.reasons
    return max(told, key=lambda reason: reason.free_on or date.max)


def _still(reason: Reason, contact: Contact | None) -> str:
    """What is waited for, in a word or two."""
    if reason.why in _STILL:
        return _STILL[reason.why]
    if reason.why is Why.CAP:
        return f"{reason.step} this week"
    if reason.why in (Why.SPACING, Why.TOO_YOUNG):
        return f"step {reason.step - 1} done" if reason.step > 1 else "just late"
    if contact is None or (reason.day is not None and contact.on < reason.day):
        return "just written"
    return contact.outcome if contact.outcome != Outcome.NONE else contact.kind
