"""One account: who it is, what it owes and has settled, what moved, whom to reach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal

from billdesk.command import Scope
from billdesk.domain.followup.views import HoldView, WaiverView
from billdesk.domain.outcomes import talk
from billdesk.domain.records import (
    AccountView,
    CompanyView,
    OpenItem,
    PromiseView,
    ReceiptItem,
    SettledItem,
)
from screens.parts import account_entries as parts
from screens.parts.choosing import NO_PROMISE, NO_RECEIPT, stands
from screens.parts.entries import DraftItem, Entry, EntryList
from screens.parts.figures import ageing_lines
from screens.parts.hold_lines import hold_entries
from screens.parts.paper import Beside, Cell, Line, Paper, Run, heading, paragraph, row, rule, spread
from screens.parts.reading import ListingScreen
from screens.records import Subject

if TYPE_CHECKING:
    from billdesk.services.desk import Desk

WIDE = 110
NOTHING_YET = ("Nothing is known of this account but its name.", "n enters an invoice, r a receipt, c a contact.")


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one reading of the book brings to the screen."""

    account: AccountView
    today: date
    holds: tuple[HoldView, ...]
    waivers: tuple[WaiverView, ...]


class AccountScreen(ListingScreen):
    """`AccountScreen(customer_id, cursor=None)`; `cursor` is the key of the entry to stand on first, `receipt:7`."""

    SCOPE = Scope.ACCOUNT
    CSS_PATH: ClassVar[str] = "account.tcss"

    def __init__(self, customer_id: int, cursor: str | None = None) -> None:
        super().__init__()
        self.customer_id = customer_id
        self._cursor = cursor
        self._read: _Reading | None = None
        self._head, self._side = Paper("account-head"), Paper("account-facts")
        self._entries = EntryList(name_id="account-entries")

    def body(self) -> ComposeResult:
        """The head with its ageing, the list, and beside it who the account is."""
        yield self._head
        with Horizontal(id="account-columns"):
            yield self._entries
            with Beside(id="account-side"):
                yield self._side

    def on_resize(self, event: events.Resize) -> None:
        """Where there is room the master data stands beside the list, else at its end."""
        wide = event.size.width >= WIDE
        if wide != self.has_class("-wide"):
            self.set_class(wide, "-wide")
            self._entries.focus()
            self._lay_out()

    # Reading

    def changed(self) -> None:
        """Read the account again; the cursor stays on its record."""
        customer_id = self.customer_id

        def read(desk: Desk) -> _Reading:
            from billdesk.services import customers, holds

            kept = holds.live(desk, customer_id), holds.waivers(desk, customer_id)
            return _Reading(customers.get(desk, customer_id), desk.today, *kept)

        self.run_service(read, group="account", on_done=self._show, on_error=self.say_problem)

    def _show(self, read: _Reading) -> None:
        self._read = read
        account, today = read.account, read.today
        self._head.show(lambda width: _head_lines(width, account, today))
        self._side.show(lambda width: _side_lines(width, account))
        self._lay_out()
        self.refresh_commands()

    def _lay_out(self) -> None:
        if self._read is None:
            return
        account, today = self._read.account, self._read.today
        entries = [
            *parts.open_entries(account, today),
            *hold_entries(self._read.holds, self._read.waivers, today),
            *parts.draft_entries(account),
            *parts.credit_entries(account, today),
            *parts.claim_entries(account, self.key_of),
            *parts.promise_entries(account, today),
            *parts.receipt_entries(account, today),
            *parts.contact_entries(account, today),
            *parts.settled_entries(account, today),
        ]
        if not self.has_class("-wide"):
            entries += parts.fact_entries(account)
        self._entries.say_empty(*NOTHING_YET)
        self._entries.lay_out(entries, self._cursor)
        self._cursor = None

    # What can be done

    def subject(self) -> Subject | None:
        """The account; with the invoice under the cursor, if there is one."""
        if self._read is None:
            return None
        account = self._read.account
        record = self._entries.record
        if isinstance(record, OpenItem | SettledItem):
            return Subject(account.id, record.number, record.invoice_id if isinstance(record, OpenItem) else None)
        return Subject(account.id, account.code)

    def why_not(self, command_id: str) -> str | None:
        """Each action that is not available says why."""
        reason = super().why_not(command_id)
        if reason is not None or self._read is None:
            return reason
        account = self._read.account
        if command_id == "apply-credit" and not account.credits:
            return "The account has no credit to apply."
        if command_id == "reverse" and all(receipt.reversed for receipt in account.receipts):
            return NO_RECEIPT
        if command_id == "withdraw" and not any(stands(promise) for promise in account.promises):
            return NO_PROMISE
        if command_id == "promise" and not account.open_items:
            return "Nothing is open that could be promised."
        return None

    def do_open(self) -> None:
        """Open the invoice under the cursor, or show the whole of the line."""
        entry = self._entries.current
        if entry is None:
            return
        if isinstance(entry.record, OpenItem | SettledItem | DraftItem):
            self.show_invoice(entry.record.invoice_id)
        elif isinstance(entry.record, PromiseView) and entry.record.plan_id is not None:
            self.show_plan(entry.record.plan_id)
        else:
            self.show_whole(entry)

    def show_whole(self, entry: Entry) -> None:
        """Show everything a line says, however long it is."""
        from screens.dialogs.message import MessageDialog

        self.app.push_screen(MessageDialog(*parts.whole(entry)))

    def do_edit(self) -> None:
        """Change the master data."""

        def push(company: CompanyView, today: date) -> None:
            from screens.forms.customer import CustomerForm

            if self._read is not None:
                self.app.push_screen(CustomerForm(today, company, self._read.account), self.after_form)

        self.with_company(push)

    def do_new(self) -> None:
        """Enter an invoice for this account."""
        if self._read is not None:
            self.new_invoice(self._read.account)

    def do_claims(self) -> None:
        """Show the claims of interest and fees of the account."""
        from screens.claims import ClaimsScreen

        self.app.push_screen(ClaimsScreen(self.customer_id), self.returned)

    def do_reverse(self) -> None:
        """Take back the receipt under the cursor, or choose one."""
        record = self._entries.record
        self.reverse_one({record.id} if isinstance(record, ReceiptItem) and not record.reversed else None)

    def do_withdraw(self) -> None:
        """Withdraw the promise under the cursor, or choose one."""
        record = self._entries.record
        self.withdraw_one({record.id} if isinstance(record, PromiseView) and stands(record) else None)


def _head_lines(width: int, account: AccountView, today: date) -> list[Line]:
    """Name and what it owes; code, town, terms and habit; the ageing with the identity of receivables; a rule."""
    who = (Run(f" {account.name}", "act"), Run(f"  {account.code}", "dim"))
    place = " · ".join(filter(None, (account.address.town, account.address.country, _say_pays(account))))
    lines = [spread(width, who, (Run(talk(account, today).owes, "act"), Run(" ")))]
    lines += row(width, Cell(place, how="dim"), indent=1)
    return [*lines, *ageing_lines(width, account, today, sums=True), rule(width)]


def _say_pays(account: AccountView) -> str:
    habit = parts.say_habit(account)
    return f"pays {habit}" if habit else ""


def _side_lines(width: int, account: AccountView) -> list[Line]:
    """People, then master data."""
    lines: list[Line] = [heading(width, "people")]
    for name, reach in parts.people_of(account):
        lines += row(width, Cell(name, how="act"), indent=1, wrapped=True)
        lines += row(width, Cell(reach), indent=3, wrapped=True)
    if not account.persons:
        lines.append((Run(" Nobody is named; e names somebody.", "dim"),))
    lines.append(heading(width, "account"))
    for name, said in parts.facts_of(account).items():
        lines += paragraph(width, name, said, label_width=11)
    return lines
