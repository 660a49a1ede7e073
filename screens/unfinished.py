"""Going on with an entry that was left unfinished: from its file to the form it was typed into."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from billdesk.domain.errors import NotFoundError
from screens import unfinished_cases as cases

if TYPE_CHECKING:
    from billdesk.domain.dispute_guides import Reason
    from billdesk.domain.dispute_records import DisputeView
    from billdesk.domain.feedback import FeedbackItem
    from billdesk.domain.followup.views import HoldView
    from billdesk.domain.records import AccountView, CompanyView, InvoiceView
    from billdesk.domain.reminders import Link, Reminder
    from billdesk.domain.work import QueueRow
    from billdesk.form_drafts import FormDraft
    from billdesk.services.desk import Desk
    from screens.forms.base import FormScreen

SNOOZE, SENT, REMINDER = "snooze", "note of sending", "own reminder"
LIFTING = "lifting of a pause or block"
KINDS = frozenset(
    {
        *("receipt", "contact", "customer", "invoice", "credit note", "company settings", "batch"),
        *(SENT, "voiding", "lifting of a dispute", "withdrawal", "reversal", "use of credit", SNOOZE),
        *(REMINDER, "pause", "block", LIFTING),
        "dispute",
        *cases.KINDS,
    }
)
"""The kinds of forms that can be opened with an unfinished entry."""


@dataclass(frozen=True, slots=True)
class About:
    """What the book holds of the record that an entry is about; `number` is the record's id.

    `invoices` and `rows` are what an entry about several of them is about.
    """

    today: date
    company: CompanyView
    subject: str = ""
    number: int = 0
    account: AccountView | None = None
    invoice: InvoiceView | None = None
    invoices: tuple[InvoiceView, ...] = ()
    rows: tuple[QueueRow, ...] = ()
    user: str = ""
    link: Link | None = None
    reminder: Reminder | None = None
    hold: HoldView | None = None
    case: DisputeView | None = None
    reasons: tuple[Reason, ...] = ()
    themes: tuple[str, ...] = ()
    said: FeedbackItem | None = None


def read_about(desk: Desk, draft: FormDraft) -> About:
    """Read what the entry's form has to know. Raises `NotFoundError` when the record is gone. Runs in a thread."""
    from billdesk.services import company, invoices

    record, _, number = draft.subject.partition(":")
    found = About(desk.today, company.get(desk), draft.subject, int(number) if number.isdecimal() else 0)
    if draft.kind == REMINDER:
        return _about_reminder(desk, found)
    if draft.kind == LIFTING:
        from billdesk.services import holds

        return replace(found, hold=holds.get(desk, found.number))
    if draft.kind == SNOOZE:
        return replace(found, rows=_rows(desk, draft.subject))
    if draft.kind == SENT and " " in draft.subject:
        ids = [int(part.partition(":")[2]) for part in draft.subject.split()]
        return replace(found, invoices=invoices.get_several(desk, ids))
    return _about_record(desk, found, record, draft.kind)


def _about_reminder(desk: Desk, found: About) -> About:
    """The reminder that is changed, or what a new one is about."""
    from billdesk.services import invoices, reminders

    found = replace(found, user=desk.user)
    record = found.subject.partition(":")[0]
    if record == "own_reminder":
        return replace(found, reminder=reminders.get(desk, found.number))
    if record == "invoice":
        customer_id = invoices.get(desk, found.number).customer_id
        return replace(found, link=reminders.link_of(desk, customer_id, found.number))
    return replace(found, link=reminders.link_of(desk, found.number, None)) if record == "customer" else found


def _about_record(desk: Desk, found: About, record: str, kind: str) -> About:
    """What the book holds of the record that the entry names."""
    from billdesk.services import customers, dispute_reasons, finding, invoices

    if kind in cases.OF_FEEDBACK:
        found = _about_feedback(desk, found, record)
    if kind in ("contact", cases.REASON):
        found = replace(found, reasons=dispute_reasons.listed(desk))
    if record == "dispute" or kind == "dispute":
        return _about_dispute(desk, found, record)
    if record == "customer":
        return replace(found, account=customers.get(desk, found.number))
    if record == "invoice":
        return replace(found, invoice=invoices.get(desk, found.number))
    if record in ("promise", "receipt", "credit note"):
        return replace(found, account=finding.account_of(desk, record, found.number))
    return found


def _about_feedback(desk: Desk, found: About, record: str) -> About:
    """The themes so far, and the feedback that is closed."""
    from billdesk.services import feedback

    items = feedback.find(desk) if record == "feedback" else ()
    said = next((item for item in items if item.id == found.number and item.open), None)
    return replace(found, themes=feedback.themes(desk), said=said)


def _about_dispute(desk: Desk, found: About, record: str) -> About:
    """A case, or the invoice or account that a new one is about."""
    from billdesk.services import customers, dispute_reasons, disputes, invoices

    found = replace(found, reasons=dispute_reasons.listed(desk))
    if record == "dispute":
        return replace(found, case=disputes.get(desk, found.number))
    invoice = invoices.get(desk, found.number) if record == "invoice" else None
    account = customers.get(desk, invoice.customer_id if invoice else found.number)
    return replace(found, account=account, invoice=invoice)


def _rows(desk: Desk, keys: str) -> tuple[QueueRow, ...]:
    """The rows of the queue that are still there."""
    from billdesk.services import queue

    found = []
    for key in keys.split():
        try:
            found.append(queue.item(desk, key))
        except NotFoundError:
            continue
    return tuple(found)


def form_for(draft: FormDraft, about: About) -> FormScreen[Any, Any]:
    """The form of the entry's kind, which begins with the entry. Raises `NotFoundError` when it has no ground."""
    others = cases.OF_CASE if about.case else _OF_OTHERS
    makers = _OF_ACCOUNT if about.account else _OF_INVOICE if about.invoice else others
    maker = makers.get(draft.kind)
    form = maker(about) if maker else None
    if form is None:
        raise NotFoundError("What this entry is about is not in the book any more.", "F6 throws the entry away.")
    form.take_up(draft)
    return form


def _receipt(about: About) -> FormScreen[Any, Any] | None:
    from screens.forms.receipt import ReceiptForm

    return ReceiptForm(about.today, about.account) if about.account else None


def _contact(about: About) -> FormScreen[Any, Any] | None:
    from screens.forms.contact import ContactForm

    return ContactForm(about.today, about.account, reasons=about.reasons) if about.account else None


def _customer(about: About) -> FormScreen[Any, Any]:
    from screens.forms.customer import CustomerForm

    return CustomerForm(about.today, about.company, about.account)


def _invoice(about: About) -> FormScreen[Any, Any]:
    from screens.forms.invoice import InvoiceForm

    return InvoiceForm(about.today, about.company, about.account, about.invoice)


def _credit_note(about: About) -> FormScreen[Any, Any] | None:
    from screens.forms.credit_note import CreditNoteForm

    return CreditNoteForm(about.today, about.invoice) if about.invoice else None


def _sent(about: About) -> FormScreen[Any, Any] | None:
    from screens.forms.small import SentForm

    return SentForm(about.today, about.invoice) if about.invoice else None


def _void(about: About) -> FormScreen[Any, Any] | None:
    from screens.forms.small import VoidForm

    return VoidForm(about.today, about.invoice) if about.invoice else None


def _lift_dispute(about: About) -> FormScreen[Any, Any] | None:
    from screens.forms.small import LiftDisputeForm

    return LiftDisputeForm(about.today, about.invoice) if about.invoice and about.invoice.disputed else None


def _batch(about: About) -> FormScreen[Any, Any]:
    from screens.forms.batch import BatchForm

    return BatchForm(about.today, about.company)


def _company(about: About) -> FormScreen[Any, Any]:
    from screens.forms.company import CompanyForm

    return CompanyForm(about.today, about.company)


def _withdrawal(about: About) -> FormScreen[Any, Any] | None:
    from screens.forms.small import WithdrawForm

    for promise in about.account.promises if about.account else ():
        if about.account and promise.id == about.number:
            return WithdrawForm(about.today, about.account, promise)
    return None


def _reversal(about: About) -> FormScreen[Any, Any] | None:
    from screens.forms.credits import ReversalForm

    for receipt in about.account.receipts if about.account else ():
        if about.account and receipt.id == about.number and not receipt.reversed:
            return ReversalForm(about.today, about.account, receipt)
    return None


def _apply_credit(about: About) -> FormScreen[Any, Any] | None:
    """The credit that the entry is about, unless it has been used up meanwhile."""
    from screens.forms.credits import ApplyCreditForm, credit_subject

    for credit in about.account.credits if about.account else ():
        if about.account and credit_subject(credit) == about.subject:
            return ApplyCreditForm(about.today, about.account, credit)
    return None


def _sent_together(about: About) -> FormScreen[Any, Any] | None:
    from screens.forms.small import SentTogetherForm

    return SentTogetherForm(about.today, about.invoices) if about.invoices else None


def _reminder(about: About) -> FormScreen[Any, Any]:
    from screens.forms.reminder import ReminderForm

    return ReminderForm(about.today, about.user, about.link, about.reminder)


def _hold_back(about: About, *, pause: bool) -> FormScreen[Any, Any] | None:
    from screens.forms.holding_back import BlockForm, PauseForm
    from screens.holding_back import Whose

    form = PauseForm if pause else BlockForm
    if about.invoice:
        one = about.invoice
        return form(about.today, Whose(one.customer_id, one.customer_name, one.customer_name, one.id, one.number or ""))
    return form(about.today, Whose(about.account.id, about.account.name, about.account.name)) if about.account else None


def _lifting(about: About) -> FormScreen[Any, Any] | None:
    from screens.forms.holding_back import LiftForm

    return LiftForm(about.today, about.hold) if about.hold else None


def _snooze(about: About) -> FormScreen[Any, Any] | None:
    from screens.queue_snooze import SnoozeRowsForm

    return SnoozeRowsForm(about.today, about.rows) if about.rows else None


_Makers = Mapping[str, "Callable[[About], FormScreen[Any, Any] | None]"]
_HOLDING: _Makers = {"pause": partial(_hold_back, pause=True), "block": partial(_hold_back, pause=False)}
_OF_ACCOUNT: _Makers = {
    **_HOLDING,
    **cases.OF_ANYTHING,
    "dispute": cases.dispute,
    "receipt": _receipt,
    "contact": _contact,
    "customer": _customer,
    "invoice": _invoice,
    "withdrawal": _withdrawal,
    "reversal": _reversal,
    "use of credit": _apply_credit,
}
_OF_INVOICE: _Makers = {
    **_HOLDING,
    **cases.OF_ANYTHING,
    "invoice": _invoice,
    "credit note": _credit_note,
    SENT: _sent,
    "voiding": _void,
    "lifting of a dispute": _lift_dispute,
}


_OF_OTHERS: _Makers = {
    SNOOZE: _snooze,
    LIFTING: _lifting,
    REMINDER: _reminder,
    SENT: _sent_together,
    "customer": _customer,
    "invoice": _invoice,
    "company settings": _company,
    **cases.OF_ANYTHING,
    **cases.OF_NOTHING,
    "batch": _batch,
}
