"""What the morning brief and the daily run are about: everything that the book knows of the day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from billdesk.domain import brief as rules
from billdesk.domain.brief import RunRow, Tally
from billdesk.domain.calendar import Due, DueItem
from billdesk.domain.dates import add_business_days
from billdesk.domain.followup.decide import Action
from billdesk.domain.followup.message import Facts, Office, Written
from billdesk.domain.followup.outbox import Message
from billdesk.domain.followup.procedures import Channel
from billdesk.domain.followup.reasons import sentence
from billdesk.domain.money import Money
from billdesk.domain.work import View
from billdesk.services import calendar, outbox, outbox_restored
from billdesk.services.desk import Desk
from billdesk.services.outbox import LeftOut, Outlook, Prepared
from db.following_facts import BROKEN_TOLD_DAYS
from db.queries import brief as sql

NEAR_BUSINESS_DAYS: Final = 2
MOST_SENTENCES: Final = 3


def _no_words(facts: Facts) -> Written:
    return Written(facts.language, "", "", "")


_SILENT: Final = Office(_no_words, "")
"""For whoever takes for granted that every text can be written."""


def read(desk: Desk, office: Office = _SILENT) -> rules.Facts:
    """Everything that the brief says, as of the desk's day. Every account is decided about, and every message written
    by `office`, because one that cannot be is left out of the run."""
    today = desk.today
    near = add_business_days(today, NEAR_BUSINESS_DAYS)
    outlook = outbox.outlook(desk, office)
    restored = _restored(desk)
    past_hold = outbox.past_hold(desk) if restored is None else ()
    waited = {(message.customer_id, message.amount.currency) for message in past_hold}
    known = calendar.known_days(desk, today, near)
    values = {"today": today.isoformat(), "told_from": (today - timedelta(days=BROKEN_TOLD_DAYS)).isoformat()}
    with desk.reader.snapshot() as connection:
        broken = [Money(minor, currency) for minor, currency in connection.execute(sql.BROKEN, values)]
        waiting = dict(connection.execute(sql.OUTBOX).fetchall())
        counts = dict(connection.execute(sql.COUNTS).fetchall())
    disputes = [item for item in known if item.due is Due.DISPUTE]
    return rules.Facts(
        as_of=today,
        known_until=outlook.known_until,
        rows=tuple(rules.with_past_hold(rows_of(outlook), waited)),
        falls_due=_tally(item for item in known if item.due is Due.INSTALMENT and item.on == today),
        promised=_tally(item for item in known if item.due is Due.PROMISE and item.on <= today),
        broken=Tally.of(broken),
        disputes_late=_tally(item for item in disputes if item.on < today),
        disputes_near=_tally(item for item in disputes if item.on >= today),
        reminders=sum(item.due is Due.REMINDER and item.on <= today for item in known),
        to_finish=counts.get(View.TO_FINISH.value, 0),
        to_send=counts.get(View.TO_SEND.value, 0),
        outbox=waiting,
        past_hold=tally_of(past_hold),
        restored=restored,
    )


def _restored(desk: Desk) -> rules.Restored | None:
    found = outbox_restored.look(desk)
    return rules.Restored(found.sentence, found.at.date(), found.known_to.date()) if found else None


def tally_of(messages: Sequence[Message]) -> Tally:
    """How many messages, and what they ask for; thanks ask for nothing."""
    return Tally(len(messages), Tally.of(one.amount for one in messages if one.amount.minor).sums)


def _tally(items: Iterable[DueItem]) -> Tally:
    return Tally.of(item.amount for item in items if item.amount is not None)


def rows_of(outlook: Outlook) -> Iterator[RunRow]:
    """What the run does with each account, in the order of their codes: those it writes to first."""
    for message in outlook.messages:
        yield _goes_out(message)
    for left in outlook.left_out:
        if left.decision.items:
            yield _left_out(left)


def _goes_out(message: Prepared) -> RunRow:
    group = rules.MAILS if message.facts.channel is Channel.MAIL else rules.LETTERS
    why = _say(message.action)
    amount = Money(message.action.claimed_minor, message.action.currency)
    return RunRow(message.customer_id, message.code, message.name, group, amount, why)


def _left_out(left: LeftOut) -> RunRow:
    decision = left.decision
    next_on: date | None = None
    if isinstance(decision, Action):
        group = rules.CALLS if left.is_call else rules.group_of(decision, left.obstacle)
        next_on = left.obstacle.free_on if left.obstacle else None
        minor, why = decision.claimed_minor, _say(decision) if left.is_call else " ".join(left.because)
    else:
        group, next_on = rules.group_of(decision), decision.next_on
        minor, why = sum(standing.item.open_minor for standing in decision.items), _shortened(left.because)
    return RunRow(left.customer_id, left.code, left.name, group, Money(minor, decision.currency), why, next_on)


def _say(action: Action) -> str:
    """Why something goes out, each reason once."""
    return _shortened(dict.fromkeys(sentence(reason) for standing in action.items for reason in standing.reasons))


def _shortened(sentences: Iterable[str]) -> str:
    every = list(sentences)
    rest = len(every) - MOST_SENTENCES
    return " ".join([*every[:MOST_SENTENCES], *([f"And {rest} more."] if rest > 0 else [])])
