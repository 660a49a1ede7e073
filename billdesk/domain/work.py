"""The work queue as the book tells it: views, rows, pages and what stands above them.

Apart from the other records because the first frame needs these and nothing else. Named tuples here and in the other
modules of the start: as immutable as a frozen dataclass, which takes twelve times as long to define.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from billdesk.domain.money import Money


class View(StrEnum):
    """The views of the queue, in the order of their keys; `snoozed` lists what is hidden for now, and `disputes`
    alone stands by the time that is left, not by points."""

    ALL = "all"
    TO_FINISH = "to finish"
    TO_SEND = "to send"
    FOLLOW_UP = "follow up"
    PROMISES = "promises"
    OVERDUE = "overdue"
    UNAPPLIED = "unapplied"
    MINE = "mine"
    SNOOZED = "snoozed"
    DISPUTES = "disputes"


class ItemKind(StrEnum):
    """What a work item is about."""

    DRAFT = "draft"
    SEND = "send"
    ACCOUNT = "account"
    UNAPPLIED = "unapplied"
    CHECK = "check"
    REFUSED = "refused"
    BATCH = "batch"
    REMINDER = "reminder"
    DISPUTE = "dispute"


class PriorityPart(NamedTuple):
    """One part of a work item's priority: its points, why, and the day on which it next changes."""

    name: str
    points: int
    because: str
    changes_on: date | None = None
    then_points: int | None = None


class QueueRow(NamedTuple):
    """One work item as the queue shows it.

    `key` names the item for ever (`account:12:EUR`, `draft:7`, `send:7`, `receipt:3`, `check:9`, `batch:2`,
    `reminder:4`, `dispute:4`, `no-case:7` for an invoice that is disputed without a case); `rank` and `id` are its
    place in the view it was read from. `document` is an invoice number, `draft`, a count such as `3 invoices`, or
    the text of an own reminder, which has no currency. A batch is of no one customer, and a reminder may be; an
    entry that a second person is to check names neither customer nor document, and its `open_minor` is 0.
    `promised_on` is told in the view of promises alone: the nearest day that is promised, or the last one that was.
    """

    id: int
    key: str
    kind: ItemKind
    points: int
    customer_id: int | None
    customer_code: str
    customer_name: str
    town: str
    document: str
    invoice_id: int | None
    receipt_id: int | None
    currency: str
    open_minor: int
    due_on: date | None
    why: str
    next_action: str
    snoozed_until: date | None = None
    promised_on: date | None = None
    rank: int = 0


class QueueHead(NamedTuple):
    """What stands above the list: the company, one count per view, what is open per currency, and of which day.

    `renewed` is false while the queue is still that of an earlier day; `held_until` is when the next entry that is
    held takes effect, if one is. `booked_later` says that something was booked after the day `as_of`: what is open is
    what is open by now, here and in the rows, and not what was open on that day.
    """

    company: str
    as_of: date
    counts: dict[View, int]
    totals: tuple[Money, ...]
    renewed: bool = True
    held_until: datetime | None = None
    booked_later: bool = False


class QueuePage(NamedTuple):
    """A window of the queue in order; `before` and `after` say whether there is more on either side."""

    rows: tuple[QueueRow, ...]
    before: bool
    after: bool


def case_of(row: QueueRow) -> int | None:
    """Which case a row of the queue stands for; `None` for every other row, also of what has no case yet."""
    kind, _, number = row.key.partition(":")
    return int(number) if kind == "dispute" else None


def mine(owner: str) -> str:
    """The name of the view `mine` of one user."""
    return f"{View.MINE.value}:{owner}"
