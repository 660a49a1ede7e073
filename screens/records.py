"""What can be done to a record from any screen that shows it: queue, invoice, follow-up and account alike.

A screen says whose record it shows (`subject`) and reads itself again when something was saved (`changed`); the
forms and the other screens are opened here. All are imported when they are first opened.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from billdesk.commands import command
from billdesk.domain.money import Money
from billdesk.keymap import key_label
from billdesk.text import inert_plain
from screens.base import DeskScreen
from screens.trail import Trail

if TYPE_CHECKING:
    from billdesk.domain.double_check import Confirmed, Review
    from billdesk.domain.drafts import IssueDraft
    from billdesk.domain.held import HeldEntry
    from billdesk.domain.records import AccountView, CompanyView, CustomerChoice, InvoiceView
    from billdesk.services.desk import Desk

R = TypeVar("R")
T = TypeVar("T")

NOTHING_CHOSEN = "There is no row to do that with."


class Subject(NamedTuple):
    """Whose record is shown. `number` is what the copy key copies."""

    customer_id: int
    number: str
    invoice_id: int | None = None


class RecordScreen(DeskScreen[R]):
    """A screen that shows a record or a list of records."""

    def subject(self) -> Subject | None:
        """The record under the cursor or on the screen; `None` when there is none."""
        raise NotImplementedError

    def changed(self) -> None:
        """Something was saved: read the book again."""
        raise NotImplementedError

    def trail(self) -> Trail | None:
        """The rows of the queue this record stands among, if it came from there."""
        return None

    def why_not(self, command_id: str) -> str | None:
        """Nothing can be done to no record."""
        if command_id in ON_A_RECORD and self.subject() is None:
            return NOTHING_CHOSEN
        return super().why_not(command_id)

    def key_of(self, command_id: str) -> str:
        """How the key of a command is written for the reader."""
        keys = self.host.keymap.keys(command(command_id))
        return key_label(keys[0]) if keys else command(command_id).name

    # Forms

    def do_call(self) -> None:
        """Log a contact."""
        from screens.contacting import log_contact

        log_contact(self, None)

    def do_promise(self) -> None:
        """Log a contact that brought a promise."""
        from billdesk.domain.drafts import Outcome
        from screens.contacting import log_contact

        log_contact(self, Outcome.PROMISED)

    def do_receipt(self) -> None:
        """Record money that came in, from this account; without one ask from whom it is."""
        if self.subject() is None:
            self.new_receipt()
        else:
            self.with_account(self._push_receipt)

    def new_receipt(self) -> None:
        """Record money from any account."""
        from screens.dialogs.pick_customer import PickCustomerDialog

        def picked(choice: CustomerChoice | None) -> None:
            if choice is not None:
                self.with_account(self._push_receipt, choice.id)

        self.app.push_screen(PickCustomerDialog("Receipt from whom?"), picked)

    def _push_receipt(self, account: AccountView, today: date) -> None:
        from screens.forms.receipt import ReceiptForm

        self.app.push_screen(ReceiptForm(today, account), self.after_form)

    def do_apply_credit(self) -> None:
        """Settle open items with on-account credit."""

        def push(account: AccountView, today: date) -> None:
            held = {str(place): credit for place, credit in enumerate(account.credits)}

            def use(place: str) -> None:
                from screens.forms.credits import ApplyCreditForm

                self.app.push_screen(ApplyCreditForm(today, account, held[place]), self.after_form)

            if not held:
                self.say("The account has no credit to apply.")
            elif len(held) == 1:
                use("0")
            else:
                from screens.dialogs.choose import choose
                from screens.parts.choosing import credit_option

                choose(self, "Which credit?", [credit_option(*pair, today) for pair in held.items()], use)

        self.with_account(push)

    def do_sent(self) -> None:
        """Note that the invoice went out."""

        def push(invoice: InvoiceView, today: date) -> None:
            from screens.forms.small import SentForm

            self.app.push_screen(SentForm(today, invoice), self.after_form)

        self.with_invoice(push)

    def do_issue(self) -> None:
        """Give the draft its number, through the double check."""
        subject = self.subject()
        if subject is None or subject.invoice_id is None:
            return
        invoice_id = subject.invoice_id

        def read(desk: Desk) -> Review[IssueDraft]:
            from billdesk.domain.drafts import IssueDraft
            from billdesk.domain.held import HeldKind
            from billdesk.domain.reviews import review_issue
            from billdesk.domain.second_keys import with_weight
            from billdesk.services import held, invoices, weighing

            view = invoices.get(desk, invoice_id)
            total = Money(view.total_minor, view.currency)
            draft = IssueDraft(view.id, view.version, view.issued_on, total)
            found = weighing.issue(desk, view)
            review = with_weight(review_issue(draft, view, desk.today, found.findings), found)
            return held.with_course(desk, review, HeldKind.ISSUE, total)

        self.run_service(read, group="form", on_done=self._check_issue)

    def _check_issue(self, review: Review[IssueDraft]) -> None:
        from screens.dialogs.double_check import DoubleCheckDialog

        if self.is_current:
            self.app.push_screen(DoubleCheckDialog(review), self._issue)

    def _issue(self, confirmed: Confirmed[IssueDraft] | str | None) -> None:
        if confirmed is None or isinstance(confirmed, str):
            return
        checked = confirmed

        def save(desk: Desk) -> str | HeldEntry:
            from billdesk.services import held

            return held.issue(desk, checked)

        def issued(result: str | HeldEntry) -> None:
            self.say(f"Issued as {inert_plain(result)}." if isinstance(result, str) else self.say_waiting(result))
            self.after_form(result)

        self.say("Issuing …")
        self.run_save(save, on_done=issued)

    def say_waiting(self, entry: HeldEntry) -> str:
        """What is going to happen with an entry that was confirmed and is not booked yet."""
        from billdesk.domain.held import say_waiting

        return say_waiting(entry, self.key_of("take-back"))

    def do_remind_me(self) -> None:
        """Set an own reminder about the record, or about nothing where there is none."""
        from screens import reminding

        reminding.set_one(self, self.subject())

    def do_dispute(self) -> None:
        """Open a dispute about the record, or go on with the one there is."""
        subject = self.subject()
        if subject is not None:
            from screens.disputing import work_dispute

            work_dispute(self, subject.customer_id, subject.invoice_id)

    def do_pause(self) -> None:
        """Do not chase it before a day."""
        self._hold_back(pause=True)

    def do_block(self) -> None:
        """Do not chase it until somebody lifts that."""
        self._hold_back(pause=False)

    def _hold_back(self, *, pause: bool) -> None:
        from screens.holding_back import hold_back

        subject = self.subject()
        if subject is not None:
            hold_back(self, subject, pause=pause)

    def do_take_back(self) -> None:
        """Take back what the user entered last, while that is possible."""
        from screens.taking_back import take_back

        take_back(self)

    def new_invoice(self, account: AccountView | None = None) -> None:
        """Open an empty invoice form, for an account if it is known."""

        def push(company: CompanyView, today: date) -> None:
            from screens.forms.invoice import InvoiceForm

            self.app.push_screen(InvoiceForm(today, company, account), self.after_form)

        self.with_company(push)

    def new_customer(self) -> None:
        """Open an empty customer form."""

        def push(company: CompanyView, today: date) -> None:
            from screens.forms.customer import CustomerForm

            self.app.push_screen(CustomerForm(today, company), self.after_form)

        self.with_company(push)

    def new_batch(self) -> None:
        """Open a batch, then go on to its entries."""

        def opened(batch_id: int | None) -> None:
            if batch_id is not None:
                self.show_batch(batch_id)

        def push(company: CompanyView, today: date) -> None:
            from screens.forms.batch import BatchForm

            self.app.push_screen(BatchForm(today, company), opened)

        self.with_company(push)

    def do_settings(self) -> None:
        """Change the company's settings."""

        def push(company: CompanyView, today: date) -> None:
            from screens.forms.company import CompanyForm

            self.app.push_screen(CompanyForm(today, company), self.after_form)

        self.with_company(push)

    def after_form(self, result: int | str | HeldEntry | None) -> None:
        """A form has closed; `None` means that nothing was saved."""
        if result is None:
            return
        if not isinstance(result, int | str):
            self.host.watch_held(result.effective_at)
        self.changed()

    # Other screens

    def do_find(self) -> None:
        """Find any account or invoice and open it."""
        from screens.dialogs.find import FindDialog

        self.app.push_screen(FindDialog(), self._found)

    def _found(self, record: str | None) -> None:
        from screens.dialogs.find import INVOICE

        if record is None:
            return
        kind, _, number = record.partition(":")
        if kind == INVOICE:
            from screens.invoice import InvoiceScreen

            # It does not stand among the rows of the queue that this screen came from.
            self.app.push_screen(InvoiceScreen(int(number)), self.returned)
        else:
            self._show_account(int(number))

    def do_follow_up(self) -> None:
        """Work the account."""
        subject = self.subject()
        if subject is not None:
            from screens.follow_up import FollowUpScreen

            self.app.push_screen(FollowUpScreen(subject.customer_id, self.trail()), self.returned)

    def do_account(self) -> None:
        """Show the account."""
        subject = self.subject()
        if subject is not None:
            self._show_account(subject.customer_id)

    def _show_account(self, customer_id: int) -> None:
        from screens.account import AccountScreen

        self.app.push_screen(AccountScreen(customer_id), self.returned)

    def show_invoice(self, invoice_id: int) -> None:
        """Show an invoice."""
        from screens.invoice import InvoiceScreen

        self.app.push_screen(InvoiceScreen(invoice_id, self.trail()), self.returned)

    def show_batch(self, batch_id: int) -> None:
        """Show a batch."""
        from screens.batch import BatchScreen

        self.app.push_screen(BatchScreen(batch_id), self.returned)

    def returned(self, key: str | None) -> None:
        """A screen above has closed; `key` is the queue's row it ended on, if it went along the queue."""
        del key
        self.changed()

    def do_copy_number(self) -> None:
        """Copy the record's number; terminals that take no clipboard show it at least."""
        subject = self.subject()
        if subject is not None:
            number = inert_plain(subject.number)
            self.app.copy_to_clipboard(number)
            self.say(f"{number} is on the clipboard.")

    # What forms need to know first

    def with_account(self, then: Callable[[AccountView, date], None], account_id: int | None = None) -> None:
        """Read the subject's account, or the given one, in a thread, then go on."""
        subject = self.subject()
        if account_id is None and subject is None:
            return
        customer_id = account_id or (subject.customer_id if subject else 0)

        def read(desk: Desk) -> tuple[AccountView, date]:
            from billdesk.services import customers

            return customers.get(desk, customer_id), desk.today

        self.run_service(read, group="form", on_done=lambda found: self._if_current(then, *found))

    def with_invoice(self, then: Callable[[InvoiceView, date], None], invoice_id: int | None = None) -> None:
        """Read the subject's invoice, or the given one, in a thread, then go on."""
        subject = self.subject()
        wanted = invoice_id or (subject.invoice_id if subject else None)
        if wanted is None:
            return

        def read(desk: Desk) -> tuple[InvoiceView, date]:
            from billdesk.services import invoices

            return invoices.get(desk, wanted), desk.today

        self.run_service(read, group="form", on_done=lambda found: self._if_current(then, *found))

    def with_company(self, then: Callable[[CompanyView, date], None]) -> None:
        """Read the company's settings in a thread, then go on."""

        def read(desk: Desk) -> tuple[CompanyView, date]:
            from billdesk.services import company

            return company.get(desk), desk.today

        self.run_service(read, group="form", on_done=lambda found: self._if_current(then, *found))

    def _if_current(self, then: Callable[[T, date], None], read: T, today: date) -> None:
        """Go on, unless another screen was opened meanwhile."""
        if self.is_current:
            then(read, today)


ON_A_RECORD = frozenset(
    {
        *("open", "call", "receipt", "promise", "apply-credit", "follow-up", "account", "copy-number", "why", "snooze"),
        *("pause", "block", "dispute"),
    }
)
