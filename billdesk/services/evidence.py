"""What the book holds of a dispute, gathered at once for somebody who was not there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from billdesk.domain.dispute_records import DisputeView
from billdesk.domain.records import AccountView, CompanyView, InvoiceView, ReceiptItem
from billdesk.services import company, customers, disputes, invoices, safekeeping
from billdesk.services.desk import Desk
from billdesk.services.views import day_or_none
from db.queries import disputes as sql
from db.reader import fetch


@dataclass(frozen=True, slots=True)
class SentMessage:
    """A message to the customer about the invoice, or about the account."""

    on: date | None
    channel: str
    purpose: str
    state: str
    address: str
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A case with its invoice, if it is about one, and its account; `chain_head` proves the state of the book."""

    company: CompanyView
    today: date
    case: DisputeView
    invoice: InvoiceView | None
    account: AccountView
    messages: tuple[SentMessage, ...]
    chain_head: str

    @property
    def receipts(self) -> tuple[ReceiptItem, ...]:
        """The money that settled a part of the invoice, or all of the account's."""
        if self.invoice is None:
            return self.account.receipts
        own = {part.receipt_id for part in self.invoice.settlements}
        return tuple(receipt for receipt in self.account.receipts if receipt.id in own)


def gather(desk: Desk, dispute_id: int) -> Evidence:
    """All that belongs to a case; raises `NotFoundError`."""
    case = disputes.get(desk, dispute_id)
    item = case.item
    with desk.reader.connection() as connection:
        rows = fetch(connection, sql.MESSAGES, {"customer": item.customer_id, "invoice": item.invoice_id})
    return Evidence(
        company=company.get(desk),
        today=desk.today,
        case=case,
        invoice=invoices.get(desk, item.invoice_id) if item.invoice_id is not None else None,
        account=customers.get(desk, item.customer_id),
        messages=tuple(
            SentMessage(
                day_or_none(row["sent_on"]),
                row["channel"],
                row["purpose"],
                row["state"],
                row["address"],
                row["subject"],
                row["body"],
            )
            for row in rows
        ),
        chain_head=safekeeping.chain_head(desk),
    )
