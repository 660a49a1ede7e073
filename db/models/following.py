"""Procedures of the follow-up, which one was chosen, and what keeps an account from being chased."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, Integer, UniqueConstraint, text
from sqlmodel import SQLModel

from db.models.columns import STRICT, check, column, key, refers, text_column
from db.types import IsoDate, UtcInstant, UuidText

CHANNELS = "channel in ('mail', 'letter', 'call')"
TONES = "tone in ('friendly', 'clear', 'firm', 'final')"


class ProcedureRecord(SQLModel, table=True):
    """A procedure of the desk's own, or one that the program brings along as the desk changed it (the same name)."""

    __tablename__ = "procedure"
    __table_args__: ClassVar[Any] = (
        check("length(name) > 0", "procedure_name"),
        check("contacts_a_week > 0 and quiet_days >= 0 and least_major >= 0", "procedure_contact"),
        check("forewarning_days is null or forewarning_days > 0", "procedure_forewarning"),
        check("thank_you in (0, 1) and retired in (0, 1)", "procedure_flags"),
        STRICT,
    )

    id: int | None = key()
    uid: UUID = column(UuidText, unique=True)
    name: str = text_column(unique=True)
    contacts_a_week: int = column(Integer)
    quiet_days: int = column(Integer)
    least_major: int = column(Integer)
    forewarning_days: int | None = column(Integer, nullable=True, initial=None)
    thank_you: int = column(Integer, initial=0)
    retired: int = column(Integer, initial=0)
    version: int = column(Integer, initial=1)


class ProcedureStep(SQLModel, table=True):
    """One step of a stored procedure: from so many days past due on, how it goes out and in which words."""

    __tablename__ = "procedure_step"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("procedure_id", "position"),
        check("position > 0 and days > 0", "procedure_step_days"),
        check(CHANNELS, "procedure_step_channel"),
        check(TONES, "procedure_step_tone"),
        check("fee in (0, 1) and interest in (0, 1)", "procedure_step_claims"),
        STRICT,
    )

    id: int | None = key()
    procedure_id: int = refers("procedure.id")
    position: int = column(Integer)
    days: int = column(Integer)
    channel: str = text_column()
    template: str = text_column()
    tone: str = text_column()
    fee: int = column(Integer, initial=0)
    interest: int = column(Integer, initial=0)


class ProcedureChoice(SQLModel, table=True):
    """The procedure chosen for a customer, or for one of its invoices; the desk's own is a setting."""

    __tablename__ = "procedure_choice"
    __table_args__: ClassVar[Any] = (
        check("length(procedure) > 0", "procedure_choice_name"),
        Index("procedure_choice_of_customer", "customer_id", unique=True, sqlite_where=text("invoice_id is null")),
        STRICT,
    )

    id: int | None = key()
    customer_id: int = refers("customer.id")
    invoice_id: int | None = refers("invoice.id", nullable=True, unique=True, initial=None)
    procedure: str = text_column()
    version: int = column(Integer, initial=1)


class FollowUpHold(SQLModel, table=True):
    """Somebody said not to chase: a pause until a day, or a block until it is lifted; always with the reason.

    Of one currency or one invoice only where that is named. `until` is the first day on which a pause holds no more.
    """

    __tablename__ = "follow_up_hold"
    __table_args__: ClassVar[Any] = (
        check("kind in ('pause', 'block')", "follow_up_hold_kind"),
        check("(kind = 'pause') = (until is not null)", "follow_up_hold_until"),
        check("reason <> ''", "follow_up_hold_reason"),
        check("(lifted_on is null) = (lifted_because = '')", "follow_up_hold_lifted"),
        Index("follow_up_hold_live", "customer_id", sqlite_where=text("lifted_on is null")),
        STRICT,
    )

    id: int | None = key()
    uid: UUID = column(UuidText, unique=True)
    kind: str = text_column()
    customer_id: int = refers("customer.id")
    invoice_id: int | None = refers("invoice.id", nullable=True, initial=None)
    currency: str | None = text_column(nullable=True, initial=None)
    reason: str = text_column()
    set_on: date = column(IsoDate)
    until: date | None = column(IsoDate, nullable=True, initial=None)
    lifted_on: date | None = column(IsoDate, nullable=True, initial=None)
    lifted_because: str = text_column()
    by: str = text_column()


class StepWaiver(SQLModel, table=True):
    """A step that somebody left out for an instalment, with the reason: it counts as done on that day, until somebody
    takes that back."""

    __tablename__ = "step_waiver"
    __table_args__: ClassVar[Any] = (
        check("step > 0", "step_waiver_step"),
        check("reason <> ''", "step_waiver_reason"),
        check("(lifted_on is null) = (lifted_because = '')", "step_waiver_lifted"),
        Index("step_waiver_live", "instalment_id", "step", unique=True, sqlite_where=text("lifted_on is null")),
        Index("step_waiver_of_instalment", "instalment_id"),
        STRICT,
    )

    id: int | None = key()
    uid: UUID = column(UuidText)
    instalment_id: int = refers("instalment.id")
    step: int = column(Integer)
    on_day: date = column(IsoDate)
    reason: str = text_column()
    lifted_on: date | None = column(IsoDate, nullable=True, initial=None)
    lifted_because: str = text_column()
    by: str = text_column()


class OwnReminder(SQLModel, table=True):
    """A reminder that somebody of the desk set for a day; one that repeats is counted from `anchor_on`, so that the
    31st stays the 31st where the month has one. It is over once it has a `done_on` or a `dropped_on`."""

    __tablename__ = "own_reminder"
    __table_args__: ClassVar[Any] = (
        check("repeats in ('never', 'daily', 'weekly', 'monthly', 'yearly')", "own_reminder_repeats"),
        check("every > 0", "own_reminder_every"),
        check("about <> ''", "own_reminder_about"),
        check("invoice_id is null or customer_id is not null", "own_reminder_link"),
        check("done_on is null or dropped_on is null", "own_reminder_end"),
        Index("own_reminder_open", "on_day", sqlite_where=text("done_on is null and dropped_on is null")),
        STRICT,
    )

    id: int | None = key()
    uid: UUID = column(UuidText, unique=True)
    on_day: date = column(IsoDate)
    anchor_on: date = column(IsoDate)
    repeats: str = text_column(initial="never")
    every: int = column(Integer, initial=1)
    about: str = text_column(info={"personal": True})
    customer_id: int | None = refers("customer.id", nullable=True, initial=None)
    invoice_id: int | None = refers("invoice.id", nullable=True, initial=None)
    owner: str = text_column()
    done_on: date | None = column(IsoDate, nullable=True, initial=None)
    dropped_on: date | None = column(IsoDate, nullable=True, initial=None)
    at: datetime = column(UtcInstant)
    by: str = text_column()
    version: int = column(Integer, initial=1)
