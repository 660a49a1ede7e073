"""The desk file on disk: what makes a file a desk, how a connection to it is set up, and who may read it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from billdesk.domain.errors import DeskFileError, ReplacedError

APPLICATION_ID = 0x42445348
"""`BDSK`: SQLite's application_id of a desk."""

SCHEMA_VERSION = 5
"""SQLite's user_version: the number of the newest migration this program knows."""

READ_SECONDS = 5.0
"""So long a reader waits for a program that holds the file."""

BUSY_SECONDS = 30.0
"""So long a writer waits: several programs that book at the same time must all get their turn."""

PRAGMAS = (
    "pragma foreign_keys = on",
    "pragma trusted_schema = off",
    "pragma cell_size_check = on",
    "pragma mmap_size = 0",
    "pragma cache_size = -16384",
    "pragma temp_store = memory",
)
_PAGES = "its pages do not fit together"
_DAMAGE = {
    sqlite3.SQLITE_CORRUPT: _PAGES,
    sqlite3.SQLITE_ERROR: "its tables are not those of a desk",
    sqlite3.SQLITE_TOOBIG: "something in it is too large",
}
DURABLE = ("pragma journal_mode = delete", "pragma synchronous = extra")


def connect(path: Path, *, read_only: bool = False, threads: bool = False) -> sqlite3.Connection:
    """Open a connection with every pragma of the house. We own BEGIN and COMMIT (`isolation_level=None`).

    Raises `sqlite3.Error` as the driver does; `why` turns that into a sentence.
    """
    if read_only:
        roll_back_leftover(path)
        return _open(path, "ro", wait=READ_SECONDS, threads=threads)
    return _open(path, "rw", wait=BUSY_SECONDS, threads=threads)


def roll_back_leftover(path: Path) -> None:
    """Let SQLite take back what a killed program left half done: a connection that only reads cannot do it itself."""
    if not path.with_name(f"{path.name}-journal").exists() or not is_writable(path):
        return
    with closing(_open(path, "rw", wait=READ_SECONDS, threads=False)) as connection:
        connection.execute("select count(*) from sqlite_master").fetchone()


def _open(path: Path, mode: str, *, wait: float, threads: bool) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=wait,
        isolation_level=None,
        check_same_thread=not threads,
    )
    try:
        for pragma in PRAGMAS if mode == "ro" else PRAGMAS + DURABLE:
            connection.execute(pragma)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


Mark = tuple[int, int]
"""What tells a file from another that has come under its name."""


def mark_of(path: Path) -> Mark | None:
    """The mark of the file that stands at `path` now; `None` when there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def refuse_replaced(path: Path, mark: Mark | None) -> None:
    """Raise `ReplacedError` if the file that was opened under this mark does not stand at `path` any more.

    What is read from it then is out of date, and what is written to it is lost.
    """
    if mark is not None and mark_of(path) != mark:
        raise ReplacedError(
            f"{path} was replaced while it was open, as by a restored backup.",
            "Leave the desk and start it again; what you typed is kept.",
        )


def create_file(path: Path) -> None:
    """Make an empty file that only its owner may read, and its folder with it.

    Raises `DeskFileError` when there is a file already or it cannot be made.
    """
    try:
        _make_folder(path.absolute().parent)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        path.chmod(0o600)
    except FileExistsError:
        raise DeskFileError(
            f"There is a file {path} already.", "Choose another name; nothing was overwritten."
        ) from None
    except OSError as error:
        raise DeskFileError(f"{path} cannot be made: {error.strerror}.", "Choose a folder you may write to.") from None


def _make_folder(folder: Path) -> None:
    """Make a folder and those above it that are missing, for its owner alone; `mkdir(parents=True)` heeds the umask."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    folder.chmod(0o700)


def examine(path: Path, *, read_only: bool = False) -> int:
    """Look at a file before it is used and return its schema version.

    Raises `DeskFileError` (exit 3) for a file that is missing, not a desk, damaged, from a newer version, locked or
    not readable.
    """
    _look_at(path)
    try:
        with closing(connect(path, read_only=True)) as connection:
            application = int(connection.execute("pragma application_id").fetchone()[0])
            version = int(connection.execute("pragma user_version").fetchone()[0])
            connection.execute("select count(*) from sqlite_master").fetchone()
            known = application != APPLICATION_ID or _is_of_a_known_step(connection, version)
    except sqlite3.Error as error:
        raise why(path, error) from error
    if application != APPLICATION_ID:
        raise DeskFileError(f"{path} is not a desk file.", "Name a desk file with --desk FILE.")
    if version > SCHEMA_VERSION:
        raise DeskFileError(
            f"{path} was written by a newer version of billdesk (its format is {version}, this one knows up to"
            f" {SCHEMA_VERSION}).",
            "Update billdesk; the file was not changed.",
        )
    if not known:
        raise DeskFileError(
            f"{path} names a migration that this version of billdesk does not know.",
            "Open it with the billdesk that wrote it, or restore a backup; the file was not changed.",
        )
    return version


def _is_of_a_known_step(connection: sqlite3.Connection, version: int) -> bool:
    """Whether the migration that the file names is the one of its number; of a format to come nothing is asked."""
    if not 0 < version <= SCHEMA_VERSION:
        return True
    return connection.execute("select version_num from alembic_version").fetchall() == [(f"{version:04}",)]


def _look_at(path: Path) -> None:
    """Raise `DeskFileError` unless there is a file that may be read."""
    try:
        there, is_file = path.exists(), path.is_file()
    except OSError:  # a folder above it that may not be looked into
        there, is_file = True, True
    if not there:
        raise DeskFileError(
            f"There is no desk at {path}.", "Make one with: billdesk init, or look around with: billdesk demo"
        )
    if not is_file:
        raise DeskFileError(f"{path} is not a file.", "Name a desk file with --desk FILE.")
    if not os.access(path, os.R_OK):
        raise DeskFileError(f"{path} may not be read by you.", "Ask its owner, or name another file with --desk FILE.")


def why(path: Path, error: BaseException) -> DeskFileError:
    """The sentence for what SQLite says of a file, by its code: the driver's own words may hold what the file holds."""
    extended = getattr(error, "sqlite_errorcode", None)
    code = extended & 0xFF if isinstance(extended, int) else sqlite3.SQLITE_OK  # the driver's own errors have no code
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return DeskFileError(f"{path} is in use by another program for too long.", "Try again when that one is done.")
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
        return DeskFileError(f"{path} may not be written.", "Open it with --read-only, or ask its owner.")
    if code == sqlite3.SQLITE_NOTADB:
        return DeskFileError(f"{path} is not a desk file.", "Name a desk file with --desk FILE.")
    if code == sqlite3.SQLITE_FULL:
        return DeskFileError(
            f"There is no room left on the disk of {path}.", "Make room and save again; nothing was lost."
        )
    if code == sqlite3.SQLITE_CANTOPEN:
        return DeskFileError(f"{path} cannot be opened.", "Look whether it is there and may be read.")
    if code == sqlite3.SQLITE_IOERR:
        return DeskFileError(f"{path} cannot be read or written: the disk fails.", "Look at the disk and try again.")
    return damaged(path, _DAMAGE.get(code, "it holds what cannot be read"))


def damaged(path: Path, how: str) -> DeskFileError:
    """The sentence for a damaged desk; `how` is a fixed phrase, never what stands in the file."""
    return DeskFileError(f"{path} is damaged: {how}.", "Restore a backup with: billdesk restore BACKUP")


def refuse_damaged(path: Path, connection: sqlite3.Connection, table: str) -> None:
    """Raise `DeskFileError` if a table or an index of it is damaged; asked before something is said to be missing."""
    if connection.execute(f"pragma integrity_check({table})").fetchone()[0] != "ok":
        raise damaged(path, _PAGES)


def is_writable(path: Path) -> bool:
    """Whether the file and its folder (SQLite's journal needs it) may be written."""
    return os.access(path, os.W_OK) and os.access(path.absolute().parent, os.W_OK)
