"""Batches with control totals: open one, close it once it agrees with its strip, or give it up.

Entries join a batch in the transaction that books them, see `join`; a receipt that is taken back, or an invoice that
becomes void, leaves it again while it is open.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from billdesk.domain.batch_reviews import say_count
from billdesk.domain.batches import (
    Batch,
    BatchDraft,
    BatchKind,
    BatchState,
    BatchView,
    CloseBatchDraft,
    EntryView,
    GiveUpBatchDraft,
    check_batch,
)
from billdesk.domain.double_check import Confirmed
from billdesk.domain.drafts import InvoiceDraft
from billdesk.domain.errors import NotFoundError, RuleError
from billdesk.domain.money import Money, format_money
from billdesk.services.desk import Desk
from billdesk.services.stale import refuse_stale
from billdesk.services.views import day
from db.queries import batches as sql
from db.reader import fetch

if TYPE_CHECKING:
    from db.models import Batch as BatchRow
    from db.unit import Unit

CLOSED = "This batch is closed."
GIVEN_UP = "This batch was given up."


def get(desk: Desk, batch_id: int) -> BatchView:
    """A batch with its entries; raises `NotFoundError`."""
    with desk.reader.snapshot() as connection:
        return _read(connection, batch_id)


def _read(connection: sqlite3.Connection, batch_id: int) -> BatchView:
    rows = fetch(connection, sql.BATCH, {"batch": batch_id})
    if not rows:
        raise NotFoundError("There is no such batch.", "Reload the queue with ctrl+r.")
    row = rows[0]
    return BatchView(
        id=batch_id,
        version=row["version"],
        batch=Batch(BatchKind(row["kind"]), row["currency"], row["expected_count"], row["expected_minor"]),
        state=BatchState(row["state"]),
        by=row["by"],
        opened_on=day(row["opened_on"]),
        reason=row["reason"],
        entries=tuple(map(_entry_of, fetch(connection, sql.ENTRIES, {"batch": batch_id}))),
        waiting=connection.execute(sql.WAITING, {"batch": batch_id}).fetchone()[0],
    )


def _entry_of(row: sqlite3.Row) -> EntryView:
    return EntryView(
        position=row["position"],
        amount_minor=row["amount_minor"],
        customer_id=row["customer_id"],
        customer_name=row["name"],
        on=day(row["day"]),
        document=row["document"],
        invoice_id=row["invoice_id"],
        receipt_id=row["receipt_id"],
        taken_back=bool(row["taken_back"]),
    )


def is_open(desk: Desk, batch_id: int) -> bool:
    """Whether entries can still join a batch."""
    rows = desk.reader.rows(sql.STATE, {"batch": batch_id})
    return bool(rows) and rows[0]["state"] == BatchState.OPEN.value


def is_open_in(unit: Unit, batch_id: int) -> bool:
    """The same inside the caller's transaction."""
    row = unit.driver.execute(sql.STATE, {"batch": batch_id}).fetchone()
    return row is not None and row[0] == BatchState.OPEN.value


def open_batch(desk: Desk, confirmed: Confirmed[BatchDraft]) -> int:
    """Open a batch and return its id; the same draft twice is opened once.

    Raises `RuleError` for control totals that no batch has.
    """
    from db.models import Batch as BatchRow

    draft = confirmed.draft
    with desk.write("batch opened", confirmed) as unit:
        booked = unit.booked(BatchRow, draft.uid)
        if booked is not None:
            return booked
        check_batch(draft.batch)
        row = BatchRow(
            uid=draft.uid,
            kind=draft.batch.kind.value,
            currency=draft.batch.currency,
            expected_count=draft.batch.expected_count,
            expected_minor=draft.batch.expected_minor,
            by=unit.by,
            at=unit.at,
            opened_on=unit.today,
        )
        unit.add(row)
        unit.subject = f"batch:{row.id}"
        return int(row.id or 0)


def close(desk: Desk, confirmed: Confirmed[CloseBatchDraft]) -> None:
    """Close a batch whose entries come to its control totals; twice is done once.

    Raises `RuleError` that says in one sentence what differs, `StaleError` when the batch changed meanwhile.
    """
    draft = confirmed.draft
    with desk.write("batch closed", confirmed) as unit:
        row = _row(unit, draft.batch_id)
        if (row.state, row.version) == (BatchState.CLOSED.value, draft.version + 1):
            return
        _refuse_unless_open(row)
        refuse_stale(unit, row.version, draft.version, "The batch was")
        view = _read(unit.driver, draft.batch_id)
        _refuse_waiting(view)
        if not view.agrees:
            raise RuleError(say_gap(view), "Close it again to see which entries would explain that.")
        row.state = BatchState.CLOSED.value
        row.version += 1
        unit.add(row)


def say_gap(view: BatchView) -> str:
    """What differs: `The strip says 12 receipts of € 1,200.00; entered are 11 of € 1,100.00.`"""
    batch, entered = view.batch, view.totals
    said = format_money(batch.expected_minor, batch.currency)
    came = format_money(entered.sums[0].minor, batch.currency)
    wanted = say_count(batch.expected_count, batch.kind.value)
    return f"The strip says {wanted} of {said}; entered are {entered.count} of {came}."


def give_up(desk: Desk, confirmed: Confirmed[GiveUpBatchDraft]) -> None:
    """Give a batch up, with the reason; its entries stay booked as they are. Twice is done once.

    Raises `RuleError` without a reason, `StaleError` when the batch changed meanwhile.
    """
    draft = confirmed.draft
    with desk.write("batch given up", confirmed) as unit:
        row = _row(unit, draft.batch_id)
        if (row.state, row.version, row.reason) == (BatchState.GIVEN_UP.value, draft.version + 1, draft.reason):
            return
        _refuse_unless_open(row)
        refuse_stale(unit, row.version, draft.version, "The batch was")
        _refuse_waiting(_read(unit.driver, draft.batch_id))
        if not draft.reason.strip():
            raise RuleError("Giving up a batch needs its reason.", "Say why it does not agree with its strip.")
        row.state, row.reason = BatchState.GIVEN_UP.value, draft.reason
        row.version += 1
        unit.add(row)


def _row(unit: Unit, batch_id: int) -> BatchRow:
    from db.models import Batch as BatchRow

    unit.subject = f"batch:{batch_id}"
    return unit.get(BatchRow, batch_id, "batch")


def _refuse_waiting(view: BatchView) -> None:
    """Raise `RuleError` while entries made in the batch are not booked yet: they could not join it any more."""
    if view.waiting:
        entries = "1 more entry" if view.waiting == 1 else f"{view.waiting} more entries"
        raise RuleError(f"The batch has {entries} still to take effect.", "Wait until that is booked, or take it back.")


def _refuse_unless_open(row: BatchRow) -> None:
    if row.state != BatchState.OPEN.value:
        raise RuleError(
            CLOSED if row.state == BatchState.CLOSED.value else GIVEN_UP, "Open a new one from the queue (n)."
        )


# Entries, inside the transaction that books them


def join(unit: Unit, batch_id: int | None, kind: BatchKind, amount: Money, record_id: int) -> None:
    """Count a new record in a batch, if it was entered in one. Raises `RuleError` when it cannot stand there."""
    if batch_id is None:
        return
    from db.models import Batch as BatchRow
    from db.models import BatchEntry

    batch = unit.get(BatchRow, batch_id, "batch")
    _refuse_unless_open(batch)
    if batch.kind != kind.value or batch.currency != amount.currency:
        raise RuleError(
            f"The batch is of {batch.kind}s in {batch.currency}; this is a {kind.value} in {amount.currency}.",
            "Enter it outside the batch.",
        )
    position = unit.driver.execute(sql.NEXT_POSITION, {"batch": batch_id}).fetchone()[0]
    unit.add(
        BatchEntry(
            batch_id=batch_id,
            position=position,
            receipt_id=record_id if kind is BatchKind.RECEIPT else None,
            invoice_id=record_id if kind is BatchKind.INVOICE else None,
            credit_note_id=record_id if kind is BatchKind.CREDIT_NOTE else None,
            amount_minor=amount.minor,
        )
    )


def leave(unit: Unit, *, receipt_id: int | None = None, invoice_id: int | None = None) -> None:
    """Count a receipt that is taken back, or an invoice that is void, no more in the batch that is still open."""
    from db.models import BatchEntry

    entry_id = _open_entry(unit, receipt_id, invoice_id)
    if entry_id is not None:
        entry = unit.session.get_one(BatchEntry, entry_id)
        entry.taken_back = 1
        unit.add(entry)


def count_draft(unit: Unit, draft: InvoiceDraft, invoice_id: int, total_minor: int) -> None:
    """Count a new draft invoice in its batch, or a changed one with its new total where its batch is still open.

    Raises `RuleError` when it is of another currency.
    """
    total = Money(total_minor, draft.currency)
    if draft.id is None:
        join(unit, draft.batch_id, BatchKind.INVOICE, total, invoice_id)
    else:
        _amend(unit, invoice_id, total)


def _amend(unit: Unit, invoice_id: int, total: Money) -> None:
    from db.models import Batch as BatchRow
    from db.models import BatchEntry

    entry_id = _open_entry(unit, None, invoice_id)
    if entry_id is None:
        return
    entry = unit.session.get_one(BatchEntry, entry_id)
    batch = unit.session.get_one(BatchRow, entry.batch_id)
    if batch.currency != total.currency:
        raise RuleError(
            f"This draft stands in an open batch of {batch.currency}.",
            "Give the draft up (x) and enter it outside the batch.",
        )
    entry.amount_minor = total.minor
    unit.add(entry)


def _open_entry(unit: Unit, receipt_id: int | None, invoice_id: int | None) -> int | None:
    """The id of a record's entry in a batch that is still open."""
    found = unit.driver.execute(sql.OPEN_ENTRY, {"receipt": receipt_id, "invoice": invoice_id}).fetchone()
    return int(found[0]) if found else None
