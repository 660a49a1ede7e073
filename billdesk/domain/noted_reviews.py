"""What the double check shows of what is only noted: nothing is typed again, because no money moves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from billdesk.domain.dates import say_day
from billdesk.domain.double_check import Review, ReviewRow
from billdesk.domain.drafts import (
    LiftDisputeDraft,
    ReversalDraft,
    SentDraft,
    SentTogetherDraft,
    SnoozeDraft,
    WithdrawPromiseDraft,
)
from billdesk.domain.findings import Findings
from billdesk.domain.money import format_money
from billdesk.domain.records import InvoiceView, PromiseView, ReceiptItem
from billdesk.domain.review_rows import customer_of, listed, say_ahead

_CLEAR = Findings()


def review_sent(draft: SentDraft, invoice: InvoiceView, today: date, findings: Findings = _CLEAR) -> Review[SentDraft]:
    """Noting that an invoice went out."""
    rows = (
        ReviewRow("Invoice", invoice.number or "draft"),
        ReviewRow("To", customer_of(invoice)),
        ReviewRow("Sent", say_ahead(draft.sent_on, today)),
        ReviewRow("How", draft.how),
    )
    consequence = "The invoice leaves the list of what is to be sent."
    return Review(draft, "Mark as sent", rows, (), consequence, "save", findings)


def review_sent_together(
    draft: SentTogetherDraft, invoices: Sequence[InvoiceView], today: date, findings: Findings = _CLEAR
) -> Review[SentTogetherDraft]:
    """Noting that several invoices went out, each named with its customer and total."""
    first = draft.sent[0]
    rows = (
        ReviewRow("Sent", say_ahead(first.sent_on, today)),
        ReviewRow("How", first.how),
        ReviewRow("Invoices", str(len(invoices))),
        *(
            ReviewRow(one.number or "draft", f"{format_money(one.total_minor, one.currency)}  {customer_of(one)}")
            for one in invoices
        ),
    )
    consequence = "All of them leave the list of what is to be sent."
    return Review(draft, f"Mark {len(invoices)} invoices as sent", rows, (), consequence, "save", findings)


def review_lift_dispute(
    draft: LiftDisputeDraft, invoice: InvoiceView, findings: Findings = _CLEAR
) -> Review[LiftDisputeDraft]:
    """Lifting the dispute of an invoice."""
    rows = (
        ReviewRow("Invoice", invoice.number or "draft"),
        ReviewRow("From", customer_of(invoice)),
        ReviewRow("Open", format_money(invoice.open_minor, invoice.currency)),
        ReviewRow("Reason", draft.reason),
    )
    consequence = "The invoice is claimed again from now on; the dispute and its end stay in the story."
    return Review(draft, "Lift dispute", rows, (), consequence, "lift", findings)


def review_take_back(
    draft: ReversalDraft, receipt: ReceiptItem, customer_name: str, findings: Findings = _CLEAR
) -> Review[ReversalDraft]:
    """Reversing a receipt that its user has just booked: nothing is typed again, it was a moment ago."""
    rows = (
        ReviewRow("From", customer_name),
        ReviewRow("Receipt", " ".join(filter(None, (receipt.method, receipt.reference)))),
        ReviewRow("Amount", format_money(draft.amount.minor, draft.amount.currency)),
        ReviewRow("Received", say_day(receipt.received_on)),
        ReviewRow("Reason", draft.reason),
    )
    consequence = "What it settled is open again; receipt and reversal both stay in the book."
    return Review(draft, "Take the receipt back", rows, (), consequence, "take back", findings)


def review_withdraw(
    draft: WithdrawPromiseDraft, promise: PromiseView, customer_name: str, findings: Findings = _CLEAR
) -> Review[WithdrawPromiseDraft]:
    """Taking a promise back."""
    rows = (
        ReviewRow("From", customer_name),
        ReviewRow("Promise", f"{format_money(promise.amount_minor, promise.currency)} for {say_day(promise.due_on)}"),
        ReviewRow("Invoices", ", ".join(promise.invoice_numbers)),
        ReviewRow("Reason", draft.reason),
    )
    consequence = "The promise stays in the story as withdrawn; its invoices can be chased again."
    return Review(draft, "Withdraw promise", rows, (), consequence, "withdraw", findings)


def review_snooze(draft: SnoozeDraft, item: str, today: date, findings: Findings = _CLEAR) -> Review[SnoozeDraft]:
    """Hiding a work item until a day, or waking it; `item` is how the queue names it."""
    facts = {
        "Until": "" if draft.until is None else say_ahead(draft.until, today),
        "Reason": draft.reason,
    }
    rows = (ReviewRow("Item", item), *listed(facts))
    if draft.until is None:
        return Review(draft, "Wake item", rows, (), "The item is back in the queue at once.", "wake", findings)
    return Review(draft, "Snooze item", rows, (), "The item is out of the queue until that day.", "snooze", findings)
