"""Entries that passed the double check and did not take effect yet."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, Integer, text
from sqlmodel import SQLModel

from db.models.columns import STRICT, check, column, key, refers, text_column
from db.types import IsoDate, UtcInstant, UuidText


class HeldEntry(SQLModel, table=True):
    """A confirmed entry that waits: until `effective_at` (`held`), or for a second person (`to check`).

    `uid` is the draft's, `payload` the draft itself as JSON, `evidence` that of its double check. `said` is why it was
    refused or taken back; `entered_on` is the business day of `entered_at`.
    """

    __tablename__ = "held_entry"
    __table_args__: ClassVar[Any] = (
        check(
            "kind in ('issue', 'credit note', 'receipt', 'reversal', 'payment of a claim', 'waiver of a claim')",
            "held_entry_kind",
        ),
        check("(kind in ('issue', 'credit note')) = (invoice_id is not null)", "held_entry_invoice"),
        check("state in ('held', 'to check', 'taken back', 'booked', 'refused')", "held_entry_state"),
        check("state <> 'held' or effective_at is not null", "held_entry_effect"),
        check("state <> 'to check' or effective_at is null", "held_entry_waits"),
        check("state <> 'refused' or said <> ''", "held_entry_reason"),
        check("checked_by = '' or lower(checked_by) <> lower(entered_by)", "held_entry_second"),
        check("amount_minor >= 0", "held_entry_amount"),
        check("length(currency) = 3", "held_entry_currency"),
        check("payload <> ''", "held_entry_payload"),
        Index("held_entry_waiting", "customer_id", sqlite_where=text("state in ('held', 'to check', 'refused')")),
        Index("held_entry_due", "effective_at", sqlite_where=text("state = 'held'")),
        STRICT,
    )

    id: int | None = key()
    uid: UUID = column(UuidText, unique=True)
    kind: str = text_column()
    payload: str = text_column()
    evidence: str = text_column()
    customer_id: int = refers("customer.id")
    invoice_id: int | None = refers("invoice.id", nullable=True, initial=None)
    amount_minor: int = column(Integer)
    currency: str = text_column()
    entered_by: str = text_column()
    entered_at: datetime = column(UtcInstant)
    entered_on: date = column(IsoDate)
    effective_at: datetime | None = column(UtcInstant, nullable=True, initial=None)
    state: str = text_column()
    checked_by: str = text_column()
    said: str = text_column()
    version: int = column(Integer, initial=1)
