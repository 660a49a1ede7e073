"""What keeps the follow-up from an account, as entries of a list and as lines: pauses, blocks, steps left out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from billdesk.domain.followup.views import HoldView, WaiverView, say_hold, say_waiver
from screens.parts.entries import Entry, Note, headed
from screens.parts.figures import DayColumn
from screens.parts.paper import Cell, Line, row


def hold_entries(holds: Sequence[HoldView], waivers: Sequence[WaiverView], today: date) -> list[Entry]:
    """What holds, blocks first, then the steps that were left out."""
    days = DayColumn.of([*(hold.set_on for hold in holds), *(waiver.on for waiver in waivers)], today)
    entries = [
        Entry(f"hold:{hold.id}", _cells(days, hold.set_on, say_hold(hold), hold.by, "near"), _note(say_hold(hold)))
        for hold in holds
    ]
    entries += [
        Entry(
            f"waiver:{waiver.id}",
            _cells(days, waiver.on, say_waiver(waiver), waiver.by, "dim"),
            waiver,
        )
        for waiver in waivers
    ]
    return headed("not chased", entries)


def _cells(days: DayColumn, on: date, said: str, by: str, how: str) -> tuple[Cell, ...]:
    return (days.cell(on), Cell(said, how=how), Cell(by, 8, how="dim"))


def _note(said: str) -> Note:
    return Note("Not chased", said)


def hold_lines(width: int, holds: Sequence[HoldView], waivers: Sequence[WaiverView]) -> list[Line]:
    """The same as lines above a document; an empty one behind them."""
    said = [say_hold(hold) for hold in holds] + [say_waiver(waiver) for waiver in waivers]
    lines = [line for one in said for line in row(width, Cell(one, how="near"), indent=1, wrapped=True)]
    return [*lines, ()] if lines else []
