"""The contact log: calls, e-mails, letters, notes, and the promises they bring."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime
from typing import TYPE_CHECKING

from billdesk.domain import promises
from billdesk.domain.checks.entry import ContactFacts, check_contact
from billdesk.domain.double_check import Confirmed
from billdesk.domain.drafts import (
    ContactDraft,
    ContactKind,
    Direction,
    LiftDisputeDraft,
    Outcome,
    PromiseDraft,
    WithdrawPromiseDraft,
)
from billdesk.domain.errors import RuleError
from billdesk.domain.findings import Findings
from billdesk.services import dispute_steps
from billdesk.services.desk import Desk
from billdesk.services.open_items import open_items
from billdesk.services.refusals import refuse_blocking
from db.queries import account as sql
from db.queries import plans as plan_sql

if TYPE_CHECKING:
    from db.unit import Unit


def check(desk: Desk, draft: ContactDraft) -> Findings:
    """The automatic checks of a contact and its promise against what the account has open."""
    with desk.reader.snapshot() as connection:
        return _check(connection, draft, desk.today, desk.now())


def _check(connection: sqlite3.Connection, draft: ContactDraft, today: date, now: datetime) -> Findings:
    items = open_items(connection, draft.customer_id, today)
    promised = frozenset(item.invoice_id for item in items if item.promised_for is not None)
    return check_contact(draft, ContactFacts(today, now, items, promised))


def log(desk: Desk, confirmed: Confirmed[ContactDraft]) -> int:
    """Write a contact, with its promise, into the log and return its id; the same draft twice is booked once.

    A contact that disputes an invoice, or without one all that is open, opens its case: that is not claimed from then
    on. Raises `RuleError` for what the checks block, such as a second live promise on an invoice.
    """
    from db.models import Contact, Customer

    draft = confirmed.draft
    with desk.write("note" if draft.kind is ContactKind.NOTE else "contact", confirmed) as unit:
        booked = unit.booked(Contact, draft.uid)
        if booked is not None:
            return booked
        unit.get(Customer, draft.customer_id, "customer")
        unit.subject = f"customer:{draft.customer_id}"
        refuse_blocking(_check(unit.driver, draft, unit.today, unit.at))
        contact = Contact(
            uid=draft.uid,
            customer_id=draft.customer_id,
            invoice_id=draft.invoice_id,
            happened_at=draft.happened_at,
            on_day=_day_of(desk, draft.happened_at),
            kind=draft.kind.value,
            direction=draft.direction.value,
            outcome=draft.outcome.value,
            person=draft.person,
            note=draft.note,
            next_on=draft.next_on,
            by=unit.by,
        )
        unit.add(contact)
        if draft.promise is not None:
            _promise(unit, draft.customer_id, int(contact.id or 0), draft.promise)
        if draft.outcome is Outcome.DISPUTES:
            dispute_steps.open_for_contact(unit, contact, draft.dispute_reason)
        unit.touched.add(draft.customer_id)
        return int(contact.id or 0)


def _day_of(desk: Desk, instant: datetime) -> date:
    """The business day of an instant; on a desk whose day was given, that day."""
    return desk.today if desk.today_is_set else instant.astimezone(desk.time_zone).date()


def lift_dispute(desk: Desk, confirmed: Confirmed[LiftDisputeDraft]) -> None:
    """Claim a disputed invoice again and leave a note with the reason in the log; the same draft twice is done once.

    Its case is settled as withdrawn. Raises `RuleError` unless the invoice is disputed, without a reason, and where a
    credit was agreed.
    """
    from sqlmodel import select

    from db.models import Contact, Invoice

    draft = confirmed.draft
    with desk.write("dispute lifted", confirmed) as unit:
        if unit.session.exec(select(Contact).where(Contact.uid == draft.uid)).first() is not None:
            return
        invoice = unit.get(Invoice, draft.invoice_id, "invoice")
        # The note tells it in the invoice's story, where every event stands once.
        unit.subject = f"customer:{invoice.customer_id}"
        if not invoice.disputed:
            raise RuleError("This invoice is not disputed.", "Reload what you see with ctrl+r.")
        if not draft.reason.strip():
            raise RuleError("Lifting a dispute needs its reason.", "Say how it was settled.")
        dispute_steps.withdraw_all(unit, draft.invoice_id, draft.reason, draft.uid)
        if invoice.disputed:  # marked by the system it came from, without a case
            invoice.disputed = 0
            invoice.version += 1
        note = Contact(
            uid=draft.uid,
            customer_id=invoice.customer_id,
            invoice_id=invoice.id,
            happened_at=unit.at,
            on_day=_day_of(desk, unit.at),
            kind=ContactKind.NOTE.value,
            direction=Direction.OUT.value,
            outcome=Outcome.NONE.value,
            person="",
            note=f"dispute lifted: {draft.reason}",
            by=unit.by,
        )
        unit.add(invoice, note)
        unit.touched.add(invoice.customer_id)


def _promise(unit: Unit, customer_id: int, contact_id: int, draft: PromiseDraft) -> None:
    from db.models import Promise, PromiseInvoice

    promise = Promise(
        uid=draft.uid,
        customer_id=customer_id,
        contact_id=contact_id,
        recorded_on=unit.today,
        due_on=draft.due_on,
        grace_days=draft.grace_days,
        currency=draft.amount.currency,
        amount_minor=draft.amount.minor,
        after_allocation=unit.driver.execute(sql.LAST_ALLOCATION).fetchone()[0],
    )
    unit.add(promise)
    unit.add(*(PromiseInvoice(promise_id=int(promise.id or 0), invoice_id=number) for number in draft.invoice_ids))


def withdraw(desk: Desk, confirmed: Confirmed[WithdrawPromiseDraft]) -> None:
    """Take a promise back, with the reason; raises `RuleError` unless it is still open: what was kept or broken stays
    in the account's story."""
    from db.models import Promise

    draft = confirmed.draft
    with desk.write("promise withdrawn", confirmed) as unit:
        promise = unit.get(Promise, draft.promise_id, "promise")
        unit.subject = f"customer:{promise.customer_id}"
        if promise.withdrawn_on is not None:
            raise RuleError("This promise was withdrawn already.", "Look at the account.")
        if unit.driver.execute(plan_sql.PLAN_OF_PROMISE, {"promise": draft.promise_id}).fetchone():
            raise RuleError("This promise is a part of a plan.", "Withdraw the whole plan (A on the account).")
        kept = unit.driver.execute(sql.KEPT_OF_PROMISE, {"promise": draft.promise_id}).fetchone()[0]
        state = promises.decide(promise.amount_minor, promise.due_on, promise.grace_days, False, kept, unit.today)
        if state is not promises.PromiseState.OPEN:
            raise RuleError(
                f"This promise is {state.value}; only an open one can be withdrawn.", "Look at the account."
            )
        promise.withdrawn_on, promise.withdrawn_because = unit.today, draft.reason
        unit.add(promise)
        unit.touched.add(promise.customer_id)
