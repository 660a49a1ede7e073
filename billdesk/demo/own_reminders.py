"""Own reminders of the practice desk: some for today, one that is late, some that come again, one about no account."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from billdesk.demo.book import DemoBook
from billdesk.demo.customers import OWNERS, DemoCustomer
from billdesk.domain.dates import add_months
from db.types import instant_text

_ABOUT = (
    (0, "never", "Ask for the signed order before the next invoice."),
    (-2, "never", "Send the statement of account they asked for."),
    (3, "never", "Find out who signs while the buyer is on leave."),
    (9, "monthly", "Read the meter figures to them for the next bill."),
    (16, "weekly", "Ask how far the release of the payments is."),
)
"""In how many days, how often, and what; each about the next account that owes something."""
_MONTH_END = "Close the month: batches, unapplied money, drafts."
_FIVE = time(17, tzinfo=UTC)


def set_reminders(book: DemoBook, customers: list[DemoCustomer], today: date) -> None:
    """Write them, on the evening before the desk's day."""
    last = today - timedelta(days=1)
    for customer, (days, repeats, about) in zip(customers, _ABOUT, strict=False):
        on = today + timedelta(days=days)
        _remind(book, customer, last, on, on, repeats, about, linked=True)
    if customers:
        anchor = add_months(date(today.year, 1, 31), -12)
        month_end = add_months(anchor, 12 + today.month - 1)
        _remind(book, customers[0], last, month_end, anchor, "monthly", _MONTH_END, linked=False)


def _remind(
    book: DemoBook,
    customer: DemoCustomer,
    day: date,
    on: date,
    anchor: date,
    repeats: str,
    about: str,
    *,
    linked: bool,
) -> None:
    owner = (customer.owner or OWNERS[0]) if linked else ""
    row = book.new("own_reminder") | {
        "on_day": on.isoformat(),
        "anchor_on": anchor.isoformat(),
        "repeats": repeats,
        "every": 1,
        "about": about,
        "customer_id": customer.id if linked else None,
        "owner": owner,
        "at": instant_text(datetime.combine(day, _FIVE)),
        "by": customer.owner or OWNERS[0],
        "version": 1,
    }
    book.note(customer, day, "reminder set", [("own_reminder", row)])
