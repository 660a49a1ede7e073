"""Disputes as cases: their states and moves, by when they are to be settled, and what of an account they pause.

A case is about an invoice, a part of it, or an account. Only the disputed part is kept from being chased; the rest is
owed as before. The part is laid on what fell due first, in the customer's favour: nothing is chased that may be meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple, Protocol

from billdesk.domain.dates import add_business_days, due_words, say_day
from billdesk.domain.errors import RuleError
from billdesk.domain.money import format_money


class DisputeState(StrEnum):
    """`waiting` is on somebody named; `resolved` can be taken up again."""

    OPEN = "open"
    WAITING = "waiting"
    RESOLVED = "resolved"


class DisputePriority(StrEnum):
    """How pressing a case is; it gives the business days in which it is to be settled."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class DisputeOutcome(StrEnum):
    """Who was right: the customer (`upheld`), both (`partly`), we (`rejected`); or the customer gave it up."""

    UPHELD = "upheld"
    PARTLY = "partly"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class LogKind(StrEnum):
    """What a line of a case's log tells of."""

    SAID = "said"
    SENT = "sent"
    DONE = "done"
    NOTE = "note"


class Proposal(StrEnum):
    """What follows from an outcome."""

    CREDIT_NOTE = "credit note"
    PROMISE = "promise"
    CHASE = "chase"
    NOTHING = "nothing"


BUSINESS_DAYS: Final = {
    DisputePriority.LOW: 20,
    DisputePriority.NORMAL: 10,
    DisputePriority.HIGH: 5,
    DisputePriority.URGENT: 2,
}
"""In so many business days a case of that priority is to be settled."""


ROUNDED: Final = 1
"""So much (minor units) may be missing of an agreed credit that is met."""


def due_by(counted_from: date, priority: DisputePriority, holidays: frozenset[date] = frozenset()) -> date:
    """The day by which a case is to be settled, counted from its opening or from when it was taken up again."""
    return add_business_days(counted_from, BUSINESS_DAYS[priority], holidays)


def is_past(state: DisputeState, by: date, today: date) -> bool:
    """Whether a case is not settled and its time is over."""
    return state is not DisputeState.RESOLVED and by < today


def say_time(by: date, today: date) -> str:
    """`to be settled by Fri 27 Nov 2026`, `to be settled today`, `3 d past its time`."""
    if by < today:
        return due_words(by, today).replace("late", "past its time")
    return "to be settled today" if by == today else f"to be settled by {say_day(by)}"


def say_disputed(disputed_minor: int, open_minor: int, currency: str) -> str:
    """`disputed`, or `€ 40.00 disputed` where it is a part of what is open."""
    part = f"{format_money(disputed_minor, currency)} " if disputed_minor < open_minor else ""
    return f"{part}disputed"


def refuse_resolved(state: DisputeState) -> None:
    """Raise `RuleError` for a change of a case that is settled."""
    if state is DisputeState.RESOLVED:
        raise RuleError("This dispute is settled already.", "Take it up again first, with the reason.")


def refuse_unresolved(state: DisputeState) -> None:
    """Raise `RuleError` for taking up a case that is not settled."""
    if state is not DisputeState.RESOLVED:
        raise RuleError("This dispute is not settled.", "Go on working it.")


def refuse_more(disputed_minor: int, total_minor: int, currency: str) -> None:
    """Raise `RuleError` for more (minor units) than the invoice comes to; one that is paid can be disputed too."""
    if disputed_minor > total_minor:
        total = format_money(total_minor, currency)
        raise RuleError(f"More is disputed than the invoice comes to, {total}.", "Give the part that is disputed.")


def refuse_credit(outcome: DisputeOutcome, credit_minor: int, amount_minor: int) -> None:
    """Raise `RuleError` for a credit (minor units) that does not fit the outcome: one that was agreed in part is above
    zero and below what was disputed, with `rejected` and `withdrawn` there is none."""
    if outcome is DisputeOutcome.PARTLY and not 0 < credit_minor < amount_minor:
        raise RuleError("Of a dispute that is partly right a part is credited.", "Give less than the disputed amount.")
    if outcome in (DisputeOutcome.REJECTED, DisputeOutcome.WITHDRAWN) and credit_minor:
        raise RuleError(f"A dispute that is {outcome.value} has nothing to credit.", "Leave the credit empty.")
    if not 0 <= credit_minor <= amount_minor:
        raise RuleError("More than the disputed amount cannot be credited.", "Change the disputed amount first.")


def is_met(agreed_minor: int, credited_minor: int) -> bool:
    """Whether credit notes came to what was agreed (minor units), or to all but one minor unit of it.

    Tax is rounded on a credit note, so some sums cannot be met: at 19 % a net of 92.39 comes to 109.94 and one of 92.40
    to 109.96. Nobody who agreed on 109.95 can do more; the cent stays open on the invoice.
    """
    return credited_minor > 0 and agreed_minor - credited_minor <= ROUNDED


def refuse_close(agreed_minor: int, credited_minor: int, *, due: bool) -> None:
    """Raise `RuleError` for closing a case with what was credited (minor units) where nothing agreed is missing, or
    nothing was credited."""
    if not due:
        raise RuleError("Nothing that was agreed is left to credit.", "Leave the dispute as it is.")
    if not 0 < credited_minor < agreed_minor:
        raise RuleError("Nothing of it is credited yet.", "Issue the credit note, or take the dispute up again.")


def proposes(outcome: DisputeOutcome, credit_minor: int, amount_minor: int) -> tuple[Proposal, ...]:
    """What is done next, first things first; a customer who was wrong is asked for a promise, who gave up is chased."""
    if outcome is DisputeOutcome.WITHDRAWN:
        return (Proposal.CHASE,)
    if outcome is DisputeOutcome.REJECTED:
        return (Proposal.PROMISE, Proposal.CHASE)
    if not credit_minor:
        return (Proposal.NOTHING,)
    return (Proposal.CREDIT_NOTE, Proposal.PROMISE) if credit_minor < amount_minor else (Proposal.CREDIT_NOTE,)


@dataclass(frozen=True, slots=True)
class DisputeFact:
    """A case that is not done: live, or settled by a credit (`credit_due`) of which something is not credited yet.

    `minor` is what it pauses; `document` the invoice's number, or a word for the account. `part_credited` says that
    credit notes were issued for it, but over less than was agreed.
    """

    id: int
    invoice_id: int | None
    document: str
    currency: str
    minor: int
    reason: str
    owner: str
    waiting_on: str
    due_by: date
    credit_due: bool = False
    part_credited: bool = False


class Pausing(Protocol):
    """What a case pauses: so much (minor units) of an invoice, or of the account where it names none."""

    @property
    def invoice_id(self) -> int | None:
        """The invoice, if it is about one."""

    @property
    def currency(self) -> str:
        """Only items of this currency."""

    @property
    def minor(self) -> int:
        """How much."""


class Owed(NamedTuple):
    """An open instalment as the cases see it; `flagged` says that its invoice counts as disputed."""

    instalment_id: int
    invoice_id: int
    currency: str
    open_minor: int
    flagged: bool


def disputed_parts(owed: Sequence[Owed], cases: Iterable[Pausing]) -> dict[int, int]:
    """How much of each open instalment (by its id, minor units) is disputed; those of which nothing is are left out.

    `owed` stands oldest due first. An invoice that is flagged and has no case of its own is disputed whole.
    """
    cases = tuple(cases)
    named = {case.invoice_id for case in cases}
    parts = {one.instalment_id: one.open_minor for one in owed if one.flagged and one.invoice_id not in named}
    # Those of invoices first, so that one on the account takes only what they leave.
    for case in sorted(cases, key=lambda case: case.invoice_id is None):
        left = case.minor
        for one in owed:
            if case.invoice_id not in (None, one.invoice_id) or case.currency != one.currency:
                continue
            taken = min(left, one.open_minor - parts.get(one.instalment_id, 0))
            if taken > 0:
                parts[one.instalment_id] = parts.get(one.instalment_id, 0) + taken
                left -= taken
    return parts
