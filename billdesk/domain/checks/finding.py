"""Making findings, and saying amounts in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from billdesk.domain.checks.entered import Entered
from billdesk.domain.checks.facts import Facts
from billdesk.domain.currencies import CURRENCIES
from billdesk.domain.findings import Finding, Severity
from billdesk.domain.questions import BlindQuestion

Check = Callable[[Entered, Facts], Iterator[Finding]]
"""One or a few checks that look at the same thing."""


def block(code: str, field: str, message: str, evidence: str = "") -> Finding:
    """Something impossible."""
    return Finding(code, Severity.BLOCK, field, message, evidence)


def ask(code: str, field: str, message: str, evidence: str = "", question: BlindQuestion | None = None) -> Finding:
    """Something unlikely, which a look at the paper settles."""
    return Finding(code, Severity.ASK, field, message, evidence, question)


def note(code: str, field: str, message: str, evidence: str = "") -> Finding:
    """A hint."""
    return Finding(code, Severity.NOTE, field, message, evidence)


def places(currency: str) -> int:
    """The decimals of a currency, two for one that is not known."""
    return CURRENCIES[currency][0] if currency in CURRENCIES else 2


def say_amount(amount: Decimal, currency: str) -> str:
    """`EUR 1,234.50`, with all decimals that the amount has beyond those of its currency."""
    exponent = amount.as_tuple().exponent
    own = -exponent if isinstance(exponent, int) else 0
    return f"{currency} {amount:,.{max(places(currency), own)}f}"
