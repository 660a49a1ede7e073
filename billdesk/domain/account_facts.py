"""What the queue's rules need to know of one account, or of an open batch, as plain facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from billdesk.domain.disputes import DisputeFact
from billdesk.domain.followup.events import Contact
from billdesk.domain.followup.facts import Account
from billdesk.domain.followup.procedures import STANDARD, Procedure


@dataclass(frozen=True, slots=True)
class DocumentFact:
    """A draft or an invoice that did not go out yet; `lacks` says in words what a draft still needs."""

    invoice_id: int
    document: str
    currency: str
    amount_minor: int
    day: date
    lacks: str = ""


@dataclass(frozen=True, slots=True)
class UnappliedFact:
    """On-account credit that nobody has used yet."""

    key: str
    receipt_id: int | None
    currency: str
    unapplied_minor: int
    on: date
    document: str


@dataclass(frozen=True, slots=True)
class WaitingFact:
    """An entry that waits for a second person, or one that was refused.

    `kind` is one of `HeldKind`, `day` the business day it was entered on, `refused_by` the second person who sent it
    back, if one did.
    """

    entry_id: int
    kind: str
    document: str
    invoice_id: int | None
    currency: str
    amount_minor: int
    day: date
    refused: bool
    refused_by: str = ""
    entered_by: str = ""


@dataclass(frozen=True, slots=True)
class ReminderFact:
    """An own reminder whose day has come, and what it is about: an account or its invoice, if anything.

    `owner` is whose it is, empty for everybody.
    """

    reminder_id: int
    about: str
    on: date
    owner: str
    customer_id: int | None
    invoice_id: int | None


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """All that the queue needs to know of one customer: what the follow-up decides on, and the desk's own procedure;
    the last contact; and what else lies on the desk."""

    account: Account
    owner: str
    procedure: Procedure = STANDARD
    contact: Contact | None = None
    drafts: tuple[DocumentFact, ...] = ()
    unsent: tuple[DocumentFact, ...] = ()
    unapplied: tuple[UnappliedFact, ...] = ()
    waiting: tuple[WaitingFact, ...] = ()
    reminders: tuple[ReminderFact, ...] = ()
    disputes: tuple[DisputeFact, ...] = ()
    snoozes: Mapping[str, date] = field(default_factory=dict)

    @property
    def customer_id(self) -> int:
        """Whose facts these are."""
        return self.account.customer.id


@dataclass(frozen=True, slots=True)
class BatchFact:
    """An open batch: what is expected of it (minor units), and how many entries count so far."""

    batch_id: int
    kind: str
    currency: str
    expected_count: int
    expected_minor: int
    opened_on: date
    by: str
    entered: int
