"""The checks of entries and of an invoice's content: each finding by its code, severity and field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billdesk.domain.checks.content import check_content
from billdesk.domain.checks.entry import (
    ContactFacts,
    CreditNoteFacts,
    CustomerFacts,
    InvoiceFacts,
    ReceiptFacts,
    check_contact,
    check_credit_note,
    check_customer,
    check_invoice,
    check_receipt,
)
from billdesk.domain.drafts import (
    Address,
    AllocationDraft,
    ContactDraft,
    ContactKind,
    CreditLineDraft,
    CreditNoteDraft,
    CustomerDraft,
    Direction,
    InvoiceDraft,
    LineDraft,
    Outcome,
    Person,
    PromiseDraft,
    ReceiptDraft,
)
from billdesk.domain.findings import Findings, Severity
from billdesk.domain.money import Money
from billdesk.domain.records import CompanyView, InvoiceView, TaxView
from billdesk.domain.tax_method import TaxMethod
from billdesk.domain.terms import Terms
from tests.domain.records_for_tests import COMPANY, INVOICE, TODAY, item, line

UID = UUID(int=1)
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
BLOCK, ASK, NOTE = Severity.BLOCK, Severity.ASK, Severity.NOTE

CUSTOMER = CustomerDraft(UID, "H-0031", "Hofmann & Söhne KG", "EUR", Terms(), persons=(Person("Fr. Weiß"),))
LINE = LineDraft("Consulting", Decimal(24), Decimal(520), Decimal(19))
DRAFT = InvoiceDraft(UID, 1, TODAY, "EUR", Terms(), TaxMethod.DOCUMENT, (LINE,), supplied_on=TODAY)
RECEIPT = ReceiptDraft(UID, 1, TODAY, Money(50_000, "EUR"), "transfer", allocations=(AllocationDraft(1, 50_000),))
CREDIT = CreditNoteDraft(UID, 1, 1, TODAY, "wrong hours", Money(1_000, "EUR"))
PROMISE = PromiseDraft(UID, Money(100_000, "EUR"), TODAY + timedelta(days=6), (1,))
CALL = ContactDraft(UID, 1, NOW, ContactKind.CALL, Direction.OUT, Outcome.REACHED)
PROMISED = replace(CALL, outcome=Outcome.PROMISED, promise=PROMISE)

INVOICE_FACTS = InvoiceFacts(is_customer=True)
RECEIPT_FACTS = ReceiptFacts(True, (item(), item(2, 30_000, currency="GBP")))
CREDIT_FACTS = CreditNoteFacts(INVOICE, left_minor=1_747_920)
CONTACT_FACTS = ContactFacts(TODAY, NOW, (item(), item(2, 30_000, currency="GBP")))


def seen(findings: Findings) -> list[tuple[str, Severity, str]]:
    return [(found.code, found.severity, found.field) for found in findings]


def test_ordinary_entries_are_clear() -> None:
    assert check_customer(CUSTOMER, CustomerFacts(frozenset({"H-0032"}))).verdict == "clear"
    assert check_invoice(DRAFT, INVOICE_FACTS).verdict == "clear"
    assert check_receipt(RECEIPT, RECEIPT_FACTS).verdict == "clear"
    assert check_credit_note(CREDIT, CREDIT_FACTS).verdict == "clear"
    assert check_contact(CALL, CONTACT_FACTS).verdict == "clear"
    assert check_contact(PROMISED, CONTACT_FACTS).verdict == "clear"


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        (replace(CUSTOMER, code=" "), ("code-missing", BLOCK, "code")),
        (replace(CUSTOMER, code="a-1"), ("code-used", BLOCK, "code")),
        (replace(CUSTOMER, name=""), ("name-missing", BLOCK, "name")),
        (replace(CUSTOMER, currency=""), ("currency-missing", BLOCK, "currency")),
        (replace(CUSTOMER, currency="EUX"), ("currency-unknown", BLOCK, "currency")),
        (replace(CUSTOMER, address=Address(country="Germany")), ("country-unknown", BLOCK, "address.country")),
        (replace(CUSTOMER, persons=(Person("", phone="1"),)), ("person-unnamed", BLOCK, "persons.1.name")),
        (
            replace(CUSTOMER, persons=(Person("A", email="a@b.de"), Person("B", email="b@b"))),
            ("email-shape", ASK, "persons.2.email"),
        ),
    ],
)
def test_customer(draft: CustomerDraft, expected: tuple[str, Severity, str]) -> None:
    assert seen(check_customer(draft, CustomerFacts(frozenset({"A-1"})))) == [expected]


def lines(**changes: Decimal | int | str) -> tuple[LineDraft, ...]:
    return (LINE, replace(LINE, **changes))  # type: ignore[arg-type]  # each test changes a field to its own type


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        (replace(DRAFT, lines=()), ("no-lines", BLOCK, "lines")),
        (replace(DRAFT, lines=lines(description=" ")), ("description-missing", BLOCK, "lines.2.description")),
        (replace(DRAFT, lines=lines(tax_rate=Decimal("100.01"))), ("tax-rate", BLOCK, "lines.2.tax_rate")),
        (replace(DRAFT, lines=lines(tax_rate=Decimal(-1))), ("tax-rate", BLOCK, "lines.2.tax_rate")),
        (replace(DRAFT, lines=lines(discount_percent=Decimal(101))), ("discount", BLOCK, "lines.2.discount_percent")),
        (replace(DRAFT, lines=lines(discount_minor=1_248_001)), ("discount", BLOCK, "lines.2.discount_minor")),
        (replace(DRAFT, lines=lines(discount_minor=-1)), ("discount", BLOCK, "lines.2.discount_minor")),
        (
            replace(DRAFT, lines=lines(discount_minor=1, discount_percent=Decimal(1))),
            ("discount-twice", BLOCK, "lines.2.discount_minor"),
        ),
        (replace(DRAFT, lines=lines(quantity=Decimal(0))), ("quantity-zero", ASK, "lines.2.quantity")),
        (replace(DRAFT, lines=lines(quantity=Decimal(-25))), ("total-negative", BLOCK, "lines")),
        (replace(DRAFT, lines=lines(quantity=Decimal(-24))), ("total-zero", ASK, "lines")),
        (replace(DRAFT, lines=lines(unit_price=Decimal(10**14))), ("total-impossible", BLOCK, "lines")),
        (replace(DRAFT, currency="XXQ"), ("currency-unknown", BLOCK, "currency")),
        (replace(DRAFT, supplied_on=TODAY + timedelta(days=61)), ("supplied-ahead", ASK, "supplied_on")),
        (replace(DRAFT, supplied_on=TODAY - timedelta(days=400)), ("supplied-long-ago", ASK, "supplied_on")),
    ],
)
def test_invoice(draft: InvoiceDraft, expected: tuple[str, Severity, str]) -> None:
    assert seen(check_invoice(draft, INVOICE_FACTS)) == [expected]


def test_an_invoice_needs_a_customer() -> None:
    assert seen(check_invoice(DRAFT, InvoiceFacts(is_customer=False))) == [("customer-missing", BLOCK, "customer_id")]


def test_an_amount_of_discount_up_to_the_line_is_possible_also_on_a_deduction() -> None:
    whole = lines(discount_minor=1_248_000)
    deduction = lines(quantity=Decimal(-1), discount_minor=-52_000)
    assert check_invoice(replace(DRAFT, lines=whole), INVOICE_FACTS).verdict == "clear"
    assert check_invoice(replace(DRAFT, lines=deduction), INVOICE_FACTS).verdict == "clear"


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        (
            replace(RECEIPT, amount=Money(0, "EUR"), allocations=()),
            ("amount-not-positive", BLOCK, "amount"),
        ),
        (replace(RECEIPT, method=" "), ("method-missing", BLOCK, "method")),
        (replace(RECEIPT, allocations=(AllocationDraft(1, 50_001),)), ("over-amount", BLOCK, "allocations")),
        (replace(RECEIPT, allocations=()), ("rest-unexplained", BLOCK, "keep_rest")),
        (
            replace(RECEIPT, allocations=(AllocationDraft(2, 30_000),), keep_rest=True),
            ("other-currency", BLOCK, "allocations"),
        ),
    ],
)
def test_receipt(draft: ReceiptDraft, expected: tuple[str, Severity, str]) -> None:
    assert seen(check_receipt(draft, RECEIPT_FACTS)) == [expected]


def test_a_receipt_needs_a_customer() -> None:
    facts = replace(RECEIPT_FACTS, is_customer=False)
    assert seen(check_receipt(RECEIPT, facts)) == [("customer-missing", BLOCK, "customer_id")]


@given(received=st.integers(1, 3_000_000), allocated=st.integers(1, 3_000_000))
def test_no_receipt_settles_more_than_is_open_or_than_came_in(received: int, allocated: int) -> None:
    draft = replace(
        RECEIPT, amount=Money(received, "EUR"), allocations=(AllocationDraft(1, allocated),), keep_rest=True
    )
    possible = allocated <= received and allocated <= 1_247_920
    assert bool(check_receipt(draft, RECEIPT_FACTS).blocking) is not possible


@pytest.mark.parametrize(
    ("draft", "facts", "expected"),
    [
        (replace(CREDIT, reason=""), CREDIT_FACTS, ("reason-missing", BLOCK, "reason")),
        (replace(CREDIT, total=Money(0, "EUR")), CREDIT_FACTS, ("total-not-positive", BLOCK, "total")),
        (replace(CREDIT, total=Money(1, "USD")), CREDIT_FACTS, ("other-currency", BLOCK, "total")),
        (CREDIT, replace(CREDIT_FACTS, left_minor=999), ("over-left", BLOCK, "total")),
        (replace(CREDIT, issued_on=date(2026, 9, 14)), CREDIT_FACTS, ("before-invoice", BLOCK, "issued_on")),
        (
            CREDIT,
            replace(CREDIT_FACTS, invoice=replace(INVOICE, state="draft")),
            ("not-issued", BLOCK, "invoice_id"),
        ),
        (
            replace(CREDIT, lines=(CreditLineDraft(7, Decimal(1)),)),
            CREDIT_FACTS,
            ("line-unknown", BLOCK, "lines"),
        ),
        (
            replace(CREDIT, lines=(CreditLineDraft(1, Decimal(0)),)),
            CREDIT_FACTS,
            ("quantity", BLOCK, "lines.1.quantity"),
        ),
        (
            replace(CREDIT, lines=(CreditLineDraft(1, Decimal(1)), CreditLineDraft(1, Decimal("0.01")))),
            CREDIT_FACTS,
            ("over-line", BLOCK, "lines.1.quantity"),
        ),
    ],
)
def test_credit_note(draft: CreditNoteDraft, facts: CreditNoteFacts, expected: tuple[str, Severity, str]) -> None:
    assert seen(check_credit_note(draft, facts)) == [expected]


def test_what_was_credited_of_a_line_cannot_be_credited_again() -> None:
    half = replace(INVOICE, lines=(replace(line(), credited=Decimal("0.5")),))
    draft = replace(CREDIT, lines=(CreditLineDraft(1, Decimal("0.6")),))
    assert check_credit_note(draft, replace(CREDIT_FACTS, invoice=half)).blocking[0].code == "over-line"
    assert check_credit_note(draft, CREDIT_FACTS).verdict == "clear"


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        (replace(CALL, outcome=Outcome.NONE), ("outcome-missing", BLOCK, "outcome")),
        (
            replace(CALL, kind=ContactKind.NOTE, outcome=Outcome.NONE),
            ("note-missing", BLOCK, "note"),
        ),
        (replace(CALL, outcome=Outcome.PROMISED), ("promise-missing", BLOCK, "promise")),
        (replace(CALL, promise=PROMISE), ("promise-outcome", BLOCK, "outcome")),
        (replace(CALL, happened_at=NOW + timedelta(minutes=1)), ("happened-ahead", ASK, "happened_at")),
        (replace(CALL, next_on=TODAY - timedelta(days=1)), ("next-past", BLOCK, "next_on")),
    ],
)
def test_contact(draft: ContactDraft, expected: tuple[str, Severity, str]) -> None:
    assert seen(check_contact(draft, CONTACT_FACTS)) == [expected]


@pytest.mark.parametrize(
    ("promise", "expected"),
    [
        (replace(PROMISE, amount=Money(0, "EUR")), ("amount-not-positive", BLOCK, "promise.amount")),
        (replace(PROMISE, due_on=TODAY - timedelta(days=1)), ("promise-past", BLOCK, "promise.due_on")),
        (replace(PROMISE, grace_days=-1), ("grace-negative", BLOCK, "promise.grace_days")),
        (replace(PROMISE, invoice_ids=()), ("promise-without-invoice", BLOCK, "promise.invoice_ids")),
        (replace(PROMISE, invoice_ids=(1, 9)), ("not-open", BLOCK, "promise.invoice_ids")),
        (replace(PROMISE, invoice_ids=(1, 2)), ("other-currency", BLOCK, "promise.invoice_ids")),
        (replace(PROMISE, amount=Money(1_247_921, "EUR")), ("promise-above-open", ASK, "promise.amount")),
    ],
)
def test_promise(promise: PromiseDraft, expected: tuple[str, Severity, str]) -> None:
    assert seen(check_contact(replace(PROMISED, promise=promise), CONTACT_FACTS)) == [expected]


def test_a_promise_for_today_and_of_all_that_is_open_is_possible() -> None:
    whole = replace(PROMISE, due_on=TODAY, amount=Money(1_247_920, "EUR"))
    assert check_contact(replace(PROMISED, promise=whole), CONTACT_FACTS).verdict == "clear"


def test_one_live_promise_per_invoice() -> None:
    facts = replace(CONTACT_FACTS, promised_invoice_ids=frozenset({1}))
    findings = check_contact(PROMISED, facts)
    assert seen(findings) == [("promised-already", BLOCK, "promise.invoice_ids")]
    assert findings.items[0].evidence == "2026-0412"


def test_every_message_is_one_plain_sentence() -> None:
    worst = [
        check_customer(replace(CUSTOMER, code="", name="", currency=""), CustomerFacts()),
        check_invoice(replace(DRAFT, lines=()), InvoiceFacts(is_customer=False)),
        check_contact(replace(CALL, outcome=Outcome.PROMISED), CONTACT_FACTS),
        check_content(replace(INVOICE, lines=(), taxes=()), replace(COMPANY, name="", vat_id="")),
    ]
    for findings in worst:
        assert findings.blocking
        for found in findings:
            assert found.message[-1] in ".?"
            assert "!" not in found.message


# The content that the law wants.

UK = replace(COMPANY, address=Address("High St 1", "N1 1AA", "London", "", "GB"), vat_id="GB123456789")
INDIA = replace(
    COMPANY,
    address=Address("MG Road 1", "560001", "Bengaluru", "Karnataka", "IN"),
    vat_id="29ABCDE1234F1Z5",
    invoice_pattern="{year}/{seq:04}",
)
IN_INDIA = replace(
    INVOICE,
    customer_address=Address("FC Road 2", "411004", "Pune", "Maharashtra", "IN"),
    customer_vat_id="27ABCDE1234F1Z5",
)
FREE = replace(
    INVOICE,
    exemption="Art. 138",
    tax_minor=0,
    total_minor=1_468_840,
    lines=(line(rate="0"),),
    taxes=(TaxView(Decimal(0), 1_468_840, 0),),
)
REVERSE = replace(FREE, exemption="Reverse charge")


def codes(invoice: InvoiceView, company: CompanyView) -> list[tuple[str, Severity]]:
    return [(found.code, found.severity) for found in check_content(invoice, company)]


def test_complete_invoices_miss_nothing() -> None:
    assert codes(INVOICE, COMPANY) == []
    assert codes(REVERSE, COMPANY) == []
    assert codes(replace(REVERSE, exemption="Steuerschuldnerschaft des Leistungsempfängers"), COMPANY) == []
    assert codes(INVOICE, replace(UK, currency="EUR")) == [("UK-sterling", BLOCK)]
    assert codes(replace(INVOICE, note="VAT total £2,380.10"), UK) == []
    assert codes(IN_INDIA, INDIA) == []


@pytest.mark.parametrize(
    ("invoice", "company", "expected"),
    [
        (replace(INVOICE, number=None), COMPANY, ("E2", BLOCK)),
        (INVOICE, replace(COMPANY, vat_id=" "), ("E3", BLOCK)),
        (INVOICE, replace(COMPANY, vat_id="BE123"), ("E3", ASK)),
        (replace(REVERSE, customer_vat_id=""), COMPANY, ("E4", BLOCK)),
        (INVOICE, replace(COMPANY, address=replace(COMPANY.address, town="")), ("E5", BLOCK)),
        (replace(INVOICE, customer_address=Address(town="Erfurt", country="DE")), COMPANY, ("E5", BLOCK)),
        (replace(INVOICE, lines=(replace(line(), description=" "),)), COMPANY, ("E6", BLOCK)),
        (replace(INVOICE, lines=(line(quantity="0"),)), COMPANY, ("E6", BLOCK)),
        (replace(INVOICE, supplied_on=None), COMPANY, ("E7", NOTE)),
        (replace(INVOICE, lines=(line(1_468_839),)), COMPANY, ("E8", BLOCK)),
        (replace(INVOICE, lines=(line(rate="7"),)), COMPANY, ("E9", BLOCK)),
        (replace(INVOICE, taxes=(TaxView(Decimal(19), 1_468_840, 279_081),)), COMPANY, ("E10", BLOCK)),
        (replace(INVOICE, total_minor=1_747_921), COMPANY, ("E10", BLOCK)),
        (
            replace(
                INVOICE,
                taxes=(TaxView(Decimal(19), 1_468_840, 279_081),),
                tax_minor=279_081,
                total_minor=1_747_921,
            ),
            COMPANY,
            ("E10", BLOCK),
        ),
        (replace(FREE, exemption=""), replace(COMPANY, address=replace(COMPANY.address, country="DE"), vat_id="DE1"),
         ("E11", BLOCK)),
        (replace(INVOICE, exemption="Reverse charge"), COMPANY, ("E11a", BLOCK)),
        (FREE, COMPANY, ("E11a", ASK)),
        (replace(IN_INDIA, number="2026-27/000000412"), INDIA, ("IN-number", BLOCK)),
        (replace(IN_INDIA, number="2026_412"), INDIA, ("IN-number", BLOCK)),
        (
            replace(IN_INDIA, state="draft", number=None),
            replace(INDIA, invoice_pattern="INVOICE-{year}-{seq:06}"),
            ("IN-number", BLOCK),
        ),
        (IN_INDIA, replace(INDIA, vat_id="29ABCDE1234F1X5"), ("IN-GSTIN", BLOCK)),
        (replace(IN_INDIA, customer_vat_id="27ABC"), INDIA, ("IN-GSTIN", BLOCK)),
        (
            replace(IN_INDIA, customer_address=replace(IN_INDIA.customer_address, region="")),
            INDIA,
            ("IN-place", BLOCK),
        ),
    ],
)  # fmt: skip
def test_missing_content_is_found(invoice: InvoiceView, company: CompanyView, expected: tuple[str, Severity]) -> None:
    assert codes(invoice, company) == [expected]


def test_a_draft_needs_no_number_yet() -> None:
    assert codes(replace(INVOICE, state="draft", number=None), COMPANY) == []


def test_tax_by_line_need_not_be_base_times_rate() -> None:
    by_line = replace(
        INVOICE,
        tax_method=TaxMethod.LINE,
        taxes=(TaxView(Decimal(19), 1_468_840, 279_070),),
        tax_minor=279_070,
        total_minor=1_747_910,
    )
    assert codes(by_line, COMPANY) == []


def test_a_domestic_exempt_sale_is_not_asked_about_reverse_charge() -> None:
    home = replace(COMPANY, address=replace(COMPANY.address, country="DE"), vat_id="DE123456789")
    assert codes(FREE, home) == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda invoice: replace(invoice, imported=True),
        lambda invoice: invoice,
    ],
)
def test_imported_invoices_and_other_countries_are_not_judged(spoil: Callable[[InvoiceView], InvoiceView]) -> None:
    bare = spoil(replace(INVOICE, lines=(), taxes=(), customer_address=Address()))
    country = COMPANY.address.country if bare.imported else "CH"
    assert codes(bare, replace(COMPANY, address=Address(country=country), vat_id="")) == []


def test_the_evidence_names_the_law() -> None:
    found = check_content(INVOICE, replace(COMPANY, vat_id="")).items[0]
    assert found.evidence == "directive 2006/112/EC Art. 226"
