"""Allocation: what is proposed, and what is never allowed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billdesk.domain.allocation import check, propose
from billdesk.domain.drafts import AllocationDraft
from billdesk.domain.findings import Severity
from billdesk.domain.records import OpenItem

DUE = date(2026, 10, 11)


def item(instalment_id: int, open_minor: int, days: int = 0, currency: str = "EUR") -> OpenItem:
    """An open instalment, due `days` after the first."""
    due_on = DUE + timedelta(days=days)
    return OpenItem(
        instalment_id, instalment_id, f"2026-{instalment_id:04}", DUE - timedelta(days=30), due_on, currency,
        max(open_minor, 1), open_minor, 0, None,
    )  # fmt: skip


@st.composite
def accounts(draw: st.DrawFn) -> list[OpenItem]:
    """The items of an account, some of them with nothing open."""
    amounts = draw(st.lists(st.integers(0, 3_000), max_size=8))
    return [item(place, open_minor, draw(st.integers(-60, 60))) for place, open_minor in enumerate(amounts)]


def codes(
    amount: int,
    items: Sequence[OpenItem],
    wanted: Sequence[tuple[int, int]],
    keep_rest: bool = False,
    currency: str | None = None,
) -> list[str]:
    findings = check(amount, items, [AllocationDraft(*pair) for pair in wanted], keep_rest, currency)
    assert all(finding.severity is Severity.BLOCK for finding in findings)
    return [finding.code for finding in findings]


ACCOUNT = [item(1, 500, 20), item(2, 300, 0), item(3, 800, 40), item(4, 300, 10)]


def test_an_item_of_exactly_the_amount_is_taken_alone_the_oldest_of_several() -> None:
    assert propose(800, ACCOUNT) == (AllocationDraft(3, 800),)
    assert propose(300, ACCOUNT) == (AllocationDraft(2, 300),)


def test_otherwise_the_oldest_due_is_settled_first() -> None:
    assert propose(700, ACCOUNT) == (AllocationDraft(2, 300), AllocationDraft(4, 300), AllocationDraft(1, 100))
    assert propose(200, ACCOUNT) == (AllocationDraft(2, 200),)


def test_what_is_disputed_is_proposed_last_unless_it_is_paid_to_the_cent() -> None:
    account = [
        replace(ACCOUNT[0], instalment_id=9, open_minor=500, due_on=DUE - timedelta(days=90), disputed_minor=500),
        item(2, 300),
    ]
    assert propose(400, account) == (AllocationDraft(2, 300), AllocationDraft(9, 100))
    assert propose(500, account) == (AllocationDraft(9, 500),)


def test_nothing_is_proposed_for_nothing() -> None:
    assert propose(0, ACCOUNT) == ()
    assert propose(-300, ACCOUNT) == ()
    assert propose(300, []) == ()


@given(st.integers(-10, 20_000), accounts())
def test_a_proposal_never_exceeds_the_amount_or_what_is_open_and_leaves_nothing_it_could_settle(
    amount: int, items: list[OpenItem]
) -> None:
    proposed = propose(amount, items)
    open_minor = {entry.instalment_id: entry.open_minor for entry in items}
    assert all(0 < part.amount_minor <= open_minor[part.instalment_id] for part in proposed)
    assert sum(part.amount_minor for part in proposed) == max(0, min(amount, sum(open_minor.values())))
    if amount > 0:
        assert not check(amount, items, proposed, keep_rest=True, currency="EUR")


@given(st.integers(1, 5_000), accounts(), st.lists(st.tuples(st.integers(0, 9), st.integers(-5, 3_000)), max_size=6))
def test_what_passes_the_check_can_be_booked(amount: int, items: list[OpenItem], wanted: list[tuple[int, int]]) -> None:
    if codes(amount, items, wanted, keep_rest=True):
        return
    left = {entry.instalment_id: entry.open_minor for entry in items}
    for instalment_id, part in wanted:
        left[instalment_id] -= part
        amount -= part
        assert part > 0
    assert min(left.values(), default=0) >= 0
    assert amount >= 0


@pytest.mark.parametrize(
    ("amount", "wanted", "keep_rest", "expected"),
    [
        (500, [(1, 500)], False, []),
        (500, [(1, 501)], False, ["over-open", "over-amount"]),
        (900, [(1, 300), (1, 300)], True, ["over-open"]),
        (500, [(1, 500), (2, 1)], False, ["over-amount"]),
        (500, [(1, 400)], False, ["rest-unexplained"]),
        (500, [(1, 400)], True, []),
        (500, [], False, ["rest-unexplained"]),
        (500, [(99, 500)], False, ["not-open"]),
        (500, [(1, 0)], True, ["not-positive"]),
        (500, [(1, -5)], True, ["not-positive"]),
    ],
)
def test_what_an_allocation_may_not_do(
    amount: int, wanted: list[tuple[int, int]], keep_rest: bool, expected: list[str]
) -> None:
    assert codes(amount, ACCOUNT, wanted, keep_rest) == expected


def test_a_settled_item_takes_no_more_money() -> None:
    assert codes(10, [item(5, 0)], [(5, 10)]) == ["not-open"]


def test_money_settles_items_of_its_own_currency_only() -> None:
    mixed = [item(1, 500), item(2, 500, currency="USD")]
    assert codes(500, mixed, [(2, 500)], currency="EUR") == ["other-currency"]
    assert codes(1000, mixed, [(1, 500), (2, 500)]) == ["other-currency"]
    assert codes(500, mixed, [(2, 500)], currency="USD") == []


def test_the_sentence_says_how_much_is_open_and_on_what() -> None:
    (finding,) = check(900, [replace(ACCOUNT[0], number="A-7")], [AllocationDraft(1, 900)], keep_rest=False)
    assert finding.field == "allocations"
    assert finding.message == "Only € 5.00 is open on A-7."
