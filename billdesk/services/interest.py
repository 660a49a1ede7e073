"""Interest on the invoices of the book, as of the desk's day. It is only counted: nothing is booked or charged."""

from __future__ import annotations

import sqlite3
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
from db.reader import fetch


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
    with desk.reader.snapshot() as connection:
        return reckon(connection, invoice.id, rule, settings, desk.today)


def reckon(
    connection: sqlite3.Connection,
    invoice_id: int,
    rule: Rule,
    settings: Path | None,
    to: date,
    after: date | None = None,
) -> tuple[InstalmentInterest, ...]:
    """The same on a connection of the caller's, up to a day and without what was claimed up to `after`."""
    table = table_of(rule, settings)
    parts = fetch(connection, sql.INSTALMENTS, {"invoice": invoice_id})
    if not parts:
        raise RuleError("A draft bears no interest.", "Issue it first.")
    settled: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for row in fetch(connection, sql.SETTLED, {"invoice": invoice_id}):
        settled[row["instalment_id"]].append((day(row["counts_on"]), row["amount_minor"]))
    found = []
    for part in parts:
        amount, due_on = Money(part["amount_minor"], part["currency"]), day(part["due_on"])
        debt = Debt(amount, due_on, day(part["issued_on"]), tuple(settled[part["id"]]))
        found.append(InstalmentInterest(part["position"], due_on, calculate(debt, rule, table, to, after)))
    return tuple(found)
