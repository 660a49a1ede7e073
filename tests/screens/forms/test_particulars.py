"""The customer form's rows: further addresses, tax ids and bank accounts, with the keyboard alone."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from billdesk import form_drafts
from billdesk.domain.double_check import bypass
from billdesk.domain.drafts import Address, AddressPurpose, BankAccount, FurtherAddress, TaxId, TaxIdKind
from billdesk.services import customers
from billdesk.services.desk import open_desk
from billdesk.services.drafting import customer_draft
from screens.dialogs.double_check import DoubleCheckDialog
from screens.forms.customer import CustomerForm
from screens.forms.rows import RowsGrid
from tests.conftest import TODAY
from tests.makers import ADDRESSES, BANK_ACCOUNTS, TAX_IDS
from tests.screens.forms.conftest import Book
from tests.screens.forms.desk import Driver, clock, driving

IBAN = "DE89370400440532013000"


@asynccontextmanager
async def form(folder: Path, book: Book, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Driver]:
    """Change Hofmann & Söhne."""
    company, account = book.company(), book.account()
    async with driving(folder, lambda: CustomerForm(TODAY, company, account), size=size) as driver:
        yield driver


def go_to(driver: Driver, rows: str, field: str = "") -> None:
    driver.form.query_one(f"#rows-{rows}", RowsGrid).focus_entry(field)


async def fill(driver: Driver, *texts: str) -> None:
    for text in texts:
        await driver.type(text)
        await driver.press("tab")


async def until(driver: Driver, holds: Callable[[], bool]) -> None:
    """Let the desk work until something holds."""
    for _ in range(400):
        if holds():
            return
        await driver.pilot.pause(0.01)
    raise AssertionError(f"it never came about; the screen was:\n{driver.shown()}")


async def review(driver: Driver) -> None:
    """Go to the double check."""
    await driver.press("f2")
    await until(driver, lambda: isinstance(driver.app.screen, DoubleCheckDialog))


async def take_up(driver: Driver) -> None:
    """Go on with the unfinished entry."""
    await until(driver, lambda: "Unfinished customer" in driver.shown())
    await driver.press("f5")


async def confirm(driver: Driver, *answers: str) -> None:
    """Type again what is asked, and save."""
    for answer in answers:
        await driver.type(answer)
        await driver.press("enter")
    await driver.press("f8")
    await until(driver, lambda: bool(driver.app.results))


def cursor_is_seen(driver: Driver) -> bool:
    """Whether the focused input lies within the part of the form that is in sight."""
    focused = driver.app.focused
    assert focused is not None
    return driver.form.query_one("#form-parts").region.contains_region(focused.region)


def add_particulars(folder: Path) -> None:
    """Give Hofmann two of each, behind the form's back."""
    desk = open_desk(folder / "desk.billdesk", user="mk", today=TODAY, clock=clock)
    draft = customer_draft(customers.find(desk, "H-0031"))
    full = replace(draft, addresses=ADDRESSES, tax_ids=TAX_IDS, bank_accounts=BANK_ACCOUNTS)
    customers.save(desk, bypass(full, "test"))
    desk.close()


async def test_an_address_a_tax_id_and_a_bank_account_are_entered_with_the_keyboard_alone(
    folder: Path, book: Book
) -> None:
    async with form(folder, book) as driver:
        go_to(driver, "persons", "persons.1.email")
        await driver.press("tab", "tab")
        await fill(driver, "d", "Hafen 7", "99085", "Erfurt", "", "de")
        await fill(driver, "of", "Kade 2", "", "Amsterdam", "", "")
        assert cursor_is_seen(driver)
        await driver.press("tab")
        await fill(driver, "NL002455799B11", "", "")
        assert "vat NL" in driver.shown(), "what the number tells is said beside it"
        await driver.press("tab")
        await fill(driver, "de89 3704 0044 0532 0130 00", "cobadeff", "Hofmann KG")
        assert cursor_is_seen(driver)
        await review(driver)
        shown = driver.shown()
        for said in ("delivery: Hafen 7", "office: Kade 2", "COBADEFF, Hofmann KG"):
            assert said in shown
        for asked in ("NL002455799B11", "0532 0130", "05320130"):
            assert asked not in shown, "it is typed again from the paper"
        await confirm(driver, "NL 0024.55.799.B11", IBAN)
    account = book.account()
    assert account.addresses == (
        FurtherAddress(AddressPurpose.DELIVERY, Address("Hafen 7", "99085", "Erfurt", "", "DE")),
        FurtherAddress(AddressPurpose.OFFICE, Address("Kade 2", "", "Amsterdam", "", "DE")),
    )
    assert account.tax_ids == (TaxId(TaxIdKind.VAT, "NL002455799B11", "NL"),)
    assert account.bank_accounts == (BankAccount(IBAN, "Hofmann KG", "COBADEFF"),)


@pytest.mark.parametrize(
    ("rows", "texts", "sentence"),
    [
        ("addresses", ("d", "", "", "", "Thüringen"), "Further address 1: It needs a street, a postcode or a town."),
        ("addresses", ("bank", "Hafen 7"), "What it is for is one of: delivery, office, other."),
        ("addresses", ("d", "Hafen 7", "", "", "", "Germany"), "The country is two letters, such as NL."),
        ("tax_ids", ("7", "ein"), "Further tax id 1: The kind is one of: vat, gstin, other."),
        ("tax_ids", ("DE136695975",), "Further tax id 1 has wrong check digits or the wrong length; compare it"),
        ("bank_accounts", ("DE89370400440532013001",), "The IBAN of bank account 1 has wrong check digits"),
        ("bank_accounts", (IBAN, "COBA"), "The BIC of bank account 1 is not written like a BIC"),
        ("bank_accounts", ("", "COBADEFF"), "Bank account 1: It needs its IBAN or its account number."),
    ],
)
async def test_what_is_wrong_is_said_below_the_rows_and_the_cursor_goes_there(
    folder: Path, book: Book, rows: str, texts: tuple[str, ...], sentence: str
) -> None:
    async with form(folder, book) as driver:
        grid = driver.form.query_one(f"#rows-{rows}", RowsGrid)
        entries = list(grid._rows[0].entries.values())
        for entry, text in zip(entries, texts, strict=False):
            entry.value = text
        await driver.settle()
        await driver.press("f2")
        assert isinstance(driver.app.screen, CustomerForm)
        await until(driver, lambda: sentence in " ".join(driver.shown().split()))
        assert driver.app.focused in entries
        assert cursor_is_seen(driver)
    assert book.account().version == 1


async def test_rows_of_several_kinds_are_taken_away_and_brought_back_where_the_cursor_is(
    folder: Path, book: Book
) -> None:
    add_particulars(folder)
    async with form(folder, book, (120, 40)) as driver:
        await driver.press("f7")
        assert "Put the cursor on a row first." in driver.shown()
        go_to(driver, "bank_accounts", "bank_accounts.1.number")
        await driver.press("f7")
        assert "Bank account deleted" in driver.shown()
        go_to(driver, "addresses", "addresses.2.street")
        await driver.press("f7")
        assert "Molenpad" not in driver.shown()
        await driver.press("ctrl+z")
        assert "Molenpad" in driver.shown()
        await review(driver)
        shown = driver.shown()
        assert "the last four of what is taken away" in shown
        assert "Bank 1" not in shown, "what stays is not told as a change"
        assert "Address" not in shown
        await confirm(driver, BANK_ACCOUNTS[0].number[-4:])
    account = book.account()
    assert (account.addresses, account.tax_ids, account.bank_accounts) == (ADDRESSES, TAX_IDS, BANK_ACCOUNTS[1:])


async def test_a_saved_customer_opens_without_a_change_and_goes_on_from_an_unfinished_entry(
    folder: Path, book: Book
) -> None:
    add_particulars(folder)
    async with form(folder, book) as driver:
        assert not driver.form.has_changes
        go_to(driver, "tax_ids", "tax_ids.1.value")
        await driver.press("f7")
        go_to(driver, "bank_accounts", "bank_accounts.2.holder")
        await driver.type("X")
        driver.form.keep_draft()
    async with form(folder, book) as driver:
        await take_up(driver)
        await review(driver)
        await confirm(driver, TAX_IDS[0].value[-4:], "X")
    account = book.account()
    assert (account.addresses, account.tax_ids) == (ADDRESSES, TAX_IDS[1:])
    assert account.bank_accounts[1].holder == "X"


async def test_an_unfinished_entry_of_the_form_before_these_rows_leaves_them_as_they_are(
    folder: Path, book: Book
) -> None:
    add_particulars(folder)
    account = book.account()
    fields = {"code": "H-0031", "name": "Hofmann KG", "persons.0.name": "Hr. Roth"}
    state = form_drafts.folder_of(folder / "state", folder / "desk.billdesk")
    at = datetime(2026, 11, 20, 9, tzinfo=UTC)
    older = form_drafts.FormDraft("customer", UUID(account.uid), f"customer:{account.id}", account.name, at, fields)
    form_drafts.keep(state, older)
    form_drafts.keep(state, replace(older, uid=uuid4(), subject="customer:99"))
    async with form(folder, book) as driver:
        await take_up(driver)
        await review(driver)
        await confirm(driver, account.persons[0].email)
        assert driver.app.results == [account.id]
    changed = book.account()
    assert (changed.name, [person.name for person in changed.persons]) == ("Hofmann KG", ["Hr. Roth"])
    assert (changed.addresses, changed.tax_ids, changed.bank_accounts) == (ADDRESSES, TAX_IDS, BANK_ACCOUNTS)
