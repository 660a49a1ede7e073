"""Own reminders: set one, change it, cross it off, drop it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from billdesk.domain.errors import NotFoundError, RuleError
from billdesk.domain.reminders import (
    EndReminderDraft,
    Link,
    Reminder,
    ReminderDraft,
    Repeats,
    after_done,
    check_reminder,
)
from billdesk.services.desk import Desk
from billdesk.services.stale import refuse_stale
from billdesk.services.views import day
from db.queries import reminders as sql
from db.reader import Value

if TYPE_CHECKING:
    from billdesk.domain.double_check import Confirmed
    from db.models import OwnReminder
    from db.unit import Unit

_OVER = ("This reminder is over.", "Reload what you see with ctrl+r.")


def get(desk: Desk, reminder_id: int) -> Reminder:
    """A reminder that is not over; raises `NotFoundError`."""
    rows = desk.reader.rows(sql.ONE, {"reminder": reminder_id})
    if not rows:
        raise NotFoundError(*_OVER)
    return _reminder_of(tuple(rows[0]))


def until(desk: Desk, last: date) -> tuple[Reminder, ...]:
    """Every reminder that comes up on a day or before it, in the order of their days."""
    return tuple(_reminder_of(tuple(row)) for row in desk.reader.rows(sql.UNTIL, {"until": last.isoformat()}))


def _reminder_of(row: Sequence[Value]) -> Reminder:
    reminder_id, version, on_day, anchor, about, repeats, every, owner, customer_id, invoice_id, name, number = row
    link = None
    if customer_id is not None:
        said = f"{number}, {name}" if number else f"{name}"
        link = Link(int(customer_id), said, int(invoice_id) if invoice_id is not None else None)
    return Reminder(
        id=int(reminder_id or 0),
        version=int(version or 0),
        on_day=day(str(on_day)),
        anchor_on=day(str(anchor)),
        about=str(about),
        repeats=Repeats(str(repeats)),
        every=int(every or 1),
        owner=str(owner),
        link=link,
    )


def link_of(desk: Desk, customer_id: int, invoice_id: int | None) -> Link:
    """How an account, or an invoice of it, is called; raises `NotFoundError`."""
    rows = desk.reader.rows(sql.LINK, {"customer": customer_id, "invoice": invoice_id})
    if not rows:
        raise NotFoundError("There is no such customer.", "Reload what you see with ctrl+r.")
    _, name, found, number = rows[0]
    return Link(customer_id, f"{number}, {name}" if number else str(name), found)


def save(desk: Desk, confirmed: Confirmed[ReminderDraft]) -> int:
    """Set a reminder, or change one, and return its id; the same new draft twice is set once.

    A reminder that gets another day is counted from there. Raises `RuleError` for what no reminder can be, and
    `StaleError` when somebody changed it meanwhile.
    """
    draft = confirmed.draft
    with desk.write("reminder changed" if draft.id else "reminder set", confirmed) as unit:
        return _set(unit, draft) if draft.id is None else _change(unit, draft, draft.id)


def _set(unit: Unit, draft: ReminderDraft) -> int:
    from db.models import OwnReminder

    booked = unit.booked(OwnReminder, draft.uid)
    if booked is not None:
        return booked
    check_reminder(draft, unit.today)
    row = OwnReminder(
        uid=draft.uid,
        on_day=draft.on_day,
        anchor_on=draft.on_day,
        repeats=draft.repeats.value,
        every=draft.every,
        about=draft.about.strip(),
        customer_id=draft.link.customer_id if draft.link else None,
        invoice_id=draft.link.invoice_id if draft.link else None,
        owner=draft.owner,
        at=unit.at,
        by=unit.by,
    )
    unit.add(row)
    unit.subject = f"own_reminder:{row.id}"
    _touch(unit, row)
    return int(row.id or 0)


def _change(unit: Unit, draft: ReminderDraft, reminder_id: int) -> int:
    row = _open_row(unit, reminder_id, draft.version)
    check_reminder(draft, unit.today, row.on_day)
    if draft.on_day != row.on_day:
        row.on_day = row.anchor_on = draft.on_day
    row.about, row.owner = draft.about.strip(), draft.owner
    row.repeats, row.every = draft.repeats.value, draft.every
    row.version += 1
    unit.add(row)
    _touch(unit, row)
    return reminder_id


def done(desk: Desk, confirmed: Confirmed[EndReminderDraft]) -> date | None:
    """Cross a reminder off and return the day on which it comes again, if it does. Raises `StaleError`."""
    with desk.write("reminder done", confirmed) as unit:
        row = _open_row(unit, confirmed.draft.id, confirmed.draft.version)
        again = after_done(_as_read(row), unit.today)
        if again is None:
            row.done_on = unit.today
        else:
            row.on_day = again
        row.version += 1
        unit.add(row)
        _touch(unit, row)
        return again


def drop(desk: Desk, confirmed: Confirmed[EndReminderDraft]) -> None:
    """End a reminder with all its repeats. Raises `StaleError`."""
    with desk.write("reminder dropped", confirmed) as unit:
        row = _open_row(unit, confirmed.draft.id, confirmed.draft.version)
        row.dropped_on = unit.today
        row.version += 1
        unit.add(row)
        _touch(unit, row)


def _open_row(unit: Unit, reminder_id: int, version: int | None) -> OwnReminder:
    from db.models import OwnReminder

    row = unit.get(OwnReminder, reminder_id, "reminder")
    unit.subject = f"own_reminder:{reminder_id}"
    refuse_stale(unit, row.version, version, "The reminder was")
    if row.done_on is not None or row.dropped_on is not None:
        raise RuleError(*_OVER)
    return row


def _as_read(row: OwnReminder) -> Reminder:
    repeats = Repeats(row.repeats)
    return Reminder(
        int(row.id or 0), row.version, row.on_day, row.anchor_on, row.about, repeats, row.every, row.owner, None
    )


def _touch(unit: Unit, row: OwnReminder) -> None:
    if row.customer_id is not None:
        unit.touched.add(row.customer_id)
