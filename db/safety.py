"""Copies of a desk, made through SQLite's backup API and verified before they count."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

from billdesk.domain.errors import DeskFileError
from db import files


def copy(source: Path, target: Path) -> None:
    """Copy a live desk to `target` (which must not exist), check the copy, and only then give it its name.

    What a killed program left of an earlier copy to this target is removed first.
    Raises `DeskFileError` when either file cannot be used or the copy does not check.
    """
    if target.exists():
        raise DeskFileError(f"There is a file {target} already.", "Choose another name, or say --force.")
    clear_away(target)
    working = target.with_name(f".{target.name}.{os.getpid()}.part")
    files.create_file(working)
    try:
        with closing(files.connect(source, read_only=True)) as live, closing(files.connect(working)) as made:
            live.backup(made, pages=4096)
        _check_copy(working, source)
        _settle(working)
        os.link(working, target)
        _settle(target.absolute().parent)
    except FileExistsError:
        raise DeskFileError(f"There is a file {target} already.", "Choose another name, or say --force.") from None
    except sqlite3.Error as error:
        raise files.why(source, error) from error
    except OSError as error:
        raise DeskFileError(f"{target} cannot be written: {error.strerror}.", "Choose another place.") from error
    finally:
        working.unlink(missing_ok=True)


def _check_copy(working: Path, source: Path) -> None:
    """Check a copy under its working name; what is wrong with it is wrong with its source, which the person knows."""
    try:
        check(working)
    except DeskFileError as error:
        raise files.damaged(source, "a copy of it does not hold together") from error


def check(path: Path) -> None:
    """Let SQLite look through every page; raises `DeskFileError` when it finds damage or the file is not a desk."""
    files.examine(path)
    try:
        with closing(files.connect(path, read_only=True)) as connection:
            said = connection.execute("pragma integrity_check(1)").fetchone()[0]
            stray = connection.execute("pragma foreign_key_check").fetchone()
    except sqlite3.Error as error:
        raise files.why(path, error) from error
    if said != "ok" or stray is not None:
        raise DeskFileError(f"{path} is damaged.", "Use another backup.")


def replace(source: Path, target: Path) -> None:
    """Put a checked copy of `source` in the place of `target`, in one step.

    A desk that stands at `target` is locked meanwhile, and what an interrupted program left beside it is rolled back
    first: a leftover journal would otherwise be applied to the new file.
    """
    clear_away(target)
    fresh = target.with_name(f".{target.name}.{os.getpid()}.fresh")
    try:
        copy(source, fresh)
        with _held(target):
            # Where no desk could be opened a journal may still lie; SQLite would apply it to the new file.
            target.with_name(f"{target.name}-journal").unlink(missing_ok=True)
            fresh.replace(target)
        _settle(target.absolute().parent)
    except OSError as error:
        raise DeskFileError(f"{target} cannot be written: {error.strerror}.", "Choose another place.") from error
    finally:
        fresh.unlink(missing_ok=True)


def clear_away(target: Path) -> None:
    """Remove the unfinished copies of programs that run no more: whole books, which nobody would look for.

    The file of a process number that is in use stays: its copy may still be growing.
    """
    # `replace` copies to `.NAME.PID.fresh` through `..NAME.PID.fresh.PID.part`.
    name = re.escape(target.name)
    unfinished = re.compile(
        rf"\.{name}\.(\d+)\.(?:part|fresh)(?:-journal)?|\.\.{name}\.(\d+)\.fresh\.\d+\.part(?:-journal)?"
    )
    with suppress(OSError):
        for path in list(target.absolute().parent.iterdir()):
            found = unfinished.fullmatch(path.name)
            if found and not _runs(int(found[1] or found[2])):
                path.unlink(missing_ok=True)


def _runs(process: int) -> bool:
    """Whether another program has this number; this one is not at work on a copy when it asks."""
    if process == os.getpid():
        return False
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


@contextmanager
def _held(path: Path) -> Iterator[None]:
    """Keep everybody else out of the desk at `path`, if one can be opened there."""
    with ExitStack() as stack:
        try:
            connection = stack.enter_context(closing(files.connect(path)))
            connection.execute("begin exclusive")
        except sqlite3.Error as error:
            if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise files.why(path, error) from error
        yield


def _settle(path: Path) -> None:
    """Make a file's content or a folder's names durable."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
