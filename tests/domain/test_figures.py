"""Figures of the trade."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from billdesk.domain.figures import mean_days_late


def test_mean_days_late_is_weighted_by_amount() -> None:
    assert mean_days_late([(140_00, 7), (85_00, 55)]) == Decimal("25.13")


def test_without_amounts_there_is_no_mean() -> None:
    assert mean_days_late([]) is None
    assert mean_days_late([(0, 9)]) is None


@given(st.lists(st.tuples(st.integers(1, 10**12), st.integers(-50, 500)), min_size=1))
def test_a_mean_lies_between_its_extremes(items: list[tuple[int, int]]) -> None:
    mean = mean_days_late(items)
    assert mean is not None
    assert min(days for _, days in items) <= mean <= max(days for _, days in items)
