"""What is entered about a dispute, and what the book tells of it. Amounts are minor units of the case's currency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from billdesk.domain.dispute_guides import Reason
from billdesk.domain.disputes import DisputeOutcome, DisputePriority, DisputeState, LogKind, is_past
from billdesk.domain.held import HeldEntry
from billdesk.domain.money import Money, format_money


@dataclass(frozen=True, slots=True)
class OpenDisputeDraft:
    """A new case; without an invoice it is about the account. `reason` is a code. `said` begins its log."""

    uid: UUID
    customer_id: int
    invoice_id: int | None
    amount: Money
    reason: str
    priority: DisputePriority
    owner: str
    person: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class DisputeNoteDraft:
    """A line for a case's log: what was said, sent or done, with whom."""

    uid: UUID
    dispute_id: int
    kind: LogKind
    person: str
    note: str


@dataclass(frozen=True, slots=True)
class ChangeDisputeDraft:
    """What a case is to be from now on. An empty `waiting_on` means that nobody is waited for: it is ours to work."""

    uid: UUID
    dispute_id: int
    version: int
    reason: str
    amount: Money
    owner: str
    waiting_on: str
    priority: DisputePriority


@dataclass(frozen=True, slots=True)
class AttachFileDraft:
    """A file for a case, by its path and the SHA-256 of its `size` bytes; the file itself stays where it is."""

    dispute_id: int
    path: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class ResolveDisputeDraft:
    """The end of a case: who was right, what is credited (minor units), and why. `uid` is that of its log line."""

    uid: UUID
    dispute_id: int
    version: int
    outcome: DisputeOutcome
    credit: Money
    because: str


@dataclass(frozen=True, slots=True)
class ReopenDisputeDraft:
    """Take a settled case up again, with the reason."""

    uid: UUID
    dispute_id: int
    version: int
    because: str


@dataclass(frozen=True, slots=True)
class CloseDisputeDraft:
    """Close a case with what was credited, though more was agreed, with the reason. `uid` is that of its log line."""

    uid: UUID
    dispute_id: int
    version: int
    because: str


@dataclass(frozen=True, slots=True)
class DisputeReasonDraft:
    """A reason that the desk adds, renames, retires or offers again; `version` is the one that was seen, `None` where
    nobody looked."""

    code: str
    label: str
    retired: bool = False
    version: int | None = None


@dataclass(frozen=True, slots=True)
class ReasonUse:
    """A reason in the list of them: `place` is the number that chooses it in a form, `None` of a retired one."""

    reason: Reason
    place: int | None
    cases: int


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line of a case's log, newest first on screen."""

    on: date
    at: datetime
    kind: LogKind
    person: str
    note: str
    by: str


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A file of a case as it was when it was attached."""

    path: str
    sha256: str
    size: int
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class DisputeItem:
    """A case in a list. `number` is the invoice's, empty for one about the account; `label` says the reason. Its time
    is counted from `counted_from`: the opening, or when it was taken up again. Of `credit_minor`, which was agreed,
    credit notes since then came to `credited_minor`; `credit_note` is the one that ended it."""

    id: int
    version: int
    customer_id: int
    customer_name: str
    invoice_id: int | None
    number: str
    currency: str
    amount_minor: int
    reason: str
    label: str
    priority: DisputePriority
    owner: str
    waiting_on: str
    state: DisputeState
    opened_on: date
    counted_from: date
    due_by: date
    outcome: DisputeOutcome | None
    resolved_on: date | None
    credit_minor: int
    credit_note: str
    credited_minor: int = 0

    @property
    def live(self) -> bool:
        """Whether it is not settled."""
        return self.state is not DisputeState.RESOLVED

    @property
    def credit_due(self) -> bool:
        """Whether a credit was agreed and credit notes do not come to it yet."""
        return not self.live and self.credit_minor > 0 and not self.credit_note

    @property
    def uncredited_minor(self) -> int:
        """How much of the agreed credit was not credited; never below zero."""
        return max(0, self.credit_minor - self.credited_minor)

    @property
    def credit_short(self) -> bool:
        """Whether less was credited than agreed, and nobody has closed the case with that."""
        return self.credit_due and self.credited_minor > 0

    def say_credit(self) -> str:
        """`credit of € 300.00 agreed`, or `€ 0.01 of the agreed credit missing` where less was credited."""
        if self.credit_short:
            return f"{format_money(self.uncredited_minor, self.currency)} of the agreed credit missing"
        return f"credit of {format_money(self.credit_minor, self.currency)} agreed"

    @property
    def pauses(self) -> bool:
        """Whether its part is kept from being chased."""
        return self.live or self.credit_due

    def say_credited(self) -> str:
        """`€ 300.00 to be credited`, `€ 299.99 credited of € 300.00 agreed, by C2026-0001`; empty
        where nothing was agreed."""
        if not self.credit_minor:
            return ""
        agreed = format_money(self.credit_minor, self.currency)
        by = f" by {self.credit_note}" if self.credit_note else ""
        if self.credited_minor and self.uncredited_minor:
            return f"{format_money(self.credited_minor, self.currency)} credited of {agreed} agreed{by and ','}{by}"
        return f"{agreed} {'credited' if self.credited_minor else 'to be credited'}{by}"

    def is_past(self, today: date) -> bool:
        """Whether it is not settled and its time is over."""
        return is_past(self.state, self.due_by, today)


@dataclass(frozen=True, slots=True)
class DisputeView:
    """A case with all that its screen shows. `open_minor` is what is open of its invoice, or of the account;
    `waiting` is what waits to be booked about its invoice, such as its credit note."""

    item: DisputeItem
    customer_code: str
    town: str
    open_minor: int
    total_minor: int
    invoice_version: int
    log: tuple[LogLine, ...]
    files: tuple[CaseFile, ...]
    waiting: HeldEntry | None = None
