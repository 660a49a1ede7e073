"""The checks of entries against a book: what the forms hear, and that the book and the history in memory agree."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

from billdesk.domain.checks.entered import Entered, EnteredLine, EntryKind
from billdesk.domain.checks.facts import CustomerMaster, DeskMaster, Facts
from billdesk.domain.checks.history import History
from billdesk.domain.crediting import credit_totals
from billdesk.domain.drafts import CreditLineDraft, CreditNoteDraft, LineDraft, TaxId, TaxIdKind
from billdesk.domain.findings import Findings
from billdesk.domain.money import Money
from billdesk.domain.terms import Terms
from billdesk.services import checking, credit_notes, customers, invoices, receipts
from billdesk.services.desk import Desk
from tests import makers
from tests.makers import TODAY

OWN_NUMBERS = ((EntryKind.INVOICE, "{year}-{seq:04}"), (EntryKind.CREDIT_NOTE, "C{year}-{seq:04}"))
LAST_MONTH = TODAY - timedelta(days=30)


def seen(findings: Findings) -> list[tuple[str, str]]:
    return [(finding.code, finding.field) for finding in findings]


def test_a_draft_that_was_saved_already_is_a_duplicate_but_not_of_itself(desk: Desk, customer: int) -> None:
    draft = makers.an_invoice_draft(customer)
    assert seen(invoices.check(desk, draft)) == []
    saved = invoices.save_draft(desk, makers.confirmed(draft))
    again = makers.an_invoice_draft(customer)
    assert seen(invoices.check(desk, again)) == [("duplicate", "lines")]
    assert seen(invoices.check(desk, replace(draft, id=saved, version=1))) == []


def test_findings_and_their_questions_name_the_fields_of_the_form(desk: Desk, customer: int) -> None:
    odd = makers.an_invoice_draft(customer, terms=Terms(days=60), supplied_on=TODAY)
    (finding,) = invoices.check(desk, odd)
    assert (finding.code, finding.field) == ("due-off-terms", "terms")
    assert finding.question is not None
    assert finding.question.field == "terms"
    ahead = makers.an_invoice_draft(customer, issued_on=TODAY + timedelta(days=1))
    assert seen(invoices.check(desk, ahead)) == [("issued-ahead", "issued_on")]
    assert ("currency-unusual", "currency") in seen(invoices.check(desk, replace(odd, currency="GBP")))


def test_a_form_blocks_a_document_dated_before_the_last_number_of_its_series(desk: Desk, customer: int) -> None:
    view = makers.an_invoice(desk, customer, TODAY)
    before = makers.an_invoice_draft(customer, TODAY - timedelta(days=1), "300")
    (finding,) = invoices.check(desk, before).blocking
    assert (finding.code, finding.field) == ("issued-before-last", "issued_on")
    assert not invoices.check(desk, makers.an_invoice_draft(customer, TODAY, "300")).blocking
    makers.a_credit_note(desk, view.id)
    other = makers.an_invoice(desk, customer, TODAY, "300")
    draft = CreditNoteDraft(
        uuid4(), other.id, other.version, TODAY - timedelta(days=1), "late", Money(other.total_minor, "EUR")
    )
    assert "issued-before-last" in {found.code for found in credit_notes.check(desk, draft).blocking}


def test_a_draft_impossible_by_itself_is_not_compared_with_the_book(desk: Desk, customer: int) -> None:
    checked = invoices.examine(desk, makers.an_invoice_draft(customer, lines=()))
    assert (seen(checked.findings), checked.entered, checked.facts) == ([("no-lines", "lines")], None, None)


def test_money_is_compared_with_what_is_open(desk: Desk, customer: int) -> None:
    first = makers.an_invoice(desk, customer, LAST_MONTH)
    makers.an_invoice(desk, customer, LAST_MONTH, "250")
    account = customers.get(desk, customer)
    fits = makers.a_receipt_draft(account, 11_900)
    assert seen(receipts.check(desk, fits)) == []
    assert seen(receipts.check(desk, makers.a_receipt_draft(account, 19_100))) == [("receipt-like-open", "amount")]
    assert seen(receipts.check(desk, makers.a_receipt_draft(account, 15_000))) == [("receipt-off-open", "customer_id")]
    named = replace(makers.a_receipt_draft(account, 29_750), reference=f"invoice {first.number}")
    assert seen(receipts.check(desk, named)) == [("receipt-off-named", "reference")]
    on_account = makers.a_receipt_draft(account, 50_000)
    assert on_account.keep_rest
    assert seen(receipts.check(desk, on_account)) == []


def test_the_same_payment_twice_and_one_taken_back(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer, LAST_MONTH)
    makers.an_invoice(desk, customer, LAST_MONTH, "300")
    paid = makers.a_receipt(desk, customer, 11_900)
    again = makers.a_receipt_draft(customers.get(desk, customer), 11_900)
    assert ("duplicate", "amount") in seen(receipts.check(desk, again))
    makers.a_reversal(desk, paid, 11_900)
    assert seen(receipts.check(desk, makers.a_receipt_draft(customers.get(desk, customer), 11_900))) == []


def test_a_credit_note_again_within_days(desk: Desk, customer: int) -> None:
    view = makers.an_invoice(desk, customer, TODAY)
    draft = CreditNoteDraft(uuid4(), view.id, view.version, TODAY, "late", Money(view.total_minor, "EUR"))
    assert seen(credit_notes.check(desk, draft)) == []
    half = LineDraft("Consulting", Decimal(1), Decimal(50), Decimal(19))
    other = makers.an_invoice(desk, customer, TODAY, lines=(half, half))
    makers.a_credit_note(desk, view.id)
    again = CreditNoteDraft(uuid4(), other.id, other.version, TODAY, "late", Money(other.total_minor, "EUR"))
    assert seen(credit_notes.check(desk, again)) == []  # it credits another invoice


def test_the_book_and_the_history_in_memory_know_the_same(desk: Desk) -> None:
    own = makers.a_customer(desk, "H-1", name="Hofmann & Söhne KG")
    near = makers.a_customer(
        desk, "H-2", name="Hoffmann Söhne GmbH", vat_id="", tax_ids=(TaxId(TaxIdKind.VAT, "DE136695976", "DE"),)
    )
    other = makers.a_customer(desk, "B-1", name="Brandt Metallbau", vat_id="")
    views = [
        makers.an_invoice(desk, customer, LAST_MONTH + timedelta(days=n), str(100 + n), reference=f"PO-{n}")
        for n, customer in enumerate((own, near, other, own, own))
    ]
    makers.a_receipt(desk, own, views[0].total_minor)
    part = CreditLineDraft(views[3].lines[0].id, Decimal("0.5"))
    total = credit_totals(views[3], (part,)).total_minor
    draft = CreditNoteDraft(uuid4(), views[3].id, views[3].version, TODAY, "late", Money(total, "EUR"), (part,))
    credit_notes.issue(desk, makers.confirmed(draft))
    terms, line = Terms(days=30), EnteredLine("Consulting", Decimal(1), Decimal(100), Decimal(19))
    history = History(
        DeskMaster("NL", "EUR", numbers=OWN_NUMBERS),
        [
            CustomerMaster("H-1", "Hofmann & Söhne KG", "Erfurt", "DE", "EUR", terms, ("DE123456788",)),
            CustomerMaster("H-2", "Hoffmann Söhne GmbH", "Erfurt", "DE", "EUR", terms, ("DE136695976",)),
            CustomerMaster("B-1", "Brandt Metallbau", "Erfurt", "DE", "EUR", terms),
        ],
    )
    for n, (view, code) in enumerate(zip(views, ("H-1", "H-2", "B-1", "H-1", "H-1"), strict=True)):
        gross = Decimal(view.total_minor) / 100
        lines = (replace(line, unit_price=Decimal(100 + n)),)
        due, kind = view.issued_on + timedelta(days=30), EntryKind.INVOICE
        history.book(Entered(str(n), kind, code, view.issued_on, due, "EUR", lines, gross, view.number, f"PO-{n}"))
    first, credited = Decimal(views[0].total_minor) / 100, Decimal(total) / 100
    history.book(Entered("r", EntryKind.RECEIPT, "H-1", TODAY, None, "EUR", (), first, reference="as agreed"))
    number = views[3].number or ""
    history.book(Entered("c", EntryKind.CREDIT_NOTE, "H-1", TODAY, None, "EUR", (), credited, "C2026-0001", number))
    for entered in (
        Entered("e", EntryKind.INVOICE, "H-1", TODAY, None, "EUR", (line,), Decimal(119), reference="PO-9"),
        Entered("e", EntryKind.RECEIPT, "H-1", TODAY, None, "EUR", (), Decimal(119), reference=views[1].number or ""),
        Entered("e", EntryKind.RECEIPT, "B-1", TODAY, None, "EUR", (), Decimal(119), reference="customer H-2"),
    ):
        with desk.reader.connection() as connection:
            read = checking.facts_of(connection, entered, desk)
        assert nameless(read) == nameless(history.facts(entered, TODAY))


def nameless(facts: Facts) -> Facts:
    """Facts without the ids of the entries, who keyed them, and what only a list of all customers or lines can hold."""
    return replace(
        facts,
        past=tuple(replace(entry, id="", lines=(), entered_by="", booked=None) for entry in facts.past),
        habits=tuple((name, replace(habit, most=Decimal(0))) for name, habit in facts.habits),
    )
