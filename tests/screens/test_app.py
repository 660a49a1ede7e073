"""The shell: help, palette, looks, the guard at the door, defects, too little room."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.color import Color
from textual.widgets import Static

from billdesk import theme
from billdesk.app import DeskApp
from billdesk.opening import Opening
from screens.dialogs.choose import ChooseDialog, Option, OptionRows
from screens.dialogs.help import HelpDialog
from screens.dialogs.message import AskDialog, MessageDialog
from tests.screens.kit.driver import at_the_desk


async def test_help_shows_the_list_first_then_the_screen_then_everywhere(opening: Opening) -> None:
    async with at_the_desk(opening, lines=60) as desk:
        await desk.press("f1")
        assert isinstance(desk.app.screen, HelpDialog)
        text = desk.text
        assert text.index("In the list") < text.index("On this screen (queue)")
        await desk.press("end")
        assert "Everywhere" in desk.text
        await desk.press("escape")
        assert desk.is_home


async def test_help_of_help_does_not_pile_up(opening: Opening) -> None:
    async with at_the_desk(opening) as desk:
        await desk.press("f1", "f1")
        await desk.press("escape", "escape", "escape")
        assert desk.is_home


@pytest.mark.parametrize("key", ["ctrl+p", "colon"])
async def test_the_palette_runs_what_is_chosen(opening: Opening, key: str) -> None:
    async with at_the_desk(opening) as desk:
        await desk.press(key)
        assert isinstance(desk.app.screen, ChooseDialog)
        await desk.type("view 2")
        await desk.press("enter")
        await desk.until(lambda: [row.document for row in desk.rows.rows] == ["draft"])


async def test_the_palette_holds_what_the_screen_can_do_and_nothing_else(opening: Opening) -> None:
    async with at_the_desk(opening) as desk:
        await desk.press("ctrl+p")
        shown = {row.id for row in desk.app.screen.query_one(OptionRows).rows}
        assert shown == {item.id for item in desk.queue.commands()}
        await desk.type("screenshot")
        assert "Nothing of that name." in desk.text


async def test_the_palette_says_the_sentence_of_the_command_under_the_cursor_whole(opening: Opening) -> None:
    async with at_the_desk(opening) as desk:
        await desk.press("ctrl+p")
        await desk.type("find any account")
        await desk.settle()
        said = desk.app.screen.query_one(".whole", Static)
        assert str(said.content) == "Find · Ctrl+F Find any account or invoice, also one there is nothing to do for."
        assert said.size.width * said.size.height > len(str(said.content))
        assert "Esc leave" in desk.text


async def test_a_command_that_is_not_available_cannot_be_chosen(opening: Opening) -> None:
    async with at_the_desk(opening) as desk:
        await desk.press("ctrl+p")
        await desk.type("issue")
        await desk.press("enter")
        assert isinstance(desk.app.screen, ChooseDialog)
        assert "Only a draft can be issued." in desk.text


async def test_light_and_dark(opening: Opening) -> None:
    async with at_the_desk(opening) as desk:
        dark = desk.queue.styles.background
        await desk.press("f12")
        assert desk.app.theme == theme.LIGHT
        assert desk.queue.styles.background != dark
        await desk.press("f12")
        assert desk.queue.styles.background == dark


async def test_without_colour_nothing_is_coloured(opening: Opening, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with at_the_desk(opening) as desk:
        assert desk.app.theme == theme.PLAIN
        assert desk.queue.styles.background == Color.parse("ansi_default")
        await desk.press("f12")
        assert desk.app.theme == theme.PLAIN
        assert "d late" in desk.text


async def test_over_ssh_nothing_moves_by_itself(opening: Opening, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "10.0.0.1 1 10.0.0.2 22")
    assert DeskApp(opening).animation_level == "none"


async def test_too_little_room_is_said_in_one_line(opening: Opening) -> None:
    async with at_the_desk(opening, columns=50, lines=12) as desk:
        assert "60 columns and 16 lines" in " ".join(desk.text.split())
        await desk.pilot.resize_terminal(80, 24)
        await desk.settle()
        assert "Northwind Services BV" in desk.lines[0]


async def test_a_keymap_is_in_force_in_keys_and_footer(opening: Opening) -> None:
    (opening.config_folder / "keymap.toml").write_text('[keys]\nwhy = "w"\n', encoding="utf-8")
    async with at_the_desk(opening) as desk:
        assert "w why" in desk.footer
        await desk.press("w")
        await desk.until(lambda: "points:" in desk.text)


async def test_a_broken_keymap_is_said_and_the_defaults_hold(opening: Opening) -> None:
    (opening.config_folder / "keymap.toml").write_text('[keys]\nwhi = "w"\n', encoding="utf-8")
    async with at_the_desk(opening) as desk:
        await desk.until(lambda: isinstance(desk.app.screen, MessageDialog))
        assert "“why”?" in " ".join(desk.text.split())
        await desk.press("enter")
        await desk.press("question_mark")
        await desk.until(lambda: "points:" in desk.text)


@pytest.mark.parametrize("key", ["ctrl+c", "escape"])
async def test_whoever_wants_to_leave_is_told_how(opening: Opening, key: str) -> None:
    async with at_the_desk(opening) as desk:
        await desk.press(key)
        assert desk.note == "Ctrl+Q leaves the desk."
        assert desk.app.is_running


async def test_quit_leaves_at_once_when_nothing_is_unfinished(opening: Opening) -> None:
    async with at_the_desk(opening) as desk:
        await desk.pilot.press("ctrl+q")
        await desk.pilot.pause()
        assert not desk.app.is_running
        assert desk.app.return_code == 0


async def test_quit_asks_when_an_entry_is_unfinished_and_keeps_it(opening: Opening) -> None:
    async with at_the_desk(opening) as desk:
        await desk.press("c")
        await desk.until(lambda: not desk.is_home)
        await desk.type("x")
        await desk.press("ctrl+q")
        assert isinstance(desk.app.screen, AskDialog)
        await desk.press("enter", "ctrl+q")
        assert desk.app.is_running, "only F8 leaves"
        await desk.pilot.press("f8")
        await desk.pilot.pause()
        assert desk.app.return_code == 0
    assert list(opening.state_folder.rglob("*.json"))


async def test_a_defect_writes_a_report_without_data_and_ends(opening: Opening) -> None:
    secret = "Hofmann owes 12,479.20"

    def fail() -> None:
        amount = secret
        raise ValueError(amount)

    async def crash() -> None:
        async with at_the_desk(opening) as desk:
            app.append(desk.app)
            desk.queue.run_service(lambda _: fail(), group="test", on_done=lambda _: None)
            await desk.until(lambda: desk.app.crashed)

    app: list[DeskApp] = []
    with pytest.raises(ValueError, match="Hofmann"):
        await crash()
    report = app[0].crash_report
    assert report is not None
    assert report.stat().st_mode & 0o777 == 0o600
    text = report.read_text(encoding="utf-8")
    assert "ValueError" in text
    assert "in fail" in text
    assert "Hofmann" not in text
    assert "12,479" not in text
    assert app[0].return_code == 1


async def test_the_queue_reads_on_when_a_stale_answer_arrives_late(opening: Opening) -> None:
    """A newer question of the same group overtakes an older one: its answer is dropped, whenever it comes."""
    from threading import Event

    async with at_the_desk(opening) as desk:
        slow, answers = Event(), list[str]()

        def wait(_: object) -> str:
            slow.wait(10)
            return "old"

        desk.queue.run_service(wait, group="race", on_done=answers.append)
        desk.queue.run_service(lambda _: "new", group="race", on_done=answers.append)
        await desk.until(lambda: bool(answers))
        slow.set()
        await desk.settle()
        assert answers == ["new"]


async def test_saves_are_not_overtaken_and_hold_the_door(opening: Opening, tmp_path: Path) -> None:
    from threading import Event

    async with at_the_desk(opening) as desk:
        held, saved = Event(), list[int]()

        def save(number: int) -> int:
            held.wait(10)
            return number

        desk.queue.run_save(lambda _: save(1), on_done=saved.append)
        desk.queue.run_save(lambda _: save(2), on_done=saved.append)
        await desk.pilot.press("ctrl+q")
        await desk.pilot.pause()
        assert desk.app.is_running
        assert "being saved" in desk.note
        held.set()
        await desk.until(lambda: sorted(saved) == [1, 2])


async def test_a_choice_of_three_is_no_higher_than_it_has_to_be(opening: Opening) -> None:
    async with at_the_desk(opening) as desk:
        for options, height in ((3, 3), (1, 2), (30, 9)):
            dialog = ChooseDialog("Which?", [Option(str(number), f"Option {number}") for number in range(options)])
            await desk.app.push_screen(dialog)
            await desk.pilot.pause()
            assert dialog.query_one(OptionRows).size.height == height
            await desk.press("escape")
