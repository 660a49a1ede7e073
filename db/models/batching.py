"""Batches with control totals, and which records were entered in them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, Integer, UniqueConstraint, text
from sqlmodel import SQLModel

from db.models.columns import STRICT, check, column, key, refers, text_column
from db.types import IsoDate, UtcInstant, UuidText


class Batch(SQLModel, table=True):
    """A batch: what the paper's adding strip says, and whether the entries came to it. `reason` is of giving up."""

    __tablename__ = "batch"
    __table_args__: ClassVar[Any] = (
        check("kind in ('receipt', 'invoice', 'credit note')", "batch_kind"),
        check("length(currency) = 3", "batch_currency"),
        check("expected_count between 1 and 1000 and expected_minor > 0", "batch_expected"),
        check("state in ('open', 'closed', 'given up')", "batch_state"),
        check("(state = 'given up') = (reason <> '')", "batch_reason"),
        Index("batch_open", "id", sqlite_where=text("state = 'open'")),
        STRICT,
    )

    id: int | None = key()
    uid: UUID = column(UuidText, unique=True)
    kind: str = text_column()
    currency: str = text_column()
    expected_count: int = column(Integer)
    expected_minor: int = column(Integer)
    state: str = text_column(initial="open")
    by: str = text_column()
    at: datetime = column(UtcInstant)
    opened_on: date = column(IsoDate)
    reason: str = text_column()
    version: int = column(Integer, initial=1)


class BatchEntry(SQLModel, table=True):
    """A record that was entered in a batch, with its amount. One that was `taken_back` before the batch was closed (a
    receipt reversed, an invoice void) counts no more."""

    __tablename__ = "batch_entry"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("batch_id", "position"),
        check("position > 0", "batch_entry_position"),
        check("amount_minor >= 0", "batch_entry_amount"),
        check("taken_back in (0, 1)", "batch_entry_taken_back"),
        check(
            "(receipt_id is not null) + (invoice_id is not null) + (credit_note_id is not null) = 1",
            "batch_entry_one_record",
        ),
        STRICT,
    )

    id: int | None = key()
    batch_id: int = refers("batch.id")
    position: int = column(Integer)
    receipt_id: int | None = refers("receipt.id", nullable=True, unique=True, initial=None)
    invoice_id: int | None = refers("invoice.id", nullable=True, unique=True, initial=None)
    credit_note_id: int | None = refers("credit_note.id", nullable=True, unique=True, initial=None)
    amount_minor: int = column(Integer)
    taken_back: int = column(Integer, initial=0)
