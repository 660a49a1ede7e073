"""What the queue does beside its rows' records: own reminders, and the screens of the day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from billdesk.domain.work import ItemKind, PriorityPart, QueueRow
from billdesk.text import inert_plain
from screens.queue_parts import say_snooze
from screens.queue_reading import QueueReading

if TYPE_CHECKING:
    from billdesk.services.desk import Desk

_OF_A_REMINDER = frozenset({"reminder-done", "change-reminder", "drop-reminder"})
NO_REMINDER = "This row is no own reminder."


class DayKeys(QueueReading):
    """The commands of the queue that are about the day."""

    def why_not(self, command_id: str) -> str | None:
        """Only a reminder can be crossed off."""
        if command_id in _OF_A_REMINDER:
            return None if self._reminder is not None else NO_REMINDER
        return super().why_not(command_id)

    @property
    def _reminder(self) -> int | None:
        from screens.reminding import reminder_of

        row = self._rows.current
        return reminder_of(row) if row is not None and row.kind is ItemKind.REMINDER else None

    def do_reminder_done(self) -> None:
        """Cross the reminder off."""
        from screens import reminding

        if self._reminder is not None:
            reminding.cross_off(self, self._reminder)

    def do_change_reminder(self) -> None:
        """Change the reminder."""
        from screens import reminding

        if self._reminder is not None:
            reminding.change_one(self, self._reminder)

    def do_drop_reminder(self) -> None:
        """Drop the reminder."""
        from screens import reminding

        if self._reminder is not None:
            reminding.drop_one(self, self._reminder)

    def do_why(self) -> None:
        """Say what the row's place rests on."""
        row = self._rows.current
        if row is None:
            return

        def read(desk: Desk) -> tuple[tuple[PriorityPart, ...], date, tuple[str, ...]]:
            from billdesk.services import queue

            parts = queue.explain(desk, row.key)
            if row.snoozed_until is None:
                return parts, desk.today, ()
            because = queue.preview(desk, row.key).snoozed_because
            return parts, desk.today, (say_snooze(row.snoozed_until, because),)

        def show(found: tuple[tuple[PriorityPart, ...], date, tuple[str, ...]]) -> None:
            from screens.dialogs.why import WhyDialog

            self.app.push_screen(WhyDialog(inert_plain(row.customer_name), *found))

        self.run_service(read, group="why", on_done=show)

    def open_reminder(self, row: QueueRow) -> None:
        """Open what a reminder is about, or the reminder itself where it is about nothing."""
        if row.invoice_id is not None:
            self.show_invoice(row.invoice_id)
        elif row.customer_id is not None:
            self.do_account()
        else:
            self.do_change_reminder()
