"""The desk looks after what is held: books it when its time has come, says so, and lets the screens follow."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from textual.app import App
from textual.timer import Timer

from billdesk.domain.errors import DeskError
from billdesk.services.business_day import utc_now
from billdesk.text import inert_plain
from screens.base import DeskDialog, DeskScreen
from screens.jobs import ServiceRunner
from screens.records import RecordScreen

if TYPE_CHECKING:
    from billdesk.services.desk import Desk
    from billdesk.services.held import Released

SOON_SECONDS = 0.05
AGAIN_SECONDS = 30.0
"""After so long a file that could not be written is tried again."""


class _Look(NamedTuple):
    """What one look brought: what was booked or refused, when the next is due, and what time it was."""

    released: tuple[Released, ...]
    next_due: datetime | None
    now: datetime


class HeldWatch:
    """One timer for all that is held. `runner` runs the look in a thread, `desk` opens the book."""

    def __init__(self, app: App[Any], runner: ServiceRunner, desk: Callable[[], Desk]) -> None:
        self._app, self._runner, self._desk = app, runner, desk
        self._due: datetime | None = None
        self._timer: Timer | None = None

    def watch(self, due: datetime | None, now: datetime | None = None) -> None:
        """Look when `due` has come; `None` when nothing is held."""
        if due == self._due:
            return
        self._stop()
        self._due = due
        if due is not None:
            left = (due - (now or utc_now())).total_seconds()
            self._timer = self._app.set_timer(max(SOON_SECONDS, left), self.look)

    def look(self) -> None:
        """Book what is due now."""
        self._stop()
        self._runner.start_job(
            self._release, group="held", newest_only=False, on_done=self._looked, on_error=self._failed
        )

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer, self._due = None, None

    def _release(self) -> _Look:
        from billdesk.services import held

        desk = self._desk()
        released = held.release(desk)
        return _Look(released, held.next_due(desk), desk.now())

    def _looked(self, found: _Look) -> None:
        if found.released:
            self._say(" ".join(_say(one) for one in found.released[:2]))
            for screen in self._app.screen_stack:
                if isinstance(screen, RecordScreen):
                    screen.changed()
        self.watch(found.next_due, found.now)

    def _failed(self, error: DeskError) -> None:
        self._say(f"What is held could not be booked yet. {inert_plain(error.sentence)}")
        self._timer = self._app.set_timer(AGAIN_SECONDS, self.look)

    def _say(self, sentence: str) -> None:
        for screen in reversed(self._app.screen_stack):
            if isinstance(screen, DeskScreen) and not isinstance(screen, DeskDialog):
                screen.say(sentence)
                return


def _say(one: Released) -> str:
    """`Issued as 2026-0448.`"""
    from billdesk.domain.held import HeldKind

    if one.refused:
        return "What was held could not be booked; the queue says why."
    if one.entry.kind is HeldKind.CREDIT_NOTE:
        return f"Credit note {inert_plain(one.number)} issued."
    return f"Issued as {inert_plain(one.number)}."
