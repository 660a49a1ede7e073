"""Plans by their keys: agree one, see its page and what was missed, print it, take it back."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from billdesk.domain.drafts import Address
from billdesk.domain.money import Money
from billdesk.domain.plans import Every, PlanDraft, PlanView, schedule
from billdesk.plan_page import MOST_LINES, WIDTH, page
from billdesk.services import company, plans
from billdesk.services.desk import open_desk
from screens.account import AccountScreen
from screens.dialogs.choose import ChooseDialog
from screens.dialogs.double_check import DoubleCheckDialog
from screens.follow_up import FollowUpScreen
from screens.forms.contact import ContactForm
from screens.forms.plan import PlanForm, WithdrawPlanForm
from screens.plan import PlanScreen
from tests.conftest import TODAY
from tests.makers import confirmed, set_hold
from tests.screens.forms.desk import clock, driving
from tests.screens.record_desk import HOFMANN, LATE, PARTS, account_of, make_folder, note, open_book, shows


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the desk in it."""
    return make_folder(tmp_path)


def plans_of(folder: Path) -> tuple[PlanView, ...]:
    """Hofmann's plans as they are saved."""
    with closing(open_book(folder)) as desk:
        return plans.of_customer(desk, HOFMANN)


def agreed(folder: Path, number: int = 3) -> int:
    """A plan for the late invoice, 1,380.00 in parts a month apart from 1 December on."""
    with closing(open_book(folder)) as desk:
        total = Money(138_000, "EUR")
        parts = schedule(total, number, Every.MONTH, date(2026, 12, 1))
        return plans.agree(desk, confirmed(PlanDraft(uuid4(), HOFMANN, total, parts, (LATE,), 2)))


async def test_a_plan_is_cut_from_the_total_and_shown_as_its_page(folder: Path) -> None:
    async with driving(folder, lambda: FollowUpScreen(HOFMANN)) as driver:
        await driver.press("A")
        assert shows(driver, PlanForm)
        assert "Promises kept 0 of 1, 1 d late on average." in driver.shown()
        first = driver.app.screen.query_one("#field-total Input")
        assert first.value == "1,856.00"  # type: ignore[attr-defined]  # an input
        await driver.press("tab", "tab", "tab")
        await driver.type("1.12.")
        assert "1 Dec 618.66 · 1 Jan 27 618.66 · 1 Feb 27 618.68" in driver.shown()
        await driver.press("f2")
        assert shows(driver, DoubleCheckDialog)
        assert "••• Jan 2027  € 618.66" in driver.shown()
        assert "1,856.00" not in driver.shown()
        await driver.answer("1856", "1")
        await driver.press("f8")
        assert shows(driver, PlanScreen)
        assert "Agreement 1 on payment in parts" in driver.shown()
    (plan,) = plans_of(folder)
    assert set(plan.promises[0].invoice_ids) == {LATE, PARTS}
    assert [one.amount_minor for one in plan.promises] == [61_866, 61_866, 61_868]


async def test_parts_are_typed_one_by_one_and_have_to_come_to_the_total(folder: Path) -> None:
    async with driving(folder, lambda: AccountScreen(HOFMANN)) as driver:
        await driver.press("A")
        await driver.press("tab", "tab", "tab", "tab")
        await driver.type("1.12. 500; 15.1. 500")
        assert "2 parts, € 1,000.00 in all" in driver.shown()
        await driver.press("f2")
        assert "The parts come to € 1,000.00, which is not the total." in " ".join(driver.shown().split())
        await driver.press(*["backspace"] * 9)
        await driver.type("1000")
        await driver.press("f2")
        await driver.answer("1000", "1")
        await driver.press("f8")
    (plan,) = plans_of(folder)
    assert [(one.due_on, one.amount_minor) for one in plan.promises] == [
        (date(2026, 12, 1), 50_000),
        (date(2027, 1, 15), 50_000),
    ]


async def test_the_account_lists_the_parts_and_the_whole_plan_is_withdrawn(folder: Path) -> None:
    agreed(folder)
    async with driving(folder, lambda: AccountScreen(HOFMANN), (120, 40)) as driver:
        assert "plan 1: 2026-0002" in driver.shown()
        await driver.press("A")
        assert shows(driver, ChooseDialog)
        assert "running, € 1,380.00 in 3 parts" in driver.shown()
        await driver.press("enter")
        assert shows(driver, PlanScreen)
        await driver.press("w")
        assert shows(driver, WithdrawPlanForm)
        await driver.type("pays at once")
        await driver.press("f2")
        await driver.answer("withdraw")
        await driver.press("f8")
        await driver.press("w")
        assert note(driver) == "Nothing of it stands any more; it is withdrawn."
        assert "It was withdrawn on Sat 21 Nov 2026 and does not hold any more." in driver.shown()
        assert not [said for said in ("not chased", "Pay to", "____") if said in driver.shown()]
    assert [one.state for one in plans_of(folder)[0].promises] == ["withdrawn"] * 3
    assert all(item.promised_for is None for item in account_of(folder).open_items)


async def test_a_part_of_a_plan_is_withdrawn_with_the_plan_only(folder: Path) -> None:
    agreed(folder)
    async with driving(folder, lambda: AccountScreen(HOFMANN)) as driver:
        await driver.press("w")
        if shows(driver, ChooseDialog):
            await driver.press("enter")
        assert shows(driver, PlanScreen)


async def test_a_plan_just_agreed_is_taken_back_as_a_whole(folder: Path) -> None:
    with closing(open_book(folder)) as desk:
        set_hold(desk, 60)
    agreed(folder)
    async with driving(folder, lambda: AccountScreen(HOFMANN)) as driver:
        await driver.press("u")
        assert "Withdraw plan" in driver.shown()
        await driver.answer("withdraw")
        await driver.press("f8")
        assert note(driver) == "The plan is taken back."
    assert [plan.state for plan in plans_of(folder)] == ["withdrawn"]


async def test_the_next_part_is_what_the_account_and_the_phone_speak_of(folder: Path) -> None:
    plan = agreed(folder)
    async with driving(folder, lambda: FollowUpScreen(HOFMANN), (80, 24)) as driver:
        assert "You promised € 460.00 for 1 Dec." in driver.shown()
        assert "promised for 1 Dec" in driver.shown()
        driver.app.desk()._given_today = date(2026, 12, 4)
        await driver.press("ctrl+r")
        assert "You promised € 460.00 for 1 Dec; it has not come." in driver.shown()
    async with driving(folder, lambda: PlanScreen(plan), (80, 24)) as driver:
        assert "Sat 21 Nov 2026\n" in "\n".join(line.rstrip() for line in driver.shown().splitlines())


async def test_a_missed_part_is_named(folder: Path) -> None:
    plan = agreed(folder)

    def later() -> PlanScreen:
        return PlanScreen(plan)

    async with driving(folder, later) as driver:
        driver.app.desk()._given_today = date(2026, 12, 4)
        await driver.press("ctrl+r")
        assert "Part 1 of Tue 1 Dec 2026 was missed; € 460.00 of it has not come." in driver.shown()
        assert "behind" in driver.shown()


async def test_the_page_is_written_beside_the_desk_and_never_over_another(folder: Path) -> None:
    plan = agreed(folder)
    async with driving(folder, lambda: PlanScreen(plan)) as driver:
        await driver.press("p")
        assert note(driver) == "Written to plan-1.txt beside the desk."
        await driver.press("p")
        assert note(driver) == "Written to plan-1-2.txt beside the desk."
    first = folder / "plan-1.txt"
    assert first.read_text() == (folder / "plan-1-2.txt").read_text()
    assert first.stat().st_mode & 0o777 == 0o600
    assert "A part still counts when it comes 2 days later." in first.read_text().replace("\n", " ")


@pytest.mark.parametrize("number", [2, 36])
def test_the_page_fits_on_one(folder: Path, number: int) -> None:
    plan = agreed(folder, number)
    with closing(open_desk(folder / "desk.billdesk", user="mk", today=TODAY, clock=clock)) as desk:
        view, settings = plans.get(desk, plan), company.get(desk)
    many = replace(view.promises[0], invoice_numbers=tuple(f"2026-{place:04}" for place in range(200)))
    view = replace(view, promises=(many, *view.promises[1:]))
    account = replace(account_of(folder), name="x" * 300, address=Address("y " * 200, "1", "z" * 99, "", "DE"))
    lines = page(view, replace(settings, name="w" * 200, bank="NL91 ABNA 0417 1643 00 " * 9), account, TODAY)
    assert len(lines) <= MOST_LINES
    assert max(map(len, lines)) <= WIDTH
    text = "\n".join(lines)
    for said in (f"in {number} parts", "Tue 1 Dec 2026", "together", "the whole rest", "Pay to", "2026-0000"):
        assert said in " ".join(text.split())


async def test_a_promise_covers_several_invoices_and_the_record_stands_beside_it(folder: Path) -> None:
    """By keys: mark both invoices with space, and the amount is what both have open."""
    async with driving(folder, lambda: FollowUpScreen(HOFMANN)) as driver:
        await driver.press("p")
        assert shows(driver, ContactForm)
        assert "Promises kept 0 of 1, 1 d late on average." in driver.shown()
        await driver.type("+6")
        await driver.press("f2")
        await driver.answer("1856", "27")
        await driver.press("f8")
    promise = max(account_of(folder).promises, key=lambda one: one.id)
    assert (set(promise.invoice_ids), promise.amount_minor) == ({LATE, PARTS}, 185_600)
    assert promise.due_on == TODAY + timedelta(days=6)
