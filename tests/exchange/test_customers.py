"""Master data of another system becomes customers or rejected rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from billdesk.domain.drafts import Address, AddressPurpose, BankAccount, FurtherAddress, Person, TaxId, TaxIdKind
from billdesk.exchange.customers import read_customers
from billdesk.exchange.reading import Reading, ReadOptions
from tests.exchange.making import csv_file

HEAD = "Code,Name,Street,Postcode,City,Country,Currency,Terms,VAT No.,Contact,Phone,E-Mail,Language,Notes,Owner"
ROW = (
    "H-0031,Hofmann & Söhne KG,Markt 1,99084,Erfurt,de,eur,net 14,DE136695976,Fr. Weiß,+49 361 1,w@hofmann.example,"
    "DE,,mk"
)


def read(folder: Path, *rows: str, head: str = HEAD, currency: str = "") -> Reading:
    return read_customers(csv_file(folder, *rows, head=head), ReadOptions(currency=currency))


def test_a_full_row(tmp_path: Path) -> None:
    (customer,) = read(tmp_path, ROW).bookable().customers
    assert (customer.code, customer.name, customer.currency, str(customer.terms)) == (
        "H-0031", "Hofmann & Söhne KG", "EUR", "net 14"
    )  # fmt: skip
    assert customer.address == Address("Markt 1", "99084", "Erfurt", "", "DE")
    assert customer.persons == (Person("Fr. Weiß", "", "+49 361 1", "w@hofmann.example"),)
    assert (customer.vat_id, customer.language, customer.owner) == ("DE136695976", "de", "mk")


def test_what_is_left_out_takes_the_default(tmp_path: Path) -> None:
    (customer,) = read(tmp_path, "C1,Acme", head="customer no,company", currency="GBP").bookable().customers
    assert (customer.currency, str(customer.terms), customer.language, customer.persons) == ("GBP", "net 30", "en", ())


def test_the_same_row_of_the_same_file_has_the_same_identity(tmp_path: Path) -> None:
    first, second = read(tmp_path, ROW).batch.customers[0], read(tmp_path, ROW).batch.customers[0]
    assert first.uid == second.uid
    assert read(tmp_path, ROW, ROW.replace("31", "32")).batch.customers[0].uid != first.uid


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("net 14", "soon", "Terms"),
        (",de,", ",Germany,", "Country"),
        (",DE,,", ",German,,", "Language"),
        ("H-0031", "", "Code"),
        ("Hofmann & Söhne KG", "", "Name"),
        ("eur", "euro", "Currency"),
    ],
)
def test_a_bad_row_names_its_field(tmp_path: Path, old: str, new: str, field: str) -> None:
    (rejected,) = read(tmp_path, ROW.replace(old, new, 1)).rejected
    assert (rejected.row, rejected.field) == (2, field)


def test_a_code_twice_is_rejected_whatever_its_case(tmp_path: Path) -> None:
    (rejected,) = read(tmp_path, ROW, ROW.replace("H-0031", "h-0031")).rejected
    assert str(rejected) == "row 3, Code: It stands in row 2 already."


MORE = "Code,Name,Street,City,Country,VAT,Ship-to Street,Ship-to City,Ship-to Country,IBAN,SWIFT,Account holder"
FULL = (
    "H-1,Hofmann KG,Markt 1,Erfurt,DE,DE136695976; NL002455799B11;151/815/08156,Hafen 7,Gispersleben,de,"
    "de89 3704 0044 0532 0130 00;0532013000,cobadeff,Hofmann KG"
)


def test_a_delivery_address_several_tax_ids_and_bank_accounts_are_read(tmp_path: Path) -> None:
    (customer,) = read(tmp_path, FULL, head=MORE, currency="EUR").bookable().customers
    assert customer.address == Address("Markt 1", "", "Erfurt", "", "DE")
    delivery = Address("Hafen 7", "", "Gispersleben", "", "DE")
    assert customer.addresses == (FurtherAddress(AddressPurpose.DELIVERY, delivery),)
    assert customer.vat_id == "DE136695976"
    assert customer.tax_ids == (
        TaxId(TaxIdKind.VAT, "NL002455799B11", "NL"),
        TaxId(TaxIdKind.OTHER, "151/815/08156", "DE"),
    )
    assert customer.bank_accounts == (
        BankAccount("DE89370400440532013000", "Hofmann KG", "COBADEFF"),
        BankAccount("0532013000", "Hofmann KG", "COBADEFF"),
    )


def test_things_delivered_where_the_invoice_goes_need_no_address_of_their_own(tmp_path: Path) -> None:
    same = FULL.replace("Hafen 7,Gispersleben,de", "Markt 1,Erfurt,")
    (customer,) = read(tmp_path, same, head=MORE, currency="EUR").bookable().customers
    assert customer.addresses == ()
    without = FULL.replace("Hafen 7,Gispersleben,de", ",,DE")
    (customer,) = read(tmp_path, without, head=MORE, currency="EUR").bookable().customers
    assert customer.addresses == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("DE136695976", "DE136695975", "row 2, VAT: The VAT number has wrong check digits"),
        ("B11", "B12", "row 2, VAT: Further tax id 1 has wrong check digits"),
        ("0130 00", "0130 01", "row 2, IBAN: The IBAN of bank account 1 has wrong check digits"),
        ("cobadeff", "coba", "row 2, SWIFT: The BIC of bank account 1 is not written like a BIC"),
        ("cobadeff", "cobadeff;cobadeff;cobadeff", "row 2, SWIFT: It holds another number of BICs"),
        ("de89 3704 0044 0532 0130 00;0532013000", "", "row 2, IBAN: It is empty, beside a BIC"),
        (",de,", ",Germany,", "row 2, Ship-to Country: It is not a country code"),
    ],
)
def test_a_wrong_number_rejects_its_row_and_names_the_column(tmp_path: Path, old: str, new: str, said: str) -> None:
    (rejected,) = read(tmp_path, FULL.replace(old, new, 1), head=MORE, currency="EUR").rejected
    assert str(rejected).startswith(said)
