"""Follow-up: what to say and ask, the outcomes, and the way from account to account with its sum at the end."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from textual.widgets import Static

from billdesk.domain.double_check import bypass
from billdesk.domain.drafts import ContactDraft, ContactKind, Direction, Outcome, Person
from billdesk.domain.filters import Filter
from billdesk.domain.records import ContactView
from billdesk.domain.work import View
from billdesk.services import contacts, customers
from billdesk.services.drafting import customer_draft
from billdesk.text import inert_plain
from screens.account import AccountScreen
from screens.dialogs.double_check import DoubleCheckDialog
from screens.dialogs.message import MessageDialog
from screens.follow_up import FollowUpScreen
from screens.forms.contact import ContactForm
from screens.invoice import InvoiceScreen
from screens.parts.entries import EntryList
from screens.parts.session import Session
from screens.trail import Trail
from tests.screens.forms.desk import HOSTILE, NOW, Driver, driving
from tests.screens.record_desk import (
    ACME,
    COMPLETE,
    HOFMANN,
    HOSTILE_ID,
    PETIT,
    account_of,
    make_folder,
    note,
    open_book,
    shows,
    trail_of,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_folder(tmp_path)


def entries(driver: Driver) -> EntryList:
    return driver.app.screen.query_one(EntryList)


async def log(driver: Driver, key: str) -> None:
    """Log an outcome that brings no promise."""
    await driver.press(key)
    assert shows(driver, ContactForm)
    await driver.press("f2")
    assert shows(driver, DoubleCheckDialog), driver.shown()
    await driver.press("f8")
    assert shows(driver, FollowUpScreen)


async def promise(driver: Driver, day: str, total: str, day_of_month: str) -> None:
    """Log a promise of what is late."""
    await driver.press("3")
    await driver.type(day)
    await driver.press("f2")
    for answer in (total, day_of_month):
        await driver.type(answer)
        await driver.press("enter")
    await driver.press("f8")
    assert shows(driver, FollowUpScreen), driver.shown()


async def test_a_call_can_be_made_from_the_screen_alone(folder: Path) -> None:
    async with driving(folder, lambda: FollowUpScreen(HOFMANN, trail_of(folder, View.FOLLOW_UP))) as driver:
        shown = driver.shown()
        for said in (
            "owes € 1,856.00 · oldest 80 d · 2 invoices",
            "You promised € 1,380.00 for yesterday; it has not come.",
            "When exactly, from which account?",
            "Fr. Weiß (accounts) +49 361 1 · weiss@hofmann.example",
            "promises kept 0 of 1",
            "last: 18 Nov call",
            "[ ‹ 1 of 3 › ]",
        ):
            assert said in shown
        assert "1 reached  2 not reached  3 promised  4 disputes  5 says paid  6 wrong person" in shown


async def test_an_outcome_fills_the_contact_in_and_proposes_a_day_that_is_no_weekend(folder: Path) -> None:
    outcomes = {
        "1": ("reached", "2026-11-30"),
        "2": ("not reached", "2026-11-23"),
        "4": ("disputes", "2026-11-27"),
        "5": ("says paid", "2026-11-25"),
        "6": ("wrong person", "2026-11-23"),
    }
    async with driving(folder, lambda: FollowUpScreen(HOFMANN)) as driver:
        for key, (outcome, next_day) in outcomes.items():
            await driver.press(key)
            assert f"Outcome       {outcome} " in driver.shown()
            assert next_day in driver.shown()
            await driver.press("escape")
            assert shows(driver, FollowUpScreen)
        await log(driver, "4")
    contact = account_of(folder).contacts[0]
    assert (contact.outcome, str(contact.next_on)) == ("disputes", "2026-11-27")


async def test_a_promise_goes_through_the_double_check(folder: Path) -> None:
    async with driving(folder, lambda: FollowUpScreen(ACME)) as driver:
        await promise(driver, "+7", "476", "28")
        assert "stands" in driver.shown()
    assert account_of(folder, ACME).promises[0].amount_minor == 47600


async def test_one_key_goes_on_and_at_the_end_it_says_what_was_done(folder: Path) -> None:
    async with driving(folder, lambda: FollowUpScreen(HOFMANN, trail_of(folder, View.FOLLOW_UP))) as driver:
        await log(driver, "2")
        await driver.press("right_square_bracket")
        assert driver.shown().startswith(" Acme Ltd")
        await promise(driver, "+7", "476", "28")
        await driver.press("right_square_bracket")
        assert inert_plain(HOSTILE)[:8] in driver.shown().splitlines()[0]
        await log(driver, "1")
        await driver.press("right_square_bracket")
        assert shows(driver, MessageDialog)
        said = " ".join(str(part.content) for part in driver.app.screen.query(Static))
        assert "There is nobody further to follow up in this view." in said
        assert "3 contacts on 3 accounts, 2 reached somebody; 1 promise covers £ 476.00." in said
        assert "goes back to the queue" in said


async def test_previous_goes_back_and_the_first_says_so(folder: Path) -> None:
    async with driving(folder, lambda: FollowUpScreen(HOFMANN, trail_of(folder, View.FOLLOW_UP))) as driver:
        await driver.press("left_square_bracket")
        assert note(driver) == "This is the first row of the view."
        await driver.press("right_square_bracket", "left_square_bracket")
        assert driver.shown().startswith(" Hofmann")


async def test_leaving_ends_on_the_account_that_was_reached(folder: Path) -> None:
    async with driving(folder, lambda: FollowUpScreen(HOFMANN, trail_of(folder, View.FOLLOW_UP))) as driver:
        await log(driver, "2")
        await driver.press("right_square_bracket", "escape")
        assert driver.app.results == ["account:2:GBP"]
        assert note(driver) == "1 contact on 1 account, nobody reached; no promise."


async def test_an_account_contacted_in_this_session_is_not_met_again(folder: Path) -> None:
    """Whatever points its row has after the call, and whether or not it left the view."""
    screen = FollowUpScreen(HOFMANN, trail_of(folder, View.FOLLOW_UP))
    async with driving(folder, lambda: screen) as driver:
        screen.session.logged[99] = (ACME, True)
        await driver.press("right_square_bracket")
        assert inert_plain(HOSTILE)[:8] in driver.shown().splitlines()[0]


def test_a_session_counts_what_its_user_did(folder: Path) -> None:
    account = account_of(folder)
    before, session = replace(account, contacts=(), promises=()), Session()
    session.note(before, account, "somebody else")
    assert session.say() == "Nothing was logged."
    session.note(before, account, "mk")
    session.note(account, account, "mk")
    assert session.say() == "1 contact on 1 account, 1 reached somebody; 1 promise covers € 1,380.00."


def test_a_session_counts_no_contact_that_was_taken_back(folder: Path) -> None:
    account = account_of(folder)
    before, session = replace(account, contacts=()), Session()
    session.note(before, account, "mk")
    session.note(account, before, "mk")
    assert session.say() == "Nothing was logged."
    assert session.worked == set()


async def test_the_filter_of_the_queue_holds(folder: Path) -> None:
    trail = Trail(View.OVERDUE, Filter(currency="EUR"), "account:1:EUR")
    async with driving(folder, lambda: FollowUpScreen(HOFMANN, trail)) as driver:
        assert "‹ 1 of 2 ›" in driver.shown()
        await driver.press("right_square_bracket")
        assert inert_plain(HOSTILE)[:8] in driver.shown().splitlines()[0]


async def test_an_account_outside_the_view_has_no_next_one(folder: Path) -> None:
    async with driving(folder, lambda: FollowUpScreen(PETIT)) as driver:
        shown = driver.shown()
        assert "owes nothing" in shown
        assert "Nothing is open on this account." in shown
        await driver.press("3")
        assert note(driver) == "Nothing is open on this account."
        await driver.press("left_square_bracket")
        assert note(driver) == "Only what was opened from the queue itself goes along its rows."
        await driver.press("right_square_bracket")
        assert note(driver) == "This account is not in the view follow up: none comes before or after it."
    async with driving(folder, lambda: FollowUpScreen(PETIT, Trail(View.ALL, None, f"draft:{COMPLETE}"))) as driver:
        for key in ("right_square_bracket", "left_square_bracket"):
            await driver.press(key)
            assert note(driver) == "This account is not in the view follow up: none comes before or after it."
            assert driver.shown().startswith(" Boulangerie")


async def test_an_invoice_of_the_account_has_no_place_in_the_queue_and_says_why(folder: Path) -> None:
    async with driving(folder, lambda: FollowUpScreen(HOFMANN, trail_of(folder, View.FOLLOW_UP))) as driver:
        assert "‹ 1 of " in driver.shown()
        await driver.press("enter")
        assert shows(driver, InvoiceScreen)
        assert "‹" not in driver.shown()
        await driver.press("right_square_bracket")
        assert note(driver) == "Only what was opened from the queue itself goes along its rows."


async def test_enter_opens_the_invoice_and_a_the_account(folder: Path) -> None:
    async with driving(folder, lambda: FollowUpScreen(HOFMANN)) as driver:
        await driver.press("enter")
        assert shows(driver, InvoiceScreen)
        await driver.press("escape", "a")
        assert shows(driver, AccountScreen)
        await driver.press("escape")
        assert shows(driver, FollowUpScreen)


async def test_where_there_is_room_the_log_stands_beside_what_is_open(folder: Path) -> None:
    async with driving(folder, lambda: FollowUpScreen(HOFMANN), (120, 40)) as driver:
        assert driver.app.screen.query_one("#follow-log").region.x > 60
        rows = driver.app.screen.query_one(EntryList).rows
        assert not any(isinstance(entry.record, ContactView) for entry in rows)
        assert "call, Fr. Weiß – promised: Freitag" in driver.shown()


async def test_long_names_leave_the_outcomes_and_the_number_to_call_in_sight(folder: Path) -> None:
    desk = open_book(folder)
    name = "Maximiliane von und zu " * 9
    account = customers.get(desk, HOFMANN)
    persons = (Person(name, name, "+49 361 777", "m@hofmann.example"),) * 3
    customers.save(desk, bypass(replace(customer_draft(account), persons=persons), "test"))
    call = ContactDraft(UUID(int=9000), HOFMANN, NOW, ContactKind.CALL, Direction.IN, Outcome.REACHED, name, name)
    contacts.log(desk, bypass(call, "test"))
    desk.close()
    async with driving(folder, lambda: FollowUpScreen(HOFMANN)) as driver:
        shown = driver.shown()
        assert "6 wrong person" in shown
        assert shown.count("+49 361 777") == 3
        assert "Ask   " in shown
        assert entries(driver).region.height >= 3


async def test_the_log_beside_is_scrolled_with_the_keys_when_there_is_more_of_it(folder: Path) -> None:
    desk = open_book(folder)
    for number in range(60):
        call = ContactDraft(
            UUID(int=9000 + number), HOFMANN, NOW, ContactKind.CALL, Direction.IN, Outcome.REACHED, "", "said"
        )
        contacts.log(desk, bypass(call, "test"))
    desk.close()
    async with driving(folder, lambda: FollowUpScreen(HOFMANN), (120, 40)) as driver:
        side = driver.app.screen.query_one("#follow-side")
        await driver.press("tab")
        assert side.has_focus
        await driver.press("pagedown")
        assert side.scroll_y > 0
        await driver.press("tab")
        assert entries(driver).has_focus


async def test_what_is_seen_whole_takes_no_keys(folder: Path) -> None:
    async with driving(folder, lambda: FollowUpScreen(HOFMANN), (120, 40)) as driver:
        await driver.press("tab")
        assert entries(driver).has_focus


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40)])
async def test_hostile_text_is_shown_literally(folder: Path, size: tuple[int, int]) -> None:
    async with driving(folder, lambda: FollowUpScreen(HOSTILE_ID), size) as driver:
        shown = driver.shown()
        assert inert_plain(HOSTILE)[:8] in shown.splitlines()[0]
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        assert driver.app.return_code is None
