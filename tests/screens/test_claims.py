"""The claims of an account and of an invoice, by their keys, each through its double check."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from billdesk.domain.claims import ClaimView
from billdesk.services import claims, outbox_claims
from db.models import SendingRecord
from screens.account import AccountScreen
from screens.claims import NO_MONEY, NOTHING_LATE, ClaimsScreen
from screens.dialogs.choose import ChooseDialog
from screens.dialogs.double_check import DoubleCheckDialog
from screens.forms.claims import ClaimForm, PayClaimForm
from screens.invoice import InvoiceScreen
from tests.screens.forms.desk import Driver, driving
from tests.screens.record_desk import (
    ACME,
    HOFMANN,
    LATE,
    PETIT,
    SETTLED,
    account_of,
    invoice_of,
    make_folder,
    note,
    open_book,
    shows,
)
from tests.services.posting import a_claim, delivered


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the desk in it."""
    return make_folder(tmp_path)


def claims_of(folder: Path, customer_id: int = HOFMANN) -> tuple[ClaimView, ...]:
    """The claims of an account as they are saved."""
    with closing(open_book(folder)) as desk:
        return claims.find(desk, customer_id=customer_id)


async def claim(driver: Driver, *keys: str) -> None:
    """Reckon one from the form with what it proposes, after these keys, and confirm."""
    await driver.press("n")
    assert shows(driver, ClaimForm), driver.shown()
    await driver.press(*keys, "f2")
    await driver.press("f8")


async def test_interest_is_reckoned_and_claimed_with_every_line_in_sight(folder: Path) -> None:
    before = invoice_of(folder, LATE)
    async with driving(folder, lambda: InvoiceScreen(LATE)) as driver:
        await driver.press("N")
        assert "No interest and no fee is claimed here." in driver.shown()
        await driver.press("n", "f2")
        assert shows(driver, DoubleCheckDialog)
        assert "3 Sep – 2 Nov 2026, 61 d on EUR 2,380.00 at 10.40 % a year" in " ".join(driver.shown().split())
        await driver.press("f8")
        (made,) = claims_of(folder)
        shown = driver.shown()
        assert "claims owed" in shown
        assert "how it was reckoned" in shown
        assert "Directive 2011/7/EU Art. 3(1), 2(6); rate 2.40 from 1 Jul 2026" in " ".join(shown.split())
        assert (made.rule, made.upto.isoformat()) == ("eu", "2026-11-21")
        await driver.press("n", "f2")
        assert "is claimed up to Sat 21 Nov 2026 already" in driver.shown()
    after = invoice_of(folder, LATE)
    assert (after.open_minor, after.version, after.lines) == (before.open_minor, before.version, before.lines)
    assert after.timeline[0].text.startswith("claimed interest")


async def test_a_claim_is_charged_then_paid_and_its_money_is_gone_from_the_credits(folder: Path) -> None:
    async with driving(folder, lambda: ClaimsScreen(HOFMANN, LATE)) as driver:
        await claim(driver)
        await driver.press("s", "f2")
        await driver.press("f8")
        assert "charged" in driver.shown()
        await driver.press("s")
        assert note(driver) == "The customer was asked for it already."
        await driver.press("r")
        assert shows(driver, PayClaimForm)
        await driver.press("f2")
        (one,) = claims_of(folder)
        amount = f"{one.amount_minor / 100:.2f}"
        assert amount not in driver.shown()
        await driver.answer(amount)
        await driver.press("f8")
        assert "no claim is owed" in driver.shown()
        await driver.press("w")
        assert note(driver) == "It is paid."
    (paid,) = claims_of(folder)
    assert paid.state == "paid"
    (credit,) = account_of(folder).credits
    assert credit.unapplied_minor == 30000 - paid.amount_minor


async def test_a_part_of_a_claim_is_paid_and_the_rest_stays_owed(folder: Path) -> None:
    async with driving(folder, lambda: ClaimsScreen(HOFMANN, LATE)) as driver:
        await claim(driver)
        await driver.press("r", "ctrl+u")
        await driver.type("9999")
        await driver.press("f2")
        assert "is owed" in driver.shown()
        await driver.press("ctrl+u")
        await driver.type("1.00")
        await driver.press("f2")
        assert "a part; the rest of it stays owed" in driver.shown()
        await driver.answer("1.00")
        await driver.press("f8")
        assert note(driver) == "A part of the claim is paid."
        assert "part paid" in driver.shown()
    (one,) = claims_of(folder)
    assert (one.state, one.paid_minor) == ("open", 100)


async def test_a_claim_is_waived_with_its_reason_and_the_word(folder: Path) -> None:
    async with driving(folder, lambda: ClaimsScreen(HOFMANN, LATE)) as driver:
        await claim(driver)
        await driver.press("w")
        await driver.type("wrong law")
        await driver.press("tab")
        await driver.type("y")
        await driver.press("f2")
        assert "can be claimed again" in " ".join(driver.shown().split())
        await driver.answer("waive")
        await driver.press("f8")
        assert "in error" in driver.shown()
        await claim(driver)
    assert [one.state for one in claims_of(folder)] == ["open", "waived"]


async def test_a_fee_is_typed_with_what_it_is_for_and_again(folder: Path) -> None:
    async with driving(folder, lambda: ClaimsScreen(HOFMANN, LATE)) as driver:
        await driver.press("n")
        await driver.type("3")
        await driver.press("tab")
        await driver.type("second reminder")
        await driver.press("tab")
        await driver.type("5")
        await driver.press("f2")
        await driver.answer("5.00")
        await driver.press("f8")
    (fee,) = claims_of(folder)
    assert (fee.kind, fee.rule, fee.amount_minor) == ("fee", "second reminder", 500)


async def test_the_account_chooses_the_late_invoice_and_tells_what_is_owed_beside(folder: Path) -> None:
    async with driving(folder, lambda: AccountScreen(HOFMANN), (120, 40)) as driver:
        await driver.press("N", "n")
        assert shows(driver, ClaimForm) or shows(driver, ChooseDialog)
        if shows(driver, ChooseDialog):
            await driver.press("enter")
        await driver.press("f2")
        await driver.press("f8")
        await driver.press("enter")
        assert shows(driver, InvoiceScreen)
        await driver.press("escape", "escape")
        assert "1 claim of interest and fees, not in the receivable (N)" in driver.shown()


async def test_what_cannot_be_done_says_why(folder: Path) -> None:
    async with driving(folder, lambda: ClaimsScreen(PETIT)) as driver:
        await driver.press("n")
        assert note(driver) == NOTHING_LATE
        await driver.press("w")
        assert note(driver) == "There is no claim under the cursor."
    async with driving(folder, lambda: ClaimsScreen(ACME)) as driver:
        await claim(driver)
        await driver.press("r")
        assert note(driver) == NO_MONEY


async def test_a_paid_invoice_bears_what_it_bore_until_it_was_paid(folder: Path) -> None:
    async with driving(folder, lambda: ClaimsScreen(HOFMANN, SETTLED)) as driver:
        await claim(driver)
    (one,) = claims_of(folder)
    assert "2 Jul – 19 Jul 2026, 18 d on EUR 1,190.00" in one.calculation[0]


async def test_a_claim_says_which_message_charged_it(folder: Path) -> None:
    with closing(open_book(folder)) as desk:
        claim_id = a_claim(desk, HOFMANN, 1_240)
        (item, *_) = account_of(folder, HOFMANN).open_items
        delivered(desk, item.instalment_id, HOFMANN, 1, desk.today)
        with desk.write("furnished") as unit:
            ((sending_id,),) = unit.driver.execute("select max(id) from sending").fetchall()
            row = unit.get(SendingRecord, sending_id, "message")
            row.subject = "What is open [/b]"
            outbox_claims.name(unit, row, (claim_id,))
            outbox_claims.charge(unit, row)
    async with driving(folder, lambda: ClaimsScreen(HOFMANN)) as driver:
        shown = " ".join(driver.shown().split())
        assert "charged Sat 21 Nov 2026 by mail: What is open [/b]" in shown
