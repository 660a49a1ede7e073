"""A dispute from the call to its end, through the keys."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from billdesk.domain.dispute_records import DisputeView
from billdesk.domain.disputes import DisputeOutcome, DisputeState
from billdesk.domain.work import View
from billdesk.services import disputes
from screens.dialogs.choose import ChooseDialog
from screens.dispute import DisputeScreen
from screens.follow_up import FollowUpScreen
from screens.forms.contact import ContactForm
from screens.forms.credit_note import CreditNoteForm
from screens.forms.dispute import OpenDisputeForm
from screens.invoice import InvoiceScreen
from screens.parts.account_entries import open_entries
from tests.conftest import TODAY
from tests.screens.forms.desk import Driver, driving
from tests.screens.record_desk import (
    ACME,
    HOFMANN,
    PARTS,
    POUNDS,
    account_of,
    invoice_of,
    make_folder,
    note,
    open_book,
    rows_of,
    shows,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_folder(tmp_path)


def case_of(folder: Path, dispute_id: int = 1) -> DisputeView:
    desk = open_book(folder)
    try:
        return disputes.get(desk, dispute_id)
    finally:
        desk.close()


async def save(driver: Driver) -> None:
    """To the double check, and confirm: nothing is typed again."""
    await driver.press("f2")
    await driver.press("f8")


async def open_case(driver: Driver, said: str, reason: str, amount: str) -> None:
    await driver.press("d")
    assert shows(driver, OpenDisputeForm), driver.shown()
    await driver.type(said)
    await driver.press("enter")
    await driver.type(reason)
    await driver.press("enter")
    driver.form.focus_field("amount")
    await driver.press("ctrl+u")
    await driver.type(amount)
    await save(driver)
    assert shows(driver, DisputeScreen), driver.shown()


async def test_a_dispute_from_the_call_to_the_credit_note(folder: Path) -> None:
    total = invoice_of(folder, PARTS).total_minor
    async with driving(folder, lambda: InvoiceScreen(PARTS), (80, 40)) as driver:
        await open_case(driver, "we agreed on a lower price", "price", "100")
        shown = driver.shown()
        assert "2026-0004" in shown.splitlines()[0]
        assert "€ 100.00 disputed" in shown.splitlines()[0]
        assert "price · open · to be settled by Fri 4 Dec 2026" in shown
        assert "Which price was agreed, for which line, and since when?" in shown
        assert "sales · contract or price list" in shown
        assert "we agreed on a lower price" in shown
        await driver.press("w")
        await driver.type("sales")
        await save(driver)
        assert "price · waiting on sales" in driver.shown()
        await driver.press("n")
        await driver.type("sales found the old offer")
        await save(driver)
        assert "sales found the old offer" in driver.shown()
        await driver.press("s")
        await driver.type("partly")
        await driver.press("enter")
        await driver.type("47.60")
        await driver.press("enter")
        await driver.type("old offer for one hour")
        await save(driver)
        assert shows(driver, CreditNoteForm), driver.shown()
        assert "€ 47.60 · agreed € 47.60" in driver.shown()
        assert "old offer for one hour" in driver.shown()
        await driver.press("f2")
        await driver.answer("47.60", "21")
        await driver.press("f8")
        assert shows(driver, DisputeScreen), driver.shown()
        assert "credited by C2026-0001" in " ".join(driver.shown().split())
    case = case_of(folder)
    assert (case.item.outcome, case.item.credit_note) == (DisputeOutcome.PARTLY, "C2026-0001")
    assert invoice_of(folder, PARTS).open_minor == total - 4_760
    assert not invoice_of(folder, PARTS).disputed
    assert not rows_of(folder, View.DISPUTES)


async def test_a_rejected_dispute_leads_to_the_promise(folder: Path) -> None:
    async with driving(folder, lambda: InvoiceScreen(POUNDS)) as driver:
        await open_case(driver, "never ordered", "not ordered", "10")
        await driver.press("s")
        await driver.type("rejected")
        await driver.press("enter")
        await driver.type("their order is here")
        await save(driver)
        assert shows(driver, ChooseDialog), driver.shown()
        assert "It is claimed again. What next?" in driver.shown()
        await driver.press("enter")
        assert shows(driver, ContactForm), driver.shown()
    assert case_of(folder).item.outcome is DisputeOutcome.REJECTED


async def test_the_invoice_leads_to_its_case_and_what_is_not_possible_says_why(folder: Path) -> None:
    async with driving(folder, lambda: InvoiceScreen(POUNDS)) as driver:
        await open_case(driver, "wrong", "other", "10")
        await driver.press("o")
        assert note(driver) == "It is not settled; s settles it."
        await driver.press("escape")
        assert shows(driver, InvoiceScreen)
        assert "£ 10.00 disputed" in driver.shown()
        await driver.press("d")
        assert shows(driver, DisputeScreen)
        await driver.press("enter")
        assert shows(driver, InvoiceScreen)
        await driver.press("escape")
        await driver.press("s")
        await driver.type("withdrawn")
        await driver.press("enter")
        await driver.type("they found it")
        await save(driver)
        await driver.press("w")
        assert note(driver) == "It is settled; o takes it up again."
        await driver.press("o")
        await driver.type("they call again")
        await save(driver)
    assert case_of(folder).item.state is DisputeState.OPEN


async def test_a_credit_that_does_not_fit_is_refused_at_the_form(folder: Path) -> None:
    async with driving(folder, lambda: InvoiceScreen(POUNDS)) as driver:
        await open_case(driver, "wrong", "other", "10")
        await driver.press("s")
        await driver.type("upheld")
        assert "£ 10.00" in driver.shown()
        await driver.press("enter")
        await driver.press("ctrl+u")
        await driver.type("11")
        await driver.press("enter")
        await driver.type("all wrong")
        await driver.press("f2")
        assert "More than the disputed amount cannot be credited." in " ".join(driver.shown().split())
    assert case_of(folder).item.live


async def test_a_file_is_attached_by_its_path_and_told_with_its_fingerprint(folder: Path) -> None:
    (folder / "offer.txt").write_text("an offer", encoding="utf-8")
    async with driving(folder, lambda: InvoiceScreen(POUNDS), (80, 60)) as driver:
        await open_case(driver, "wrong", "other", "10")
        await driver.press("t")
        await driver.type(str(folder / "no such file"))
        await driver.press("f2")
        assert "There is no such file." in driver.shown()
        await driver.press("ctrl+u")
        await driver.type(str(folder / "offer.txt"))
        await save(driver)
        assert "offer.txt" in driver.shown()
    (file,) = case_of(folder).files
    assert (Path(file.path).name, file.size, len(file.sha256)) == ("offer.txt", 8, 64)


async def test_the_follow_up_opens_a_dispute_about_the_invoice_under_the_cursor(folder: Path) -> None:
    async with driving(folder, lambda: FollowUpScreen(ACME)) as driver:
        await driver.press("home")
        await open_case(driver, "broken", "quality", "20")
    assert case_of(folder).item.number == "2026-0003"


async def test_a_call_that_disputes_asks_for_the_reason(folder: Path) -> None:
    async with driving(folder, lambda: FollowUpScreen(HOFMANN), (80, 40)) as driver:
        await driver.press("4")
        assert shows(driver, ContactForm)
        driver.form.focus_field("reason")
        await driver.press("ctrl+u")
        await driver.type("quality")
        driver.form.focus_field("invoice_id")
        await driver.press("ctrl+u")
        await driver.type("0004")
        await save(driver)
    (case,) = account_of(folder).disputes
    assert (case.number, case.reason) == ("2026-0004", "quality")


async def test_past_its_time_the_account_says_so_at_the_invoice(folder: Path) -> None:
    async with driving(folder, lambda: InvoiceScreen(POUNDS)) as driver:
        await open_case(driver, "wrong", "other", "10")
    account, later = account_of(folder, ACME), date(2026, 12, 7)
    told = [" ".join(cell.text for cell in entry.cells) for entry in open_entries(account, later)]
    assert any("£ 10.00 disputed, past its time" in line for line in told)
    assert not any("past its time" in cell.text for entry in open_entries(account, TODAY) for cell in entry.cells)
