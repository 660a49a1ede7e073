"""Terms of payment: due dates anchored by month, instalments that add up."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billdesk.domain.dates import end_of_month
from billdesk.domain.errors import InputError
from billdesk.domain.terms import (
    Terms,
    TermsKind,
    due_dates,
    first_due,
    instalments,
    parse_terms,
    say_terms,
    split_shares,
)

DAYS = st.dates(date(1990, 1, 1), date(2150, 12, 31))


@st.composite
def shares(draw: st.DrawFn) -> tuple[Decimal, ...]:
    """Percentages with up to two decimals that add up to 100."""
    cuts = sorted(draw(st.sets(st.integers(1, 9_999), max_size=11)))
    edges = [0, *cuts, 10_000]
    return tuple(Decimal(b - a) / 100 for a, b in pairwise(edges))


@st.composite
def any_terms(draw: st.DrawFn) -> Terms:
    """Terms of every kind, with and without instalments."""
    kind = draw(st.sampled_from(TermsKind))
    split = draw(st.one_of(st.just(()), shares()))
    if kind is TermsKind.DAY_OF_MONTH:
        return Terms(kind, day=draw(st.integers(1, 31)), shares=split)
    return Terms(kind, days=draw(st.integers(0, 3650)), shares=split)


@pytest.mark.parametrize(
    ("text", "canonical", "said"),
    [
        ("net 30", "net 30", "30 days"),
        ("30", "net 30", "30 days"),
        (" Net  1 DAY ", "net 1", "1 day"),
        ("on receipt", "net 0", "on receipt"),
        ("net 30 eom", "net 30 eom", "30 days, then end of the month"),
        ("0 days eom", "net 0 eom", "end of the month"),
        ("day 15", "day 15", "on day 15 of the month"),
        ("net 30 split 50/30/20", "net 30 split 50/30/20", "30 days, in 3 instalments of 50, 30 and 20 %"),
        ("14 split 50.0 / 50 %", "net 14 split 50/50", "14 days, in 2 instalments of 50 and 50 %"),
        (
            "day 1 split 66.67/33.33",
            "day 1 split 66.67/33.33",
            "on day 1 of the month, in 2 instalments of 66.67 and 33.33 %",
        ),
    ],
)
def test_terms_are_read_stored_and_said(text: str, canonical: str, said: str) -> None:
    terms = parse_terms(text)
    assert str(terms) == canonical
    assert say_terms(terms) == said


@given(any_terms())
def test_stored_terms_read_back_the_same(terms: Terms) -> None:
    assert parse_terms(str(terms)) == terms


@pytest.mark.parametrize(
    "text",
    [
        "", "net", "net -1", "net 4000", "day 0", "day 32", "30 40", "net 30 split", "net 30 split 50/40", "soon",
        "net 30 split 100/0", "net 30 split 150/-50", "net 30 split 1e2", "net 30 split NaN/50", "net 3.5", "net ３０",
        "net 30 split " + "/".join(["1"] * 100),
    ],
)  # fmt: skip
def test_terms_that_cannot_be_are_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse_terms(text)


def test_shares_that_do_not_make_a_whole_cannot_even_be_built() -> None:
    with pytest.raises(InputError):
        Terms(shares=(Decimal(50), Decimal(49)))


@pytest.mark.parametrize(
    ("text", "issued_on", "due"),
    [
        ("net 30", date(2026, 11, 21), [date(2026, 12, 21)]),
        ("net 0", date(2026, 11, 21), [date(2026, 11, 21)]),
        ("net 30 eom", date(2026, 1, 30), [date(2026, 3, 31)]),
        ("net 0 eom", date(2026, 2, 3), [date(2026, 2, 28)]),
        ("day 15", date(2026, 11, 14), [date(2026, 11, 15)]),
        ("day 15", date(2026, 11, 15), [date(2026, 12, 15)]),
        ("day 31", date(2026, 2, 28), [date(2026, 3, 31)]),
        (
            "net 0 split 25/25/25/25",
            date(2026, 1, 31),
            [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)],
        ),
        ("net 0 eom split 50/25/25", date(2026, 2, 3), [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]),
        ("day 30 split 50/25/25", date(2026, 1, 30), [date(2026, 2, 28), date(2026, 3, 30), date(2026, 4, 30)]),
    ],
)
def test_due_dates_are_anchored(text: str, issued_on: date, due: list[date]) -> None:
    assert list(due_dates(parse_terms(text), issued_on)) == due


@given(any_terms(), DAYS)
def test_nothing_is_due_before_it_is_issued_and_instalments_follow_each_other_by_month(
    terms: Terms, issued_on: date
) -> None:
    due = due_dates(terms, issued_on)
    assert len(due) == max(1, len(terms.shares))
    assert due[0] == first_due(terms, issued_on)
    assert min(due) >= issued_on
    months = [day.year * 12 + day.month for day in due]
    assert months == list(range(months[0], months[0] + len(due)))
    if terms.kind is TermsKind.END_OF_MONTH:
        assert all(day == end_of_month(day) for day in due)


@given(st.integers(-(10**15) + 1, 10**15 - 1), shares())
def test_instalments_add_up_and_are_within_one_minor_unit_of_their_share(
    total: int, percent: tuple[Decimal, ...]
) -> None:
    parts = split_shares(total, percent)
    assert sum(parts) == total
    for part, share in zip(parts, percent, strict=True):
        assert abs(part - total * share / 100) < 1
        assert part == 0 or (part > 0) == (total > 0)


def test_the_odd_cent_goes_to_the_largest_remainder_and_then_to_the_first() -> None:
    assert split_shares(100, [Decimal("33.3"), Decimal("33.3"), Decimal("33.4")]) == (33, 33, 34)
    assert split_shares(101, [Decimal(50), Decimal(50)]) == (51, 50)
    assert split_shares(-101, [Decimal(50), Decimal(50)]) == (-51, -50)
    assert split_shares(7, ()) == (7,)


def test_an_invoice_in_instalments_has_a_day_and_an_amount_for_each() -> None:
    assert instalments(parse_terms("net 30 split 50/30/20"), date(2026, 11, 21), 10_001) == (
        (date(2026, 12, 21), 5_001),
        (date(2027, 1, 21), 3_000),
        (date(2027, 2, 21), 2_000),
    )
