"""Reads: short queries of plain SQL on pooled read-only connections, without loading the model layer.

The read models in `db/queries/` are SQL texts. They run here in a tenth of the time that objects take, and the queue
is on screen before the model layer is imported. Every fetch is complete before the connection goes back, so a reader
never holds a lock while a person thinks.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from db import files

Value = str | int | None
Row = tuple[Value, ...]


class Reader:
    """Read-only connections to one desk, handed out one per caller and reused."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.mark = files.mark_of(path)
        """Which file was opened under that name."""
        self._idle: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        self._closed = False

    @contextmanager
    def connection(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection for one or more queries; raises `DeskFileError` when the file cannot be read.

        A file that was replaced since it was opened is refused with `ReplacedError`.
        """
        files.refuse_replaced(self._path, self.mark)
        with self._lock:
            lent = self._idle.pop() if self._idle else None
        try:
            if lent is not None:
                files.roll_back_leftover(self._path)
            else:
                lent = files.connect(self._path, read_only=True, threads=True)
            yield lent
        except sqlite3.Error as error:
            if lent is not None:
                lent.close()
                lent = None
            raise files.why(self._path, error) from error
        finally:
            if lent is not None:
                self._give_back(lent)

    def _give_back(self, connection: sqlite3.Connection) -> None:
        with self._lock:
            if not self._closed:
                self._idle.append(connection)
                return
        connection.close()

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection whose queries all see the same state of the book."""
        with self.connection() as connection:
            connection.execute("begin")
            try:
                yield connection
            finally:
                connection.execute("rollback")

    def rows(self, sql: str, values: Mapping[str, Value] | None = None) -> list[sqlite3.Row]:
        """All rows of a query, each readable by column name."""
        with self.connection() as connection:
            return fetch(connection, sql, values)

    def close(self) -> None:
        """Close what is idle now and the rest when it comes back."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()


def fetch(connection: sqlite3.Connection, sql: str, values: Mapping[str, Value] | None = None) -> list[sqlite3.Row]:
    """Run one query to its end."""
    cursor = connection.cursor()
    cursor.row_factory = sqlite3.Row
    return cursor.execute(sql, values or {}).fetchall()
