"""An invoice as its screen shows it: head, what is missing, lines and sums, instalments, money, story."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from rich.cells import cell_len

from billdesk.domain.dates import due_words, say_day
from billdesk.domain.findings import Finding, Findings, Severity
from billdesk.domain.money import digits, format_money, symbol
from billdesk.domain.records import InstalmentView, InvoiceView, LineView, SettlementView, TimelineEntry
from billdesk.domain.states import InvoiceWord, say_state
from billdesk.domain.terms import say_terms
from billdesk.text import inert_plain
from screens.parts.figures import DayColumn, MoneyColumn, say_weekday
from screens.parts.paper import Cell, Line, Run, heading, paragraph, row, rule, spread
from screens.queue_rows import right

LABEL = 11
_LEAST_BESIDE = 36
"""With less room than this left for description and rate, quantity and price go below the description."""
MOST_BY = 10
"""A user's name is cut after so many cells."""
_NEAR = (InvoiceWord.DISPUTED, InvoiceWord.NOT_SENT)
_SAYS = {Severity.BLOCK: "Before it can be issued", Severity.ASK: "Look again", Severity.NOTE: "Note"}
_HOWS = {Severity.BLOCK: "late", Severity.ASK: "near", Severity.NOTE: "dim"}


def head_lines(width: int, invoice: InvoiceView, today: date) -> list[Line]:
    """Number, customer and worth; the state in words; a rule."""
    number = invoice.number or ("void draft" if invoice.state == "void" else "draft")
    who = (Run(f" {number}", "act"), Run(f"  {invoice.customer_name}"))
    return [
        spread(width, who, (Run(say_worth(invoice), "act"), Run(" "))),
        *_state_lines(width, say_state(invoice, today)),
        rule(width),
    ]


def _state_lines(width: int, state: str) -> list[Line]:
    """The state in words, wrapped between its parts; what is late or broken in its colour."""
    lines: list[list[Run]] = [[]]
    used = 0
    for part in state.split(" · "):
        mark = " · " if lines[-1] else " "
        if lines[-1] and used + cell_len(mark + part) > width:
            lines.append([])
            mark, used = " ", 0
        how = "late" if part.endswith(" late") or "broken" in part else "near" if part in _NEAR else "dim"
        lines[-1] += [Run(mark, "dim"), Run(part, how)]
        used += cell_len(mark + part)
    return [tuple(line) for line in lines]


def say_worth(invoice: InvoiceView) -> str:
    """What is open of the total; of a draft, a void or a settled invoice the total with that word."""
    total = format_money(invoice.total_minor, invoice.currency)
    if invoice.state in ("draft", "void"):
        return f"{invoice.state} {total}"
    if invoice.open_minor <= 0:
        return f"settled {total}"
    if invoice.open_minor == invoice.total_minor:
        return f"open {total}"
    return f"open {format_money(invoice.open_minor, invoice.currency)} of {total}"


def finding_lines(width: int, findings: Findings) -> list[Line]:
    """What stands between a draft and its number, first what makes it impossible."""
    lines: list[Line] = []
    for finding in findings:
        lines += row(width, Cell(_say_finding(finding), how=_HOWS[finding.severity]), indent=1, wrapped=True)
    return [*lines, ()] if lines else []


def _say_finding(finding: Finding) -> str:
    evidence = f" ({finding.evidence})" if finding.evidence else ""
    return f"{_SAYS[finding.severity]}: {finding.message}{evidence}"


def document_lines(width: int, invoice: InvoiceView, today: date) -> list[Line]:
    """The document itself: its lines, tax per rate, totals, instalments, money that came, and its small print."""
    money = MoneyColumn.of(
        [(invoice.total_minor, invoice.currency), (-abs(invoice.net_minor), invoice.currency)]
        + [(line.net_minor, invoice.currency) for line in invoice.lines]
    )
    lines: list[Line] = []
    priced = _priced(invoice.lines, invoice.currency)
    for line, price in zip(invoice.lines, priced, strict=True):
        lines += _line(width, line, invoice.currency, money, price)
    lines += _sums(width, invoice, money) if invoice.lines else _total_only(width, invoice, money)
    if len(invoice.instalments) > 1:
        lines += [heading(width, "instalments"), *_instalments(width, invoice, today, money)]
    if invoice.settlements:
        lines += [heading(width, "received"), *_settlements(width, invoice, today, money)]
    return [*lines, heading(width, "details"), *_details(width, invoice)]


def _line(width: int, line: LineView, currency: str, money: MoneyColumn, priced: str) -> list[Line]:
    """Description, quantity × price, rate, net; below it what was discounted or credited."""
    beside = width - money.width - cell_len(priced) >= _LEAST_BESIDE
    cells = [Cell(line.description)]
    if beside:
        cells += [Cell(priced, cell_len(priced), True)]
    cells += [Cell(f"{_plain(line.tax_rate)} %", 7, True, "dim"), money.cell(line.net_minor, currency)]
    below = [] if beside else [priced.strip()]
    if line.discount_percent:
        below.append(f"less {_plain(line.discount_percent)} %")
    if line.discount_minor:
        below.append(f"less {format_money(line.discount_minor, currency)}")
    if line.credited:
        below.append(f"credited {_plain(line.credited)} of {_plain(line.quantity)}")
    shown = row(width, *cells, wrapped=True)
    return shown + [found for text in below for found in row(width, Cell(text, how="dim"), indent=4, wrapped=True)]


def _priced(lines: Sequence[LineView], currency: str) -> list[str]:
    """`24 h × € 520.00` for each line, the parts below each other; all of one width."""
    quantities = [f"{_plain(line.quantity)} {inert_plain(line.unit)}".rstrip() for line in lines]
    prices = [_price(abs(line.unit_price), currency) for line in lines]
    signs = [f"{'-' if line.unit_price < 0 else ''}{symbol(currency)}" for line in lines]
    left = max(map(cell_len, quantities), default=0)
    beyond = max(map(cell_len, prices), default=0)
    before = max(map(cell_len, signs), default=0)
    return [
        f"{right(one, left)} × {right(sign, before)} {right(other, beyond)}"
        for one, sign, other in zip(quantities, signs, prices, strict=True)
    ]


def _sums(width: int, invoice: InvoiceView, money: MoneyColumn) -> list[Line]:
    parts = [("net", invoice.net_minor, "plain")]
    parts += [
        (f"VAT {_plain(tax.rate)} % of {format_money(tax.base_minor, invoice.currency)}", tax.tax_minor, "plain")
        for tax in invoice.taxes
    ]
    parts.append(("total", invoice.total_minor, "act"))
    if credited := invoice.credited_net_minor + invoice.credited_tax_minor:
        parts.append(("credited since", -credited, "dim"))
    return [
        line
        for name, minor, how in parts
        for line in row(width, Cell(name, 0, True, "dim"), money.cell(minor, invoice.currency, how))
    ]


def _total_only(width: int, invoice: InvoiceView, money: MoneyColumn) -> list[Line]:
    """An invoice of another system may be known by its total alone."""
    said = "Its lines are not known here." if invoice.imported else "It has no lines yet."
    total = money.cell(invoice.total_minor, invoice.currency, "act")
    return row(width, Cell(said, how="dim"), Cell("total", 5, True, "dim"), total)


def _instalments(width: int, invoice: InvoiceView, today: date, money: MoneyColumn) -> list[Line]:
    lines: list[Line] = []
    for part in invoice.instalments:
        said, how = _say_instalment(part, invoice, today)
        cells = (
            Cell(f"{part.position}", 3, True, "dim"),
            Cell(say_weekday(part.due_on, today), 15),
            Cell(said, how=how),
            money.cell(part.amount_minor, invoice.currency),
        )
        lines += row(width, *cells)
    return lines


def _say_instalment(part: InstalmentView, invoice: InvoiceView, today: date) -> tuple[str, str]:
    if invoice.state == "draft":
        return "", "plain"
    if not part.open_minor:
        return "settled", "dim"
    late = part.due_on < today
    partly = part.open_minor != part.amount_minor
    rest = f", open {format_money(part.open_minor, invoice.currency)}" if partly else ""
    return (due_words(part.due_on, today) if late else "open") + rest, "late" if late else "plain"


def _settlements(width: int, invoice: InvoiceView, today: date, money: MoneyColumn) -> list[Line]:
    lines: list[Line] = []
    days = DayColumn.of([part.on for part in invoice.settlements], today)
    for part in invoice.settlements:
        cells = (
            days.cell(part.on),
            Cell(_say_settlement(part)),
            money.cell(part.amount_minor, invoice.currency),
        )
        lines += row(width, *cells, wrapped=True)
    return lines


def _say_settlement(part: SettlementView) -> str:
    return f"{part.kind}  “{part.reference}”" if part.reference else part.kind


def _details(width: int, invoice: InvoiceView) -> list[Line]:
    address = invoice.customer_address
    town = f"{address.postcode} {address.town}".strip()
    facts = {
        "To": ", ".join(filter(None, (address.street, town, address.region, address.country))),
        "Customer": invoice.customer_code,
        "VAT number": invoice.customer_vat_id,
        "Terms": say_terms(invoice.terms),
        "Supplied": say_day(invoice.supplied_on) if invoice.supplied_on else "",
        "Sent": say_day(invoice.sent_on) if invoice.sent_on else "by another system" if invoice.imported else "",
        "Reference": invoice.reference,
        "Exemption": invoice.exemption,
        "Note": invoice.note,
    }
    lines: list[Line] = []
    for name, said in facts.items():
        lines += paragraph(width, name, said, label_width=LABEL) if said else []
    return lines


def story_lines(width: int, timeline: Sequence[TimelineEntry], today: date) -> list[Line]:
    """The story, newest first: day, what happened, who."""
    lines = [heading(width, "story")]
    days = DayColumn.of([entry.on for entry in timeline], today)
    by_cells = min(MOST_BY, max((cell_len(inert_plain(entry.by)) for entry in timeline), default=0))
    for entry in timeline:
        cells = (
            days.cell(entry.on),
            Cell(entry.text, how="late" if entry.kind == "promise broken" else "plain"),
            Cell(entry.by, max(1, by_cells), how="dim"),
        )
        lines += row(width, *cells, indent=1, wrapped=True)
    return lines if timeline else [*lines, (Run(" Nothing has happened yet.", "dim"),)]


def _plain(value: Decimal) -> str:
    return f"{value:,f}"


def _price(price: Decimal, currency: str) -> str:
    """A unit price with at least the currency's decimals."""
    places = max(digits(currency), -int(price.normalize().as_tuple().exponent or 0))
    return f"{price:,.{places}f}"
