"""Leaving an account of the follow-up until tomorrow, with one key."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from billdesk.domain.double_check import confirm
from billdesk.domain.drafts import SnoozeDraft
from billdesk.domain.errors import NotFoundError
from billdesk.domain.noted_reviews import review_snooze

if TYPE_CHECKING:
    from billdesk.services.desk import Desk

REASON = "skipped in the follow-up"


def skip(desk: Desk, customer_id: int, name: str, currencies: Iterable[str], today: date) -> int:
    """Hide the rows of an account until tomorrow and return how many there were. Runs in a thread.

    Nothing is typed again for a snooze; the view of what is snoozed lists them, and wakes them.
    """
    from billdesk.services import queue

    hidden = 0
    for currency in currencies:
        draft = SnoozeDraft(f"account:{customer_id}:{currency}", today + timedelta(days=1), REASON)
        try:
            queue.snooze(desk, confirm(review_snooze(draft, name, today), {}))
        except NotFoundError:
            continue
        hidden += 1
    return hidden
