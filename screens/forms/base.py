"""What every form stands on: fields, drafts on disk, checks, the double check, and a save that cannot lose the entry.

    keys ─ parts of the form ─ build() ─ examine(desk, draft) → Review ─ double check ─ Confirmed ─ save(desk, …)

A form names its parts (`parts`), makes its draft from them (`build`), asks the services what the checks need and turns
it into a review (`examine`, in a thread), and saves (`save`, in a thread that belongs to the app). Everything else is
done here. Until the book has the entry nothing of it is thrown away: not by a refusal, a stale record, a crash or a
closed terminal.

`await app.push_screen(SomeForm(today, …), callback)`: the callback gets what the service returned (an id or a number),
or `None` when the form was left.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar
from uuid import uuid4

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Static

from billdesk import form_drafts
from billdesk.command import Scope
from billdesk.commands import command
from billdesk.domain.double_check import Answer, Confirmed, LeftOpen, Review, changed_since
from billdesk.domain.errors import DeskError
from billdesk.domain.findings import Finding
from billdesk.keymap import key_label
from billdesk.text import inert
from screens.base import DeskScreen
from screens.dialogs.double_check import DoubleCheckDialog
from screens.forms.fields import FormPart
from screens.forms.leaving import Leaving, LeavingDialog

if TYPE_CHECKING:
    from billdesk.services.desk import Desk

D = TypeVar("D")
R = TypeVar("R")

KEEP_AFTER_SECONDS = 1.0
BUSY = "One moment, the entry is being checked or saved."


class FormScreen(DeskScreen[R], Generic[D, R]):
    """A form for a draft of type `D` whose service returns an `R`."""

    SCOPE = Scope.FORM
    CSS_PATH = "forms.tcss"
    KIND: ClassVar[str] = ""
    """The form's kind in files of unfinished entries."""

    def __init__(self, today: date, *, subject: str = "", person: str = "") -> None:
        """`subject` names the record the form is about (`customer:12`), `person` how to say whose it is."""
        super().__init__()
        self.today = today
        self.uid = uuid4()
        self.subject = subject
        self.person = person
        self._widgets: tuple[Widget, ...] = ()
        self._loaded: dict[str, str] = {}
        self._busy = self._over = False
        self._focus_before: Widget | None = None
        self._keeping: Timer | None = None
        self._offered: form_drafts.FormDraft | None = None
        self._begun: form_drafts.FormDraft | None = None
        self._left_open: tuple[LeftOpen, ...] = ()
        self._changed: tuple[Answer, ...] = ()

    # What a form says about itself

    def heading(self) -> str:
        """What this form is, top left: `New receipt from Hofmann & Söhne KG`."""
        raise NotImplementedError

    def parts(self) -> ComposeResult:
        """The fields and grids, in the order in which they are gone through."""
        raise NotImplementedError

    def build(self) -> D:
        """The draft of what stands in the parts, which all can be read. May raise `DeskError`."""
        raise NotImplementedError

    def examine(self, desk: Desk, draft: D) -> Review[D]:
        """Check the draft against the book and describe it for the double check. Runs in a thread."""
        raise NotImplementedError

    def save(self, desk: Desk, confirmed: Confirmed[D]) -> R:
        """Call the service that saves. Runs in a thread."""
        raise NotImplementedError

    def saved(self, result: R) -> str:
        """The quiet note after saving."""
        raise NotImplementedError

    def edited(self) -> None:
        """Renew what is computed from the entries; called after every change."""

    # Parts and their texts

    def body(self) -> ComposeResult:
        """Heading, offer of an unfinished entry, the parts, and a line for sentences."""
        with Horizontal(id="form-head"):
            yield Static(inert(self.heading()), id="form-title")
            yield Static(id="form-worth")
        yield Static(id="form-offer")
        with VerticalScroll(id="form-parts", can_focus=False):
            self._widgets = tuple(self.parts())
            yield from self._widgets
        yield Static(id="form-status")

    def on_mount(self) -> None:
        """Remember what was loaded, put the cursor into the first part, look for an unfinished entry."""
        self.edited()
        self._loaded = self.snapshot()
        self.call_after_refresh(self.focus_first)
        if self._begun is None:
            self._look_for_unfinished()
        else:
            self.call_after_refresh(self._go_on_with, self._begun)

    def all_parts(self) -> list[FormPart]:
        """The parts in their order on screen, those that do not apply left out."""
        return [part for part in self._form_parts() if part.display]

    def _form_parts(self) -> list[FormPart]:
        # Not a query: a screen is told of its mounting before the widgets inside its containers are there.
        return [part for part in self._widgets if isinstance(part, FormPart)]

    def focus_first(self) -> None:
        """Put the cursor where the entry begins."""
        for part in self.all_parts():
            part.focus_entry()
            return

    def snapshot(self) -> dict[str, str]:
        """Everything that stands in the form, as text."""
        return {key: text for part in self._form_parts() for key, text in part.snapshot().items()}

    def restore(self, kept: dict[str, str]) -> None:
        """Put a snapshot back into the form."""
        for part in self._form_parts():
            part.restore(kept)

    @property
    def has_changes(self) -> bool:
        """Whether something differs from what was loaded."""
        return self.snapshot() != self._loaded

    def show_worth(self, words: str) -> None:
        """Say what the entry is worth, top right."""
        self.query_one("#form-worth", Static).update(inert(words))

    def show_sentence(self, sentence: str, *, wrong: bool = True) -> None:
        """Say something about the whole entry above the footer, until the next review."""
        status = self.query_one("#form-status", Static)
        status.set_class(wrong, "-wrong")
        status.update(inert(sentence))
        status.display = bool(sentence)

    def key_of(self, command_id: str) -> str:
        """How the key of a command is written for the reader."""
        keys = self.host.keymap.keys(command(command_id))
        return key_label(keys[0]) if keys else "–"

    # Check, double check, save

    def do_review(self) -> None:
        """Read every part, run the checks, and go to the double check."""
        if self._busy:
            self.say(BUSY)
            return
        self.show_sentence("")
        wrong = [part for part in self.all_parts() if not part.check()]
        if wrong:
            self.host.drop_keys()
            wrong[0].focus_entry()
            return
        try:
            draft = self.build()
        except DeskError as error:
            self.host.drop_keys()
            self.show_sentence(str(error))
            return
        self._lock()
        self.run_service(
            lambda desk: self.examine(desk, draft), group="examine", on_done=self._examined, on_error=self._refused
        )

    def _examined(self, review: Review[D]) -> None:
        self._unlock()
        if review.findings.blocking:
            self.host.drop_keys()  # they were typed for the double check, not for a field
            self._show_blocking(review.findings.blocking)
        else:
            self._changed += changed_since(self._left_open, review)
            self._left_open = ()
            dialog = DoubleCheckDialog(review, self._changed)
            self.app.push_screen(dialog, lambda result: self._checked(result, dialog.left_open))

    def _show_blocking(self, findings: tuple[Finding, ...]) -> None:
        """What is impossible is said at its field; the cursor goes to the first field in order."""
        said: dict[FormPart | None, list[Finding]] = {}
        for finding in findings:
            said.setdefault(self._part_for(finding.field), []).append(finding)
        for part, found in said.items():
            sentence = " ".join(finding.message for finding in found)
            (part.complain if part is not None else self.show_sentence)(sentence)
        for part in self.all_parts():
            if part in said:
                part.focus_entry(said[part][0].field)
                return

    def _checked(self, result: Confirmed[D] | str | None, left_open: tuple[LeftOpen, ...]) -> None:
        if not isinstance(result, Confirmed):
            self._left_open = left_open
            self.focus_field(result or "")
        else:
            self._lock()
            self.say("Saving.")
            confirmed = result
            self.run_save(lambda desk: self.save(desk, confirmed), on_done=self._done, on_error=self._refused)

    def _done(self, result: R) -> None:
        self._forget()
        below = self.app.screen_stack[-2] if self.is_current else None
        note = self.saved(result)
        self.dismiss(result)
        if isinstance(below, DeskScreen):
            below.say(note)

    def _refused(self, error: DeskError) -> None:
        self._unlock()
        self.host.drop_keys()
        self.say("Nothing was saved.")
        self.show_sentence(str(error))

    def focus_field(self, field: str) -> None:
        """Put the cursor into the part that `field` belongs to, if there is one."""
        part = self._part_for(field)
        if part is not None:
            part.focus_entry(field)

    def _part_for(self, field: str) -> FormPart | None:
        return next((part for part in self.all_parts() if field and part.covers(field)), None)

    def _lock(self) -> None:
        self._busy = True
        self._focus_before = self.focused
        self.query_one("#form-parts").disabled = True

    def _unlock(self) -> None:
        self._busy = False
        self.query_one("#form-parts").disabled = False
        if self._focus_before is not None:
            self.set_focus(self._focus_before)

    # Leaving

    def do_back(self) -> None:
        """Leave the form; ask first when something was typed."""
        if self._busy:
            self.say(BUSY)
        elif self.has_changes:
            self.app.push_screen(LeavingDialog(), self._leave)
        else:
            self._forget()
            self.dismiss(None)

    def _leave(self, leaving: Leaving | None) -> None:
        if leaving is Leaving.KEEP:
            self.keep_draft()
        elif leaving is Leaving.DISCARD:
            self._forget()
        else:
            return
        self._loaded, self._over = self.snapshot(), True
        self.dismiss(None)

    # Unfinished entries on disk

    @property
    def _folder(self) -> Path:
        opening = self.host.opening
        return form_drafts.folder_of(opening.state_folder, opening.path)

    def keep_draft(self) -> None:
        """Write the entry to disk now, if anything was typed; called while typing and when the desk is closed."""
        if self._over:
            return  # a field that speaks late must neither bring back what is saved nor throw away what was kept
        if self._keeping is not None:
            self._keeping.stop()
            self._keeping = None
        try:
            if self.has_changes:
                form_drafts.keep(self._folder, self._as_draft())
            else:
                form_drafts.discard(self._folder, self.uid)
        except OSError as error:
            self.show_sentence(f"This entry cannot be kept on disk while it is typed: {error.strerror}.")

    def _as_draft(self) -> form_drafts.FormDraft:
        at = datetime.now(UTC)
        return form_drafts.FormDraft(self.KIND, self.uid, self.subject, self.person, at, self.snapshot())

    @on(Input.Changed)
    def _typed(self) -> None:
        self.touched()

    def touched(self) -> None:
        """Something in the form changed: renew what hangs on it, and keep the entry soon."""
        self.edited()
        if self._keeping is None:
            self._keeping = self.set_timer(KEEP_AFTER_SECONDS, self.keep_draft)

    @on(Input.Blurred)
    def _left_a_field(self) -> None:
        if self._keeping is not None and self.is_attached:
            self.keep_draft()

    def _forget(self) -> None:
        if self._keeping is not None:
            self._keeping.stop()
            self._keeping = None
        self._loaded, self._over = self.snapshot(), True
        try:
            form_drafts.discard(self._folder, self.uid)
        except OSError:
            # It would only be offered once more; the uid keeps it from being booked twice.
            return

    def take_up(self, draft: form_drafts.FormDraft) -> None:
        """Begin with an unfinished entry instead of offering it. Call it before the form is shown."""
        self._begun = draft

    def _go_on_with(self, draft: form_drafts.FormDraft) -> None:
        self._offered = draft
        self.do_take_draft()

    def _look_for_unfinished(self) -> None:
        folder, kind, subject = self._folder, self.KIND, self.subject
        # A form that changes a record keeps its entry under the record's identity, as the one before it did: the own
        # file is left out only once this form may have written it.
        own = self.uid if self.has_changes else None
        host = self.host

        def look() -> tuple[form_drafts.FormDraft | None, str]:
            found = form_drafts.latest(folder, kind, subject, without=own)
            return found, form_drafts.say_when(found, self.today, host.desk().time_zone) if found else ""

        self.start_job(
            look,
            group="unfinished",
            newest_only=True,
            on_done=lambda found: self._offer(*found),
            on_error=self.tell,
        )

    def _offer(self, found: form_drafts.FormDraft | None, when: str = "") -> None:
        self._offered = found
        offer = self.query_one("#form-offer", Static)
        offer.display = self._offered is not None
        if self._offered is not None:
            whose = f", {self._offered.title}" if self._offered.title else ""
            take, throw = self.key_of("take-draft"), self.key_of("discard-draft")
            offer.update(inert(f"Unfinished {self.KIND} of {when}{whose}: {take} take it up, {throw} discard"))
        self.refresh_commands()

    def why_not(self, command_id: str) -> str | None:
        """Taking up and discarding need an unfinished entry."""
        if command_id in {"take-draft", "discard-draft"} and self._offered is None:
            return "There is no unfinished entry."
        return None

    def do_take_draft(self) -> None:
        """Put the unfinished entry into the form and go on with it under its own identity."""
        if self._offered is not None and not self._busy:
            if self._offered.uid != self.uid:
                form_drafts.discard(self._folder, self.uid)
            self.uid = self._offered.uid
            self.restore(dict(self._offered.fields))
            self._offer(None)
            self.focus_first()
            self.touched()

    def do_discard_draft(self) -> None:
        """Throw the unfinished entry away."""
        if self._offered is not None:
            form_drafts.discard(self._folder, self._offered.uid)
            self._offer(None)
            self._look_for_unfinished()
