"""Verify a book, back it up, restore it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from billdesk.domain.errors import DeskFileError
from billdesk.services.desk import Desk

Progress = Callable[[int, int], None]
_ANOTHER = "Use another backup; the desk was left as it is."


def verify(desk: Desk, against: str | None = None, progress: Progress | None = None) -> tuple[str, ...]:
    """Everything that is wrong with the book, as sentences; `against` is a chain head noted earlier.

    Raises `DamagedError` with what was found for a file that cannot be read to its end.
    """
    from db import verify as check

    return check.verify(desk.path, against, progress)


def rebuild_search(desk: Desk) -> None:
    """Make the index behind customer search anew from the customers; nothing else is changed."""
    from db.search import make_anew

    with desk.write("rebuild search") as unit:
        make_anew(unit.driver)


def extent(desk: Desk) -> tuple[int, int]:
    """How many records and how many links of the audit chain `verify` looks at."""
    from db import verify as check

    with desk.reader.connection() as connection:
        return check.extent(connection)


def chain_head(desk: Desk) -> str:
    """The hash of the newest link of the audit chain."""
    from db.verify import chain_head as newest

    with desk.reader.connection() as connection:
        return newest(connection)


def refuse_damaged(desk: Desk, table: str) -> None:
    """Raise `DeskFileError` if a table or an index of it is damaged: what is not found there may be in the book."""
    from db import files

    with desk.reader.connection() as connection:
        files.refuse_damaged(desk.path, connection, table)


def backup(desk: Desk, target: Path, *, replace: bool = False) -> str:
    """Copy the live book through SQLite's backup API, check the copy, and return its chain head.

    Raises `DeskFileError` when there is a file at `target` (unless `replace`) or it cannot be written.
    """
    from db import safety

    if replace:
        safety.replace(desk.path, target)
    else:
        safety.copy(desk.path, target)
    return _head_of(target)


def restore(source: Path, target: Path, at: datetime | None = None) -> str:
    """Put a checked copy of `source` in the place of `target` and return its chain head.

    `at` is now, for a desk that may have sent messages since it was copied: nothing goes out of it then until somebody
    has looked. Without it the desk is one that never sent any. Raises `DeskFileError` for a backup that is missing,
    damaged or not a desk; then the target stays as it was.
    """
    from db import safety

    try:
        there = source.exists()
    except OSError:  # a folder above it that may not be looked into; the check says so
        there = True
    if not there:
        raise DeskFileError(f"There is no backup at {source}.", _ANOTHER)
    try:
        safety.check(source)
    except DeskFileError as error:
        # What helps with a desk, such as restoring a backup, does not help with the backup.
        raise DeskFileError(error.sentence, _ANOTHER) from error
    with _marked(source, target, at):
        safety.replace(source, target)
    return _head_of(target)


@contextmanager
def _marked(source: Path, target: Path, at: datetime | None) -> Iterator[None]:
    """Note beside the desk that it is restored, before it is: a program that dies between the two asks once too
    often."""
    from db import beside

    if at is None:
        yield
        beside.unmark(target, None)
        return
    before = beside.restored(target)
    beside.mark_restored(target, beside.Restored(at, _last_entry(source) or at))
    try:
        yield
    except BaseException:
        beside.unmark(target, before)
        raise


def _last_entry(path: Path) -> datetime | None:
    from db import files
    from db.queries.head import LAST_ENTRY

    with closing(files.connect(path, read_only=True)) as connection:
        row = connection.execute(LAST_ENTRY).fetchone()
    return datetime.fromisoformat(row[0]) if row else None


def _head_of(path: Path) -> str:
    from db import files
    from db.verify import chain_head as newest

    with closing(files.connect(path, read_only=True)) as connection:
        return newest(connection)
