"""Put letters on paper: all of a run or none, and the book never says printed of what nobody can print.

They are written before the book says so, and get their name after it. A disk that is full or a folder that may not be
written is found out while nothing has changed; a program that dies between the two leaves letters that count as printed
and are printed again with `p`, which is better than a file that is posted and printed once more the next day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from typing import TYPE_CHECKING, NamedTuple

from billdesk.domain.double_check import Confirmed
from billdesk.domain.errors import DeskError, RuleError
from billdesk.domain.followup.message import Office
from billdesk.domain.followup.outbox import Message, MessageState, PrintDraft
from billdesk.domain.followup.procedures import Channel
from billdesk.services import outbox, outbox_claims, outbox_restored
from billdesk.services.desk import Desk
from billdesk.services.outbox_rows import Untrue, move, still_true
from db import beside

if TYPE_CHECKING:
    from db.unit import Unit

Paper = Callable[[tuple[Message, ...]], AbstractContextManager[None]]
"""What puts letters on paper: it writes them when its block begins, they are there once it has ended, and nothing of
them is when the block raises."""


def print_letters(desk: Desk, confirmed: Confirmed[PrintDraft], office: Office, paper: Paper) -> tuple[Message, ...]:
    """Put planned letters on paper and return them; the others were not true any more and are dropped. One that is
    printed already is printed again, as it stands in the book: a printer may have failed.

    A letter counts as sent only once it was posted. Raises `RuleError` for what is no letter or went out, and whatever
    `paper` raises: then all wait as before.
    """
    outbox_restored.refuse(desk)
    wanted = {sending_id: outbox.get(desk, sending_id) for sending_id in confirmed.draft.sendings}
    with ExitStack() as sheets:
        with desk.write("letters printed", confirmed) as unit:
            taken = list(_take(unit, confirmed.draft.sendings, office))
            if taken:
                sheets.enter_context(paper(tuple(wanted[one.sending_id] for one in taken)))
        try:
            if taken:
                beside.note_taken(desk.path, desk.uid, wanted[taken[-1].sending_id].message_id)
            sheets.close()
        except DeskError as error:
            _put_back(desk, taken, error.sentence)
            raise
    return tuple(outbox.get(desk, one.sending_id) for one in taken)


class _Taken(NamedTuple):
    """A letter that is on its way to the printer; `version` is that of the book, and none for one that was printed
    before."""

    sending_id: int
    version: int | None


def _take(unit: Unit, sendings: Sequence[int], office: Office) -> Iterator[_Taken]:
    from db.models import SendingRecord

    for sending_id in sendings:
        row = unit.get(SendingRecord, sending_id, "message")
        if row.channel != Channel.LETTER or row.state not in {MessageState.PLANNED, MessageState.PRINTED}:
            raise RuleError("One of these is no letter that waits to be printed.", "Reload what you see with ctrl+r.")
        if row.state == MessageState.PRINTED:
            yield _Taken(sending_id, None)
            continue
        try:
            written = still_true(unit, row, office)
        except Untrue as untrue:
            move(unit, row, MessageState.DROPPED, str(untrue))
        else:
            outbox_claims.name(unit, row, written.claims)
            move(unit, row, MessageState.PRINTED)
            yield _Taken(sending_id, row.version)
        unit.link()


def _put_back(desk: Desk, taken: Sequence[_Taken], said: str) -> None:
    """Let letters wait again that this program took for printing, unless somebody has changed them since."""
    from db.models import SendingRecord

    with desk.write("letters put back") as unit:
        for sending_id, version in taken:
            row = unit.get(SendingRecord, sending_id, "message")
            if row.version == version:
                move(unit, row, MessageState.PLANNED, said)
                unit.link()
