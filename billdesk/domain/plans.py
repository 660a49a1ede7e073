"""Instalment agreements: several promises of one customer that were agreed together.

All promises of a plan are for the same invoices, and money counts for them in their order: a later one is kept only
once the earlier ones are met too. While one whose time is over is not met, the plan is behind and keeps nothing from
being chased.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from uuid import UUID

from billdesk.domain.dates import add_months, parse_day
from billdesk.domain.errors import InputError
from billdesk.domain.findings import Finding, Findings, Severity
from billdesk.domain.money import Money, format_money, parse_amount
from billdesk.domain.promises import PromiseState
from billdesk.domain.records import OpenItem, PromiseView

MOST_PARTS = 36
"""A plan of more parts would not fit on its page, and nobody keeps it."""
MOST_GRACE = 60


class Every(StrEnum):
    """How far the promises of a plan lie apart. Months are counted from the first day (31 Jan, 28 Feb, 31 Mar)."""

    WEEK = "week"
    TWO_WEEKS = "2 weeks"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class PlanPart:
    """One promise of a plan: so much (minor units) by a day."""

    due_on: date
    amount_minor: int


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """An agreement on these parts for some invoices; each part may come `grace_days` later."""

    uid: UUID
    customer_id: int
    total: Money
    parts: tuple[PlanPart, ...]
    invoice_ids: tuple[int, ...]
    grace_days: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class WithdrawPlanDraft:
    """Take a whole plan back, with the reason: every promise of it that still stands."""

    plan_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan with its promises in their order."""

    id: int
    customer_id: int
    agreed_on: date
    note: str
    by: str
    promises: tuple[PromiseView, ...]

    @property
    def total(self) -> Money:
        """What was agreed in all."""
        return Money(sum(one.amount_minor for one in self.promises), self.promises[0].currency)

    @property
    def withdrawn_on(self) -> date | None:
        """The day on which it was taken back, if it was."""
        return max((one.withdrawn_on for one in self.promises if one.withdrawn_on), default=None)

    @property
    def missed(self) -> tuple[PromiseView, ...]:
        """The promises whose time is over and that are not met by now."""
        over = (PromiseState.BROKEN, PromiseState.PARTLY_KEPT)
        return tuple(one for one in self.promises if one.state in over and one.missing_minor > 0)

    @property
    def stands(self) -> bool:
        """Whether some of it can still be withdrawn."""
        return any(one.state is PromiseState.OPEN for one in self.promises)

    @property
    def state(self) -> str:
        """`kept`, `withdrawn`, `behind`, `running`, or `over` where the last day passed and not all came in time."""
        if any(one.state is PromiseState.WITHDRAWN for one in self.promises):
            return "withdrawn"
        if self.missed:
            return "behind"
        if self.stands:
            return "running"
        return "kept" if all(one.state is PromiseState.KEPT for one in self.promises) else "over"


def schedule(total: Money, number: int, every: Every, first: date) -> tuple[PlanPart, ...]:
    """Cut a sum into equal parts, the first on `first`; what cannot be divided is in the last part.

    Raises `InputError` for fewer than two or more than `MOST_PARTS` parts, and for parts of nothing.
    """
    if not 2 <= number <= MOST_PARTS:
        raise InputError(f"A plan has 2 to {MOST_PARTS} parts.", "One part alone is a promise (p).")
    share, rest = divmod(total.minor, number)
    if share <= 0:
        raise InputError("That is too little for so many parts.")
    amounts = [share] * (number - 1) + [share + rest]
    return tuple(PlanPart(_day(first, every, place), amount) for place, amount in enumerate(amounts))


def _day(first: date, every: Every, place: int) -> date:
    if every is Every.MONTH:
        return add_months(first, place)
    return first + timedelta(weeks=place * (2 if every is Every.TWO_WEEKS else 1))


def parse_parts(text: str, currency: str, today: date) -> tuple[PlanPart, ...]:
    """Read parts as they are typed, a day and an amount each: `1.12. 500; 15.1. 480.50`. Raises `InputError`."""
    parts = []
    for said in filter(None, (piece.strip() for piece in text.split(";"))):
        day, _, amount = said.rpartition(" ")
        if not day:
            raise InputError(f"“{said}” is no day and amount.", "Write 1.12. 500; 15.1. 480.50")
        parts.append(PlanPart(parse_day(day.strip(), today, forward=True), parse_amount(amount, currency).minor))
    if not 2 <= len(parts) <= MOST_PARTS:
        raise InputError(f"A plan has 2 to {MOST_PARTS} parts.", "One part alone is a promise (p).")
    return tuple(parts)


def say_parts(parts: Sequence[PlanPart], currency: str) -> str:
    """`3 parts, € 1,500.00 in all`."""
    return f"{len(parts)} parts, {format_money(sum(part.amount_minor for part in parts), currency)} in all"


def check_plan(draft: PlanDraft, today: date, items: Iterable[OpenItem], taken: frozenset[int]) -> Findings:
    """What makes a plan impossible; `items` are open on the account, `taken` the invoices with a live promise."""
    return Findings.of([*_parts(draft, today), *_invoices(draft, list(items), taken)])


def _parts(draft: PlanDraft, today: date) -> Iterable[Finding]:
    if not 2 <= len(draft.parts) <= MOST_PARTS:
        yield _block("plan-parts", "parts", f"A plan has 2 to {MOST_PARTS} parts.")
    if any(part.amount_minor <= 0 for part in draft.parts):
        yield _block("amount-not-positive", "parts", "Every part of a plan is above zero.")
    if any(one.due_on >= other.due_on for one, other in pairwise(draft.parts)):
        yield _block("plan-order", "parts", "The days of a plan follow each other.")
    if draft.parts and draft.parts[0].due_on < today:
        yield _block("promise-past", "first", "The first day is in the past.")
    agreed = sum(part.amount_minor for part in draft.parts)
    if agreed != draft.total.minor:
        said = format_money(agreed, draft.total.currency)
        yield _block("plan-sum", "total", f"The parts come to {said}, which is not the total.")
    if not 0 <= draft.grace_days <= MOST_GRACE:
        yield _block("grace-negative", "grace", f"Days of grace are 0 to {MOST_GRACE}.")


def _invoices(draft: PlanDraft, items: list[OpenItem], taken: frozenset[int]) -> Iterable[Finding]:
    named = [item for item in items if item.invoice_id in draft.invoice_ids]
    if not draft.invoice_ids:
        yield _block("promise-without-invoice", "invoices", "Say for which invoices the plan is.")
    elif {item.invoice_id for item in named} != set(draft.invoice_ids):
        yield _block("not-open", "invoices", "One of the invoices is not open on this account.")
    elif any(item.currency != draft.total.currency for item in named):
        yield _block("other-currency", "invoices", "A plan names only invoices in its own currency.")
    elif draft.total.minor > sum(item.open_minor for item in named):
        open_minor = sum(item.open_minor for item in named)
        said = format_money(open_minor, draft.total.currency)
        yield _block("plan-above-open", "total", f"That is more than is open on these invoices, {said}.")
    if taken & set(draft.invoice_ids):
        yield _block(
            "promised-already", "invoices", "There is a live promise for one of these invoices; withdraw it first."
        )


def _block(code: str, field: str, message: str) -> Finding:
    return Finding(code, Severity.BLOCK, field, message, "")
