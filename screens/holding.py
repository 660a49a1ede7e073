"""Keys that are typed while something opens wait until it is there, and then go to it in their order.

A slow line delivers keys in bundles: `r12500` arrives before the form that `r` opens. A key that may open something
is therefore followed through the widgets; until it has done its work, what it set off has been read and the screen in
front has its focus, later keys are held. Then they are taken in turn, and each may hold the rest again.

Nobody may agree to what was not visible: a key that says yes in a dialog (`DeskScreen.needs_sight`) is dropped when it
was typed before that dialog stood there. Leaving the desk waits for nothing.
"""

from __future__ import annotations

import time
from collections import deque
from typing import cast

from textual import events
from textual.app import App
from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Input

from billdesk.command import Scope
from billdesk.commands import command
from billdesk.keymap import Keymap
from billdesk.widgets.footer import DeskFooter
from billdesk.widgets.row_list import RowList
from screens.base import DeskScreen

LONGEST_HOLD_SECONDS = 5.0
"""After this the keys go to the screen that stayed: a book that is locked elsewhere must not eat the keyboard."""
LOOK_SECONDS = 0.02
ROUNDS = 4
"""How often a key is followed: its action posts messages (submitted, closed, chosen) whose handlers open something."""
_STEPS = frozenset({"list-up", "list-down", "list-page-up", "list-page-down", "list-mark"})
"""Moves in a list open nothing; holding them would paint each one of a burst."""

_Typed = events.Key | events.Paste


class KeyFollower(Message):
    """Goes the way of a key, behind it; where it arrives at the app, the key has been there before."""

    def __init__(self, rounds: int) -> None:
        super().__init__()
        self.rounds = rounds


class HoldingApp(App[int], inherit_bindings=False):
    """An app whose keys wait for the screen they are meant for. See the module's docstring."""

    keymap: Keymap

    def __init__(self, *, ansi_color: bool | None = None) -> None:
        super().__init__(ansi_color=ansi_color)
        self._held: deque[tuple[_Typed, Screen[object] | None]] = deque()
        self._held_since: float | None = None
        self._looking: Timer | None = None
        self._follower: KeyFollower | None = None
        self._followed_on: Screen[object] | None = None

    async def on_event(self, event: events.Event) -> None:
        """Keys and pasted text go on, or wait while something is opening."""
        if event.is_forwarded or not isinstance(event, _Typed) or self._front is None:
            await super().on_event(event)
        elif self._held_since is None:
            await self._take(event, self._visible)
        elif isinstance(event, events.Key) and self._leaves(event):
            self.drop_keys()
            await super().on_event(event)
        else:
            self._held.append((event, self._visible))

    def drop_keys(self) -> None:
        """Forget the keys that wait: what they were meant for did not open."""
        self._held.clear()

    # One key

    async def _take(self, event: _Typed, seen: Screen[object] | None) -> None:
        """Let a key do its work; `seen` is the screen that was visible when it was typed."""
        front = self._front
        if front is None or not isinstance(event, events.Key):
            await super().on_event(event)
            return
        if seen is not front and front.needs_sight(event.key):
            return
        for footer in front.query(DeskFooter):
            footer.hush()
        opens = self._may_open(event, front)
        if opens:
            self._held_since = time.monotonic()
            if self._looking is None:
                self._looking = self.set_interval(LOOK_SECONDS, self._look)
            self._follow(ROUNDS)
        await super().on_event(event)
        if opens:
            self._send_follower()

    def _may_open(self, event: events.Key, front: DeskScreen[object]) -> bool:
        """Whether a key may open something: it reaches a command and is not typed into a field."""
        if event.key == "enter":
            return True
        if isinstance(self.focused, Input) and event.is_printable:
            return False
        if isinstance(self.focused, RowList):
            found = self.keymap.command_for(event.key, Scope.LIST)
            if found is not None:
                return found.id not in _STEPS
        return front.binds(event.key)

    def _leaves(self, event: events.Key) -> bool:
        return not event.is_printable and event.key in self.keymap.keys(command("quit"))

    # Until it is open

    def _follow(self, rounds: int) -> None:
        self._follower, self._followed_on = KeyFollower(rounds), self.screen

    def _send_follower(self) -> None:
        if self._follower is not None:
            (self.focused or self.screen).post_message(self._follower)

    async def on_key_follower(self, follower: KeyFollower) -> None:
        """The key has been through; some rounds later what it set off has begun."""
        if follower is not self._follower:
            return
        if follower.rounds > 1:
            self._follow(follower.rounds - 1)
            self._send_follower()
        else:
            self._follower = None
            await self._look()

    async def _look(self) -> None:
        """Let the keys go once nothing is opening, or after the longest hold."""
        if self._held_since is None:
            return
        if time.monotonic() - self._held_since < LONGEST_HOLD_SECONDS:
            if self._follower is not None and self._followed_on in self.screen_stack:
                return
            if self._visible is None or any(screen.is_reading for screen in self._desk_screens()):
                return
        self._held_since = self._follower = None
        while self._held and self._held_since is None:
            await self._take(*self._held.popleft())
        if self._held_since is None and self._looking is not None:
            self._looking.stop()
            self._looking = None

    @property
    def _front(self) -> DeskScreen[object] | None:
        """The screen that gets the keys."""
        screen = self.screen_stack[-1] if self.screen_stack else None
        return cast("DeskScreen[object]", screen) if isinstance(screen, DeskScreen) else None

    @property
    def _visible(self) -> Screen[object] | None:
        """The screen in front once it has its focus and was painted."""
        front = self._front
        return front if front is not None and front.is_ready else None

    def _desk_screens(self) -> list[DeskScreen[object]]:
        return [screen for screen in self.screen_stack if isinstance(screen, DeskScreen)]
