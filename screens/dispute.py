"""One dispute: what it is about, what to ask next, what was said; and every step on the way to its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll

from billdesk.command import Scope
from billdesk.domain.dispute_guides import Reason
from billdesk.domain.dispute_records import DisputeItem, DisputeView, ResolveDisputeDraft
from billdesk.domain.disputes import Proposal, proposes
from billdesk.domain.findings import Findings
from billdesk.domain.records import InvoiceView
from billdesk.domain.work import case_of
from screens.disputing import show_reasons
from screens.parts.along import AlongScreen, Found
from screens.parts.dispute_lines import file_lines, guide_lines, head_lines, log_lines
from screens.parts.invoice_actions import why_not
from screens.parts.paper import Paper, way_runs
from screens.records import Subject
from screens.trail import Trail

if TYPE_CHECKING:
    from billdesk.services.desk import Desk

WIDE = 110
BEING_READ = "One moment, it is being read."
SETTLED = "It is settled; {} takes it up again."
NO_INVOICE = "It is about the account; open the invoice that is wrong and credit it there."
CREDITED = "{} has credited it; {} shows the invoice."
NOT_AGREED = "Nothing was agreed to be credited; {} takes it up again."
NOTHING_LEFT = "Nothing that was agreed is left to credit."
_LIVE_ONLY = frozenset({"dispute-wait", "dispute-change", "dispute-settle"})
_ON_IT = _LIVE_ONLY | {"dispute-note", "dispute-file", "dispute-again", "dispute-close", "credit-note", "open"}


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one reading of the book brings to the screen."""

    case: DisputeView
    reasons: tuple[Reason, ...]
    today: date


class DisputeScreen(AlongScreen):
    """`DisputeScreen(dispute_id, trail)`; `trail` is the row of the queue it was opened from, if any."""

    SCOPE = Scope.DISPUTE
    CSS_PATH: ClassVar[str] = "dispute.tcss"

    def __init__(self, dispute_id: int, trail: Trail | None = None) -> None:
        super().__init__(trail.view if trail else None, trail.filter if trail else None, trail.key if trail else None)
        self.dispute_id = dispute_id
        self._read: _Reading | None = None
        self._head, self._below = Paper("dispute-head"), Paper("dispute-below")
        self._guide, self._log, self._files = Paper("dispute-guide"), Paper("dispute-log"), Paper("dispute-files")

    def body(self) -> ComposeResult:
        """The head, a page that scrolls, and the way along the queue."""
        yield self._head
        with VerticalScroll(id="dispute-page"), Container(id="dispute-columns"):
            yield self._guide
            with Container(id="dispute-story"):
                yield self._log
                yield self._files
        yield self._below

    def on_mount(self) -> None:
        """Read the case; the arrows scroll the page."""
        self.query_one("#dispute-page").focus()
        self.changed()

    def on_resize(self, event: events.Resize) -> None:
        """Where there is room the log stands beside the questions."""
        self.set_class(event.size.width >= WIDE, "-wide")

    # Reading

    def changed(self) -> None:
        """Read the case again; the page stays where it was scrolled to."""
        dispute_id = self.dispute_id

        def read(desk: Desk) -> _Reading:
            from billdesk.services import dispute_reasons, disputes

            return _Reading(disputes.get(desk, dispute_id), dispute_reasons.listed(desk), desk.today)

        self.run_service(read, group="dispute", on_done=self._show, on_error=self.say_problem)

    def _show(self, read: _Reading) -> None:
        self._read = read
        case, today = read.case, read.today
        self.set_class(not case.item.live, "-settled")
        self._head.show(lambda width: head_lines(width, case, today, self.key_of))
        self._guide.show(lambda width: guide_lines(width, case))
        self._log.show(lambda width: log_lines(width, case, today))
        self._files.show(lambda width: file_lines(width, case, self.key_of("dispute-file")))
        self.find_standing()
        self.refresh_commands()

    def show_standing(self) -> None:
        """Where it stands in the queue, between the keys that lead on."""
        standing = self.say_standing()
        self._below.show(lambda _: [way_runs(standing, self.key_of)] if standing else [])

    # The way along the queue

    def do_next_record(self) -> None:
        """The next dispute of the view."""
        self._go(1)

    def do_previous_record(self) -> None:
        """The dispute before."""
        self._go(-1)

    def _go(self, step: int) -> None:
        def take(found: Found[int] | None) -> None:
            if found is None:
                self.say("No further dispute in this view." if step > 0 else "No dispute before in this view.")
                return
            place, self.dispute_id = found
            self.leave_for(place)
            self.query_one("#dispute-page", VerticalScroll).scroll_home(animate=False)
            self.changed()

        self.go(step, lambda _, row: case_of(row), take)

    # What can be done

    def subject(self) -> Subject | None:
        """The invoice of the case, or its account."""
        if self._read is None:
            return None
        item = self._read.case.item
        return Subject(item.customer_id, item.number or self._read.case.customer_code, item.invoice_id)

    def why_not(self, command_id: str) -> str | None:
        """Each step that is not possible says why."""
        reason = super().why_not(command_id)
        if reason is not None or command_id not in _ON_IT:
            return reason
        if self._read is None:
            return BEING_READ
        item = self._read.case.item
        if command_id in _LIVE_ONLY and not item.live:
            return SETTLED.format(self.key_of("dispute-again"))
        if command_id == "dispute-again" and item.live:
            return f"It is not settled; {self.key_of('dispute-settle')} settles it."
        if command_id == "dispute-close":
            return None if item.credit_short else self._why_not_close(item)
        return self._why_no_credit(item) if command_id == "credit-note" else None

    def _why_no_credit(self, item: DisputeItem) -> str | None:
        """A case is credited while something of it is to be credited, on its invoice."""
        if item.invoice_id is None:
            return NO_INVOICE
        if item.live or item.credit_due:
            return None
        if item.credit_note:
            return CREDITED.format(item.credit_note, self.key_of("open"))
        return NOT_AGREED.format(self.key_of("dispute-again"))

    def _why_not_close(self, item: DisputeItem) -> str:
        """What is closed is a case of which less was credited than agreed."""
        if item.live:
            return f"It is not settled; {self.key_of('dispute-settle')} settles it."
        if item.credit_due:
            return f"Nothing of it is credited yet; {self.key_of('credit-note')} credits it."
        return NOTHING_LEFT

    def do_open(self) -> None:
        """Show the invoice it is about, or the account."""
        subject = self.subject()
        if subject is not None and subject.invoice_id is not None:
            self.show_invoice(subject.invoice_id)
        else:
            self.do_account()

    def do_dispute_note(self) -> None:
        """Add to the log."""
        from screens.forms.dispute import DisputeNoteForm

        if self._read is not None:
            self.app.push_screen(DisputeNoteForm(self._read.today, self._read.case), self.after_form)

    def do_dispute_wait(self) -> None:
        """Say whom it waits on."""
        self._change(waiting=True)

    def do_dispute_change(self) -> None:
        """Change owner, priority, amount or reason."""
        self._change(waiting=False)

    def _change(self, *, waiting: bool) -> None:
        from screens.forms.dispute import ChangeDisputeForm

        read = self._read
        if read is not None:
            form = ChangeDisputeForm(read.today, read.case, read.reasons, waiting=waiting)
            self.app.push_screen(form, self.after_form)

    def do_dispute_file(self) -> None:
        """Attach a file."""
        from screens.forms.dispute import AttachFileForm

        if self._read is not None:
            self.app.push_screen(AttachFileForm(self._read.today, self._read.case), self.after_form)

    def do_dispute_again(self) -> None:
        """Take it up again."""
        from screens.forms.dispute_end import ReopenDisputeForm

        if self._read is not None:
            self.app.push_screen(ReopenDisputeForm(self._read.today, self._read.case), self.after_form)

    def do_dispute_settle(self) -> None:
        """Settle it, then go on with what follows from that."""
        from screens.forms.dispute_end import ResolveDisputeForm

        if self._read is not None:
            self.app.push_screen(ResolveDisputeForm(self._read.today, self._read.case), self._settled)

    def _settled(self, draft: ResolveDisputeDraft | None) -> None:
        if draft is None or self._read is None:
            return
        item = self._read.case.item
        self.changed()
        first = proposes(draft.outcome, draft.credit.minor, item.amount_minor)[0]
        if first is Proposal.CREDIT_NOTE and item.invoice_id is not None:
            self._credit(draft.because)
        elif first is Proposal.PROMISE:
            self._ask_promise()
        elif first is Proposal.CREDIT_NOTE:
            self.say(NO_INVOICE)

    def _ask_promise(self) -> None:
        """The customer was wrong: the next call asks for the day it is paid."""
        from screens.dialogs.choose import Option, choose

        options = [
            Option("promise", "Promise", "note the day that was promised for it"),
            Option("follow-up", "Follow up", "work the account now"),
            Option("later", "Later", "the queue brings the account back"),
        ]
        steps = {"promise": self.do_promise, "follow-up": self.do_follow_up, "later": self.refresh_commands}
        choose(self, "It is claimed again. What next?", options, lambda what: steps[what]())

    def do_credit_note(self) -> None:
        """Credit what was agreed and is not credited yet, or what is disputed."""
        self._credit()

    def _credit(self, because: str = "") -> None:
        """Credit what the book says of the case by now, with the reason that is printed."""

        def push(invoice: InvoiceView, today: date) -> None:
            from screens.forms.credit_note import CreditNoteForm, Wanted

            case = next((one for one in invoice.disputes if one.id == self.dispute_id), None)
            refused = why_not("credit-note", invoice, Findings(), self.key_of)
            refused = refused or (self._why_no_credit(case) if case else None)
            if refused is not None:
                self.say(refused)
            elif case is not None:
                self.app.push_screen(CreditNoteForm(today, invoice, wanted=Wanted.of(case, because)), self.after_form)

        self.with_invoice(push)

    def do_dispute_reasons(self) -> None:
        """Show the reasons for disputes."""
        show_reasons(self)

    def do_dispute_close(self) -> None:
        """Close it with what was credited, though more was agreed."""
        from screens.forms.dispute_end import CloseDisputeForm

        if self._read is not None:
            self.app.push_screen(CloseDisputeForm(self._read.today, self._read.case), self.after_form)
