"""A dialog that says one thing, or asks one question."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from billdesk.domain.errors import DeskError
from billdesk.text import inert, inert_plain
from screens.base import DeskDialog

CLOSE = "Esc or ↵ close"


class MessageDialog(DeskDialog[None]):
    """What happened, where, and what to do. Esc or Enter closes it."""

    DEFAULT_CSS = "MessageDialog .dialog { width: 66; } MessageDialog .way-out { margin-top: 1; }"

    def __init__(self, title: str, sentence: str, way_out: str = "") -> None:
        super().__init__()
        self._says = title, sentence, way_out

    @classmethod
    def of_error(cls, error: DeskError) -> MessageDialog:
        """The dialog of an expected failure."""
        return cls(error.title, error.sentence, error.way_out)

    def body(self) -> ComposeResult:
        """Title, sentence, way out, keys."""
        title, sentence, way_out = self._says
        with VerticalScroll(classes="dialog"):
            yield Static(inert(title), classes="title")
            yield Static(inert(sentence, multiline=True))
            if way_out:
                yield Static(inert(way_out, multiline=True), classes="way-out")
            yield Static(CLOSE, classes="keys")

    def on_mount(self) -> None:
        """The arrows scroll: a text may be longer than the screen is high."""
        self.query_one(VerticalScroll).focus()

    def on_key(self, event: events.Key) -> None:
        """Enter closes too; nothing else gets through to the screen below."""
        if event.key == "enter":
            event.stop()
            self.close()


class AskDialog(DeskDialog[bool]):
    """A question answered with F8 for yes, Esc for no: the key that asked can never be the one that answers."""

    DEFAULT_CSS = "AskDialog .dialog { width: 66; }"
    YES_KEY: ClassVar[str] = "f8"

    def __init__(self, title: str, sentence: str, yes: str) -> None:
        super().__init__()
        self._says = title, sentence, yes

    def body(self) -> ComposeResult:
        """Title, sentence, keys."""
        title, sentence, yes = self._says
        with VerticalScroll(classes="dialog"):
            yield Static(inert(title), classes="title")
            yield Static(inert(sentence, multiline=True))
            yield Static(Content.assemble("F8 ", inert_plain(yes), " · Esc stay here"), classes="keys")

    def on_mount(self) -> None:
        """The arrows scroll."""
        self.query_one(VerticalScroll).focus()

    def needs_sight(self, key: str) -> bool:
        """Nobody says yes to a question not yet read."""
        return key == self.YES_KEY

    def on_key(self, event: events.Key) -> None:
        """F8 says yes."""
        if event.key == self.YES_KEY:
            event.stop()
            self.close(True)


def ask(screen: Screen[Any], title: str, sentence: str, *, yes: str, on_yes: Callable[[], None]) -> None:
    """Ask over `screen`; `on_yes` follows only F8."""

    def answered(answer: bool | None) -> None:
        if answer:
            on_yes()

    screen.app.push_screen(AskDialog(title, sentence, yes), answered)
