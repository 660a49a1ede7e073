"""What commands print of the book: plain records with snake_case keys, dates ISO, money as decimal strings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from billdesk.columns import (
    AGEING,
    BUCKET_KEYS,
    CONTACTS,
    CREDITS,
    CUSTOMER,
    INSTALMENTS,
    INVOICE,
    LINES,
    OPEN_ITEMS,
    SETTLEMENTS,
)
from billdesk.domain.ageing import AgeingRow
from billdesk.domain.money import digits, to_decimal_string
from billdesk.output import Column, Format, Record, Value, write_document, write_rows, write_text

if TYPE_CHECKING:
    from billdesk.domain.records import AccountView, InvoiceView, OpenItem, PromiseView
    from billdesk.domain.work import QueueRow
    from billdesk.services.reports import AuditRow

_WITHOUT_AMOUNT = ("check", "reminder")
"""Kinds of rows: what a second person types blind, and what is of no amount."""


def queue_records(rows: Iterable[QueueRow]) -> Iterator[Record]:
    """The rows of the queue, ranked from 1; a second person is to type what the row of an entry to check leaves out."""
    for rank, row in enumerate(rows, start=1):
        yield {
            "rank": rank,
            "kind": row.kind.value,
            "account": row.customer_code,
            "name": row.customer_name,
            "document": row.document,
            "amount": to_decimal_string(row.open_minor, row.currency) if row.kind not in _WITHOUT_AMOUNT else None,
            "currency": row.currency,
            "due": _day(row.due_on),
            "why": row.why,
            "next_action": row.next_action,
            "points": row.points,
        }


def audit_records(rows: Iterable[AuditRow]) -> Iterator[Record]:
    """The changes of the audit chain."""
    for row in rows:
        yield {
            "seq": row.seq,
            "at": row.at,
            "by": row.by,
            "action": row.action,
            "subject": row.subject,
            "changed": row.changed,
            "evidence": row.evidence,
            "hash": row.hash,
        }


def ageing_records(rows: Iterable[AgeingRow]) -> list[Record]:
    """One record per customer and currency."""
    return [{"customer": row.customer_code, "name": row.customer_name, **_ageing_sums(row)} for row in rows]


def ageing_totals(rows: Iterable[AgeingRow]) -> list[Record]:
    """One record per currency, without customer and name."""
    sums: dict[str, list[int]] = {}
    for row in rows:
        figures = (*row.buckets, row.unapplied_minor)
        known = sums.setdefault(row.currency, [0] * len(figures))
        sums[row.currency] = [a + b for a, b in zip(known, figures, strict=True)]
    return [_ageing_sums(_total_row(currency, figures)) for currency, figures in sorted(sums.items())]


def _total_row(currency: str, figures: Sequence[int]) -> AgeingRow:
    current, d30, d60, d90, d120, over, unapplied = figures
    return AgeingRow("", "", currency, (current, d30, d60, d90, d120, over), unapplied)


def _ageing_sums(row: AgeingRow) -> dict[str, Value]:
    buckets = {key: to_decimal_string(minor, row.currency) for key, minor in zip(BUCKET_KEYS, row.buckets, strict=True)}
    return {
        "currency": row.currency,
        **buckets,
        "unapplied": to_decimal_string(row.unapplied_minor, row.currency),
        "total": to_decimal_string(row.total_minor, row.currency),
    }


def invoice_record(invoice: InvoiceView, state: str) -> dict[str, Value]:
    """An invoice with lines, taxes, instalments, settlements and promises; `state` is its computed state in words."""
    currency = invoice.currency

    def money(minor: int) -> str:
        return to_decimal_string(minor, currency)

    return {
        "number": invoice.number,
        "state": state,
        "stored_state": invoice.state,
        "customer": invoice.customer_code,
        "name": invoice.customer_name,
        "issued_on": _day(invoice.issued_on),
        "due_on": _day(invoice.instalments[-1].due_on) if invoice.instalments else None,
        "supplied_on": _day(invoice.supplied_on),
        "sent_on": _day(invoice.sent_on),
        "reference": invoice.reference,
        "terms": str(invoice.terms),
        "currency": currency,
        "net": money(invoice.net_minor),
        "tax": money(invoice.tax_minor),
        "total": money(invoice.total_minor),
        "open": money(invoice.open_minor),
        "disputed": invoice.disputed,
        "lines": line_records(invoice),
        "taxes": [
            {
                "rate": str(tax.rate),
                "base": money(tax.base_minor),
                "tax": money(tax.tax_minor),
                "currency": currency,
            }
            for tax in invoice.taxes
        ],
        "instalments": instalment_records(invoice),
        "settlements": settlement_records(invoice),
        "promises": promise_records(invoice.promises),
    }


def line_records(invoice: InvoiceView) -> list[Record]:
    """The lines of an invoice; quantities and rates as they were entered, prices with the currency's digits or more."""
    return [
        {
            "description": line.description,
            "quantity": str(line.quantity),
            "unit": line.unit,
            "unit_price": _price(line.unit_price, invoice.currency),
            "discount_percent": str(line.discount_percent),
            "discount": to_decimal_string(line.discount_minor, invoice.currency),
            "tax_rate": str(line.tax_rate),
            "net": to_decimal_string(line.net_minor, invoice.currency),
            "currency": invoice.currency,
        }
        for line in invoice.lines
    ]


def instalment_records(invoice: InvoiceView) -> list[Record]:
    """The instalments of an invoice."""
    return [
        {
            "due_on": _day(item.due_on),
            "amount": to_decimal_string(item.amount_minor, invoice.currency),
            "open": to_decimal_string(item.open_minor, invoice.currency),
            "currency": invoice.currency,
        }
        for item in invoice.instalments
    ]


def settlement_records(invoice: InvoiceView) -> list[Record]:
    """What settled parts of an invoice."""
    return [
        {
            "on": _day(item.on),
            "kind": item.kind,
            "reference": item.reference,
            "amount": to_decimal_string(item.amount_minor, invoice.currency),
            "currency": invoice.currency,
        }
        for item in invoice.settlements
    ]


def credit_records(account: AccountView) -> list[Record]:
    """The on-account credit of an account."""
    return [
        {
            "on": _day(credit.on),
            "kind": credit.kind,
            "reference": credit.reference,
            "unapplied": to_decimal_string(credit.unapplied_minor, credit.currency),
            "currency": credit.currency,
        }
        for credit in account.credits
    ]


def contact_records(account: AccountView) -> list[Record]:
    """The contact log of an account."""
    return [
        {
            "on": _day(contact.on),
            "kind": contact.kind,
            "direction": contact.direction,
            "outcome": contact.outcome,
            "person": contact.person,
            "note": contact.note,
            "next_on": _day(contact.next_on),
            "by": contact.by,
        }
        for contact in account.contacts
    ]


def promise_records(promises: Iterable[PromiseView]) -> list[Record]:
    """Promises to pay, each with its state."""
    return [
        {
            "recorded_on": _day(promise.recorded_on),
            "due_on": _day(promise.due_on),
            "amount": to_decimal_string(promise.amount_minor, promise.currency),
            "currency": promise.currency,
            "state": promise.state.value,
            "invoices": list(promise.invoice_numbers),
        }
        for promise in promises
    ]


def customer_record(account: AccountView) -> dict[str, Value]:
    """An account with its master data, what is open, credits, promises and contacts."""
    from billdesk.printing_particulars import particulars_records

    address = account.address
    return {
        "code": account.code,
        "name": account.name,
        "street": address.street,
        "postcode": address.postcode,
        "town": address.town,
        "region": address.region,
        "country": address.country,
        "vat_id": account.vat_id,
        "currency": account.currency,
        "terms": str(account.terms),
        "language": account.language,
        "owner": account.owner,
        "notes": account.notes,
        "open_items": len(account.open_items),
        "persons": [
            {"name": person.name, "role": person.role, "phone": person.phone, "email": person.email}
            for person in account.persons
        ],
        **particulars_records(account),
        "items": [open_item_record(item) for item in account.open_items],
        "credits": credit_records(account),
        "promises": promise_records(account.promises),
        "contacts": contact_records(account),
    }


def open_item_record(item: OpenItem) -> Record:
    """One open instalment of an account."""
    return {
        "number": item.number,
        "issued_on": _day(item.issued_on),
        "due_on": _day(item.due_on),
        "currency": item.currency,
        "amount": to_decimal_string(item.amount_minor, item.currency),
        "open": to_decimal_string(item.open_minor, item.currency),
        "disputed": item.disputed,
    }


def print_ageing(rows: Sequence[AgeingRow], as_of: date, format_: Format) -> None:
    """Print an ageing; in a table, CSV and JSON lines the totals are the rows without a customer, at the end."""
    records, totals = ageing_records(rows), ageing_totals(rows)
    named = [{"customer": "", "name": "Total", **total} for total in totals]
    if format_ is Format.TABLE:
        write_text(f"Open as of {as_of.isoformat()}, by days past due")
    write_rows(
        [*records, *named],
        AGEING,
        format_,
        document=lambda: {"as_of": as_of.isoformat(), "rows": records, "totals": totals},
    )


def print_invoice(
    invoice: InvoiceView, state: str, format_: Format, interest: Mapping[str, Value] | None = None
) -> None:
    """Print one invoice: everything as one JSON object, the header alone as CSV, headed tables for people.

    `interest`, as `interest_record` makes it, is one more key and table, and in CSV its lines instead of the header.
    """
    record = invoice_record(invoice, state) | ({"interest": interest} if interest else {})
    if format_ is Format.JSON:
        write_document(record)
        return
    if format_ is Format.JSONL:
        write_rows([record], [Column(key, key) for key in record], format_)
        return
    if format_ is Format.TABLE or not interest:
        write_rows([record], INVOICE, format_)
    if format_ is Format.TABLE:
        _print_part("Lines", line_records(invoice), LINES)
        _print_part("Instalments", instalment_records(invoice), INSTALMENTS)
        _print_part("Received", settlement_records(invoice), SETTLEMENTS)
    if interest:
        from billdesk.printing_interest import print_interest

        print_interest(interest, format_)


def print_customer(account: AccountView, format_: Format) -> None:
    """Print one account: everything as one JSON object, the master data alone as CSV, headed tables for people."""
    record = customer_record(account)
    if format_ is Format.JSON:
        write_document(record)
        return
    if format_ is Format.JSONL:
        write_rows([record], [Column(key, key) for key in record], format_)
        return
    write_rows([record], CUSTOMER, format_)
    if format_ is Format.TABLE:
        _print_part("Open", [open_item_record(item) for item in account.open_items], OPEN_ITEMS)
        _print_part("Credits", credit_records(account), CREDITS)
        _print_particulars(account)
        _print_part("Contacts", contact_records(account), CONTACTS)


def _print_particulars(account: AccountView) -> None:
    """Addresses and tax ids where there is more than the one in the head, and the bank accounts."""
    from billdesk import printing_particulars as several

    if account.addresses:
        _print_part("Addresses", several.address_records(account), several.ADDRESSES)
    if account.tax_ids:
        _print_part("Tax ids", several.tax_id_records(account), several.TAX_IDS)
    _print_part("Bank accounts", several.bank_account_records(account), several.BANK_ACCOUNTS)


def _print_part(title: str, rows: Sequence[Record], columns: Sequence[Column]) -> None:
    if rows:
        write_text()
        write_text(title)
        write_rows(rows, columns, Format.TABLE)


def _price(price: Decimal, currency: str) -> str:
    """A unit price: it may be finer than the currency, and is never written with fewer decimals."""
    exponent = price.as_tuple().exponent
    places = max(digits(currency), -exponent if isinstance(exponent, int) else 0)
    return f"{price:.{places}f}"


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def print_problems(problems: Sequence[str], head: str | None, format_: Format) -> None:
    """What `verify` found, and the chain head; that is `None` where the file could not be read to its end."""
    if format_ in {Format.JSON, Format.JSONL}:
        write_document({"problems": list(problems), "chain_head": head})
    elif format_ is Format.CSV:
        write_rows(({"problem": problem} for problem in problems), (Column("problem", "Problem"),), format_)
    else:
        for line in (*problems, f"chain head {head}") if head else problems:
            write_text(line)
