"""What comes due in the weeks ahead, from everything that the book knows a day of."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from billdesk.domain.calendar import Due, DueItem
from billdesk.domain.followup.decide import Action
from billdesk.domain.followup.events import Purpose
from billdesk.domain.followup.message import Office
from billdesk.domain.followup.reasons import clause
from billdesk.domain.money import Money
from billdesk.domain.reminders import say_repeats
from billdesk.services import following, reminders
from billdesk.services.desk import Desk
from billdesk.services.following import Decided
from billdesk.services.obstacles import with_obstacles
from billdesk.services.views import day
from db.queries import calendar as sql
from db.reader import Value


def known_days(desk: Desk, first: date, last: date) -> tuple[DueItem, ...]:
    """What has a day of its own from `first` to `last`, and what is late: reminders, promises, disputes, what comes
    back, and what falls due. Steps of the follow-up have to be worked out: `steps`."""
    values: dict[str, Value] = {
        "first": first.isoformat(),
        "last": last.isoformat(),
        "today": desk.today.isoformat(),
    }
    with desk.reader.snapshot() as connection:
        found = [
            *_with_amounts(connection, sql.DISPUTES, values, Due.DISPUTE, "dispute"),
            *_with_amounts(connection, sql.PROMISES, values, Due.PROMISE, "promise"),
            *_with_amounts(connection, sql.INSTALMENTS, values, Due.INSTALMENT, "instalment"),
            *_coming_back(connection, values),
        ]
    return (*found, *_reminders(desk, last))


def _with_amounts(
    connection: sqlite3.Connection, query: str, values: dict[str, Value], due: Due, kind: str
) -> Iterator[DueItem]:
    for on, number, text, who, customer_id, invoice_id, minor, currency in connection.execute(query, values):
        yield DueItem(
            day(on), due, f"{kind}:{number}", text or "", who, customer_id, invoice_id, Money(minor, currency)
        )


def _coming_back(connection: sqlite3.Connection, values: dict[str, Value]) -> Iterator[DueItem]:
    """Rows that were put off, and accounts that were paused."""
    for on, key, reason, who, customer_id in connection.execute(sql.SNOOZES, values):
        yield DueItem(day(on), Due.WAKES, f"snooze:{key}", reason, who, customer_id)
    for on, number, reason, who, customer_id, invoice_id in connection.execute(sql.PAUSES, values):
        yield DueItem(day(on), Due.WAKES, f"pause:{number}", reason, who, customer_id, invoice_id)


def _reminders(desk: Desk, last: date) -> Iterator[DueItem]:
    for one in reminders.until(desk, last):
        again = say_repeats(one.repeats, one.every)
        text = f"{one.about} ({again})" if again else one.about
        entry = DueItem(one.on_day, Due.REMINDER, f"reminder:{one.id}", text)
        if one.link is not None:
            link = one.link
            entry = replace(entry, who=link.name, customer_id=link.customer_id, invoice_id=link.invoice_id)
        yield entry


def steps(desk: Desk, last: date, office: Office) -> tuple[DueItem, ...]:
    """The next step of the follow-up for each customer and currency that has one by a day; one of today that cannot be
    written by `office` says why. Every account is decided about, so it takes a moment on a large desk."""
    facts = following.read_facts(desk, desk.today)
    decided = with_obstacles(desk, following.decisions(facts), office, desk.today)
    found = (_step(one, desk.today) for one in decided)
    return tuple(entry for entry in found if entry is not None and entry.on <= last)


def _step(one: Decided, today: date) -> DueItem | None:
    """When a decision's next message goes out, if nothing else happens."""
    decision = one.decision
    on = today if isinstance(decision, Action) else decision.next_on
    if on is None:
        return None
    coming = [standing for standing in decision.items if standing.next_on == on]
    claimed = sum(standing.claimed_minor for standing in coming)
    purposes = {standing.purpose for standing in coming}
    step = max((standing.step for standing in coming), default=0)
    text = f"step {step}" if Purpose.REMINDER in purposes else next((one.value for one in purposes), "look again")
    if len(coming) == 1:
        text = f"{text}, {coming[0].item.number}"
    elif coming:
        text = f"{text}, {len(coming)} items"
    if one.obstacle is not None:
        on = one.obstacle.free_on or on
        text = text if on > today else f"{text}, but {clause(one.obstacle)}"
    key = f"step:{decision.customer_id}:{decision.currency}"
    invoice_id = coming[0].item.invoice_id if len(coming) == 1 else None
    return DueItem(
        on, Due.STEP, key, text, one.name, decision.customer_id, invoice_id, Money(claimed, decision.currency)
    )
