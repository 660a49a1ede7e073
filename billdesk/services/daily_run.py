"""The daily run of the follow-up: plan what is due, write the letters, send the mails that are past their hold.

Run again it does no more: what is planned is on its way and is not planned twice, what is sent is done. Two runs at the
same time plan each message once and take turns in sending.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from billdesk.domain.dates import say_day
from billdesk.domain.double_check import Confirmed
from billdesk.domain.errors import InputError, RuleError
from billdesk.domain.followup.message import Office
from billdesk.domain.followup.outbox import Message, MessageState, PrintDraft, RunDraft
from billdesk.domain.mailing import Transport
from billdesk.services import outbox, outbox_restored, outbox_run
from billdesk.services.desk import Desk
from billdesk.services.outbox import Outlook
from billdesk.services.outbox_printing import Paper, print_letters
from billdesk.services.outbox_run import Report

TRIES: Final = 5
"""So often the book is asked again when another program changed it between looking and planning."""
BUSY: Final = "Another program is sending for this desk right now; it sends what is due."

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Tools:
    """What the run needs of the world: who writes, what takes mails away, and what puts letters on paper."""

    office: Office
    transport: Transport
    paper: Paper


@dataclass(frozen=True, slots=True)
class Done:
    """What a run did. `outlook` says whom it planned to write to and whom it left out, as it was before; `printed` are
    the letters that were written; without a `report` another program was sending, and `busy` says so. `messages` are
    all that the run planned, printed or was to send, and those that an earlier one lost, as they stand afterwards.
    `unprinted` says why the letters wait whose file could not be written."""

    outlook: Outlook
    printed: tuple[Message, ...]
    report: Report | None
    busy: str = ""
    messages: tuple[Message, ...] = ()
    unprinted: str = ""

    @property
    def all_went(self) -> bool:
        """Whether nothing was kept from being done."""
        stopped = self.report is not None and self.report.stopped
        return not (self.failed or self.unprinted or self.unwritten or stopped)

    @property
    def unwritten(self) -> dict[str, int]:
        """What is wrong with the settings or texts, so that nothing could be written to so many accounts."""
        obstacles = (one.obstacle for one in self.outlook.left_out)
        return Counter(reason.text for reason in obstacles if reason is not None and reason.of_settings)

    @property
    def failed(self) -> tuple[Message, ...]:
        """The messages of which it is not certain that they went out."""
        return (*self.report.failed, *self.report.unknown, *self.report.lost) if self.report else ()


def refuse_another_day(desk: Desk, where: str) -> None:
    """Raise `RuleError` on a desk that works as if it were another day: nobody is reminded of what is not due yet by a
    server (`where`) that really sends, because somebody tries what will be."""
    if desk.today_is_set:
        raise RuleError(
            f"It is not {say_day(desk.today)} today, and {where} would really send.",
            "Leave --today out, or let mail.toml name a [folder].",
        )


def run(
    desk: Desk,
    tools: Tools,
    plan: Callable[[RunDraft], Confirmed[RunDraft]],
    printing: Callable[[PrintDraft], Confirmed[PrintDraft]],
    progress: Progress | None = None,
    stop: Callable[[], bool] | None = None,
) -> Done:
    """Do everything that is due now. `plan` and `printing` confirm what is about to be done; of the mails past their
    hold those are sent that `plan` confirmed, and no others. Letters that cannot be written wait, and the mails go out.
    `stop` is asked between two messages; what was done until then stays as it is.

    Raises whatever they refuse, `RestoredError` while nobody has looked at what a restored desk does not know of, and
    `RuleError` when the book does not keep still.
    """
    outbox_restored.refuse(desk)
    outlook, planned, agreed = _plan_due(desk, tools.office, plan)
    printed: tuple[Message, ...] = ()
    unprinted = ""
    report: Report | None
    if stop is not None and stop():
        report, busy = outbox_run.stopped_before(desk), ""
    else:
        try:
            printed = _print_due(desk, tools, printing)
        except InputError as error:
            unprinted = str(error)
        report, busy = _send_due(desk, tools, {*planned, *agreed}, progress, stop)
    lost = report.lost if report else ()
    ids = dict.fromkeys((*agreed, *planned, *(message.id for message in (*printed, *lost))))
    return Done(outlook, printed, report, busy, tuple(outbox.get(desk, sending_id) for sending_id in ids), unprinted)


def _plan_due(
    desk: Desk, office: Office, approve: Callable[[RunDraft], Confirmed[RunDraft]]
) -> tuple[Outlook, tuple[int, ...], tuple[int, ...]]:
    """Plan all that is due. Returns it with those left out, the ids of what was planned, and those of the mails past
    their hold that are to be sent; what another run planned meanwhile is left to that."""
    tries = 0
    while True:
        found = outbox.outlook(desk, office)
        draft = found.draft(past_hold=tuple(message.id for message in outbox.past_hold(desk)))
        if not (found.messages or draft.past_hold):
            return found, (), ()
        confirmed = approve(draft)
        if not found.messages:
            return found, (), confirmed.draft.past_hold
        tries += 1
        try:
            return found, outbox.plan(desk, confirmed, office), confirmed.draft.past_hold
        except RuleError:
            if tries == TRIES:
                raise


def _print_due(desk: Desk, tools: Tools, approve: Callable[[PrintDraft], Confirmed[PrintDraft]]) -> tuple[Message, ...]:
    """Take the letters that wait and write them; they count as sent only once somebody says that they were posted."""
    waiting = tuple(message.id for message in outbox.waiting(desk, MessageState.PLANNED))
    if not waiting:
        return ()
    return print_letters(desk, approve(PrintDraft(waiting)), tools.office, tools.paper)


def _send_due(
    desk: Desk,
    tools: Tools,
    only: Collection[int],
    progress: Progress | None = None,
    stop: Callable[[], bool] | None = None,
) -> tuple[Report | None, str]:
    """Send these mails if they are past their hold, unless another program sends right now: then its sentence."""
    try:
        return outbox_run.send_due(desk, tools.office, tools.transport, progress, stop, only), ""
    except outbox_run.Busy:
        return None, BUSY
