"""A draft invoice, new or changed: customer, dates, terms, and lines that are added with Tab alone."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from billdesk.domain.dates import say_day, say_short
from billdesk.domain.double_check import Confirmed, Review
from billdesk.domain.drafts import InvoiceDraft
from billdesk.domain.errors import DeskError
from billdesk.domain.invoicing import Totals, totals
from billdesk.domain.money import format_money
from billdesk.domain.records import AccountView, CompanyView, CustomerChoice, InvoiceView
from billdesk.domain.reviews import review_invoice, say_customer
from billdesk.domain.terms import instalments
from billdesk.text import inert
from screens.forms.batched import BatchedForm, InBatch
from screens.forms.fields import FieldLine
from screens.forms.kinds import currency_field, day_field, optional_day_field, terms_field, text_field
from screens.forms.lines import LinesGrid, plain_number
from screens.forms.picker import CustomerPicker
from screens.forms.rows_form import RowsForm

if TYPE_CHECKING:
    from billdesk.services.desk import Desk

_DUE_SHOWN = 4


class InvoiceForm(BatchedForm[InvoiceDraft, int], RowsForm[InvoiceDraft, int]):
    """`InvoiceForm(today, company, account=None, invoice=None, within=None)` ends with the draft's id.

    `account` is whose invoice it becomes, if that is known already; `invoice` the draft to change; `within` the batch
    that a new one is counted in.
    """

    KIND: ClassVar[str] = "invoice"

    def __init__(
        self,
        today: date,
        company: CompanyView,
        account: AccountView | None = None,
        invoice: InvoiceView | None = None,
        within: InBatch | None = None,
    ) -> None:
        subject = f"invoice:{invoice.id}" if invoice else f"customer:{account.id}" if account else ""
        super().__init__(today, subject=subject)
        self.company = company
        self.invoice = invoice
        if invoice is not None:
            self.uid = UUID(invoice.uid)
        self._picker = CustomerPicker(_chosen(account, invoice))
        known = invoice or account
        self.in_batch = within
        currency = known.currency if known else within.currency if within else company.currency
        terms = str(known.terms) if known else "net 30"
        issued = invoice.issued_on.isoformat() if invoice else "today"
        supplied = invoice.supplied_on.isoformat() if invoice and invoice.supplied_on else ""
        self._issued_on = FieldLine(day_field("issued_on", "Date", today), issued)
        self._supplied_on = FieldLine(optional_day_field("supplied_on", "Supplied on", today), supplied)
        self._currency = FieldLine(currency_field("currency", "Currency"), currency)
        self._terms = FieldLine(terms_field("terms", "Terms"), terms)
        self._reference = FieldLine(
            text_field("reference", "Reference", hint="the customer's order number", width=30),
            invoice.reference if invoice else "",
        )
        self._exemption = FieldLine(
            text_field("exemption", "Exemption", hint="why no tax: Reverse charge …", width=30),
            invoice.exemption if invoice else "",
        )
        self._note = FieldLine(text_field("note", "Note", width=60), invoice.note if invoice else "")
        self._lines = LinesGrid(self._currency_now, invoice.lines if invoice else ())
        self._sums = Static(id="invoice-sums")

    def heading(self) -> str:
        """New, or which draft."""
        return f"Draft for {self.invoice.customer_name}" if self.invoice else "New invoice"

    def parts(self) -> ComposeResult:
        """Head, lines, sums."""
        yield self._picker
        yield from (self._issued_on, self._supplied_on, self._currency, self._terms, self._reference)
        yield Static("Lines  (Disc. 10% or 10.00)", classes="note")
        yield self._lines
        yield self._sums
        yield Static(classes="gap")
        yield from (self._exemption, self._note)

    def focus_first(self) -> None:
        """The customer, or the lines' date when the customer is known."""
        (self._picker if self._picker.chosen is None else self._issued_on).focus_entry()

    def build(self) -> InvoiceDraft:
        """The invoice as entered; the waiting line is no line."""
        return InvoiceDraft(
            uid=self.uid,
            customer_id=self._picker.value().id,
            issued_on=self._issued_on.value(),
            currency=self._currency.value(),
            terms=self._terms.value(),
            tax_method=self.invoice.tax_method if self.invoice else self.company.tax_method,
            lines=self._lines.values(),
            supplied_on=self._supplied_on.value(),
            reference=self._reference.value(),
            note=self._note.value(),
            exemption=self._exemption.value(),
            id=self.invoice.id if self.invoice else None,
            version=self.invoice.version if self.invoice else None,
            batch_id=self.batch_id,
        )

    def examine(self, desk: Desk, draft: InvoiceDraft) -> Review[InvoiceDraft]:
        """Check against the customer."""
        from billdesk.domain.second_keys import with_weight
        from billdesk.services import invoices, weighing

        to = self._picker.value()
        found = weighing.weighed(desk, invoices.examine(desk, draft))
        who = say_customer(to.name, to.town, to.code)
        return self.within_batch(
            desk, with_weight(review_invoice(draft, who, self.invoice, self.today, found.findings), found)
        )

    def save(self, desk: Desk, confirmed: Confirmed[InvoiceDraft]) -> int:
        """Save the draft."""
        from billdesk.services import invoices

        return invoices.save_draft(desk, confirmed)

    def saved(self, result: int) -> str:
        """The note."""
        return f"Draft for {self._picker.line.text} saved; issue it to give it a number."

    def edited(self) -> None:
        """Totals, tax per rate and due dates of what can be read now."""
        self.person = self._picker.chosen.name if self._picker.chosen else ""
        sums = self._totals()
        if sums is None:
            self.show_worth("")
            self._sums.update("")
            return
        currency = self._currency_now()
        self.show_worth(format_money(sums.gross_minor, currency))
        words = [f"net {format_money(sums.net_minor, currency)}"]
        words += [f"tax {plain_number(tax.rate)} % {format_money(tax.tax_minor, currency)}" for tax in sums.taxes]
        words.append(f"total {format_money(sums.gross_minor, currency)}")
        self._sums.update(inert("\n".join(["   ".join(words), *self._say_due(sums)]), multiline=True))

    @on(CustomerPicker.Chosen)
    def _customer_chosen(self, event: CustomerPicker.Chosen) -> None:
        """A customer brings terms and currency; what was typed over stays."""
        if event.choice is None or self.invoice is not None:
            return
        wanted = event.choice.id

        def load(desk: Desk) -> AccountView:
            from billdesk.services import customers

            return customers.get(desk, wanted)

        self.run_service(load, group="account", on_done=self._adopt)

    def _adopt(self, account: AccountView) -> None:
        if self.in_batch is None and self._currency.text == self._loaded.get("currency"):
            self._currency.text = account.currency
        if self._terms.text == self._loaded.get("terms"):
            self._terms.text = str(account.terms)

    def _totals(self) -> Totals | None:
        lines = self._lines.readable()
        method = self.invoice.tax_method if self.invoice else self.company.tax_method
        try:
            return totals(lines, self._currency_now(), method) if lines else None
        except DeskError:
            return None

    def _say_due(self, sums: Totals) -> list[str]:
        terms, issued = self._terms.readable(), self._issued_on.readable()
        if terms is None or issued is None:
            return []
        parts = instalments(terms, issued, sums.gross_minor)
        if len(parts) == 1:
            return [f"due {say_day(parts[0][0])}"]
        currency = self._currency_now()
        shown = [f"{say_short(due)} {format_money(minor, currency)}" for due, minor in parts[:_DUE_SHOWN]]
        return ["due " + ", ".join(shown) + (" …" if len(parts) > _DUE_SHOWN else "")]

    def _currency_now(self) -> str:
        return self._currency.readable() or self.company.currency


def _chosen(account: AccountView | None, invoice: InvoiceView | None) -> CustomerChoice | None:
    if invoice is not None:
        town = invoice.customer_address.town
        return CustomerChoice(invoice.customer_id, invoice.customer_code, invoice.customer_name, town, invoice.currency)
    if account is not None:
        return CustomerChoice(account.id, account.code, account.name, account.address.town, account.currency)
    return None
