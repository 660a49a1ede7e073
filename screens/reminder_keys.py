"""The keys of own reminders, for every screen that lists some."""

from __future__ import annotations

from typing import TypeVar

from screens.records import RecordScreen

R = TypeVar("R")

_OF_A_REMINDER = frozenset({"reminder-done", "change-reminder", "drop-reminder"})
NO_REMINDER = "This is no own reminder."


class ReminderKeys(RecordScreen[R]):
    """A screen on whose rows own reminders stand among others."""

    @property
    def reminder_id(self) -> int | None:
        """The reminder under the cursor, if it is one."""
        raise NotImplementedError

    def why_not(self, command_id: str) -> str | None:
        """Only a reminder can be crossed off."""
        if command_id in _OF_A_REMINDER:
            return None if self.reminder_id is not None else NO_REMINDER
        return super().why_not(command_id)

    def do_reminder_done(self) -> None:
        """Cross the reminder off."""
        from screens import reminding

        if self.reminder_id is not None:
            reminding.cross_off(self, self.reminder_id)

    def do_change_reminder(self) -> None:
        """Change the reminder."""
        from screens import reminding

        if self.reminder_id is not None:
            reminding.change_one(self, self.reminder_id)

    def do_drop_reminder(self) -> None:
        """Drop the reminder."""
        from screens import reminding

        if self.reminder_id is not None:
            reminding.drop_one(self, self.reminder_id)
