"""The invoices of a file between reading and booking: on disk, because nothing may be booked before all were checked.

They lie in a temporary database of SQLite's own, which nobody else can open and which is gone with the object. A
million rows would take half a gigabyte as objects; here they take some megabytes, and what is asked of all of them is
a query.
"""

from __future__ import annotations

import sqlite3
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date

from billdesk.domain.drafts import ImportedInvoice
from billdesk.domain.errors import InputError
from billdesk.domain.money import Money
from db.queries import import_rows as sql
from db.reader import Row

BATCH = 1000


class ImportRows:
    """Imported invoices in the order of their rows, which differ; to be gone through as often as one likes.

    Whatever is asked raises `InputError` when there is no room for temporary files.
    """

    def __init__(self, invoices: Iterable[ImportedInvoice] = ()) -> None:
        # Read in one thread, it may be booked and is let go in another.
        self._book = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        weakref.finalize(self, self._book.close)
        self._waiting: list[Row] = []
        self._count = 0
        with _room():
            for statement in sql.PREPARE:
                self._book.execute(statement)
        for invoice in invoices:
            self.add(invoice)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[ImportedInvoice]:
        for row, code, name, number, issued, due, minor, currency, settled, disputed, reference in self._asked(sql.ALL):
            yield ImportedInvoice(
                row=row,
                customer_code=code,
                customer_name=name,
                number=number,
                issued_on=date.fromisoformat(issued),
                due_on=date.fromisoformat(due),
                total=Money(minor, currency),
                settled_on=date.fromisoformat(settled) if settled else None,
                disputed=bool(disputed),
                reference=reference,
            )

    def add(self, invoice: ImportedInvoice) -> None:
        """Keep one invoice."""
        self._waiting.append(
            (
                invoice.row,
                invoice.customer_code,
                invoice.customer_name,
                invoice.number,
                invoice.issued_on.isoformat(),
                invoice.due_on.isoformat(),
                invoice.total.minor,
                invoice.total.currency,
                invoice.settled_on.isoformat() if invoice.settled_on else None,
                int(invoice.disputed),
                invoice.reference,
            )
        )
        self._count += 1
        if len(self._waiting) >= BATCH:
            self._flush()

    def refuse(self, row: int, number: str) -> None:
        """Keep the number of a row that is refused: a later row must not bear it either."""
        with _room():
            self._book.execute(sql.REFUSE, (row, number))

    def twice(self) -> Iterator[tuple[int, str, int]]:
        """The rows whose number an earlier one has, in order: row, number, and the first row that has it."""
        return self._asked(sql.TWICE)

    def remove(self, rows: Sequence[int]) -> None:
        """Take rows out again."""
        self._flush()
        with _room():
            for statement in sql.REMOVE:
                self._book.executemany(statement, ((row,) for row in rows))
        self._count = self._one(sql.COUNT)[0]

    def sums(self) -> tuple[Money, ...]:
        """What all of them come to, by currency."""
        # In two parts: a sum may be larger than the integers of a query.
        return tuple(Money(high * sql.PART + low, currency) for currency, high, low in self._asked(sql.SUMS))

    def codes(self) -> set[str]:
        """The codes of their customers."""
        return {code for (code,) in self._asked(sql.CODES)}

    def settled(self) -> int:
        """How many of them bring a receipt, where settled ones do."""
        return int(self._one(sql.SETTLED)[0])

    def early(self) -> tuple[int, int | None]:
        """How many are due before they were issued, and the first row of them."""
        count, first = self._one(sql.EARLY)
        return count, first

    def odd(self, today: date) -> dict[str, int]:
        """What is odd about them: how many of each kind."""
        return {kind: count for kind, count in self._asked(sql.ODD, today.isoformat()) if count}

    def numbered(self) -> Iterator[Sequence[tuple[int, str]]]:
        """Row and number of each, in portions."""
        self._flush()
        with _room():
            cursor = self._book.execute(sql.NUMBERS)
            while found := cursor.fetchmany(BATCH):
                yield found

    def _asked(self, query: str, *values: str) -> sqlite3.Cursor:
        self._flush()
        with _room():
            return self._book.execute(query, values)

    def _one(self, query: str) -> tuple[int, ...]:
        row: tuple[int, ...] = self._asked(query).fetchone()
        return row

    def _flush(self) -> None:
        if self._waiting:
            with _room():
                self._book.executemany(sql.PUT, self._waiting)
            self._waiting.clear()


@contextmanager
def _room() -> Iterator[None]:
    """Say what a temporary database lacks when it cannot be written."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise InputError(
            "There is no room to keep the rows of the file until they are booked.",
            "Make room on the disk for temporary files, or name another folder for them with TMPDIR.",
        ) from error
