"""Unlikely amounts: prices, quantities, rates and totals off what is usual, and hints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from typing import Final

from billdesk.domain.checks.entered import Entered, EnteredLine, EntryKind
from billdesk.domain.checks.facts import Facts, ItemHabit
from billdesk.domain.checks.finding import ask, note, places, say_amount
from billdesk.domain.checks.receiving import total_question
from billdesk.domain.checks.slip import is_slip
from billdesk.domain.findings import Finding
from billdesk.domain.money import EXACT
from billdesk.domain.questions import BlindQuestion

_ENOUGH: Final = 8
_PRICES_ENOUGH: Final = 3
_QUANTITIES_ENOUGH: Final = 10
_FACTOR: Final = 8
_LATELY: Final = 24
_OFTEN: Final = 3
_FAR: Final = 6
_WELL_ABOVE: Final = 2
_ABOUT: Final = Decimal("0.02")
_RISE: Final = Decimal("1.08")
_LONG_SINCE: Final = timedelta(days=90)

Bought = list[tuple[Entered, EnteredLine]]
"""The lines of one thing that a customer was billed before, the newest last."""


def lines(entered: Entered, facts: Facts) -> Iterator[Finding]:
    """Unit prices, quantities and tax rates are those that this customer, or the desk, has for the thing."""
    if entered.kind is EntryKind.RECEIPT or not entered.lines:
        return
    bought: dict[str, Bought] = {}
    for other in facts.past:
        if other.kind is entered.kind and other.currency == entered.currency:
            for line in other.lines:
                bought.setdefault(line.description, []).append((other, line))
    habits = dict(facts.habits)
    past = [other.total for other in facts.past if (other.kind, other.currency) == (entered.kind, entered.currency)]
    for position, line in enumerate(entered.lines, start=1):
        before = bought.get(line.description, [])
        yield from _price(position, line, before, entered)
        yield from _quantity(position, line, habits.get(line.description), past)
    yield from _rates(entered, facts)


def _price(position: int, line: EnteredLine, before: Bought, entered: Entered) -> Iterator[Finding]:
    if len(before) < _PRICES_ENOUGH or any(line.unit_price == other.unit_price for _, other in before):
        return
    usual = before[-1][1].unit_price
    if line.quantity == usual and any(line.unit_price == other.quantity for _, other in before):
        message = f"Line {position}: are quantity and unit price swapped?"
        field = f"lines.{position}.quantity"
        asked = BlindQuestion.number("Quantity", f"of line {position}", line.quantity, field)
        yield ask("quantity-price", field, message, say_amount(usual, entered.currency), asked)
        return
    prices = Counter(other.unit_price for _, other in before)
    if prices[usual] < 2 or _is_rise(line.unit_price, before[-1], entered):
        return
    if is_slip(line.unit_price, usual) or abs(line.unit_price - usual) * 4 > abs(usual):
        message = f"Line {position} has another unit price than usual."
        field = f"lines.{position}.unit_price"
        asked = BlindQuestion.number("Unit price", f"of line {position}", line.unit_price, field)
        yield ask("price-unusual", field, message, say_amount(usual, entered.currency), asked)


def _is_rise(price: Decimal, last: tuple[Entered, EnteredLine], entered: Entered) -> bool:
    """Whether a price is a little above one of last year or of long ago: prices rise."""
    when, before = last[0].issued_on, last[1].unit_price
    if not before < price <= before * _RISE or not when or not entered.issued_on:
        return False
    return when.year != entered.issued_on.year or entered.issued_on - when > _LONG_SINCE


def _quantity(position: int, line: EnteredLine, habit: ItemHabit | None, past: list[Decimal]) -> Iterator[Finding]:
    """Far above what anybody was billed of the thing, and a line above every total of the customer."""
    if habit is None or habit.count < _QUANTITIES_ENOUGH or not line.quantity > _FACTOR * habit.most > 0:
        return
    if len(past) >= _PRICES_ENOUGH and line.quantity * line.unit_price > max(past):
        message = f"Line {position} has many times the usual quantity."
        field = f"lines.{position}.quantity"
        asked = BlindQuestion.number("Quantity", f"of line {position}", line.quantity, field)
        yield ask("quantity-unusual", field, message, f"at most {habit.most:f} so far", asked)


def _rates(entered: Entered, facts: Facts) -> Iterator[Finding]:
    """One finding for all lines."""
    own = Counter(line.tax_rate for entry in facts.past for line in entry.lines)
    of_thing = {(line.description, line.tax_rate) for entry in facts.past for line in entry.lines}
    habits = dict(facts.habits)
    for position, line in enumerate(entered.lines, start=1):
        usual = _usual_rate(line, own, habits.get(line.description))
        if usual is None or usual == line.tax_rate or (line.description, line.tax_rate) in of_thing:
            continue
        message = f"Line {position} has another tax rate than usual."
        field = f"lines.{position}.tax_rate"
        asked = BlindQuestion.percent("Tax rate", line.tax_rate, field)
        yield ask("tax-unusual", field, message, f"usually {usual:f} %", asked)
        return


def _usual_rate(line: EnteredLine, own: Counter[Decimal], habit: ItemHabit | None) -> Decimal | None:
    """The rate to expect: none for whom nothing is taxed, else the thing's in the customer's country, else the
    customer's; `None` where the rate is usual enough or nothing is known."""
    if own and sum(own.values()) >= _ENOUGH and (0 in own) and len(own) == 1:
        return Decimal(0)
    if habit is not None and habit.count >= _PRICES_ENOUGH:
        return None if dict(habit.rates).get(line.tax_rate, 0) * 20 >= habit.count else habit.rates[0][0]
    if sum(own.values()) >= _ENOUGH and line.tax_rate not in own:
        return own.most_common(1)[0][0]
    return None


def totals(entered: Entered, facts: Facts) -> Iterator[Finding]:
    """The total is neither many times the usual nor a slip of an amount that comes again and again."""
    if entered.kind is EntryKind.RECEIPT:
        return
    past = [other.total for other in facts.past if (other.kind, other.currency) == (entered.kind, entered.currency)]
    if len(past) < _ENOUGH or entered.total in past:
        return
    often = [amount for amount, count in Counter(past[-_LATELY:]).most_common(3) if count >= _OFTEN]
    like = next((amount for amount in often if is_slip(entered.total, amount)), None)
    if like is not None:
        message = "That is nearly, but not quite, a usual amount of this customer."
        yield ask("total-like-usual", "total", message, say_amount(like, entered.currency), total_question(entered))
    elif entered.total > _FACTOR * max(past):
        message = "That is many times what this customer's entries come to."
        evidence = f"at most {say_amount(max(past), entered.currency)} so far"
        yield ask("total-factor", "total", message, evidence, total_question(entered))
    elif (found := _tenfold(entered.total, past)) is not None:
        message = f"That is {found[0]} times a usual amount of this customer."
        yield ask("total-factor", "total", message, say_amount(found[1], entered.currency), total_question(entered))
    else:
        yield from _hints(entered, past)


def nothing(entered: Entered, facts: Facts) -> Iterator[Finding]:
    """An invoice over nothing is asked about; money and credit notes over nothing are impossible."""
    del facts
    if entered.kind is EntryKind.INVOICE and entered.total == 0:
        yield ask("total-zero", "total", "The total is 0; is there nothing to pay?", "", total_question(entered))


def _tenfold(total: Decimal, past: list[Decimal]) -> tuple[int, Decimal] | None:
    """Ten or a hundred times which earlier amount a total is, where it is above all of them; the nearest one.

    About as much will do where it is well above them, else it has to be to the cent.
    """
    if total <= max(past):
        return None
    about = _ABOUT if total >= _WELL_ABOVE * max(past) else Decimal(0)
    for factor in (10, 100):
        nearest = min(past, key=lambda amount: abs(total / factor - amount))
        if abs(total / factor - nearest) <= about * nearest:
            return factor, nearest
    return None


def _hints(entered: Entered, past: list[Decimal]) -> Iterator[Finding]:
    middle = median(past)
    spread = median(abs(amount - middle) for amount in past)
    if spread and abs(entered.total - middle) > _FAR * spread and entered.total > max(past):
        message = "The amount is far from this customer's usual."
        yield note(
            "amount-far",
            "total",
            message,
            f"half of them near {say_amount(_rounded(middle, entered.currency), entered.currency)}",
        )
    if entered.total % 100 == 0 and entered.total and not any(amount % 10 == 0 for amount in past):
        yield note("amount-round", "total", "A round amount, where this customer's never are.")


def _rounded(amount: Decimal, currency: str) -> Decimal:
    """An amount to the currency's digits: the middle of two amounts can lie between them."""
    return amount.quantize(Decimal(1).scaleb(-places(currency)), ROUND_HALF_UP, EXACT)
