"""How forms show what they hold: everything in reach at 80×24, nothing from data acting on the screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from textual import events

from billdesk.domain.drafts import Outcome
from billdesk.domain.records import AccountView, CompanyView, CreditItem, InvoiceView, OpenItem, ReceiptItem
from screens.dialogs.pick_customer import PickCustomerDialog
from screens.forms.base import FormScreen
from screens.forms.company import CompanyForm
from screens.forms.contact import ContactForm
from screens.forms.credit_note import CreditNoteForm
from screens.forms.credits import ApplyCreditForm, ReversalForm
from screens.forms.customer import CustomerForm
from screens.forms.grid import GridBody
from screens.forms.inputs import SafeInput
from screens.forms.invoice import InvoiceForm
from screens.forms.receipt import ReceiptForm
from screens.forms.rows import Row, RowsGrid
from screens.forms.small import SentForm, SnoozeForm, VoidForm
from tests.conftest import TODAY
from tests.screens.forms.conftest import Book
from tests.screens.forms.desk import HOSTILE, driving

Make = Callable[[AccountView, InvoiceView, CompanyView], FormScreen[Any, Any]]
CREDIT = CreditItem(TODAY, "receipt", HOSTILE, "EUR", 5000, 1, None)
RECEIPT = ReceiptItem(1, TODAY, "EUR", 5000, 0, HOSTILE, HOSTILE, False)

FORMS: dict[str, Make] = {
    "receipt": lambda account, invoice, company: ReceiptForm(TODAY, account),
    "invoice": lambda account, invoice, company: InvoiceForm(TODAY, company, account),
    "draft": lambda account, invoice, company: InvoiceForm(TODAY, company, invoice=invoice),
    "customer": lambda account, invoice, company: CustomerForm(TODAY, company, account),
    "contact": lambda account, invoice, company: ContactForm(TODAY, account, Outcome.PROMISED),
    "credit note": lambda account, invoice, company: CreditNoteForm(TODAY, invoice),
    "company": lambda account, invoice, company: CompanyForm(TODAY, company),
    "sent": lambda account, invoice, company: SentForm(TODAY, invoice),
    "void": lambda account, invoice, company: VoidForm(TODAY, invoice),
    "credit": lambda account, invoice, company: ApplyCreditForm(TODAY, account, CREDIT),
    "reversal": lambda account, invoice, company: ReversalForm(TODAY, account, RECEIPT),
    "snooze": lambda account, invoice, company: SnoozeForm(TODAY, "account:1:EUR", account.name),
}


def _hostile(book: Book) -> tuple[AccountView, InvoiceView, CompanyView]:
    account, invoice, company = book.account(), book.invoice(1), book.company()
    long = HOSTILE * 50
    return (
        replace(
            account,
            name=long,
            notes=long,
            address=replace(account.address, town=long, street=long),
            persons=tuple(replace(person, name=long, email=HOSTILE) for person in account.persons),
            open_items=tuple(replace(item, number=long) for item in account.open_items),
        ),
        replace(
            invoice,
            number=long,
            customer_name=long,
            reference=long,
            lines=tuple(replace(line, description=long, unit=HOSTILE) for line in invoice.lines),
        ),
        replace(company, name=long, bank=long),
    )


@pytest.mark.parametrize("kind", FORMS)
async def test_hostile_data_is_shown_and_does_nothing(folder: Path, book: Book, kind: str) -> None:
    data = _hostile(book)
    async with driving(folder, lambda: FORMS[kind](*data), size=(120, 40)) as driver:
        await driver.press("tab", "tab", "f2")
        shown = driver.shown()
        assert not set(shown) & set("\x1b\x07\u202e\u202c\u200b")
        if kind != "company":
            assert "[/x] [Ltd]" in shown
        assert len(driver.app.screen_stack) > 1, "nothing in the data has closed the form"


@pytest.mark.parametrize("size", [(80, 24), (60, 16)])
@pytest.mark.parametrize("kind", FORMS)
async def test_every_field_can_be_reached_and_seen(folder: Path, book: Book, kind: str, size: tuple[int, int]) -> None:
    account, invoice, company = book.account(), book.invoice(3), book.company()
    async with driving(folder, lambda: FORMS[kind](account, invoice, company), size=size) as driver:
        form = driver.form
        seen = set()
        for _ in range(40):
            focused = driver.app.focused
            assert focused is not None
            if focused in seen:
                break
            parts = form.query_one("#form-parts").content_region
            assert parts.contains_region(focused.region) or isinstance(focused, GridBody), focused.region
            seen.add(focused)
            await driver.pilot.press("tab")
        waiting = {
            entry for grid in form.query(RowsGrid) for entry in list(grid.query(Row).last().entries.values())[1:]
        }
        assert {entry for entry in form.query(SafeInput) if _shown(entry)} - waiting <= seen


def _shown(entry: SafeInput) -> bool:
    return all(node.display for node in entry.ancestors_with_self if hasattr(node, "display"))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2026-11-30", "Mon 30 Nov 2026, in 9 days"),
        ("30.11.", "Mon 30 Nov 2026, in 9 days"),
        ("+14", "Sat 5 Dec 2026, in 14 days"),
        ("eom", "Mon 30 Nov 2026, in 9 days"),
        ("fri", "Fri 27 Nov 2026, in 6 days"),
        ("yesterday", "Fri 20 Nov 2026, yesterday"),
    ],
)
async def test_days_are_said_beside_the_field(folder: Path, book: Book, typed: str, said: str) -> None:
    company = book.company()
    account = book.account()
    async with driving(folder, lambda: InvoiceForm(TODAY, company, account)) as driver:
        await driver.type(typed)
        assert said in driver.shown()


async def test_up_and_down_turn_the_words_of_a_field(folder: Path, book: Book) -> None:
    invoice = book.invoice(1)
    async with driving(folder, lambda: SentForm(TODAY, invoice)) as driver:
        await driver.press("enter", "down")
        assert driver.form.query_one("#field-how SafeInput", SafeInput).value == "post"
        await driver.press("up", "up")
        assert driver.form.query_one("#field-how SafeInput", SafeInput).value == "portal"


async def test_keys_typed_ahead_land_in_their_fields(folder: Path, book: Book) -> None:
    account, company = book.account(), book.company()
    async with driving(folder, lambda: InvoiceForm(TODAY, company, account)) as driver:
        keys = [*"eom", "enter", "enter", "enter", *"net7", "tab", "R", "enter"]
        for line in ("A1", "B2"):
            keys += [*line, "tab", "3", "tab", "tab", "5", "enter", "tab", *"19", "tab"]
        for key in keys:
            driver.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await driver.settle()
        kept = driver.form.snapshot()
    assert (kept["issued_on"], kept["terms"], kept["reference"]) == ("2026-11-30", "net7", "R")
    assert [kept[f"lines.{row}.{cell}"] for row in (0, 1) for cell in ("description", "quantity", "price", "tax")] == [
        *("A1", "3", "5", "19"),
        *("B2", "3", "5", "19"),
    ]


async def test_a_deleted_line_comes_back(folder: Path, book: Book) -> None:
    draft, company = book.invoice(3), book.company()
    async with driving(folder, lambda: InvoiceForm(TODAY, company, invoice=draft)) as driver:
        form = driver.form
        before = form.snapshot()
        for _ in range(5):
            await driver.pilot.press("tab")
        await driver.press("f7")
        assert "brings it back" in driver.shown()
        assert "lines.0.description" not in form.snapshot()
        await driver.press("f7")
        assert "Put the cursor on a line first." in driver.shown()
        await driver.press("ctrl+z")
        assert form.snapshot() == before
        assert not form.has_changes


async def test_two_thousand_open_items_open_like_two(folder: Path, book: Book) -> None:
    account = book.account()
    item = account.open_items[0]
    items = tuple(_item(item, number) for number in range(2000))
    async with driving(folder, lambda: ReceiptForm(TODAY, replace(account, open_items=items))) as driver:
        assert len(driver.form.query("*")) < 80
        for _ in range(5):
            await driver.pilot.press("enter")
        await driver.press("end")
        assert "N-1999" in driver.shown()


def _item(item: OpenItem, number: int) -> OpenItem:
    return replace(item, instalment_id=number, number=f"N-{number}", due_on=date(2026, 1, 1))


async def test_the_picker_lists_takes_and_says_who_is_meant(folder: Path) -> None:
    async with driving(folder, lambda: PickCustomerDialog("Receipt from whom?")) as driver:
        await driver.type("hofm")
        await driver.pilot.pause(0.3)
        await driver.settle()
        assert "Erfurt" in driver.shown()
        await driver.press("enter")
        (choice,) = driver.app.results
        assert getattr(choice, "code", None) == "H-0031"


async def test_nobody_found_is_said(folder: Path, book: Book) -> None:
    company = book.company()
    async with driving(folder, lambda: InvoiceForm(TODAY, company)) as driver:
        await driver.type("zzzz")
        await driver.press("tab", "f2")
        assert "No customer of that name." in driver.shown()
        assert isinstance(driver.app.screen, InvoiceForm)


async def test_paste_goes_into_ordinary_fields_as_plain_text(folder: Path, book: Book) -> None:
    account = book.account()
    async with driving(folder, lambda: ReceiptForm(TODAY, account)) as driver:
        reference = driver.form.query_one("#field-reference SafeInput", SafeInput)
        reference.post_message(events.Paste(HOSTILE))
        await driver.settle()
        assert not set(driver.shown()) & set("\x1b\x07\u202e\u200b")


async def test_a_receipt_says_in_full_when_items_are_due_and_what_is_left(folder: Path, book: Book) -> None:
    account = book.account()
    items = tuple(replace(item, due_on=date(2027, 1, 11)) for item in account.open_items)
    account = replace(account, name="Internationale Handelsgesellschaft am Hafen GmbH", open_items=items)
    async with driving(folder, lambda: ReceiptForm(TODAY, account)) as driver:
        await driver.type("12500")
        assert "due Mon 11 Jan 2027" in driver.shown()
        assert "€ 11,012.50 left" in driver.shown()
        await driver.press("f9")
        assert "€ 11,012.50 kept as credit" in driver.shown()


async def test_on_a_wide_terminal_the_columns_stay_beside_the_invoice(folder: Path, book: Book) -> None:
    account = book.account()
    async with driving(folder, lambda: ReceiptForm(TODAY, account), size=(120, 40)) as driver:
        (row,) = (line for line in driver.shown().splitlines() if "2026-0001" in line)
        assert row.index("late") < 45


async def test_the_scrollbar_of_a_long_list_hides_no_digit(folder: Path, book: Book) -> None:
    account = book.account()
    first = account.open_items[0]
    items = tuple(replace(first, instalment_id=number) for number in range(1, 31))
    async with driving(folder, lambda: ReceiptForm(TODAY, replace(account, open_items=items))) as driver:
        await driver.type("20000")
        assert sum(line.count("1,190.00") == 2 for line in driver.shown().splitlines()) == 10


async def test_enter_behind_a_name_that_matches_several_leads_back_to_the_list(folder: Path, book: Book) -> None:
    async with driving(folder, lambda: InvoiceForm(TODAY, book.company())) as driver:
        for key, character in (("minus", "-"), ("0", "0"), ("0", "0"), ("enter", None)):
            driver.app.post_message(events.Key(key, character))
        await driver.settle()
        assert "Shift+Tab lists them." in driver.shown()
        assert "A-0001" not in driver.shown()
        await driver.press("shift+tab")
        assert "A-0001" in driver.shown()
        assert "H-0031" in driver.shown()


async def test_what_has_no_room_is_told_by_signs_and_the_title_keeps_off_the_figure(folder: Path, book: Book) -> None:
    account = replace(book.account(), name="Hofmann & Söhne Maschinenbau und Handelsgesellschaft " * 3)
    async with driving(folder, lambda: InvoiceForm(TODAY, book.company(), account)) as driver:
        driver.form.focus_field("reference")
        await driver.settle()
        line = next(line for line in driver.shown().splitlines() if "Customer" in line)
        assert "Hofmann & Söhne Maschinenbau …" in line
    invoice = replace(book.invoice(1), customer_name=account.name)
    async with driving(folder, lambda: CreditNoteForm(TODAY, invoice)) as driver:
        assert "…  " in driver.shown().splitlines()[0]
