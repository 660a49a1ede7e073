"""What is typed again on the double check: always total and day, more where the risk is high.

The risk of an entry is a score of plain reasons, each with its points, that a key shows. It asks for the customer's
code or the last four of the reference, and for the value of the leading finding; never for more than two more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from billdesk.domain.checks.belonging import is_sure
from billdesk.domain.checks.entered import Entered, EntryKind
from billdesk.domain.checks.facts import Facts
from billdesk.domain.checks.squeezing import plain, shape
from billdesk.domain.double_check import SECOND_KEY_FROM
from billdesk.domain.findings import Findings, Severity

_FEW: Final = 3
_BEYOND: Final = Decimal("1.5")
_MOST_EXTRA: Final = 2
_CUSTOMER_CODES: Final = frozenset({"other-customer", "due-off-terms", "bank-changed", "vat-id-other"})


class Rekey(StrEnum):
    """Something to type again; `VALUE` is the answer to the leading finding."""

    TOTAL = "total"
    DAY = "day"
    CUSTOMER = "customer"
    REFERENCE = "reference"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class RiskSettings:
    """From how many points on another key is asked for."""

    threshold: int = SECOND_KEY_FROM


@dataclass(frozen=True, slots=True)
class Risk:
    """The score of an entry with its parts: each reason and its points."""

    score: int
    parts: tuple[tuple[str, int], ...]


def risk(entered: Entered, facts: Facts, findings: Findings, settings: RiskSettings) -> Risk:
    """How likely a mistake is that total and day do not show, with the reasons."""
    del settings
    parts = tuple(_parts(entered, facts, findings))
    return Risk(sum(points for _, points in parts), parts)


def _parts(entered: Entered, facts: Facts, findings: Findings) -> Iterator[tuple[str, int]]:
    if any(finding.severity is Severity.ASK for finding in findings):
        yield "a check asks about the entry", 40
    if is_beyond_customer(entered, facts):
        yield "an amount beyond the customer's usual", 30
    if is_beyond_user(entered, facts):
        yield (
            "an amount beyond what you usually enter" if facts.usual_is_own else "an amount beyond the desk's usual",
            30,
        )
    if is_sure(entered, facts):
        return
    if len(facts.past) < _FEW:
        yield "a new customer", 30
    if is_confusable(entered, facts):
        yield "a customer with a similar name", 30


def is_beyond_customer(entered: Entered, facts: Facts) -> bool:
    """Whether the total is above the customer's largest so far of its kind and currency by more than a half."""
    past = [other.total for other in facts.past if (other.kind, other.currency) == (entered.kind, entered.currency)]
    return len(past) >= _FEW and entered.total > _BEYOND * max(past)


def is_beyond_user(entered: Entered, facts: Facts) -> bool:
    """Whether the total is above the largest of a year of who enters it, or of the desk."""
    return facts.usual_most is not None and entered.total > facts.usual_most


def is_confusable(entered: Entered, facts: Facts) -> bool:
    """Whether a customer of a similar name could as well be meant: nothing on the paper tells this one from it."""
    billed = {(line.description, line.unit_price) for other in facts.past for line in other.lines}
    if any((line.description, line.unit_price) in billed for line in entered.lines):
        return False
    wanted = shape(entered.reference) if entered.kind is EntryKind.INVOICE and entered.reference else ""
    is_own = wanted and any(shape(other.reference) == wanted for other in facts.past if other.kind is entered.kind)
    return any(not (is_own and other.shapes and wanted not in other.shapes) for other in facts.near)


def rekey(entered: Entered, facts: Facts, findings: Findings, settings: RiskSettings) -> tuple[Rekey, ...]:
    """What to type again: total and day, and at most two more."""
    extra: list[Rekey] = []
    lead = findings.leading
    if lead is not None:
        extra.append(Rekey.VALUE)
    is_beyond = is_beyond_customer(entered, facts) or is_beyond_user(entered, facts)
    if risk(entered, facts, findings, settings).score >= settings.threshold and (
        is_beyond or not is_sure(entered, facts)
    ):
        by_reference = entered.kind is not EntryKind.RECEIPT and len(plain(entered.reference)) >= 4 and lead is None
        extra.append(Rekey.REFERENCE if by_reference and not is_confusable(entered, facts) else Rekey.CUSTOMER)
    return (Rekey.TOTAL, Rekey.DAY, *extra[:_MOST_EXTRA])
