"""Own reminders with real keys: set from a record, seen in the queue on their day, crossed off with one key."""

from __future__ import annotations

from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

from billdesk.domain.reminders import Reminder, ReminderDraft, Repeats
from billdesk.domain.work import ItemKind
from billdesk.opening import Opening
from billdesk.services import queue, reminders
from billdesk.services.desk import open_desk
from screens.account import AccountScreen
from screens.dialogs.double_check import DoubleCheckDialog
from screens.forms.reminder import ReminderForm
from tests.conftest import TODAY
from tests.makers import confirmed
from tests.screens.kit.book import clock
from tests.screens.kit.driver import DeskDriver, at_the_desk


def put(book: Path, on: date = TODAY, customer: int | None = None, repeats: Repeats = Repeats.NEVER) -> int:
    """A reminder in the book, and the queue brought to the day."""
    with closing(open_desk(book, user="mk", today=TODAY, clock=clock)) as desk:
        link = reminders.link_of(desk, customer, None) if customer else None
        draft = ReminderDraft(uuid4(), on, "Ask Eva for the list", repeats, link=link)
        made = reminders.save(desk, confirmed(draft))
        queue.refresh(desk)
    return made


def known(book: Path) -> tuple[Reminder, ...]:
    """All reminders that are not over."""
    with closing(open_desk(book, user="mk", today=TODAY, clock=clock)) as desk:
        return reminders.until(desk, TODAY + timedelta(days=1000))


def in_front(desk: DeskDriver, kind: type[object]) -> bool:
    """Whether a screen of that kind has the keys."""
    return isinstance(desk.screen, kind)


async def to_the_reminder(desk: DeskDriver) -> None:
    """Put the cursor on the reminder's row."""
    await desk.press("slash")
    await desk.type("eva")
    await desk.press("enter")
    row = desk.rows.current
    assert row is not None
    assert row.kind is ItemKind.REMINDER, desk.text


async def test_one_is_set_about_the_row_under_the_cursor(opening: Opening, book: Path) -> None:
    async with at_the_desk(opening) as desk:
        row = desk.rows.current
        assert row is not None
        await desk.press("R")
        assert in_front(desk, ReminderForm)
        await desk.type("Ask Eva")
        await desk.press("tab")
        await desk.type("+3")
        await desk.press("tab")
        await desk.type("monthly")
        await desk.press("f2")
        assert in_front(desk, DoubleCheckDialog), desk.text
        assert "every month" in desk.text
        await desk.press("f8")
        assert desk.is_home, desk.text
        assert desk.note.startswith("The reminder is set.")
    (made,) = known(book)
    assert made.link is not None
    assert (made.link.customer_id, made.on_day, made.owner) == (row.customer_id, TODAY + timedelta(days=3), "mk")
    assert made.repeats is Repeats.MONTHLY


async def test_one_key_crosses_it_off(opening: Opening, book: Path) -> None:
    put(book)
    async with at_the_desk(opening) as desk:
        await to_the_reminder(desk)
        assert "own reminder → do it" in desk.lines[desk.cursor_line]
        await desk.until(lambda: "Ask Eva for the list · for everybody" in desk.preview)
        await desk.press("x")
        assert desk.note.startswith("Done.")
        assert "reminder" not in {row.kind.value for row in desk.rows.rows}
    assert known(book) == ()


async def test_one_that_repeats_says_when_it_comes_again(opening: Opening, book: Path) -> None:
    put(book, repeats=Repeats.WEEKLY)
    async with at_the_desk(opening) as desk:
        await to_the_reminder(desk)
        await desk.press("x")
        assert desk.note.startswith("Done; it comes again on Sat 28 Nov 2026.")


async def test_enter_opens_what_it_is_about_or_else_its_form(opening: Opening, book: Path) -> None:
    put(book, customer=2)
    async with at_the_desk(opening) as desk:
        await to_the_reminder(desk)
        await desk.press("enter")
        assert isinstance(desk.screen, AccountScreen)


async def test_one_about_nothing_opens_its_form(opening: Opening, book: Path) -> None:
    put(book)
    async with at_the_desk(opening) as desk:
        await to_the_reminder(desk)
        await desk.press("c")
        assert desk.note == "There is no row to do that with."
        await desk.press("enter")
        assert in_front(desk, ReminderForm)
        assert "Ask Eva for the list" in desk.text


async def test_it_is_given_another_day_or_dropped(opening: Opening, book: Path) -> None:
    made = put(book)
    async with at_the_desk(opening) as desk:
        await to_the_reminder(desk)
        await desk.press("z")
        assert desk.note == "A reminder is put off by giving it another day."
        await desk.press("e")
        assert isinstance(desk.screen, ReminderForm)
        await desk.press("tab", "ctrl+a", "ctrl+k")
        await desk.type("+1")
        await desk.press("f2", "f8")
        assert desk.note.startswith("The reminder is changed."), desk.text
        assert [one.on_day for one in known(book)] == [TODAY + timedelta(days=1)]
    put(book)
    async with at_the_desk(opening) as desk:
        await to_the_reminder(desk)
        await desk.press("X", "f8")
        assert desk.note.startswith("The reminder is dropped.")
    assert [one.id for one in known(book)] == [made]


async def test_other_rows_are_no_reminders(opening: Opening) -> None:
    async with at_the_desk(opening) as desk:
        await desk.press("x")
        assert desk.note == "This is no own reminder."
