"""What the double check asks beside total and day: by the risk, by the desk's settings, by what was answered before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from billdesk.domain.checks.rekey import RiskSettings
from billdesk.domain.double_check import SECOND_KEY_FROM, Review, confirm
from billdesk.domain.drafts import InvoiceDraft, ReceiptDraft
from billdesk.domain.findings import Severity
from billdesk.domain.money import Money
from billdesk.domain.reviews import review_invoice, review_receipt
from billdesk.domain.second_keys import Weighed, with_weight
from billdesk.domain.terms import Terms
from billdesk.services import company, customers, invoices, receipts, reports, safekeeping, weighing
from billdesk.services.desk import Desk
from billdesk.services.drafting import invoice_draft
from tests import makers
from tests.makers import COMPANY, TODAY, confirmed


@pytest.fixture
def known(desk: Desk, customer: int) -> int:
    """A customer with some history: the same again raises nothing."""
    for month in (7, 8, 9, 10):
        makers.an_invoice(desk, customer, date(2026, month, 3))
    return customer


def weigh(desk: Desk, draft: InvoiceDraft) -> Weighed:
    return weighing.weighed(desk, invoices.examine(desk, draft))


def codes(found: Weighed) -> list[str]:
    return [key.code for key in found.keys]


def late(customer: int) -> InvoiceDraft:
    """An invoice with other terms than the customer's."""
    return makers.an_invoice_draft(customer, terms=Terms(days=45))


def test_an_entry_like_all_before_asks_nothing_more(desk: Desk, known: int) -> None:
    found = weigh(desk, makers.an_invoice_draft(known))
    assert (found.keys, found.risk and found.risk.score, found.threshold) == ((), 0, SECOND_KEY_FROM)


def test_a_new_customer_is_asked_for_by_code_from_the_set_threshold_on(desk: Desk, customer: int) -> None:
    found = weigh(desk, makers.an_invoice_draft(customer))
    assert codes(found) == ["customer"]
    assert found.keys[0].question.agrees("h0031")
    assert found.risk is not None
    assert found.risk.parts == (("a new customer", 30),)
    company.save(desk, confirmed(replace(COMPANY, second_key_from=31, version=1)))
    higher = weigh(desk, makers.an_invoice_draft(customer))
    assert (higher.keys, higher.threshold) == ((), 31)


def test_what_a_check_asks_is_answered_by_a_value(desk: Desk, known: int) -> None:
    found = weigh(desk, late(known))
    assert codes(found) == ["due-off-terms", "customer"]
    assert found.keys[0].question.agrees("45 days")
    assert found.keys[0].question.field == "terms"


def test_a_retired_check_only_notes(desk: Desk, known: int) -> None:
    company.save(desk, confirmed(replace(COMPANY, retired_checks=("due-off-terms",), version=1)))
    found = weigh(desk, late(known))
    assert found.keys == ()
    assert [(finding.code, finding.severity) for finding in found.findings] == [("due-off-terms", Severity.NOTE)]


def test_what_was_answered_when_the_draft_was_saved_is_not_asked_at_its_issue(desk: Desk, known: int) -> None:
    draft_id = invoices.save_draft(desk, confirmed(late(known)))
    view = invoices.get(desk, draft_id)
    assert codes(weighing.issue(desk, view)) == ["due-off-terms", "customer"]
    draft = invoice_draft(view)
    review = with_weight(review_invoice(draft, "", view, TODAY), weigh(desk, draft))
    answers = {"Total": "119", "Day": "21", "Terms on the paper": "45", "Customer": "H-0031"}
    invoices.save_draft(desk, confirm(review, answers))
    assert weighing.issue(desk, invoices.get(desk, draft_id)).keys == ()
    saved = invoice_draft(invoices.get(desk, draft_id))
    invoices.save_draft(desk, confirmed(replace(saved, terms=Terms(days=60))))
    again = weighing.issue(desk, invoices.get(desk, draft_id))
    assert codes(again) == ["due-off-terms"], "the terms were changed since, the customer was not"


def test_an_ask_that_the_total_answers_is_booked_with_its_answer(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer, TODAY - timedelta(days=30), "697.95")
    account = customers.get(desk, customer)
    draft = makers.a_receipt_draft(account, 80_356)
    found = weighing.weighed(desk, receipts.examine(desk, draft))
    review = with_weight(review_receipt(draft, "", account.open_items, found.findings), found)
    assert review.findings.leading is not None
    assert review.findings.leading.code == "receipt-like-open"
    answers = {"Total": "803.56", "Day": "21", "Customer": "H-0031"}
    receipts.record(desk, confirm(review, answers))
    rows = desk.reader.rows("select code, asked, answered, outcome from check_answer order by id", {})
    assert ("receipt-like-open", "Total", "803.56", "agreed") in [tuple(row) for row in rows]
    assert "check answer" in list(reports.audit(desk))[-1].changed
    assert safekeeping.verify(desk) == ()


def page_of(desk: Desk, draft: InvoiceDraft) -> Review[InvoiceDraft]:
    """The page of a draft that is entered in the form."""
    found = weigh(desk, draft)
    return with_weight(review_invoice(draft, "", None, TODAY, found.findings), found)


def save(desk: Desk, draft: InvoiceDraft, total: str = "1190") -> int:
    """Save a draft through its page, with what the paper says."""
    page = page_of(desk, draft)
    answers = {question.label: question.expected for question in page.asked} | {"Total": total}
    return invoices.save_draft(desk, confirm(page, answers))


def at_issue(desk: Desk, draft_id: int) -> list[str]:
    """What the page of the issue asks: the codes of the second keys, and what leads."""
    found = weighing.issue(desk, invoices.get(desk, draft_id))
    leading = found.findings.leading
    return [*codes(found), *([leading.code] if leading else [])]


def twice_odd(customer: int) -> InvoiceDraft:
    """Two checks ask: terms and price are not the customer's usual."""
    return makers.an_invoice_draft(customer, TODAY, "1000", terms=Terms(days=45))


def test_an_ask_that_stood_under_the_leading_one_does_not_lead_when_the_draft_is_issued(desk: Desk, known: int) -> None:
    draft = twice_odd(known)
    asks = [finding.code for finding in weigh(desk, draft).findings if finding.severity is Severity.ASK]
    assert len(asks) == 2
    draft_id = save(desk, draft)
    assert at_issue(desk, draft_id) == []
    noted = weighing.issue(desk, invoices.get(desk, draft_id)).findings
    assert {finding.code for finding in noted} >= set(asks), "what was seen stands on the page still, as a note"
    assert safekeeping.verify(desk) == ()


def test_what_was_shown_of_one_draft_is_asked_of_another(desk: Desk, known: int) -> None:
    other = invoices.save_draft(desk, confirmed(makers.an_invoice_draft(known, price="900", terms=Terms(days=45))))
    assert at_issue(desk, other)[-1] == "due-off-terms"
    save(desk, twice_odd(known))
    assert at_issue(desk, other)[-1] == "due-off-terms"


def test_a_value_that_was_changed_past_the_page_is_asked_at_issue(desk: Desk, known: int) -> None:
    draft_id = save(desk, twice_odd(known))
    saved = invoice_draft(invoices.get(desk, draft_id))
    dearer = replace(saved.lines[0], unit_price=saved.lines[0].unit_price * 2)
    invoices.save_draft(desk, confirmed(replace(saved, lines=(dearer,))))
    assert at_issue(desk, draft_id)[0] == "price-unusual"


def test_an_ask_that_says_something_else_by_now_leads_at_issue(desk: Desk, known: int) -> None:
    draft_id = save(desk, makers.an_invoice_draft(known, TODAY - timedelta(days=3)), "119")
    assert at_issue(desk, draft_id) == []
    makers.an_invoice(desk, known, TODAY - timedelta(days=3))
    assert at_issue(desk, draft_id)[-1] == "duplicate", "another paper like it came into the book since"


def test_what_is_settled_makes_no_room_for_a_key_that_was_not_asked(desk: Desk, customer: int) -> None:
    """A new customer's odd invoice asks a value and the customer; at issue the reference must not come in its place."""
    draft_id = save(desk, replace(twice_odd(customer), reference="PO-4711-88"))
    assert at_issue(desk, draft_id) == []


def test_saved_again_a_draft_shows_its_asks_once_more_and_keeps_them_once(desk: Desk, known: int) -> None:
    draft_id = save(desk, twice_odd(known))
    again = replace(invoice_draft(invoices.get(desk, draft_id)), note="by post")
    assert weigh(desk, again).findings.leading is not None
    assert save(desk, again) == draft_id
    assert at_issue(desk, draft_id) == []
    assert safekeeping.verify(desk) == ()


def test_issuing_says_what_the_content_lacks_beside_what_the_checks_ask(desk: Desk, known: int) -> None:
    company.save(desk, confirmed(replace(COMPANY, vat_id="", version=1)))
    draft_id = invoices.save_draft(desk, confirmed(late(known)))
    found = weighing.issue(desk, invoices.get(desk, draft_id))
    assert found.findings.blocking
    assert found.keys == ()


def test_money_that_matches_nothing_asks_whose_it_is(desk: Desk, known: int) -> None:
    draft = ReceiptDraft(uuid4(), known, TODAY, Money(10_001, "EUR"), "transfer", keep_rest=True)
    found = weighing.weighed(desk, receipts.examine(desk, draft))
    assert "receipt-off-open" in codes(found)
    exact = replace(draft, amount=Money(11_900, "EUR"))
    assert weighing.weighed(desk, receipts.examine(desk, exact)).keys == ()


def test_money_that_is_taken_back_or_used_asks_for_the_customer_where_the_risk_is_high(
    desk: Desk, customer: int
) -> None:
    """The same points as for money that comes in, and no check: what came in once was checked then."""
    code = customers.get(desk, customer).code
    new = weighing.moved(desk, code, TODAY, Money(500, "EUR"))
    assert (codes(new), list(new.findings)) == (["customer"], [])
    assert new.keys[0].question.agrees("h0031")
    taken = [makers.a_receipt(desk, customer, 500, allocations=()) for _ in range(4)]
    assert weighing.moved(desk, code, TODAY, Money(500, "EUR")).keys == ()
    large = makers.a_receipt(desk, customer, 50_000, allocations=())
    assert codes(weighing.moved(desk, code, TODAY, Money(50_000, "EUR"), receipt_id=large)) == ["customer"]
    assert weighing.moved(desk, code, TODAY, Money(500, "EUR"), receipt_id=taken[0]).keys == ()
    company.save(desk, confirmed(replace(COMPANY, second_key_from=999, version=1)))
    assert weighing.moved(desk, code, TODAY, Money(50_000, "EUR"), receipt_id=large).keys == ()


def test_an_impossible_entry_is_not_weighed(desk: Desk, known: int) -> None:
    found = weigh(desk, replace(late(known), lines=()))
    assert found.findings.blocking
    assert (found.keys, found.risk) == ((), None)


def test_one_threshold_holds_unless_the_desk_sets_another() -> None:
    assert RiskSettings().threshold == SECOND_KEY_FROM


def test_a_draft_dated_before_the_last_number_is_blocked_at_its_date_before_it_is_issued(desk: Desk) -> None:
    customer = makers.a_customer(desk)
    makers.an_invoice(desk, customer, TODAY)
    same, before = (makers.a_draft(desk, customer, TODAY - timedelta(days=days)) for days in (0, 1))
    assert not weighing.issue(desk, invoices.get(desk, same)).findings.blocking
    (finding,) = weighing.issue(desk, invoices.get(desk, before)).findings.blocking
    assert (finding.code, finding.field) == ("issued-before-last", "issued_on")
    assert finding.evidence == "Date it on that day or later."
