"""What people are told of procedures, pauses, blocks and steps left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from billdesk.domain.dates import say_day
from billdesk.domain.followup.procedures import Procedure


@dataclass(frozen=True, slots=True)
class ProcedureView:
    """A procedure and its use. `version` is `None` for one as the program brings it along; `changed` is one of those
    that the desk changed. It was chosen for so many customers and invoices, and for the desk itself or not."""

    procedure: Procedure
    shipped: bool
    changed: bool
    retired: bool
    version: int | None
    customers: int
    invoices: int
    of_desk: bool

    @property
    def name(self) -> str:
        """What it is called."""
        return self.procedure.name

    @property
    def holds_for(self) -> list[str]:
        """Whom it was chosen for: `the desk`, `3 customers`, `1 invoice`; empty for nobody."""
        counts = ((self.customers, "customer"), (self.invoices, "invoice"))
        chosen = [f"{count} {word}{'s' if count > 1 else ''}" for count, word in counts if count]
        return [*(["the desk"] if self.of_desk else []), *chosen]

    @property
    def origin(self) -> str:
        """Where it comes from, and whether it is offered."""
        origin = "the program, changed" if self.changed else "the program" if self.shipped else "this desk"
        return f"{origin}, retired" if self.retired else origin


@dataclass(frozen=True, slots=True)
class HoldView:
    """A pause (`until` is the first day on which it holds no more) or a block that holds. It is about one invoice or
    one currency only where that is named."""

    id: int
    customer_id: int
    code: str
    name: str
    reason: str
    set_on: date
    by: str
    until: date | None = None
    invoice_id: int | None = None
    number: str = ""
    currency: str = ""

    @property
    def scope(self) -> str:
        """What of the account it is about; empty for all of it."""
        return self.number or self.currency


@dataclass(frozen=True, slots=True)
class EndedHold:
    """A pause or a block that is over: since which day, and why it was lifted; empty where a pause came to its end."""

    hold: HoldView
    on: date
    because: str


@dataclass(frozen=True, slots=True)
class WaiverView:
    """A step of an instalment that was left out; with day and reason where that was taken back."""

    id: int
    instalment_id: int
    invoice_id: int
    number: str
    step: int
    on: date
    reason: str
    by: str
    lifted_on: date | None = None
    lifted_because: str = ""


@dataclass(frozen=True, slots=True)
class StandingWaiver:
    """A step left out of what is still open, with its account: no later step of the item was done yet."""

    customer_id: int
    code: str
    name: str
    waiver: WaiverView


@dataclass(frozen=True, slots=True)
class NextStep:
    """An open instalment and its next step, which can be left out; `due` is one that goes out today."""

    instalment_id: int
    number: str
    due_on: date
    open_minor: int
    currency: str
    step: int
    steps: int
    due: bool


def say_hold(hold: HoldView) -> str:
    """`paused until Mon 30 Nov 2026: on holiday`, `2026-0412 blocked: at the lawyer`."""
    how = f"paused until {say_day(hold.until)}" if hold.until else "blocked"
    return f"{hold.scope} {how}: {hold.reason}".lstrip()


def say_ended(ended: EndedHold) -> str:
    """`block lifted: the lawyer has settled it`, `pause over`."""
    what = "pause" if ended.hold.until else "block"
    said = f"{what} lifted: {ended.because}" if ended.because else f"{what} over"
    return f"{ended.hold.scope} {said}".lstrip()


def say_waiver(waiver: WaiverView) -> str:
    """`2026-0412 step 2 waived: called instead`."""
    return f"{waiver.number} step {waiver.step} waived: {waiver.reason}"


def say_waiver_back(waiver: WaiverView) -> str:
    """`2026-0412 step 2 no longer waived: it was another invoice`."""
    return f"{waiver.number} step {waiver.step} no longer waived: {waiver.lifted_because}"
