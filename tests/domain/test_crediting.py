"""What a credit note comes to: parts never exceed their line, and all parts together are just the invoice."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billdesk.domain.crediting import QUANTITY_PLACES, credit_totals, lines_for
from billdesk.domain.drafts import CreditLineDraft
from billdesk.domain.invoicing import totals
from billdesk.domain.money import parse_decimal
from billdesk.domain.records import InvoiceView, LineView, TaxView
from billdesk.services.drafting import line_drafts
from tests.domain.records_for_tests import INVOICE


def invoice(*lines: LineView) -> InvoiceView:
    """An invoice of these lines, with the sums they come to."""
    sums = totals(line_drafts(lines), "EUR", INVOICE.tax_method)
    shown = tuple(replace(line, net_minor=net) for line, net in zip(lines, sums.line_nets, strict=True))
    taxes = tuple(TaxView(tax.rate, tax.base_minor, tax.tax_minor) for tax in sums.taxes)
    return replace(
        INVOICE,
        lines=shown,
        taxes=taxes,
        net_minor=sums.net_minor,
        tax_minor=sums.tax_minor,
        total_minor=sums.gross_minor,
    )


def line(place: int, quantity: str, price: str, rate: str = "19") -> LineView:
    return LineView(
        place, place, "Work", Decimal(quantity), "", Decimal(price), Decimal(0), 0, Decimal(rate), 0
    )  # fmt: skip


def after(view: InvoiceView, *parts: CreditLineDraft) -> InvoiceView:
    """The invoice as it stands once these parts are credited."""
    sums = credit_totals(view, parts)
    taken = {one.invoice_line_id: one for one in sums.lines}
    lines = tuple(
        replace(
            old,
            credited=old.credited + taken[old.id].quantity,
            credited_net_minor=old.credited_net_minor + taken[old.id].net_minor,
        )
        if old.id in taken
        else old
        for old in view.lines
    )
    return replace(
        view,
        lines=lines,
        credited_net_minor=view.credited_net_minor + sums.net_minor,
        credited_tax_minor=view.credited_tax_minor + sums.tax_minor,
    )


def test_nothing_named_is_the_whole_invoice() -> None:
    view = invoice(line(1, "2", "33.33"), line(2, "1", "10", "7"))
    sums = credit_totals(view)
    assert (sums.total_minor, sums.is_rest) == (view.total_minor, True)
    assert [one.quantity for one in sums.lines] == [2, 1]


def test_an_invoice_known_by_its_total_is_credited_whole() -> None:
    view = replace(INVOICE, lines=(), taxes=(), tax_minor=0, net_minor=500, total_minor=500)
    assert credit_totals(view).total_minor == 500


def test_a_part_of_a_line_carries_its_part_of_the_tax() -> None:
    view = invoice(line(1, "4", "25"), line(2, "1", "10", "7"))
    sums = credit_totals(view, (CreditLineDraft(1, Decimal(1)),))
    assert (sums.net_minor, sums.tax_minor, sums.is_rest) == (2500, 475, False)


def test_what_takes_the_last_of_the_money_is_the_rest_even_beside_a_line_without_a_price() -> None:
    view = invoice(line(1, "2", "25"), line(2, "1", "0"))
    first = CreditLineDraft(1, Decimal(1))
    assert [credit_totals(view, (first,)).is_rest, credit_totals(after(view, first), (first,)).is_rest] == [False, True]


def test_a_line_named_twice_counts_once_with_both_quantities() -> None:
    view = invoice(line(1, "4", "25"), line(2, "1", "10"))
    twice = credit_totals(view, (CreditLineDraft(1, Decimal(1)),) * 2)
    assert twice == credit_totals(view, (CreditLineDraft(1, Decimal(2)),))


def test_a_line_of_nothing_takes_nothing() -> None:
    view = invoice(line(1, "0", "25"), line(2, "1", "10"))
    assert credit_totals(view, (CreditLineDraft(1, Decimal(1)),)).total_minor == 0


def test_rounding_never_takes_more_than_the_line_holds() -> None:
    """Half a cent a piece: each one alone rounds up to a cent, four of them are two."""
    view = invoice(line(1, "4", "0.005", "0"), line(2, "1", "10", "0"))
    for _ in range(4):
        view = after(view, CreditLineDraft(1, Decimal(1)))
        assert view.lines[0].credited_net_minor <= view.lines[0].net_minor
    assert view.lines[0].credited_net_minor == view.lines[0].net_minor == 2


@pytest.mark.parametrize(
    ("price", "quantity"), [("129.90", "40"), ("4875.00", "3"), ("-7350.00", "-2"), ("0.0131", "90000")]
)
@pytest.mark.parametrize("wanted", [1_00, 299_99, 300_00, 592_64])
def test_what_was_agreed_is_met_or_undercut_in_a_quantity_that_can_be_typed(
    price: str, quantity: str, wanted: int
) -> None:
    view = invoice(line(1, quantity, price))
    (part,) = lines_for(view, wanted)
    assert parse_decimal(f"{part.quantity:f}", places=QUANTITY_PLACES, label="quantity") == part.quantity
    more = CreditLineDraft(1, part.quantity + Decimal("0.0001").copy_sign(part.quantity))
    assert credit_totals(view, (part,)).total_minor <= wanted < credit_totals(view, (more,)).total_minor


def test_the_line_that_meets_what_was_agreed_is_proposed() -> None:
    view = invoice(line(1, "3", "4875"), line(2, "40", "129.90"), line(3, "1", "252.10"))
    assert lines_for(view, 30_000) == (CreditLineDraft(3, Decimal(1)),)
    assert credit_totals(view, lines_for(view, 15_458)).total_minor == 15_458


def test_no_line_is_proposed_for_the_rest_nor_where_no_quantity_comes_to_so_little() -> None:
    view = invoice(line(1, "1", "4875"))
    assert lines_for(view, view.total_minor) == lines_for(view, 10) == ()
    assert lines_for(replace(view, lines=()), 10) == ()


def test_a_rest_too_fine_to_be_typed_is_not_proposed() -> None:
    view = invoice(line(1, "2", "100"), line(2, "1", "99991"))
    view = after(view, CreditLineDraft(1, Decimal("1.000001")))
    assert lines_for(view, 11_900) == (CreditLineDraft(1, Decimal("0.9999")),)


@given(
    st.lists(
        st.tuples(st.integers(1, 6), st.integers(0, 5_000), st.sampled_from(["0", "7", "19"])), min_size=1, max_size=4
    ),
    st.data(),
)
def test_parts_in_any_order_come_to_the_invoice_to_the_cent(
    drawn: list[tuple[int, int, str]], data: st.DataObject
) -> None:
    view = invoice(*(line(n, str(q), str(Decimal(p) / 1000), rate) for n, (q, p, rate) in enumerate(drawn, start=1)))
    pieces = [old.id for old in view.lines for _ in range(int(old.quantity))]
    for line_id in data.draw(st.permutations(pieces)):
        view = after(view, CreditLineDraft(line_id, Decimal(1)))
        assert 0 <= view.credited_net_minor <= view.net_minor
        assert 0 <= view.credited_tax_minor <= view.tax_minor
    assert (view.credited_net_minor, view.credited_tax_minor) == (view.net_minor, view.tax_minor)
