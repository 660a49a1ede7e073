"""Pauses, blocks and steps left out: each keeps the follow-up off, says why, and ends by itself or is listed."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from billdesk.domain.errors import InputError, RuleError
from billdesk.domain.followup.decide import Action, Decision
from billdesk.domain.followup.drafts import HoldDraft, LiftDraft, LiftWaiverDraft, WaiveDraft
from billdesk.domain.followup.reasons import sentence
from billdesk.domain.work import View
from billdesk.services import following, holds, invoices, queue
from billdesk.services.desk import Desk, open_desk
from db.verify import verify
from tests import makers
from tests.makers import TODAY, confirmed

OLD = date(2026, 9, 15)
"""Net 30: due on 15 October, 37 days before today."""
SOON = TODAY + timedelta(days=9)


def pause(desk: Desk, customer_id: int, until: date = SOON, reason: str = "on holiday", **of: object) -> int:
    draft = HoldDraft(uuid4(), customer_id, reason, until, **of)  # type: ignore[arg-type]  # a test names what it is of
    return holds.hold(desk, confirmed(draft))


def block(desk: Desk, customer_id: int, **of: object) -> int:
    draft = HoldDraft(uuid4(), customer_id, "at the lawyer", **of)  # type: ignore[arg-type]  # as above
    return holds.hold(desk, confirmed(draft))


def waive(desk: Desk, customer_id: int, *steps: tuple[int, int]) -> None:
    holds.waive(desk, confirmed(WaiveDraft(uuid4(), customer_id, steps, "called instead")))


def instalment(desk: Desk, invoice_id: int) -> int:
    return invoices.get(desk, invoice_id).instalments[0].id


def said(desk: Desk, as_of: date = TODAY) -> dict[str, list[str]]:
    """By invoice number what is said of each item."""
    found = {}
    for one in following.decisions(following.read_facts(desk, as_of)):
        others = one.decision.others if isinstance(one.decision, Action) else ()
        for standing in (*one.decision.items, *others):
            found[standing.item.number] = [sentence(reason) for reason in standing.reasons]
    return found


def decision(desk: Desk, customer_id: int) -> Decision:
    (found,) = following.read_account_facts(desk, customer_id).decisions()
    return found


def test_a_pause_holds_until_its_day_and_ends_by_itself(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer, OLD)
    pause(desk, customer)
    assert said(desk)["2026-0001"] == ["Paused until Mon 30 Nov 2026: on holiday."]
    assert decision(desk, customer).items[0].next_on == SOON
    assert said(desk, SOON)["2026-0001"][0].startswith("Step 1 has been due")
    assert [view.until for view in holds.live(desk)] == [SOON]
    desk_later = open_desk(desk.path, user="mk", today=SOON)
    assert holds.live(desk_later) == ()
    desk_later.close()
    assert verify(desk.path) == ()


def test_a_new_pause_takes_the_place_of_the_one_before(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer, OLD)
    pause(desk, customer, SOON + timedelta(days=30))
    pause(desk, customer, SOON, "back already")
    assert [(view.until, view.reason) for view in holds.live(desk, customer)] == [(SOON, "back already")]


def test_a_block_holds_until_somebody_lifts_it_and_is_listed_first(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer, OLD)
    second = makers.a_customer(desk, "A-0001")
    pause(desk, second)
    hold_id = block(desk, customer)
    assert said(desk, TODAY + timedelta(days=300))["2026-0001"] == ["Blocked: at the lawyer."]
    listed = holds.live(desk)
    assert (listed[0].code, listed[0].until, listed[0].reason) == ("H-0031", None, "at the lawyer")
    with pytest.raises(RuleError, match="blocked already"):
        block(desk, customer)
    holds.lift(desk, confirmed(LiftDraft(hold_id, "the lawyer gave it back")))
    assert isinstance(decision(desk, customer), Action)
    with pytest.raises(RuleError, match="over already"):
        holds.lift(desk, confirmed(LiftDraft(hold_id, "again")))
    assert verify(desk.path) == ()


def test_a_hold_of_one_invoice_leaves_the_others_alone(desk: Desk, customer: int) -> None:
    first = makers.an_invoice(desk, customer, OLD)
    makers.an_invoice(desk, customer, OLD)
    block(desk, customer, invoice_id=first.id)
    action = decision(desk, customer)
    assert isinstance(action, Action)
    assert [standing.item.number for standing in action.items] == ["2026-0002"]
    assert said(desk)["2026-0001"] == ["Blocked: at the lawyer."]
    other = makers.a_customer(desk, "A-0001")
    with pytest.raises(RuleError, match="another account"):
        pause(desk, other, invoice_id=first.id)


def test_a_hold_of_one_currency_leaves_the_others_alone(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer, OLD)
    makers.an_invoice(desk, customer, OLD, currency="USD")
    pause(desk, customer, currency="EUR")
    assert said(desk)["2026-0001"] == ["Paused until Mon 30 Nov 2026: on holiday."]
    assert said(desk)["2026-0002"][0].startswith("Step 1 has been due")


@pytest.mark.parametrize(
    ("until", "reason", "says"),
    [
        (TODAY, "soon", "ends after today"),
        (TODAY + timedelta(days=400), "long", "within a year"),
        (SOON, "  ", "needs its reason"),
    ],
)
def test_a_pause_that_cannot_be_is_refused(desk: Desk, customer: int, until: date, reason: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        pause(desk, customer, until, reason)
    assert holds.live(desk) == ()


def test_the_same_draft_twice_holds_once(desk: Desk, customer: int) -> None:
    draft = confirmed(HoldDraft(uuid4(), customer, "at the lawyer"))
    assert holds.hold(desk, draft) == holds.hold(desk, draft)
    assert len(holds.live(desk)) == 1


def test_a_step_left_out_counts_and_the_next_keeps_its_distance(desk: Desk, customer: int) -> None:
    view = makers.an_invoice(desk, customer, OLD)
    waive(desk, customer, (instalment(desk, view.id), 1))
    assert said(desk)["2026-0001"] == ["Step 1 was on Sat 21 Nov 2026; step 2 comes on Sat 5 Dec 2026 at the soonest."]
    (waiver,) = holds.waivers(desk, customer)
    assert (waiver.number, waiver.step, waiver.reason, waiver.by) == ("2026-0001", 1, "called instead", "mk")
    assert verify(desk.path) == ()


def test_only_the_next_step_is_left_out_and_all_of_them_or_none(desk: Desk, customer: int) -> None:
    first = instalment(desk, makers.an_invoice(desk, customer, OLD).id)
    second = instalment(desk, makers.an_invoice(desk, customer, OLD).id)
    with pytest.raises(RuleError, match="Step 2 of 2026-0002 is not its next one; that is step 1"):
        waive(desk, customer, (first, 1), (second, 2))
    assert holds.waivers(desk, customer) == ()
    for step in (1, 2, 3, 4):
        waive(desk, customer, (first, step))
    with pytest.raises(RuleError, match="All steps of 2026-0001 are done"):
        waive(desk, customer, (first, 5))


def test_what_was_paid_meanwhile_has_no_step_to_leave_out(desk: Desk, customer: int) -> None:
    first = instalment(desk, makers.an_invoice(desk, customer, OLD).id)
    makers.a_receipt(desk, customer, 11_900)
    with pytest.raises(RuleError, match="settled already"):
        waive(desk, customer, (first, 1))


def test_leaving_out_twice_is_done_once_and_nothing_needs_both(desk: Desk, customer: int) -> None:
    first = instalment(desk, makers.an_invoice(desk, customer, OLD).id)
    draft = confirmed(WaiveDraft(uuid4(), customer, ((first, 1),), "called instead"))
    holds.waive(desk, draft)
    holds.waive(desk, draft)
    assert len(holds.waivers(desk, customer)) == 1
    with pytest.raises(InputError, match="No step is named"):
        waive(desk, customer)


def test_the_queue_tells_what_holds_of_the_row_under_the_cursor(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer, OLD)
    block(desk, customer)
    assert queue.preview(desk, f"account:{customer}:EUR").holds == ("blocked: at the lawyer",)


def test_a_step_left_out_is_told_until_a_later_one_was_done_or_nothing_is_open(desk: Desk, customer: int) -> None:
    view = makers.an_invoice(desk, customer, OLD)
    row, one = f"account:{customer}:EUR", instalment(desk, view.id)
    waive(desk, customer, (one, 1))
    assert queue.preview(desk, row).holds == ("2026-0001 step 1 waived: called instead",)
    (told,) = holds.standing_waivers(desk)
    assert (told.customer_id, told.waiver.number, told.waiver.step) == (customer, "2026-0001", 1)
    waive(desk, customer, (one, 2))
    assert [told.waiver.step for told in holds.standing_waivers(desk)] == [2]
    take_back(desk, customer)
    assert [told.waiver.step for told in holds.standing_waivers(desk)] == [1]
    makers.a_receipt(desk, customer, view.open_minor)
    makers.an_invoice(desk, customer, OLD)
    assert (holds.standing_waivers(desk), queue.preview(desk, row).holds) == ((), ())


def test_the_next_steps_that_can_be_left_out_are_those_that_cannot_have_gone_out(desk: Desk, customer: int) -> None:
    late = instalment(desk, makers.an_invoice(desk, customer, OLD).id)
    young = instalment(desk, makers.an_invoice(desk, customer, TODAY).id)
    found = [(one.instalment_id, one.step, one.steps, one.due) for one in holds.next_steps(desk, customer)]
    assert found == [(late, 1, 4, True), (young, 1, 4, False)]
    waive(desk, customer, (young, 1))
    assert [(one.instalment_id, one.step) for one in holds.next_steps(desk, customer)] == [(late, 1), (young, 2)]


def take_back(desk: Desk, customer_id: int, reason: str = "it was another invoice") -> None:
    """The newest waiver of an account."""
    holds.lift_waiver(desk, confirmed(LiftWaiverDraft(holds.waivers(desk, customer_id)[0].id, reason)))


def test_a_waiver_that_is_taken_back_lets_the_step_come_and_can_be_given_again(desk: Desk, customer: int) -> None:
    view = makers.an_invoice(desk, customer, OLD)
    before = said(desk), [row.why for row in queue.page(desk, View.FOLLOW_UP).rows]
    waive(desk, customer, (instalment(desk, view.id), 1))
    assert said(desk) != before[0]
    take_back(desk, customer)
    assert (said(desk), [row.why for row in queue.page(desk, View.FOLLOW_UP).rows]) == before
    assert holds.waivers(desk, customer) == ()
    (told,) = holds.all_waivers(desk, customer)
    assert (told.reason, told.lifted_on, told.lifted_because) == ("called instead", TODAY, "it was another invoice")
    waive(desk, customer, (instalment(desk, view.id), 1))
    assert len(holds.waivers(desk, customer)) == 1
    assert verify(desk.path) == ()
    assert [row["action"] for row in desk.reader.rows("select action from audit order by seq desc limit 3")] == [
        *("step waived", "step waiver lifted", "step waived"),
    ]


def test_a_waiver_is_not_taken_back_once_a_later_step_was_built_on_it(desk: Desk, customer: int) -> None:
    one = instalment(desk, makers.an_invoice(desk, customer, OLD).id)
    waive(desk, customer, (one, 1))
    waive(desk, customer, (one, 2))
    second, first = holds.waivers(desk, customer)
    with pytest.raises(RuleError, match="Step 2 of 2026-0001 was done after it, so step 1 stays left out"):
        holds.lift_waiver(desk, confirmed(LiftWaiverDraft(first.id, "wrong one")))
    with pytest.raises(InputError, match="needs its reason"):
        holds.lift_waiver(desk, confirmed(LiftWaiverDraft(second.id, " ")))
    assert holds.waivers(desk, customer) == (second, first)
    take_back(desk, customer)
    take_back(desk, customer)
    assert holds.waivers(desk, customer) == ()


def test_what_was_left_out_on_a_past_day_is_still_known_of_that_day(desk: Desk, customer: int) -> None:
    view = makers.an_invoice(desk, customer, OLD)
    waive(desk, customer, (instalment(desk, view.id), 1))
    before = said(desk)
    later = open_desk(desk.path, user="mk", today=SOON)
    take_back(later, customer)
    assert said(later, TODAY) == before
    assert said(later, SOON)["2026-0001"][0].startswith("Step 1 has been due")
    later.close()
