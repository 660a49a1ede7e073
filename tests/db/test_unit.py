"""What goes through the unit of work is in the book and in the chain, however it gets there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from billdesk.services.desk import Desk
from db.models import Customer, CustomerPerson
from db.verify import verify
from tests import makers

UID = uuid4()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk without a customer."""
    with closing(makers.make_desk(tmp_path)) as opened:
        yield opened


def a_row(code: str, uid: UUID = UID) -> Customer:
    return Customer(
        uid=uid, code=code, name="Hofmann", street="", postcode="", town="", vat_id="", currency="EUR", notes=""
    )


def codes(desk: Desk) -> list[str]:
    return [row["code"] for row in desk.reader.rows("select code from customer order by id")]


def test_a_new_row_has_its_id_and_is_found_by_its_draft(desk: Desk) -> None:
    with desk.write("test") as unit:
        row = a_row("A-1")
        assert unit.booked(Customer, UID) is None
        unit.add(row)
        assert unit.booked(Customer, UID) == row.id is not None
        assert unit.get(Customer, row.id, "customer") is row
    assert codes(desk) == ["A-1"]
    assert not verify(desk.path)


def test_a_row_that_is_changed_after_it_was_added_is_changed_in_book_and_chain(desk: Desk) -> None:
    with desk.write("test") as unit:
        row = a_row("A-1")
        unit.add(row)
        row.code = "A-2"
        row.version += 1
    assert codes(desk) == ["A-2"]
    assert not verify(desk.path)
    with desk.write("test") as unit:
        again = unit.get(Customer, int(row.id or 0), "customer")
        unit.add(CustomerPerson(customer_id=int(row.id or 0), position=1, name="Weiß", phone="", email=""))
        again.code = "A-3"
    assert codes(desk) == ["A-3"]
    assert not verify(desk.path)


def test_what_was_changed_before_is_written_before_a_new_row(desk: Desk) -> None:
    with desk.write("test") as unit:
        first = a_row("A-1")
        unit.add(first)
    with desk.write("test") as unit:
        unit.get(Customer, int(first.id or 0), "customer").code = "A-2"
        unit.add(a_row("A-1", uuid4()))
    assert codes(desk) == ["A-2", "A-1"]
    assert not verify(desk.path)


def test_a_row_that_is_removed_after_it_was_added_is_gone_from_book_and_chain(desk: Desk) -> None:
    customer = makers.a_customer(desk, persons=())
    with desk.write("test") as unit:
        person = CustomerPerson(customer_id=customer, position=1, name="Weiß", phone="", email="")
        unit.add(person)
        unit.session.delete(person)
    assert not desk.reader.rows("select id from customer_person")
    assert not verify(desk.path)
