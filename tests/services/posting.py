"""An office and a line for tests of the outbox: texts as they are shipped, a transport that does what it is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from billdesk.domain.followup.message import Office
from billdesk.domain.followup.outbox import RunDraft
from billdesk.domain.mailing import Fate, Outcome, Outgoing, Sender
from billdesk.exchange.texts.writing import TextWriter
from billdesk.services import company, outbox, outbox_run
from billdesk.services.desk import Desk, open_desk
from billdesk.services.drafting import company_draft
from tests.makers import NOW, TODAY, confirmed

OFFICE = Office(TextWriter(Sender("Maria Keller", "billing@northwind.example")), "northwind.example")
OLD = date(2026, 10, 1)
"""Net 30: due on 31 October, so that the standard procedure's second step is not before 19 November."""


@dataclass
class Line:
    """Accepts every mail, or says what `answers` has for the next ones; `before` is called with each mail first."""

    answers: list[Outcome] = field(default_factory=list)
    before: Callable[[Outgoing], None] | None = None
    taken: list[Outgoing] = field(default_factory=list)
    closed: int = 0

    def send(self, mail: Outgoing) -> Outcome:
        if self.before is not None:
            self.before(mail)
        outcome = self.answers.pop(0) if self.answers else Outcome(Fate.ACCEPTED, "250 OK")
        if outcome.fate in {Fate.ACCEPTED, Fate.UNKNOWN}:
            self.taken.append(mail)
        return outcome

    def close(self) -> None:
        self.closed += 1


def desk_at(path: Path, minutes: int = 0, days: int = 0) -> Desk:
    """The desk at a later time."""
    now: datetime = NOW + timedelta(minutes=minutes, days=days)
    return open_desk(path, user="mk", today=TODAY + timedelta(days=days), clock=lambda: now)


def plan(desk: Desk, office: Office = OFFICE) -> tuple[int, ...]:
    """Plan all that is due."""
    draft: RunDraft = outbox.outlook(desk, office).draft()
    return outbox.plan(desk, confirmed(draft), office)


def send(path: Path, line: Line, minutes: int = 10, days: int = 0, office: Office = OFFICE) -> outbox_run.Report:
    """Send what is due after some minutes."""
    later = desk_at(path, minutes, days)
    try:
        return outbox_run.send_due(later, office, line)
    finally:
        later.close()


def with_bank(desk: Desk) -> None:
    """Say how to pay, which every text but thanks needs."""
    company.save(desk, confirmed(replace(company_draft(company.get(desk)), bank="NL91 ABNA 0417 1643 00")))
