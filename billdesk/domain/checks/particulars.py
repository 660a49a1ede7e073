"""The checks of addresses, tax ids and bank accounts of customers and of the company: wrong check digits and lengths
are impossible.

A number that stands in the book already (`kept`), because another system handed it over before it was checked, is only
asked about: it must not keep anybody from changing the rest of the customer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from billdesk.domain.checks.identifiers import iban_in, is_bic, is_iban, is_tax_id, wrong_iban
from billdesk.domain.drafts import Address, CompanyDraft, CustomerDraft, TaxId
from billdesk.domain.findings import Finding, Findings, Severity
from billdesk.domain.particulars import in_one_piece, looks_like_iban, printed_tax_id

_COUNTRY: Final = re.compile(r"[A-Z]{2}")
_TAX_ID: Final = "has wrong check digits or the wrong length"


def check_particulars(draft: CustomerDraft, kept: frozenset[str] = frozenset()) -> Iterator[Finding]:
    """Findings of the billing address and every further one, of the tax ids and of the bank accounts.

    `kept` holds the tax ids, account numbers and BICs that the book has of this customer.
    """
    yield from _country(draft.address.country, "address.country", "A country")
    for place, further in enumerate(draft.addresses, start=1):
        yield from _further_address(further.address, f"addresses.{place}", place)
    yield from _tax_ids(draft, kept)
    yield from _bank_accounts(draft, kept)


def check_company(draft: CompanyDraft, kept: frozenset[str] = frozenset()) -> Findings:
    """Findings of the desk's own tax id, and of the IBAN in how customers pay: every invoice prints them.

    `kept` holds what the book has of them.
    """
    return Findings.of(_company(draft, kept))


def _company(draft: CompanyDraft, kept: frozenset[str]) -> Iterator[Finding]:
    if draft.vat_id.strip() and is_tax_id(printed_tax_id(draft.vat_id, draft.address.country)) is False:
        yield _wrong("vat-check", "vat_id", f"The VAT number {_TAX_ID}", draft.vat_id, kept)
    iban = iban_in(draft.bank)
    if iban and not is_iban(iban):
        yield _wrong("iban-check", "bank", "The IBAN has wrong check digits or the wrong length", draft.bank, kept)


def _country(country: str, field: str, name: str) -> Iterator[Finding]:
    if country and not _COUNTRY.fullmatch(country):
        message = f"{name} is two capital letters, such as DE."
        yield Finding("country-unknown", Severity.BLOCK, field, message, country)


def _further_address(address: Address, field: str, place: int) -> Iterator[Finding]:
    if not (address.street.strip() or address.postcode.strip() or address.town.strip()):
        message = f"Further address {place} needs a street, a postcode or a town."
        yield Finding("address-empty", Severity.BLOCK, f"{field}.street", message)
    yield from _country(address.country, f"{field}.country", f"The country of further address {place}")


def _tax_ids(draft: CustomerDraft, kept: frozenset[str]) -> Iterator[Finding]:
    if draft.vat_id.strip() and is_tax_id(printed_tax_id(draft.vat_id, draft.address.country)) is False:
        yield _wrong("vat-check", "vat_id", f"The VAT number {_TAX_ID}", draft.vat_id, kept)
    seen: set[str] = {in_one_piece(draft.vat_id)}
    for place, tax_id in enumerate(draft.tax_ids, start=1):
        field, name = f"tax_ids.{place}", f"Further tax id {place}"
        yield from _country(tax_id.country, f"{field}.country", f"The country of further tax id {place}")
        yield from _tax_id(tax_id, f"{field}.value", name, kept)
        if tax_id.value.strip() and in_one_piece(tax_id.value) in seen:
            yield Finding("tax-id-twice", Severity.BLOCK, f"{field}.value", f"{name} is there twice; keep one.")
        seen.add(in_one_piece(tax_id.value))


def _tax_id(tax_id: TaxId, field: str, name: str, kept: frozenset[str]) -> Iterator[Finding]:
    if not tax_id.value.strip():
        yield Finding("tax-id-missing", Severity.BLOCK, field, f"{name} has no number.")
    elif is_tax_id(tax_id) is False:
        yield _wrong("tax-id-check", field, f"{name} {_TAX_ID}", tax_id.value, kept)


def _bank_accounts(draft: CustomerDraft, kept: frozenset[str]) -> Iterator[Finding]:
    seen: set[str] = set()
    for place, account in enumerate(draft.bank_accounts, start=1):
        field, whose, number = f"bank_accounts.{place}", f"of bank account {place}", account.number
        if not number.strip():
            yield Finding("account-missing", Severity.BLOCK, f"{field}.number", f"Bank account {place} has no number.")
        elif looks_like_iban(number) and (wrong := wrong_iban(number)):
            yield _wrong("iban-check", f"{field}.number", f"The IBAN {whose} {wrong}", number, kept)
        if account.bic.strip() and not is_bic(account.bic):
            said = f"The BIC {whose} is not written like a BIC"
            yield _wrong("bic-check", f"{field}.bic", said, account.bic, kept)
        if number.strip() and in_one_piece(number) in seen:
            message = f"Bank account {place} is there twice; keep one."
            yield Finding("account-twice", Severity.BLOCK, f"{field}.number", message)
        seen.add(in_one_piece(number))


def _wrong(code: str, field: str, said: str, value: str, kept: frozenset[str]) -> Finding:
    """The finding of a number that cannot be; one that was in the book before is only asked about."""
    if value in kept:
        return Finding(code, Severity.ASK, field, f"{said}; it was in the book before. Is it right?", value)
    return Finding(code, Severity.BLOCK, field, f"{said}; compare it with its source.", value)
