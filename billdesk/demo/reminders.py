"""What the follow-up did on the practice desk: messages with their fates, pauses, a block, a step left out.

The engine itself says what would have gone out, replayed over the last weeks of what the customers went through; some
accounts were never written to, and the run has stood still for the last days, so that steps are due.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from billdesk.demo import following
from billdesk.demo.book import DemoBook
from billdesk.demo.customers import DemoCustomer, demo_customer
from billdesk.domain.drafts import CompanyDraft
from billdesk.domain.errors import InputError
from billdesk.domain.followup.message import Facts, Line
from billdesk.domain.followup.procedures import STANDARD, Channel, Step
from billdesk.domain.followup.whatif import Sent, replay
from billdesk.domain.mailing import Sender

MOST_ACCOUNTS = 150
"""Of a large practice desk no more accounts than these have a history of messages."""
WEEKS_BACK, STOOD_STILL = timedelta(weeks=11), timedelta(days=4)
NEVER_WRITTEN = 5
"""Every fifth account was never written to."""
SENDER = Sender("Sanne de Vries", "billing@kwartelduin.example", "+31 20 555 0143")

_FATES = (
    ("failed", "451 4.3.0 try again later"),
    ("unknown", "The line broke after the text was handed over."),
    ("failed", "550 5.1.1 no such mailbox"),
)
"""What became of the last mail to the first accounts that nobody has talked to; one letter waits to be confirmed."""
_PAUSES = ("Asks for time until the month's end.", "Our contact is on leave; nobody else may release payments.")
_BLOCK = "Insolvency is announced; everything goes through their lawyer."
_WAIVED = "The account manager visited them instead."


@dataclass(frozen=True, slots=True)
class Desk:
    """What is known of the practice desk while it is made."""

    connection: sqlite3.Connection
    book: DemoBook
    company: CompanyDraft
    seed: int
    customers: int
    today: date

    def customer(self, customer_id: int) -> DemoCustomer:
        """One of its accounts."""
        return demo_customer(self.seed, customer_id, self.customers)


def follow_up(desk: Desk) -> None:
    """Write it all, on the evening before the desk's day."""
    whose = _late(desk)
    written = [customer for place, customer in enumerate(whose) if place % NEVER_WRITTEN]
    fates = {Channel.MAIL: list(_FATES), Channel.LETTER: [("printed", "")]}
    for sent in _replayed(desk, written):
        for message in sent:
            left = fates.get(message.channel, [])
            fate = left.pop(0) if left and message is sent[-1] and _may_fail(desk, message) else None
            if not _write(desk, message, fate):
                break  # nobody could be written to, so that no later step came
    _hold_back(desk, whose)


def _late(desk: Desk) -> list[int]:
    """The first accounts that are late, by id."""
    late = "select distinct customer_id from instalment where open_minor > 0 and due_on < ? order by 1 limit ?"
    return [row[0] for row in desk.connection.execute(late, (desk.today.isoformat(), MOST_ACCOUNTS))]


def _replayed(desk: Desk, whose: Sequence[int]) -> Iterator[list[Sent]]:
    """For each account what the standard procedure sent it, oldest first; those it wrote to only."""
    from db.following_past import histories

    first, last = desk.today - WEEKS_BACK, desk.today - STOOD_STILL
    for history in histories(desk.connection, whose, first, last):
        sent = sorted(replay(history, STANDARD, first, last), key=lambda one: one.on)
        if sent:
            yield sent


def _may_fail(desk: Desk, sent: Sent) -> bool:
    """Whether a message is still to the point: its items are open, and nobody has talked to the customer since."""
    items = [item_id for item_id, _ in sent.steps]
    still = "select min(open_minor) from instalment where id = ?"
    open_now = all(desk.connection.execute(still, (item_id,)).fetchone()[0] for item_id in items)
    talked = "select count(*) from contact where customer_id = ? and on_day > ?"
    since = (sent.on - timedelta(days=60)).isoformat()
    return open_now and not desk.connection.execute(talked, (sent.customer_id, since)).fetchone()[0]


def _write(desk: Desk, sent: Sent, fate: tuple[str, str] | None) -> bool:
    """One message; `False` when nobody could be written to. A letter that has no fate of its own was posted; the last
    one of some still waits for that word."""
    customer, step = desk.customer(sent.customer_id), _step_of(sent)
    facts = _facts(desk, customer, sent, step)
    try:
        from billdesk.exchange.texts.writing import TextWriter

        written = TextWriter(SENDER)(facts)
    except InputError:
        return False
    state, said = ("sent", "250 2.0.0 queued") if sent.channel is Channel.MAIL else ("sent", "posted")
    if fate is not None:
        state, said = fate
    following.message(
        desk.book,
        customer,
        desk.today - timedelta(days=1),
        {
            "channel": sent.channel.value,
            "purpose": sent.purpose.value,
            "currency": sent.currency,
            "procedure": STANDARD.name,
            "template": step.template,
            "tone": step.tone.value,
            "language": written.language,
            "address": facts.address,
            "subject": written.subject,
            "body": written.text,
            "state": state,
            "said": said,
        },
        sent.on,
        [(item_id, number, minor) for (item_id, number), minor in zip(sent.steps, _open(facts), strict=True)],
    )
    return True


def _open(facts: Facts) -> list[int]:
    return [line.open_minor for line in facts.lines]


def _step_of(sent: Sent) -> Step:
    """The gravest step of a message leads."""
    return STANDARD.steps[max(number for _, number in sent.steps) - 1]


def _facts(desk: Desk, customer: DemoCustomer, sent: Sent, step: Step) -> Facts:
    person = customer.persons[0]
    place = customer.address
    postal = (customer.name, place.street, f"{place.postcode} {place.town}", place.region, place.country)
    mail = sent.channel is Channel.MAIL
    return Facts(
        template=step.template,
        language=customer.language,
        channel=sent.channel,
        purpose=sent.purpose,
        tone=step.tone,
        on=sent.on,
        pay_by=sent.on + timedelta(days=10),
        company=desk.company.name,
        bank=desk.company.bank,
        code=customer.code,
        customer=customer.name,
        contact=person.name,
        address=person.email if mail else "\n".join(filter(None, postal)),
        currency=sent.currency,
        lines=tuple(_lines(desk, sent)),
    )


def _lines(desk: Desk, sent: Sent) -> Iterator[Line]:
    """The items with what was open of them on the day of the message."""
    wanted = """
    select v.number, i.due_on, i.open_minor + coalesce((
      select sum(amount_minor) from allocation where instalment_id = i.id and applied_on > ?), 0)
    from instalment i join invoice v on v.id = i.invoice_id where i.id = ?"""
    for item_id, _ in sent.steps:
        number, due_on, minor = desk.connection.execute(wanted, (sent.on.isoformat(), item_id)).fetchone()
        yield Line(number, date.fromisoformat(due_on), minor, minor)


def _hold_back(desk: Desk, whose: Sequence[int]) -> None:
    """Pause two accounts, block one, leave a step out for one that was never written to."""
    day = desk.today - timedelta(days=1)
    for place, because in zip((6, 16), _PAUSES, strict=True):
        if place < len(whose):
            following.hold(desk.book, desk.customer(whose[place]), day, because, desk.today + timedelta(days=place))
    if len(whose) > 11:
        following.hold(desk.book, desk.customer(whose[11]), day, _BLOCK, None)
    if len(whose) > 20:
        oldest = "select min(id) from instalment where customer_id = ? and open_minor > 0 and due_on < ?"
        (item,) = desk.connection.execute(oldest, (whose[20], (desk.today - timedelta(days=5)).isoformat())).fetchone()
        if item is not None:
            following.waive(desk.book, desk.customer(whose[20]), day, item, _WAIVED)
