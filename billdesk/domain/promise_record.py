"""How a customer kept its promises so far: what one looks at before taking the next one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from billdesk.domain.promises import PromiseState
from billdesk.domain.records import PromiseView

_DECIDED = (PromiseState.KEPT, PromiseState.PARTLY_KEPT, PromiseState.BROKEN)


@dataclass(frozen=True, slots=True)
class PromiseRecord:
    """Of the promises whose fate is known: how many were kept, and by how many days the money came late on average.

    The days are weighted by amount, as days late are elsewhere; money before the day counts as no day late, and what
    has not come yet is as late as it is today. Withdrawn promises and those that stand do not count.
    """

    kept: int
    decided: int
    days_late: Decimal | None


def record_of(promises: Iterable[PromiseView], today: date) -> PromiseRecord:
    """The record of some promises as of a day."""
    decided = [promise for promise in promises if promise.state in _DECIDED]
    if not decided:
        return PromiseRecord(0, 0, None)
    weighted = sum(promise.amount_minor * _days_late(promise, today) for promise in decided)
    mean = Decimal(weighted) / sum(promise.amount_minor for promise in decided)
    kept = sum(promise.state is PromiseState.KEPT for promise in decided)
    return PromiseRecord(kept, len(decided), mean.quantize(Decimal("0.1"), ROUND_HALF_UP))


def _days_late(promise: PromiseView, today: date) -> int:
    return max(0, ((promise.met_on or today) - promise.due_on).days)


def say_kept(record: PromiseRecord) -> str:
    """`promises kept 4 of 6`; empty when nothing is decided yet."""
    return f"promises kept {record.kept} of {record.decided}" if record.decided else ""


def say_record(record: PromiseRecord) -> str:
    """`Promises kept 4 of 6, 2.5 d late on average`, or that there is none yet."""
    if not record.decided:
        return "No promise of this customer was due yet."
    late = "in time" if not record.days_late else f"{record.days_late.normalize():f} d late on average"
    return f"Promises kept {record.kept} of {record.decided}, {late}."
