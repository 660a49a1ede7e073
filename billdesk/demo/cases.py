"""A few disputes and some feedback of the practice desk: one past its time, one that waits, one about a part."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from billdesk.demo.customers import OWNERS
from billdesk.domain.disputes import DisputePriority, due_by
from db.types import instant_text

if TYPE_CHECKING:
    from billdesk.demo.reminders import Desk
    from billdesk.demo.rows import Row

_CASES = (
    ("quantity", DisputePriority.NORMAL, "", 26, 10, "Counted twelve hours less than the invoice says."),
    ("price", DisputePriority.HIGH, "sales", 2, 4, "Was promised last year's rate."),
    ("not-received", DisputePriority.URGENT, "", 1, 1, "Says the report never arrived."),
    ("wrong-party", DisputePriority.LOW, "customer", 6, 1, "Wants their order number on it."),
)
"""Reason, priority, whom it waits on, days since the opening, one of how many parts of what is open, what was said."""
_FEEDBACK = (
    ("complaint", "customer", "invoice text", "The order number is missing on the invoices again.", ""),
    (
        "complaint",
        "customer",
        "invoice text",
        "Cannot tell which month the hours are of.",
        "Each line names its month.",
    ),
    ("idea", "colleague", "statements", "Send a statement of account before the first reminder.", ""),
    ("praise", "customer", "on the phone", "Was called back within the hour.", "Nothing; we keep it so."),
)
_OPEN = """
select v.id, v.customer_id, v.currency, sum(i.open_minor) from invoice v join instalment i on i.invoice_id = v.id
where v.disputed = 1 group by v.id having sum(i.open_minor) > 0 order by v.id limit ?"""


def add_cases(desk: Desk) -> None:
    """Write them on the evening before the desk's day; other disputed invoices have no case yet."""
    last = desk.today - timedelta(days=1)
    found = desk.connection.execute(_OPEN, (len(_CASES),)).fetchall()
    for (invoice_id, customer_id, currency, open_minor), case in zip(found, _CASES, strict=False):
        reason, priority, waiting_on, ago, parts, said = case
        opened, customer = last - timedelta(days=ago), desk.customer(customer_id)
        row: Row = desk.book.new("dispute") | {
            "customer_id": customer_id,
            "invoice_id": invoice_id,
            "currency": currency,
            "amount_minor": max(1, open_minor // parts),
            "reason": reason,
            "priority": priority.value,
            "owner": customer.owner or OWNERS[0],
            "waiting_on": waiting_on,
            "state": "waiting" if waiting_on else "open",
            "opened_on": opened.isoformat(),
            "counted_from": opened.isoformat(),
            "due_by": due_by(opened, priority).isoformat(),
            "at": _at(desk),
            "by": customer.owner or OWNERS[0],
        }
        line: Row = desk.book.new("dispute_note") | {
            "dispute_id": row["id"],
            "on_day": opened.isoformat(),
            "at": _at(desk),
            "kind": "said",
            "note": said,
            "by": customer.owner or OWNERS[0],
        }
        desk.book.note(customer, last, "dispute opened", [("dispute", row), ("dispute_note", line)])
    _feedback(desk)


def _feedback(desk: Desk) -> None:
    last = desk.today - timedelta(days=1)
    for place, (kind, source, theme, said, changed) in enumerate(_FEEDBACK, start=1):
        if place > desk.customers:
            return
        customer = desk.customer(place)
        row: Row = desk.book.new("feedback") | {
            "kind": kind,
            "source": source,
            "theme": theme,
            "said": said,
            "customer_id": place if source == "customer" else None,
            "on_day": (last - timedelta(days=11 * place)).isoformat(),
            "changed": changed,
            "closed_on": last.isoformat() if changed else None,
            "at": _at(desk),
            "by": customer.owner or OWNERS[0],
        }
        desk.book.note(customer, last, "feedback", [("feedback", row)])


def _at(desk: Desk) -> str:
    return instant_text(datetime.combine(desk.today - timedelta(days=1), time(16), UTC))
