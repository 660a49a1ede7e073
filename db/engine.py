"""The model layer's engine: one SQLite connection with the house's pragmas, every transaction `BEGIN IMMEDIATE`."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import cast

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from db import files

QUIET_SECONDS = 2.0
"""So long a writer waits for another program without a word."""


def engine_for(path: Path, on_wait: Callable[[bool], None] | None = None, mark: files.Mark | None = None) -> Engine:
    """An engine that writes to the desk at `path`. Made in a function, never at import.

    `on_wait` is called with true when another program has kept the writer waiting for some seconds; the wait goes on,
    and when it ends, however that is, `on_wait` is called with false. With the `mark` of the file that was opened, one
    that was replaced is refused with `ReplacedError`.
    """
    # One connection is kept: making one, with its pragmas and the reading of the schema, costs as much as the commit.
    engine = create_engine(
        "sqlite://", creator=lambda: files.connect(path, threads=True), poolclass=QueuePool, pool_size=1
    )

    @event.listens_for(engine, "begin")
    def begin_immediate(connection: Connection) -> None:
        # Read, decide and write under one lock: a transaction that reads first and then writes can fail half-way.
        if on_wait is None:
            connection.exec_driver_sql("begin immediate")
        elif not _begun_at_once(connection):
            on_wait(True)
            try:
                connection.exec_driver_sql("begin immediate")
            finally:
                on_wait(False)
        # Only now: whoever replaces the file holds its lock meanwhile, and the kept connection may be to the old one.
        files.refuse_replaced(path, mark)

    return engine


def _begun_at_once(connection: Connection) -> bool:
    """Try for a short time to begin; whether that went."""
    driver = cast(sqlite3.Connection, connection.connection.driver_connection)
    driver.execute(f"pragma busy_timeout = {int(QUIET_SECONDS * 1000)}")
    try:
        driver.execute("begin immediate")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
        return False
    finally:
        driver.execute(f"pragma busy_timeout = {int(files.BUSY_SECONDS * 1000)}")
    return True
