"""How reviews put facts into words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from billdesk.domain.dates import say_day, say_from_today
from billdesk.domain.double_check import ReviewRow
from billdesk.domain.drafts import (
    Address,
    AllocationDraft,
    BankAccount,
    CustomerDraft,
    LineDraft,
    Person,
    TaxId,
    TaxIdKind,
)
from billdesk.domain.money import digits, format_money, symbol, to_minor
from billdesk.domain.particulars import say_account_number
from billdesk.domain.records import AccountView, InvoiceView, LineView, OpenItem
from billdesk.domain.terms import Terms, due_dates

EMPTY: Final = "–"
_ORDINALS: Final = (
    *("first", "second", "third", "fourth", "fifth", "sixth"),
    *("seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"),
)


def identity(label: str, new: str, old: str | None = None) -> ReviewRow:
    """The row that names the record; it stands on every review, with the old value only when that differs."""
    return ReviewRow(label, new, None if old == new else old)


def listed(new: Mapping[str, str], old: Mapping[str, str] | None = None) -> tuple[ReviewRow, ...]:
    """Rows of facts by label: of a new record those that are filled in, of an edit those that change, come or go."""
    if old is None:
        return tuple(ReviewRow(label, text) for label, text in new.items() if text)
    return tuple(
        ReviewRow(label, new.get(label) or EMPTY, old.get(label) or EMPTY)
        for label in dict.fromkeys((*new, *old))
        if new.get(label, "") != old.get(label, "")
    )


def say_customer(name: str, town: str, code: str) -> str:
    """How a review names a customer: `Hofmann & Söhne KG, Erfurt (H-0031)`."""
    return f"{name}, {town} ({code})" if town else f"{name} ({code})"


def customer_of(invoice: InvoiceView) -> str:
    """The invoice's customer as `say_customer` says it."""
    return say_customer(invoice.customer_name, invoice.customer_address.town, invoice.customer_code)


def say_address(address: Address) -> str:
    """An address on one line."""
    town = f"{address.postcode} {address.town}".strip()
    return ", ".join(filter(None, (address.street, town, address.region, address.country)))


def say_particulars(customer: CustomerDraft | AccountView) -> dict[str, str]:
    """The addresses, tax ids and bank accounts, each under its name; first of its kind the one that invoices print.

    `Address 2`: `delivery: Hafen 7, 99085 Erfurt, DE`; `Tax id 2`: `vat NL002455799B11 (NL)`; `Bank 1`.
    """
    said = {"Address": say_address(customer.address)}
    for place, further in enumerate(customer.addresses, start=2):
        said[f"Address {place}"] = f"{further.purpose}: {say_address(further.address)}"
    said["VAT number"] = customer.vat_id
    said |= {f"Tax id {place}": say_tax_id(tax_id) for place, tax_id in enumerate(customer.tax_ids, start=2)}
    accounts = enumerate(customer.bank_accounts, start=1)
    return said | {f"Bank {place}": say_bank_account(account) for place, account in accounts}


def say_tax_id(tax_id: TaxId) -> str:
    """`vat NL002455799B11 (NL)`; of another kind the number alone says what it is."""
    kind = "" if tax_id.kind is TaxIdKind.OTHER else tax_id.kind.value
    return " ".join(filter(None, (kind, tax_id.value, f"({tax_id.country})" if tax_id.country else "")))


def say_bank_account(account: BankAccount) -> str:
    """`DE89 3704 0044 0532 0130 00, COBADEFF, Hofmann KG`."""
    return ", ".join(filter(None, (say_account_number(account.number), account.bic, account.holder)))


def say_persons(persons: Iterable[Person]) -> str:
    """People on one line: `Fr. Weiß (accounts) +49 361 1 weiss@…; …`."""
    said = []
    for person in persons:
        role = f"({person.role})" if person.role else ""
        said.append(" ".join(filter(None, (person.name, role, person.phone, person.email))))
    return "; ".join(said)


def say_ahead(day: date, today: date, hidden: date | None = None) -> str:
    """`in 30 days, Mon 21 Dec 2026`; with the hidden date's day of the month `a Mon in Dec 2026 (day asked below)`."""
    said = say_day(day)
    if hidden is None or day.day != hidden.day:
        return f"{say_from_today(day, today)}, {said}"
    weekday, _, month, year = said.split(" ")
    return f"a {weekday} in {month} {year} (day asked below)"


def say_due(terms: Terms, issued_on: date, today: date, hidden: date) -> str:
    """When an invoice of that date is due under the terms; never shows the hidden date's day."""
    first, *others = due_dates(terms, issued_on)
    said = "on the invoice date" if first == hidden else say_ahead(first, today, hidden)
    if not others:
        return said
    return f"{len(others) + 1} instalments, the first {said}, the last {say_ahead(others[-1], today, hidden)}"


def say_supplied(day: date | None, today: date, hidden: date) -> str:
    """The day of supply beside a hidden invoice date."""
    if day is None:
        return ""
    return "on the invoice date" if day == hidden else say_ahead(day, today, hidden)


def say_lines(lines: Sequence[LineDraft | LineView]) -> str:
    """How many lines and at which rates: `2 · VAT 19 %`."""
    rates = sorted({line.tax_rate for line in lines})
    return f"{len(lines)} · VAT {', '.join(map(plain, rates))} %" if lines else "0"


def say_line(line: LineDraft | LineView, currency: str) -> str:
    """One line in full: `Travel: 1 × € 2,208.40, less 4 %, VAT 19 %`."""
    parts = [f"{line.description}: {plain(line.quantity)} {line.unit}".rstrip() + f" × {_price(line, currency)}"]
    if line.discount_percent:
        parts.append(f"less {plain(line.discount_percent)} %")
    if line.discount_minor:
        parts.append(f"less {format_money(line.discount_minor, currency)}")
    return ", ".join([*parts, f"VAT {plain(line.tax_rate)} %"])


def say_discounts(lines: Sequence[LineDraft | LineView], currency: str) -> str:
    """Which lines have a discount, and how much: `line 2: 10 % · line 3: € 10.00`."""
    said = []
    for place, line in enumerate(lines, start=1):
        if line.discount_percent:
            said.append(f"line {place}: {plain(line.discount_percent)} %")
        if line.discount_minor:
            said.append(f"line {place}: {format_money(line.discount_minor, currency)}")
    return " · ".join(said)


def changed_lines(new: Sequence[LineDraft], old: InvoiceView, currency: str) -> tuple[ReviewRow, ...]:
    """A row per line that differs from the one at its place in the book."""
    after = {f"Line {place}": say_line(line, currency) for place, line in enumerate(new, start=1)}
    before = {f"Line {place}": say_line(line, old.currency) for place, line in enumerate(old.lines, start=1)}
    return listed(after, before)


def say_settled(allocations: Iterable[AllocationDraft], items: Iterable[OpenItem]) -> str:
    """Which invoices are settled and whether wholly, without amounts: `2026-0412 in full · 2026-0433 in part`.

    `items` are all open instalments of those invoices. Where only some of an invoice's are settled it says which:
    `2026-0802 first open instalment in full`.
    """
    by_invoice: dict[int, list[OpenItem]] = {}
    for item in items:
        by_invoice.setdefault(item.invoice_id, []).append(item)
    applied = {allocation.instalment_id: allocation.amount_minor for allocation in allocations}
    said = [
        f"{of_invoice[0].number} {_say_share(of_invoice, applied)}"
        for of_invoice in by_invoice.values()
        if any(item.instalment_id in applied for item in of_invoice)
    ]
    return " · ".join(said)


def _say_share(items: Sequence[OpenItem], applied: Mapping[int, int]) -> str:
    """How much of one invoice's open instalments is settled; `applied` is by instalment."""
    if all(applied.get(item.instalment_id) == item.open_minor for item in items):
        return "in full"
    if len(items) == 1:
        return "in part"
    said: list[str] = []
    for place, item in enumerate(sorted(items, key=lambda item: (item.due_on, item.instalment_id))):
        if (amount := applied.get(item.instalment_id)) is None:
            continue
        which = _ORDINALS[place] if place < len(_ORDINALS) else "a later"
        noun = "" if said else " open instalment"
        said.append(f"{which}{noun} {'in full' if amount == item.open_minor else 'in part'}")
    return ", ".join(said)


def plain(value: Decimal) -> str:
    """A decimal without exponent and without trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _price(line: LineDraft | LineView, currency: str) -> str:
    """A unit price as an amount, or with all its decimals when it has more than the currency."""
    rounded = line.unit_price.quantize(Decimal(1).scaleb(-digits(currency)))
    if rounded == line.unit_price:
        return format_money(to_minor(line.unit_price, currency), currency)
    sign = "-" if line.unit_price < 0 else ""
    return f"{sign}{symbol(currency)} {plain(abs(line.unit_price))}"
