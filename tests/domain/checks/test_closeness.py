"""The number of letters in which two names differ, against the plain way to reckon it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from billdesk.domain.checks.closeness import are_close, distance, fold

NAMES = st.text("ab c", max_size=9)


def plainly(one: str, other: str) -> int:
    """Optimal string alignment over the whole table."""
    table = [[row + column for column in range(len(other) + 1)] for row in range(len(one) + 1)]
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            differs = one[i - 1] != other[j - 1]
            table[i][j] = min(table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + differs)
            if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                table[i][j] = min(table[i][j], table[i - 2][j - 2] + 1)
    return table[-1][-1]


@given(NAMES, NAMES, st.integers(0, 3))
def test_the_distance_is_exact_up_to_its_limit(one: str, other: str, most: int) -> None:
    assert distance(one, other, most) == min(plainly(one, other), most + 1)


@given(NAMES, NAMES)
def test_names_a_letter_or_two_apart_are_close_whichever_comes_first(one: str, other: str) -> None:
    one, other = fold(one), fold(other)
    shorter = min(len(one), len(other))
    if one and other and shorter >= 4 and plainly(one, other) <= (1 if shorter < 8 else 2):
        assert are_close(one, other)
    assert are_close(one, other) == are_close(other, one)
