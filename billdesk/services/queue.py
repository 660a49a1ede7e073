"""The work queue: its pages, why a row is where it is, what is known of its account, and putting it off."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from billdesk.domain.errors import NotFoundError, RuleError
from billdesk.domain.money import Money
from billdesk.domain.records import Preview
from billdesk.domain.work import ItemKind, PriorityPart, QueueHead, QueuePage, QueueRow, View
from billdesk.services.desk import Desk
from billdesk.services.pages import PAGE, Place, read_head, read_page, row_of, stored_view
from billdesk.services.views import contact_of, median_late, promise_of
from db.queries import account as account_sql
from db.queries import holds as holds_sql
from db.queries import queue as sql
from db.reader import Value, fetch

if TYPE_CHECKING:
    from billdesk.domain.double_check import Confirmed
    from billdesk.domain.drafts import SnoozeDraft
    from billdesk.domain.filters import Filter

Progress = Callable[[int, int], None]
FEW = 6
"""So many open items the pane under the queue can show."""


def head(desk: Desk) -> QueueHead:
    """The company, the number of items per view and what is open per currency."""
    return read_head(desk.reader, desk.user, desk.today)


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
        found = read_page(connection, stored_view(view, desk.user), filter_, desk.today, after, before, around, limit)
        return _with_promises(connection, found, desk.today) if view is View.PROMISES else found


def _with_promises(connection: sqlite3.Connection, found: QueuePage, today: date) -> QueuePage:
    """The same rows, each with the nearest day for which a promise stands."""
    customers = json.dumps(sorted({row.customer_id for row in found.rows}))
    rows = connection.execute(account_sql.PROMISED_DAYS, {"customers": customers, "today": today.isoformat()})
    days = {(customer, currency): date.fromisoformat(day) for customer, currency, day in rows}
    return found._replace(
        rows=tuple(row._replace(promised_on=days.get((row.customer_id, row.currency))) for row in found.rows)
    )


@dataclass(frozen=True, slots=True)
class FilterSums:
    """How many items a filtered view holds and what they come to, one entry per currency."""

    items: int
    totals: tuple[Money, ...]


def sums(desk: Desk, view: View, filter_: Filter | None) -> FilterSums:
    """Count and add up a view under a filter; reads every item of it, so it may take a moment."""
    conditions, values = sql.conditions_of(filter_, desk.today)
    rows = desk.reader.rows(sql.sums_sql(conditions), values | {"view": stored_view(view, desk.user)})
    return FilterSums(
        sum(row["items"] for row in rows),
        tuple(Money(row["open_minor"], row["currency"]) for row in rows if row["currency"]),
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
    from billdesk.services.open_items import open_items

    row = item(desk, key)
    entered = _say_entry(desk, key) if row.kind in (ItemKind.CHECK, ItemKind.REFUSED) else ""
    if row.kind is ItemKind.CHECK:
        return Preview("", "", 0, (), None, (), (), (), _snoozed_because(desk, key), entered)
    wanted: dict[str, Value] = {"customer": row.customer_id, "today": desk.today.isoformat(), "key": key}
    with desk.reader.snapshot() as connection:
        sums_open = fetch(connection, account_sql.OPEN_SUMS, wanted)
        delays = [int(late[0]) for late in connection.execute(account_sql.SETTLED_DELAYS, wanted)]
        return Preview(
            customer_name=row.customer_name,
            town=row.town,
            open_count=sum(one["invoices"] for one in sums_open),
            open_totals=tuple(Money(one["open_minor"], one["currency"]) for one in sums_open),
            median_days_late=median_late(delays),
            open_items=open_items(connection, int(row.customer_id or 0), desk.today, limit=FEW),
            contacts=tuple(contact_of(one) for one in fetch(connection, account_sql.FEW_CONTACTS, wanted)),
            promises=tuple(promise_of(one, desk.today) for one in fetch(connection, account_sql.PROMISES, wanted)),
            snoozed_because=_snoozed_because(desk, key),
            entered=entered,
            holds=_say_holds(connection, row, desk.today),
        )


def _say_holds(connection: sqlite3.Connection, row: QueueRow, today: date) -> tuple[str, ...]:
    """What of the row's account is not chased because somebody said so, and which of its steps were left out."""
    if connection.execute(holds_sql.ANY, {"customer": row.customer_id}).fetchone() is None:
        return ()
    from billdesk.domain.followup.views import say_hold, say_waiver
    from billdesk.services import holds  # here: the first rows are on screen before anything is known of the follow-up

    said = [say_hold(hold) for hold in holds.live_in(connection, row.customer_id, today)]
    waived = holds.standing_waivers_in(connection, row.customer_id, today)
    return (*said, *(say_waiver(one.waiver) for one in waived))


def _snoozed_because(desk: Desk, key: str) -> str:
    rows = desk.reader.rows(account_sql.SNOOZE_REASON, {"key": key})
    return str(rows[0][0]) if rows else ""


def _say_entry(desk: Desk, key: str) -> str:
    """`Credit note entered on 21 Nov at 14:32 by mk`."""
    from billdesk.domain.held import say_entered
    from billdesk.services import held

    entry = held.get(desk, int(key.partition(":")[2]))
    return f"{say_entered(entry)} by {entry.entered_by}"


def neighbour(desk: Desk, view: View, filter_: Filter | None, key: str, step: int) -> QueueRow | None:
    """The item after (`step` 1) or before (-1) the one with `key`; `None` at the end or when that one has gone."""
    with desk.reader.snapshot() as connection:
        name = stored_view(view, desk.user)
        stands = connection.execute(sql.PLACE, {"key": key, "view": name}).fetchone()
        if stands is None:
            return None
        place = (stands[0], stands[1])
        found = read_page(
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
        if row[4] is None:
            raise RuleError("A row of no account cannot be put off.", "Do what it says, or give it another day.")
        customer_id = int(row[4])
        unit.subject = f"customer:{customer_id}"
        unit.touched.add(customer_id)
        kept = unit.session.exec(select(Snooze).where(Snooze.key == draft.key)).first()
        if kept is None:
            kept = Snooze(key=draft.key, customer_id=customer_id, until=draft.until, reason=draft.reason, by=unit.by)
        kept.until, kept.reason, kept.by = draft.until, draft.reason, unit.by
        unit.add(kept)
