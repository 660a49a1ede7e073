"""The reasons for disputes are worked on a screen, and every form that asks for one offers the desk's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from billdesk.domain.dispute_guides import REASONS, Reason, code_for, refuse_label
from billdesk.domain.dispute_records import DisputeReasonDraft
from billdesk.domain.double_check import bypass
from billdesk.domain.errors import RuleError, StaleError
from billdesk.services import dispute_reasons, safekeeping
from screens.dialogs.double_check import DoubleCheckDialog
from screens.dispute_reasons import ReasonsScreen
from screens.follow_up import FollowUpScreen
from screens.forms.contact import ContactForm
from screens.forms.dispute_reason import ReasonForm
from screens.invoice import InvoiceScreen
from tests.screens.forms.desk import Driver, driving
from tests.screens.record_desk import HOFMANN, POUNDS, account_of, make_folder, note, open_book, shows


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_folder(tmp_path)


def offered(folder: Path) -> list[str]:
    """The labels that a form offers, in their order."""
    desk = open_book(folder)
    try:
        assert not safekeeping.verify(desk)
        return [one.label for one in dispute_reasons.listed(desk) if not one.retired]
    finally:
        desk.close()


async def save(driver: Driver) -> None:
    await driver.press("f2")
    assert shows(driver, DoubleCheckDialog), driver.shown()
    await driver.press("f8")


async def test_one_is_added_renamed_retired_and_offered_again(folder: Path) -> None:
    async with driving(folder, ReasonsScreen) as driver:
        assert "11 offered, 0 retired" in driver.shown()
        assert "None of your own yet; n adds one." in driver.shown()
        await driver.press("n")
        assert shows(driver, ReasonForm), driver.shown()
        await driver.type("Weighs less")
        assert "code weighs-less" in driver.shown()
        await save(driver)
        assert note(driver) == "The reason Weighs less is saved."
        assert "None of your own yet" not in driver.shown()
        await driver.press("end", "enter", "ctrl+u")
        await driver.type("too light")
        await save(driver)
        assert "12  too light" in " ".join(driver.shown().split(" ")).replace("   ", "  ")
        await driver.press("x")
        assert "It is offered no more; the disputes that have it keep it." in driver.shown()
        await driver.press("f8")
        assert note(driver) == "The reason too light is offered no more."
        assert "offered no more" in driver.shown()
        await driver.press("end", "x")
        assert note(driver) == "It is retired; o offers it again."
        assert "too light" not in offered(folder)
        await driver.press("o", "f8")
        assert note(driver) == "The reason too light is offered again."
    assert offered(folder)[-1] == "too light"


async def test_what_cannot_be_says_why_before_the_double_check(folder: Path) -> None:
    async with driving(folder, ReasonsScreen) as driver:
        await driver.press("end", "x")
        assert note(driver) == "The reason other is always there; ↵ calls it otherwise."
        await driver.press("o")
        assert note(driver) == "It is offered already."
        await driver.press("n")
        await driver.type("PRICE")
        await driver.press("f2")
        assert "There is a reason price already." in driver.shown()
    assert offered(folder) == [one.label for one in REASONS]


async def test_the_call_and_the_dispute_offer_the_reasons_of_the_desk(folder: Path) -> None:
    desk = open_book(folder)
    dispute_reasons.save(desk, bypass(DisputeReasonDraft("weight", "weighs less"), "test"))
    dispute_reasons.save(desk, bypass(DisputeReasonDraft("tax", "tax", retired=True), "test"))
    desk.close()
    async with driving(folder, lambda: FollowUpScreen(HOFMANN), (120, 40)) as driver:
        await driver.press("4")
        assert shows(driver, ContactForm), driver.shown()
        driver.form.focus_field("reason")
        await driver.press("ctrl+u")
        assert "11=weighs less" in " ".join(driver.shown().split())
        assert "=tax" not in driver.shown()
        await driver.type("weigh")
        driver.form.focus_field("invoice_id")
        await driver.press("ctrl+u")
        await driver.type("0004")
        await save(driver)
    (case,) = account_of(folder).disputes
    assert (case.reason, case.label) == ("weight", "weighs less")


async def test_the_dispute_leads_to_the_reasons_and_back(folder: Path) -> None:
    async with driving(folder, lambda: InvoiceScreen(POUNDS)) as driver:
        await driver.press("d")
        await driver.type("wrong")
        await driver.press("enter", "1", "f2", "f8", "E")
        assert shows(driver, ReasonsScreen), driver.shown()
        assert "1 dispute " in driver.shown()
        await driver.press("enter", "ctrl+u")
        await driver.type("price of the item")
        await save(driver)
        await driver.press("escape")
        assert "price of the item · open" in driver.shown()


def test_a_reason_that_somebody_else_changed_is_not_overwritten(folder: Path) -> None:
    desk = open_book(folder)
    dispute_reasons.save(desk, bypass(DisputeReasonDraft("tax", "VAT", version=0), "test"))
    with pytest.raises(StaleError, match="The reason was changed by mk"):
        dispute_reasons.save(desk, bypass(DisputeReasonDraft("tax", "sales tax", version=0), "test"))
    dispute_reasons.save(desk, bypass(DisputeReasonDraft("tax", "sales tax", version=1), "test"))
    desk.close()
    assert "sales tax" in offered(folder)


@pytest.mark.parametrize(
    ("label", "code"),
    [("Weighs less", "weighs-less"), ("Größe – falsch!", "grosse-falsch"), ("重量", "own"), ("Price", "price-2")],
)
def test_a_code_is_made_of_the_label_and_never_taken_twice(label: str, code: str) -> None:
    assert code_for(label, REASONS) == code


def test_a_label_is_a_word_of_its_own() -> None:
    known = (*REASONS, Reason("weight", "weighs less", retired=True))
    refuse_label("price", "Price", known)
    with pytest.raises(RuleError, match="weighs less already, which is retired"):
        refuse_label("weight-2", "WEIGHS LESS", known)
    with pytest.raises(RuleError, match="not a number"):
        refuse_label("own", "12", known)
