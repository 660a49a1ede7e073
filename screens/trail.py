"""Which rows of the queue a record was opened from, so that the next one is a key away."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from billdesk.domain.work import View

if TYPE_CHECKING:
    from billdesk.domain.filters import Filter


class Trail(NamedTuple):
    """The view and filter of the queue, and the key of the row the reader stands on."""

    view: View
    filter: Filter | None
    key: str
