"""What was agreed in a dispute against what credit notes come to, through the keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from billdesk.domain.work import View
from screens.dispute import DisputeScreen
from screens.forms.dispute_end import CloseDisputeForm
from screens.invoice import InvoiceScreen
from tests.screens.forms.desk import Driver, driving
from tests.screens.record_desk import PARTS, account_of, invoice_of, make_folder, note, rows_of, shows
from tests.screens.test_case import flat, open_case, save, settle


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_folder(tmp_path)


async def credit_three_cents_less(driver: Driver) -> None:
    """Credit four tenths of the only line, three cents below the sum that was agreed."""
    driver.form.focus_field("lines")
    await driver.press("ctrl+u")
    await driver.type("0.4")
    await driver.press("f2")
    await driver.answer("47.60", "21")
    await driver.press("f8")


async def test_a_cent_that_no_credit_note_can_meet_ends_the_dispute(folder: Path) -> None:
    total = invoice_of(folder, PARTS).total_minor
    async with driving(folder, lambda: InvoiceScreen(PARTS), (80, 40)) as driver:
        await open_case(driver, "we agreed on a lower price", "price", "100")
        await settle(driver, "partly", "47.63")
        assert "€ 47.62 · agreed € 47.63" in driver.shown()
        assert "The agreed sum cannot be met by quantity alone; this is the nearest below." in flat(driver)
        await driver.press("f2")
        await driver.answer("47.62", "21")
        await driver.press("f8")
        assert shows(driver, DisputeScreen), driver.shown()
        assert "€ 47.62 credited of € 47.63 agreed, by C2026-0001" in flat(driver)
        assert "missing" not in driver.shown()
    assert invoice_of(folder, PARTS).open_minor == total - 4_762
    assert not rows_of(folder, View.DISPUTES)


async def test_a_credit_note_below_what_was_agreed_leaves_two_ways_out(folder: Path) -> None:
    total = invoice_of(folder, PARTS).total_minor
    async with driving(folder, lambda: InvoiceScreen(PARTS), (80, 40)) as driver:
        await open_case(driver, "we agreed on a lower price", "price", "100")
        await settle(driver, "partly", "47.63")
        await credit_three_cents_less(driver)
        assert shows(driver, DisputeScreen), driver.shown()
        assert "€ 0.03 of the agreed credit missing" in driver.shown().splitlines()[0]
        assert "€ 47.60 credited of € 47.63 agreed" in flat(driver)
        assert "k credits the rest, x closes it with what was credited." in flat(driver)
        await driver.press("escape")
        assert "€ 0.03 of the agreed credit missing" in flat(driver)
        await driver.press("d", "k")
        assert "€ 0.02 · remaining € 0.03" in driver.shown()
        await driver.press("escape", "x")
        assert shows(driver, CloseDisputeForm), driver.shown()
        assert "€ 0.03 less than agreed" in driver.shown()
        await driver.type("three cents are not worth a paper")
        await save(driver)
        assert note(driver) == "Dispute 1 is closed with what was credited."
        assert "€ 47.60 credited of € 47.63 agreed, by C2026-0001" in flat(driver)
        await driver.press("k")
        assert note(driver) == "C2026-0001 has credited it; ↵ shows the invoice."
        await driver.press("x")
        assert note(driver) == "Nothing that was agreed is left to credit."
    (item, *_) = [one for one in account_of(folder).open_items if one.invoice_id == PARTS]
    assert item.claimed_minor == item.open_minor
    assert invoice_of(folder, PARTS).open_minor == total - 4_760
    assert not rows_of(folder, View.DISPUTES)


async def test_crediting_the_rest_to_the_cent_ends_it(folder: Path) -> None:
    async with driving(folder, lambda: InvoiceScreen(PARTS), (80, 40)) as driver:
        await open_case(driver, "we agreed on a lower price", "price", "100")
        await settle(driver, "partly", "47.63")
        await credit_three_cents_less(driver)
        await driver.press("k", "f2")
        await driver.answer("0.02", "21")
        await driver.press("f8")
        assert "€ 47.62 credited of € 47.63 agreed, by C2026-0002" in flat(driver)
    assert not rows_of(folder, View.DISPUTES)
