"""`?` on a row says when its points change, so that nobody has to count the days."""

from __future__ import annotations

from datetime import date

import pytest

from billdesk.domain.work import PriorityPart
from screens.dialogs.why import say_change
from tests.conftest import TODAY


@pytest.mark.parametrize(
    ("changes_on", "then_points", "said"),
    [
        (date(2026, 12, 15), 15, "15 from Tue 15 Dec, in 24 days"),
        (date(2026, 11, 22), 9, "9 from Sun 22 Nov, tomorrow"),
        (date(2027, 1, 4), 15, "15 from Mon 4 Jan 2027, in 44 days"),
        (None, None, ""),
    ],
)
def test_a_change_names_its_day(changes_on: date | None, then_points: int | None, said: str) -> None:
    assert say_change(PriorityPart("age", 9, "41 days", changes_on, then_points), TODAY) == said
