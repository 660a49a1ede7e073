"""The daily run from the screen: its totals are typed again, it shows how far it is, and Esc stops it between mails."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.message import Message as Told
from textual.widgets import Static

from billdesk.domain.brief import say_freshness
from billdesk.domain.double_check import Confirmed, Review, confirm
from billdesk.domain.errors import DeskError, RuleError
from billdesk.domain.followup.outbox import AfterRestoreDraft, Message, PrintDraft, RunDraft
from billdesk.domain.followup.procedures import Channel
from billdesk.domain.followup.run_review import RunWords, review_after_restore, review_letters, review_run
from billdesk.text import inert
from screens.base import DeskDialog

if TYPE_CHECKING:
    from billdesk.exchange.mail.office import Post
    from billdesk.services.desk import Desk
    from screens.base import DeskScreen

NOTHING = "Nothing is to be sent: nobody is due, and no mail is past its hold."
CHANGED = RuleError("The book has changed since the messages were counted.", "Look at the brief again.")
STOPPING = "It stops after the message that is on its way …"


@dataclass(frozen=True, slots=True)
class Ready:
    """What a run would do: its review, if there is anything to plan or to send, and who sends."""

    post: Post
    review: Review[RunDraft] | None
    after_restore: Review[AfterRestoreDraft] | None = None


def start(screen: DeskScreen[Any]) -> None:
    """Look what is due, have its totals typed again, and carry the run out."""
    folder = screen.host.opening.config_folder

    def ready(found: Ready) -> None:
        if not screen.is_current:
            return
        if found.after_restore is not None:
            _ask_after_restore(screen, found.after_restore)
        elif found.review is not None:
            from screens.dialogs.double_check import DoubleCheckDialog

            screen.app.push_screen(DoubleCheckDialog(found.review), lambda it: _go(screen, found, it))
        else:
            screen.say(NOTHING)

    screen.run_service(lambda desk: prepare(desk, folder), group="run", on_done=ready)


def _ask_after_restore(screen: DeskScreen[Any], review: Review[AfterRestoreDraft]) -> None:
    """Have it said that somebody has looked at what a restored desk does not know of, then begin anew."""
    from screens.dialogs.double_check import DoubleCheckDialog

    def go_on(result: Confirmed[AfterRestoreDraft] | str | None) -> None:
        if not isinstance(result, Confirmed):
            return
        confirmed = result

        def save(desk: Desk) -> None:
            from billdesk.services import outbox_restored

            outbox_restored.go_on(desk, confirmed)

        screen.run_save(save, on_done=lambda _: start(screen))

    screen.app.push_screen(DoubleCheckDialog(review), go_on)


def prepare(desk: Desk, folder: Path) -> Ready:
    """Read the settings and what is due. Runs in a thread; raises `InputError` where nothing says how to send."""
    from billdesk.exchange.mail.office import open_post
    from billdesk.services import brief, company, daily_run, outbox, outbox_restored

    own = company.get(desk)
    post = open_post(folder, own.language)
    if post.mail.server is not None:
        daily_run.refuse_another_day(desk, post.where)
    restored = outbox_restored.note(desk)
    if restored is not None:
        return Ready(post, None, review_after_restore(restored.draft, restored.when, restored.last_entry))
    outlook = outbox.outlook(desk, post.office)
    past_hold = outbox.past_hold(desk)
    draft = outlook.draft(past_hold=tuple(message.id for message in past_hold))
    letters = sum(message.facts.channel is Channel.LETTER for message in outlook.messages)
    words = RunWords(
        bank_data=say_freshness(outlook.known_until, outlook.day)[0],
        where=post.where,
        minutes=post.mail.hold_minutes,
        mails=len(outlook.messages) - letters,
        letters=letters,
        past_hold=brief.tally_of(past_hold),
        left_out=len(
            {(left.customer_id, left.decision.currency) for left in outlook.left_out}
            - {(message.customer_id, message.amount.currency) for message in past_hold}
        ),
        currency=own.currency,
    )
    return Ready(post, review_run(draft, words) if outlook.messages or past_hold else None)


def _go(screen: DeskScreen[Any], found: Ready, result: Confirmed[RunDraft] | str | None) -> None:
    if isinstance(result, Confirmed):
        screen.app.push_screen(RunDialog(found.post, result))


class RunDialog(DeskDialog[None]):
    """`RunDialog(post, confirmed)`: carries the run out, tells how far it is, and says what came of it."""

    DEFAULT_CSS = "RunDialog .dialog { width: 72; }"

    class Progressed(Told):
        """So many of so many mails are done."""

        def __init__(self, done: int, total: int) -> None:
            super().__init__()
            self.done, self.total = done, total

    def __init__(self, post: Post, confirmed: Confirmed[RunDraft]) -> None:
        super().__init__()
        self._post, self._confirmed = post, confirmed
        self._stop = False
        self._over = False

    def body(self) -> ComposeResult:
        """Title, how far it is or what came of it, keys."""
        with VerticalScroll(classes="dialog"):
            yield Static(inert("Daily run"), classes="title")
            yield Static(inert("Planning …"), id="run-said")
            yield Static("Esc stops it", classes="keys")

    def on_mount(self) -> None:
        """Begin."""
        self.query_one(VerticalScroll).focus()
        self.run_save(self._carry_out, on_done=self._finish, on_error=self._failed)

    def _carry_out(self, desk: Desk) -> str:
        """Run, and say what came of it. Runs in a thread that belongs to the app."""
        from billdesk.exchange.mail.letters import fresh_path, letter_of, letters_file
        from billdesk.services import company, daily_run, run_report

        sender, path = company.letterhead(company.get(desk)), fresh_path(desk.path.parent, desk.today)

        def paper(letters: tuple[Message, ...]) -> AbstractContextManager[None]:
            return letters_file(path, [letter_of(one, sender) for one in letters])

        def printing(draft: PrintDraft) -> Confirmed[PrintDraft]:
            return confirm(review_letters(draft, str(path)), {})

        def tell(done: int, total: int) -> None:
            self.post_message(self.Progressed(done, total))

        post = self._post
        tools = daily_run.Tools(post.office, post.transport(), paper)
        done = daily_run.run(desk, tools, self._approve, printing, tell, lambda: self._stop)
        return "\n".join(run_report.sentences(done, post.where, str(path)))

    def _approve(self, draft: RunDraft) -> Confirmed[RunDraft]:
        """Only what was typed again is planned and sent."""
        if not self._confirmed.draft.holds(draft):
            raise CHANGED
        return self._confirmed

    def on_run_dialog_progressed(self, event: Progressed) -> None:
        """Say how far it is."""
        if not self._over and not self._stop:
            self._say(f"Sending {event.done:,} of {event.total:,} …")

    def do_back(self) -> None:
        """While it runs, stop it between two mails; afterwards close."""
        if self._over:
            self.close(None)
        elif not self._stop:
            self._stop = True
            self._say(STOPPING)

    def _failed(self, error: DeskError) -> None:
        self._finish(f"{error.sentence}\n{error.way_out}")

    def _finish(self, text: str) -> None:
        self._over = True
        if self.is_attached:
            self._say(text)
            self.query_one(".keys", Static).update("Esc close")

    def _say(self, text: str) -> None:
        self.query_one("#run-said", Static).update(inert(text, multiline=True))
