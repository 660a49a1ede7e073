"""What an invented invoice says and how its story goes on: paid in time, late, in parts, chased, promised, credited.

The whole story is decided when the invoice is issued, from the customer's habit; only what happens before the desk's
day becomes a record.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from billdesk.demo.countries import PRICE_FACTORS
from billdesk.demo.customers import DemoCustomer
from billdesk.demo.items import ITEMS, Item
from billdesk.domain.dates import end_of_month, next_business_day
from billdesk.domain.drafts import LineDraft, Outcome
from billdesk.domain.invoicing import line_net
from billdesk.domain.money import digits

LATELY = timedelta(days=100)
"""What is left lying (credit nobody used, a short payment) lies there for no longer than this."""


@dataclass(frozen=True, slots=True)
class Payment:
    """Money for one instalment: `share` percent of what is open on that day, and what is paid too much."""

    position: int
    share: Decimal = Decimal(100)
    extra_percent: int = 0
    unassigned: bool = False
    """The customer did not say what it is for: nothing is allocated."""
    bounces: bool = False


@dataclass(frozen=True, slots=True)
class Reversal:
    """The payment of an instalment is taken back by the bank."""

    position: int


@dataclass(frozen=True, slots=True)
class Talk:
    """A contact about the invoice; `promised_on` is the day promised in it."""

    kind: str
    outcome: Outcome
    promised_on: date | None = None


@dataclass(frozen=True, slots=True)
class Credit:
    """A credit note: over the whole invoice, or over its last line."""

    whole: bool
    reason: str


Event = Payment | Reversal | Talk | Credit


@dataclass(frozen=True, slots=True)
class Plan:
    """How an invoice's story goes on: what happens on which day, and what it means for the invoice itself."""

    events: tuple[tuple[date, Event], ...]
    void_reason: str = ""
    disputed: bool = False


def invent_lines(rng: random.Random, customer: DemoCustomer) -> tuple[LineDraft, ...]:
    """One to four things off the price list, in the customer's language, currency and tax rates."""
    wanted = rng.choices((1, 2, 3, 4), (40, 30, 20, 10))[0]
    return tuple(_line(rng, customer, item) for item in rng.sample(ITEMS, wanted))


def _line(rng: random.Random, customer: DemoCustomer, item: Item) -> LineDraft:
    step = Decimal(1).scaleb(-digits(customer.currency))
    price = (item.price * PRICE_FACTORS[customer.currency]).quantize(step)
    quantity = rng.choice(item.quantities)
    kind = rng.random()
    off_minor = 0
    if kind > 0.98:
        off_minor = line_net(quantity, price, Decimal(0), 0, customer.currency) // 20
    return LineDraft(
        description=item.names[customer.language],
        quantity=quantity,
        unit_price=price,
        tax_rate=customer.rates[1] if item.reduced else customer.rates[0],
        unit=item.unit,
        discount_percent=Decimal(rng.choice((5, 10))) if kind < 0.08 else Decimal(0),
        discount_minor=off_minor,
    )


def plan(
    rng: random.Random, customer: DemoCustomer, issued_on: date, due_days: tuple[date, ...], lines: int, today: date
) -> Plan:
    """Decide the story of an invoice issued on a day with instalments due on `due_days`."""
    fate = rng.random()
    credited_on = next_business_day(issued_on + timedelta(days=rng.randint(3, 9)))
    if fate < 0.009 and credited_on < today:
        reason = rng.choice(("billed twice", "order cancelled", "billed to the wrong company"))
        return Plan(((credited_on, Credit(True, reason)),), void_reason=reason)
    events: list[tuple[date, Event]] = []
    if fate < 0.03 and lines > 1:
        events.append((credited_on, Credit(False, rng.choice(("goods returned", "price agreed lower")))))
    never = customer.habit.stopped and issued_on > today - timedelta(days=240)
    settled_on = None
    for position, due_on in enumerate(due_days, start=1):
        pays_on = None if never else _pay_day(rng, customer, issued_on, due_on)
        if position == 1:
            settled_on = pays_on
            events += _chase(rng, due_on, pays_on, today)
        if pays_on is not None:
            events += _payments(rng, position, pays_on, today)
    if fate > 0.985 and lines > 1 and settled_on and today - LATELY < settled_on:
        events.append((settled_on + timedelta(days=8), Credit(False, "complaint settled later")))
    return Plan(tuple(events), disputed=_is_disputed(events, settled_on, today))


def _pay_day(rng: random.Random, customer: DemoCustomer, issued_on: date, due_on: date) -> date:
    """The day on which the customer's habit pays an instalment."""
    habit = customer.habit
    day = due_on + timedelta(days=habit.delay + rng.randint(-habit.spread, habit.spread))
    if rng.random() < 0.05:
        day += timedelta(days=rng.randint(20, 75))
    day = max(day, issued_on + timedelta(days=1))
    if habit.in_runs:
        day = day.replace(day=15) if day.day <= 15 else end_of_month(day)
    return next_business_day(day)


def _payments(rng: random.Random, position: int, pays_on: date, today: date) -> Iterator[tuple[date, Event]]:
    """The instalment in one payment as a rule; now and then in two, too much, unexplained, or returned by the bank."""
    kind, later = rng.random(), next_business_day(pays_on + timedelta(days=rng.randint(12, 40)))
    lately = pays_on > today - LATELY
    if kind < 0.06:
        yield pays_on, Payment(position, Decimal(rng.choice((30, 40, 50, 75, 98))))
        if not lately or rng.random() < 0.6:
            yield later, Payment(position)
    elif kind < 0.066:
        yield pays_on, Payment(position, bounces=True)
        yield next_business_day(pays_on + timedelta(days=4)), Reversal(position)
        yield later, Payment(position)
    elif kind < 0.1 and lately:
        yield pays_on, Payment(position, extra_percent=rng.choice((2, 5, 10)))
    elif kind < 0.12 and pays_on > today - LATELY / 3:
        yield pays_on, Payment(position, unassigned=True)
    else:
        yield pays_on, Payment(position)


_OUTCOMES = (
    Outcome.NOT_REACHED,
    Outcome.REACHED,
    Outcome.PROMISED,
    Outcome.SAYS_PAID,
    Outcome.DISPUTES,
    Outcome.WRONG_PERSON,
)


def _chase(rng: random.Random, due_on: date, pays_on: date | None, today: date) -> Iterator[tuple[date, Event]]:
    """Contacts from a week or two after the due date until the money comes; each promise is over before the next."""
    day = next_business_day(due_on + timedelta(days=rng.randint(6, 16)))
    for turn in range(7):
        if day >= today or (pays_on is not None and day >= pays_on):
            return
        outcome = rng.choices(_OUTCOMES, (28, 24, 30, 7, 7, 4))[0]
        if turn == 0 and outcome in {Outcome.NOT_REACHED, Outcome.WRONG_PERSON}:
            yield day, Talk("e-mail", Outcome.REACHED)
        elif outcome is not Outcome.PROMISED:
            yield day, Talk("call", outcome)
        else:
            promised_on = _promised_day(rng, day, pays_on)
            yield day, Talk("call", outcome, promised_on)
            if promised_on != pays_on and rng.random() < 0.25:
                yield promised_on, Payment(1, Decimal(40))
            day = promised_on
        day = next_business_day(day + timedelta(days=rng.randint(3, 12)))


def _promised_day(rng: random.Random, day: date, pays_on: date | None) -> date:
    """Who is about to pay mostly says so; others name a day of their own."""
    if pays_on is not None and (pays_on - day).days <= 14 and rng.random() < 0.6:
        return pays_on
    return next_business_day(day + timedelta(days=rng.randint(4, 12)))


def _is_disputed(events: list[tuple[date, Event]], settled_on: date | None, today: date) -> bool:
    """Whether the customer disputes the invoice and nothing has ended that by the desk's day."""
    if settled_on is not None and settled_on < today:
        return False
    return any(isinstance(event, Talk) and event.outcome is Outcome.DISPUTES for _, event in events)
