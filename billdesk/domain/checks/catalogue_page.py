"""What is said about one check, and the groups of codes that several checks silence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from billdesk.domain.findings import Severity


@dataclass(frozen=True, slots=True)
class CheckPage:
    """What is said about one check; `covers` are the codes that are silent when this one speaks (one cause, once)."""

    code: str
    severity: Severity
    title: str
    catches: str
    decides: str
    covers: tuple[str, ...] = ()


DATES: Final = ("date-off-due", "due-off-terms", "number-order", "weekend")
AMOUNTS: Final = (
    "total-like-usual", "total-factor", "price-unusual", "amount-far", "amount-round",
    "receipt-over-open", "receipt-off-named", "receipt-like-open", "receipt-off-open", "credit-over-invoice",
)  # fmt: skip
CUSTOMER: Final = (
    "bank-changed", "vat-id-other", "currency-unusual", "due-off-terms", "reference-unusual", "tax-unusual",
)  # fmt: skip
"""Codes about the days, the amounts and the customer of an entry."""
