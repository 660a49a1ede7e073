"""Drive the desk with real keys and read its screen as a person does.

async with at_the_desk(opening) as desk:
    await desk.press("j", "j")
    assert desk.row_under_cursor.startswith("Acme")
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime

from textual.pilot import Pilot
from textual.worker import WorkerState

from billdesk.app import DeskApp
from billdesk.opening import Opening
from billdesk.services.business_day import utc_now
from billdesk.services.desk import open_desk
from billdesk.widgets.footer import DeskFooter
from screens.base import DeskScreen
from screens.dialogs.double_check import DoubleCheckDialog
from screens.queue import QueueScreen
from screens.queue_parts import LineOf, PreviewPane, QueueList

ROUNDS = 400
_RUNNING = (WorkerState.PENDING, WorkerState.RUNNING)


class DeskDriver:
    """The desk on a terminal of a fixed size."""

    def __init__(self, app: DeskApp, pilot: Pilot[int]) -> None:
        self.app = app
        self.pilot = pilot

    async def press(self, *keys: str) -> None:
        """Press keys and wait until what they set off has been done."""
        await self.pilot.press(*keys)
        await self.settle()

    async def type(self, text: str) -> None:
        """Type a text character by character."""
        await self.pilot.press(*("space" if sign == " " else sign for sign in text))

    async def settle(self) -> None:
        """Wait for threads and the messages they bring, and for keys that are held meanwhile."""
        await self.until(lambda: not (self.holds_keys or any(it.state in _RUNNING for it in self.app.workers)))
        await self.pilot.pause()

    @property
    def holds_keys(self) -> bool:
        """Whether keys wait for what is opening."""
        return self.app._held_since is not None or bool(self.app._held)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Let the desk work until something holds."""
        for _ in range(ROUNDS):
            await self.pilot.pause()
            if holds():
                return
            await self.pilot.pause(0.01)
        raise AssertionError(f"it never came about; the screen was:\n{self.text}")

    @property
    def lines(self) -> list[str]:
        """The screen line by line, as the terminal shows it."""
        width, height = self.app.size
        strips = self.app.screen._compositor.render_strips()  # the one place that knows what is in front
        return [strip.crop(0, width).text for strip in strips[:height]]

    @property
    def text(self) -> str:
        """The screen as one string."""
        return "\n".join(line.rstrip() for line in self.lines)

    @property
    def screen(self) -> DeskScreen[object]:
        """The screen in front."""
        screen = self.app.screen
        assert isinstance(screen, DeskScreen)
        return screen

    @property
    def queue(self) -> QueueScreen:
        """The queue, also when something lies over it."""
        screen = self.app.screen_stack[0]
        assert isinstance(screen, QueueScreen)
        return screen

    async def answer(self, answers: Mapping[str, str]) -> None:
        """Answer each blind question of the double check in front by its label, then confirm."""
        dialog = self.screen
        assert isinstance(dialog, DoubleCheckDialog)
        for question in dialog.review.asked:
            await self.type(answers[question.label])
            await self.press("enter")
        await self.press("f8")

    @property
    def is_home(self) -> bool:
        """Whether the queue is in front."""
        return self.app.screen is self.app.screen_stack[0]

    @property
    def rows(self) -> QueueList:
        """The list of the queue."""
        return self.queue.query_one(QueueList)

    @property
    def cursor(self) -> str | None:
        """The key of the record under the cursor."""
        return self.rows.current_key

    @property
    def cursor_line(self) -> int:
        """On which line of the terminal the cursor's mark stands."""
        found = [y for y, line in enumerate(self.lines) if line.startswith("▌")]
        assert len(found) == 1, self.text
        return found[0]

    @property
    def footer(self) -> str:
        """The last line of the screen in front."""
        return self.screen.query_one(DeskFooter).render_line(0).text

    @property
    def note(self) -> str:
        """The quiet note, or an empty string."""
        return self.screen.query_one(DeskFooter).note

    @property
    def names_line(self) -> str:
        """The line above the list: column names, or what is wrong with the filter."""
        return self.queue.query_one("#names", LineOf).text

    @property
    def preview(self) -> tuple[str, ...]:
        """What is known of the row."""
        return self.queue.query_one(PreviewPane).lines


@asynccontextmanager
async def at_the_desk(
    opening: Opening, *, columns: int = 80, lines: int = 24, clock: Callable[[], datetime] = utc_now
) -> AsyncIterator[DeskDriver]:
    """Open the desk and wait until it has read what it needs."""
    day = opening.today if opening.today_is_set else None
    app = DeskApp(
        opening,
        lambda it: open_desk(it.path, user=it.user, today=day, read_only=it.read_only, clock=clock),
    )
    async with app.run_test(size=(columns, lines)) as pilot:
        driver = DeskDriver(app, pilot)
        await driver.settle()
        yield driver
