"""What the double check shows of each draft: the facts as they will be saved, what it means, and what to type again.

What is typed again blind – the total or amount, and the day of a date – is never shown on the page, neither in a row
nor in free text or a finding that happens to hold it: `veil` sees to that for every review that asks. A question's
`field` is the draft's attribute to go back to. On an edit only what changes is listed, old beside new, below what
names the record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from billdesk.domain.checks.catalogue import BY_CODE
from billdesk.domain.dates import say_day
from billdesk.domain.double_check import Review, ReviewRow
from billdesk.domain.drafts import (
    ApplyCreditDraft,
    BankAccount,
    CompanyDraft,
    ContactDraft,
    CreditNoteDraft,
    CustomerDraft,
    InvoiceDraft,
    IssueDraft,
    Outcome,
    PromiseDraft,
    ReceiptDraft,
    ReversalDraft,
    TaxId,
    TaxIdKind,
    VoidDraft,
)
from billdesk.domain.findings import Findings
from billdesk.domain.held import HeldKind, HoldSettings, course_of, say_course
from billdesk.domain.invoicing import totals
from billdesk.domain.master_data import (
    ask_changed_company,
    ask_changed_customer,
    paired_accounts,
    paired_tax_ids,
    say_protection,
)
from billdesk.domain.money import Money, format_money
from billdesk.domain.questions import BlindQuestion, Source
from billdesk.domain.records import (
    AccountView,
    CompanyView,
    CreditItem,
    InvoiceView,
    OpenItem,
    ReceiptItem,
)
from billdesk.domain.review_rows import (
    changed_lines,
    customer_of,
    identity,
    listed,
    plain,
    say_address,
    say_ahead,
    say_customer,
    say_discounts,
    say_due,
    say_lines,
    say_particulars,
    say_persons,
    say_settled,
    say_supplied,
)
from billdesk.domain.terms import say_terms
from billdesk.domain.veiling import HIDDEN, veil

__all__ = [
    "review_apply_credit",
    "review_company",
    "review_contact",
    "review_credit_note",
    "review_customer",
    "review_invoice",
    "review_issue",
    "review_receipt",
    "review_reversal",
    "review_void",
    "say_customer",
    "saying_course",
]

T = TypeVar("T")

_CLEAR = Findings()


def saying_course(review: Review[T], kind: HeldKind, amount: Money, settings: HoldSettings) -> Review[T]:
    """The review that says, before its consequence, whether the entry is held or waits for a second person."""
    course = say_course(course_of(kind, amount, settings), settings.seconds)
    return replace(review, consequence=f"{course} {review.consequence}".strip())


def review_customer(
    draft: CustomerDraft, old: AccountView | None, findings: Findings = _CLEAR
) -> Review[CustomerDraft]:
    """A new customer, or what changes of one; of tax ids, bank accounts and e-mail addresses it is typed again."""
    rows = (
        identity("Code", draft.code, old.code if old else None),
        identity("Name", draft.name, old.name if old else None),
        *listed(_customer_facts(draft), _customer_facts(_in_order_of(draft, old)) if old else None),
    )
    title = "Change customer" if old else "New customer"
    consequence = "From now on the desk works with these particulars; issued amounts and dates stay as they are."
    questions = tuple(ask_changed_customer(draft, old)) if old else ()
    return veil(Review(draft, title, rows, questions, consequence, "save", findings))


def _in_order_of(draft: CustomerDraft, old: AccountView) -> AccountView:
    """The customer as the book has it, each account and tax id at the place of what it is or becomes."""
    return replace(
        old,
        bank_accounts=tuple(before or BankAccount("") for before, _ in paired_accounts(old, draft)),
        tax_ids=tuple(before or TaxId(TaxIdKind.OTHER, "") for before, _ in paired_tax_ids(old, draft)),
    )


def _customer_facts(customer: CustomerDraft | AccountView) -> dict[str, str]:
    return {
        **say_particulars(customer),
        "People": say_persons(customer.persons),
        "Currency": customer.currency,
        "Terms": say_terms(customer.terms),
        "Language": customer.language,
        "Owner": customer.owner,
        "Notes": customer.notes,
    }


def review_company(draft: CompanyDraft, old: CompanyView | None, findings: Findings = _CLEAR) -> Review[CompanyDraft]:
    """The desk's own company settings; bank details, a tax id and what protects the book are typed again."""
    rows = (
        identity("Company", draft.name, old.name if old else None),
        *listed(_company_facts(draft), _company_facts(old) if old else None),
    )
    settled = "Invoices issued from now on follow these settings; issued ones stay as they are."
    consequence = " ".join((*say_protection(draft, old), settled)) if old else settled
    questions = tuple(ask_changed_company(draft, old)) if old else ()
    return veil(Review(draft, "Company settings", rows, questions, consequence, "save", findings))


def _company_facts(company: CompanyDraft | CompanyView) -> dict[str, str]:
    return {
        "Address": say_address(company.address),
        "VAT number": company.vat_id,
        "Currency": company.currency,
        "Language": company.language,
        "Time zone": company.time_zone,
        "Tax rounded by": company.tax_method.value,
        "Invoice numbers": company.invoice_pattern,
        "Credit notes": company.credit_note_pattern,
        "Bank": company.bank,
        "Second key": f"from {company.second_key_from} points of risk on",
        "Held for": f"{company.hold_seconds} seconds" if company.hold_seconds else "no time, given at once",
        "Second person": _say_limit(Money(company.check_above_minor, company.currency)),
        "Retired": ", ".join(BY_CODE[code].title if code in BY_CODE else code for code in company.retired_checks),
    }


def _say_limit(limit: Money) -> str:
    return f"above {format_money(limit.minor, limit.currency)}" if limit.minor else "no limit"


def review_invoice(
    draft: InvoiceDraft, customer_name: str, old: InvoiceView | None, today: date, findings: Findings = _CLEAR
) -> Review[InvoiceDraft]:
    """A draft invoice, new or changed; asks for its total and the day of its date.

    `customer_name` is as `say_customer` says it. With blocking findings, which may be why there is no total to ask
    for, the review holds only them and can never be confirmed.
    """
    title = "Change invoice draft" if old else "New invoice"
    consequence = "It stays a draft that can be changed until it is issued."
    if findings.blocking:
        return Review(draft, title, (ReviewRow("To", customer_name),), (), consequence, "save", findings)
    hidden = draft.issued_on
    total = Money(totals(draft.lines, draft.currency, draft.tax_method).gross_minor, draft.currency)
    rows = [
        identity("To", customer_name, customer_of(old) if old else None),
        *listed(_invoice_facts(draft, today, hidden), _invoice_facts(old, today, hidden) if old else None),
    ]
    if old is None:
        rows.extend(listed({"Discounts": say_discounts(draft.lines, draft.currency)}))
    else:
        rows.extend(changed_lines(draft.lines, old, draft.currency))
        if old.issued_on != hidden:
            rows.append(ReviewRow("Date", HIDDEN, say_day(old.issued_on)))
        if Money(old.total_minor, old.currency) != total:
            rows.append(ReviewRow("Total", HIDDEN, format_money(old.total_minor, old.currency)))
    questions = (
        BlindQuestion.total(total, "the invoice's total", "lines"),
        BlindQuestion.day(hidden, "day of its date", "issued_on"),
    )
    review = Review(draft, title, tuple(rows), questions, consequence, "save", findings)
    return veil(review)


def _invoice_facts(invoice: InvoiceDraft | InvoiceView, today: date, hidden: date) -> dict[str, str]:
    return {
        "Due": say_due(invoice.terms, invoice.issued_on, today, hidden),
        "Terms": say_terms(invoice.terms),
        "Supplied": say_supplied(invoice.supplied_on, today, hidden),
        "Currency": invoice.currency,
        "Lines": say_lines(invoice.lines),
        "Tax rounded by": invoice.tax_method.value,
        "Reference": invoice.reference,
        "Exemption": invoice.exemption,
        "Note": invoice.note,
    }


def review_issue(
    draft: IssueDraft, invoice: InvoiceView, today: date, findings: Findings = _CLEAR
) -> Review[IssueDraft]:
    """Giving an invoice its number; asks for total, day and the word, as it cannot be taken back."""
    rows = (
        ReviewRow("To", customer_of(invoice)),
        ReviewRow("Due", say_due(invoice.terms, draft.issued_on, today, draft.issued_on)),
        ReviewRow("Lines", say_lines(invoice.lines)),
        ReviewRow("Currency", invoice.currency),
        *listed({"Discounts": say_discounts(invoice.lines, invoice.currency), "Reference": invoice.reference}),
    )
    questions = (
        BlindQuestion.total(draft.total, "the invoice's total"),
        BlindQuestion.day(draft.issued_on, "day of its date", "issued_on"),
        BlindQuestion.word("issue", "the word issue"),
    )
    consequence = "After this it has a number and can only be corrected by a credit note."
    review = Review(draft, "Issue invoice", rows, questions, consequence, "issue", findings)
    return veil(review)


def review_void(draft: VoidDraft, invoice: InvoiceView, findings: Findings = _CLEAR) -> Review[VoidDraft]:
    """Giving up a draft invoice; asks for the word, as it cannot be taken back."""
    rows = (
        ReviewRow("To", customer_of(invoice)),
        ReviewRow("Date", say_day(invoice.issued_on)),
        ReviewRow("Total", format_money(invoice.total_minor, invoice.currency)),
        ReviewRow("Reason", draft.reason),
    )
    questions = (BlindQuestion.word("void", "the word void"),)
    consequence = "The draft is given up for good; it can still be read."
    return Review(draft, "Void invoice draft", rows, questions, consequence, "void", findings)


def review_receipt(
    draft: ReceiptDraft, customer_name: str, items: Sequence[OpenItem], findings: Findings = _CLEAR
) -> Review[ReceiptDraft]:
    """Money that came in; asks for its amount and the day it came. `items` are the account's open instalments."""
    rest = draft.amount.minor - sum(allocation.amount_minor for allocation in draft.allocations)
    facts = {
        "Currency": draft.amount.currency,
        "Method": draft.method,
        "Reference": draft.reference,
        "Settles": say_settled(draft.allocations, items),
        "Rest": "stays as credit on the account" if rest > 0 else "",
    }
    rows = (ReviewRow("From", customer_name), *listed(facts))
    questions = (
        BlindQuestion.total(draft.amount, "the amount that came in", "amount"),
        BlindQuestion.day(draft.received_on, "day it came in", "received_on"),
    )
    consequence = "What it settles is no longer chased; a mistake is taken back by a reversal."
    review = Review(draft, "Record receipt", rows, questions, consequence, "record", findings)
    return veil(review)


def review_apply_credit(
    draft: ApplyCreditDraft,
    credit: CreditItem,
    customer_name: str,
    items: Sequence[OpenItem],
    findings: Findings = _CLEAR,
) -> Review[ApplyCreditDraft]:
    """Settling invoices with credit on the account; asks for the amount applied and the day."""
    amount = Money(sum(allocation.amount_minor for allocation in draft.allocations), credit.currency)
    rows = (
        ReviewRow("Account", customer_name),
        ReviewRow("Credit from", " ".join(filter(None, (credit.kind, credit.reference)))),
        ReviewRow("Currency", credit.currency),
        ReviewRow("Settles", say_settled(draft.allocations, items)),
        *listed({"Rest": "stays as credit" if amount.minor < credit.unapplied_minor else ""}),
    )
    questions = (
        BlindQuestion.total(amount, "the credit applied in all", "allocations"),
        BlindQuestion.day(draft.applied_on, "day it is applied", "applied_on"),
    )
    consequence = "The credit is used up by what it settles, which is no longer chased."
    review = Review(draft, "Apply credit", rows, questions, consequence, "apply", findings)
    return veil(review)


def review_reversal(
    draft: ReversalDraft, receipt: ReceiptItem, customer_name: str, findings: Findings = _CLEAR
) -> Review[ReversalDraft]:
    """Taking a receipt back; asks for its amount, the day of the reversal and the word."""
    facts = {
        "Receipt": " ".join(filter(None, (receipt.method, receipt.reference))),
        "Received": say_day(receipt.received_on),
        "Currency": draft.amount.currency,
        "Reason": draft.reason,
    }
    rows = (ReviewRow("From", customer_name), *listed(facts))
    questions = (
        BlindQuestion.total(draft.amount, "the amount taken back", "amount"),
        BlindQuestion.day(draft.reversed_on, "day of the reversal", "reversed_on"),
        BlindQuestion.word("reverse", "the word reverse"),
    )
    consequence = "What the receipt settled is open again, but for what is left of credit notes for it."
    review = Review(draft, "Reverse receipt", rows, questions, consequence, "reverse", findings)
    return veil(review)


def review_credit_note(
    draft: CreditNoteDraft, invoice: InvoiceView, findings: Findings = _CLEAR
) -> Review[CreditNoteDraft]:
    """Correcting an issued invoice; asks for total and day, and for the word when the whole invoice is credited."""
    lines = {line.id: line for line in invoice.lines}
    credited = [
        f"{plain(part.quantity)} of {plain(line.quantity)} {line.unit}".rstrip() + f" × {line.description}"
        for part in draft.lines
        if (line := lines.get(part.invoice_line_id))
    ]
    rows = (
        ReviewRow("To", customer_of(invoice)),
        ReviewRow("Corrects", invoice.number or "draft"),
        ReviewRow("Credits", "; ".join(credited) if draft.lines else "the whole invoice"),
        ReviewRow("Currency", draft.total.currency),
        ReviewRow("Reason", draft.reason),
    )
    questions = (
        BlindQuestion.total(draft.total, "the credit note's total"),
        BlindQuestion.day(draft.issued_on, "day of its date", "issued_on"),
        *(() if draft.lines else (BlindQuestion.word("credit", "the word credit"),)),
    )
    owes = "The customer owes that much less" if draft.lines else "Nothing of the invoice is owed any more"
    consequence = f"{owes}; once it is issued, a credit note cannot be taken back."
    review = Review(draft, "Issue credit note", rows, questions, consequence, "credit", findings)
    return veil(review)


def review_contact(
    draft: ContactDraft, customer_name: str, numbers: Mapping[int, str], today: date, findings: Findings = _CLEAR
) -> Review[ContactDraft]:
    """A contact for the log; a promise it brought is asked for blind, amount and day.

    `numbers` maps the ids of the invoices named in the draft to their numbers.
    """
    promise = draft.promise
    hidden = promise.due_on if promise else None
    about = "" if draft.invoice_id is None else numbers.get(draft.invoice_id, "")
    facts = {
        "Person": draft.person,
        "Outcome": draft.outcome.value,
        "About": about,
        "Note": draft.note,
        "Next": "" if draft.next_on is None else say_ahead(draft.next_on, today, hidden),
    }
    kind = draft.kind.value if draft.kind.value == "note" else f"{draft.kind}, {draft.direction}"
    rows = (ReviewRow("Account", customer_name), ReviewRow("Contact", kind), *listed(facts))
    if promise is None:
        disputed = (
            f" {about or 'All that is open'} counts as disputed then." if draft.outcome is Outcome.DISPUTES else ""
        )
        consequence = f"It goes into the account's log and sets the next day.{disputed}"
        return Review(draft, "Log contact", rows, (), consequence, "log", findings)
    rows += _promise_rows(promise, numbers)
    questions = (
        BlindQuestion.total(promise.amount, "the amount promised", "promise.amount", source=Source.SAID),
        BlindQuestion.day(promise.due_on, "day it is promised for", "promise.due_on", source=Source.SAID),
    )
    consequence = "Until the promised day is over these invoices are not chased."
    review = Review(draft, "Log contact with promise", rows, questions, consequence, "log", findings)
    return veil(review)


def _promise_rows(promise: PromiseDraft, numbers: Mapping[int, str]) -> tuple[ReviewRow, ...]:
    named = ", ".join(numbers[invoice_id] for invoice_id in promise.invoice_ids if invoice_id in numbers)
    grace = (
        f"{promise.grace_days} day{'s' * (promise.grace_days != 1)} later still counts" if promise.grace_days else ""
    )
    facts = {
        "Promised for": named,
        "Currency": promise.amount.currency,
        "Grace": grace,
    }
    return listed(facts)
