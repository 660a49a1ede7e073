"""The second person: entries above the desk's limit are booked once somebody else has typed them from the paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from billdesk.domain.double_check import Confirmed
from billdesk.domain.errors import RuleError
from billdesk.domain.held import HeldKind, HeldState
from billdesk.domain.second_person import SecondCheck, questions_of, refuse_same
from billdesk.services import held
from billdesk.services.held_booking import book_in
from billdesk.services.held_payload import Holdable, unpack

if TYPE_CHECKING:
    from billdesk.services.desk import Desk
    from db import models
    from db.unit import Unit


def to_check(desk: Desk, entry_id: int) -> SecondCheck[Holdable]:
    """What the desk's user has to type; raises `RuleError` for who entered it and for what waits no more."""
    row = held.row_of(desk, entry_id)
    entry = held.get(desk, entry_id)
    _refuse_unless_waiting(entry.state)
    refuse_same(entry.entered_by, desk.user)
    draft = unpack(entry.kind, row["payload"])
    return SecondCheck(entry, draft, questions_of(draft, row["code"]), row["evidence"])


def book(desk: Desk, entry_id: int, confirmed: Confirmed[Holdable]) -> str:
    """Book what a second person agreed to and return its number, or a receipt's id.

    Every check is made again. Raises what booking raises, `RuleError` for who entered it and for what waits no more.
    """
    kind = held.get(desk, entry_id).kind
    with desk.write(held.ACTIONS[kind], confirmed) as unit:
        row = _waiting(unit, entry_id, desk.user)
        if unpack(HeldKind(row.kind), row.payload) != confirmed.draft:
            raise RuleError("This is not the entry that was checked.", "Open it and check it again.")
        number = book_in(unit, confirmed.draft)
        held.end(unit, row, HeldState.BOOKED, checked_by=desk.user)
        return number


def send_back(desk: Desk, entry_id: int) -> None:
    """Send an entry back to who entered it, because the paper says something else. Raises as `book` does."""
    with desk.write("sent back") as unit:
        row = _waiting(unit, entry_id, desk.user)
        said = f"{desk.user} reads something else on the paper. Look at it and enter it again."
        held.end(unit, row, HeldState.REFUSED, said, checked_by=desk.user)


def _waiting(unit: Unit, entry_id: int, user: str) -> models.HeldEntry:
    from db.models import HeldEntry as Row

    row = unit.get(Row, entry_id, "entry")
    _refuse_unless_waiting(HeldState(row.state))
    refuse_same(row.entered_by, user)
    return row


def _refuse_unless_waiting(state: HeldState) -> None:
    if state is not HeldState.TO_CHECK:
        raise RuleError(f"This entry waits no more: it is {state.value}.", "Reload the queue with ctrl+r.")
