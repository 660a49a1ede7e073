"""Where a row stands in a view of the queue, and what comes after it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from billdesk.domain.filters import Filter
from billdesk.domain.work import View
from billdesk.services import places, queue
from billdesk.services.desk import Desk
from tests.screens.record_desk import make_folder, open_book


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = open_book(make_folder(tmp_path))
    yield made
    made.close()


def test_every_row_knows_its_number(desk: Desk) -> None:
    rows = queue.page(desk, View.ALL).rows
    found = [places.standing(desk, View.ALL, None, row.key, (row.rank, row.id)) for row in rows]
    assert [(one.number, one.of, one.there) for one in found] == [(n, 6, True) for n in range(1, 7)]


def test_a_filter_counts_only_what_matches(desk: Desk) -> None:
    place = places.place_of(desk, View.FOLLOW_UP, "account:3:EUR")
    assert place is not None
    standing = places.standing(desk, View.FOLLOW_UP, Filter(currency="EUR"), "account:3:EUR", place)
    assert (standing.number, standing.of) == (2, 2)


def test_a_row_that_is_not_in_the_view_has_no_place(desk: Desk) -> None:
    assert places.place_of(desk, View.TO_FINISH, "account:3:EUR") is None


def test_a_row_that_left_keeps_its_number(desk: Desk) -> None:
    second = queue.page(desk, View.ALL).rows[1]
    standing = places.standing(desk, View.ALL, None, "account:99:EUR", (second.rank, second.id))
    assert (standing.number, standing.there) == (2, False)


@pytest.mark.parametrize("at", range(6))
def test_beyond_a_row_are_all_that_follow_or_precede(desk: Desk, at: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = queue.page(desk, View.ALL).rows
    monkeypatch.setattr(places, "_STEP", 2)  # several pages
    place = (rows[at].rank, rows[at].id)
    assert list(places.beyond(desk, View.ALL, None, place, 1)) == list(rows[at + 1 :])
    assert list(places.beyond(desk, View.ALL, None, place, -1)) == list(reversed(rows[:at]))
    assert list(places.beyond(desk, View.ALL, None, None, 1)) == list(rows)


def test_the_row_of_an_account(desk: Desk) -> None:
    row = places.row_of_account(desk, View.FOLLOW_UP, "A-0001")
    assert row is not None
    assert row.key == "account:2:GBP"
    assert places.row_of_account(desk, View.FOLLOW_UP, "P-0001") is None
