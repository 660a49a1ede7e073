"""The outbox: what would be written to whom today, planning it, and the messages that wait.

`outlook` says what a run would plan; `plan` does it, in one transaction that asks the book once more. What is planned
goes out through `outbox_run`; what people find out or decide about it is in `outbox_fates`.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from billdesk.domain.dates import say_day
from billdesk.domain.double_check import Confirmed, ControlTotals
from billdesk.domain.errors import NotFoundError, RuleError
from billdesk.domain.followup.decide import Action, Decision, decide_account
from billdesk.domain.followup.events import Purpose
from billdesk.domain.followup.message import Facts, Office, Written
from billdesk.domain.followup.outbox import Message, MessageState, RunDraft
from billdesk.domain.followup.procedures import Channel
from billdesk.domain.followup.reasons import Reason, sentence
from billdesk.domain.money import Money
from billdesk.services import outbox_restored, outbox_rows
from billdesk.services.desk import Desk
from billdesk.services.obstacles import Obstacles, in_words
from db.following_facts import gather
from db.queries import following as following_sql
from db.queries import outbox as sql

MOST_OF_A_CUSTOMER = 200
MOST_LATELY = 50
_CALL = "A call is due; nobody is written to."


@dataclass(frozen=True, slots=True)
class Prepared:
    """A message that a run would plan, in words."""

    customer_id: int
    code: str
    name: str
    action: Action
    facts: Facts
    written: Written


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An account to which nothing would be written, in a currency, with a sentence for each reason.

    Where a call is due, or an `obstacle` keeps the message from being written, the decision is an action all the same.
    """

    customer_id: int
    code: str
    name: str
    decision: Decision
    because: tuple[str, ...]
    obstacle: Reason | None = None

    @property
    def is_call(self) -> bool:
        """Whether a call is due instead."""
        return isinstance(self.decision, Action) and self.decision.lead.channel is Channel.CALL


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a run would do today, and whom it leaves out. `known_until` is the day of the last receipt."""

    day: date
    known_until: date | None
    messages: tuple[Prepared, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def totals(self) -> ControlTotals:
        """How many messages there are, and what they ask for in each currency."""
        sums: Counter[str] = Counter()
        for message in self.messages:
            if message.action.purpose is not Purpose.THANKS:
                sums[message.action.currency] += message.action.claimed_minor
        return ControlTotals(len(self.messages), tuple(Money(sums[code], code) for code in sorted(sums)))

    def draft(self, customers: tuple[int, ...] | None = None, past_hold: tuple[int, ...] = ()) -> RunDraft:
        """What is to be confirmed; `past_hold` are the mails of earlier runs that are sent with it."""
        return RunDraft(self.day, self.totals.count, self.totals.sums, customers, past_hold)


def outlook(desk: Desk, office: Office, customers: Sequence[int] | None = None) -> Outlook:
    """What a run would plan today, of everybody or of these customers; nothing is written into the book."""
    with desk.reader.snapshot() as connection:
        return _outlook(connection, desk.today, office, customers)


def _outlook(connection: sqlite3.Connection, today: date, office: Office, customers: Sequence[int] | None) -> Outlook:
    (last,) = connection.execute(following_sql.LAST_RECEIPT, {"as_of": today.isoformat()}).fetchone()
    names = {id_: (code, name) for id_, code, name in connection.execute(following_sql.CUSTOMERS)}
    found = gather(connection, today, customers)
    obstacles = Obstacles.read(connection, today, found.accounts)
    messages, left_out = [], []
    for customer_id in sorted(found.accounts, key=lambda one: names[one]):
        named = (customer_id, *names[customer_id])
        for decision in decide_account(found.accounts[customer_id], found.desk, today):
            if not isinstance(decision, Action):
                left_out.append(LeftOut(*named, decision, _reasons(decision)))
                continue
            if decision.lead.channel is Channel.CALL:
                left_out.append(LeftOut(*named, decision, (_CALL,)))
                continue
            words = in_words(connection, decision, office, obstacles)
            if isinstance(words, Reason):
                left_out.append(LeftOut(*named, decision, (sentence(words),), words))
            else:
                messages.append(Prepared(*named, decision, *words))
    return Outlook(today, date.fromisoformat(last) if last else None, tuple(messages), tuple(left_out))


def _reasons(decision: Decision) -> tuple[str, ...]:
    """Why an account is left alone, each reason once."""
    found = [sentence(reason) for standing in decision.items for reason in standing.reasons]
    return tuple(dict.fromkeys(found)) or ("Nothing is open.",)


def plan(desk: Desk, confirmed: Confirmed[RunDraft], office: Office) -> tuple[int, ...]:
    """Put all messages that are due into the outbox, all or none, and return their ids.

    What has a message on its way gets no second one: planning again plans nothing. Raises `RuleError` when it is
    another day or the book says something else than was confirmed, and `RestoredError`.
    """
    draft = confirmed.draft
    outbox_restored.refuse(desk)
    with desk.write("messages planned", confirmed) as unit:
        if draft.day != unit.today:
            raise RuleError(f"These messages were for {say_day(draft.day)}, and that is over.", _LOOK_AGAIN)
        found = _outlook(unit.driver, unit.today, office, draft.customers)
        if found.draft(draft.customers) != draft.planning:
            raise RuleError("The book has changed since the messages were shown.", _LOOK_AGAIN)
        return tuple(
            outbox_rows.enter(unit, message.action, message.facts, message.written, office)
            for message in found.messages
        )


_LOOK_AGAIN = "Look again what is due; nothing was planned."


# What waits


def waiting(desk: Desk, *states: MessageState) -> tuple[Message, ...]:
    """The messages in these states, else all that still go out or need somebody, the oldest first."""
    wanted = states or tuple(state for state in MessageState if state not in _OVER)
    rows = desk.reader.rows(sql.WAITING, {"states": json.dumps(wanted)})
    return tuple(outbox_rows.message_of(row, desk.time_zone) for row in rows)


_OVER = frozenset({MessageState.SENT, MessageState.RECALLED, MessageState.DROPPED})


def lately(desk: Desk) -> tuple[Message, ...]:
    """The latest messages that went out, were called back or dropped, the newest first."""
    rows = desk.reader.rows(sql.LATELY, {"most": MOST_LATELY})
    return tuple(outbox_rows.message_of(row, desk.time_zone) for row in rows)


def get(desk: Desk, sending_id: int) -> Message:
    """One message, whatever became of it; raises `NotFoundError`."""
    rows = desk.reader.rows(sql.MESSAGE, {"sending": sending_id})
    if not rows:
        raise NotFoundError("There is no such message.", "Reload what you see with ctrl+r.")
    return outbox_rows.message_of(rows[0], desk.time_zone)


def by_message_id(desk: Desk, message_id: str) -> Message | None:
    """The message with this Message-ID, if it is one of the desk's."""
    rows = desk.reader.rows(sql.BY_MESSAGE_ID, {"message_id": message_id})
    return get(desk, rows[0]["id"]) if rows else None


def of_customer(desk: Desk, customer_id: int) -> tuple[Message, ...]:
    """The latest messages to a customer, the newest first."""
    rows = desk.reader.rows(sql.OF_CUSTOMER, {"customer": customer_id, "most": MOST_OF_A_CUSTOMER})
    return tuple(outbox_rows.message_of(row, desk.time_zone) for row in rows)


def past_hold(desk: Desk) -> tuple[Message, ...]:
    """The mails that can be recalled no more and wait to be sent, the oldest first."""
    from db.types import instant_text

    rows = desk.reader.rows(sql.PAST_HOLD, {"now": instant_text(desk.now())})
    return tuple(outbox_rows.message_of(row, desk.time_zone) for row in rows)


def latest_held(desk: Desk) -> Message | None:
    """What the desk's user planned last and can still recall."""
    from db.types import instant_text

    rows = desk.reader.rows(sql.LAST_HELD, {"by": desk.user, "now": instant_text(desk.now())})
    return outbox_rows.message_of(rows[0], desk.time_zone) if rows else None


@dataclass(frozen=True, slots=True)
class Happened:
    """One event of a message's story, in the desk's time zone: what, what was said, and who signs."""

    at: datetime
    what: str
    said: str
    by: str


def story(desk: Desk, sending_id: int) -> tuple[Happened, ...]:
    """What happened to a message, in its order: the proof of its delivery."""
    return tuple(_happened(desk, row) for row in desk.reader.rows(sql.STORY, {"sending": sending_id}))


def stories(desk: Desk, customer_id: int) -> dict[int, tuple[Happened, ...]]:
    """The stories of all messages to a customer, by message."""
    found: dict[int, list[Happened]] = defaultdict(list)
    for row in desk.reader.rows(sql.STORIES, {"customer": customer_id}):
        found[row["sending_id"]].append(_happened(desk, row))
    return {sending_id: tuple(told) for sending_id, told in found.items()}


def _happened(desk: Desk, row: sqlite3.Row) -> Happened:
    return Happened(datetime.fromisoformat(row["at"]).astimezone(desk.time_zone), row["what"], row["said"], row["by"])
