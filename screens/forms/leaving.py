"""The question asked when a form with something in it is left."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from screens.base import DeskDialog


class Leaving(StrEnum):
    """What happens to the entry."""

    KEEP = "keep"
    DISCARD = "discard"


class LeavingDialog(DeskDialog[Leaving]):
    """Keep the entry for later, discard it, or go back to the form (Esc)."""

    CSS_PATH = "forms.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("k", "leave('keep')", show=False),
        Binding("d", "leave('discard')", show=False),
    ]

    def body(self) -> ComposeResult:
        """One sentence and three ways."""
        with Vertical(id="leaving") as box:
            box.border_title = Content("Leave this form?")
            yield Static("Something was entered that is not saved.")
            ways = ("k", " keep it for later   "), ("d", " discard it   "), ("Esc", " go on with it")
            yield Static(
                Content.assemble(
                    *((part, "bold $accent") if at == 0 else part for way in ways for at, part in enumerate(way))
                ),
                classes="ways",
            )

    def needs_sight(self, key: str) -> bool:
        """Nothing is thrown away by a key typed before the question stood there."""
        return key == "d"

    def action_leave(self, how: str) -> None:
        """Close with the choice."""
        self.close(Leaving(how))
