"""Interest on the invoices of the book, as of the desk's day. It is only counted: nothing is booked or charged."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from billdesk.domain.errors import RuleError
from billdesk.domain.interest.calculation import Calculation, Debt, calculate
from billdesk.domain.interest.rules import Rule
from billdesk.domain.money import Money
from billdesk.domain.records import InvoiceView
from billdesk.services.desk import Desk
from billdesk.services.rates import table_of
from billdesk.services.views import day
from db.queries import interest as sql


@dataclass(frozen=True, slots=True)
class InstalmentInterest:
    """The interest on one instalment of an invoice, which is a debt of its own."""

    position: int
    due_on: date
    found: Calculation


def of_invoice(desk: Desk, invoice: InvoiceView, rule: Rule, settings: Path | None) -> tuple[InstalmentInterest, ...]:
    """Interest on each instalment up to the desk's day; `settings` is the folder with the user's own rates.

    Raises `RuleError` for a draft and as `calculate` does, `InputError` for a mistake in the rates.
    """
    if invoice.state == "draft":
        raise RuleError("A draft bears no interest.", "Issue it first.")
    table = table_of(rule, settings)
    settled: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for row in desk.reader.rows(sql.SETTLED, {"invoice": invoice.id}):
        settled[row["instalment_id"]].append((day(row["counts_on"]), row["amount_minor"]))
    found = []
    for part in invoice.instalments:
        amount = Money(part.amount_minor, invoice.currency)
        debt = Debt(amount, part.due_on, invoice.issued_on, tuple(settled[part.id]))
        found.append(InstalmentInterest(part.position, part.due_on, calculate(debt, rule, table, desk.today)))
    return tuple(found)
