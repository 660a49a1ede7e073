"""An invoice as a text for somebody who has nothing else of it: parties, lines, tax, what came, what is open."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from billdesk.domain.dates import say_day
from billdesk.domain.money import digits, format_money, symbol
from billdesk.domain.records import CompanyView, InvoiceView, LineView
from billdesk.domain.review_rows import plain, say_address
from billdesk.domain.terms import say_terms

_LABEL: Final = 12
NO_LINES: Final = "Its lines are not known; it came from another system by its total."
NOTHING_CAME: Final = "Nothing was paid or credited."


def invoice_lines(invoice: InvoiceView, company: CompanyView) -> list[str]:
    """All that stands on the invoice, then what was paid and credited so far and what is open."""
    return [
        f"Invoice {invoice.number}" + (", void" if invoice.state == "void" else ""),
        "",
        *_parties(invoice, company),
        "",
        *_particulars(invoice),
        "",
        *(found for line in invoice.lines for found in _line(line, invoice.currency)),
        *(() if invoice.lines else (NO_LINES,)),
        "",
        *_sums(invoice),
        "",
        *_due(invoice),
        "",
        "Paid and credited so far",
        *_came(invoice),
        f"Open: {_money(invoice, invoice.open_minor)} of {_money(invoice, invoice.total_minor)}",
    ]


def _parties(invoice: InvoiceView, company: CompanyView) -> Iterator[str]:
    yield _labelled("From", company.name)
    yield _labelled("", say_address(company.address) or "address not known")
    yield _labelled("VAT number", company.vat_id or "none")
    if company.bank:
        yield _labelled("Bank", company.bank)
    yield _labelled("To", f"{invoice.customer_name} ({invoice.customer_code})")
    yield _labelled("", say_address(invoice.customer_address) or "address not known")
    yield _labelled("VAT number", invoice.customer_vat_id or "none")


def _particulars(invoice: InvoiceView) -> Iterator[str]:
    """Number and days, and what else is printed beside the lines."""
    yield _labelled("Number", invoice.number or "none")
    yield _labelled("Issued", say_day(invoice.issued_on))
    yield _labelled("Supplied", say_day(invoice.supplied_on) if invoice.supplied_on else "no day known")
    yield _labelled("Sent", say_day(invoice.sent_on) if invoice.sent_on else "no day known")
    yield _labelled("Reference", invoice.reference or "none")
    yield _labelled("Terms", say_terms(invoice.terms))
    yield _labelled("Currency", invoice.currency)
    for name, text in (("Exemption", invoice.exemption), ("Note", invoice.note)):
        if text:
            yield _labelled(name, text)


def _line(line: LineView, currency: str) -> Iterator[str]:
    """`1  Consulting`, and below it quantity, price, discounts, rate, net, and what of it was credited."""
    quantity = f"{plain(line.quantity)} {line.unit}".rstrip()
    said = [f"{quantity} × {_price(line.unit_price, currency)}"]
    if line.discount_percent:
        said.append(f"less {plain(line.discount_percent)} %")
    if line.discount_minor:
        said.append(f"less {format_money(line.discount_minor, currency)}")
    said += [f"VAT {plain(line.tax_rate)} %", f"net {format_money(line.net_minor, currency)}"]
    yield f"{line.position:>3}  {line.description}"
    yield f"     {', '.join(said)}"
    if line.credited:
        net = format_money(line.credited_net_minor, currency)
        yield f"     credited since: {plain(line.credited)} of {plain(line.quantity)}, net {net}"


def _sums(invoice: InvoiceView) -> Iterator[str]:
    yield _labelled("Net", _money(invoice, invoice.net_minor))
    for tax in invoice.taxes:
        base, sum_ = _money(invoice, tax.base_minor), _money(invoice, tax.tax_minor)
        yield _labelled(f"VAT {plain(tax.rate)} %", f"{sum_} of {base}")
    yield _labelled("Tax", _money(invoice, invoice.tax_minor))
    yield _labelled("Total", _money(invoice, invoice.total_minor))


def _due(invoice: InvoiceView) -> Iterator[str]:
    for part in invoice.instalments:
        amount, still = _money(invoice, part.amount_minor), _money(invoice, part.open_minor)
        yield _labelled("Due", f"{say_day(part.due_on)}: {amount}, {still} open")


def _came(invoice: InvoiceView) -> Iterator[str]:
    for one in invoice.settlements:
        yield f"{say_day(one.on)}  {one.kind}  {one.reference}  {_money(invoice, one.amount_minor)}"
    if not invoice.settlements:
        yield NOTHING_CAME


def _price(price: Decimal, currency: str) -> str:
    """A unit price, which may be finer than the currency."""
    exponent = price.as_tuple().exponent
    places = max(digits(currency), -exponent if isinstance(exponent, int) else 0)
    return f"{'-' if price < 0 else ''}{symbol(currency)} {abs(price):,.{places}f}"


def _money(invoice: InvoiceView, minor: int) -> str:
    return format_money(minor, invoice.currency)


def _labelled(label: str, text: str) -> str:
    return f"{label:<{_LABEL}}{text}".rstrip()
