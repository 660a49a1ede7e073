"""What the user of the desk can still take back: the newest of what is held and of what was just booked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from billdesk.domain.errors import RuleError
from billdesk.domain.held import HeldEntry, HoldSettings, same_person
from billdesk.domain.plans import PlanView
from billdesk.domain.promises import PromiseState
from billdesk.domain.records import AccountView, PromiseView, ReceiptItem
from billdesk.services import customers, held, plans
from db.queries import audit as sql

if TYPE_CHECKING:
    from billdesk.services.desk import Desk


@dataclass(frozen=True, slots=True)
class JustBooked:
    """What was booked within the seconds of the desk's `settings` and can be taken back, and its account."""

    record: ReceiptItem | PromiseView | PlanView
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
    """What taking back means now; `None` when there is nothing.

    Raises `RuleError` when the newest is a contact without a promise: it was said, so it stays in the log, and an
    older receipt must not be taken back in its place.
    """
    entry = held.latest_held(desk)
    settings = held.settings(desk)
    for link in _links(desk, settings.seconds):
        if entry is not None and entry.entered_at >= link.at:
            return entry
        if link.table == "contact":
            raise RuleError("What you logged last stays in the log.", "Log what is right; the newest contact counts.")
        account = customers.get(desk, link.customer_id)
        record = _receipt(account, link.id) if link.table == "receipt" else _promise(desk, account, link.id)
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


def _receipt(account: AccountView, receipt_id: int) -> ReceiptItem | None:
    return next((one for one in account.receipts if one.id == receipt_id and not one.reversed), None)


def _promise(desk: Desk, account: AccountView, promise_id: int) -> PromiseView | PlanView | None:
    """The promise, or all of the plan that it is a part of."""
    found = (one for one in account.promises if one.id == promise_id and one.state is PromiseState.OPEN)
    promise = next(found, None)
    return promise if promise is None or promise.plan_id is None else plans.get(desk, promise.plan_id)
