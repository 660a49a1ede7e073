"""Set an own reminder, or change one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult

from billdesk.domain.double_check import Confirmed, Review
from billdesk.domain.errors import InputError
from billdesk.domain.reminders import (
    MOST_EVERY,
    Link,
    Reminder,
    ReminderDraft,
    Repeats,
    check_reminder,
    review_reminder,
)
from screens.forms.base import FormScreen
from screens.forms.fields import FieldLine, FieldSpec
from screens.forms.kinds import day_field, enum_field, text_field

if TYPE_CHECKING:
    from billdesk.services.desk import Desk

EVERYBODY = "empty is everybody's"


class ReminderForm(FormScreen[ReminderDraft, int]):
    """`ReminderForm(today, user, link=None, old=None, on_day=None)` ends with the reminder's id.

    `link` is the record that a new one is about, `old` the reminder that is changed, `on_day` the day to begin with.
    """

    KIND: ClassVar[str] = "own reminder"

    def __init__(
        self,
        today: date,
        user: str,
        link: Link | None = None,
        old: Reminder | None = None,
        on_day: date | None = None,
    ) -> None:
        self.link = old.link if old else link
        self.old = old
        super().__init__(today, subject=_subject(old, self.link), person=self.link.name if self.link else "")
        day = old.on_day if old else on_day
        self._about = FieldLine(text_field("about", "Text", required=True, width=60), old.about if old else None)
        self._on = FieldLine(day_field("on_day", "On", today, forward=True), day.isoformat() if day else None)
        repeats = old.repeats if old else Repeats.NEVER
        self._repeats = FieldLine(enum_field("repeats", "Repeats", Repeats, numbered=True), repeats.value)
        self._every = FieldLine(_every_field(), str(old.every if old else 1))
        self._owner = FieldLine(text_field("owner", "For", hint=EVERYBODY, width=24), old.owner if old else user)

    def heading(self) -> str:
        """What it is about."""
        what = "Change the reminder" if self.old else "New reminder"
        return f"{what}: {self.link.name}" if self.link else what

    def parts(self) -> ComposeResult:
        """What, when, how often, for whom."""
        yield from (self._about, self._on, self._repeats, self._every, self._owner)

    def build(self) -> ReminderDraft:
        """The reminder as entered."""
        draft = ReminderDraft(
            uid=self.uid,
            on_day=self._on.value(),
            about=self._about.value(),
            repeats=self._repeats.value(),
            every=self._every.value(),
            owner=self._owner.value(),
            link=self.link,
            id=self.old.id if self.old else None,
            version=self.old.version if self.old else None,
        )
        check_reminder(draft, self.today, self.old.on_day if self.old else None)
        return draft

    def examine(self, desk: Desk, draft: ReminderDraft) -> Review[ReminderDraft]:
        """Nothing to check beyond the fields."""
        return review_reminder(draft, self.today, self.old)

    def save(self, desk: Desk, confirmed: Confirmed[ReminderDraft]) -> int:
        """Set it."""
        from billdesk.services import reminders

        return reminders.save(desk, confirmed)

    def saved(self, result: int) -> str:
        """The note."""
        return "The reminder is changed." if self.old else "The reminder is set."


def _subject(old: Reminder | None, link: Link | None) -> str:
    if old is not None:
        return f"own_reminder:{old.id}"
    if link is None:
        return ""
    return f"invoice:{link.invoice_id}" if link.invoice_id else f"customer:{link.customer_id}"


def _every_field() -> FieldSpec[int]:
    def parse(text: str) -> int:
        if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST_EVERY):
            raise InputError(f"Every is a whole number from 1 to {MOST_EVERY}.")
        return int(text)

    return FieldSpec("every", "Every", parse, hint="so many days, weeks, months or years", required=True, width=6)
