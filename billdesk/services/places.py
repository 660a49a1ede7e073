"""Where a row stands in a view of the queue, and which row comes after it: what a screen opened from there asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from billdesk.domain.filters import Filter
from billdesk.domain.work import QueueRow, View
from billdesk.services import queue
from billdesk.services.desk import Desk
from billdesk.services.pages import Place, stored_view
from db.queries import queue as sql
from db.queries.places import counts_sql

_STEP = 50


@dataclass(frozen=True, slots=True)
class Standing:
    """A row's key and place, and that it is the `number`-th `of` so many rows.

    `there` is false once it left the view; `of` counts the rows that are left.
    """

    key: str
    place: Place
    number: int
    of: int
    there: bool = True


def place_of(desk: Desk, view: View, key: str) -> Place | None:
    """Where the row with `key` stands in a view; `None` when it is not there."""
    rows = desk.reader.rows(sql.PLACE, {"view": stored_view(view, desk.user), "key": key})
    return (int(rows[0][0]), int(rows[0][1])) if rows else None


def standing(desk: Desk, view: View, filter_: Filter | None, key: str, place: Place) -> Standing:
    """The number of the row with `key`, which stands or stood at `place`.

    Under a filter every item of the view is read, so it may take a moment in a very large one.
    """
    conditions, values = sql.conditions_of(filter_, desk.today)
    values |= {"view": stored_view(view, desk.user), "key": key, "rank": place[0], "item": place[1]}

    with desk.reader.snapshot() as connection:
        there = connection.execute(sql.PLACE, values).fetchone() is not None
        before, of = (sum(int(row[0]) for row in connection.execute(query, values)) for query in counts_sql(conditions))
    return Standing(key, place, before + 1, of, there)


def beyond(desk: Desk, view: View, filter_: Filter | None, place: Place | None, step: int) -> Iterator[QueueRow]:
    """The rows after (`step` 1) or before (-1) a place, nearest first, to the end of the view; all without a place.

    The row of the place need not be there any more.
    """
    while True:
        after, before = (place, None) if step > 0 else (None, place)
        page = queue.page(desk, view, filter_, after=after, before=before, limit=_STEP)
        rows = page.rows if step > 0 else page.rows[::-1]
        yield from rows
        if not rows or not (page.after if step > 0 else page.before):
            return
        place = (rows[-1].rank, rows[-1].id)


@dataclass(frozen=True, slots=True)
class WayOn:
    """Where to go on after something was done to a row: to the row `cursor`, as that one `moved`, to `standing` if it
    is still in the view."""

    cursor: str | None
    moved: bool = False
    standing: Standing | None = None


def way_on(desk: Desk, view: View, filter_: Filter | None, worked: QueueRow) -> WayOn:
    """The row to go on with: `worked`, as it was read before, unless it sank below the next one or left the view."""
    was, now = (worked.rank, worked.id), place_of(desk, view, worked.key)
    follows = next((row for row in beyond(desk, view, filter_, was, 1) if row.key != worked.key), None)
    if now is not None and (follows is None or now < (follows.rank, follows.id)):
        return WayOn(worked.key)
    if follows is None:
        follows = next(beyond(desk, view, filter_, was, -1), None)
    stands = standing(desk, view, filter_, worked.key, now) if now is not None else None
    return WayOn(follows.key if follows else None, True, stands)


def row_of_account(desk: Desk, view: View, code: str, key: str | None = None) -> QueueRow | None:
    """The row of the account with that code in a view: the one with `key` if it is among them, else the first."""
    rows = queue.page(desk, view, Filter(customer=code), limit=_STEP).rows
    return next((row for row in rows if row.key == key), rows[0] if rows else None)
