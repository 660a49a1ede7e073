"""Keep the index behind customer search (FTS5, trigrams, content in `customer`).

A trigger cannot do it: with `trusted_schema` off SQLite refuses a virtual table inside one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from db.audit import Change

COLUMNS = ("code", "name", "town")

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
