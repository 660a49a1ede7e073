"""Numbers of documents: readable patterns, strictly rising numbers."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billdesk.domain.errors import InputError, RuleError
from billdesk.domain.numbering import check_pattern, format_number, next_sequence, period

DAY = date(2026, 3, 5)


@pytest.mark.parametrize(
    ("pattern", "number", "counts_in"),
    [
        ("{year}-{seq:04}", "2026-0412", "2026"),
        ("C{year}-{seq:04}", "C2026-0412", "2026"),
        ("INV/{year}/{month}/{seq:05}", "INV/2026/03/00412", "2026-03"),
        ("{seq}", "412", ""),
        ("R{seq:02}", "R412", ""),
    ],
)
def test_a_number_follows_its_pattern(pattern: str, number: str, counts_in: str) -> None:
    check_pattern(pattern)
    assert format_number(pattern, DAY, 412) == number
    assert period(pattern, DAY) == counts_in


@pytest.mark.parametrize(
    "pattern",
    [
        "", "{year}", "2026-", "{seq}{seq}", "{month}-{seq}", "{day}-{seq}", "{seq:4}", "{seq:010}", "{year:02}{seq}",
        "{seq!r}", "{seq.__class__}", "{0}", "{seq}{", "INV {seq}", "[b]{seq}", "{seq}\n", "Ä{seq}", "x" * 40 + "{seq}",
    ],
)  # fmt: skip
def test_a_pattern_that_could_repeat_or_mislead_is_refused(pattern: str) -> None:
    with pytest.raises(InputError):
        check_pattern(pattern)
    with pytest.raises(InputError):
        format_number(pattern, DAY, 1)


@given(st.lists(st.dates(date(2020, 1, 1), date(2030, 12, 31)), min_size=2, max_size=40))
@pytest.mark.parametrize("pattern", ["{year}-{seq:04}", "{month}{year}{seq}", "{seq}{year}", "{seq:02}"])
def test_documents_in_order_of_date_get_numbers_that_rise_and_never_repeat(pattern: str, days: list[date]) -> None:
    last: dict[str, int] = {}
    last_day: date | None = None
    numbers = []
    for day in sorted(days):
        series = period(pattern, day)
        sequence = next_sequence(last.get(series, 0), last_day, day)
        assert sequence == last.get(series, 0) + 1
        last[series], last_day = sequence, day
        numbers.append(format_number(pattern, day, sequence))
    assert len(set(numbers)) == len(numbers)


def test_a_document_is_never_dated_before_the_last_one_of_its_series() -> None:
    assert next_sequence(7, DAY, DAY) == 8
    assert next_sequence(0, None, DAY) == 1
    with pytest.raises(RuleError, match="Thu 5 Mar 2026"):
        next_sequence(7, DAY, date(2026, 3, 4))
