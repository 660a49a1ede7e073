"""The practice desk is lifelike, whole, and the same each time."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from uuid import UUID

import pytest

from billdesk.demo import SEED, make_demo
from billdesk.demo.countries import COUNTRIES, ODD_NAMES, PRICE_FACTORS
from billdesk.demo.customers import OWNERS, demo_customer
from billdesk.demo.items import ITEMS, LANGUAGES
from billdesk.demo.notes import NOTES
from billdesk.domain.checks.entry import CustomerFacts, check_customer
from billdesk.domain.double_check import bypass
from billdesk.domain.drafts import CustomerDraft, IssueDraft
from billdesk.domain.errors import DeskFileError
from billdesk.domain.money import Money
from billdesk.domain.promises import PromiseState
from billdesk.domain.work import ItemKind, View
from billdesk.services import customers, invoices, queue, reminders, reports, safekeeping
from billdesk.services.desk import Desk, open_desk
from tests.conftest import TODAY


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A practice desk of the usual size, for reading."""
    target = tmp_path_factory.mktemp("practice") / "desk.billdesk"
    make_demo(target, today=TODAY)
    return target


@pytest.fixture
def desk(path: Path) -> Iterator[Desk]:
    """That desk, open for viewing."""
    opened = open_desk(path, user=OWNERS[0], today=TODAY, read_only=True)
    yield opened
    opened.close()


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    """What the file itself says."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        return connection.execute(sql).fetchall()


def number(path: Path, sql: str) -> int:
    """One number of the file."""
    found = rows(path, sql)[0][0]
    assert isinstance(found, int)
    return found


def small(target: Path, seed: int = SEED, today: date = TODAY) -> str:
    """Make a small practice desk and return its chain head."""
    make_demo(target, invoices=200, customers=30, seed=seed, today=today)
    opened = open_desk(target, user=OWNERS[0], today=today)
    head = safekeeping.chain_head(opened)
    opened.close()
    return head


def test_nothing_is_wrong_with_it(desk: Desk) -> None:
    assert safekeeping.verify(desk) == ()


def test_it_has_the_accounts_and_invoices_it_promises(path: Path) -> None:
    assert number(path, "select count(*) from customer") == 300
    assert number(path, "select count(*) from invoice") == 3000


def test_every_view_of_the_queue_has_something(desk: Desk) -> None:
    for user in OWNERS:
        desk.user = user
        counts = queue.head(desk).counts
        assert all(counts.values()), counts


def test_some_own_reminders_are_due_and_others_come_later(desk: Desk) -> None:
    due = [row.key for row in queue.page(desk, View.ALL, limit=1000).rows if row.kind is ItemKind.REMINDER]
    every = reminders.until(desk, desk.today + timedelta(days=40))
    assert len(due) == 2
    assert len(every) == 6
    assert {one.link is None for one in every} == {True, False}


def test_the_same_seed_and_day_make_the_same_desk_and_others_another(tmp_path: Path) -> None:
    first, again = small(tmp_path / "a.billdesk"), small(tmp_path / "b.billdesk")
    assert first == again
    private = "select seq, salt, content from audit_private order by seq"
    assert rows(tmp_path / "a.billdesk", private) == rows(tmp_path / "b.billdesk", private)
    desk_uid = "select desk_uid from company"
    assert rows(tmp_path / "a.billdesk", desk_uid) == rows(tmp_path / "b.billdesk", desk_uid)
    assert first != small(tmp_path / "c.billdesk", seed=9)
    assert first != small(tmp_path / "d.billdesk", today=TODAY + timedelta(days=1))


@pytest.mark.parametrize("size", [(1, 1), (20, 5), (41, 8)])
def test_a_tiny_desk_is_whole_too(tmp_path: Path, size: tuple[int, int]) -> None:
    target = tmp_path / "tiny.billdesk"
    make_demo(target, invoices=size[0], customers=size[1], today=date(2028, 2, 29))
    opened = open_desk(target, user=OWNERS[0], today=date(2028, 2, 29))
    assert safekeeping.verify(opened) == ()
    assert number(target, "select count(*) from invoice") == size[0]
    opened.close()


def test_two_payments_of_an_instalment_on_one_day_pay_no_more_than_was_open(tmp_path: Path) -> None:
    target = tmp_path / "desk.billdesk"
    make_demo(target, today=TODAY, invoices=200, customers=30, seed=1663)
    twice = "select 1 from allocation group by receipt_id, instalment_id having count(receipt_id) > 1"
    assert len(rows(target, twice)) == 1
    opened = open_desk(target, user=OWNERS[0], today=TODAY)
    assert safekeeping.verify(opened) == ()
    opened.close()


def test_the_ageing_adds_up_to_what_is_open_less_what_is_unapplied(desk: Desk, path: Path) -> None:
    owed = {row[0]: row[1] for row in rows(path, "select currency, sum(open_minor) from instalment group by currency")}
    lying: dict[object, int] = {}
    for table in ("receipt", "credit_note"):
        for currency, minor in rows(path, f"select currency, sum(unapplied_minor) from {table} group by currency"):
            assert isinstance(minor, int)
            lying[currency] = lying.get(currency, 0) + minor
    totals = reports.ageing_totals(desk, TODAY)
    assert {total.currency for total in totals} == set(PRICE_FACTORS)
    for total in totals:
        assert sum(total.buckets) == owed[total.currency]
        assert total.unapplied_minor == lying[total.currency]
        mine = [row for row in reports.ageing(desk, TODAY) if row.currency == total.currency]
        assert tuple(map(sum, zip(*(row.buckets for row in mine), strict=True))) == total.buckets


def test_nothing_is_dated_on_or_after_its_day(path: Path) -> None:
    for table, column in (
        ("invoice", "issued_on"),
        ("receipt", "received_on"),
        ("credit_note", "issued_on"),
        ("contact", "on_day"),
        ("audit", "at"),
    ):
        assert rows(path, f"select max({column}) < '{TODAY}' from {table}") == [(1,)], table


def test_numbers_rise_with_the_date_and_have_no_gap(path: Path) -> None:
    issued = rows(path, "select number, issued_on from invoice where number is not null order by id")
    assert [day for _, day in issued] == sorted(str(day) for _, day in issued)
    for year in ("2023", "2024", "2025", "2026"):
        of_year = [str(number) for number, day in issued if str(day).startswith(year)]
        assert of_year == [f"{year}-{place:04}" for place in range(1, len(of_year) + 1)]


def test_the_next_invoice_gets_the_next_number(tmp_path: Path) -> None:
    target = tmp_path / "desk.billdesk"
    small(target)
    last = number(target, "select last_sequence from number_series where kind = 'invoice' and period = '2026'")
    draft_id = number(target, "select min(id) from invoice where state = 'draft' and total_minor > 0")
    opened = open_desk(target, user=OWNERS[0], today=TODAY)
    draft = invoices.get(opened, draft_id)
    assert not invoices.findings(opened, draft_id).blocking
    wanted = IssueDraft(draft_id, draft.version, TODAY, Money(draft.total_minor, draft.currency))
    assert invoices.issue(opened, bypass(wanted, "test")) == f"2026-{last + 1:04}"
    assert safekeeping.verify(opened) == ()
    opened.close()


def test_every_issued_invoice_says_what_the_law_wants(desk: Desk, path: Path) -> None:
    chosen = rows(path, "select id from invoice where state = 'issued' and id % 37 = 0")
    assert len(chosen) > 50
    for (invoice_id,) in chosen:
        assert isinstance(invoice_id, int)
        assert not invoices.findings(desk, invoice_id).blocking


def test_all_kinds_of_things_happened(desk: Desk, path: Path) -> None:
    assert number(path, "select count(*) from receipt where reverses_id is not null") > 0
    assert number(path, "select count(*) from invoice where state = 'void'") > 0
    assert number(path, "select count(*) from credit_note_line") > number(path, "select count(*) from credit_note")
    assert number(path, "select count(*) from receipt where unapplied_minor > 0") > 0
    assert number(path, "select count(*) from instalment where open_minor between 1 and amount_minor - 1") > 0
    assert number(path, "select count(*) from instalment where position = 3") > 0
    assert number(path, "select count(*) from invoice where disputed = 1") > 0
    kinds = {row[0] for row in rows(path, "select distinct outcome from contact")}
    assert kinds == {"reached", "not reached", "promised", "disputes", "says paid", "wrong person"}
    assert number(path, "select count(distinct owner) from customer") == len(OWNERS) + 1
    assert number(path, "select count(distinct country) from customer") == len(COUNTRIES)
    states = {promise.state for customer_id in range(1, 301) for promise in customers.get(desk, customer_id).promises}
    assert states == {PromiseState.OPEN, PromiseState.KEPT, PromiseState.PARTLY_KEPT, PromiseState.BROKEN}


def test_no_invoice_has_two_live_promises_at_once(path: Path) -> None:
    promised = rows(
        path,
        "select pi.invoice_id, p.recorded_on, p.due_on from promise p join promise_invoice pi on pi.promise_id = p.id"
        " order by 1, 2",
    )
    for one, following in pairwise(promised):
        assert one[0] != following[0] or str(one[2]) < str(following[1])


def test_customers_pay_as_is_their_habit(path: Path) -> None:
    delays = {
        row[0]: row[1]
        for row in rows(
            path,
            "select i.customer_id, avg(julianday(a.applied_on) - julianday(i.due_on)) from allocation a"
            " join instalment i on i.id = a.instalment_id where a.receipt_id is not null"
            " group by 1 having count(*) > 8",
        )
    }
    habits = {customer: demo_customer(SEED, int(str(customer)), 300).habit for customer in delays}
    punctual = [delays[customer] for customer, habit in habits.items() if habit.delay < 0]
    slow = [delays[customer] for customer, habit in habits.items() if habit.delay > 20]
    assert punctual
    assert slow
    assert max(float(str(days)) for days in punctual) < min(float(str(days)) for days in slow)


def test_every_customer_could_have_been_typed_in() -> None:
    for customer_id in range(1, 301):
        made = demo_customer(SEED, customer_id, 300)
        draft = CustomerDraft(
            UUID(int=customer_id),
            made.code,
            made.name,
            made.currency,
            made.terms,
            made.address,
            made.persons,
            made.vat_id,
            made.language,
            addresses=made.addresses,
            tax_ids=made.tax_ids,
            bank_accounts=made.bank_accounts,
        )
        assert not list(check_customer(draft, CustomerFacts()))


def test_some_customers_have_several_addresses_tax_ids_and_bank_accounts(path: Path) -> None:
    for table in ("customer_address", "customer_tax_id", "customer_bank_account"):
        having = number(path, f"select count(distinct customer_id) from {table}")
        assert 10 < having < 240, table
        assert number(path, f"select max(position) from {table}") == 2
    ibans = rows(path, "select number from customer_bank_account where number like 'DE%'")
    assert ibans
    assert all(str(iban)[4:12] == "00000" + str(iban)[9:12] for (iban,) in ibans), "no bank has such accounts"


def test_names_as_desks_meet_them_are_there(path: Path) -> None:
    names = {row[0] for row in rows(path, "select name from customer")}
    assert names >= {name for name, _ in ODD_NAMES}


def test_nobody_real_can_be_reached(path: Path) -> None:
    for phone, email in rows(path, "select phone, email from customer_person"):
        assert not email or str(email).endswith(".example")
        fiction = ("+999 ", "+49 30 23125 ", "+33 1 99 00 ", "+44 1632 960", "+1 202 555 01")
        assert not phone or str(phone).startswith(fiction)


def test_every_language_has_its_words() -> None:
    assert {country.language for country in COUNTRIES} == set(LANGUAGES) == set(NOTES)
    assert all(item.price > Decimal(0) and set(item.names) == set(LANGUAGES) for item in ITEMS)
    assert all(len(spoken) == 6 and all(map(all, spoken.values())) for spoken in NOTES.values())


def test_a_file_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    target = tmp_path / "desk.billdesk"
    target.write_text("mine")
    with pytest.raises(DeskFileError):
        make_demo(target, today=TODAY)
    assert target.read_text() == "mine"
    assert list(tmp_path.iterdir()) == [target]


def test_an_interrupted_desk_leaves_nothing_behind(tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_demo(tmp_path / "desk.billdesk", today=TODAY, invoices=50, customers=5, progress=stop)
    assert not list(tmp_path.iterdir())


def test_money_booked_before_a_promise_counts_for_none_of_it(path: Path) -> None:
    """Each promise knows the last allocation before it, as one made on the desk does."""
    earlier = "select max(a.id) from allocation a where a.applied_on < p.recorded_on"
    assert number(path, "select count(*) from promise where after_allocation > 0") > 10
    assert rows(path, f"select p.id from promise p where p.after_allocation < ({earlier})") == []
    latest = "select 1 from allocation a where a.id <= p.after_allocation and a.applied_on > p.recorded_on"
    assert rows(path, f"select p.id from promise p where exists ({latest})") == []


def test_what_a_killed_making_left_is_cleared_away_by_the_next(tmp_path: Path) -> None:
    """Of a process that runs still nothing is touched."""
    left, begun = (tmp_path / f".desk.billdesk.{number}.part" for number in (2**22 + 1, os.getppid()))
    for file in (left, begun):
        file.write_bytes(b"half a book")
    make_demo(tmp_path / "desk.billdesk", today=TODAY, invoices=5, customers=2)
    assert {file.name for file in tmp_path.iterdir()} == {"desk.billdesk", begun.name}


def test_the_follow_up_has_a_history_in_which_every_state_can_be_seen(path: Path) -> None:
    states = {state for (state,) in rows(path, "select distinct state from sending")}
    assert states == {"sent", "failed", "unknown", "printed"}
    assert number(path, "select count(*) from sending where state = 'sent'") > 50
    told = {why for (why,) in rows(path, "select why from work_item where kind = 'account'")}
    assert told >= {"step 1 due", "step 1 done", "try failed", "mail unknown", "printed", "paused", "blocked"}


def test_a_message_was_sent_only_while_its_items_were_open_and_late(path: Path) -> None:
    early = "select count(*) from sending_item si join sending s on s.id = si.sending_id join instalment i"
    assert number(path, f"{early} on i.id = si.instalment_id where s.planned_on <= i.due_on") == 0
    assert number(path, "select count(*) from sending_item where open_minor = 0") == 0
