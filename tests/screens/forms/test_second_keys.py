"""Second keys on screen: the leading question in sight, the seconds counted, the risk by a key, the record beside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from billdesk.domain.checks.rekey import Risk
from billdesk.domain.double_check import AnswerOutcome, Confirmed, Review, ReviewRow, SecondKey
from billdesk.domain.findings import Beside, Finding, Findings, Severity
from billdesk.domain.money import Money
from billdesk.domain.questions import MISMATCH, BlindQuestion
from billdesk.domain.second_keys import ask_customer, ask_value, with_second_keys
from screens.dialogs.double_check import DoubleCheckDialog
from screens.dialogs.risk import RiskDialog
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
    return replace(with_second_keys(review, (*ask_value(review), *keys)), risk=RISK, threshold=50)


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
        assert "once all four agree" in shown


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
        assert lines["Amount"].count("•••") == 2
        assert "8 Nov 2026" in lines["Date"]
        assert "7 Nov" not in shown
        assert not set(shown) & set("\x1b\x07\u202e\u202c\u200b")
