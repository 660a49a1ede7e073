"""From keys to the book: every form reaches it through the double check, and gives nothing up on the way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from billdesk import form_drafts
from billdesk.domain.double_check import bypass
from billdesk.domain.drafts import Outcome
from billdesk.domain.errors import InputError
from billdesk.domain.money import parse_amount
from billdesk.services import invoices
from billdesk.services.desk import open_desk
from screens.dialogs.double_check import DoubleCheckDialog
from screens.forms.company import CompanyForm
from screens.forms.contact import ContactForm
from screens.forms.credit_note import CreditNoteForm
from screens.forms.credits import ApplyCreditForm, ReversalForm
from screens.forms.customer import CustomerForm
from screens.forms.inputs import SafeInput
from screens.forms.invoice import InvoiceForm
from screens.forms.leaving import LeavingDialog
from screens.forms.receipt import ReceiptForm
from screens.forms.small import SentForm, SnoozeForm, VoidForm, WithdrawForm
from tests.conftest import TODAY
from tests.screens.forms.conftest import Book
from tests.screens.forms.desk import Driver, clock, driving


async def _confirm(driver: Driver, *answers: str) -> None:
    """Go to the double check, answer it, and confirm."""
    await driver.press("f2")
    await driver.answer(*answers)
    await driver.press("f8")


def _kept(folder: Path) -> tuple[form_drafts.FormDraft, ...]:
    return form_drafts.unfinished(form_drafts.folder_of(folder / "state", folder / "desk.billdesk"))


async def test_a_receipt_settles_what_it_proposes(folder: Path, book: Book) -> None:
    account = book.account()
    async with driving(folder, lambda: ReceiptForm(TODAY, account)) as driver:
        await driver.type("297.50")
        assert "all allocated" in driver.shown()
        await _confirm(driver, "297.50", "21")
        assert driver.app.results == [book.account().receipts[0].id]
        assert "Receipt from Hofmann & Söhne KG recorded." in driver.shown()
    assert [item.number for item in book.account().open_items] == ["2026-0001"]
    assert _kept(folder) == ()


@pytest.mark.parametrize("no_color", ["", "1"])
async def test_the_form_behind_the_double_check_does_not_show_the_answers(
    folder: Path, book: Book, monkeypatch: pytest.MonkeyPatch, no_color: str
) -> None:
    monkeypatch.setenv("NO_COLOR", no_color)
    account = book.account()
    async with driving(folder, lambda: ReceiptForm(TODAY, account), size=(120, 40)) as driver:
        await driver.type("297.50")
        assert "297.50" in driver.shown()
        await driver.press("f2")
        assert isinstance(driver.app.screen, DoubleCheckDialog)
        assert "297" not in driver.shown()
        assert "21 Nov" not in driver.shown()


async def test_a_rest_must_be_explained_and_can_be_kept(folder: Path, book: Book) -> None:
    account = book.account()
    async with driving(folder, lambda: ReceiptForm(TODAY, account)) as driver:
        await driver.type("2000")
        await driver.press("f2")
        assert isinstance(driver.app.screen, ReceiptForm)
        assert "Part of the money is not allocated" in driver.shown()
        await driver.press("f9")
        await _confirm(driver, "2000", "21")
        assert len(driver.app.results) == 1
    assert [credit.unapplied_minor for credit in book.account().credits] == [200000 - 148750]


async def test_allocating_by_hand(folder: Path, book: Book) -> None:
    account = book.account()
    async with driving(folder, lambda: ReceiptForm(TODAY, account)) as driver:
        await driver.type("100")
        await driver.press("enter", "enter", "enter", "enter", "enter")
        await driver.press("space", "down", "space")
        assert "all allocated" in driver.shown()
        await driver.type("400")
        assert "too much" in driver.shown()
        await driver.press("f2")
        assert "Only € 297.50 is open on 2026-0002." in " ".join(driver.shown().split())
        await driver.type("60")
        await driver.press("up")
        await driver.type("40")
        await _confirm(driver, "100", "21")
    assert [item.open_minor for item in book.account().open_items] == [119000 - 4000, 29750 - 6000]


async def test_an_invoice_is_entered_with_the_keyboard_alone(folder: Path, book: Book) -> None:
    company = book.company()
    async with driving(folder, lambda: InvoiceForm(TODAY, company)) as driver:
        await driver.type("H-0031")
        await driver.press("enter")
        assert "14 days" in driver.shown(), "the customer brings its terms"
        await driver.press("tab", "tab", "tab", "tab", "tab")
        for texts in (("Consulting", "2", "h", "100", "10%", "19"), ("Travel", "", "", "50", "", "")):
            for text in texts:
                await driver.type(text)
                await driver.press("tab")
        assert "€ 273.70" in driver.shown()
        assert "due Sat 5 Dec 2026" in driver.shown()
        await _confirm(driver, "273.70", "21")
        (invoice_id,) = driver.app.results
    assert isinstance(invoice_id, int)
    lines = book.invoice(invoice_id).lines
    assert [(line.description, str(line.quantity), line.net_minor) for line in lines] == [
        ("Consulting", "2", 18000),
        ("Travel", "1", 5000),
    ]


@pytest.mark.parametrize(("typed", "net"), [("10%", "90.00"), ("10.00", "90.00"), ("7.50", "92.50")])
async def test_a_discount_says_whether_it_is_percent_or_an_amount(
    folder: Path, book: Book, typed: str, net: str
) -> None:
    company, account = book.company(), book.account()
    async with driving(folder, lambda: InvoiceForm(TODAY, company, account)) as driver:
        await driver.press("tab", "tab", "tab", "tab", "tab")
        for text in ("Consulting", "1", "h", "100", "10", "19"):
            await driver.type(text)
            await driver.press("tab")
        await driver.press("f2")
        assert "Write 10% or 10.00." in driver.shown()
        await driver.press("ctrl+u")
        await driver.type(typed)
        assert f"net € {net}" in driver.shown()


async def test_back_to_the_field_in_question_keeps_the_entry(folder: Path, book: Book) -> None:
    draft, company = book.invoice(3), book.company()
    async with driving(folder, lambda: InvoiceForm(TODAY, company, invoice=draft)) as driver:
        await driver.press("f2", "tab", "f4")
        form = driver.form
        assert driver.app.focused is form.query_one("#field-issued_on SafeInput")
        assert not form.has_changes


async def test_a_stale_draft_is_refused_and_the_form_keeps_its_content(folder: Path, book: Book) -> None:
    draft, company = book.invoice(3), book.company()
    async with driving(folder, lambda: InvoiceForm(TODAY, company, invoice=draft)) as driver:
        await driver.press("tab", "tab", "tab", "tab")
        await driver.type("PO 7")
        form = driver.app.screen
        assert isinstance(form, InvoiceForm)
        other = replace(form.build(), reference="PO 8")
        desk = open_desk(folder / "desk.billdesk", user="jo", today=TODAY, clock=clock)
        invoices.save_draft(desk, bypass(other, "test"))
        desk.close()
        await _confirm(driver, "117.81", "21")
        assert isinstance(driver.app.screen, InvoiceForm)
        assert "jo" in driver.shown()
        assert "PO 7" in driver.shown()
        assert driver.app.results == []


async def test_a_customer_code_in_use_is_said_at_the_field(folder: Path, book: Book) -> None:
    company = book.company()
    async with driving(folder, lambda: CustomerForm(TODAY, company)) as driver:
        await driver.type("H-0031")
        await driver.press("enter")
        await driver.type("Copy")
        await driver.press("f2")
        assert isinstance(driver.app.screen, CustomerForm)
        assert "Another customer has this code already." in driver.shown()
        await driver.press("home", "N")
        await _confirm(driver)
    assert book.account("NH-0031").name == "Copy"


async def test_a_new_customer_gets_a_code_that_can_be_typed_over(folder: Path, book: Book) -> None:
    company = book.company()
    async with driving(folder, lambda: CustomerForm(TODAY, company)) as driver:
        await driver.press("enter")
        await driver.type("Roth")
        assert "R-0032" in driver.shown()
        await driver.press("shift+tab")
        await driver.type("R-7")
        await driver.press("enter", "end", "s")
        await _confirm(driver)
    assert book.account("R-7").name == "Roths"


async def test_all_that_is_missing_or_unreadable_is_said_at_once(folder: Path, book: Book) -> None:
    company = book.company()
    async with driving(folder, lambda: CustomerForm(TODAY, company), size=(80, 40)) as driver:
        form = driver.form
        for field in ("address-country", "currency", "terms", "language"):
            form.query_one(f"#field-{field} SafeInput", SafeInput).value = "xyz"
        await driver.press("f2")
        shown = driver.shown()
        for sentence in ("Code is missing.", "Name is missing.", "Country is two letters", "Language is two letters"):
            assert sentence in shown
        assert shown.count("✗") == 6
        assert driver.app.focused is form.query_one("#field-code SafeInput")


async def test_a_person_is_added_to_a_customer(folder: Path, book: Book) -> None:
    company, account = book.company(), book.account()
    async with driving(folder, lambda: CustomerForm(TODAY, company, account)) as driver:
        for _ in range(17):
            await driver.pilot.press("enter")
        await driver.type("Hr. Roth")
        await _confirm(driver)
        assert driver.app.results == [account.id]
    assert [person.name for person in book.account().persons] == ["Fr. Weiß", "Hr. Roth"]


async def test_a_call_proposes_the_next_day_by_its_outcome(folder: Path, book: Book) -> None:
    account = book.account()
    async with driving(folder, lambda: ContactForm(TODAY, account)) as driver:
        await driver.type("call back")
        await driver.press("enter")
        await driver.type("2")
        assert "Mon 23 Nov 2026" in driver.shown()
        await driver.press("backspace", "1")
        assert "Mon 30 Nov 2026" in driver.shown()
        await _confirm(driver)
    (contact,) = book.account().contacts
    assert (contact.note, contact.outcome, str(contact.next_on)) == ("call back", "reached", "2026-11-30")


async def test_a_dispute_names_its_invoice_and_marks_it(folder: Path, book: Book) -> None:
    account = book.account()
    async with driving(folder, lambda: ContactForm(TODAY, account, Outcome.DISPUTES)) as driver:
        assert driver.app.focused is driver.form.query_one("#field-note SafeInput")
        await driver.type("wrong price")
        await driver.press("enter", "enter")
        await driver.type("9")
        await driver.press("f2")
        assert "No open invoice has this number." in driver.shown()
        await driver.press("ctrl+u")
        await driver.type("0001")
        assert "2026-0001, " in driver.shown()
        await driver.press("f2")
        assert "disputed" in driver.shown().split("log and sets")[1]
        await driver.press("f8")
        assert len(driver.app.results) == 1
    assert {item.number: item.disputed for item in book.account().open_items} == {"2026-0001": True, "2026-0002": False}


async def test_f2_goes_to_the_first_field_in_order_and_next_follows_the_promise(folder: Path, book: Book) -> None:
    account = book.account()
    async with driving(folder, lambda: ContactForm(TODAY, account, Outcome.PROMISED)) as driver:
        await driver.type("10.11.2026")
        await driver.press("f2")
        assert driver.app.focused is driver.form.query_one("#field-promise-due SafeInput"), driver.shown()
        await driver.press("ctrl+u")
        await driver.type("27.11.2026")
        assert driver.form.query_one("#field-next_on SafeInput", SafeInput).value == "2026-11-30"
        await _confirm(driver, "1487.50", "27")
        assert len(driver.app.results) == 1


async def test_a_promise_is_logged_for_the_marked_invoices(folder: Path, book: Book) -> None:
    account = book.account()
    async with driving(folder, lambda: ContactForm(TODAY, account, Outcome.PROMISED)) as driver:
        await driver.type("fri")
        await driver.press("enter", "down", "space")
        assert "1,190.00" in driver.shown()
        await _confirm(driver, "1190", "27")
    (promise,) = book.account().promises
    assert (promise.amount_minor, str(promise.due_on), promise.invoice_numbers) == (
        119000,
        "2026-11-27",
        ("2026-0001",),
    )
    (contact,) = book.account().contacts
    assert str(contact.next_on) == "2026-11-30", "the day after the promise, off the weekend"
    async with driving(folder, lambda: WithdrawForm(TODAY, account, promise)) as driver:
        await driver.type("mistaken")
        await _confirm(driver)
        assert driver.app.results == [True]
    assert book.account().promises[0].state == "withdrawn"


async def test_a_credit_note_over_part_of_a_line(folder: Path, book: Book) -> None:
    invoice = book.invoice(1)
    async with driving(folder, lambda: CreditNoteForm(TODAY, invoice)) as driver:
        assert "whole · € 1,190.00" in driver.shown()
        await driver.press("enter")
        await driver.type("too much")
        await driver.press("enter")
        await driver.type("2")
        await driver.press("f2")
        assert "Between 0 and 1 can be credited of it." in driver.shown()
        await driver.press("backspace")
        await driver.type("0.5")
        await _confirm(driver, "595", "21")
        assert driver.app.results == ["C2026-0001"]
    assert book.invoice(1).open_minor == 59500


async def test_credit_is_used_and_a_receipt_taken_back(folder: Path, book: Book) -> None:
    account = book.account()
    async with driving(folder, lambda: ReceiptForm(TODAY, account)) as driver:
        await driver.type("100")
        await driver.press("enter", "enter", "enter", "enter", "enter", "space", "f9")
        await driver.press("delete")
        await driver.type("1")
        await _confirm(driver, "100", "21")
    account = book.account()
    async with driving(folder, lambda: ApplyCreditForm(TODAY, account, account.credits[0])) as driver:
        await _confirm(driver, "99", "21")
        assert driver.app.results == [9900]
    account = book.account()
    assert account.credits == ()
    async with driving(folder, lambda: ReversalForm(TODAY, account, account.receipts[0])) as driver:
        await driver.press("enter")
        await driver.type("bounced")
        await _confirm(driver, "100", "21", "reverse")
        assert len(driver.app.results) == 1
    assert sum(item.open_minor for item in book.account().open_items) == 148750


async def test_sent_void_settings_and_snooze(folder: Path, book: Book) -> None:
    invoice, draft, company = book.invoice(1), book.invoice(3), book.company()
    async with driving(folder, lambda: SentForm(TODAY, invoice)) as driver:
        await _confirm(driver)
        assert driver.app.results == [True]
    async with driving(folder, lambda: VoidForm(TODAY, draft)) as driver:
        await driver.type("entered twice")
        await _confirm(driver, "void")
        assert driver.app.results == [True]
    async with driving(folder, lambda: CompanyForm(TODAY, company)) as driver:
        await driver.type("Northwind BV")
        await _confirm(driver)
        assert driver.app.results == [True]
    async with driving(folder, lambda: SnoozeForm(TODAY, "account:1:EUR", "Hofmann")) as driver:
        await driver.type("yesterday")
        await driver.press("enter")
        await driver.type("on holiday")
        await driver.press("f2")
        assert "at least until tomorrow" in driver.shown()
        await driver.press("shift+tab")
        await driver.type("+7")
        await _confirm(driver)
        assert driver.app.results == [True]
    assert str(book.invoice(1).sent_on) == "2026-11-21"
    assert book.invoice(3).state == "void"
    assert book.company().name == "Northwind BV"


async def test_leaving_asks_only_when_something_changed(folder: Path, book: Book) -> None:
    account = book.account()
    async with driving(folder, lambda: ReceiptForm(TODAY, account)) as driver:
        await driver.press("tab", "tab", "escape")
        assert driver.app.results == [None]
    async with driving(folder, lambda: ReceiptForm(TODAY, account)) as driver:
        await driver.press("5", "escape")
        assert isinstance(driver.app.screen, LeavingDialog)
        await driver.press("escape")
        assert isinstance(driver.app.screen, ReceiptForm)
        await driver.press("backspace", "escape")
        assert driver.app.results == [None], "typed and taken back is no change"


async def test_what_cannot_be_read_is_said_and_found(folder: Path, book: Book) -> None:
    account = book.account()
    async with driving(folder, lambda: ReceiptForm(TODAY, account)) as driver:
        await driver.type("1e3")
        await driver.press("enter", "enter")
        await driver.type("soon")
        await driver.press("f2")
        assert isinstance(driver.app.screen, ReceiptForm)
        assert driver.app.focused is driver.form.query_one("#field-amount SafeInput")
        shown = " ".join(driver.shown().split())
        with pytest.raises(InputError) as refused:
            parse_amount("1e3", "EUR")
        assert refused.value.sentence in shown
        assert "+14" in shown


async def test_confirming_three_times_books_once(folder: Path, book: Book) -> None:
    account = book.account()
    async with driving(folder, lambda: ReceiptForm(TODAY, account)) as driver:
        await driver.type("297.50")
        await driver.press("f2")
        await driver.type("297.50")
        await driver.press("enter")
        await driver.type("21")
        await driver.press("f8", "f8", "f8")
        assert len(driver.app.results) == 1
    assert len(book.account().receipts) == 1
