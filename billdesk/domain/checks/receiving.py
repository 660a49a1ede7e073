"""Money that came in against what is open, and credit notes against their invoice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from billdesk.domain.checks.belonging import ask_customer
from billdesk.domain.checks.entered import Entered, EntryKind
from billdesk.domain.checks.facts import Facts, OpenDocument
from billdesk.domain.checks.finding import ask, note, say_amount
from billdesk.domain.checks.settling import is_discount, settled_by
from billdesk.domain.checks.slip import is_slip
from billdesk.domain.checks.squeezing import shape, words
from billdesk.domain.errors import InputError
from billdesk.domain.findings import Finding
from billdesk.domain.money import Money, to_minor
from billdesk.domain.questions import BlindQuestion

# How payers say that money is ahead of an invoice, in the languages of the desks seen so far.
_AHEAD: Final = re.compile(
    r"on account|advance|deposit|prepa|akonto|a konto|anzahlung|vorau|vorkasse|acompte|anticip|aanbetaling",
    re.IGNORECASE,
)


def receipt(entered: Entered, facts: Facts) -> Iterator[Finding]:
    """Money settles the invoices it names, or one, or a few of those open; what is over is said."""
    if entered.kind is not EntryKind.RECEIPT or entered.total <= 0:
        return
    items = [item for item in facts.open if item.currency == entered.currency]
    named = [item for item in facts.named if item.customer == entered.customer and item.currency == entered.currency]
    if named:
        yield from _for_named(entered, named)
    elif not facts.named and (items or facts.past):
        yield from _for_any(entered, items)


def unknown(entered: Entered, facts: Facts) -> Iterator[Finding]:
    """A number in the reference, written as this customer's invoices are numbered, is that of an invoice."""
    if entered.kind is EntryKind.INVOICE or facts.named:
        return
    shapes = {shape(other.number) for other in facts.past if other.kind is EntryKind.INVOICE and other.number}
    strange = [word for word in words(entered.reference) if shape(word) in shapes and not word.isdigit()]
    if strange:
        message = "The desk has no invoice of the number that the reference names."
        asked = BlindQuestion.code("Reference", entered.reference, "reference", "as it stands on the paper")
        yield ask("invoice-unknown", "reference", message, ", ".join(strange[:3]), asked)


def _for_named(entered: Entered, named: Sequence[OpenDocument]) -> Iterator[Finding]:
    amount, wanted = entered.total, sum((item.open for item in named), Decimal(0))
    # A short number can mean several invoices; then one of them is enough.
    if any(amount == each or is_discount(amount, each) for each in (wanted, *(item.open for item in named))):
        return
    if amount > wanted and _AHEAD.search(entered.reference):
        return
    nearly = any(is_slip(amount, each) for each in (wanted, *(item.open for item in named)))
    what = "nearly, but not quite," if nearly else "not"
    message = f"That is {what} what is open on the invoices that the reference names."
    asked = BlindQuestion.code("Reference", entered.reference, "reference", "what the payer wrote")
    yield ask("receipt-off-named", "reference", message, _said(named, entered.currency), asked)


def _for_any(entered: Entered, items: Sequence[OpenDocument]) -> Iterator[Finding]:
    amount = entered.total
    if settled_by(amount, [(item, item.open) for item in items]) or _AHEAD.search(entered.reference):
        return
    asked = ask_customer(entered)
    if amount > sum((item.open for item in items), Decimal(0)):
        message = "That is more than this customer has open; say what the rest is."
        yield ask("receipt-over-open", "customer", message, _said(items, entered.currency), asked)
        return
    like = [item for item in items if is_slip(amount, item.open)]
    if like:
        message = "That is nearly, but not quite, what is open."
        total = total_question(entered)
        yield ask("receipt-like-open", "total", message, _said(like, entered.currency), total)
    else:
        message = "No open invoice, nor a few together, make this amount."
        yield ask("receipt-off-open", "customer", message, _said(items, entered.currency), asked)


def total_question(entered: Entered) -> BlindQuestion | None:
    """The total typed again, where it is an amount of its currency."""
    try:
        return BlindQuestion.total(Money(to_minor(entered.total, entered.currency), entered.currency), "the total")
    except InputError:
        return None


def _said(items: Sequence[OpenDocument], currency: str) -> str:
    return ", ".join(f"{item.number} {say_amount(item.open, currency)}" for item in items[:3])


def credit(entered: Entered, facts: Facts) -> Iterator[Finding]:
    """A credit note gives back no more than the invoices that it names came to."""
    if entered.kind is not EntryKind.CREDIT_NOTE:
        return
    named = [item for item in facts.named if item.customer == entered.customer and item.currency == entered.currency]
    if named and abs(entered.total) > sum(item.total for item in named):
        message = "That is more than the invoice it credits."
        evidence = ", ".join(f"{item.number} {say_amount(item.total, item.currency)}" for item in named[:3])
        asked = BlindQuestion.code("Reference", entered.reference, "reference", "the invoice it credits")
        yield ask("credit-over-invoice", "reference", message, evidence, asked)


def discount(entered: Entered, facts: Facts) -> Iterator[Finding]:
    """A discount that the payer took is mentioned."""
    if entered.kind is EntryKind.RECEIPT and facts.named:
        wanted = sum((item.open for item in facts.named), Decimal(0))
        if is_discount(entered.total, wanted):
            message = "The payer took a discount."
            yield note("discount-taken", "total", message, say_amount(wanted - entered.total, entered.currency))
