"""The audit chain covers every stored field of every record, and names what is not as it says."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from db import audit
from db.unit import covered_columns, personal_columns
from db.verify import verify

FIELDS = [(table, column) for table, columns in covered_columns().items() for column in columns]


def other(value: object, kind: str) -> object:
    """A value of the same kind that is not this one."""
    if kind == "INTEGER":
        return value + 1 if isinstance(value, int) else 1
    return f"{value or ''}x"


@pytest.mark.parametrize(("table", "column"), FIELDS)
def test_a_changed_field_is_named(furnished: Path, table: str, column: str) -> None:
    with closing(sqlite3.connect(furnished, isolation_level=None)) as connection:
        connection.execute("pragma ignore_check_constraints = on")
        (kind,) = connection.execute("select type from pragma_table_info(?) where name = ?", (table, column)).fetchone()
        row = connection.execute(f'select id, "{column}" from {table} order by id desc limit 1').fetchone()
        connection.execute(f'update {table} set "{column}" = ? where id = ?', (other(row[1], kind), row[0]))
    named = f"{table.replace('_', ' ')} {row[0]} is not what the audit chain says."
    gone = f"{table.replace('_', ' ')} {row[0]} is in the audit chain, but not in the book."
    assert (gone if column == "id" else named) in verify(furnished)


def test_personal_fields_are_not_in_the_chain_itself(furnished: Path) -> None:
    with closing(sqlite3.connect(furnished)) as connection:
        payloads = " ".join(row[0] for row in connection.execute("select payload from audit"))
        for table, columns in personal_columns().items():
            for column in columns:
                for (value,) in connection.execute(f"select {column} from {table} where length({column}) > 5"):
                    assert audit.canonical(value)[1:-1] not in payloads, (table, column)


def test_a_link_depends_on_everything_before_it() -> None:
    change = [audit.Change("snooze", "insert", 1, {"id": 1})]
    entry = audit.Entry("at", "by", "action", "subject", "evidence", change)
    first = audit.link(1, audit.FIRST_HASH, entry, {})
    assert audit.link(2, first.hash, entry, {}).hash != audit.link(2, audit.FIRST_HASH, entry, {}).hash
    assert audit.link(3, first.hash, entry, {}).hash != audit.link(2, first.hash, entry, {}).hash


@pytest.mark.parametrize("place", range(7))
def test_no_two_different_rows_have_the_same_hash(place: int) -> None:
    said: list[str] = ["a", "b", "c", "d", "e", "f"]
    rows = [["0" * 64, 1, *said], ["0" * 64, 1, *said]]
    rows[1][place] = 2 if place == 1 else f"{rows[1][place]}x"
    one, two = (audit.row_hash(*row) for row in rows)  # type: ignore[arg-type]  # in the order of the columns
    assert one != two
    # Not even when a character moves from one field into the next.
    assert audit.row_hash("0", 1, "ab", "c", "", "", "", "") != audit.row_hash("0", 1, "a", "bc", "", "", "", "")


def test_so_many_problems_of_a_kind_are_counted_and_not_all_told(furnished: Path) -> None:
    with closing(sqlite3.connect(furnished, isolation_level=None)) as connection:
        connection.execute("delete from audit_private")
        connection.execute("delete from audit")
    said = verify(furnished)
    assert len(said) < 150
    assert any("in the book, but not in the audit chain" in sentence for sentence in said)
