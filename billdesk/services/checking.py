"""The automatic checks of an entry against the book: its facts, read at once, and what they find.

A small `History` is filled with the part of the book that says something about the entry, so that a form and the
command `check` see the same facts.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from billdesk.domain.checks.check import check
from billdesk.domain.checks.closeness import are_close, fold
from billdesk.domain.checks.entered import Booked, Entered, EnteredLine, EntryKind
from billdesk.domain.checks.facts import CustomerMaster, DeskMaster, Facts
from billdesk.domain.checks.history import PAST, History
from billdesk.domain.checks.squeezing import words
from billdesk.domain.findings import Finding, Findings
from billdesk.domain.invoicing import totals
from billdesk.domain.money import to_major
from billdesk.domain.numbering import check_order
from billdesk.domain.terms import Terms, due_dates, parse_terms
from billdesk.services import company
from billdesk.services.desk import Desk
from billdesk.services.filling import Filler
from billdesk.services.views import day
from db.queries import account as account_sql
from db.queries import checking as sql
from db.queries import invoice as invoice_sql
from db.reader import fetch

if TYPE_CHECKING:
    from billdesk.domain.drafts import CreditNoteDraft, InvoiceDraft, LineDraft, ReceiptDraft
    from billdesk.domain.records import InvoiceView

RECENT = 1000
"""So many of the desk's newest invoices say how references are written and things are taxed."""

_RECEIPTS = 500
_NEAR = 40
_NEAR_INVOICES = 30


@dataclass(frozen=True, slots=True)
class Checked:
    """What the checks found of a draft (`field` is the draft's), with the entry and the facts that they rest on.

    Both are `None` for a draft that is impossible by itself: it is not compared with the book.
    """

    findings: Findings
    entered: Entered | None = None
    facts: Facts | None = None


def invoice(connection: sqlite3.Connection, desk: Desk, draft: InvoiceDraft, found: Findings) -> Checked:
    """An invoice draft compared with the book, beside what was found in the draft itself."""
    if found.blocking:
        return Checked(found)
    gross = totals(draft.lines, draft.currency, draft.tax_method).gross_minor
    entered = Entered(
        id=f"invoice:{draft.id}" if draft.id else f"draft:{draft.uid}",
        kind=EntryKind.INVOICE,
        customer=_code(connection, draft.customer_id),
        issued_on=draft.issued_on,
        due_on=due_dates(draft.terms, draft.issued_on)[0],
        currency=draft.currency,
        lines=tuple(_entered_line(line, draft.currency) for line in draft.lines),
        total=to_major(gross, draft.currency),
        reference=draft.reference,
        entered_by=desk.user,
    )
    return _check(connection, desk, entered, found, {"customer": "customer_id", "due_on": "terms", "total": "lines"})


def receipt(connection: sqlite3.Connection, desk: Desk, draft: ReceiptDraft, found: Findings) -> Checked:
    """A receipt compared with the book, beside what was found in the draft itself.

    That the rest stays on account is an answer already.
    """
    if found.blocking:
        return Checked(found)
    fields = {"customer": "customer_id", "issued_on": "received_on", "total": "amount", "currency": "amount"}
    entered = Entered(
        id=f"draft:{draft.uid}",
        kind=EntryKind.RECEIPT,
        customer=_code(connection, draft.customer_id),
        issued_on=draft.received_on,
        due_on=None,
        currency=draft.amount.currency,
        lines=(),
        total=to_major(draft.amount.minor, draft.amount.currency),
        reference=draft.reference,
        entered_by=desk.user,
        booked=Booked(method=draft.method, settles=_settles(connection, draft)),
    )
    return _check(connection, desk, entered, found, fields, {"receipt-over-open"} if draft.keep_rest else set())


def _settles(connection: sqlite3.Connection, draft: ReceiptDraft) -> str:
    """The numbers of the invoices that a receipt settles."""
    parts = json.dumps([part.instalment_id for part in draft.allocations])
    rows = fetch(connection, sql.NUMBERS_OF, {"instalments": parts})
    return ", ".join(row["number"] for row in rows)


def credit_note(
    connection: sqlite3.Connection, desk: Desk, draft: CreditNoteDraft, of: InvoiceView, found: Findings
) -> Checked:
    """A credit note for an invoice compared with the book, beside what was found in the draft itself."""
    if found.blocking:
        return Checked(found)
    entered = Entered(
        id=f"draft:{draft.uid}",
        kind=EntryKind.CREDIT_NOTE,
        customer=of.customer_code,
        issued_on=draft.issued_on,
        due_on=None,
        currency=draft.total.currency,
        lines=(),
        total=to_major(draft.total.minor, draft.total.currency),
        reference=of.number or "",
        entered_by=desk.user,
    )
    return _check(connection, desk, entered, found, {"customer": "invoice_id", "reference": "invoice_id"})


def check_series(connection: sqlite3.Connection, kind: str, issued_on: date) -> Iterator[Finding]:
    """Whether a document of the desk's own series can be given the next number on this day; `kind` names the series."""
    latest = fetch(connection, invoice_sql.LAST_ISSUED, {"kind": kind})[0]["issued_on"]
    yield from check_order(day(latest) if latest else None, issued_on)


def _check(
    connection: sqlite3.Connection,
    desk: Desk,
    entered: Entered,
    found: Findings,
    fields: dict[str, str],
    answered: Iterable[str] = (),
) -> Checked:
    """What the draft's own checks have said already, or the draft answers, is not said again."""
    facts = facts_of(connection, entered, desk)
    said = {*answered, *(finding.code for finding in found)}
    more = (_renamed(finding, fields) for finding in check(entered, facts) if finding.code not in said)
    return Checked(Findings.of((*found, *more)), entered, facts)


def _renamed(finding: Finding, fields: dict[str, str]) -> Finding:
    """The finding with the names that the form's draft has for its fields."""
    question = finding.question
    if question is not None:
        question = replace(question, field=fields.get(question.field, question.field))
    return replace(finding, field=fields.get(finding.field, finding.field), question=question)


def _code(connection: sqlite3.Connection, customer_id: int) -> str:
    rows = fetch(connection, account_sql.CUSTOMER, {"customer": customer_id})
    return str(rows[0]["code"]) if rows else ""


def _entered_line(line: LineDraft, currency: str) -> EnteredLine:
    discount = line.quantity * line.unit_price * line.discount_percent / 100 + to_major(line.discount_minor, currency)
    return EnteredLine(line.description, line.quantity, line.unit_price, line.tax_rate, discount)


def facts_of(connection: sqlite3.Connection, entered: Entered, desk: Desk) -> Facts:
    """What the book knows beside one entry: its customer's entries and those that resemble it."""
    named = _ids(connection, words(entered.reference))
    own = _ids(connection, [entered.customer]).get(entered.customer)
    near = [] if own is None else _near(connection, own)
    is_money = entered.kind is EntryKind.RECEIPT
    recent = fetch(connection, sql.RECENT_KEYED if entered.kind is EntryKind.INVOICE else sql.RECENT, {"limit": RECENT})
    receipts = fetch(connection, sql.RECENT_RECEIPTS, {"limit": _RECEIPTS}) if is_money else []
    known = {own or 0, *near, *named.values()}
    others = {row["customer_id"] for row in (*recent, *receipts)} - known
    history = History(desk_master(connection), _masters(connection, known), _others(connection, others))
    filler = Filler(connection, history, desk.time_zone, skip=entered.id)
    if is_money:
        filler.learn_receipts([own or 0])
    if own is not None:
        filler.book_customers([own], PAST, like=entered)
    filler.book_numbered(words(entered.reference))
    filler.book_recent(recent, receipts, {line.description for line in entered.lines}, complete={own or 0})
    filler.book_references(near, _NEAR_INVOICES)
    filler.finish()
    return history.facts(entered, desk.today)


def _ids(connection: sqlite3.Connection, codes: Iterable[str]) -> dict[str, int]:
    rows = fetch(connection, sql.IDS_OF_CODES, {"codes": json.dumps(list(codes))})
    return {row["code"]: row["id"] for row in rows}


def desk_master(connection: sqlite3.Connection) -> DeskMaster:
    """What the company's settings say about entries."""
    view = company.read(connection)
    patterns = {
        "invoice": (EntryKind.INVOICE, view.invoice_pattern),
        "credit note": (EntryKind.CREDIT_NOTE, view.credit_note_pattern),
    }
    given = [row["kind"] for row in fetch(connection, sql.SERIES_GIVEN)]
    numbers = tuple(pattern for kind, pattern in patterns.items() if kind in given)
    return DeskMaster(view.address.country, view.currency, view.tax_method, numbers)


def _near(connection: sqlite3.Connection, customer_id: int) -> list[int]:
    """The customers whose names are close to this one's."""
    own = fold(fetch(connection, account_sql.CUSTOMER, {"customer": customer_id})[0]["name"])
    parts = {word[at : at + 3] for word in own.split() for at in range(len(word) - 2)}
    if not parts:
        return []
    phrase = "name : (" + " OR ".join(f'"{part}"' for part in sorted(parts)) + ")"
    rows = fetch(connection, sql.LIKE_NAMES, {"phrase": phrase, "limit": _NEAR})
    return [row["id"] for row in rows if row["id"] != customer_id and are_close(own, fold(row["name"]))]


def _others(connection: sqlite3.Connection, ids: Iterable[int]) -> list[CustomerMaster]:
    """As much of customers as their newest entries need to say what is usual, and whether one could be another."""
    rows = fetch(connection, sql.OTHERS, {"customers": json.dumps(sorted(ids))})
    return [CustomerMaster(row["code"], row["name"], row["town"], row["country"], "", Terms()) for row in rows]


def _masters(connection: sqlite3.Connection, ids: Iterable[int]) -> list[CustomerMaster]:
    rows = fetch(connection, sql.MASTERS_OF, {"customers": json.dumps(sorted(ids))})
    return [master_of(row) for row in rows]


def master_of(row: sqlite3.Row) -> CustomerMaster:
    """A customer's master data."""
    vat_ids = (row["vat_id"], *json.loads(row["tax_ids"]))
    return CustomerMaster(
        code=row["code"],
        name=row["name"],
        town=row["town"],
        country=row["country"],
        currency=row["currency"],
        terms=parse_terms(row["terms"]),
        vat_ids=tuple(filter(None, vat_ids)),
        ibans=tuple(json.loads(row["accounts"])),
    )
