"""Write many records in one transaction, each with its row of the audit chain, without an object per row.

The caller hands over rows as the book stores them (ISO dates, scaled integers); columns that are left out take the
model's default. What the triggers derive and what the queue shows is brought up by `finish`.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from typing import cast

from sqlalchemy import Column

from db import audit, search
from db.audit import Change, Value
from db.models import RECORDS
from db.unit import covered_columns, personal_columns, stored_value, table_of

Rows = Sequence[tuple[str, Mapping[str, Value]]]
"""What belongs to one change: table names with the columns of a new row each, parents before children."""

BATCH = 2000


@cache
def _blank(table: str) -> dict[str, Value]:
    """A new row of a table with every default filled in; by name, so that the chain need not sort each row."""
    model = next(model for model in RECORDS if table_of(model).name == table)
    return {
        column.name: _default(column, model.model_fields[column.name].get_default())
        for column in sorted(table_of(model).columns, key=lambda column: column.name)
    }


def _default(column: Column[object], default: object) -> Value:
    known = isinstance(default, str | int) or type(default).__name__ == "Decimal"
    return stored_value(column.type, default) if known else None


@cache
def _insert(table: str) -> str:
    names = list(_blank(table))
    quoted = ", ".join(f'"{name}"' for name in names)
    return f"insert into {table} ({quoted}) values ({', '.join('?' * len(names))})"  # noqa: S608  # names of the models


@dataclass
class BulkBook:
    """New records on their way into the book, inside the caller's `BEGIN IMMEDIATE` on `connection`.

    `at`, `by` and `action` go into the links of what is added from then on; they may change between two additions.
    `salt` gives the salt of a link by its place in the chain, for a book that must come out the same each time;
    without it salts are random, as they must be for anything that may have to be erased.
    """

    connection: sqlite3.Connection
    at: str
    by: str
    action: str
    evidence: str
    salt: Callable[[int], str] | None = None
    _ids: dict[str, count[int]] = field(default_factory=dict)
    _rows: dict[str, list[tuple[Value, ...]]] = field(default_factory=lambda: defaultdict(list))
    _links: list[audit.Link] = field(default_factory=list)
    _seq: int = 0
    _hash: str = audit.FIRST_HASH
    _last_customer: int = 0

    def __post_init__(self) -> None:
        head = self.connection.execute("select seq, hash from audit order by seq desc limit 1").fetchone()
        if head is not None:
            self._seq, self._hash = head
        self._last_customer = self.connection.execute("select coalesce(max(id), 0) from customer").fetchone()[0]

    def next_id(self, table: str) -> int:
        """The id that the next new row of a table will have."""
        if table not in self._ids:
            last = self.connection.execute(f"select coalesce(max(id), 0) from {table}").fetchone()[0]  # noqa: S608
            self._ids[table] = count(last + 1)
        return next(self._ids[table])

    def add(self, subject: str, rows: Rows) -> None:
        """Add new rows (each with its `id`) as one change of `subject`."""
        changes = []
        for table, given in rows:
            row = {**_blank(table), **given}
            self._rows[table].append(tuple(row.values()))
            covered = covered_columns()[table]
            said = row if len(covered) == len(row) else {name: row[name] for name in covered}
            changes.append(Change(table, "insert", cast(int, row["id"]), said))
        entry = audit.Entry(self.at, self.by, self.action, subject, self.evidence, changes)
        salt = self.salt(self._seq + 1) if self.salt else None
        made = audit.link(self._seq + 1, self._hash, entry, personal_columns(), salt)
        self._seq, self._hash = made.seq, made.hash
        self._links.append(made)
        if len(self._links) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Hand what was added to the database, parents before children."""
        for model in RECORDS:
            table = table_of(model).name
            if self._rows[table]:
                self.connection.executemany(_insert(table), self._rows[table])
                self._rows[table].clear()
        self.connection.executemany(
            "insert into audit (seq, at, by, action, subject, evidence, payload, hash) values (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    one.seq,
                    one.entry.at,
                    one.entry.by,
                    one.entry.action,
                    one.entry.subject,
                    one.entry.evidence,
                    one.payload,
                    one.hash,
                )
                for one in self._links
            ),
        )
        self.connection.executemany(
            "insert into audit_private (seq, salt, content) values (?, ?, ?)",
            ((one.seq, one.salt, one.content) for one in self._links if one.content is not None),
        )
        self._links.clear()

    def finish(self) -> None:
        """Flush the rest and bring customer search up to date."""
        self.flush()
        self.connection.execute(search.ADD_FROM, (self._last_customer,))
