"""What people decide about the follow-up, before it is confirmed: procedures, which one holds, what is not chased."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from billdesk.domain.followup.procedures import Procedure


@dataclass(frozen=True, slots=True)
class ProcedureDraft:
    """A procedure to be stored under its name. `version` is that of the stored one that was loaded, `None` where none
    is stored: a new one, or one as the program brings it along."""

    uid: UUID
    procedure: Procedure
    version: int | None = None


@dataclass(frozen=True, slots=True)
class RetireDraft:
    """Offer a procedure no more (`version` as in `ProcedureDraft`), with the reason."""

    name: str
    reason: str
    version: int | None = None


@dataclass(frozen=True, slots=True)
class ChoiceDraft:
    """Let a procedure hold: for one invoice, else for a customer, else for the desk. Without a name nothing of its own
    is chosen any more; the desk then has the standard one."""

    procedure: str
    customer_id: int | None = None
    invoice_id: int | None = None


@dataclass(frozen=True, slots=True)
class HoldDraft:
    """Do not chase: a pause before the day `until`, a block where there is none. Of one invoice or one currency only
    where that is named."""

    uid: UUID
    customer_id: int
    reason: str
    until: date | None = None
    invoice_id: int | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class LiftDraft:
    """End a pause or a block before its time, with the reason."""

    hold_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class WaiveDraft:
    """Leave out the next step of some instalments of a customer, each with the number of that step, for one reason.

    `uid` is that of the first waiver it becomes.
    """

    uid: UUID
    customer_id: int
    steps: tuple[tuple[int, int], ...]
    reason: str


@dataclass(frozen=True, slots=True)
class LiftWaiverDraft:
    """Let a step that was left out come after all, with the reason."""

    waiver_id: int
    reason: str
