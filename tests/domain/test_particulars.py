"""What is impossible in a customer's addresses, tax ids and bank accounts is blocked at its own field."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from billdesk.domain.checks.entry import CustomerFacts, check_customer
from billdesk.domain.drafts import (
    Address,
    AddressPurpose,
    BankAccount,
    CustomerDraft,
    FurtherAddress,
    TaxId,
    TaxIdKind,
)
from billdesk.domain.findings import Findings, Severity
from billdesk.domain.terms import Terms

IBAN = "DE89370400440532013000"
DRAFT = CustomerDraft(
    uid=UUID(int=1),
    code="H-1",
    name="Hofmann KG",
    currency="EUR",
    terms=Terms(),
    address=Address("Anger 1", "99084", "Erfurt", "", "DE"),
    vat_id="DE136695976",
    addresses=(FurtherAddress(AddressPurpose.DELIVERY, Address("Hafen 2", "", "", "", "NL")),),
    tax_ids=(TaxId(TaxIdKind.VAT, "NL002455799B11", "NL"), TaxId(TaxIdKind.OTHER, "7")),
    bank_accounts=(BankAccount(IBAN, "", "COBADEFF"), BankAccount("0532013000")),
)


def check(draft: CustomerDraft, *kept: str) -> Findings:
    return check_customer(draft, CustomerFacts(kept=frozenset(kept)))


def test_right_particulars_are_clear() -> None:
    assert not list(check(DRAFT))


BAD = (
    (
        {"vat_id": "DE136695975"},
        "vat_id",
        "The VAT number has wrong check digits or the wrong length; compare it with its source.",
    ),
    (
        {"addresses": (FurtherAddress(AddressPurpose.OTHER, Address(" ", country="NL")),)},
        "addresses.1.street",
        "Further address 1 needs a street, a postcode or a town.",
    ),
    (
        {"addresses": (FurtherAddress(AddressPurpose.OTHER, Address("Hafen 2", country="nl")),)},
        "addresses.1.country",
        "The country of further address 1 is two capital letters, such as DE.",
    ),
    (
        {"tax_ids": (TaxId(TaxIdKind.OTHER, "7"), TaxId(TaxIdKind.VAT, "NL002455799B12", "NL"))},
        "tax_ids.2.value",
        "Further tax id 2 has wrong check digits or the wrong length; compare it with its source.",
    ),
    ({"tax_ids": (TaxId(TaxIdKind.OTHER, " "),)}, "tax_ids.1.value", "Further tax id 1 has no number."),
    (
        {"tax_ids": (TaxId(TaxIdKind.VAT, "DE 136 695 976", "DE"),)},
        "tax_ids.1.value",
        "Further tax id 1 is there twice; keep one.",
    ),
    (
        {"tax_ids": (TaxId(TaxIdKind.OTHER, "7", "Germany"),)},
        "tax_ids.1.country",
        "The country of further tax id 1 is two capital letters, such as DE.",
    ),
    (
        {"bank_accounts": (BankAccount("7"), BankAccount("DE89370400440532013001"))},
        "bank_accounts.2.number",
        "The IBAN of bank account 2 has wrong check digits; compare it with its source.",
    ),
    ({"bank_accounts": (BankAccount(""),)}, "bank_accounts.1.number", "Bank account 1 has no number."),
    (
        {"bank_accounts": (BankAccount(IBAN, "", "COBADEF"),)},
        "bank_accounts.1.bic",
        "The BIC of bank account 1 is not written like a BIC; compare it with its source.",
    ),
    (
        {"bank_accounts": (BankAccount(IBAN), BankAccount("de89 3704 0044 0532 0130 00"))},
        "bank_accounts.2.number",
        "Bank account 2 is there twice; keep one.",
    ),
)


@pytest.mark.parametrize(("change", "field", "message"), BAD, ids=[message for _, _, message in BAD])
def test_what_is_impossible_is_blocked_at_its_field(change: dict[str, object], field: str, message: str) -> None:
    found = check(replace(DRAFT, **change))  # type: ignore[arg-type]  # varied by name
    assert [(one.severity, one.field, one.message) for one in found] == [(Severity.BLOCK, field, message)]


@pytest.mark.parametrize(
    "draft",
    [
        replace(DRAFT, vat_id="DE136695975"),
        replace(DRAFT, tax_ids=(TaxId(TaxIdKind.VAT, "NL002455799B12", "NL"),)),
        replace(DRAFT, bank_accounts=(BankAccount("DE89370400440532013001"),)),
        replace(DRAFT, bank_accounts=(BankAccount(IBAN, "", "COBADEF"),)),
    ],
    ids=["vat", "tax id", "iban", "bic"],
)
def test_a_wrong_number_that_the_book_has_already_is_only_asked_about(draft: CustomerDraft) -> None:
    (wrong,) = check(draft)
    assert wrong.severity is Severity.BLOCK
    (asked,) = check(draft, wrong.evidence)
    assert (asked.code, asked.severity) == (wrong.code, Severity.ASK)
    assert asked.message.endswith("it was in the book before. Is it right?")
