"""What came after a promise's day is not missing any more, and the queue's pane counts invoices."""

from __future__ import annotations

from datetime import date, timedelta

from billdesk.domain.drafts import Outcome
from billdesk.domain.outcomes import talk
from billdesk.domain.promises import PromiseState
from billdesk.domain.terms import parse_terms
from billdesk.domain.work import View
from billdesk.services import customers, queue
from billdesk.services.desk import Desk, open_desk
from tests import makers
from tests.makers import TODAY

EARLIER = TODAY - timedelta(days=30)


def promised_then_paid(desk: Desk, customer: int, paid_minor: int) -> int:
    """An invoice over 119.00 in two instalments, the first promised thirty days ago and paid late; returns its id."""
    earlier = open_desk(desk.path, user="mk", today=EARLIER, clock=makers.clock)
    terms = parse_terms("net 10 split 50/50")
    view = makers.an_invoice(earlier, customer, date(2026, 9, 1), terms=terms)
    promise = makers.a_promise_draft(5_950, EARLIER + timedelta(days=2), (view.id,))
    makers.a_contact(earlier, customer, Outcome.PROMISED, promise=promise)
    earlier.close()
    if paid_minor:
        makers.a_receipt(desk, customer, paid_minor)
    return view.id


def test_an_instalment_that_came_late_is_not_held_against_the_customer(desk: Desk, customer: int) -> None:
    promised_then_paid(desk, customer, 5_950)
    account = customers.get(desk, customer)
    (promise,) = account.promises
    assert (promise.state, promise.kept_minor, promise.missing_minor) == (PromiseState.BROKEN, 0, 0)
    assert (promise.came_minor, promise.open_minor) == (5_950, 5_950)
    assert "You promised" not in talk(account, TODAY).say


def test_what_is_missing_still_is_said(desk: Desk, customer: int) -> None:
    promised_then_paid(desk, customer, 2_000)
    assert "; € 39.50 of it is missing." in talk(customers.get(desk, customer), TODAY).say


def test_a_promise_of_which_nothing_came_is_named(desk: Desk, customer: int) -> None:
    promised_then_paid(desk, customer, 0)
    assert "; it has not come." in talk(customers.get(desk, customer), TODAY).say


def test_the_pane_under_the_queue_counts_invoices_and_knows_what_came_late(desk: Desk, customer: int) -> None:
    promised_then_paid(desk, customer, 1_000)
    makers.an_invoice(desk, customer, date(2026, 9, 1))
    known = queue.preview(desk, f"account:{customer}:EUR")
    assert (known.open_count, len(known.open_items)) == (2, 3)
    assert known.promises[0].missing_minor == 4_950


def test_the_view_of_promises_says_the_nearest_day_that_stands_else_the_last_one(desk: Desk, customer: int) -> None:
    other = makers.a_customer(desk, "B-2")
    first, second, third = (makers.an_invoice(desk, who, date(2026, 9, 1)) for who in (customer, customer, other))
    for view, days in ((first, 6), (second, 2)):
        promise = makers.a_promise_draft(1_000, TODAY + timedelta(days=days), (view.id,))
        makers.a_contact(desk, customer, Outcome.PROMISED, promise=promise)
    earlier = open_desk(desk.path, user="mk", today=EARLIER, clock=makers.clock)
    promise = makers.a_promise_draft(1_000, EARLIER + timedelta(days=2), (third.id,))
    makers.a_contact(earlier, other, Outcome.PROMISED, promise=promise)
    earlier.close()
    queue.refresh(desk)
    days_of = {row.customer_id: row.promised_on for row in queue.page(desk, View.PROMISES).rows}
    assert days_of == {customer: TODAY + timedelta(days=2), other: EARLIER + timedelta(days=2)}
    assert {row.promised_on for row in queue.page(desk, View.ALL).rows} == {None}


def test_the_day_of_the_money_decides_and_not_when_it_was_entered(desk: Desk, customer: int) -> None:
    """A receipt of the day before the promise, entered weeks later, is none of what was promised: it was on its way."""
    promised_then_paid(desk, customer, 0)
    makers.a_receipt(desk, customer, 2_000, EARLIER - timedelta(days=1))
    (promise,) = customers.get(desk, customer).promises
    assert (promise.kept_minor, promise.came_minor, promise.missing_minor) == (0, 0, 5_950)
    assert "; it has not come." in talk(customers.get(desk, customer), TODAY).say
    makers.a_receipt(desk, customer, 1_000, EARLIER)
    (promise,) = customers.get(desk, customer).promises
    assert (promise.kept_minor, promise.came_minor, promise.missing_minor) == (1_000, 1_000, 4_950)


def test_money_that_bounced_kept_nothing(desk: Desk, customer: int) -> None:
    """The receipt came on the day and is taken back weeks later; what comes then comes late."""
    promised_then_paid(desk, customer, 0)
    (promise,) = customers.get(desk, customer).promises
    receipt = makers.a_receipt(desk, customer, 5_950, promise.due_on)
    (promise,) = customers.get(desk, customer).promises
    assert (promise.state, promise.met_on) == (PromiseState.KEPT, promise.due_on)
    assert "promise broken" not in [row.why for row in queue.page(desk, View.ALL).rows]
    makers.a_reversal(desk, receipt, 5_950)
    (promise,) = customers.get(desk, customer).promises
    assert (promise.state, promise.met_on, promise.missing_minor) == (PromiseState.BROKEN, None, 5_950)
    assert "promise broken" in [row.why for row in queue.page(desk, View.ALL).rows]
    makers.a_receipt(desk, customer, 5_950)
    (promise,) = customers.get(desk, customer).promises
    assert (promise.state, promise.kept_minor, promise.met_on) == (PromiseState.BROKEN, 0, TODAY)


def test_the_broken_promise_stands_above_an_older_and_larger_debt(desk: Desk, customer: int) -> None:
    other = makers.a_customer(desk, "B-2")
    makers.an_invoice(desk, other, date(2025, 1, 2), "90000", terms=parse_terms("net 1"))
    promised_then_paid(desk, customer, 0)
    for code in ("B-3", "B-4", "B-5"):
        makers.an_invoice(desk, makers.a_customer(desk, code), TODAY, "500")
    tomorrow = open_desk(desk.path, user="mk", today=TODAY + timedelta(days=1), clock=makers.clock)
    queue.refresh(tomorrow)
    first, second, *_ = queue.page(tomorrow, View.ALL).rows
    tomorrow.close()
    assert (first.why, first.customer_id, second.customer_id) == ("promise broken", customer, other)
    assert first.points < second.points
