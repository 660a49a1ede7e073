"""What became of a promise: its time, its grace, and what came in."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billdesk.domain.promises import PromiseState, decide

DUE = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("received", "today", "state"),
    [
        (0, DUE - timedelta(days=1), PromiseState.OPEN),
        (0, DUE, PromiseState.OPEN),
        (500, DUE, PromiseState.OPEN),
        (1000, DUE - timedelta(days=3), PromiseState.KEPT),
        (1200, DUE + timedelta(days=90), PromiseState.KEPT),
        (0, DUE + timedelta(days=1), PromiseState.BROKEN),
        (999, DUE + timedelta(days=1), PromiseState.PARTLY_KEPT),
    ],
)
def test_a_promise_is_open_until_its_day_is_over(received: int, today: date, state: PromiseState) -> None:
    assert decide(1000, DUE, 0, False, received, today) is state


def test_the_days_of_grace_belong_to_the_customer() -> None:
    assert decide(1000, DUE, 3, False, 0, DUE + timedelta(days=3)) is PromiseState.OPEN
    assert decide(1000, DUE, 3, False, 0, DUE + timedelta(days=4)) is PromiseState.BROKEN


def test_money_taken_back_leaves_a_promise_broken() -> None:
    assert decide(1000, DUE, 0, False, -200, DUE + timedelta(days=1)) is PromiseState.BROKEN


@given(st.integers(1, 10**9), st.integers(0, 30), st.integers(0, 10**9), st.integers(-60, 60))
def test_withdrawn_stays_withdrawn_and_time_never_mends_a_promise(
    amount: int, grace: int, received: int, offset: int
) -> None:
    today = DUE + timedelta(days=offset)
    assert decide(amount, DUE, grace, True, received, today) is PromiseState.WITHDRAWN
    now, later = (decide(amount, DUE, grace, False, received, day) for day in (today, today + timedelta(days=1)))
    assert now is later or now is PromiseState.OPEN
