"""After something was done to a row of the queue the work goes on where it was, not where that row went."""

from __future__ import annotations

from contextlib import closing

from billdesk.domain.work import View
from billdesk.opening import Opening
from billdesk.services import queue
from billdesk.services.desk import open_desk
from screens.dialogs.double_check import DoubleCheckDialog
from screens.follow_up import FollowUpScreen
from screens.forms.contact import ContactForm
from tests.conftest import TODAY
from tests.screens.kit.book import clock
from tests.screens.kit.driver import DeskDriver, at_the_desk


async def log_a_call(desk: DeskDriver) -> None:
    """Log that somebody was reached, from whatever screen is in front: what was said, then what it came to."""
    await desk.press("c")
    await desk.until(lambda: isinstance(desk.app.screen, ContactForm))
    await desk.type("will look into it")
    await desk.press("tab")
    await desk.type("1")
    await desk.press("f2")
    await desk.until(lambda: isinstance(desk.app.screen, DoubleCheckDialog))
    await desk.press("f8")
    await desk.settle()


async def test_after_a_call_the_cursor_goes_to_the_next_row_and_it_says_where_the_called_one_went(
    opening: Opening,
) -> None:
    async with at_the_desk(opening) as desk:
        await desk.press("4", *["down"] * 5)
        keys = [row.key for row in desk.rows.rows]
        called, following = keys[5], keys[6]
        assert desk.cursor == called
        await log_a_call(desk)
        await desk.until(lambda: desk.cursor == following)
        assert "logged. Its row has left this view." in desk.note
        await desk.press("1")
        everything = [row.key for row in desk.rows.rows]
        called, following = everything[0], everything[1]
        await log_a_call(desk)
        await desk.until(lambda: desk.cursor == following)
        told = desk.note
    with closing(open_desk(opening.path, user="mk", today=TODAY, clock=clock)) as book:
        number = [row.key for row in queue.page(book, View.ALL, limit=100).rows].index(called) + 1
    assert number > 2
    assert told.endswith(f"logged. Its row is now {number} of 62.")


async def test_the_last_row_of_a_view_leads_back_to_the_one_before(opening: Opening) -> None:
    async with at_the_desk(opening) as desk:
        await desk.press("4", "end")
        keys = [row.key for row in desk.rows.rows]
        assert desk.cursor == keys[-1]
        await log_a_call(desk)
        await desk.until(lambda: desk.cursor == keys[-2])


async def test_back_from_the_follow_up_the_work_goes_on_below_the_account_that_was_called(opening: Opening) -> None:
    async with at_the_desk(opening) as desk:
        await desk.press("4", *["down"] * 3)
        keys = [row.key for row in desk.rows.rows]
        await desk.press("f")
        await desk.until(lambda: isinstance(desk.app.screen, FollowUpScreen))
        await log_a_call(desk)
        await desk.press("escape")
        await desk.until(lambda: desk.is_home and desk.cursor == keys[4])
        assert "1 contact on 1 account" in desk.note
        assert desk.note.endswith("Its row has left this view.")


async def test_a_row_that_was_only_looked_at_keeps_the_cursor(opening: Opening) -> None:
    async with at_the_desk(opening) as desk:
        await desk.press(*["down"] * 7)
        key = desk.cursor
        await desk.press("f", "escape")
        await desk.until(lambda: desk.is_home)
        await desk.press("ctrl+r")
        assert desk.cursor == key
        assert desk.note == ""
