"""A desk for the tests of the screens of one record: accounts to follow up, one of them hostile, drafts, money.

Hofmann & Söhne KG: `2026-0002` late and part-paid, promised and broken; `2026-0004` in three instalments; € 300.00
unapplied; `2026-0001` settled. Acme Ltd: `2026-0003` late, in pounds. `HOSTILE`: an account with such text in every
field. Petit: two drafts, one of them without a buyer's address.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from uuid import UUID

from billdesk.domain.double_check import bypass
from billdesk.domain.drafts import (
    Address,
    AllocationDraft,
    CompanyDraft,
    ContactDraft,
    ContactKind,
    CustomerDraft,
    Direction,
    InvoiceDraft,
    IssueDraft,
    LineDraft,
    Outcome,
    Person,
    PromiseDraft,
    ReceiptDraft,
    SentDraft,
)
from billdesk.domain.money import Money
from billdesk.domain.records import AccountView, InvoiceView
from billdesk.domain.tax_method import TaxMethod
from billdesk.domain.terms import Terms, parse_terms
from billdesk.domain.work import QueueRow, View
from billdesk.services import company, contacts, customers, invoices, queue, receipts
from billdesk.services.desk import Desk, open_desk
from billdesk.widgets.footer import DeskFooter
from screens.trail import Trail
from tests.conftest import TODAY
from tests.screens.forms.desk import HOSTILE, Driver, clock

HOFMANN, ACME, HOSTILE_ID, PETIT = 1, 2, 3, 4
SETTLED, LATE, POUNDS, PARTS, HOSTILE_INVOICE, COMPLETE, LACKING = range(1, 8)
LONG = HOSTILE + " " + "very long " * 1000


class Maker:
    """Writes the desk, record by record; every identity is fixed."""

    def __init__(self, path: Path) -> None:
        self._next = 0
        self.desk = company.create_desk(path, bypass(_company(), "test"), user="mk", today=TODAY, clock=clock)

    def uid(self) -> UUID:
        """The next identity."""
        self._next += 1
        return UUID(int=self._next)

    def customer(self, code: str, name: str, draft: CustomerDraft) -> int:
        """An account."""
        return customers.save(self.desk, bypass(replace(draft, uid=self.uid(), code=code, name=name), "test"))

    def invoice(self, draft: InvoiceDraft, *, issue: bool = True) -> int:
        """An invoice, issued on its date."""
        invoice_id = invoices.save_draft(self.desk, bypass(replace(draft, uid=self.uid()), "test"))
        if issue:
            view = invoices.get(self.desk, invoice_id)
            total = Money(view.total_minor, view.currency)
            invoices.issue(self.desk, bypass(IssueDraft(invoice_id, view.version, view.issued_on, total), "test"))
        return invoice_id

    def receipt(self, customer_id: int, on: date, minor: int, reference: str, invoice_id: int | None) -> None:
        """Money that settles an invoice, or is kept unapplied."""
        items = customers.get(self.desk, customer_id).open_items
        parts = tuple(AllocationDraft(item.instalment_id, minor) for item in items if item.invoice_id == invoice_id)
        amount = Money(minor, "EUR")
        draft = ReceiptDraft(self.uid(), customer_id, on, amount, "transfer", reference, parts, invoice_id is None)
        receipts.record(self.desk, bypass(draft, "test"))

    def contact(self, draft: ContactDraft) -> None:
        """A line of the contact log, written on the day it happened."""
        path = self.desk.path
        self.desk.close()
        then = open_desk(path, user="mk", today=draft.happened_at.date(), clock=lambda: draft.happened_at)
        contacts.log(then, bypass(replace(draft, uid=self.uid()), "test"))
        then.close()
        self.desk = open_desk(path, user="mk", today=TODAY, clock=clock)


def _company() -> CompanyDraft:
    return CompanyDraft(
        name="Northwind Services BV",
        address=Address("Kade 1", "1011 AB", "Amsterdam", "", "NL"),
        vat_id="NL001234567B01",
        currency="EUR",
        language="en",
        time_zone="UTC",
        tax_method=TaxMethod.DOCUMENT,
        invoice_pattern="{year}-{seq:04}",
        credit_note_pattern="C{year}-{seq:04}",
        bank="NL91 ABNA 0417 1643 00",
    )


def _invoice(customer_id: int, issued_on: date, price: str, text: str = "Consulting") -> InvoiceDraft:
    line = LineDraft(text, Decimal(4), Decimal(price), Decimal(19), "h")
    return InvoiceDraft(
        UUID(int=0), customer_id, issued_on, "EUR", Terms(), TaxMethod.DOCUMENT, (line,), supplied_on=issued_on
    )


def _contact(customer_id: int, on: date, outcome: Outcome) -> ContactDraft:
    at = datetime(on.year, on.month, on.day, 9, tzinfo=UTC)
    return ContactDraft(UUID(int=0), customer_id, at, ContactKind.CALL, Direction.OUT, outcome)


def _make(path: Path) -> None:
    maker = Maker(path)
    weiss = Person("Fr. Weiß", "accounts", "+49 361 1", "weiss@hofmann.example")
    plain = CustomerDraft(
        UUID(int=0), "", "", "EUR", Terms(), Address("Weg 3", "99084", "Erfurt", "", "DE"), (weiss,), "DE123456788"
    )
    bad = Address(HOSTILE, HOSTILE, HOSTILE, HOSTILE, "DE")
    person = Person(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
    maker.customer("H-0031", "Hofmann & Söhne KG", plain)
    maker.customer("A-0001", "Acme Ltd", replace(plain, currency="GBP"))
    maker.customer("X-[Ltd]", HOSTILE, replace(plain, address=bad, persons=(person,), notes=LONG, owner="mk"))
    maker.customer("P-0001", "Boulangerie Petit", replace(plain, address=Address("", "", "", "", "FR"), vat_id=""))
    maker.invoice(_invoice(HOFMANN, date(2026, 6, 1), "250"))
    maker.invoice(_invoice(HOFMANN, date(2026, 8, 3), "500"))
    maker.invoice(replace(_invoice(ACME, date(2026, 9, 1), "100"), currency="GBP"))
    split = parse_terms("net 30 split 50/30/20")
    maker.invoice(replace(_invoice(HOFMANN, date(2026, 10, 20), "100"), terms=split))
    hostile = replace(_invoice(HOSTILE_ID, date(2026, 10, 20), "10", LONG), terms=Terms(days=20))
    maker.invoice(replace(hostile, reference=HOSTILE, note=HOSTILE))
    maker.invoice(_invoice(HOFMANN, date(2026, 11, 20), "99"), issue=False)
    maker.invoice(_invoice(PETIT, date(2026, 11, 20), "99"), issue=False)
    maker.receipt(HOFMANN, date(2026, 7, 19), 119000, "0001", SETTLED)
    maker.receipt(HOFMANN, date(2026, 11, 2), 100000, "part payment 0002", LATE)
    maker.receipt(HOFMANN, date(2026, 11, 10), 30000, "unknown payer", None)
    promise = PromiseDraft(maker.uid(), Money(138000, "EUR"), date(2026, 11, 20), (LATE,))
    called = replace(_contact(HOFMANN, date(2026, 11, 18), Outcome.PROMISED), person="Fr. Weiß", note="Freitag")
    maker.contact(replace(called, promise=promise, invoice_id=LATE))
    maker.contact(replace(_contact(HOSTILE_ID, date(2026, 11, 2), Outcome.REACHED), note=LONG, person=HOSTILE))
    for invoice_id in (SETTLED, LATE, POUNDS, PARTS, HOSTILE_INVOICE):
        view = invoices.get(maker.desk, invoice_id)
        sent = SentDraft(invoice_id, view.version, view.issued_on, "e-mail")
        invoices.mark_sent(maker.desk, bypass(sent, "test"))
    queue.refresh(maker.desk)
    maker.desk.close()


@cache
def _finished(scratch: Path) -> bytes:
    _make(scratch)
    return scratch.read_bytes()


def make_folder(folder: Path) -> Path:
    """A folder with the desk in it, its own copy; made once a run, because making one writes many records."""
    (folder / "desk.billdesk").write_bytes(_finished(folder.parent / "finished.billdesk"))
    return folder


def open_book(folder: Path) -> Desk:
    """The desk of a test, to look at what was saved."""
    return open_desk(folder / "desk.billdesk", user="mk", today=TODAY, clock=clock)


def account_of(folder: Path, customer_id: int = HOFMANN) -> AccountView:
    """An account as it is saved."""
    desk = open_book(folder)
    try:
        return customers.get(desk, customer_id)
    finally:
        desk.close()


def invoice_of(folder: Path, invoice_id: int) -> InvoiceView:
    """An invoice as it is saved."""
    desk = open_book(folder)
    try:
        return invoices.get(desk, invoice_id)
    finally:
        desk.close()


def rows_of(folder: Path, view: View) -> tuple[QueueRow, ...]:
    """The rows of a view."""
    desk = open_book(folder)
    try:
        return queue.page(desk, view).rows
    finally:
        desk.close()


def trail_of(folder: Path, view: View, at: int = 0) -> Trail:
    """The row of a view at that place."""
    return Trail(view, None, rows_of(folder, view)[at].key)


def shows(driver: Driver, kind: type[object]) -> bool:
    """Whether the screen on top is of a kind."""
    return isinstance(driver.app.screen, kind)


def note(driver: Driver) -> str:
    """What the footer line says."""
    return driver.app.screen.query_one(DeskFooter).note
