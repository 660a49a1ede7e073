"""A dispute from the call to its end, through the keys."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest

from billdesk.domain.crediting import credit_totals
from billdesk.domain.dispute_records import DisputeView
from billdesk.domain.disputes import DisputeOutcome, DisputeState
from billdesk.domain.double_check import bypass
from billdesk.domain.drafts import CreditLineDraft, CreditNoteDraft
from billdesk.domain.money import Money
from billdesk.domain.work import View
from billdesk.services import credit_notes, disputes, invoices
from screens.dialogs.choose import ChooseDialog
from screens.dialogs.double_check import DoubleCheckDialog
from screens.dispute import DisputeScreen
from screens.follow_up import FollowUpScreen
from screens.forms.contact import ContactForm
from screens.forms.credit_note import CreditNoteForm
from screens.forms.dispute import OpenDisputeForm
from screens.invoice import InvoiceScreen
from screens.parts.account_entries import open_entries
from tests import makers
from tests.conftest import TODAY
from tests.screens.forms.desk import Driver, driving
from tests.screens.record_desk import (
    ACME,
    HOFMANN,
    LATE,
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
        assert "€ 100.00 was disputed" in driver.shown().splitlines()[0]
    case = case_of(folder)
    assert (case.item.outcome, case.item.credit_note) == (DisputeOutcome.PARTLY, "C2026-0001")
    assert invoice_of(folder, PARTS).open_minor == total - 4_760
    assert not invoice_of(folder, PARTS).disputed
    assert not rows_of(folder, View.DISPUTES)


def flat(driver: Driver) -> str:
    """The screen's words without its lines."""
    return " ".join(driver.shown().split())


async def settle(driver: Driver, outcome: str, credit: str) -> None:
    """Settle the dispute on the screen with a credit."""
    await driver.press("s")
    await driver.type(outcome)
    await driver.press("enter", "ctrl+u")
    await driver.type(credit)
    await driver.press("enter")
    await driver.type("old offer")
    await save(driver)


async def test_of_an_open_dispute_the_credit_says_disputed_and_not_agreed(folder: Path) -> None:
    async with driving(folder, lambda: InvoiceScreen(POUNDS)) as driver:
        await open_case(driver, "wrong", "other", "10")
        await driver.press("x")
        assert note(driver) == "It is not settled; s settles it."
        await driver.press("k")
        assert shows(driver, CreditNoteForm), driver.shown()
        assert "£ 10.00 · disputed £ 10.00" in driver.shown()
        assert "agreed" not in driver.shown()
        await driver.press("escape", "s")
        await driver.type("withdrawn")
        await driver.press("enter")
        await driver.type("they found it")
        await save(driver)
        await driver.press("k")
        assert note(driver) == "Nothing was agreed to be credited; o takes it up again."


async def test_a_sum_too_small_for_any_quantity_says_that_the_whole_would_be_credited(folder: Path) -> None:
    async with driving(folder, lambda: InvoiceScreen(LATE), (80, 40)) as driver:
        await open_case(driver, "wrong", "other", "10")
        await settle(driver, "partly", "0.05")
        assert shows(driver, CreditNoteForm), driver.shown()
        sentence = "The agreed sum cannot be met by quantity alone; with no quantity the whole rest is credited."
        assert sentence in flat(driver)
        assert "whole · € 2,380.00 · agreed € 0.05" in driver.shown()


async def test_the_invoice_proposes_the_agreed_credit_and_says_that_it_was_agreed(folder: Path) -> None:
    async with driving(folder, lambda: InvoiceScreen(PARTS), (80, 40)) as driver:
        await open_case(driver, "too dear", "price", "100")
        await settle(driver, "partly", "47.60")
        await driver.press("escape")
        assert "credit of € 47.60 agreed" in driver.shown().splitlines()[0]
        await driver.press("x")
        assert note(driver) == "Nothing of it is credited yet; k credits it."
        await driver.press("escape")
        assert shows(driver, InvoiceScreen)
        assert "credit of € 47.60 agreed" in flat(driver)
        await driver.press("k")
        assert shows(driver, CreditNoteForm), driver.shown()
        assert "€ 47.60 · agreed € 47.60" in driver.shown()
        assert "price" in driver.shown()


async def test_space_credits_a_whole_line_however_fine_its_quantity(folder: Path) -> None:
    desk = open_book(folder)
    view = invoices.get(desk, PARTS)
    lines = (CreditLineDraft(view.lines[0].id, Decimal("0.400001")),)
    total = Money(credit_totals(view, lines).total_minor, "EUR")
    draft = CreditNoteDraft(uuid4(), PARTS, view.version, TODAY, "agreed", total, lines)
    credit_notes.issue(desk, bypass(draft, "test"))
    desk.close()
    async with driving(folder, lambda: InvoiceScreen(PARTS), (80, 40)) as driver:
        await driver.press("k")
        driver.form.focus_field("reason")
        await driver.type("all wrong")
        driver.form.focus_field("lines")
        await driver.press("space")
        assert "3.599999" in driver.shown()
        await driver.press("f2")
        assert shows(driver, DoubleCheckDialog), driver.shown()


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


async def test_while_the_credit_note_is_held_the_case_says_so_and_takes_it_back(folder: Path) -> None:
    desk = open_book(folder)
    makers.set_hold(desk, 60)
    desk.close()
    async with driving(folder, lambda: InvoiceScreen(PARTS), (120, 40)) as driver:
        await open_case(driver, "too dear", "price", "100")
        await settle(driver, "partly", "47.60")
        await driver.press("f2")
        await driver.answer("47.60", "21")
        await driver.press("f8")
        assert shows(driver, DisputeScreen), driver.shown()
        assert "Credit note issued at" in driver.shown().splitlines()[3]
        await driver.press("k")
        assert note(driver).startswith("Credit note issued at")
        await driver.press("u")
        assert "Credit note issued at" not in driver.shown()
        await driver.press("k")
        assert shows(driver, CreditNoteForm), driver.shown()


async def test_a_settled_dispute_is_found_again_from_its_invoice(folder: Path) -> None:
    async with driving(folder, lambda: InvoiceScreen(POUNDS)) as driver:
        await open_case(driver, "wrong", "other", "10")
        await driver.press("s")
        await driver.type("withdrawn")
        await driver.press("enter")
        await driver.type("they found it")
        await save(driver)
        await driver.press("escape", "d")
        assert "It was disputed before. Which dispute?" in driver.shown()
        assert "other, settled Sat 21 Nov 2026, withdrawn" in driver.shown()
        await driver.press("down", "enter")
        assert shows(driver, DisputeScreen), driver.shown()
        await driver.press("escape", "d", "enter")
        assert shows(driver, OpenDisputeForm), driver.shown()
