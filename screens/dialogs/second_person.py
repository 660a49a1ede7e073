"""The second person's check: total, day and customer typed from the paper, with nothing of the entry in sight.

Other than in the double check of one's own entry no answer is judged by itself: whoever is told which of the three
does not agree no longer reads the paper but guesses.
"""

from __future__ import annotations

from typing import Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from billdesk.command import Scope
from billdesk.commands import command
from billdesk.domain.double_check import Confirmed, Disagreement, confirm_as_second
from billdesk.domain.held import say_entered
from billdesk.domain.questions import NOT_ANSWERED
from billdesk.domain.second_person import SecondCheck
from billdesk.keymap import key_label
from billdesk.text import inert, inert_plain
from screens.base import DeskDialog
from screens.dialogs.ways import in_lines
from screens.forms.inputs import BlindInput

SEND_BACK = "send back"
LONGEST_ANSWER = 80
ONCE = "Once all three agree it is booked, with both names."


class SecondPersonDialog(DeskDialog[Confirmed[Any] | str]):
    """Ends with the `Confirmed` entry, with `SEND_BACK`, or with `None` for Esc."""

    SCOPE = Scope.DOUBLE_CHECK
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,tab,enter", "step(1)", show=False, priority=True),
        Binding("up,shift+tab", "step(-1)", show=False, priority=True),
    ]
    CSS_PATH: ClassVar[str] = "second_person.tcss"

    def __init__(self, check: SecondCheck[Any], user: str) -> None:
        super().__init__()
        self._check, self._user = check, user
        self._fields = tuple(BlindInput(max_length=LONGEST_ANSWER) for _ in check.questions)
        self._source = check.questions[0].source
        self._tries = 0

    def body(self) -> ComposeResult:
        """Whose entry it is, three empty fields, what happens then."""
        entry = self._check.entry
        with Vertical(id="second-person") as box:
            box.border_title = inert("Check what another person entered")
            yield Static(inert(f"{say_entered(entry)} by {entry.entered_by}."))
            yield Static(inert(f"{self._source.lead}, without looking at the desk:"), classes="ask")
            for question, field in zip(self._check.questions, self._fields, strict=True):
                with Horizontal(classes="question"):
                    yield Static(inert(question.label), classes="label")
                    yield field
                    yield Static(inert(question.hint), classes="beside")
            yield Static(id="said")
            yield Static(id="ways")

    def on_mount(self) -> None:
        """Put the cursor into the first field."""
        self.set_focus(self._fields[0])
        self._say(ONCE)

    @on(events.Resize)
    def _resized(self) -> None:
        self.call_after_refresh(self._show_ways)

    def _show_ways(self) -> None:
        ways = [
            self._way("confirm", "book it"),
            self._way("send-back", f"send it back to {self._check.entry.entered_by}"),
            self._way("back", "leave it"),
        ]
        foot = self.query_one("#ways", Static)
        foot.update(in_lines(ways, foot.content_size.width))

    def _way(self, command_id: str, words: str) -> Content:
        keys = self.host.keymap.keys(command(command_id))
        return Content.assemble((f"{key_label(keys[0]) if keys else '–'} ", "bold $accent"), inert_plain(words))

    def _say(self, sentence: str, *, wrong: bool = False) -> None:
        said = self.query_one("#said", Static)
        said.set_class(wrong, "-wrong")
        said.update(inert(sentence))

    def action_step(self, by: int) -> None:
        """To the next field or the one before; nothing is judged yet."""
        here = next((place for place, field in enumerate(self._fields) if field is self.focused), 0)
        self.set_focus(self._fields[(here + by) % len(self._fields)])

    @on(BlindInput.PasteRefused)
    def _paste_refused(self) -> None:
        self._say(self._source.paste_refused, wrong=True)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        if event.value:
            self._say(ONCE)

    def needs_sight(self, key: str) -> bool:
        """Nobody agrees to, or sends back, what was not on the screen when the key was pressed."""
        return any(key in self.host.keymap.keys(command(name)) for name in ("confirm", "send-back"))

    def do_confirm(self) -> None:
        """Compare all three at once; on a difference every field empties."""
        for field in self._fields:
            if not field.value.strip():
                self._say(NOT_ANSWERED, wrong=True)
                self.set_focus(field)
                return
        self._tries += 1
        labels = (question.label for question in self._check.questions)
        answers = dict(zip(labels, (field.value for field in self._fields), strict=True))
        tries = f" at try {self._tries}" if self._tries > 1 else ""
        try:
            confirmed = confirm_as_second(
                self._check.draft, self._check.questions, answers, self._check.entered, f"{self._user}{tries}"
            )
        except Disagreement as differs:
            for field in self._fields:
                field.value = ""
            self._say(str(differs), wrong=True)
            self.set_focus(self._fields[0])
            return
        self.close(confirmed)

    def do_send_back(self) -> None:
        """The paper says something else."""
        self.close(SEND_BACK)
