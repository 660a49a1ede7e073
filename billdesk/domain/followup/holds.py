"""What keeps an item, or a whole account, from being chased: every reason that holds, not only the first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from billdesk.domain.drafts import Outcome
from billdesk.domain.followup.events import Events, Ladder, Purpose, SendingState, contact_days
from billdesk.domain.followup.facts import Customer, Item
from billdesk.domain.followup.procedures import Procedure
from billdesk.domain.followup.reasons import Reason, Why
from billdesk.domain.promises import PromiseState

WEEK = 7
_DAY = timedelta(days=1)


def claim_of(item: Item) -> int:
    """What is not disputed of what is open of an item."""
    return item.open_minor - item.disputed_minor if item.disputed_minor < item.open_minor else 0


def held_by_facts(item: Item, customer: Customer, events: Events, as_of: date) -> Iterator[Reason]:
    """Why nothing of an item may be claimed, apart from its steps."""
    if item.due_on is None:
        yield Reason(Why.NO_DUE_DATE)
    if not item.sent:
        yield Reason(Why.NOT_SENT)
    for block in customer.blocks:
        if block.holds(item):
            yield Reason(Why.BLOCKED, text=block.because)
    if claim_of(item) == 0:
        yield Reason(Why.DISPUTED, minor=item.disputed_minor, currency=item.currency)
    for promise in customer.promises:
        live = promise.state is PromiseState.OPEN and promise.last_day >= as_of
        if live and item.invoice_id in promise.invoice_ids:
            yield Reason(Why.PROMISED, promise.last_day, promise.last_day + _DAY)
    for pause in customer.pauses:
        if pause.holds(item, as_of):
            yield Reason(Why.PAUSED, free_on=pause.until, text=pause.because)
    yield from _agreed(item, events, as_of)


def _agreed(item: Item, events: Events, as_of: date) -> Iterator[Reason]:
    """The day that the last contact about an item agreed. It says nothing of what was issued after it, nor of what was
    not promised, and no more of an invoice whose dispute it was once that is over."""
    if not events.contacts:
        return
    about = [
        contact
        for contact in events.contacts
        if item.issued_on <= contact.on and contact.invoice_id in (None, item.invoice_id)
    ]
    last = max(about, key=lambda contact: (contact.on, contact.next_on or contact.on), default=None)
    if last is None or last.next_on is None or last.outcome == Outcome.PROMISED:
        return
    if last.outcome == Outcome.DISPUTES and last.invoice_id is not None and not item.disputed_minor:
        return
    if last.next_on > as_of:
        yield Reason(Why.AGREED, last.on, last.next_on)


def held_by_tries(ladder: Ladder, purpose: Purpose, step: int, as_of: date) -> Iterator[Reason]:
    """What earlier tries of a step say: one under way is not doubled, one that failed is tried again next day. A later
    step that may have reached somebody holds the step up too."""
    for of, number, state, on in ladder.tried:
        later = number > step and state is not SendingState.FAILED
        if of is not purpose or not (number == step or later):
            continue
        if state.on_its_way:
            yield Reason(Why.ON_ITS_WAY, on, step=number)
        elif state is SendingState.PRINTED:
            yield Reason(Why.PRINTED, on, step=number)
        elif state is SendingState.UNKNOWN:
            yield Reason(Why.UNKNOWN, on, step=number)
        elif on >= as_of:
            yield Reason(Why.FAILED_TODAY, on, on + _DAY, step)


def held_by_step(item: Item, ladder: Ladder, reached: int, procedure: Procedure, as_of: date) -> Iterator[Reason]:
    """Both clocks: old enough for the step after the one `reached`, and long enough after that."""
    step = reached + 1
    if reached >= len(procedure.steps):
        yield Reason(Why.LADDER_DONE, ladder.done[reached], step=len(procedure.steps))
        return
    if ladder.tried:
        yield from held_by_tries(ladder, Purpose.REMINDER, step, as_of)
    if item.due_on is None:
        return
    old_enough = item.due_on + timedelta(days=procedure.steps[reached].days)
    if old_enough > as_of:
        yield Reason(Why.TOO_YOUNG, item.due_on, old_enough, step)
    if reached:
        last = max(on for number, on in ladder.done.items() if number <= reached)
        allowed = last + timedelta(days=procedure.gap(step))
        if allowed > as_of:
            yield Reason(Why.SPACING, last, allowed, step)


def held_by_contact(events: Events, rules: Procedure, as_of: date) -> tuple[Reason, ...]:
    """Why the customer is left in peace whatever is open: quiet after a contact, the week's cap, a clock set back."""
    since = as_of - timedelta(days=max(WEEK, rules.quiet_days))
    days = sorted(day for day in contact_days(events) if day > since)
    return tuple(_by_contact(days, rules, as_of)) if days else ()


def _by_contact(days: Sequence[date], rules: Procedure, as_of: date) -> Iterator[Reason]:
    last = days[-1]
    if last > as_of:
        yield Reason(Why.CLOCK, last, last)
    quiet_until = last + timedelta(days=rules.quiet_days)
    if quiet_until > as_of:
        yield Reason(Why.QUIET, last, quiet_until)
    if len(days) >= rules.contacts_a_week:
        free_on = days[-rules.contacts_a_week] + timedelta(days=WEEK)
        if free_on > as_of:
            yield Reason(Why.CAP, last, free_on, rules.contacts_a_week)
