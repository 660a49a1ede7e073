"""What the follow-up would do with the book as it is; nothing is written."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TypeVar

from billdesk.domain import promises
from billdesk.domain.account_facts import PromiseFact
from billdesk.domain.followup.decide import Decision, decide_account
from billdesk.domain.followup.events import Contact, Events
from billdesk.domain.followup.facts import Account, Credit, Customer, Item, Pause
from billdesk.domain.followup.holds import WEEK
from billdesk.domain.followup.procedures import Procedure
from billdesk.services.desk import Desk
from db.queries import ageing as ageing_sql
from db.queries import following as sql
from db.reader import Value

T = TypeVar("T")

BROKEN_TOLD_DAYS = 30
"""A promise that was not kept is told of for so many days after its time was over."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the follow-up knows of one account, and what people call it."""

    code: str
    name: str
    account: Account


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision, and what people call its customer."""

    code: str
    name: str
    decision: Decision


@dataclass(frozen=True, slots=True)
class Facts:
    """All accounts that owe something as of a day; `known_until` is the day of the last receipt, if there is one."""

    as_of: date
    known_until: date | None
    accounts: tuple[Known, ...]


def read_facts(desk: Desk, as_of: date, procedure: Procedure) -> Facts:
    """Read what deciding as of a day takes, by customer code. Disputes are known as they are today, without their days;
    an account that was put off in the queue is paused. No reminder was sent yet, so no step was done."""
    told_from = as_of - timedelta(days=BROKEN_TOLD_DAYS)
    counted_after = as_of - timedelta(days=max(WEEK, procedure.quiet_days))
    values: dict[str, Value] = {
        "as_of": as_of.isoformat(),
        "told_from": told_from.isoformat(),
        "counted_after": counted_after.isoformat(),
    }
    with desk.reader.snapshot() as connection:
        (last,) = connection.execute(sql.LAST_RECEIPT, values).fetchone()
        names = {row[0]: row[1:3] for row in connection.execute(ageing_sql.CUSTOMERS)}
        items = _grouped(connection.execute(sql.OPEN_ITEMS, values), _item)
        promised = _grouped(connection.execute(sql.PROMISES, values), lambda *row: _promise(as_of, *row))
        contacts = _grouped(connection.execute(sql.CONTACTS, values), _contact)
        pauses = _grouped(connection.execute(sql.PAUSES, values), _pause)
        credit = connection.execute(ageing_sql.UNAPPLIED_BY_CUSTOMER, values).fetchall()
        waiting = connection.execute(sql.WAITING_CREDIT, values).fetchall()
    credits_ = _grouped([*credit, *waiting], Credit)
    found = []
    for customer_id, owed in items.items():
        customer = Customer(
            id=customer_id,
            promises=promised.get(customer_id, ()),
            pauses=pauses.get(customer_id, ()),
            credits=credits_.get(customer_id, ()),
        )
        account = Account(customer, owed, Events(contacts=contacts.get(customer_id, ())))
        code, name = names[customer_id]
        found.append(Known(code, name, account))
    found.sort(key=lambda known: known.code)
    return Facts(as_of, date.fromisoformat(last) if last else None, tuple(found))


def decisions(facts: Facts, procedure: Procedure) -> Iterator[Decided]:
    """What is done about each account, in the order of the facts; `procedure` is the desk's own."""
    for known in facts.accounts:
        for decision in decide_account(known.account, procedure, facts.as_of):
            yield Decided(known.code, known.name, decision)


def _grouped(rows: Iterable[Sequence[Value]], make: Callable[..., T]) -> dict[int, tuple[T, ...]]:
    """What rows mean, by their first column: a customer's id."""
    found: dict[int, list[T]] = defaultdict(list)
    for customer_id, *rest in rows:
        assert isinstance(customer_id, int)
        found[customer_id].append(make(*rest))
    return {customer_id: tuple(made) for customer_id, made in found.items()}


_day = lru_cache(maxsize=10_000)(date.fromisoformat)


def _item(
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
    )


def _promise(
    as_of: date, currency: str, due_on: str, grace_days: int, amount_minor: int, kept_minor: int, invoices: str
) -> PromiseFact:
    due = _day(due_on)
    state = promises.decide(amount_minor, due, grace_days, False, kept_minor, as_of)
    last_day = due + timedelta(days=grace_days)
    return PromiseFact(currency, due, last_day, state, amount_minor, tuple(json.loads(invoices)))


def _contact(on: str, kind: str, next_on: str | None, invoice_id: int | None) -> Contact:
    return Contact(_day(on), kind, _day(next_on) if next_on else None, invoice_id)


def _pause(key: str, until: str, reason: str) -> Pause:
    """The row of an account is called `account:12:EUR`."""
    return Pause(_day(until), reason, currency=key.rsplit(":", 1)[1])
