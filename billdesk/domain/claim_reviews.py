"""What the double check shows of claims. What was reckoned stands there line by line; a fee is typed again."""

from __future__ import annotations

from datetime import date

from billdesk.domain.claims import (
    ChargeClaimDraft,
    ClaimDraft,
    ClaimKind,
    ClaimView,
    PayClaimDraft,
    Reckoned,
    WaiveClaimDraft,
)
from billdesk.domain.dates import say_day
from billdesk.domain.double_check import Review, ReviewRow
from billdesk.domain.money import format_money
from billdesk.domain.questions import BlindQuestion, Source
from billdesk.domain.records import InvoiceView, ReceiptItem
from billdesk.domain.review_rows import customer_of, listed, say_ahead
from billdesk.domain.veiling import veil


def review_claim(draft: ClaimDraft, found: Reckoned, invoice: InvoiceView) -> Review[ClaimDraft]:
    """A claim on an invoice: what was reckoned with its lines, or a fee, whose amount is asked for blind."""
    wish = draft.wish
    rows = [
        ReviewRow("From", customer_of(invoice)),
        ReviewRow("On invoice", invoice.number or "draft"),
        ReviewRow("Claimed", wish.kind.value),
    ]
    consequence = "It is owed beside the invoice, which stays as it is; it can be charged, paid or waived."
    if wish.kind is ClaimKind.FEE:
        rows.append(ReviewRow("For", found.title))
        questions = (BlindQuestion.total(draft.amount, "the fee", "fee", source=Source.DECIDED),)
        return veil(Review(draft, "Claim a fee", tuple(rows), questions, consequence, "claim"))
    since = f"after {say_day(found.after)}, which was claimed before, " if found.after else ""
    rows += [
        ReviewRow("Under", found.title),
        ReviewRow("Counted", f"{since}to {say_day(wish.upto)}"),
        *(ReviewRow("", line) for line in found.lines if not line.startswith(" ")),
        ReviewRow("Amount", format_money(draft.amount.minor, draft.amount.currency)),
        *(ReviewRow("Mind", note) for note in found.notes),
    ]
    return Review(draft, f"Claim {wish.kind.value}", tuple(rows), (), consequence, "claim")


def review_waive(draft: WaiveClaimDraft, claim: ClaimView) -> Review[WaiveClaimDraft]:
    """Giving a claim up; asks for the word, as it cannot be taken back."""
    rows = (*_named(claim), ReviewRow("Reason", draft.reason))
    consequence = "It is given up for good, and its days cannot be claimed again."
    if draft.in_error:
        consequence = "It counts as never made: what it claimed can be claimed again."
    return Review(draft, "Waive claim", rows, (BlindQuestion.word("waive", "the word waive"),), consequence, "waive")


def review_charge(draft: ChargeClaimDraft, claim: ClaimView, today: date) -> Review[ChargeClaimDraft]:
    """Noting that the customer was asked for a claim; no money moves."""
    rows = (
        *_named(claim),
        ReviewRow("Charged", say_ahead(draft.charged_on, today)),
        ReviewRow("How", draft.how),
    )
    return Review(draft, "Charge claim", rows, (), "It stays owed until it is paid or waived.", "save")


def review_pay(draft: PayClaimDraft, claim: ClaimView, receipt: ReceiptItem) -> Review[PayClaimDraft]:
    """Paying a claim out of a receipt; asks for the amount."""
    came = " ".join(filter(None, (say_day(receipt.received_on), receipt.method, receipt.reference)))
    rest = receipt.unapplied_minor - draft.amount.minor
    rows = (
        *_named(claim, amount=False),
        ReviewRow("Paid from", came),
        ReviewRow("Currency", claim.currency),
        *listed({"Of the claim": "" if draft.amount == claim.owed else "a part; the rest of it stays owed"}),
        *listed({"Rest": "stays as credit on the account" if rest > 0 else ""}),
    )
    questions = (BlindQuestion.total(draft.amount, "how much of the claim it pays", "amount"),)
    consequence = "That much of the receipt settles no invoice any more; taking the receipt back undoes it."
    return veil(Review(draft, "Pay claim", rows, questions, consequence, "pay"))


def _named(claim: ClaimView, *, amount: bool = True) -> tuple[ReviewRow, ...]:
    what = f"{claim.kind.value}, {claim.rule}" if claim.kind is ClaimKind.FEE else claim.kind.value
    return (
        ReviewRow("From", f"{claim.customer_name} ({claim.customer_code})"),
        ReviewRow("Claim", f"{what} on {claim.number}, to {say_day(claim.upto)}"),
        *((ReviewRow("Owed", format_money(claim.owed.minor, claim.currency)),) if amount else ()),
    )
