"""Master data of another system becomes customers or rejected rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from billdesk.domain.drafts import Address, Person
from billdesk.exchange.customers import read_customers
from billdesk.exchange.reading import Reading, ReadOptions
from tests.exchange.making import csv_file

HEAD = "Code,Name,Street,Postcode,City,Country,Currency,Terms,VAT No.,Contact,Phone,E-Mail,Language,Notes,Owner"
ROW = "H-0031,Hofmann & Söhne KG,Markt 1,99084,Erfurt,de,eur,net 14,DE123,Fr. Weiß,+49 361 1,w@hofmann.example,DE,,mk"


def read(folder: Path, *rows: str, head: str = HEAD, currency: str = "") -> Reading:
    return read_customers(csv_file(folder, *rows, head=head), ReadOptions(currency=currency))


def test_a_full_row(tmp_path: Path) -> None:
    (customer,) = read(tmp_path, ROW).bookable().customers
    assert (customer.code, customer.name, customer.currency, str(customer.terms)) == (
        "H-0031", "Hofmann & Söhne KG", "EUR", "net 14"
    )  # fmt: skip
    assert customer.address == Address("Markt 1", "99084", "Erfurt", "", "DE")
    assert customer.persons == (Person("Fr. Weiß", "", "+49 361 1", "w@hofmann.example"),)
    assert (customer.vat_id, customer.language, customer.owner) == ("DE123", "de", "mk")


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
