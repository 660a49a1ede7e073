"""What accounts went through over a span of days, for trying procedures on what has been."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from billdesk.domain.disputes import Owed, disputed_parts
from billdesk.domain.followup.events import Contact, Waiver
from billdesk.domain.followup.facts import Block, Credit, Pause
from billdesk.domain.followup.history import (
    Dispute,
    History,
    PastBlock,
    PastCredit,
    PastItem,
    PastPause,
    PastPromise,
    Settlement,
)
from billdesk.domain.followup.procedures import Procedure
from db import procedures
from db.following_facts import Reading, sending_of
from db.queries import following_past as sql
from db.reader import Value

CHUNK = 200


class _Case(NamedTuple):
    """What was disputed of an invoice, or of an account in a currency, and what of that was agreed to be credited."""

    invoice_id: int | None
    currency: str
    minor: int
    opened_on: str
    resolved_on: str | None
    credit_minor: int
    done: int
    notes: str

    @property
    def pauses_now(self) -> bool:
        """Whether it still keeps something from being chased."""
        return self.resolved_on is None or (self.credit_minor > 0 and not self.done)

    def spans(self) -> Iterator[tuple[_Case, Dispute]]:
        """The whole amount until it was resolved; then what was agreed and not credited yet, until it was, or until
        the last credit note of a case that was closed with less: the book does not keep the day of that."""
        if self.resolved_on is None:
            yield self, Dispute(_day(self.opened_on), self.minor)
            return
        since, left = _day(self.resolved_on), self.credit_minor
        yield self, Dispute(_day(self.opened_on), self.minor, since)
        for issued, minor in sorted(json.loads(self.notes)):
            if left > 0 and (until := _day(issued)) > since:
                yield self._replace(minor=left), Dispute(since, left, until)
                since = until
            left -= minor
        if left > 0 and not self.done:
            yield self._replace(minor=left), Dispute(since, left)


def customers(connection: sqlite3.Connection, first: date) -> list[int]:
    """Who had anything open on this day or later."""
    return [row[0] for row in connection.execute(sql.CUSTOMERS, {"first": first.isoformat()})]


def histories(connection: sqlite3.Connection, whose: Sequence[int], first: date, last: date) -> Iterator[History]:
    """What these accounts went through, a few hundred of them at a time. What was put off in the queue is not told:
    the book does not keep on which day that was done."""
    known = procedures.kept(connection)
    for start in range(0, len(whose), CHUNK):
        chunk = whose[start : start + CHUNK]
        values: dict[str, Value] = {
            "customers": json.dumps(list(chunk)),
            "first": first.isoformat(),
            "last": last.isoformat(),
        }
        yield from _histories(Reading(connection, values, True), chunk, known)


def _histories(reading: Reading, whose: Sequence[int], known: Mapping[str, procedures.Kept]) -> Iterator[History]:
    of_customer, of_invoice = reading.choices(known)
    items = _items(reading, of_invoice)
    promises = reading.grouped(_said(sql.PROMISES), _promise)
    contacts = reading.grouped(_said(sql.CONTACTS), _contact)
    holds = reading.grouped(_said(sql.HOLDS), _hold)
    credits_ = reading.grouped(_said(sql.CREDITS), _credit)
    waivers = reading.grouped(_said(sql.WAIVERS), _waiver)
    sent = reading.grouped(_said(sql.SENT), sending_of)
    for customer_id in whose:
        held = holds.get(customer_id, ())
        yield History(
            customer_id=customer_id,
            items=items.get(customer_id, ()),
            promises=promises.get(customer_id, ()),
            contacts=contacts.get(customer_id, ()),
            pauses=tuple(one for one in held if isinstance(one, PastPause)),
            blocks=tuple(one for one in held if isinstance(one, PastBlock)),
            credits=credits_.get(customer_id, ()),
            procedure=of_customer.get(customer_id),
            waivers=waivers.get(customer_id, ()),
            sent=sent.get(customer_id, ()),
        )


def _said(query: str) -> Callable[[bool], str]:
    """A query that is of some accounts in any case."""
    return lambda _some: query


_day = date.fromisoformat


def _items(reading: Reading, chosen: Mapping[int, Procedure]) -> dict[int, tuple[PastItem, ...]]:
    settled: dict[int, list[Settlement]] = defaultdict(list)
    for item_id, on, minor, received in reading.rows(_said(sql.SETTLEMENTS)):
        settled[item_id].append(Settlement(_day(on), minor, bool(received)))
    marked: set[int] = set()

    def made(*row: Value) -> PastItem:
        item = _item(*row[:-1])  # type: ignore[arg-type]  # the columns of the query, but for the mark
        if row[-1]:
            marked.add(item.id)
        return replace(item, settlements=tuple(settled[item.id]), procedure=chosen.get(item.invoice_id))

    items = reading.grouped(_said(sql.ITEMS), made)
    cases = reading.grouped(_said(sql.DISPUTES), _Case)
    return {whose: _disputed(mine, cases.get(whose, ()), marked) for whose, mine in items.items()}


def _item(
    id_: int, invoice_id: int, number: str, currency: str, issued: str, due: str, amount: int, sent: str | None
) -> PastItem:
    days = (_day(issued), _day(due))
    return PastItem(id_, invoice_id, number, currency, *days, amount, _day(sent) if sent else None)


def _disputed(items: Sequence[PastItem], cases: Sequence[_Case], marked: set[int]) -> tuple[PastItem, ...]:
    """Lay each case on the items it is about, as they stood when it began; the mark of an invoice without a case holds
    since the last one was over, or for ever: it does not keep its day."""
    found: dict[int, list[Dispute]] = defaultdict(list)
    for item in items:
        own = [case for case in cases if case.invoice_id == item.invoice_id]
        if item.id in marked and not any(case.pauses_now for case in own):
            since = max((_day(case.resolved_on) for case in own if case.resolved_on), default=item.issued_on)
            found[item.id].append(Dispute(since, item.amount_minor))
    for part, span in (spanned for case in cases for spanned in case.spans()):
        known = [item for item in items if item.issued_on <= span.on]
        owed = [Owed(one.id, one.invoice_id, one.currency, one.on(span.on).open_minor, False) for one in known]
        for item_id, minor in disputed_parts(owed, [part]).items():
            found[item_id].append(replace(span, minor=minor))
    return tuple(replace(item, disputes=tuple(found[item.id])) if item.id in found else item for item in items)


def _promise(
    recorded: str, due: str, grace: int, currency: str, minor: int, invoices: str, withdrawn: str | None
) -> PastPromise:
    ids = tuple(json.loads(invoices))
    return PastPromise(_day(recorded), _day(due), grace, currency, minor, ids, _day(withdrawn) if withdrawn else None)


def _contact(on: str, kind: str, next_on: str | None, invoice_id: int | None, outcome: str) -> Contact:
    return Contact(_day(on), kind, _day(next_on) if next_on else None, invoice_id, outcome)


def _waiver(item_id: int, step: int, on: str, because: str, lifted: str | None) -> Waiver:
    return Waiver(item_id, step, _day(on), because, _day(lifted) if lifted else None)


def _hold(
    kind: str,
    on: str,
    until: str | None,
    because: str,
    currency: str | None,
    invoice_id: int | None,
    lifted: str | None,
) -> PastPause | PastBlock:
    ended = _day(lifted) if lifted else None
    if kind == "pause" and until is not None:
        pause = Pause(min(_day(until), ended or date.max), because, currency, invoice_id)
        return PastPause(_day(on), pause)
    return PastBlock(_day(on), Block(because, invoice_id, currency), ended)


def _credit(currency: str, on: str, minor: int) -> PastCredit:
    return PastCredit(_day(on), Credit(currency, minor))
