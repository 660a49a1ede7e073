"""The texts of the follow-up: the source of each, and beside it what it says to the account at hand."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal

from billdesk.command import Scope
from billdesk.domain.errors import InputError
from billdesk.domain.languages import LANGUAGES, language_of
from billdesk.domain.mailing import Sender
from billdesk.widgets.row_list import RowList
from screens.parts.entries import EntryList, Note
from screens.parts.paper import Beside, Paper
from screens.parts.reading import ListingScreen
from screens.parts.text_lines import Shown, head_lines, preview_lines, source_lines, text_entries
from screens.records import Subject

if TYPE_CHECKING:
    from billdesk.domain.followup.message import Facts
    from billdesk.services.desk import Desk

NO_TEXT = "There is no text under the cursor."


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one reading brings: the texts in one language, tried on the account; `said` is about who signs."""

    code: str
    name: str
    language: str
    texts: tuple[Shown, ...]
    said: str


class TextsScreen(ListingScreen):
    """`TextsScreen(customer_id)`: what each text says to this account."""

    SCOPE = Scope.TEXTS
    CSS_PATH: ClassVar[str] = "texts.tcss"

    def __init__(self, customer_id: int) -> None:
        super().__init__()
        self.customer_id = customer_id
        self._language = ""
        self._read: _Reading | None = None
        self._head, self._source, self._preview = Paper("texts-head"), Paper("text-source"), Paper("text-preview")
        self._entries = EntryList(name_id="texts")

    def body(self) -> ComposeResult:
        """The head, the texts, and the one under the cursor as it is written and as it is read."""
        yield self._head
        yield self._entries
        with Horizontal(id="text-sides"):
            with Beside(id="source-side"):
                yield self._source
            with Beside(id="preview-side"):
                yield self._preview

    def changed(self) -> None:
        """Read them again; the cursor stays on its text."""
        customer_id, folder, language = self.customer_id, self.host.opening.config_folder, self._language

        def read(desk: Desk) -> _Reading:
            return _read(desk, customer_id, folder, language)

        self.run_service(read, group="texts", on_done=self._show, on_error=self.say_problem)

    def _show(self, read: _Reading) -> None:
        self._read, self._language = read, read.language
        named = LANGUAGES[read.language].name
        self._head.show(lambda width: head_lines(width, read.name, named, read.said))
        self._entries.lay_out(text_entries(read.texts))
        self._show_text()
        self.refresh_commands()

    @on(RowList.Moved)
    def cursor_moved(self) -> None:
        """Another text is under the cursor."""
        self._show_text()
        self.refresh_commands()

    def _show_text(self) -> None:
        text = self._text()
        self._source.show(lambda width: source_lines(width, text))
        self._preview.show(lambda width: preview_lines(width, text))

    def _text(self) -> Shown | None:
        record = self._entries.record
        texts = self._read.texts if self._read and isinstance(record, Note) else ()
        return next((text for text in texts if isinstance(record, Note) and text.name == record.title), None)

    def subject(self) -> Subject | None:
        """The account that the texts speak to."""
        return Subject(self.customer_id, self._read.code) if self._read else None

    def why_not(self, command_id: str) -> str | None:
        """There must be a text to change."""
        if command_id == "own-text" and self._text() is None:
            return NO_TEXT
        return super().why_not(command_id)

    def do_next_language(self) -> None:
        """The next of the languages that there are texts for."""
        codes = list(LANGUAGES)
        at = codes.index(self._language) + 1 if self._language in codes else 0
        self._language = codes[at % len(codes)]
        self.changed()

    def do_own_text(self) -> None:
        """Copy the text into the settings folder, unless it is there, and say where it is."""
        text, folder, language = self._text(), self.host.opening.config_folder, self._language
        if text is None:
            return
        name = text.name

        def copy(desk: Desk) -> Path:
            from billdesk.exchange.texts.source import copy_for, find

            del desk
            return copy_for(find(name, language, folder), name, folder)

        def done(path: Path) -> None:
            self.say(f"Change {path} with your editor, then read it again.")
            self.changed()

        self.run_service(copy, group="copy", on_done=done, on_error=self.tell)


def _read(desk: Desk, customer_id: int, folder: Path, wanted: str) -> _Reading:
    """Try every text on the account. Runs in a thread."""
    from billdesk.exchange.texts.source import own_names
    from billdesk.services import customers
    from billdesk.services.message_example import examples

    account = customers.get(desk, customer_id)
    names = own_names(folder)
    facts = examples(desk, customer_id, names)
    language = language_of(wanted or next(iter(facts.values())).language).code
    sender, said = _sender(desk, folder)
    texts = tuple(_tried(name, facts[name], language, folder, sender) for name in names)
    return _Reading(account.code, account.name, language, texts, said)


def _sender(desk: Desk, folder: Path) -> tuple[Sender, str]:
    """Who signs; where nothing is set up yet, who looks at it."""
    from billdesk.exchange.mail import settings

    try:
        sender = settings.read(folder).sender
    except InputError as error:
        return Sender(desk.user, ""), str(error)
    return sender, f"Signed by {sender.name}."


def _tried(name: str, facts: Facts, language: str, folder: Path, sender: Sender) -> Shown:
    from billdesk.exchange.texts.source import SHIPPED, find
    from billdesk.exchange.texts.writing import write

    try:
        text = find(name, language, folder)
    except InputError as error:
        return Shown(name, "", is_own=True, wrong=str(error))
    is_own = SHIPPED not in text.path.parents
    try:
        written = write(text, facts, sender)
    except InputError as error:
        return Shown(name, text.source, is_own, wrong=str(error))
    return Shown(name, text.source, is_own, written.subject, written.text)
