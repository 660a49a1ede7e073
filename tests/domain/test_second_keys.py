"""Second keys: never more than two, nothing twice, hidden on the page, and kept with how they were answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from billdesk.domain.double_check import (
    Answer,
    AnswerOutcome,
    LeftOpen,
    Mismatch,
    Review,
    ReviewRow,
    SecondKey,
    changed_since,
    confirm,
)
from billdesk.domain.findings import Finding, Findings, Severity
from billdesk.domain.money import Money
from billdesk.domain.questions import BlindQuestion
from billdesk.domain.second_keys import ask_customer, ask_reference, ask_value, with_second_keys

TOTAL = BlindQuestion.total(Money(500_000, "EUR"), "the invoice's total", "lines")
DAY = BlindQuestion.day(date(2026, 11, 7), "day of its date", "issued_on")
TERMS = BlindQuestion.number("Terms on the paper?", "days", 30, "terms")
ASK = Finding("terms-unusual", Severity.ASK, "terms", "The terms are 30 days; 14 are usual.", "30 days", TERMS)
SOFT = Finding("issued-ahead", Severity.ASK, "issued_on", "The date is in the future; is that meant?")
REVIEW = Review(
    "the draft",
    "New invoice",
    (ReviewRow("To", "Hofmann KG, Erfurt (H-0031)"), ReviewRow("Terms", "30 days"), ReviewRow("Reference", "PO 4711")),
    (TOTAL, DAY, BlindQuestion.word("issue", "the word issue")),
    "It stays a draft.",
    "save",
    Findings((ASK, SOFT)),
)
KEYS = (*ask_value(REVIEW.findings), *ask_customer("H-0031", "customer_id"), *ask_reference("PO 4711", "reference"))
RIGHT = {"Total": "5,000.00", "Day": "7", "Word": "issue", "Terms on the paper?": "30 d", "Customer": "h0031"}


def test_at_most_two_are_asked_before_the_word_and_hidden_on_the_page() -> None:
    review = with_second_keys(REVIEW, KEYS)
    assert [question.label for question in review.asked] == ["Total", "Day", "Terms on the paper?", "Customer", "Word"]
    assert [row.new for row in review.rows] == ["Hofmann KG, Erfurt (•••)", "••• days", "PO 4711"]
    assert review.findings.items[0].message == "The terms are ••• days; 14 are usual."


def test_only_the_leading_ask_is_answered_by_a_value() -> None:
    assert [key.code for key in ask_value(REVIEW.findings)] == ["terms-unusual"]
    assert not list(ask_value(Findings((SOFT, ASK))))
    assert not list(ask_value(Findings()))


def test_what_total_and_day_answer_is_not_asked_again() -> None:
    again = SecondKey("ten-times", replace(TOTAL, label="Total on the paper?"))
    assert with_second_keys(REVIEW, (again, *KEYS[1:2], *KEYS[1:2])).second == KEYS[1:2]


def test_an_ask_that_the_total_answers_is_kept_with_what_was_typed_there() -> None:
    again = SecondKey("ten-times", replace(TOTAL, label="Total on the paper?"))
    review = with_second_keys(REVIEW, (again, *KEYS[1:2]))
    answers = confirm(review, RIGHT, {"Total": 900}).evidence.answers
    assert answers == (
        Answer("customer", "Customer", "h0031", AnswerOutcome.AGREED, 0),
        Answer("ten-times", "Total", "5,000.00", AnswerOutcome.AGREED, 900),
    )
    other = replace(REVIEW, questions=(replace(TOTAL, expected="50000"), *REVIEW.questions[1:]))
    mended = with_second_keys(other, KEYS[1:2])
    left = [LeftOpen(key, "500", 0) for key in review.answering]
    assert [(one.code, one.typed) for one in changed_since(left, mended)] == [("ten-times", "500")]


def test_the_whole_date_is_asked_in_the_place_of_its_day() -> None:
    whole = SecondKey("wrong-year", BlindQuestion.date("Date", date(2026, 11, 7), "issued_on"))
    review = with_second_keys(REVIEW, (whole, *KEYS[1:2]))
    assert [question.label for question in review.asked] == ["Total", "Date", "Customer", "Word"]
    with pytest.raises(Mismatch):
        confirm(review, RIGHT | {"Date": "7"})
    due = SecondKey("due-off-terms", BlindQuestion.date("Due date", date(2026, 12, 7), "terms"))
    assert "Day" in [question.label for question in with_second_keys(REVIEW, (due,)).asked]


def test_a_label_that_is_taken_is_told_apart() -> None:
    review = with_second_keys(REVIEW, (SecondKey("x", replace(TERMS, label="Total")),))
    assert [question.label for question in review.asked] == ["Total", "Day", "Total again", "Word"]


def test_a_short_reference_is_asked_whole_and_an_empty_one_not_at_all() -> None:
    (short,) = ask_reference("A-12", "reference")
    assert (short.question.last, short.question.agrees("a12"), short.question.agrees("12")) == (0, True, False)
    (long,) = ask_reference("PO 4711/88", "reference")
    assert long.question.agrees("1188")
    assert not list(ask_reference(" - ", "reference"))
    assert not list(ask_customer(" ", "customer_id"))


@pytest.mark.parametrize(
    "review",
    [
        replace(REVIEW, questions=()),
        replace(REVIEW, findings=Findings((Finding("no", Severity.BLOCK, "", "Not possible."), ASK))),
    ],
)
def test_where_nothing_is_typed_again_no_second_key_is_asked(review: Review[str]) -> None:
    assert with_second_keys(review, KEYS).second == ()


def test_the_evidence_keeps_what_was_asked_and_answered_and_how_long_it_took() -> None:
    review = with_second_keys(REVIEW, KEYS)
    confirmed = confirm(review, RIGHT, {"Terms on the paper?": 2400, "Customer": 3100, "Total": 900})
    assert str(confirmed.evidence) == "typed again: total, day, terms on the paper?, customer, word"
    assert confirmed.evidence.answers == (
        Answer("terms-unusual", "Terms on the paper?", "30 d", AnswerOutcome.AGREED, 2400),
        Answer("customer", "Customer", "h0031", AnswerOutcome.AGREED, 3100),
    )


@pytest.mark.parametrize(("label", "typed"), [("Terms on the paper?", "14"), ("Customer", "H-0013"), ("Customer", "")])
def test_a_second_key_that_does_not_agree_refuses(label: str, typed: str) -> None:
    with pytest.raises(Mismatch) as caught:
        confirm(with_second_keys(REVIEW, KEYS), RIGHT | {label: typed})
    assert caught.value.question.label == label


def test_an_entry_that_was_changed_because_of_the_question_counts_as_changed() -> None:
    review = with_second_keys(REVIEW, KEYS)
    left = tuple(LeftOpen(key, "14", 1500) for key in review.second)
    assert changed_since(left, review) == ()
    mended = with_second_keys(replace(REVIEW, findings=Findings((SOFT,))), KEYS[1:2])
    changed = changed_since(left, mended)
    assert changed == (Answer("terms-unusual", "Terms on the paper?", "14", AnswerOutcome.CHANGED, 1500),)
    assert confirm(mended, RIGHT, earlier=changed).evidence.answers[0] == changed[0]
    other = with_second_keys(REVIEW, ask_customer("H-0013", "customer_id"))
    assert [answer.code for answer in changed_since(left, other)] == ["terms-unusual", "customer"]


def test_a_retired_check_only_notes_and_the_next_one_leads() -> None:
    blocked = Finding("terms-unusual", Severity.BLOCK, "terms", "Not possible.")
    findings = Findings((blocked, ASK, SOFT)).without_asks_of({"terms-unusual"})
    assert [(found.code, found.severity) for found in findings] == [
        ("terms-unusual", Severity.BLOCK),
        ("issued-ahead", Severity.ASK),
        ("terms-unusual", Severity.NOTE),
    ]
    assert findings.leading == SOFT
    assert findings.items[2].question is None
    assert Findings((ASK,)).without_asks_of(()) == Findings((ASK,))
