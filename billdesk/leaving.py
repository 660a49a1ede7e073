"""Leaving when the outside says so: a signal, or a terminal that is gone.

The program then keeps what was being typed, gives the terminal back and ends with exit code 4 within two seconds,
also when its own loop is stuck writing to a terminal that no longer reads.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import termios
import threading
from collections.abc import Callable
from types import FrameType

EXIT_CODE = 4
PATIENCE_SECONDS = 1.3
"""How long an orderly end may take before the process ends at once."""

_SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
_RESTORE = b"\x1b[<u\x1b[?2004l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1004l\x1b[?7h\x1b[?1049l\x1b[?25h"


class LeavingGuard:
    """While it is entered, signals and a hang-up call `stop` once, and a stuck program is ended by force."""

    def __init__(self, stop: Callable[[], None]) -> None:
        self._stop = stop
        self._called = False
        self._before: list[int | list[bytes | int]] | None = None
        self._handlers: dict[signal.Signals, signal._HANDLER] = {}

    def __enter__(self) -> LeavingGuard:
        """Remember the terminal's state and listen."""
        if sys.stdin.isatty():
            self._before = termios.tcgetattr(sys.stdin.fileno())
            threading.Thread(target=self._watch_terminal, name="terminal-watch", daemon=True).start()
        self._handlers = {number: signal.signal(number, self._on_signal) for number in _SIGNALS}
        return self

    def __exit__(self, *_: object) -> None:
        """Put the former handlers back; a forced end that is under way stays under way until the process ends."""
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        if self._called and self._is_gone():
            # What is still buffered for it can never be written, and trying at exit would change the exit code.
            nowhere = os.open(os.devnull, os.O_RDWR)
            for descriptor in (1, 2):
                os.dup2(nowhere, descriptor)

    def _is_gone(self) -> bool:
        """Whether there was a terminal and it has been closed."""
        if self._before is None:
            return False
        try:
            termios.tcgetattr(sys.stdin.fileno())
        except termios.error:
            return True
        return False

    @property
    def called(self) -> bool:
        """Whether the outside asked to leave."""
        return self._called

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self._leave()

    def _watch_terminal(self) -> None:
        """Wait for the hang-up alone: without a controlling terminal no signal tells of it."""
        poll = select.poll()
        poll.register(sys.stdin.fileno(), 0)
        if poll.poll():
            self._leave()

    def _leave(self) -> None:
        if self._called:
            return
        self._called = True
        force = threading.Timer(PATIENCE_SECONDS, self._force)
        force.daemon = True
        force.start()
        self._stop()

    def _force(self) -> None:
        """Give the terminal back with bare escape codes and end at once; saved work is in the book already."""
        if self._before is not None:
            try:
                os.set_blocking(sys.__stderr__.fileno() if sys.__stderr__ else 2, False)
                os.write(2, _RESTORE)
                termios.tcsetattr(0, termios.TCSANOW, self._before)
            except (OSError, termios.error):
                pass
        os._exit(EXIT_CODE)
