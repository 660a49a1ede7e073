"""What the children of the kill tests do until they are killed: one verb after the other, each acknowledged when the
service has returned. Imported once by the fork server, so that a child begins at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from uuid import UUID, uuid5

import alembic.command  # loaded here, so that a child's time is spent on its verb
import alembic.runtime.environment  # noqa: F401  # as above
import sqlmodel  # noqa: F401  # as above

from billdesk.domain.drafts import ImportBatch, ImportedInvoice
from billdesk.domain.held import HeldEntry
from billdesk.domain.money import Money
from billdesk.services import batches, customers, held, imports, invoices, receipts, safekeeping
from billdesk.services.desk import Desk, open_desk
from db import bulk
from tests import makers
from tests.makers import TODAY, confirmed

NAMESPACE = UUID("0b6b4d8e-52f0-4c0b-9d4a-7b2a7a1f4a11")
ROWS = 60
"""Invoices in each imported file."""
STACK = (1_200, 450, 318)
"""The receipts of each batch."""

Acknowledge = Callable[[str], None]


@dataclass(frozen=True)
class Place:
    """Where a child works: its desk, and a folder for what it makes beside it."""

    path: Path
    folder: Path
    run: int

    def open(self) -> Desk:
        """The desk, as the program opens it."""
        return open_desk(self.path, user="kill", today=TODAY)


def save(place: Place, done: Acknowledge) -> None:
    """Save customers with a person, and a receipt on account for each."""
    desk = place.open()
    for n in count():
        code = f"K{place.run}-{n}"
        customer_id = makers.a_customer(desk, code, uid=uuid5(NAMESPACE, code))
        done(code)
        makers.a_receipt(desk, customer_id, 100 + n)
        done(f"{code} 100")


def issue(place: Place, done: Acknowledge) -> None:
    """Save invoice drafts and issue them."""
    desk = place.open()
    customer_id = customers.search(desk, "")[0].id
    for _ in count():
        draft_id = makers.a_draft(desk, customer_id)
        done(f"draft {draft_id}")
        done(invoices.issue(desk, confirmed(makers.issue_draft(invoices.get(desk, draft_id)))))


def hold(place: Place, done: Acknowledge) -> None:
    """Hold invoices and book them when they are due, while time goes by with every look at the clock."""
    ticks = count()

    def clock() -> datetime:
        return makers.NOW + timedelta(days=place.run, seconds=next(ticks))

    desk = open_desk(place.path, user="kill", today=TODAY, clock=clock)
    customer_id = customers.search(desk, "")[0].id
    makers.set_hold(desk, 20)
    for _ in count():
        draft = makers.issue_draft(invoices.get(desk, makers.a_draft(desk, customer_id)))
        entry = held.issue(desk, confirmed(draft))
        done(f"held {draft.invoice_id}" if isinstance(entry, HeldEntry) else "not held")
        for released in held.release(desk):
            done(released.number)


def stack(place: Place, done: Acknowledge) -> None:
    """Open a batch, enter its receipts, take one of them back and enter it again, close the batch; and the next."""
    desk = place.open()
    customer_id = customers.search(desk, "")[0].id
    account = customers.get(desk, customer_id)
    for _ in count():
        batch_id = makers.a_batch(desk, *STACK)
        done(f"opened {batch_id}")
        for minor in (STACK[0], *STACK):
            draft = replace(makers.a_receipt_draft(account, minor, allocations=()), batch_id=batch_id)
            receipt_id = receipts.record(desk, confirmed(draft))
            done(f"receipt {receipt_id}")
            if minor == STACK[0] and len(batches.get(desk, batch_id).entries) == 1:
                makers.a_reversal(desk, receipt_id, minor)
                done(f"reversed {receipt_id}")
        makers.close_batch(desk, batch_id)
        done(f"closed {batch_id}")


def book(place: Place, done: Acknowledge) -> None:
    """Import one file after the other, written in several parts."""
    bulk.BATCH = 17
    desk = place.open()
    for n in count():
        name = f"{place.run}-{n}"
        imports.book(desk, confirmed(batch(name)))
        done(name)


def batch(name: str) -> ImportBatch:
    """A file of invoices, every other one settled."""
    return ImportBatch(f"{name}.csv", name, tuple(_rows(name)), settled_as_receipts=True)


def _rows(name: str) -> Iterator[ImportedInvoice]:
    day = date(2026, 1, 1)
    for row in range(1, ROWS + 1):
        settled_on = day + timedelta(days=20) if row % 2 else None
        due_on, total = day + timedelta(days=30), Money(1000 + row, "EUR")
        yield ImportedInvoice(
            row,
            f"C-{row % 7}",
            f"Customer {row % 7}",
            f"{name}/{row}",
            day,
            due_on,
            total,
            settled_on,
        )


def backup(place: Place, done: Acknowledge) -> None:
    """Back the desk up under new names, and again and again under one name."""
    desk = place.open()
    for n in count():
        target = place.folder / f"backup-{place.run}-{n}"
        safekeeping.backup(desk, target)
        done(target.name)
        safekeeping.backup(desk, place.folder / "backup", replace=True)
        done("backup")


def migrate(place: Place, done: Acknowledge) -> None:
    """Open a desk of the first format."""
    place.open()
    done("open")


def restore(place: Place, done: Acknowledge) -> None:
    """Restore one backup and then the other in the place of the desk."""
    for n in count():
        done(safekeeping.restore(place.folder / f"backup-{'ab'[n % 2]}", place.path))


VERBS: dict[str, Callable[[Place, Acknowledge], None]] = {
    "save": save,
    "issue": issue,
    "hold": hold,
    "stack": stack,
    "import": book,
    "backup": backup,
    "migrate": migrate,
    "restore": restore,
}


def child(verb: str, place: Place, said: Connection) -> None:
    """Do one verb until killed."""

    def acknowledge(text: str) -> None:
        said.send_bytes(text.encode())

    acknowledge("begun")
    VERBS[verb](place, acknowledge)
