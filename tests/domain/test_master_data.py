"""Master data that moves money is typed again when it changes, and never shown while it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from billdesk.domain.double_check import Mismatch, Review, confirm
from billdesk.domain.drafts import BankAccount, CompanyDraft, CustomerDraft, Person, TaxId, TaxIdKind
from billdesk.domain.records import AccountView
from billdesk.domain.reviews import review_company, review_customer
from billdesk.services.drafting import customer_draft
from tests.domain.records_for_tests import ACCOUNT, COMPANY

IBAN, OTHER_IBAN = "DE89370400440532013000", "NL91ABNA0417164300"
OLD: AccountView = replace(
    ACCOUNT,
    uid="00000000000000000000000000000001",
    persons=(Person("Fr. Weiß", "accounts", "+49 361 1", "weiss@hofmann.example"),),
    bank_accounts=(BankAccount(IBAN, "Hofmann KG"),),
    tax_ids=(TaxId(TaxIdKind.OTHER, "12/345"),),
)
SAME: CustomerDraft = customer_draft(OLD)
OURS = CompanyDraft(
    COMPANY.name, COMPANY.address, COMPANY.vat_id, COMPANY.currency, COMPANY.language, COMPANY.time_zone,
    COMPANY.tax_method, COMPANY.invoice_pattern, COMPANY.credit_note_pattern, COMPANY.bank,
)  # fmt: skip


def asked(review: Review[CustomerDraft] | Review[CompanyDraft]) -> list[tuple[str, str]]:
    return [(question.label, question.field) for question in review.asked]


def shown(review: Review[CustomerDraft] | Review[CompanyDraft]) -> str:
    return "\n".join(f"{row.label}: {row.old} → {row.new}" for row in review.rows)


def test_a_new_bank_account_is_typed_again_beside_the_old_one() -> None:
    review = review_customer(replace(SAME, bank_accounts=(BankAccount(OTHER_IBAN, "Hofmann KG"),)), OLD)
    assert asked(review) == [("Bank 1", "bank_accounts.1.number")]
    assert "Bank 1: DE89 3704 0044 0532 0130 00, Hofmann KG → •••, Hofmann KG" in shown(review)
    assert confirm(review, {"Bank 1": "nl91 abna 0417 1643 00"}).evidence.detail == "bank 1"
    with pytest.raises(Mismatch):
        confirm(review, {"Bank 1": "NL91 ABNA 0417 1634 00"})
    with pytest.raises(Mismatch):
        confirm(review, {"Bank 1": "4300"})


def test_a_new_address_for_reminders_is_typed_again() -> None:
    review = review_customer(replace(SAME, persons=(replace(OLD.persons[0], email="weis@hofmann.example"),)), OLD)
    assert asked(review) == [("E-mail 1", "persons.1.email")]
    assert "weis@" not in shown(review)
    assert "weiss@hofmann.example" in shown(review)
    assert confirm(review, {"E-mail 1": "Weis@Hofmann.example"}).draft.persons[0].email == "weis@hofmann.example"


def test_new_tax_ids_are_typed_again() -> None:
    tax_ids = (*SAME.tax_ids, TaxId(TaxIdKind.VAT, "NL002455799B11", "NL"))
    review = review_customer(replace(SAME, vat_id="DE 987 654 321", tax_ids=tax_ids), OLD)
    assert asked(review) == [("VAT number", "vat_id"), ("Tax id 3", "tax_ids.2.value")]
    for secret in ("987", "002455799"):
        assert secret not in shown(review)


@pytest.mark.parametrize(
    "draft",
    [
        SAME,
        replace(SAME, name="Hofmann KG", notes="calls back", owner="eva"),
        replace(SAME, bank_accounts=(), tax_ids=(), persons=(), vat_id=""),
        replace(SAME, bank_accounts=(BankAccount("DE89 3704 0044 0532 0130 00", "Hofmann GmbH"),)),
        replace(SAME, persons=(*SAME.persons, Person("Hr. Groß", phone="+49 361 2"))),
    ],
)
def test_what_stays_goes_or_does_not_move_money_is_not_typed_again(draft: CustomerDraft) -> None:
    assert review_customer(draft, OLD).asked == ()


def test_a_new_customer_has_nothing_yet_that_could_be_changed() -> None:
    assert review_customer(SAME, None).asked == ()


def test_where_customers_pay_to_is_typed_again() -> None:
    review = review_company(replace(OURS, bank="DE89 3704 0044 0532 0130 00 Commerzbank"), COMPANY)
    assert asked(review) == [("Bank", "bank")]
    assert "Bank: NL91 ABNA 0417 1643 00 → •••" in shown(review)
    assert confirm(review, {"Bank": "DE89370400440532013000, commerzbank"}).evidence.kind == "typed again"
    assert review_company(OURS, COMPANY).asked == ()
    assert asked(review_company(replace(OURS, vat_id="NL987654321B01"), COMPANY)) == [("VAT number", "vat_id")]
