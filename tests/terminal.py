"""A program in a real pseudo-terminal: type keys, read the screen, keep every byte, reap the child.

with Terminal(["billdesk", "demo"], home=tmp_path) as desk:
    desk.wait_for("Hofmann")
    desk.send("ctrl+q")
    assert desk.wait_exit() == 0
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pyte

PATIENCE = 20.0
"""Seconds to wait for a screen or an exit unless a test says otherwise; long, for a busy machine."""

KEYS: Mapping[str, bytes] = {
    "enter": b"\r",
    "tab": b"\t",
    "shift+tab": b"\x1b[Z",
    "escape": b"\x1b",
    "space": b" ",
    "backspace": b"\x7f",
    "up": b"\x1b[A",
    "down": b"\x1b[B",
    "right": b"\x1b[C",
    "left": b"\x1b[D",
    "home": b"\x1b[H",
    "end": b"\x1b[F",
    "insert": b"\x1b[2~",
    "delete": b"\x1b[3~",
    "pageup": b"\x1b[5~",
    "pagedown": b"\x1b[6~",
    "f1": b"\x1bOP",
    "f2": b"\x1bOQ",
    "f3": b"\x1bOR",
    "f4": b"\x1bOS",
    "f5": b"\x1b[15~",
    "f6": b"\x1b[17~",
    "f7": b"\x1b[18~",
    "f8": b"\x1b[19~",
    "f9": b"\x1b[20~",
    "f10": b"\x1b[21~",
    "f11": b"\x1b[23~",
    "f12": b"\x1b[24~",
}
"""What a terminal sends for the keys that have a name; `ctrl+a` to `ctrl+z` are computed."""

# The child is made leader of its own session by Popen; this makes the terminal its controlling one, so that
# closing it hangs up and ctrl+c interrupts, as in life, also where the tests were started in the background and both
# signals are ignored. Doing it here needs no code between fork and exec.
TAKE_TERMINAL = (
    "import fcntl, os, signal, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0);"
    "signal.signal(signal.SIGINT, signal.SIG_DFL); signal.signal(signal.SIGHUP, signal.SIG_DFL);"
    "os.execvp(sys.argv[1], sys.argv[1:])"
)

# What pyte 0.8 would print as text: private CSI with `<`, `=` or `>`, CSI with an intermediate sign such as
# `?2026$p`, and device control or application strings.
UNKNOWN_TO_PYTE = re.compile(rb"\x1b\[[<=>][0-9;:]*[@-~]|\x1b\[[0-?]*[ -/]+[@-~]|\x1b[P_^X][^\x1b\x07]*(?:\x1b\\|\x07)")
UNFINISHED = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*|[P_^X][^\x1b\x07]*\x1b?)?\Z")


def key_bytes(key: str) -> bytes:
    """What a terminal sends for a key by its Textual name, or for one printable character.

    Raises `KeyError` for a name that is not known here.
    """
    if len(key) == 1:
        return key.encode()
    if re.fullmatch(r"ctrl\+[a-z]", key):
        return bytes([ord(key[-1]) - ord("a") + 1])
    return KEYS[key]


class Terminal:
    """One program in a terminal of its own.

    `home` becomes HOME and holds the XDG folders; `env` is added to what is passed on. `raw` keeps every byte that
    the program wrote. Leaving the `with` block kills what is left of the program and reaps it.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        home: Path,
        columns: int = 80,
        lines: int = 24,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> None:
        self.raw = bytearray()
        self._screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self._screen)
        self._held = b""
        self._master, slave = os.openpty()
        try:
            set_size(slave, columns, lines)
            self._process = subprocess.Popen(
                [sys.executable, "-ISc", TAKE_TERMINAL, *command],
                stdin=slave,
                stdout=slave,
                stderr=slave,
                env=environment(home, env or {}),
                cwd=cwd,
                start_new_session=True,
            )
        except BaseException:
            os.close(self._master)
            raise
        finally:
            os.close(slave)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    @property
    def display(self) -> tuple[str, ...]:
        """The lines of the screen as they stand, without blanks at their ends."""
        # Not pyte's own `display`: that fails on the second cell of a wide letter whose first was painted over.
        buffer, columns = self._screen.buffer, range(self._screen.columns)
        return tuple("".join(buffer[y][x].data for x in columns).rstrip() for y in range(self._screen.lines))

    @property
    def text(self) -> str:
        """The screen as one string."""
        return "\n".join(self.display)

    @property
    def pid(self) -> int:
        """The program's process id, which is also the id of its session."""
        return self._process.pid

    def send(self, *keys: str) -> None:
        """Press keys, by Textual's names or single characters."""
        for key in keys:
            self.write(key_bytes(key))

    def type(self, text: str) -> None:
        """Type a text as it stands."""
        self.write(text.encode())

    def write(self, data: bytes) -> None:
        """Send bytes to the program."""
        while data:
            data = data[os.write(self._master, data) :]

    def read(self, timeout: float = 0.0) -> bool:
        """Take in what the program has written; `False` if nothing came within `timeout` seconds or it has gone."""
        if self._master < 0 or not select.select([self._master], [], [], timeout)[0]:
            return False
        try:
            data = os.read(self._master, 65536)
        except OSError:  # Linux says EIO when the last writer has closed the terminal
            return False
        self.raw += data
        self._feed(data)
        return bool(data)

    def _feed(self, data: bytes) -> None:
        data = self._held + data
        tail = UNFINISHED.search(data)
        self._held = data[tail.start() :] if tail else b""
        self._stream.feed(UNKNOWN_TO_PYTE.sub(b"", data[: tail.start()] if tail else data))

    def wait_until(self, seen: Callable[[], bool], *, timeout: float = PATIENCE, what: str = "it") -> None:
        """Read until `seen` holds. Raises `TimeoutError` with the screen, also when the program has ended before."""
        end = time.monotonic() + timeout
        while not seen():
            ended = self._process.poll() is not None
            if not self.read(0.05) and (ended or time.monotonic() > end):
                why = f"the program ended with {self._process.returncode}" if ended else f"not within {timeout} s"
                raise TimeoutError(f"waited for {what}, {why}; the screen was:\n{self.text}")

    def wait_for(self, text: str, *, timeout: float = PATIENCE) -> None:
        """Read until `text` stands in one piece on the screen. Raises `TimeoutError` with the screen."""
        self.wait_until(lambda: text in self.text, timeout=timeout, what=repr(text))

    def settle(self, quiet: float = 0.3, *, timeout: float = PATIENCE) -> None:
        """Read until nothing has come for `quiet` seconds. Raises `TimeoutError` if it never falls quiet."""
        end = time.monotonic() + timeout
        while self.read(quiet):
            if time.monotonic() > end:
                raise TimeoutError(f"still writing after {timeout} s; the screen was:\n{self.text}")

    def resize(self, columns: int, lines: int) -> None:
        """Give the terminal another size; the kernel tells the program."""
        self._screen.resize(lines, columns)
        set_size(self._master, columns, lines)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the program."""
        self._process.send_signal(number)

    def hang_up(self) -> None:
        """Close the terminal under the program, as a dropped connection does."""
        if self._master >= 0:
            os.close(self._master)
            self._master = -1

    def wait_exit(self, timeout: float = PATIENCE) -> int:
        """Read until the program ends and return its exit code (negative: killed by that signal).

        Raises `TimeoutError` with the screen if it does not end in time.
        """
        end = time.monotonic() + timeout
        while self._process.poll() is None:
            if time.monotonic() > end:
                raise TimeoutError(f"still running after {timeout} s; the screen was:\n{self.text}")
            if not self.read(0.02):
                try:
                    self._process.wait(0.02)
                except subprocess.TimeoutExpired:
                    continue
        while self.read():
            pass
        return self._process.returncode

    @property
    def exit_code(self) -> int | None:
        """The exit code, or `None` while the program runs."""
        return self._process.poll()

    def close(self) -> None:
        """Kill what is left of the program and its children in the session, reap it, and close the terminal."""
        with contextlib.suppress(ProcessLookupError):  # it may have ended with all its children
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()
        self.hang_up()


def set_size(descriptor: int, columns: int, lines: int) -> None:
    """Set the size of the terminal behind a descriptor."""
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))


def home_variables(home: Path) -> dict[str, str]:
    """The variables that tell a program where home is."""
    return {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_DATA_HOME": str(home / ".local" / "share"),
        "XDG_STATE_HOME": str(home / ".local" / "state"),
        "XDG_CACHE_HOME": str(home / ".cache"),
    }


def environment(home: Path, added: Mapping[str, str]) -> dict[str, str]:
    """The variables a program starts with: a known terminal, its own home, nothing of ours but the path."""
    passed = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    terminal = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", "TEXTUAL_ANIMATIONS": "none"}
    return {**passed, **terminal, **home_variables(home), **added}
