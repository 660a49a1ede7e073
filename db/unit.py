"""The unit of work: one call of a service, one transaction, one row of the audit chain for each record it is about.

Rows enter the book through `Unit.add`, changes and removals through the session's flushes, to which the unit listens:
every stored field of every changed row enters the chain, and a service cannot forget one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, cached_property
from pathlib import Path
from typing import TypeVar, cast
from uuid import UUID

from sqlalchemy import Engine, Table, event, inspect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import UOWTransaction, make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, SQLModel

from billdesk.domain.double_check import Evidence
from billdesk.domain.errors import NotFoundError
from db import audit, files, queue_items, search
from db.models import RECORDS, CheckAnswer
from db.queries import audit as audit_sql
from db.types import instant_text

Record = TypeVar("Record", bound=SQLModel)

_OF_NOBODY = frozenset({"batch", "batch_entry", "own_reminder"})
"""The tables of what the queue shows and what may be of no one account."""


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
    linked: set[str] = field(default_factory=set)
    """The tables whose changes stand in the chain already."""

    def get(self, model: type[Record], record_id: int, what: str) -> Record:
        """The row with this id; raises `NotFoundError` that says there is no such `what`."""
        found = self.session.get(model, record_id)
        if found is None:
            raise NotFoundError(f"There is no such {what}.", "Reload what you see with ctrl+r.")
        return found

    def booked(self, model: type[SQLModel], uid: UUID) -> int | None:
        """The id of the row that this draft became when it was saved before."""
        row = self.driver.execute(f"select id from {table_of(model).name} where uid = ?", (uid.hex,)).fetchone()  # noqa: S608
        return int(row[0]) if row else None

    def add(self, *records: SQLModel) -> None:
        """Write what was changed, then the rows among `records` that are new, in their order: they have ids then."""
        self.session.flush()
        for record in records:
            if inspect(record).transient:
                self._insert(record)

    def _insert(self, record: SQLModel) -> None:
        """Put a new row into the book and into the chain's next link.

        By the driver: a flush takes several times as long for one row. The session knows the row from then on, so
        that a later change of it is flushed as any other.
        """
        row = _stored(record)
        row_id = cast(int, self.driver.execute(_put(type(record)), row).lastrowid)
        set_committed_value(record, "id", row_id)
        make_transient_to_detached(record)
        self.session.add(record)
        self.changes.append(_change(type(record), "insert", row | {"id": row_id}))

    def link(self) -> None:
        """Put what was changed so far about `subject` into the chain. A change of several records calls it after each,
        so that each one's story tells it; the last link is made by itself.
        """
        self.session.flush()
        if self.changes:
            _append(self)
            search.follow(self.driver, self.changes)
            self.linked.update(change.table for change in self.changes)
            self.changes = []

    @cached_property
    def driver(self) -> sqlite3.Connection:
        """The driver's connection inside this transaction, for the plain SQL of read models and derived tables."""
        return cast(sqlite3.Connection, self.session.connection().connection.driver_connection)

    def collect(self, session: OrmSession, context: UOWTransaction) -> None:
        """Note what a flush is about to have written; called by the session."""
        for record in session.new:
            self.changes.append(_change(type(record), "insert", _stored(record)))
        for record in session.dirty:
            if session.is_modified(record):
                self.changes.append(_change(type(record), "update", _stored(record), _before(record)))
        for record in session.deleted:
            self.changes.append(_change(type(record), "delete", _stored(record)))


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
                _keep_answers(unit)
                unit.link()
            if unit.linked:
                queue_items.renew_customers(unit.driver, unit.touched)
                if not _OF_NOBODY.isdisjoint(unit.linked):
                    queue_items.renew_of_nobody(unit.driver)
    except (DBAPIError, sqlite3.DatabaseError) as error:
        said = error.orig if isinstance(error, DBAPIError) else error
        if isinstance(said, sqlite3.DatabaseError) and not isinstance(said, sqlite3.IntegrityError):
            raise files.why(path, said) from error
        raise


def _keep_answers(unit: Unit) -> None:
    """Book how the second keys of this change were answered; no service can forget it."""
    for answer in unit.evidence.answers if unit.evidence else ():
        unit.add(
            CheckAnswer(
                code=answer.code,
                subject=unit.subject,
                asked=answer.asked,
                answered=answer.typed,
                outcome=answer.outcome.value,
                milliseconds=answer.milliseconds,
                at=unit.at,
                by=unit.by,
            )
        )


def _append(unit: Unit) -> None:
    """Write what was changed as an audit row behind the head of the chain."""
    head = unit.driver.execute(audit_sql.HEAD).fetchone()
    seq, previous = head or (0, audit.FIRST_HASH)
    said = str(unit.evidence) if unit.evidence else ""
    entry = audit.Entry(instant_text(unit.at), unit.by, unit.action, unit.subject, said, unit.changes)
    made = audit.link(seq + 1, previous, entry, personal_columns())
    told = (entry.at, entry.by, entry.action, entry.subject, entry.evidence)
    unit.driver.execute(audit_sql.PUT, (made.seq, *told, made.payload, made.hash))
    if made.content is not None:
        unit.driver.execute(audit_sql.PUT_PRIVATE, (made.seq, made.salt, made.content))


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


@cache
def table_of(model: type[SQLModel]) -> Table:
    """The table behind a model."""
    return cast(Table, inspect(model).local_table)


@cache
def _kinds(model: type[SQLModel]) -> tuple[tuple[str, object], ...]:
    """The columns of a model's table, each with its type."""
    return tuple((column.name, column.type) for column in table_of(model).columns)


@cache
def _put(model: type[SQLModel]) -> str:
    """The insertion of a row of a model's table, with a place for each column."""
    names = [name for name, _ in _kinds(model)]
    columns, places = ", ".join(f'"{name}"' for name in names), ", ".join(f":{name}" for name in names)
    return f"insert into {table_of(model).name} ({columns}) values ({places})"  # noqa: S608  # names of the models


def stored_value(kind: object, value: object) -> audit.Value:
    """A value as the book stores it: what the column type binds."""
    bind = getattr(kind, "process_bind_param", None)
    stored = bind(value, None) if bind else value
    return cast(audit.Value, stored)


def _stored(record: SQLModel) -> dict[str, audit.Value]:
    """A row as the book stores it."""
    return {name: stored_value(kind, getattr(record, name)) for name, kind in _kinds(type(record))}


def _change(
    model: type[SQLModel], op: str, row: Mapping[str, audit.Value], old: dict[str, audit.Value] | None = None
) -> audit.Change:
    """What the chain says of a row: all of it but what is derived."""
    table = table_of(model).name
    covered = {name: row[name] for name in covered_columns()[table]}
    return audit.Change(table, op, cast(int, row["id"]), covered, old)


def _before(record: SQLModel) -> dict[str, audit.Value]:
    """The columns an update changes, as they were."""
    state = inspect(record)
    covered = covered_columns()[table_of(type(record)).name]
    old: dict[str, audit.Value] = {}
    for name, kind in _kinds(type(record)):
        history = state.attrs[name].history
        if name in covered and history.has_changes() and history.deleted:
            old[name] = stored_value(kind, history.deleted[0])
    return old
