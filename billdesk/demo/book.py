"""Write the practice desk's records as the book stores them: one change of the audit chain for each thing done."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid5

from billdesk.demo.customers import OWNERS, DemoCustomer
from billdesk.demo.invoices import Credit, Plan, Talk
from billdesk.demo.notes import NOTES
from billdesk.demo.rows import Row, company_row, line_row
from billdesk.domain.drafts import CompanyDraft, LineDraft, Outcome
from billdesk.domain.invoicing import Totals, totals
from billdesk.domain.numbering import format_number, period
from billdesk.domain.outcomes import next_day
from billdesk.domain.tax_method import TaxMethod
from billdesk.domain.terms import split_shares
from billdesk.services.particulars import customer_columns, particulars_rows
from db.bulk import BulkBook
from db.models import QUANTITY_PLACES
from db.types import instant_text, scaled

NAMESPACE = UUID("0d5b2f7e-93a1-5b0c-8c44-7a3de1f0b6a9")
"""Makes the same identities for the same seed."""

FIRST_HOUR = time(7, tzinfo=UTC)
SECONDS_APART = 5
SECONDS_A_DAY = 14 * 3600
"""What is done on a day is dated one after the other, within the day whatever there is of it."""

Rows = list[tuple[str, Row]]


def salt_of(seed: int) -> Callable[[int], str]:
    """Salts that are the same each time: the people of a practice desk are invented, nobody has to be forgotten."""
    return lambda seq: hashlib.sha256(f"{seed}/salt/{seq}".encode()).hexdigest()[:32]


@dataclass(slots=True)
class OpenInstalment:
    """An instalment while its story runs; `bounced` is the receipt that the bank will take back, and its amount."""

    id: int
    open_minor: int
    bounced: tuple[int, int] = (0, 0)


@dataclass(slots=True)
class OpenInvoice:
    """An issued invoice while its story runs."""

    id: int
    number: str
    customer: DemoCustomer
    issued_on: date
    lines: tuple[LineDraft, ...]
    line_ids: tuple[int, ...]
    sums: Totals
    instalments: tuple[OpenInstalment, ...]


Part = tuple[OpenInvoice, OpenInstalment, int]
"""How much (minor units) of a receipt settles which instalment."""


class DemoBook:
    """A practice desk's book while it is written."""

    def __init__(self, bulk: BulkBook, seed: int, company: CompanyDraft) -> None:
        self._bulk = bulk
        self._seed = seed
        self._company = company
        self._day = date.min
        self._done = 0
        self._last_allocation = 0
        self._series: dict[tuple[str, str], tuple[int, date]] = {}

    def add_company(self, day: date) -> None:
        """The desk's own company, which makes the file a desk."""
        row = company_row(self._company) | {"desk_uid": uuid5(NAMESPACE, f"{self._seed}/desk").hex}
        held: Row = {"id": 1, "name": "hold_seconds", "value": str(self._company.hold_seconds)}
        self._add(day, OWNERS[0], "desk made", "company:1", [("company", row), ("desk_setting", held)])

    def add_customer(self, customer: DemoCustomer, day: date) -> None:
        """An account with its people, addresses, tax ids and bank accounts."""
        row: Row = {"id": customer.id, "uid": self._uid("customer", customer.id), **customer_columns(customer)}
        rows: Rows = [("customer", row), *particulars_rows(customer, customer.id, self._bulk.next_id)]
        self._add(day, OWNERS[0], "customer", f"customer:{customer.id}", rows)

    def add_draft(self, customer: DemoCustomer, day: date, lines: tuple[LineDraft, ...], exemption: str) -> None:
        """An invoice that is not issued yet."""
        invoice_id = self._bulk.next_id("invoice")
        sums = totals(lines, customer.currency, TaxMethod.DOCUMENT)
        row = self._invoice_row(invoice_id, customer, day, sums) | {"exemption": exemption}
        rows: Rows = [("invoice", row), *self._line_rows(invoice_id, lines, sums)[1]]
        self._add(day, _who(customer), "draft", f"invoice:{invoice_id}", rows)

    def issue(
        self,
        customer: DemoCustomer,
        day: date,
        lines: tuple[LineDraft, ...],
        due_days: Sequence[date],
        story: Plan,
        *,
        sent: bool,
        order: str,
    ) -> OpenInvoice:
        """An issued invoice with its number, lines and instalments; `order` is the customer's order number."""
        invoice_id, number = self._bulk.next_id("invoice"), self._number("invoice", self._company.invoice_pattern, day)
        sums = totals(lines, customer.currency, TaxMethod.DOCUMENT)
        row = self._invoice_row(invoice_id, customer, day, sums)
        town = f"{customer.address.postcode} {customer.address.town}"
        printed = (customer.address.street, town, customer.address.region, customer.address.country)
        row |= {
            "state": "void" if story.void_reason else "issued",
            "number": number,
            "sent_on": day.isoformat() if sent else None,
            "sent_how": "e-mail" if sent else "",
            "reference": order,
            "exemption": customer.exemption,
            "disputed": int(story.disputed),
            "buyer_name": customer.name,
            "buyer_address": "\n".join(filter(None, printed)),
            "buyer_vat_id": customer.vat_id,
            "void_reason": story.void_reason,
            "version": 2,
        }
        line_ids, line_rows = self._line_rows(invoice_id, lines, sums)
        parts, part_rows = self._instalment_rows(invoice_id, customer, day, due_days, sums.gross_minor)
        self._add(day, _who(customer), "issued", f"invoice:{invoice_id}", [("invoice", row), *line_rows, *part_rows])
        return OpenInvoice(invoice_id, number, customer, day, lines, line_ids, sums, parts)

    def _invoice_row(self, invoice_id: int, customer: DemoCustomer, day: date, sums: Totals) -> Row:
        return {
            "id": invoice_id,
            "uid": self._uid("invoice", invoice_id),
            "customer_id": customer.id,
            "issued_on": day.isoformat(),
            "supplied_on": (day - timedelta(days=invoice_id % 6)).isoformat(),
            "currency": customer.currency,
            "terms": str(customer.terms),
            "net_minor": sums.net_minor,
            "tax_minor": sums.tax_minor,
            "total_minor": sums.gross_minor,
        }

    def _line_rows(self, invoice_id: int, lines: Sequence[LineDraft], sums: Totals) -> tuple[tuple[int, ...], Rows]:
        ids = tuple(self._bulk.next_id("invoice_line") for _ in lines)
        return ids, [
            (
                "invoice_line",
                line_row(line)
                | {"id": line_id, "invoice_id": invoice_id, "position": position, "net_minor": net_minor},
            )
            for position, (line_id, line, net_minor) in enumerate(zip(ids, lines, sums.line_nets, strict=True), start=1)
        ]

    def _instalment_rows(
        self, invoice_id: int, customer: DemoCustomer, day: date, due_days: Sequence[date], total_minor: int
    ) -> tuple[tuple[OpenInstalment, ...], Rows]:
        parts, rows = [], []
        shares = split_shares(total_minor, customer.terms.shares)
        for position, (due_on, minor) in enumerate(zip(due_days, shares, strict=True), start=1):
            parts.append(OpenInstalment(self._bulk.next_id("instalment"), minor))
            row: Row = {
                "id": parts[-1].id,
                "invoice_id": invoice_id,
                "customer_id": customer.id,
                "currency": customer.currency,
                "issued_on": day.isoformat(),
                "position": position,
                "due_on": due_on.isoformat(),
                "amount_minor": minor,
                "open_minor": minor,
            }
            rows.append(("instalment", row))
        return tuple(parts), rows

    def add_receipt(
        self, customer: DemoCustomer, day: date, parts: Sequence[Part], *, rest_minor: int, reference: str
    ) -> int:
        """Money that settles `parts` and leaves `rest_minor` on account; returns its id."""
        receipt_id = self._bulk.next_id("receipt")
        amount = sum(minor for _, _, minor in parts) + rest_minor
        row = self._receipt_row(receipt_id, customer, day, amount, reference)
        rows: Rows = [("receipt", row | {"unapplied_minor": amount})]
        for _, part, minor in parts:
            part.open_minor -= minor
            rows.append(self._allocation(part, day, minor, receipt_id=receipt_id))
        self._add(day, _who(customer), "receipt", f"customer:{customer.id}", rows)
        return receipt_id

    def _receipt_row(self, receipt_id: int, customer: DemoCustomer, day: date, minor: int, reference: str) -> Row:
        return {
            "id": receipt_id,
            "uid": self._uid("receipt", receipt_id),
            "customer_id": customer.id,
            "received_on": day.isoformat(),
            "currency": customer.currency,
            "amount_minor": minor,
            "method": "direct debit" if customer.id % 9 == 0 else "transfer",
            "reference": reference,
            "unapplied_minor": 0,
        }

    def _allocation(
        self, part: OpenInstalment, day: date, minor: int, *, receipt_id: int | None = None, note_id: int | None = None
    ) -> tuple[str, Row]:
        self._last_allocation = self._bulk.next_id("allocation")
        return "allocation", {
            "id": self._last_allocation,
            "instalment_id": part.id,
            "receipt_id": receipt_id,
            "credit_note_id": note_id,
            "applied_on": day.isoformat(),
            "amount_minor": minor,
        }

    def reverse(self, invoice: OpenInvoice, part: OpenInstalment, day: date) -> None:
        """Take back the receipt that the bank returned."""
        reversed_id, minor = part.bounced
        receipt_id, customer = self._bulk.next_id("receipt"), invoice.customer
        # The database must hold receipt and allocation before the reversal: its trigger empties what is unapplied.
        self._bulk.flush()
        row = self._receipt_row(receipt_id, customer, day, -minor, invoice.number)
        row |= {"reverses_id": reversed_id, "reason": "returned by the bank"}
        part.open_minor += minor
        rows: Rows = [("receipt", row), self._allocation(part, day, -minor, receipt_id=receipt_id)]
        self._add(day, _who(customer), "receipt reversed", f"customer:{customer.id}", rows)

    def credit(self, invoice: OpenInvoice, day: date, credit: Credit) -> None:
        """A credit note over the whole invoice or its last line; it settles the latest instalments first."""
        first = 0 if credit.whole else len(invoice.lines) - 1
        sums = totals(invoice.lines[first:], invoice.customer.currency, TaxMethod.DOCUMENT)
        note_id, number = (
            self._bulk.next_id("credit_note"),
            self._number("credit note", self._company.credit_note_pattern, day),
        )
        row: Row = {
            "id": note_id,
            "uid": self._uid("credit note", note_id),
            "number": number,
            "invoice_id": invoice.id,
            "customer_id": invoice.customer.id,
            "issued_on": day.isoformat(),
            "currency": invoice.customer.currency,
            "reason": credit.reason,
            "net_minor": sums.net_minor,
            "tax_minor": sums.tax_minor,
            "total_minor": sums.gross_minor,
            "unapplied_minor": sums.gross_minor,
        }
        rows: Rows = [("credit_note", row)]
        for line_id, line, net_minor in zip(
            invoice.line_ids[first:], invoice.lines[first:], sums.line_nets, strict=True
        ):
            line_row: Row = {
                "id": self._bulk.next_id("credit_note_line"),
                "credit_note_id": note_id,
                "invoice_line_id": line_id,
                "quantity": scaled(line.quantity, QUANTITY_PLACES),
                "net_minor": net_minor,
            }
            rows.append(("credit_note_line", line_row))
        left = sums.gross_minor
        for part in reversed(invoice.instalments):
            minor = min(left, part.open_minor)
            if minor:
                part.open_minor -= minor
                left -= minor
                rows.append(self._allocation(part, day, minor, note_id=note_id))
        self._add(day, _who(invoice.customer), "credit note", f"invoice:{invoice.id}", rows)

    def log(self, invoice: OpenInvoice, day: date, talk: Talk) -> None:
        """A contact about an invoice, with the promise it brought."""
        customer, contact_id = invoice.customer, self._bulk.next_id("contact")
        following = next_day(talk.outcome, day, talk.promised_on)
        ways = NOTES[customer.language][talk.outcome]
        row: Row = {
            "id": contact_id,
            "uid": self._uid("contact", contact_id),
            "customer_id": customer.id,
            "invoice_id": invoice.id,
            "on_day": day.isoformat(),
            "kind": talk.kind,
            "direction": "in" if talk.outcome is Outcome.SAYS_PAID else "out",
            "outcome": talk.outcome.value,
            "person": customer.persons[0].name,
            "note": ways[contact_id % len(ways)] if talk.kind == "call" else f"Reminder, {invoice.number}.",
            "next_on": following.isoformat() if following else None,
            "by": _who(customer),
        }
        rows: Rows = [("contact", row)]
        if talk.promised_on:
            rows += self._promise(invoice, day, talk.promised_on, contact_id)
        self._add(day, _who(customer), "contact", f"customer:{customer.id}", rows)

    def _promise(self, invoice: OpenInvoice, day: date, promised_on: date, contact_id: int) -> Rows:
        promise_id = self._bulk.next_id("promise")
        promise: Row = {
            "id": promise_id,
            "uid": self._uid("promise", promise_id),
            "customer_id": invoice.customer.id,
            "contact_id": contact_id,
            "recorded_on": day.isoformat(),
            "due_on": promised_on.isoformat(),
            "currency": invoice.customer.currency,
            "amount_minor": invoice.instalments[0].open_minor,
            "after_allocation": self._last_allocation,
        }
        covers: Row = {
            "id": self._bulk.next_id("promise_invoice"),
            "promise_id": promise_id,
            "invoice_id": invoice.id,
        }
        return [("promise", promise), ("promise_invoice", covers)]

    def snooze(self, customer: DemoCustomer, day: date, until: date, reason: str) -> None:
        """Put the account's row of the queue off until a day."""
        row: Row = {
            "id": self._bulk.next_id("snooze"),
            "key": f"account:{customer.id}:{customer.currency}",
            "customer_id": customer.id,
            "until": until.isoformat(),
            "reason": reason,
            "by": _who(customer),
        }
        self._add(day, _who(customer), "snoozed", f"customer:{customer.id}", [("snooze", row)])

    def new(self, table: str) -> Row:
        """The identity of a new row of a table that has one: its `id` and `uid`."""
        number = self.next_id(table)
        return {"id": number, "uid": self._uid(table, number)}

    def next_id(self, table: str) -> int:
        """The id of a new row of a table."""
        return self._bulk.next_id(table)

    def note(self, customer: DemoCustomer, day: date, action: str, rows: Rows) -> None:
        """Add rows about an account as one change of a day, signed by who looks after it."""
        self._add(day, _who(customer), action, f"customer:{customer.id}", rows)

    def add_series(self, day: date) -> None:
        """How far each series of numbers has come, so that the desk goes on behind it."""
        rows: Rows = [
            (
                "number_series",
                {
                    "id": self._bulk.next_id("number_series"),
                    "kind": kind,
                    "period": in_period,
                    "last_sequence": sequence,
                    "last_issued_on": last_day.isoformat(),
                },
            )
            for (kind, in_period), (sequence, last_day) in self._series.items()
        ]
        self._add(day, OWNERS[0], "numbers given", "company:1", rows)

    def _number(self, kind: str, pattern: str, day: date) -> str:
        key = (kind, period(pattern, day))
        sequence = self._series.get(key, (0, day))[0] + 1
        self._series[key] = (sequence, day)
        return format_number(pattern, day, sequence)

    def _uid(self, kind: str, number: int) -> str:
        return uuid5(NAMESPACE, f"{self._seed}/{kind}/{number}").hex

    def _add(self, day: date, by: str, action: str, subject: str, rows: Rows) -> None:
        """Add one change of a day; days must come in order."""
        self._done = self._done + SECONDS_APART if day == self._day else 0
        self._day = day
        opens = datetime.combine(day, FIRST_HOUR)
        self._bulk.at = instant_text(opens + timedelta(seconds=min(self._done, SECONDS_A_DAY)))
        self._bulk.by, self._bulk.action = by, action
        for table, row in rows:
            if table == "contact":
                row["happened_at"] = self._bulk.at
        self._bulk.add(subject, rows)


def _who(customer: DemoCustomer) -> str:
    return customer.owner or OWNERS[0]
