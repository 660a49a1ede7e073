"""The double check on screen: what will be saved, and the figures to type once more without seeing them.

`DoubleCheckDialog(review)` ends with a `Confirmed` draft, with the name of the form field to go back to, or with
`None` for Esc. It holds no rule of its own: `billdesk.domain.double_check.confirm` decides.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import ClassVar, Generic, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from billdesk.command import Scope
from billdesk.commands import command
from billdesk.domain.double_check import Answer, Confirmed, LeftOpen, Mismatch, Review, ReviewRow, confirm
from billdesk.domain.errors import RuleError
from billdesk.domain.findings import Finding, Severity
from billdesk.domain.questions import BlindQuestion
from billdesk.domain.veiling import HIDDEN
from billdesk.keymap import key_label
from billdesk.text import inert, inert_plain
from screens.base import DeskDialog
from screens.dialogs.ways import in_lines
from screens.forms.inputs import BlindInput

T = TypeVar("T")

LONGEST_ANSWER = 80
SHORT_LABEL = 15
SAME = "the same"
_SAYS = {Severity.BLOCK: "not possible", Severity.ASK: "look again", Severity.NOTE: "note"}


class QuestionLine(Horizontal):
    """One blind question: its label, an empty field and beside it what to type or how it was answered."""

    def __init__(self, question: BlindQuestion, clock: Callable[[], float]) -> None:
        super().__init__(classes="question")
        self.question = question
        self.answer = BlindInput(max_length=LONGEST_ANSWER)
        self.agrees = False
        self.refused = ""
        """What was typed last that did not agree; kept with the entry, never shown."""
        self._clock = clock
        self._began: float | None = None
        self._took = 0.0
        self._beside = Static(inert(question.hint), classes="beside")

    def compose(self) -> ComposeResult:
        """Label, field, sentence."""
        yield Static(inert(self.question.label), classes="label")
        yield self.answer
        yield self._beside

    @property
    def milliseconds(self) -> int:
        """How long the cursor has stood here."""
        return round(1000 * (self._took + (0.0 if self._began is None else self._clock() - self._began)))

    def begin(self) -> None:
        """The cursor is here: the seconds count."""
        self._began = self._clock()

    def pause(self) -> None:
        """The cursor is elsewhere."""
        if self._began is not None:
            self._took += self._clock() - self._began
            self._began = None

    def judge(self) -> bool:
        """Compare what was typed; on a mismatch the field empties and neither value is shown."""
        self.agrees = self.question.agrees(self.answer.value)
        if self.agrees:
            self._say("✓ agrees", "agrees")
        else:
            self.refused = self.answer.value or self.refused
            self._say(self.question.objection(self.answer.value), "wrong")
            self.answer.value = ""
        return self.agrees

    def typed(self) -> None:
        """Take back the judgement of what stood here before: it has changed."""
        self.agrees = False
        self._say(self.question.hint, "")

    def refuse_paste(self) -> None:
        """Say why nothing arrived."""
        self._say(self.question.source.paste_refused, "wrong")

    def _say(self, sentence: str, how: str) -> None:
        self._beside.update(inert(sentence))
        self._beside.set_class(how == "wrong", "-wrong")
        self._beside.set_class(how == "agrees", "-agrees")


class DoubleCheckDialog(DeskDialog[Confirmed[T] | str], Generic[T]):
    """Shows a `Review`; only its own key confirms, and only once every blind answer agrees with the form."""

    SCOPE = Scope.DOUBLE_CHECK
    CSS_PATH = "double_check.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,tab,enter", "step(1)", show=False, priority=True),
        Binding("up,shift+tab", "step(-1)", show=False, priority=True),
        Binding("pagedown", "read(1)", show=False, priority=True),
        Binding("pageup", "read(-1)", show=False, priority=True),
    ]

    def __init__(
        self, review: Review[T], earlier: Sequence[Answer] = (), clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`earlier` are answers after which the entry was changed; `clock` tells seconds that only ever go forward."""
        super().__init__()
        self.review = review
        self._earlier = tuple(earlier)
        self._lines = tuple(QuestionLine(question, clock) for question in review.asked)

    def body(self) -> ComposeResult:
        """The facts above, the questions and the keys always in sight below them."""
        with Vertical(id="double-check") as box:
            box.border_title = inert(self.review.title)
            if self._led_by is not None:
                with Vertical(id="leads"):
                    yield from finding_lines(self._led_by, first=False)
            with VerticalScroll(id="facts", can_focus=not self._lines):
                for row in self.review.rows:
                    yield _fact(row)
                for index, finding in enumerate(self._in_facts()):
                    yield from finding_lines(finding, first=index == 0)
            if self._lines:
                yield Static(inert(f"{self.review.lead}:"), classes="ask")
                yield from self._lines
            yield Static(inert(self.review.consequence), id="consequence")
            yield Static(id="ways")

    @property
    def _led_by(self) -> Finding | None:
        """The one `ask` that leads the page: it stands at the top, always in sight."""
        return None if self.review.findings.blocking else self.review.findings.leading

    def _in_facts(self) -> list[Finding]:
        return [finding for finding in self.review.findings if finding is not self._led_by]

    @property
    def left_open(self) -> tuple[LeftOpen, ...]:
        """The answers that are kept, as they stand, for a form that somebody goes back to."""
        lines = {line.question.label: line for line in self._lines}
        return tuple(
            LeftOpen(key, line.refused or line.answer.value, line.milliseconds)
            for key in self.review.answering
            for line in (lines[key.question.label],)
        )

    def on_mount(self) -> None:
        """Put the cursor into the first blind field, never on something that confirms."""
        self.set_class(any(len(line.question.label) > SHORT_LABEL for line in self._lines), "-wide")
        self.set_focus(self._lines[0].answer if self._lines else self.query_one("#facts"))
        self._show_ways()
        self.call_after_refresh(self._fit)

    def on_resize(self, event: events.Resize) -> None:
        """Give the facts what the questions and keys leave of the height."""
        self.set_class(event.size.height < 20, "-short")
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        facts, box = self.query_one("#facts", VerticalScroll), self.query_one("#double-check")
        others = [child for child in box.children if child is not facts]
        used = sum(child.outer_size.height + child.styles.margin.height for child in others) + box.styles.gutter.height
        facts.styles.max_height = max(2, self.size.height - used)
        self.call_after_refresh(self._show_ways)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        line = self._line_of(event.input)
        if event.value and line is not None:
            line.typed()
            self._answered()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Count the seconds of the question the cursor is at."""
        if isinstance(event.widget, Input) and (line := self._line_of(event.widget)) is not None:
            line.begin()

    @on(Input.Blurred)
    def _left(self, event: Input.Blurred) -> None:
        line = self._line_of(event.input)
        if line is not None:
            line.pause()
        # Looking into another window of the desktop (the PDF of the paper) is not an answer.
        if line is not None and event.value and self.app.app_focus and not line.agrees:
            line.judge()
            self._answered()

    @on(BlindInput.PasteRefused)
    def _paste_refused(self, event: BlindInput.PasteRefused) -> None:
        line = self._line_of(event.blind)
        if line is not None:
            line.refuse_paste()
            self._answered()

    async def action_step(self, by: int) -> None:
        """Judge the answer under the cursor and go on or back; a wrong one keeps the cursor."""
        line = self._focused_line()
        if line is None:
            return
        await line.answer.caught_up()
        if line.answer.value and not line.agrees and not line.judge():
            self._answered()
            return
        self._answered()
        self.set_focus(self._lines[(self._lines.index(line) + by) % len(self._lines)].answer)

    def action_read(self, by: int) -> None:
        """Page through a long entry while the cursor stays in its field."""
        facts = self.query_one("#facts", VerticalScroll)
        (facts.scroll_page_down if by > 0 else facts.scroll_page_up)(animate=False)

    def needs_sight(self, key: str) -> bool:
        """Nobody confirms what was not on the screen when the key was pressed."""
        return key in self.host.keymap.keys(command("confirm"))

    def why_not(self, command_id: str) -> str | None:
        """Where no risk is reckoned there is none to show."""
        if command_id == "risk" and self.review.risk is None:
            return "No risk is reckoned for this."
        return None

    def do_risk(self) -> None:
        """Show what the entry's risk rests on; the answers stay as they are."""
        if self.review.risk is not None:
            from screens.dialogs.risk import RiskDialog

            self.app.push_screen(RiskDialog(self.review.risk, self.review.threshold))

    def do_confirm(self) -> None:
        """Make the `Confirmed`, or say what is missing and put the cursor there."""
        for line in self._lines:
            if not line.agrees and not line.judge():
                self.set_focus(line.answer)
                self._answered()
                return
        answers = {line.question.label: line.answer.value for line in self._lines}
        took = {line.question.label: line.milliseconds for line in self._lines}
        try:
            confirmed = confirm(self.review, answers, took, self._earlier)
        except (Mismatch, RuleError) as refused:
            self.query_one("#consequence", Static).update(inert(str(refused)))
            return
        self.close(confirmed)

    def do_to_field(self) -> None:
        """Back to the form, with the cursor in the field that is asked or complained about here."""
        line = self._focused_line()
        if line is not None:
            self.close(line.question.field or None)
        else:
            self.close(next((finding.field for finding in self.review.findings if finding.field), None))

    def _answered(self) -> None:
        """Show what can be done now, in sight: a sentence beside an answer may have taken a second line."""
        self._show_ways()
        self.call_after_refresh(self._fit)

    def _show_ways(self) -> None:
        waiting = sum(not line.agrees for line in self._lines)
        label = self.review.confirm_label
        if self.review.findings.blocking:
            ways = [self._way("confirm", f"{label}: not possible as it stands", "dim")]
        elif waiting:
            when = _ONCE.get(len(self._lines), "once all agree")
            ways = [self._way("confirm", f"{label} ({when})", "dim")]
        else:
            ways = [self._way("confirm", label, "bold")]
        if self._points_somewhere():
            ways.append(self._way("to-field", "to that field"))
        if self.review.risk is not None:
            ways.append(self._way("risk", "risk"))
        ways.append(self._way("back", "to the form" if self._above_a_form() else "back"))
        if self.query_one("#facts", VerticalScroll).max_scroll_y > 0:
            ways.append(Content.assemble(("PgDn ", "$accent"), "more"))
        foot = self.query_one("#ways", Static)
        foot.update(in_lines(ways, foot.content_size.width or self.size.width))

    def _way(self, command_id: str, words: str, style: str = "") -> Content:
        keys = self.host.keymap.keys(command(command_id))
        key = key_label(keys[0]) if keys else "–"
        return Content.assemble((f"{key} ", "dim" if style == "dim" else "bold $accent"), (inert_plain(words), style))

    def _above_a_form(self) -> bool:
        from screens.forms.base import FormScreen

        stack = self.app.screen_stack
        return len(stack) > 1 and isinstance(stack[-2], FormScreen)

    def _points_somewhere(self) -> bool:
        line = self._focused_line() or (self._lines[0] if self._lines else None)
        return bool(line.question.field if line else any(finding.field for finding in self.review.findings))

    def _focused_line(self) -> QuestionLine | None:
        return self._line_of(self.focused) if isinstance(self.focused, Input) else None

    def _line_of(self, answer: Input) -> QuestionLine | None:
        return next((line for line in self._lines if line.answer is answer), None)


_ONCE = {1: "once it agrees", 2: "once both agree"}


def _fact(row: ReviewRow) -> Horizontal:
    if row.old is None:
        value = inert(row.new)
    else:
        old, new = inert_plain(row.old) or "nothing", inert_plain(row.new) or "nothing"
        value = Content.assemble((old, "dim"), (" → ", "dim"), (new, "bold"))
    return Horizontal(Static(inert(row.label), classes="label"), Static(value, classes="value"), classes="fact")


def finding_lines(finding: Finding, *, first: bool) -> ComposeResult:
    """What a check noticed, and below it the record that it rests on beside the entry."""
    style = {Severity.BLOCK: "bold $late", Severity.ASK: "bold $near", Severity.NOTE: "dim"}
    # What stands beside the entry is the evidence; of one that is hidden as a whole nothing is left to tell.
    tells = any(sign.isalnum() for sign in finding.evidence) and not finding.beside
    evidence = f" ({inert_plain(finding.evidence)})" if tells else ""
    content = Content.assemble(
        (f"{_SAYS[finding.severity]}: ", style[finding.severity]), inert_plain(finding.message), (evidence, "dim")
    )
    yield Static(content, classes="finding -first" if first else "finding")
    if finding.beside:
        yield _beside("", "this entry", "in the book", "dim")
    for one in finding.beside:
        other = SAME if one.entry == one.other and HIDDEN in one.entry else one.other
        yield _beside(one.label, one.entry, other, "" if one.entry == one.other else "bold")


def _beside(label: str, entry: str, other: str, style: str) -> Horizontal:
    columns = ((label, "label", ""), (entry, "entry", style), (other, "other", style))
    return Horizontal(
        *(Static(Content.assemble((inert_plain(text), how)), classes=name) for text, name, how in columns),
        classes="beside-row",
    )
