"""Records of the book as entries that the checks compare with, put into a `History`.

A form needs those of one customer and of the few that resemble it, a file of entries those of thousands: each kind is
read with one query for all customers that are wanted.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from operator import itemgetter
from zoneinfo import ZoneInfo

from billdesk.domain.checks.entered import Booked, Entered, EnteredLine, EntryKind
from billdesk.domain.checks.history import History
from billdesk.domain.money import to_major
from billdesk.domain.terms import due_dates, parse_terms
from billdesk.services.views import PERCENT_SCALE, QUANTITY_SCALE, day, plain_decimal
from db.queries import checking as sql
from db.reader import fetch

LATELY = 4000
"""Among so many of the chain's newest links is looked who keyed the desk's receipts."""

Lines = Mapping[int, tuple[EnteredLine, ...]]
"""Lines by the id of their invoice."""


def _is_like(row: sqlite3.Row, like: Entered) -> bool:
    """Whether a receipt of the book is of the amount of an entry."""
    is_money = like.kind is EntryKind.RECEIPT and row["currency"] == like.currency
    return is_money and to_major(row["amount_minor"], row["currency"]) == like.total


class Filler:
    """Books records of the book into a history, each once; the entry that is checked (`skip`) is left out."""

    def __init__(self, connection: sqlite3.Connection, history: History, zone: ZoneInfo, skip: str = "") -> None:
        """Begin with nothing booked; the day on which something was keyed is that in the desk's time `zone`."""
        self._connection = connection
        self._history = history
        self._zone = zone
        self._done = {skip}
        self._keyed: dict[int, sqlite3.Row] = {}
        self._lags: list[tuple[datetime, Entered]] = []

    def learn_receipts(self, customers: Collection[int]) -> None:
        """Find out who keyed the receipts of some customers, and the desk's newest; before they are booked."""
        wanted: dict[str, str | int] = {"customers": json.dumps(sorted(customers)), "lately": LATELY}
        self._keyed = {row["receipt_id"]: row for row in fetch(self._connection, sql.RECEIPTS_KEYED, wanted)}

    def book_customers(
        self,
        customers: Collection[int],
        limit: int,
        *,
        itemised: Collection[int] | None = None,
        like: Entered | None = None,
    ) -> None:
        """The newest entries of some customers, so many of each, and everything open.

        Lines are read of those `itemised` (of all where none are named); what receipts settled, of those of the
        amount of the entry `like`.
        """
        wanted: dict[str, str | int] = {"customers": json.dumps(sorted(customers)), "limit": limit}
        rows, receipts, notes = (
            fetch(self._connection, query, wanted) for query in (sql.INVOICES, sql.RECEIPTS, sql.CREDIT_NOTES)
        )
        first = _first_days((*rows, *receipts, *notes), limit)
        rows = [row for row in rows if row["open_minor"] or row["on_day"] >= first.get(row["customer_id"], "")]
        chosen = [row["id"] for row in rows if itemised is None or row["customer_id"] in itemised]
        self.book_invoices(rows, _lines(self._connection, chosen))
        self._book_receipts([row for row in receipts if row["on_day"] >= first.get(row["customer_id"], "")], like)
        self._book_credit_notes(notes)

    def _book_credit_notes(self, rows: Iterable[sqlite3.Row]) -> None:
        for row in rows:
            self._add(_entered_credit_note(row, self._instant(row)), Decimal(0))

    def _book_receipts(self, rows: list[sqlite3.Row], like: Entered | None) -> None:
        settled = self._settled([row["id"] for row in rows if like is not None and _is_like(row, like)])
        for row in rows:
            link = row if row["keyed_by"] else self._keyed.get(row["id"])
            booked = Booked(self._instant(link), row["method"], settled.get(row["id"], ""))
            self._add(_entered_receipt(row, link["keyed_by"] if link else "", booked), Decimal(0))

    def _settled(self, receipts: list[int]) -> dict[int, str]:
        """The numbers of the invoices that each of some receipts settled."""
        found = fetch(self._connection, sql.SETTLED_BY, {"receipts": json.dumps(receipts)}) if receipts else ()
        return {row["receipt_id"]: row["numbers"] for row in found}

    def book_references(self, customers: Collection[int], limit: int) -> None:
        """How some customers, so many of their newest invoices, write their references."""
        wanted: dict[str, str | int] = {"customers": json.dumps(sorted(customers)), "limit": limit}
        for row in fetch(self._connection, sql.REFERENCES, wanted) if customers else ():
            self._add(_recent_invoice(row, (), None), Decimal(0))

    def book_numbered(self, numbers: Iterable[str]) -> None:
        """The invoices of exactly these numbers, whosever they are."""
        self.book_invoices(fetch(self._connection, sql.NUMBERED, {"numbers": json.dumps(list(numbers))}))

    def book_alike(self, bare: Iterable[str]) -> None:
        """The invoices and credit notes whose numbers may read the same as one of these (`squeezing.bare`), whosever
        they are."""
        wanted = {"bare": json.dumps(sorted(bare))}
        self.book_invoices(fetch(self._connection, sql.ALIKE, wanted))
        self._book_credit_notes(fetch(self._connection, sql.CREDIT_NOTES_ALIKE, wanted))

    def book_invoices(self, rows: Iterable[sqlite3.Row], lines: Lines | None = None) -> None:
        """Invoices with what is open of them."""
        for row in rows:
            entered = _booked_invoice(row, (lines or {}).get(row["id"], ()), self._instant(row))
            self._add(entered, to_major(row["open_minor"], row["currency"]))

    def book_recent(
        self, recent: list[sqlite3.Row], receipts: list[sqlite3.Row], descriptions: Iterable[str], complete: set[int]
    ) -> None:
        """The desk's habits: references and numbers of its newest invoices, some of their lines, days of receipts.

        Customers that are booked completely are left out.
        """
        first = min((row["id"] for row in recent), default=0)
        wanted = {"first": first, "descriptions": json.dumps(sorted(descriptions))}
        lines: defaultdict[int, list[EnteredLine]] = defaultdict(list)
        for row in fetch(self._connection, sql.RECENT_LINES, wanted):
            lines[row["invoice_id"]].append(EnteredLine(row["description"], _quantity(row), Decimal(0), _rate(row)))
        for row in recent:
            if row["customer_id"] not in complete:
                self._add(_recent_invoice(row, tuple(lines.get(row["id"], ())), self._instant(row)), Decimal(0))
        for row in receipts:
            if row["customer_id"] not in complete:
                self._add(_recent_receipt(row, self._instant(self._keyed.get(row["id"]))))

    def finish(self) -> None:
        """Tell the history on which days all that was keyed, the oldest first."""
        for instant, entered in sorted(self._lags, key=itemgetter(0)):
            self._history.keyed(entered, instant.date())

    def _instant(self, row: sqlite3.Row | None) -> datetime | None:
        """When a record was keyed, in the desk's time zone."""
        if row is None or row["keyed_at"] is None:
            return None
        return datetime.fromisoformat(row["keyed_at"]).astimezone(self._zone)

    def _add(self, entered: Entered, still_open: Decimal | None = None) -> None:
        if entered.id in self._done:
            return
        self._done.add(entered.id)
        self._history.book(entered, still_open=still_open)
        if entered.booked is not None and entered.booked.at is not None:
            self._lags.append((entered.booked.at, entered))


def _first_days(rows: Iterable[sqlite3.Row], limit: int) -> dict[int, str]:
    """From which day on the newest entries of each customer are, so many of all kinds together; none for fewer."""
    days: defaultdict[int, list[str]] = defaultdict(list)
    for row in rows:
        days[row["customer_id"]].append(row["on_day"])
    return {customer: sorted(each)[-limit] for customer, each in days.items() if len(each) > limit}


def _lines(connection: sqlite3.Connection, invoices: list[int]) -> Lines:
    found: defaultdict[int, list[EnteredLine]] = defaultdict(list)
    for row in fetch(connection, sql.LINES, {"invoices": json.dumps(invoices)}):
        price = plain_decimal(row["unit_price"], QUANTITY_SCALE)
        found[row["invoice_id"]].append(EnteredLine(row["description"], _quantity(row), price, _rate(row)))
    return {invoice: tuple(lines) for invoice, lines in found.items()}


def _quantity(row: sqlite3.Row) -> Decimal:
    return plain_decimal(row["quantity"], QUANTITY_SCALE)


def _rate(row: sqlite3.Row) -> Decimal:
    return plain_decimal(row["tax_rate"], PERCENT_SCALE)


def _booked_invoice(row: sqlite3.Row, lines: tuple[EnteredLine, ...], keyed_at: datetime | None) -> Entered:
    issued_on = day(row["on_day"])
    due_on = day(row["due_on"]) if row["due_on"] else due_dates(parse_terms(row["terms"]), issued_on)[0]
    return Entered(
        id=f"invoice:{row['id']}",
        kind=EntryKind.INVOICE,
        customer=row["code"],
        issued_on=issued_on,
        due_on=due_on,
        currency=row["currency"],
        lines=lines,
        total=to_major(row["total_minor"], row["currency"]),
        number=row["number"],
        reference=row["reference"],
        entered_by=row["keyed_by"] or "",
        booked=Booked(keyed_at),
    )


def _recent_invoice(row: sqlite3.Row, lines: tuple[EnteredLine, ...], keyed_at: datetime | None) -> Entered:
    return Entered(
        id=f"invoice:{row['id']}",
        kind=EntryKind.INVOICE,
        customer=row["code"],
        issued_on=day(row["on_day"]),
        due_on=None,
        currency=row["currency"],
        lines=lines,
        total=to_major(row["total_minor"], row["currency"]),
        number=row["number"],
        reference=row["reference"],
        entered_by=row["keyed_by"] or "",
        booked=Booked(keyed_at),
    )


def _recent_receipt(row: sqlite3.Row, keyed_at: datetime | None) -> Entered:
    return Entered(
        id=f"receipt:{row['id']}",
        kind=EntryKind.RECEIPT,
        customer=row["code"],
        issued_on=day(row["on_day"]),
        due_on=None,
        currency="",
        lines=(),
        total=Decimal(0),
        booked=Booked(keyed_at),
    )


def _entered_receipt(row: sqlite3.Row, by: str, booked: Booked) -> Entered:
    return Entered(
        id=f"receipt:{row['id']}",
        kind=EntryKind.RECEIPT,
        customer=row["code"],
        issued_on=day(row["on_day"]),
        due_on=None,
        currency=row["currency"],
        lines=(),
        total=to_major(row["amount_minor"], row["currency"]),
        reference=row["reference"],
        entered_by=by,
        booked=booked,
    )


def _entered_credit_note(row: sqlite3.Row, keyed_at: datetime | None) -> Entered:
    return Entered(
        id=f"credit note:{row['id']}",
        kind=EntryKind.CREDIT_NOTE,
        customer=row["code"],
        issued_on=day(row["on_day"]),
        due_on=None,
        currency=row["currency"],
        lines=(),
        total=to_major(row["total_minor"], row["currency"]),
        number=row["number"],
        reference=row["invoice_number"] or "",
        entered_by=row["keyed_by"] or "",
        booked=Booked(keyed_at),
    )
