"""The account's screen: what it owes, what moved, whom to reach, and what can be done from there."""

from __future__ import annotations

from pathlib import Path

import pytest

from billdesk.domain.records import ContactView, CreditItem, PromiseView, ReceiptItem
from billdesk.text import inert_plain
from screens.account import AccountScreen
from screens.dialogs.choose import ChooseDialog
from screens.dialogs.message import MessageDialog
from screens.forms.contact import ContactForm
from screens.forms.credits import ApplyCreditForm, ReversalForm
from screens.forms.customer import CustomerForm
from screens.forms.invoice import InvoiceForm
from screens.forms.receipt import ReceiptForm
from screens.invoice import InvoiceScreen
from screens.parts.entries import EntryList
from screens.parts.paper import Paper
from tests.screens.forms.desk import HOSTILE, Driver, driving
from tests.screens.record_desk import ACME, HOFMANN, HOSTILE_ID, PETIT, account_of, make_folder, note, shows

TALL = (80, 40)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_folder(tmp_path)


def entries(driver: Driver) -> EntryList:
    """The list."""
    return driver.app.screen.query_one(EntryList)


async def to_record(driver: Driver, kind: type[object]) -> None:
    """Move the cursor down to the first record of a kind."""
    for _ in range(40):
        if isinstance(entries(driver).record, kind):
            return
        await driver.pilot.press("down")
    raise AssertionError(f"no {kind.__name__} in the list")


async def test_the_buckets_less_unapplied_money_are_the_receivable(folder: Path) -> None:
    async with driving(folder, lambda: AccountScreen(HOFMANN)) as driver:
        shown = driver.shown()
        assert "owes € 1,856.00 · oldest 80 d · 2 invoices" in shown
        assert "current\N{NO-BREAK SPACE}238.00" in shown
        assert "61–90\N{NO-BREAK SPACE}1,380.00" in shown
        assert "Σ € 1,856.00 − unapplied € 300.00 = receivable € 1,556.00" in shown


async def test_everything_the_account_has_is_listed(folder: Path) -> None:
    async with driving(folder, lambda: AccountScreen(HOFMANN), TALL) as driver:
        shown = driver.shown()
        for part in ("open", "drafts", "unapplied", "promises", "receipts", "contacts", "settled", "people", "account"):
            assert f"── {part} ──" in shown
        for said in (
            "2026-0002        80 d late  since 2 Sep, of € 2,380.00",
            "transfer  “unknown payer”, € 300.00 unapplied",
            "20 Nov  broken       2026-0002",
            "call, Fr. Weiß – promised: Freitag",
            "2026-0001  settled 19 Jul, 18 d late",
            "Fr. Weiß (accounts)       +49 361 1 · weiss@hofmann.example",
        ):
            assert said in shown


async def test_where_there_is_room_the_master_data_stands_beside_the_list(folder: Path) -> None:
    async with driving(folder, lambda: AccountScreen(HOFMANN), (120, 40)) as driver:
        side = driver.app.screen.query_one("#account-facts", Paper)
        assert side.region.x > 60
        assert "Weg 3, 99084 Erfurt, DE" in side.text
        assert driver.shown().count("Weg 3, 99084 Erfurt, DE") == 1


async def test_the_cursor_stands_on_records_only(folder: Path) -> None:
    async with driving(folder, lambda: AccountScreen(HOFMANN)) as driver:
        seen = []
        for _ in range(40):
            seen.append(entries(driver).current_key)
            assert entries(driver).record is not None
            entries(driver).move_by(1)
        await driver.press("home")
        assert entries(driver).current_key == seen[0]
        await driver.press("up")
        assert entries(driver).current_key == seen[0]
        assert len(set(seen)) == sum(entry.record is not None for entry in entries(driver).rows)


async def test_enter_opens_the_invoice_and_escape_returns_to_its_row(folder: Path) -> None:
    async with driving(folder, lambda: AccountScreen(HOFMANN)) as driver:
        await driver.press("down")
        key = entries(driver).current_key
        await driver.press("enter")
        assert shows(driver, InvoiceScreen)
        assert driver.shown().startswith(" 2026-0004")
        await driver.press("escape")
        assert entries(driver).current_key == key


async def test_enter_shows_the_whole_of_a_line_that_was_cut(folder: Path) -> None:
    async with driving(folder, lambda: AccountScreen(HOSTILE_ID)) as driver:
        await to_record(driver, ContactView)
        assert "…" in driver.shown()
        await driver.press("enter")
        assert shows(driver, MessageDialog)
        await driver.press("escape")
        assert shows(driver, AccountScreen)


async def test_every_action_opens_its_form(folder: Path) -> None:
    opens: dict[str, type[object]] = {
        "c": ContactForm,
        "p": ContactForm,
        "r": ReceiptForm,
        "n": InvoiceForm,
        "e": CustomerForm,
        "o": ApplyCreditForm,
        "b": ChooseDialog,
    }
    async with driving(folder, lambda: AccountScreen(HOFMANN)) as driver:
        for key, kind in opens.items():
            await driver.press(key)
            assert shows(driver, kind), key
            await driver.press("escape")
            assert shows(driver, AccountScreen), key


async def test_a_new_invoice_is_for_this_account(folder: Path) -> None:
    async with driving(folder, lambda: AccountScreen(HOFMANN)) as driver:
        await driver.press("n")
        assert "Hofmann & Söhne KG" in driver.shown()


async def test_the_receipt_under_the_cursor_is_taken_back(folder: Path) -> None:
    async with driving(folder, lambda: AccountScreen(HOFMANN)) as driver:
        await to_record(driver, ReceiptItem)
        await driver.press("b")
        assert shows(driver, ReversalForm)
        await driver.press("enter")
        await driver.type("bounced")
        await driver.press("f2")
        for answer in ("300", "21", "reverse"):
            await driver.type(answer)
            await driver.press("enter")
        await driver.press("f8")
        assert shows(driver, AccountScreen)
        assert "reversed" in driver.shown()
        assert "unapplied" not in driver.shown().splitlines()[3]
    assert account_of(folder).credits == ()


async def test_a_promise_that_stands_is_withdrawn(folder: Path) -> None:
    async with driving(folder, lambda: AccountScreen(ACME)) as driver:
        await driver.press("p")
        await driver.type("+7")
        await driver.press("f2")
        for answer in ("476", "28"):
            await driver.type(answer)
            await driver.press("enter")
        await driver.press("f8")
        await to_record(driver, PromiseView)
        await driver.press("enter")
        assert "noted by mk" in driver.shown()
        await driver.press("escape", "w")
        await driver.type("cheque bounced")
        await driver.press("f2", "f8")
        assert "withdrawn" in driver.shown()


@pytest.mark.parametrize(
    ("customer", "reasons"),
    [
        (ACME, {"o": "The account has no credit to apply.", "b": "No receipt is there to take back."}),
        (HOFMANN, {"w": "No promise stands that could be withdrawn."}),
        (PETIT, {"p": "Nothing is open that could be promised."}),
    ],
)
async def test_what_cannot_be_done_says_why(folder: Path, customer: int, reasons: dict[str, str]) -> None:
    async with driving(folder, lambda: AccountScreen(customer)) as driver:
        for key, sentence in reasons.items():
            await driver.press(key)
            assert note(driver) == sentence
            assert shows(driver, AccountScreen)


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40)])
async def test_hostile_text_is_shown_literally(folder: Path, size: tuple[int, int]) -> None:
    async with driving(folder, lambda: AccountScreen(HOSTILE_ID), size) as driver:
        shown = driver.shown()
        assert inert_plain(HOSTILE)[:8] in shown.splitlines()[0]
        await driver.press("end")
        shown += driver.shown()
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        assert driver.app.return_code is None


async def test_credit_can_be_seen_under_the_cursor(folder: Path) -> None:
    async with driving(folder, lambda: AccountScreen(HOFMANN)) as driver:
        await to_record(driver, CreditItem)
        await driver.press("enter")
        assert shows(driver, MessageDialog)
