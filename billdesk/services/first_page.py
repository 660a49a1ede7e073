"""The first page of the queue, read with plain sqlite3 before any screen exists."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from billdesk.domain.work import QueueHead, QueuePage
from billdesk.services.business_day import day_in, zone_of
from billdesk.services.pages import read_first_page, read_head
from db import files
from db.reader import Reader


class FirstPage(NamedTuple):
    """The business day, what stands above the queue, its first rows, and whether the file may be written."""

    today: date
    head: QueueHead
    page: QueuePage
    writable: bool


def first_page(path: Path, given: date | None, now: datetime, user: str) -> FirstPage:
    """What the queue shows first, as it was stored last, on the day `given` or else by `now` where the company is.

    Raises `DeskFileError` for a file that cannot be used.
    """
    version = files.examine(path)
    reader = Reader(path)
    try:
        today = given or day_in(zone_of(reader), now)
        if version < files.SCHEMA_VERSION:
            head, page = QueueHead("", today, {}, (), renewed=False), QueuePage((), before=False, after=False)
        else:
            head, page = read_head(reader, user, today), read_first_page(reader, user, today)
        return FirstPage(today, head, page, files.is_writable(path))
    finally:
        reader.close()
