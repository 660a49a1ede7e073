"""A small book for the tests of the checks: customers, entries and a history, all made here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from billdesk.domain.checks.check import check
from billdesk.domain.checks.entered import Entered, EnteredLine, EntryKind
from billdesk.domain.checks.facts import CustomerMaster, DeskMaster
from billdesk.domain.checks.history import History
from billdesk.domain.findings import Findings
from billdesk.domain.terms import Terms

TODAY = date(2026, 11, 20)  # a Friday
DESK = DeskMaster("DE", "EUR")
HOFMANN = CustomerMaster("H-0031", "Hofmann & Söhne KG", "Kassel", "DE", "EUR", Terms(), ("DE136695976",))
HOFFMANN = CustomerMaster("H-0044", "Hoffmann und Söhne GmbH", "Fulda", "DE", "EUR", Terms(days=14))
BRANDT = CustomerMaster("B-0007", "Brandt Metallbau", "Gera", "DE", "EUR", Terms(days=10))
CUSTOMERS = (HOFMANN, HOFFMANN, BRANDT)
IBAN = "DE89370400440532013000"

LINE = EnteredLine("Consulting", Decimal(10), Decimal("52.30"), Decimal(19))
INVOICE = Entered(
    "new",
    EntryKind.INVOICE,
    HOFMANN.code,
    TODAY,
    TODAY + timedelta(days=30),
    "EUR",
    (LINE,),
    Decimal("622.37"),
    "2026-0500",
    "PO-4711",
)
RECEIPT = Entered("new", EntryKind.RECEIPT, HOFMANN.code, TODAY, None, "EUR", (), Decimal("622.37"))


def history(*booked: Entered, customers: Iterable[CustomerMaster] = CUSTOMERS) -> History:
    made = History(DESK, customers)
    for entry in booked:
        made.book(entry)
    return made


def found(entered: Entered, *booked: Entered, today: date = TODAY) -> Findings:
    return check(entered, history(*booked).facts(entered, today))


def codes(entered: Entered, *booked: Entered, today: date = TODAY) -> list[str]:
    return [finding.code for finding in found(entered, *booked, today=today)]


def earlier(count: int, *, every: int = 14, entered: Entered = INVOICE) -> list[Entered]:
    """`count` entries like `entered`, one every so many days, the last so many before it; each of another amount."""
    first = 500 - count
    made = []
    assert entered.issued_on
    for place in range(count):
        day = entered.issued_on - timedelta(days=every * (count - place))
        quantity = Decimal(20 + place)
        total = (quantity * LINE.unit_price * Decimal("1.19")).quantize(Decimal("0.01"))
        made.append(
            replace(
                entered,
                id=f"e{first + place}",
                issued_on=day,
                due_on=day + timedelta(days=30) if entered.due_on else None,
                lines=(replace(LINE, quantity=quantity),) if entered.lines else (),
                total=total,
                number=f"2026-{first + place:04}" if entered.number else None,
                reference=f"PO-{4711 - count + place}" if entered.number else entered.reference,
            )
        )
    return made
