"""One invoice: what it says, what came of it, its story; and every action on it, or why not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll

from billdesk.command import Scope
from billdesk.domain.findings import Findings
from billdesk.domain.followup.views import HoldView, WaiverView
from billdesk.domain.records import CompanyView, InvoiceView
from billdesk.domain.work import QueueRow
from screens.parts.along import AlongScreen, Found
from screens.parts.choosing import stands
from screens.parts.hold_lines import hold_lines
from screens.parts.invoice_actions import standing_receipts, why_not
from screens.parts.invoice_lines import document_lines, finding_lines, head_lines, story_lines
from screens.parts.paper import Cell, Line, Paper, row, way_runs
from screens.records import Subject
from screens.trail import Trail

if TYPE_CHECKING:
    from billdesk.services.desk import Desk

WIDE = 110
BEING_READ = "One moment, it is being read."


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one reading of the book brings to the screen."""

    invoice: InvoiceView
    findings: Findings
    today: date
    holds: tuple[HoldView, ...]
    waivers: tuple[WaiverView, ...]


class InvoiceScreen(AlongScreen):
    """`InvoiceScreen(invoice_id, trail)`; `trail` is the row of the queue it was opened from, if any."""

    SCOPE = Scope.INVOICE
    CSS_PATH: ClassVar[str] = "invoice.tcss"

    def __init__(self, invoice_id: int, trail: Trail | None = None) -> None:
        super().__init__(trail.view if trail else None, trail.filter if trail else None, trail.key if trail else None)
        self.invoice_id = invoice_id
        self._read: _Reading | None = None
        self._head, self._missing = Paper("invoice-head"), Paper("invoice-missing")
        self._document, self._story = Paper("invoice-document"), Paper("invoice-story")
        self._below = Paper("invoice-below")

    def body(self) -> ComposeResult:
        """The head, a page that scrolls, and the way along the queue."""
        yield self._head
        with VerticalScroll(id="invoice-page"):
            yield self._missing
            with Container(id="invoice-columns"):
                yield self._document
                yield self._story
        yield self._below

    def on_mount(self) -> None:
        """Read the invoice; the arrows scroll the page."""
        self.query_one("#invoice-page").focus()
        self.changed()

    def on_resize(self, event: events.Resize) -> None:
        """Where there is room the story stands beside the document."""
        self.set_class(event.size.width >= WIDE, "-wide")

    # Reading

    def changed(self) -> None:
        """Read the invoice again; the page stays where it was scrolled to."""
        invoice_id = self.invoice_id

        def read(desk: Desk) -> _Reading:
            from billdesk.services import holds, invoices

            view = invoices.get(desk, invoice_id)
            found = invoices.findings(desk, invoice_id) if view.state == "draft" else Findings()
            kept = holds.live_of_invoice(desk, view) if view.open_minor else ((), ())
            return _Reading(view, found, desk.today, *kept)

        self.run_service(read, group="invoice", on_done=self._show, on_error=self.say_problem)

    def _show(self, read: _Reading) -> None:
        self._read = read
        invoice, today = read.invoice, read.today
        self._head.show(lambda width: head_lines(width, invoice, today))
        self._missing.show(lambda width: self._missing_lines(width, read))
        self._document.show(lambda width: document_lines(width, invoice, today))
        self._story.show(lambda width: story_lines(width, invoice.timeline, today))
        self.find_standing()
        self.refresh_commands()

    def _missing_lines(self, width: int, read: _Reading) -> list[Line]:
        """What stands between a draft and its number, or what is going to happen with it."""
        if read.invoice.held is None:
            return [*hold_lines(width, read.holds, read.waivers), *finding_lines(width, read.findings)]
        return row(width, Cell(self.say_waiting(read.invoice.held), how="near"), indent=1, wrapped=True)

    def show_standing(self) -> None:
        """Where it stands in the queue, between the keys that lead on."""
        standing = self.say_standing()
        self._below.show(lambda _: [way_runs(standing, self.key_of)] if standing else [])

    # The way along the queue

    def do_next_record(self) -> None:
        """The next row of the queue that has an invoice."""
        self._go(1)

    def do_previous_record(self) -> None:
        """The row before that has an invoice."""
        self._go(-1)

    def _go(self, step: int) -> None:
        def take(found: Found[int] | None) -> None:
            if found is None:
                self.say("No further row of this view has an invoice." if step > 0 else "No row before has an invoice.")
                return
            place, invoice_id = found
            self.invoice_id = invoice_id
            self.leave_for(place)
            self.query_one("#invoice-page", VerticalScroll).scroll_home(animate=False)
            self.changed()

        self.go(step, invoice_of, take)

    # What can be done

    def subject(self) -> Subject | None:
        """The invoice on the screen."""
        if self._read is None:
            return None
        invoice = self._read.invoice
        return Subject(invoice.customer_id, invoice.number or "", invoice.id)

    def why_not(self, command_id: str) -> str | None:
        """Each action that is not available says why."""
        reason = super().why_not(command_id)
        if reason is not None:
            return reason
        if self._read is None:
            return BEING_READ if command_id in _ON_AN_INVOICE else None
        return why_not(command_id, self._read.invoice, self._read.findings, self.key_of)

    def do_edit(self) -> None:
        """Change the draft."""

        def push(company: CompanyView, today: date) -> None:
            from screens.forms.invoice import InvoiceForm

            if self._read is not None:
                self.app.push_screen(InvoiceForm(today, company, invoice=self._read.invoice), self.after_form)

        self.with_company(push)

    def do_credit_note(self) -> None:
        """Correct it, by line or whole; where a dispute agreed a credit, that is proposed."""
        self._credit(whole=False)

    def _credit(self, *, whole: bool) -> None:
        def push(invoice: InvoiceView, today: date) -> None:
            from screens.forms.credit_note import CreditNoteForm, Wanted

            case = None if whole else next((one for one in invoice.disputes if one.credit_due), None)
            self.app.push_screen(
                CreditNoteForm(today, invoice, wanted=Wanted.of(case) if case else None), self.after_form
            )

        self.with_invoice(push)

    def do_void(self) -> None:
        """Give the draft up; an issued invoice is voided by a credit note for the whole of it."""

        def push(invoice: InvoiceView, today: date) -> None:
            from screens.forms.small import VoidForm

            self.app.push_screen(VoidForm(today, invoice), self.after_form)

        if self._read is not None and self._read.invoice.state == "draft":
            self.with_invoice(push)
        else:
            self._credit(whole=True)

    def do_claims(self) -> None:
        """Show the claims of interest and fees on this invoice."""
        subject = self.subject()
        if subject is not None:
            from screens.claims import ClaimsScreen

            self.app.push_screen(ClaimsScreen(subject.customer_id, self.invoice_id), self.returned)

    def do_reverse(self) -> None:
        """Take back a receipt that settled a part of it."""
        if self._read is not None:
            self.reverse_one(standing_receipts(self._read.invoice))

    def do_withdraw(self) -> None:
        """Withdraw the promise that stands."""
        if self._read is not None:
            self.withdraw_one({promise.id for promise in self._read.invoice.promises if stands(promise)})

    def do_lift_dispute(self) -> None:
        """Claim it again."""
        if self._read is not None:
            self.lift(self._read.invoice.id)


_ON_AN_INVOICE = frozenset({"edit", "issue", "sent", "credit-note", "void", "reverse", "withdraw", "lift-dispute"})


def invoice_of(desk: Desk, row: QueueRow) -> int | None:
    """The invoice that a row of the queue stands for: its own, or the oldest that is open. Runs in a thread."""
    if row.invoice_id is not None or row.customer_id is None:
        return row.invoice_id
    from billdesk.services import customers

    items = customers.get(desk, row.customer_id).open_items
    return next((item.invoice_id for item in items if item.currency == row.currency), None)
