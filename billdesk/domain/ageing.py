"""Ageing: open amounts by days past due, per instalment. The one place that knows the buckets.

The sum of the buckets less unapplied cash is the receivable.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

BUCKETS: Final[tuple[str, ...]] = ("current", "1–30", "31–60", "61–90", "91–120", "> 120")
"""Names of the buckets in order of age; "current" is what is not late, due today included."""

LAST_DAYS: Final = (0, 30, 60, 90, 120)
"""The last day past due of each bucket but the open one."""


def bucket(days_late: int) -> int:
    """The place in `BUCKETS` of what is `days_late` past due (zero or less: not late)."""
    return bisect_left(LAST_DAYS, days_late)


def age(items: Iterable[tuple[date, int]], as_of: date) -> tuple[int, int, int, int, int, int]:
    """Add up open amounts (due date, minor units; of one currency) by bucket as of a day."""
    sums = [0] * len(BUCKETS)
    for due_on, open_minor in items:
        sums[bucket((as_of - due_on).days)] += open_minor
    current, to_30, to_60, to_90, to_120, older = sums
    return current, to_30, to_60, to_90, to_120, older


@dataclass(frozen=True, slots=True)
class AgeingRow:
    """Open amounts of one customer in one currency by days past due, as of a day; `total` is buckets less unapplied."""

    customer_code: str
    customer_name: str
    currency: str
    buckets: tuple[int, int, int, int, int, int]
    unapplied_minor: int

    @property
    def total_minor(self) -> int:
        """Σ buckets − unapplied = receivable."""
        return sum(self.buckets) - self.unapplied_minor
