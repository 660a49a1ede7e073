"""Contacts, promises and what is put off."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, Integer, UniqueConstraint, text
from sqlmodel import SQLModel

from db.models.columns import STRICT, check, column, key, personal, refers, text_column
from db.types import IsoDate, UtcInstant, UuidText


class Contact(SQLModel, table=True):
    """One contact with a customer, for the log. `on_day` is its day in the desk's time zone."""

    __tablename__ = "contact"
    __table_args__: ClassVar[Any] = (
        check("kind in ('call', 'e-mail', 'letter', 'note')", "contact_kind"),
        check("direction in ('out', 'in')", "contact_direction"),
        check(
            "outcome in ('reached', 'not reached', 'promised', 'disputes', 'says paid', 'wrong person', 'none')",
            "contact_outcome",
        ),
        Index("contact_of_customer", "customer_id", "happened_at"),
        Index("contact_agreed", "customer_id", "next_on", sqlite_where=text("next_on is not null")),
        STRICT,
    )

    id: int | None = key()
    uid: UUID = column(UuidText, unique=True)
    customer_id: int = refers("customer.id")
    invoice_id: int | None = refers("invoice.id", nullable=True, initial=None)
    happened_at: datetime = column(UtcInstant)
    on_day: date = column(IsoDate)
    kind: str = text_column()
    direction: str = text_column()
    outcome: str = text_column()
    person: str = personal()
    note: str = personal()
    next_on: date | None = column(IsoDate, nullable=True, initial=None)
    by: str = text_column()


class ContactTakenBack(SQLModel, table=True):
    """A contact that was logged by mistake: since then it counts as none. The contact itself stays as it was."""

    __tablename__ = "contact_taken_back"
    __table_args__: ClassVar[Any] = (check("reason <> ''", "contact_taken_back_reason"), STRICT)

    id: int | None = key()
    contact_id: int = refers("contact.id", unique=True)
    on_day: date = column(IsoDate)
    reason: str = text_column()
    by: str = text_column()


class Promise(SQLModel, table=True):
    """A promise to pay; whether it was kept is computed from the allocations, never stored.

    `after_allocation` is the last allocation booked before it: money that came earlier on the same day keeps nothing.
    """

    __tablename__ = "promise"
    __table_args__: ClassVar[Any] = (
        check("amount_minor > 0", "promise_amount"),
        check("grace_days between 0 and 60", "promise_grace"),
        Index("promise_of_customer", "customer_id", "due_on"),
        STRICT,
    )

    id: int | None = key()
    uid: UUID = column(UuidText, unique=True)
    customer_id: int = refers("customer.id")
    contact_id: int | None = refers("contact.id", nullable=True, initial=None)
    recorded_on: date = column(IsoDate)
    due_on: date = column(IsoDate)
    grace_days: int = column(Integer, initial=0)
    currency: str = text_column()
    amount_minor: int = column(Integer)
    after_allocation: int = column(Integer, initial=0)
    withdrawn_on: date | None = column(IsoDate, nullable=True, initial=None)
    withdrawn_because: str = text_column()


class PromiseInvoice(SQLModel, table=True):
    """Which invoices a promise covers; kept for ever."""

    __tablename__ = "promise_invoice"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("promise_id", "invoice_id"),
        Index("promise_invoice_of_invoice", "invoice_id"),
        STRICT,
    )

    id: int | None = key()
    promise_id: int = refers("promise.id")
    invoice_id: int = refers("invoice.id")


class Snooze(SQLModel, table=True):
    """A work item hidden until a day, with the reason; `until` of null is awake."""

    __tablename__ = "snooze"
    __table_args__: ClassVar[Any] = (STRICT,)

    id: int | None = key()
    key: str = text_column(unique=True)
    customer_id: int = refers("customer.id", index=True)
    until: date | None = column(IsoDate, nullable=True, initial=None)
    reason: str = text_column()
    by: str = text_column()
