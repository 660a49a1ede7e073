"""The app: the home screen, the looks, the keymap, the guard at the door. What the desk does is in its screens."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual.screen import Screen

from billdesk import crash, keymap, theme
from billdesk.command import Scope
from billdesk.domain.errors import DeskError, DeskFileError, InputError
from billdesk.leaving import EXIT_CODE, LeavingGuard
from billdesk.opening import Opening
from billdesk.stylesheet import ThriftyStylesheet
from billdesk.text import inert_plain
from billdesk.widgets.footer import DeskFooter
from screens.base import DeskScreen
from screens.holding import HoldingApp
from screens.jobs import ServiceRunner

if TYPE_CHECKING:
    from billdesk.services.desk import Desk
    from screens.held_watch import HeldWatch

T = TypeVar("T")

WAITING = "Another program is writing to the desk; waiting."

READ_AGAIN = "The desk was restored from a backup; it was read again."

DeskMaker = Callable[[Opening], "Desk"]


def _open_desk(opening: Opening) -> Desk:
    from billdesk.services.desk import open_desk

    day = opening.today if opening.today_is_set else None
    return open_desk(opening.path, user=opening.user, today=day, read_only=opening.read_only)


class DeskApp(HoldingApp, ServiceRunner, inherit_bindings=False):
    """The desk on a terminal. `make_desk` opens the book, in tests another one; `after_first_frame` is called once."""

    TITLE = "billdesk"
    CSS_PATH: ClassVar[str] = "styles/desk.tcss"
    DEFAULT_MODE = "desk"
    ENABLE_COMMAND_PALETTE = False

    def __init__(
        self,
        opening: Opening,
        make_desk: DeskMaker = _open_desk,
        after_first_frame: Callable[[], None] | None = None,
    ) -> None:
        self._plain = theme.wants_no_color(os.environ)
        super().__init__(ansi_color=True if self._plain else None)
        for look in theme.themes():
            self.register_theme(look)
        self.theme = theme.PLAIN if self._plain else theme.DARK
        self.stylesheet = ThriftyStylesheet(variables=self.get_css_variables())
        if theme.is_remote(os.environ):
            self.animation_level = "none"
        self.add_mode(self.DEFAULT_MODE, self._home)
        self.opening = opening
        self.crash_report: Path | None = None
        self._make_desk = make_desk
        self._after_first_frame = after_first_frame
        self._desk: Desk | None = None
        self._desk_uid: str | None = None
        self._desk_lock = threading.Lock()
        self._running_loop: asyncio.AbstractEventLoop | None = None
        self._waits = 0
        self._held_watch: HeldWatch | None = None
        self._keymap_problem: InputError | None = None
        self.keymap = self._load_keymap()

    def _load_keymap(self) -> keymap.Keymap:
        try:
            return keymap.load(self.opening.config_folder / keymap.FILE_NAME)
        except InputError as error:
            self._keymap_problem = error
            return keymap.DEFAULT

    def _home(self) -> Screen[None]:
        """The queue, with the rows that were read before the first frame."""
        from screens.queue import QueueScreen

        return QueueScreen(self.opening)

    def on_load(self) -> None:
        """Let tasks begin in their turn: where Textual starts them eagerly (Python 3.12 on) an input of the first
        screen looks for its screen before that stands on the stack, which ends the app.
        """
        asyncio.get_running_loop().set_task_factory(None)

    def on_mount(self) -> None:
        """Say at once what is wrong with the user's keymap."""
        self._running_loop = asyncio.get_running_loop()
        screen = self.screen
        if self._keymap_problem is not None and isinstance(screen, DeskScreen):
            self.call_after_refresh(screen.tell, self._keymap_problem)

    def on_ready(self) -> None:
        """Show the first frame at once."""
        if isinstance(self.screen, DeskScreen):
            self.screen.paint_now()
        if self._after_first_frame is not None:
            self._after_first_frame()

    # The book

    def desk(self) -> Desk:
        """The open desk, the same for every thread; the first call opens it, so make it in a worker.

        Raises `DeskFileError` for a file that cannot be used, also for another desk than was open before.
        """
        with self._desk_lock:
            if self._desk is None:
                made = self._make_desk(self.opening)
                made.on_wait = self._wait_changed
                self._refuse_another(made)
                self._desk = made
            return self._desk

    def _refuse_another(self, desk: Desk) -> None:
        if self._desk_uid not in (None, desk.uid):
            desk.close()
            raise DeskFileError(f"Another desk stands at {desk.path} now.", "Leave the desk and start it again.")
        self._desk_uid = desk.uid

    def reopen(self, *, saving: bool) -> bool:
        """Let go of a file that was replaced and read what has come in its place; whether that is safe.

        It is not while a form or a double check is open: what stands there was read from the file that is gone.
        """
        if any(screen.SCOPE in (Scope.FORM, Scope.DOUBLE_CHECK) for screen in self._desk_screens()):
            return False
        if self._desk is not None and self._desk.was_replaced():
            self._desk.close()
            self._desk = None
        for screen in self._desk_screens():
            if any(item.id == "refresh" for item in screen.commands()):
                screen.action_command("refresh")
        self._desk_screens()[-1].say(f"Nothing was saved. {READ_AGAIN}" if saving else READ_AGAIN)
        return True

    def _wait_changed(self, waiting: bool) -> None:
        """A save waits for another program, or waits no more; called from the thread that saves."""
        if self._running_loop is not None:
            self._running_loop.call_soon_threadsafe(self.call_later, self._say_wait, waiting)

    def _say_wait(self, waiting: bool) -> None:
        self._waits += 1 if waiting else -1
        for screen in self._desk_screens():
            for footer in screen.query(DeskFooter):
                footer.stand(WAITING if self._waits else "")

    @property
    def read_only(self) -> bool:
        """Whether the book can only be looked at."""
        return self.opening.read_only or (self._desk is not None and self._desk.read_only)

    @property
    def today_is_set(self) -> bool:
        """Whether the desk works as if it were another day than the real one."""
        return self.opening.today_is_set if self._desk is None else self._desk.today_is_set

    def run_save(
        self,
        save: Callable[[Desk], T],
        on_done: Callable[[T], None],
        on_error: Callable[[DeskError], None] | None = None,
    ) -> None:
        """Run a write that outlives the screen it came from; see `DeskScreen.run_save`."""
        self.start_job(
            lambda: save(self.desk()), group="save", newest_only=False, on_done=on_done, on_error=on_error or self._tell
        )

    def watch_held(self, due: datetime | None) -> None:
        """Book what is held at `due`; a desk open for viewing leaves that to others."""
        if self._held_watch is None and (due is None or self.read_only):
            return
        self.held_watch.watch(due)

    @property
    def held_watch(self) -> HeldWatch:
        """Who looks after what is held, from the first time that something is."""
        if self._held_watch is None:
            from screens.held_watch import HeldWatch

            self._held_watch = HeldWatch(self, self, self.desk)
        return self._held_watch

    def _tell(self, error: DeskError) -> None:
        if isinstance(self.screen, DeskScreen):
            self.screen.tell(error)

    # The look

    def switch_look(self) -> None:
        """Change between light and dark; without colour there is nothing to change."""
        if not self._plain:
            self.theme = theme.LIGHT if self.theme == theme.DARK else theme.DARK

    # Leaving

    def leave(self) -> None:
        """Quit; when an entry is unfinished or a save is running, ask or wait first."""
        unfinished = any(screen.has_changes for screen in self._desk_screens())
        if self.is_saving:
            self._desk_screens()[-1].say("One moment: an entry is being saved.")
        elif unfinished:
            from screens.dialogs.message import ask

            ask(
                self.screen,
                "Leave the desk?",
                "Something was entered that is not saved. It is kept and offered at the next start.",
                yes="leave",
                on_yes=self._go,
            )
        else:
            self._go()

    def _go(self) -> None:
        self._keep_unfinished()
        self.exit(0)

    def _keep_unfinished(self) -> None:
        for screen in self._desk_screens():
            screen.keep_draft()

    def stop_from_outside(self) -> None:
        """Leave because of a signal or a closed terminal; called from any thread."""
        if self._running_loop is not None:
            # By way of a message: only then does the app's own context hold, which the screens need.
            self._running_loop.call_soon_threadsafe(self.call_later, self._stop_now)

    def _stop_now(self) -> None:
        self._keep_unfinished()
        self.exit(EXIT_CODE, return_code=EXIT_CODE)

    def on_unmount(self) -> None:
        """Let go of the file."""
        if self._desk is not None:
            self._desk.close()

    # Defects

    def crash(self, error: BaseException) -> None:
        """Keep what was being typed, write a report without data, restore the terminal and end."""
        self._handle_exception(error if isinstance(error, Exception) else RuntimeError(type(error).__name__))

    def _handle_exception(self, error: Exception) -> None:
        """Textual's one hook for unexpected errors; its own version prints local variables, which may hold data."""
        self._return_code = crash.EXIT_CODE
        if self._exception is None:
            self.crash_report = crash.write_report(error, self.opening.state_folder, datetime.now(UTC))
            self._keep_unfinished()
            self._exception = error
            self._exception_event.set()
        self._close_messages_no_wait()

    @property
    def crashed(self) -> bool:
        """Whether the desk ended because of a defect."""
        return self._exception is not None


def run_desk(opening: Opening, after_first_frame: Callable[[], None] | None = None) -> int:
    """Open the desk on this terminal and return the exit code once it is closed."""
    app = DeskApp(opening, after_first_frame=after_first_frame)
    with LeavingGuard(app.stop_from_outside) as guard:
        app.run()
        if app.crashed:
            sys.stderr.write(inert_plain(crash.farewell(app.crash_report)) + "\n")
            return crash.EXIT_CODE
        return EXIT_CODE if guard.called else app.return_code or 0
