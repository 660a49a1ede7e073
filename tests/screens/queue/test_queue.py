"""The queue driven with real keys on a real book."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from billdesk.domain.errors import DeskFileError
from billdesk.domain.work import View
from billdesk.opening import Opening, prepare
from billdesk.services import queue
from billdesk.services.desk import open_desk
from screens.dialogs.choose import ChooseDialog
from screens.dialogs.why import WhyDialog
from tests.conftest import TODAY
from tests.screens.kit.book import HOSTILE, clock
from tests.screens.kit.driver import at_the_desk

Reopened = Callable[..., Opening]


async def test_the_first_frame_shows_rows_head_and_keys(opening: Opening) -> None:
    async with at_the_desk(opening) as desk:
        assert "Northwind Services BV" in desk.lines[0]
        assert "as if today were Sat 21 Nov 2026" in desk.lines[0]
        assert opening.page is not None
        assert desk.cursor == opening.page.rows[0].key
        assert desk.footer.rstrip().endswith("F1 help")


@pytest.mark.parametrize("columns", [80, 120])
async def test_a_day_that_is_over_says_that_the_amounts_are_those_of_now(opening: Opening, columns: int) -> None:
    async with at_the_desk(opening, columns=columns) as desk:
        assert "booked by now" not in desk.lines[0]
    past = date(2026, 11, 2)
    config, state = opening.config_folder, opening.state_folder
    earlier = open_desk(opening.path, user="mk", today=past, clock=clock)
    queue.refresh(earlier)
    earlier.close()
    again = prepare(opening.path, user="mk", today=past, config_folder=config, state_folder=state)
    async with at_the_desk(again, columns=columns) as desk:
        assert "as if today were Mon 2 Nov 2026   booked by now € " in desk.lines[0]


async def test_every_line_fits_its_terminal(opening: Opening) -> None:
    for columns, lines in ((60, 16), (80, 24), (101, 30), (120, 40), (200, 60)):
        async with at_the_desk(opening, columns=columns, lines=lines) as desk:
            assert len(desk.lines) == lines
            assert not [line for line in desk.lines if "Traceback" in line]
            assert any("Account" in line and "Why" in line for line in desk.lines)


async def test_amounts_are_never_cut(opening: Opening) -> None:
    async with at_the_desk(opening, columns=60) as desk:
        shown = "".join(desk.lines)
        for row in desk.rows.rows[: desk.rows.page_size]:
            assert f"{row.open_minor // 100:,}.{row.open_minor % 100:02}" in shown


async def test_hostile_names_are_shown_and_do_nothing(opening: Opening) -> None:
    async with at_the_desk(opening, columns=200) as desk:
        await desk.press("slash")
        await desk.type("Ltd]")
        await desk.press("enter")
        hostile = [row for row in desk.rows.rows if row.customer_name == HOSTILE]
        assert hostile
        assert "[@click=app.quit]x[/] [Ltd] ␛]0;t␇␛[31m" in desk.text
        assert not [sign for sign in desk.text if sign in "\x1b\x07\x9b\u202e\u200b"]


async def test_moving_and_the_edges(opening: Opening) -> None:
    async with at_the_desk(opening) as desk:
        first = desk.cursor
        await desk.press("j", "down", "k")
        assert desk.cursor == desk.rows.rows[1].key
        await desk.press("up", "up", "up")
        assert desk.cursor == first
        await desk.press("G")
        total = queue_length(opening)
        await desk.until(lambda: not desk.rows._after)
        assert desk.cursor == last_key(opening)
        await desk.press("down")
        assert desk.cursor == last_key(opening)
        await desk.press("g")
        await desk.until(lambda: desk.cursor == first)
        assert total > 60


def queue_length(opening: Opening) -> int:
    assert opening.head is not None
    return opening.head.counts[View.ALL]


def last_key(opening: Opening) -> str:
    desk = open_desk(opening.path, user="mk", today=TODAY, clock=clock)
    try:
        return queue.page(desk, View.ALL, limit=1000).rows[-1].key
    finally:
        desk.close()


async def test_going_down_row_by_row_meets_every_row_once(opening: Opening) -> None:
    async with at_the_desk(opening) as desk:
        met = [desk.cursor]
        for _ in range(queue_length(opening) - 1):
            before = desk.cursor
            await desk.pilot.press("down")
            await desk.until(lambda before=before: desk.cursor != before)  # type: ignore[misc]  # bound per round
            met.append(desk.cursor)
        assert len(set(met)) == queue_length(opening)
        assert met[-1] == last_key(opening)


async def test_refresh_keeps_the_record_and_its_height(opening: Opening) -> None:
    async with at_the_desk(opening) as desk:
        await desk.press(*["down"] * 20)
        key, line = desk.cursor, desk.cursor_line
        settle_something_above(opening)
        await desk.press("ctrl+r")
        assert desk.cursor == key
        assert desk.cursor_line == line


def settle_something_above(opening: Opening) -> None:
    """Snooze the first row behind the screen's back, as another process would."""
    from billdesk.domain.double_check import bypass
    from billdesk.domain.drafts import SnoozeDraft

    assert opening.page is not None
    desk = open_desk(opening.path, user="other", today=TODAY, clock=clock)
    try:
        draft = SnoozeDraft(opening.page.rows[0].key, TODAY.replace(month=12), "elsewhere")
        queue.snooze(desk, bypass(draft, "a test"))
    finally:
        desk.close()


async def test_views_by_number_and_tab(opening: Opening) -> None:
    async with at_the_desk(opening) as desk:
        await desk.press("2")
        assert [row.document for row in desk.rows.rows] == ["draft"]
        await desk.press("shift+tab")
        assert len(desk.rows.rows) > 1
        await desk.press("7")
        assert [row.kind.value for row in desk.rows.rows] == ["unapplied"]
        await desk.press("3")
        assert "Nothing to send." in desk.text
        assert "1 shows everything" in desk.text


async def test_filter_follows_typing_and_says_what_it_cannot_read(opening: Opening) -> None:
    async with at_the_desk(opening) as desk:
        everything = len(desk.rows.rows)
        await desk.press("slash")
        await desk.type("hofmann")
        await desk.until(lambda: 0 < len(desk.rows.rows) < everything)
        assert {row.customer_name for row in desk.rows.rows} == {"Hofmann & Söhne KG"}
        await desk.type(" late>x")
        await desk.until(lambda: "late>x" in desk.names_line)
        assert {row.customer_name for row in desk.rows.rows} == {"Hofmann & Söhne KG"}
        await desk.press("enter")
        assert desk.queue.has_class("-filtering"), "an unreadable filter is not left"
        await desk.press("escape")
        await desk.until(lambda: len(desk.rows.rows) >= everything)
        assert "Account" in desk.names_line


async def test_a_filter_that_matches_nothing_says_so(opening: Opening) -> None:
    async with at_the_desk(opening) as desk:
        await desk.press("slash")
        await desk.type("nobody")
        await desk.press("enter")
        await desk.until(lambda: not desk.rows.rows)
        assert "Nothing matches the filter." in desk.text
        await desk.press("escape")
        await desk.until(lambda: bool(desk.rows.rows))


async def test_marks_are_summed_per_currency_and_survive_a_refresh(opening: Opening) -> None:
    async with at_the_desk(opening) as desk:
        await desk.press("space", "space", "space")
        marked = desk.rows.marked
        assert len(marked) == 3
        assert "3 marked" in desk.text
        await desk.press("ctrl+r")
        assert [row.key for row in desk.rows.marked] == [row.key for row in marked]
        await desk.press("escape")
        assert not desk.rows.marked
        assert "marked" not in desk.text


async def test_snoozing_marked_rows_takes_them_out_with_one_reason(opening: Opening) -> None:
    async with at_the_desk(opening) as desk:
        await desk.press("space", "space")
        keys = [row.key for row in desk.rows.marked]
        await desk.press("z")
        await desk.type("+7")
        await desk.press("enter")
        await desk.type("bank holiday")
        await desk.press("f2")
        await desk.press("f8")
        await desk.until(lambda: desk.is_home)
        await desk.until(lambda: not set(keys) & {row.key for row in desk.rows.rows})
        await desk.press("9")
        assert {row.key for row in desk.rows.rows} == set(keys)
        await desk.until(lambda: any("bank holiday" in line for line in desk.preview))


async def test_why_tells_the_points(opening: Opening) -> None:
    async with at_the_desk(opening) as desk:
        await desk.press("question_mark")
        await desk.until(lambda: isinstance(desk.app.screen, WhyDialog))
        assert f"{desk.rows.rows[0].points} points:" in desk.text
        await desk.press("escape")
        assert desk.is_home


async def test_the_preview_follows_the_cursor_once_it_rests(opening: Opening) -> None:
    async with at_the_desk(opening) as desk:
        await desk.until(lambda: bool(desk.preview))
        before = desk.preview
        await desk.press("down")
        await desk.until(lambda: desk.preview != before)
        await desk.press("v")
        height = desk.queue.query_one("PreviewPane").size.height
        await desk.press("v")
        await desk.until(lambda: desk.queue.query_one("PreviewPane").size.height < height)


async def test_a_wide_terminal_has_the_preview_beside_the_list(opening: Opening) -> None:
    async with at_the_desk(opening, columns=160, lines=40) as desk:
        await desk.until(lambda: bool(desk.preview))
        pane, rows = desk.queue.query_one("PreviewPane").region, desk.queue.query_one("QueueList").region
        assert pane.x >= rows.right
        assert pane.y <= rows.y
        assert pane.bottom >= rows.bottom
        await desk.press("v")
        await desk.until(lambda: desk.queue.query_one("PreviewPane").region.y > rows.y)
        assert desk.queue.query_one("QueueList").region.width == 160
        await desk.press("v")
        await desk.until(lambda: desk.queue.query_one("PreviewPane").region == pane)


async def test_why_a_row_cannot_be_looked_into_is_said(opening: Opening, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise DeskFileError("The file\u202e is damaged.", "Restore a backup.")

    monkeypatch.setattr(queue, "preview", fails)
    async with at_the_desk(opening) as desk:
        await desk.until(lambda: bool(desk.preview))
        first, second = desk.preview[:2]
        assert first.startswith("The file")
        assert "\u202e" not in first
        assert second == "Restore a backup."


async def test_what_a_row_cannot_do_is_said(opening: Opening) -> None:
    async with at_the_desk(opening) as desk:
        await desk.press("i")
        assert desk.note == "Only a draft can be issued."
        await desk.press("f1")
        assert "Not now: Only a draft can be issued." in desk.text or await scrolled_to(desk, "Only a draft")


async def scrolled_to(desk: object, text: str) -> bool:
    """Whether paging down the help brings `text` on screen."""
    from tests.screens.kit.driver import DeskDriver

    assert isinstance(desk, DeskDriver)
    for _ in range(6):
        await desk.press("pagedown")
        if text in desk.text:
            return True
    return False


async def test_new_offers_what_can_be_made(opening: Opening) -> None:
    async with at_the_desk(opening) as desk:
        await desk.press("n")
        assert isinstance(desk.app.screen, ChooseDialog)
        await desk.type("acc")
        await desk.press("enter")
        await desk.until(lambda: "New customer" in desk.text)
        await desk.press("escape")
        assert desk.is_home


async def test_a_read_only_desk_refuses_every_writing_command(reopened: Reopened) -> None:
    async with at_the_desk(reopened(read_only=True), columns=120) as desk:
        assert "viewing only" in desk.lines[0]
        for key in ("c", "r", "p", "z", "n"):
            await desk.press(key)
            assert desk.note == "The desk is open for viewing only."
            assert desk.is_home


async def test_a_missing_desk_says_what_to_do(reopened: Reopened, tmp_path: Path) -> None:
    problem = DeskFileError("There is no desk at that place.", "Make one with billdesk init.")
    gone = tmp_path / "nowhere.billdesk"
    async with at_the_desk(reopened(path=gone, head=None, page=None, problem=problem)) as desk:
        assert "There is no desk at that place." in desk.text
        assert "Make one with billdesk init." in desk.text
        await desk.press("c")
        assert desk.note == "There is no desk open."


@pytest.mark.parametrize("key", ["enter", "f", "a"])
async def test_deeper_and_back_to_the_same_row(opening: Opening, key: str) -> None:
    async with at_the_desk(opening) as desk:
        await desk.press("down", "down", "down")
        stood, line = desk.cursor, desk.cursor_line
        await desk.press(key)
        await desk.until(lambda: not desk.is_home)
        await desk.settle()
        await desk.press("escape")
        await desk.until(lambda: desk.is_home)
        assert (desk.cursor, desk.cursor_line) == (stood, line)


async def test_a_click_moves_and_a_second_one_opens(opening: Opening) -> None:
    async with at_the_desk(opening) as desk:
        await desk.pilot.click(QueueListName, offset=(5, 4))
        await desk.settle()
        assert desk.cursor == desk.rows.rows[4].key
        await desk.pilot.double_click(QueueListName, offset=(5, 2))
        await desk.until(lambda: not desk.is_home)


QueueListName = "QueueList"


async def test_every_view_stands_with_its_number_among_the_views_whatever_the_width(opening: Opening) -> None:
    for columns in (60, 80, 83, 90, 120):
        async with at_the_desk(opening, columns=columns) as desk:
            for number, view in enumerate(View, start=1):
                await desk.press(str(number % 10))
                assert desk.queue._head is not None
                assert f" {view.value.capitalize()} {desk.queue._head.counts[view]}" in desk.lines[1]


async def test_why_names_the_snooze_of_a_row(opening: Opening) -> None:
    settle_something_above(opening)
    async with at_the_desk(opening) as desk:
        await desk.press("9")
        await desk.press("question_mark")
        assert isinstance(desk.screen, WhyDialog)
        assert "Snoozed until Mon 21 Dec 2026: elsewhere" in desk.text
