"""Pages of the queue by key, filters against plain Python, customer search: for any data, and nothing in it is SQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billdesk.domain.drafts import ImportBatch, ImportedInvoice
from billdesk.domain.filters import Filter, parse_filter
from billdesk.domain.money import Money, to_major
from billdesk.domain.work import QueueRow, View
from billdesk.services import customers, imports, queue
from billdesk.services.desk import Desk
from tests import makers
from tests.makers import TODAY, confirmed

NAMES = (
    "Hofmann & Söhne KG", "Acme Ltd", "100 % Bio_Markt", "O'Brien \"Bobby\"", "'; drop table customer; --",
    "ÄRZTE 株式会社",    "NEAR(a b) OR *", "[/x] [red]", "Acme Sons", "back\\slash",
)  # fmt: skip
CURRENCIES = ("EUR", "USD", "JPY", "KWD")


@pytest.fixture(scope="module")
def book() -> Iterator[Desk]:
    """Two hundred invoices of ten customers in four currencies."""
    with makers.quick_folder() as folder, closing(makers.make_desk(folder)) as desk:
        rows = []
        for n in range(200):
            due_on = TODAY - timedelta(days=n * 7 % 150 - 10)
            total = Money(100 + n * n * 37 % 2_000_000, CURRENCIES[n % 4])
            day = date(2026, 5, 1)
            rows.append(ImportedInvoice(n, f"C-{n % 10}", NAMES[n % 10], f"R{n:03}", min(day, due_on), due_on, total))
        imports.book(desk, confirmed(ImportBatch("rows.csv", "rows", tuple(rows))))
        for n in range(30):
            makers.a_draft(desk, n % 10 + 1, price=str(n))
        yield desk


def everything(desk: Desk, view: View = View.ALL, filter_: Filter | None = None) -> list[QueueRow]:
    return list(queue.page(desk, view, filter_, limit=10_000).rows)


def place(row: QueueRow) -> tuple[int, int]:
    return row.rank, row.id


@pytest.mark.parametrize("view", [View.ALL, View.OVERDUE, View.TO_FINISH, View.MINE, View.SNOOZED])
@pytest.mark.parametrize("limit", [1, 2, 7, 50, 1000])
def test_pages_in_either_direction_come_to_the_whole_list(book: Desk, view: View, limit: int) -> None:
    whole = everything(book, view)
    assert whole == sorted(whole, key=lambda row: (-row.points, row.id))
    page = queue.page(book, view, limit=limit)
    down = list(page.rows)
    while page.after:
        page = queue.page(book, view, after=place(down[-1]), limit=limit)
        assert 0 < len(page.rows) <= limit
        down += page.rows
    assert down == whole
    up = whole[-1:]
    more = bool(up)
    while more:
        page = queue.page(book, view, before=place(up[0]), limit=limit)
        up = [*page.rows, *up]
        more = page.before
    assert up == whole


def test_a_page_around_a_row_holds_it_and_its_neighbours(book: Desk) -> None:
    whole = everything(book)
    for at, row in enumerate(whole):
        page = queue.page(book, View.ALL, around=row.key, limit=10)
        assert list(page.rows) == whole[max(0, at - 5) : at + 5]
        assert (page.before, page.after) == (at > 5, at + 5 < len(whole))
        later = queue.neighbour(book, View.ALL, None, row.key, 1)
        assert later == (whole[at + 1] if at + 1 < len(whole) else None)


def test_counts_and_sums_are_those_of_the_rows(book: Desk) -> None:
    counts = queue.head(book).counts
    for view in View:
        rows = everything(book, view)
        assert counts[view] == len(rows)
        sums = queue.sums(book, view, None)
        assert sums.items == len(rows)
        for total in sums.totals:
            assert total.minor == sum(row.open_minor for row in rows if row.currency == total.currency)


def holds(row: QueueRow, filter_: Filter, numbers: dict[int, list[str]]) -> bool:
    """The filter's own words, in Python."""

    def found(word: str) -> bool:
        texts = (row.customer_name, row.customer_code, row.town, row.document)
        said = any(word.casefold() in text.casefold() for text in texts)
        return said or any(number.startswith((word, word.upper())) for number in numbers.get(row.customer_id or 0, ()))

    major = to_major(row.open_minor, row.currency)
    late = (TODAY - row.due_on).days if row.due_on else None
    low, high = filter_.min_major, filter_.max_major
    return (
        all(found(word) for word in filter_.words)
        and not any(found(word) for word in filter_.without)
        and (low is None or major > low or (filter_.min_included and major == low))
        and (high is None or major < high or (filter_.max_included and major == high))
        and (filter_.late_over is None or (late is not None and late > filter_.late_over))
        and (filter_.late_under is None or (late is not None and late < filter_.late_under))
        and filter_.currency in {None, row.currency}
        and filter_.due_on in {None, row.due_on}
        and filter_.customer in {None, row.customer_code}
    )


WORDS = (
    "acme",
    "Hof",
    "söhne",
    "%",
    "_",
    "'",
    '"',
    "o'brien",
    "R01",
    "C-3",
    "draft",
    "株式会社",
    "NEAR(",
    "ltd",
    "drop table",
    "\\",
    "--",
    "zz",
    "*",
)
amounts = st.decimals(0, 30_000, places=2)
filters = st.builds(
    Filter,
    words=st.lists(st.sampled_from(WORDS), max_size=2).map(tuple),
    without=st.lists(st.sampled_from(WORDS), max_size=1).map(tuple),
    min_major=st.none() | amounts | st.sampled_from([Decimal(1), Decimal("136.90")]),
    max_major=st.none() | amounts,
    min_included=st.booleans(),
    max_included=st.booleans(),
    late_over=st.none() | st.integers(-20, 150),
    late_under=st.none() | st.integers(-20, 150),
    currency=st.none() | st.sampled_from(CURRENCIES),
    due_on=st.none() | st.just(TODAY),
    customer=st.none() | st.sampled_from(["C-1", "C-0", "' or 1=1 --"]),
)


@settings(max_examples=100)
@given(filter_=filters)
def test_a_filter_finds_what_its_words_say(book: Desk, filter_: Filter) -> None:
    numbers: dict[int, list[str]] = {n: [] for n in range(1, 11)}
    for row in book.reader.rows("select customer_id, number from invoice where number is not null"):
        numbers[row["customer_id"]].append(row["number"])
    wanted = [row for row in everything(book) if holds(row, filter_, numbers)]
    assert everything(book, View.ALL, filter_) == wanted
    assert queue.sums(book, View.ALL, filter_).items == len(wanted)


@pytest.mark.parametrize("amount", ["99999999999999999999", "0.005", "0"])
def test_an_amount_beyond_all_amounts_finds_nothing_or_everything(book: Desk, amount: str) -> None:
    bound = Decimal(amount)
    above = everything(book, View.ALL, Filter(min_major=bound, min_included=True))
    below = everything(book, View.ALL, Filter(max_major=bound))
    assert len(above) + len(below) == len(everything(book))


@pytest.mark.parametrize("name", NAMES)
def test_customers_are_found_by_any_part_of_their_name_literally(book: Desk, name: str) -> None:
    for start in range(len(name) - 2):
        for text in (name[start:], name[start : start + 3], name[start : start + 3].upper()):
            if len(text.strip()) >= 3:
                assert name in {choice.name for choice in customers.search(book, text)}, text
    assert name in {choice.name for choice in customers.search(book, name[:2])}


@pytest.mark.parametrize("text", ["%%%", "___", "' or 1=1", '"', '""', "a OR b", "code:C", "*", "C-9*", "\\", "\0\0\0"])
def test_what_looks_like_a_pattern_is_only_text(book: Desk, text: str) -> None:
    for choice in customers.search(book, text):
        assert text.casefold() in f"{choice.code} {choice.name} {choice.town}".casefold()


def test_a_renamed_customer_is_found_by_the_new_name_alone(tmp_path: Path) -> None:
    from dataclasses import replace

    from billdesk.services.drafting import customer_draft

    with closing(makers.make_desk(tmp_path)) as desk:
        customer = makers.a_customer(desk, name="Before GmbH")
        draft = customer_draft(customers.get(desk, customer))
        customers.save(desk, confirmed(replace(draft, name="Afterwards AG")))
        assert not customers.search(desk, "Before")
        assert [choice.id for choice in customers.search(desk, "afterw")] == [customer]


def test_a_number_is_found_typed_in_small_letters(tmp_path: Path) -> None:
    desk = makers.make_desk(tmp_path)
    customer = makers.a_customer(desk)
    view = makers.an_invoice(desk, customer, date(2026, 10, 1))
    with closing(sqlite3.connect(desk.path)) as connection:
        connection.execute("update invoice set number = 'INV-7'")
        connection.commit()
    assert [row.customer_id for row in everything(desk, View.ALL, parse_filter("inv-7", TODAY))] == [view.customer_id]
    assert not everything(desk, View.ALL, parse_filter("inv-8", TODAY))
    desk.close()
