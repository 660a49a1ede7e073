"""Ageing by days past due."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billdesk.domain.ageing import BUCKETS, age, bucket

AS_OF = date(2013, 6, 30)


@pytest.mark.parametrize(
    ("days_late", "name"),
    [
        (-400, "current"), (-1, "current"), (0, "current"), (1, "1–30"), (30, "1–30"), (31, "31–60"), (60, "31–60"),
        (61, "61–90"), (90, "61–90"), (91, "91–120"), (120, "91–120"), (121, "> 120"), (4000, "> 120"),
    ],
)  # fmt: skip
def test_the_edges_of_the_buckets(days_late: int, name: str) -> None:
    assert BUCKETS[bucket(days_late)] == name
    expected = tuple(100 if known == name else 0 for known in BUCKETS)
    assert age([(AS_OF - timedelta(days=days_late), 100)], AS_OF) == expected


@given(st.lists(st.tuples(st.dates(date(2012, 1, 1), date(2014, 12, 31)), st.integers(-(10**9), 10**9))))
def test_the_buckets_hold_everything_that_is_open(items: list[tuple[date, int]]) -> None:
    assert sum(age(items, AS_OF)) == sum(open_minor for _, open_minor in items)
    assert age(items, AS_OF)[0] == sum(open_minor for due_on, open_minor in items if due_on >= AS_OF)


def test_each_instalment_ages_by_its_own_day() -> None:
    items = [(AS_OF, 1), (AS_OF - timedelta(days=45), 20), (AS_OF - timedelta(days=45), 300)]
    assert age(items, AS_OF) == (1, 0, 320, 0, 0, 0)
