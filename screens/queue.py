"""The queue: what there is to do today, in the order in which it is worth doing."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.geometry import Size

from billdesk.command import Scope
from billdesk.domain.errors import NotFoundError
from billdesk.domain.work import ItemKind, View
from billdesk.opening import Opening
from billdesk.text import inert_plain
from billdesk.widgets.row_list import RowList
from screens.day_keys import DayKeys
from screens.queue_filter import FilterLine, footer_items
from screens.queue_parts import QueueTop, say_entry
from screens.queue_reading import all_to_send
from screens.records import ON_A_RECORD, Subject
from screens.trail import Trail

if TYPE_CHECKING:
    from collections.abc import Callable

    from billdesk.domain.records import InvoiceView
    from billdesk.form_drafts import FormDraft
    from billdesk.services.desk import Desk

SMALL_PREVIEW, LARGE_PREVIEW = 2, 9
TALL = 30
"""From this many lines the preview is large unless it was made small."""
WIDE = 140
"""From this many columns the preview stands beside the list, which needs no more than eighty."""
_WITHOUT_A_DESK = frozenset({"refresh", "help", "quit", "palette", "theme", "back"})
_ONLY_FOR = {
    "issue": (ItemKind.DRAFT, "Only a draft can be issued."),
    "sent": (ItemKind.SEND, "Only an issued invoice that is not sent yet."),
    "apply-credit": (ItemKind.UNAPPLIED, "This row has no credit to apply."),
}


_UNNUMBERED = (ItemKind.DRAFT, ItemKind.CHECK, ItemKind.REFUSED, ItemKind.REMINDER)
_NOT_PUT_OFF = {
    ItemKind.BATCH: "A batch cannot be put off; close it, or give it up.",
    ItemKind.REMINDER: "A reminder is put off by giving it another day.",
}
_ON_A_ROW = frozenset({"open", "why", "snooze"})
"""What can be done to a row that is of no one account."""
_ON_ONE_ROW = frozenset({"call", "promise", "receipt", "apply-credit", "sent", "issue", "remind-me"})
"""What writes about the row under the cursor: with other rows marked it could be meant for those."""


class QueueScreen(DayKeys):
    """The home screen. It shows the rows that were read before the first frame and reads on from there."""

    SCOPE = Scope.QUEUE
    CSS_PATH: ClassVar[str] = "queue.tcss"

    def __init__(self, opening: Opening) -> None:
        super().__init__(opening)
        self._filter_line = FilterLine(opening.today)
        self._preview_large: bool | None = None
        self._preview_lines = 0
        self._preview_beside = False

    def body(self) -> ComposeResult:
        """The top, the filter's line, the list, what is known of the row."""
        self._fit_preview(self.app.size)
        yield self._top
        yield self._rule
        yield self._filter_line
        yield self._names
        yield self._rows
        yield self._below
        yield self._preview

    def on_mount(self) -> None:
        """Focus the list and read on."""
        self.set_focus(self._rows)
        self.begin()

    def on_screen_resume(self) -> None:
        """At the start and after every form: offer what was left unfinished."""
        self.call_after_refresh(self.look_for_unfinished)

    def on_resize(self, event: events.Resize) -> None:
        """Give the preview the room there is."""
        self._fit_preview(event.size)
        self.call_after_refresh(self.name_columns)

    def _fit_preview(self, size: Size) -> None:
        """Beside the list where there is room, else below. Only what differs is set: each change costs a layout."""
        large = self._preview_large
        beside = size.width >= WIDE and large is not False
        if large is None:
            large = size.height >= TALL and size.width < WIDE
        lines = LARGE_PREVIEW if large else SMALL_PREVIEW
        if (beside, lines) != (self._preview_beside, self._preview_lines):
            self._preview_beside, self._preview_lines = beside, lines
            self.set_class(beside, "-beside")
            self._preview.styles.height = None if beside else lines

    def do_preview(self) -> None:
        """Show more or less of what is known of the row."""
        self._preview_large = not (self._preview_beside or self._preview_lines == LARGE_PREVIEW)
        self._fit_preview(self.size)

    # Views

    @on(QueueTop.ViewChosen)
    def view_clicked(self, event: QueueTop.ViewChosen) -> None:
        """Show the view that was clicked."""
        self._show_view(event.view)

    def do_view(self, number: int) -> None:
        """Show a view by its number."""
        self._show_view(list(View)[number - 1])

    def do_next_view(self) -> None:
        """Show the view to the right, after the last one the first."""
        self._step_view(1)

    def do_previous_view(self) -> None:
        """Show the view to the left."""
        self._step_view(-1)

    def _step_view(self, step: int) -> None:
        views = list(View)
        self._show_view(views[(views.index(self._view) + step) % len(views)])

    def _show_view(self, view: View) -> None:
        if view is not self._view:
            self._view = view
            self.show_top()
            self._rows.unmark_all()
            self.read(at_start=True)

    # The filter

    def do_filter(self) -> None:
        """Type a filter; the rows follow."""
        self.add_class("-filtering")
        self._filter_line.focus()
        self.refresh_commands()

    def refresh_commands(self) -> None:
        """While a filter is typed the footer shows its keys, else the list's."""
        if self.has_class("-filtering"):
            self.show_footer(footer_items(self.host.keymap))
        else:
            super().refresh_commands()

    @on(RowList.Marked)
    def marks_changed(self) -> None:
        """Marks decide what can be done."""
        self.refresh_commands()

    @on(FilterLine.Asked)
    def filter_asked(self, event: FilterLine.Asked) -> None:
        """Show the rows that the filter asks for."""
        if event.filter != self._filter:
            self._filter = event.filter
            self._rows.unmark_all()
            self.read(at_start=True)

    @on(FilterLine.Wrong)
    def filter_wrong(self, event: FilterLine.Wrong) -> None:
        """Say under the filter what cannot be read; the rows stay."""
        if event.sentence:
            self._names.say(f"   {inert_plain(event.sentence)}", "wrong")
        else:
            self.name_columns()

    @on(FilterLine.Left)
    def filter_left(self, event: FilterLine.Left) -> None:
        """Go back to the list, with the filter or without."""
        self.remove_class("-filtering")
        self.refresh_commands()
        self.name_columns()
        self._rows.focus()
        if event.clear:
            self._clear_filter()

    def _clear_filter(self) -> None:
        self._filter_line.forget()
        if self._filter is not None:
            self._filter = None
            self.read()

    # What can be done

    def subject(self) -> Subject | None:
        """Whose row it is."""
        row = self._rows.current
        if row is None or row.customer_id is None:
            return None
        named = row.invoice_id is not None and row.kind not in _UNNUMBERED
        return Subject(row.customer_id, row.document if named else row.customer_code, row.invoice_id)

    def trail(self) -> Trail | None:
        """The view and filter, so that the screens above can go along the rows."""
        key = self._rows.current_key
        return None if key is None else Trail(self._view, self._filter, key)

    def changed(self) -> None:
        """Something was saved: counts and rows are read again, the cursor goes on when its row sank or left."""
        self.read(worked=self._rows.current)
        self.look_for_unfinished()

    def returned(self, key: str | None) -> None:
        """Stand on the row that the screen above ended on, or where it stood when it sank or left."""
        wanted = key or self._rows.current_key
        worked = next((row for row in self._rows.rows if row.key == wanted), None)
        self.read(cursor=key, worked=worked)

    def why_not(self, command_id: str) -> str | None:
        """What a row of another kind cannot do."""
        if self._problem is not None and command_id not in _WITHOUT_A_DESK:
            return "There is no desk open."
        if command_id in ("take-draft", "discard-draft"):
            return None if self._unfinished else "There is no unfinished entry."
        if command_id in _ON_ONE_ROW and (marked := self._rows.marked):
            return None if command_id == "sent" and all_to_send(marked) else self._only_for_one(len(marked))
        row = self._rows.current
        if command_id == "receipt" and (row is None or row.customer_id is None):
            return None  # it asks from whom it is
        of_nobody = {one.kind for one in (row, *self._rows.marked) if one is not None and one.customer_id is None}
        if command_id == "snooze" and not of_nobody.isdisjoint(_NOT_PUT_OFF):
            return next(reason for kind, reason in _NOT_PUT_OFF.items() if kind in of_nobody)
        if row is not None and row.kind is ItemKind.CHECK and command_id in ON_A_RECORD:
            checks = f"Whose it is stands on the paper; {self.key_of('open')} checks it."
            return None if command_id in _ON_A_ROW else checks
        kind, reason = _ONLY_FOR.get(command_id, (None, ""))
        if kind is not None and (row is None or row.kind is not kind):
            return reason
        is_of_nobody = row is not None and row.customer_id is None and command_id in _ON_A_ROW
        return None if is_of_nobody else super().why_not(command_id)

    def _only_for_one(self, marked: int) -> str:
        rows = "1 row is" if marked == 1 else f"{marked} rows are"
        takers = f"only {self.key_of('snooze')} and, of invoices to send, {self.key_of('sent')} take marks"
        return f"{rows} marked; {takers}. Esc unmarks."

    def do_back(self) -> None:
        """Take the marks away, then the filter; there is nothing to go back to from here."""
        if self._rows.marked:
            self._rows.unmark_all()
        elif self._filter is not None:
            self._clear_filter()
        else:
            self.say_how_to_leave()

    def do_refresh(self) -> None:
        """Read the book again; also a desk that was not there before."""
        self.renew()

    @on(RowList.Chosen)
    def row_chosen(self) -> None:
        """A double click opens."""
        self.action_command("open")

    def do_open(self) -> None:
        """A draft or an invoice to send opens itself, money opens its account, what waits for a second person opens
        its check, what is owed opens the follow-up."""
        row = self._rows.current
        if row is None:
            return
        if row.kind in (ItemKind.DRAFT, ItemKind.SEND) and row.invoice_id is not None:
            self.show_invoice(row.invoice_id)
        elif row.kind is ItemKind.UNAPPLIED:
            self.do_account()
        elif row.kind in (ItemKind.CHECK, ItemKind.REFUSED):
            from screens.waiting_entries import open_entry

            open_entry(self, int(row.key.partition(":")[2]), refused=row.kind is ItemKind.REFUSED)
        elif row.kind is ItemKind.BATCH:
            self.show_batch(int(row.key.partition(":")[2]))
        elif row.kind is ItemKind.DISPUTE:
            from screens.disputing import open_row

            open_row(self, row)
        elif row.kind is ItemKind.REMINDER:
            self.open_reminder(row)
        else:
            self.do_follow_up()

    def do_sent(self) -> None:
        """Note that the marked invoices went out, or else this one."""
        marked = self._rows.marked
        if not marked:
            super().do_sent()
            return
        ids = [row.invoice_id for row in marked if row.invoice_id is not None]

        def read(desk: Desk) -> tuple[tuple[InvoiceView, ...], date]:
            from billdesk.services import invoices

            return invoices.get_several(desk, ids), desk.today

        def push(found: tuple[InvoiceView, ...], today: date) -> None:
            from screens.forms.small import SentTogetherForm

            self.app.push_screen(SentTogetherForm(today, found), self._done_with_marked)

        self.run_service(read, group="form", on_done=lambda found: self._if_current(push, *found))

    def do_snooze(self) -> None:
        """Hide the marked rows, or else this one, until a day."""
        from screens.queue_snooze import SnoozeRowsForm

        current = self._rows.current
        rows = self._rows.marked or ((current,) if current else ())
        if rows:
            self.app.push_screen(SnoozeRowsForm(self._rows.today, rows), self._done_with_marked)

    def _done_with_marked(self, done: bool | None) -> None:
        if done:
            self._rows.unmark_all()
            self.changed()

    def do_take_draft(self) -> None:
        """Go on with an unfinished entry in its own form."""
        self._choose_unfinished("Go on with which entry?", self._take_up)

    def do_discard_draft(self) -> None:
        """Throw an unfinished entry away, after asking."""
        self._choose_unfinished("Throw which entry away?", self._ask_to_discard)

    def _choose_unfinished(self, title: str, then: Callable[[FormDraft], None]) -> None:
        from screens.dialogs.choose import Option, choose

        drafts = {str(draft.uid): draft for draft in self._unfinished}
        if len(drafts) == 1:
            then(self._unfinished[0])
            return
        options = [
            Option(uid, draft.kind, say_entry(draft, self._rows.today, self._zone)) for uid, draft in drafts.items()
        ]
        choose(self, title, options, lambda uid: then(drafts[uid]))

    def _take_up(self, draft: FormDraft) -> None:
        from screens.unfinished import About, form_for, read_about

        def push(about: About) -> None:
            if not self.is_current:
                return
            try:
                form = form_for(draft, about)
            except NotFoundError as error:
                self.tell(error)
            else:
                self.app.push_screen(form, self.after_form)

        self.run_service(lambda desk: read_about(desk, draft), group="form", on_done=push)

    def _ask_to_discard(self, draft: FormDraft) -> None:
        from screens.dialogs.message import ask

        def discard() -> None:
            from billdesk import form_drafts

            opening = self.host.opening
            form_drafts.discard(form_drafts.folder_of(opening.state_folder, opening.path), draft.uid)
            self.look_for_unfinished()

        what = f"The unfinished {draft.kind} of {say_entry(draft, self._rows.today, self._zone)} is not in the book."
        ask(self, "Throw the entry away?", what, yes="throw it away", on_yes=discard)

    def do_procedures(self) -> None:
        """How the follow-up goes, and what is held back."""
        from screens.procedures import ProceduresScreen

        self.app.push_screen(ProceduresScreen(), self.returned)

    def do_new(self) -> None:
        """Choose what to make."""
        from screens.dialogs.choose import Option, choose

        kinds = (
            Option("invoice", "Invoice", "for any account"),
            Option("customer", "Account", "a new customer"),
            Option("receipt", "Receipt", "from any account"),
            Option("batch", "Batch", "papers with their count and sum"),
        )
        makers = {
            "invoice": self.new_invoice,
            "customer": self.new_customer,
            "receipt": self.new_receipt,
            "batch": self.new_batch,
        }
        choose(self, "New", kinds, lambda chosen: makers[chosen]())
