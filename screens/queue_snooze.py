"""Putting rows of the queue off: one through its form, several marked ones through the same form at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from billdesk.domain.double_check import Confirmed, confirm
from billdesk.domain.drafts import SnoozeDraft
from billdesk.domain.errors import NotFoundError
from billdesk.domain.noted_reviews import review_snooze
from billdesk.domain.work import QueueRow
from screens.forms.small import SnoozeForm

if TYPE_CHECKING:
    from billdesk.services.desk import Desk

NAMED = 3


def say_rows(rows: Sequence[QueueRow]) -> str:
    """`Acme Ltd`, or `5 rows (Acme Ltd, Hofmann KG, Sharma and 2 more)`."""
    if len(rows) == 1:
        return rows[0].customer_name
    names = ", ".join(row.customer_name for row in rows[:NAMED])
    more = f" and {len(rows) - NAMED} more" if len(rows) > NAMED else ""
    return f"{len(rows)} rows ({names}{more})"


class SnoozeRowsForm(SnoozeForm):
    """`SnoozeRowsForm(today, rows)` hides every row until one day, for one reason."""

    CSS_PATH = "forms/forms.tcss"

    def __init__(self, today: date, rows: Sequence[QueueRow]) -> None:
        super().__init__(today, rows[0].key, say_rows(rows))
        self.subject = " ".join(row.key for row in rows)
        self.row_keys = tuple(row.key for row in rows)

    def save(self, desk: Desk, confirmed: Confirmed[SnoozeDraft]) -> bool:
        """Hide each row; one that was settled meanwhile has nothing left to hide."""
        from billdesk.services import queue

        draft = confirmed.draft
        for key in self.row_keys:
            # Nothing is typed again for a snooze, so what was reviewed for all of them holds for each.
            own = confirm(review_snooze(SnoozeDraft(key, draft.until, draft.reason), self.item, self.today), {})
            try:
                queue.snooze(desk, own)
            except NotFoundError:
                continue
        return True
