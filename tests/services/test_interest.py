"""Interest on the invoices of a book: by instalment, from the day money came, and nothing on what was never owed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from billdesk.domain.drafts import AllocationDraft, ApplyCreditDraft
from billdesk.domain.errors import RuleError
from billdesk.domain.interest.rules import EU, parse_rule
from billdesk.domain.records import InvoiceView
from billdesk.domain.terms import parse_terms
from billdesk.services import interest, invoices, receipts
from billdesk.services.desk import Desk
from tests import makers

ISSUED = date(2026, 9, 1)
RULE = parse_rule("10 % a year")


@pytest.fixture
def invoice(desk: Desk, customer: int) -> InvoiceView:
    """119.00, due on 1 October 2026; the desk's day is 21 November."""
    return makers.an_invoice(desk, customer, ISSUED, terms=parse_terms("net 30"))


def lines(desk: Desk, invoice: InvoiceView) -> list[tuple[str, str, int]]:
    """First day, last day and principal of every line, read from the book as it is now."""
    parts = interest.of_invoice(desk, invoices.get(desk, invoice.id), RULE, None)
    return [
        (line.first.isoformat(), line.last.isoformat(), line.principal_minor)
        for part in parts
        for line in part.found.lines
    ]


def test_an_open_invoice_bears_interest_to_the_day_of_the_desk(desk: Desk, invoice: InvoiceView) -> None:
    assert lines(desk, invoice) == [("2026-10-02", "2026-11-21", 11900)]
    (part,) = interest.of_invoice(desk, invoice, RULE, None)
    assert (part.position, part.due_on) == (1, date(2026, 10, 1))
    assert part.found.exact * 365 == 1190 * 51


def test_a_part_payment_lowers_the_days_after_it(desk: Desk, customer: int, invoice: InvoiceView) -> None:
    makers.a_receipt(desk, customer, 10000, date(2026, 10, 10))
    assert lines(desk, invoice) == [("2026-10-02", "2026-10-10", 11900), ("2026-10-11", "2026-11-21", 1900)]


def test_money_kept_on_account_counts_from_the_day_it_came(desk: Desk, customer: int, invoice: InvoiceView) -> None:
    receipt = makers.a_receipt(desk, customer, 10000, date(2026, 10, 10), allocations=())
    assert lines(desk, invoice) == [("2026-10-02", "2026-11-21", 11900)]
    part = AllocationDraft(invoice.instalments[0].id, 10000)
    receipts.apply_credit(
        desk, makers.confirmed(ApplyCreditDraft(uuid4(), customer, makers.TODAY, (part,), receipt_id=receipt))
    )
    assert lines(desk, invoice) == [("2026-10-02", "2026-10-10", 11900), ("2026-10-11", "2026-11-21", 1900)]


def test_money_that_bounced_bears_interest_again(desk: Desk, customer: int, invoice: InvoiceView) -> None:
    receipt = makers.a_receipt(desk, customer, 11900, date(2026, 10, 10))
    makers.a_reversal(desk, receipt, 11900, date(2026, 10, 20))
    assert lines(desk, invoice) == [("2026-10-02", "2026-10-10", 11900), ("2026-10-21", "2026-11-21", 11900)]


def test_what_a_credit_note_takes_back_was_never_owed(desk: Desk, invoice: InvoiceView) -> None:
    makers.a_credit_note(desk, invoice.id)
    assert lines(desk, invoice) == []
    (part,) = interest.of_invoice(desk, invoices.get(desk, invoice.id), EU, None)
    assert part.found.fixed_sum is None


def test_each_instalment_is_a_debt_of_its_own(desk: Desk, customer: int) -> None:
    made = makers.an_invoice(desk, customer, ISSUED, terms=parse_terms("net 30 split 50/50"))
    makers.a_receipt(desk, customer, 5950, date(2026, 10, 10), [AllocationDraft(made.instalments[1].id, 5950)])
    assert lines(desk, made) == [("2026-10-02", "2026-11-21", 5950)]
    parts = interest.of_invoice(desk, invoices.get(desk, made.id), EU, None)
    assert [part.found.fixed_sum is not None for part in parts] == [True, False]


def test_a_draft_bears_none(desk: Desk, customer: int) -> None:
    draft = invoices.get(desk, makers.a_draft(desk, customer, ISSUED))
    with pytest.raises(RuleError, match="A draft bears no interest"):
        interest.of_invoice(desk, draft, RULE, None)


def test_own_rates_are_used(desk: Desk, invoice: InvoiceView, tmp_path: Path) -> None:
    (tmp_path / "rates").mkdir()
    row = '[[rate]]\nvalid_from = 2026-07-01\npercent = 3.5\nsource = "a notice"\nnoted_on = 2026-07-02\n'
    (tmp_path / "rates" / "eu.toml").write_text(row)
    (part,) = interest.of_invoice(desk, invoice, EU, tmp_path)
    assert [str(line.percent) for line in part.found.lines] == ["11.5"]
    assert part.found.notes == ()
