"""The page of procedures with keys: look, change, make a new one, choose, try, retire; and lift what is held back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from threading import Event
from uuid import uuid4

import pytest

from billdesk.domain.double_check import Confirmed
from billdesk.domain.followup.drafts import ChoiceDraft, HoldDraft
from billdesk.domain.followup.procedures import GENTLE, STANDARD, Channel, Procedure, Step, Tone
from billdesk.domain.followup.whatif import Comparison, Tally
from billdesk.services import following, holds, procedures, what_if
from billdesk.services.desk import Desk
from screens.account import AccountScreen
from screens.dialogs.double_check import DoubleCheckDialog
from screens.forms.holding_back import LiftForm
from screens.forms.procedure import ProcedureForm, RetireForm
from screens.invoice import InvoiceScreen
from screens.procedures import ProceduresScreen
from tests.makers import confirmed
from tests.screens.forms.desk import Driver, driving
from tests.screens.record_desk import HOFMANN, LATE, make_folder, note, open_book, shows


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_folder(tmp_path)


def stored(folder: Path, name: str) -> Procedure:
    desk = open_book(folder)
    found = procedures.get(desk, name).procedure
    desk.close()
    return found


def today(folder: Path, other: Procedure) -> tuple[int, int]:
    """How many messages go out today, and how many if the desk had another procedure."""
    desk = open_book(folder)
    found = what_if.today(following.read_facts(desk, desk.today), other, as_desk=True)
    desk.close()
    assert found.before != found.after
    return found.before, found.after


async def until(driver: Driver, words: str) -> None:
    """Wait for what is worked out a moment after the last key."""
    for _ in range(300):
        await driver.settle()
        if words in driver.shown():
            return
        await driver.pilot.pause(0.02)
    raise AssertionError(driver.shown())


async def test_the_desk_takes_another_procedure_after_seeing_what_that_changes_today(folder: Path) -> None:
    before, after = today(folder, GENTLE)
    async with driving(folder, ProceduresScreen) as driver:
        assert "the desk has standard" in driver.shown()
        await driver.press("s")
        assert shows(driver, DoubleCheckDialog), driver.shown()
        assert "standard → gentle" in driver.shown()
        assert f"{after} message" in driver.shown()
        assert f"today instead of {before}" in driver.shown()
        await driver.press("f8")
        assert "the desk has gentle" in driver.shown()
        await driver.press("s")
        assert note(driver) == "The desk uses it already."
        await driver.press("x")
        assert note(driver) == "It is in use by the desk."


async def test_while_a_procedure_is_changed_the_form_says_what_that_changes_today(folder: Path) -> None:
    before, _ = today(folder, GENTLE)
    async with driving(folder, ProceduresScreen, (80, 40)) as driver:
        await driver.press("j", "enter")
        assert shows(driver, ProcedureForm), driver.shown()
        await until(driver, f"{before} messages today, as before; nobody is treated differently.")
        await driver.press("tab", "tab", "ctrl+u")
        await driver.type("999999")
        await until(driver, f"0 messages today instead of {before}.")
        assert "step 1 by mail → nothing" in driver.shown()
        await driver.press("f2")
        assert shows(driver, DoubleCheckDialog), driver.shown()
        assert "any amount → 999,999 in its currency" in driver.shown()
        await driver.press("f8")
        assert note(driver) == "The procedure standard is saved."
        assert "the program, changed" in driver.shown()
    assert stored(folder, "standard").least_major == 999_999


async def test_a_ladder_that_nobody_could_climb_is_said_at_once_and_not_saved(folder: Path) -> None:
    async with driving(folder, ProceduresScreen, (80, 40)) as driver:
        await driver.press("j", "enter")
        await until(driver, "as before")
        for _ in range(5):
            await driver.press("tab")
        await driver.press("ctrl+u")
        await driver.type("40")
        await until(driver, "The days of a procedure's steps must rise")
        await driver.press("f2")
        assert shows(driver, ProcedureForm)


async def test_a_new_one_is_made_from_a_shipped_one_row_by_row(folder: Path) -> None:
    async with driving(folder, ProceduresScreen, (80, 40)) as driver:
        await driver.press("end", "n")
        assert "New procedure from India MSME" in driver.shown()
        await driver.type("Ours")
        for _ in range(6):
            await driver.press("tab")
        for _ in range(3):
            await driver.press("f7")
        await driver.press("tab", "tab", "tab", "tab", "tab", "tab")
        for word in ("60", "letter", "firm", "", "yes", "no"):
            await driver.type(word)
            await driver.press("tab")
        await until(driver, "Nobody has it yet. If the desk used it:")
        await driver.press("f2")
        assert shows(driver, DoubleCheckDialog), driver.shown()
        await driver.press("f8")
        assert note(driver) == "The procedure Ours is saved."
    kept = stored(folder, "ours")
    assert kept.steps[-1] == Step(60, Channel.LETTER, "reminder-firm", Tone.FIRM, fee=True)
    assert [step.days for step in kept.steps] == [38, 60]


async def test_an_account_and_an_invoice_have_their_own(folder: Path) -> None:
    async with driving(folder, lambda: AccountScreen(HOFMANN), (80, 40)) as driver:
        await driver.press("end", "P")
        assert "now the desk's" in driver.shown()
        await driver.type("gentle")
        await driver.press("enter")
        assert "none of its own → gentle" in driver.shown()
        await driver.press("f8")
        assert note(driver) == "The follow-up goes by gentle now."
    async with driving(folder, lambda: InvoiceScreen(LATE), (80, 60)) as driver:
        await driver.press("P")
        await driver.type("strict")
        await driver.press("enter", "f8")
        assert "procedure chosen: strict" in driver.shown()
        await driver.press("P")
        assert "instead of strict" in driver.shown()
    desk = open_book(folder)
    chosen = procedures.chosen(desk, HOFMANN)
    desk.close()
    assert (chosen.customer, chosen.invoices) == ("gentle", {LATE: "strict"})


async def test_on_an_account_with_the_cursor_on_an_invoice_it_is_asked_which_of_both_is_meant(folder: Path) -> None:
    async with driving(folder, lambda: AccountScreen(HOFMANN), (80, 40)) as driver:
        await driver.press("home", "P")
        assert "this invoice, now the desk's" in driver.shown()
        await driver.type("account")
        await driver.press("enter")
        assert "Procedure of Hofmann" in driver.shown()
        await driver.type("gentle")
        await driver.press("enter", "f8")
        await driver.press("home", "P", "enter")
        assert "Procedure of 2026-0002, now the desk's" in driver.shown()
        await driver.type("strict")
        await driver.press("enter", "f8")
        await driver.press("home", "P")
        assert "all its invoices, now gentle" in driver.shown()
    desk = open_book(folder)
    chosen = procedures.chosen(desk, HOFMANN)
    desk.close()
    assert (chosen.customer, chosen.invoices) == ("gentle", {LATE: "strict"})


async def test_one_is_retired_with_its_reason_and_the_last_year_is_tried(folder: Path) -> None:
    async with driving(folder, ProceduresScreen, (80, 40)) as driver:
        await driver.press("j", "j", "w")
        await until(driver, "would have been treated differently.")
        for heading in ("contacts in all", "days late at the first reminder"):
            assert heading in driver.shown()
        assert "Replaying the last year" not in driver.shown()
        await driver.press("escape", "x")
        assert shows(driver, RetireForm), driver.shown()
        await driver.type("too hard")
        await driver.press("f2", "f8")
        assert note(driver) == "The procedure strict is offered no more."
        assert "the program, retired" in driver.shown()


def last_year(affected: int, contacts: int) -> what_if.LastYear:
    tally = Tally(contacts, 0, 0, affected, contacts, 99 if contacts else None)
    differ = tuple(what_if.Affected(f"C{n}", f"Customer {n}", 2, 1) for n in range(affected))
    day = date(2025, 11, 22)
    return what_if.LastYear(day, date(2026, 11, 21), STANDARD, GENTLE, Comparison(tally, tally, ()), differ)


async def test_the_list_of_the_last_year_goes_on_to_its_end(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(what_if, "last_year", lambda *_: last_year(60, 120))
    async with driving(folder, ProceduresScreen) as driver:
        await driver.press("w")
        assert "60 customers would have been treated differently." in driver.shown()
        assert "↓ and PgDn go through them." in driver.shown()
        assert "Customer 59" not in driver.shown()
        await driver.press("end")
        assert "Customer 59: 2 → 1 contacts" in driver.shown()


async def test_a_year_in_which_nothing_was_due_is_a_sentence(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(what_if, "last_year", lambda *_: last_year(0, 0))
    async with driving(folder, ProceduresScreen) as driver:
        await driver.press("w")
        assert "no reminder was due" in driver.shown()
        assert "mails" not in driver.shown()


async def test_what_is_held_back_stands_below_and_is_lifted(folder: Path) -> None:
    desk = open_book(folder)
    holds.hold(desk, confirmed(HoldDraft(uuid4(), HOFMANN, "at the lawyer")))
    desk.close()
    async with driving(folder, ProceduresScreen, (80, 40)) as driver:
        assert "1 held back, 1 without an end" in driver.shown()
        await driver.press("l")
        assert note(driver) == "Put the cursor on a pause or block first."
        await driver.press("end", "l")
        assert shows(driver, LiftForm), driver.shown()
        await driver.type("settled")
        await driver.press("f2", "f8")
        assert "nothing is held back" in driver.shown()


async def test_a_replay_tells_how_far_it_is_and_is_stopped(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on = Event(), Event()

    def slow(_desk: Desk, _other: Procedure, progress: Callable[[int, int], None]) -> None:
        progress(25, 100)
        begun.set()
        go_on.wait(30)
        progress(26, 100)

    monkeypatch.setattr(what_if, "last_year", slow)
    async with driving(folder, ProceduresScreen) as driver:
        await driver.pilot.press("w")
        while not begun.is_set():
            await driver.pilot.pause(0.01)
        await driver.pilot.pause()
        assert note(driver).startswith("Replaying the last year: 25 of 100 accounts. Esc stops it.")
        await driver.pilot.press("escape")
        go_on.set()
        await driver.settle()
        assert shows(driver, ProceduresScreen)
        assert note(driver) == "The replay was stopped."
        await driver.press("escape")
        assert not shows(driver, ProceduresScreen)


async def test_while_the_rows_are_renewed_the_screen_says_how_many(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, may, choose = Event(), Event(), procedures.choose

    def slow(desk: Desk, draft: Confirmed[ChoiceDraft]) -> None:
        begun.set()
        may.wait(30)
        choose(desk, draft)

    monkeypatch.setattr(procedures, "choose", slow)
    async with driving(folder, ProceduresScreen) as driver:
        await driver.press("s")
        assert shows(driver, DoubleCheckDialog), driver.shown()
        await driver.pilot.press("f8")
        while not begun.is_set():
            await driver.pilot.pause(0.01)
        await driver.pilot.pause()
        assert note(driver).startswith("Renewing the rows of ")
        may.set()
        await driver.settle()
        assert note(driver) == "The follow-up goes by gentle now."
