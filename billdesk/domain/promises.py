"""What became of a promise to pay, decided from what came in up to its day plus grace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class PromiseState(StrEnum):
    """A promise is open until its time is over; then what came in time decides."""

    OPEN = "open"
    KEPT = "kept"
    PARTLY_KEPT = "partly kept"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class PromiseFact:
    """A promise that still matters: live, or broken with its invoices open. `last_day` ends its grace."""

    currency: str
    due_on: date
    last_day: date
    state: PromiseState
    amount_minor: int
    invoice_ids: tuple[int, ...]


def decide(
    amount_minor: int, due_on: date, grace_days: int, withdrawn: bool, received_in_time_minor: int, today: date
) -> PromiseState:
    """The state of a promise of `amount_minor` by `due_on`, as `today` sees it.

    `received_in_time_minor` is what was allocated to its invoices up to `due_on` plus `grace_days`; later money does
    not count. The last day of grace still belongs to the customer. A withdrawn promise stays withdrawn.
    """
    if withdrawn:
        return PromiseState.WITHDRAWN
    if received_in_time_minor >= amount_minor:
        return PromiseState.KEPT
    if today <= due_on + timedelta(days=grace_days):
        return PromiseState.OPEN
    return PromiseState.PARTLY_KEPT if received_in_time_minor > 0 else PromiseState.BROKEN
