"""What cannot be: sums that do not add up, days and codes that do not exist, a number twice."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal, localcontext

from billdesk.domain.checks import identifiers
from billdesk.domain.checks.entered import Entered, EnteredLine, EntryKind
from billdesk.domain.checks.facts import Facts
from billdesk.domain.checks.finding import block, places, say_amount
from billdesk.domain.checks.squeezing import plain
from billdesk.domain.currencies import CURRENCIES
from billdesk.domain.dates import say_day
from billdesk.domain.findings import Finding
from billdesk.domain.money import EXACT


def master(entered: Entered, facts: Facts) -> Iterator[Finding]:
    """The customer and the currency exist."""
    if facts.customer is None and facts.has_customers:
        yield block("customer-unknown", "customer", "The desk has no customer with this code.", entered.customer)
    if entered.currency not in CURRENCIES:
        message = "There is no such currency; use a code such as EUR."
        yield block("currency-unknown", "currency", message, entered.currency)


def days(entered: Entered, facts: Facts) -> Iterator[Finding]:
    """Every date exists, there is one, and nothing is due before it is issued."""
    del facts
    bad = {field for field, _ in entered.unreadable}
    for field, text in entered.unreadable:
        yield block("no-such-day", field, "There is no such day in the calendar.", text)
    if entered.issued_on is None and "issued_on" not in bad:
        yield block("day-missing", "issued_on", "The date is missing.")
    if entered.issued_on and entered.due_on and entered.due_on < entered.issued_on:
        yield block("due-before-issue", "due_on", "It would be due before its own date.", say_day(entered.due_on))


def amounts(entered: Entered, facts: Facts) -> Iterator[Finding]:
    """The total has the sign and the decimals that it can have, rates are percentages, and the lines make the total."""
    for position, line in enumerate(entered.lines, start=1):
        if not 0 <= line.tax_rate <= 100:
            message = f"Line {position} has a tax rate outside 0 to 100 %."
            yield block("tax-rate", f"lines.{position}.tax_rate", message, f"{line.tax_rate:f} %")
    if entered.currency not in CURRENCIES:
        return
    if _decimals(entered.total) > places(entered.currency):
        digits = places(entered.currency)
        message = f"{entered.currency} has {'no decimals' if not digits else f'{digits} decimals'}."
        yield block("currency-digits", "total", message, f"{entered.total:f}")
    if entered.total < 0 or (entered.total == 0 and entered.kind is not EntryKind.INVOICE):
        kind = entered.kind.value.replace("_", " ")
        what = f"{'An' if kind[0] in 'aeiou' else 'A'} {kind}"
        message = f"{what} cannot be below zero." if entered.total else f"{what} must be above zero."
        yield block("sign", "total", message, say_amount(entered.total, entered.currency))
    elif entered.lines and entered.total not in (made := sums(entered)):
        evidence = f"lines {say_amount(made[0], entered.currency)}, total {say_amount(entered.total, entered.currency)}"
        if _divides_by_nine(made[0] - entered.total, entered.currency):
            evidence += ", a gap divisible by 9: two digits swapped?"
        yield block("total-off", "total", "The lines and their tax do not make this total.", evidence)


def _divides_by_nine(gap: Decimal, currency: str) -> bool:
    """Whether swapping two digits could have made the gap: that changes an amount by a multiple of nine."""
    return gap.scaleb(places(currency)) % 9 == 0


def _decimals(amount: Decimal) -> int:
    exponent = amount.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def sums(entered: Entered) -> tuple[Decimal, ...]:
    """What the lines and their tax make: with tax by document, by line, and by the unit of each line."""
    with localcontext(EXACT):
        unit = Decimal(1).scaleb(-places(entered.currency))
        exact = [line.quantity * line.unit_price - line.discount for line in entered.lines]
        nets = [_round(net, unit) for net in exact]
        bases: dict[Decimal, Decimal] = {}
        for line, net in zip(entered.lines, nets, strict=True):
            bases[line.tax_rate] = bases.get(line.tax_rate, Decimal(0)) + net
        total = sum(nets, Decimal(0))
        by_document = (_round(base * rate / 100, unit) for rate, base in bases.items())
        by_line = (_round(net * line.tax_rate / 100, unit) for line, net in zip(entered.lines, nets, strict=True))
        by_unit = (_unit_tax(line, net, unit) for line, net in zip(entered.lines, exact, strict=True))
        return tuple(total + sum(taxes, Decimal(0)) for taxes in (by_document, by_line, by_unit))


def _unit_tax(line: EnteredLine, net: Decimal, unit: Decimal) -> Decimal:
    """Tax rounded for one unit and charged for each, lowered by a discount in proportion."""
    if line.unit_price == 0:
        return _round(net * line.tax_rate / 100, unit)
    return _round(_round(line.unit_price * line.tax_rate / 100, unit) * net / line.unit_price, unit)


def _round(amount: Decimal, unit: Decimal) -> Decimal:
    return amount.quantize(unit, ROUND_HALF_UP, EXACT)


def codes(entered: Entered, facts: Facts) -> Iterator[Finding]:
    """Check digits; a tax id that the customer has on file is taken as it is."""
    if entered.iban and (wrong := identifiers.wrong_iban(entered.iban)):
        yield block("iban", "iban", f"This bank account {wrong}.", entered.iban)
    known = facts.customer.vat_ids if facts.customer else ()
    country = facts.customer.country if facts.customer else ""
    on_file = plain(entered.vat_id) in map(plain, known)
    if entered.vat_id and not on_file and identifiers.is_vat_id(entered.vat_id, country) is False:
        yield block("vat-id", "vat_id", "The check digits of this tax id are wrong.", entered.vat_id)
    structured = identifiers.looks_like_creditor_reference(entered.reference)
    if structured and not identifiers.is_creditor_reference(entered.reference):
        message = "The check digits of this creditor reference are wrong."
        yield block("creditor-reference", "reference", message, entered.reference)
