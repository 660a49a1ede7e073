"""The outbox: messages to customers, what each stands for, and what became of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, Integer, UniqueConstraint, text
from sqlmodel import SQLModel

from db.models.columns import STRICT, check, column, key, personal, refers, text_column
from db.models.following import CHANNELS, TONES
from db.types import IsoDate, UtcInstant, UuidText


class SendingRecord(SQLModel, table=True):
    """A message of the follow-up, from plan to proof.

    `message_id` is fixed when it is planned, before any connection opens. `held_until` ends the time in which it can
    be recalled. `claimed_by` names the run that took it for sending; one that is `sending` while that run is over is
    `unknown` and is never sent again by itself. `settled_at` is when its fate was known, `said` what the server, the
    printer or the person said.
    """

    __tablename__ = "sending"
    __table_args__: ClassVar[Any] = (
        check(CHANNELS, "sending_channel"),
        check(TONES, "sending_tone"),
        check("purpose in ('forewarning', 'reminder', 'thanks')", "sending_purpose"),
        check(
            "state in ('planned', 'held', 'sending', 'printed', 'sent', 'failed', 'unknown', 'recalled', 'dropped')",
            "sending_state",
        ),
        check("state <> 'held' or held_until is not null", "sending_held"),
        check("state <> 'sending' or (claimed_at is not null and claimed_by <> '')", "sending_claimed"),
        check("state not in ('failed', 'dropped', 'recalled') or said <> ''", "sending_reason"),
        check("length(currency) = 3", "sending_currency"),
        Index("sending_of_customer", "customer_id", "planned_on"),
        Index(
            "sending_waiting",
            "state",
            "held_until",
            sqlite_where=text("state in ('planned', 'held', 'sending', 'printed', 'failed', 'unknown')"),
        ),
        STRICT,
    )

    id: int | None = key()
    uid: UUID = column(UuidText, unique=True)
    customer_id: int = refers("customer.id")
    currency: str = text_column()
    channel: str = text_column()
    purpose: str = text_column()
    procedure: str = text_column()
    template: str = text_column()
    tone: str = text_column()
    language: str = text_column()
    address: str = personal()
    subject: str = personal()
    body: str = personal()
    message_id: str = text_column(unique=True)
    state: str = text_column()
    planned_on: date = column(IsoDate)
    planned_at: datetime = column(UtcInstant)
    held_until: datetime | None = column(UtcInstant, nullable=True, initial=None)
    claimed_at: datetime | None = column(UtcInstant, nullable=True, initial=None)
    claimed_by: str = text_column()
    sent_on: date | None = column(IsoDate, nullable=True, initial=None)
    settled_at: datetime | None = column(UtcInstant, nullable=True, initial=None)
    said: str = text_column()
    by: str = text_column()
    version: int = column(Integer, initial=1)


class SendingItem(SQLModel, table=True):
    """An instalment that a message speaks of, with what was open of it then.

    `slot` names purpose, step and channel (`reminder:2:mail`) while the message may have reached the customer or still
    will: an instalment has each slot once. It is null once the message failed, was recalled or was dropped.
    """

    __tablename__ = "sending_item"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("sending_id", "instalment_id"),
        UniqueConstraint("instalment_id", "slot"),
        check("step >= 0 and open_minor >= 0", "sending_item_amount"),
        check("slot <> ''", "sending_item_slot"),
        STRICT,
    )

    id: int | None = key()
    sending_id: int = refers("sending.id")
    instalment_id: int = refers("instalment.id")
    step: int = column(Integer)
    open_minor: int = column(Integer)
    slot: str | None = text_column(nullable=True, initial=None)


class SendingEvent(SQLModel, table=True):
    """What happened to a message, for its story: each change of state, a bounce that came later, and that a mail which
    was put off is tried no more."""

    __tablename__ = "sending_event"
    __table_args__: ClassVar[Any] = (
        check(
            "what in ('planned', 'held', 'recalled', 'dropped', 'claimed', 'printed', 'sent', 'failed', 'unknown',"
            " 'bounced', 'given up', 'resolved')",
            "sending_event_what",
        ),
        Index("sending_event_of_sending", "sending_id"),
        STRICT,
    )

    id: int | None = key()
    sending_id: int = refers("sending.id")
    at: datetime = column(UtcInstant)
    what: str = text_column()
    said: str = text_column()
    by: str = text_column()
