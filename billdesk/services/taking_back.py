"""What the user of the desk can still take back: the newest of what is held and of what was just booked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from billdesk.domain.errors import RuleError
from billdesk.domain.held import HeldEntry, HoldSettings, same_person
from billdesk.domain.plans import PlanView
from billdesk.domain.promises import PromiseState
from billdesk.domain.records import AccountView, ContactView, PromiseView, ReceiptItem
from billdesk.services import customers, dispute_steps, held, plans
from billdesk.services.views import contact_of
from db.queries import account as account_sql
from db.queries import audit as sql

if TYPE_CHECKING:
    from billdesk.domain.contact_back import TakeBackContactDraft
    from billdesk.domain.double_check import Confirmed
    from billdesk.services.desk import Desk
    from db.models import Contact
    from db.unit import Unit

LOG_WHAT_IS_RIGHT = "Log what is right; the newest contact counts."


@dataclass(frozen=True, slots=True)
class JustBooked:
    """What was booked within the seconds of the desk's `settings` and can be taken back, and its account."""

    record: ReceiptItem | PromiseView | PlanView | ContactView
    account: AccountView
    settings: HoldSettings

    @property
    def seconds(self) -> int:
        """Within so many seconds it was booked."""
        return self.settings.seconds


@dataclass(frozen=True, slots=True)
class _Link:
    at: datetime
    table: str
    id: int
    customer_id: int


def latest(desk: Desk) -> HeldEntry | JustBooked | None:
    """What taking back means now; `None` when there is nothing. What was taken back already is passed over."""
    entry = held.latest_held(desk)
    settings = held.settings(desk)
    for link in _links(desk, settings.seconds):
        if entry is not None and entry.entered_at >= link.at:
            return entry
        account = customers.get(desk, link.customer_id)
        record = _record(desk, account, link)
        if record is not None:
            return JustBooked(record, account, settings)
    return entry


def _links(desk: Desk, seconds: int) -> Iterator[_Link]:
    """The receipts, promises and contacts without one that the user has booked within the seconds, newest first."""
    from db.types import instant_text

    since = instant_text(desk.now() - timedelta(seconds=seconds))
    for row in desk.reader.rows(sql.RECENT, {"since": since}) if seconds else ():
        if not same_person(row["by"], desk.user):
            continue
        made = {change["t"]: change for change in json.loads(row["payload"]) if change["op"] == "insert"}
        table = next((table for table in ("receipt", "promise", "contact") if table in made), None)
        if table is not None:
            change = made[table]
            yield _Link(datetime.fromisoformat(row["at"]), table, change["id"], change["row"]["customer_id"])


def _record(desk: Desk, account: AccountView, link: _Link) -> ReceiptItem | PromiseView | PlanView | ContactView | None:
    """What the link booked, unless it was taken back or is over."""
    if link.table == "receipt":
        return _receipt(account, link.id)
    if link.table == "promise":
        return _promise(desk, account, link.id)
    return next((one for one in account.contacts if one.id == link.id), None)


def _receipt(account: AccountView, receipt_id: int) -> ReceiptItem | None:
    return next((one for one in account.receipts if one.id == receipt_id and not one.reversed), None)


def _promise(desk: Desk, account: AccountView, promise_id: int) -> PromiseView | PlanView | None:
    """The promise, or all of the plan that it is a part of."""
    found = (one for one in account.promises if one.id == promise_id and one.state is PromiseState.OPEN)
    promise = next(found, None)
    return promise if promise is None or promise.plan_id is None else plans.get(desk, promise.plan_id)


@dataclass(frozen=True, slots=True)
class NoContact:
    """A contact that was taken back: on which day, by whom and why."""

    contact: ContactView
    on: date
    by: str
    because: str


def no_contacts(desk: Desk, customer_id: int) -> tuple[NoContact, ...]:
    """The contacts of an account that were taken back, the latest first."""
    return tuple(
        NoContact(contact_of(row), date.fromisoformat(row["taken_back_on"]), row["taken_back_by"], row["reason"])
        for row in desk.reader.rows(account_sql.CONTACTS_TAKEN_BACK, {"customer": customer_id})
    )


def contact(desk: Desk, confirmed: Confirmed[TakeBackContactDraft]) -> None:
    """Let a contact count no more that was logged by mistake, and withdraw what dispute it opened; twice is once.

    Raises `RuleError` for somebody else's, for one with a promise, after which another one was logged, or whose dispute
    was worked on.
    """
    from db.models import Contact, ContactTakenBack

    draft = confirmed.draft
    with desk.write("contact taken back", confirmed) as unit:
        row = unit.get(Contact, draft.contact_id, "contact")
        if _is_back(unit, draft.contact_id):
            return
        _refuse(unit, row)
        dispute_steps.withdraw_opened_by(unit, row, draft.reason)
        unit.subject = f"customer:{row.customer_id}"
        unit.add(ContactTakenBack(contact_id=draft.contact_id, on_day=unit.today, reason=draft.reason, by=unit.by))
        unit.touched.add(row.customer_id)


def _is_back(unit: Unit, contact_id: int) -> bool:
    from sqlmodel import select

    from db.models import ContactTakenBack

    found = unit.session.exec(select(ContactTakenBack).where(ContactTakenBack.contact_id == contact_id))
    return found.first() is not None


def _refuse(unit: Unit, row: Contact) -> None:
    if not same_person(row.by, unit.by):
        raise RuleError("Only who logged a contact takes it back.", LOG_WHAT_IS_RIGHT)
    if unit.driver.execute(account_sql.PROMISE_OF_CONTACT, {"contact": row.id}).fetchone():
        raise RuleError("This contact brought a promise.", "Withdraw the promise; the contact was made.")
    if unit.driver.execute(account_sql.NEWER_CONTACT, {"customer": row.customer_id, "contact": row.id}).fetchone():
        raise RuleError("Another contact was logged after this one.", LOG_WHAT_IS_RIGHT)
