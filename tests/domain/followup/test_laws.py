"""What holds of the follow-up whatever happens: random accounts, part payments, promises, disputes, pauses, blocks,
credits, failing mail, outages, several runs a day, and a clock that is set back and forward."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from billdesk.domain.followup.decide import Action, Nothing, Standing, decide_account
from billdesk.domain.followup.events import Purpose, SendingState, Waiver
from billdesk.domain.followup.history import History, PastItem
from billdesk.domain.followup.procedures import Procedure, choose
from billdesk.domain.followup.reasons import CHASES, sentence
from tests.domain.followup import driving
from tests.domain.followup.driving import Run, drive

Schedule = list[tuple[int, SendingState]]
MANY = driving.lives(80)


def rules_of(history: History, desk: Procedure, item: PastItem | None = None) -> Procedure:
    return choose(desk, history.procedure, item.procedure if item else None).procedure


def steps_of(runs: list[Run], *states: SendingState) -> dict[int, list[tuple[int, date]]]:
    """By item the reminders that ended in one of these states: step and day, in the order in which they went out."""
    found: dict[int, list[tuple[int, date]]] = defaultdict(list)
    for one in runs:
        for sending in one.sent:
            if sending.purpose is Purpose.REMINDER and sending.state in states:
                for part in sending.items:
                    found[part.item_id].append((part.step, sending.on))
    return found


@MANY
@given(driving.histories(), driving.procedures, driving.schedules())
def test_no_step_is_skipped_doubled_or_sooner_than_both_clocks_allow(
    history: History, desk: Procedure, schedule: Schedule
) -> None:
    runs = list(drive(history, desk, schedule))
    done = steps_of(runs, SendingState.DELIVERED)
    for item in history.items:
        procedure = rules_of(history, desk, item)
        climbed = done[item.id]
        assert [step for step, _ in climbed] == list(range(1, len(climbed) + 1))
        for number, on in climbed:
            assert item.due_on is not None
            assert (on - item.due_on).days >= procedure.steps[number - 1].days
        for (_, before), (number, on) in pairwise(climbed):
            assert (on - before).days >= procedure.steps[number - 1].days - procedure.steps[number - 2].days


@MANY
@given(driving.histories(), driving.procedures, driving.schedules(), driving.waivers)
def test_below_a_step_that_goes_out_all_are_delivered_or_waived(
    history: History, desk: Procedure, schedule: Schedule, waivers: list[Waiver]
) -> None:
    delivered: set[tuple[int, int]] = set()
    for one in drive(history, desk, schedule, waivers):
        done = delivered | {(waiver.item_id, waiver.step) for waiver in one.account.events.waivers}
        for sending in one.sent:
            for part in sending.items if sending.purpose is Purpose.REMINDER else ():
                assert {(part.item_id, step) for step in range(1, part.step)} <= done
                assert (part.item_id, part.step) not in done
                if sending.state is SendingState.DELIVERED:
                    delivered.add((part.item_id, part.step))


@MANY
@given(driving.histories(), driving.procedures, driving.schedules())
def test_what_is_under_way_printed_or_unknown_is_never_sent_again(
    history: History, desk: Procedure, schedule: Schedule
) -> None:
    runs = list(drive(history, desk, schedule))
    not_failed = [state for state in SendingState if state is not SendingState.FAILED]
    for climbed in steps_of(runs, *not_failed).values():
        assert len({step for step, _ in climbed}) == len(climbed)
    for climbed in steps_of(runs, SendingState.FAILED).values():
        assert len(set(climbed)) == len(climbed), "one try a day"


@MANY
@given(driving.histories(), driving.procedures, driving.schedules())
def test_the_week_s_cap_and_the_quiet_after_a_contact_hold(
    history: History, desk: Procedure, schedule: Schedule
) -> None:
    rules, past = rules_of(history, desk), {item.id: item for item in history.items}
    for one in drive(history, desk, schedule):
        known = [contact.on for contact in one.account.events.contacts]
        known += [sending.on for sending in one.account.events.sendings if sending.state is not SendingState.FAILED]
        for sending in one.sent:
            of_items = (rules_of(history, desk, past[part.item_id]) for part in sending.items)
            for limits in (rules, *of_items):
                assert sum(one.on - timedelta(days=7) < on for on in known) < limits.contacts_a_week
                assert all((one.on - on).days >= limits.quiet_days for on in known)
            known.append(sending.on)


@MANY
@given(driving.histories(), driving.procedures, driving.schedules())
def test_nothing_is_chased_that_must_not_be(history: History, desk: Procedure, schedule: Schedule) -> None:
    past = {item.id: item for item in history.items}
    for one in drive(history, desk, schedule):
        for action in one.decisions:
            if isinstance(action, Action) and action.purpose is not Purpose.THANKS:
                for standing in action.items:
                    assert not forbidden(history, past[standing.item.id], one.on)
                    assert 0 < standing.claimed_minor <= undisputed(past[standing.item.id], one.on)
                    late = standing.item.due_on is not None and standing.item.due_on < one.on
                    assert late == (action.purpose is Purpose.REMINDER)
                claimed = sum(standing.claimed_minor for standing in action.items)
                assert claimed <= chaseable(history, action.currency, one.on)


def undisputed(item: PastItem, on: date) -> int:
    """What is open of an item and not disputed, counted from the history itself."""
    left = item.amount_minor - sum(one.minor for one in item.settlements if one.on <= on)
    disputed = sum(one.minor for one in item.disputes if one.on <= on and not (one.until and one.until <= on))
    return left - disputed


def forbidden(history: History, item: PastItem, on: date) -> bool:
    """Whether something of the history itself forbids to chase an item on a day."""
    promised = any(
        promise.recorded_on <= on <= promise.last_day
        and not (promise.withdrawn_on and promise.withdrawn_on <= on)
        and item.invoice_id in promise.invoice_ids
        and came_in(history, promise.invoice_ids, promise.recorded_on, on) < promise.amount_minor
        for promise in history.promises
    )
    paused = any(
        one.on <= on < one.pause.until
        and one.pause.currency in (None, item.currency)
        and one.pause.invoice_id in (None, item.invoice_id)
        for one in history.pauses
    )
    blocked = any(
        one.on <= on and not (one.until and one.until <= on) and one.block.invoice_id in (None, item.invoice_id)
        for one in history.blocks
    )
    unsent = item.sent_on is None or item.sent_on > on
    return promised or paused or blocked or unsent or item.due_on is None or undisputed(item, on) <= 0


def came_in(history: History, invoices: tuple[int, ...], first: date, last: date) -> int:
    settled = [one for item in history.items if item.invoice_id in invoices for one in item.settlements]
    return sum(one.minor for one in settled if one.received and first <= one.on <= last)


def chaseable(history: History, currency: str, on: date) -> int:
    """All that may be chased in a currency less the credit that settled nothing yet."""
    items = [item for item in history.items if item.currency == currency and item.issued_on <= on]
    free = sum(undisputed(item, on) for item in items if not forbidden(history, item, on))
    credit = sum(one.credit.minor for one in history.credits if one.on <= on and one.credit.currency == currency)
    return max(0, free - credit)


@MANY
@given(driving.histories(), driving.procedures, driving.schedules())
def test_every_open_item_has_a_day_or_a_reason_for_none(history: History, desk: Procedure, schedule: Schedule) -> None:
    for one in drive(history, desk, schedule):
        told: dict[int, Standing] = {}
        for decision in one.decisions:
            standings = (*decision.items, *(decision.others if isinstance(decision, Action) else ()))
            told |= {standing.item.id: standing for standing in standings}
            if isinstance(decision, Nothing):
                assert decision.next_on is None or decision.next_on > one.on
        assert {item.id for item in one.account.items if item.open_minor} <= set(told)
        for standing in told.values():
            holds = [reason for reason in standing.reasons if reason.why not in CHASES]
            stuck = [reason for reason in holds if reason.free_on is None]
            assert standing.reasons
            assert all(sentence(reason).endswith(".") for reason in standing.reasons)
            assert bool(stuck) == (standing.next_on is None)
            assert standing.next_on is None or standing.next_on >= one.on


@MANY
@given(driving.histories(), driving.procedures, st.integers(0, 150), st.integers(1, 60))
def test_the_next_day_is_true_when_nothing_else_happens(
    history: History, desk: Procedure, at: int, further: int
) -> None:
    account = replace(history.on(driving.day(at)), items=history.on(driving.day(at)).items)
    account = replace(account, customer=replace(account.customer, credits=()))
    for decision in decide_account(account, desk, driving.day(at)):
        mine = tuple(item for item in account.items if item.currency == decision.currency)
        alone = replace(account, items=mine)
        (first,) = decide_account(alone, desk, driving.day(at))
        if isinstance(first, Action):
            continue
        later = driving.day(at + further)
        (then,) = decide_account(alone, desk, later)
        if first.next_on is None or later < first.next_on:
            assert isinstance(then, Nothing)
        if first.next_on is not None:
            (on_the_day,) = decide_account(alone, desk, first.next_on)
            assert isinstance(on_the_day, Action)


@MANY
@given(driving.histories(), driving.procedures, driving.schedules(), st.randoms(use_true_random=False))
def test_the_same_facts_in_any_order_have_the_same_answer(
    history: History, desk: Procedure, schedule: Schedule, chance: random.Random
) -> None:
    for one in drive(history, desk, schedule):
        events, customer = one.account.events, one.account.customer
        mixed = replace(
            one.account,
            items=tuple(chance.sample(one.account.items, len(one.account.items))),
            customer=replace(customer, promises=customer.promises[::-1], credits=customer.credits[::-1]),
            events=replace(events, sendings=events.sendings[::-1], contacts=events.contacts[::-1]),
        )
        again = decide_account(mixed, desk, one.on)
        assert [what(decision) for decision in again] == [what(decision) for decision in one.decisions]
        assert decide_account(one.account, desk, one.on) == one.decisions


def what(decision: Action | Nothing) -> tuple[object, ...]:
    """A decision but for the order in which several promises of one item are told."""
    standings = [(one.item, one.step, one.claimed_minor, one.next_on, set(one.reasons)) for one in decision.items]
    return type(decision), decision.currency, standings, getattr(decision, "lead", None)


@driving.lives(50)
@given(driving.histories(), driving.procedures, driving.schedules())
def test_after_an_outage_every_item_climbs_to_the_top(history: History, desk: Procedure, schedule: Schedule) -> None:
    """Once all that held is over, and mail works again, a year of daily runs leaves no step undone."""
    plain = replace(history, promises=(), pauses=(), blocks=(), credits=())
    plain = replace(plain, items=tuple(replace(item, disputes=(), settlements=()) for item in plain.items))
    works = [
        (at, SendingState.FAILED if state is SendingState.FAILED else SendingState.DELIVERED) for at, state in schedule
    ]
    end = max(at for at, _ in works)
    daily = [(at, SendingState.DELIVERED) for at in range(end + 1, end + 600)]
    runs = list(drive(plain, desk, [*works, *daily]))
    done = steps_of(runs, SendingState.DELIVERED)
    for item in plain.items:
        if item.due_on is not None and item.sent_on is not None:
            assert len(done[item.id]) == len(rules_of(plain, desk, item).steps)
