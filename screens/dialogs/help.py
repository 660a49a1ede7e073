"""F1: the keys that work here, what has the focus first, then the screen, then everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from billdesk.command import Command, Scope
from billdesk.commands import commands_of
from billdesk.keymap import Keymap, key_label
from billdesk.text import inert_plain
from billdesk.widgets.row_list import RowList
from screens.base import DeskDialog, DeskScreen

KEY_CELLS = 14
INPUT_HELP = (
    ("↵", "Take the value and go to the next field."),
    ("Ctrl+A Ctrl+E", "To the start, to the end of the field."),
    ("Ctrl+U Ctrl+K", "Delete to the start, to the end of the field."),
)


class HelpDialog(DeskDialog[None]):
    """The help of a screen as it stands: a command that is not available now says why."""

    DEFAULT_CSS = """
    HelpDialog .dialog { width: 76; }
    HelpDialog .part { margin-top: 1; text-style: bold; }
    """

    def __init__(self, about: DeskScreen[Any]) -> None:
        super().__init__()
        self._about = about

    def body(self) -> ComposeResult:
        """One part per place, then how to close."""
        with VerticalScroll(classes="dialog") as scroll:
            scroll.can_focus = True
            yield Static("Keys", classes="title")
            for name, lines in self._parts():
                yield Static(Content(inert_plain(name)), classes="part")
                yield Static(Content("\n").join(lines))
            yield Static("Esc close · ↑↓ scroll", classes="keys")

    def on_mount(self) -> None:
        """The arrows scroll."""
        self.query_one(VerticalScroll).focus()

    def _parts(self) -> Iterator[tuple[str, list[Content]]]:
        screen, keymap = self._about, self._about.host.keymap
        if isinstance(screen.focused, RowList):
            yield "In the list", [_line(_keys(item, keymap, Scope.LIST), item.sentence) for item in _list_commands()]
        elif isinstance(screen.focused, Input):
            yield "In the field", [_line(keys, sentence) for keys, sentence in INPUT_HELP]
        own = [item for item in screen.commands() if Scope.APP not in item.scopes]
        if own:
            yield f"On this screen ({screen.SCOPE})", list(self._lines(own))
        everywhere = [item for item in screen.commands() if Scope.APP in item.scopes]
        yield "Everywhere", list(self._lines(everywhere))

    def _lines(self, commands: Iterable[Command]) -> Iterator[Content]:
        screen = self._about
        for item in commands:
            keys = _keys(item, screen.host.keymap, screen.SCOPE)
            if keys:
                yield _line(keys, item.sentence, screen.reason_against(item))


def _list_commands() -> tuple[Command, ...]:
    return commands_of(Scope.LIST)


def _keys(item: Command, keymap: Keymap, scope: Scope) -> str:
    return " ".join(key_label(key) for key in keymap.keys_on(item, scope))


def _line(keys: str, sentence: str, reason: str | None = None) -> Content:
    """Keys, sentence; dimmed with the reason below when the command is not available."""
    shown = inert_plain(keys).ljust(KEY_CELLS) + " "
    if reason is None:
        return Content.assemble((shown, "bold $accent"), inert_plain(sentence))
    below = " " * len(shown)
    return Content.assemble((f"{shown}{inert_plain(sentence)}\n{below}Not now: {inert_plain(reason)}", "$dim"))
