"""Check a whole desk: SQLite's own pages and references, the format, the audit chain, every row against the chain,
the sums, and what is derived: the queue, the index behind search. Each thing that is wrong is named in a sentence.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from billdesk.domain.errors import DamagedError
from db import audit, files, queue_items, search
from db.migrate import upgrade
from db.queries import audit as audit_sql
from db.queries import check as sql
from db.unit import covered_columns, personal_columns

Progress = Callable[[int, int], None]

NAMED = 10
"""So many things of one kind are named; the rest are counted."""

_MOST_OF_PAGES = 10_000
"""SQLite's own check ends after so many things that it finds."""


@dataclass
class _Problems:
    """What was found, kind by kind, without drowning the reader."""

    found: dict[str, list[str]] = field(default_factory=dict)

    def add(self, kind: str, sentence: str) -> None:
        self.found.setdefault(kind, []).append(sentence)

    def sentences(self) -> tuple[str, ...]:
        said: list[str] = []
        for kind, sentences in self.found.items():
            said += sentences[:NAMED]
            if len(sentences) > NAMED:
                said.append(f"{kind}: and {len(sentences) - NAMED:,} more.")
        return tuple(said)


ERASED = ""
"""What must stand in the book for a personal value that was erased beside the chain."""

Expected = dict[str, dict[int, bytes]]
"""By table and id, the fingerprint of the row as the chain says it should be."""


def verify(path: Path, against: str | None = None, progress: Progress | None = None) -> tuple[str, ...]:
    """Everything that is wrong with a desk, as sentences; empty when nothing is.

    `against` is a chain head noted earlier: it must be a link of this chain. Raises `DeskFileError` for a file that
    cannot be read at all, and `DamagedError` with what was found for one that cannot be read to its end.
    """
    files.examine(path)
    problems = _Problems()
    try:
        with closing(files.connect(path, read_only=True)) as connection:
            connection.execute("begin")
            _pages(connection, problems)
            _format(connection, problems)
            expected = _chain(connection, against, problems, progress)
            _rows(connection, expected, problems)
            _sums(connection, problems)
            _queue(connection, problems)
            _search(connection, problems)
    except (sqlite3.DatabaseError, OverflowError) as error:
        reason = files.why(path, error)
        raise DamagedError(reason.sentence, reason.way_out, problems.sentences()) from error
    return problems.sentences()


def chain_head(connection: sqlite3.Connection) -> str:
    """The hash of the newest link; of an empty chain the one it would begin with."""
    row = connection.execute(audit_sql.HEAD).fetchone()
    return str(row[1]) if row else audit.FIRST_HASH


def extent(connection: sqlite3.Connection) -> tuple[int, int]:
    """How much there is to check: the records that the chain covers, and the links of the chain."""
    records = sum(
        int(connection.execute(f"select count(*) from {table}").fetchone()[0])  # noqa: S608  # names of the models
        for table in covered_columns()
    )
    return records, int(connection.execute("select count(*) from audit").fetchone()[0])


def _pages(connection: sqlite3.Connection, problems: _Problems) -> None:
    for (said,) in connection.execute(f"pragma integrity_check({_MOST_OF_PAGES})"):
        for line in said.splitlines():  # damage of pages comes as one row, under a heading between asterisks
            if line != "ok" and not line.startswith("***"):
                problems.add("page", f"SQLite finds damage: {line.rstrip('.')}.")
    for table, row, parent, _ in connection.execute("pragma foreign_key_check"):
        problems.add("reference", f"{table} {row} refers to a {parent} that is not there.")


def _format(connection: sqlite3.Connection, problems: _Problems) -> None:
    """Compare tables, indexes and triggers with those of a new desk."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "fresh"
        files.create_file(fresh)
        upgrade(fresh)
        with closing(files.connect(fresh, read_only=True)) as made:
            wanted = dict(made.execute(sql.FORMAT).fetchall())
    have = dict(connection.execute(sql.FORMAT).fetchall())
    for name in sorted(wanted.keys() | have.keys()):
        if wanted.get(name) != have.get(name):
            word = "missing" if name not in have else "unknown" if name not in wanted else "not as it was made"
            problems.add("format", f"{name} of the file's format is {word}.")


def _chain(
    connection: sqlite3.Connection, against: str | None, problems: _Problems, progress: Progress | None
) -> Expected:
    """Follow the chain from its first link; returns what it says of every row that should exist."""
    expected: Expected = {table: {} for table in covered_columns()}
    previous, last, met = audit.FIRST_HASH, 0, against in (None, audit.FIRST_HASH)
    total = connection.execute("select count(*) from audit").fetchone()[0]
    for row in connection.execute(audit_sql.CHAIN):
        seq, at, by, action, subject, evidence, payload, hash_, salt, content = row
        if seq != last + 1:
            problems.add("chain", f"The audit chain has no link {last + 1}.")
        if audit.row_hash(previous, seq, at, by, action, subject, evidence, payload) != hash_:
            problems.add("chain", f"Link {seq} of the audit chain ({action}, {at[:10]}) was changed or moved.")
        previous, last = hash_, seq
        met = met or hash_ == against
        try:
            private = json.loads(content) if content else {}
            for index, change in enumerate(json.loads(payload)):
                if not _reveal(change, index, salt, private):
                    problems.add("private", f"A personal value beside link {seq} of the audit chain was changed.")
                _learn(expected, change)
            if private:
                problems.add("private", f"Beside link {seq} of the audit chain lies a value that it does not name.")
        except (ValueError, KeyError, TypeError, AttributeError):
            problems.add("chain", f"Link {seq} of the audit chain cannot be read.")
        if progress and seq % 1000 == 0:
            progress(seq, total)
    if not met:
        problems.add("against", "The given chain head is not in this book's chain: links were cut off or made anew.")
    return expected


def _reveal(change: dict[str, object], index: int, salt: str | None, private: dict[str, object]) -> bool:
    """Put personal values in the place of their commitments and take them out of `private`; whether all of them fit.

    An erased value is taken as the empty text, and so it must stand in the book.
    """
    fits = True
    for part in ("row", "old"):
        shown = change.get(part)
        if not isinstance(shown, dict):
            continue
        for name in personal_columns().get(str(change["t"]), frozenset()) & shown.keys():
            place = f"{index}.{part}.{name}"
            value = private.pop(place, None)
            if value is not None:
                fits = fits and salt is not None and audit.commitment(salt, place, str(value)) == shown[name]
            shown[name] = ERASED if value is None else value
    return fits


def _learn(expected: Expected, change: dict[str, object]) -> None:
    """Take one change of the chain into account."""
    table, row_id, row = str(change["t"]), int(str(change["id"])), change["row"]
    if change["op"] == "delete":
        expected[table].pop(row_id, None)
        return
    if not isinstance(row, dict):
        raise TypeError
    expected[table][row_id] = audit.row_digest(row[name] for name in covered_columns()[table])


def _rows(connection: sqlite3.Connection, expected: Expected, problems: _Problems) -> None:
    """Compare every row of the book with what the chain says of it."""
    for table, columns in covered_columns().items():
        names = ", ".join(f'"{name}"' for name in columns)
        said = table.replace("_", " ")
        for row in connection.execute(f"select {names} from {table}"):  # noqa: S608  # names of the models
            known = expected[table].pop(row[0], None)
            if known is None:
                problems.add(table, f"{said} {row[0]} is in the book, but not in the audit chain.")
            elif known != audit.row_digest(row):
                problems.add(table, f"{said} {row[0]} is not what the audit chain says.")
        for missing in expected[table]:
            problems.add(table, f"{said} {missing} is in the audit chain, but not in the book.")


def _sums(connection: sqlite3.Connection, problems: _Problems) -> None:
    """What must add up, and what the triggers keep."""
    for kind, query in sql.SUMS:
        for (sentence,) in connection.execute(query):
            problems.add(kind, sentence)


def _queue(connection: sqlite3.Connection, problems: _Problems) -> None:
    """Compare the stored queue with what the rules say today's records mean."""
    state = connection.execute("select as_of from queue_state").fetchone()
    if state is None:
        return
    try:
        for sentence in queue_items.differences(connection, date.fromisoformat(state[0])):
            problems.add("queue", sentence)
    except (ValueError, KeyError, TypeError):
        problems.add("queue", "The queue cannot be compared: a value behind it cannot be read.")


def _search(connection: sqlite3.Connection, problems: _Problems) -> None:
    """Compare the index behind customer search with the customers."""
    try:
        different = search.differences(connection)
    except (sqlite3.OperationalError, sqlite3.IntegrityError):  # one of its tables is missing or of another shape
        different = ()
    if different is None:
        return
    for customer_id in different:
        problems.add("search", f"customer {customer_id} is not in the index behind search as it is in the book.")
    problems.add("index", "The index behind search is wrong; make it anew with: billdesk verify --rebuild-search")
