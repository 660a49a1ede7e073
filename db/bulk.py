"""Write many records in one transaction, each with its row of the audit chain, without an object per row.

The caller hands over rows as the book stores them (ISO dates, scaled integers); columns that are left out take the
model's default. What the triggers derive and what the queue shows is brought up by `finish`.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import count

from sqlalchemy import Column

from db import audit, derived, search
from db.audit import Value
from db.models import RECORDS
from db.queries import audit as audit_sql
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


@dataclass(frozen=True, slots=True)
class _Wording:
    """What the chain says of new rows of a table that give the same columns: the JSON of `audit.link`, with the
    defaults spelt out once and a place for each of `names`. `personal` are those given that must be hidden; the
    default of a personal column is empty, which hides nobody."""

    template: str
    names: tuple[str, ...]
    personal: frozenset[str]


@cache
def _wording(table: str, given: tuple[str, ...]) -> _Wording:
    covered = sorted(covered_columns()[table])
    said = (
        f'"{name}":' + ("%s" if name in given else audit.say(_blank(table)[name]).replace("%", "%%"))
        for name in covered
    )
    return _Wording(
        f'{{"id":%s,"op":"insert","row":{{{",".join(said)}}},"t":"{table}"}}',
        ("id", *(name for name in covered if name in given)),
        personal_columns().get(table, frozenset()).intersection(given),
    )


@dataclass
class BulkBook:
    """New records on their way into the book, inside the caller's `BEGIN IMMEDIATE` on `connection`.

    `at`, `by` and `action` go into the links of what is added from then on; they may change between two additions.
    `salt` gives the salt of a link by its place in the chain, for a book that must come out the same each time;
    without it salts are random, as they must be for anything that may have to be erased. With `settled` the rows
    say themselves what stays open and unapplied, and the triggers that would work it out are away until `finish`.
    """

    connection: sqlite3.Connection
    at: str
    by: str
    action: str
    evidence: str
    salt: Callable[[int], str] | None = None
    settled: bool = False
    _ids: dict[str, count[int]] = field(default_factory=dict)
    _rows: dict[str, list[tuple[Value, ...]]] = field(default_factory=lambda: defaultdict(list))
    _links: list[tuple[Value, ...]] = field(default_factory=list)
    _private: list[tuple[int, str, str]] = field(default_factory=list)
    _seq: int = 0
    _hash: str = audit.FIRST_HASH
    _last_customer: int = 0

    def __post_init__(self) -> None:
        head = self.connection.execute("select seq, hash from audit order by seq desc limit 1").fetchone()
        if head is not None:
            self._seq, self._hash = head
        self._last_customer = self.connection.execute("select coalesce(max(id), 0) from customer").fetchone()[0]
        if self.settled:
            for name in derived.SETTLING:
                self.connection.execute(f"drop trigger {name}")

    def next_id(self, table: str) -> int:
        """The id that the next new row of a table will have."""
        if table not in self._ids:
            last = self.connection.execute(f"select coalesce(max(id), 0) from {table}").fetchone()[0]  # noqa: S608
            self._ids[table] = count(last + 1)
        return next(self._ids[table])

    def add(self, subject: str, rows: Rows) -> None:
        """Add new rows (each with its `id`) as one change of `subject`."""
        seq = self._seq + 1
        salt = ""
        private: dict[str, Value] = {}
        said = []
        for index, (table, given) in enumerate(rows):
            self._rows[table].append(tuple({**_blank(table), **given}.values()))
            wording = _wording(table, tuple(given))
            if wording.personal:
                salt = salt or (self.salt(seq) if self.salt else secrets.token_hex(16))
                given = audit.hide(given, wording.personal, f"{index}.row", salt, private)  # noqa: PLW2901
            said.append(wording.template % tuple([audit.say(given[name]) for name in wording.names]))
        payload = f"[{','.join(said)}]"
        entry = (self.at, self.by, self.action, subject, self.evidence, payload)
        self._hash = audit.row_hash(self._hash, seq, *entry)
        self._seq = seq
        self._links.append((seq, *entry, self._hash))
        if private:
            self._private.append((seq, salt, audit.canonical(private)))
        if len(self._links) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Hand what was added to the database, parents before children."""
        for model in RECORDS:
            table = table_of(model).name
            if self._rows[table]:
                self.connection.executemany(_insert(table), self._rows[table])
                self._rows[table].clear()
        self.connection.executemany(audit_sql.PUT, self._links)
        self.connection.executemany(audit_sql.PUT_PRIVATE, self._private)
        self._links.clear()
        self._private.clear()

    def finish(self) -> None:
        """Flush the rest, bring customer search up to date, and put triggers and open totals back in place."""
        self.flush()
        self.connection.execute(search.ADD_FROM, (self._last_customer,))
        if self.settled:
            for trigger in derived.SETTLING.values():
                self.connection.execute(trigger)
            self.connection.execute("delete from open_total")
            self.connection.execute(derived.OPEN_TOTAL)
