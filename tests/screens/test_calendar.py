"""The calendar with real keys: four weeks, the day that is chosen, and what its entries open."""

from __future__ import annotations

from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

from billdesk.domain.calendar import Day, Due, DueItem
from billdesk.domain.money import Money
from billdesk.domain.reminders import ReminderDraft, Repeats
from billdesk.opening import Opening
from billdesk.services import reminders
from billdesk.services.desk import open_desk
from screens.account import AccountScreen
from screens.calendar import CalendarScreen
from screens.follow_up import FollowUpScreen
from screens.forms.reminder import ReminderForm
from screens.parts.calendar_lines import MARK, grid_lines, short_money
from tests.conftest import TODAY
from tests.makers import confirmed
from tests.screens.kit.book import clock
from tests.screens.kit.driver import DeskDriver, at_the_desk


def in_front(desk: DeskDriver, kind: type[object]) -> bool:
    """Whether a screen of that kind has the keys."""
    return isinstance(desk.screen, kind)


def put(book: Path, on: date, text: str, customer: int | None = None, repeats: Repeats = Repeats.NEVER) -> None:
    """A reminder in the book."""
    with closing(open_desk(book, user="mk", today=TODAY, clock=clock)) as desk:
        link = reminders.link_of(desk, customer, None) if customer else None
        reminders.save(desk, confirmed(ReminderDraft(uuid4(), on, text, repeats, link=link)))


async def test_it_opens_on_today_with_what_is_due(opening: Opening) -> None:
    async with at_the_desk(opening) as desk:
        await desk.press("C")
        assert in_front(desk, CalendarScreen)
        assert desk.lines[0].startswith(" Calendar  16 Nov – 13 Dec 2026")
        assert "21 today" in desk.lines[2]
        assert "Sat 21 Nov 2026 · today · " in desk.text
        assert "steps" in desk.text


async def test_arrows_choose_a_day_and_enter_goes_to_its_entries(opening: Opening, book: Path) -> None:
    put(book, TODAY + timedelta(days=8), "Ask Eva", customer=2)
    async with at_the_desk(opening) as desk:
        await desk.press("C", "down", "right")
        assert "Sun 29 Nov 2026 · 1 reminder" in desk.text
        await desk.press("enter", "enter")
        assert in_front(desk, AccountScreen)
        await desk.press("escape", "escape")
        assert in_front(desk, CalendarScreen), "the first Esc leads back to the weeks"
        await desk.press("escape")
        assert desk.is_home


async def test_a_step_opens_the_follow_up(opening: Opening) -> None:
    async with at_the_desk(opening) as desk:
        await desk.press("C", "enter", "enter")
        assert in_front(desk, FollowUpScreen)


async def test_a_week_on_and_back_but_not_before_this_one(opening: Opening) -> None:
    async with at_the_desk(opening) as desk:
        await desk.press("C", "right_square_bracket")
        assert desk.lines[0].startswith(" Calendar  23 Nov – 20 Dec 2026")
        assert "Sat 28 Nov 2026" in desk.text
        await desk.press("left_square_bracket", "left_square_bracket")
        assert desk.note == "The calendar begins with this week."
        assert desk.lines[0].startswith(" Calendar  16 Nov")
        await desk.press("up")
        assert desk.note == "The calendar begins with this week."
        await desk.press("down", "down", "down", "down")
        assert desk.lines[0].startswith(" Calendar  23 Nov"), "the arrows take the weeks along"


async def test_a_reminder_is_set_on_the_chosen_day_and_crossed_off(opening: Opening) -> None:
    async with at_the_desk(opening) as desk:
        await desk.press("C", "right", "right")
        await desk.press("x")
        assert desk.note == "This is no own reminder."
        await desk.press("R")
        assert in_front(desk, ReminderForm)
        await desk.type("Ask Eva")
        await desk.press("f2", "f8")
        assert in_front(desk, CalendarScreen), desk.text
        assert "Mon 23 Nov 2026" in desk.text
        assert "Ask Eva" in desk.text
        await desk.press("enter")
        await desk.until(lambda: "x done" in desk.footer)
        await desk.press("x")
        assert "Ask Eva" not in desk.text


async def test_an_empty_day_says_what_can_be_done(opening: Opening) -> None:
    async with at_the_desk(opening) as desk:
        await desk.press("C", "down", "down", "down", "right")
        await desk.press("enter")
        assert desk.note == "Nothing comes due on Sun 13 Dec 2026."
        assert "R sets a reminder for this day." in desk.text


def test_amounts_are_short_where_there_is_little_room() -> None:
    shown = [short_money(Money(minor, "EUR")) for minor in (0, 41_000, 1_249_930, 12_500_000, 310_000_000, 10**14)]
    assert shown == ["€ 0", "€ 410", "€ 12.5k", "€ 125k", "€ 3.1M", "€ 1000G"]
    assert short_money(Money(98_000, "CHF")) == "CHF 980"


def test_a_day_with_several_currencies_says_so_however_little_room_there_is() -> None:
    def shown(width: int, minor: int) -> str:
        due = tuple(DueItem(TODAY, Due.INSTALMENT, code, "", amount=Money(minor, code)) for code in ("CHF", "EUR"))
        days = [Day(TODAY + timedelta(days=at), due if at == 0 else ()) for at in range(28)]
        return "\n".join("".join(run.text for run in line) for line in grid_lines(width, days, TODAY, TODAY, 3))

    assert "CHF 1.3k +1" in shown(120, 130_000)
    assert "CHF1.3k+1" in shown(80, 130_000)
    assert "2 sums" in shown(80, 1_250_000)


def test_a_full_day_and_the_chosen_one_are_marked_by_a_word_and_a_sign() -> None:
    monday = date(2026, 11, 16)
    many = tuple(DueItem(TODAY, Due.STEP, str(at), "") for at in range(40))
    days = [Day(monday + timedelta(days=at)) for at in range(28)]
    days[5] = Day(TODAY, many, full=True)
    for width in (80, 120):
        lines = ["".join(run.text for run in line) for line in grid_lines(width, days, days[9].on, TODAY, 3)]
        assert all(len(line) <= width for line in lines)
        assert ("21 today full" if width == 120 else "21 today") in lines[1]
        assert sum(line.count(MARK) for line in lines) == 3
        assert ("full: 40" if width == 80 else "40 steps") in lines[2]


async def test_after_a_resize_the_list_has_the_columns_of_the_new_width(opening: Opening) -> None:
    async with at_the_desk(opening, columns=80) as desk:
        await desk.press("C")
        narrow = desk.text
    async with at_the_desk(opening, columns=140) as desk:
        await desk.press("C")
        wide = desk.text
        await desk.pilot.resize_terminal(80, 24)
        await desk.settle()
        assert desk.text == narrow
        await desk.pilot.resize_terminal(140, 24)
        await desk.settle()
        assert desk.text == wide
