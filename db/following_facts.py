"""What the follow-up decides on: the accounts of the book, or some of them, as `decide_account` wants to know them."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache, partial
from typing import NamedTuple, TypeVar

from billdesk.domain import promises
from billdesk.domain.disputes import Owed, disputed_parts
from billdesk.domain.followup.decide import THANKS_WITHIN
from billdesk.domain.followup.events import Contact, Events, ItemStep, Purpose, Sending, SendingState, Waiver
from billdesk.domain.followup.facts import Account, Block, Credit, Customer, Item, Pause
from billdesk.domain.followup.holds import WEEK
from billdesk.domain.followup.procedures import Channel, Procedure
from billdesk.domain.promises import PromiseFact
from db import procedures
from db.queries import following as sql
from db.reader import Value

T = TypeVar("T")

BROKEN_TOLD_DAYS = 30
"""A promise that was not kept is told of for so many days after its time was over."""

_FOR_EVER = date.max


@dataclass(frozen=True, slots=True)
class Gathered:
    """Accounts by customer id, and the desk's own procedure that decides about them."""

    desk: Procedure
    accounts: Mapping[int, Account]


class _Case(NamedTuple):
    """What of an invoice, or of an account in a currency, a case pauses (minor units)."""

    invoice_id: int | None
    currency: str
    minor: int


def gather(
    connection: sqlite3.Connection,
    as_of: date,
    customers: Sequence[int] | None = None,
    *,
    past: bool = False,
    promised: Mapping[int, Sequence[PromiseFact]] | None = None,
) -> Gathered:
    """Read what deciding as of a day takes, of all accounts that owe something or of these.

    `past` is for a day that is not the desk's own: what was booked after it is put aside. Where it is the desk's own
    day all that is booked counts, also under a later day: a clock that was set back must not send everything again.
    With `promised` it is the queue that asks: it reads promises of any age itself, hides what somebody put off (which
    is paused for everybody else), and leaves out what is settled.
    """
    known = procedures.kept(connection)
    quiet = max(one.procedure.quiet_days for one in known.values())
    reading = Reading(connection, _values(as_of, quiet, customers, past), customers is not None)
    customer_choice, invoice_choice = reading.choices(known)
    items = reading.items(invoice_choice, past=past)
    for_queue = promised is not None
    if not for_queue:
        reading.add_settled(items, invoice_choice)
    held = reading.grouped(sql.holds, _hold)
    snoozes = {} if for_queue else reading.grouped(sql.snoozes, _snooze)
    if promised is None:
        promised = reading.grouped(sql.promises, partial(_promise, as_of))
    credits_ = reading.grouped(sql.unapplied_then if past else sql.unapplied, Credit)
    sendings = reading.grouped(sql.sendings, sending_of)
    waivers = reading.grouped(sql.waivers, _waiver)
    contacts = reading.grouped(sql.contacts, _contact)
    accounts = {}
    for whose in sorted(items) if customers is None else customers:
        holds = held.get(whose, ())
        customer = Customer(
            id=whose,
            procedure=customer_choice.get(whose),
            promises=tuple(promised.get(whose, ())),
            pauses=(*(one for one in holds if isinstance(one, Pause)), *snoozes.get(whose, ())),
            blocks=tuple(one for one in holds if isinstance(one, Block)),
            credits=credits_.get(whose, ()),
        )
        events = Events(sendings.get(whose, ()), waivers.get(whose, ()), contacts.get(whose, ()))
        accounts[whose] = Account(customer, items.get(whose, ()), events)
    return Gathered(procedures.of_desk(connection, known), accounts)


def _values(as_of: date, quiet_days: int, customers: Sequence[int] | None, past: bool) -> dict[str, Value]:
    return {
        "as_of": as_of.isoformat(),
        "known_to": (as_of if past else _FOR_EVER).isoformat(),
        "told_from": (as_of - timedelta(days=BROKEN_TOLD_DAYS)).isoformat(),
        "counted_after": (as_of - timedelta(days=max(WEEK, quiet_days))).isoformat(),
        "settled_after": (as_of - timedelta(days=THANKS_WITHIN + 1)).isoformat(),
        "customers": json.dumps(list(customers or ())),
    }


@dataclass(frozen=True, slots=True)
class Reading:
    """The queries of one gathering with their values, of all accounts or of `some`."""

    connection: sqlite3.Connection
    values: Mapping[str, Value]
    some: bool

    def rows(self, query: Callable[[bool], str]) -> sqlite3.Cursor:
        """The rows that a query finds."""
        return self.connection.execute(query(self.some), self.values)

    def grouped(self, query: Callable[[bool], str], make: Callable[..., T]) -> dict[int, tuple[T, ...]]:
        """What the rows of a query mean, by their first column: a customer's id."""
        found: dict[int, list[T]] = defaultdict(list)
        for customer_id, *rest in self.rows(query):
            found[customer_id].append(make(*rest))
        return {customer_id: tuple(made) for customer_id, made in found.items()}

    def choices(self, known: Mapping[str, procedures.Kept]) -> tuple[dict[int, Procedure], dict[int, Procedure]]:
        """The procedures that were chosen, by customer and by invoice."""
        customers, invoices = {}, {}
        for customer_id, invoice_id, name in self.rows(sql.choices):
            if name not in known:
                continue
            if invoice_id is None:
                customers[customer_id] = known[name].procedure
            else:
                invoices[invoice_id] = known[name].procedure
        return customers, invoices

    def items(self, chosen: Mapping[int, Procedure], *, past: bool) -> dict[int, tuple[Item, ...]]:
        """What is open, with what of it is disputed."""
        items = self.grouped(sql.open_then if past else sql.open_items, partial(_item, chosen))
        cases = self.grouped(sql.disputes, _Case)
        for customer_id in cases.keys() & items.keys():
            items[customer_id] = _disputed(items[customer_id], cases[customer_id])
        return items

    def add_settled(self, items: dict[int, tuple[Item, ...]], chosen: Mapping[int, Procedure]) -> None:
        """Put beside what is open what was settled not long ago."""
        for customer_id, settled in self.grouped(sql.settled_items, partial(_settled, chosen)).items():
            items[customer_id] = (*items.get(customer_id, ()), *settled)


_day = lru_cache(maxsize=10_000)(date.fromisoformat)


def _item(
    chosen: Mapping[int, Procedure],
    id_: int,
    invoice_id: int,
    number: str,
    currency: str,
    issued_on: str,
    due_on: str,
    open_minor: int,
    disputed: int,
    sent: int,
) -> Item:
    """Disputed as a whole by the invoice's own mark; where there is a case its amount takes the place of that."""
    return Item(
        id=id_,
        invoice_id=invoice_id,
        number=number,
        currency=currency,
        issued_on=_day(issued_on),
        due_on=_day(due_on),
        open_minor=open_minor,
        disputed_minor=open_minor if disputed else 0,
        sent=bool(sent),
        procedure=chosen.get(invoice_id),
    )


def _settled(
    chosen: Mapping[int, Procedure],
    id_: int,
    invoice_id: int,
    number: str,
    currency: str,
    issued_on: str,
    due_on: str,
    settled_on: str,
) -> Item:
    days = (_day(issued_on), _day(due_on))
    return Item(
        id_, invoice_id, number, currency, *days, 0, settled_on=_day(settled_on), procedure=chosen.get(invoice_id)
    )


def _disputed(items: Sequence[Item], cases: Sequence[_Case]) -> tuple[Item, ...]:
    """The items of an account with what its cases pause of each."""
    owed = [Owed(one.id, one.invoice_id, one.currency, one.open_minor, one.disputed_minor > 0) for one in items]
    parts = disputed_parts(owed, cases)
    return tuple(replace(item, disputed_minor=parts.get(item.id, 0)) for item in items)


def _promise(
    as_of: date, currency: str, due_on: str, grace_days: int, amount_minor: int, kept_minor: int, invoices: str
) -> PromiseFact:
    due = _day(due_on)
    state = promises.decide(amount_minor, due, grace_days, False, kept_minor, as_of)
    last_day = due + timedelta(days=grace_days)
    return PromiseFact(currency, due, last_day, state, amount_minor, tuple(json.loads(invoices)))


def _contact(on: str, kind: str, next_on: str | None, invoice_id: int | None, outcome: str) -> Contact:
    return Contact(_day(on), kind, _day(next_on) if next_on else None, invoice_id, outcome)


def _waiver(item_id: int, step: int, on: str, because: str) -> Waiver:
    return Waiver(item_id, step, _day(on), because)


def _hold(kind: str, until: str | None, reason: str, currency: str | None, invoice_id: int | None) -> Pause | Block:
    if kind == "pause" and until is not None:
        return Pause(_day(until), reason, currency, invoice_id)
    return Block(reason, invoice_id, currency)


def _snooze(key: str, until: str, reason: str) -> Pause:
    """The row of an account is called `account:12:EUR`."""
    return Pause(_day(until), reason, currency=key.rsplit(":", 1)[1])


_STATES = {
    "planned": SendingState.PLANNED,
    "held": SendingState.HELD,
    "sending": SendingState.SENDING,
    "printed": SendingState.PRINTED,
    "sent": SendingState.DELIVERED,
    "failed": SendingState.FAILED,
    "unknown": SendingState.UNKNOWN,
}
"""What the outbox calls a state, and what the rules do."""


def sending_of(on: str, channel: str, purpose: str, state: str, items: str) -> Sending:
    """A message of the outbox, from its columns; its items and their steps as JSON."""
    steps = tuple(ItemStep(item_id, step) for item_id, step in json.loads(items))
    return Sending(_day(on), Channel(channel), Purpose(purpose), _STATES[state], steps)
