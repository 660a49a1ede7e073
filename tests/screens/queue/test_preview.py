"""The pane under the queue tells what became of a promise, as it stands today."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from billdesk.domain.promises import PromiseState
from billdesk.domain.records import ContactView, Preview, PromiseView
from screens.queue_preview import say_preview
from tests.domain.records_for_tests import ACCOUNT, TODAY, promise
from tests.screens.queue.test_rows import _row

BROKEN = promise()
PART = replace(promise(PromiseState.PARTLY_KEPT), kept_minor=100_000, came_minor=100_000)


@pytest.mark.parametrize(
    ("given", "came"),
    [
        (BROKEN, "nothing came"),
        (replace(BROKEN, came_minor=1_247_920, open_minor=0), "came late"),
        (replace(BROKEN, came_minor=1_247_920), "came late"),
        (replace(BROKEN, came_minor=1_000_000), "€ 2,479.20 missing"),
        (replace(BROKEN, came_minor=-50_000, open_minor=1_300_000), "nothing came"),
        (replace(BROKEN, open_minor=0), "settled since"),
        (PART, "€ 11,479.20 missing"),
        (replace(PART, came_minor=1_247_920, open_minor=0), "came late"),
        (promise(PromiseState.OPEN), "not due yet"),
    ],
)
def test_what_became_of_a_promise_is_true_today(given: PromiseView, came: str) -> None:
    known = Preview("Acme", "", 1, (), None, ACCOUNT.open_items, (), (given,))
    told = say_preview(_row(), known, TODAY)
    assert told[1] == f"18 Nov promise  they promised € 12,479.20 by 20 Nov – {came}"


def _contact(on: date, id_: int = 1) -> ContactView:
    at = datetime(on.year, on.month, on.day, 9, tzinfo=UTC)
    return ContactView(id_, at, on, "call", "out", "reached", "", "", None, None, "mk")


def _told(contacts: tuple[ContactView, ...], *promises: PromiseView) -> tuple[str, ...]:
    return say_preview(_row(), Preview("Acme", "", 1, (), None, (), contacts, promises), TODAY)[1:]


def test_a_promise_decided_before_the_last_contact_stands_behind_it() -> None:
    long_ago = replace(BROKEN, recorded_on=date(2026, 3, 2), due_on=date(2026, 3, 9))
    told = _told((_contact(date(2026, 11, 10)), _contact(date(2026, 3, 2), 2)), long_ago)
    assert told == (
        "10 Nov call  reached",
        "2 Mar call  they promised € 12,479.20 by 9 Mar – nothing came",
    )


def test_a_promise_that_lives_or_was_broken_since_the_last_contact_stands_first() -> None:
    contact = _contact(date(2026, 11, 19))
    assert "nothing came" in _told((contact,), BROKEN)[0]
    live = replace(promise(PromiseState.OPEN), recorded_on=date(2026, 11, 2), due_on=date(2026, 11, 27))
    assert "not due yet" in _told((contact,), live)[0]


def test_days_of_another_year_say_which() -> None:
    old = replace(BROKEN, recorded_on=date(2024, 12, 20), due_on=date(2025, 1, 3))
    told = _told((_contact(date(2025, 12, 30)),), old)
    assert told[0].startswith("30 Dec 25 call")
    assert told[1].startswith("20 Dec 24 promise  they promised € 12,479.20 by 3 Jan 25")
    snoozed = _row()._replace(snoozed_until=date(2027, 1, 4))
    assert say_preview(snoozed, Preview("Acme", "", 1, (), None, (), (), ()), TODAY)[1] == "snoozed until 4 Jan 27"


def test_what_is_not_chased_stands_below_the_account_and_says_why() -> None:
    known = Preview(
        "Acme", "", 1, (), None, ACCOUNT.open_items, (), (BROKEN,), holds=("blocked: at the [b]\x1blawyer",)
    )
    assert say_preview(_row(), known, TODAY)[1].startswith("blocked: at the [b]")
    assert "\x1b" not in "".join(say_preview(_row(), known, TODAY))
