"""The unit of work: one call of a service, one transaction, one row of the audit chain.

The unit listens to the session's flushes, so every stored field of every changed row enters the chain; a service
cannot forget one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TypeVar, cast

from sqlalchemy import Engine, Table, event, inspect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import UOWTransaction
from sqlmodel import Session, SQLModel, col, select

from billdesk.domain.double_check import Evidence
from billdesk.domain.errors import NotFoundError
from db import audit, files, queue_items, search
from db.models import RECORDS, Audit, AuditPrivate
from db.types import instant_text

Record = TypeVar("Record", bound=SQLModel)


@dataclass
class Unit:
    """An open transaction. `subject` names what the change is about (`invoice:7`); `touched` whose queue it moves."""

    session: Session
    by: str
    at: datetime
    today: date
    action: str
    evidence: Evidence | None
    subject: str = ""
    touched: set[int] = field(default_factory=set)
    changes: list[audit.Change] = field(default_factory=list)

    def get(self, model: type[Record], record_id: int, what: str) -> Record:
        """The row with this id; raises `NotFoundError` that says there is no such `what`."""
        found = self.session.get(model, record_id)
        if found is None:
            raise NotFoundError(f"There is no such {what}.", "Reload what you see with ctrl+r.")
        return found

    def add(self, *records: SQLModel) -> None:
        """Add rows and flush, so that they have their ids."""
        self.session.add_all(records)
        self.session.flush()

    @property
    def driver(self) -> sqlite3.Connection:
        """The driver's connection inside this transaction, for the plain SQL of read models and derived tables."""
        return cast(sqlite3.Connection, self.session.connection().connection.driver_connection)

    def collect(self, session: OrmSession, context: UOWTransaction) -> None:
        """Note what a flush is about to have written; called by the session."""
        for record in session.new:
            if isinstance(record, RECORDS):
                self.changes.append(_change(record, "insert"))
        for record in session.dirty:
            if isinstance(record, RECORDS) and session.is_modified(record):
                self.changes.append(_change(record, "update", _before(record)))
        for record in session.deleted:
            self.changes.append(_change(record, "delete"))


@contextmanager
def unit_of_work(
    engine: Engine,
    path: Path,
    *,
    by: str,
    at: datetime,
    today: date,
    action: str,
    evidence: Evidence | None,
) -> Iterator[Unit]:
    """Read, decide and write in one `BEGIN IMMEDIATE`; commit with the audit row, or leave the book as it was.

    Raises whatever the service raises, and `DeskFileError` for what SQLite says of the file.
    """
    try:
        with Session(engine, expire_on_commit=False, autoflush=False) as session, session.begin():
            unit = Unit(session, by, at, today, action, evidence)
            event.listen(session, "after_flush", unit.collect)
            session.connection()
            yield unit
            session.flush()
            if unit.changes:
                _append(unit)
                search.follow(unit.driver, unit.changes)
                queue_items.renew_customers(unit.driver, unit.touched)
    except (DBAPIError, sqlite3.DatabaseError) as error:
        said = error.orig if isinstance(error, DBAPIError) else error
        if isinstance(said, sqlite3.DatabaseError) and not isinstance(said, sqlite3.IntegrityError):
            raise files.why(path, said) from error
        raise


def _append(unit: Unit) -> None:
    """Write the audit row of this transaction behind the head of the chain."""
    head = unit.session.exec(select(Audit).order_by(col(Audit.seq).desc()).limit(1)).first()
    seq, previous = (head.seq or 0, head.hash) if head else (0, audit.FIRST_HASH)
    said = f"{unit.evidence.kind}: {unit.evidence.detail}".rstrip(": ") if unit.evidence else ""
    entry = audit.Entry(instant_text(unit.at), unit.by, unit.action, unit.subject, said, unit.changes)
    made = audit.link(seq + 1, previous, entry, personal_columns())
    unit.session.add(
        Audit(
            seq=made.seq,
            at=entry.at,
            by=entry.by,
            action=entry.action,
            subject=entry.subject,
            evidence=entry.evidence,
            payload=made.payload,
            hash=made.hash,
        )
    )
    unit.session.flush()
    if made.content is not None:
        unit.session.add(AuditPrivate(seq=made.seq, salt=made.salt, content=made.content))
        unit.session.flush()


def assign(record: SQLModel, values: Mapping[str, object]) -> None:
    """Set several fields of a row."""
    for name, value in values.items():
        setattr(record, name, value)


@cache
def personal_columns() -> dict[str, frozenset[str]]:
    """For every table the names of its personal columns."""
    marked = {
        table_of(model).name: frozenset(
            column.name for column in table_of(model).columns if column.info.get("personal")
        )
        for model in RECORDS
    }
    return {name: columns for name, columns in marked.items() if columns}


@cache
def covered_columns() -> dict[str, tuple[str, ...]]:
    """For every table the columns that the chain covers: all but the derived ones."""
    return {
        table_of(model).name: tuple(column.name for column in table_of(model).columns if not column.info.get("derived"))
        for model in RECORDS
    }


def table_of(model: type[SQLModel]) -> Table:
    """The table behind a model."""
    return cast(Table, inspect(model).local_table)


@cache
def _binders(model: type[SQLModel]) -> tuple[tuple[str, object], ...]:
    return tuple((column.name, column.type) for column in table_of(model).columns if not column.info.get("derived"))


def stored_value(kind: object, value: object) -> audit.Value:
    """A value as the book stores it: what the column type binds."""
    bind = getattr(kind, "process_bind_param", None)
    stored = bind(value, None) if bind else value
    return cast(audit.Value, stored)


def _change(record: SQLModel, op: str, old: dict[str, audit.Value] | None = None) -> audit.Change:
    model = type(record)
    row = {name: stored_value(kind, getattr(record, name)) for name, kind in _binders(model)}
    return audit.Change(table_of(model).name, op, cast(int, row["id"]), row, old)


def _before(record: SQLModel) -> dict[str, audit.Value]:
    """The columns an update changes, as they were."""
    state = inspect(record)
    old: dict[str, audit.Value] = {}
    for name, kind in _binders(type(record)):
        history = state.attrs[name].history
        if history.has_changes() and history.deleted:
            old[name] = stored_value(kind, history.deleted[0])
    return old
