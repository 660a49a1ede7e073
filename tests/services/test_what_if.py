"""What if another procedure had held: counted on the book, which is only read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

from billdesk.domain.crediting import credit_totals
from billdesk.domain.drafts import AllocationDraft, CreditLineDraft, CreditNoteDraft, Outcome
from billdesk.domain.followup.decide import Action, Decision, decide_account
from billdesk.domain.followup.drafts import ChoiceDraft
from billdesk.domain.followup.procedures import GENTLE, STANDARD, STRICT
from billdesk.domain.money import Money
from billdesk.services import credit_notes, following, invoices, procedures, what_if
from billdesk.services.desk import Desk
from db import following_past
from screens.parts.procedure_lines import say_today
from tests import makers
from tests.makers import TODAY, confirmed
from tests.services.test_following_sent import put_dispute, put_sending
from tests.services.test_holds import block, instalment, pause, waive

OLD = date(2026, 9, 15)
"""Net 30: due on 15 October, 37 days before today."""


def test_the_year_is_replayed_from_the_book_and_nothing_is_written(desk: Desk, customer: int) -> None:
    paid = makers.an_invoice(desk, customer, date(2026, 7, 1))
    makers.an_invoice(desk, makers.a_customer(desk, "A-0001"), OLD)
    parts = (AllocationDraft(instalment(desk, paid.id), 11_900),)
    makers.a_receipt(desk, customer, 11_900, date(2026, 8, 6), allocations=parts)
    before = desk.path.read_bytes()
    found = what_if.last_year(desk, STRICT)
    assert desk.path.read_bytes() == before
    assert (found.first, found.last) == (date(2025, 11, 22), TODAY)
    # Due on 31 July, paid six days late: the standard procedure wrote on the fifth day, the strict one on the second,
    # after a word three days before. The other account is 37 days late and has had every step that was old enough.
    assert [(one.code, one.before, one.after) for one in found.affected] == [("A-0001", 3, 4), ("H-0031", 1, 2)]
    assert (found.comparison.before.contacts, found.comparison.after.contacts) == (4, 6)


def test_what_had_been_sent_before_the_year_counts(desk: Desk, customer: int) -> None:
    item = makers.an_invoice(desk, customer, date(2025, 9, 1)).instalments[0].id
    put_sending(desk, customer, [item], "sent", date(2025, 10, 20))
    found = what_if.last_year(desk, replace(STANDARD, name="copy"))
    assert (found.affected, found.comparison.before.contacts) == ((), 3)


def test_a_customers_own_procedure_is_the_one_that_is_changed(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer, OLD)
    makers.an_invoice(desk, makers.a_customer(desk, "A-0001"), OLD)
    procedures.choose(desk, confirmed(ChoiceDraft("gentle", customer)))
    sooner = replace(GENTLE, steps=(replace(GENTLE.steps[0], days=1), *GENTLE.steps[1:]))
    facts = following.read_facts(desk, TODAY)
    assert what_if.today(facts, sooner).moved == ()
    later = replace(GENTLE, steps=(replace(GENTLE.steps[-1], days=60),))
    found = what_if.today(facts, later)
    assert (found.before, found.after) == (2, 1)
    assert [(one.code, one.before, one.after) for one in found.moved] == [("H-0031", "step 1 by mail", "nothing")]
    assert [one.code for one in what_if.today(facts, later, as_desk=True).moved] == ["A-0001", "H-0031"]


def told(decision: Decision) -> tuple[object, ...]:
    """A decision but for the texts that the past does not keep."""
    others = decision.others if isinstance(decision, Action) else ()
    standings = [
        (one.item.number, one.item.open_minor, one.item.disputed_minor, one.step, one.claimed_minor, one.next_on)
        for one in (*decision.items, *others)
    ]
    return type(decision), decision.currency, standings


def everything(desk: Desk, customer: int) -> None:
    """An account that all sorts of things happened to, from September on."""
    first = makers.an_invoice(desk, customer, OLD)
    makers.an_invoice(desk, customer, OLD, currency="USD")
    second = makers.an_invoice(desk, customer, OLD, "300")
    promise = makers.a_promise_draft(11_900, TODAY + timedelta(days=3), (first.id,))
    makers.a_contact(desk, customer, Outcome.PROMISED, promise=promise)
    makers.a_receipt(desk, customer, 5_000, date(2026, 10, 20), allocations=())
    makers.a_reversal(desk, makers.a_receipt(desk, customer, 700, date(2026, 10, 25)), 700, date(2026, 11, 2))
    makers.a_receipt(desk, customer, 2_000, date(2026, 11, 3))
    put_dispute(desk, customer, second.id, 10_000, date(2026, 11, 5))
    put_dispute(desk, customer, None, 1_000, date(2026, 11, 6))
    over = {"state": "resolved", "outcome": "partly", "resolved_on": date(2026, 11, 12), "credit_minor": 700}
    put_dispute(desk, customer, first.id, 3_000, date(2026, 10, 28), **over)
    pause(desk, customer, currency="USD")
    other = makers.a_customer(desk, "A-0001")
    third = makers.an_invoice(desk, other, OLD)
    waive(desk, other, (instalment(desk, third.id), 1))
    fourth = makers.an_invoice(desk, other, OLD)
    block(desk, other, invoice_id=fourth.id)
    fifth = makers.an_invoice(desk, other, OLD)
    put_dispute(desk, other, fifth.id, 9_000, date(2026, 10, 28), **over | {"credit_minor": 8_000})
    a_part_credit(desk, fifth.id, date(2026, 11, 16))
    makers.a_credit_note(desk, third.id, TODAY)


def a_part_credit(desk: Desk, invoice_id: int, on: date) -> None:
    """Credit four tenths of the invoice's only line."""
    view = invoices.get(desk, invoice_id)
    lines = (CreditLineDraft(view.lines[0].id, Decimal("0.4")),)
    total = Money(credit_totals(view, lines).total_minor, "EUR")
    draft = CreditNoteDraft(uuid4(), invoice_id, view.version, on, "agreed", total, lines)
    credit_notes.issue(desk, confirmed(draft))


def test_a_day_of_the_past_is_decided_as_the_daily_run_decided_it(desk: Desk, customer: int) -> None:
    everything(desk, customer)
    first = TODAY - timedelta(days=90)
    for past in range(0, 91, 3):
        day = first + timedelta(days=past)
        facts = following.read_facts(desk, day)
        with desk.reader.snapshot() as connection:
            whose = following_past.customers(connection, first)
            found = {one.customer_id: one for one in following_past.histories(connection, whose, first, TODAY)}
        for known in facts.accounts:
            customer_id = known.account.customer.id
            again = decide_account(found[customer_id].on(day), STANDARD, day)
            expected = decide_account(known.account, facts.procedure, day)
            assert [told(one) for one in again if open_in(one)] == [told(one) for one in expected], (day, known.code)


def open_in(decision: Decision) -> bool:
    return bool(decision.items)


def test_progress_is_told_for_every_account(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer, OLD)
    said: list[tuple[int, int]] = []
    progress: Callable[[int, int], None] = lambda done, total: said.append((done, total))  # noqa: E731
    what_if.last_year(desk, STRICT, progress)
    assert said == [(0, 1)]


def test_what_cannot_be_written_is_told_apart_from_what_goes_out(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer, OLD)
    bare = makers.a_customer(desk, "A-0001", persons=())
    makers.an_invoice(desk, bare, OLD)
    facts = following.read_facts(desk, TODAY)
    later = replace(STANDARD, steps=(replace(STANDARD.steps[0], days=1), *STANDARD.steps[1:]))
    found = what_if.today(facts, later, what_if.out_of_reach(desk, facts))
    assert (found.before, found.after, found.unwritable) == (1, 1, 1)
    assert "1 message today, as before; 1 more is due, but has no working address" in say_today(found)
