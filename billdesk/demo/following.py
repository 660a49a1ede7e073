"""Rows of the practice desk's follow-up as the book stores them: a message with its story, a hold, a step left out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from billdesk.demo.book import DemoBook, Rows
from billdesk.demo.customers import OWNERS, DemoCustomer
from billdesk.demo.rows import Row
from db.types import instant_text

SENT_AT = time(8, 30, tzinfo=UTC)
HELD = timedelta(minutes=10)
_ARRIVED = frozenset({"sent", "printed", "unknown"})
_BOUNCED = "5"
"""The answer of a server that refuses for good begins so."""


def message(
    book: DemoBook, customer: DemoCustomer, day: date, told: Row, on: date, items: Sequence[tuple[int, int, int]]
) -> None:
    """A message that was planned on the day `on`, with its story up to its state; `items` are instalment, step and what
    was open of it (minor units). It is noted on `day`."""
    by = customer.owner or OWNERS[0]
    planned = datetime.combine(on, SENT_AT)
    taken, mail, state = planned + HELD, told["channel"] == "mail", str(told["state"])
    row = book.new("sending") | {
        **told,
        "customer_id": customer.id,
        "planned_on": on.isoformat(),
        "planned_at": instant_text(planned),
        "held_until": instant_text(taken) if mail else None,
        "claimed_at": instant_text(taken) if mail else None,
        "claimed_by": "practice:1" if mail else "",
        "sent_on": on.isoformat() if state == "sent" else None,
        "settled_at": None if state == "printed" else instant_text(taken),
        "by": by,
        "version": 3,
    }
    row["message_id"] = f"<{row['uid']}@kwartelduin.example>"
    slot = f"{told['purpose']}:{{}}:{told['channel']}" if state in _ARRIVED else None
    rows: Rows = [("sending", row)]
    for item_id, step, minor in items:
        item: Row = {"id": book.next_id("sending_item"), "sending_id": row["id"], "instalment_id": item_id}
        taken_up = slot.format(step) if slot else None
        rows.append(("sending_item", item | {"step": step, "open_minor": minor, "slot": taken_up}))
    for what, at, said in _story(state, str(told["said"]), planned, taken, mail=mail):
        event: Row = {"id": book.next_id("sending_event"), "sending_id": row["id"], "at": instant_text(at)}
        rows.append(("sending_event", event | {"what": what, "said": said, "by": by}))
    book.note(customer, day, "message taken over", rows)


def _story(state: str, said: str, planned: datetime, taken: datetime, *, mail: bool) -> list[tuple[str, datetime, str]]:
    story = [("planned", planned, "")]
    if mail:
        story += [("held", planned, ""), ("claimed", taken, "")]
    story.append((state, taken, said))
    if state == "failed" and said.startswith(_BOUNCED):
        story.append(("bounced", taken, said))
    return story


def hold(book: DemoBook, customer: DemoCustomer, day: date, reason: str, until: date | None) -> None:
    """A pause, or a block where there is no day `until`."""
    row = book.new("follow_up_hold") | {
        "kind": "pause" if until else "block",
        "customer_id": customer.id,
        "reason": reason,
        "set_on": day.isoformat(),
        "until": until.isoformat() if until else None,
        "by": customer.owner or OWNERS[0],
    }
    book.note(customer, day, "follow-up paused" if until else "follow-up blocked", [("follow_up_hold", row)])


def waive(book: DemoBook, customer: DemoCustomer, day: date, item_id: int, reason: str) -> None:
    """The first step of an item, left out."""
    row = book.new("step_waiver") | {
        "instalment_id": item_id,
        "step": 1,
        "on_day": day.isoformat(),
        "reason": reason,
        "by": customer.owner or OWNERS[0],
    }
    book.note(customer, day, "step waived", [("step_waiver", row)])
