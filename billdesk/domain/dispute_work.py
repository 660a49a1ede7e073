"""What a row of the queue says of a dispute, and how much it presses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from billdesk.domain.dates import say_day
from billdesk.domain.disputes import DisputeFact
from billdesk.domain.followup.facts import Item
from billdesk.domain.money import format_money
from billdesk.domain.work import PriorityPart

SOON: Final = 2
"""So many days before its time is over a dispute presses."""


def say_next(case: DisputeFact, today: date) -> tuple[str, str]:
    """Why a case is in the queue and what to do: both have to stand whole in a narrow row."""
    if case.credit_due:
        return ("credit short", "close") if case.part_credited else ("credit agreed", "credit")
    if case.due_by < today:
        return "past its time", "settle"
    return ("waiting", "ask") if case.waiting_on else ("disputed", "settle")


def time_part(case: DisputeFact, today: date) -> PriorityPart:
    """Points for the time that is left; a credit that was agreed is owed to the customer at once."""
    day = say_day(case.due_by)
    if case.part_credited:
        return PriorityPart("credit short", 8, "less was credited than agreed")
    if case.credit_due:
        return PriorityPart("credit agreed", 8, "the customer waits for the credit note")
    if case.due_by < today:
        return PriorityPart("past its time", 12, f"was to be settled by {day}")
    over, presses = case.due_by + timedelta(days=1), case.due_by - timedelta(days=SOON)
    if presses <= today:
        return PriorityPart("time", 8, f"to be settled by {day}", over, 12)
    return PriorityPart("time", 4, f"to be settled by {day}", presses, 8)


def disputed_part(items: Sequence[Item]) -> Iterator[PriorityPart]:
    """A part without points that says how much is owed besides and not chased, where the rest is."""
    disputed = sum(item.disputed_minor for item in items)
    if 0 < disputed < sum(item.open_minor for item in items):
        said = format_money(disputed, items[0].currency)
        yield PriorityPart("part disputed", 0, f"{said} more is disputed and not chased")
