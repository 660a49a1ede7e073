"""Every account and invoice is reached by keys alone, also those that there is nothing to do for."""

from __future__ import annotations

from pathlib import Path

import pytest

from billdesk.opening import Opening, prepare
from screens.account import AccountScreen
from screens.dialogs.find import FindDialog
from screens.dialogs.pick_customer import PickCustomerDialog
from screens.forms.company import CompanyForm
from screens.forms.receipt import ReceiptForm
from screens.invoice import InvoiceScreen
from tests.conftest import TODAY
from tests.screens.kit.driver import DeskDriver, at_the_desk
from tests.screens.record_desk import ACME, SETTLED, make_folder


@pytest.fixture
def records(tmp_path: Path) -> Opening:
    """A desk whose invoice `2026-0001` is settled, so that no row of the queue leads to it."""
    folder = make_folder(tmp_path)
    state = tmp_path / "state"
    return prepare(folder / "desk.billdesk", user="mk", today=TODAY, config_folder=tmp_path, state_folder=state)


async def _find(desk: DeskDriver, text: str) -> None:
    await desk.press("ctrl+f")
    await desk.until(lambda: isinstance(desk.app.screen, FindDialog))
    await desk.type(text)
    await desk.press("enter")
    await desk.until(lambda: not isinstance(desk.app.screen, FindDialog))
    await desk.settle()


async def test_a_settled_invoice_is_found_by_its_number(records: Opening) -> None:
    async with at_the_desk(records) as desk:
        await _find(desk, "2026-0001")
        screen = desk.app.screen
        assert isinstance(screen, InvoiceScreen)
        assert screen.invoice_id == SETTLED
        await desk.press("escape")
        assert desk.is_home


async def test_an_account_is_found_by_a_part_of_its_name_from_any_record(records: Opening) -> None:
    async with at_the_desk(records) as desk:
        await _find(desk, "2026-0001")
        await _find(desk, "acme")
        screen = desk.app.screen
        assert isinstance(screen, AccountScreen)
        assert screen.customer_id == ACME
        assert "Acme Ltd" in desk.lines[0]


async def test_the_matches_follow_the_typing(records: Opening) -> None:
    async with at_the_desk(records) as desk:
        await desk.press("ctrl+f")
        await desk.until(lambda: "Boulangerie Petit" in desk.text)
        await desk.type("2026-000")
        await desk.until(lambda: "2026-0005" in desk.text)
        assert "invoice of € 1,190.00 to Hofmann" in desk.text
        await desk.type("zz")
        await desk.until(lambda: "No account and no invoice is called that." in desk.text)
        await desk.press("enter")
        assert isinstance(desk.app.screen, FindDialog)
        await desk.press("escape")
        assert desk.is_home


async def test_a_filter_without_rows_names_the_key_and_the_key_works_there(records: Opening) -> None:
    async with at_the_desk(records) as desk:
        await desk.press("slash")
        await desk.type("nobody")
        await desk.until(lambda: "Nothing matches the filter." in desk.text)
        assert "Ctrl+F finds every account" in " ".join(desk.text.split())
        await desk.press("ctrl+f")
        assert isinstance(desk.app.screen, FindDialog)


async def test_a_receipt_without_a_row_asks_from_whom_it_is(records: Opening) -> None:
    async with at_the_desk(records) as desk:
        await desk.press("slash")
        await desk.type("nobody")
        await desk.press("enter")
        await desk.until(lambda: not desk.rows.rows)
        await desk.press("r")
        assert isinstance(desk.app.screen, PickCustomerDialog)
        await desk.type("acme")
        await desk.until(lambda: "A-0001" in desk.text)
        await desk.press("enter")
        await desk.until(lambda: isinstance(desk.app.screen, ReceiptForm))
        assert "Acme Ltd" in desk.text


async def test_a_new_receipt_may_be_from_any_account(records: Opening) -> None:
    async with at_the_desk(records) as desk:
        await desk.press("n")
        await desk.type("rec")
        await desk.press("enter")
        await desk.until(lambda: isinstance(desk.app.screen, PickCustomerDialog))


@pytest.mark.parametrize("way", ["f9", "palette"])
async def test_the_settings_are_opened_from_the_queue(records: Opening, way: str) -> None:
    async with at_the_desk(records) as desk:
        if way == "palette":
            await desk.press("colon")
            await desk.type("settings")
            await desk.press("enter")
        else:
            await desk.press(way)
        await desk.until(lambda: isinstance(desk.app.screen, CompanyForm))
        assert "NL001234567B01" in desk.text
