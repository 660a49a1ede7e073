"""What people are told of pauses, blocks and steps left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from billdesk.domain.dates import say_day


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
class WaiverView:
    """A step of an instalment that was left out."""

    instalment_id: int
    invoice_id: int
    number: str
    step: int
    on: date
    reason: str
    by: str


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


def say_waiver(waiver: WaiverView) -> str:
    """`2026-0412 step 2 waived: called instead`."""
    return f"{waiver.number} step {waiver.step} waived: {waiver.reason}"
