"""Money that came in, and what it settled."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, Integer, text
from sqlmodel import SQLModel

from db.models.columns import STRICT, check, column, key, refers, text_column
from db.types import IsoDate, UuidText


class Receipt(SQLModel, table=True):
    """Money that came in, or the reversal of such a record (negative amount, `reverses_id`)."""

    __tablename__ = "receipt"
    __table_args__: ClassVar[Any] = (
        check("amount_minor <> 0 and (amount_minor > 0) = (reverses_id is null)", "receipt_amount"),
        check("unapplied_minor between 0 and max(amount_minor, 0)", "receipt_unapplied"),
        check("length(currency) = 3", "receipt_currency"),
        Index("receipt_of_customer", "customer_id", "received_on"),
        Index(
            "receipt_unapplied",
            *("customer_id", "currency", "received_on", "unapplied_minor"),
            sqlite_where=text("unapplied_minor > 0"),
        ),
        Index("receipt_reversing", "received_on", "reverses_id", sqlite_where=text("reverses_id is not null")),
        STRICT,
    )

    id: int | None = key()
    uid: UUID = column(UuidText, unique=True)
    customer_id: int = refers("customer.id")
    received_on: date = column(IsoDate)
    currency: str = text_column()
    amount_minor: int = column(Integer)
    method: str = text_column()
    reference: str = text_column()
    reason: str = text_column()
    reverses_id: int | None = refers("receipt.id", nullable=True, initial=None, unique=True)
    unapplied_minor: int = column(Integer, info={"derived": True})


class Allocation(SQLModel, table=True):
    """Which receipt or credit note settled how much of which instalment; negative when a reversal undoes one."""

    __tablename__ = "allocation"
    __table_args__: ClassVar[Any] = (
        check("amount_minor <> 0", "allocation_amount"),
        check("(receipt_id is null) <> (credit_note_id is null)", "allocation_one_source"),
        Index("allocation_of_instalment", "instalment_id"),
        Index("allocation_of_receipt", "receipt_id", sqlite_where=text("receipt_id is not null")),
        Index("allocation_of_credit_note", "credit_note_id", sqlite_where=text("credit_note_id is not null")),
        Index("allocation_by_day", "applied_on", "instalment_id", "amount_minor"),
        STRICT,
    )

    id: int | None = key()
    instalment_id: int = refers("instalment.id")
    receipt_id: int | None = refers("receipt.id", nullable=True, initial=None)
    credit_note_id: int | None = refers("credit_note.id", nullable=True, initial=None)
    applied_on: date = column(IsoDate)
    amount_minor: int = column(Integer)
    uid: UUID | None = column(UuidText, nullable=True, initial=None)
