"""Columns are recognised by the names other systems give them, or named by the user."""

from __future__ import annotations

import pytest

from billdesk.domain.errors import InputError
from billdesk.exchange.headings import CUSTOMER_NAMES, INVOICE_NAMES, Field, find_columns, parse_map

REQUIRED = (Field.NUMBER, Field.CODE, Field.ISSUED, Field.DUE, Field.TOTAL)


def found(headings: str, *pairs: str) -> dict[str, str]:
    names = headings.split(",")
    layout = find_columns("items.csv", names, INVOICE_NAMES, REQUIRED, parse_map(pairs, INVOICE_NAMES))
    return {field.value: names[position] for field, position in layout.positions.items()}


@pytest.mark.parametrize(
    "headings",
    [
        "invoiceNumber,customerID,InvoiceDate,DueDate,InvoiceAmount",
        "invoice_id,cust_number,document_create_date,due_in_date,total_open_amount",
        "Rechnungsnummer,Kundennummer,Rechnungsdatum,Fällig am,Betrag",
        "Invoice No.,Account code,Date,Due date,Amount due",
        " NUMBER , customer ,issued,DUE,total",
    ],
)
def test_common_headings_need_no_mapping(headings: str) -> None:
    assert list(found(headings).values()) == headings.split(",")


def test_the_better_name_wins_and_the_other_is_said() -> None:
    headings = ["doc_id", "invoice_id", "cust_number", "posting_date", "document_create_date", "due_in_date", "amount"]
    layout = find_columns("items.csv", headings, INVOICE_NAMES, REQUIRED, {})
    assert layout.heading(Field.NUMBER) == "invoice_id"
    assert layout.heading(Field.ISSUED) == "document_create_date"
    assert "issued was read from 'document_create_date', not from 'posting_date'." in layout.notes


@pytest.mark.parametrize(
    ("headings", "code", "name"),
    [
        ("Customer code,Customer", "Customer code", "Customer"),
        ("Customer,Customer code", "Customer code", "Customer"),
        ("Debtor,Debtor no.", "Debtor no.", "Debtor"),
        ("Client,Account", "Account", "Client"),
        ("Customer,Customer name", "Customer", "Customer name"),
        ("Customer,Customer ID,Customer name", "Customer ID", "Customer name"),
        ("Customer", "Customer", None),
        ("Account", "Account", None),
    ],
)
def test_code_goes_to_code_and_name_to_name(headings: str, code: str, name: str | None) -> None:
    read = found(f"Invoice number,{headings},Date,Due date,Total")
    assert (read["customer"], read.get("name")) == (code, name)


@pytest.mark.parametrize("code", ["Number", "No.", "ID"])
def test_a_customer_list_has_its_name_beside_a_number(code: str) -> None:
    layout = find_columns("list.csv", [code, "Customer", "Town"], CUSTOMER_NAMES, (Field.CODE, Field.NAME), {})
    assert (layout.heading(Field.CODE), layout.heading(Field.NAME)) == (code, "Customer")


@pytest.mark.parametrize(
    "columns", ["Customer code,Account number", "Account,Customer,Customer name", "Customer,Debtor,Name"]
)
def test_two_columns_that_could_be_the_code_are_refused_by_name(columns: str) -> None:
    with pytest.raises(InputError) as refused:
        found(f"number,{columns},date,due,total")
    for heading in columns.split(",")[:2]:
        assert repr(heading) in refused.value.sentence
    assert "--map customer=HEADING" in refused.value.way_out
    second = columns.split(",")[1]
    assert found(f"number,{columns},date,due,total", f"customer={second}")["customer"] == second


def test_a_mapped_column_is_nothing_else() -> None:
    read = found("number,Account,Customer,date,due,total", "name=customer")
    assert (read["customer"], read["name"]) == ("Account", "Customer")


def test_a_mapping_goes_before_the_names() -> None:
    assert found("number,order,customer,date,due,total", "number=order")["number"] == "order"
    assert found("a,b,customer,date,due,total", "number=B")["number"] == "b"


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        (["number"], "FIELD=HEADING"),
        (["number="], "FIELD=HEADING"),
        (["nummer=a"], "'nummer'"),
        (["number=a", "number=b"], "twice"),
    ],
)
def test_a_bad_mapping_is_named(pairs: list[str], said: str) -> None:
    with pytest.raises(InputError, match=said):
        parse_map(pairs, INVOICE_NAMES)


def test_an_unknown_heading_in_a_mapping_gets_a_suggestion() -> None:
    with pytest.raises(InputError) as refused:
        found("number,customer,date,due,total", "reference=numbr")
    assert "'number'" in refused.value.way_out


def test_missing_columns_are_named_with_the_headings_there_are() -> None:
    with pytest.raises(InputError) as refused:
        found("number,customer,date")
    assert "due and total" in refused.value.sentence
    assert "--map due=HEADING --map total=HEADING" in refused.value.way_out
    with pytest.raises(InputError, match="number, issued and total"):
        found("customer,due")


def test_one_heading_twice_is_refused_unless_it_is_not_used() -> None:
    with pytest.raises(InputError, match="'due' stands there twice"):
        found("number,customer,date,due,due,total")
    assert found("number,customer,date,due,x,x,total")["due"] == "due"


def test_every_known_name_is_written_as_it_is_compared_and_unique() -> None:
    for names in (INVOICE_NAMES, CUSTOMER_NAMES):
        every = [name for known in names.values() for name in known]
        assert all(name == "".join(sign for sign in name.casefold() if sign.isalnum()) for name in every)
        assert len(set(every)) == len(every)
