"""Every screen and dialog with hostile data in it: shown literally, nothing executed, nothing vanished."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from textual.geometry import Offset
from textual.widget import Widget
from textual.widgets import Input

from screens.base import DeskScreen
from screens.dialogs.choose import ChooseDialog
from screens.dialogs.double_check import DoubleCheckDialog
from screens.dialogs.pick_customer import PickCustomerDialog
from screens.forms.base import FormScreen
from screens.queue import QueueScreen
from tests.hostile.book import Facts
from tests.hostile.samples import OWN_MARK, hostile, sign
from tests.hostile.visits import VISITS, Visit, concrete_screens
from tests.screens.forms.desk import Driver, driving

SIZES = ((80, 24), (120, 40))
TALL = (120, 400)
"""Room for texts of 10,000 characters, so that nothing is out of sight."""
CLICKABLE = "[@click=app.quit]go"
ROUNDS = 300
TYPED_INTO = [
    (kind, visit)
    for kind, visit in dict(VISITS).items()
    if issubclass(kind, FormScreen | QueueScreen | ChooseDialog | PickCustomerDialog | DoubleCheckDialog)
]
NAMES = [f"{kind.__name__}-{at}" for at, (kind, _) in enumerate(VISITS)]


def unsafe(shown: str) -> set[str]:
    """The characters of a shown text that would act on a terminal, or are not to be seen; our own mark is neither."""
    return {
        character
        for character in shown
        if character not in {"\n", OWN_MARK} and unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
    }


async def seen(driver: Driver, fields: tuple[str, ...]) -> None:
    """Wait until the beginning of every field is on the screen."""
    for _ in range(ROUNDS):
        shown = driver.shown()
        if all(sign(field)[:-2] in shown for field in fields):
            break
        await driver.pilot.pause(0.01)
    missing = [field for field in fields if sign(field)[:-2] not in driver.shown()]
    assert not missing, f"{missing} not in\n{driver.shown()}"


def assert_harmless(driver: Driver, kind: type[object]) -> None:
    """The screen is still there, shows no active character, and no word of data became a link or an action."""
    assert driver.app.is_running
    assert type(driver.app.screen) is kind
    assert not unsafe(driver.shown())
    for strip in driver.app.screen._compositor.render_strips(driver.app.screen.size):
        for segment in strip:
            assert segment.style is None or not segment.style.link
            assert segment.style is None or "@click" not in segment.style.meta
    for widget in driver.app.screen.walk_children(Widget):
        assert widget.tooltip is None, "a tooltip needs a visit of its own here"


async def click_the_bait(driver: Driver) -> None:
    """Click what would be an action if data were markup."""
    for y, line in enumerate(driver.shown().splitlines()):
        if CLICKABLE in line:
            await driver.pilot.click(offset=Offset(line.index(CLICKABLE) + len(CLICKABLE) - 1, y))
            await driver.settle()
            return


@pytest.mark.parametrize(("kind", "visit"), VISITS, ids=NAMES)
async def test_hostile_data_is_shown_literally(kind: type[object], visit: Visit, facts: Facts, folder: Path) -> None:
    async with driving(folder, lambda: visit.make(facts, folder), SIZES[0]) as driver:
        for size in SIZES:
            await driver.pilot.resize_terminal(*size)
            await driver.settle()
            await seen(driver, visit.always)
            assert_harmless(driver, kind)
        await click_the_bait(driver)
        assert_harmless(driver, kind)
        if visit.tall:
            await driver.pilot.resize_terminal(*TALL)
            await driver.settle()
            await seen(driver, visit.tall)
            assert_harmless(driver, kind)


@pytest.mark.parametrize(("kind", "visit"), TYPED_INTO, ids=lambda part: getattr(part, "__name__", ""))
async def test_hostile_text_in_an_input_is_shown_literally(
    kind: type[object], visit: Visit, facts: Facts, folder: Path
) -> None:
    async with driving(folder, lambda: visit.make(facts, folder), SIZES[1]) as driver:
        if kind is QueueScreen:
            await driver.press("slash")
        inputs = list(driver.app.screen.query(Input))
        assert inputs
        for field in inputs:
            field.value = hostile("TYPED")
            field.cursor_position = 0
        await driver.settle()
        if any(field.display and field.size.width >= 12 for field in inputs):
            await seen(driver, ("TYPED",))
        assert_harmless(driver, kind)


async def test_hostile_notes_and_errors_are_shown_literally(facts: Facts, folder: Path) -> None:
    visit = VISITS[0][1]
    async with driving(folder, lambda: visit.make(facts, folder)) as driver:
        screen = driver.app.screen
        assert isinstance(screen, DeskScreen)
        await seen(driver, visit.always)
        screen.say(hostile("TOAST"))
        await seen(driver, ("TOAST",))
        assert_harmless(driver, type(screen))


def test_every_screen_is_visited() -> None:
    assert {kind for kind, _ in VISITS} == concrete_screens()
