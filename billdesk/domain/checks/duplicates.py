"""The same entry twice: by its number, or by customer and amount within a few days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Final

from billdesk.domain.checks.entered import Booked, Entered, EntryKind
from billdesk.domain.checks.facts import Facts
from billdesk.domain.checks.finding import ask, block, say_amount
from billdesk.domain.checks.squeezing import plain, squeeze, tokens
from billdesk.domain.dates import say_day, say_from_today
from billdesk.domain.findings import Beside, Finding
from billdesk.domain.questions import BlindQuestion

NEAR: Final = timedelta(days=5)
"""Two entries of one customer and amount within so many days are looked at."""

_RECURRING: Final = 3
_USUAL: Final = 6


def numbers(entered: Entered, facts: Facts) -> Iterator[Finding]:
    """A number is used once: the very same is impossible, one that only reads the same is asked about."""
    if not entered.number or not facts.same_number:
        return
    wanted = entered.number.strip().casefold()
    for other in facts.same_number:
        if (other.number or "").strip().casefold() == wanted:
            found = block("number-used", "number", "This number is used already.", _said(other))
            yield replace(found, beside=_beside(entered, other, facts.today))
            return
    other = facts.same_number[-1]
    found = ask("number-alike", "number", "A number that reads the same is used already.", _said(other))
    asked = BlindQuestion.code("Number", entered.number, "number")
    yield replace(found, beside=_beside(entered, other, facts.today), question=asked)


def amounts(entered: Entered, facts: Facts) -> Iterator[Finding]:
    """The same customer and amount within five days, unless that is usual for this customer."""
    alike = [other for other in facts.past if _same_amount(entered, other)]
    near = [other for other in reversed(alike) if _is_near(entered, other) and not _says_otherwise(entered, other)]
    if not near:
        return
    closest = max(near, key=lambda other: (_same_content(entered, other), _like_reference(entered, other)))
    # What recurs under one reference, or without any, says nothing of pairs that differ in it, nor they of it.
    same_reference = _like_reference(entered, closest)
    pairs = [other for other in alike if not same_reference or _like_reference(entered, other)]
    named = same_reference and bool(entered.reference)
    usual = _near_pairs(pairs) >= _RECURRING or (not named and _is_usual(entered, facts))
    if _same_content(entered, closest) or not usual:
        message = "The same customer and amount were entered within five days."
        asked = _question(entered, closest, sum(_like_reference(closest, other) for other in near))
        found = ask("duplicate", "total", message, _said(closest), asked)
        yield replace(found, beside=_beside(entered, closest, facts.today))


def _same_amount(entered: Entered, other: Entered) -> bool:
    return (entered.kind, entered.currency, entered.total) == (other.kind, other.currency, other.total)


def _is_near(entered: Entered, other: Entered) -> bool:
    if entered.issued_on is None or other.issued_on is None:
        return False
    return abs(entered.issued_on - other.issued_on) <= NEAR


def _says_otherwise(entered: Entered, other: Entered) -> bool:
    """Whether two payments name different invoices, or two invoices are for different orders."""
    if squeeze(entered.reference) == squeeze(other.reference):
        return False
    if entered.kind is EntryKind.RECEIPT:
        mine, theirs = set(tokens(entered.reference)), set(tokens(other.reference))
        return bool(mine and theirs) and not mine & theirs
    return bool(entered.reference and other.reference)


def _like_reference(entered: Entered, other: Entered) -> bool:
    """Whether both have the same reference, or neither has one."""
    return plain(entered.reference) == plain(other.reference)


def _same_content(entered: Entered, other: Entered) -> bool:
    """Whether the two agree in day, lines, reference and account: then usual or not, it is one paper typed twice.

    Entries that hold none of the three say too little to agree.
    """
    return (
        bool(entered.lines or entered.reference or entered.iban)
        and plain(entered.iban) == plain(other.iban)
        and entered.issued_on == other.issued_on
        and entered.lines == other.lines
        and plain(entered.reference) == plain(other.reference)
    )


def _near_pairs(alike: list[Entered]) -> int:
    """How often entries of one amount came within five days of each other."""
    days = sorted(other.issued_on for other in alike if other.issued_on)
    return sum(later - earlier <= NEAR for earlier, later in pairwise(days))


def _is_usual(entered: Entered, facts: Facts) -> bool:
    """Whether the customer's amounts come again within days as a rule: it orders the same by the dozen."""
    same: dict[Decimal, list[Entered]] = {}
    for other in facts.past:
        if (other.kind, other.currency) == (entered.kind, entered.currency):
            same.setdefault(other.total, []).append(other)
    return sum(map(_near_pairs, same.values())) >= _USUAL


def _said(other: Entered) -> str:
    """How the book holds the other entry: number, customer, day, amount, reference."""
    parts = (other.number or "", other.customer, _day(other), say_amount(other.total, other.currency), other.reference)
    return " · ".join(part for part in parts if part)


def _day(entered: Entered) -> str:
    return say_day(entered.issued_on) if entered.issued_on else ""


def _beside(entered: Entered, other: Entered, today: date) -> tuple[Beside, ...]:
    """The two side by side, as far as either has something to show; what both agree in only where it could differ."""
    mine, theirs = entered.booked or Booked(), other.booked or Booked()
    told = (
        ("Number", entered.number or "", other.number or ""),
        ("Customer", entered.customer, other.customer),
        ("Date", _day(entered), _day(other)),
        ("Total", say_amount(entered.total, entered.currency), say_amount(other.total, other.currency)),
        ("Reference", entered.reference, other.reference),
        ("Came by", mine.method, theirs.method),
        ("Settles", mine.settles, theirs.settles),
        ("Entered", _keyed(entered, today), _keyed(other, today)),
    )
    given = (label for label in ("Customer", "Total") if _same_amount(entered, other))
    needless = set(given) if entered.customer == other.customer else set()
    return tuple(Beside(label, one, two) for label, one, two in told if (one or two) and label not in needless)


def _keyed(entered: Entered, today: date) -> str:
    """When an entry was keyed, in days from today so that no date is given away, and by whom."""
    at = entered.booked.at if entered.booked else None
    when = f"{say_from_today(at.date(), today)} at {at:%H:%M}" if at else "now" if entered.entered_by else ""
    return ", by ".join(filter(None, (when, entered.entered_by)))


def _question(entered: Entered, other: Entered, alike: int) -> BlindQuestion:
    """What tells two papers apart: their number, or a reference that differs; else how many papers there are."""
    if entered.number:
        return BlindQuestion.code("Number", entered.number, "number")
    if entered.reference and not _like_reference(entered, other):
        return BlindQuestion.code("Reference", entered.reference, "reference", "as it stands on the paper")
    return BlindQuestion.count("How many such papers?", "with this one", alike + 1, "total")
