"""A desk over time as desks are: runs on any day, in any order, several a day; mail that fails, or of which for a while
nobody knows whether it arrived; steps left out; and a procedure that is changed while accounts are on its ladder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from hypothesis import strategies as st

from billdesk.domain.followup.decide import Action, Decision, decide_account
from billdesk.domain.followup.events import Purpose, Sending, SendingState, Waiver
from billdesk.domain.followup.facts import Account
from billdesk.domain.followup.history import History
from billdesk.domain.followup.procedures import Procedure, choose
from tests.domain.followup import driving
from tests.domain.followup.driving import day

UNDECIDED = (SendingState.PLANNED, SendingState.HELD, SendingState.SENDING, SendingState.PRINTED, SendingState.UNKNOWN)


@dataclass(frozen=True)
class Turn:
    """One run: its day, the desk's procedure then, how its own messages end, and what becomes at its beginning of those
    whose fate was open (nothing, where `settled` is `None`)."""

    at: int
    desk: Procedure
    ends: SendingState
    settled: SendingState | None


@dataclass(frozen=True)
class Lived:
    """What a run knew, decided and sent."""

    on: date
    desk: Procedure
    account: Account
    decisions: tuple[Decision, ...]
    sent: tuple[Sending, ...]

    def rules(self, history: History, item_id: int | None = None) -> Procedure:
        """The procedure in force for the customer, or for an item."""
        item = next((one for one in history.items if one.id == item_id), None)
        return choose(self.desk, history.procedure, item.procedure if item else None).procedure

    def reminders(self) -> Iterator[tuple[Sending, int, int]]:
        """Every item and step that the run sent a reminder about."""
        for sending in self.sent:
            if sending.purpose is Purpose.REMINDER:
                yield from ((sending, part.item_id, part.step) for part in sending.items)


def live(history: History, turns: Sequence[Turn], waivers: Sequence[Waiver] = ()) -> Iterator[Lived]:
    """Run the follow-up turn by turn."""
    sendings: list[Sending] = []
    for turn in turns:
        on = day(turn.at)
        if turn.settled is not None:
            sendings = [_settled(one, turn.settled, on) for one in sendings]
        account = history.on(on, sendings)
        known = tuple(waiver for waiver in waivers if waiver.on <= on)
        account = replace(account, events=replace(account.events, waivers=known))
        decisions = decide_account(account, turn.desk, on)
        sent = tuple(one.sending(on, turn.ends) for one in decisions if isinstance(one, Action))
        sendings.extend(sent)
        yield Lived(on, turn.desk, account, decisions, sent)


def _settled(sending: Sending, state: SendingState, on: date) -> Sending:
    """What became of a message whose fate was open; it arrived on the day on which that was known."""
    if sending.state not in UNDECIDED:
        return sending
    return replace(sending, state=state, on=max(on, sending.on))


_ENDS = st.sampled_from([SendingState.DELIVERED] * 5 + list(SendingState))
_SETTLED = st.sampled_from([None, None, None, SendingState.DELIVERED, SendingState.FAILED, SendingState.UNKNOWN])
_AHEAD = [0, 0, 1, 1, 1, 2, 3, 5, 7, 7, 14, 14, 30, 60]
_ANY = [*_AHEAD, -1, -20, -90]


@st.composite
def turns(draw: st.DrawFn, *, back: bool = True) -> list[Turn]:
    """Runs by a procedure that changes now and then; `back` lets the clock be set back too."""
    steps = draw(
        st.lists(
            st.tuples(st.sampled_from(_ANY if back else _AHEAD), _ENDS, _SETTLED, st.integers(0, 7)),
            min_size=20,
            max_size=40,
        )
    )
    at, desk, made = 0, draw(driving.procedures), []
    for step, ends, settled, chance in steps:
        at = max(0, at + step)
        desk = draw(driving.procedures) if chance == 0 else desk
        made.append(Turn(at, desk, ends, settled))
    return made
