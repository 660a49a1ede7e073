"""What people decide and find out about messages: called back, posted, arrived or not, come back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from billdesk.domain.dates import say_day
from billdesk.domain.double_check import Confirmed
from billdesk.domain.errors import RuleError
from billdesk.domain.followup.deciding import check_reason
from billdesk.domain.followup.outbox import (
    RECALLABLE,
    BouncesDraft,
    Message,
    MessageState,
    PostedDraft,
    RecallDraft,
    ResolveDraft,
    WorksAgainDraft,
)
from billdesk.domain.followup.procedures import Channel
from billdesk.services import outbox
from billdesk.services.desk import Desk
from billdesk.services.outbox_rows import move, tell
from billdesk.services.stale import refuse_stale
from db.queries import outbox as sql

if TYPE_CHECKING:
    from db.models import SendingRecord
    from db.unit import Unit

_RELOAD = "Reload what you see with ctrl+r."


def _row(unit: Unit, sending_id: int) -> SendingRecord:
    from db.models import SendingRecord

    return unit.get(SendingRecord, sending_id, "message")


def recall(desk: Desk, confirmed: Confirmed[RecallDraft]) -> None:
    """Call a message back before it goes out; twice is done once.

    Raises `RuleError` for one that is on its way or went out, `StaleError`, `InputError` without a reason.
    """
    draft = confirmed.draft
    check_reason(draft.reason)
    with desk.write("message called back", confirmed) as unit:
        row = _row(unit, draft.sending_id)
        if row.state == MessageState.RECALLED:
            return
        if row.state not in RECALLABLE:
            raise RuleError(_TOO_LATE.get(MessageState(row.state), "It did not go out."), "Look at it in the outbox.")
        refuse_stale(unit, row.version, draft.version, "The message was")
        move(unit, row, MessageState.RECALLED, draft.reason.strip())


_TOO_LATE = {
    MessageState.SENDING: "It is being sent right now and cannot be called back.",
    MessageState.SENT: "It went out and cannot be called back.",
    MessageState.UNKNOWN: "It may have gone out and cannot be called back.",
}


def posted(desk: Desk, confirmed: Confirmed[PostedDraft]) -> None:
    """Note that printed letters were posted; twice is done once. Raises `RuleError` for what was not printed, and for a
    day that cannot be."""
    draft = confirmed.draft
    with desk.write("letters posted", confirmed) as unit:
        for sending_id in draft.sendings:
            row = _row(unit, sending_id)
            if row.state == MessageState.SENT and row.channel == Channel.LETTER:
                continue
            if row.state != MessageState.PRINTED:
                raise RuleError("One of these letters was not printed.", _RELOAD)
            _refuse_day(draft.on, row.planned_on, unit.today)
            row.sent_on = draft.on
            move(unit, row, MessageState.SENT, f"posted on {say_day(draft.on)}")
            unit.link()


def _refuse_day(day: date, first: date, last: date) -> None:
    if not first <= day <= last:
        raise RuleError(f"A letter of {say_day(first)} was posted from then on until today.", "Choose such a day.")


def resolve(desk: Desk, confirmed: Confirmed[ResolveDraft]) -> None:
    """Settle a message of which nobody knew whether it went out: it arrived, or it did not and its step is due again.

    Raises `RuleError` for one that is not unknown, `StaleError`, `InputError` without a reason.
    """
    draft = confirmed.draft
    check_reason(draft.reason)
    with desk.write("message found out about", confirmed) as unit:
        row = _row(unit, draft.sending_id)
        if row.state != MessageState.UNKNOWN:
            raise RuleError("Of this message it is known what became of it.", _RELOAD)
        refuse_stale(unit, row.version, draft.version, "The message was")
        if draft.arrived:
            row.sent_on = row.planned_on
        state = MessageState.SENT if draft.arrived else MessageState.FAILED
        move(unit, row, state, draft.reason.strip(), what="resolved")


def came_back(desk: Desk, confirmed: Confirmed[BouncesDraft]) -> tuple[Message, ...]:
    """Note mails that came back: their steps do not count, and nobody writes to these addresses until they are changed.

    Returns those that this was news of. Ids that are not ours, and mails that came back before, are passed over.
    """
    news = []
    with desk.write("messages came back", confirmed) as unit:
        for bounce in confirmed.draft.bounces:
            found = unit.driver.execute(sql.BY_MESSAGE_ID, {"message_id": bounce.message_id}).fetchone()
            row = _row(unit, found[0]) if found else None
            if row is None or row.state not in {MessageState.SENT, MessageState.UNKNOWN}:
                continue
            move(unit, row, MessageState.FAILED, bounce.said or "came back", what="bounced")
            unit.link()
            news.append(found[0])
    return tuple(outbox.get(desk, sending_id) for sending_id in news)


def works_again(desk: Desk, confirmed: Confirmed[WorksAgainDraft]) -> None:
    """Let an address that refused a message be written to again, with the reason.

    Raises `RuleError` for a message that did not fail, `InputError` without a reason.
    """
    draft = confirmed.draft
    check_reason(draft.reason)
    with desk.write("address works again", confirmed) as unit:
        row = _row(unit, draft.sending_id)
        if row.state != MessageState.FAILED:
            raise RuleError("This message did not fail.", _RELOAD)
        row.version += 1
        tell(unit, row, "resolved", draft.reason.strip())
        unit.touched.add(row.customer_id)
