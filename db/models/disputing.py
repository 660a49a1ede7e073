"""Disputes as cases with their log and files, and what customers and colleagues say of the work."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, Integer, UniqueConstraint, text
from sqlmodel import SQLModel

from db.models.columns import STRICT, check, column, key, personal, refers, text_column
from db.types import IsoDate, UtcInstant, UuidText


class DisputeReason(SQLModel, table=True):
    """A reason for disputes that the desk added, renamed or retired; the rest come with the program."""

    __tablename__ = "dispute_reason"
    __table_args__: ClassVar[Any] = (
        check("length(code) > 0 and length(label) > 0", "dispute_reason_words"),
        check("retired in (0, 1)", "dispute_reason_retired"),
        STRICT,
    )

    id: int | None = key()
    code: str = text_column(unique=True)
    label: str = text_column()
    retired: int = column(Integer, initial=0)
    version: int = column(Integer, initial=1)


class Dispute(SQLModel, table=True):
    """A case: the customer disputes an amount of an invoice, or of its account where no invoice is named.

    Only `amount_minor` is kept from being chased while it is not resolved. `due_by` is the day by which it must be, by
    its priority in business days after `counted_from`. `credit_minor` is what was agreed to be credited; that much is
    kept from being chased until `credit_note_id` says that it was.
    """

    __tablename__ = "dispute"
    __table_args__: ClassVar[Any] = (
        check("state in ('open', 'waiting', 'resolved')", "dispute_state"),
        check("priority in ('low', 'normal', 'high', 'urgent')", "dispute_priority"),
        check("outcome in ('', 'upheld', 'partly', 'rejected', 'withdrawn')", "dispute_outcome"),
        check("(state = 'resolved') = (outcome <> '')", "dispute_resolved"),
        check("(state = 'resolved') = (resolved_on is not null)", "dispute_resolved_on"),
        check("(state = 'waiting') = (waiting_on <> '')", "dispute_waiting"),
        check("amount_minor > 0 and credit_minor between 0 and amount_minor", "dispute_amount"),
        check("length(currency) = 3 and length(reason) > 0", "dispute_words"),
        Index("dispute_of_customer", "customer_id", "opened_on"),
        Index("dispute_of_invoice", "invoice_id", sqlite_where=text("invoice_id is not null")),
        Index(
            "dispute_pausing",
            "customer_id",
            sqlite_where=text("state <> 'resolved' or (credit_minor > 0 and credit_note_id is null)"),
        ),
        STRICT,
    )

    id: int | None = key()
    uid: UUID = column(UuidText, unique=True)
    customer_id: int = refers("customer.id")
    invoice_id: int | None = refers("invoice.id", nullable=True, initial=None)
    currency: str = text_column()
    amount_minor: int = column(Integer)
    reason: str = text_column()
    priority: str = text_column(initial="normal")
    owner: str = text_column()
    waiting_on: str = text_column()
    state: str = text_column(initial="open")
    opened_on: date = column(IsoDate)
    counted_from: date = column(IsoDate)
    due_by: date = column(IsoDate)
    outcome: str = text_column()
    resolved_on: date | None = column(IsoDate, nullable=True, initial=None)
    credit_minor: int = column(Integer, initial=0)
    credit_note_id: int | None = refers("credit_note.id", nullable=True, initial=None)
    at: datetime = column(UtcInstant)
    by: str = text_column()
    version: int = column(Integer, initial=1)


class DisputeNote(SQLModel, table=True):
    """What was said, sent or done in a case."""

    __tablename__ = "dispute_note"
    __table_args__: ClassVar[Any] = (
        check("kind in ('said', 'sent', 'done', 'note')", "dispute_note_kind"),
        Index("dispute_note_of_dispute", "dispute_id"),
        STRICT,
    )

    id: int | None = key()
    uid: UUID = column(UuidText, unique=True)
    dispute_id: int = refers("dispute.id")
    on_day: date = column(IsoDate)
    at: datetime = column(UtcInstant)
    kind: str = text_column()
    person: str = personal()
    note: str = personal()
    by: str = text_column()


class DisputeFile(SQLModel, table=True):
    """A file that belongs to a case, by its path and the SHA-256 of its bytes; the file itself stays where it is."""

    __tablename__ = "dispute_file"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("dispute_id", "sha256"),
        check("length(sha256) = 64 and length(path) > 0 and bytes >= 0", "dispute_file_words"),
        STRICT,
    )

    id: int | None = key()
    dispute_id: int = refers("dispute.id")
    path: str = text_column()
    sha256: str = text_column()
    bytes: int = column(Integer)
    at: datetime = column(UtcInstant)
    by: str = text_column()


class Feedback(SQLModel, table=True):
    """Praise, a complaint or an idea of a customer or a colleague; closed by what was changed because of it."""

    __tablename__ = "feedback"
    __table_args__: ClassVar[Any] = (
        check("kind in ('praise', 'complaint', 'idea')", "feedback_kind"),
        check("source in ('customer', 'colleague')", "feedback_source"),
        check("(closed_on is null) = (changed = '')", "feedback_closed"),
        Index("feedback_open", "on_day", sqlite_where=text("closed_on is null")),
        STRICT,
    )

    id: int | None = key()
    uid: UUID = column(UuidText, unique=True)
    kind: str = text_column()
    source: str = text_column()
    theme: str = text_column()
    said: str = personal()
    customer_id: int | None = refers("customer.id", nullable=True, initial=None)
    invoice_id: int | None = refers("invoice.id", nullable=True, initial=None)
    dispute_id: int | None = refers("dispute.id", nullable=True, initial=None)
    on_day: date = column(IsoDate)
    changed: str = text_column()
    closed_on: date | None = column(IsoDate, nullable=True, initial=None)
    at: datetime = column(UtcInstant)
    by: str = text_column()
    version: int = column(Integer, initial=1)
