"""Decide what the follow-up does next for an account, with its reasons: the one function that every caller asks.

A step counts when it was delivered or waived. The next one waits until the item is old enough and until as many days
passed since the last as lie between the two; so none is skipped, and after an outage the desk catches up at that pace.
The clock runs for each instalment; the letter goes to a customer once for a currency. Nothing depends on today being a
certain day: a run that was missed, or made twice, decides what the state asks for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import reduce
from typing import NamedTuple

from billdesk.domain.followup.events import (
    NO_STEP,
    Contact,
    Events,
    ItemStep,
    Ladder,
    Purpose,
    Sending,
    SendingState,
    ladders,
)
from billdesk.domain.followup.facts import Account, Customer, Item
from billdesk.domain.followup.holds import claim_of, held_by_contact, held_by_facts, held_by_step, held_by_tries
from billdesk.domain.followup.procedures import Channel, Procedure, Step, Tone, choose
from billdesk.domain.followup.reasons import Reason, Why
from billdesk.domain.money import digits
from billdesk.domain.promises import PromiseState

THANKS_WITHIN = 14
"""A payment older than so many days is not thanked for any more."""
FOREWARNING = Step(0, Channel.MAIL, "forewarning", Tone.FRIENDLY)
THANKS = Step(0, Channel.MAIL, "thanks", Tone.FRIENDLY)


class Standing(NamedTuple):
    """One item in a decision: the step that comes next for it, what is claimed of it (minor units), and why.

    `due` says that it is chased today. `next_on` is the first day on which it can be chased if nothing else happens,
    today for one that is due; without it one of the reasons needs a person. `step` is 0 for a forewarning and for
    thanks.
    """

    item: Item
    procedure: Procedure
    purpose: Purpose
    step: int
    claimed_minor: int
    next_on: date | None
    reasons: tuple[Reason, ...]
    due: bool


@dataclass(frozen=True, slots=True)
class Action:
    """One message to a customer in a currency: the gravest step among its items leads, and each counts its own step.

    `others` are the customer's other open items, with the reason why no step of theirs is due; the message shows them.
    """

    customer_id: int
    currency: str
    purpose: Purpose
    lead: Step
    items: tuple[Standing, ...]
    others: tuple[Standing, ...]

    @property
    def claimed_minor(self) -> int:
        """What the message claims."""
        return sum(standing.claimed_minor for standing in self.items)

    def sending(self, on: date, state: SendingState = SendingState.DELIVERED) -> Sending:
        """The event of this message."""
        steps = tuple(ItemStep(standing.item.id, standing.step) for standing in self.items)
        return Sending(on, self.lead.channel, self.purpose, state, steps)


@dataclass(frozen=True, slots=True)
class Nothing:
    """Nothing is done for a customer in a currency: every open item with its reason, and the next day to look."""

    customer_id: int
    currency: str
    items: tuple[Standing, ...]
    next_on: date | None


Decision = Action | Nothing


def standings_of(decision: Decision) -> tuple[Standing, ...]:
    """Where every open item of a decision stands; what was paid and is thanked for is not open."""
    if isinstance(decision, Nothing):
        return decision.items
    return decision.others if decision.purpose is Purpose.THANKS else (*decision.items, *decision.others)


def decide_account(account: Account, desk: Procedure, as_of: date) -> tuple[Decision, ...]:
    """A decision for each currency of a customer, the one with the oldest due date first: the contact that one makes
    counts for the next."""
    by_currency: dict[str, list[Item]] = defaultdict(list)
    for item in account.items:
        by_currency[item.currency].append(item)
    ordered = sorted(by_currency, key=lambda currency: (_oldest(by_currency[currency]), currency))
    events = account.events
    decisions: list[Decision] = []
    for currency in ordered:
        decision = decide(by_currency[currency], account.customer, events, desk, as_of)
        if isinstance(decision, Action):
            contact = Contact(as_of, invoice_id=decision.items[0].item.invoice_id)
            events = replace(events, contacts=(*events.contacts, contact))
        decisions.append(decision)
    return tuple(decisions)


def _oldest(items: Sequence[Item]) -> date:
    return min((item.due_on for item in items if item.due_on and item.open_minor > 0), default=date.max)


def decide(items: Sequence[Item], customer: Customer, events: Events, procedure: Procedure, as_of: date) -> Decision:
    """What to do next about a customer's items of one currency (one or more); `procedure` is the desk's own.

    All of the customer's events count, of any currency: the cap on contacts is the customer's.
    """
    rules = choose(procedure, customer.procedure, None).procedure
    known = ladders(events)
    unpaid = sorted((item for item in items if item.open_minor > 0), key=_by_due_date)
    holds = {item.id: tuple(held_by_facts(item, customer, events, as_of)) for item in unpaid}
    claims = _claims(unpaid, holds, customer)

    def limited(limits: Procedure) -> _Limited:
        too_small = _too_small(unpaid, holds, claims, limits, as_of)
        return _Limited(held_by_contact(events, limits, as_of), _Asked(customer, as_of, too_small))

    usual = limited(rules)
    standings = []
    for item in unpaid:
        chosen, (contact, asked) = rules, usual
        if item.procedure is not None:
            chosen = choose(procedure, customer.procedure, item.procedure).procedure
            contact, asked = limited(_stricter(rules, chosen))
        ladder = known.get(item.id, NO_STEP)
        held = (*holds[item.id], *_covered(item, holds[item.id], claims[item.id]), *contact)
        standings.append(_stand(item, claims[item.id], ladder, chosen, held, asked))
    action = _action(customer, items[0].currency, standings, as_of)
    if action is not None:
        return action
    days = [standing.next_on for standing in standings if standing.next_on]
    action = _thanks(items, customer, known, procedure, standings, as_of)
    if action is not None:
        limits = reduce(_stricter, (standing.procedure for standing in action.items), rules)
        free = [reason.free_on for reason in held_by_contact(events, limits, as_of) if reason.free_on]
        if not free:
            return action
        days.append(max(free))
    return Nothing(customer.id, items[0].currency, tuple(standings), min(days, default=None))


def _stricter(rules: Procedure, chosen: Procedure) -> Procedure:
    """The limits for an item with a procedure of its own. A contact is one with the whole customer: what the customer's
    rules allow holds for every item, and an item's own procedure can only allow less."""
    return replace(
        rules,
        contacts_a_week=min(rules.contacts_a_week, chosen.contacts_a_week),
        quiet_days=max(rules.quiet_days, chosen.quiet_days),
        least_major=max(rules.least_major, chosen.least_major),
    )


def _by_due_date(item: Item) -> tuple[date, int]:
    return item.due_on or date.max, item.id


def _claims(items: Sequence[Item], holds: dict[int, tuple[Reason, ...]], customer: Customer) -> dict[int, int]:
    """What is left to claim of each item, in order of due dates. Credit that settled nothing yet is counted against
    what would be chased, oldest first: what is promised or disputed does not use it up."""
    left = sum(credit.minor for credit in customer.credits if items and credit.currency == items[0].currency)
    claims = {}
    for item in items:
        claim = claim_of(item)
        used = 0 if holds[item.id] else min(left, claim)
        left -= used
        claims[item.id] = claim - used
    return claims


def _covered(item: Item, held: tuple[Reason, ...], claim: int) -> tuple[Reason, ...]:
    """Whether unused credit covers all that would be claimed of an item that nothing else holds."""
    if held or claim > 0:
        return ()
    return (Reason(Why.COVERED, minor=claim_of(item), currency=item.currency),)


def _too_small(
    items: Sequence[Item], holds: dict[int, tuple[Reason, ...]], claims: dict[int, int], rules: Procedure, as_of: date
) -> Reason | None:
    """Whether all that is late and may be claimed is less than a letter is worth."""
    if not rules.least_major or not items:
        return None
    late = [item for item in items if item.due_on and item.due_on < as_of and not holds[item.id]]
    claimed = sum(claims[item.id] for item in late)
    currency = items[0].currency
    least = rules.least_major * 10 ** digits(currency)
    return Reason(Why.TOO_SMALL, minor=claimed, currency=currency) if claimed < least else None


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of every item of a decision: whose it is, as of when, and whether all of it is too small."""

    customer: Customer
    as_of: date
    too_small: Reason | None


class _Limited(NamedTuple):
    """What limits leave: why the customer is left in peace by them, and what is asked of every item under them."""

    contact: tuple[Reason, ...]
    asked: _Asked


def _stand(
    item: Item, claimed: int, ladder: Ladder, procedure: Procedure, held: tuple[Reason, ...], asked: _Asked
) -> Standing:
    """Where an item stands: what comes next for it, on which day, and all that holds it back until then; or, if it is
    due, why it is chased and what of it is left out."""
    as_of = asked.as_of
    forewarning = _forewarning(item, ladder, procedure, held, as_of)
    if forewarning is not None:
        day, reasons = forewarning
        due = day == as_of and not reasons
        reasons = (Reason(Why.FOREWARN, item.due_on), *_left_out(item, claimed, asked)) if due else reasons
        return Standing(item, procedure, Purpose.FOREWARNING, 0, claimed, day, reasons, due)
    reached = ladder.reached
    step = min(reached + 1, len(procedure.steps))
    reasons = (*held, *held_by_step(item, ladder, reached, procedure, as_of))
    if not reasons and asked.too_small is None:
        reasons = _chased(item, claimed, ladder, step, procedure, asked)
        return Standing(item, procedure, Purpose.REMINDER, step, claimed, as_of, reasons, True)
    if not reasons and asked.too_small is not None:
        reasons = (asked.too_small,)
    days = [reason.free_on for reason in reasons if reason.free_on]
    next_on = None if len(days) < len(reasons) else max(days)
    return Standing(item, procedure, Purpose.REMINDER, step, claimed, next_on, reasons, False)


def _forewarning(
    item: Item, ladder: Ladder, procedure: Procedure, held: tuple[Reason, ...], as_of: date
) -> tuple[date, tuple[Reason, ...]] | None:
    """The day of the word before the due date and what holds it back, while there is time for it; one that came too
    late is left out for good."""
    if procedure.forewarning_days is None or ladder.forewarned or item.due_on is None or as_of >= item.due_on:
        return None
    starts = item.due_on - timedelta(days=procedure.forewarning_days)
    held = (*held, *held_by_tries(ladder, Purpose.FOREWARNING, 0, as_of))
    free = [reason.free_on for reason in held]
    days = [starts, as_of, *(day for day in free if day)]
    if item.issued_on >= starts or None in free or max(days) >= item.due_on:
        return None
    young = (Reason(Why.TOO_YOUNG, item.due_on, starts),) if starts > as_of else ()
    return max(days), (*held, *young)


def _chased(
    item: Item, claimed: int, ladder: Ladder, step: int, procedure: Procedure, asked: _Asked
) -> tuple[Reason, ...]:
    """Why a step of an item is due, and what of it is left out."""
    assert item.due_on
    reasons = [Reason(Why.DUE, item.due_on + timedelta(days=procedure.steps[step - 1].days), step=step)]
    if ladder.tried:
        failed = [on for *tried, _state, on in ladder.tried if tried == [Purpose.REMINDER, step]]
        if failed:
            reasons.append(Reason(Why.TRIED_BEFORE, max(failed), step=step))
    return (*reasons, *_left_out(item, claimed, asked))


def _left_out(item: Item, claimed: int, asked: _Asked) -> Iterator[Reason]:
    """Which promise was not kept, and what is not claimed of an item that is chased."""
    for promise in asked.customer.promises:
        broken = promise.state in (PromiseState.BROKEN, PromiseState.PARTLY_KEPT)
        if broken and item.invoice_id in promise.invoice_ids:
            yield Reason(Why.PROMISE_BROKEN, promise.due_on)
    claim = claim_of(item)
    if item.open_minor > claim:
        yield Reason(Why.PARTLY_DISPUTED, minor=item.open_minor - claim, currency=item.currency)
    if claim > claimed:
        yield Reason(Why.PARTLY_COVERED, minor=claim - claimed, currency=item.currency)


def _action(customer: Customer, currency: str, standings: Sequence[Standing], as_of: date) -> Action | None:
    """The message that goes out today, if one does: reminders before forewarnings."""
    due = [standing for standing in standings if standing.due]
    if not due:
        return None
    reminders = [standing for standing in due if standing.purpose is Purpose.REMINDER]
    chased = reminders or due
    purpose = chased[0].purpose
    others = tuple(
        _after_reminder(standing, as_of) if standing.due else standing
        for standing in standings
        if not (standing.due and standing.purpose is purpose)
    )
    lead = FOREWARNING
    if reminders:
        steps = [standing.procedure.steps[standing.step - 1] for standing in reminders]
        lead = max(steps, key=lambda step: (step.tone.gravity, step.days))
    return Action(customer.id, currency, purpose, lead, tuple(chased), others)


def _after_reminder(standing: Standing, as_of: date) -> Standing:
    following = as_of + timedelta(days=1)
    return standing._replace(next_on=following, reasons=(Reason(Why.REMINDER_FIRST, free_on=following),), due=False)


def _thanks(
    items: Sequence[Item],
    customer: Customer,
    known: dict[int, Ladder],
    desk: Procedure,
    others: Sequence[Standing],
    as_of: date,
) -> Action | None:
    """A word of thanks for what was paid after a reminder; once for an item, and not while it is blocked."""
    thanked = []
    for item in items:
        if item.open_minor or item.settled_on is None or any(block.holds(item) for block in customer.blocks):
            continue
        ladder = known.get(item.id, NO_STEP)
        procedure = choose(desk, customer.procedure, item.procedure).procedure
        if not (procedure.thank_you and ladder.done) or ladder.thanked:
            continue
        again = list(held_by_tries(ladder, Purpose.THANKS, 0, as_of))
        if not again and 0 <= (as_of - item.settled_on).days <= THANKS_WITHIN:
            reason = (Reason(Why.THANK, item.settled_on),)
            thanked.append(Standing(item, procedure, Purpose.THANKS, 0, 0, as_of, reason, True))
    if not thanked:
        return None
    return Action(customer.id, items[0].currency, Purpose.THANKS, THANKS, tuple(thanked), tuple(others))
