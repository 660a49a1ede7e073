"""The rows of the outbox inside a transaction: how a message moves, and whether it is still true."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING
from uuid import uuid4

from billdesk.domain.dates import say_day
from billdesk.domain.errors import InputError
from billdesk.domain.followup.decide import Action, Decision, Nothing, Standing, decide
from billdesk.domain.followup.events import Events, ItemStep, Purpose, SendingState
from billdesk.domain.followup.facts import Account
from billdesk.domain.followup.message import Facts, Office, Written
from billdesk.domain.followup.outbox import Message, MessageState
from billdesk.domain.followup.procedures import Channel, Tone
from billdesk.domain.followup.reasons import sentence
from billdesk.domain.money import Money
from billdesk.services import outbox_claims
from billdesk.services.message_facts import facts_of
from db.following_facts import gather
from db.queries import outbox as sql

if TYPE_CHECKING:
    from db.models import SendingItem, SendingRecord
    from db.unit import Unit

_UNDER_WAY = {
    MessageState.PLANNED: SendingState.PLANNED,
    MessageState.HELD: SendingState.HELD,
    MessageState.PRINTED: SendingState.PRINTED,
}


class Untrue(Exception):
    """A planned message does not say what is so any more; the text says why."""


def move(unit: Unit, row: SendingRecord, state: MessageState, said: str = "", what: str = "") -> None:
    """Bring a message into a state and tell it in its story (as `what`, else by the state's name).

    What went out charges the claims that it names. What never arrived charges none and gives its steps free: they may
    be taken up by a later message.
    """
    from sqlmodel import select

    from db.models import SendingItem

    row.state, row.said = state.value, said
    row.version += 1
    if state not in _UNDER_WAY and state is not MessageState.SENDING:
        row.settled_at = unit.at
    items = unit.session.exec(select(SendingItem).where(SendingItem.sending_id == row.id)).all()
    for item in items if state.never_arrived else ():
        item.slot = None
    if state is MessageState.SENT:
        outbox_claims.charge(unit, row)
    elif state.never_arrived:
        outbox_claims.release(unit, row)
    tell(unit, row, what or state.value, said)
    unit.touched.add(row.customer_id)


def tell(unit: Unit, row: SendingRecord, what: str, said: str = "") -> None:
    """Add to the story of a message."""
    from db.models import SendingEvent

    unit.subject = f"customer:{row.customer_id}"
    unit.add(row, SendingEvent(sending_id=int(row.id or 0), at=unit.at, what=what, said=said, by=unit.by))


def enter(unit: Unit, action: Action, facts: Facts, written: Written, office: Office) -> int:
    """Put a message into the outbox: a mail is held until it can be recalled no more, a letter waits to be printed.

    Its Message-ID is fixed here, long before a connection is opened.
    """
    from db.models import SendingRecord

    uid = uuid4()
    mail = facts.channel is Channel.MAIL
    row = SendingRecord(
        uid=uid,
        customer_id=action.customer_id,
        currency=action.currency,
        channel=facts.channel.value,
        purpose=facts.purpose.value,
        procedure=action.items[0].procedure.name,
        template=facts.template,
        tone=facts.tone.value,
        language=written.language,
        address=facts.address,
        subject=written.subject,
        body=written.text,
        message_id=f"<{uid.hex}@{office.domain}>",
        state=(MessageState.HELD if mail else MessageState.PLANNED).value,
        planned_on=unit.today,
        planned_at=unit.at,
        held_until=unit.at + office.hold if mail else None,
        by=unit.by,
    )
    unit.add(row)
    slots = f"{facts.purpose.value}:{{}}:{facts.channel.value}"
    unit.add(*(_item(standing, int(row.id or 0), slots) for standing in action.items))
    tell(unit, row, "planned")
    if mail:
        tell(unit, row, "held")
    unit.touched.add(row.customer_id)
    unit.link()
    return int(row.id or 0)


def _item(standing: Standing, sending_id: int, slots: str) -> SendingItem:
    from db.models import SendingItem

    return SendingItem(
        sending_id=sending_id,
        instalment_id=standing.item.id,
        step=standing.step,
        open_minor=standing.claimed_minor,
        slot=slots.format(standing.step),
    )


def still_true(unit: Unit, row: SendingRecord, office: Office) -> Written:
    """Decide about its items once more, as if the message were not planned; returns it in words, with its HTML.

    Raises `Untrue` when anything of it would be decided or said otherwise now.
    """
    if row.planned_on != unit.today:
        raise Untrue(f"It was planned for {say_day(row.planned_on)}; the follow-up decides anew.")
    items = unit.driver.execute(sql.ITEMS, {"sending": row.id}).fetchall()
    found = gather(unit.driver, unit.today, (row.customer_id,))
    account = found.accounts[row.customer_id]
    owed = [item for item in account.items if item.currency == row.currency]
    if not owed:
        raise Untrue("Nothing is open any more.")
    events = _without(account, row, items)
    decision = decide(owed, account.customer, events, found.desk, unit.today)
    if not isinstance(decision, Action) or decision.purpose.value != row.purpose:
        raise Untrue(_why(decision, [item_id for item_id, *_ in items]))
    due = {(standing.item.id, standing.step, standing.claimed_minor) for standing in decision.items}
    if not due.issuperset(items):
        raise Untrue("What is due has changed since it was written.")
    facts = facts_of(unit.driver, decision, unit.today)
    try:
        written = office.writer(facts)
    except InputError as error:
        raise Untrue(error.sentence) from error
    if (facts.address, written.subject, written.text) != (row.address, row.subject, row.body):
        raise Untrue("What it says has changed since it was written.")
    return written


def _without(account: Account, row: SendingRecord, items: Sequence[tuple[int, int, int]]) -> Events:
    """The events of an account as if this message were not on its way; the items of one stand in any order."""
    steps = {ItemStep(item_id, step) for item_id, step, _ in items}
    state = _UNDER_WAY[MessageState(row.state)]
    own = (row.planned_on, Channel(row.channel), Purpose(row.purpose), state, steps)
    sendings = list(account.events.sendings)
    told = [(one.on, one.channel, one.purpose, one.state, set(one.items)) for one in sendings]
    del sendings[told.index(own)]
    return replace(account.events, sendings=tuple(sendings))


def _why(decision: Decision, items: Sequence[int]) -> str:
    """Why nothing goes out about these items now."""
    if isinstance(decision, Nothing):
        standings = [standing for standing in decision.items if standing.item.id in items]
        for standing in standings:
            if standing.reasons:
                return sentence(standing.reasons[0])
    return "It is settled, or something else is due now."


def message_of(row: sqlite3.Row, zone: tzinfo) -> Message:
    """A row as people see it."""
    return Message(
        id=row["id"],
        version=row["version"],
        customer_id=row["customer_id"],
        code=row["code"],
        name=row["name"],
        amount=Money(row["amount_minor"], row["currency"]),
        channel=Channel(row["channel"]),
        purpose=Purpose(row["purpose"]),
        tone=Tone(row["tone"]),
        template=row["template"],
        language=row["language"],
        address=row["address"],
        subject=row["subject"],
        body=row["body"],
        message_id=row["message_id"],
        state=MessageState(row["state"]),
        planned_on=date.fromisoformat(row["planned_on"]),
        held_until=_instant(row["held_until"], zone),
        claimed_at=_instant(row["claimed_at"], zone),
        sent_on=date.fromisoformat(row["sent_on"]) if row["sent_on"] else None,
        said=row["said"],
        by=row["by"],
    )


def _instant(text: str | None, zone: tzinfo) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(zone) if text else None
