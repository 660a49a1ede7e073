"""Which entries wait, and what a second person is asked."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billdesk.domain.double_check import (
    SECOND_PERSON,
    Disagreement,
    Evidence,
    bypass,
    confirm_as_second,
    resumed,
)
from billdesk.domain.drafts import IssueDraft, ReceiptDraft
from billdesk.domain.errors import RuleError
from billdesk.domain.held import (
    Course,
    HeldKind,
    HoldSettings,
    course_of,
    needs_second,
    same_person,
    say_within,
    takes_effect,
)
from billdesk.domain.money import Money
from billdesk.domain.second_person import questions_of, refuse_same

EURO_LIMIT = Money(1_000_000, "EUR")
DRAFT = IssueDraft(7, 1, date(2026, 11, 9), Money(1_190_00, "EUR"))
RIGHT = {"Total": "1,190.00", "Day": "9", "Customer": "h0031"}


@pytest.mark.parametrize(
    ("amount", "asked"),
    [
        (Money(1_000_000, "EUR"), False),
        (Money(1_000_001, "EUR"), True),
        (Money(10_000, "JPY"), False),
        (Money(10_001, "JPY"), True),
        (Money(10_000_000, "KWD"), False),
        (Money(10_000_001, "KWD"), True),
    ],
)
def test_the_same_figure_is_the_limit_in_every_currency(amount: Money, asked: bool) -> None:
    assert needs_second(amount, EURO_LIMIT) is asked


@given(st.integers(0, 10**12))
def test_without_a_limit_nobody_else_is_asked(minor: int) -> None:
    assert not needs_second(Money(minor, "EUR"), Money(0, "EUR"))


@pytest.mark.parametrize(
    ("kind", "seconds", "minor", "course"),
    [
        (HeldKind.ISSUE, 60, 1, Course.HELD),
        (HeldKind.CREDIT_NOTE, 60, 1, Course.HELD),
        (HeldKind.RECEIPT, 60, 1, Course.AT_ONCE),
        (HeldKind.ISSUE, 0, 1, Course.AT_ONCE),
        (HeldKind.ISSUE, 60, 1_000_001, Course.SECOND_PERSON),
        (HeldKind.RECEIPT, 0, 1_000_001, Course.SECOND_PERSON),
        (HeldKind.REVERSAL, 60, 1, Course.AT_ONCE),
        (HeldKind.REVERSAL, 60, 1_000_001, Course.SECOND_PERSON),
    ],
)
def test_what_acts_outside_is_held_and_what_is_large_waits_for_somebody_else(
    kind: HeldKind, seconds: int, minor: int, course: Course
) -> None:
    assert course_of(kind, Money(minor, "EUR"), HoldSettings(seconds, EURO_LIMIT)) is course


def test_the_minute_is_counted_from_the_entry() -> None:
    entered = datetime(2026, 11, 21, 23, 59, 30, tzinfo=UTC)
    assert takes_effect(entered, 60) == datetime(2026, 11, 22, 0, 0, 30, tzinfo=UTC)
    assert (say_within(60), say_within(90)) == ("taken back within a minute", "taken back within 90 seconds")


def test_the_second_person_is_somebody_else() -> None:
    assert same_person("mk", " MK ")
    refuse_same("mk", "eva")
    with pytest.raises(RuleError, match="another person"):
        refuse_same("mk", "MK")


def test_a_second_person_who_types_the_same_confirms_with_both_names() -> None:
    confirmed = confirm_as_second(
        DRAFT, questions_of(DRAFT, "H-0031"), RIGHT, "entered by mk (typed again: total, day)", "eva"
    )
    assert confirmed.draft == DRAFT
    assert confirmed.evidence.kind == SECOND_PERSON
    assert confirmed.evidence.detail == (
        "entered by mk (typed again: total, day); checked by eva: total, day, customer"
    )


@pytest.mark.parametrize(
    "wrong", [{"Total": "1,910.00"}, {"Day": "8"}, {"Customer": "H-0013"}, {"Customer": ""}, {"Total": ""}]
)
def test_any_difference_is_a_disagreement_that_tells_nothing(wrong: dict[str, str]) -> None:
    with pytest.raises(Disagreement) as refused:
        confirm_as_second(DRAFT, questions_of(DRAFT, "H-0031"), RIGHT | wrong, "entered by mk", "eva")
    assert not {"1,190", "1.190", "9", "H-0031", "Total", "Day", "Customer"} & set(str(refused.value).split())


def test_nobody_confirms_by_answering_nothing() -> None:
    with pytest.raises(Disagreement):
        confirm_as_second(DRAFT, (), {}, "entered by mk", "eva")


def test_a_receipt_asks_for_its_amount_and_the_day_it_came() -> None:
    receipt = ReceiptDraft(DRAFT.uid, 1, date(2026, 11, 3), Money(5_000, "EUR"), "transfer")
    answers = {"Total": "50.00", "Day": "3", "Customer": "A-1"}
    assert all(question.agrees(answers[question.label]) for question in questions_of(receipt, "A-1"))


def test_what_was_held_comes_back_with_its_evidence() -> None:
    evidence = bypass(DRAFT, "a reason: with a colon").evidence
    assert resumed(DRAFT, str(evidence)).evidence == evidence
    assert resumed(DRAFT, "reviewed").evidence == Evidence("reviewed", "")
