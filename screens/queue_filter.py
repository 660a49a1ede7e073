"""The filter line of the queue: it reads along while the filter is typed and says at once what it cannot read."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input

from billdesk.commands import command
from billdesk.domain.errors import InputError
from billdesk.keymap import Keymap
from billdesk.widgets.footer import HELP_RANK, FooterItem
from screens.base import DeskScreen
from screens.forms.inputs import Inert

if TYPE_CHECKING:
    from billdesk.domain.filters import Filter

DELAY_SECONDS = 0.2
EXAMPLES = "words  !word  >1000  late>30  cur:EUR"


def footer_items(keymap: Keymap) -> tuple[FooterItem, ...]:
    """What the keys do while a filter is typed, for the footer."""
    said = [
        FooterItem("keep-filter", "enter", "keep it", 10),
        FooterItem("clear-filter", "escape", "show all again", 20),
        FooterItem("to-list", "down", "to the list", 30),
    ]
    for named, word, rank in ((command("find"), "find anything", 40), (command("help"), "help", HELP_RANK)):
        said += [FooterItem(named.id, key, word, rank) for key in keymap.keys(named)[:1]]
    return tuple(said)


class FilterLine(Input):
    """An input that selects what stands in it when it gets the focus, so that typing replaces it.

    It posts `Asked` while it is typed in, `Wrong` for what cannot be read, `Left` when it is done.
    """

    BINDINGS: ClassVar[list[BindingType]] = []

    class Asked(Message):
        """Rows should be shown by this filter (`None` for all of them)."""

        def __init__(self, filter_: Filter | None) -> None:
            super().__init__()
            self.filter = filter_

    class Wrong(Message):
        """What is typed cannot be read, or (with an empty sentence) it can again."""

        def __init__(self, sentence: str) -> None:
            super().__init__()
            self.sentence = sentence

    class Left(Message):
        """Back to the list; with `clear` the filter is given up."""

        def __init__(self, clear: bool) -> None:
            super().__init__()
            self.clear = clear

    def __init__(self, today: date) -> None:
        super().__init__(id="filter", placeholder=EXAMPLES, compact=True, highlighter=Inert())
        self.cursor_blink = False
        self._today = today
        self._timer: Timer | None = None

    def on_input_changed(self, event: Input.Changed) -> None:
        """Wait for the end of a word's typing, then read."""
        event.stop()
        self._stop_waiting()
        self._timer = self.set_timer(DELAY_SECONDS, self.read)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def forget(self) -> None:
        """Empty the line without asking for anything."""
        with self.prevent(Input.Changed):
            self.value = ""

    def read(self) -> bool:
        """Read what stands there now and say what it asks; `False` when it cannot be read."""
        from billdesk.domain.filters import parse_filter

        self._stop_waiting()
        try:
            found = parse_filter(self.value, self._today)
        except InputError as error:
            self.post_message(self.Wrong(error.sentence))
            return False
        self.post_message(self.Wrong(""))
        self.post_message(self.Asked(None if found.is_empty else found))
        return True

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes to the list, unless the filter cannot be read."""
        event.stop()
        if self.read():
            self.post_message(self.Left(clear=False))

    def on_key(self, event: events.Key) -> None:
        """Esc gives the filter up; the down key goes to the list and keeps it; find works from here too."""
        if event.key == "escape":
            event.stop()
            self._stop_waiting()
            self.post_message(self.Left(clear=True))
        elif isinstance(self.screen, DeskScreen) and event.key in self.screen.host.keymap.keys(command("find")):
            # Who filters and finds nothing is told of this key; a field of Textual's would delete a word.
            event.stop()
            event.prevent_default()
            self.screen.action_command("find")
        elif event.key == "down" and self.read():
            event.stop()
            self.post_message(self.Left(clear=False))
