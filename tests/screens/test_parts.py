"""What the screens of records are made of: wrapping, columns of amounts, the ageing bar."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from billdesk.domain.money import digits, format_money
from billdesk.text import inert_plain
from screens.parts.figures import BAR_CELLS, MoneyColumn, bar_runs
from screens.parts.paper import Cell, Run, row, spread, wrap

texts = st.text(max_size=300).map(inert_plain)
amounts = st.tuples(st.integers(-(10**15), 10**15), st.sampled_from(["EUR", "JPY", "KWD", "CHF", "INR"]))


@given(texts, st.integers(2, 100))
def test_wrapping_loses_nothing_and_fits(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(cell_len(line) <= width for line in lines)


@given(st.lists(amounts, min_size=1))
def test_all_amounts_stand_on_one_decimal_sign(known: list[tuple[int, str]]) -> None:
    column = MoneyColumn.of(known)
    cells = [column.cell(minor, currency).text for minor, currency in known]
    assert {cell_len(cell) for cell in cells} == {column.width}
    tails = {len(cell) - cell.rindex(".") for cell, (_, currency) in zip(cells, known, strict=True) if digits(currency)}
    assert len(tails) <= 1
    whole = {
        len(cell) - len(cell.rstrip()) for cell, (_, currency) in zip(cells, known, strict=True) if not digits(currency)
    }
    assert not tails or not whole or whole == tails  # an amount without decimals ends where the others have their sign


@given(st.lists(amounts, min_size=1))
def test_a_minus_stands_in_front_of_the_sign_of_the_currency_also_in_a_column(known: list[tuple[int, str]]) -> None:
    column = MoneyColumn.of(known)
    for minor, currency in known:
        said = column.cell(minor, currency).text.split()
        assert said == format_money(minor, currency).split()


@given(st.lists(st.integers(0, 10**12), min_size=6, max_size=6).filter(any))
def test_the_bar_is_full_and_shows_no_bucket_that_is_empty(buckets: list[int]) -> None:
    runs = bar_runs(buckets)
    assert sum(len(run.text) for run in runs) == BAR_CELLS
    assert len(runs) <= sum(map(bool, buckets))


@given(texts, texts, st.integers(40, 160))
def test_a_row_is_as_wide_as_the_screen(left: str, right: str, width: int) -> None:
    for line in row(width, Cell(left), Cell(right, 12, True), wrapped=True):
        assert sum(cell_len(run.text) for run in line) == width
    line = spread(width, (Run(left),), (Run("€ 12.00"),))
    assert sum(cell_len(run.text) for run in line) <= width
    assert line[-1].text == "€ 12.00"
