"""The work queue: its pages, why a row is where it is, what is known of its account, and putting it off."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import median_low

from billdesk.domain.double_check import Confirmed
from billdesk.domain.drafts import SnoozeDraft
from billdesk.domain.errors import NotFoundError
from billdesk.domain.filters import Filter
from billdesk.domain.money import Money
from billdesk.domain.priority import mine
from billdesk.domain.records import ItemKind, Preview, PriorityPart, QueueHead, QueuePage, QueueRow, View
from billdesk.services.desk import Desk
from billdesk.services.views import contact_of, open_item_of, promise_of
from db.queries import account as account_sql
from db.queries import head as head_sql
from db.queries import queue as sql
from db.reader import Reader, Row, Value, fetch

PAGE = 50

Progress = Callable[[int, int], None]
Place = tuple[int, int]
"""Where a row stands: its points and its id."""


def head(desk: Desk) -> QueueHead:
    """The company, the number of items per view and what is open per currency."""
    return read_head(desk.reader, desk.user, desk.today)


def read_head(reader: Reader, user: str, today: date) -> QueueHead:
    """As `head`, without an open desk: what the first frame needs."""
    with reader.snapshot() as connection:
        company = fetch(connection, head_sql.COMPANY)
        state = fetch(connection, head_sql.NAME_AND_DAY)
        counted = {row["view"]: row["items"] for row in fetch(connection, head_sql.COUNTS)}
        totals = [Money(row["open_minor"], row["currency"]) for row in fetch(connection, head_sql.TOTALS)]
    own = company[0]["currency"] if company else ""
    totals.sort(key=lambda total: total.currency != own)
    as_of = state[0]["as_of"] if state else ""
    return QueueHead(
        company=company[0]["name"] if company else "",
        as_of=date.fromisoformat(as_of) if as_of else today,
        counts={view: counted.get(_stored_view(view, user), 0) for view in View},
        totals=tuple(totals),
        renewed=as_of == today.isoformat(),
    )


def _stored_view(view: View, user: str) -> str:
    return mine(user) if view is View.MINE else view.value


def page(
    desk: Desk,
    view: View,
    filter_: Filter | None = None,
    *,
    after: Place | None = None,
    before: Place | None = None,
    around: str | None = None,
    limit: int = PAGE,
) -> QueuePage:
    """One page of a view in order: from its top, after or before a place, or with the item `around` in it."""
    with desk.reader.snapshot() as connection:
        return _page(connection, _stored_view(view, desk.user), filter_, desk.today, after, before, around, limit)


def read_first_page(reader: Reader, user: str, today: date, limit: int = PAGE) -> QueuePage:
    """The top of the view `all`, without an open desk: what the first frame needs."""
    with reader.snapshot() as connection:
        return _page(connection, _stored_view(View.ALL, user), None, today, None, None, None, limit)


def _page(
    connection: sqlite3.Connection,
    view: str,
    filter_: Filter | None,
    today: date,
    after: Place | None,
    before: Place | None,
    around: str | None,
    limit: int,
) -> QueuePage:
    conditions, values = sql.conditions_of(filter_, today)
    values |= {"view": view, "limit": limit + 1}

    def read(place: str, order: str, at: tuple[Value, Value] | None) -> list[QueueRow]:
        given = values | ({"rank": at[0], "item": at[1]} if at else {})
        return [row_of(row) for row in connection.execute(sql.page_sql(conditions, place, order), given)]

    if around is not None:
        stands = connection.execute(sql.PLACE, {"key": around, "view": view}).fetchone()
        if stands is not None:
            values["limit"] = limit // 2 + 1
            above = read(sql.BEFORE, sql.BACKWARD, stands)
            below = read(sql.FROM_HERE, sql.FORWARD, stands)
            half = limit // 2
            rows = (*reversed(above[:half]), *below[:half])
            return QueuePage(rows, before=len(above) > half, after=len(below) > half)
    if before is not None:
        found = read(sql.BEFORE, sql.BACKWARD, (-before[0], before[1]))
        return QueuePage(tuple(reversed(found[:limit])), before=len(found) > limit, after=True)
    if after is not None:
        found = read(sql.AFTER, sql.FORWARD, (-after[0], after[1]))
        return QueuePage(tuple(found[:limit]), before=True, after=len(found) > limit)
    found = read("", sql.FORWARD, None)
    return QueuePage(tuple(found[:limit]), before=False, after=len(found) > limit)


def row_of(row: Sequence[Value] | Row) -> QueueRow:
    """A row of the queue from its columns."""
    made = QueueRow(*row[:17])  # type: ignore[arg-type]  # the columns of COLUMNS, in order
    return replace(
        made,
        kind=ItemKind(made.kind),
        due_on=date.fromisoformat(str(made.due_on)) if made.due_on else None,
        snoozed_until=date.fromisoformat(str(made.snoozed_until)) if made.snoozed_until else None,
    )


@dataclass(frozen=True, slots=True)
class FilterSums:
    """How many items a filtered view holds and what they come to, one entry per currency."""

    items: int
    totals: tuple[Money, ...]


def sums(desk: Desk, view: View, filter_: Filter | None) -> FilterSums:
    """Count and add up a view under a filter; reads every item of it, so it may take a moment."""
    conditions, values = sql.conditions_of(filter_, desk.today)
    rows = desk.reader.rows(sql.sums_sql(conditions), values | {"view": _stored_view(view, desk.user)})
    return FilterSums(
        sum(row["items"] for row in rows), tuple(Money(row["open_minor"], row["currency"]) for row in rows)
    )


def item(desk: Desk, key: str) -> QueueRow:
    """One item by its key; raises `NotFoundError` when there is nothing to do there any more."""
    return row_of(_item(desk, key))


def _item(desk: Desk, key: str) -> Sequence[Value]:
    rows = desk.reader.rows(sql.ITEM, {"key": key})
    if not rows:
        raise NotFoundError("There is nothing left to do there.", "Reload the queue with ctrl+r.")
    return tuple(rows[0])


def explain(desk: Desk, key: str) -> tuple[PriorityPart, ...]:
    """The parts of an item's points, each with why and the day it next changes."""
    parts = json.loads(str(_item(desk, key)[17]))
    return tuple(
        PriorityPart(name, points, because, date.fromisoformat(changes) if changes else None, then)
        for name, points, because, changes, then in parts
    )


def preview(desk: Desk, key: str) -> Preview:
    """What is known of the account of a row, in few short queries; raises `NotFoundError`."""
    row = item(desk, key)
    wanted: dict[str, Value] = {"customer": row.customer_id, "today": desk.today.isoformat(), "key": key}
    with desk.reader.snapshot() as connection:
        sums_open = fetch(connection, account_sql.OPEN_SUMS, wanted)
        delays = [int(late[0]) for late in connection.execute(account_sql.SETTLED_DELAYS, wanted)]
        reason = connection.execute(account_sql.SNOOZE_REASON, wanted).fetchone()
        return Preview(
            customer_name=row.customer_name,
            town=row.town,
            open_count=sum(one["items"] for one in sums_open),
            open_totals=tuple(Money(one["open_minor"], one["currency"]) for one in sums_open),
            median_days_late=median_low(delays) if delays else None,
            open_items=tuple(open_item_of(one) for one in fetch(connection, account_sql.FEW_OPEN_ITEMS, wanted)),
            contacts=tuple(contact_of(one) for one in fetch(connection, account_sql.FEW_CONTACTS, wanted)),
            promises=tuple(promise_of(one, desk.today) for one in fetch(connection, account_sql.PROMISES, wanted)),
            snoozed_because=reason[0] if reason else "",
        )


def neighbour(desk: Desk, view: View, filter_: Filter | None, key: str, step: int) -> QueueRow | None:
    """The item after (`step` 1) or before (-1) the one with `key`; `None` at the end or when that one has gone."""
    with desk.reader.snapshot() as connection:
        name = _stored_view(view, desk.user)
        stands = connection.execute(sql.PLACE, {"key": key, "view": name}).fetchone()
        if stands is None:
            return None
        place = (-stands[0], stands[1])
        found = _page(
            connection,
            name,
            filter_,
            desk.today,
            place if step > 0 else None,
            place if step < 0 else None,
            None,
            1,
        )
    return found.rows[0] if found.rows else None


def needs_refresh(desk: Desk) -> bool:
    """Whether the stored queue is of another day, or was never made."""
    from db.queue_items import needs_renewal

    with desk.reader.connection() as connection:
        return needs_renewal(connection, desk.today)


def refresh(desk: Desk, progress: Progress | None = None) -> None:
    """Bring the queue to today; a desk open for viewing keeps the day it has."""
    if desk.read_only or not needs_refresh(desk):
        return
    from db.queue_items import renew

    with desk.write("renew the queue") as unit:
        renew(unit.driver, desk.today, progress)


def snooze(desk: Desk, confirmed: Confirmed[SnoozeDraft]) -> None:
    """Hide an item until a day, with the reason, or wake it (`until` of `None`)."""
    from sqlmodel import select

    from db.models import Snooze

    draft = confirmed.draft
    with desk.write("snooze" if draft.until else "wake", confirmed) as unit:
        row = unit.driver.execute(sql.ITEM, {"key": draft.key}).fetchone()
        if row is None:
            raise NotFoundError("There is nothing left to do there.", "Reload the queue with ctrl+r.")
        customer_id = int(row[4])
        unit.subject = f"customer:{customer_id}"
        unit.touched.add(customer_id)
        kept = unit.session.exec(select(Snooze).where(Snooze.key == draft.key)).first()
        if kept is None:
            kept = Snooze(key=draft.key, customer_id=customer_id, until=draft.until, reason=draft.reason, by=unit.by)
        kept.until, kept.reason, kept.by = draft.until, draft.reason, unit.by
        unit.add(kept)
