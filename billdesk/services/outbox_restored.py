"""Send nothing again after a backup was put in the place of the desk.

A restored book does not know what went out since it was copied, and neither does the program: a server's log is not
ours to read, and files in a folder may have been taken away. So what waited in it is unknown from then on, each for a
person to say, and nothing is planned, printed or sent until somebody has looked at what went out since.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from billdesk.domain.dates import say_day
from billdesk.domain.double_check import Confirmed
from billdesk.domain.errors import RuleError
from billdesk.domain.followup.outbox import AfterRestoreDraft, MessageState
from billdesk.services.desk import Desk
from billdesk.services.outbox_rows import move
from db import beside
from db.queries import outbox as sql
from db.queries.head import LAST_ENTRY


class RestoredError(RuleError):
    """The desk was restored, and nobody has looked yet at what went out since the backup."""


@dataclass(frozen=True, slots=True)
class Restored:
    """That an older book stands in the desk's place: since when (or since when that is known, if it was not put there
    by `billdesk restore`), and the instant of its last entry, both in the desk's time zone."""

    at: datetime
    known_to: datetime
    found: bool

    @property
    def sentence(self) -> str:
        """What happened."""
        back = f"whose last entry is of {self.last_entry}"
        if self.found:
            return f"An older copy of the desk, {back}, has come in its place; that was found on {self.when}."
        return f"The desk was restored on {self.when} from a backup {back}."

    @property
    def when(self) -> str:
        """When it was restored, or found out."""
        return _instant(self.at)

    @property
    def last_entry(self) -> str:
        """Of when the last entry of the book is that stands there now."""
        return _instant(self.known_to)

    @property
    def draft(self) -> AfterRestoreDraft:
        """What is to be confirmed before anything goes out again."""
        return AfterRestoreDraft(self.known_to.date())


def _instant(at: datetime) -> str:
    return f"{say_day(at.date())} at {at:%H:%M}"


def look(desk: Desk) -> Restored | None:
    """Whether an older book stands in the desk's place and nobody has confirmed that yet."""
    mark = beside.restored(desk.path)
    if mark is None and _knows_less(desk):
        mark = beside.Restored(desk.now(), _last_entry(desk), found=True)
        if not desk.read_only:
            beside.mark_restored(desk.path, mark)
    if mark is None:
        return None
    return Restored(mark.at.astimezone(desk.time_zone), mark.known_to.astimezone(desk.time_zone), mark.found)


def _knows_less(desk: Desk) -> bool:
    """Whether the last message that left this desk is not in the book, or waits there as if it had not."""
    last = beside.last_taken(desk.path, desk.uid)
    return bool(last) and not desk.reader.rows(sql.WAS_TAKEN, {"message_id": last})


def _last_entry(desk: Desk) -> datetime:
    rows = desk.reader.rows(LAST_ENTRY)
    return datetime.fromisoformat(rows[0]["at"]) if rows else desk.now()


def note(desk: Desk) -> Restored | None:
    """As `look`; what waits to go out is unknown from then on, and listed for a person."""
    from db.models import SendingRecord

    found = look(desk)
    if found is None or desk.read_only or not desk.reader.rows(sql.WAITS_IN_A_COPY):
        return found
    with desk.write("messages of a restored desk") as unit:
        for (sending_id,) in unit.driver.execute(sql.WAITS_IN_A_COPY).fetchall():
            row = unit.get(SendingRecord, sending_id, "message")
            move(unit, row, MessageState.UNKNOWN, f"{found.sentence} Nobody knows whether it went out since.")
            unit.link()
    return found


def refuse(desk: Desk) -> None:
    """Raise `RestoredError` while nobody has confirmed that an older book stands in the desk's place."""
    found = note(desk)
    if found is not None:
        raise RestoredError(
            f"{found.sentence} What went out since is not in it and could go out again.",
            "Leave out the steps that were sent since. Then s on the brief asks, or say "
            f"billdesk remind --send --after-restore {found.known_to.date().isoformat()}",
        )


def go_on(desk: Desk, confirmed: Confirmed[AfterRestoreDraft]) -> None:
    """Let the desk plan, print and send again: somebody has looked at what went out since the backup.

    Raises `RuleError` when the book that stands there is not the one that was spoken of, or was not restored.
    """
    found = note(desk)
    if found is None:
        raise RuleError("The desk was not restored since it was last confirmed.", "Leave --after-restore out.")
    if found.draft != confirmed.draft:
        said = say_day(confirmed.draft.known_to)
        raise RuleError(f"{found.sentence} That is not {said}.", f"Give {found.known_to.date().isoformat()}.")
    beside.forget(desk.path)
