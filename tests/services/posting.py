"""An office and a line for tests of the outbox: texts as they are shipped, a transport that does what it is told."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from billdesk.domain.drafts import Person
from billdesk.domain.followup.drafts import HoldDraft
from billdesk.domain.followup.message import Office
from billdesk.domain.followup.outbox import Message, PrintDraft, RunDraft
from billdesk.domain.followup.reasons import Why
from billdesk.domain.mailing import Fate, Outcome, Outgoing, Sender
from billdesk.exchange.texts.writing import TextWriter
from billdesk.services import company, customers, following, holds, outbox, outbox_run, safekeeping
from billdesk.services.desk import Desk, open_desk
from billdesk.services.drafting import company_draft, customer_draft
from billdesk.services.outbox_printing import Paper, print_letters
from db.models import Claim, SendingItem, SendingRecord
from tests import makers
from tests.makers import NOW, TODAY, confirmed

SENDER = Sender("Maria Keller", "billing@northwind.example")
OFFICE = Office(TextWriter(SENDER), "northwind.example")
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


def delivered(desk: Desk, instalment_id: int, customer_id: int, step: int, on: date) -> None:
    """A step that was delivered on a day, in the book past the outbox."""
    with desk.write("furnished") as unit:
        row = SendingRecord(
            uid=uuid4(),
            customer_id=customer_id,
            currency="EUR",
            channel="mail",
            purpose="reminder",
            procedure="standard",
            template="reminder-friendly",
            tone="friendly",
            language="en",
            address="books@example.com",
            message_id=f"<{uuid4().hex}@northwind.example>",
            state="sent",
            planned_on=on,
            planned_at=unit.at,
            sent_on=on,
            settled_at=unit.at,
        )
        unit.subject = f"customer:{customer_id}"
        unit.add(row)
        slot = f"reminder:{step}:mail"
        unit.add(
            SendingItem(sending_id=int(row.id or 0), instalment_id=instalment_id, step=step, open_minor=1, slot=slot)
        )


def a_claim(desk: Desk, customer_id: int, minor: int, kind: str = "interest") -> int:
    """A claim on the customer's first invoice, in the book past its reckoning; returns its id."""
    ((invoice_id,),) = desk.reader.rows("select min(id) from invoice where customer_id = :of", {"of": customer_id})
    row = Claim(
        uid=uuid4(),
        customer_id=customer_id,
        invoice_id=invoice_id,
        kind=kind,
        rule="eu",
        currency="EUR",
        amount_minor=minor,
        upto=desk.today,
        calculation="one line",
        made_on=desk.today,
    )
    with desk.write("furnished") as unit:
        unit.subject = f"invoice:{invoice_id}"
        unit.add(row)
    return int(row.id or 0)


def moved(desk: Desk, customer: int) -> None:
    draft = customer_draft(customers.get(desk, customer))
    customers.save(desk, confirmed(replace(draft, persons=(Person("Fr. Neu", "", "", "neu@hofmann.example"),))))


def paid(desk: Desk, customer: int) -> None:
    makers.a_receipt(desk, customer, 11_900)


def blocked(desk: Desk, customer: int) -> None:
    holds.hold(desk, confirmed(HoldDraft(uuid4(), customer, "insolvent")))


def only(desk: Desk) -> Message:
    """The one message of the book."""
    (sending_id,) = [row[0] for row in desk.reader.rows("select id from sending")]
    return outbox.get(desk, sending_id)


def whys(desk: Desk, customer_id: int) -> set[Why]:
    """Why nothing more is done about an account."""
    (decision,) = following.read_account_facts(desk, customer_id).decisions()
    return {reason.why for standing in decision.items for reason in standing.reasons}


def no_paper(letters: tuple[Message, ...]) -> AbstractContextManager[None]:
    """A printer that prints nothing."""
    return nullcontext()


def print_one(desk: Desk, sending_id: int, paper: Paper = no_paper) -> tuple[Message, ...]:
    """Print one letter."""
    return print_letters(desk, confirmed(PrintDraft((sending_id,))), OFFICE, paper)


def verified(desk: Desk) -> bool:
    """Whether nothing is wrong with the book: what it derives, and its chain."""
    return not safekeeping.verify(desk)
