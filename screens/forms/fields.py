"""A form's fields, described once: label, parser, what to say beside it. The domain's parsers decide what is right.

`FieldSpec` is the description, `FieldLine` its line on screen: label, input, and to the right what the desk understood
("Mon 30 Nov 2026, in 9 days") or what is wrong, in words. The functions below make the usual kinds of fields.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Input, Static

from billdesk.domain.errors import DeskError, InputError
from billdesk.text import inert
from screens.forms.inputs import SafeInput

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FieldSpec(Generic[T]):
    """One field of a form.

    `parser` turns the stripped text into a value or raises `InputError`; `say` puts the value into words for the
    reader; `hint` says what can be typed; `width` is the input's width in cells (0 takes what is left);
    `aliases` are further names under which findings and blind questions may call the field; `keep` writes the value
    for an unfinished entry where what was typed means something else on another day.
    """

    key: str
    label: str
    parser: Callable[[str], T]
    say: Callable[[T], str] | None = None
    hint: str = ""
    required: bool = False
    width: int = 24
    default: str = ""
    choices: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    keep: Callable[[T], str] | None = None

    def read(self, text: str) -> T:
        """The value of what was typed. Raises `InputError` when it is missing or unreadable."""
        stripped = text.strip()
        if self.required and not stripped:
            raise InputError(f"{self.label} is missing.")
        return self.parser(stripped)


class FormPart(Widget):
    """A part of a form that keeps, restores and checks what is typed into it."""

    def snapshot(self) -> dict[str, str]:
        """What stands in the part, as text, for drafts and for telling whether something changed."""
        raise NotImplementedError

    def restore(self, kept: Mapping[str, str]) -> None:
        """Put a snapshot back; keys that are not this part's, and missing ones, are passed over."""
        raise NotImplementedError

    def check(self) -> bool:
        """Whether everything can be read; if not, the part says so beside the place."""
        raise NotImplementedError

    def covers(self, field: str) -> bool:
        """Whether a finding or question about `field` belongs to this part."""
        raise NotImplementedError

    def complain(self, sentence: str) -> None:
        """Show a sentence beside the part."""
        raise NotImplementedError

    def focus_entry(self, field: str = "") -> None:
        """Put the cursor where `field`, or what is wrong, is typed."""
        raise NotImplementedError


class FieldLine(Horizontal, FormPart, Generic[T]):
    """The line of one field."""

    BINDINGS: ClassVar[list[BindingType]] = [
        # With priority, so that what is typed right behind Enter or Tab goes to the next field.
        Binding("enter,tab", "next", show=False, priority=True),
        Binding("down", "choice(1)", show=False),
        Binding("up", "choice(-1)", show=False),
    ]
    DEFAULT_CSS = """
    FieldLine {
        height: auto;
        & > .label { width: 14; padding-right: 1; color: $dim; }
        & > .beside { width: 1fr; min-width: 8; padding-left: 2; color: $dim; }
        & > .beside.-wrong { color: $late; }
        & > SafeInput { max-width: 60%; }
        &:focus-within > .label { color: $accent; }
    }
    """

    def __init__(self, spec: FieldSpec[T], value: str | None = None) -> None:
        super().__init__(id=f"field-{spec.key}")
        self.spec = spec
        self.entry = SafeInput(spec.default if value is None else value)
        self.entry.styles.width = spec.width or "2fr"
        self._beside = Static(classes="beside")
        self._wrong = False

    def compose(self) -> ComposeResult:
        """Label, input, and what the desk makes of it."""
        yield Static(inert(self.spec.label), classes="label")
        yield self.entry
        yield self._beside

    def on_mount(self) -> None:
        """Say what the loaded value means."""
        self.refresh_beside()

    @property
    def text(self) -> str:
        """What stands in the input."""
        return self.entry.value

    @text.setter
    def text(self, value: str) -> None:
        self.entry.value = value
        self.refresh_beside()

    def value(self) -> T:
        """The parsed value. Raises `InputError`."""
        return self.spec.read(self.entry.value)

    def readable(self) -> T | None:
        """The parsed value, or `None` while it cannot be read; for live sums beside the form."""
        try:
            return self.value()
        except DeskError:
            return None

    def snapshot(self) -> dict[str, str]:
        """The text under the field's key, or what it means today where that passes with the day."""
        value = None if self.spec.keep is None else self.readable()
        meant = self.entry.value if self.spec.keep is None or value is None else self.spec.keep(value)
        return {self.spec.key: meant}

    def restore(self, kept: Mapping[str, str]) -> None:
        """Take the text of the field's key, if it was kept."""
        if self.spec.key in kept:
            self.text = kept[self.spec.key]

    def check(self) -> bool:
        """Parse; an error stands beside the input until it is typed into again."""
        try:
            self.value()
        except DeskError as error:
            self.complain(str(error))
            return False
        return True

    def covers(self, field: str) -> bool:
        """The field's own key and its aliases."""
        return field == self.spec.key or field in self.spec.aliases

    def complain(self, sentence: str) -> None:
        """Put the sentence beside the input, in the colour of errors."""
        self._wrong = True
        self._show(sentence)

    def focus_entry(self, field: str = "") -> None:
        """Put the cursor into the input."""
        self.screen.set_focus(self.entry)

    def refresh_beside(self) -> None:
        """Say what the value means now, or the hint while there is nothing to say."""
        self._wrong = False
        sentence = "" if self.entry.value.strip() else self.spec.hint
        if self.spec.say is not None and (self.entry.value.strip() or not self.spec.required):
            try:
                sentence = self.spec.say(self.value()) or sentence
                if sentence == self.entry.value.strip():
                    sentence = self.spec.hint
            except DeskError:
                sentence = self.spec.hint
        self._show(sentence)

    @on(Input.Changed)
    def _typed(self) -> None:
        self.refresh_beside()

    @on(Input.Blurred)
    def _left(self) -> None:
        if self.entry.value.strip() and not self._wrong:
            self.check()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Say what can be typed."""
        if not self._wrong:
            self.refresh_beside()

    def action_next(self) -> None:
        """Go on to the next field."""
        self.screen.focus_next()

    def action_choice(self, step: int) -> None:
        """Turn to the next of the field's words; a field without words moves on."""
        choices = self.spec.choices
        if not choices:
            (self.screen.focus_next if step > 0 else self.screen.focus_previous)()
            return
        now = str(self.readable())
        if now in choices:
            self.text = choices[(choices.index(now) + step) % len(choices)]
        else:
            self.text = choices[0 if step > 0 else -1]

    def _show(self, sentence: str) -> None:
        self._beside.set_class(self._wrong, "-wrong")
        self.entry.set_class(self._wrong, "-wrong")
        # A sign beside the colour, for those who do not see it.
        self._beside.update(inert(f"✗ {sentence}" if self._wrong else sentence))
