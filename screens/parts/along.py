"""A record opened from the queue: where it stands there, and the next and previous one a key away."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from billdesk.domain.filters import Filter
from billdesk.domain.work import QueueRow, View
from screens.parts.reading import ReadingScreen
from screens.trail import Trail

if TYPE_CHECKING:
    from billdesk.services.desk import Desk
    from billdesk.services.pages import Place
    from billdesk.services.places import Standing

T = TypeVar("T")

NO_QUEUE = "Only what was opened from the queue itself goes along its rows."
LAST, FIRST = "This is the last row of the view.", "This is the first row of the view."

Found = tuple[QueueRow, T]
"""A row, and what the screen makes of it."""
Located = tuple[str, "Place"]
"""The key and the place of a row."""


class AlongScreen(ReadingScreen):
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

    def locate(self, desk: Desk) -> Located | None:
        """The key and the place of the row this record stands for, if it is in the view. Runs in a thread."""
        from billdesk.services import places

        if self._view is None or self._key is None:
            return None
        place = self._place or places.place_of(desk, self._view, self._key)
        return None if place is None else (self._key, place)

    def find_standing(self) -> None:
        """Count where the record stands, beside everything else: in a very large queue that takes a moment."""
        view, filter_ = self._view, self._filter
        if view is None:
            return
        asked_at = (self._key, self._place)

        def count(desk: Desk) -> Standing | None:
            from billdesk.services import places

            found = self.locate(desk)
            return None if found is None else places.standing(desk, view, filter_, *found)

        def counted(standing: Standing | None) -> None:
            if (self._key, self._place) == asked_at:  # else the screen has gone on to another row meanwhile
                self._stand(standing)

        self.run_service(count, group="standing", on_done=counted)

    def _stand(self, standing: Standing | None) -> None:
        self.standing = standing
        if standing is not None:
            self._key, self._place = standing.key, standing.place
        self.show_standing()
        self.refresh_commands()

    def show_standing(self) -> None:
        """Show `say_standing()`, which has changed."""
        raise NotImplementedError

    def leave_for(self, row: QueueRow) -> None:
        """The screen is about to show the record of another row."""
        self._key, self._place = row.key, (row.rank, row.id)
        self.standing = None

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
        """Look for the nearest row that `choose` makes something of, in a thread, and hand both to `take`.

        It gets `None` when there is none, as next to a record that never stood in the view.
        """
        view, filter_ = self._view, self._filter
        if view is None:
            take(None)
            return

        def look(desk: Desk) -> Found[T] | None:
            from billdesk.services import places

            found = self.locate(desk)
            if found is None:
                return None
            rows = places.beyond(desk, view, filter_, found[1], step)
            return next(((row, chosen) for row in rows if (chosen := choose(desk, row)) is not None), None)

        self.run_service(look, group="along", on_done=take)

    def why_not(self, command_id: str) -> str | None:
        """There is a next row only in the queue, and not at its end."""
        if command_id in {"next-record", "previous-record"}:
            if self._view is None or self._key is None:
                return NO_QUEUE
            if command_id == "next-record":
                return LAST if self.is_last else None
            return FIRST if self.standing is not None and self.standing.number <= 1 else None
        return super().why_not(command_id)
