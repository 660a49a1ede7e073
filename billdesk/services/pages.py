"""The head and the pages of the queue on a connection: what the first frame needs, before a desk is open.

Nothing here may import more than a page shows, or the first frame comes later.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from billdesk.domain.money import Money
from billdesk.domain.work import ItemKind, QueueHead, QueuePage, QueueRow, View, mine
from billdesk.services.business_day import day_in, zone_named
from db.queries import head as head_sql
from db.queries import queue as sql
from db.reader import Reader, Row, Value, fetch

if TYPE_CHECKING:
    from billdesk.domain.filters import Filter

PAGE = 50

_UNTOLD: dict[str, Any] = {
    "customer_name": "Entry to check",
    **dict.fromkeys(("customer_code", "town", "document"), ""),
    **dict.fromkeys(("customer_id", "invoice_id", "receipt_id")),
    "open_minor": 0,
}
"""What the row of an entry that waits for a second person says of customer, document and amount."""

Place = tuple[int, int]
"""Where a row stands in a view: its rank and its id."""


def read_head(reader: Reader, user: str, today: date) -> QueueHead:
    """The company, the number of items per view and what is open per currency."""
    with reader.snapshot() as connection:
        company = fetch(connection, head_sql.COMPANY)
        state = fetch(connection, head_sql.NAME_AND_DAY)
        counted = {row["view"]: row["items"] for row in fetch(connection, head_sql.COUNTS)}
        totals = [Money(row["open_minor"], row["currency"]) for row in fetch(connection, head_sql.TOTALS)]
        held_until = _held_until(connection)
    own = company[0]["currency"] if company else ""
    totals.sort(key=lambda total: total.currency != own)
    stored = state[0]["as_of"] if state else ""
    as_of = date.fromisoformat(stored) if stored else today
    return QueueHead(
        company=company[0]["name"] if company else "",
        as_of=as_of,
        counts={view: counted.get(stored_view(view, user), 0) for view in View},
        totals=tuple(totals),
        renewed=stored == today.isoformat(),
        held_until=held_until,
        booked_later=bool(state) and _booked_after(as_of, state[0]["booked_at"], state[0]["time_zone"]),
    )


def _booked_after(day: date, booked_at: str | None, zone: str) -> bool:
    """Whether the newest link of the audit chain is of a later day at the desk."""
    # The days of UTC are compared first: only where these differ does a time zone have to be loaded.
    if booked_at is None or booked_at[:10] < day.isoformat():
        return False
    return day_in(zone_named(zone), datetime.fromisoformat(booked_at)) > day


def read_held_until(reader: Reader) -> datetime | None:
    """When the next held entry takes effect, whoever entered it; `None` when none is held."""
    with reader.connection() as connection:
        return _held_until(connection)


def _held_until(connection: sqlite3.Connection) -> datetime | None:
    due = connection.execute(head_sql.HELD_UNTIL).fetchone()[0]
    return datetime.fromisoformat(due) if due else None


def stored_view(view: View, user: str) -> str:
    """The name of a view as the book stores it."""
    return mine(user) if view is View.MINE else view.value


def read_first_page(reader: Reader, user: str, today: date, limit: int = PAGE) -> QueuePage:
    """The top of the view `all`, without an open desk: what the first frame needs."""
    with reader.snapshot() as connection:
        return read_page(connection, stored_view(View.ALL, user), None, today, None, None, None, limit)


def read_page(
    connection: sqlite3.Connection,
    view: str,
    filter_: Filter | None,
    today: date,
    after: Place | None,
    before: Place | None,
    around: str | None,
    limit: int,
) -> QueuePage:
    """One page of a view: from its top, after or before a place, or with the item `around` in it."""
    conditions, values = sql.conditions_of(filter_, today)
    values |= {"view": view, "limit": limit + 1}

    def read(place: str, order: str, at: tuple[Value, Value] | None) -> list[QueueRow]:
        given = values | ({"rank": at[0], "item": at[1]} if at else {})
        rows = connection.execute(sql.page_sql(conditions, place, order), given)
        return [row_of(row)._replace(rank=row[17]) for row in rows]

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
        found = read(sql.BEFORE, sql.BACKWARD, before)
        return QueuePage(tuple(reversed(found[:limit])), before=len(found) > limit, after=True)
    if after is not None:
        found = read(sql.AFTER, sql.FORWARD, after)
        return QueuePage(tuple(found[:limit]), before=True, after=len(found) > limit)
    found = read("", sql.FORWARD, None)
    return QueuePage(tuple(found[:limit]), before=False, after=len(found) > limit)


def row_of(row: Sequence[Value] | Row) -> QueueRow:
    """A row of the queue from its columns; what a second person types blind stands in none of them."""
    cells: list[Value | ItemKind | date] = list(row[:17])
    cells[2] = ItemKind(str(cells[2]))
    for at in (13, 16):  # due_on and snoozed_until
        day = cells[at]
        cells[at] = date.fromisoformat(str(day)) if day else None
    made = QueueRow(*cells)  # type: ignore[arg-type]  # the columns of COLUMNS, in order
    return made._replace(**_UNTOLD) if made.kind is ItemKind.CHECK else made
