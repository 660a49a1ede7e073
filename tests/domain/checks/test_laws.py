"""Laws of the checks that hold for every entry."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from billdesk.domain.checks.catalogue import BY_CODE
from billdesk.domain.checks.check import check
from billdesk.domain.checks.closeness import NameIndex, are_close, distance, fold
from billdesk.domain.checks.entered import Entered, EnteredLine, EntryKind
from billdesk.domain.checks.rekey import Rekey, RiskSettings, rekey, risk
from billdesk.domain.checks.slip import is_slip
from billdesk.domain.checks.squeezing import keys, squeeze
from tests.domain.checks.desk import CUSTOMERS, TODAY, history

TEXT = st.text(max_size=12)
NUMBERS = st.from_regex(r"[A-Za-z]{0,3}[-/ .]?[0-9]{0,6}[-/ ]?[0-9]{0,4}", fullmatch=True)
AMOUNTS = st.decimals(-(10**15) + 1, 10**15 - 1, places=2) | st.decimals(-1000, 1000, places=8)
DAYS = (
    st.none()
    | st.dates(date(1970, 1, 1), date(2199, 12, 31))
    | st.integers(-60, 60).map(lambda n: TODAY + timedelta(n))
)
LINES = st.lists(st.builds(EnteredLine, TEXT, AMOUNTS, AMOUNTS, AMOUNTS), max_size=3).map(tuple)
ENTRIES = st.builds(
    Entered,
    id=TEXT,
    kind=st.sampled_from(EntryKind),
    customer=st.sampled_from([customer.code for customer in CUSTOMERS] + ["X"]),
    issued_on=DAYS,
    due_on=DAYS,
    currency=st.sampled_from(["EUR", "JPY", "KWD", "EUX", ""]),
    lines=LINES,
    total=AMOUNTS,
    number=st.none() | NUMBERS,
    reference=NUMBERS | TEXT,
    iban=TEXT,
    vat_id=TEXT | NUMBERS,
    unreadable=st.sampled_from([(), (("due_on", "2026-02-30"),)]),
)


@given(st.lists(ENTRIES, max_size=6), ENTRIES)
@settings(max_examples=75)
def test_whatever_is_entered_the_checks_answer_and_say_each_cause_once(booked: list[Entered], entered: Entered) -> None:
    facts = history(*booked).facts(entered, TODAY)
    findings = check(entered, facts)
    said = {finding.code for finding in findings}
    assert not any(said & set(BY_CODE[code].covers) for code in said)
    assert all(finding.severity is BY_CODE[finding.code].severity for finding in findings)
    wanted = rekey(entered, facts, findings, RiskSettings())
    assert wanted[:2] == (Rekey.TOTAL, Rekey.DAY)
    assert len(wanted) == len(set(wanted)) <= 4
    score = risk(entered, facts, findings, RiskSettings())
    assert score.score == sum(points for _, points in score.parts)


@given(st.lists(ENTRIES, max_size=8, unique_by=lambda entry: entry.id), ENTRIES, st.randoms(use_true_random=False))
@settings(max_examples=75)
def test_booking_in_another_order_gives_the_same_facts(
    booked: list[Entered], entered: Entered, order: random.Random
) -> None:
    other = list(booked)
    order.shuffle(other)
    assert history(*booked).facts(entered, TODAY) == history(*other).facts(entered, TODAY)


@given(NUMBERS | TEXT)
def test_a_squeezed_number_is_squeezed(number: str) -> None:
    assert squeeze(squeeze(number)) == squeeze(number)
    assert set(keys(squeeze(number))) & set(keys(number)) or not keys(number)


@given(NUMBERS)
def test_what_people_vary_does_not_matter(number: str) -> None:
    for varied in (number.lower(), number.replace("-", ""), number.replace("/", " "), number.replace("0", "o")):
        assert set(keys(varied)) & set(keys(number)) or not keys(number)


@given(st.text("ab c", max_size=9), st.text("ab c", max_size=9))
def test_distance_is_mutual_and_nothing_only_between_equals(one: str, other: str) -> None:
    assert distance(one, other, 9) == distance(other, one, 9)
    assert (distance(one, other, 9) == 0) == (one == other)
    assert are_close(fold(one), fold(other)) == are_close(fold(other), fold(one))


@given(st.integers(100, 10**9), st.integers(0, 8), st.integers(1, 9))
def test_a_digit_typed_wrongly_is_a_slip(cents: int, place: int, digit: int) -> None:
    text = str(cents)
    wrong = Decimal(text[: place % len(text)] + str(digit) + text[place % len(text) + 1 :])
    meant = Decimal(cents)
    assert is_slip(wrong, meant) == (wrong != meant and bool(wrong))
    assert is_slip(meant * 10, meant)
    assert not is_slip(meant, meant)


def test_swapped_neighbours_count_once() -> None:
    assert distance("hofmann", "hofamnn", 2) == 1
    assert distance("hofmann", "brandt", 2) == 3


def test_close_names_are_found_among_many() -> None:
    names = [(f"C{n}", f"Company {n * 7919 % 10007} of Town {n}") for n in range(2000)]
    index = NameIndex([*names, ("A", "Hofmann & Söhne KG"), ("B", "Hoffmann Soehne GmbH"), ("C", "Brandt Metallbau")])
    assert index.close_to("A") == ("B",)
    assert index.close_to("C") == ()
    assert index.close_to("unknown") == ()


def test_an_entry_is_new_to_a_history_that_was_asked_about_it() -> None:
    book = history()
    entry = Entered("1", EntryKind.INVOICE, CUSTOMERS[0].code, TODAY, None, "EUR", (), Decimal(5), "7")
    assert book.facts(entry, TODAY) == book.facts(entry, TODAY)
    book.book(entry)
    assert book.facts(replace(entry, id="2"), TODAY).same_number == (entry,)
