"""What the queue does beside its rows' records: own reminders, and the screens of the day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from billdesk.domain.work import ItemKind, PriorityPart, QueueRow, View
from billdesk.text import inert_plain
from screens.queue_parts import say_snooze
from screens.queue_reading import QueueReading
from screens.reminder_keys import ReminderKeys

if TYPE_CHECKING:
    from billdesk.services.desk import Desk


class DayKeys(QueueReading, ReminderKeys[None]):
    """The commands of the queue that are about the day."""

    @property
    def reminder_id(self) -> int | None:
        """The reminder that the row under the cursor stands for."""
        row = self._rows.current
        return int(row.key.partition(":")[2]) if row is not None and row.kind is ItemKind.REMINDER else None

    def do_brief(self) -> None:
        """Show what the day holds."""
        from screens.brief import BriefScreen

        self.app.push_screen(BriefScreen(), self._back_from_brief)

    def _back_from_brief(self, view: str | None) -> None:
        """The brief leads back to a view, or just back."""
        self.changed()
        if view is not None:
            self.do_view(list(View).index(View(view)) + 1)

    def do_outbox(self) -> None:
        """Show the messages that wait, failed or went out."""
        from screens.outbox import OutboxScreen

        self.app.push_screen(OutboxScreen(), self.returned)

    def do_view(self, number: int) -> None:
        """Show a view by its number."""
        raise NotImplementedError

    def do_feedback_review(self) -> None:
        """Show what was said by theme."""
        from screens.feedback import FeedbackScreen

        self.app.push_screen(FeedbackScreen(), self.returned)

    def do_dispute_reasons(self) -> None:
        """Show the reasons for disputes."""
        from screens.disputing import show_reasons

        show_reasons(self)

    def do_calendar(self) -> None:
        """Show what comes due in the weeks ahead."""
        from screens.calendar import CalendarScreen

        self.app.push_screen(CalendarScreen(self._rows.today), self.returned)

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
