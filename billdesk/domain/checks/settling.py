"""Which open invoices an amount settles: one, a few together, all, also less a customary discount."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations
from typing import Final, TypeVar

T = TypeVar("T")

_DISCOUNTS: Final = tuple(Decimal(percent) / 100 for percent in ("1", "1.5", "2", "2.5", "3", "4", "5"))
_CENT: Final = Decimal("0.01")
_FEW: Final = 12


def is_discount(amount: Decimal, whole: Decimal) -> bool:
    """Whether the amount is the whole less a customary discount for early payment, to the cent."""
    if not 0 < amount < whole or amount < whole * Decimal("0.94"):
        return False
    return any(abs(amount - (whole * (1 - part)).quantize(_CENT, ROUND_HALF_UP)) <= _CENT for part in _DISCOUNTS)


def settled_by(amount: Decimal, items: Sequence[tuple[T, Decimal]]) -> list[T]:
    """The items, the oldest first, that an amount settles whole; none when nothing makes it.

    One of exactly the amount, all, the oldest together, two or three of the oldest twelve; then the same less a
    discount, but for two or three.
    """
    for fits in (Decimal.__eq__, is_discount):
        for item, left in items:
            if fits(amount, left):
                return [item]
        total = Decimal(0)
        for count, (_, left) in enumerate(items, start=1):
            total += left
            if fits(amount, total):
                return [item for item, _ in items[:count]]
        if fits is Decimal.__eq__:
            for size in (2, 3):
                for some in combinations(items[:_FEW], size):
                    if sum(left for _, left in some) == amount:
                        return [item for item, _ in some]
    return []
