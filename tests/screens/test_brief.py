"""The morning brief with real keys: one page, and every line opens what it speaks of."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from uuid import uuid4

from billdesk.domain.brief import IMPOSSIBLE, MAILS, Line, RunRow, Tally
from billdesk.domain.money import Money
from billdesk.domain.reminders import ReminderDraft
from billdesk.domain.work import View
from billdesk.opening import Opening
from billdesk.services import reminders
from billdesk.services.desk import open_desk
from screens.brief import BriefScreen, RunScreen
from screens.calendar import CalendarScreen
from screens.dialogs.pick_customer import PickCustomerDialog
from screens.follow_up import FollowUpScreen
from screens.parts.brief_lines import run_head, whole_line
from screens.parts.entries import EntryList
from tests.conftest import TODAY
from tests.makers import confirmed
from tests.screens.kit.book import clock
from tests.screens.kit.driver import DeskDriver, at_the_desk


def in_front(desk: DeskDriver, kind: type[object]) -> bool:
    """Whether a screen of that kind has the keys."""
    return isinstance(desk.screen, kind)


def lines(desk: DeskDriver) -> list[Line]:
    """The lines of the brief."""
    entries = desk.screen.query_one(EntryList)
    return [entry.record for entry in entries.rows if isinstance(entry.record, Line)]


async def to_the_line(desk: DeskDriver, topic: str, what: str = "") -> None:
    """Put the cursor on a line of the brief."""
    place = next(at for at, line in enumerate(lines(desk)) if line.topic == topic and what in ("", line.what))
    await desk.press("home", *["down"] * place)


async def test_it_is_one_page_that_begins_with_the_bank_data(opening: Opening) -> None:
    async with at_the_desk(opening) as desk:
        await desk.press("b")
        assert in_front(desk, BriefScreen)
        assert desk.lines[0].startswith(" Morning brief  Sat 21 Nov 2026")
        assert "Bank data   of today at best: the last receipt is of Sat 21 Nov 2026." in desk.text
        assert len(lines(desk)) <= 20
        await desk.press("escape")
        assert desk.is_home


async def test_its_lines_open_what_they_speak_of(opening: Opening, book: Path) -> None:
    with closing(open_desk(book, user="mk", today=TODAY, clock=clock)) as made:
        reminders.save(made, confirmed(ReminderDraft(uuid4(), TODAY, "Ask Eva")))
    async with at_the_desk(opening) as desk:
        await desk.press("b", "enter")
        assert in_front(desk, PickCustomerDialog), "receipts are entered from the bank data's line"
        await desk.press("escape")
        await to_the_line(desk, "Reminders")
        await desk.press("enter")
        assert in_front(desk, CalendarScreen)
        await desk.press("escape")
        await to_the_line(desk, "Invoices", View.TO_FINISH.value)
        await desk.press("enter")
        assert desk.is_home
        assert [row.kind.value for row in desk.rows.rows] == ["draft"]


async def test_who_is_left_out_is_named_with_the_whole_reason(opening: Opening) -> None:
    async with at_the_desk(opening) as desk:
        await desk.press("b")
        await to_the_line(desk, "Left out", IMPOSSIBLE)
        assert MAILS not in {line.what for line in lines(desk)}, "no account of this desk has an address"
        await desk.press("enter")
        assert in_front(desk, RunScreen)
        assert desk.lines[0].startswith(" Due, but nobody can be written to")
        assert "No mail address is known. Enter one with the customer." in desk.text
        await desk.press("enter")
        assert in_front(desk, FollowUpScreen)
        await desk.press("escape", "escape")
        assert in_front(desk, BriefScreen)


async def test_the_accounts_behind_a_line_take_the_width_of_a_resized_terminal(opening: Opening) -> None:
    async with at_the_desk(opening, clock=clock) as desk:
        await desk.press("b")
        await to_the_line(desk, "Left out", IMPOSSIBLE)
        await desk.press("enter")
        narrow = desk.text
        await desk.pilot.resize_terminal(140, 24)
        await desk.settle()
        assert desk.text != narrow
        await desk.pilot.resize_terminal(80, 24)
        await desk.settle()
        assert desk.text == narrow


def test_sums_that_have_no_room_in_the_title_stand_whole_below_it() -> None:
    rows = [
        RunRow(1, "A-1", "Acme", "later", Money(155_420 + number, code), "")
        for number, code in enumerate(("CHF", "EUR", "GBP", "KWD", "USD", "INR"))
    ]
    shown = ["".join(run.text for run in line) for line in run_head(80, "later", rows)]
    assert "6 accounts" in shown[0]
    said = " ".join(" ".join(shown[1:-1]).replace("\u00a0", " ").split())
    assert said == str(Tally.of(one.amount for one in rows)).replace("\u00a0", " ")


def test_a_line_that_is_longer_than_the_list_is_shown_whole_below_it() -> None:
    sums = [f"CUR {number},554,{number:03}.20" for number in range(30)]
    said = "778 messages, " + " + ".join(sums)
    shown = ["".join(run.text for run in line).replace("\u00a0", " ") for line in whole_line(80, said)[1:]]
    assert " ".join(line.strip() for line in shown) == said
    assert all(any(one in line for line in shown) for one in sums), "no amount stands on two lines"
    assert whole_line(80, "1 message, € 119.00") == []
