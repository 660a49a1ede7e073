"""Inputs for data: what they hold is shown inert, like every other string that may come from a file."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import ClassVar

from rich.cells import cell_len
from rich.highlighter import Highlighter
from rich.segment import Segment
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widgets import Input

from billdesk.text import inert_plain

_LONGEST_WAIT_SECONDS = 1.0


class Inert(Highlighter):
    """Textual draws an input's value through this: control characters become signs, one for one."""

    def __call__(self, text: str | Text) -> Text:
        """Return the text with the same number of characters, so that the cursor stays where it is drawn."""
        plain = text if isinstance(text, str) else text.plain
        return Text(inert_plain(plain), no_wrap=True, overflow="ignore", end="")

    def highlight(self, text: Text) -> None:
        """Nothing is coloured."""


class SafeInput(Input):
    """A one-line input without a box or a blinking cursor that never lets its value act on the terminal."""

    DEFAULT_CSS = """
    SafeInput {
        background: $panel;
        &:focus { background: $accent 25%; background-tint: $foreground 0%; }
        &:ansi { text-style: underline; }
        &.-wrong { color: $late; text-style: underline; }
        &:disabled { opacity: 100%; color: $dim; }
    }
    """

    def __init__(self, value: str = "", *, placeholder: str = "", max_length: int = 10_000, id: str | None = None):  # noqa: A002 - Textual's name
        super().__init__(
            value, placeholder=placeholder, highlighter=Inert(), max_length=max_length, compact=True, id=id
        )
        self.cursor_blink = False

    def render_line(self, y: int) -> Strip:
        """The value; what has no room is told by an ellipsis unless the cursor is here and can go there."""
        strip = super().render_line(y)
        width = self.content_size.width
        if self.has_focus or cell_len(self.value) - self.scroll_offset.x <= width:
            return strip
        *_, last = strip.crop(0, width)
        return Strip.join([strip.crop(0, width - 1), Strip([Segment("…", last.style)])])

    async def caught_up(self) -> None:
        """Wait until all keys sent to this input so far are in its value: keys with priority overtake those."""
        done = asyncio.Event()
        if self.call_later(done.set):
            with suppress(TimeoutError):
                await asyncio.wait_for(done.wait(), _LONGEST_WAIT_SECONDS)


class BlindInput(SafeInput):
    """Takes what is typed and nothing else: a pasted answer proves only that the form can be copied."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+v,super+v,shift+insert", "refuse_paste", show=False)]

    class PasteRefused(Message):
        """Somebody tried to paste into a blind field."""

        def __init__(self, blind: BlindInput) -> None:
            super().__init__()
            self.blind = blind

        @property
        def control(self) -> BlindInput:
            """The field that refused."""
            return self.blind

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()  # or Input's own handler would insert it
        self.action_refuse_paste()

    def action_refuse_paste(self) -> None:
        """Say that typing is asked for."""
        self.post_message(self.PasteRefused(self))

    def action_paste(self) -> None:
        """Refuse the clipboard of the program as well."""
        self.action_refuse_paste()
