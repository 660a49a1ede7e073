"""What lies beside a desk and outlives its file: that it was restored, and which message it took for sending last.

An older book that comes in a desk's place knows nothing of what was sent since. Neither does anything within it.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from billdesk.domain.errors import DeskFileError

_MESSAGE = 400
"""No Message-ID with the desk's identity is longer."""


@dataclass(frozen=True, slots=True)
class Restored:
    """A book took the place of another one: when (or when that was found out, if it was not by `restore`), and the
    instant of its last entry."""

    at: datetime
    known_to: datetime
    found: bool = False


def mark_restored(desk: Path, restored: Restored) -> None:
    """Note that a book came in the desk's place; raises `DeskFileError` when that cannot be written."""
    path = _mark(desk)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    words = (restored.at.isoformat(), restored.known_to.isoformat(), "found" if restored.found else "restored")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write("\n".join(words) + "\n")
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise DeskFileError(
            f"{path} cannot be written: {error.strerror}.", "Make room; without it a restored desk could send twice."
        ) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def restored(desk: Path) -> Restored | None:
    """What was noted, unless somebody has looked at it since; raises `DeskFileError` for what cannot be read."""
    path = _mark(desk)
    try:
        at, known_to, how = path.read_text(encoding="utf-8").split("\n")[:3]
        return Restored(datetime.fromisoformat(at), datetime.fromisoformat(known_to), how == "found")
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise DeskFileError(
            f"{path} says that the desk was restored, and cannot be read.",
            "Enter what was sent since the backup, then remove that file.",
        ) from error


def forget(desk: Path) -> None:
    """What was restored was looked at; what the other book took last is of no matter any more."""
    note_taken(desk, "", "")
    _mark(desk).unlink(missing_ok=True)


def unmark(desk: Path, before: Restored | None) -> None:
    """Nothing came in the desk's place after all; `before` is what was noted earlier."""
    if before is not None:
        mark_restored(desk, before)
    else:
        _mark(desk).unlink(missing_ok=True)


def _mark(desk: Path) -> Path:
    return desk.with_name(f"{desk.name}.restored")


def lock_path(desk: Path) -> Path:
    """The file that whoever sends holds a lock on; what was taken last stands in it."""
    return desk.with_name(f"{desk.name}.sending")


def note_taken(desk: Path, uid: str, message_id: str) -> None:
    """Note which message of the desk with this identity is about to leave, before it does.

    Raises `DeskFileError` when that cannot be written.
    """
    path = lock_path(desk)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            # One write of one length: whoever reads meanwhile finds the old line or the new one.
            os.pwrite(handle, f"{uid} {message_id}".encode().ljust(_MESSAGE) + b"\n", 0)
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise DeskFileError(f"{path} cannot be written: {error.strerror}.", "Make room; nothing was sent.") from error


def last_taken(desk: Path, uid: str) -> str:
    """The Message-ID of the last message that the desk with this identity took; empty when none is known."""
    try:
        said = lock_path(desk).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    whose, _, message_id = said.strip().partition(" ")
    return message_id if whose == uid else ""
