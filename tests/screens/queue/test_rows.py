"""A work item as a line: as wide as its room, amounts whole, the next action readable."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from billdesk.domain.money import Money, format_minor
from billdesk.domain.records import Preview
from billdesk.domain.work import ItemKind, QueueRow
from screens.queue_parts import QueueList, fit_views, say_totals
from screens.queue_preview import say_preview
from screens.queue_rows import cells, columns, document_cell, due_cell, headings, urgency, widest_amounts
from tests.conftest import TODAY

any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


def _row(
    name: str = "Acme", document: str = "2026-0412", minor: int = 1_247_920, currency: str = "EUR", **more: str
) -> QueueRow:
    return QueueRow(
        id=1,
        key="account:1:EUR",
        kind=ItemKind.ACCOUNT,
        points=31,
        customer_id=1,
        customer_code="C-1",
        customer_name=name,
        town="",
        document=document,
        invoice_id=None,
        receipt_id=None,
        currency=currency,
        open_minor=minor,
        due_on=TODAY - timedelta(days=41),
        why=more.get("why", "promise broken"),
        next_action=more.get("next_action", "call"),
    )


@example(name="", document="", why="", minor=-1_000_000, currency="JPY", width=57)
@given(
    name=any_text,
    document=any_text,
    why=any_text,
    minor=st.integers(min_value=-(10**9), max_value=10**11),
    currency=st.sampled_from(["EUR", "JPY", "KWD", "CHF"]),
    width=st.integers(min_value=57, max_value=240),
)
def test_a_row_never_needs_more_than_its_width_and_shows_its_amount_whole(
    name: str, document: str, why: str, minor: int, currency: str, width: int
) -> None:
    row = _row(name, document, minor, currency, why=why)
    layout = columns(width, (Money(1, "EUR"), Money(1, "CHF")), widest_amounts([row]))
    shown = cells(row, layout, TODAY)
    line = shown.lead + shown.due + shown.why + shown.action
    assert format_minor(minor, currency) in shown.lead
    assert shown.action == "call"
    assert cell_len(line) <= width
    assert cell_len(headings(layout)) <= width


def test_amounts_stand_on_their_decimal_sign() -> None:
    layout = columns(77, (Money(1, "EUR"), Money(1, "JPY")))
    euro, yen = (
        cells(_row(minor=minor, currency=code), layout, TODAY).lead for minor, code in ((123456, "EUR"), (98000, "JPY"))
    )
    assert euro.index("1,234.56") + len("1,234") == yen.index("98,000") + len("98,000")


@given(
    rows=st.lists(st.tuples(st.integers(1, 10**10), st.sampled_from(["EUR", "INR", "KWD", "JPY"])), min_size=1),
    width=st.sampled_from([57, 77, 117]),
)
def test_all_rows_have_their_columns_at_the_same_place(rows: list[tuple[int, str]], width: int) -> None:
    page = [_row(minor=minor, currency=currency) for minor, currency in rows]
    layout = columns(width, (Money(1, "EUR"),), widest_amounts(page))
    leads = [cells(row, layout, TODAY).lead for row in page]
    assert {lead.index("2026-0412") for lead in leads} == {layout.account + 1}
    assert {cell_len(lead) for lead in leads} == {layout.account + layout.document + layout.money + 3}


def test_a_page_with_a_wider_amount_moves_the_columns_of_all_rows_and_their_names() -> None:
    rows = QueueList([_row()], after=True, today=TODAY, totals=(Money(1, "EUR"),))
    before = rows.columns_at(77)
    rows.add_after([_row(minor=30_637_680, currency="INR")._replace(key="account:2:INR")], more=False)
    assert rows.columns_at(77) == before
    rows.add_after([_row(minor=3_063_768_000, currency="INR")._replace(key="account:3:INR")], more=False)
    after = rows.columns_at(77)
    assert (after.money, after.account) == (before.money + 3, before.account - 3)


def test_a_hidden_amount_does_not_tell_how_long_it_is() -> None:
    row = _row(minor=10**11)._replace(kind=ItemKind.CHECK)
    assert columns(77, (Money(1, "EUR"),), widest_amounts([row])) == columns(77, (Money(1, "EUR"),))


def test_the_row_of_an_entry_to_check_does_not_tell_the_customer_or_the_document() -> None:
    row = _row()._replace(kind=ItemKind.CHECK, document="2026-0007")
    assert "2026-0007" not in cells(row, columns(77, (Money(1, "EUR"),)), TODAY).lead
    known = Preview("Acme", "Erfurt", 0, (), None, (), (), (), entered="Receipt entered on 21 Nov at 14:32 by mk")
    assert say_preview(row, known, TODAY) == (
        "Receipt entered on 21 Nov at 14:32 by mk",
        "a second person types total, day and customer from the paper",
    )


@pytest.mark.parametrize(
    ("document", "width", "said"),
    [("9 invoices", 10, "9 invoices"), ("24 invoices", 10, "24 inv.   "), ("24 invoices", 16, "24 invoices     ")],
)
def test_how_many_invoices_a_row_stands_for_is_never_cut(document: str, width: int, said: str) -> None:
    assert document_cell(_row(document=document), width) == said


def test_the_reason_is_cut_before_the_action() -> None:
    shown = cells(
        _row(why="says paid, not here at all", next_action="check bank"), columns(77, (Money(1, "EUR"),)), TODAY
    )
    assert shown.action == "check bank"
    assert "…" in shown.why


@pytest.mark.parametrize(
    ("days", "words", "how"),
    [(-41, "41 d late", "late"), (0, "due today", "near"), (6, "Fri 27 Nov", "near"), (20, "Fri 11 Dec", "")],
)
def test_due_in_a_narrow_column(days: int, words: str, how: str) -> None:
    due = TODAY + timedelta(days=days)
    assert due_cell(due, TODAY, 10) == words
    assert urgency(due, TODAY) == how


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2060, 1, 1)))
def test_due_always_fits_its_column(due: date) -> None:
    assert cell_len(due_cell(due, TODAY, 10)) <= 10


@given(st.lists(st.text("ab", min_size=1, max_size=12), min_size=1, max_size=9), st.integers(12, 100), st.data())
def test_the_chosen_view_is_always_among_those_shown(labels: list[str], width: int, data: st.DataObject) -> None:
    chosen = data.draw(st.integers(0, len(labels) - 1))
    start, end = fit_views(labels, chosen, width)
    assert start <= chosen < end


@given(st.integers(10, 80))
def test_totals_say_how_many_currencies_are_left_out(width: int) -> None:
    totals = [Money(24_829_872, "EUR"), Money(228_736_232, "INR"), Money(100, "GBP")]
    said = say_totals(totals, width)
    assert said.startswith("€ 248,298.72")
    left_out = 3 - said.count("·") - 1
    assert said.endswith(f"+{left_out}") if left_out else "+" not in said


@pytest.mark.parametrize(
    ("days", "why", "width", "said"),
    [
        (6, "promised", 77, "by 27 Nov, 6 d → wait"),
        (0, "promised", 77, "by today → wait"),
        (-1, "promise broken", 77, "was 20 Nov → wait"),
        (-1, "disputed", 137, "disputed 20 Nov, 1 d ago → wait"),
        (-52, "promise broken", 117, "promise broken 30 Sep → wait"),
        (44, "promised", 77, "by 4 Jan 27 → wait"),
        (-360, "promise broken", 77, "was 26 Nov 25 → wait"),
    ],
)
def test_a_promised_day_stands_beside_the_due_day_as_fully_as_there_is_room(
    days: int, why: str, width: int, said: str
) -> None:
    row = _row(why=why, next_action="wait")._replace(promised_on=TODAY + timedelta(days=days))
    shown = cells(row, columns(width, (Money(1, "EUR"),)), TODAY)
    assert shown.why + shown.action == said
    assert "41 d late" in shown.due


@given(why=any_text, days=st.integers(-400, 400), width=st.integers(min_value=57, max_value=240))
def test_a_promised_row_never_needs_more_than_its_width(why: str, days: int, width: int) -> None:
    row = _row(why=why)._replace(promised_on=TODAY + timedelta(days=days))
    shown = cells(row, columns(width, (Money(1, "EUR"),)), TODAY)
    assert shown.action == "call"
    assert cell_len(shown.lead + shown.due + shown.why + shown.action) <= width
