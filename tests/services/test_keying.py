"""Who keyed what, and how old it was then: read from the audit chain, it says what is usual."""

from __future__ import annotations

from datetime import timedelta

from billdesk.domain.drafts import ImportBatch, ImportedInvoice, InvoiceDraft
from billdesk.domain.money import Money
from billdesk.services import customers, imports, invoices, receipts, weighing
from billdesk.services.checking import Checked
from billdesk.services.desk import Desk, open_desk
from tests import makers
from tests.makers import NOW, TODAY

LONG_AGO = "issued-long-ago"


def desk_of(desk: Desk, user: str, days_ago: int = 0) -> Desk:
    """The same desk, opened by somebody on an earlier day."""
    back = timedelta(days=days_ago)
    return open_desk(desk.path, user=user, today=TODAY - back, clock=lambda: NOW - back)


def key_invoices(desk: Desk, customer: int, user: str, price: str, count: int = 20, lag: int = 0) -> None:
    """Invoices of `count` days, each keyed so many days after its date."""
    for back in range(1, count + 1):
        other = desk_of(desk, user, back)
        makers.a_draft(other, customer, other.today - timedelta(days=lag), f"{price}.{back:02}")
        other.close()


def points(desk: Desk, draft: InvoiceDraft) -> set[str]:
    found = weighing.weighed(desk, invoices.examine(desk, draft)).risk
    assert found is not None
    return {reason for reason, _ in found.parts}


def codes(checked: Checked) -> set[str]:
    return {finding.code for finding in checked.findings}


def test_an_amount_is_measured_by_what_its_user_enters(desk: Desk, customer: int) -> None:
    other = makers.a_customer(desk, "B-1", name="Brandt Metallbau", vat_id="")
    key_invoices(desk, other, "mara", "50")
    key_invoices(desk, other, "jan", "5000")
    draft = makers.an_invoice_draft(customer, price="900")
    for user, wanted in (("mara", True), ("Mara", True), ("jan", False), ("new", False)):
        opened = desk_of(desk, user)
        assert ("an amount beyond what you usually enter" in points(opened, draft)) is wanted
        opened.close()
    opened = desk_of(desk, "new")
    large = makers.an_invoice_draft(customer, price="6000")
    assert "an amount beyond the desk's usual" in points(opened, large)
    opened.close()


def test_a_form_knows_how_old_papers_are_when_they_are_keyed(desk: Desk, customer: int) -> None:
    old = makers.an_invoice_draft(customer, TODAY - timedelta(days=60), "77")
    assert LONG_AGO in codes(invoices.examine(desk, old))
    key_invoices(desk, customer, "mara", "100", count=12, lag=65)
    assert LONG_AGO not in codes(invoices.examine(desk, old))
    older = makers.an_invoice_draft(customer, TODAY - timedelta(days=66), "77")
    assert LONG_AGO in codes(invoices.examine(desk, older))


def test_receipts_are_known_by_their_day_of_keying_too(desk: Desk, customer: int) -> None:
    for back in range(1, 13):
        other = desk_of(desk, "mara", back)
        makers.a_receipt(other, customer, 1_000 + back, other.today - timedelta(days=40))
        other.close()
    paid = makers.a_receipt_draft(customers.get(desk, customer), 5_000, TODAY - timedelta(days=40))
    assert LONG_AGO not in codes(receipts.examine(desk, paid))
    brandt = makers.a_customer(desk, "B-1", name="Brandt Metallbau", vat_id="")
    strange = makers.a_receipt_draft(customers.get(desk, brandt), 5_000, TODAY - timedelta(days=40))
    assert LONG_AGO in codes(receipts.examine(desk, strange))


def test_what_was_imported_was_keyed_by_nobody(desk: Desk, customer: int) -> None:
    rows = (
        ImportedInvoice(n + 2, "H-0031", "Hofmann & Söhne KG", f"R-{n}", day, day, Money(10_000 + n, "EUR"))
        for n in range(60)
        for day in (TODAY - timedelta(days=100 + n),)
    )
    imports.book(desk, makers.confirmed(ImportBatch("old.csv", "f" * 64, tuple(rows))))
    draft = makers.an_invoice_draft(customer, TODAY - timedelta(days=50), "77")
    checked = invoices.examine(desk, draft)
    assert checked.facts is not None
    assert {entry.entered_by for entry in checked.facts.past} == {""}
    assert LONG_AGO in codes(checked)
