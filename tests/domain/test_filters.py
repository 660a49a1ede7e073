"""The filter's grammar: what it reads, what it refuses, and that it writes what it read."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billdesk.domain.errors import InputError
from billdesk.domain.filters import Filter, describe, parse_filter

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Filter()),
        ("  hofmann \t söhne ", Filter(words=("hofmann", "söhne"))),
        ('"Acme Ltd" !"two words" !beta', Filter(words=("Acme Ltd",), without=("two words", "beta"))),
        ('"say ""now"""', Filter(words=('say "now"',))),
        ('">1000"', Filter(words=(">1000",))),
        (">1000", Filter(min_major=Decimal(1000))),
        (">=1,000.50", Filter(min_major=Decimal("1000.5"), min_included=True)),
        ("<500 <=200", Filter(max_major=Decimal(200), max_included=True)),
        (">=10 >10", Filter(min_major=Decimal(10))),
        ("late>30 late<=90", Filter(late_over=30, late_under=91)),
        ("late>=-7", Filter(late_over=-8)),
        ("cur:eur", Filter(currency="EUR")),
        ("cust:H-0031", Filter(customer="H-0031")),
        ('cust:"A B"', Filter(customer="A B")),
        ("due:today", Filter(due_on=TODAY)),
        ("due:+2 late", Filter(due_on=TODAY + timedelta(days=2), words=("late",))),
        ("12:30", Filter(words=("12:30",))),
    ],
)
def test_what_is_read(text: str, expected: Filter) -> None:
    assert parse_filter(text, TODAY) == expected


@pytest.mark.parametrize(
    "term",
    [
        "amount:5",
        "amount>5",
        ">",
        ">abc",
        ">1e3",
        ">1.000",
        "<NaN",
        "late>",
        "late>3.5",
        "late<x",
        "cur:",
        "cur:EURO",
        "cust:",
        "due:",
        "due:soon",
        "due:2026-02-30",
        "!",
        "!!a",
        "!>5",
        "!cur:EUR",
        '"open',
        '!"open',
        '""',
        '!" "',
        '"a"b',
    ],
)
def test_what_cannot_be_read_is_refused_by_name_with_the_way_out(term: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_filter(f"hof {term}", TODAY)
    assert term in caught.value.sentence
    assert "late>30" in caught.value.way_out


def test_two_values_that_could_never_hold_together_are_refused() -> None:
    with pytest.raises(InputError, match="cur:USD"):
        parse_filter("cur:EUR cur:USD", TODAY)
    assert parse_filter("cur:EUR cur:eur", TODAY).currency == "EUR"


def test_without_a_day_only_iso_dates_are_read() -> None:
    assert parse_filter("due:2026-11-30").due_on == date(2026, 11, 30)
    with pytest.raises(InputError):
        parse_filter("due:today")


def test_a_long_term_does_not_flood_the_error() -> None:
    with pytest.raises(InputError) as caught:
        parse_filter("nosuch:" + "x" * 10_000)
    assert len(caught.value.sentence) < 200


# Half of the words are made of what the grammar itself is made of.
WORD = (st.text(min_size=1, max_size=12) | st.text(alphabet='ab1 "!<>=:', min_size=1, max_size=8)).filter(
    lambda word: bool(word.strip())
)
BOUND = st.none() | st.decimals(-1_000_000, 1_000_000, places=2).map(lambda value: value.quantize(Decimal("0.01")))
LATE = st.none() | st.integers(-9999, 9999)


@st.composite
def filters(draw: st.DrawFn) -> Filter:
    low, high = draw(BOUND), draw(BOUND)
    return Filter(
        words=tuple(draw(st.lists(WORD, max_size=3, unique=True))),
        without=tuple(draw(st.lists(WORD, max_size=3, unique=True))),
        min_major=low,
        max_major=high,
        min_included=low is not None and draw(st.booleans()),
        max_included=high is not None and draw(st.booleans()),
        late_over=draw(LATE),
        late_under=draw(LATE),
        currency=draw(st.sampled_from([None, "EUR", "JPY", "KWD"])),
        due_on=draw(st.none() | st.dates(date(1990, 1, 1), date(2150, 1, 1))),
        customer=draw(st.none() | WORD),
    )


@given(filters())
def test_every_filter_is_read_back_from_its_own_text(wanted: Filter) -> None:
    assert parse_filter(str(wanted)) == wanted


@given(st.text(alphabet='ab"!<>=: 0123456789lateurcsd.,-', max_size=40))
def test_any_text_is_either_read_or_refused_and_reading_is_stable(text: str) -> None:
    try:
        read = parse_filter(text, TODAY)
    except InputError:
        return
    assert parse_filter(str(read), TODAY) == read
    assert read.is_empty == (not text.strip())


def test_a_filter_is_said_in_words() -> None:
    said = describe(parse_filter("hof !acme >=1000 <5000.50 late>30 late<90 cur:EUR due:2026-11-30 cust:H-1", TODAY))
    assert said == (
        'holds "hof"; without "acme"; at least 1,000 open; less than 5,000.5 open; more than 30 d late; '
        "less than 90 d late; in EUR; due Mon 30 Nov 2026; account H-1"
    )
    assert describe(Filter()) == "everything"
