"""A batch agrees with its strip, or the entries are named that one slip would make the difference with."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from billdesk.domain.batches import (
    MOST_ENTRIES,
    Batch,
    BatchEntry,
    BatchKind,
    Explanation,
    Slip,
    Suspect,
    check_batch,
    explain,
)
from billdesk.domain.errors import RuleError

AMOUNTS = st.integers(min_value=1, max_value=99_999_999)
PAPERS = st.lists(AMOUNTS, min_size=1, max_size=40)


def strip(papers: list[int]) -> Batch:
    """The adding strip of some papers."""
    return Batch(BatchKind.RECEIPT, "EUR", len(papers), sum(papers))


def entered(amounts: list[int]) -> list[BatchEntry]:
    """Entries of these amounts."""
    return [BatchEntry(place, amount) for place, amount in enumerate(amounts, start=1)]


def found(papers: list[int], amounts: list[int]) -> dict[Slip, tuple[Suspect, ...]]:
    """What would explain the difference, by kind."""
    return {one.slip: one.suspects for one in explain(strip(papers), entered(amounts))}


def suspects(papers: list[int], amounts: list[int]) -> set[tuple[int, int | None]]:
    """Every entry that is named with what it would have to be."""
    return {
        (position, suspect.right_minor)
        for named in found(papers, amounts).values()
        for suspect in named
        for position in suspect.positions
    }


@given(PAPERS, st.randoms(use_true_random=False))
def test_what_agrees_needs_no_explanation(papers: list[int], random: object) -> None:
    shuffled = list(papers)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # Hypothesis's own Random
    assert explain(strip(papers), entered(shuffled)) == ()


@given(PAPERS, st.data())
def test_a_missing_entry_is_named_by_its_amount(papers: list[int], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(papers) - 1))
    left = papers[:at] + papers[at + 1 :]
    assert explain(strip(papers), entered(left)) == (Explanation(Slip.MISSING, (Suspect((), papers[at]),)),)


@given(PAPERS, st.data())
def test_an_entry_made_twice_is_named_with_its_twin(papers: list[int], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(papers) - 1))
    (suspect,) = found(papers, [*papers, papers[at]])[Slip.TWICE]
    assert {at + 1, len(papers) + 1} <= set(suspect.positions)


@given(PAPERS, AMOUNTS)
def test_an_entry_of_another_batch_is_named(papers: list[int], other: int) -> None:
    assume(other not in papers)
    assert found(papers, [*papers, other]) == {Slip.SURPLUS: (Suspect((len(papers) + 1,), None),)}


def _swap(digits: str, data: st.DataObject) -> str:
    first = data.draw(st.integers(0, len(digits) - 2))
    return digits[:first] + digits[first + 1] + digits[first] + digits[first + 2 :]


def _swap_apart(digits: str, data: st.DataObject) -> str:
    first = data.draw(st.integers(0, len(digits) - 3))
    second = data.draw(st.integers(first + 2, len(digits) - 1))
    return digits[:first] + digits[second] + digits[first + 1 : second] + digits[first] + digits[second + 1 :]


def _substitute(digits: str, data: st.DataObject) -> str:
    at = data.draw(st.integers(0, len(digits) - 1))
    return digits[:at] + data.draw(st.sampled_from("0123456789")) + digits[at + 1 :]


def _leave_out(digits: str, data: st.DataObject) -> str:
    at = data.draw(st.integers(0, len(digits) - 1))
    return digits[:at] + digits[at + 1 :]


def _double(digits: str, data: st.DataObject) -> str:
    at = data.draw(st.integers(0, len(digits) - 1))
    return digits[: at + 1] + digits[at:]


def _ten(digits: str, data: st.DataObject) -> str:
    return digits + "0" * data.draw(st.sampled_from((1, 2)))


def _sign(digits: str, data: st.DataObject) -> str:
    return f"-{digits}"


@pytest.mark.parametrize("slip", [_swap, _swap_apart, _substitute, _leave_out, _double, _ten, _sign])
@given(papers=PAPERS, data=st.data())
def test_whatever_one_slip_was_its_entry_and_the_right_amount_are_named(
    slip: Callable[[str, st.DataObject], str], papers: list[int], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(papers) - 1))
    # Written as on paper: 5 cents are 0.05.
    typed = int(slip(f"{papers[at]:03}", data))
    assume(typed not in (0, papers[at]))
    amounts = [*papers[:at], typed, *papers[at + 1 :]]
    assert (at + 1, papers[at]) in suspects(papers, amounts)


@given(PAPERS, PAPERS)
def test_every_explanation_makes_the_whole_difference(papers: list[int], amounts: list[int]) -> None:
    named = found(papers, amounts)
    for suspect in (one for slip in set(named) - {Slip.MISSING, Slip.TWICE, Slip.SURPLUS} for one in named[slip]):
        (position,) = suspect.positions
        mended = [*amounts]
        mended[position - 1] = suspect.right_minor or 0
        assert sum(mended) == sum(papers)


def test_the_most_telling_explanation_comes_first() -> None:
    # 90 less: 12.40 may be 13.30 with one digit more to it, but 31.20 and 32.10 are the digits swapped.
    explained = explain(strip([1240, 3210, 7777]), entered([1240, 3120, 7777]))
    assert explained[0].slip is Slip.SWAPPED
    assert explained[0].suspects == (Suspect((2,), 3210),)


@pytest.mark.parametrize(
    ("papers", "amounts"),
    [
        ([1000, 2000, 3000], [1000]),  # two are missing
        ([1234], [5678, 9012]),  # one too many and another mistyped
        ([100, 200], [300]),  # two entered as one
        ([123_456], [987_654]),  # nothing alike
    ],
    ids=["two missing", "two slips", "two in one", "nothing alike"],
)
def test_two_things_at_once_are_not_explained(papers: list[int], amounts: list[int]) -> None:
    assert explain(strip(papers), entered(amounts)) == ()


def test_a_currency_without_decimals_is_read_without_them() -> None:
    batch = Batch(BatchKind.INVOICE, "JPY", 1, 12)
    assert explain(batch, entered([21])) == (Explanation(Slip.SWAPPED, (Suspect((1,), 12),)),)


@pytest.mark.parametrize(("count", "minor"), [(0, 100), (MOST_ENTRIES + 1, 100), (1, 0), (1, -5)])
def test_control_totals_that_no_batch_has_are_refused(count: int, minor: int) -> None:
    with pytest.raises(RuleError):
        check_batch(Batch(BatchKind.RECEIPT, "EUR", count, minor))
