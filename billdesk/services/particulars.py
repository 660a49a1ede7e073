"""Customers as columns of the book, and back: the customer itself, and what it may have several of."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from billdesk.domain.drafts import (
    Address,
    AddressPurpose,
    BankAccount,
    FurtherAddress,
    Person,
    TaxId,
    TaxIdKind,
)
from billdesk.domain.terms import Terms
from billdesk.services.views import address_of, person_of
from db.queries import account as sql
from db.reader import Value, fetch

Columns = dict[str, str]


class HasParticulars(Protocol):
    """Whatever has people, further addresses and tax ids, and bank accounts, each in their order."""

    @property
    def persons(self) -> tuple[Person, ...]: ...  # noqa: D102
    @property
    def addresses(self) -> tuple[FurtherAddress, ...]: ...  # noqa: D102
    @property
    def tax_ids(self) -> tuple[TaxId, ...]: ...  # noqa: D102
    @property
    def bank_accounts(self) -> tuple[BankAccount, ...]: ...  # noqa: D102


class HasMasterData(HasParticulars, Protocol):
    """A customer before it is written."""

    @property
    def code(self) -> str: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def address(self) -> Address: ...  # noqa: D102
    @property
    def vat_id(self) -> str: ...  # noqa: D102
    @property
    def currency(self) -> str: ...  # noqa: D102
    @property
    def terms(self) -> Terms: ...  # noqa: D102
    @property
    def language(self) -> str: ...  # noqa: D102
    @property
    def notes(self) -> str: ...  # noqa: D102
    @property
    def owner(self) -> str: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Particulars:
    """What a customer may have several of, in its order."""

    persons: tuple[Person, ...]
    addresses: tuple[FurtherAddress, ...]
    tax_ids: tuple[TaxId, ...]
    bank_accounts: tuple[BankAccount, ...]


def particulars_of(customer: HasParticulars) -> Particulars:
    """The particulars alone, to compare."""
    return Particulars(customer.persons, customer.addresses, customer.tax_ids, customer.bank_accounts)


def read_particulars(connection: sqlite3.Connection, customer_id: int) -> Particulars:
    """What the book says of a customer."""
    wanted: dict[str, Value] = {"customer": customer_id}
    return Particulars(
        persons=tuple(map(person_of, fetch(connection, sql.PERSONS, wanted))),
        addresses=tuple(
            FurtherAddress(AddressPurpose(row["purpose"]), address_of(row))
            for row in fetch(connection, sql.ADDRESSES, wanted)
        ),
        tax_ids=tuple(
            TaxId(TaxIdKind(row["kind"]), row["value"], row["country"])
            for row in fetch(connection, sql.TAX_IDS, wanted)
        ),
        bank_accounts=tuple(
            BankAccount(row["number"], row["holder"], row["bic"])
            for row in fetch(connection, sql.BANK_ACCOUNTS, wanted)
        ),
    )


def customer_columns(customer: HasMasterData) -> Columns:
    """The master data that a customer has one of."""
    return {
        "code": customer.code,
        "name": customer.name,
        **_address_columns(customer.address),
        "vat_id": customer.vat_id,
        "currency": customer.currency,
        "terms": str(customer.terms),
        "language": customer.language,
        "notes": customer.notes,
        "owner": customer.owner,
    }


def particulars_columns(customer: HasParticulars) -> dict[str, tuple[Columns, ...]]:
    """For each table the rows of a customer in their order, without ids and places."""
    return {
        "customer_person": tuple(
            {"name": one.name, "role": one.role, "phone": one.phone, "email": one.email} for one in customer.persons
        ),
        "customer_address": tuple(
            {"purpose": one.purpose.value, **_address_columns(one.address)} for one in customer.addresses
        ),
        "customer_tax_id": tuple(
            {"kind": one.kind.value, "value": one.value, "country": one.country} for one in customer.tax_ids
        ),
        "customer_bank_account": tuple(
            {"holder": one.holder, "number": one.number, "bic": one.bic} for one in customer.bank_accounts
        ),
    }


def particulars_rows(
    customer: HasParticulars, customer_id: int, next_id: Callable[[str], int]
) -> list[tuple[str, dict[str, Value]]]:
    """The rows of a new customer for writing in bulk; `next_id` gives the id of a table's next row."""
    return [
        (table, {"id": next_id(table), "customer_id": customer_id, "position": position, **columns})
        for table, rows in particulars_columns(customer).items()
        for position, columns in enumerate(rows, start=1)
    ]


def _address_columns(address: Address) -> Columns:
    return {
        "street": address.street,
        "postcode": address.postcode,
        "town": address.town,
        "region": address.region,
        "country": address.country,
    }
