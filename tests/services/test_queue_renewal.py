"""The stored queue is at every moment what the rules make of the records: after each verb, each night, each refresh."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billdesk.domain.drafts import Address, Outcome
from billdesk.domain.terms import Terms
from billdesk.domain.work import View
from billdesk.services import company, invoices, queue
from billdesk.services.desk import Desk, open_desk
from db import files, queue_items
from tests import makers
from tests.services.random_work import Worker, work

Dump = list[tuple[object, ...]]


def dump(connection: sqlite3.Connection) -> Dump:
    """The queue as it is stored, whatever ids its rows have."""
    items = connection.execute(
        "select key, kind, customer_id, document, invoice_id, receipt_id, currency, open_minor, due_on, why,"
        " next_action, points, parts, changes_on, snoozed_until from work_item order by key"
    )
    places = connection.execute(
        "select w.key, q.view, q.rank from queue_entry q join work_item w on w.id = q.item_id order by 1, 2, 3"
    )
    counts = connection.execute("select view, items from queue_count where items > 0 order by 1")
    return [*items.fetchall(), *places.fetchall(), *counts.fetchall()]


def stored(desk: Desk) -> Dump:
    with desk.reader.connection() as connection:
        return dump(connection)


def made_anew(desk: Desk, today: date) -> Dump:
    """What a full rebuild on a copy of the book makes of that day."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as copy:
        with desk.reader.connection() as connection:
            connection.backup(copy)
        queue_items.rebuild(copy, today)
        return dump(copy)


def differences(desk: Desk) -> list[str]:
    with desk.reader.connection() as connection:
        as_of = connection.execute("select as_of from queue_state").fetchone()[0]
        return list(queue_items.differences(connection, date.fromisoformat(as_of)))


@settings(max_examples=40)
@given(work)
def test_the_queue_is_what_the_rules_say_after_every_verb(steps: list[tuple[str, int]]) -> None:
    with makers.quick_folder() as folder:
        worker = Worker(makers.make_file(folder))
        for verb, number in steps:
            worker.do(verb, number)
            assert not differences(worker.desk), (verb, number)
        worker.desk.close()


@settings(max_examples=40)
@given(work, st.lists(st.integers(1, 40), min_size=1, max_size=6))
def test_a_queue_brought_on_day_by_day_is_the_same_as_one_made_anew(
    steps: list[tuple[str, int]], nights: list[int]
) -> None:
    with makers.quick_folder() as folder:
        path = makers.make_file(folder)
        worker = Worker(path)
        for verb, number in steps:
            worker.do(verb, number)
        worker.desk.close()
        today = worker.today
        with closing(files.connect(path)) as connection:
            queue_items.rebuild(connection, today)
        for night in nights:
            today += timedelta(days=night)
            desk = open_desk(path, user="mk", today=today, clock=makers.clock)
            queue.refresh(desk)
            assert stored(desk) == made_anew(desk, today)
            desk.close()


def test_a_draft_given_to_another_customer_moves_in_the_queue(tmp_path: Path) -> None:
    for first, second in (("A", "B"), ("B", "A")):
        worker = Worker(makers.make_file(tmp_path, f"{first}.billdesk"))
        ids = dict(zip("AB", worker.customers, strict=True))
        draft = makers.a_draft(worker.desk, ids[first])
        worker.do("edit", 3 * "AB".index(second))
        rows = queue.page(worker.desk, View.ALL).rows
        assert [(row.key, row.customer_id) for row in rows] == [(f"draft:{draft}", ids[second])]
        worker.desk.close()


def test_a_booking_before_the_queue_was_brought_to_the_new_day_is_brought_on_with_the_rest(tmp_path: Path) -> None:
    """A promise that broke over night must not be half seen."""
    worker = Worker(makers.make_file(tmp_path))
    view = makers.an_invoice(worker.desk, worker.customers[0], date(2026, 11, 1), terms=Terms(days=5))
    promise = makers.a_promise_draft(view.open_minor, makers.TODAY, (view.id,))
    makers.a_contact(worker.desk, worker.customers[0], Outcome.PROMISED, promise=promise)
    worker.do("night", 0)
    worker.do("owner", 0)
    assert not differences(worker.desk)
    worker.do("refresh", 0)
    assert stored(worker.desk) == made_anew(worker.desk, worker.today)
    assert queue.item(worker.desk, f"account:{worker.customers[0]}:EUR").why == "promise broken"
    worker.desk.close()


def test_an_account_comes_up_on_the_day_agreed_although_nothing_is_late(tmp_path: Path) -> None:
    worker = Worker(makers.make_file(tmp_path))
    makers.an_invoice(worker.desk, worker.customers[0])
    worker.do("night", 0)
    worker.do("refresh", 0)
    makers.a_contact(worker.desk, worker.customers[0], next_on=date(2026, 11, 24))
    assert not queue.page(worker.desk, View.FOLLOW_UP).rows
    worker.do("night", 1)
    worker.do("refresh", 0)
    assert [row.why for row in queue.page(worker.desk, View.FOLLOW_UP).rows] == ["follow-up due"]
    worker.desk.close()


def test_a_clock_set_back_makes_the_queue_of_that_day(tmp_path: Path) -> None:
    worker = Worker(makers.make_file(tmp_path))
    makers.an_invoice(worker.desk, worker.customers[0], date(2026, 11, 1), terms=Terms(days=5))
    assert queue.head(worker.desk).renewed
    for today in (date(2026, 12, 24), date(2026, 11, 21), date(2026, 11, 3)):
        desk = open_desk(worker.path, user="mk", today=today, clock=makers.clock)
        queue.refresh(desk)
        assert stored(desk) == made_anew(desk, today)
        assert queue.head(desk).renewed
        desk.close()
    worker.desk.close()


def test_bringing_the_queue_on_leaves_no_link_in_the_chain(tmp_path: Path) -> None:
    desk = open_desk(makers.make_file(tmp_path), user="mk", today=makers.TODAY)
    before = desk.reader.rows("select count(*) as n from audit")[0]["n"]
    assert queue.needs_refresh(desk)
    queue.refresh(desk)
    assert not queue.needs_refresh(desk)
    assert desk.reader.rows("select count(*) as n from audit")[0]["n"] == before
    desk.close()


SELLERS = {
    "complete": ({}, ""),
    "no VAT id": ({"vat_id": ""}, "no settings"),
    "no town": ({"address": Address("Kade 2", "1012 AB", "", "", "NL")}, "no settings"),
    "neither street nor postcode": ({"address": Address("", "", "Amsterdam", "", "NL")}, "no settings"),
    "British without VAT id": ({"vat_id": "", "address": Address("", "N1", "London", "", "GB")},
                               "no settings"),
    "Indian with another number": ({"address": Address("", "1", "Pune", "MH", "IN")}, "no settings"),
    "Indian": ({"vat_id": "27AAPFU0939F1ZV", "address": Address("", "1", "Pune", "MH", "IN"),
                "invoice_pattern": "{year}/{seq:04}"}, ""),
    "under no law that is known": ({"vat_id": "", "address": Address("", "", "", "", "CH")}, ""),
}  # fmt: skip


@pytest.mark.parametrize("seller", SELLERS)
def test_a_draft_is_complete_only_when_the_company_too_has_what_the_law_asks(desk: Desk, seller: str) -> None:
    """The row says so at once when the settings change, and issue blocks exactly when it says so."""
    changes, lacks = SELLERS[seller]
    draft = makers.a_draft(desk, makers.a_customer(desk))
    assert queue.item(desk, f"draft:{draft}").why == "draft complete"
    settings = replace(makers.COMPANY, **changes, version=company.get(desk).version)  # type: ignore[arg-type]  # varied
    company.save(desk, makers.confirmed(settings))
    row = queue.item(desk, f"draft:{draft}")
    assert (row.why, row.next_action) == ((lacks, "finish") if lacks else ("draft complete", "issue"))
    assert bool(invoices.findings(desk, draft).blocking) is bool(lacks)
    assert not differences(desk)


def test_a_draft_without_what_the_law_asks_of_customer_and_exemption_is_not_complete(desk: Desk) -> None:
    village = makers.a_customer(desk, "V-1", address=Address("", "", "Erfurt", "", "DE"))
    free = (makers.CONSULTING, replace(makers.CONSULTING, tax_rate=Decimal(0)))
    drafts = {
        makers.a_draft(desk, village): "no address",
        makers.a_draft(desk, makers.a_customer(desk, "F-1"), lines=free): "tax missing",
    }
    for draft, lacks in drafts.items():
        assert queue.item(desk, f"draft:{draft}").why == lacks
        assert invoices.findings(desk, draft).blocking


def test_an_account_without_news_is_not_written_again(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer, date(2026, 9, 1))
    makers.a_draft(desk, customer)
    with closing(files.connect(desk.path)) as connection:
        before = connection.total_changes
        queue_items.renew_customers(connection, [customer])
        assert connection.total_changes == before
    assert not differences(desk)


def test_a_draft_that_goes_to_another_account_takes_its_row_along(desk: Desk, customer: int) -> None:
    other = makers.a_customer(desk, "A-2")
    for owner, to in ((customer, other), (other, customer)):
        view = invoices.get(desk, makers.a_draft(desk, owner))
        moved = replace(makers.an_invoice_draft(to), id=view.id, version=view.version)
        invoices.save_draft(desk, makers.confirmed(moved))
        rows = {row.invoice_id: row.customer_id for row in queue.page(desk, View.ALL).rows}
        assert rows[view.id] == to
        assert not differences(desk)
