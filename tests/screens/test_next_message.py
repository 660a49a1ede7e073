"""The follow-up as a workplace, with keys: the ladder, the timeline, the next message, recalling it, skipping."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from billdesk.domain.double_check import bypass
from billdesk.domain.drafts import Outcome
from billdesk.domain.followup.decide import Standing
from billdesk.domain.followup.drafts import HoldDraft, LiftDraft, WaiveDraft
from billdesk.domain.followup.events import Purpose
from billdesk.domain.followup.facts import Item
from billdesk.domain.followup.ladder import Climb, Rung, RungState
from billdesk.domain.followup.outbox import MessageState
from billdesk.domain.followup.procedures import STANDARD, Channel, Tone
from billdesk.domain.work import View
from billdesk.services import contacts, holds, outbox, queue
from screens.account import AccountScreen
from screens.dialogs.double_check import DoubleCheckDialog
from screens.dialogs.message import MessageDialog
from screens.follow_up import FollowUpScreen
from screens.invoice import InvoiceScreen
from screens.next_message import NextMessageScreen
from screens.parts.ladder_lines import ladder_entries
from tests import makers
from tests.conftest import TODAY
from tests.screens.forms.desk import Driver, driving
from tests.screens.record_desk import (
    ACME,
    HOFMANN,
    HOSTILE_ID,
    LATE,
    make_folder,
    note,
    open_book,
    rows_of,
    shows,
    trail_of,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_folder(tmp_path)


def can_send(folder: Path) -> None:
    """Say how messages go out: into a folder."""
    (folder / "config").mkdir(exist_ok=True)
    text = f'[sender]\nname = "Maria Keller"\naddress = "m@northwind.example"\n[folder]\npath = "{folder / "out"}"\n'
    (folder / "config" / "mail.toml").write_text(text, encoding="utf-8")


def messages(folder: Path) -> list[MessageState]:
    desk = open_book(folder)
    found = [message.state for message in outbox.of_customer(desk, HOFMANN)]
    desk.close()
    return found


async def test_one_key_goes_from_what_is_open_to_the_steps_and_to_all_that_happened(folder: Path) -> None:
    async with driving(folder, lambda: FollowUpScreen(HOFMANN)) as driver:
        assert "Next   mail: step 1 is due, € 1,080.00; m prepares it" in driver.shown()
        await driver.press("v")
        assert "1 of 4, mail    due         old since 7 Sep" in driver.shown()
        assert "waits       old from 24 Nov" in driver.shown()
        await driver.press("enter")
        assert shows(driver, MessageDialog)
        assert "step 2, mail: later; old enough from Mon 21 Sep 2026" in driver.shown()
        await driver.press("escape", "v")
        assert "promise of € 1,380.00 for 20 Nov: broken" in driver.shown()
        await driver.press("v")
        assert "of € 2,380.00" in driver.shown()


async def test_where_there_is_room_steps_and_story_stand_beside_what_is_open(folder: Path) -> None:
    async with driving(folder, lambda: FollowUpScreen(HOFMANN), (120, 40)) as driver:
        shown = driver.shown()
    assert "── ladder" in shown
    assert "2 mail    later       old since 21 Sep" in shown
    assert "call, Fr. Weiß – promised: Freitag" in shown


def test_in_a_narrow_list_a_step_shows_the_clock_that_it_waits_for() -> None:
    old, free = date(2026, 9, 21), date(2026, 12, 9)
    item = Item(1, 1, "R-1", "EUR", old, old, 100)
    rung = Rung(2, Channel.MAIL, Tone.CLEAR, RungState.WAITS, None, old, free)
    standing = Standing(item, STANDARD, Purpose.REMINDER, 2, 100, free, (), False)
    for one, short, said in (
        (rung, False, "old since 21 Sep · free from 9 Dec"),
        (rung, True, "free from 9 Dec"),
        (replace(rung, old_enough=free, allowed=old), True, "old from 9 Dec"),
    ):
        _, entry = ladder_entries([Climb(standing, (one,))], TODAY, short=short)
        assert entry.cells[-1].text == said


async def test_the_timeline_tells_of_pauses_that_are_over_of_steps_left_out_and_of_disputes(folder: Path) -> None:
    desk = open_book(folder)
    pause = holds.hold(desk, bypass(HoldDraft(uuid4(), HOFMANN, "on holiday", date(2026, 11, 30)), "test"))
    holds.lift(desk, bypass(LiftDraft(pause, "back already"), "test"))
    (first, *_) = holds.next_steps(desk, HOFMANN)
    holds.waive(desk, bypass(WaiveDraft(uuid4(), HOFMANN, ((first.instalment_id, 1),), "visited them"), "test"))
    called = makers.a_contact_draft(HOFMANN, Outcome.DISPUTES)
    contacts.log(desk, bypass(replace(called, invoice_id=LATE), "test"))
    desk.close()
    async with driving(folder, lambda: FollowUpScreen(HOFMANN), (120, 40)) as driver:
        await driver.press("v", "v")
        shown = driver.shown()
    for said in (
        "paused until Mon 30 Nov 2026: on holiday",
        "pause lifted: back already",
        "step 1 waived: visited them",
    ):
        assert said in shown
    assert "dispute of € 1,380.00 2026-0002" in shown


async def send(driver: Driver) -> None:
    await driver.press("m")
    assert shows(driver, NextMessageScreen)
    assert "Subject  Northwind Services BV: a friendly reminder of €1,080.00" in driver.shown()
    await driver.press("m")
    assert shows(driver, DoubleCheckDialog)
    assert "held for 10 minutes and can be called back" in driver.shown()
    await driver.press("f8")
    assert shows(driver, FollowUpScreen)


async def test_the_next_message_is_seen_planned_told_and_called_back(folder: Path) -> None:
    can_send(folder)
    async with driving(folder, lambda: FollowUpScreen(HOFMANN)) as driver:
        await send(driver)
        assert note(driver) == "The message is in the outbox; u calls it back while it is held."
        assert messages(folder) == [MessageState.HELD]
        assert "Step 1 has been on its way since Sat 21 Nov 2026" in driver.shown()
        await driver.press("v", "v")
        assert "mail, reminder € 1,080.00: held" in driver.shown()
        await driver.press("u")
        assert note(driver) == "The mail to Hofmann & Söhne KG is called back."
        assert "mail: step 1 is due, but a message was called back on Sat 21 Nov 2026" in driver.shown()
        await driver.press("m")
        screen = driver.app.screen
        assert isinstance(screen, NextMessageScreen)
        assert "A message was called back on Sat 21 Nov 2026" in (screen.why_not("send-message") or "")
        await driver.press("escape")
        assert "mail, reminder € 1,080.00: recalled – called back" in driver.shown()
    assert messages(folder) == [MessageState.RECALLED]


async def test_looking_at_a_message_sends_nothing(folder: Path) -> None:
    can_send(folder)
    async with driving(folder, lambda: FollowUpScreen(HOFMANN)) as driver:
        await driver.press("m", "m", "escape", "escape")
        assert shows(driver, FollowUpScreen)
    assert messages(folder) == []


async def test_an_account_that_cannot_be_written_to_says_so_instead_of_offering_a_message(folder: Path) -> None:
    can_send(folder)
    async with driving(folder, lambda: FollowUpScreen(HOSTILE_ID)) as driver:
        assert "Next   mail: step 1 is due, but" in driver.shown()
        assert "m prepares it" not in driver.shown()


async def test_a_desk_that_does_not_know_how_to_send_says_so_and_shows_what_it_would(folder: Path) -> None:
    async with driving(folder, lambda: FollowUpScreen(HOFMANN)) as driver:
        await driver.press("m")
        assert "The desk does not know how to send" in driver.shown()
        assert "asks for € 1,080.00" in driver.shown()
        await driver.press("m")
        assert shows(driver, NextMessageScreen)
    assert messages(folder) == []


async def test_skipping_puts_the_account_off_until_tomorrow_and_goes_on(folder: Path) -> None:
    screen = FollowUpScreen(HOFMANN, trail_of(folder, View.FOLLOW_UP))
    async with driving(folder, lambda: screen) as driver:
        await driver.press("z")
        assert driver.shown().startswith(" Acme Ltd")
        await driver.press("escape")
        assert note(driver) == "1 skipped."
    (row,) = rows_of(folder, View.SNOOZED)
    assert (row.customer_name, str(row.snoozed_until)) == ("Hofmann & Söhne KG", "2026-11-22")


async def test_what_was_sent_is_told_at_the_end(folder: Path) -> None:
    can_send(folder)
    screen = FollowUpScreen(HOFMANN, trail_of(folder, View.FOLLOW_UP))
    async with driving(folder, lambda: screen) as driver:
        await send(driver)
        await driver.press("escape")
        assert note(driver) == "1 message."


async def test_the_queue_says_that_a_message_is_on_its_way(folder: Path) -> None:
    can_send(folder)
    async with driving(folder, lambda: FollowUpScreen(ACME)) as driver:
        await driver.press("m", "m", "f8")
        assert shows(driver, FollowUpScreen)
    desk = open_book(folder)
    row = queue.item(desk, f"account:{ACME}:GBP")
    desk.close()
    assert (row.why, row.next_action) == ("on its way", "wait")


async def test_the_same_key_shows_the_message_from_the_account_and_from_its_invoice(folder: Path) -> None:
    can_send(folder)
    for make in (lambda: AccountScreen(HOFMANN), lambda: InvoiceScreen(LATE)):
        async with driving(folder, make) as driver:
            await driver.press("m")
            assert "a friendly reminder of €1,080.00" in driver.shown()
