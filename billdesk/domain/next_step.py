"""What to do next about what an account owes: the decision behind a row of the queue, with its reason.

Reason and action stand whole in a row of 80 columns: together they have 19 characters.

In this order: credit that covers what is late, a broken promise, a dispute, a live promise, silence, a day agreed. A
contact counts only for what was already owed when it happened.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from billdesk.domain.account_facts import AccountFacts, ContactFact, OpenFact, PromiseFact
from billdesk.domain.dates import say_day
from billdesk.domain.promises import PromiseState
from billdesk.domain.work import PriorityPart

CONTACT_SPACING = 7
"""Days between two contacts where nothing else was agreed."""
FIRST_CALL_AFTER = 14
"""Up to so many days late the first contact is a mail, after that a call."""
QUIET = -30
"""Points that put a row on which nobody should act now behind all others."""


@dataclass(frozen=True, slots=True)
class Step:
    """What to do next for an account: why, the action, whether it is due now, and when that changes."""

    why: str
    action: str
    now: bool
    part: PriorityPart
    changes_on: date | None = None


@dataclass(frozen=True, slots=True)
class Owed:
    """What a step is decided on: an account's late items, promises, last contact and credit in one currency."""

    late: Sequence[OpenFact]
    promises: Sequence[PromiseFact]
    contact: ContactFact | None
    unapplied_minor: int


def relevant_contact(facts: AccountFacts, items: Sequence[OpenFact]) -> ContactFact | None:
    """The last contact, if it can have been about any of these items: one of them was issued by then."""
    last = facts.contact
    return last if last is not None and any(item.issued_on <= last.on for item in items) else None


def next_step(owed: Owed, today: date) -> Step:
    """Decide what to do next."""
    claimed = sum(item.open_minor for item in owed.late if not item.disputed)
    if claimed and owed.unapplied_minor >= claimed:
        part = PriorityPart("covered", QUIET, "on-account credit covers what is late")
        return Step("has credit", "allocate", False, part)
    broken = [one for one in owed.promises if one.state in (PromiseState.BROKEN, PromiseState.PARTLY_KEPT)]
    if broken and not _contacted_since(owed.contact, max(promise.last_day for promise in broken)):
        return _broken(max(broken, key=lambda promise: promise.due_on), today)
    if owed.late and all(item.disputed for item in owed.late):
        return Step("disputed", "resolve", True, PriorityPart("disputed", 3, "every late invoice is disputed"))
    live = [promise for promise in owed.promises if promise.state is PromiseState.OPEN]
    promised = {invoice_id for promise in live for invoice_id in promise.invoice_ids}
    if live and all(item.invoice_id in promised or item.disputed for item in owed.late):
        return _promised(min(live, key=lambda promise: promise.due_on), today)
    return _chase(owed, today, part_promised=bool(live))


def _contacted_since(contact: ContactFact | None, day: date) -> bool:
    return contact is not None and contact.on > day


def _broken(promise: PromiseFact, today: date) -> Step:
    word = "promise broken" if promise.state is PromiseState.BROKEN else "partly kept"
    because = f"its time was over on {say_day(promise.last_day)}"
    if (today - promise.last_day).days > CONTACT_SPACING:
        return Step(word, "call", True, PriorityPart(word, 8, because))
    changes = promise.last_day + timedelta(days=CONTACT_SPACING + 1)
    return Step(word, "call", True, PriorityPart(word, 10, because, changes, 8))


def _promised(promise: PromiseFact, today: date) -> Step:
    after = promise.last_day + timedelta(days=1)
    if promise.due_on <= today:
        return Step("promised", "check bank", True, PriorityPart("promise due", 4, "expected now", after), after)
    part = PriorityPart("promised", QUIET, "nothing to chase before the day", promise.due_on, 4)
    return Step("promised", "wait", False, part, promise.due_on)


def _chase(owed: Owed, today: date, *, part_promised: bool) -> Step:
    """Contact them, or wait for the day that was agreed; a day agreed for a promise says nothing of the rest."""
    last = owed.contact
    if last is None:
        return _first_contact(owed, today)
    if _dispute_lifted(owed, last):
        part = PriorityPart("dispute lifted", 3, f"disputed on {say_day(last.on)}, claimed again")
        return Step("dispute lifted", "call", True, part)
    agreed = None if part_promised and last.outcome == "promised" else last.next_on
    due_again = agreed or last.on + timedelta(days=CONTACT_SPACING)
    if due_again > today:
        part = PriorityPart("contacted", QUIET, f"{last.kind} on {say_day(last.on)}", due_again, 3)
        return Step(last.outcome if last.outcome != "none" else last.kind, "wait", False, part, due_again)
    because = f"agreed for {say_day(due_again)}" if agreed else f"last {last.kind} on {say_day(last.on)}"
    why, action = _again(owed, last.outcome, part_promised=part_promised)
    return Step(why, action, True, PriorityPart(why, 3, because))


def _dispute_lifted(owed: Owed, last: ContactFact) -> bool:
    """Whether the last contact disputed an invoice that is claimed again: the day agreed for it means nothing now."""
    named = [item for item in owed.late if item.invoice_id == last.invoice_id]
    return last.outcome == "disputes" and bool(named) and not any(item.disputed for item in named)


def _first_contact(owed: Owed, today: date) -> Step:
    late = max(((today - item.due_on).days for item in owed.late), default=0)
    part = PriorityPart("silence", 4, "never contacted about this")
    if late > FIRST_CALL_AFTER:
        return Step("never contacted", "call", True, part)
    return Step("never contacted", "mail", True, part, today + timedelta(days=FIRST_CALL_AFTER + 1 - late))


def _again(owed: Owed, outcome: str, *, part_promised: bool) -> tuple[str, str]:
    """Why to contact them again, and how, from what the last contact came to."""
    if part_promised and outcome == "promised":
        return "rest open", "call"
    if outcome == "disputes" and any(item.disputed for item in owed.late):
        return "dispute open", "resolve"
    if outcome == "says paid":
        return "says paid", "check bank"
    if outcome == "not reached":
        return "not reached", "call"
    return "follow-up due", "call"
