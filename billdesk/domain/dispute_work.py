"""What a row of the queue says of a dispute, and how much it presses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from billdesk.domain.account_facts import DocumentFact
from billdesk.domain.dates import say_day
from billdesk.domain.disputes import DisputeFact
from billdesk.domain.followup.facts import Item
from billdesk.domain.money import format_money
from billdesk.domain.work import PriorityPart

NO_CASE: Final = PriorityPart("no case", 8, "it is disputed, and no case says until when it is to be settled")
"""What an invoice that is disputed without a case has for time."""
SOON: Final = 2
"""So many days before its time is over a dispute presses."""


def say_next(case: DisputeFact, today: date) -> tuple[str, str]:
    """Why a case is in the queue and what to do: both have to stand whole in a narrow row."""
    if case.credit_due:
        return ("credit short", "close") if case.part_credited else ("credit agreed", "credit")
    if case.due_by < today:
        return "past its time", "settle"
    return ("waiting", "ask") if case.waiting_on else ("disputed", "settle")


def without_case(items: Sequence[Item], cases: Sequence[DisputeFact]) -> Iterator[DocumentFact]:
    """The invoices that another system or a call marked as disputed and that have no case, oldest due first.

    Where a case is about the account, what is disputed in its currency is taken to be the work of that one.
    """
    named = {case.invoice_id for case in cases}
    about_account = {case.currency for case in cases if case.invoice_id is None}
    found: dict[int, list[Item]] = {}
    for item in items:
        if item.disputed_minor and item.invoice_id not in named and item.currency not in about_account:
            found.setdefault(item.invoice_id, []).append(item)
    for invoice_id, parts in found.items():
        first, disputed = parts[0], sum(item.disputed_minor for item in parts)
        yield DocumentFact(invoice_id, first.number, first.currency, disputed, first.due_on or first.issued_on)


def time_part(case: DisputeFact, today: date) -> PriorityPart:
    """Points for the time that is left; a credit that was agreed is owed to the customer at once."""
    day = say_day(case.due_by)
    if case.part_credited:
        return PriorityPart("credit short", 8, "less was credited than agreed")
    if case.credit_due:
        return PriorityPart("credit agreed", 8, "the customer waits for the credit note")
    if case.due_by < today:
        return PriorityPart("past its time", 12, f"was to be settled by {day}")
    over, presses = case.due_by + timedelta(days=1), case.due_by - timedelta(days=SOON)
    if presses <= today:
        return PriorityPart("time", 8, f"to be settled by {day}", over, 12)
    return PriorityPart("time", 4, f"to be settled by {day}", presses, 8)


def disputed_part(items: Sequence[Item]) -> Iterator[PriorityPart]:
    """A part without points that says how much is owed besides and not chased, where the rest is."""
    disputed = sum(item.disputed_minor for item in items)
    if 0 < disputed < sum(item.open_minor for item in items):
        said = format_money(disputed, items[0].currency)
        yield PriorityPart("part disputed", 0, f"{said} more is disputed and not chased")
