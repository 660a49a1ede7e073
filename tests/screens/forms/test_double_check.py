"""The double check on screen: nothing is confirmed but by the right answers and its own key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from textual import events
from textual.content import Content
from textual.widgets import Static

from billdesk.domain.double_check import (
    Confirmed,
    Review,
    ReviewRow,
)
from billdesk.domain.drafts import IssueDraft
from billdesk.domain.findings import Finding, Findings, Severity
from billdesk.domain.held import HeldEntry, HeldKind, HeldState
from billdesk.domain.money import Money
from billdesk.domain.questions import BlindQuestion, Source
from billdesk.domain.second_person import SecondCheck, questions_of
from screens.dialogs.double_check import DoubleCheckDialog
from screens.dialogs.second_person import SecondPersonDialog
from screens.dialogs.ways import in_lines
from screens.forms.inputs import BlindInput
from tests.screens.forms.desk import HOSTILE, NOW, Driver, driving

TOTAL = BlindQuestion.total(Money(1747920, "EUR"), "the invoice's total", "lines")
DAY = BlindQuestion.day(date(2026, 11, 30), "day of its date", "issued_on")


def _review(*questions: BlindQuestion, findings: Findings | None = None, rows: int = 2) -> Review[str]:
    return Review(
        "the draft",
        "Issue invoice",
        tuple(ReviewRow(f"Fact {number}", f"value {number}") for number in range(rows)),
        questions,
        "After this it has a number.",
        "issue",
        findings or Findings(),
    )


def _dialog(*questions: BlindQuestion, findings: Findings | None = None) -> Callable[[], DoubleCheckDialog[str]]:
    return lambda: DoubleCheckDialog(_review(*questions, findings=findings))


def _answers(driver: Driver) -> list[str]:
    return [answer.value for answer in driver.app.screen.query(BlindInput)]


def _confirmed(driver: Driver) -> str:
    (result,) = driver.app.results
    assert isinstance(result, Confirmed)
    assert result.evidence.kind == ("typed again" if "typed" in result.evidence.kind else "reviewed")
    return str(result.draft)


async def test_the_right_answers_and_its_key_confirm(folder: Path) -> None:
    async with driving(folder, _dialog(TOTAL, DAY)) as driver:
        await driver.type("17.479,20")
        await driver.press("enter")
        await driver.type("30")
        await driver.press("f8")
        assert _confirmed(driver) == "the draft"


async def test_first_focus_is_the_first_blind_field(folder: Path) -> None:
    async with driving(folder, _dialog(TOTAL, DAY)) as driver:
        assert isinstance(driver.app.focused, BlindInput)
        assert driver.app.focused is driver.app.screen.query(BlindInput).first()
        assert _answers(driver) == ["", ""]


@pytest.mark.parametrize("key", ["enter", "f2", "ctrl+s", "ctrl+j", "space", "tab"])
async def test_no_other_key_confirms_even_when_all_agrees(folder: Path, key: str) -> None:
    async with driving(folder, _dialog(DAY)) as driver:
        await driver.type("30")
        await driver.press(key, key, key)
        assert driver.app.results == []
        assert isinstance(driver.app.screen, DoubleCheckDialog)


async def test_without_questions_enter_does_not_confirm_and_the_key_does(folder: Path) -> None:
    async with driving(folder, _dialog()) as driver:
        await driver.press("enter", "f2")
        assert driver.app.results == []
        await driver.press("f8")
        assert _confirmed(driver) == "the draft"


@pytest.mark.parametrize("wrong", ["17479.21", "1747920", "abc", "1e3"])
async def test_a_mismatch_empties_the_field_and_shows_neither_value(folder: Path, wrong: str) -> None:
    async with driving(folder, _dialog(TOTAL, DAY), size=(120, 40)) as driver:
        await driver.type(wrong)
        await driver.press("tab")
        shown = driver.shown()
        assert Source.PAPER.mismatch in shown
        assert wrong not in shown
        assert "17479" not in shown.replace(",", "").replace(".", "")
        assert _answers(driver) == ["", ""]
        assert driver.app.focused is driver.app.screen.query(BlindInput).first()


async def test_the_key_judges_what_was_typed_last(folder: Path) -> None:
    async with driving(folder, _dialog(DAY)) as driver:
        await driver.type("29")
        await driver.press("f8")
        assert driver.app.results == []
        assert Source.PAPER.mismatch.split(".")[0] in driver.shown()
        await driver.type("30")
        await driver.press("f8")
        assert len(driver.app.results) == 1


async def test_an_answer_typed_over_is_judged_again(folder: Path) -> None:
    async with driving(folder, _dialog(DAY)) as driver:
        await driver.type("30")
        await driver.press("enter")
        assert "agrees" in driver.shown()
        await driver.press("backspace", "1")
        assert "✓" not in driver.shown()
        await driver.press("f8")
        assert driver.app.results == []


async def test_paste_is_refused_with_a_sentence(folder: Path) -> None:
    async with driving(folder, _dialog(DAY)) as driver:
        blind = driver.app.screen.query_one(BlindInput)
        blind.post_message(events.Paste("30"))
        await driver.settle()
        assert _answers(driver) == [""]
        assert Source.PAPER.paste_refused.split(";")[0] in driver.shown()
        driver.app.copy_to_clipboard("30")
        await driver.press("ctrl+v")
        assert _answers(driver) == [""]


@pytest.mark.parametrize("key", ["f4", "ctrl+g"])
async def test_back_to_the_field_in_question(folder: Path, key: str) -> None:
    async with driving(folder, _dialog(TOTAL, DAY)) as driver:
        await driver.press("tab", key)
        assert driver.app.results == ["issued_on"]


async def test_escape_goes_back_and_a_second_one_closes_nothing_more(folder: Path) -> None:
    async with driving(folder, _dialog(TOTAL)) as driver:
        await driver.press("escape", "escape", "escape")
        assert driver.app.results == [None]


async def test_what_blocks_is_listed_first_and_cannot_be_confirmed(folder: Path) -> None:
    found = Findings.of(
        [
            Finding("hint", Severity.NOTE, "", "A hint."),
            Finding("soft", Severity.ASK, "", "Is that meant?"),
            Finding("hard", Severity.BLOCK, "code", "The code is used."),
        ]
    )
    async with driving(folder, _dialog(findings=found)) as driver:
        shown = driver.shown()
        assert shown.index("The code is used.") < shown.index("Is that meant?") < shown.index("A hint.")
        await driver.press("f8")
        assert driver.app.results == []
        await driver.press("f4")
        assert driver.app.results == ["code"]


async def test_old_and_new_stand_beside_each_other(folder: Path) -> None:
    review = Review(
        "d", "Change", (ReviewRow("Terms", "14 days", "30 days"), ReviewRow("Town", "", "Erfurt")), (), "", "save"
    )
    async with driving(folder, lambda: DoubleCheckDialog(review)) as driver:
        assert "30 days → 14 days" in driver.shown()
        assert "Erfurt → nothing" in driver.shown()


async def test_hostile_text_is_shown_as_it_is(folder: Path) -> None:
    finding = Findings((Finding("x", Severity.ASK, "f", HOSTILE, HOSTILE),))
    review = Review("d", HOSTILE, (ReviewRow(HOSTILE, HOSTILE, HOSTILE),), (), HOSTILE, HOSTILE, finding)
    async with driving(folder, lambda: DoubleCheckDialog(review), size=(160, 50)) as driver:
        shown = driver.shown()
        assert "[/x] [Ltd] [@click=app.quit]go[/]" in shown
        assert not set(shown) & set("\x1b\x07\u202e\u202c\u200b")


@pytest.mark.parametrize("size", [(80, 24), (60, 16)])
async def test_questions_and_keys_stay_in_sight_of_a_long_entry(folder: Path, size: tuple[int, int]) -> None:
    review = _review(TOTAL, DAY, rows=60)
    async with driving(folder, lambda: DoubleCheckDialog(review), size=size) as driver:
        shown = driver.shown()
        assert "Total" in shown
        assert "F8 issue" in shown
        assert "value 59" not in shown
        for _ in range(60):
            await driver.pilot.press("pagedown")
        await driver.settle()
        assert "value 59" in driver.shown()
        assert isinstance(driver.app.focused, BlindInput)


async def test_the_key_line_says_what_is_missing(folder: Path) -> None:
    async with driving(folder, _dialog(TOTAL, DAY)) as driver:
        assert "F8 issue (once both agree)" in driver.shown()
        await driver.type("17479.20")
        await driver.press("enter")
        await driver.type("30")
        await driver.press("enter")
        ways = str(driver.app.screen.query_one("#ways", Static).render())
        assert "F8 issue" in ways
        assert "once" not in ways


async def test_a_promise_is_asked_as_it_was_said(folder: Path) -> None:
    said = BlindQuestion.day(date(2026, 11, 30), "day it is promised for", "promise.due_on", source=Source.SAID)
    async with driving(folder, _dialog(said), size=(120, 40)) as driver:
        assert "As it was said, without looking back:" in driver.shown()
        await driver.press("f8")
        assert "Type it first: day it is promised for, 1–31." in driver.shown()
        await driver.type("29")
        await driver.press("f8")
        assert Source.SAID.mismatch in driver.shown()
        assert "aper" not in driver.shown()
        await driver.type("30.11.2026")
        await driver.press("f8")
        assert _confirmed(driver) == "the draft"


async def test_labels_and_keys_are_not_broken_where_there_is_little_room(folder: Path) -> None:
    asks = Findings((Finding("new-customer", Severity.ASK, "It is the first entry.", "customer_id", "•••"),))
    row = ReviewRow("Tax rounded by", "document")
    review = replace(_review(TOTAL, DAY, findings=asks), rows=(row,), confirm_label="issue and send")
    async with driving(folder, lambda: DoubleCheckDialog(review)) as driver:
        shown = driver.shown()
        assert "Tax rounded by  document" in shown
        assert "F8 issue and send (once both agree)" in shown
        assert "Esc back" in shown, "no form lies below"
        assert "•••" not in shown


def test_ways_go_on_in_the_next_line_as_a_whole() -> None:
    ways = [Content(way) for way in ("F8 issue", "F3 risk", "Esc to the form")]
    assert in_lines(ways, 80).plain == "F8 issue   F3 risk   Esc to the form"
    assert in_lines(ways, 30).plain == "F8 issue   F3 risk\nEsc to the form"
    assert in_lines(ways, 5).plain == "F8 issue\nF3 risk\nEsc to the form"


async def test_the_second_person_reads_every_key_whole_where_there_is_little_room(folder: Path) -> None:
    total = Money(11_900, "EUR")
    issue = IssueDraft(3, 1, date(2026, 11, 21), total)
    entry = HeldEntry(
        1, 1, HeldKind.ISSUE, HeldState.TO_CHECK, 1, "Hofmann", 3, "draft", total,
        "anneliese.hofmann-weissgerber@desk", NOW, None, "",
    )  # fmt: skip
    check = SecondCheck(entry, issue, questions_of(issue, "H-0031"), "typed again: total")
    async with driving(folder, lambda: SecondPersonDialog(check, "eva")) as driver:
        shown = driver.shown()
        assert "send it back to anneliese.hofmann-weissgerber@desk" in shown
        assert "Esc leave it" in shown
