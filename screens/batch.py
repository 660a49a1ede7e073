"""A batch with control totals: its entries one after the other, and closing it against the strip."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult

from billdesk.command import Scope
from billdesk.domain.batches import BatchKind, BatchState, BatchView, CloseBatchDraft, EntryView
from billdesk.domain.double_check import confirm_batch
from billdesk.domain.held import HeldEntry
from billdesk.domain.records import AccountView, CompanyView, CustomerChoice, InvoiceView
from billdesk.widgets.row_list import RowList
from screens.base import DeskScreen
from screens.forms.batched import InBatch
from screens.parts import batch_lines as lines
from screens.parts.entries import EntryList, Note
from screens.parts.paper import Paper
from screens.parts.reading import ListingScreen
from screens.records import Subject

if TYPE_CHECKING:
    from billdesk.services.desk import Desk

BEING_READ = "One moment, it is being read."
TO_THE_BATCH = "back to the batch and its keys"
NOT_OPEN = {BatchState.CLOSED: "It is closed; count and sum agreed.", BatchState.GIVEN_UP: "It was given up."}
_OF_AN_OPEN_ONE = frozenset({"next-entry", "close-batch", "give-up-batch"})


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one reading of the book brings to the screen."""

    batch: BatchView
    today: date


class OfBatch(ListingScreen):
    """What the page of a batch and the page of its gap do alike."""

    def __init__(self, batch_id: int, name: str) -> None:
        super().__init__()
        self.batch_id = batch_id
        self._read: _Reading | None = None
        self._head = Paper(f"{name}-head")
        self._entries = EntryList(name_id=f"{name}-entries")

    def body(self) -> ComposeResult:
        """The head and the list."""
        yield self._head
        yield self._entries

    def changed(self) -> None:
        """Read the batch again; the cursor stays on its entry."""
        batch_id = self.batch_id

        def read(desk: Desk) -> _Reading:
            from billdesk.services import batches

            return _Reading(batches.get(desk, batch_id), desk.today)

        self.run_service(read, group="batch", on_done=self.show_read, on_error=self.say_problem)

    def show_read(self, read: _Reading) -> None:
        """Show what was read."""
        self._read = read

    def subject(self) -> Subject | None:
        """The record of the entry under the cursor."""
        entry = self._entries.record
        if not isinstance(entry, EntryView):
            return None
        return Subject(entry.customer_id, entry.document, entry.invoice_id)

    def why_not(self, command_id: str) -> str | None:
        """A batch that is not open is only looked at."""
        if command_id in _OF_AN_OPEN_ONE:
            return BEING_READ if self._read is None else NOT_OPEN.get(self._read.batch.state)
        return super().why_not(command_id)

    def show_record(self) -> None:
        """Open what the entry under the cursor was booked as: its invoice, or a receipt on its account."""
        entry = self._entries.record
        if not isinstance(entry, EntryView):
            return
        if entry.invoice_id is not None:
            self.show_invoice(entry.invoice_id)
        else:
            from screens.account import AccountScreen

            self.app.push_screen(AccountScreen(entry.customer_id, f"receipt:{entry.receipt_id}"), self.returned)

    def do_close_batch(self) -> None:
        """Close the batch if count and sum agree, else show what differs."""
        batch_id = self.batch_id

        def close(desk: Desk) -> BatchView:
            from billdesk.services import batches

            view = batches.get(desk, batch_id)
            if view.agrees:
                draft = CloseBatchDraft(view.id, view.version)
                batches.close(desk, confirm_batch(draft, view.totals, view.batch.totals))
            return view

        self.run_save(close, on_done=self.closed)

    def closed(self, view: BatchView) -> None:
        """The batch was compared with its strip."""
        raise NotImplementedError

    def do_give_up_batch(self) -> None:
        """Give the batch up, with the reason."""
        from screens.forms.batch import GiveUpBatchForm

        if self._read is not None:
            form = GiveUpBatchForm(self._read.today, self._read.batch)
            self.app.push_screen(form, lambda done: self.end(form.saved(True)) if done else None)

    def end(self, note: str) -> None:
        """The batch is not open any more: leave it, and say `note` where that leads to."""
        raise NotImplementedError


class BatchScreen(OfBatch):
    """`BatchScreen(batch_id)`. Enter enters the next paper, and after each saved one the next opens by itself."""

    SCOPE = Scope.BATCH
    CSS_PATH: ClassVar[str] = "batch.tcss"

    def __init__(self, batch_id: int) -> None:
        super().__init__(batch_id, "batch")
        self._goes_on = False

    def show_read(self, read: _Reading) -> None:
        """Show it; go on with the next paper when one was just saved and there are more."""
        super().show_read(read)
        batch = read.batch
        self._head.show(lambda width: lines.head_lines(width, batch))
        self._entries.say_empty("Nothing is entered yet.", "Enter enters the first paper.")
        self._entries.lay_out(lines.entry_entries(batch, read.today))
        self.refresh_commands()
        goes_on, self._goes_on = self._goes_on, False
        if not goes_on or batch.state is not BatchState.OPEN:
            return
        if len(batch.counted) + batch.waiting < batch.batch.expected_count:
            if self.is_current:
                self.do_next_entry()
        else:
            self.say(f"All {batch.batch.expected_count} are entered; {self.key_of('close-batch')} closes the batch.")

    def do_next_entry(self) -> None:
        """Enter the next paper; nothing is kept of the one before but the kind."""
        if self._read is None:
            return
        batch = self._read.batch.batch
        within = InBatch(self.batch_id, batch.currency)
        enter = {
            BatchKind.RECEIPT: self._enter_receipt,
            BatchKind.INVOICE: self._enter_invoice,
            BatchKind.CREDIT_NOTE: self._enter_credit_note,
        }
        enter[batch.kind](within)

    def _enter_receipt(self, within: InBatch) -> None:
        from screens.dialogs.pick_customer import PickCustomerDialog

        def push(account: AccountView, today: date) -> None:
            from screens.forms.receipt import ReceiptForm

            self.app.push_screen(ReceiptForm(today, account, within), self.after_form)

        def picked(choice: CustomerChoice | None) -> None:
            if choice is not None:
                self.with_account(push, choice.id)
            else:
                self._say_ways()

        self.app.push_screen(PickCustomerDialog("Receipt from whom?", TO_THE_BATCH), picked)

    def _say_ways(self) -> None:
        """What the batch's own keys do: where papers are asked for one after the other, they went into a field."""
        on, end, give_up = map(self.key_of, ("next-entry", "close-batch", "give-up-batch"))
        self.say(f"{on} enters the next paper, {end} closes the batch, {give_up} gives it up.")

    def _enter_invoice(self, within: InBatch) -> None:
        def push(company: CompanyView, today: date) -> None:
            from screens.forms.invoice import InvoiceForm

            self.app.push_screen(InvoiceForm(today, company, within=within), self.after_form)

        self.with_company(push)

    def _enter_credit_note(self, within: InBatch) -> None:
        from screens.dialogs.find import INVOICE, FindDialog

        def push(invoice: InvoiceView, today: date) -> None:
            from screens.forms.credit_note import CreditNoteForm

            self.app.push_screen(CreditNoteForm(today, invoice, within), self.after_form)

        def found(record: str | None) -> None:
            kind, _, number = (record or "").partition(":")
            if kind == INVOICE:
                self.with_invoice(push, int(number))
            elif record is None:
                self._say_ways()
            else:
                self.say("A credit note corrects an invoice; find that by its number.")

        self.app.push_screen(FindDialog(), found)

    def after_form(self, result: object) -> None:
        """A form has closed; `None` means that nothing was saved."""
        self._goes_on = result is not None
        if isinstance(result, HeldEntry):
            self.host.watch_held(result.effective_at)
        self.changed()

    @on(RowList.Chosen)
    def entry_chosen(self) -> None:
        """A double click shows the record."""
        self.action_command("show-entry")

    def do_show_entry(self) -> None:
        """Open what the entry was booked as."""
        self.show_record()

    def why_not(self, command_id: str) -> str | None:
        """There must be an entry to show."""
        if command_id == "show-entry" and self.subject() is None:
            return "Nothing is entered yet."
        return super().why_not(command_id)

    def closed(self, view: BatchView) -> None:
        """Back to the queue with a note, or on to what differs."""
        if view.agrees:
            self.end(lines.say_closed(view))
        else:
            self.app.push_screen(GapScreen(self.batch_id), self._back_from_gap)

    def end(self, note: str) -> None:
        """Back to where it was opened."""
        stack = self.app.screen_stack
        below = stack[stack.index(self) - 1]
        self.dismiss(None)
        if isinstance(below, DeskScreen):
            below.say(note)

    def _back_from_gap(self, note: str | None) -> None:
        if note is None:
            self.changed()
        else:
            self.end(note)


class GapScreen(OfBatch):
    """`GapScreen(batch_id)`: what differs from the strip and which entries would explain it.

    Enter opens the record of one. It ends with a note once the batch is closed or given up, else with `None`.
    """

    SCOPE = Scope.GAP
    CSS_PATH: ClassVar[str] = "batch.tcss"

    def __init__(self, batch_id: int) -> None:
        super().__init__(batch_id, "gap")

    def show_read(self, read: _Reading) -> None:
        """Show what differs now: a record that was opened from here may have been mended."""
        super().show_read(read)
        batch = read.batch
        self._head.show(lambda width: lines.gap_lines(width, batch))
        self._entries.say_empty(*lines.nothing_explains(batch, self.key_of("close-batch")))
        self._entries.lay_out(lines.gap_entries(batch))
        self.refresh_commands()

    def do_open(self) -> None:
        """Open the record of the entry, or show the whole of the line."""
        entry = self._entries.record
        if isinstance(entry, Note):
            from screens.dialogs.message import MessageDialog

            self.app.push_screen(MessageDialog(entry.title, entry.text))
        else:
            self.show_record()

    def why_not(self, command_id: str) -> str | None:
        """There must be a line to open."""
        if command_id == "open":
            return None if self._entries.record is not None else "There is nothing to open."
        return super().why_not(command_id)

    def closed(self, view: BatchView) -> None:
        """Leave, or show what still differs."""
        if view.agrees:
            self.end(lines.say_closed(view))
        else:
            self.say("Count and sum do not agree yet.")
            self.changed()

    def end(self, note: str) -> None:
        """Back to the batch, which ends with it."""
        self.dismiss(note)
