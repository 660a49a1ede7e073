"""Own reminders on any screen of records: set one about what is shown, change it, cross it off, drop it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from billdesk.domain.dates import say_day
from billdesk.domain.double_check import Confirmed, confirm
from billdesk.domain.reminders import EndReminderDraft, Link, Reminder, review_done, review_drop, say_repeats
from billdesk.text import inert_plain

if TYPE_CHECKING:
    from billdesk.domain.work import QueueRow
    from billdesk.services.desk import Desk
    from screens.records import RecordScreen, Subject


def set_one(screen: RecordScreen[Any], subject: Subject | None, on_day: date | None = None) -> None:
    """Open the form of a new reminder about a record, or about nothing."""

    def read(desk: Desk) -> tuple[Link | None, date, str]:
        from billdesk.services import reminders

        link = reminders.link_of(desk, subject.customer_id, subject.invoice_id) if subject else None
        return link, desk.today, desk.user

    def push(found: tuple[Link | None, date, str]) -> None:
        from screens.forms.reminder import ReminderForm

        link, today, user = found
        if screen.is_current:
            screen.app.push_screen(ReminderForm(today, user, link, on_day=on_day), screen.after_form)

    screen.run_service(read, group="form", on_done=push)


def change_one(screen: RecordScreen[Any], reminder_id: int) -> None:
    """Open the form of a reminder."""

    def push(found: tuple[Reminder, date, str]) -> None:
        from screens.forms.reminder import ReminderForm

        old, today, user = found
        if screen.is_current:
            screen.app.push_screen(ReminderForm(today, user, old=old), screen.after_form)

    screen.run_service(lambda desk: _read(desk, reminder_id), group="form", on_done=push)


def cross_off(screen: RecordScreen[Any], reminder_id: int) -> None:
    """Note that a reminder was done; one key does it, and nothing but a note of one's own is changed."""

    def save(desk: Desk) -> date | None:
        from billdesk.services import reminders

        review = review_done(reminders.get(desk, reminder_id), desk.today)
        return reminders.done(desk, confirm(review, {}))

    def done(again: date | None) -> None:
        screen.say(f"Done; it comes again on {say_day(again)}." if again else "Done.")
        screen.changed()

    screen.run_save(save, on_done=done)


def drop_one(screen: RecordScreen[Any], reminder_id: int) -> None:
    """Drop a reminder with its repeats, after showing what it is."""

    def ask(found: tuple[Reminder, date, str]) -> None:
        from screens.dialogs.double_check import DoubleCheckDialog

        if screen.is_current:
            screen.app.push_screen(DoubleCheckDialog(review_drop(found[0])), lambda it: _drop(screen, it))

    screen.run_service(lambda desk: _read(desk, reminder_id), group="form", on_done=ask)


def _drop(screen: RecordScreen[Any], result: Confirmed[EndReminderDraft] | str | None) -> None:
    if not isinstance(result, Confirmed):
        return
    confirmed = result

    def save(desk: Desk) -> None:
        from billdesk.services import reminders

        reminders.drop(desk, confirmed)

    def done(_: None) -> None:
        screen.say("The reminder is dropped.")
        screen.changed()

    screen.run_save(save, on_done=done)


def _read(desk: Desk, reminder_id: int) -> tuple[Reminder, date, str]:
    from billdesk.services import reminders

    return reminders.get(desk, reminder_id), desk.today, desk.user


def preview_lines(desk: Desk, row: QueueRow) -> tuple[str, ...]:
    """What is known of a reminder, and of the account that it is about. Runs in a thread; all inert."""
    from billdesk.services import queue, reminders
    from screens.queue_preview import say_preview

    reminder = reminders.get(desk, int(row.key.partition(":")[2]))
    parts = (
        inert_plain(reminder.about),
        f"for {inert_plain(reminder.owner) or 'everybody'}",
        say_repeats(reminder.repeats, reminder.every),
    )
    said = " · ".join(part for part in parts if part)
    if row.customer_id is None:
        return (said,)
    return (said, *say_preview(row, queue.preview(desk, row.key), desk.today))
