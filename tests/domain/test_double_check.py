"""Nothing is saved without the double check: what confirms, what refuses, and that there is no way around it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billdesk.domain.double_check import (
    Confirmed,
    ControlTotals,
    Evidence,
    Mismatch,
    Review,
    bypass,
    confirm,
    confirm_batch,
)
from billdesk.domain.errors import RuleError
from billdesk.domain.findings import Finding, Findings, Severity
from billdesk.domain.money import Money, format_minor, to_decimal_string
from billdesk.domain.questions import BlindQuestion, Source

ROOT = Path(__file__).parents[2]
TOTAL = Money(1_747_920, "EUR")
DAY = date(2026, 11, 7)
REVIEW = Review(
    draft="the draft",
    title="Issue invoice",
    rows=(),
    questions=(
        BlindQuestion.total(TOTAL, "the invoice's total"),
        BlindQuestion.day(DAY, "day of its date", "issued_on"),
        BlindQuestion.word("issue", "the word issue"),
    ),
    consequence="It has a number then.",
    confirm_label="issue",
)
RIGHT = {"Total": "17,479.20", "Day": "7", "Word": "issue"}


def test_answers_that_agree_confirm_and_say_how() -> None:
    confirmed = confirm(REVIEW, RIGHT)
    assert confirmed.draft == "the draft"
    assert confirmed.evidence == Evidence("typed again", "total, day, word")


@pytest.mark.parametrize(
    ("label", "typed"),
    [("Total", "17479,20"), ("Total", " € 17,479.20 "), ("Day", "07"), ("Day", " 7 "), ("Word", "ISSUE ")]
    + [("Day", typed) for typed in ("7.11.", "07.11.2026", "2026-11-07")],
)
def test_the_way_of_writing_does_not_matter(label: str, typed: str) -> None:
    assert confirm(REVIEW, RIGHT | {label: typed}).draft == "the draft"


@pytest.mark.parametrize(
    ("label", "typed"),
    [
        ("Total", ""),
        ("Total", "17,479.21"),
        ("Total", "17,497.20"),
        ("Total", "-17,479.20"),
        ("Total", "1.74792e4"),
        ("Total", "$ 17,479.20"),
        ("Day", ""),
        ("Day", "8"),
        ("Day", "70"),
        ("Day", "7."),
        ("Day", "٧"),
        ("Day", "7.12."),
        ("Day", "7.11.2025"),
        ("Day", "2026-12-07"),
        ("Day", "today"),
        ("Day", "+0"),
        ("Day", "sat"),
        ("Word", ""),
        ("Word", "issues"),
    ],
)
def test_a_mismatch_names_the_question_and_neither_value(label: str, typed: str) -> None:
    with pytest.raises(Mismatch) as caught:
        confirm(REVIEW, RIGHT | {label: typed})
    assert caught.value.question.label == label
    again = "Type the word issue." if label == "Word" else Source.PAPER.mismatch
    said = again if typed else f"Type it first: {caught.value.question.hint}."
    assert str(caught.value) == caught.value.sentence == said
    assert not typed or not any(character.isdigit() for character in str(caught.value))


def test_a_missing_answer_is_a_mismatch_and_the_first_one_is_named() -> None:
    with pytest.raises(Mismatch) as caught:
        confirm(REVIEW, {"Word": "issue"})
    assert caught.value.question.field == "total"


@given(st.integers(-(10**12), 10**12), st.integers(-(10**12), 10**12), st.sampled_from(["EUR", "JPY"]))
def test_only_the_same_amount_agrees(said: int, typed: int, currency: str) -> None:
    question = BlindQuestion.total(Money(said, currency), "hint")
    assert question.agrees(format_minor(said, currency))
    assert question.agrees(to_decimal_string(typed, currency)) == (said == typed)


@pytest.mark.parametrize("typed", ["1.234", "1,234", "01.234"])
def test_three_decimals_are_read_as_the_form_would_mean_them(typed: str) -> None:
    assert BlindQuestion.total(Money(1_234, "KWD"), "hint").agrees(typed)
    assert not BlindQuestion.total(Money(1_235, "KWD"), "hint").agrees(typed)


@given(st.dates(), st.integers(1, 31))
def test_only_the_day_of_the_month_agrees(day: date, typed: int) -> None:
    assert BlindQuestion.day(day, "hint", "issued_on").agrees(str(typed)) == (day.day == typed)


@given(st.dates(date(1971, 1, 1), date(2198, 12, 31)), st.dates(date(1971, 1, 1), date(2198, 12, 31)))
def test_a_whole_date_agrees_only_with_itself(day: date, typed: date) -> None:
    question = BlindQuestion.day(day, "hint", "issued_on")
    for written in (typed.isoformat(), f"{typed:%d.%m.%Y}"):
        assert question.agrees(written) == (day == typed)
    assert question.agrees(f"{day:%d.%m.}")


def test_what_was_said_is_to_be_asked_once_more_not_read() -> None:
    question = BlindQuestion.day(DAY, "day it is promised for", "promise.due_on", source=Source.SAID)
    assert question.objection("8") == Source.SAID.mismatch


def _asking(*questions: BlindQuestion) -> str:
    return replace(REVIEW, questions=questions).lead


def test_the_page_says_where_the_answers_come_from_and_names_no_paper_where_there_is_none() -> None:
    day = BlindQuestion.day(DAY, "day", "day")
    word = BlindQuestion.word("arrived", "the word arrived")
    assert _asking(day, word) == "From the paper, without looking back"
    assert _asking(word) == "To be sure"
    for source in Source:
        assert _asking(day.by(source), word) == f"{source.lead}, without looking back"
        assert ("paper" in day.by(source).objection("31").lower()) == (source is Source.PAPER)


def test_without_questions_the_review_itself_is_the_evidence() -> None:
    assert confirm(replace(REVIEW, questions=()), {}).evidence == Evidence("reviewed", "")


def test_what_is_impossible_is_refused_before_anything_is_asked() -> None:
    blocked = Findings.of(
        [
            Finding("hint", Severity.NOTE, "lines", "A hint."),
            Finding("no-lines", Severity.BLOCK, "lines", "An invoice needs at least one line."),
        ]
    )
    with pytest.raises(RuleError, match="at least one line"):
        confirm(replace(REVIEW, findings=blocked), RIGHT)


def test_questions_and_hints_do_not_stop_a_confirmation() -> None:
    soft = Findings((Finding("odd", Severity.ASK, "lines", "Is that meant?"),))
    assert confirm(replace(REVIEW, findings=soft), RIGHT).draft == "the draft"


@pytest.mark.parametrize("seal", [None, object(), True])
def test_nobody_else_makes_a_confirmed(seal: object) -> None:
    with pytest.raises(TypeError):
        Confirmed("a draft", Evidence("reviewed", ""), seal)


def test_a_confirmed_cannot_be_given_another_draft() -> None:
    confirmed = confirm(REVIEW, RIGHT)
    with pytest.raises(TypeError):
        replace(confirmed, draft="another", seal=None)
    with pytest.raises(AttributeError):
        setattr(confirmed, "draft", "another")  # noqa: B010 - the plain assignment is what mypy already refuses


@pytest.mark.parametrize("reason", ["", "  ", "\n"])
def test_going_round_the_check_needs_a_reason(reason: str) -> None:
    with pytest.raises(RuleError, match="needs a reason"):
        bypass("a draft", reason)


def test_the_reason_for_going_round_is_kept() -> None:
    assert bypass("a draft", " agreed with audit ").evidence == Evidence("bypass", "agreed with audit")


COUNTED = ControlTotals(2, (Money(1_000, "EUR"), Money(500, "USD")))


def test_control_totals_confirm_a_batch_whatever_their_order() -> None:
    expected = ControlTotals(2, (Money(500, "USD"), Money(1_000, "EUR")))
    assert confirm_batch("batch", COUNTED, expected).evidence == Evidence("control totals", "2 entries")


def test_control_totals_that_differ_are_named_with_what_the_file_holds() -> None:
    with pytest.raises(RuleError) as refused:
        confirm_batch("batch", COUNTED, ControlTotals(1, (Money(1_234_500, "EUR"),)))
    assert refused.value.sentence == (
        "The file holds 2 entries of EUR 10.00 and USD 5.00; the control totals say 1 entry of EUR 12,345.00."
    )
    with pytest.raises(RuleError, match=r"holds 3 entries without a sum; the control totals say 2 entries without"):
        confirm_batch("batch", ControlTotals(3, ()), ControlTotals(2, ()))


@pytest.mark.parametrize(
    "expected",
    [
        replace(COUNTED, count=3),
        replace(COUNTED, sums=(Money(1_001, "EUR"), Money(500, "USD"))),
        replace(COUNTED, sums=(Money(1_000, "EUR"),)),
        replace(COUNTED, sums=()),
        replace(COUNTED, sums=(Money(1_000, "GBP"), Money(500, "USD"))),
    ],
)
def test_control_totals_that_differ_book_nothing(expected: ControlTotals) -> None:
    with pytest.raises(RuleError, match="nothing was booked"):
        confirm_batch("batch", COUNTED, expected)


SNIPPET = """\
from billdesk.domain.double_check import Confirmed
from billdesk.domain.drafts import InvoiceDraft
from billdesk.services.desk import Desk
from billdesk.services.invoices import save_draft


def keep(desk: Desk, draft: InvoiceDraft, confirmed: Confirmed[InvoiceDraft], other: Confirmed[str]) -> None:
    save_draft(desk, confirmed)
    save_draft(desk, draft)
    save_draft(desk, other)
"""


def test_the_type_checker_refuses_a_draft_that_nobody_confirmed(tmp_path: Path) -> None:
    snippet = tmp_path / "around_the_double_check.py"
    snippet.write_text(SNIPPET, encoding="utf-8")
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--follow-imports=silent", str(snippet)],
        cwd=ROOT,
        env=os.environ | {"MYPYPATH": str(ROOT), "MYPY_CACHE_DIR": str(tmp_path / "cache")},
        capture_output=True,
        text=True,
        check=False,
    )
    refused = [output for output in checked.stdout.splitlines() if ": error: " in output]
    assert [output.split(":")[1] for output in refused] == ["9", "10"], checked.stdout + checked.stderr
    assert all(output.endswith("[arg-type]") for output in refused)
    assert 'expected "Confirmed[InvoiceDraft]"' in refused[0]
