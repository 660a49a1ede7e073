"""The tables of the book. STRICT, with CHECKs for amounts and states; `docs/architecture.md` gives the reasons.

`info={"derived": True}` marks a column that a trigger keeps from other rows (what is open of an instalment, what is
unapplied of a receipt): it is recomputed by `verify` and left out of the audit chain. `info={"personal": True}` marks
a personal field: it enters the chain as a salted commitment, so that it can be erased and the chain still verifies.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Text, UniqueConstraint, text
from sqlalchemy.types import TypeEngine
from sqlmodel import Field, SQLModel

from db.types import IsoDate, ScaledDecimal, UtcInstant, UuidText

QUANTITY_PLACES = 6
PRICE_PLACES = 6
PERCENT_PLACES = 3

STRICT = {"sqlite_strict": True}


def _key() -> Any:
    return Field(default=None, sa_column=Column("id", Integer, primary_key=True))


def _column(kind: type[TypeEngine[Any]] | TypeEngine[Any], *args: Any, **options: Any) -> Any:
    """A field with an explicit column, because STRICT tables take none of the default types."""
    options.setdefault("nullable", False)
    default: Any = options.pop("initial", ...)
    return Field(default=default, sa_column=Column(kind, *args, **options))


def _text(*, initial: Any = "", **options: Any) -> Any:
    return _column(Text, initial=initial, **options)


def _personal(**options: Any) -> Any:
    return _text(info={"personal": True}, **options)


def _refers(target: str, **options: Any) -> Any:
    return _column(Integer, ForeignKey(target), **options)


def _check(rule: str, name: str) -> CheckConstraint:
    return CheckConstraint(rule, name=name)


class Company(SQLModel, table=True):
    """The desk's own company and settings: one row. `desk_uid` names the file for ever."""

    __tablename__ = "company"
    __table_args__: ClassVar[Any] = (_check("id = 1", "company_is_one"), STRICT)

    id: int | None = _key()
    desk_uid: UUID = _column(UuidText)
    name: str = _text()
    street: str = _text()
    postcode: str = _text()
    town: str = _text()
    region: str = _text()
    country: str = _text()
    vat_id: str = _text()
    currency: str = _text(initial="EUR")
    language: str = _text(initial="en")
    time_zone: str = _text(initial="UTC")
    tax_method: str = _text(initial="document")
    invoice_pattern: str = _text(initial="{year}-{seq:04}")
    credit_note_pattern: str = _text(initial="C{year}-{seq:04}")
    bank: str = _text()
    version: int = _column(Integer, initial=1)


class Customer(SQLModel, table=True):
    """An account: who owes."""

    __tablename__ = "customer"
    __table_args__: ClassVar[Any] = (
        _check("length(currency) = 3", "customer_currency"),
        _check("length(code) > 0", "customer_code"),
        STRICT,
    )

    id: int | None = _key()
    uid: UUID = _column(UuidText, unique=True)
    code: str = _text(unique=True)
    name: str = _personal()
    street: str = _personal()
    postcode: str = _personal()
    town: str = _personal()
    region: str = _text()
    country: str = _text()
    vat_id: str = _personal()
    currency: str = _text()
    terms: str = _text(initial="net 30")
    language: str = _text(initial="en")
    notes: str = _personal()
    owner: str = _text()
    version: int = _column(Integer, initial=1)


class CustomerPerson(SQLModel, table=True):
    """Somebody to reach at a customer."""

    __tablename__ = "customer_person"
    __table_args__: ClassVar[Any] = (UniqueConstraint("customer_id", "position"), STRICT)

    id: int | None = _key()
    customer_id: int = _refers("customer.id")
    position: int = _column(Integer)
    name: str = _personal()
    role: str = _text()
    phone: str = _personal()
    email: str = _personal()


class NumberSeries(SQLModel, table=True):
    """The last number given in a series and period; numbers are given inside the issuing transaction."""

    __tablename__ = "number_series"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("kind", "period"),
        _check("kind in ('invoice', 'credit note')", "number_series_kind"),
        _check("last_sequence >= 0", "number_series_sequence"),
        STRICT,
    )

    id: int | None = _key()
    kind: str = _text()
    period: str = _text()
    last_sequence: int = _column(Integer, initial=0)
    last_issued_on: date | None = _column(IsoDate, nullable=True, initial=None)


class Invoice(SQLModel, table=True):
    """An invoice: `draft`, then `issued` under a number, or `void`. Settled, overdue … are computed views.

    The buyer as printed is copied at issue, because a later move of the customer must not change an issued document.
    """

    __tablename__ = "invoice"
    __table_args__: ClassVar[Any] = (
        _check("state in ('draft', 'issued', 'void')", "invoice_state"),
        _check("length(currency) = 3", "invoice_currency"),
        _check("total_minor = net_minor + tax_minor and total_minor >= 0", "invoice_sum"),
        _check("state <> 'issued' or number is not null", "invoice_number"),
        _check("state <> 'draft' or number is null", "invoice_draft_number"),
        _check("tax_method in ('document', 'line')", "invoice_tax_method"),
        Index("invoice_of_customer", "customer_id", "id"),
        Index("invoice_drafts", "customer_id", sqlite_where=text("state = 'draft'")),
        Index("invoice_unsent", "customer_id", sqlite_where=text("state = 'issued' and sent_on is null")),
        STRICT,
    )

    id: int | None = _key()
    uid: UUID = _column(UuidText, unique=True)
    customer_id: int = _refers("customer.id")
    state: str = _text(initial="draft")
    number: str | None = _text(initial=None, nullable=True, unique=True)
    issued_on: date = _column(IsoDate)
    supplied_on: date | None = _column(IsoDate, nullable=True, initial=None)
    sent_on: date | None = _column(IsoDate, nullable=True, initial=None)
    sent_how: str = _text()
    currency: str = _text()
    terms: str = _text(initial="net 30")
    tax_method: str = _text(initial="document")
    reference: str = _text()
    note: str = _text()
    exemption: str = _text()
    net_minor: int = _column(Integer, initial=0)
    tax_minor: int = _column(Integer, initial=0)
    total_minor: int = _column(Integer, initial=0)
    disputed: int = _column(Integer, initial=0)
    imported: int = _column(Integer, initial=0)
    buyer_name: str = _personal()
    buyer_address: str = _personal()
    buyer_vat_id: str = _personal()
    void_reason: str = _text()
    version: int = _column(Integer, initial=1)


class InvoiceLine(SQLModel, table=True):
    """One line of an invoice; `unit_price` is in major units."""

    __tablename__ = "invoice_line"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("invoice_id", "position"),
        _check("tax_rate between 0 and 100000", "invoice_line_tax_rate"),
        _check("discount_percent = 0 or discount_minor = 0", "invoice_line_one_discount"),
        STRICT,
    )

    id: int | None = _key()
    invoice_id: int = _refers("invoice.id")
    position: int = _column(Integer)
    description: str = _text()
    quantity: Decimal = _column(ScaledDecimal(QUANTITY_PLACES))
    unit: str = _text()
    unit_price: Decimal = _column(ScaledDecimal(PRICE_PLACES))
    discount_percent: Decimal = _column(ScaledDecimal(PERCENT_PLACES), initial=Decimal(0))
    discount_minor: int = _column(Integer, initial=0)
    tax_rate: Decimal = _column(ScaledDecimal(PERCENT_PLACES))
    net_minor: int = _column(Integer)


class Instalment(SQLModel, table=True):
    """One due date and amount of an issued invoice. Customer, currency and issue date repeat the invoice's, which no
    longer change, so that ageing reads one index. `open_minor` is kept by the allocation triggers."""

    __tablename__ = "instalment"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("invoice_id", "position"),
        _check("amount_minor >= 0", "instalment_amount"),
        _check("open_minor between 0 and amount_minor", "instalment_open"),
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

    id: int | None = _key()
    invoice_id: int = _refers("invoice.id")
    customer_id: int = _refers("customer.id")
    currency: str = _text()
    issued_on: date = _column(IsoDate)
    position: int = _column(Integer)
    due_on: date = _column(IsoDate)
    amount_minor: int = _column(Integer)
    open_minor: int = _column(Integer, info={"derived": True})


class Receipt(SQLModel, table=True):
    """Money that came in, or the reversal of such a record (negative amount, `reverses_id`)."""

    __tablename__ = "receipt"
    __table_args__: ClassVar[Any] = (
        _check("amount_minor <> 0 and (amount_minor > 0) = (reverses_id is null)", "receipt_amount"),
        _check("unapplied_minor between 0 and max(amount_minor, 0)", "receipt_unapplied"),
        _check("length(currency) = 3", "receipt_currency"),
        Index("receipt_of_customer", "customer_id", "received_on"),
        Index("receipt_unapplied", "customer_id", "currency", sqlite_where=text("unapplied_minor > 0")),
        STRICT,
    )

    id: int | None = _key()
    uid: UUID = _column(UuidText, unique=True)
    customer_id: int = _refers("customer.id")
    received_on: date = _column(IsoDate)
    currency: str = _text()
    amount_minor: int = _column(Integer)
    method: str = _text()
    reference: str = _text()
    reason: str = _text()
    reverses_id: int | None = _refers("receipt.id", nullable=True, initial=None, unique=True)
    unapplied_minor: int = _column(Integer, info={"derived": True})


class CreditNote(SQLModel, table=True):
    """The correction of an issued invoice, whole or by line, under a number of its own series."""

    __tablename__ = "credit_note"
    __table_args__: ClassVar[Any] = (
        _check("total_minor = net_minor + tax_minor and total_minor > 0", "credit_note_sum"),
        _check("unapplied_minor between 0 and total_minor", "credit_note_unapplied"),
        Index("credit_note_of_customer", "customer_id", "issued_on"),
        Index("credit_note_of_invoice", "invoice_id"),
        Index("credit_note_unapplied", "customer_id", "currency", sqlite_where=text("unapplied_minor > 0")),
        STRICT,
    )

    id: int | None = _key()
    uid: UUID = _column(UuidText, unique=True)
    number: str = _text(unique=True)
    invoice_id: int = _refers("invoice.id")
    customer_id: int = _refers("customer.id")
    issued_on: date = _column(IsoDate)
    currency: str = _text()
    reason: str = _text()
    net_minor: int = _column(Integer)
    tax_minor: int = _column(Integer)
    total_minor: int = _column(Integer)
    unapplied_minor: int = _column(Integer, info={"derived": True})


class CreditNoteLine(SQLModel, table=True):
    """How much of an invoice line a credit note takes back."""

    __tablename__ = "credit_note_line"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("credit_note_id", "invoice_line_id"),
        Index("credit_note_line_of_line", "invoice_line_id"),
        _check("quantity <> 0", "credit_note_line_quantity"),
        STRICT,
    )

    id: int | None = _key()
    credit_note_id: int = _refers("credit_note.id")
    invoice_line_id: int = _refers("invoice_line.id")
    quantity: Decimal = _column(ScaledDecimal(QUANTITY_PLACES))
    net_minor: int = _column(Integer)


class Allocation(SQLModel, table=True):
    """Which receipt or credit note settled how much of which instalment; negative when a reversal undoes one."""

    __tablename__ = "allocation"
    __table_args__: ClassVar[Any] = (
        _check("amount_minor <> 0", "allocation_amount"),
        _check("(receipt_id is null) <> (credit_note_id is null)", "allocation_one_source"),
        Index("allocation_of_instalment", "instalment_id"),
        Index("allocation_of_receipt", "receipt_id", sqlite_where=text("receipt_id is not null")),
        Index("allocation_of_credit_note", "credit_note_id", sqlite_where=text("credit_note_id is not null")),
        Index("allocation_by_day", "applied_on", "instalment_id", "amount_minor"),
        STRICT,
    )

    id: int | None = _key()
    instalment_id: int = _refers("instalment.id")
    receipt_id: int | None = _refers("receipt.id", nullable=True, initial=None)
    credit_note_id: int | None = _refers("credit_note.id", nullable=True, initial=None)
    applied_on: date = _column(IsoDate)
    amount_minor: int = _column(Integer)
    uid: UUID | None = _column(UuidText, nullable=True, initial=None)


class Contact(SQLModel, table=True):
    """One contact with a customer, for the log. `on_day` is its day in the desk's time zone."""

    __tablename__ = "contact"
    __table_args__: ClassVar[Any] = (
        _check("kind in ('call', 'e-mail', 'letter', 'note')", "contact_kind"),
        _check("direction in ('out', 'in')", "contact_direction"),
        _check(
            "outcome in ('reached', 'not reached', 'promised', 'disputes', 'says paid', 'wrong person', 'none')",
            "contact_outcome",
        ),
        Index("contact_of_customer", "customer_id", "happened_at"),
        STRICT,
    )

    id: int | None = _key()
    uid: UUID = _column(UuidText, unique=True)
    customer_id: int = _refers("customer.id")
    invoice_id: int | None = _refers("invoice.id", nullable=True, initial=None)
    happened_at: datetime = _column(UtcInstant)
    on_day: date = _column(IsoDate)
    kind: str = _text()
    direction: str = _text()
    outcome: str = _text()
    person: str = _personal()
    note: str = _personal()
    next_on: date | None = _column(IsoDate, nullable=True, initial=None)
    by: str = _text()


class Promise(SQLModel, table=True):
    """A promise to pay; whether it was kept is computed from the allocations, never stored."""

    __tablename__ = "promise"
    __table_args__: ClassVar[Any] = (
        _check("amount_minor > 0", "promise_amount"),
        _check("grace_days between 0 and 60", "promise_grace"),
        Index("promise_of_customer", "customer_id", "due_on"),
        STRICT,
    )

    id: int | None = _key()
    uid: UUID = _column(UuidText, unique=True)
    customer_id: int = _refers("customer.id")
    contact_id: int | None = _refers("contact.id", nullable=True, initial=None)
    recorded_on: date = _column(IsoDate)
    due_on: date = _column(IsoDate)
    grace_days: int = _column(Integer, initial=0)
    currency: str = _text()
    amount_minor: int = _column(Integer)
    withdrawn_on: date | None = _column(IsoDate, nullable=True, initial=None)
    withdrawn_because: str = _text()


class PromiseInvoice(SQLModel, table=True):
    """Which invoices a promise covers; kept for ever."""

    __tablename__ = "promise_invoice"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("promise_id", "invoice_id"),
        Index("promise_invoice_of_invoice", "invoice_id"),
        STRICT,
    )

    id: int | None = _key()
    promise_id: int = _refers("promise.id")
    invoice_id: int = _refers("invoice.id")


class Snooze(SQLModel, table=True):
    """A work item hidden until a day, with the reason; `until` of null is awake."""

    __tablename__ = "snooze"
    __table_args__: ClassVar[Any] = (STRICT,)

    id: int | None = _key()
    key: str = _text(unique=True)
    customer_id: int = _refers("customer.id", index=True)
    until: date | None = _column(IsoDate, nullable=True, initial=None)
    reason: str = _text()
    by: str = _text()


class ImportedFile(SQLModel, table=True):
    """A file that was booked, by the SHA-256 of its bytes, so that it is not booked twice."""

    __tablename__ = "imported_file"
    __table_args__: ClassVar[Any] = (STRICT,)

    id: int | None = _key()
    fingerprint: str = _text(unique=True)
    file_name: str = _text()
    imported_at: datetime = _column(UtcInstant)
    entries: int = _column(Integer)


class Audit(SQLModel, table=True):
    """One change of the book: who, when, what, and the hash that chains it to all before it."""

    __tablename__ = "audit"
    __table_args__: ClassVar[Any] = (Index("audit_of_subject", "subject", "seq"), STRICT)

    seq: int | None = Field(default=None, sa_column=Column("seq", Integer, primary_key=True))
    at: str = _text()
    by: str = _text()
    action: str = _text()
    subject: str = _text()
    evidence: str = _text()
    payload: str = _text()
    hash: str = _text()


class AuditPrivate(SQLModel, table=True):
    """The personal values behind the commitments of one audit row; erasing this row erases them for ever."""

    __tablename__ = "audit_private"
    __table_args__: ClassVar[Any] = (STRICT,)

    seq: int | None = Field(default=None, sa_column=Column("seq", Integer, ForeignKey("audit.seq"), primary_key=True))
    salt: str = _text()
    content: str = _text()


RECORDS: tuple[type[SQLModel], ...] = (
    Company,
    Customer,
    CustomerPerson,
    NumberSeries,
    Invoice,
    InvoiceLine,
    Instalment,
    Receipt,
    CreditNote,
    CreditNoteLine,
    Allocation,
    Contact,
    Promise,
    PromiseInvoice,
    Snooze,
    ImportedFile,
)
"""Every table whose rows the audit chain covers."""
