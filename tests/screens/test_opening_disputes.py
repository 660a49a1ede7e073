"""The form of a new dispute: what it proposes and what it refuses before anything is booked."""

from __future__ import annotations

from pathlib import Path

import pytest

from billdesk.domain.money import format_minor
from billdesk.domain.work import View
from screens.dialogs.double_check import DoubleCheckDialog
from screens.dispute import DisputeScreen
from screens.forms.dispute import OpenDisputeForm
from screens.invoice import InvoiceScreen
from tests.screens.forms.desk import Driver, driving
from tests.screens.record_desk import PARTS, POUNDS, invoice_of, make_folder, open_book, rows_of, shows
from tests.screens.test_case import open_case, save


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_folder(tmp_path)


def mark_elsewhere(folder: Path, invoice_id: int) -> None:
    """Mark an invoice as another system does that knows no cases."""
    desk = open_book(folder)
    with desk.write("import") as unit:
        unit.driver.execute("update invoice set disputed = 1 where id = ?", (invoice_id,))
    desk.close()


async def test_what_is_disputed_without_a_case_is_proposed_whole(folder: Path) -> None:
    mark_elsewhere(folder, POUNDS)
    whole = format_minor(invoice_of(folder, POUNDS).open_minor, "GBP")
    async with driving(folder, lambda: InvoiceScreen(POUNDS), (80, 40)) as driver:
        await driver.press("d")
        assert shows(driver, OpenDisputeForm), driver.shown()
        assert any("Disputed" in line and whole in line for line in driver.shown().splitlines()), driver.shown()
        await driver.type("wrong price")
        await driver.press("enter")
        await driver.type("price")
        await driver.press("enter")
        await save(driver)
        assert shows(driver, DisputeScreen), driver.shown()
    (row,) = rows_of(folder, View.DISPUTES)
    assert row.open_minor == invoice_of(folder, POUNDS).open_minor


async def test_more_than_the_invoice_comes_to_is_refused_at_the_field(folder: Path) -> None:
    async with driving(folder, lambda: InvoiceScreen(POUNDS), (80, 40)) as driver:
        await open_case(driver, "wrong price", "price", "10")
        await driver.press("e")
        await too_much(driver)
    async with driving(folder, lambda: InvoiceScreen(PARTS), (80, 40)) as driver:
        await driver.press("d")
        await driver.type("wrong price")
        await driver.press("enter")
        await driver.type("price")
        await driver.press("enter")
        await too_much(driver)


async def too_much(driver: Driver) -> None:
    """Dispute more than any invoice comes to: the form stays and says so at the field."""
    driver.form.focus_field("amount")
    await driver.press("ctrl+u")
    await driver.type("7,000,000.00")
    await driver.press("f2")
    assert not shows(driver, DoubleCheckDialog), driver.shown()
    assert "✗ More is disputed than the invoice comes" in driver.shown()
