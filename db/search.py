"""Keep the index behind customer search (FTS5, trigrams, content in `customer`).

A trigger cannot do it: with `trusted_schema` off SQLite refuses a virtual table inside one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing

from db.audit import Change

COLUMNS = ("code", "name", "town")

CREATE = """
create virtual table customer_search using fts5
  (code, name, town, content = 'customer', content_rowid = 'id', tokenize = 'trigram')"""
ADD = "insert into customer_search (rowid, code, name, town) values (?, ?, ?, ?)"
REMOVE = "insert into customer_search (customer_search, rowid, code, name, town) values ('delete', ?, ?, ?, ?)"
REBUILD = "insert into customer_search (customer_search) values ('rebuild')"
ADD_FROM = """
insert into customer_search (rowid, code, name, town) select id, code, name, town from customer where id > ?"""


def follow(connection: sqlite3.Connection, changes: Iterable[Change]) -> None:
    """Bring the index to what these changes made of the customers."""
    for change in changes:
        if change.table != "customer":
            continue
        if change.op == "update":
            before = change.row | (change.old or {})
            connection.execute(REMOVE, (change.id, *(before[name] for name in COLUMNS)))
        connection.execute(ADD, (change.id, *(change.row[name] for name in COLUMNS)))


def make_anew(connection: sqlite3.Connection) -> None:
    """Put a new index in the place of whatever is there."""
    for statement in ("drop table if exists customer_search", CREATE, REBUILD):
        connection.execute(statement)


_OWN_TABLES = ("data", "idx", "docsize", "config")
"""What FTS5 keeps an index in, by the ends of the tables' names."""
_COPY = """
create table customer (id integer primary key, code text, name text, town text);
create virtual table stored using fts5
  (code, name, town, content = 'customer', content_rowid = 'id', tokenize = 'trigram');
create virtual table made using fts5
  (code, name, town, content = 'customer', content_rowid = 'id', tokenize = 'trigram');
create virtual table in_stored using fts5vocab (stored, instance);
create virtual table in_made using fts5vocab (made, instance);
delete from stored_data; delete from stored_config;"""
_AGREES = "insert into stored (stored, rank) values ('integrity-check', 1)"
_DIFFERENT = """
select distinct doc from (
  select * from (select * from in_stored except select * from in_made)
  union all select * from (select * from in_made except select * from in_stored))
order by doc"""


def differences(connection: sqlite3.Connection) -> tuple[int, ...] | None:
    """The customers whom the index knows otherwise than the book, or `None` when it agrees; empty when it does not,
    and cannot say where.

    FTS5 checks an index only by writing to it, so a copy in memory is checked. Raises `sqlite3.Error` for a file that
    cannot be read.
    """
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as copy:
        copy.executescript(_COPY)
        _carry(connection, copy, "select id, code, name, town from customer", "customer")
        for part in _OWN_TABLES:
            _carry(connection, copy, f"select * from customer_search_{part}", f"stored_{part}")  # noqa: S608  # fixed
        try:
            copy.execute(_AGREES)
        except sqlite3.DatabaseError:
            return _different(copy)
    return None


def _carry(source: sqlite3.Connection, target: sqlite3.Connection, query: str, table: str) -> None:
    rows = source.execute(query)
    places = ", ".join("?" * len(rows.description))
    target.execute("begin")
    target.executemany(f"insert into {table} values ({places})", rows)  # noqa: S608  # fixed names
    target.execute("commit")


def _different(copy: sqlite3.Connection) -> tuple[int, ...]:
    copy.execute("insert into made (made) values ('rebuild')")
    try:
        return tuple(row[0] for row in copy.execute(_DIFFERENT))
    except sqlite3.DatabaseError:  # the index is damaged, so that it cannot even be listed
        return ()
