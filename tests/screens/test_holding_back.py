"""Pause, block and leave out a step with keys: told on every screen of the record, and ended again."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from billdesk.domain.followup.drafts import WaiveDraft
from billdesk.domain.followup.views import WaiverView
from billdesk.services import holds
from screens.account import AccountScreen
from screens.dialogs.double_check import DoubleCheckDialog
from screens.follow_up import FollowUpScreen
from screens.forms.holding_back import BlockForm, LiftForm, LiftWaiverForm, PauseForm, WaiveForm
from screens.invoice import InvoiceScreen
from tests.makers import confirmed
from tests.screens.forms.desk import Driver, driving
from tests.screens.record_desk import HOFMANN, LATE, make_folder, note, open_book, shows


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_folder(tmp_path)


def live(folder: Path) -> list[tuple[str, date | None, str]]:
    """What holds for Hofmann: of what, until when, why."""
    desk = open_book(folder)
    found = [(hold.scope, hold.until, hold.reason) for hold in holds.live(desk, HOFMANN)]
    desk.close()
    return found


async def confirm(driver: Driver, said: str) -> None:
    """Go to the double check, which says what will happen, and say yes."""
    await driver.press("f2")
    assert shows(driver, DoubleCheckDialog), driver.shown()
    assert said in driver.shown()
    await driver.press("f8")


async def test_an_account_is_paused_shows_it_and_the_pause_is_lifted(folder: Path) -> None:
    async with driving(folder, lambda: AccountScreen(HOFMANN), (80, 40)) as driver:
        await driver.press("end", "h")
        assert shows(driver, PauseForm), driver.shown()
        await driver.type("+9")
        await driver.press("enter")
        await driver.type("on holiday")
        await confirm(driver, "then it goes on by itself")
        assert note(driver) == "The follow-up of Hofmann & Söhne KG is paused."
        assert "paused until Mon 30 Nov 2026: on holiday" in driver.shown()
        assert live(folder) == [("", date(2026, 11, 30), "on holiday")]
        await driver.press("h")
        assert "Pause anew" in driver.shown()
        await driver.press("enter")
        assert shows(driver, LiftForm), driver.shown()
        await driver.type("back already")
        await confirm(driver, "The follow-up goes on from where it stands.")
        assert live(folder) == []
        assert "paused until" not in driver.shown()


async def test_an_invoice_is_blocked_from_its_screen_and_its_story_says_why(folder: Path) -> None:
    async with driving(folder, lambda: InvoiceScreen(LATE), (80, 60)) as driver:
        await driver.press("H")
        assert shows(driver, BlockForm), driver.shown()
        await driver.press("enter")
        await driver.type("at the lawyer")
        await confirm(driver, "until somebody lifts the block")
        assert live(folder) == [("2026-0002", None, "at the lawyer")]
        assert "2026-0002 blocked: at the lawyer" in driver.shown()
        assert "follow-up blocked: at the lawyer" in driver.shown()


async def test_of_an_invoice_the_whole_account_can_be_meant(folder: Path) -> None:
    async with driving(folder, lambda: InvoiceScreen(LATE), (80, 60)) as driver:
        await driver.press("h", "ctrl+u")
        await driver.type("account")
        await driver.press("enter")
        await driver.type("+3")
        await driver.press("enter")
        await driver.type("moving house")
        await confirm(driver, "everything")
        assert live(folder) == [("", date(2026, 11, 24), "moving house")]
        assert "paused until Tue 24 Nov 2026: moving house" in driver.shown()


async def test_a_pause_that_ends_before_it_begins_is_refused_at_the_form(folder: Path) -> None:
    async with driving(folder, lambda: FollowUpScreen(HOFMANN)) as driver:
        await driver.press("h")
        await driver.type("today")
        await driver.press("enter")
        await driver.type("soon")
        await driver.press("f2")
        assert shows(driver, PauseForm)
        assert "A pause ends after today" in driver.shown()
        assert live(folder) == []


async def test_the_next_step_of_the_invoice_under_the_cursor_is_left_out(folder: Path) -> None:
    async with driving(folder, lambda: FollowUpScreen(HOFMANN), (80, 50)) as driver:
        await driver.press("home", "t")
        assert "Leave out the next step of what?" in driver.shown()
        await driver.press("enter")
        assert shows(driver, WaiveForm), driver.shown()
        assert "Leave out step 1 of 2026-0002" in driver.shown()
        await driver.type("spoke on the phone")
        await confirm(driver, "The step counts as done today")
        assert note(driver) == "The step is left out."
        assert "2026-0002 step 1 waived: spoke on the phone" in driver.shown()


async def test_on_a_small_terminal_the_choice_has_the_amount_and_the_next_step_its_whole_sentence(folder: Path) -> None:
    async with driving(folder, lambda: FollowUpScreen(HOFMANN), (80, 24)) as driver:
        await driver.press("home", "t")
        assert "€ 1,380.00, step 1 of 4, due today" in driver.shown()
        await driver.press("escape")
    desk = open_book(folder)
    steps = tuple((one.instalment_id, one.step) for one in holds.next_steps(desk, HOFMANN))
    draft = WaiveDraft(uuid4(), HOFMANN, steps, "spoke on the phone")
    holds.waive(desk, confirmed(draft))
    desk.close()
    async with driving(folder, lambda: FollowUpScreen(HOFMANN), (80, 24)) as driver:
        assert "step 2 comes on Sat 5 Dec 2026 at the soonest." in " ".join(driver.shown().split())


async def test_a_step_left_out_is_taken_back_where_it_stands_or_from_the_choice(folder: Path) -> None:
    desk = open_book(folder)
    for step in holds.next_steps(desk, HOFMANN)[:2]:
        draft = WaiveDraft(uuid4(), HOFMANN, ((step.instalment_id, step.step),), "spoke on the phone")
        holds.waive(desk, confirmed(draft))
    numbers = [one.number for one in holds.waivers(desk, HOFMANN)]
    desk.close()
    async with driving(folder, lambda: FollowUpScreen(HOFMANN), (80, 50)) as driver:
        await driver.press("home")
        screen = driver.app.screen
        assert isinstance(screen, FollowUpScreen)
        for _ in range(20):
            if isinstance(screen._entries.record, WaiverView):
                break
            await driver.press("down")
        await driver.press("t")
        assert shows(driver, LiftWaiverForm), driver.shown()
        await driver.type("it was another one")
        await confirm(driver, "The step comes again")
        assert note(driver) == f"Step 1 of {numbers[0]} is no longer left out."
        assert f"{numbers[0]} step 1 waived" not in driver.shown()
        await driver.press("home", "t")
        assert f"{numbers[1]} step 1 waived: spoke on the phone" in driver.shown()
        await driver.type("take back")
        await driver.press("enter")
        assert shows(driver, LiftWaiverForm), driver.shown()
        await driver.type("this one too")
        await confirm(driver, "The step comes again")
        assert "waived" not in driver.shown()
        await driver.press("v", "v")
        assert f"{numbers[0]} step 1 no longer waived: it was another one" in driver.shown()
