"""Master data that moves money is typed again when it changes, and never shown while it is."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billdesk.domain.double_check import Mismatch, Review, confirm
from billdesk.domain.drafts import BankAccount, CompanyDraft, CustomerDraft, Person, TaxId, TaxIdKind
from billdesk.domain.master_data import is_lowered, paired
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
        replace(SAME, bank_accounts=(BankAccount("DE89 3704 0044 0532 0130 00", "hofmann kg"),)),
        replace(SAME, persons=(replace(OLD.persons[0], name="Frau Weiß"),)),
        replace(SAME, persons=(*SAME.persons, Person("Hr. Groß", phone="+49 361 2"))),
    ],
)
def test_what_stays_or_does_not_move_money_is_not_typed_again(draft: CustomerDraft) -> None:
    assert review_customer(draft, OLD).asked == ()


def test_another_bic_or_holder_of_the_same_account_is_typed_again() -> None:
    review = review_customer(replace(SAME, bank_accounts=(BankAccount(IBAN, "A. Fremd", "COBADEFF"),)), OLD)
    assert asked(review) == [("BIC 1", "bank_accounts.1.bic"), ("Holder 1", "bank_accounts.1.holder")]
    assert "Bank 1: DE89 3704 0044 0532 0130 00, Hofmann KG → DE89 3704 0044 0532 0130 00, •••, •••" in shown(review)
    confirm(review, {"BIC 1": "coba de ff", "Holder 1": "a. fremd"})
    with pytest.raises(Mismatch):
        confirm(review, {"BIC 1": "COBADEFF", "Holder 1": "Hofmann KG"})


TWO = replace(
    OLD,
    bank_accounts=(BankAccount(IBAN, "Hofmann KG", "COBADEFF"), BankAccount(OTHER_IBAN)),
    persons=(*OLD.persons, Person("Hr. Groß", email="gross@hofmann.example")),
)
BOTH = customer_draft(TWO)


def test_swapped_addresses_are_two_changes() -> None:
    first, second = BOTH.persons
    swapped = (replace(first, email=second.email), replace(second, email=first.email))
    review = review_customer(replace(BOTH, persons=swapped), TWO)
    assert [(question.label, question.hint) for question in review.asked] == [
        ("E-mail 1", "of Fr. Weiß"),
        ("E-mail 2", "of Hr. Groß"),
    ]
    assert "@hofmann" not in shown(review)
    with pytest.raises(Mismatch):
        confirm(review, {"E-mail 1": first.email, "E-mail 2": second.email})
    assert review_customer(replace(BOTH, persons=(second, first)), TWO).asked == (), "another order changes nothing"


def test_of_an_account_that_is_taken_away_the_last_four_are_typed() -> None:
    review = review_customer(replace(BOTH, bank_accounts=(TWO.bank_accounts[1],)), TWO)
    assert asked(review) == [("Bank 2", "bank_accounts")]
    assert "Bank 2: •••, COBADEFF, Hofmann KG → –" in shown(review)
    assert "Bank 1" not in shown(review), "the one that stays is not told as a change"
    assert confirm(review, {"Bank 2": "3000"}).draft.bank_accounts == (TWO.bank_accounts[1],)
    with pytest.raises(Mismatch):
        confirm(review, {"Bank 2": "4300"})


def test_what_is_taken_away_is_named_once_more() -> None:
    bare = replace(
        BOTH,
        vat_id="",
        tax_ids=(),
        persons=(replace(BOTH.persons[0], email=""),),
        bank_accounts=(BankAccount(IBAN), TWO.bank_accounts[1]),
    )
    review = review_customer(bare, TWO)
    assert [question.label for question in review.asked] == [
        "VAT number", "Tax id 2", "BIC 1", "Holder 1", "E-mail 1", "E-mail 2",
    ]  # fmt: skip
    right = {
        "VAT number": "6789",
        "Tax id 2": "2345",
        "BIC 1": "DEFF",
        "Holder 1": "Hofmann KG",
        "E-mail 1": "weiss@hofmann.example",
        "E-mail 2": "gross@hofmann.example",
    }
    confirm(review, right)
    with pytest.raises(Mismatch):
        confirm(review, right | {"E-mail 2": "weiss@hofmann.example"})


def test_another_number_printed_on_invoices_is_asked_though_it_was_known() -> None:
    tax_ids = (TaxId(TaxIdKind.VAT, OLD.vat_id, "DE"),)
    review = review_customer(replace(SAME, vat_id="12/345", tax_ids=tax_ids), OLD)
    assert asked(review) == [("VAT number", "vat_id")]


names = st.sampled_from(["a", "b", "c", "d"])


@given(st.lists(names, max_size=5), st.lists(names, max_size=5))
def test_pairing_loses_nothing_and_pairs_the_same(old: list[str], new: list[str]) -> None:
    pairs = paired(old, new, str)
    assert [after for _, after in pairs if after is not None] == new
    assert sorted(before for before, _ in pairs if before is not None) == sorted(old)
    same = sum((Counter(old) & Counter(new)).values())
    assert sum(before == after for before, after in pairs) == same
    assert len(pairs) == max(len(old), len(new))


def test_a_new_customer_has_nothing_yet_that_could_be_changed() -> None:
    assert review_customer(SAME, None).asked == ()


def test_where_customers_pay_to_is_typed_again() -> None:
    review = review_company(replace(OURS, bank="DE89 3704 0044 0532 0130 00 Commerzbank"), COMPANY)
    assert asked(review) == [("Bank", "bank")]
    assert "Bank: NL91 ABNA 0417 1643 00 → •••" in shown(review)
    assert confirm(review, {"Bank": "DE89370400440532013000, commerzbank"}).evidence.kind == "typed again"
    assert review_company(OURS, COMPANY).asked == ()
    assert asked(review_company(replace(OURS, vat_id="NL987654321B01"), COMPANY)) == [("VAT number", "vat_id")]
    gone = review_company(replace(OURS, bank=""), COMPANY)
    confirm(gone, {"Bank": COMPANY.bank})
    assert asked(gone) == [("Bank", "bank")]


GUARDED = replace(COMPANY, hold_seconds=60, check_above_minor=500_000)
GUARDING = replace(OURS, hold_seconds=60, check_above_minor=500_000)


@pytest.mark.parametrize(
    ("change", "typed", "said", "lowered"),
    [
        ({"check_above_minor": 1_000_000}, {"Second person": "10,000"}, "one person alone books what lies", True),
        ({"check_above_minor": 0}, {"Second person": "0"}, "No entry waits for a second person any more", True),
        ({"check_above_minor": 100_000}, {"Second person": "1000.00"}, "More entries wait", False),
        ({"currency": "JPY"}, {"Second person": "500000"}, "Fewer entries wait", True),
        ({"hold_seconds": 5}, {"Held for": "5 seconds"}, "Another time is held", True),
        ({"hold_seconds": 0}, {"Held for": "0"}, "Numbers are given at once", True),
        ({"hold_seconds": 90}, {"Held for": "90"}, "Another time is held", False),
        ({"second_key_from": 31}, {"Second key": "31"}, "", True),
        ({"second_key_from": 29}, {"Second key": "29"}, "", False),
        ({"retired_checks": ("duplicate",)}, {}, "", True),
        ({"bank": ""}, {"Bank": COMPANY.bank}, "", False),
    ],
)
def test_what_protects_the_book_is_typed_again_with_what_its_change_means(
    change: dict[str, Any], typed: dict[str, str], said: str, *, lowered: bool
) -> None:
    draft = replace(GUARDING, **change)
    review = review_company(draft, GUARDED)
    assert said in review.consequence
    assert {question.label for question in review.asked} == typed.keys()
    confirm(review, typed)
    if typed:
        with pytest.raises(Mismatch):
            confirm(review, dict.fromkeys(typed, "7"))
    assert is_lowered(draft, GUARDED) is lowered


def test_what_is_not_held_and_not_limited_says_so_in_a_new_desk() -> None:
    shown = {
        row.label: row.new for row in review_company(replace(GUARDING, hold_seconds=0, check_above_minor=0), None).rows
    }
    assert (shown["Held for"], shown["Second person"]) == ("no time, given at once", "no limit")
