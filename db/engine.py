"""The model layer's engine: one SQLite connection with the house's pragmas, every transaction `BEGIN IMMEDIATE`."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool

from db import files


def engine_for(path: Path) -> Engine:
    """An engine that writes to the desk at `path`. Made in a function, never at import."""
    engine = create_engine("sqlite://", creator=lambda: files.connect(path, threads=True), poolclass=NullPool)

    @event.listens_for(engine, "begin")
    def begin_immediate(connection: Connection) -> None:
        # Read, decide and write under one lock: a transaction that reads first and then writes can fail half-way.
        connection.exec_driver_sql("begin immediate")

    return engine
