"""What a customer may have several of, as commands print it: addresses, tax ids, bank accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from billdesk.domain.particulars import looks_like_iban, printed_tax_id
from billdesk.output import Column, Record, Value

if TYPE_CHECKING:
    from billdesk.domain.records import AccountView

ADDRESSES = (
    Column("purpose", "For"),
    Column("street", "Street"),
    Column("postcode", "Postcode"),
    Column("town", "Town"),
    Column("region", "Region", extra=True),
    Column("country", "Country"),
)
TAX_IDS = (Column("kind", "Kind"), Column("value", "Tax id"), Column("country", "Country"))
BANK_ACCOUNTS = (
    Column("holder", "Holder"),
    Column("iban", "IBAN"),
    Column("account", "Account"),
    Column("bic", "BIC"),
)


def particulars_records(account: AccountView) -> dict[str, Value]:
    """All of them, by the keys of `customer show`."""
    return {
        "addresses": address_records(account),
        "tax_ids": tax_id_records(account),
        "bank_accounts": bank_account_records(account),
    }


def address_records(account: AccountView) -> list[Record]:
    """Every address of an account: the billing one first."""
    purposes = ["billing", *(further.purpose.value for further in account.addresses)]
    addresses = [account.address, *(further.address for further in account.addresses)]
    return [
        {
            "purpose": purpose,
            "street": address.street,
            "postcode": address.postcode,
            "town": address.town,
            "region": address.region,
            "country": address.country,
        }
        for purpose, address in zip(purposes, addresses, strict=True)
    ]


def tax_id_records(account: AccountView) -> list[Record]:
    """Every tax id of an account: the one that invoices print first."""
    printed = [printed_tax_id(account.vat_id, account.address.country)] if account.vat_id else []
    return [
        {"kind": tax_id.kind.value, "value": tax_id.value, "country": tax_id.country}
        for tax_id in (*printed, *account.tax_ids)
    ]


def bank_account_records(account: AccountView) -> list[Record]:
    """The accounts a customer pays from, each number under `iban`, or under `account` where it is none."""
    return [
        {
            "holder": one.holder,
            "iban": one.number if looks_like_iban(one.number) else "",
            "account": "" if looks_like_iban(one.number) else one.number,
            "bic": one.bic,
        }
        for one in account.bank_accounts
    ]
