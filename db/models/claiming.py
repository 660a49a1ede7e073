"""Claims of interest and fees, which never edit an invoice, and plans of several promises."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, Integer, UniqueConstraint
from sqlmodel import SQLModel

from db.models.columns import STRICT, check, column, key, refers, text_column
from db.types import IsoDate, UuidText


class Claim(SQLModel, table=True):
    """Interest or a fee claimed because of an invoice, with its own life.

    `calculation` holds every line of how it was reckoned, with article, rate and dates; `rule` names the rule, of a
    fee what it is for, and `upto` is the last day it counts. `reason` says why it was waived; `in_error` that it should
    never have been made, so that its days may be claimed again. What paid it stands in `ClaimPayment`.
    """

    __tablename__ = "claim"
    __table_args__: ClassVar[Any] = (
        check("kind in ('interest', 'fixed sum', 'fee')", "claim_kind"),
        check("state in ('open', 'waived', 'charged', 'paid')", "claim_state"),
        check("(state = 'waived') = (reason <> '')", "claim_waived"),
        check("in_error in (0, 1) and (in_error = 0 or state = 'waived')", "claim_in_error"),
        check("(state in ('waived', 'paid')) = (settled_on is not null)", "claim_settled"),
        check("state <> 'charged' or charged_on is not null", "claim_charged"),
        check("(charged_on is null) = (charged_how = '')", "claim_how"),
        check("amount_minor > 0 and length(currency) = 3", "claim_amount"),
        check("calculation <> ''", "claim_calculation"),
        Index("claim_of_invoice", "invoice_id"),
        STRICT,
    )

    id: int | None = key()
    uid: UUID = column(UuidText, unique=True)
    customer_id: int = refers("customer.id", index=True)
    invoice_id: int = refers("invoice.id")
    kind: str = text_column()
    rule: str = text_column()
    currency: str = text_column()
    amount_minor: int = column(Integer)
    upto: date = column(IsoDate)
    calculation: str = text_column()
    state: str = text_column(initial="open")
    reason: str = text_column()
    in_error: int = column(Integer, initial=0)
    made_on: date = column(IsoDate)
    charged_on: date | None = column(IsoDate, nullable=True, initial=None)
    charged_how: str = text_column()
    sending_id: int | None = refers("sending.id", nullable=True, initial=None)
    settled_on: date | None = column(IsoDate, nullable=True, initial=None)
    by: str = text_column()
    version: int = column(Integer, initial=1)


class ClaimPayment(SQLModel, table=True):
    """Which receipt paid a claim; negative, with the reversal's id, where that receipt was taken back."""

    __tablename__ = "claim_payment"
    __table_args__: ClassVar[Any] = (
        check("amount_minor <> 0", "claim_payment_amount"),
        Index("claim_payment_of_claim", "claim_id"),
        Index("claim_payment_of_receipt", "receipt_id"),
        STRICT,
    )

    id: int | None = key()
    claim_id: int = refers("claim.id")
    receipt_id: int = refers("receipt.id")
    applied_on: date = column(IsoDate)
    amount_minor: int = column(Integer)


class PromisePlan(SQLModel, table=True):
    """An instalment agreement: several promises of one customer that were agreed together."""

    __tablename__ = "promise_plan"
    __table_args__: ClassVar[Any] = (STRICT,)

    id: int | None = key()
    uid: UUID = column(UuidText, unique=True)
    customer_id: int = refers("customer.id", index=True)
    agreed_on: date = column(IsoDate)
    note: str = text_column(info={"personal": True})
    by: str = text_column()


class PlanPromise(SQLModel, table=True):
    """Which promises a plan is made of, in their order."""

    __tablename__ = "plan_promise"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("plan_id", "position"),
        check("position > 0", "plan_promise_position"),
        STRICT,
    )

    id: int | None = key()
    plan_id: int = refers("promise_plan.id")
    position: int = column(Integer)
    promise_id: int = refers("promise.id", unique=True)
