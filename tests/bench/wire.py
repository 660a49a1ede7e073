"""A program at the far end of a terminal line, with every byte's time of arrival.

Nothing is parsed while the clock runs: a text is looked for in the bytes themselves, and a program has settled when
it has written nothing for a while (the silence is not counted). The line may be slow: keys and bytes then travel for
half a round trip each, and only so many bytes a second get through.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.terminal import environment, key_bytes

COLUMNS, LINES = 120, 40
QUIET = 0.06
"""Seconds of silence after which a key's effect is complete."""
START_QUIET = 0.4
PATIENCE = 120.0
BUFFER = 65536
"""Bytes that the near end of a slow line may hold back before the program has to wait."""

ASKS_FOR_SYNC = b"\x1b[?2026$p"
HAS_SYNC = b"\x1b[?2026;2$y"


@dataclass(frozen=True, slots=True)
class Line:
    """What lies between keyboard and program: seconds for a round trip, bytes a second (0: no limit)."""

    round_trip: float = 0.0
    rate: float = 0.0


@dataclass(frozen=True, slots=True)
class Press:
    """What one key did: seconds until nothing more came, and the bytes that came."""

    settled: float
    size: int


class Wire:
    """A running program. Leaving the `with` block ends it and reaps it."""

    def __init__(
        self, command: Sequence[str], home: Path, *, line: Line | None = None, env: Mapping[str, str] | None = None
    ) -> None:
        self._line = line or Line()
        self._seen = bytearray()
        self._chunks: list[tuple[float, int]] = []
        self._keys: deque[tuple[float, bytes]] = deque()
        self._free = 0.0
        self._open = True
        variables = environment(home, env or {})
        self.started = time.perf_counter()
        self._pid, self._master = pty.fork()
        if self._pid == 0:
            self._become(command, variables)

    @staticmethod
    def _become(command: Sequence[str], variables: Mapping[str, str]) -> None:
        try:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
            os.execvpe(command[0], list(command), dict(variables))
        finally:
            os._exit(127)

    def __enter__(self) -> Wire:
        return self

    def __exit__(self, *error: object) -> None:
        for number in (signal.SIGHUP, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._pid, number)
            end = time.perf_counter() + 1.0
            while self._open and time.perf_counter() < end:
                self._step(end)
        os.waitpid(self._pid, 0)
        os.close(self._master)

    def _step(self, until: float) -> None:
        """Wait for one thing to happen, at most until a time: a key that gets there, or bytes that come."""
        now = time.perf_counter()
        while self._keys and self._keys[0][0] <= now:
            os.write(self._master, self._keys.popleft()[1])
        if self._keys:
            until = min(until, self._keys[0][0])
        held = (self._free - now) * self._line.rate
        if held > BUFFER or not self._open:
            time.sleep(max(0.0, min(0.005, until - now)))
            return
        if not select.select([self._master], [], [], max(0.0, until - now))[0]:
            return
        try:
            data = os.read(self._master, 512 if self._line.rate else 65536)
        except OSError:  # the program has gone
            data = b""
        if not data:
            self._open = False
            return
        self._take(data)

    def _take(self, data: bytes) -> None:
        now = time.perf_counter()
        if self._line.rate:
            self._free = max(now, self._free) + len(data) / self._line.rate
            now = self._free
        self._chunks.append((now + self._line.round_trip / 2, len(data)))
        if ASKS_FOR_SYNC in data:
            self._write(HAS_SYNC)
        self._seen += data

    def _write(self, data: bytes) -> None:
        self._keys.append((time.perf_counter() + self._line.round_trip / 2, data))

    def wait_for(self, pattern: bytes) -> float:
        """Seconds from the start until `pattern` (a regular expression) had come.

        Raises `TimeoutError` when it never does.
        """
        end = time.perf_counter() + PATIENCE
        look = re.compile(pattern)
        while not look.search(self._seen):
            self._step(end)
            if not self._open or time.perf_counter() > end:
                raise TimeoutError(f"{pattern!r} never came; the end of what did: {bytes(self._seen[-600:])!r}")
        return self._chunks[-1][0] - self.started

    def settle(self, quiet: float = START_QUIET) -> float:
        """Seconds from the start to the last byte before a silence."""
        self._idle(self._chunks[-1][0] if self._chunks else time.perf_counter(), quiet, PATIENCE)
        return self._chunks[-1][0] - self.started

    def _idle(self, since: float, quiet: float, dead: float) -> None:
        """Read until nothing came for `quiet` seconds, or nothing at all for `dead`."""
        quiet, dead = quiet + self._line.round_trip, dead + self._line.round_trip
        while self._open:
            last = self._chunks[-1][0] if self._chunks else 0.0
            end = last + quiet if last >= since else since + dead
            if time.perf_counter() >= end and not self._keys:
                return
            self._step(end)

    def forget(self) -> None:
        """Let `wait_for` look only at what comes from now on."""
        self._seen.clear()

    def press(self, key: str, quiet: float = QUIET) -> Press:
        """Press one key and wait until its effect is complete."""
        mark, start = len(self._chunks), time.perf_counter()
        self._write(key_bytes(key))
        self._idle(start, quiet, 0.3)
        came = self._chunks[mark:]
        return Press((came[-1][0] - start) if came else 0.0, sum(size for _, size in came))

    def burst(self, key: str, times: int, gap: float = 0.03) -> Press:
        """Press one key many times without waiting; `settled` counts from the last press."""
        mark = len(self._chunks)
        due = last = time.perf_counter()
        for _ in range(times):
            while time.perf_counter() < due:
                self._step(due)
            self._write(key_bytes(key))
            last = time.perf_counter()
            due += gap
        self._idle(last, 4 * QUIET, 1.0)
        came = self._chunks[mark:]
        return Press(max(0.0, came[-1][0] - last) if came else 0.0, sum(size for _, size in came))

    def cpu(self) -> float:
        """Seconds of processor time that the program has used."""
        return time.clock_gettime((~self._pid << 3) | 2)  # the kernel's clock of another process

    def peak(self) -> float:
        """The most memory that the program has held so far, in MB."""
        status = Path(f"/proc/{self._pid}/status").read_text(encoding="ascii")
        found = re.search(r"VmHWM:\s+(\d+)", status)
        return int(found[1]) / 1024 if found else 0.0
