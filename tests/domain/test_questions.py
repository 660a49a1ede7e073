"""Answers are compared by what they mean: tolerant of how a thing is written, strict about what it says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billdesk.domain.double_check import Review, ReviewRow
from billdesk.domain.findings import Beside, Finding, Findings, Severity
from billdesk.domain.money import Money
from billdesk.domain.questions import DATE_UNREADABLE, NOT_ANSWERED, BlindQuestion, Source, squeezed
from billdesk.domain.veiling import HIDDEN, mentions, veil

DAYS = BlindQuestion.number("Terms on the paper?", "days", 30, "terms")
HOURS = BlindQuestion.number("Quantity?", "h", Decimal("7.50"), "lines.1.quantity")
PRICE = BlindQuestion.number("Unit price", "of line 1", Decimal("14688.40"), "lines.1.unit_price")
DUE = BlindQuestion.date("Due date?", date(2026, 3, 4), "terms")
CODE = BlindQuestion.code("Customer", "H-0031", "customer_id", "the customer's code")
LAST = BlindQuestion.last_four("Reference", "PO 4711/88-b", "reference")
RATE = BlindQuestion.percent("Tax rate?", Decimal("19.0"), "lines.1.tax_rate")
TOWN = BlindQuestion.text("Town?", "Bad  Hersfeld", "customer_id")


@pytest.mark.parametrize(
    ("question", "typed"),
    [
        *((DAYS, typed) for typed in ("30", " 30 ", "30 days", "30d", "+30", "30.0", "030")),
        *((HOURS, typed) for typed in ("7.5", "7,5", "7.50 h")),
        *((DUE, typed) for typed in ("2026-03-04", "4.3.2026", "04.03.26")),
        *((CODE, typed) for typed in ("H-0031", "h0031", "H 0031", " h.0031")),
        *((LAST, typed) for typed in ("188B", "1/88-b", "188-b", "PO 4711/88-b", "471188b")),
        *((RATE, typed) for typed in ("19", "19 %", "19,00%")),
        *((TOWN, typed) for typed in ("bad hersfeld", "Bad   Hersfeld ")),
    ],
)
def test_the_way_of_writing_does_not_matter(question: BlindQuestion, typed: str) -> None:
    assert question.agrees(typed)


@pytest.mark.parametrize(
    ("question", "typed"),
    [
        *((DAYS, typed) for typed in ("", "3", "31", "-30", "30 weeks", "30 30", "3e1", "٣٠", "days")),
        *((HOURS, typed) for typed in ("75", "7.05", "7.5 d")),
        *((DUE, typed) for typed in ("4.3.", "4", "2025-03-04", "2026-04-03", "04/03/2026", "+3", "today", "4 Mar")),
        *((CODE, typed) for typed in ("", "-", "0031", "H-0013", "H-00310")),
        *((LAST, typed) for typed in ("", "88b", "47118", "xPO471188b", "4711")),
        *((RATE, typed) for typed in ("", "7", "1.9", "19 days")),
        *((TOWN, typed) for typed in ("", "Hersfeld", "BadHersfeld")),
    ],
)
def test_what_says_something_else_does_not_agree(question: BlindQuestion, typed: str) -> None:
    assert not question.agrees(typed)
    assert question.expected not in question.objection(typed)


def test_a_date_that_can_be_two_days_is_asked_for_in_full() -> None:
    assert DUE.objection("04/03/2026") == DUE.objection("4.3.") == DATE_UNREADABLE
    assert DUE.objection("2026-03-05") == Source.PAPER.mismatch


def test_a_code_of_signs_alone_is_compared_as_it_stands() -> None:
    signs = BlindQuestion.code("Customer", "§§-1"[:2], "customer_id")
    assert signs.agrees("§§")
    assert not signs.agrees("§")
    assert not BlindQuestion.code("Customer", "", "customer_id").agrees("")


@given(st.text(max_size=12))
def test_squeezing_twice_changes_nothing(text: str) -> None:
    assert squeezed(squeezed(text)) == squeezed(text)


@given(st.text(max_size=12), st.text(max_size=12))
def test_only_the_same_code_agrees(code: str, typed: str) -> None:
    question = BlindQuestion.code("Customer", code, "customer_id")
    assert question.agrees(code) == bool(code.strip())
    if squeezed(code) and question.agrees(typed):
        assert squeezed(code) == squeezed(typed)


@given(st.decimals(-9999, 9999, places=2), st.decimals(-9999, 9999, places=2))
def test_only_the_same_number_agrees(expected: Decimal, typed: Decimal) -> None:
    assert BlindQuestion.number("?", "days", expected, "x").agrees(f"{typed:f}") == (expected == typed)


@given(st.dates(date(1971, 1, 1), date(2198, 12, 31)), st.dates(date(1971, 1, 1), date(2198, 12, 31)))
def test_only_the_same_date_agrees(expected: date, typed: date) -> None:
    question = BlindQuestion.date("?", expected, "issued_on")
    for written in (typed.isoformat(), f"{typed:%d.%m.%Y}"):
        assert question.agrees(written) == (expected == typed)


def test_a_count_hides_nothing_since_it_stands_on_no_paper() -> None:
    question = BlindQuestion.count("How many such papers?", "with this one", 2, "total")
    assert "2 lines" in _page(question, text="2 lines")
    assert not question.agrees("2.5")
    assert not question.agrees("")
    assert question.objection("") == "Type it first: with this one."


def test_an_empty_answer_is_told_with_what_to_type() -> None:
    assert BlindQuestion.word("waive", "the word waive").objection(" ") == "Type it first: the word waive."
    assert BlindQuestion.code("Number", "R-17", "number").objection("") == NOT_ANSWERED


def _page(*questions: BlindQuestion, text: str) -> str:
    found = Finding("odd", Severity.ASK, "", text, text, beside=(Beside("Number", text, text),))
    rows = (ReviewRow("Row", text, text),)
    shown = veil(Review("draft", text, rows, questions, text, "save", Findings((found,))))
    (finding,) = shown.findings
    values = [finding.message, finding.evidence, finding.beside[0].entry, finding.beside[0].other]
    return "\n".join([shown.title, shown.consequence, shown.rows[0].new, shown.rows[0].old or "", *values])


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (DAYS, "Terms 30 days, usual 14"),
        (DAYS, "in 30 days"),
        (HOURS, "Consulting: 7.5 h"),
        (PRICE, "1 × € 14,688.40 each"),
        (PRICE, "14.688,4"),
        (PRICE, "14688.400"),
        (DUE, "in 30 days, Wed 4 Mar 2026"),
        (DUE, "04.03.2026"),
        (CODE, "Hofmann & Söhne KG, Erfurt (H-0031)"),
        (CODE, "h0031 is near H-0037"),
        (LAST, "order PO 4711 / 88-B of May"),
        (RATE, "1 · VAT 19 %"),
        (RATE, "usual 19.00"),
        (TOWN, "Bad Hersfeld"),
        (BlindQuestion.total(Money(500_000, "EUR"), "hint"), "part payment 5,000.00"),
        (BlindQuestion.day(date(2026, 3, 4), "hint", "issued_on"), "Wed 4 Mar 2026"),
    ],
)
def test_what_is_asked_stands_nowhere_on_the_page(question: BlindQuestion, text: str) -> None:
    pattern = mentions(question)
    assert pattern is not None
    assert pattern.search(text)
    shown = _page(question, text=text)
    assert shown.count(HIDDEN) == 8
    assert not pattern.search(shown)


def test_an_asked_date_takes_the_days_until_it_along() -> None:
    assert "30" not in _page(DUE, text="in 30 days, Wed 4 Mar 2026").splitlines()[2]


def test_what_only_looks_alike_stays() -> None:
    text = "130 days, 30.5 h, 2026-30-1, invoice 2026-0030, Mon 30 Nov 2026"
    assert _page(DAYS, text=text).splitlines()[0] == text
    assert _page(CODE, text="H-00310 XH-0031").splitlines()[0] == "H-00310 XH-0031"


def test_a_word_for_a_step_that_cannot_be_undone_is_no_secret() -> None:
    word = BlindQuestion.word("issue", "the word issue")
    assert mentions(word) is None
    assert _page(word, text="issue it").splitlines()[0] == "issue it"
    assert mentions(replace(TOWN, expected="")) is mentions(replace(CODE, expected=" ")) is None
