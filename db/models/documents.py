"""Invoices and credit notes, their lines, instalments and numbers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, Integer, UniqueConstraint, text
from sqlmodel import SQLModel

from db.models.columns import (
    PERCENT_PLACES,
    PRICE_PLACES,
    QUANTITY_PLACES,
    STRICT,
    check,
    column,
    key,
    personal,
    refers,
    text_column,
)
from db.types import IsoDate, ScaledDecimal, UuidText


class NumberSeries(SQLModel, table=True):
    """The last number given in a series and period; numbers are given inside the issuing transaction."""

    __tablename__ = "number_series"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("kind", "period"),
        check("kind in ('invoice', 'credit note')", "number_series_kind"),
        check("last_sequence >= 0", "number_series_sequence"),
        STRICT,
    )

    id: int | None = key()
    kind: str = text_column()
    period: str = text_column()
    last_sequence: int = column(Integer, initial=0)
    last_issued_on: date | None = column(IsoDate, nullable=True, initial=None)


class Invoice(SQLModel, table=True):
    """An invoice: `draft`, then `issued` under a number, or `void`. Settled, overdue … are computed views.

    The buyer as printed is copied at issue, because a later move of the customer must not change an issued document.
    """

    __tablename__ = "invoice"
    __table_args__: ClassVar[Any] = (
        check("state in ('draft', 'issued', 'void')", "invoice_state"),
        check("length(currency) = 3", "invoice_currency"),
        check("total_minor = net_minor + tax_minor and total_minor >= 0", "invoice_sum"),
        check("state <> 'issued' or number is not null", "invoice_number"),
        check("state <> 'draft' or number is null", "invoice_draft_number"),
        check("tax_method in ('document', 'line')", "invoice_tax_method"),
        Index("invoice_of_customer", "customer_id", "id"),
        Index("invoice_drafts", "customer_id", sqlite_where=text("state = 'draft'")),
        Index("invoice_unsent", "customer_id", sqlite_where=text("state = 'issued' and sent_on is null")),
        STRICT,
    )

    id: int | None = key()
    uid: UUID = column(UuidText, unique=True)
    customer_id: int = refers("customer.id")
    state: str = text_column(initial="draft")
    number: str | None = text_column(initial=None, nullable=True, unique=True)
    issued_on: date = column(IsoDate)
    supplied_on: date | None = column(IsoDate, nullable=True, initial=None)
    sent_on: date | None = column(IsoDate, nullable=True, initial=None)
    sent_how: str = text_column()
    currency: str = text_column()
    terms: str = text_column(initial="net 30")
    tax_method: str = text_column(initial="document")
    reference: str = text_column()
    note: str = text_column()
    exemption: str = text_column()
    net_minor: int = column(Integer, initial=0)
    tax_minor: int = column(Integer, initial=0)
    total_minor: int = column(Integer, initial=0)
    disputed: int = column(Integer, initial=0)
    imported: int = column(Integer, initial=0)
    buyer_name: str = personal()
    buyer_address: str = personal()
    buyer_vat_id: str = personal()
    void_reason: str = text_column()
    version: int = column(Integer, initial=1)


class InvoiceLine(SQLModel, table=True):
    """One line of an invoice; `unit_price` is in major units."""

    __tablename__ = "invoice_line"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("invoice_id", "position"),
        check("tax_rate between 0 and 100000", "invoice_line_tax_rate"),
        check("discount_percent = 0 or discount_minor = 0", "invoice_line_one_discount"),
        STRICT,
    )

    id: int | None = key()
    invoice_id: int = refers("invoice.id")
    position: int = column(Integer)
    description: str = text_column()
    quantity: Decimal = column(ScaledDecimal(QUANTITY_PLACES))
    unit: str = text_column()
    unit_price: Decimal = column(ScaledDecimal(PRICE_PLACES))
    discount_percent: Decimal = column(ScaledDecimal(PERCENT_PLACES), initial=Decimal(0))
    discount_minor: int = column(Integer, initial=0)
    tax_rate: Decimal = column(ScaledDecimal(PERCENT_PLACES))
    net_minor: int = column(Integer)


class Instalment(SQLModel, table=True):
    """One due date and amount of an issued invoice. Customer, currency and issue date repeat the invoice's, which no
    longer change, so that ageing reads one index. `open_minor` is kept by the allocation triggers."""

    __tablename__ = "instalment"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("invoice_id", "position"),
        check("amount_minor >= 0", "instalment_amount"),
        check("open_minor between 0 and amount_minor", "instalment_open"),
        Index(
            "instalment_open_by_customer",
            "customer_id",
            "currency",
            "due_on",
            "open_minor",
            "issued_on",
            sqlite_where=text("open_minor > 0"),
        ),
        Index(
            "instalment_open_by_day",
            "currency",
            "due_on",
            "open_minor",
            "issued_on",
            sqlite_where=text("open_minor > 0"),
        ),
        STRICT,
    )

    id: int | None = key()
    invoice_id: int = refers("invoice.id")
    customer_id: int = refers("customer.id")
    currency: str = text_column()
    issued_on: date = column(IsoDate)
    position: int = column(Integer)
    due_on: date = column(IsoDate)
    amount_minor: int = column(Integer)
    open_minor: int = column(Integer, info={"derived": True})


class CreditNote(SQLModel, table=True):
    """The correction of an issued invoice, whole or by line, under a number of its own series."""

    __tablename__ = "credit_note"
    __table_args__: ClassVar[Any] = (
        check("total_minor = net_minor + tax_minor and total_minor > 0", "credit_note_sum"),
        check("unapplied_minor between 0 and total_minor", "credit_note_unapplied"),
        Index("credit_note_of_customer", "customer_id", "issued_on"),
        Index("credit_note_of_invoice", "invoice_id"),
        Index(
            "credit_note_unapplied",
            *("customer_id", "currency", "issued_on", "unapplied_minor"),
            sqlite_where=text("unapplied_minor > 0"),
        ),
        STRICT,
    )

    id: int | None = key()
    uid: UUID = column(UuidText, unique=True)
    number: str = text_column(unique=True)
    invoice_id: int = refers("invoice.id")
    customer_id: int = refers("customer.id")
    issued_on: date = column(IsoDate)
    currency: str = text_column()
    reason: str = text_column()
    net_minor: int = column(Integer)
    tax_minor: int = column(Integer)
    total_minor: int = column(Integer)
    unapplied_minor: int = column(Integer, info={"derived": True})


class CreditNoteLine(SQLModel, table=True):
    """How much of an invoice line a credit note takes back."""

    __tablename__ = "credit_note_line"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("credit_note_id", "invoice_line_id"),
        Index("credit_note_line_of_line", "invoice_line_id"),
        check("quantity <> 0", "credit_note_line_quantity"),
        STRICT,
    )

    id: int | None = key()
    credit_note_id: int = refers("credit_note.id")
    invoice_line_id: int = refers("invoice_line.id")
    quantity: Decimal = column(ScaledDecimal(QUANTITY_PLACES))
    net_minor: int = column(Integer)
