"""The ladder as people look at it: every step with its clocks, and what became of it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from billdesk.domain.followup.decide import standings_of
from billdesk.domain.followup.events import Events, ItemStep, Purpose, Sending, SendingState, Waiver
from billdesk.domain.followup.ladder import Climb, RungState, climbs, say_climb
from billdesk.domain.followup.procedures import Channel
from tests.domain.followup.driving import an_account, an_item, day, decided


def sent(at: int, step: int, state: SendingState = SendingState.DELIVERED) -> Sending:
    return Sending(day(at), Channel.MAIL, Purpose.REMINDER, state, (ItemStep(1, step),))


def climb(at: int, *sendings: Sending, waivers: tuple[Waiver, ...] = ()) -> Climb:
    account = an_account(an_item(), events=Events(sendings, waivers))
    (found,) = climbs(standings_of(decided(account, at)), account.events)
    return found


def test_both_clocks_of_the_next_step_are_known_and_those_behind_it_only_know_the_first() -> None:
    found = climb(20, sent(9, 1))
    assert [rung.state for rung in found.rungs] == [RungState.DONE, RungState.WAITS, RungState.LATER, RungState.LATER]
    second, third = found.rungs[1:3]
    assert (second.old_enough, second.allowed) == (day(19), day(23))
    assert (third.old_enough, third.allowed) == (day(33), None)
    assert found.rungs[0].on == day(9)


def test_what_became_of_a_step_is_told() -> None:
    states = {
        SendingState.HELD: RungState.ON_ITS_WAY,
        SendingState.PRINTED: RungState.PRINTED,
        SendingState.UNKNOWN: RungState.UNKNOWN,
        SendingState.FAILED: RungState.FAILED,
    }
    for state, told in states.items():
        assert climb(8, sent(8, 1, state)).rungs[0].state is told
    assert climb(9, sent(8, 1, SendingState.FAILED)).rungs[0].state is RungState.DUE
    left_out = climb(8, waivers=(Waiver(1, 1, day(6), "called"),)).rungs[0]
    assert (left_out.state, left_out.on) == (RungState.WAIVED, day(6))


def test_a_step_that_came_back_after_a_later_one_arrived_is_passed_over() -> None:
    found = climb(20, sent(5, 1, SendingState.FAILED), sent(19, 2))
    states = [RungState.PASSED, RungState.DONE, RungState.WAITS, RungState.LATER]
    assert [rung.state for rung in found.rungs] == states
    assert found.next is not None
    assert found.next.number == 3


def test_a_ladder_that_is_climbed_has_no_next_step() -> None:
    found = climb(90, *(sent(5 + 14 * step, step) for step in (1, 2, 3, 4)))
    assert found.next is None
    assert "All 4 steps were done" in say_climb(found)


@given(st.integers(0, 120), st.lists(st.tuples(st.integers(0, 120), st.integers(1, 4)), max_size=4))
def test_a_step_is_due_exactly_when_both_clocks_have_run_and_nothing_else_holds(
    at: int, done: list[tuple[int, int]]
) -> None:
    found = climb(at, *(sent(on, step) for on, step in done))
    rung = found.next
    if rung is None:
        return
    ran = all(clock is None or clock <= day(at) for clock in (rung.old_enough, rung.allowed))
    assert (rung.state is RungState.DUE) == found.standing.due
    assert ran or rung.state is not RungState.DUE
