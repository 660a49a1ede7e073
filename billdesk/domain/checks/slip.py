"""Whether one amount is another one mistyped: a digit wrong, missing, double or swapped, or the point misplaced."""

from __future__ import annotations

from decimal import Decimal

from billdesk.domain.checks.closeness import distance


def is_slip(typed: Decimal, meant: Decimal) -> bool:
    """Whether `typed` could be `meant` with one slip; equal amounts are none."""
    if typed == meant or not typed or not meant:
        return False
    one, other = _digits(typed, meant), _digits(meant, typed)
    if one.rstrip("0") == other.rstrip("0"):
        return True
    return distance(one, other, 1) <= 1 or _jumped(one, other)


def _digits(amount: Decimal, beside: Decimal) -> str:
    """The digits of an amount, with as many decimals as both have."""
    exponents = [number.as_tuple().exponent for number in (amount, beside)]
    places = max(0, *(-exponent for exponent in exponents if isinstance(exponent, int)))
    return str(abs(int(amount.scaleb(places))))


def _jumped(one: str, other: str) -> bool:
    """Whether two digits with one between them changed places: 123 and 321."""
    if len(one) != len(other):
        return False
    differ = [at for at, (mine, theirs) in enumerate(zip(one, other, strict=True)) if mine != theirs]
    return (
        len(differ) == 2
        and differ[1] - differ[0] == 2
        and one[differ[0]] == other[differ[1]]
        and one[differ[1]] == other[differ[0]]
    )
