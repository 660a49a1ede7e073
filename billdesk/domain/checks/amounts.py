"""Unlikely amounts: prices, rates and totals off what is usual, receipts that match nothing open, and hints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations
from statistics import median
from typing import Final

from billdesk.domain.checks.entered import Entered, EnteredLine, EntryKind
from billdesk.domain.checks.facts import Facts, OpenDocument
from billdesk.domain.checks.finding import ask, note, say_amount
from billdesk.domain.checks.slip import is_slip
from billdesk.domain.findings import Finding

_ENOUGH: Final = 8
_PRICES_ENOUGH: Final = 3
_FEW_OPEN: Final = 12
_FACTOR: Final = 8
_FAR: Final = 6


def receipt(entered: Entered, facts: Facts) -> Iterator[Finding]:
    """Money settles the invoices it names, or one, or a few of those open; what is over is said."""
    if entered.kind is not EntryKind.RECEIPT or entered.total <= 0 or facts.customer is None:
        return
    items = [item for item in facts.open if item.currency == entered.currency]
    named = [item for item in facts.named if item.customer == entered.customer and item.currency == entered.currency]
    if not items and not named:
        if facts.past:
            message = "Nothing is open for this money; say what it is for."
            yield ask("receipt-over-open", "total", message, say_amount(entered.total, entered.currency))
        return
    wanted = sum((item.open for item in named), Decimal(0))
    if (named and entered.total == wanted) or (not named and _settles(entered.total, items)):
        return
    amount = entered.total
    if amount > sum((item.open for item in items), Decimal(0)):
        message = "That is more than this customer has open; say what the rest is."
        yield ask("receipt-over-open", "total", message, _said(items, entered.currency))
        return
    like = [item for item in items if is_slip(amount, item.open)]
    if named:
        message = "That is not what is open on the invoices that the reference names."
        yield ask("receipt-off-named", "total", message, _said(named, entered.currency))
    elif like:
        message = "That is nearly, but not quite, what is open."
        yield ask("receipt-like-open", "total", message, _said(like, entered.currency))
    else:
        yield ask("receipt-off-open", "total", "No open invoice, nor a few together, make this amount.")


def _said(items: list[OpenDocument], currency: str) -> str:
    return ", ".join(f"{item.number} {say_amount(item.open, currency)}" for item in items[:3])


def _settles(amount: Decimal, items: list[OpenDocument]) -> bool:
    """Whether one, or two or three of the oldest few, or all, are open with just this amount."""
    amounts = [item.open for item in items]
    if amount in amounts or amount == sum(amounts):
        return True
    oldest = amounts[:_FEW_OPEN]
    if any(amount == sum(oldest[:count]) for count in range(2, len(oldest) + 1)):
        return True
    return any(amount == sum(some) for count in (2, 3) for some in combinations(oldest, count))


def credit(entered: Entered, facts: Facts) -> Iterator[Finding]:
    """A credit note gives back no more than the invoices that it names came to."""
    if entered.kind is not EntryKind.CREDIT_NOTE:
        return
    named = [item for item in facts.named if item.customer == entered.customer and item.currency == entered.currency]
    if named and abs(entered.total) > sum(item.total for item in named):
        message = "That is more than the invoice it credits."
        evidence = ", ".join(f"{item.number} {say_amount(item.total, item.currency)}" for item in named[:3])
        yield ask("credit-over-invoice", "total", message, evidence)


def lines(entered: Entered, facts: Facts) -> Iterator[Finding]:
    """Unit prices and tax rates are those that this customer, or the desk, has for the thing."""
    if entered.kind is EntryKind.RECEIPT:
        return
    for position, line in enumerate(entered.lines, start=1):
        before = [
            other
            for entry in facts.past
            if entry.kind is not EntryKind.RECEIPT and entry.currency == entered.currency
            for other in entry.lines
            if other.description == line.description
        ]
        yield from _price(position, line, before, entered)
    yield from _rates(entered, facts)


def _price(position: int, line: EnteredLine, before: list[EnteredLine], entered: Entered) -> Iterator[Finding]:
    prices = Counter(other.unit_price for other in before)
    if len(before) < _PRICES_ENOUGH or line.unit_price in prices:
        return
    usual, count = prices.most_common(1)[0]
    if line.quantity == usual and line.unit_price in {other.quantity for other in before}:
        message = f"Line {position}: are quantity and unit price swapped?"
        yield ask("quantity-price", f"lines.{position}.quantity", message, say_amount(usual, entered.currency))
    elif count * 2 >= len(before) and (is_slip(line.unit_price, usual) or not _is_close(line.unit_price, usual)):
        message = f"Line {position} has another unit price than usual."
        yield ask("price-unusual", f"lines.{position}.unit_price", message, say_amount(usual, entered.currency))


def _is_close(price: Decimal, usual: Decimal) -> bool:
    return abs(price - usual) * 4 <= abs(usual)


def _rates(entered: Entered, facts: Facts) -> Iterator[Finding]:
    """One finding for all lines: a rate is either the customer's or the thing's."""
    own = Counter(line.tax_rate for entry in facts.past for line in entry.lines)
    habits = dict(facts.habits)
    for position, line in enumerate(entered.lines, start=1):
        habit = habits.get(line.description)
        of_item = dict(habit.rates) if habit else {}
        if sum(own.values()) >= _ENOUGH and line.tax_rate not in own:
            usual = own.most_common(1)[0][0]
        elif habit and habit.count >= _ENOUGH and line.tax_rate not in of_item and line.tax_rate not in own:
            usual = habit.rates[0][0]
        else:
            continue
        message = f"Line {position} has another tax rate than usual."
        yield ask("tax-unusual", f"lines.{position}.tax_rate", message, f"usually {usual:f} %")
        return


def totals(entered: Entered, facts: Facts) -> Iterator[Finding]:
    """The total is neither ten times the usual nor a slip of an amount that comes again and again."""
    if entered.kind is EntryKind.RECEIPT:
        return
    past = [other.total for other in facts.past if (other.kind, other.currency) == (entered.kind, entered.currency)]
    if len(past) < _ENOUGH or entered.total in past:
        return
    often = [amount for amount, count in Counter(past).most_common(3) if count >= 3]
    like = next((amount for amount in often if is_slip(entered.total, amount)), None)
    if like is not None:
        message = "That is nearly, but not quite, a usual amount of this customer."
        yield ask("total-like-usual", "total", message, say_amount(like, entered.currency))
    elif entered.total > _FACTOR * max(past):
        message = "That is many times what this customer's entries come to."
        yield ask("total-factor", "total", message, f"at most {say_amount(max(past), entered.currency)} so far")
    else:
        yield from _hints(entered, past)


def _hints(entered: Entered, past: list[Decimal]) -> Iterator[Finding]:
    middle = median(past)
    spread = median(abs(amount - middle) for amount in past)
    if spread and abs(entered.total - middle) > _FAR * spread:
        message = "The amount is far from this customer's usual."
        yield note("amount-far", "total", message, f"half of them near {say_amount(middle, entered.currency)}")
    if entered.total % 100 == 0 and entered.total and not any(amount % 10 == 0 for amount in past):
        yield note("amount-round", "total", "A round amount, where this customer's never are.")
