"""Any invoice is found by the start of its number, on the index and not by reading the book."""

from __future__ import annotations

from datetime import date

import pytest

from billdesk.domain.errors import NotFoundError
from billdesk.domain.filters import parse_filter
from billdesk.domain.work import View
from billdesk.services import customers, finding, queue
from billdesk.services.desk import Desk
from db.queries.invoice import BY_NUMBER
from db.reader import Value
from tests import makers


def _numbers(desk: Desk, text: str, limit: int = 20) -> list[str]:
    return [found.number for found in finding.invoices(desk, text, limit)]


@pytest.fixture
def issued(desk: Desk, customer: int) -> list[str]:
    """Twelve invoices and a draft."""
    made = [makers.an_invoice(desk, customer, sent=False).number or "" for _ in range(12)]
    makers.a_draft(desk, customer)
    return made


def test_the_start_of_a_number_finds_in_the_order_of_numbers(desk: Desk, issued: list[str]) -> None:
    assert _numbers(desk, issued[0][:-2]) == sorted(issued)
    assert _numbers(desk, f" {issued[4]} ") == [issued[4]]
    assert _numbers(desk, issued[0][:-2], limit=3) == sorted(issued)[:3]


@pytest.mark.parametrize("text", ["", " ", "%", "_", "2026-0001x", "\U0010ffff", "'", "number"])
def test_what_no_number_begins_with_finds_nothing(desk: Desk, issued: list[str], text: str) -> None:
    assert issued
    assert _numbers(desk, text) == []


def test_the_search_is_a_range_of_the_index(desk: Desk) -> None:
    wanted: dict[str, Value] = {"start": "2", "end": "3", "limit": 5}
    plan = " ".join(str(row["detail"]) for row in desk.reader.rows(f"explain query plan {BY_NUMBER}", wanted))
    assert "SEARCH v USING INDEX" in plan
    assert "SCAN" not in plan
    assert "TEMP B-TREE" not in plan


def test_a_record_that_is_not_there_names_the_way_to_find_others(desk: Desk) -> None:
    with pytest.raises(NotFoundError, match="no such receipt"):
        finding.account_of(desk, "receipt", 99)


def test_a_customer_is_found_by_the_town_of_a_further_address(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer, date(2026, 9, 1))
    other = makers.a_customer(desk, "K-0002", addresses=makers.ADDRESSES)
    assert [found.id for found in customers.search(desk, "indemee")] == [other]
    makers.a_draft(desk, other)
    assert [row.customer_id for row in queue.page(desk, View.ALL, parse_filter("LINDEMEER")).rows] == [other]
    assert not queue.page(desk, View.ALL, parse_filter("!lindemeer k-0002")).rows
    assert customers.search(desk, "lind%meer") == ()
