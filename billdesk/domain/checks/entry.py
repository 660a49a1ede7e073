"""The checks of a draft by itself: what is impossible is blocked at its field, what is odd in it is asked.

What the book has to say about it (days, duplicates, what is usual) is for `check.check`, which sees it as an entry.

Each check takes a draft and the facts that the book knows beside it, and is pure. A finding's `field` is the draft's
attribute, with the position (from 1) and attribute of a line or person where it concerns one: `lines.2.quantity`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from billdesk.domain.allocation import check as check_allocations
from billdesk.domain.checks.particulars import check_particulars
from billdesk.domain.dates import say_day
from billdesk.domain.drafts import (
    ContactDraft,
    ContactKind,
    CreditNoteDraft,
    CustomerDraft,
    InvoiceDraft,
    LineDraft,
    Outcome,
    PromiseDraft,
    ReceiptDraft,
)
from billdesk.domain.errors import InputError
from billdesk.domain.findings import Finding, Findings, Severity
from billdesk.domain.invoicing import totals
from billdesk.domain.money import digits, format_money, to_major
from billdesk.domain.records import InvoiceView, OpenItem
from billdesk.domain.terms import due_dates

_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+")
_LONG_AGO = timedelta(days=366)
_SUPPLY_AHEAD = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """What the book knows beside a customer draft: the codes of the other customers (all that could collide).

    `kept` are the tax ids, account numbers and BICs that the book has of this customer already.
    """

    used_codes: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class InvoiceFacts:
    """What the book knows beside an invoice draft."""

    is_customer: bool


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """What the book knows beside a receipt: whether there is such a customer, and its open instalments."""

    is_customer: bool
    open_items: tuple[OpenItem, ...] = ()


@dataclass(frozen=True, slots=True)
class CreditNoteFacts:
    """What the book knows beside a credit note: its invoice, and how much of that is not credited yet."""

    invoice: InvoiceView
    left_minor: int


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """What the book knows beside a contact: the account's open instalments and which invoices have a live promise."""

    today: date
    now: datetime
    open_items: tuple[OpenItem, ...] = ()
    promised_invoice_ids: frozenset[int] = frozenset()


def _block(code: str, field: str, message: str, evidence: str = "") -> Finding:
    return Finding(code, Severity.BLOCK, field, message, evidence)


def _ask(code: str, field: str, message: str, evidence: str = "") -> Finding:
    return Finding(code, Severity.ASK, field, message, evidence)


def check_customer(draft: CustomerDraft, facts: CustomerFacts) -> Findings:
    """Code and name are there, the code is free (upper and lower case are the same), currency and country exist, the
    check digits of tax ids and bank accounts are right."""
    return Findings.of(_customer(draft, facts))


def _customer(draft: CustomerDraft, facts: CustomerFacts) -> Iterator[Finding]:
    code = draft.code.strip()
    if not code:
        yield _block("code-missing", "code", "The customer needs a code.")
    elif code.casefold() in {used.casefold() for used in facts.used_codes}:
        yield _block("code-used", "code", "Another customer has this code already.", code)
    if not draft.name.strip():
        yield _block("name-missing", "name", "The customer needs a name.")
    yield from _currency(draft.currency)
    yield from check_particulars(draft, facts.kept)
    for position, person in enumerate(draft.persons, start=1):
        if not person.name.strip():
            yield _block("person-unnamed", f"persons.{position}.name", "A person to reach needs a name.")
        if person.email and not _EMAIL.fullmatch(person.email):
            yield _ask(
                "email-shape", f"persons.{position}.email", "Is this e-mail address written rightly?", person.email
            )


def _currency(currency: str) -> Iterator[Finding]:
    if not currency.strip():
        yield _block("currency-missing", "currency", "The currency is missing.")
    elif not _is_currency(currency):
        yield _block("currency-unknown", "currency", "There is no such currency; use a code such as EUR.", currency)


def _is_currency(currency: str) -> bool:
    try:
        digits(currency)
    except InputError:
        return False
    return True


def check_invoice(draft: InvoiceDraft, facts: InvoiceFacts) -> Findings:
    """Customer, currency and lines are there and possible, the total is not negative, the dates stand in order."""
    found = [*_owner(facts.is_customer, draft.currency), *_lines(draft), *_invoice_dates(draft)]
    if not Findings.of(found).blocking:
        found.extend(_invoice_total(draft))
    return Findings.of(found)


def _owner(is_customer: bool, currency: str) -> Iterator[Finding]:
    """The customer is known, and the currency exists."""
    if not is_customer:
        yield _block("customer-missing", "customer_id", "Choose the customer.")
    yield from _currency(currency)


def _lines(draft: InvoiceDraft) -> Iterator[Finding]:
    if not draft.lines:
        yield _block("no-lines", "lines", "An invoice needs at least one line.")
    for position, line in enumerate(draft.lines, start=1):
        yield from _line(line, f"lines.{position}", f"Line {position}", draft.currency)


def _line(line: LineDraft, field: str, name: str, currency: str) -> Iterator[Finding]:
    if not line.description.strip():
        yield _block("description-missing", f"{field}.description", f"{name} does not say what was supplied.")
    if line.quantity == 0:
        yield _ask("quantity-zero", f"{field}.quantity", f"{name} has a quantity of 0; is that meant?")
    if not 0 <= line.tax_rate <= 100:
        yield _block(
            "tax-rate", f"{field}.tax_rate", f"{name} has a tax rate outside 0 to 100 %.", f"{line.tax_rate:f} %"
        )
    if not 0 <= line.discount_percent <= 100:
        percent = f"{line.discount_percent:f} %"
        yield _block("discount", f"{field}.discount_percent", f"{name} has a discount outside 0 to 100 %.", percent)
    if line.discount_percent and line.discount_minor:
        yield _block(
            "discount-twice", f"{field}.discount_minor", f"{name} has a discount in percent and as an amount; keep one."
        )
    if line.discount_minor and _is_currency(currency) and not _discount_fits(line, currency):
        amount = format_money(line.discount_minor, currency)
        yield _block("discount", f"{field}.discount_minor", f"{name} has a discount above its own amount.", amount)


def _discount_fits(line: LineDraft, currency: str) -> bool:
    """A discount amount lies between nothing and the line itself, on the line's own side of zero."""
    amount, discount = line.quantity * line.unit_price, to_major(line.discount_minor, currency)
    return Decimal(0) <= discount <= amount or amount <= discount <= Decimal(0)


def _invoice_total(draft: InvoiceDraft) -> Iterator[Finding]:
    """Only asked of lines that can be added up."""
    try:
        gross = totals(draft.lines, draft.currency, draft.tax_method).gross_minor
    except InputError as error:
        yield _block("total-impossible", "lines", error.sentence)
        return
    if gross < 0:
        yield _block(
            "total-negative",
            "lines",
            "The total is below zero; use a credit note to give money back.",
            format_money(gross, draft.currency),
        )
    elif gross == 0:
        yield _ask("total-zero", "lines", "The total is 0; is there nothing to pay?")


def _invoice_dates(draft: InvoiceDraft) -> Iterator[Finding]:
    first_due = min(due_dates(draft.terms, draft.issued_on))
    if first_due < draft.issued_on:
        yield _block("due-before-issue", "terms", "The invoice would be due before its own date.", say_day(first_due))
    if draft.supplied_on is None:
        return
    if draft.supplied_on - draft.issued_on > _SUPPLY_AHEAD:
        yield _ask(
            "supplied-ahead", "supplied_on", "The supply is far after the invoice date.", say_day(draft.supplied_on)
        )
    elif draft.issued_on - draft.supplied_on > _LONG_AGO:
        yield _ask(
            "supplied-long-ago", "supplied_on", "The supply was more than a year earlier.", say_day(draft.supplied_on)
        )


def check_receipt(draft: ReceiptDraft, facts: ReceiptFacts) -> Findings:
    """Amount and method are there, and no allocation is above what is open on either side."""
    found = [*_owner(facts.is_customer, draft.amount.currency)]
    if draft.amount.minor <= 0:
        found.append(_block("amount-not-positive", "amount", "The amount received must be above zero."))
    if not draft.method.strip():
        found.append(_block("method-missing", "method", "Say how the money came, such as transfer."))
    items, currency = facts.open_items, draft.amount.currency
    found.extend(check_allocations(draft.amount.minor, items, draft.allocations, draft.keep_rest, currency))
    return Findings.of(found)


def check_credit_note(draft: CreditNoteDraft, facts: CreditNoteFacts) -> Findings:
    """The invoice is issued, the reason given, and neither total nor any line is above what is left to credit."""
    return Findings.of([*_credit_head(draft, facts), *_credit_lines(draft, facts.invoice)])


def _credit_head(draft: CreditNoteDraft, facts: CreditNoteFacts) -> Iterator[Finding]:
    invoice = facts.invoice
    if invoice.state != "issued":
        yield _block("not-issued", "invoice_id", "Only an issued invoice can be credited.", invoice.state)
    if not draft.reason.strip():
        yield _block("reason-missing", "reason", "A credit note needs its reason.")
    if draft.total.currency != invoice.currency:
        message = "A credit note is in the currency of its invoice."
        yield _block("other-currency", "total", message, invoice.currency)
    elif draft.total.minor <= 0:
        yield _block("total-not-positive", "total", "The credit note must be above zero.")
    elif draft.total.minor > facts.left_minor:
        left = format_money(facts.left_minor, invoice.currency)
        yield _block("over-left", "total", "That is more than is left to credit on this invoice.", left)
    if draft.issued_on < invoice.issued_on:
        day = say_day(invoice.issued_on)
        yield _block("before-invoice", "issued_on", "The credit note would be dated before its invoice.", day)


def _credit_lines(draft: CreditNoteDraft, invoice: InvoiceView) -> Iterator[Finding]:
    lines = {line.id: line for line in invoice.lines}
    wanted: dict[int, Decimal] = {}
    for part in draft.lines:
        wanted[part.invoice_line_id] = wanted.get(part.invoice_line_id, Decimal(0)) + part.quantity
    for line_id, quantity in wanted.items():
        line = lines.get(line_id)
        if line is None:
            yield _block("line-unknown", "lines", "One of the lines is not on this invoice.")
            continue
        field, left = f"lines.{line.position}.quantity", line.quantity - line.credited
        # A deduction has a negative quantity; it is credited towards zero like any other line.
        if quantity == 0 or (quantity > 0) != (line.quantity > 0):
            yield _block("quantity", field, f"Line {line.position} needs a quantity to credit.")
        elif abs(quantity) > abs(left):
            message = f"Line {line.position} has less than that left to credit."
            yield _block("over-line", field, message, f"{left:f}")


def check_contact(draft: ContactDraft, facts: ContactFacts) -> Findings:
    """The outcome is said and fits the promise, the next day is ahead, and the promise is possible."""
    found = [*_contact(draft, facts)]
    if draft.promise is not None:
        found.extend(_promise(draft.promise, facts))
    return Findings.of(found)


def _contact(draft: ContactDraft, facts: ContactFacts) -> Iterator[Finding]:
    if draft.outcome is Outcome.NONE and draft.kind is not ContactKind.NOTE:
        yield _block("outcome-missing", "outcome", "Say what the contact came to.")
    if draft.kind is ContactKind.NOTE and not draft.note.strip():
        yield _block("note-missing", "note", "The note is empty.")
    if draft.outcome is Outcome.PROMISED and draft.promise is None:
        yield _block("promise-missing", "promise", "Say what was promised: the amount and the day.")
    if draft.promise is not None and draft.outcome is not Outcome.PROMISED:
        yield _block("promise-outcome", "outcome", "A contact that brought a promise has the outcome promised.")
    named = draft.invoice_id if draft.outcome is Outcome.DISPUTES else None
    if named is not None and named not in {item.invoice_id for item in facts.open_items}:
        yield _block("dispute-not-open", "invoice_id", "The disputed invoice is not open on this account.")
    if draft.happened_at > facts.now:
        yield _ask("happened-ahead", "happened_at", "The contact is in the future; is that meant?")
    if draft.next_on is not None and draft.next_on < facts.today:
        yield _block("next-past", "next_on", "The next day is in the past.", say_day(draft.next_on))


def _promise(promise: PromiseDraft, facts: ContactFacts) -> Iterator[Finding]:
    if promise.amount.minor <= 0:
        yield _block("amount-not-positive", "promise.amount", "A promise must be above zero.")
    if promise.due_on < facts.today:
        yield _block("promise-past", "promise.due_on", "The promised day is in the past.", say_day(promise.due_on))
    if promise.grace_days < 0:
        yield _block("grace-negative", "promise.grace_days", "Days of grace cannot be below zero.")
    if not promise.invoice_ids:
        yield _block("promise-without-invoice", "promise.invoice_ids", "Say for which invoices the promise is.")
        return
    named = [item for item in facts.open_items if item.invoice_id in promise.invoice_ids]
    if {item.invoice_id for item in named} != set(promise.invoice_ids):
        message = "One of the promised invoices is not open on this account."
        yield _block("not-open", "promise.invoice_ids", message)
    elif any(item.currency != promise.amount.currency for item in named):
        message = "A promise names only invoices in its own currency."
        yield _block("other-currency", "promise.invoice_ids", message, promise.amount.currency)
    elif promise.amount.minor > (open_minor := sum(item.open_minor for item in named)):
        evidence = format_money(open_minor, promise.amount.currency)
        yield _ask("promise-above-open", "promise.amount", "That is more than is open on these invoices.", evidence)
    taken = sorted({item.number for item in named if item.invoice_id in facts.promised_invoice_ids})
    if taken:
        message = "There is a live promise for one of these invoices already; withdraw it first."
        yield _block("promised-already", "promise.invoice_ids", message, ", ".join(taken))
