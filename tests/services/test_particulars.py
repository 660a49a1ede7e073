"""What a customer may have several of: people, further addresses and tax ids, bank accounts."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from billdesk.domain.drafts import CustomerDraft, ImportBatch, TaxId, TaxIdKind
from billdesk.domain.errors import RuleError, StaleError
from billdesk.services import customers, imports, safekeeping
from billdesk.services.desk import Desk
from billdesk.services.drafting import customer_draft
from tests import makers
from tests.makers import ADDRESSES, BANK_ACCOUNTS, PARTICULARS, TAX_IDS, confirmed


def draft_of(desk: Desk, customer_id: int) -> CustomerDraft:
    return customer_draft(customers.get(desk, customer_id))


def test_everything_comes_back_as_it_was_saved(desk: Desk) -> None:
    draft = makers.a_customer_draft("N-1", **PARTICULARS)
    saved = draft_of(desk, customers.save(desk, confirmed(draft)))
    assert saved == replace(draft, id=saved.id, version=1)


@pytest.mark.parametrize(
    "change",
    [
        {"addresses": ADDRESSES[::-1]},
        {"addresses": ADDRESSES[1:], "tax_ids": (), "bank_accounts": BANK_ACCOUNTS[:1]},
        {
            "tax_ids": (TAX_IDS[1], TAX_IDS[0], TaxId(TaxIdKind.OTHER, "7")),
            "bank_accounts": (replace(BANK_ACCOUNTS[0], holder="Hofmann GmbH"),),
        },
    ],
)
def test_a_change_leaves_just_what_the_form_holds_and_a_whole_book(desk: Desk, change: dict[str, object]) -> None:
    customer_id = makers.a_customer(desk, "N-1", **PARTICULARS)
    changed = replace(draft_of(desk, customer_id), **change)  # type: ignore[arg-type]  # varied by name
    customers.save(desk, confirmed(changed))
    assert draft_of(desk, customer_id) == replace(changed, version=2)
    customers.save(desk, confirmed(changed))
    assert draft_of(desk, customer_id).version == 2, "confirmed twice, saved once"
    assert safekeeping.verify(desk) == ()


def test_the_same_version_with_another_bank_account_is_not_taken_for_the_same_change(desk: Desk) -> None:
    customer_id = makers.a_customer(desk, "N-1", **PARTICULARS)
    before = draft_of(desk, customer_id)
    customers.save(desk, confirmed(replace(before, bank_accounts=BANK_ACCOUNTS[:1])))
    with pytest.raises(StaleError, match="changed by"):
        customers.save(desk, confirmed(replace(before, bank_accounts=BANK_ACCOUNTS[1:])))


def test_an_invoice_prints_the_billing_address_and_the_first_tax_id(desk: Desk) -> None:
    customer_id = makers.a_customer(desk, "N-1", **PARTICULARS)
    makers.an_invoice(desk, customer_id)
    with closing(sqlite3.connect(desk.path)) as connection:
        printed = connection.execute("select buyer_address, buyer_vat_id from invoice").fetchone()
    assert printed == ("Anger 1\n99084 Erfurt\nDE", "DE123456788")


def test_numbers_and_streets_stand_in_the_chain_only_as_commitments(desk: Desk) -> None:
    makers.a_customer(desk, "N-1", **PARTICULARS)
    with closing(sqlite3.connect(desk.path)) as connection:
        said = "".join(payload for (payload,) in connection.execute("select payload from audit"))
    assert "customer_bank_account" in said
    for secret in ("DE89370400440532013000", "COBADEFFXXX", "Hofmann KG", "Am Hafen", "Gispersleben", "NL002455799B11"):
        assert secret not in said


def test_an_import_books_them_too(desk: Desk) -> None:
    draft = makers.a_customer_draft("N-1", **PARTICULARS)
    imports.book(desk, confirmed(ImportBatch("customers.csv", "f" * 64, customers=(draft,))))
    account = customers.find(desk, "N-1")
    assert customer_draft(account) == replace(draft, id=account.id, version=1)
    assert safekeeping.verify(desk) == ()


def test_a_wrong_number_that_the_book_has_does_not_keep_anybody_from_changing_the_rest(desk: Desk) -> None:
    wrong = replace(makers.a_customer_draft("N-1"), vat_id="DE123456789")
    with pytest.raises(RuleError, match="The VAT number has wrong check digits"):
        customers.save(desk, confirmed(wrong))
    imports.book(desk, confirmed(ImportBatch("customers.csv", "f" * 64, customers=(wrong,))))
    account = customers.find(desk, "N-1")
    customers.save(desk, confirmed(replace(customer_draft(account), notes="calls on Mondays")))
    again = replace(draft_of(desk, account.id), vat_id="DE123456780")
    assert customers.check(desk, again).blocking
    with pytest.raises(RuleError):
        customers.save(desk, confirmed(again))
