"""Plans of several promises: money counts for them in their order, and one that is behind holds nothing."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from billdesk.domain.drafts import WithdrawPromiseDraft
from billdesk.domain.errors import NotFoundError, RuleError
from billdesk.domain.money import Money
from billdesk.domain.plans import PlanDraft, PlanPart, PlanView, WithdrawPlanDraft
from billdesk.domain.promise_record import record_of
from billdesk.services import contacts, customers, following, plans
from billdesk.services.desk import Desk, open_desk
from db.verify import verify
from tests import makers
from tests.makers import TODAY, confirmed

PART = 10_000


@pytest.fixture
def invoice(desk: Desk, customer: int) -> int:
    """357.00, due on 1 October 2026; the desk's day is 21 November."""
    return makers.an_invoice(desk, customer, date(2026, 9, 1), "300").id


def draft(customer: int, invoice: int, **changes: object) -> PlanDraft:
    """Three parts of 100.00, in one, two and three weeks."""
    parts = tuple(PlanPart(TODAY + timedelta(weeks=week), PART) for week in (1, 2, 3))
    plan = PlanDraft(uuid4(), customer, Money(3 * PART, "EUR"), parts, (invoice,), 0, "by phone")
    return replace(plan, **changes)  # type: ignore[arg-type]  # a test names the fields it varies


@pytest.fixture
def plan(desk: Desk, customer: int, invoice: int) -> int:
    """The plan, agreed."""
    return plans.agree(desk, confirmed(draft(customer, invoice)))


def on(desk: Desk, plan: int, days: int) -> PlanView:
    """The plan as of so many days later."""
    with closing(open_desk(desk.path, user="mk", today=TODAY + timedelta(days=days), clock=makers.clock)) as later:
        return plans.get(later, plan)


def states(view: PlanView) -> list[str]:
    return [one.state.value for one in view.promises]


def test_a_plan_is_a_row_of_promises_for_the_same_invoices(desk: Desk, customer: int, invoice: int, plan: int) -> None:
    view = plans.get(desk, plan)
    assert (view.total, view.state, view.note) == (Money(3 * PART, "EUR"), "running", "by phone")
    assert [(one.due_on, one.invoice_ids) for one in view.promises] == [
        (TODAY + timedelta(weeks=week), (invoice,)) for week in (1, 2, 3)
    ]
    (item,) = customers.get(desk, customer).open_items
    assert item.promised_for == TODAY + timedelta(weeks=1)
    assert plans.of_customer(desk, customer) == (view,)
    assert verify(desk.path) == ()


def test_the_same_draft_twice_is_one_plan(desk: Desk, customer: int, invoice: int) -> None:
    wanted = confirmed(draft(customer, invoice))
    assert plans.agree(desk, wanted) == plans.agree(desk, wanted)
    assert len(customers.get(desk, customer).promises) == 3


def test_money_counts_for_the_parts_in_their_order(desk: Desk, customer: int, plan: int) -> None:
    makers.a_receipt(desk, customer, 15_000)
    view = plans.get(desk, plan)
    assert states(view) == ["kept", "open", "open"]
    assert [one.kept_minor for one in view.promises[:2]] == [15_000, 5_000]
    assert [one.missing_minor for one in view.promises] == [0, 5_000, PART]
    assert states(on(desk, plan, 15)) == ["kept", "partly kept", "open"]
    assert view.promises[0].met_on == TODAY
    assert view.promises[1].met_on is None


def test_late_money_closes_the_gap_first_and_does_not_mend_what_was_missed(
    desk: Desk, customer: int, plan: int
) -> None:
    after = TODAY + timedelta(days=10)
    with closing(open_desk(desk.path, user="mk", today=after, clock=makers.clock)) as later:
        assert states(plans.get(later, plan)) == ["broken", "open", "open"]
        assert plans.get(later, plan).state == "behind"
        makers.a_receipt(later, customer, PART, after)
        caught_up = plans.get(later, plan)
        assert states(caught_up) == ["broken", "open", "open"]
        assert (caught_up.state, caught_up.missed) == ("running", ())
    assert states(on(desk, plan, 15)) == ["broken", "broken", "open"]


def test_a_plan_that_is_behind_keeps_nothing_from_being_chased(desk: Desk, customer: int, plan: int) -> None:
    def held(days: int) -> bool:
        today = TODAY + timedelta(days=days)
        with closing(open_desk(desk.path, user="mk", today=today, clock=makers.clock)) as later:
            (item,) = customers.get(later, customer).open_items
            facts = following.read_facts(later, today)
            (known,) = facts.accounts
            live = [one for one in known.account.customer.promises if one.state == "open"]
            assert bool(live) is (item.promised_for is not None)
            return bool(live)

    assert held(7)
    assert not held(8)
    makers.a_receipt(desk, customer, PART)
    assert held(8)
    assert not held(15)


def test_a_part_that_bounced_is_missed_after_all(desk: Desk, customer: int, plan: int) -> None:
    receipt = makers.a_receipt(desk, customer, PART)
    assert states(plans.get(desk, plan))[0] == "kept"
    makers.a_reversal(desk, receipt, PART)
    assert plans.get(desk, plan).promises[0].met_on is None
    assert states(on(desk, plan, 8)) == ["broken", "open", "open"]


def test_the_whole_plan_is_withdrawn_and_no_single_part(desk: Desk, customer: int, plan: int) -> None:
    makers.a_receipt(desk, customer, PART)
    first, second, _ = plans.get(desk, plan).promises
    with pytest.raises(RuleError, match="a part of a plan"):
        contacts.withdraw(desk, confirmed(WithdrawPromiseDraft(second.id, "no")))
    with pytest.raises(RuleError, match="needs its reason"):
        plans.withdraw(desk, confirmed(WithdrawPlanDraft(plan, " ")))
    plans.withdraw(desk, confirmed(WithdrawPlanDraft(plan, "pays at once")))
    view = plans.get(desk, plan)
    assert (states(view), view.state, view.promises[0].id) == (
        ["kept", "withdrawn", "withdrawn"],
        "withdrawn",
        first.id,
    )
    (item,) = customers.get(desk, customer).open_items
    assert item.promised_for is None
    with pytest.raises(RuleError, match="Nothing of this plan stands"):
        plans.withdraw(desk, confirmed(WithdrawPlanDraft(plan, "again")))
    with pytest.raises(NotFoundError, match="no plan 99"):
        plans.get(desk, 99)


def test_an_impossible_plan_is_refused(desk: Desk, customer: int, invoice: int) -> None:
    good = draft(customer, invoice)
    for wrong, said in (
        (replace(good, total=Money(29_999, "EUR")), "come to € 300.00, which is not the total"),
        (replace(good, parts=good.parts[::-1]), "follow each other"),
        (replace(good, parts=good.parts[:1], total=Money(PART, "EUR")), "2 to 36 parts"),
        (replace(good, invoice_ids=()), "for which invoices"),
        (replace(good, invoice_ids=(999,)), "not open on this account"),
        (replace(good, total=Money(3 * PART, "GBP")), "only invoices in its own currency"),
        (replace(good, grace_days=61), "Days of grace"),
    ):
        with pytest.raises(RuleError, match=said):
            plans.agree(desk, confirmed(wrong))
    large = tuple(replace(part, amount_minor=2 * PART) for part in good.parts)
    with pytest.raises(RuleError, match=r"more than is open on these invoices, € 357\.00"):
        plans.agree(desk, confirmed(replace(good, parts=large, total=Money(6 * PART, "EUR"))))
    plans.agree(desk, confirmed(good))
    with pytest.raises(RuleError, match="There is a live promise"):
        plans.agree(desk, confirmed(draft(customer, invoice)))


def test_the_record_weighs_days_late_by_amount(desk: Desk, customer: int, plan: int) -> None:
    """Kept two days before its day, then 100.00 eight days late by now, and 100.00 one day late."""
    makers.a_receipt(desk, customer, PART, TODAY + timedelta(days=5))
    today = TODAY + timedelta(days=22)
    with closing(open_desk(desk.path, user="mk", today=today, clock=makers.clock)) as later:
        found = record_of(customers.get(later, customer).promises, today)
    assert (found.kept, found.decided, found.days_late) == (1, 3, Decimal("3.0"))
