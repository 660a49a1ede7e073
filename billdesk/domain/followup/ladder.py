"""The ladder of one item as people look at it: each step with its clocks, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from billdesk.domain.dates import say_day
from billdesk.domain.followup.decide import Standing
from billdesk.domain.followup.events import NO_STEP, Events, Ladder, Purpose, SendingState, ladders
from billdesk.domain.followup.procedures import Channel, Tone
from billdesk.domain.followup.reasons import sentence


class RungState(StrEnum):
    """Where a step stands. `WAITS` is the next one, `LATER` those behind it; `PASSED` never arrived, but a later one
    did."""

    DONE = "done"
    WAIVED = "left out"
    PASSED = "passed over"
    DUE = "due"
    ON_ITS_WAY = "on its way"
    PRINTED = "printed, not confirmed"
    UNKNOWN = "unknown if sent"
    FAILED = "failed"
    WAITS = "waits"
    LATER = "later"


_TRIED = {
    SendingState.PRINTED: RungState.PRINTED,
    SendingState.UNKNOWN: RungState.UNKNOWN,
    SendingState.FAILED: RungState.FAILED,
}

_OVER = frozenset({RungState.DONE, RungState.WAIVED, RungState.PASSED})


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of an item. `on` is the day of what became of it. The two clocks: `old_enough` is the day from which the
    item is late enough for it, `allowed` the day from which the step before lies far enough behind; it is not known
    where that one is still to come, and there is none for the first."""

    number: int
    channel: Channel
    tone: Tone
    state: RungState
    on: date | None
    old_enough: date | None
    allowed: date | None


@dataclass(frozen=True, slots=True)
class Climb:
    """An open item, where it stands, and its steps."""

    standing: Standing
    rungs: tuple[Rung, ...]

    @property
    def next(self) -> Rung | None:
        """The step that comes next; `None` once all are done."""
        return next((rung for rung in self.rungs if rung.state not in _OVER), None)


def climbs(standings: Sequence[Standing], events: Events) -> tuple[Climb, ...]:
    """The ladders of what is open, the oldest due date first."""
    known = ladders(events)
    waived = {(waiver.item_id, waiver.step) for waiver in events.waivers}
    ordered = sorted(standings, key=lambda one: (one.item.due_on or date.max, one.item.id))
    return tuple(
        Climb(one, tuple(_rungs(one, known.get(one.item.id, NO_STEP), waived)))
        for one in ordered
        if one.item.open_minor > 0
    )


def _rungs(standing: Standing, ladder: Ladder, waived: set[tuple[int, int]]) -> list[Rung]:
    item, procedure = standing.item, standing.procedure
    rungs = []
    for number, step in enumerate(procedure.steps, start=1):
        before = ladder.done.get(number - 1) if number - 1 <= ladder.reached else None
        allowed = before + timedelta(days=procedure.gap(number)) if before and number > 1 else None
        state, on = _state(standing, ladder, number)
        if state is RungState.DONE and (item.id, number) in waived:
            state = RungState.WAIVED
        old_enough = item.due_on + timedelta(days=step.days) if item.due_on else None
        rungs.append(Rung(number, step.channel, step.tone, state, on, old_enough, allowed))
    return rungs


def _state(standing: Standing, ladder: Ladder, number: int) -> tuple[RungState, date | None]:
    """What became of a step, and when."""
    if number in ladder.done and number <= ladder.reached:
        return RungState.DONE, ladder.done[number]
    if number < ladder.reached:
        return RungState.PASSED, None
    if number > ladder.reached + 1:
        return RungState.LATER, None
    tried = [(on, state) for *what, state, on in ladder.tried if what == [Purpose.REMINDER, number]]
    if standing.due and standing.purpose is Purpose.REMINDER:
        return RungState.DUE, None
    if not tried:
        return RungState.WAITS, None
    on, state = max(tried)
    return _TRIED.get(state, RungState.ON_ITS_WAY), on


def say_rung(rung: Rung) -> str:
    """`step 2, mail: due; old enough since Wed 4 Nov 2026, allowed from Mon 9 Nov 2026`."""
    said = f"step {rung.number}, {rung.channel.value}: {rung.state.value}"
    if rung.on is not None:
        said += f" on {say_day(rung.on)}"
    if rung.state in _OVER:
        return said
    return "; ".join(filter(None, (said, say_clocks(rung))))


def say_clocks(rung: Rung) -> str:
    """`old enough from 4 Nov 2026, allowed from 9 Nov 2026`: both clocks of a step that is to come."""
    old = f"old enough from {say_day(rung.old_enough)}" if rung.old_enough else "no due date"
    return f"{old}, allowed from {say_day(rung.allowed)}" if rung.allowed else old


def say_climb(climb: Climb) -> str:
    """All that is known of an item's ladder, in lines: its procedure, why it stands where it does, each step."""
    why = [sentence(reason) for reason in climb.standing.reasons]
    steps = [say_rung(rung) for rung in climb.rungs]
    return "\n".join([f"Procedure {climb.standing.procedure.name}.", *why, *steps])
