"""What is decided before the first frame: which desk, whose, as of which day, and the first page of its queue.

The page is read with plain sqlite3 before Textual is imported, so that the first paint already shows work to do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from billdesk.domain.errors import DeskError
from billdesk.domain.work import QueueHead, QueuePage


@dataclass(frozen=True, slots=True)
class Opening:
    """How the desk is opened.

    `today_is_set` says that the day is not the real one. `config_folder` holds the user's keymap, `state_folder`
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
    today: date,
    config_folder: Path,
    state_folder: Path,
    today_is_set: bool = False,
    read_only: bool = False,
) -> Opening:
    """Read the first page of the desk; a desk that cannot be read is an `Opening` with its `problem`, not an error."""
    from billdesk.services.first_page import first_page

    head, page, problem = None, None, None
    try:
        head, page = first_page(path, today, user)
    except DeskError as error:
        problem = error
    return Opening(path, user, today, config_folder, state_folder, today_is_set, read_only, head, page, problem)
