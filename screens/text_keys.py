"""From any record to the texts that would be written to its account."""

from __future__ import annotations

from typing import TypeVar

from screens.records import NOTHING_CHOSEN, RecordScreen

R = TypeVar("R")


class TextKeys(RecordScreen[R]):
    """A screen of records that leads to the texts."""

    def do_texts(self) -> None:
        """Show what the follow-up would write to the account."""
        from screens.texts import TextsScreen

        subject = self.subject()
        if subject is None:
            self.say(NOTHING_CHOSEN)
        else:
            self.app.push_screen(TextsScreen(subject.customer_id), self.returned)
