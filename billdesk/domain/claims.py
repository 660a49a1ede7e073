"""Claims of interest and fees: records of their own beside the invoice, which they never change.

A claim is open until it is charged (asked for), paid or waived. No day is claimed twice: interest goes on where the
last claim of the invoice ended, and a fixed sum is claimed once for each debt. A claim that was waived as made in error
counts as never made; every other one has used up its days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from billdesk.domain.money import Money


class ClaimKind(StrEnum):
    """What is claimed."""

    INTEREST = "interest"
    FIXED_SUM = "fixed sum"
    FEE = "fee"


class ClaimState(StrEnum):
    """How far a claim is."""

    OPEN = "open"
    CHARGED = "charged"
    PAID = "paid"
    WAIVED = "waived"

    @property
    def is_live(self) -> bool:
        """Whether it is still owed."""
        return self in (ClaimState.OPEN, ClaimState.CHARGED)


@dataclass(frozen=True, slots=True)
class ClaimWish:
    """What is to be claimed of an invoice: `rule` is a rule of interest, or of a fee what it is for (then `fee` is it).

    Interest is counted up to and including `upto`; fixed sums are those of debts that were late by then.
    """

    invoice_id: int
    kind: ClaimKind
    rule: str
    upto: date
    fee: Money | None = None


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What a wish comes to, with every line of how, and what one should know of it. `after` is the last day that was
    claimed before, if there is one."""

    amount: Money
    title: str
    lines: tuple[str, ...]
    notes: tuple[str, ...]
    after: date | None = None


@dataclass(frozen=True, slots=True)
class ClaimDraft:
    """A wish and the amount that was reckoned when it was checked."""

    uid: UUID
    wish: ClaimWish
    amount: Money


@dataclass(frozen=True, slots=True)
class WaiveClaimDraft:
    """Give up what is owed of a claim (`amount`; it counts to `upto`), with the reason; `in_error` frees its days to be
    claimed again."""

    uid: UUID
    claim_id: int
    version: int
    amount: Money
    upto: date
    reason: str
    in_error: bool = False


@dataclass(frozen=True, slots=True)
class ChargeClaimDraft:
    """The customer was asked for a claim: on which day, and how (e-mail, post …)."""

    claim_id: int
    version: int
    charged_on: date
    how: str


@dataclass(frozen=True, slots=True)
class PayClaimDraft:
    """A claim, or a part of it, is paid out of what is unapplied of a receipt."""

    uid: UUID
    claim_id: int
    version: int
    receipt_id: int
    paid_on: date
    amount: Money


@dataclass(frozen=True, slots=True)
class LiveSum:
    """What is still owed of claims in one currency, and of how many."""

    count: int
    amount: Money


@dataclass(frozen=True, slots=True)
class ChargingMessage:
    """The message of the outbox that asked for a claim."""

    sending_id: int
    subject: str
    message_id: str


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim as lists and screens show it; of its amount `paid_minor` is paid so far. `calculation` is one line each;
    `receipt_id` is what paid it, `message` what charged it, unless a person did otherwise."""

    id: int
    version: int
    customer_id: int
    customer_code: str
    customer_name: str
    invoice_id: int
    number: str
    kind: ClaimKind
    rule: str
    currency: str
    amount_minor: int
    paid_minor: int
    upto: date
    calculation: tuple[str, ...]
    state: ClaimState
    reason: str
    in_error: bool
    made_on: date
    charged_on: date | None
    charged_how: str
    message: ChargingMessage | None
    settled_on: date | None
    receipt_id: int | None
    by: str

    @property
    def amount(self) -> Money:
        """What is claimed."""
        return Money(self.amount_minor, self.currency)

    @property
    def owed(self) -> Money:
        """What is still owed of a live claim; of one that is over, what was not paid."""
        return Money(self.amount_minor - self.paid_minor, self.currency)


_OF_COUNTRY = {"DE": "germany", "GB": "uk", "IN": "india"}


def usual_rule(country: str, in_the_union: bool) -> str:
    """The rule of interest that a seller of this country usually claims under; empty where none is known."""
    return _OF_COUNTRY.get(country, "eu" if in_the_union else "")
