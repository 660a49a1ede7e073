"""Figures of the trade that weigh amounts by time. Each says what it is taken over."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal


def mean_days_late(items: Iterable[tuple[int, int]]) -> Decimal | None:
    """Mean days late, weighted by amount, with two decimals; items are (amount in minor units, days late).

    Paid items count with the days they took past due, open ones with their age. One currency. `None` when the amounts
    come to nothing, as there is no mean then.
    """
    weight = total = 0
    for amount_minor, days in items:
        weight += amount_minor
        total += amount_minor * days
    if weight == 0:
        return None
    return (Decimal(total) / weight).quantize(Decimal("0.01"), ROUND_HALF_UP)
