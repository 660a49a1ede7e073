"""What a customer may have several of, as rows that are typed: people, addresses, tax ids, bank accounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from billdesk.domain.drafts import (
    Address,
    AddressPurpose,
    BankAccount,
    FurtherAddress,
    Person,
    TaxId,
    TaxIdKind,
)
from billdesk.domain.errors import InputError
from billdesk.domain.particulars import account_number, read_tax_id, say_account_number
from screens.forms.kinds import pick_word
from screens.forms.rows import Cell, CellError, RowsGrid

_PURPOSES = tuple(purpose.value for purpose in AddressPurpose)
_KINDS = tuple(kind.value for kind in TaxIdKind)


def _stripped(texts: Mapping[str, str]) -> dict[str, str]:
    return {key: text.strip() for key, text in texts.items()}


def _word(cell: str, text: str, words: Sequence[str], label: str) -> str:
    try:
        return pick_word(text, words, label)
    except InputError as error:
        raise CellError(cell, str(error)) from error


def _country(text: str) -> str:
    if text and not (len(text) == 2 and text.isascii() and text.isalpha()):
        raise CellError("country", "The country is two letters, such as NL.")
    return text.upper()


class PersonsGrid(RowsGrid[Person]):
    """The people to reach at a customer."""

    KEY: ClassVar[str] = "persons"
    NAME: ClassVar[str] = "Person"
    CELLS: ClassVar[tuple[Cell, ...]] = (
        Cell("name", "Name", "3fr"),
        Cell("role", "Role", "2fr"),
        Cell("phone", "Phone", "3fr"),
        Cell("email", "E-mail", "4fr"),
    )

    def __init__(self, persons: Sequence[Person] = ()) -> None:
        super().__init__(
            [{"name": one.name, "role": one.role, "phone": one.phone, "email": one.email} for one in persons]
        )

    def parse(self, texts: Mapping[str, str]) -> Person:
        """The person that the cells describe."""
        stripped = {key: text.strip() for key, text in texts.items()}
        if not stripped["name"]:
            raise CellError("name", "A person to reach needs a name.")
        return Person(stripped["name"], stripped["role"], stripped["phone"], stripped["email"])


class AddressesGrid(RowsGrid[FurtherAddress]):
    """The addresses of a customer beside the one that is billed."""

    KEY: ClassVar[str] = "addresses"
    NAME: ClassVar[str] = "Further address"
    CELLS: ClassVar[tuple[Cell, ...]] = (
        Cell("purpose", "For", 9),
        Cell("street", "Street", "4fr"),
        Cell("postcode", "Postcode", 9),
        Cell("town", "Town", "3fr"),
        Cell("region", "Region", "2fr"),
        Cell("country", "Country", 7, own=False),
    )

    def __init__(self, addresses: Sequence[FurtherAddress] = ()) -> None:
        super().__init__(
            [
                {
                    "purpose": one.purpose.value,
                    "street": one.address.street,
                    "postcode": one.address.postcode,
                    "town": one.address.town,
                    "region": one.address.region,
                    "country": one.address.country,
                }
                for one in addresses
            ]
        )

    def parse(self, texts: Mapping[str, str]) -> FurtherAddress:
        """The address that the cells describe."""
        said = _stripped(texts)
        purpose = AddressPurpose(_word("purpose", said["purpose"], _PURPOSES, "What it is for"))
        if not (said["street"] or said["postcode"] or said["town"]):
            raise CellError("street", "It needs a street, a postcode or a town.")
        country = _country(said["country"])
        return FurtherAddress(purpose, Address(said["street"], said["postcode"], said["town"], said["region"], country))

    def seed(self, before: Mapping[str, str]) -> dict[str, str]:
        """The country is mostly that of the address before."""
        return {"country": before["country"]}


class TaxIdsGrid(RowsGrid[TaxId]):
    """The tax ids of a customer beside the one that invoices print; kind and country are told by most numbers."""

    KEY: ClassVar[str] = "tax_ids"
    NAME: ClassVar[str] = "Further tax id"
    SIDE: ClassVar[str] = "Read as"
    CELLS: ClassVar[tuple[Cell, ...]] = (
        Cell("value", "Number", "1fr"),
        Cell("kind", "Kind", 7, own=False),
        Cell("country", "Country", 7, own=False),
    )

    def __init__(self, tax_ids: Sequence[TaxId] = ()) -> None:
        super().__init__([{"value": one.value, "kind": one.kind.value, "country": one.country} for one in tax_ids])

    def parse(self, texts: Mapping[str, str]) -> TaxId:
        """The tax id that the cells describe; what they leave out is read from the number."""
        said = _stripped(texts)
        found = read_tax_id(said["value"], _country(said["country"]))
        kind = TaxIdKind(_word("kind", said["kind"], _KINDS, "The kind")) if said["kind"] else found.kind
        return TaxId(kind, said["value"], _country(said["country"]) or found.country)

    def side(self, value: TaxId) -> str:
        """How the number was understood."""
        return " ".join(filter(None, (value.kind.value, value.country)))


class BankAccountsGrid(RowsGrid[BankAccount]):
    """The accounts from which a customer pays."""

    KEY: ClassVar[str] = "bank_accounts"
    NAME: ClassVar[str] = "Bank account"
    CELLS: ClassVar[tuple[Cell, ...]] = (
        Cell("number", "IBAN or account number", "4fr"),
        Cell("bic", "BIC", 12),
        Cell("holder", "Holder", "3fr"),
    )

    def __init__(self, accounts: Sequence[BankAccount] = ()) -> None:
        super().__init__(
            [{"number": say_account_number(one.number), "bic": one.bic, "holder": one.holder} for one in accounts]
        )

    def parse(self, texts: Mapping[str, str]) -> BankAccount:
        """The account that the cells describe."""
        said = _stripped(texts)
        if not said["number"]:
            raise CellError("number", "It needs its IBAN or its account number.")
        return BankAccount(account_number(said["number"]), said["holder"], said["bic"].upper())
