"""The arithmetic of an invoice: net of a line, tax of a rate, totals.

Sums that hold (EN 16931, BR-CO-10 to BR-CO-17): the line nets add up to the net, net and tax to the gross and, by the
document method, the tax of a rate is its base times the rate. All amounts are minor units, rounded half up (away from
zero) once each. Negative lines and totals are computed like any other; whether they may stand is for the checks to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from billdesk.domain.drafts import LineDraft
from billdesk.domain.money import EXACT, to_major, to_minor
from billdesk.domain.tax_method import TaxMethod


@dataclass(frozen=True, slots=True)
class TaxLine:
    """Tax of one rate (in percent): what it is counted on, and how much it is; minor units."""

    rate: Decimal
    base_minor: int
    tax_minor: int


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of an invoice in minor units; `line_nets` in the order of the lines, `taxes` highest rate first."""

    line_nets: tuple[int, ...]
    net_minor: int
    taxes: tuple[TaxLine, ...]
    tax_minor: int
    gross_minor: int


def line_net(
    quantity: Decimal, unit_price: Decimal, discount_percent: Decimal, discount_minor: int, currency: str
) -> int:
    """Quantity × unit price, less the discount (a percentage or an amount of the line), rounded half up once.

    `unit_price` is in major units. Raises `InputError` beyond what the book can hold.
    """
    return to_minor(_discounted(quantity, unit_price, discount_percent, discount_minor, currency), currency)


def _discounted(
    quantity: Decimal, unit_price: Decimal, discount_percent: Decimal, discount_minor: int, currency: str
) -> Decimal:
    """The exact net of a line in major units."""
    with localcontext(EXACT):
        return quantity * unit_price * (100 - discount_percent) / 100 - to_major(discount_minor, currency)


def _unit_tax(line: LineDraft, currency: str) -> int:
    """Tax of one line by the line method, in minor units.

    The tax of one unit is rounded to the minor unit and charged for every unit; a discount lowers it in the same
    proportion as it lowers the line. A line without a unit price has no unit to tax: its net is taxed as it stands.
    """
    with localcontext(EXACT):
        net = _discounted(line.quantity, line.unit_price, line.discount_percent, line.discount_minor, currency)
        if line.unit_price == 0:
            return to_minor(net * line.tax_rate / 100, currency)
        unit = to_major(to_minor(line.unit_price * line.tax_rate / 100, currency), currency)
        return to_minor(unit * net / line.unit_price, currency)


def totals(lines: Sequence[LineDraft], currency: str, method: TaxMethod) -> Totals:
    """Net, tax per rate and gross of an invoice, with tax on the sum of a rate's lines or by the line.

    50 × 241.67 at 20 % is taxed 2,416.70 by document and 2,416.50 by line. Raises `InputError` for an unknown
    currency or sums beyond what the book can hold.
    """
    nets = tuple(
        line_net(line.quantity, line.unit_price, line.discount_percent, line.discount_minor, currency) for line in lines
    )
    taxes = []
    for rate in sorted({line.tax_rate for line in lines}, reverse=True):
        base = sum(net for line, net in zip(lines, nets, strict=True) if line.tax_rate == rate)
        if method is TaxMethod.LINE:
            tax = sum(_unit_tax(line, currency) for line in lines if line.tax_rate == rate)
        else:
            with localcontext(EXACT):
                tax = to_minor(to_major(base, currency) * rate / 100, currency)
        taxes.append(TaxLine(rate, base, tax))
    net_minor, tax_minor = sum(nets), sum(line.tax_minor for line in taxes)
    # The sums meet the same limit as their parts, so that nothing too large reaches the book.
    gross_minor = to_minor(to_major(net_minor + tax_minor, currency), currency)
    return Totals(nets, net_minor, tuple(taxes), tax_minor, gross_minor)
