"""`billdesk remind --send`: the daily run from a shell or from cron, with its progress, its stop and its exit code."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from billdesk.command_run import DONE, PARTLY, STOPPED, nobody_reads
from billdesk.domain.batch_reviews import say_count
from billdesk.domain.brief import say_freshness
from billdesk.domain.double_check import Confirmed, ControlTotals, bypass, confirm_batch
from billdesk.domain.errors import RuleError
from billdesk.domain.followup.message import Office
from billdesk.domain.followup.outbox import AfterRestoreDraft, Message, PrintDraft, RunDraft
from billdesk.domain.money import format_minor
from billdesk.exchange.mail.letters import fresh_path, letter_of, letters_file
from billdesk.exchange.mail.office import open_post
from billdesk.importing import expected_totals
from billdesk.output import Format, say
from billdesk.printing_brief import print_run
from billdesk.progress import progress_bar
from billdesk.services import company, daily_run, outbox, outbox_restored
from billdesk.services.daily_run import Tools
from billdesk.services.run_report import sentences
from billdesk.settings import config_folder

if TYPE_CHECKING:
    from billdesk.services.desk import Desk


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a run was asked for: `count` and `totals` are control totals, else `reason` is stored; `letters` is the file
    that letters are written to, or nothing for one beside the desk. `after_restore` names the backup that a restored
    desk goes on from, by the day of its last entry."""

    reason: str
    count: int | None = None
    totals: Sequence[str] = ()
    letters: Path | None = None
    after_restore: date | None = None

    def plan(self, draft: RunDraft) -> Confirmed[RunDraft]:
        """Confirm what is about to be planned; raises `RuleError` when it is not what the control totals say."""
        if self.count is None:
            return bypass(draft, self.reason)
        expected = expected_totals(self.count, self.totals, {one.currency for one in draft.sums})
        counted = ControlTotals(draft.messages, draft.sums)
        try:
            return confirm_batch(draft, counted, expected)
        except RuleError:
            said = " and ".join(f"{one.currency} {format_minor(one.minor, one.currency)}" for one in draft.sums)
            raise RuleError(
                f"The control totals do not agree: {say_count(draft.messages, 'message')} would ask for {said}.",
                "Look at billdesk remind; nothing was planned.",
            ) from None

    def refuse_nothing_due(self, desk: Desk, office: Office) -> None:
        """Raise `RuleError` when messages are expected and none is due: a run without any is never asked to agree."""
        if self.count and not outbox.outlook(desk, office).messages:
            raise RuleError(
                f"The control totals do not agree: {say_count(self.count, 'message')} expected, and none is due.",
                "Look at billdesk remind; nothing was planned or sent.",
            )

    def printing(self, draft: PrintDraft) -> Confirmed[PrintDraft]:
        """Confirm that letters are written to the file; they are posted by hand."""
        return bypass(draft, self.reason)


class Stop:
    """Whether a signal asked to stop; the message that is on its way is still settled."""

    def __init__(self) -> None:
        self.asked = False

    def __call__(self) -> bool:
        """Whether it was asked for."""
        return self.asked

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Take the first signal as a wish to stop; a second one is obeyed at once."""
        names = ("SIGTERM", "SIGINT", "SIGHUP")
        wanted = [signal.Signals[name] for name in names if name in signal.Signals.__members__]
        before = {number: signal.getsignal(number) for number in wanted}

        def note(number: int, frame: FrameType | None) -> None:
            del number, frame
            self.asked = True
            for each, handler in before.items():
                signal.signal(each, handler)

        for number in wanted:
            signal.signal(number, note)
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def send(desk: Desk, wanted: Wanted, format_: Format) -> int:
    """Carry the run out, print what it did with every account, and return the exit code."""
    known = company.get(desk)
    post = open_post(config_folder(), known.language)
    if post.mail.server is not None:
        daily_run.refuse_another_day(desk, post.where)
    path = wanted.letters or fresh_path(desk.path.parent, desk.today)
    if path.exists():
        raise RuleError(f"There is a file {path} already.", "Give --letters another name; nothing was planned.")
    if wanted.after_restore is not None:
        outbox_restored.go_on(desk, bypass(AfterRestoreDraft(wanted.after_restore), wanted.reason))
    outbox_restored.refuse(desk)
    wanted.refuse_nothing_due(desk, post.office)
    sender = company.letterhead(known)

    def paper(letters: tuple[Message, ...]) -> AbstractContextManager[None]:
        return letters_file(path, [letter_of(one, sender) for one in letters])

    stop = Stop()
    with stop.listening(), progress_bar("Sending") as progress:
        tools = Tools(post.office, post.transport(), paper)
        done = daily_run.run(desk, tools, wanted.plan, wanted.printing, progress, stop)
    try:
        print_run(done, str(path), format_)
        sys.stdout.flush()
    except BrokenPipeError:
        nobody_reads()  # what was done still has its sentences and its exit code
    say(f"Bank data {say_freshness(done.outlook.known_until, done.outlook.day)[0]}")
    for sentence in sentences(done, post.where, str(path)):
        say(sentence)
    if stop.asked:
        return STOPPED
    return DONE if done.all_went else PARTLY
