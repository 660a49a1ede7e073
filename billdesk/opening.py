"""What is decided before the first frame: which desk, whose, as of which day, and the first page of its queue.

The page is read with plain sqlite3 before Textual is imported, so that the first paint already shows work to do.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from billdesk.domain.errors import DeskError
from billdesk.domain.work import QueueHead, QueuePage
from billdesk.services.business_day import utc_now


class Opening(NamedTuple):
    """How the desk is opened.

    `today_is_set` says that the day was given. `config_folder` holds the user's keymap, `state_folder`
    unfinished entries and crash reports. `problem` is why the first page could not be read; then `head` is `None`.
    """

    path: Path
    user: str
    today: date
    config_folder: Path
    state_folder: Path
    today_is_set: bool = False
    read_only: bool = False
    head: QueueHead | None = None
    page: QueuePage | None = None
    problem: DeskError | None = None


def prepare(
    path: Path,
    *,
    user: str,
    today: date | None,
    config_folder: Path,
    state_folder: Path,
    read_only: bool = False,
    clock: Callable[[], datetime] = utc_now,
) -> Opening:
    """Read the first page of the desk; a desk that cannot be read is an `Opening` with its `problem`, not an error.

    `today` is the day that was given; without one it is the day of `clock` in the company's time zone. A file that may
    not be written is opened for viewing.
    """
    from billdesk.services.first_page import first_page

    now = clock()
    is_set = today is not None
    try:
        first = first_page(path, today, now, user)
    except DeskError as problem:
        day = today or now.date()
        return Opening(path, user, day, config_folder, state_folder, is_set, read_only, problem=problem)
    read_only = read_only or not first.writable
    return Opening(path, user, first.today, config_folder, state_folder, is_set, read_only, first.head, first.page)
