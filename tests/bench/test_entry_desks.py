"""The invented desks are right in themselves: otherwise the benchmark would measure its own mistakes."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from stdnum import get_cc_module
from stdnum import iban as iban_rules

from tests.bench.entry.desk_a import desk_a
from tests.bench.entry.desk_b import desk_b
from tests.bench.entry.desk_c import desk_c
from tests.bench.entry.errors import KINDS, Case, make_cases
from tests.bench.entry.papers import Book, Paper, total_of
from tests.bench.entry.walk import walk

PAPERS = 3_000


@pytest.fixture(scope="module", params=[desk_a, desk_b, desk_c])
def book(request: pytest.FixtureRequest) -> Book:
    made = request.param(papers=PAPERS)
    assert isinstance(made, Book)
    return made


def test_lines_add_up_to_the_total(book: Book) -> None:
    for paper in book.papers:
        if paper.entry["kind"] != "receipt":
            total = total_of(paper.entry["lines"], book.desk["tax_method"], book.digits[paper.entry["currency"]])
            assert Decimal(paper.entry["total"]) == total > 0


def series_of(number: str) -> str:
    """What the numbers of one series have in common: what stands before the count, or behind it."""
    if number.startswith("FV/"):
        return number[-5:]
    if "RE" in number or "GS" in number:
        return number[: number.rindex("-" if "-" in number[4:] else "/")]
    return number[: number.rindex("-")] if number.count("-") == 2 else number[:5]


def test_numbers_rise_with_the_date_in_each_series(book: Book) -> None:
    last: dict[str, tuple[str, str]] = {}
    for paper in book.papers:
        number = paper.entry["number"]
        if number is None or paper.entry["kind"] == "receipt":
            continue
        series = series_of(number)
        before = last.get(series, ("", ""))
        assert before[0] < number
        assert before[1] <= paper.entry["issued_on"]
        last[series] = (number, paper.entry["issued_on"])


def test_tax_numbers_and_accounts_have_right_check_digits(book: Book) -> None:
    for customer in book.customers:
        for number in customer["vat_ids"]:
            of_india = customer["country"] == "IN"
            rules = get_cc_module(customer["country"], "gstin" if of_india else "vat")
            assert rules is not None
            assert rules.is_valid(number), number
        for account in customer["ibans"]:
            assert iban_rules.is_valid(account), account


def test_papers_are_keyed_in_day_order_and_never_before_their_date(book: Book) -> None:
    days = [paper.keyed_on for paper in book.papers]
    assert days == sorted(days)
    assert all(date.fromisoformat(paper.entry["issued_on"]) <= paper.keyed_on for paper in book.papers)


def test_a_desk_has_the_shape_that_was_asked_for(book: Book) -> None:
    codes = {customer["code"] for customer in book.customers}
    assert len(codes) == len(book.customers) == 300
    assert len(book.close_names) >= 30
    assert all(first in codes and second in codes for first, second in book.close_names)
    assert len({paper.entry["currency"] for paper in book.papers}) == 3
    kinds = Counter(paper.entry["kind"] for paper in book.papers)
    assert min(kinds["invoice"], kinds["receipt"], kinds["credit_note"]) > PAPERS // 100
    assert 0.01 < sum(bool(paper.odd) for paper in book.papers) / PAPERS < 0.03
    assert len({paper.entry["id"] for paper in book.papers}) == PAPERS


def test_the_same_seed_makes_the_same_desk(book: Book) -> None:
    make = {"A": desk_a, "B": desk_b, "C": desk_c}[book.name]
    assert make(papers=PAPERS) == book
    assert make(seed=1, papers=PAPERS) != book


def test_money_comes_for_invoices_that_stand_and_is_no_more_than_is_open(book: Book) -> None:
    open_: dict[str, Decimal] = {}
    for paper in book.papers:
        entry, amount = paper.entry, Decimal(paper.entry["total"])
        if entry["kind"] == "invoice":
            open_[str(entry["number"])] = amount
            continue
        named = [number for number in entry["reference"].replace(",", " ").split() if number in open_]
        assert entry["kind"] == "receipt" or len(named) == 1
        if not named or paper.odd in {"prepaid", "ahead", "deposit"}:
            continue
        assert amount <= sum(open_[number] for number in named), entry
        for number in named:
            settled = min(amount, open_[number])
            open_[number] -= settled
            amount -= settled


def test_a_customer_orders_only_once_it_is_one(book: Book) -> None:
    since = {customer["code"]: customer["since"] or "" for customer in book.customers}
    assert all(paper.entry["issued_on"] >= since[paper.entry["customer"]] for paper in book.papers)


def test_every_paper_can_be_read_and_every_kind_of_error_finds_its_places(book: Book) -> None:
    """No rate is looked at: a desk that is held out is walked here too."""
    few = replace(book, papers=book.papers[:1_500])
    seen = list(walk(few, make_cases(few, 2)))
    papers = [what for item, what in seen if isinstance(item, Paper)]
    assert len(papers) == 1_500
    assert all(what.findings is not None for what in papers)
    kinds = {item.kind.name for item, _ in seen if isinstance(item, Case)}
    assert kinds == {kind.name for kind in KINDS}
