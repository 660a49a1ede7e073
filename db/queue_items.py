"""Keep the queue's rows: read what the book knows of an account, let the rules decide, store what they say.

`work_item` and `queue_entry` are derived; an account is looked at again when its records change (in the same
transaction) or when the day comes on which one of its rows would read differently.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import TypeVar

from billdesk.domain import priority, promises
from billdesk.domain.account_facts import (
    AccountFacts,
    BatchFact,
    DocumentFact,
    ReminderFact,
    UnappliedFact,
    WaitingFact,
)
from billdesk.domain.checks.content import EU_COUNTRIES
from billdesk.domain.disputes import DisputeFact
from billdesk.domain.followup.events import Contact
from billdesk.domain.priority import Bands, WorkItem
from billdesk.domain.promises import PromiseFact, PromiseState
from db import following_facts
from db.queries import disputes, work

CHUNK = 500
T = TypeVar("T")

Progress = Callable[[int, int], None]
"""Called with how many accounts are done and how many there are."""


def renew_customers(connection: sqlite3.Connection, customers: Iterable[int]) -> None:
    """Look again at some accounts, inside the caller's transaction and as of the queue's own day: one account of
    another day than the rest would be missed when they are brought on. Before the first full build this does nothing.
    """
    state = connection.execute("select as_of, bands from queue_state").fetchone()
    if state is None:
        return
    day = date.fromisoformat(state[0])
    bands = _bands(state[1])
    for chunk in _chunks(customers):
        for facts in gather(connection, chunk, day):
            _store(connection, facts.customer_id, priority.work_items(facts, bands, day))


def renew_of_nobody(connection: sqlite3.Connection) -> None:
    """Look again at what is of no one account, open batches and own reminders, inside the caller's transaction and as
    of the queue's own day."""
    state = connection.execute("select as_of, bands from queue_state").fetchone()
    if state is not None:
        _store_of_nobody(connection, _bands(state[1]), date.fromisoformat(state[0]))


def _store_of_nobody(connection: sqlite3.Connection, bands: Bands, today: date) -> None:
    _store(connection, None, _items_of_nobody(connection, bands, today))


def _items_of_nobody(connection: sqlite3.Connection, bands: Bands, today: date) -> list[WorkItem]:
    due = connection.execute(work.REMINDERS_OF_NOBODY, {"today": today.isoformat()}).fetchall()
    return [
        *(priority.batch_item(batch, bands, today) for batch in _open_batches(connection)),
        *(priority.reminder_item(_reminder_fact(*row), today) for row in due),
    ]


def _open_batches(connection: sqlite3.Connection) -> Iterator[BatchFact]:
    for batch_id, kind, currency, count, minor, opened_on, by, entered in connection.execute(work.OPEN_BATCHES):
        yield BatchFact(batch_id, kind, currency, count, minor, date.fromisoformat(opened_on), by, entered)


def needs_renewal(connection: sqlite3.Connection, today: date) -> bool:
    """Whether the stored queue is of another day than `today`."""
    state = connection.execute("select as_of from queue_state").fetchone()
    return state is None or state[0] != today.isoformat()


def renew(connection: sqlite3.Connection, today: date, progress: Progress | None = None) -> None:
    """Bring the queue to `today`, inside the caller's transaction: only what changes when the day just went on, all
    of it when the day went back, the amount bands are of another month or miss a currency, or nothing is stored."""
    state = connection.execute("select as_of, bands, bands_on from queue_state").fetchone()
    if state is None or date.fromisoformat(state[0]) > today or state[2][:7] != today.isoformat()[:7]:
        rebuild(connection, today, progress)
        return
    if {row[0] for row in connection.execute(work.OWED_IN)} - _bands(state[1]).keys():
        rebuild(connection, today, progress)
        return
    due = [row[0] for row in connection.execute(work.CHANGED, {"was": state[0], "today": today.isoformat()})]
    connection.execute("update queue_state set as_of = ?", (today.isoformat(),))
    bands = _bands(state[1])
    _store_of_nobody(connection, bands, today)
    for done, chunk in enumerate(_chunks(due)):
        for facts in gather(connection, chunk, today):
            _store(connection, facts.customer_id, priority.work_items(facts, bands, today))
        if progress:
            progress(min(len(due), (done + 1) * CHUNK), len(due))


def rebuild(connection: sqlite3.Connection, today: date, progress: Progress | None = None) -> None:
    """Make the whole queue anew as of `today`, inside the caller's transaction."""
    owed: dict[str, list[int]] = defaultdict(list)
    for currency, open_minor in connection.execute(work.OWED):
        owed[currency].append(open_minor)
    bands = {currency: priority.bands_of(amounts) for currency, amounts in owed.items()}
    for table in ("queue_entry", "queue_count", "work_item", "queue_state"):
        connection.execute(f"delete from {table}")  # noqa: S608  # names from the line above
    connection.execute(
        "insert into queue_state (id, as_of, bands, bands_on) values (1, ?, ?, ?)",
        (today.isoformat(), json.dumps(bands, sort_keys=True), today.isoformat()),
    )
    _store_of_nobody(connection, bands, today)
    everybody = [row[0] for row in connection.execute(work.WITH_WORK)]
    for done, chunk in enumerate(_chunks(everybody)):
        _insert(
            connection,
            [item for facts in gather(connection, chunk, today) for item in priority.work_items(facts, bands, today)],
        )
        if progress:
            progress(min(len(everybody), (done + 1) * CHUNK), len(everybody))


def _bands(text: str) -> Bands:
    return {currency: tuple(cuts) for currency, cuts in json.loads(text).items()}


def _chunks(customers: Iterable[int]) -> Iterator[Sequence[int]]:
    source = iter(customers)
    while chunk := list(islice(source, CHUNK)):
        yield chunk


def _store(connection: sqlite3.Connection, customer_id: int | None, items: Sequence[WorkItem]) -> None:
    """Bring the rows of one account, or of all batches (`None`), to `items`: what says the same and stands in its place
    is left alone."""
    known = connection.execute(work.ITEMS_OF, (customer_id,)).fetchall()
    stored = {row[0]: row for row in known}
    places: dict[str, set[tuple[str, int]]] = defaultdict(set)
    for key, view, rank in connection.execute(work.PLACES_OF, (customer_id,)):
        places[key].add((view, rank))
    gone = stored.keys() - {item.key for item in items}
    moved = [item for item in items if places[item.key] != set(_places(item))]
    if gone or moved:
        connection.execute(work.FORGET_ENTRIES, (json.dumps([*gone, *(item.key for item in moved)]),))
    if gone:
        connection.execute(work.FORGET_ITEMS, (json.dumps([*gone]),))
    connection.executemany(work.PUT_ITEM, [row for row in map(_columns, items) if stored.get(row[0]) != row])
    _enter(connection, moved)


def _insert(connection: sqlite3.Connection, items: Sequence[WorkItem]) -> None:
    connection.executemany(work.PUT_ITEM, map(_columns, items))
    _enter(connection, items)


def _enter(connection: sqlite3.Connection, items: Sequence[WorkItem]) -> None:
    connection.executemany(work.PUT_ENTRY, ((*place, item.key) for item in items for place in _places(item)))


def _places(item: WorkItem) -> list[tuple[str, int]]:
    """The views an item is in, and its rank there."""
    return [(view, item.rank_in(view)) for view in sorted(item.views)]


def _columns(item: WorkItem) -> tuple[str | int | None, ...]:
    """A row of `work_item` but for its id, in the order of the table."""
    parts = [[part.name, part.points, part.because, _iso(part.changes_on), part.then_points] for part in item.parts]
    return (
        item.key,
        item.kind.value,
        item.customer_id,
        item.document,
        item.invoice_id,
        item.receipt_id,
        item.currency,
        item.open_minor,
        _iso(item.due_on),
        item.why,
        item.next_action,
        item.points,
        json.dumps(parts, ensure_ascii=False),
        _iso(item.changes_on),
        _iso(item.snoozed_until),
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def gather(connection: sqlite3.Connection, customers: Sequence[int], today: date) -> Iterator[AccountFacts]:
    """What the rules need to know of each of these accounts, in a handful of queries for all of them."""
    wanted = {
        "customers": json.dumps(list(customers)),
        "eu": json.dumps(sorted(EU_COUNTRIES)),
        "today": today.isoformat(),
    }

    def grouped(sql: str, make: Callable[..., T]) -> dict[int, list[T]]:
        found: dict[int, list[T]] = defaultdict(list)
        for customer_id, *rest in connection.execute(sql, wanted):
            found[customer_id].append(make(*rest))
        return found

    cases = grouped(disputes.PAUSING, dispute_fact)
    drafts = grouped(work.DRAFTS, _document_fact)
    unsent = grouped(work.UNSENT, _document_fact)
    unapplied = grouped(work.UNAPPLIED, _unapplied_fact)
    contacts = grouped(work.LAST_CONTACTS, _contact_fact)
    promised = grouped(work.PROMISES, lambda *row: _promise_fact(today, *row))
    telling = {id_: [one for one in given if one.state is not PromiseState.KEPT] for id_, given in promised.items()}
    waiting = grouped(work.WAITING, _waiting_fact)
    reminders: dict[int, list[ReminderFact]] = defaultdict(list)
    for row in connection.execute(work.REMINDERS, wanted):
        reminders[row[0]].append(_reminder_fact(*row))
    snoozes = grouped(work.SNOOZES, lambda key, until: (key, date.fromisoformat(until)))
    known = following_facts.gather(connection, today, customers, promised=telling)
    for customer_id, owner in connection.execute(work.OWNERS, wanted):
        yield AccountFacts(
            account=known.accounts[customer_id],
            owner=owner,
            procedure=known.desk,
            contact=contacts[customer_id][0] if contacts[customer_id] else None,
            drafts=tuple(drafts[customer_id]),
            unsent=tuple(unsent[customer_id]),
            unapplied=tuple(unapplied[customer_id]),
            waiting=tuple(waiting[customer_id]),
            reminders=tuple(reminders[customer_id]),
            disputes=tuple(cases[customer_id]),
            snoozes=dict(snoozes[customer_id]),
        )


def dispute_fact(
    id_: int,
    invoice_id: int | None,
    document: str,
    currency: str,
    minor: int,
    reason: str,
    owner: str,
    waiting_on: str,
    due_by: str,
    credit_due: int,
    part_credited: int,
) -> DisputeFact:
    """A case from its columns after the customer's id."""
    by, due = date.fromisoformat(due_by), bool(credit_due)
    part = bool(part_credited)
    return DisputeFact(id_, invoice_id, document, currency, minor, reason, owner, waiting_on, by, due, part)


def _document_fact(
    invoice_id: int, document: str, currency: str, amount_minor: int, day: str, lacks: str
) -> DocumentFact:
    return DocumentFact(invoice_id, document, currency, amount_minor, date.fromisoformat(day), lacks)


def _waiting_fact(
    entry_id: int,
    kind: str,
    document: str,
    invoice_id: int | None,
    currency: str,
    amount_minor: int,
    day: str,
    refused: int,
    refused_by: str,
    entered_by: str,
) -> WaitingFact:
    return WaitingFact(
        entry_id,
        kind,
        document,
        invoice_id,
        currency,
        amount_minor,
        date.fromisoformat(day),
        bool(refused),
        refused_by,
        entered_by,
    )


def _unapplied_fact(
    key: str, receipt_id: int | None, currency: str, unapplied_minor: int, day: str, document: str
) -> UnappliedFact:
    return UnappliedFact(key, receipt_id, currency, unapplied_minor, date.fromisoformat(day), document)


def _reminder_fact(
    customer_id: int | None, reminder_id: int, about: str, day: str, owner: str, invoice_id: int | None
) -> ReminderFact:
    return ReminderFact(reminder_id, about, date.fromisoformat(day), owner, customer_id, invoice_id)


def _contact_fact(day: str, kind: str, outcome: str, next_on: str | None, invoice_id: int | None) -> Contact:
    agreed = date.fromisoformat(next_on) if next_on else None
    return Contact(date.fromisoformat(day), kind, agreed, invoice_id, outcome)


def _promise_fact(
    today: date, currency: str, due_on: str, grace_days: int, amount_minor: int, kept_minor: int, invoices: str
) -> PromiseFact:
    due = date.fromisoformat(due_on)
    return PromiseFact(
        currency=currency,
        due_on=due,
        last_day=due + timedelta(days=grace_days),
        state=promises.decide(amount_minor, due, grace_days, False, kept_minor, today),
        amount_minor=amount_minor,
        invoice_ids=tuple(json.loads(invoices)),
    )


def differences(connection: sqlite3.Connection, as_of: date) -> Iterator[str]:
    """Where the stored queue is not what the rules make of the records, a sentence each."""
    bands = _bands(connection.execute("select bands from queue_state").fetchone()[0])
    stored = {row[0]: tuple(row) for row in connection.execute(work.STORED_ITEMS)}
    views = dict(connection.execute(work.STORED_VIEWS).fetchall())
    for item in _wanted_items(connection, bands, as_of):
        places = ",".join(f"{view}@{rank}" for view, rank in _places(item))
        if stored.pop(item.key, None) != _columns(item) or views.get(item.key) != places:
            yield f"The queue's row {item.key} is not what the rules say."
    for key in stored:
        yield f"The queue's row {key} stands for nothing."
    for view, counted, entries in connection.execute(work.STORED_COUNTS):
        if counted != entries:
            yield f"The queue counts {counted} in {view} and holds {entries}."


def _wanted_items(connection: sqlite3.Connection, bands: Bands, as_of: date) -> Iterator[WorkItem]:
    """Every row that the queue should hold."""
    for chunk in _chunks(row[0] for row in connection.execute(work.WITH_WORK).fetchall()):
        for facts in gather(connection, chunk, as_of):
            yield from priority.work_items(facts, bands, as_of)
    yield from _items_of_nobody(connection, bands, as_of)
