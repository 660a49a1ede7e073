"""Book what other systems hold: a preview of what it would do, then all of it or nothing."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha1
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from billdesk.domain.double_check import Confirmed, ControlTotals
from billdesk.domain.drafts import CustomerDraft, ImportBatch, ImportedInvoice
from billdesk.domain.errors import RuleError
from billdesk.domain.money import Money
from billdesk.domain.terms import LONGEST_DAYS, Terms
from billdesk.services.desk import Desk
from billdesk.services.particulars import customer_columns, particulars_rows
from db.import_rows import ImportRows
from db.queries import imports as sql
from db.reader import Value

if TYPE_CHECKING:
    from db.bulk import BulkBook

Progress = Callable[[int, int], None]

NAMESPACE = UUID("6f2f1f0e-6b0e-5c3e-9d55-2f1f5b0f7c11")
"""Makes the same identity for the same row of the same file."""

ELSEWHERE = "elsewhere"
TRANSFER = "transfer"


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What booking a batch would do. `findings` counts by kind what is odd, `refused` says why it cannot be booked."""

    invoices: int
    customers_new: int
    customers_known: int
    receipts: int
    totals: tuple[Money, ...]
    findings: tuple[tuple[str, int], ...]
    refused: tuple[str, ...]
    already_booked_on: str | None

    @property
    def control(self) -> ControlTotals:
        """The control totals of the batch: its entries, and their sum per currency."""
        return ControlTotals(self.invoices or self.customers_new, self.totals)


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What was booked; all zero when the same file had been booked before."""

    invoices: int
    customers: int
    receipts: int
    already_booked_on: str | None = None


def preview(desk: Desk, batch: ImportBatch) -> ImportPreview:
    """Look at a batch without booking it: what is new, sums, what is odd, and what stands in the way."""
    with desk.reader.snapshot() as connection:
        booked = connection.execute(sql.BOOKED, {"fingerprint": batch.fingerprint}).fetchone()
        known = {row[0] for row in connection.execute(sql.CODES)}
        rows = _kept(batch)
        taken = list(_taken(connection, rows))
    codes = rows.codes() | {customer.code for customer in batch.customers}
    double = [customer for customer in batch.customers if customer.code in known]
    refused = [f"row {row}, number: {number} {why}." for row, number, why in taken]
    refused += [f"code {customer.code} is in the book already." for customer in double]
    return ImportPreview(
        invoices=len(rows),
        customers_new=len(codes - known),
        customers_known=len(codes & known),
        receipts=rows.settled() if batch.settled_as_receipts else 0,
        totals=rows.sums(),
        findings=tuple(rows.odd(desk.today).items()),
        refused=tuple(refused) if booked is None else (),
        already_booked_on=booked[0] if booked else None,
    )


def _kept(batch: ImportBatch) -> ImportRows:
    """The invoices of a batch where all of them can be asked at once; a reader has put them there already."""
    return batch.invoices if isinstance(batch.invoices, ImportRows) else ImportRows(batch.invoices)


def book(desk: Desk, confirmed: Confirmed[ImportBatch], progress: Progress | None = None) -> ImportResult:
    """Book a whole batch in one transaction; the same file twice books nothing twice.

    Raises `RuleError` when a number or code is in the book already; then nothing was booked.
    """
    from db.bulk import BulkBook
    from db.queue_items import rebuild
    from db.types import instant_text

    batch = confirmed.draft
    with desk.write(f"import {batch.file_name}", confirmed) as unit:
        # Looked at again inside the lock: somebody may have booked since the preview.
        booked = unit.driver.execute(sql.BOOKED, {"fingerprint": batch.fingerprint}).fetchone()
        if booked:
            return ImportResult(0, 0, 0, booked[0])
        for row, number, why in _taken(unit.driver, _kept(batch)):
            raise RuleError(f"Row {row}: invoice {number} {why}.", "Nothing was booked.")
        evidence = f"{confirmed.evidence.kind}: {confirmed.evidence.detail}"
        bulk = BulkBook(
            unit.driver, instant_text(unit.at), unit.by, f"import {batch.file_name}", evidence, settled=True
        )
        result = _Booking(bulk, batch, dict(unit.driver.execute(sql.CODE_IDS).fetchall())).run(progress)
        bulk.add("file:" + batch.fingerprint[:12], [("imported_file", _file_row(bulk, batch))])
        bulk.finish()
        rebuild(unit.driver, desk.today, progress)
        return result


def _taken(connection: sqlite3.Connection, rows: ImportRows) -> Iterator[tuple[int, str, str]]:
    """The invoices whose number is not free, in order: row, number and why."""
    found = [(row, number, "stands in the file twice") for row, number, _ in rows.twice()]
    for portion in rows.numbered():
        numbers = json.dumps([number for _, number in portion])
        known = {number for (number,) in connection.execute(sql.TAKEN, (numbers,))}
        found += [(row, number, "is in the book already") for row, number in portion if number in known]
    yield from sorted({row: (row, number, why) for row, number, why in found}.values())


def _brings_receipt(batch: ImportBatch, invoice: ImportedInvoice) -> bool:
    return batch.settled_as_receipts and invoice.settled_on is not None and invoice.total.minor > 0


def _file_row(bulk: BulkBook, batch: ImportBatch) -> dict[str, Value]:
    return {
        "id": bulk.next_id("imported_file"),
        "fingerprint": batch.fingerprint,
        "file_name": batch.file_name,
        "imported_at": bulk.at,
        "entries": len(batch.invoices) + len(batch.customers),
    }


def _terms_of(invoice: ImportedInvoice) -> Terms:
    """The days between an imported invoice's dates, as far as terms can say them: a due date before the issue is 0."""
    return Terms(days=min(max((invoice.due_on - invoice.issued_on).days, 0), LONGEST_DAYS))


def _usual_terms(invoices: Iterable[ImportedInvoice]) -> dict[str, Terms]:
    """What most invoices of each customer in the file give, of two the newer: the terms of one that is new."""
    given: defaultdict[str, Counter[int]] = defaultdict(Counter)
    newest: dict[tuple[str, int], date] = {}
    for invoice in invoices:
        code, days = invoice.customer_code, _terms_of(invoice).days
        given[code][days] += 1
        newest[code, days] = max(invoice.issued_on, newest.get((code, days), invoice.issued_on))
    return {
        code: Terms(days=max(counts, key=lambda days: (counts[days], newest[code, days])))
        for code, counts in given.items()
    }


def _identity(name: str) -> str:
    """`uuid5(NAMESPACE, name).hex` without the object between, which takes four times as long."""
    digest = bytearray(sha1(NAMESPACE.bytes + name.encode(), usedforsecurity=False).digest()[:16])
    digest[6] = digest[6] & 0x0F | 0x50
    digest[8] = digest[8] & 0x3F | 0x80
    return digest.hex()


class _Booking:
    """One batch on its way into the book."""

    def __init__(self, bulk: BulkBook, batch: ImportBatch, codes: dict[str, int]) -> None:
        self._bulk = bulk
        self._batch = batch
        self._codes = codes
        self._receipts = 0
        self._new_customers = 0
        self._terms = _usual_terms(batch.invoices)

    def run(self, progress: Progress | None) -> ImportResult:
        """Add every customer and invoice, in the file's order."""
        for customer in self._batch.customers:
            if customer.code in self._codes:
                raise RuleError(f"Customer {customer.code} is in the book already.", "Nothing was booked.")
            self._add_customer(customer)
        total = len(self._batch.invoices)
        for done, invoice in enumerate(self._batch.invoices, start=1):
            self._add_invoice(invoice)
            if progress and done % 1000 == 0:
                progress(done, total)
        return ImportResult(total, self._new_customers, self._receipts)

    def _add_customer(self, draft: CustomerDraft) -> int:
        customer_id = self._bulk.next_id("customer")
        self._codes[draft.code] = customer_id
        self._new_customers += 1
        row: dict[str, Value] = {"id": customer_id, "uid": draft.uid.hex, **customer_columns(draft)}
        rows = [("customer", row), *particulars_rows(draft, customer_id, self._bulk.next_id)]
        self._bulk.add(f"customer:{customer_id}", rows)
        return customer_id

    def _customer_of(self, invoice: ImportedInvoice) -> int:
        """The customer of an invoice, added when the book does not know the code."""
        known = self._codes.get(invoice.customer_code)
        if known is not None:
            return known
        name = invoice.customer_name or invoice.customer_code
        uid = uuid5(NAMESPACE, f"{self._batch.fingerprint}/customer/{invoice.customer_code}")
        terms = self._terms[invoice.customer_code]
        return self._add_customer(CustomerDraft(uid, invoice.customer_code, name, invoice.total.currency, terms))

    def _add_invoice(self, invoice: ImportedInvoice) -> None:
        """An invoice issued elsewhere, known by its total: one instalment, and a receipt when it was settled."""
        customer_id = self._customer_of(invoice)
        invoice_id, instalment_id = self._bulk.next_id("invoice"), self._bulk.next_id("instalment")
        currency, total = invoice.total.currency, invoice.total.minor
        issued_on, due_on = invoice.issued_on.isoformat(), invoice.due_on.isoformat()
        rows: list[tuple[str, dict[str, Value]]] = [
            (
                "invoice",
                {
                    "id": invoice_id,
                    "uid": _identity(f"{self._batch.fingerprint}/{invoice.row}"),
                    "customer_id": customer_id,
                    "state": "issued",
                    "number": invoice.number,
                    "issued_on": issued_on,
                    "sent_on": issued_on,
                    "sent_how": ELSEWHERE,
                    "currency": currency,
                    "terms": str(_terms_of(invoice)),
                    "reference": invoice.reference,
                    "net_minor": total,
                    "total_minor": total,
                    "disputed": int(invoice.disputed),
                    "imported": 1,
                },
            ),
            (
                "instalment",
                {
                    "id": instalment_id,
                    "invoice_id": invoice_id,
                    "customer_id": customer_id,
                    "currency": currency,
                    "issued_on": issued_on,
                    "position": 1,
                    "due_on": due_on,
                    "amount_minor": total,
                    "open_minor": 0 if _brings_receipt(self._batch, invoice) else total,
                },
            ),
        ]
        if _brings_receipt(self._batch, invoice):
            rows += self._receipt(invoice, customer_id, instalment_id)
        self._bulk.add(f"invoice:{invoice_id}", rows)

    def _receipt(
        self, invoice: ImportedInvoice, customer_id: int, instalment_id: int
    ) -> list[tuple[str, dict[str, Value]]]:
        """The receipt that settled an invoice, on the day the file says."""
        self._receipts += 1
        receipt_id = self._bulk.next_id("receipt")
        settled_on = (invoice.settled_on or invoice.issued_on).isoformat()
        return [
            (
                "receipt",
                {
                    "id": receipt_id,
                    "uid": _identity(f"{self._batch.fingerprint}/{invoice.row}/receipt"),
                    "customer_id": customer_id,
                    "received_on": settled_on,
                    "currency": invoice.total.currency,
                    "amount_minor": invoice.total.minor,
                    "method": TRANSFER,
                    "reference": invoice.number,
                    "unapplied_minor": 0,
                },
            ),
            (
                "allocation",
                {
                    "id": self._bulk.next_id("allocation"),
                    "instalment_id": instalment_id,
                    "receipt_id": receipt_id,
                    "applied_on": max(settled_on, invoice.issued_on.isoformat()),
                    "amount_minor": invoice.total.minor,
                },
            ),
        ]
