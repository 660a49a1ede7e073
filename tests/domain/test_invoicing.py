"""Invoice arithmetic: golden vectors of the trade and the sums of EN 16931."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billdesk.domain.drafts import LineDraft
from billdesk.domain.errors import InputError
from billdesk.domain.invoicing import TaxLine, line_net, totals
from billdesk.domain.money import to_major, to_minor
from billdesk.domain.tax_method import TaxMethod

CODES = st.sampled_from(["EUR", "JPY", "KWD", "CLF"])
QUANTITIES = st.decimals(-10_000, 10_000, places=3)
PRICES = st.decimals(0, 10_000, places=4)
RATES = st.sampled_from([Decimal(rate) for rate in ("0", "5.5", "7", "19", "19.0", "20", "22")])


@st.composite
def lines(draw: st.DrawFn) -> LineDraft:
    """A line with a discount in percent, an amount off, or none."""
    percent = draw(st.one_of(st.just(Decimal(0)), st.decimals(0, 100, places=2)))
    off = draw(st.integers(0, 5_000)) if percent == 0 else 0
    return LineDraft("work", draw(QUANTITIES), draw(PRICES), draw(RATES), "", percent, off)


def line(quantity: str, price: str, rate: str, percent: str = "0", off: int = 0) -> LineDraft:
    return LineDraft("work", Decimal(quantity), Decimal(price), Decimal(rate), "", Decimal(percent), off)


def test_tax_by_document_and_by_line_differ_as_the_trade_knows() -> None:
    draft = [line("50", "241.67", "20")]
    assert totals(draft, "EUR", TaxMethod.DOCUMENT).tax_minor == 241_670
    assert totals(draft, "EUR", TaxMethod.LINE).tax_minor == 241_650


def test_a_discounted_line_with_tax() -> None:
    sums = totals([line("16", "348.35", "22", percent="4")], "EUR", TaxMethod.DOCUMENT)
    assert (sums.net_minor, sums.tax_minor, sums.gross_minor) == (535_066, 117_715, 652_781)


def test_rates_are_summed_apart_and_listed_highest_first() -> None:
    draft = [line("1", "10", "7"), line("2", "5.50", "19"), line("1", "3", "7.0"), line("1", "1", "0")]
    sums = totals(draft, "EUR", TaxMethod.DOCUMENT)
    assert sums.line_nets == (1000, 1100, 300, 100)
    assert sums.taxes == (
        TaxLine(Decimal(19), 1100, 209),
        TaxLine(Decimal(7), 1300, 91),
        TaxLine(Decimal(0), 100, 0),
    )
    assert (sums.net_minor, sums.tax_minor, sums.gross_minor) == (2500, 300, 2800)


def test_the_document_method_rounds_the_sum_and_not_each_line() -> None:
    draft = [line("1", "0.07", "7")] * 10  # 0.0049 each, 0.049 together
    assert totals(draft, "EUR", TaxMethod.DOCUMENT).tax_minor == 5
    assert totals(draft, "EUR", TaxMethod.LINE).tax_minor == 0


def test_by_line_a_discount_lowers_the_tax_as_it_lowers_the_line() -> None:
    # A unit is taxed 48.33; half the line is half of 50 times that.
    assert totals([line("50", "241.67", "20", percent="50")], "EUR", TaxMethod.LINE).tax_minor == 120_825
    assert totals([line("50", "241.67", "20", off=604_175)], "EUR", TaxMethod.LINE).tax_minor == 120_825
    # Without a unit price only the deduction is left to tax.
    assert totals([line("1", "0", "20", off=1_003)], "EUR", TaxMethod.LINE).tax_minor == -201


@pytest.mark.parametrize(
    ("quantity", "price", "percent", "off", "currency", "net"),
    [
        ("3", "0.335", "0", 0, "EUR", 101),
        ("-3", "0.335", "0", 0, "EUR", -101),
        ("1", "10.00", "0", 250, "EUR", 750),
        ("1.5", "333", "0", 0, "JPY", 500),
        ("0.333", "10.0001", "12.5", 0, "KWD", 2_914),
        ("1", "10", "100", 0, "EUR", 0),
    ],
)
def test_the_net_of_a_line_is_rounded_half_up_once(
    quantity: str, price: str, percent: str, off: int, currency: str, net: int
) -> None:
    assert line_net(Decimal(quantity), Decimal(price), Decimal(percent), off, currency) == net


@given(st.lists(lines(), max_size=8), CODES, st.sampled_from(TaxMethod))
def test_the_sums_of_the_standard_hold(draft: list[LineDraft], currency: str, method: TaxMethod) -> None:
    sums = totals(draft, currency, method)
    assert sum(sums.line_nets) == sums.net_minor == sum(tax.base_minor for tax in sums.taxes)
    assert sum(tax.tax_minor for tax in sums.taxes) == sums.tax_minor
    assert sums.net_minor + sums.tax_minor == sums.gross_minor
    assert [tax.rate for tax in sums.taxes] == sorted({entry.tax_rate for entry in draft}, reverse=True)
    for tax in sums.taxes:
        if method is TaxMethod.DOCUMENT:
            assert tax.tax_minor == to_minor(to_major(tax.base_minor, currency) * tax.rate / 100, currency)
        if tax.rate == 0:
            assert tax.tax_minor == 0


@given(st.lists(lines(), max_size=6), st.sampled_from(TaxMethod))
def test_an_invoice_and_its_mirror_come_to_nothing(draft: list[LineDraft], method: TaxMethod) -> None:
    mirrored = [
        LineDraft(e.description, -e.quantity, e.unit_price, e.tax_rate, e.unit, e.discount_percent, -e.discount_minor)
        for e in draft
    ]
    assert totals(draft, "EUR", method).gross_minor == -totals(mirrored, "EUR", method).gross_minor


@given(lines(), CODES)
def test_both_methods_agree_where_the_tax_of_a_unit_is_exact(entry: LineDraft, currency: str) -> None:
    exact = LineDraft("work", Decimal(int(entry.quantity)), Decimal(int(entry.unit_price) * 100), Decimal(19))
    assert totals([exact], currency, TaxMethod.LINE) == totals([exact], currency, TaxMethod.DOCUMENT)


def test_long_factors_are_not_rounded_on_the_way() -> None:
    # The product is a trace below half a cent; 28 digits, the usual working precision, would make it the half.
    factors = Decimal("0.99999999999999999999"), Decimal("0.00500000000000000000005")
    assert line_net(*factors, Decimal(0), 0, "EUR") == 0


def test_sums_beyond_what_the_book_holds_are_refused() -> None:
    with pytest.raises(InputError):
        totals([line("1", "9000000000000", "0"), line("1", "9000000000000", "0")], "EUR", TaxMethod.DOCUMENT)


def test_an_invoice_without_lines_comes_to_nothing() -> None:
    sums = totals([], "EUR", TaxMethod.LINE)
    assert (sums.net_minor, sums.taxes, sums.gross_minor) == (0, (), 0)
