"""A record opened from the queue: where it stands there, and the next and previous one a key away."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from billdesk.domain.filters import Filter
from billdesk.domain.work import QueueRow, View
from screens.parts.choosing import ChoosingScreen
from screens.trail import Trail

if TYPE_CHECKING:
    from billdesk.services.desk import Desk
    from billdesk.services.pages import Place
    from billdesk.services.places import Standing

T = TypeVar("T")

NO_QUEUE = "It was not opened from the queue."
LAST, FIRST = "This is the last row of the view.", "This is the first row of the view."

Found = tuple[QueueRow, T]


class AlongScreen(ChoosingScreen):
    """A screen that goes along the rows of a view; it ends with the key of the row it stands on.

    `standing` holds the place where the row was reached: what is saved meanwhile may move the row, never the way.
    """

    def __init__(self, view: View | None, filter_: Filter | None, key: str | None) -> None:
        super().__init__()
        self.standing: Standing | None = None
        self._view, self._filter, self._key = view, filter_, key
        self._place: Place | None = None

    def trail(self) -> Trail | None:
        """The row of the queue this record stands for."""
        if self._view is None or self._key is None:
            return None
        return Trail(self._view, self._filter, self._key)

    def do_back(self) -> None:
        """Go back to where it was opened, to the row that was reached."""
        self.dismiss(self._key)

    def read_standing(self, desk: Desk) -> Standing | None:
        """Where the record stands now. Runs in a thread."""
        from billdesk.services import places

        if self._view is None or self._key is None:
            return None
        return places.standing(desk, self._view, self._filter, self._key, self._place)

    def arrived(self, standing: Standing | None) -> None:
        """Take note of where the record stands."""
        self.standing = standing
        if standing is not None:
            self._key, self._place = standing.key, standing.place

    def leave_for(self, row: QueueRow) -> None:
        """The screen is about to show the record of another row."""
        self._key, self._place = row.key, (row.points, row.id)

    def say_standing(self) -> str:
        """`‹ 3 of 61 ›`, `‹ done, 60 left ›` once the row left the view, or nothing without a queue."""
        standing = self.standing
        if standing is None:
            return ""
        return f"‹ {standing.number:,} of {standing.of:,} ›" if standing.there else f"‹ done, {standing.of:,} left ›"

    @property
    def is_last(self) -> bool:
        """Whether no row follows in the view."""
        standing = self.standing
        return standing is not None and standing.number >= standing.of + (not standing.there)

    def go(
        self, step: int, choose: Callable[[Desk, QueueRow], T | None], take: Callable[[Found[T] | None], None]
    ) -> None:
        """Look for the nearest row that `choose` makes something of, in a thread, and hand both to `take`."""
        view, filter_, place = self._view, self._filter, self._place
        if view is None:
            take(None)
            return

        def look(desk: Desk) -> Found[T] | None:
            from billdesk.services import places

            rows = places.beyond(desk, view, filter_, place, step)
            return next(((row, chosen) for row in rows if (chosen := choose(desk, row)) is not None), None)

        self.run_service(look, group="along", on_done=take)

    def why_not(self, command_id: str) -> str | None:
        """There is a next row only in the queue, and not at its end."""
        if command_id == "previous-record":
            if self.standing is None:
                return NO_QUEUE
            return FIRST if self.standing.number <= 1 else None
        return super().why_not(command_id)
