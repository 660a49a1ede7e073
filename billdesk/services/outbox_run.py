"""Send what is due. Each mail is taken, sent and settled by itself, so that a program that dies leaves at most one of
which nobody knows.

Taking a mail is committed before anything is handed over. Who comes later finds it taken by a program that is gone,
and says so: it is unknown then, listed for a person, and never sent again by itself.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from billdesk.domain.dates import say_day
from billdesk.domain.errors import DeskFileError, ReadOnlyError, RuleError
from billdesk.domain.followup.message import Office
from billdesk.domain.followup.outbox import Message, MessageState
from billdesk.domain.mailing import Fate, Outcome, Outgoing, Transport
from billdesk.services import outbox, outbox_claims, outbox_restored
from billdesk.services.desk import Desk
from billdesk.services.outbox_rows import Untrue, move, still_true, tell
from db import beside
from db.alone import alone
from db.queries import outbox as sql

if TYPE_CHECKING:
    from db.models import SendingRecord
    from db.unit import Unit

MOST_UNKNOWN: Final = 3
"""After so many mails in a row that nobody knows of, something is wrong with the line, and the run stops."""

MOST_ALIKE: Final = 3
"""After so many refusals in a row with the same code, none of which says that it means the address, it is the server
that takes nothing, and the run stops."""

_DIED: Final = "The program ended while it was being sent. Nobody knows whether it arrived."
_STATES: Final = {
    Fate.ACCEPTED: MessageState.SENT,
    Fate.REFUSED: MessageState.FAILED,
    Fate.DEFERRED: MessageState.FAILED,
    Fate.UNKNOWN: MessageState.UNKNOWN,
    Fate.UNREACHED: MessageState.HELD,
}


class Busy(RuleError):
    """Another program is sending for this desk; nothing was begun."""


@dataclass
class Report:
    """What a run did: how many mails it sent; by name those that failed, were not true any more, or of which nobody
    knows (`lost` were left so by an earlier run). `stopped` says why it ended before its time.

    What was left is counted after the sending: `waiting` mails are past their hold, `held` can still be recalled, the
    last of them until `held_until` (in the desk's time zone).
    """

    sent: int = 0
    failed: list[Message] = field(default_factory=list)
    unknown: list[Message] = field(default_factory=list)
    dropped: list[Message] = field(default_factory=list)
    lost: list[Message] = field(default_factory=list)
    stopped: str = ""
    waiting: int = 0
    held: int = 0
    held_until: datetime | None = None
    in_a_row: int = 0
    """How many of the last mails nobody knows of."""
    alike: list[tuple[int, Outcome]] = field(default_factory=list)
    """The last mails, if they were refused with the same code; they wait until it is known what that means."""


def send_due(
    desk: Desk,
    office: Office,
    transport: Transport,
    progress: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
    only: Collection[int] | None = None,
) -> Report:
    """Send every mail whose time to be recalled is over, one after the other, and say what became of each.

    Where `only` is given, those among these and no others.

    `progress` is told how many of how many are done; `stop` is asked between two. Raises `Busy` when another program
    is sending for this desk, `RestoredError` while nobody has looked at what a restored one does not know of,
    `ReadOnlyError` for one opened for viewing, `DeskFileError` for what the file refuses.
    """
    if desk.read_only:
        raise ReadOnlyError("This desk is open for viewing only.", "Open it without --read-only to send.")
    with alone(desk.path) as nobody_else:
        if not nobody_else:
            raise Busy("Another program is sending for this desk right now.", "Wait until it is done.")
        outbox_restored.refuse(desk)
        report = Report(lost=_note_lost(desk))
        due = [one for one in _due(desk) if only is None or one in only]
        try:
            for number, sending_id in enumerate(due):
                if stop is not None and stop():
                    report.stopped = "It was stopped."
                if report.stopped:
                    break
                _send(desk, sending_id, office, transport, report)
                if progress is not None:
                    progress(number + 1, len(due))
            _end_row(desk, report)
        finally:
            transport.close()
        _count_left(desk, report)
        return report


def stopped_before(desk: Desk) -> Report:
    """The report of a run that was stopped before it sent anything."""
    report = Report(stopped="It was stopped.")
    _count_left(desk, report)
    return report


def _count_left(desk: Desk, report: Report) -> None:
    """Note in a report what is left for the next run."""
    from db.types import instant_text

    report.waiting = len(_due(desk))
    ((report.held, until),) = desk.reader.rows(sql.STILL_HELD, {"now": instant_text(desk.now())})
    report.held_until = datetime.fromisoformat(until).astimezone(desk.time_zone) if until else None


def _due(desk: Desk) -> list[int]:
    from db.types import instant_text

    return [row[0] for row in desk.reader.rows(sql.DUE, {"now": instant_text(desk.now())})]


def recover(desk: Desk) -> tuple[Message, ...]:
    """Note of each mail that a program took and died over that nobody knows whether it arrived; return these. So it is
    with all that waited in a restored book.

    Nothing is done while another program is sending, or on a desk opened for viewing.
    """
    if desk.read_only:
        return ()
    outbox_restored.note(desk)
    if not desk.reader.rows(sql.UNDER_WAY):
        return ()
    with alone(desk.path) as only:
        return tuple(_note_lost(desk)) if only else ()


def _note_lost(desk: Desk) -> list[Message]:
    """For whoever is alone: what is under way was left there by a program that is gone."""
    from db.models import SendingRecord

    if not desk.reader.rows(sql.UNDER_WAY):
        return []
    with desk.write("message lost") as unit:
        lost = [row[0] for row in unit.driver.execute(sql.UNDER_WAY).fetchall()]
        for sending_id in lost:
            move(unit, unit.get(SendingRecord, sending_id, "message"), MessageState.UNKNOWN, _DIED)
            unit.link()
    return [outbox.get(desk, sending_id) for sending_id in lost]


def _send(desk: Desk, sending_id: int, office: Office, transport: Transport, report: Report) -> None:
    """Take one mail, hand it over, settle it."""
    mail = _take(desk, sending_id, office)
    if mail is None:
        message = outbox.get(desk, sending_id)
        if message.state is MessageState.DROPPED:
            report.dropped.append(message)
        return
    outcome = _hand_over(desk, mail, transport)
    if report.alike and report.alike[0][1].code != outcome.code:
        _end_row(desk, report)
    if outcome.code:
        _put_off(desk, sending_id, outcome, office, report)
        return
    _settle(desk, sending_id, outcome, office)
    if outcome.fate is Fate.ACCEPTED:
        report.sent, report.in_a_row = report.sent + 1, 0
        return
    message = outbox.get(desk, sending_id)
    if outcome.fate is Fate.UNREACHED:
        report.stopped = outcome.said
        if message.state is MessageState.HELD:
            return
    unknown = outcome.fate is Fate.UNKNOWN
    (report.unknown if unknown else report.failed).append(message)
    report.in_a_row = report.in_a_row + 1 if unknown else 0
    if report.in_a_row >= MOST_UNKNOWN:
        report.stopped = f"The line broke after {report.in_a_row} mails in a row. {outcome.said}"


def _put_off(desk: Desk, sending_id: int, outcome: Outcome, office: Office, report: Report) -> None:
    """Let a refused mail wait until the next answers tell whether the server takes any mail at all."""
    report.in_a_row = 0
    _settle(desk, sending_id, replace(outcome, fate=Fate.UNREACHED), office)
    message = outbox.get(desk, sending_id)
    if message.state is not MessageState.HELD:
        report.failed.append(message)
        return
    report.alike.append((sending_id, outcome))
    if len(report.alike) >= MOST_ALIKE:
        report.alike.clear()
        report.stopped = f"The server refuses all mails; those that it refused wait. It says: {outcome.said}"


def _end_row(desk: Desk, report: Report) -> None:
    """The last refusals were no row: each is that of its own mail, and it has failed."""
    from db.models import SendingRecord

    for sending_id, outcome in report.alike:
        with desk.write("message refused") as unit:
            row = unit.get(SendingRecord, sending_id, "message")
            waits = row.state == MessageState.HELD  # else somebody called it back meanwhile
            if waits:
                _note(unit, row, outcome)
        if waits:
            report.failed.append(outbox.get(desk, sending_id))
    report.alike.clear()


def _hand_over(desk: Desk, mail: Outgoing, transport: Transport) -> Outcome:
    """Send it once it is noted beside the desk, so that an older copy of the book is found out."""
    try:
        beside.note_taken(desk.path, desk.uid, mail.message_id)
    except DeskFileError as error:
        return Outcome(Fate.UNREACHED, error.sentence)
    return transport.send(mail)


def _take(desk: Desk, sending_id: int, office: Office) -> Outgoing | None:
    """Take a mail for sending, if it is still held, its time has come, and all that it says is still so."""
    from db.models import SendingRecord

    with desk.write("message taken") as unit:
        row = unit.get(SendingRecord, sending_id, "message")
        if row.state != MessageState.HELD or row.held_until is None or row.held_until > unit.at:
            return None
        try:
            written = still_true(unit, row, office)
        except Untrue as untrue:
            move(unit, row, MessageState.DROPPED, str(untrue))
            return None
        row.claimed_at, row.claimed_by = unit.at, f"{socket.gethostname()}:{os.getpid()}"
        outbox_claims.name(unit, row, written.claims)
        move(unit, row, MessageState.SENDING, what="claimed")
        name = str(unit.driver.execute(sql.NAME, {"customer": row.customer_id}).fetchone()[0])
        return Outgoing(row.message_id, unit.at, row.address, name, row.subject, row.body, written.html)


def _settle(desk: Desk, sending_id: int, outcome: Outcome, office: Office) -> None:
    """Note what became of a mail that this program took."""
    from db.models import SendingRecord

    with desk.write("message settled") as unit:
        row = unit.get(SendingRecord, sending_id, "message")
        if row.state != MessageState.SENDING:
            raise RuleError("A message was changed while it was sent.", "Look at it in the outbox.")
        since = _to_give_up(unit, row, office) if outcome.fate in _PUT_OFF else None
        if since is None:
            _note(unit, row, outcome)
            return
        said = f"Tried since {say_day(since)}: {outcome.said or outcome.fate.value}"
        move(unit, row, MessageState.FAILED, said)
        tell(unit, row, "given up", said)


_PUT_OFF: Final = frozenset({Fate.DEFERRED, Fate.UNREACHED})
_LEAST_TRIES: Final = 3
"""On fewer days nothing is given up, however long ago the first was: in between the account may have been paused."""


def _to_give_up(unit: Unit, row: SendingRecord, office: Office) -> date | None:
    """Since when a mail has been put off, if that is long enough to leave it to a person."""
    values = {"sending": row.id, "customer": row.customer_id, "address": row.address, "purpose": row.purpose}
    first, tries = unit.driver.execute(sql.TRIED, values).fetchone()
    since = date.fromisoformat(first)
    return since if tries >= _LEAST_TRIES and unit.today - since >= office.give_up else None


def _note(unit: Unit, row: SendingRecord, outcome: Outcome) -> None:
    said = outcome.said or outcome.fate.value
    if outcome.fate is Fate.ACCEPTED:
        row.sent_on = unit.today
    if outcome.fate is Fate.UNREACHED:
        row.claimed_at, row.claimed_by = None, ""
    move(unit, row, _STATES[outcome.fate], said)
    if outcome.fate is Fate.REFUSED:
        # For good: nobody writes to this address again until somebody says that it works.
        tell(unit, row, "bounced", said)
