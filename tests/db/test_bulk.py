"""What is written in bulk is chained as any other change is, and leaves the book's triggers as they were."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import audit, files
from db.audit import Value
from db.bulk import BulkBook, Rows
from db.unit import covered_columns, personal_columns
from db.verify import verify

SALT = "5a17" * 8
AWKWARD = 'Größe "100 %s" \\ %(id)s\n\u2028\x7f\x01 売掛 👍🏽 {0}'

ROWS: Rows = [
    ("customer", {"id": 901, "uid": "c1", "code": AWKWARD, "name": AWKWARD, "currency": "EUR", "terms": "net 30"}),
    ("customer_person", {"id": 901, "customer_id": 901, "position": 1, "name": "", "email": AWKWARD}),
    (
        "invoice",
        {
            "id": 901,
            "uid": "i1",
            "customer_id": 901,
            "state": "issued",
            "number": AWKWARD,
            "issued_on": "2026-10-01",
            "sent_on": "2026-10-01",
            "currency": "EUR",
            "terms": "net 30",
            "net_minor": 500,
            "total_minor": 500,
            "buyer_name": AWKWARD,
            "imported": 1,
        },
    ),
    (
        "instalment",
        {
            "id": 901,
            "invoice_id": 901,
            "customer_id": 901,
            "currency": "EUR",
            "issued_on": "2026-10-01",
            "position": 1,
            "due_on": "2026-10-31",
            "amount_minor": 500,
            "open_minor": 0,
        },
    ),
    (
        "receipt",
        {
            "id": 901,
            "uid": "r1",
            "customer_id": 901,
            "received_on": "2026-10-09",
            "currency": "EUR",
            "amount_minor": 500,
            "method": "transfer",
            "reference": AWKWARD,
            "unapplied_minor": 0,
        },
    ),
    (
        "allocation",
        {"id": 901, "instalment_id": 901, "receipt_id": 901, "applied_on": "2026-10-09", "amount_minor": 500},
    ),
]


@pytest.fixture
def connection(furnished: Path) -> Iterator[sqlite3.Connection]:
    """A desk with a transaction open on it."""
    with closing(files.connect(furnished)) as opened:
        opened.execute("begin immediate")
        yield opened


def booked(connection: sqlite3.Connection) -> BulkBook:
    """`ROWS` in the book, as one change."""
    bulk = BulkBook(
        connection, "2026-11-21T09:00:00Z", AWKWARD, "import", "test: %d", salt=lambda _: SALT, settled=True
    )
    bulk.add("customer:901", ROWS)
    bulk.finish()
    return bulk


def test_the_chain_says_what_a_single_change_would(connection: sqlite3.Connection) -> None:
    seq, previous = connection.execute("select seq, hash from audit order by seq desc limit 1").fetchone()
    booked(connection)
    changes = []
    for table, _ in ROWS:
        names = covered_columns()[table]
        columns = ", ".join(f'"{name}"' for name in names)
        row = connection.execute(f"select {columns} from {table} where id = 901").fetchone()
        changes.append(audit.Change(table, "insert", 901, dict(zip(names, row, strict=True))))
    entry = audit.Entry("2026-11-21T09:00:00Z", AWKWARD, "import", "customer:901", "test: %d", changes)
    wanted = audit.link(seq + 1, previous, entry, personal_columns(), SALT)
    got = connection.execute("select seq, payload, hash from audit order by seq desc limit 1").fetchone()
    assert got == (wanted.seq, wanted.payload, wanted.hash)
    beside = connection.execute("select salt, content from audit_private where seq = ?", (seq + 1,)).fetchone()
    assert beside == (SALT, wanted.content)


def test_nothing_is_wrong_with_the_book_afterwards(connection: sqlite3.Connection, furnished: Path) -> None:
    booked(connection)
    connection.execute("commit")
    assert verify(furnished) == ()


def test_what_settles_an_instalment_counts_again_afterwards(connection: sqlite3.Connection) -> None:
    booked(connection)
    open_total = "select open_minor from open_total where currency = 'EUR'"
    (before,) = connection.execute(open_total).fetchone()
    connection.execute(
        "insert into allocation (instalment_id, receipt_id, applied_on, amount_minor)"
        " values (901, 901, '2026-11-01', -200)"
    )
    assert connection.execute("select open_minor from instalment where id = 901").fetchone() == (200,)
    assert connection.execute("select unapplied_minor from receipt where id = 901").fetchone() == (200,)
    assert connection.execute(open_total).fetchone() == (before + 200,)


def test_a_bulk_change_that_is_given_up_leaves_the_triggers(connection: sqlite3.Connection) -> None:
    triggers = "select name, sql from sqlite_master where type = 'trigger' order by name"
    BulkBook(connection, "", "", "", "", settled=True)
    away = connection.execute(triggers).fetchall()
    connection.execute("rollback")
    assert len(connection.execute(triggers).fetchall()) > len(away)


@given(st.one_of(st.text(), st.integers(), st.none(), st.booleans()))
def test_a_plain_value_is_said_as_the_chain_spells_it(value: Value) -> None:
    assert audit.say(value) == audit.canonical(value)
