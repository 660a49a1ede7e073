"""The outbox: what waits to go out, what failed or nobody knows of, and each message with its words and its story."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult

from billdesk.command import Scope
from billdesk.domain.errors import InputError
from billdesk.domain.followup.outbox import RECALLABLE, Message, MessageState
from billdesk.domain.followup.procedures import Channel
from billdesk.widgets.row_list import RowList
from screens.parts.entries import EntryList
from screens.parts.outbox_lines import Told, head_lines, message_entries, message_lines
from screens.parts.paper import Beside, Paper
from screens.parts.reading import ListingScreen
from screens.records import Subject

if TYPE_CHECKING:
    from billdesk.services.desk import Desk

EMPTY = ("Nothing is in the outbox.", "The daily run plans messages; b on the queue shows what it would send.")
LEAST_NAME, BESIDE_NAME = 18, 62
"""Cells that a name has at the least, and those of the list that the other columns want at 80 columns."""
NO_MESSAGE = "There is no message under the cursor."
NO_LETTERS = "No letter waits to be printed."
_ON_A_MESSAGE = frozenset({"open", "recall", "arrived", "not-arrived", "works-again"})


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one reading brings to the screen; `where` says where mails go, or why nowhere."""

    messages: tuple[Message, ...]
    where: str
    today: date


class OutboxScreen(ListingScreen):
    """See the module's docstring."""

    SCOPE = Scope.OUTBOX
    CSS_PATH: ClassVar[str] = "outbox.tcss"

    def __init__(self) -> None:
        super().__init__()
        self._read: _Reading | None = None
        self._stories: dict[int, tuple[Told, ...]] = {}
        self._head, self._words = Paper("outbox-head"), Paper("message")
        self._entries = EntryList(name_id="messages")

    def body(self) -> ComposeResult:
        """The head, the messages, and the one under the cursor."""
        yield self._head
        yield self._entries
        with Beside(id="message-side"):
            yield self._words

    def changed(self) -> None:
        """Read the outbox again; the cursor stays on its message. What a program died over is noted first."""
        folder = self.host.opening.config_folder

        def read(desk: Desk) -> _Reading:
            from billdesk.services import outbox, outbox_run

            outbox_run.recover(desk)
            return _Reading((*outbox.waiting(desk), *outbox.lately(desk)), _where(folder), desk.today)

        self.run_service(read, group="outbox", on_done=self._show, on_error=self.say_problem)

    def _show(self, read: _Reading) -> None:
        self._read, self._stories = read, {}
        self._head.show(lambda width: head_lines(width, read.messages, read.where))
        self._entries.say_empty(*EMPTY)
        self._lay_out(read)
        self._show_message()
        self.refresh_commands()

    def _lay_out(self, read: _Reading) -> None:
        room = self._entries.size.width - BESIDE_NAME
        self._entries.lay_out(message_entries(read.messages, read.today, max(LEAST_NAME, room)))

    def on_resize(self, event: events.Resize) -> None:
        """The names are as wide as there is room for."""
        del event
        if self._read is not None:
            self.call_after_refresh(self._lay_out, self._read)

    @on(RowList.Moved)
    def cursor_moved(self) -> None:
        """Another message is under the cursor."""
        self._show_message()
        self.refresh_commands()

    def _show_message(self) -> None:
        message = self._message()
        story = self._stories.get(message.id) if message else None
        self._words.show(lambda width: message_lines(width, message, story or ()))
        if message is None or story is not None:
            return
        sending_id = message.id

        def read(desk: Desk) -> tuple[int, tuple[Told, ...]]:
            from billdesk.services import outbox

            return sending_id, tuple(
                Told(f"{one.at:%d %b %H:%M}", f"{one.what} by {one.by}" + (f": {one.said}" if one.said else ""))
                for one in outbox.story(desk, sending_id)
            )

        self.run_service(read, group="story", on_done=self._tell_story)

    def _tell_story(self, read: tuple[int, tuple[Told, ...]]) -> None:
        sending_id, story = read
        self._stories[sending_id] = story
        message = self._message()
        if message is not None and message.id == sending_id:
            self._words.show(lambda width: message_lines(width, message, story))

    def _message(self) -> Message | None:
        record = self._entries.record
        return record if isinstance(record, Message) else None

    def subject(self) -> Subject | None:
        """The account of the message under the cursor."""
        message = self._message()
        return Subject(message.customer_id, message.code) if message else None

    def why_not(self, command_id: str) -> str | None:
        """Each verb says why it cannot be done to this message."""
        message = self._message()
        if command_id in _ON_A_MESSAGE and message is None:
            return NO_MESSAGE
        if command_id == "print-letters" and not self._letters(MessageState.PLANNED, MessageState.PRINTED):
            return NO_LETTERS
        if message is not None and command_id in _ON_A_MESSAGE:
            return _against(command_id, message)
        return super().why_not(command_id)

    def _letters(self, *states: MessageState) -> tuple[Message, ...]:
        messages = self._read.messages if self._read else ()
        return tuple(one for one in messages if one.channel is Channel.LETTER and one.state in states)

    def do_open(self) -> None:
        """Open the account."""
        self.do_account()

    def do_recall(self) -> None:
        """Call it back before it goes out."""
        from screens.forms.outbox import RecallForm

        message = self._message()
        if message is not None and self._read is not None:
            self.app.push_screen(RecallForm(self._read.today, message), self.after_form)

    def do_arrived(self) -> None:
        """Say that it arrived, or that the printed letters were posted."""
        from screens.forms.outbox import PostedForm, ResolveForm

        message = self._message()
        if message is None or self._read is None:
            return
        if message.state is MessageState.PRINTED:
            letters = self._letters(MessageState.PRINTED)
            self.app.push_screen(PostedForm(self._read.today, message, letters), self.after_form)
        else:
            self.app.push_screen(ResolveForm(self._read.today, message, arrived=True), self.after_form)

    def do_not_arrived(self) -> None:
        """Say that it did not arrive, or that it came back."""
        from screens.forms.outbox import CameBackForm, ResolveForm

        message = self._message()
        if message is None or self._read is None:
            return
        if message.state is MessageState.SENT:
            self.app.push_screen(CameBackForm(self._read.today, message), self.after_form)
        else:
            self.app.push_screen(ResolveForm(self._read.today, message, arrived=False), self.after_form)

    def do_works_again(self) -> None:
        """Let its address be written to again."""
        from screens.forms.outbox import WorksAgainForm

        message = self._message()
        if message is not None and self._read is not None:
            self.app.push_screen(WorksAgainForm(self._read.today, message), self.after_form)

    def do_print_letters(self) -> None:
        """Write all letters that wait into one file for the printer."""
        from screens.forms.outbox import PrintForm

        letters = self._letters(MessageState.PLANNED) or self._letters(MessageState.PRINTED)
        if self._read is not None:
            form = PrintForm(self._read.today, letters, self.host.opening.config_folder)
            self.app.push_screen(form, self.after_form)


def _against(command_id: str, message: Message) -> str | None:
    """Why a verb cannot be done to a message in its state."""
    state = message.state
    if command_id == "recall" and state not in RECALLABLE:
        return "Only what has not gone out can be called back."
    if command_id == "arrived" and state not in {MessageState.UNKNOWN, MessageState.PRINTED}:
        return "Of this message it is known what became of it."
    if command_id == "not-arrived" and state not in {MessageState.UNKNOWN, MessageState.SENT}:
        return "Only what went out, or may have, can have failed to arrive."
    if command_id == "works-again" and (state is not MessageState.FAILED or message.channel is not Channel.MAIL):
        return "Only the address of a mail that failed can work again."
    return None


def _where(folder: Path) -> str:
    from billdesk.exchange.mail.office import open_post

    try:
        return f"Mails go to {open_post(folder).where}."
    except InputError as error:
        return str(error)
