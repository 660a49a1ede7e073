"""The company and its accounts."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Integer, UniqueConstraint
from sqlmodel import SQLModel

from db.models.columns import STRICT, check, column, key, personal, refers, text_column
from db.types import UuidText


class Company(SQLModel, table=True):
    """The desk's own company and settings: one row. `desk_uid` names the file for ever."""

    __tablename__ = "company"
    __table_args__: ClassVar[Any] = (check("id = 1", "company_is_one"), STRICT)

    id: int | None = key()
    desk_uid: UUID = column(UuidText)
    name: str = text_column()
    street: str = text_column()
    postcode: str = text_column()
    town: str = text_column()
    region: str = text_column()
    country: str = text_column()
    vat_id: str = text_column()
    currency: str = text_column(initial="EUR")
    language: str = text_column(initial="en")
    time_zone: str = text_column(initial="UTC")
    tax_method: str = text_column(initial="document")
    invoice_pattern: str = text_column(initial="{year}-{seq:04}")
    credit_note_pattern: str = text_column(initial="C{year}-{seq:04}")
    bank: str = text_column()
    version: int = column(Integer, initial=1)


class Customer(SQLModel, table=True):
    """An account: who owes."""

    __tablename__ = "customer"
    __table_args__: ClassVar[Any] = (
        check("length(currency) = 3", "customer_currency"),
        check("length(code) > 0", "customer_code"),
        STRICT,
    )

    id: int | None = key()
    uid: UUID = column(UuidText, unique=True)
    code: str = text_column(unique=True)
    name: str = personal()
    street: str = personal()
    postcode: str = personal()
    town: str = personal()
    region: str = text_column()
    country: str = text_column()
    vat_id: str = personal()
    currency: str = text_column()
    terms: str = text_column(initial="net 30")
    language: str = text_column(initial="en")
    notes: str = personal()
    owner: str = text_column()
    version: int = column(Integer, initial=1)


class CustomerPerson(SQLModel, table=True):
    """Somebody to reach at a customer."""

    __tablename__ = "customer_person"
    __table_args__: ClassVar[Any] = (UniqueConstraint("customer_id", "position"), STRICT)

    id: int | None = key()
    customer_id: int = refers("customer.id")
    position: int = column(Integer)
    name: str = personal()
    role: str = text_column()
    phone: str = personal()
    email: str = personal()


class CustomerAddress(SQLModel, table=True):
    """A further address of a customer. The billing address is the customer's own, so there is always exactly one."""

    __tablename__ = "customer_address"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("customer_id", "position"),
        check("position > 0", "customer_address_position"),
        check("purpose in ('delivery', 'office', 'other')", "customer_address_purpose"),
        check("length(country) in (0, 2)", "customer_address_country"),
        STRICT,
    )

    id: int | None = key()
    customer_id: int = refers("customer.id")
    position: int = column(Integer)
    purpose: str = text_column()
    street: str = personal()
    postcode: str = personal()
    town: str = personal()
    region: str = text_column()
    country: str = text_column()


class CustomerTaxId(SQLModel, table=True):
    """A further tax id of a customer; the one that invoices print is the customer's own `vat_id`."""

    __tablename__ = "customer_tax_id"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("customer_id", "position"),
        check("position > 0", "customer_tax_id_position"),
        check("kind in ('vat', 'gstin', 'other')", "customer_tax_id_kind"),
        check("length(country) in (0, 2)", "customer_tax_id_country"),
        STRICT,
    )

    id: int | None = key()
    customer_id: int = refers("customer.id")
    position: int = column(Integer)
    kind: str = text_column()
    value: str = personal()
    country: str = text_column()


class CustomerBankAccount(SQLModel, table=True):
    """An account a customer pays from: its IBAN, or the number it has where there are none."""

    __tablename__ = "customer_bank_account"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("customer_id", "position"),
        check("position > 0", "customer_bank_account_position"),
        STRICT,
    )

    id: int | None = key()
    customer_id: int = refers("customer.id")
    position: int = column(Integer)
    holder: str = personal()
    number: str = personal()
    bic: str = personal()
