"""The follow-up's decisions one by one: the two clocks, what holds, and defects known from other programs."""

from __future__ import annotations

from datetime import date

import pytest

from billdesk.domain.followup.decide import Action, Nothing, decide_account
from billdesk.domain.followup.events import Contact, Events, ItemStep, Purpose, Sending, SendingState, Waiver
from billdesk.domain.followup.facts import Block, Credit, Pause
from billdesk.domain.followup.procedures import GENTLE, STANDARD, STRICT, Channel, Procedure
from billdesk.domain.followup.reasons import Reason, Why, sentence
from billdesk.domain.promises import PromiseFact, PromiseState
from tests.domain.followup.driving import an_account, an_item, day, decided, run, standing_of


def sent(at: int, step: int, *ids: int, state: SendingState = SendingState.DELIVERED) -> Sending:
    """A reminder of so many days after the start."""
    parts = tuple(ItemStep(id_, step) for id_ in ids or (1,))
    return Sending(day(at), Channel.MAIL, Purpose.REMINDER, state, parts)


def whys(decision: Action | Nothing, id_: int = 1) -> set[Why]:
    return {reason.why for reason in standing_of(decision, id_).reasons}


def test_steps_go_out_on_their_days_when_the_desk_runs_daily() -> None:
    climbed = [(at, action.lead.days) for at, action in run(an_account(an_item()), range(80))]
    assert climbed == [(5, 5), (19, 19), (33, 33), (47, 47)]


def test_after_an_outage_the_desk_catches_up_with_the_same_spacing() -> None:
    """Nothing ran up to day 60, when all four steps were old enough."""
    climbed = [(at, action.lead.days) for at, action in run(an_account(an_item()), range(60, 130))]
    assert climbed == [(60, 5), (74, 19), (88, 33), (102, 47)]


def test_a_failed_mail_does_not_raise_the_level() -> None:
    account = an_account(an_item(), events=Events((sent(5, 1, state=SendingState.FAILED),)))
    same_day, next_day = decided(account, 5), decided(account, 6)
    assert isinstance(same_day, Nothing)
    assert (whys(same_day), same_day.next_on) == ({Why.FAILED_TODAY}, day(6))
    assert isinstance(next_day, Action)
    assert next_day.items[0].step == 1
    assert Why.TRIED_BEFORE in whys(next_day)


@pytest.mark.parametrize(
    ("state", "why"),
    [
        (SendingState.PLANNED, Why.ON_ITS_WAY),
        (SendingState.HELD, Why.ON_ITS_WAY),
        (SendingState.SENDING, Why.ON_ITS_WAY),
        (SendingState.PRINTED, Why.PRINTED),
        (SendingState.UNKNOWN, Why.UNKNOWN),
    ],
)
def test_a_message_that_is_not_known_to_have_arrived_is_neither_a_step_nor_sent_again(
    state: SendingState, why: Why
) -> None:
    decision = decided(an_account(an_item(), events=Events((sent(5, 1, state=state),))), 90)
    assert isinstance(decision, Nothing)
    assert (whys(decision), standing_of(decision).step, decision.next_on) == ({why}, 1, None)


def test_a_day_already_past_is_still_chased() -> None:
    """Others compare the day with today and lose every reminder whose day they missed."""
    decision = decided(an_account(an_item()), 400)
    assert isinstance(decision, Action)
    assert decision.items[0].step == 1


def test_one_reminder_does_not_mute_the_customer_s_other_invoices() -> None:
    account = an_account(an_item(1, due=0), an_item(2, due=10))
    climbed = [(at, [(one.item.id, one.step) for one in action.items]) for at, action in run(account, range(60))]
    assert climbed == [
        (5, [(1, 1)]),
        (15, [(2, 1)]),
        (19, [(1, 2)]),
        (29, [(2, 2)]),
        (33, [(1, 3)]),
        (43, [(2, 3)]),
        (47, [(1, 4)]),
        (57, [(2, 4)]),
    ]


def test_a_run_twice_a_day_climbs_one_step() -> None:
    assert [at for at, _ in run(an_account(an_item()), [5, 5, 6, 6])] == [5]


def test_the_same_reminder_goes_out_once_when_the_desk_runs_22_times_a_day() -> None:
    assert len(run(an_account(an_item()), [60] * 22)) == 1
    events = Events()
    for _ in range(22):  # and while the mail server refuses
        decision = decided(an_account(an_item(), events=events), 60)
        if isinstance(decision, Action):
            events = Events((*events.sendings, decision.sending(day(60), SendingState.FAILED)))
    assert len(events.sendings) == 1


def test_the_smallest_claim_is_compared_with_what_part_payments_left() -> None:
    careful = Procedure("careful", STANDARD.steps, least_major=50)
    decision = decided(an_account(an_item(open_minor=4_999)), 5, careful)
    assert isinstance(decision, Nothing)
    assert whys(decision) == {Why.TOO_SMALL}
    assert isinstance(decided(an_account(an_item(open_minor=5_000)), 5, careful), Action)
    assert isinstance(decided(an_account(an_item(open_minor=50, currency="JPY")), 5, careful), Action)
    small_together = an_account(an_item(1, open_minor=2_500), an_item(2, due=4, open_minor=2_500))
    assert isinstance(decided(small_together, 5, careful), Action)
    credited = an_account(an_item(open_minor=6_000), credits=(Credit("EUR", 2_000),))
    assert whys(decided(credited, 5, careful)) == {Why.TOO_SMALL}


def test_a_lower_step_that_came_back_late_is_not_sent_after_the_higher_one_that_arrived() -> None:
    came_back = sent(5, 1, state=SendingState.FAILED)
    account = an_account(an_item(), events=Events((came_back, sent(19, 2))))
    waits, third = decided(account, 30), decided(account, 33)
    assert isinstance(waits, Nothing)
    assert waits.next_on == day(33)
    assert isinstance(third, Action)
    assert third.items[0].step == 3


@pytest.mark.parametrize("state", [SendingState.HELD, SendingState.PRINTED, SendingState.UNKNOWN])
def test_a_lower_step_waits_while_a_higher_one_may_have_arrived(state: SendingState) -> None:
    came_back = sent(5, 1, state=SendingState.FAILED)
    account = an_account(an_item(), events=Events((came_back, sent(19, 2, state=state))))
    assert isinstance(decided(account, 60), Nothing)


def test_a_higher_step_that_is_left_out_skips_none_below_it() -> None:
    waived = Events(waivers=(Waiver(1, 3, day(5), "visited"),))
    assert [action.items[0].step for _, action in run(an_account(an_item(), events=waived), range(60))] == [1, 2, 4]


def test_an_invoice_s_own_procedure_lets_it_be_chased_less_and_never_more() -> None:
    called = Events(contacts=(Contact(day(40)),))
    account = an_account(an_item(), an_item(2, procedure=GENTLE), events=called)
    decision = decided(account, 44)
    assert isinstance(decision, Action)
    assert [standing.item.id for standing in decision.items] == [1]
    assert {Why.QUIET, Why.CAP} == whys(decision, 2)
    alone = decided(an_account(an_item(procedure=GENTLE), events=called), 44)
    assert isinstance(alone, Nothing)
    assert alone.next_on == day(47)
    harder = decided(an_account(an_item(procedure=STRICT), events=called), 41, GENTLE)
    assert whys(harder) == {Why.QUIET, Why.CAP}, "a contact is one with the whole customer"


def test_the_smallest_claim_of_an_invoice_s_own_procedure_holds_for_it() -> None:
    careful = Procedure("careful", STANDARD.steps, least_major=500)
    decision = decided(an_account(an_item(), an_item(2, procedure=careful)), 5)
    assert isinstance(decision, Action)
    assert [standing.item.id for standing in decision.items] == [1]
    assert whys(decision, 2) == {Why.TOO_SMALL}


def test_thanks_wait_as_long_as_the_paid_invoice_s_own_procedure_says() -> None:
    reminded = Events((sent(5, 1),), contacts=(Contact(day(20)),))
    paid = an_item(open_minor=0, settled_on=day(21), procedure=GENTLE)
    waits = decided(an_account(paid, events=reminded), 24)
    assert isinstance(waits, Nothing)
    assert waits.next_on == day(27)
    assert isinstance(decided(an_account(paid, events=reminded), 27), Action)


def test_a_fee_and_interest_are_claims_of_the_step_and_leave_the_invoice_as_it_is() -> None:
    (*_, (_, last)) = run(an_account(an_item()), range(80))
    assert (last.lead.fee, last.lead.interest) == (True, True)
    assert (last.claimed_minor, last.items[0].item) == (10_000, an_item())


def test_the_gravest_step_leads_a_letter_and_each_item_counts_its_own() -> None:
    events = Events((sent(10, 1, 1), sent(24, 2, 1)))
    decision = decided(an_account(an_item(1), an_item(2, due=30), an_item(3, due=60), events=events), 40)
    assert isinstance(decision, Action)
    assert decision.lead.channel is Channel.LETTER
    assert [(one.item.id, one.step) for one in decision.items] == [(1, 3), (2, 1)]
    assert [one.item.id for one in decision.others] == [3]
    assert decision.sending(day(40)).items == (ItemStep(1, 3), ItemStep(2, 1))
    assert decision.claimed_minor == 20_000


def test_a_waived_step_counts_and_keeps_its_distance() -> None:
    events = Events(waivers=(Waiver(1, 1, day(8), "called instead"),))
    account = an_account(an_item(), events=events)
    assert isinstance(decided(account, 21), Nothing)
    decision = decided(account, 22)
    assert isinstance(decision, Action)
    assert decision.items[0].step == 2


def test_a_step_waived_before_the_one_below_does_not_let_that_be_skipped() -> None:
    events = Events(waivers=(Waiver(1, 2, day(2), "once is enough"),))
    climbed = [(at, action.items[0].step) for at, action in run(an_account(an_item(), events=events), range(60))]
    assert climbed == [(5, 1), (33, 3), (47, 4)]


def test_a_call_is_contact_and_no_step() -> None:
    account = an_account(an_item(), events=Events(contacts=(Contact(day(4)),)))
    decision = decided(account, 5)
    assert (whys(decision), standing_of(decision).next_on) == ({Why.QUIET}, day(7))
    assert isinstance(decided(account, 7), Action)
    assert standing_of(decided(account, 7)).step == 1


@pytest.mark.parametrize("state", [state for state in SendingState if state is not SendingState.FAILED])
def test_a_message_that_may_reach_them_is_contact_and_a_failed_one_is_none(state: SendingState) -> None:
    waiting = an_account(an_item(), events=Events((sent(5, 1, 9, state=state),)))
    assert whys(decided(waiting, 6)) == {Why.QUIET}
    failed = an_account(an_item(), events=Events((sent(5, 1, 9, state=SendingState.FAILED),)))
    assert isinstance(decided(failed, 6), Action)


def test_the_cap_counts_contacts_of_every_currency_and_of_people() -> None:
    account = an_account(an_item(), events=Events((sent(1, 1, 9),), contacts=(Contact(day(2)),)))
    decision = decided(account, 6)
    assert whys(decision) == {Why.CAP}
    assert standing_of(decision).next_on == day(8)


def test_each_currency_has_its_letter_and_the_first_counts_for_the_second() -> None:
    account = an_account(an_item(1), an_item(2, due=1, currency="USD"))
    first, second = decide_account(account, STANDARD, day(10))
    assert isinstance(first, Action)
    assert (first.currency, second.currency) == ("EUR", "USD")
    assert whys(second, 2) == {Why.QUIET}
    assert isinstance(second, Nothing)
    assert second.next_on == day(13)


def promise(due: int, state: PromiseState = PromiseState.OPEN) -> PromiseFact:
    return PromiseFact("EUR", day(due), day(due + 2), state, 10_000, (1,))


def test_a_promise_holds_until_its_last_day_is_over() -> None:
    account = an_account(an_item(), an_item(2), promises=(promise(20),))
    decision = decided(account, 22)
    assert isinstance(decision, Action)
    assert [one.item.id for one in decision.items] == [2]
    assert whys(decision, 1) == {Why.PROMISED}
    assert standing_of(decision).next_on == day(23)


def test_a_broken_promise_is_said() -> None:
    decision = decided(an_account(an_item(), promises=(promise(20, PromiseState.BROKEN),)), 23)
    assert whys(decision) == {Why.DUE, Why.PROMISE_BROKEN}


def test_only_the_disputed_part_pauses() -> None:
    decision = decided(an_account(an_item(disputed_minor=4_000)), 6)
    assert isinstance(decision, Action)
    assert (decision.claimed_minor, whys(decision)) == (6_000, {Why.DUE, Why.PARTLY_DISPUTED})
    all_of_it = decided(an_account(an_item(disputed_minor=10_000)), 6)
    assert (whys(all_of_it), standing_of(all_of_it).next_on) == ({Why.DISPUTED}, None)


def test_unused_credit_covers_the_oldest_that_would_be_chased() -> None:
    items = (an_item(1), an_item(2, due=1), an_item(3, due=2, disputed_minor=10_000))
    decision = decided(an_account(*items, credits=(Credit("EUR", 13_000), Credit("USD", 90_000))), 30)
    assert isinstance(decision, Action)
    assert [(one.item.id, one.claimed_minor) for one in decision.items] == [(2, 7_000)]
    assert (whys(decision, 1), whys(decision, 2)) == ({Why.COVERED}, {Why.DUE, Why.PARTLY_COVERED})


def test_what_is_promised_uses_up_no_credit() -> None:
    account = an_account(an_item(1), an_item(2, due=1), promises=(promise(40),), credits=(Credit("EUR", 10_000),))
    decision = decided(account, 30)
    assert (whys(decision, 1), whys(decision, 2)) == ({Why.PROMISED}, {Why.COVERED})


@pytest.mark.parametrize(
    ("pauses", "blocks", "why", "next_on"),
    [
        ((Pause(day(60), "holiday"),), (), Why.PAUSED, day(60)),
        ((Pause(day(60), "holiday", "EUR", 1),), (), Why.PAUSED, day(60)),
        ((), (Block("with the lawyer"),), Why.BLOCKED, None),
        ((), (Block("with the lawyer", 1),), Why.BLOCKED, None),
    ],
)
def test_a_pause_ends_by_itself_and_a_block_needs_a_person(
    pauses: tuple[Pause, ...], blocks: tuple[Block, ...], why: Why, next_on: date | None
) -> None:
    account = an_account(an_item(), pauses=pauses, blocks=blocks)
    decision = decided(account, 30)
    assert (whys(decision), standing_of(decision).next_on) == ({why}, next_on)
    if next_on:
        assert isinstance(decided(account, 60), Action)


def test_a_pause_of_another_currency_or_invoice_holds_nothing() -> None:
    pauses = (Pause(day(60), "holiday", "USD"), Pause(day(60), "holiday", None, 7))
    assert isinstance(decided(an_account(an_item(), pauses=pauses, blocks=(Block("x", 7),)), 30), Action)


def test_a_day_agreed_in_the_last_contact_is_kept_for_what_was_issued_by_then() -> None:
    events = Events(contacts=(Contact(day(10), next_on=day(25)),))
    account = an_account(an_item(1), an_item(2, due=15, issued_on=day(12)), events=events)
    assert [(at, [one.item.id for one in action.items]) for at, action in run(account, range(13, 27))] == [
        (20, [2]),
        (25, [1]),
    ]


def test_what_cannot_be_dated_or_was_not_sent_is_work_for_a_person() -> None:
    no_date = decided(an_account(an_item(due_on=None)), 30)
    unsent = decided(an_account(an_item(sent=False)), 30)
    assert Why.NO_DUE_DATE in whys(no_date)
    assert whys(unsent) == {Why.NOT_SENT}
    assert (standing_of(no_date).next_on, standing_of(unsent).next_on) == (None, None)


def test_a_clock_set_back_sends_nothing_until_it_has_caught_up() -> None:
    account = an_account(an_item(1), an_item(2), events=Events((sent(40, 1),)))
    decision = decided(account, 10)
    assert isinstance(decision, Nothing)
    assert Why.CLOCK in whys(decision, 2)
    assert decided(account, 43).items[0].item.id == 2


def test_after_the_last_step_a_person_decides() -> None:
    events = Events(tuple(sent(at, step) for step, at in enumerate((5, 19, 33, 47), 1)))
    decision = decided(an_account(an_item(), events=events), 90)
    assert (whys(decision), standing_of(decision).next_on) == ({Why.LADDER_DONE}, None)


def test_a_forewarning_goes_out_before_the_due_date_once_and_is_no_step() -> None:
    climbed = [
        (at, action.purpose, action.items[0].step) for at, action in run(an_account(an_item(due=20)), range(60), STRICT)
    ]
    assert climbed == [
        (17, Purpose.FOREWARNING, 0),
        (22, Purpose.REMINDER, 1),
        (32, Purpose.REMINDER, 2),
        (42, Purpose.REMINDER, 3),
    ]


def test_a_forewarning_that_failed_is_tried_next_day_and_dropped_when_it_is_too_late() -> None:
    failed = Sending(day(18), Channel.MAIL, Purpose.FOREWARNING, SendingState.FAILED, (ItemStep(1, 0),))
    account = an_account(an_item(due=20), events=Events((failed,)))
    assert standing_of(decided(account, 18, STRICT)).next_on == day(19)
    decision = decided(account, 19, STRICT)
    assert isinstance(decision, Action)
    assert decision.purpose is Purpose.FOREWARNING
    late = decided(account, 20, STRICT)
    assert isinstance(late, Nothing)
    assert (standing_of(late).purpose, late.next_on) == (Purpose.REMINDER, day(22))


def test_terms_shorter_than_the_forewarning_and_a_hold_up_to_the_due_date_leave_it_out() -> None:
    short = decided(an_account(an_item(due=20, issued_on=day(17))), 18, STRICT)
    held = decided(an_account(an_item(due=20), pauses=(Pause(day(20), "holiday"),)), 18, STRICT)
    for decision in (short, held):
        assert isinstance(decision, Nothing)
        assert (standing_of(decision).purpose, decision.next_on) == (Purpose.REMINDER, day(22))


def test_a_reminder_goes_before_a_forewarning() -> None:
    decision = decided(an_account(an_item(1), an_item(2, due=20)), 18, STRICT)
    assert isinstance(decision, Action)
    assert decision.purpose is Purpose.REMINDER
    assert (whys(decision, 2), standing_of(decision, 2).next_on) == ({Why.REMINDER_FIRST}, day(19))


def test_a_payment_after_a_reminder_is_thanked_for_once() -> None:
    paid = an_item(open_minor=0, settled_on=day(20))
    account = an_account(paid, events=Events((sent(12, 1),)))
    assert [(at, action.purpose) for at, action in run(account, range(20, 60), GENTLE)] == [(20, Purpose.THANKS)]
    assert not run(an_account(paid), range(20, 60), GENTLE), "nobody was reminded"
    assert not run(account, range(20, 60), STANDARD), "the procedure does not thank"
    assert not run(account, [35], GENTLE), "too long ago"
    assert not run(an_account(paid, events=Events((sent(12, 1),)), blocks=(Block("x"),)), [20], GENTLE)


def test_thanks_wait_until_the_customer_may_be_contacted_and_the_day_is_known() -> None:
    paid = an_item(open_minor=0, settled_on=day(20))
    decision = decided(an_account(paid, events=Events((sent(19, 1),))), 20, GENTLE)
    assert isinstance(decision, Nothing)
    assert decision.next_on == day(26)


def test_an_account_without_items_needs_no_decision() -> None:
    assert decide_account(an_account(), STANDARD, day(0)) == ()


def test_every_reason_has_a_plain_sentence() -> None:
    for why in Why:
        said = sentence(Reason(why, day(1), day(2), 2, 1_250, "EUR", "holiday"))
        assert said.endswith(".")
        assert "unknown day" not in said
    paused = Reason(Why.PAUSED, free_on=day(4), text="The buyer is on holiday. ")
    assert sentence(paused) == "Paused until Mon 5 Jan 2026: The buyer is on holiday."
    assert sentence(Reason(Why.DUE, day(4), step=1)) == "Step 1 has been due since Mon 5 Jan 2026."
    assert (
        sentence(Reason(Why.COVERED, minor=1_250, currency="EUR")) == "Credit not used yet covers € 12.50. Allocate it."
    )


@pytest.mark.parametrize(
    ("most", "says"), [(1, "1 contact in seven days is the most."), (2, "2 contacts in seven days are the most.")]
)
def test_the_most_contacts_a_week_are_said_in_their_number(most: int, says: str) -> None:
    assert sentence(Reason(Why.CAP, free_on=date(2026, 11, 30), step=most)).startswith(says)
