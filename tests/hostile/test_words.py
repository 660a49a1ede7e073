"""Sentences of the desk that repeat what stands in files, paths and entries: shown literally like every other text."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from textual.widgets import Input

from billdesk import keymap
from billdesk.opening import Opening, prepare
from screens.dialogs.message import MessageDialog
from screens.forms.customer import CustomerForm
from screens.forms.receipt import ReceiptForm
from tests.conftest import TODAY
from tests.hostile.book import Facts
from tests.hostile.samples import CONCEAL, hostile, sign
from tests.hostile.test_screens import assert_harmless, seen, unsafe
from tests.hostile.wire import violations
from tests.screens.forms.desk import driving
from tests.screens.kit.driver import at_the_desk
from tests.terminal import Terminal

ROOT = Path(__file__).parents[2]
FOLDER = f"[Ltd]{CONCEAL}[@click=app.quit]\u202e"

# A desk with a defect: reading again raises.
DEFECT = """
import sys
from billdesk.__main__ import main
from screens.queue import QueueScreen
def broken(self): raise ZeroDivisionError(self.subject())
QueueScreen.do_refresh = broken
sys.argv[0] = "billdesk"
sys.exit(main())
"""


@pytest.fixture
def opening(folder: Path) -> Opening:
    """The hostile desk as it is opened."""
    return prepare(folder / "desk.billdesk", user="mk", today=TODAY, config_folder=folder, state_folder=folder)


async def test_a_mistake_in_a_hostile_keymap_is_said_literally(opening: Opening, tmp_path: Path) -> None:
    config = tmp_path / FOLDER
    config.mkdir()
    (config / keymap.FILE_NAME).write_text('[keys]\n"[@click=app.quit]go[/] [Ltd]" = "q"\n', encoding="utf-8")
    async with at_the_desk(opening._replace(config_folder=config)) as desk:
        await desk.until(lambda: isinstance(desk.app.screen, MessageDialog))
        shown = " ".join(desk.text.replace("│", " ").split())
        assert "“[@click=app.quit]go[/] [Ltd]”" in shown
        assert "[Ltd]␛[8m" in shown.replace(" ", "")
        assert not unsafe(desk.text)


async def test_a_hostile_path_without_a_desk_is_said_literally(folder: Path) -> None:
    path = folder / FOLDER / "desk.billdesk"
    missing = prepare(path, user="mk", today=TODAY, config_folder=folder, state_folder=folder)
    assert missing.problem is not None
    async with at_the_desk(missing, columns=120, lines=40) as desk:
        await desk.until(lambda: "There is no desk" in desk.text)
        assert not unsafe(desk.text)


@pytest.mark.parametrize("typed", ["late>", "cur:", ">", ""])
async def test_a_hostile_filter_and_what_is_wrong_with_it_are_said_literally(opening: Opening, typed: str) -> None:
    async with at_the_desk(opening) as desk:
        await desk.press("slash")
        desk.app.screen.query_one("#filter", Input).value = f"{typed}[X]{CONCEAL}\u202e[Ltd]"
        await desk.until(lambda: not desk.names_line.startswith("   Account") or "Nothing matches" in desk.text)
        await desk.press("enter")
        assert "[X]␛[8m�[Ltd]" in desk.text
        assert not unsafe(desk.text)


async def test_every_part_of_a_form_complains_literally(facts: Facts, folder: Path) -> None:
    async with driving(folder, lambda: CustomerForm(TODAY, facts.company, facts.account), (120, 100)) as driver:
        for at, part in enumerate(driver.form.all_parts()):
            part.complain(hostile(f"WRONG{at}", nul=False)[:60])
        driver.form.show_sentence(hostile("REFUSED"))
        driver.form.show_worth(hostile("WORTH")[:30])
        await seen(driver, (*(f"WRONG{at}" for at in range(len(driver.form.all_parts()))), "REFUSED", "WORTH"))
        assert_harmless(driver, CustomerForm)


async def test_an_unfinished_entry_is_offered_literally(facts: Facts, folder: Path) -> None:
    async with driving(folder, lambda: ReceiptForm(TODAY, facts.account), (120, 40)) as driver:
        driver.form.query(Input).first().value = hostile("AMOUNT")
        driver.form.keep_draft()
    async with driving(folder, lambda: ReceiptForm(TODAY, facts.account), (120, 40)) as driver:
        assert sign("NAME") in driver.shown().partition("Unfinished receipt")[2]
        await driver.press("f5")
        assert driver.form.query(Input).first().value == hostile("AMOUNT")
        assert_harmless(driver, ReceiptForm)


def test_a_crash_names_a_hostile_folder_literally(folder: Path, home: Path) -> None:
    state = home / FOLDER
    command = [sys.executable, "-c", DEFECT, "--desk", str(folder / "desk.billdesk"), "--today", "2026-11-21"]
    with Terminal(command, home=home, cwd=ROOT, env={"XDG_STATE_HOME": str(state)}) as terminal:
        terminal.wait_for(sign("NAME3"))
        terminal.send("ctrl+r")
        assert terminal.wait_exit() == 1
    assert violations(bytes(terminal.raw)) == []
    assert "[Ltd]␛[8m".encode() in bytes(terminal.raw)
    (report,) = state.rglob("crash-*.txt")
    assert "[NAME" not in report.read_text(encoding="utf-8")
