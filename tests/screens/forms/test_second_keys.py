"""Second keys on screen: the leading question in sight, the seconds counted, the risk by a key, the record beside."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from billdesk.domain.checks.rekey import Risk
from billdesk.domain.double_check import AnswerOutcome, Confirmed, Review, ReviewRow, SecondKey
from billdesk.domain.findings import Beside, Finding, Findings, Severity
from billdesk.domain.money import Money
from billdesk.domain.questions import MISMATCH, MISMATCH_COUNT, BlindQuestion
from billdesk.domain.second_keys import ask_customer, ask_value, with_second_keys
from screens.dialogs.double_check import DoubleCheckDialog
from screens.dialogs.risk import RiskDialog
from screens.forms.receipt import ReceiptForm
from tests.conftest import TODAY
from tests.screens.forms.conftest import Book
from tests.screens.forms.desk import HOSTILE, driving

TERMS = BlindQuestion.number("Terms on the paper?", "days", 30, "terms")
ASK = Finding("terms-unusual", Severity.ASK, "terms", "Terms of 30 days; this customer has 14.", "", TERMS)
RISK = Risk(60, (("new customer", 40), ("a name close to another", 20)))


def _review(*findings: Finding, keys: tuple[SecondKey, ...] = (), rows: int = 3) -> Review[str]:
    review = Review(
        "the draft",
        "New invoice",
        tuple(ReviewRow(f"Fact {number}", f"value {number}") for number in range(rows)),
        (
            BlindQuestion.total(Money(500_000, "EUR"), "the invoice's total", "lines"),
            BlindQuestion.day(date(2026, 11, 7), "day of its date", "issued_on"),
        ),
        "It stays a draft.",
        "save",
        Findings(findings),
    )
    return replace(with_second_keys(review, (*ask_value(review.findings), *keys)), risk=RISK, threshold=50)


class Clock:
    """Seconds that pass only when told."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def _dialog(review: Review[str], clock: Callable[[], float] | None = None) -> Callable[[], DoubleCheckDialog[str]]:
    return lambda: DoubleCheckDialog(review, clock=clock or Clock())


@pytest.mark.parametrize("rows", [3, 60])
async def test_the_question_that_leads_stands_in_sight_without_its_answer(folder: Path, rows: int) -> None:
    async with driving(folder, _dialog(_review(ASK, keys=tuple(ask_customer("H-0031", "")), rows=rows))) as driver:
        shown = driver.shown()
        assert "look again: Terms of ••• days; this customer has 14." in shown
        assert shown.index("look again") < shown.index("Terms on the paper?") < shown.index("Customer")
        assert shown.count("look again") == 1
        assert "once all agree" in shown


async def test_answers_and_seconds_come_with_the_confirmed_entry(folder: Path) -> None:
    clock = Clock()
    async with driving(folder, _dialog(_review(ASK), clock)) as driver:
        for answer, seconds in (("5000", 2.0), ("7", 1.0), ("30 days", 4.5)):
            clock.now += seconds
            await driver.type(answer)
            await driver.press("enter")
        clock.now += 60
        await driver.press("up", "f8")
        (result,) = driver.app.results
    assert isinstance(result, Confirmed)
    (answer_,) = result.evidence.answers
    assert (answer_.code, answer_.typed, answer_.outcome) == ("terms-unusual", "30 days", AnswerOutcome.AGREED)
    assert answer_.milliseconds == 4500


async def test_a_wrong_value_goes_back_to_its_field_and_is_remembered(folder: Path) -> None:
    dialog: list[DoubleCheckDialog[str]] = []

    def make() -> DoubleCheckDialog[str]:
        dialog.append(DoubleCheckDialog(_review(ASK), clock=Clock()))
        return dialog[0]

    async with driving(folder, make) as driver:
        await driver.press("up")
        await driver.type("14")
        await driver.press("enter")
        assert MISMATCH.split(".")[0] in driver.shown()
        await driver.press("f4")
        assert driver.app.results == ["terms"]
        (left,) = dialog[0].left_open
        assert (left.key.code, left.typed) == ("terms-unusual", "14")


async def test_a_key_shows_what_the_risk_rests_on_and_the_answers_stay(folder: Path) -> None:
    async with driving(folder, _dialog(_review(ASK))) as driver:
        await driver.type("5000")
        await driver.press("f3")
        assert isinstance(driver.app.screen, RiskDialog)
        shown = driver.shown()
        for said in ("60 points; a second key is asked from 50 on.", "40  new customer", "20  a name close"):
            assert said in shown
        await driver.press("escape")
        assert "5000" in driver.shown()
        assert isinstance(driver.app.screen, DoubleCheckDialog)


async def test_the_record_that_the_entry_resembles_stands_beside_it(folder: Path) -> None:
    beside = (
        Beside("Number", "2026-0412", HOSTILE),
        Beside("Amount", "€ 5,000.00", "€ 5,000.00"),
        Beside("Date", "Sat 7 Nov 2026", "Sun 8 Nov 2026"),
    )
    twin = Finding("duplicate", Severity.ASK, "", "Is this the invoice booked on another day?", beside=beside)
    async with driving(folder, _dialog(_review(twin)), size=(120, 40)) as driver:
        shown = driver.shown()
        assert "this entry" in shown
        assert "in the book" in shown
        lines = {line.split()[1]: line for line in shown.splitlines() if len(line.split()) > 2}
        assert "2026-0412" in lines["Number"]
        assert "[Ltd]" in lines["Number"]
        assert "€ •••" in lines["Amount"]
        assert "the same" in lines["Amount"]
        assert "8 Nov 2026" in lines["Date"]
        assert "7 Nov" not in shown
        assert not set(shown) & set("\x1b\x07\u202e\u202c\u200b")


def _kept(folder: Path) -> list[tuple[str, str, str]]:
    with closing(sqlite3.connect(folder / "desk.billdesk")) as connection:
        return connection.execute("select code, answered, outcome from check_answer order by id").fetchall()


async def test_a_receipt_of_an_odd_amount_asks_whose_it_is_and_keeps_the_answer(folder: Path, book: Book) -> None:
    account = book.account()
    async with driving(folder, lambda: ReceiptForm(TODAY, account)) as driver:
        await driver.type("100")
        await driver.press("f2")
        shown = driver.shown()
        assert "H-0031" not in shown
        assert "••" in shown
        for answer in ("100", "21", "H-0013"):
            await driver.type(answer)
            await driver.press("enter")
        await driver.press("f8")
        assert driver.app.results == []
        await driver.type("h 0031")
        await driver.press("f8")
        assert len(driver.app.results) == 1
    assert _kept(folder) == [("receipt-off-open", "h 0031", "agreed")]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_money_keyed_twice_says_who_keyed_the_first_and_asks_how_many_papers_there_are(
    folder: Path, book: Book, size: tuple[int, int]
) -> None:
    account = book.account()
    async with driving(folder, lambda: ReceiptForm(TODAY, account)) as driver:
        await driver.type("297.50")
        await driver.press("f2")
        await driver.answer("297.50", "21")
        await driver.press("f8")
    account = book.account()
    async with driving(folder, lambda: ReceiptForm(TODAY, account), size=size) as driver:
        await driver.type("297.50")
        await driver.press("f2")
        shown = driver.shown()
        for said in ("Came by", "Settles", "today at", "by mk", "How many such papers?"):
            assert said in shown
        for answer in ("297.50", "21", "1"):
            await driver.type(answer)
            await driver.press("enter")
        assert " ".join(MISMATCH_COUNT.split()[:4]) in driver.shown()
        await driver.press("f8")
        assert driver.app.results == []
        for answer in ("2", "H-0031"):
            await driver.type(answer)
            await driver.press("enter")
        await driver.press("f8")
        assert len(driver.app.results) == 1
    assert ("duplicate", "2", "agreed") in _kept(folder)


async def test_an_amount_changed_because_of_the_question_is_kept_as_changed(folder: Path, book: Book) -> None:
    account = book.account()
    async with driving(folder, lambda: ReceiptForm(TODAY, account)) as driver:
        await driver.type("100")
        await driver.press("f2", "escape")
        driver.form.focus_field("amount")
        await driver.type("297.50")
        await driver.press("f2")
        await driver.answer("297.50", "21")
        await driver.press("f8")
        assert len(driver.app.results) == 1
    assert ("receipt-off-open", "", "changed") in _kept(folder)


async def test_both_second_keys_come_with_the_confirmed_entry(folder: Path) -> None:
    async with driving(folder, _dialog(_review(ASK, keys=tuple(ask_customer("H-0031", ""))))) as driver:
        await driver.answer("5000", "7")
        await driver.press("f8")
        (result,) = driver.app.results
        assert isinstance(result, Confirmed)
        assert [answer.code for answer in result.evidence.answers] == ["terms-unusual", "customer"]
