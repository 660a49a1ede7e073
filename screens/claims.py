"""The claims of interest and fees of an account or of one invoice, each with how it was reckoned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult

from billdesk.command import Scope
from billdesk.domain.claims import ClaimState, ClaimView
from billdesk.domain.dates import due_words
from billdesk.domain.money import format_money
from billdesk.domain.records import AccountView, InvoiceView, OpenItem, ReceiptItem
from billdesk.widgets.row_list import RowList
from screens.parts.choosing import say_receipt
from screens.parts.claim_lines import claim_entries, head_lines, how_lines
from screens.parts.entries import EntryList
from screens.parts.paper import Beside, Paper
from screens.parts.reading import ListingScreen
from screens.records import Subject

if TYPE_CHECKING:
    from billdesk.services.desk import Desk

NONE_YET = ("No interest and no fee is claimed here.", "n reckons what is owed and claims it.")
NOTHING_LATE = "Nothing of this account is late; on a paid invoice open it first, then its claims."
NO_CLAIM = "There is no claim under the cursor."
NO_MONEY = "No receipt of this customer has anything unapplied in this currency; record it first."
_ON_A_CLAIM = frozenset({"charge-claim", "pay-claim", "waive-claim", "open"})


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one reading of the book brings to the screen. `rule` is the one that is proposed for the next claim."""

    account: AccountView
    claims: tuple[ClaimView, ...]
    number: str
    rule: str
    today: date


class ClaimsScreen(ListingScreen):
    """`ClaimsScreen(customer_id, invoice_id=None)`: those of one invoice, or of all of the account's."""

    SCOPE = Scope.CLAIMS
    CSS_PATH: ClassVar[str] = "claims.tcss"

    def __init__(self, customer_id: int, invoice_id: int | None = None) -> None:
        super().__init__()
        self.customer_id = customer_id
        self.invoice_id = invoice_id
        self._read: _Reading | None = None
        self._head, self._how = Paper("claims-head"), Paper("claim-how")
        self._entries = EntryList(name_id="claim-entries")

    def body(self) -> ComposeResult:
        """The head, the claims, and how the one under the cursor was reckoned."""
        yield self._head
        yield self._entries
        with Beside(id="claim-side"):
            yield self._how

    def changed(self) -> None:
        """Read the claims again; the cursor stays on its claim."""
        customer_id, invoice_id = self.customer_id, self.invoice_id

        def read(desk: Desk) -> _Reading:
            from billdesk.services import claims, customers, invoices

            account = customers.get(desk, customer_id)
            found = claims.find(desk, customer_id=customer_id, invoice_id=invoice_id)
            number = (invoices.get(desk, invoice_id).number or "") if invoice_id is not None else ""
            return _Reading(account, found, number, claims.proposed_rule(desk, found), desk.today)

        self.run_service(read, group="claims", on_done=self._show, on_error=self.say_problem)

    def _show(self, read: _Reading) -> None:
        self._read = read
        title = " · ".join(filter(None, (read.number, read.account.name)))
        self._head.show(lambda width: head_lines(width, title, read.claims))
        self._entries.say_empty(*NONE_YET)
        self._entries.lay_out(claim_entries(read.claims, read.today))
        self._show_how()
        self.refresh_commands()

    def _show_how(self) -> None:
        claim = self._claim()
        self._how.show(lambda width: how_lines(width, claim))

    @on(RowList.Moved)
    def cursor_moved(self) -> None:
        """Another claim is under the cursor."""
        self._show_how()
        self.refresh_commands()

    def _claim(self) -> ClaimView | None:
        record = self._entries.record
        return record if isinstance(record, ClaimView) else None

    def subject(self) -> Subject | None:
        """The account, with the invoice of the claim under the cursor."""
        if self._read is None:
            return None
        claim = self._claim()
        if claim is None:
            return Subject(self.customer_id, self._read.account.code, self.invoice_id)
        return Subject(self.customer_id, claim.number, claim.invoice_id)

    def why_not(self, command_id: str) -> str | None:
        """Each verb says why it cannot be done to this claim."""
        claim = self._claim()
        if command_id in _ON_A_CLAIM and claim is None:
            return NO_CLAIM
        if claim is not None and command_id in _ON_A_CLAIM - {"open"}:
            if not claim.state.is_live:
                return f"It is {claim.state.value}."
            if command_id == "charge-claim" and claim.state is ClaimState.CHARGED:
                return "The customer was asked for it already."
            if command_id == "pay-claim" and not self._paying(claim):
                return NO_MONEY
        if command_id == "new-claim" and self._read is not None and self.invoice_id is None and not self._late():
            return NOTHING_LATE
        return super().why_not(command_id)

    def _late(self) -> Sequence[OpenItem]:
        """One open instalment of each invoice that is late."""
        if self._read is None:
            return ()
        today, items = self._read.today, self._read.account.open_items
        return tuple({item.invoice_id: item for item in reversed(items) if item.due_on < today}.values())[::-1]

    def _paying(self, claim: ClaimView) -> list[ReceiptItem]:
        """The receipts that have something left for a claim."""
        receipts = self._read.account.receipts if self._read else ()
        return [
            item
            for item in receipts
            if item.currency == claim.currency and item.unapplied_minor > 0 and not item.reversed
        ]

    def do_new_claim(self) -> None:
        """Reckon interest, a fixed sum or a fee, and claim it."""
        if self.invoice_id is not None:
            self.with_invoice(self._push_claim, self.invoice_id)
        else:
            self.pick("On which invoice?", self._late(), self._say_late, self._claim_on, NOTHING_LATE)

    def _say_late(self, item: OpenItem) -> tuple[str, str]:
        today = self._read.today if self._read else item.due_on
        return item.number, f"{format_money(item.open_minor, item.currency)}  {due_words(item.due_on, today)}"

    def _claim_on(self, item: OpenItem) -> None:
        self.with_invoice(self._push_claim, item.invoice_id)

    def _push_claim(self, invoice: InvoiceView, today: date) -> None:
        from screens.forms.claims import ClaimForm

        rule = self._read.rule if self._read else ""
        self.app.push_screen(ClaimForm(today, invoice, rule, self.host.opening.config_folder), self.after_form)

    def do_charge_claim(self) -> None:
        """Note that the customer was asked for it."""
        from screens.forms.claims import ChargeClaimForm

        claim = self._claim()
        if claim is not None and self._read is not None:
            self.app.push_screen(ChargeClaimForm(self._read.today, claim), self.after_form)

    def do_waive_claim(self) -> None:
        """Give it up, with the reason."""
        from screens.forms.claims import WaiveClaimForm

        claim = self._claim()
        if claim is not None and self._read is not None:
            self.app.push_screen(WaiveClaimForm(self._read.today, claim), self.after_form)

    def do_pay_claim(self) -> None:
        """Pay it, or a part of it, from one of the receipts that have something left."""
        claim = self._claim()
        if claim is None or self._read is None:
            return
        today = self._read.today

        def push(receipt: ReceiptItem) -> None:
            from screens.forms.claims import PayClaimForm

            self.app.push_screen(PayClaimForm(today, claim, receipt), self.after_form)

        self.pick("Paid from which receipt?", self._paying(claim), say_receipt, push, NO_MONEY)

    def do_open(self) -> None:
        """Open the invoice of the claim."""
        claim = self._claim()
        if claim is not None:
            self.show_invoice(claim.invoice_id)
