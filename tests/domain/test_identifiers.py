"""Check digits and lengths of IBANs, BICs and tax ids; the numbers are the examples of the rules' own papers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billdesk.domain.checks.identifiers import iban_in, is_bic, is_iban, is_tax_id
from billdesk.domain.checks.particulars import check_company
from billdesk.domain.drafts import Address, CompanyDraft, TaxId, TaxIdKind
from billdesk.domain.particulars import (
    account_number,
    looks_like_iban,
    printed_tax_id,
    read_tax_id,
    say_account_number,
)
from billdesk.domain.tax_method import TaxMethod

IBANS = ("DE89370400440532013000", "GB29NWBK60161331926819", "NL91ABNA0417164300", "CH9300762011623852957")
VAT_IDS = (
    ("DE136695976", "DE"),
    ("ATU13585627", "AT"),
    ("NL002455799B11", "NL"),
    ("FR40303265045", "FR"),
    ("ESA13585625", "ES"),
    ("IT00743110157", "IT"),
    ("EL094259216", "GR"),
    ("IE6433435F", "IE"),
    ("BE0428759497", "BE"),
    ("GB980780684", "GB"),
    ("XI980780684", "GB"),
    ("CHE107787577IVA", "CH"),
    ("CHE-107.787.577", "CH"),
)
GSTIN = "27AAPFU0939F1ZV"


@pytest.mark.parametrize("iban", IBANS)
def test_a_right_iban_is_right_however_it_is_written(iban: str) -> None:
    assert is_iban(iban)
    written = say_account_number(iban)
    assert written[4] == " "
    assert account_number(f" {written.lower()} ") == iban


@given(st.sampled_from(IBANS), st.integers(2, 13), st.integers(1, 9))
def test_one_wrong_digit_of_an_iban_is_found(iban: str, at: int, by: int) -> None:
    digits = [place for place, sign in enumerate(iban) if sign.isdigit()]
    place = digits[at % len(digits)]
    spoilt = f"{iban[:place]}{(int(iban[place]) + by) % 10}{iban[place + 1 :]}"
    assert not is_iban(spoilt)


@given(st.sampled_from(IBANS), st.integers(2, 16))
def test_two_digits_of_an_iban_changed_round_are_found(iban: str, at: int) -> None:
    swapped = f"{iban[:at]}{iban[at + 1]}{iban[at]}{iban[at + 2 :]}"
    assert swapped == iban or not is_iban(swapped)


@pytest.mark.parametrize(
    "iban", ["DE8937040044053201300", "DE893704004405320130000", "ZZ68370400440532013000", "DE", ""]
)
def test_an_iban_of_another_length_or_of_no_country_is_found(iban: str) -> None:
    assert not is_iban(iban)


@pytest.mark.parametrize(("number", "said"), [("0532 013 000", "0532 013 000"), ("12-3456", "12-3456"), ("", "")])
def test_an_account_number_of_another_kind_stays_as_it_was_written(number: str, said: str) -> None:
    assert not looks_like_iban(number)
    assert say_account_number(account_number(number)) == said


@pytest.mark.parametrize("bic", ["COBADEFFXXX", "abna nl 2a"])
def test_a_bic_has_its_form(bic: str) -> None:
    assert is_bic(bic)


@pytest.mark.parametrize("bic", ["COBADEFFXX", "COBADE", "C0BADEFF", "COBAZZFF"])
def test_a_bic_of_another_form_is_found(bic: str) -> None:
    assert not is_bic(bic)


@pytest.mark.parametrize(("number", "country"), VAT_IDS)
def test_a_right_vat_number_tells_whose_it_is(number: str, country: str) -> None:
    tax_id = read_tax_id(number, "US")
    assert tax_id == TaxId(TaxIdKind.VAT, number, country)
    assert is_tax_id(tax_id)


@pytest.mark.parametrize(
    "number",
    [
        *("DE136695975", "DE13669597", "NL002455799B12", "FR41303265045", "IT00743110158", "GB980780685"),
        *("CHE107787578", "CHE107787578IVA", "ATU1358562", "27AAPFU0939F1ZA"),
    ],
)
def test_a_wrong_tax_id_is_found(number: str) -> None:
    assert is_tax_id(read_tax_id(number)) is False


@pytest.mark.parametrize(
    ("number", "country", "right"),
    [
        ("136695976", "DE", True),
        ("136695975", "DE", False),
        ("151/815/08156", "DE", False),
        (GSTIN, "IN", True),
        (GSTIN[:-1], "IN", False),
        ("12-3456789", "US", None),
        ("anything", "", None),
        ("DE136695975", "US", False),
        ("DE１３６６９５９７６", "DE", False),
    ],
)
def test_the_tax_id_that_is_printed_is_of_the_customers_country_unless_it_says_another(
    number: str, country: str, right: bool | None
) -> None:
    assert is_tax_id(printed_tax_id(number, country)) is right


def test_a_tax_id_of_another_kind_is_never_wrong() -> None:
    assert is_tax_id(TaxId(TaxIdKind.OTHER, "151/815/08156", "DE")) is None


@given(st.text(), st.sampled_from(["", "DE", "IN", "GB", "CH", "IE", "US", "ZZ", "x"]), st.sampled_from(TaxIdKind))
def test_whatever_is_typed_is_judged_without_an_error(text: str, country: str, kind: TaxIdKind) -> None:
    assert is_iban(text) in (True, False)
    assert is_bic(text) in (True, False)
    for tax_id in (TaxId(kind, text, country), printed_tax_id(text, country)):
        assert is_tax_id(tax_id) in (True, False, None)
    assert account_number(account_number(text)) == account_number(text)


@pytest.mark.parametrize(
    ("text", "iban"),
    [
        ("DE89 3704 0044 0532 0130 00, Commerzbank", "DE89370400440532013000"),
        ("Commerzbank Köln DE89370400440532013000 COBADEFF", "DE89370400440532013000"),
        ("IBAN: NL91 ABNA 0417 1643 00", "NL91ABNA0417164300"),
        ("Barclays, sort code 20-00-00, account 12345678", ""),
        ("cash at the counter", ""),
        ("", ""),
    ],
)
def test_the_iban_among_other_words_is_found(text: str, iban: str) -> None:
    assert iban_in(text) == iban


OURS = CompanyDraft(
    "N", Address(country="NL"), "NL002455799B11", "EUR", "nl", "UTC", TaxMethod.DOCUMENT, "{seq}", "C{seq}",
    bank="NL91 ABNA 0417 1643 00, ABN AMRO",
)  # fmt: skip


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (OURS, None),
        (replace(OURS, vat_id="", bank=""), None),
        (replace(OURS, bank="on the counter"), None),
        (replace(OURS, vat_id="NL002455799B12X"), "vat_id"),
        (replace(OURS, bank="NL91 ABNA 0417 1634 00, ABN AMRO"), "bank"),
        (replace(OURS, bank="NL91 ABNA 0417 1643 0, ABN AMRO"), "bank"),
    ],
)
def test_what_every_invoice_prints_has_right_check_digits(draft: CompanyDraft, field: str | None) -> None:
    assert [finding.field for finding in check_company(draft).blocking] == ([field] if field else [])
    in_book = frozenset({draft.vat_id, draft.bank})
    assert not check_company(draft, in_book).blocking, "what stands there already is only asked about"
