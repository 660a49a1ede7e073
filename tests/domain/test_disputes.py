"""What a case pauses, by when it is to be settled, what its end proposes, and what a beginner asks."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billdesk.domain import disputes
from billdesk.domain.dispute_guides import OTHER, REASONS, Reason, guide, pick_reason
from billdesk.domain.disputes import (
    DisputeFact,
    DisputeOutcome,
    DisputePriority,
    DisputeState,
    Owed,
    Proposal,
    disputed_parts,
    is_met,
    proposes,
    refuse_credit,
)
from billdesk.domain.errors import InputError, RuleError

FRIDAY = date(2026, 11, 20)


def case(minor: int, invoice_id: int | None = 1, currency: str = "EUR") -> DisputeFact:
    return DisputeFact(1, invoice_id, "2026-0001", currency, minor, "price", "mk", "", FRIDAY)


def owed(id_: int, minor: int, invoice_id: int = 1, currency: str = "EUR", *, flagged: bool = True) -> Owed:
    return Owed(id_, invoice_id, currency, minor, flagged)


def test_only_the_disputed_part_pauses_laid_on_what_fell_due_first() -> None:
    parts = disputed_parts([owed(1, 300), owed(2, 300), owed(3, 400)], [case(500)])
    assert parts == {1: 300, 2: 200}


def test_what_another_system_marked_is_disputed_whole_until_it_has_a_case() -> None:
    assert disputed_parts([owed(1, 300)], []) == {1: 300}
    assert disputed_parts([owed(1, 300)], [case(100)]) == {1: 100}


def test_a_case_on_the_account_takes_what_those_of_invoices_leave() -> None:
    items = [owed(1, 300, 1), owed(2, 300, 2, flagged=False), owed(3, 50, 3, "GBP", flagged=False)]
    assert disputed_parts(items, [case(400, None), case(100, 1)]) == {1: 300, 2: 200}


amounts = st.integers(1, 10_000)
items = st.lists(st.tuples(st.integers(1, 3), amounts, st.booleans(), st.sampled_from(["EUR", "GBP"])), max_size=6)
cases = st.lists(st.builds(case, amounts, st.none() | st.integers(1, 3), st.sampled_from(["EUR", "GBP"])), max_size=4)


@given(items, cases)
def test_never_more_is_disputed_than_is_open_and_never_more_than_the_cases_say(
    made: list[tuple[int, int, bool, str]], given_cases: list[DisputeFact]
) -> None:
    open_items = [Owed(id_, number, currency, minor, flag) for id_, (number, minor, flag, currency) in enumerate(made)]
    parts = disputed_parts(open_items, given_cases)
    by_id = {one.instalment_id: one for one in open_items}
    assert all(0 < minor <= by_id[id_].open_minor for id_, minor in parts.items())
    named = {one.invoice_id for one in given_cases}
    unmarked = sum(minor for id_, minor in parts.items() if not by_id[id_].flagged or by_id[id_].invoice_id in named)
    assert unmarked <= sum(one.minor for one in given_cases)


@pytest.mark.parametrize(
    ("priority", "day"),
    [
        (DisputePriority.URGENT, date(2026, 11, 24)),
        (DisputePriority.HIGH, date(2026, 11, 27)),
        (DisputePriority.NORMAL, date(2026, 12, 4)),
        (DisputePriority.LOW, date(2026, 12, 18)),
    ],
)
def test_its_time_is_counted_in_business_days(priority: DisputePriority, day: date) -> None:
    assert disputes.due_by(FRIDAY, priority) == day
    assert disputes.due_by(FRIDAY, priority, frozenset({day})) > day


def test_it_is_past_its_time_only_after_its_day_and_only_while_it_is_not_settled() -> None:
    after = date(2026, 11, 21)
    assert not disputes.is_past(DisputeState.OPEN, FRIDAY, FRIDAY)
    assert disputes.is_past(DisputeState.WAITING, FRIDAY, after)
    assert not disputes.is_past(DisputeState.RESOLVED, FRIDAY, after)
    assert disputes.say_time(FRIDAY, after) == "1 d past its time"
    assert disputes.say_time(FRIDAY, FRIDAY) == "to be settled today"


@pytest.mark.parametrize(
    ("outcome", "credit", "first"),
    [
        (DisputeOutcome.UPHELD, 100, Proposal.CREDIT_NOTE),
        (DisputeOutcome.UPHELD, 0, Proposal.NOTHING),
        (DisputeOutcome.PARTLY, 40, Proposal.CREDIT_NOTE),
        (DisputeOutcome.REJECTED, 0, Proposal.PROMISE),
        (DisputeOutcome.WITHDRAWN, 0, Proposal.CHASE),
    ],
)
def test_an_outcome_proposes_what_comes_next(outcome: DisputeOutcome, credit: int, first: Proposal) -> None:
    refuse_credit(outcome, credit, 100)
    assert proposes(outcome, credit, 100)[0] is first
    assert (Proposal.PROMISE in proposes(outcome, credit, 100)) == (credit == 40 or outcome is DisputeOutcome.REJECTED)


@pytest.mark.parametrize(
    ("outcome", "credit"),
    [
        (DisputeOutcome.UPHELD, 101),
        (DisputeOutcome.PARTLY, 0),
        (DisputeOutcome.PARTLY, 100),
        (DisputeOutcome.REJECTED, 1),
        (DisputeOutcome.WITHDRAWN, 1),
    ],
)
def test_a_credit_that_does_not_fit_the_outcome_is_refused(outcome: DisputeOutcome, credit: int) -> None:
    with pytest.raises(RuleError):
        refuse_credit(outcome, credit, 100)


@given(st.integers(2, 10**12), st.integers(-3, 10**6))
def test_an_agreed_credit_is_met_within_one_minor_unit_and_no_further(agreed: int, missing: int) -> None:
    credited = max(1, agreed - missing)
    assert is_met(agreed, credited) == (agreed - credited <= 1)


@pytest.mark.parametrize(
    ("agreed", "credited", "met"),
    [(10_995, 10_993, False), (10_995, 10_994, True), (10_995, 10_995, True), (10_995, 10_996, True), (1, 0, False)],
)
def test_a_cent_that_tax_rounds_away_is_not_missing(agreed: int, credited: int, met: bool) -> None:
    assert is_met(agreed, credited) is met


def test_every_reason_has_four_questions_with_whom_to_ask_and_what_proves_it() -> None:
    for reason in REASONS:
        asks = guide(reason.code)
        assert len({ask.question for ask in asks}) == 4
        assert all(ask.whom and ask.evidence and ask.question.endswith("?") for ask in asks)
        assert reason.code == OTHER or asks != guide(OTHER)
    assert guide("our-own") == guide(OTHER)


def test_a_reason_is_typed_by_its_beginning_or_its_number_and_a_retired_one_is_not_offered() -> None:
    assert pick_reason("PRI", REASONS) == "price"
    assert pick_reason("5", REASONS) == "not-received"
    assert pick_reason("not-ordered", REASONS) == "not-ordered"
    with pytest.raises(InputError, match=r"not ordered, not received\.$"):
        pick_reason("not", REASONS)
    with pytest.raises(InputError, match="one of"):
        pick_reason("price", (Reason("price", "price", retired=True), Reason("tax", "tax")))
