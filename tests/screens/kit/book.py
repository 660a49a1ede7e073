"""A desk file with a queue to work: accounts with odd names, several currencies, drafts and money not applied."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from billdesk.domain.double_check import bypass
from billdesk.domain.drafts import (
    Address,
    CompanyDraft,
    ImportBatch,
    ImportedInvoice,
    InvoiceDraft,
    LineDraft,
    ReceiptDraft,
)
from billdesk.domain.money import Money
from billdesk.domain.tax_method import TaxMethod
from billdesk.domain.terms import Terms
from billdesk.services import company, imports, invoices, receipts
from tests.conftest import TODAY

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
HOSTILE = "[@click=app.quit]x[/] [Ltd] \x1b]0;t\x07\x1b[31m \u202egnp\u202c\u200b \x9b1m"
NAMES = ("Hofmann & Söhne KG", "Acme [Ltd]", "Sharma Traders", HOSTILE, "東京商事株式会社", "شركة النور", "x" * 300)
ACCOUNTS = 60


def clock() -> datetime:
    """Saturday morning."""
    return NOW


def make_book(path: Path) -> None:
    """Write the desk file."""
    settings = CompanyDraft(
        name="Northwind Services BV",
        address=Address("Kade 1", "1011 AB", "Amsterdam", "", "NL"),
        vat_id="NL001234567B01",
        currency="EUR",
        language="en",
        time_zone="UTC",
        tax_method=TaxMethod.DOCUMENT,
        invoice_pattern="{year}-{seq:04}",
        credit_note_pattern="CN-{year}-{seq:04}",
    )
    why = "a desk for tests"
    desk = company.create_desk(path, bypass(settings, why), user="mk", today=TODAY, clock=clock)
    batch = ImportBatch("old.csv", "0" * 64, tuple(_invoice(at) for at in range(2 * ACCOUNTS)))
    imports.book(desk, bypass(batch, why))
    draft = InvoiceDraft(
        uid=UUID(int=1),
        customer_id=1,
        issued_on=TODAY,
        currency="EUR",
        terms=Terms(),
        tax_method=TaxMethod.DOCUMENT,
        lines=(LineDraft("Work", Decimal(2), Decimal(100), Decimal(19)),),
    )
    invoices.save_draft(desk, bypass(draft, why))
    money = ReceiptDraft(UUID(int=2), 2, TODAY, Money(5000, "EUR"), "transfer", "unknown", keep_rest=True)
    receipts.record(desk, bypass(money, why))
    desk.close()


def _invoice(at: int) -> ImportedInvoice:
    account = at % ACCOUNTS
    name = NAMES[account] if account < len(NAMES) else f"Customer {account:02}"
    due = TODAY - timedelta(days=1 + at * 7 % 150)
    amount = Money(100_000 + at * 1_777, "EUR" if account % 5 else "GBP")
    return ImportedInvoice(
        at + 2, f"C-{account:02}", name, f"A-{at:04}", due - timedelta(days=30), due, amount, reference=HOSTILE
    )
