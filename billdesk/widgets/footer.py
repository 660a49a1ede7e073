"""The footer: one line that says what can be done here, as much as fits whole, and always how to get help."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from billdesk.keymap import key_label
from billdesk.text import inert_plain
from billdesk.widgets.cells import segment

GAP = 2
NOTE_SECONDS = 8
HELP_RANK = 0


class FooterItem(NamedTuple):
    """One command in the footer; not `available` ones are dimmed, never left out for that."""

    id: str
    key: str
    word: str
    rank: int
    available: bool = True

    @property
    def width(self) -> int:
        """Its cells: key, a space, the word."""
        return cell_len(key_label(self.key)) + 1 + cell_len(self.word)


def fit(items: Sequence[FooterItem], width: int) -> tuple[tuple[FooterItem, ...], FooterItem | None]:
    """Choose the items that fit whole into `width` cells, most important first, and help for the right end.

    When they do not all fit, room is kept for the number of the others.
    """
    ranked = sorted(items, key=lambda item: item.rank)
    help_item = next((item for item in ranked if item.rank == HELP_RANK), None)
    others = [item for item in ranked if item is not help_item]
    left = width - 1 - (help_item.width + GAP if help_item else 0)
    if sum(item.width + GAP for item in others) - GAP > left:
        left -= cell_len(say_further(len(others)))
    chosen: list[FooterItem] = []
    for item in others:
        if item.width > left:
            break
        chosen.append(item)
        left -= item.width + GAP
    return tuple(chosen), help_item


def say_further(number: int) -> str:
    """The sign before help that so many more commands found no room: `+7 `; nothing when all are shown."""
    return f"+{number} " if number else ""


class DeskFooter(Widget):
    """Shows the commands of a screen, or for a moment a note; nothing in it is ever cut without a sign."""

    DEFAULT_CSS = """
    DeskFooter { dock: bottom; height: 1; width: 1fr; }
    """
    COMPONENT_CLASSES = {"footer--key", "footer--word", "footer--off", "footer--note"}

    def __init__(self) -> None:
        super().__init__()
        self._items: tuple[FooterItem, ...] = ()
        self._note = ""
        self._standing = ""
        self._timer: Timer | None = None

    @property
    def note(self) -> str:
        """The note that is shown now, or an empty string."""
        return self._note or self._standing

    def show_items(self, items: Sequence[FooterItem]) -> None:
        """Show these commands; nothing is painted when they are the same as before."""
        if tuple(items) != self._items:
            self._items = tuple(items)
            self.refresh()

    def say(self, sentence: str) -> None:
        """Show a sentence instead of the commands until `hush`, or until it has been there long enough to read."""
        self._note = inert_plain(sentence)
        self.refresh()
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(NOTE_SECONDS, self.hush)

    def stand(self, sentence: str) -> None:
        """Show a sentence, in the place of a note that is there, until it is taken away by an empty one."""
        self._note, self._standing = "", inert_plain(sentence)
        self.refresh()

    def hush(self) -> None:
        """Show the commands again."""
        if self._note:
            self._note = ""
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The line as it fits the width."""
        del y
        width = self.size.width
        if self.note:
            note = self.note if cell_len(self.note) < width - 1 else set_cell_size(self.note, width - 2) + "…"
            return Strip([segment(" " + note, self.get_component_rich_style("footer--note"))]).adjust_cell_length(
                width, self.rich_style
            )
        chosen, help_item = fit(self._items, width)
        segments = [segment(" ", self.rich_style)]
        for number, item in enumerate(chosen):
            if number:
                segments.append(segment(" " * GAP, self.rich_style))
            segments.extend(self._segments(item))
        used = sum(segment.cell_length for segment in segments)
        if help_item is not None:
            further = say_further(len(self._items) - len(chosen) - 1)
            room = width - used - help_item.width - cell_len(further)
            # A cell is left free at the right end while there is one, as there is on the left.
            segments.append(segment(" " * max(0, room - (room > GAP)), self.rich_style))
            segments.append(segment(further, self.get_component_rich_style("footer--word")))
            segments.extend(self._segments(help_item))
        return Strip(segments).adjust_cell_length(width, self.rich_style)

    def _segments(self, item: FooterItem) -> list[Segment]:
        key = self.get_component_rich_style("footer--key" if item.available else "footer--off")
        word = self.get_component_rich_style("footer--word" if item.available else "footer--off")
        return [segment(key_label(item.key), key), segment(" " + item.word, word)]
