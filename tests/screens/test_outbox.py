"""The outbox by its keys: what waits, what nobody knows of, letters to print, each through its double check."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from billdesk.domain.followup.outbox import Message, MessageState, say_free
from billdesk.domain.mailing import Fate
from billdesk.domain.mailing import Outcome as Said
from billdesk.domain.terms import Terms
from billdesk.services import outbox
from billdesk.services.desk import Desk
from screens.account import AccountScreen
from screens.dialogs.double_check import DoubleCheckDialog
from screens.forms.outbox import PrintForm, RecallForm
from screens.outbox import OutboxScreen
from screens.parts.outbox_lines import message_entries
from tests import makers
from tests.makers import NOW, TODAY
from tests.screens.forms.desk import driving
from tests.screens.record_desk import note, shows
from tests.services.posting import OLD, Line, delivered, plan, send, with_bank

State = MessageState


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the desk and settings in it."""
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "mail.toml").write_text(
        '[sender]\nname = "Maria Keller"\naddress = "billing@northwind.example"\n[folder]\npath = "~/outgoing"\n'
    )
    return tmp_path


@pytest.fixture
def book(folder: Path) -> Iterator[Desk]:
    """The desk with a customer who owes."""
    with closing(makers.make_desk(folder, name="desk.billdesk")) as desk:
        with_bank(desk)
        makers.an_invoice(desk, makers.a_customer(desk), OLD)
        yield desk


def only(desk: Desk) -> Message:
    """The message that was planned last."""
    ((sending_id,),) = desk.reader.rows("select max(id) from sending")
    return outbox.get(desk, sending_id)


async def test_an_empty_outbox_says_what_to_do(folder: Path, book: Desk) -> None:
    async with driving(folder, OutboxScreen) as driver:
        assert "Nothing is in the outbox." in driver.shown()
        await driver.press("u")
        assert note(driver) == "There is no message under the cursor."
        await driver.press("p")
        assert note(driver) == "No letter waits to be printed."


async def test_a_held_message_is_read_and_called_back(folder: Path, book: Desk) -> None:
    plan(book)
    async with driving(folder, OutboxScreen) as driver:
        shown = driver.shown()
        assert "held, can be called back" in shown
        assert "until 09:40" in shown
        assert "Guten Tag Fr. Weiß," in shown
        assert "planned by mk" in shown
        assert "Mails go to" in shown
        await driver.press("s")
        assert note(driver) == "Of this message it is known what became of it."
        await driver.press("u")
        assert shows(driver, RecallForm)
        await driver.press(*"called", "f2")
        assert "It does not go out. The account is left alone" in driver.shown()
        assert "Esc to the form" in driver.shown()
        await driver.press("f8")
        assert "called back" in driver.shown()
    assert (only(book).state, only(book).said) == (State.RECALLED, "called")


def cells(messages: list[Message], most_name: int = 18) -> list[list[str]]:
    """The entries of messages as their cells, without the headings."""
    entries = message_entries(messages, TODAY, most_name)
    return [[cell.text for cell in entry.cells] for entry in entries if entry.record is not None]


def test_what_is_over_stands_by_its_day_and_what_failed_has_one(book: Desk) -> None:
    plan(book)
    sent, day = replace(only(book), state=State.SENT), timedelta(days=1)
    found = cells([replace(sent, sent_on=TODAY - one * day) for one in (3, 1, 2)])
    assert [row[2] for row in found] == ["20 Nov", "19 Nov", "18 Nov"]
    failed = replace(sent, state=State.FAILED, said="550 no such user", claimed_at=NOW - 4 * day)
    assert cells([failed])[0][2] == "17 Nov: 550 no such user"


def test_a_hold_ends_at_one_time_wherever_it_is_told(book: Desk) -> None:
    plan(book)
    message = replace(only(book), held_until=NOW + timedelta(minutes=10, seconds=1))
    assert cells([message])[0][2] == "until 09:41"
    assert say_free(NOW + timedelta(minutes=10)) == "09:40"


async def test_names_take_the_room_that_there_is(folder: Path, book: Desk) -> None:
    long = makers.a_customer(book, "L-1", name="Internationale Handelsgesellschaft Nord")
    makers.an_invoice(book, long, OLD)
    plan(book)
    async with driving(folder, OutboxScreen, (120, 40)) as driver:
        assert "Internationale Handelsgesellschaft Nord" in driver.shown()
    async with driving(folder, OutboxScreen) as driver:
        assert "Internationale Ha…" in driver.shown()


@pytest.mark.parametrize(("key", "word", "state"), [("s", "arrived", State.SENT), ("f", "again", State.FAILED)])
async def test_a_person_settles_what_nobody_knew_with_a_reason_and_the_word(
    folder: Path, book: Desk, key: str, word: str, state: State
) -> None:
    plan(book)
    send(book.path, Line([Said(Fate.UNKNOWN, "the line broke")]))
    async with driving(folder, OutboxScreen) as driver:
        assert "nobody knows whether they arrived" in driver.shown()
        assert "1 unknown" in driver.shown()
        await driver.press("u")
        assert note(driver) == "Only what has not gone out can be called back."
        await driver.press(key, *"asked", "f2")
        assert shows(driver, DoubleCheckDialog)
        await driver.answer(word)
        await driver.press("f8")
        assert state.value in driver.shown()
    assert (only(book).state, only(book).said) == (state, "asked")


async def test_a_mail_that_came_back_is_noted_by_hand_and_its_address_can_work_again(folder: Path, book: Desk) -> None:
    plan(book)
    send(book.path, Line())
    async with driving(folder, OutboxScreen) as driver:
        assert "lately" in driver.shown()
        await driver.press("f", *"gone", "f2")
        await driver.press("f8")
        assert only(book).state is State.FAILED
        assert "failed" in driver.shown()
        await driver.press("w", *"called", "f2")
        await driver.press("f8")
        assert "resolved by mk: called" in driver.shown()


def letter(desk: Desk) -> None:
    """Plan a letter: two steps were delivered, the second so long ago that the third is due."""
    customer = makers.a_customer(desk, "L-0001")
    view = makers.an_invoice(desk, customer, OLD, terms=Terms(days=0))
    for step, day in ((1, 40), (2, 20)):
        delivered(desk, view.instalments[0].id, customer, step, TODAY - timedelta(days=day))
    plan(desk)


async def test_letters_are_printed_into_a_file_and_then_said_to_be_posted(folder: Path, book: Desk) -> None:
    letter(book)
    assert only(book).channel.value == "letter"
    path = folder / "out.txt"
    async with driving(folder, OutboxScreen) as driver:
        assert "letters to be printed" in driver.shown()
        await driver.press("p")
        assert shows(driver, PrintForm)
        await driver.press("ctrl+u", *str(path), "f2")
        await driver.press("f8")
        assert "Hofmann & Söhne L-0001\nAnger 1\n99084 Erfurt" in path.read_text(encoding="utf-8")
        assert only(book).state is State.PRINTED
        assert "printed, not posted yet" in driver.shown()
        await driver.press("s", "f2")
        await driver.press("f8")
        assert only(book).state is State.SENT


async def test_enter_opens_the_account(folder: Path, book: Desk) -> None:
    plan(book)
    async with driving(folder, OutboxScreen) as driver:
        await driver.press("enter")
        assert shows(driver, AccountScreen)


async def test_what_a_dead_program_left_is_listed_when_the_outbox_is_opened(folder: Path, book: Desk) -> None:
    plan(book)

    def die(mail: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        send(book.path, Line(before=die))
    async with driving(folder, OutboxScreen) as driver:
        assert "nobody knows whether they arrived" in driver.shown()
