"""A procedure of the follow-up with its steps, and what changing it would change today; and giving one up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.timer import Timer
from textual.widgets import Static

from billdesk.domain.double_check import Confirmed, Review
from billdesk.domain.errors import DeskError, InputError
from billdesk.domain.followup.deciding import check_procedure
from billdesk.domain.followup.drafts import ProcedureDraft, RetireDraft
from billdesk.domain.followup.procedures import Channel, Procedure, Step, Tone
from billdesk.domain.followup.reviews import review_procedure, review_retire
from billdesk.domain.followup.views import ProcedureView
from billdesk.text import inert
from screens.forms.base import FormScreen
from screens.forms.fields import FieldLine, FieldSpec
from screens.forms.kinds import pick_word, reason_field, text_field, word_field
from screens.forms.rows import Cell, CellError, RowsGrid
from screens.forms.rows_form import RowsForm
from screens.parts.procedure_lines import moved_lines, say_today

if TYPE_CHECKING:
    from billdesk.services.desk import Desk
    from billdesk.services.following import Facts
    from billdesk.services.what_if import OutOfReach, Today

PREVIEW_AFTER_SECONDS = 0.4
YES, NO = "yes", "no"
_WORDS = (YES, NO)


class StepsGrid(RowsGrid[Step]):
    """The steps, one a row."""

    KEY: ClassVar[str] = "steps"
    NAME: ClassVar[str] = "Step"
    CELLS: ClassVar[tuple[Cell, ...]] = (
        Cell("days", "Days", 6),
        Cell("channel", "By", 8),
        Cell("tone", "Tone", 10),
        Cell("template", "Template", "1fr", own=False),
        Cell("fee", "Fee", 5, own=False),
        Cell("interest", "Interest", 9, own=False),
    )

    def __init__(self, steps: Sequence[Step] = ()) -> None:
        super().__init__([_texts(step) for step in steps])

    def parse(self, texts: Mapping[str, str]) -> Step:
        """The step that the cells describe; a template that was left empty follows the tone."""
        stripped = {key: text.strip() for key, text in texts.items()}
        days = stripped["days"]
        if not (days.isascii() and days.isdigit()):
            raise CellError("days", "Days past due are a whole number.")
        channel = Channel(_word("channel", stripped["channel"], [one.value for one in Channel], "By"))
        tone = Tone(_word("tone", stripped["tone"], [one.value for one in Tone], "Tone"))
        fee, interest = (
            _word(key, stripped[key] or NO, _WORDS, key.capitalize()) == YES for key in ("fee", "interest")
        )
        template = stripped["template"] or f"reminder-{tone.value}"
        return Step(int(days), channel, template, tone, fee, interest)


def _texts(step: Step) -> dict[str, str]:
    return {
        "days": str(step.days),
        "channel": step.channel.value,
        "tone": step.tone.value,
        "template": step.template,
        "fee": YES if step.fee else NO,
        "interest": YES if step.interest else NO,
    }


def _word(cell: str, text: str, words: Sequence[str], label: str) -> str:
    try:
        return pick_word(text, words, label)
    except InputError as error:
        raise CellError(cell, str(error)) from error


class ProcedureForm(RowsForm[ProcedureDraft, bool]):
    """`ProcedureForm(today, view, known, new=False)` ends with `True` when the procedure was saved.

    `new` makes another one from it; `known` are all there are, so that a name is not taken twice.
    """

    KIND: ClassVar[str] = "procedure"

    def __init__(self, today: date, view: ProcedureView, known: Sequence[ProcedureView], *, new: bool = False) -> None:
        super().__init__(today, subject="" if new else f"procedure:{view.name}", person="" if new else view.name)
        self.view, self.known, self.new = view, known, new
        one = view.procedure
        self._title = FieldLine(text_field("name", "Name", required=True, width=40), "" if new else one.name)
        self._week = FieldLine(
            _count_field("week", "A week", "contacts at most in seven days"), str(one.contacts_a_week)
        )
        self._quiet = FieldLine(_count_field("quiet", "Quiet days", "after any contact"), str(one.quiet_days))
        self._least = FieldLine(_count_field("least", "Least", "whole units of the currency"), str(one.least_major))
        before = "" if one.forewarning_days is None else str(one.forewarning_days)
        self._before = FieldLine(
            _count_field("before", "Forewarning", "days before it is due; 0 is none"), before or "0"
        )
        self._thanks = FieldLine(word_field("thanks", "Thanks", _WORDS, width=6), YES if one.thank_you else NO)
        self._steps = StepsGrid(one.steps)
        self._preview = Static(classes="note")
        self._facts: tuple[Facts, OutOfReach] | None = None
        self._pending: Timer | None = None

    def heading(self) -> str:
        """Which one."""
        return f"New procedure from {self.view.name}" if self.new else f"Procedure {self.view.name}"

    def parts(self) -> ComposeResult:
        """The name of a new one, its limits, its steps, and what it would change today."""
        if self.new:
            yield self._title
        yield from (self._week, self._quiet, self._least, self._before, self._thanks)
        yield Static("Steps: days past due, by mail, letter or call, in which tone", classes="section")
        yield self._steps
        yield Static("What would change today", classes="section")
        yield self._preview

    def on_mount(self) -> None:
        """Read today's facts once; every change is decided against them."""
        super().on_mount()
        self._preview.update("Reading what is open …")
        self.run_service(_read_facts, group="facts", on_done=self._take_facts, on_error=self._no_preview)

    def _take_facts(self, facts: tuple[Facts, OutOfReach]) -> None:
        self._facts = facts
        self.edited()

    def _no_preview(self, error: DeskError) -> None:
        self._preview.update(inert(str(error)))

    def edited(self) -> None:
        """Work out what would change, a moment after the last key."""
        if self._pending is not None:
            self._pending.stop()
        if self._facts is not None:
            self._pending = self.set_timer(PREVIEW_AFTER_SECONDS, self._work_out)

    def _work_out(self) -> None:
        facts, in_use = self._facts, not self.new and bool(self.view.holds_for)
        try:
            procedure = self._procedure()
        except DeskError as error:
            self._preview.update(inert(str(error)))
            return
        if facts is None:
            return
        known, unreached = facts

        def decide(_: Desk) -> Today:
            from billdesk.services import what_if

            return what_if.today(known, procedure, unreached, as_desk=not in_use)

        self.run_service(decide, group="preview", on_done=lambda found: self._show_preview(found, in_use=in_use))

    def _show_preview(self, found: Today, *, in_use: bool) -> None:
        lead = "" if in_use else "Nobody has it yet. If the desk used it: "
        first, *others = moved_lines(found)
        self._preview.update(inert("\n".join([lead + first, *others]), multiline=True))

    def _procedure(self) -> Procedure:
        name = self._title.value() if self.new else self.view.name
        return Procedure(
            name=name,
            steps=self._steps.values(),
            contacts_a_week=self._week.value(),
            quiet_days=self._quiet.value(),
            least_major=self._least.value(),
            forewarning_days=self._before.value() or None,
            thank_you=self._thanks.value() == YES,
        )

    def build(self) -> ProcedureDraft:
        """The procedure as entered."""
        procedure = self._procedure()
        check_procedure(procedure)
        if self.new and any(view.name.casefold() == procedure.name.casefold() for view in self.known):
            raise InputError(f"There is a procedure {procedure.name} already.", "Give another name.")
        return ProcedureDraft(self.uid, procedure, None if self.new else self.view.version)

    def examine(self, desk: Desk, draft: ProcedureDraft) -> Review[ProcedureDraft]:
        """What it changes today."""
        from billdesk.services import what_if

        in_use = not self.new and bool(self.view.holds_for)
        facts, unreached = self._facts or _read_facts(desk)
        found = what_if.today(facts, draft.procedure, unreached, as_desk=not in_use)
        said = say_today(found) if in_use else f"nobody has it yet; as the desk's: {say_today(found)}"
        return review_procedure(draft, None if self.new else self.view.procedure, said)

    def save(self, desk: Desk, confirmed: Confirmed[ProcedureDraft]) -> bool:
        """Store it."""
        from billdesk.services import procedures

        procedures.save(desk, confirmed)
        return True

    def saved(self, result: bool) -> str:
        """The note."""
        return f"The procedure {self._title.text if self.new else self.view.name} is saved."


def _count_field(key: str, label: str, hint: str) -> FieldSpec[int]:
    def parse(text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) <= 6):
            raise InputError(f"{label} is a whole number.")
        return int(text)

    return FieldSpec(key, label, parse, say=lambda _: hint, hint=hint, required=True, width=8)


def _read_facts(desk: Desk) -> tuple[Facts, OutOfReach]:
    from billdesk.services import following, what_if

    facts = following.read_facts(desk, desk.today)
    return facts, what_if.out_of_reach(desk, facts)


class RetireForm(FormScreen[RetireDraft, bool]):
    """`RetireForm(today, view)` ends with `True` when the procedure is offered no more."""

    KIND: ClassVar[str] = "retiring of a procedure"

    def __init__(self, today: date, view: ProcedureView) -> None:
        super().__init__(today, subject=f"procedure:{view.name}", person=view.name)
        self.view = view
        self._why = FieldLine(reason_field())

    def heading(self) -> str:
        """Which one."""
        return f"Retire the procedure {self.view.name}"

    def parts(self) -> ComposeResult:
        """Why."""
        yield self._why

    def build(self) -> RetireDraft:
        """The procedure and the reason."""
        return RetireDraft(self.view.name, self._why.value(), self.view.version)

    def examine(self, desk: Desk, draft: RetireDraft) -> Review[RetireDraft]:
        """Nothing to check beyond the fields."""
        return review_retire(draft)

    def save(self, desk: Desk, confirmed: Confirmed[RetireDraft]) -> bool:
        """Retire it."""
        from billdesk.services import procedures

        procedures.retire(desk, confirmed)
        return True

    def saved(self, result: bool) -> str:
        """The note."""
        return f"The procedure {self.view.name} is offered no more."
