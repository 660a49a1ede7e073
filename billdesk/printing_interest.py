"""The interest on an invoice as commands print it: every line with its days, principal, rate, article and amount."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from billdesk.domain.dates import say_day
from billdesk.domain.interest.rules import Accrual, Rule
from billdesk.domain.interest.telling import plain_percent, unrounded
from billdesk.domain.money import digits, format_money, to_decimal_string
from billdesk.output import Column, Format, Record, Value, write_rows, write_text

if TYPE_CHECKING:
    from billdesk.services.interest import InstalmentInterest

LINES: Final = (
    Column("due_on", "Due", exact=True, extra=True),
    Column("from", "From", exact=True),
    Column("to", "To", exact=True),
    Column("days", "Days", exact=True),
    Column("principal", "Principal", exact=True),
    Column("earlier_interest", "Earlier interest", exact=True, extra=True),
    Column("currency", "Cur", extra=True),
    Column("rate", "Rate %", exact=True),
    Column("rate_per", "Per", extra=True),
    Column("article", "Under"),
    Column("beyond_table", "Old rate", extra=True),
    Column("compared", "Compared", extra=True),
    Column("interest", "Interest", exact=True),
)
FIXED_SUMS: Final = (
    Column("due_on", "Due", exact=True),
    Column("amount", "Fixed sum", exact=True),
    Column("currency", "Cur"),
    Column("article", "Under"),
)


def interest_record(
    parts: Sequence[InstalmentInterest], rule: Rule, currency: str, to: date, notes: Sequence[str]
) -> dict[str, Value]:
    """The interest on the instalments of an invoice: each rounded once, their sum, the lines and the fixed sums."""
    amount = sum(part.found.interest.minor for part in parts)
    return {
        "rule": str(rule),
        "title": rule.title,
        "to": to.isoformat(),
        "currency": currency,
        "amount": to_decimal_string(amount, currency),
        "lines": list(_lines(parts, rule, currency)),
        "fixed_sums": list(_fixed_sums(parts)),
        "notes": notes,
    }


def print_interest(record: Mapping[str, Value], format_: Format) -> None:
    """Print what `interest_record` made: tables and the sum for people, the lines alone as CSV."""
    lines, sums = _records(record["lines"]), _records(record["fixed_sums"])
    if format_ is not Format.TABLE:
        write_rows(lines, LINES, format_)
        return
    currency = str(record["currency"])
    amount = format_money(int(Decimal(str(record["amount"])).scaleb(digits(currency))), currency)
    headline = f"Interest to {say_day(date.fromisoformat(str(record['to'])))}: {amount} ({record['title']})"
    for title, rows, columns in ((headline, lines, LINES), ("Fixed sums", sums, FIXED_SUMS)):
        if rows or title is headline:
            write_text()
            write_text(title)
        if rows:
            write_rows(rows, columns, format_)


def _records(value: Value) -> list[Record]:
    """The rows within a record."""
    rows = value if isinstance(value, Sequence) and not isinstance(value, str) else ()
    return [row for row in rows if isinstance(row, Mapping)]


def _lines(parts: Sequence[InstalmentInterest], rule: Rule, currency: str) -> Iterator[Record]:
    for part in parts:
        for line in part.found.lines:
            yield {
                "instalment": part.position,
                "due_on": part.due_on.isoformat(),
                "from": line.first.isoformat(),
                "to": line.last.isoformat(),
                "days": line.days,
                "principal": to_decimal_string(line.principal_minor, currency),
                "earlier_interest": unrounded(line.grown, currency),
                "currency": currency,
                "rate": plain_percent(line.percent),
                "rate_per": "month" if rule.accrual is Accrual.MONTHLY else "year",
                "article": line.article,
                "beyond_table": line.beyond,
                "compared": line.rate is None or line.rate.compared,
                "interest": unrounded(line.amount, currency),
            }


def _fixed_sums(parts: Sequence[InstalmentInterest]) -> Iterator[Record]:
    for part in parts:
        owed = part.found.fixed_sum
        if owed:
            yield {
                "instalment": part.position,
                "due_on": part.due_on.isoformat(),
                "amount": to_decimal_string(owed.amount.minor, owed.amount.currency),
                "currency": owed.amount.currency,
                "article": owed.article,
            }
