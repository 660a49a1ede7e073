"""Be the only program that sends for a desk. The lock is the kernel's: it ends with the program, however that ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from db.beside import lock_path


@contextmanager
def alone(desk: Path) -> Iterator[bool]:
    """Whether no other program sends for this desk; none begins to until the block is left.

    A file beside the desk is locked, never the desk itself: closing that would take SQLite's own locks away. It stays,
    because removing it could take it from under a program that has just opened it.
    """
    handle = os.open(lock_path(desk), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)
