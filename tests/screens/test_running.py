"""The daily run from the brief: its totals typed again, its progress, its stop, and what came of it."""

from __future__ import annotations

import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from billdesk.domain.brief import Tally
from billdesk.domain.dates import say_day
from billdesk.domain.drafts import Person
from billdesk.domain.followup.outbox import RunDraft
from billdesk.domain.followup.run_review import RunWords, review_run
from billdesk.domain.mailing import Fate, Outcome, Outgoing
from billdesk.domain.money import Money, to_decimal_string
from billdesk.domain.questions import QuestionKind
from billdesk.exchange.mail.folder import FolderTransport
from billdesk.opening import Opening
from billdesk.services import customers, safekeeping
from billdesk.services.desk import open_desk
from billdesk.services.drafting import customer_draft
from screens.brief import BriefScreen
from screens.dialogs.double_check import DoubleCheckDialog
from screens.dialogs.message import MessageDialog
from screens.running import RunDialog
from tests.conftest import TODAY
from tests.makers import confirmed
from tests.screens.kit.book import clock
from tests.screens.kit.driver import DeskDriver, at_the_desk
from tests.services.posting import with_bank

WRITTEN_TO = 3


def in_front(desk: DeskDriver, kind: type[object]) -> bool:
    """Whether a screen of that kind has the keys."""
    return isinstance(desk.screen, kind)


@pytest.fixture
def ready(opening: Opening, book: Path, tmp_path: Path) -> Opening:
    """Three accounts can be written to, and mails go into a folder at once."""
    with closing(open_desk(book, user="mk", today=TODAY, clock=clock)) as desk:
        with_bank(desk)
        for customer in range(10, 10 + WRITTEN_TO):
            draft = customer_draft(customers.get(desk, customer))
            person = Person("Fr. Weiß", "", "", f"weiss{customer}@hofmann.example")
            customers.save(desk, confirmed(replace(draft, persons=(person,))))
    (opening.config_folder / "mail.toml").write_text(
        '[sender]\nname = "Maria Keller"\naddress = "billing@northwind.example"\nhold_minutes = 0\n'
        f'[folder]\npath = "{tmp_path}/out"\n',
        encoding="utf-8",
    )
    return opening


async def type_totals(desk: DeskDriver) -> None:
    """Type the run's totals again, as the brief says them."""
    dialog = desk.screen
    assert isinstance(dialog, DoubleCheckDialog), desk.text
    for question in dialog.review.asked:
        amount = question.kind is QuestionKind.AMOUNT
        await desk.type(to_decimal_string(int(question.expected), question.currency) if amount else question.expected)
        await desk.press("enter")
    await desk.press("f8")


async def test_its_totals_are_typed_again_and_it_says_what_came_of_it(ready: Opening, tmp_path: Path) -> None:
    async with at_the_desk(ready, clock=clock) as desk:
        await desk.press("b")
        assert "3 messages" in desk.text
        await desk.press("s")
        assert in_front(desk, DoubleCheckDialog)
        assert "3 mails" not in desk.text, "what is typed again is not shown"
        await type_totals(desk)
        await desk.until(lambda: "Esc close" in desk.text)
        assert "3 planned" in desk.text
        assert "3 sent through" in desk.text.replace("\n", " ")
        await desk.press("escape")
        assert in_front(desk, BriefScreen)
        assert "3 messages" not in desk.text
        await desk.press("s")
        assert desk.note == "Nothing is to be sent: nobody is due, and no mail is past its hold."
    assert len(list((tmp_path / "out").glob("*.eml"))) == WRITTEN_TO


async def test_a_wrong_total_plans_nothing(ready: Opening, tmp_path: Path) -> None:
    async with at_the_desk(ready, clock=clock) as desk:
        await desk.press("b", "s")
        await desk.type("4")
        await desk.press("enter", "f8")
        assert in_front(desk, DoubleCheckDialog)
        await desk.press("escape")
        assert in_front(desk, BriefScreen)
    assert not (tmp_path / "out").exists()


async def test_esc_stops_it_between_two_mails(ready: Opening, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[Outgoing] = []
    first, go_on = threading.Event(), threading.Event()

    def send(_self: FolderTransport, mail: Outgoing) -> Outcome:
        taken.append(mail)
        first.set()
        assert go_on.wait(20)
        return Outcome(Fate.ACCEPTED, "250")

    monkeypatch.setattr(FolderTransport, "send", send)
    async with at_the_desk(ready, clock=clock) as desk:
        await desk.press("b", "s")
        dialog = desk.screen
        assert isinstance(dialog, DoubleCheckDialog)
        for question in dialog.review.asked:
            amount = question.kind is QuestionKind.AMOUNT
            said = to_decimal_string(int(question.expected), question.currency) if amount else question.expected
            await desk.type(said)
            await desk.press("enter")
        await desk.pilot.press("f8")
        await desk.until(first.is_set)
        await desk.pilot.press("escape")
        await desk.until(lambda: "It stops after the message that is on its way" in desk.text)
        go_on.set()
        await desk.until(lambda: "Esc close" in desk.text)
        assert "1 sent through" in desk.text.replace("\n", " ")
        assert "2 more past their hold" in desk.text
        assert "It was stopped." in desk.text
        await desk.press("escape")
        assert "2 mails past their hold, € " in desk.text
        assert "s sends what is past its hold" in desk.lines[0]
        await desk.press("s")
        assert in_front(desk, DoubleCheckDialog), "mails of an earlier run are not sent without asking"
        assert len(taken) == 1
        assert "2 mails" not in desk.text, "what is typed again is not shown"
        await type_totals(desk)
        await desk.until(lambda: "Esc close" in desk.text)
        assert in_front(desk, RunDialog)
    assert len(taken) == WRITTEN_TO


async def test_however_many_currencies_there_are_one_sum_is_asked_and_each_is_in_sight(opening: Opening) -> None:
    currencies = ("AUD", "BRL", "CAD", "CHF", "CZK", "DKK", "EUR", "GBP", "HUF", "INR", "NOK", "PLN", "SEK", "USD")
    draft = RunDraft(TODAY, 28, tuple(Money(100_000 + number, code) for number, code in enumerate(currencies)))
    words = RunWords("1 day old", "mail.northwind.example", 10, 20, 8, Tally(), 4, "EUR")
    async with at_the_desk(opening) as desk:
        desk.app.push_screen(DoubleCheckDialog(review_run(draft, words)))
        await desk.settle()
        for number, code in enumerate(currencies):
            assert (f"1,000.{number:02}" in desk.text) is (code != "EUR"), "what is typed again is not shown"
        for label, answer in (("Messages", "28"), ("Sum EUR", "1000.06")):
            assert f" {label} " in desk.text, "what is asked now is in sight"
            await desk.type(answer)
            await desk.press("enter")
        assert "once all agree" not in desk.text
        assert "F8 run" in desk.text


@pytest.mark.parametrize(
    ("mails", "letters", "past_hold", "shown"),
    [
        (16, 4, 0, "mails, and 4 letters"),
        (16, 0, 3, "mails only"),
        (0, 4, 3, "letters only"),
        (5, 4, 3, "mails, and 4 letters"),
    ],
)
def test_what_is_shown_does_not_add_up_to_the_number_that_is_typed_again(
    mails: int, letters: int, past_hold: int, shown: str
) -> None:
    draft = RunDraft(TODAY, mails + letters, (Money(500, "EUR"),))
    waiting = Tally(past_hold, (Money(100, "EUR"),) if past_hold else ())
    review = review_run(draft, RunWords("1 day old", "server", 10, mails, letters, waiting, 9, "EUR"))
    rows = {row.label: row.new for row in review.rows}
    assert rows["Planned now"] == shown
    said = f"{rows['Planned now']} {rows.get('Past the hold', '')}"
    assert sum(int(word) for word in said.split() if word.isdigit()) != mails + letters + past_hold


def test_a_run_in_other_currencies_alone_asks_for_the_first() -> None:
    draft = RunDraft(TODAY, 2, (Money(5, "GBP"), Money(7, "USD")))
    asked = review_run(draft, RunWords("1 day old", "server", 10, 2, 0, Tally(), 0, "EUR")).asked
    assert [question.label for question in asked] == ["Messages", "Sum GBP"]


async def test_without_settings_it_says_what_to_write(opening: Opening) -> None:
    async with at_the_desk(opening) as desk:
        await desk.press("b", "s")
        assert in_front(desk, MessageDialog)
        assert "The desk does not know how to send" in desk.text.replace("\n", " ")
        assert "Your settings" in desk.text


async def test_after_a_restore_it_asks_before_anything_goes_out(ready: Opening, book: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    with closing(open_desk(book, user="mk", today=TODAY, clock=clock)) as desk:
        safekeeping.backup(desk, copy)
    safekeeping.restore(copy, book, clock())
    async with at_the_desk(ready, clock=clock) as desk:
        await desk.press("b", "s")
        assert in_front(desk, DoubleCheckDialog)
        said = " ".join(desk.text.split())
        assert f"Restored {say_day(TODAY)} at " in said
        assert "in the backup" in said
        assert "Esc back" in said, "no form lies below"
        assert "what was sent since is not in the book" in said
        await desk.press("escape")
        assert in_front(desk, BriefScreen)
        await desk.press("s")
        await desk.type("looked")
        await desk.press("enter", "f8")
        await desk.until(lambda: "Messages" in desk.text and in_front(desk, DoubleCheckDialog))
        await type_totals(desk)
        await desk.until(lambda: "Esc close" in desk.text)
    assert len(list((tmp_path / "out").glob("*.eml"))) == WRITTEN_TO
