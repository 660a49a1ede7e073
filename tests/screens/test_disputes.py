"""A dispute is lifted from the invoice or from the follow-up, and the queue's row follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from billdesk.domain.double_check import bypass
from billdesk.domain.drafts import ContactDraft, ContactKind, Direction, Outcome
from billdesk.domain.work import View
from billdesk.services import contacts
from screens.dialogs.double_check import DoubleCheckDialog
from screens.follow_up import FollowUpScreen
from screens.forms.small import LiftDisputeForm
from screens.invoice import InvoiceScreen
from tests.screens.forms.desk import NOW, Driver, driving
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


def dispute(folder: Path, customer_id: int, *invoice_ids: int) -> None:
    """A call in which the customer disputed these invoices."""
    desk = open_book(folder)
    call = ContactDraft(UUID(int=0), customer_id, NOW, ContactKind.CALL, Direction.IN, Outcome.DISPUTES)
    for invoice_id in invoice_ids:
        said = replace(call, uid=UUID(int=9000 + invoice_id), invoice_id=invoice_id, next_on=date(2026, 11, 27))
        contacts.log(desk, bypass(said, "test"))
    desk.close()


async def lift(driver: Driver, reason: str) -> None:
    """Give the reason and say yes to the double check."""
    assert shows(driver, LiftDisputeForm), driver.shown()
    await driver.type(reason)
    await driver.press("f2")
    assert shows(driver, DoubleCheckDialog), driver.shown()
    assert "The invoice is claimed again from now on" in driver.shown()
    await driver.press("f8")


async def test_a_dispute_is_lifted_on_the_invoice_and_its_story_says_why(folder: Path) -> None:
    dispute(folder, ACME, POUNDS)
    async with driving(folder, lambda: InvoiceScreen(POUNDS), (80, 40)) as driver:
        assert "disputed" in driver.shown().splitlines()[1]
        await driver.press("l")
        await lift(driver, "goods came after all")
        assert note(driver) == "2026-0003 is claimed again."
        assert "disputed" not in driver.shown().splitlines()[1]
        assert "dispute lifted: goods came after all" in driver.shown()
        await driver.press("l")
        assert note(driver) == "It is not disputed."
    (row,) = (row for row in rows_of(folder, View.ALL) if row.customer_id == ACME)
    assert (row.why, row.next_action) == ("dispute lifted", "call")


async def test_on_the_follow_up_the_disputed_invoice_under_the_cursor_is_meant(folder: Path) -> None:
    async with driving(folder, lambda: FollowUpScreen(HOFMANN)) as driver:
        await driver.press("l")
        assert note(driver) == "No open invoice of this account is disputed."
        dispute(folder, HOFMANN, LATE, PARTS)
        await driver.press("ctrl+r", "home", "l")
        await lift(driver, "settled on the phone")
    assert (invoice_of(folder, LATE).disputed, invoice_of(folder, PARTS).disputed) == (False, True)
    assert account_of(folder).contacts[0].note == "dispute lifted: settled on the phone"


async def test_of_several_disputes_one_is_chosen(folder: Path) -> None:
    dispute(folder, HOFMANN, LATE, PARTS)
    async with driving(folder, lambda: FollowUpScreen(HOFMANN)) as driver:
        await driver.press("end", "l")
        assert "Lift which dispute?" in driver.shown()
        await driver.type("2026-0004")
        await driver.press("enter")
        await lift(driver, "our mistake")
    assert (invoice_of(folder, LATE).disputed, invoice_of(folder, PARTS).disputed) == (True, False)
