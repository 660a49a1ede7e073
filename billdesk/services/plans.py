"""Instalment agreements: agree one, look how it is kept, take it back."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import TYPE_CHECKING
from uuid import uuid5

from billdesk.domain.double_check import Confirmed
from billdesk.domain.drafts import ContactKind, Direction, Outcome
from billdesk.domain.errors import NotFoundError, RuleError
from billdesk.domain.findings import Findings
from billdesk.domain.plans import PlanDraft, PlanPart, PlanView, WithdrawPlanDraft, check_plan
from billdesk.domain.promises import PromiseState
from billdesk.services.desk import Desk
from billdesk.services.open_items import open_items
from billdesk.services.refusals import refuse_blocking
from billdesk.services.views import day, promise_of
from db.queries import account as account_sql
from db.queries import plans as sql
from db.reader import fetch

if TYPE_CHECKING:
    from db.models import Promise
    from db.unit import Unit


def check(desk: Desk, draft: PlanDraft) -> Findings:
    """What makes a plan impossible against what the account has open and promised."""
    with desk.reader.snapshot() as connection:
        return _check(connection, draft, desk.today)


def _check(connection: sqlite3.Connection, draft: PlanDraft, today: date) -> Findings:
    items = open_items(connection, draft.customer_id, today)
    taken = frozenset(item.invoice_id for item in items if item.promised_for is not None)
    return check_plan(draft, today, items, taken)


def get(desk: Desk, plan_id: int) -> PlanView:
    """One plan; raises `NotFoundError`."""
    with desk.reader.snapshot() as connection:
        rows = fetch(connection, sql.PLAN, {"plan": plan_id})
        if not rows:
            raise NotFoundError(f"There is no plan {plan_id}.", "The account lists its plans (A).")
        return _view(connection, rows[0], desk.today)


def of_customer(desk: Desk, customer_id: int) -> tuple[PlanView, ...]:
    """The plans of an account, the newest first."""
    with desk.reader.snapshot() as connection:
        rows = fetch(connection, sql.OF_CUSTOMER, {"customer": customer_id})
        return tuple(_view(connection, row, desk.today) for row in rows)


def _view(connection: sqlite3.Connection, row: sqlite3.Row, today: date) -> PlanView:
    found = fetch(connection, sql.PROMISES, {"plan": row["id"]})
    promises = tuple(promise_of(one, today) for one in found)
    return PlanView(row["id"], row["customer_id"], day(row["agreed_on"]), row["note"], row["by"], promises)


def agree(desk: Desk, confirmed: Confirmed[PlanDraft]) -> int:
    """Book a plan with its promises and a note in the contact log; return its id. The same draft twice is booked once.

    Raises `RuleError` for what the checks block.
    """
    from db.models import PlanPromise, PromisePlan

    draft = confirmed.draft
    with desk.write("plan agreed", confirmed) as unit:
        booked = unit.booked(PromisePlan, draft.uid)
        if booked is not None:
            return booked
        unit.subject = f"customer:{draft.customer_id}"
        refuse_blocking(_check(unit.driver, draft, unit.today))
        contact_id = _noted(unit, draft)
        plan = PromisePlan(
            uid=draft.uid, customer_id=draft.customer_id, agreed_on=unit.today, note=draft.note, by=unit.by
        )
        unit.add(plan)
        last = unit.driver.execute(account_sql.LAST_ALLOCATION).fetchone()[0]
        for position, part in enumerate(draft.parts, start=1):
            promise = _promise(unit, draft, part, position, contact_id, last)
            unit.add(PlanPromise(plan_id=int(plan.id or 0), position=position, promise_id=int(promise.id or 0)))
        unit.touched.add(draft.customer_id)
        return int(plan.id or 0)


def _noted(unit: Unit, draft: PlanDraft) -> int:
    """The note that tells of the plan in the contact log."""
    from db.models import Contact

    said = f"plan of {len(draft.parts)} parts: {draft.note}".removesuffix(": ")
    contact = Contact(
        uid=uuid5(draft.uid, "contact"),
        customer_id=draft.customer_id,
        happened_at=unit.at,
        on_day=unit.today,
        kind=ContactKind.NOTE.value,
        direction=Direction.OUT.value,
        outcome=Outcome.PROMISED.value,
        person="",
        note=said,
        by=unit.by,
    )
    unit.add(contact)
    return int(contact.id or 0)


def _promise(unit: Unit, draft: PlanDraft, part: PlanPart, position: int, contact_id: int, last: int) -> Promise:
    """One promise of the plan, for all of its invoices."""
    from db.models import Promise, PromiseInvoice

    promise = Promise(
        uid=uuid5(draft.uid, f"promise {position}"),
        customer_id=draft.customer_id,
        contact_id=contact_id,
        recorded_on=unit.today,
        due_on=part.due_on,
        grace_days=draft.grace_days,
        currency=draft.total.currency,
        amount_minor=part.amount_minor,
        after_allocation=last,
    )
    unit.add(promise)
    unit.add(*(PromiseInvoice(promise_id=int(promise.id or 0), invoice_id=number) for number in draft.invoice_ids))
    return promise


def withdraw(desk: Desk, confirmed: Confirmed[WithdrawPlanDraft]) -> None:
    """Take a plan back: every promise of it that still stands is withdrawn, with the reason.

    What was kept or missed by then stays in the account's story. Raises `RuleError` when nothing of it stands any more,
    and without a reason.
    """
    from db.models import Promise

    draft = confirmed.draft
    with desk.write("plan withdrawn", confirmed) as unit:
        rows = fetch(unit.driver, sql.PLAN, {"plan": draft.plan_id})
        if not rows:
            raise NotFoundError(f"There is no plan {draft.plan_id}.", "The account lists its plans (A).")
        unit.subject = f"customer:{rows[0]['customer_id']}"
        if not draft.reason.strip():
            raise RuleError("Withdrawing a plan needs its reason.", "Say why it does not hold any more.")
        standing = [
            one.id for one in _view(unit.driver, rows[0], unit.today).promises if one.state is PromiseState.OPEN
        ]
        if not standing:
            raise RuleError("Nothing of this plan stands any more.", "Look at the account.")
        for promise_id in standing:
            promise = unit.get(Promise, promise_id, "promise")
            promise.withdrawn_on, promise.withdrawn_because = unit.today, draft.reason
            unit.add(promise)
        unit.touched.add(int(rows[0]["customer_id"]))
