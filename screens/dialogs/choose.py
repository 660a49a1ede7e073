"""Choosing one thing from a short list by typing a part of its name; the palette of commands is one of these."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from rich.segment import Segment
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from billdesk.keymap import key_label
from billdesk.text import inert, inert_plain
from billdesk.widgets.cells import cut, segment
from billdesk.widgets.row_list import RowList
from screens.base import DeskDialog, DeskScreen
from screens.forms.inputs import Inert

NAME_CELLS = 20
KEY_CELLS = 8
ROWS = 9


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose; `reason` says why it cannot be chosen now."""

    id: str
    name: str
    detail: str = ""
    reason: str | None = None


class OptionRows(RowList[Option]):
    """The options that match, one a line."""

    DEFAULT_CSS = f"OptionRows {{ height: {ROWS}; }}"
    COMPONENT_CLASSES: ClassVar[set[str]] = {"row-list--dim"}

    def key_of(self, row: Option) -> str:
        """The option's id."""
        return row.id

    def draw(self, row: Option, width: int) -> list[Segment]:
        """Name, then the detail or the reason, dimmed."""
        dim = self.get_component_rich_style("row-list--dim")
        name = dim if row.reason else self.get_component_rich_style("row-list--row")
        return [
            segment(cut(inert_plain(row.name), NAME_CELLS), name),
            segment(cut(" " + inert_plain(_detail(row)), width - NAME_CELLS), dim),
        ]


def _detail(option: Option) -> str:
    return f"not now: {option.reason}" if option.reason else option.detail


def _whole(option: Option) -> str:
    return f"{option.name} · {' '.join(_detail(option).split())}"


class ChooseDialog(DeskDialog[str]):
    """Ends with the id of the option that was chosen, or `None`."""

    HINT: ClassVar[str] = "type to search"
    NOTHING: ClassVar[tuple[str, ...]] = ("Nothing of that name.",)

    DEFAULT_CSS = """
    ChooseDialog .dialog { width: 74; }
    ChooseDialog .whole { height: 2; margin-top: 1; color: $dim; }
    ChooseDialog Input { padding: 0 1; margin-bottom: 1; background: $panel; }
    """

    def __init__(self, title: str, options: Sequence[Option]) -> None:
        super().__init__()
        self._heading = title
        self._options = tuple(options)

    def body(self) -> ComposeResult:
        """Title, field, options, keys."""
        with Vertical(classes="dialog"):
            yield Static(inert(self._heading), classes="title")
            field = Input(placeholder=self.HINT, select_on_focus=False, compact=True, highlighter=Inert())
            field.cursor_blink = False
            yield field
            rows = OptionRows(self._options)
            rows.styles.height = self._rows_shown()
            yield rows
            yield Static("", classes="whole")
            yield Static("↵ choose · ↑↓ move · Esc leave", classes="keys")

    def _rows_shown(self) -> int:
        """As many rows as there are options, a choice of three is no screenful; what is looked up has all."""
        return max(len(self.NOTHING) + 1, min(ROWS, len(self._options) or ROWS))

    def on_mount(self) -> None:
        """Typing goes into the field; the list follows."""
        rows = self.query_one(OptionRows)
        rows.can_focus = False
        rows.say_empty(*self.NOTHING)
        self.query_one(Input).focus()

    @on(Input.Changed)
    def narrow(self, event: Input.Changed) -> None:
        """Look for what was typed."""
        event.stop()
        self.look_for(event.value)

    def look_for(self, text: str) -> None:
        """Show what contains every word of `text`, names before details."""
        found = [option for option in self._options if _holds(f"{option.name} {option.detail}", text)]
        found.sort(key=lambda option: not _holds(option.name, text))
        rows = self.query_one(OptionRows)
        rows.show(found, before=False, after=False)
        rows.to_start()

    @on(RowList.Moved)
    def say_whole(self) -> None:
        """Say below the list all of what has no room in the line under the cursor."""
        option = self.query_one(OptionRows).current
        self.query_one(".whole", Static).update(inert(_whole(option) if option else ""))

    @on(Input.Submitted)
    @on(RowList.Chosen)
    def choose(self) -> None:
        """Enter or a double click."""
        self.take()

    def take(self) -> None:
        """Take the option under the cursor, unless it is not available."""
        option = self.query_one(OptionRows).current
        if option is not None and option.reason is None:
            self.close(option.id)

    def on_key(self, event: events.Key) -> None:
        """Arrows move in the list although the field has the focus."""
        rows = self.query_one(OptionRows)
        steps = {"up": -1, "down": 1, "pageup": -ROWS, "pagedown": ROWS}
        if event.key in steps:
            event.stop()
            rows.move_by(steps[event.key])


def _holds(text: str, typed: str) -> bool:
    """Whether every word that was typed is in the text."""
    return all(word in text.casefold() for word in typed.casefold().split())


def choose(screen: DeskScreen[Any], title: str, options: Sequence[Option], on_choice: Callable[[str], None]) -> None:
    """Let one of `options` be chosen over `screen`; leaving calls nothing."""

    def chosen(option_id: str | None) -> None:
        if option_id is not None:
            on_choice(option_id)

    screen.app.push_screen(ChooseDialog(title, options), chosen)


def choose_command(screen: DeskScreen[Any]) -> None:
    """The palette: every command of `screen`, to search and run."""
    keymap = screen.host.keymap
    options = []
    for item in screen.commands():
        keys = keymap.keys_on(item, screen.SCOPE)
        shown = (key_label(keys[0]) if keys else "").ljust(KEY_CELLS)
        options.append(Option(item.id, item.name, shown + item.sentence, screen.reason_against(item)))
    choose(screen, "Commands", options, screen.action_command)
