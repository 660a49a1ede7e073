"""The first page of the queue, read with plain sqlite3 before any screen exists."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from billdesk.domain.work import QueueHead, QueuePage
from billdesk.services.pages import read_first_page, read_head
from db import files
from db.reader import Reader


def first_page(path: Path, today: date, user: str) -> tuple[QueueHead, QueuePage]:
    """What stands above the queue and its first rows, as they were stored last.

    Raises `DeskFileError` for a file that cannot be used.
    """
    version = files.examine(path)
    if version < files.SCHEMA_VERSION:
        return QueueHead("", today, {}, (), renewed=False), QueuePage((), before=False, after=False)
    reader = Reader(path)
    try:
        return read_head(reader, user, today), read_first_page(reader, user, today)
    finally:
        reader.close()
