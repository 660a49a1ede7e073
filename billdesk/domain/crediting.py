"""What a credit note comes to: the whole rest of an invoice, or parts of its lines.

A credit note that takes the last of a line, or of the invoice, takes exactly what is left of it, so that part credits
never leave a cent behind.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from billdesk.domain.drafts import CreditLineDraft
from billdesk.domain.money import to_major, to_minor
from billdesk.domain.records import InvoiceView, LineView


@dataclass(frozen=True, slots=True)
class CreditedLine:
    """How much of a line is taken back: its quantity and net (minor units)."""

    invoice_line_id: int
    quantity: Decimal
    net_minor: int


@dataclass(frozen=True, slots=True)
class CreditTotals:
    """The sums of a credit note in minor units; `is_rest` when nothing is left to credit after it."""

    lines: tuple[CreditedLine, ...]
    net_minor: int
    tax_minor: int
    is_rest: bool

    @property
    def total_minor(self) -> int:
        """Net and tax."""
        return self.net_minor + self.tax_minor


def credit_totals(invoice: InvoiceView, parts: Sequence[CreditLineDraft] = ()) -> CreditTotals:
    """The sums of a credit note over `parts` of an invoice's lines, or over all that is left when there are none."""
    left = [line for line in invoice.lines if line.quantity != line.credited]
    if not parts:
        lines = tuple(
            CreditedLine(line.id, line.quantity - line.credited, line.net_minor - line.credited_net_minor)
            for line in left
        )
        return _rest(invoice, lines)
    by_id = {line.id: line for line in invoice.lines}
    taken: dict[int, Decimal] = defaultdict(Decimal)
    for part in parts:
        taken[part.invoice_line_id] += part.quantity
    lines = tuple(_part(by_id[line_id], quantity) for line_id, quantity in taken.items())
    if all(taken.get(line.id, Decimal(0)) == line.quantity - line.credited for line in left):
        return _rest(invoice, lines)
    net_minor, tax_minor = sum(line.net_minor for line in lines), _tax(invoice, by_id, lines)
    # Lines without a price may be left over.
    is_rest = net_minor + tax_minor == invoice.total_minor - invoice.credited_net_minor - invoice.credited_tax_minor
    return CreditTotals(lines, net_minor, tax_minor, is_rest)


def _rest(invoice: InvoiceView, lines: tuple[CreditedLine, ...]) -> CreditTotals:
    return CreditTotals(
        lines,
        invoice.net_minor - invoice.credited_net_minor,
        invoice.tax_minor - invoice.credited_tax_minor,
        is_rest=True,
    )


def _part(line: LineView, quantity: Decimal) -> CreditedLine:
    """The share of all that is credited of the line by now, less what was credited before: parts never exceed it."""
    if not line.quantity:
        return CreditedLine(line.id, quantity, 0)
    share = (line.net_minor * (line.credited + quantity) / line.quantity).quantize(Decimal(1), ROUND_HALF_UP)
    return CreditedLine(line.id, quantity, int(share) - line.credited_net_minor)


def _tax(invoice: InvoiceView, by_id: dict[int, LineView], lines: Sequence[CreditedLine]) -> int:
    """Tax on the credited nets of each rate, never more than what is left of the invoice's tax."""
    bases: dict[Decimal, int] = defaultdict(int)
    for line in lines:
        bases[by_id[line.invoice_line_id].tax_rate] += line.net_minor
    tax = sum(to_minor(to_major(base, invoice.currency) * rate / 100, invoice.currency) for rate, base in bases.items())
    return min(tax, invoice.tax_minor - invoice.credited_tax_minor)


QUANTITY_PLACES = 4
"""So many decimals has a quantity that is typed."""
_STEP = Decimal(1).scaleb(-QUANTITY_PLACES)
_ROUNDED = 100
"""Rounding puts the worth of a part off by far less than this (minor units)."""


def lines_for(invoice: InvoiceView, total_minor: int) -> tuple[CreditLineDraft, ...]:
    """The line of a credit note that comes to an amount, or to the nearest below it, in a quantity as it can be typed,
    a whole one where there is the choice.

    None for all that is left; none too where no part of a line comes to so little or the lines are not known.
    """
    left = invoice.total_minor - invoice.credited_net_minor - invoice.credited_tax_minor
    if total_minor >= left:
        return ()
    tried = [_most_of(invoice, line, total_minor) for line in invoice.lines if line.quantity != line.credited]
    return max(
        ((part,) for part in tried if part is not None),
        key=lambda parts: (credit_totals(invoice, parts).total_minor, parts[0].quantity % 1 == 0),
        default=(),
    )


def _most_of(invoice: InvoiceView, line: LineView, total_minor: int) -> CreditLineDraft | None:
    """As much of a line as comes to an amount at most."""
    rest = line.quantity - line.credited
    worth = credit_totals(invoice, (CreditLineDraft(line.id, rest),)).total_minor
    if worth <= 0:
        return None
    every = int(abs(rest) / _STEP)
    step = _STEP.copy_sign(rest)

    def fits(steps: int) -> bool:
        return credit_totals(invoice, (CreditLineDraft(line.id, steps * step),)).total_minor <= total_minor

    def near(minor: int) -> int:
        return min(every, max(0, int(abs(rest) * minor / worth / _STEP)))

    # More of a line never comes to less: search between a quantity that surely fits and one that may not.
    low, high = near(total_minor - _ROUNDED), min(every, near(total_minor + _ROUNDED) + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return CreditLineDraft(line.id, low * step) if low and fits(low) else None
