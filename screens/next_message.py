"""The next message of the follow-up to one customer: as it would go out, or what to say where a call is due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from billdesk.command import Scope
from billdesk.domain.double_check import Confirmed
from billdesk.domain.errors import InputError
from billdesk.domain.followup.outbox import RunDraft
from billdesk.domain.followup.outbox_reviews import review_messages
from billdesk.domain.money import format_money
from billdesk.domain.outcomes import talk
from billdesk.domain.records import AccountView
from billdesk.domain.review_rows import say_customer
from screens.parts.paper import Cell, Line, Paper, Run, paragraph, row, rule, spread
from screens.parts.reading import ReadingScreen
from screens.records import Subject

if TYPE_CHECKING:
    from billdesk.services.desk import Desk
    from billdesk.services.outbox import LeftOut, Outlook, Prepared

NOTHING_DUE = "No message to this account is due."
ONE_MOMENT = "One moment, it is being written."


@dataclass(frozen=True, slots=True)
class _Reading:
    """What would go out today; `problem` says why nothing can: then it is shown as it would read."""

    account: AccountView
    today: date
    outlook: Outlook
    hold: timedelta
    problem: str = ""


class NextMessageScreen(ReadingScreen):
    """`NextMessageScreen(customer_id)` ends with how many messages were put into the outbox, as text, or `None`."""

    SCOPE = Scope.MESSAGE
    CSS_PATH: ClassVar[str] = "next_message.tcss"

    def __init__(self, customer_id: int) -> None:
        super().__init__()
        self.customer_id = customer_id
        self._read: _Reading | None = None
        self._head, self._text = Paper("message-head"), Paper("message-text")

    def body(self) -> ComposeResult:
        """Whose message, and the message."""
        yield self._head
        with VerticalScroll(id="message-scroll"):
            yield self._text

    def on_mount(self) -> None:
        """Write it; the arrows scroll."""
        self.query_one(VerticalScroll).focus()
        self._head.show(lambda width: row(width, Cell(ONE_MOMENT, how="dim"), indent=1))
        self.changed()

    def changed(self) -> None:
        """Write it again: the book may say something else by now."""
        customer_id, folder = self.customer_id, self.host.opening.config_folder
        self.run_service(
            lambda desk: _look(desk, customer_id, folder),
            group="message",
            on_done=self._show,
            on_error=self.say_problem,
        )

    def _show(self, read: _Reading) -> None:
        self._read = read
        self._head.show(lambda width: _head_lines(width, read))
        self._text.show(lambda width: list(_text_lines(width, read)))
        self.refresh_commands()

    def subject(self) -> Subject | None:
        """The account."""
        return Subject(self.customer_id, self._read.account.code) if self._read else None

    def why_not(self, command_id: str) -> str | None:
        """There must be a message to send."""
        if command_id == "send-message":
            if self._read is None:
                return ONE_MOMENT
            return self._read.problem or _why_nothing(self._read.outlook)
        return super().why_not(command_id)

    def do_send_message(self) -> None:
        """Put it into the outbox, once the double check has shown what goes out."""
        read = self._read
        if read is None:
            return
        from screens.dialogs.double_check import DoubleCheckDialog

        account = read.account
        who = say_customer(account.name, account.address.town, account.code)
        messages = [(message.facts, message.written) for message in read.outlook.messages]
        review = review_messages(read.outlook.draft((account.id,)), who, messages, read.hold)
        self.app.push_screen(DoubleCheckDialog(review), self._plan)

    def _plan(self, confirmed: Confirmed[RunDraft] | str | None) -> None:
        if not isinstance(confirmed, Confirmed):
            return
        checked, folder = confirmed, self.host.opening.config_folder

        def save(desk: Desk) -> int:
            from billdesk.exchange.mail.office import open_post
            from billdesk.services import company, outbox

            return len(outbox.plan(desk, checked, open_post(folder, company.get(desk).language).office))

        self.run_save(save, on_done=self._end)

    def _end(self, planned: int) -> None:
        if self.is_current:
            self.dismiss(str(planned))


def _why_nothing(outlook: Outlook) -> str | None:
    """Why no message goes out: what keeps one back that is due, if there is such a thing."""
    if outlook.messages:
        return None
    return next((left.because[0] for left in outlook.left_out if left.obstacle is not None), NOTHING_DUE)


def _look(desk: Desk, customer_id: int, folder: Path) -> _Reading:
    """Write what is due to a customer. Runs in a thread."""
    from billdesk.exchange.mail.office import open_post, unsigned
    from billdesk.services import company, customers, outbox

    account, ours, problem = customers.get(desk, customer_id), company.get(desk), ""
    try:
        office = open_post(folder, ours.language).office
    except InputError as error:
        office, problem = unsigned(folder, desk.user, ours.language), f"{error.sentence} {error.way_out}".strip()
    return _Reading(account, desk.today, outbox.outlook(desk, office, (customer_id,)), office.hold, problem)


def _head_lines(width: int, read: _Reading) -> list[Line]:
    asks = " + ".join(format_money(one.minor, one.currency) for one in read.outlook.totals.sums)
    end = (Run(f"asks for {asks}", "act"), Run(" ")) if asks else ()
    return [spread(width, (Run(f" {read.account.name}", "act"),), end), rule(width)]


def _text_lines(width: int, read: _Reading) -> Iterator[Line]:
    if read.problem:
        yield from row(width, Cell(read.problem, how="near"), indent=1, wrapped=True)
        yield rule(width)
    for message in read.outlook.messages:
        yield from _message_lines(width, message)
    for left in read.outlook.left_out:
        yield from _call_lines(width, read) if left.is_call else _left_lines(width, left)
    if not (read.outlook.messages or read.outlook.left_out):
        yield from row(width, Cell(NOTHING_DUE), indent=1)


def _message_lines(width: int, message: Prepared) -> Iterator[Line]:
    facts, written = message.facts, message.written
    lead = message.action.items[0]
    what = f"{facts.channel.value}, {facts.purpose.value}"
    if lead.step:
        what += f", step {lead.step} of {len(lead.procedure.steps)}, {facts.tone.value}"
    yield from paragraph(width, "What", what)
    yield from paragraph(width, "To", " · ".join(facts.address.split("\n")))
    yield from paragraph(width, "Subject", written.subject, how="act")
    yield ()
    for line in written.text.rstrip().split("\n"):
        yield from row(width, Cell(line), indent=1, wrapped=True) if line.strip() else [()]
    yield rule(width)


def _call_lines(width: int, read: _Reading) -> Iterator[Line]:
    prepared = talk(read.account, read.today)
    yield from paragraph(width, "What", "A call is due; nobody is written to.", how="act")
    yield from paragraph(width, "Say", prepared.say)
    yield from paragraph(width, "Ask", prepared.ask)
    done = "Log the call with its outcome; leaving out the step with that reason then counts it as done."
    yield from paragraph(width, "Then", done)
    yield rule(width)


def _left_lines(width: int, left: LeftOut) -> Iterator[Line]:
    yield (Run(f" Nothing goes out in {left.decision.currency}:", "act"),)
    for because in left.because:
        yield from row(width, Cell(because), wrapped=True)
    yield rule(width)
