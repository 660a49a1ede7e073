"""Ready-made records of one invented account, to be varied with `dataclasses.replace`."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from billdesk.domain.drafts import Address
from billdesk.domain.promises import PromiseState
from billdesk.domain.records import (
    AccountView,
    CompanyView,
    ContactView,
    InstalmentView,
    InvoiceView,
    LineView,
    OpenItem,
    PromiseView,
    SettlementView,
    TaxView,
)
from billdesk.domain.tax_method import TaxMethod
from billdesk.domain.terms import Terms

TODAY = date(2026, 11, 21)
ERFURT = Address("Anger 1", "99084", "Erfurt", "", "DE")

COMPANY = CompanyView(
    name="Northwind Services BV",
    address=Address("Kade 2", "1012 AB", "Amsterdam", "", "NL"),
    vat_id="NL123456789B01",
    currency="EUR",
    language="en",
    time_zone="Europe/Amsterdam",
    tax_method=TaxMethod.DOCUMENT,
    invoice_pattern="{year}-{seq:04}",
    credit_note_pattern="C{year}-{seq:04}",
    bank="NL91 ABNA 0417 1643 00",
    version=1,
    second_key_from=30,
    retired_checks=(),
)


def line(net_minor: int = 1_468_840, rate: str = "19", quantity: str = "1") -> LineView:
    """The one line of the invoice."""
    return LineView(
        1, 1, "Consulting", Decimal(quantity), "", Decimal(net_minor) / 100, Decimal(0), 0, Decimal(rate), net_minor
    )


def promise(state: PromiseState = PromiseState.BROKEN, due_on: date = date(2026, 11, 20), id_: int = 1) -> PromiseView:
    """A promise of what is open on invoice 1, of which nothing came."""
    return PromiseView(
        id_,
        1,
        date(2026, 11, 18),
        due_on,
        0,
        "EUR",
        1_247_920,
        0,
        0,
        1_247_920,
        state,
        invoice_ids=(1,),
        invoice_numbers=("2026-0412",),
        recorded_by="mk",
    )


INVOICE = InvoiceView(
    id=1,
    uid="u",
    version=1,
    state="issued",
    number="2026-0412",
    customer_id=1,
    customer_code="H-0031",
    customer_name="Hofmann & Söhne KG",
    customer_address=ERFURT,
    customer_vat_id="DE123456789",
    reference="",
    note="",
    exemption="",
    currency="EUR",
    issued_on=date(2026, 9, 15),
    supplied_on=date(2026, 9, 14),
    sent_on=date(2026, 9, 15),
    terms=Terms(days=26),
    tax_method=TaxMethod.DOCUMENT,
    net_minor=1_468_840,
    tax_minor=279_080,
    total_minor=1_747_920,
    open_minor=1_247_920,
    disputed=False,
    lines=(line(),),
    taxes=(TaxView(Decimal(19), 1_468_840, 279_080),),
    instalments=(InstalmentView(1, 1, date(2026, 10, 11), 1_747_920, 1_247_920),),
    settlements=(SettlementView(date(2026, 11, 2), "receipt", "part payment 0412", 500_000, 1, None),),
    promises=(promise(),),
    timeline=(),
)


def item(
    invoice_id: int = 1,
    open_minor: int = 1_247_920,
    due_on: date = date(2026, 10, 11),
    currency: str = "EUR",
    *,
    disputed: bool = False,
) -> OpenItem:
    """An open instalment; its id is that of its invoice."""
    return OpenItem(
        invoice_id, invoice_id, f"2026-{411 + invoice_id:04}", date(2026, 9, 15), due_on, currency, open_minor,
        open_minor, open_minor * disputed, None,
    )  # fmt: skip


def contact(on: date = date(2026, 11, 18), outcome: str = "promised") -> ContactView:
    """A call of the log."""
    happened_at = datetime(on.year, on.month, on.day, 9, tzinfo=UTC)
    return ContactView(1, happened_at, on, "call", "out", outcome, "Fr. Weiß", "Freitag", None, None, "mk")


ACCOUNT = AccountView(
    id=1,
    uid="u",
    version=1,
    code="H-0031",
    name="Hofmann & Söhne KG",
    address=ERFURT,
    persons=(),
    vat_id="DE123456789",
    currency="EUR",
    language="de",
    terms=Terms(),
    notes="",
    owner="",
    open_items=(item(), item(2, 121_000, date(2026, 11, 1)), item(3, 121_000, date(2026, 11, 10))),
    credits=(),
    settled=(),
    receipts=(),
    contacts=(contact(),),
    promises=(promise(),),
    drafts=(),
    median_days_late=18,
)
