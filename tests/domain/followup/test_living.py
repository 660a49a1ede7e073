"""What holds of the follow-up over a desk's life: outages, a clock set back and forward, failing and unknown mail that
is settled later, steps left out, procedures changed midway. The laws count from the history, not by the rules."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta

from hypothesis import given

from billdesk.domain.followup.decide import Action, Standing, decide_account
from billdesk.domain.followup.events import Purpose, SendingState, Waiver
from billdesk.domain.followup.history import History
from billdesk.domain.followup.reasons import CHASES
from tests.domain.followup import driving
from tests.domain.followup.living import Lived, Turn, live, turns
from tests.domain.followup.test_laws import chaseable, forbidden, undisputed

MANY = driving.lives(60)
Waivers = list[Waiver]


def delivered(one: Lived) -> dict[tuple[int, int], list[object]]:
    """By item and step the days on which it was delivered or left out, as the run knew."""
    found: dict[tuple[int, int], list[object]] = defaultdict(list)
    for waiver in one.account.events.waivers:
        found[waiver.item_id, waiver.step].append(waiver.on)
    for sending in one.account.events.sendings:
        if sending.purpose is Purpose.REMINDER and sending.state is SendingState.DELIVERED:
            for part in sending.items:
                found[part.item_id, part.step].append(sending.on)
    return found


@MANY
@given(driving.histories(), turns(), driving.waivers)
def test_no_step_is_skipped_or_repeated(history: History, life: list[Turn], waivers: Waivers) -> None:
    for one in live(history, life, waivers):
        done = delivered(one)
        for _, item_id, step in one.reminders():
            assert all((item_id, below) in done for below in range(1, step))
            assert (item_id, step) not in done


@MANY
@given(driving.histories(), turns(), driving.waivers)
def test_no_step_is_sooner_than_both_clocks(history: History, life: list[Turn], waivers: Waivers) -> None:
    for one in live(history, life, waivers):
        done = delivered(one)
        due = {item.id: item.due_on for item in history.items}
        for _, item_id, step in one.reminders():
            steps, due_on = one.rules(history, item_id).steps, due[item_id]
            assert due_on is not None
            assert (one.on - due_on).days >= steps[step - 1].days
            for below in range(1, step):
                gap = steps[step - 1].days - steps[step - 2].days
                assert all((one.on - on).days >= gap for on in done[item_id, below])  # type: ignore[operator]


@MANY
@given(driving.histories(), turns(), driving.waivers)
def test_nothing_that_may_have_gone_out_is_doubled(history: History, life: list[Turn], waivers: Waivers) -> None:
    for one in live(history, life, waivers):
        open_fate = {
            (part.item_id, part.step)
            for sending in one.account.events.sendings
            for part in sending.items
            if sending.purpose is Purpose.REMINDER and sending.state is not SendingState.FAILED
        }
        failed_today = {
            (part.item_id, part.step)
            for sending in one.account.events.sendings
            for part in sending.items
            if sending.purpose is Purpose.REMINDER and sending.on >= one.on
        }
        sent = {(item_id, step) for _, item_id, step in one.reminders()}
        assert not sent & open_fate
        assert not sent & failed_today


@MANY
@given(driving.histories(), turns())
def test_the_cap_and_the_quiet_of_the_procedure_in_force_hold(history: History, life: list[Turn]) -> None:
    for one in live(history, life):
        rules = one.rules(history)
        known = [contact.on for contact in one.account.events.contacts]
        known += [sending.on for sending in one.account.events.sendings if sending.state is not SendingState.FAILED]
        for sending in one.sent:
            assert sum(one.on - timedelta(days=7) < on for on in known) < rules.contacts_a_week
            assert all((one.on - on).days >= rules.quiet_days for on in known)
            known.append(sending.on)


@MANY
@given(driving.histories(), turns(), driving.waivers)
def test_nothing_is_chased_that_must_not_be(history: History, life: list[Turn], waivers: Waivers) -> None:
    past = {item.id: item for item in history.items}
    for one in live(history, life, waivers):
        for action in one.decisions:
            if isinstance(action, Action) and action.purpose is not Purpose.THANKS:
                for standing in action.items:
                    assert not forbidden(history, past[standing.item.id], one.on)
                    assert 0 < standing.claimed_minor <= undisputed(past[standing.item.id], one.on)
                assert action.claimed_minor <= chaseable(history, action.currency, one.on)


@MANY
@given(driving.histories(), turns(), driving.waivers)
def test_every_open_item_has_a_day_or_a_reason_for_none(history: History, life: list[Turn], waivers: Waivers) -> None:
    for one in live(history, life, waivers):
        told: dict[int, Standing] = {}
        for decision in one.decisions:
            others = decision.others if isinstance(decision, Action) else ()
            told |= {standing.item.id: standing for standing in (*decision.items, *others)}
        assert {item.id for item in one.account.items if item.open_minor} <= set(told)
        for standing in told.values():
            holds = [reason for reason in standing.reasons if reason.why not in CHASES]
            assert standing.reasons
            assert (standing.next_on is None) == any(reason.free_on is None for reason in holds)


@MANY
@given(driving.histories(), turns(), driving.waivers)
def test_asked_twice_it_says_the_same(history: History, life: list[Turn], waivers: Waivers) -> None:
    for one in live(history, life, waivers):
        assert decide_account(one.account, one.desk, one.on) == one.decisions


@driving.lives(30)
@given(driving.histories(), turns(back=False), driving.waivers)
def test_once_mail_works_again_every_item_climbs_to_the_top(
    history: History, life: list[Turn], waivers: Waivers
) -> None:
    """Whatever was before: when the procedure stays, every message's fate is known and nothing holds, none is left."""
    free = replace(history, promises=(), pauses=(), blocks=(), credits=())
    free = replace(free, items=tuple(replace(item, disputes=(), settlements=()) for item in free.items))
    last = life[-1]
    daily = [
        Turn(last.at + ahead, last.desk, SendingState.DELIVERED, SendingState.DELIVERED) for ahead in range(1, 700)
    ]
    *_, end = live(free, [*life, *daily], waivers)
    done = delivered(end)
    for item in free.items:
        if item.due_on is not None and item.sent_on is not None:
            top = len(end.rules(free, item.id).steps)
            assert all((item.id, step) in done for step in range(1, top + 1))
