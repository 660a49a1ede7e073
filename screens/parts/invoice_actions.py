"""Why an action on an invoice is not available, in a sentence that names the way out."""

from __future__ import annotations

from collections.abc import Callable

from billdesk.domain.dates import say_day
from billdesk.domain.findings import Findings
from billdesk.domain.held import say_waiting
from billdesk.domain.records import InvoiceView
from screens.parts.choosing import NO_PROMISE, stands
from screens.parts.paper import KeyOf

_OF_COMPANY = {
    "company.vat_id": "Your company's VAT number is missing",
    "company.address": "Your company's name or address is missing",
}
"""What is missing in the company's settings, short enough to stand whole in the footer line with the way out."""

NO_RECEIPT = "No receipt that stands has settled any of it."


def standing_receipts(invoice: InvoiceView) -> set[int]:
    """The receipts that settled a part of the invoice and were not taken back."""
    return {part.receipt_id for part in invoice.settlements if part.receipt_id is not None and part.amount_minor > 0}


def why_not(command_id: str, invoice: InvoiceView, findings: Findings, key_of: KeyOf) -> str | None:
    """The sentence that says why the command cannot be carried out on this invoice now, or `None` when it can."""
    if invoice.held is not None and command_id in _NOT_MEANWHILE:
        return say_waiting(invoice.held, key_of("take-back"))
    reason = _REASONS.get(command_id)
    return reason(invoice, findings, key_of) if reason else None


def _not_edit(invoice: InvoiceView, findings: Findings, key_of: KeyOf) -> str | None:
    if invoice.state == "issued":
        return f"It is issued and stays as it is; a credit note ({key_of('credit-note')}) corrects it."
    return "It is void and stays as it is." if invoice.state == "void" else None


def _not_issue(invoice: InvoiceView, findings: Findings, key_of: KeyOf) -> str | None:
    if invoice.state == "issued":
        return "It has its number already."
    if invoice.state == "void":
        return "It is void."
    if not findings.blocking:
        return None
    first = findings.blocking[0]
    if first.field.startswith("company."):
        return f"{_OF_COMPANY.get(first.field, 'Company data is missing')}; {key_of('settings')} opens the settings."
    return f"{first.message} Edit it ({key_of('edit')}) first."


def _not_sent(invoice: InvoiceView, findings: Findings, key_of: KeyOf) -> str | None:
    if invoice.state == "draft":
        return f"It has no number yet; issue it ({key_of('issue')}) first."
    if invoice.state == "void":
        return "It is void."
    if invoice.sent_on is not None:
        return f"It went out on {say_day(invoice.sent_on)}."
    return "The system it comes from has sent it." if invoice.imported else None


def _not_settle(invoice: InvoiceView, findings: Findings, key_of: KeyOf) -> str | None:
    if invoice.state == "draft":
        return f"A draft is not owed yet; issue it ({key_of('issue')}) first."
    if invoice.state == "void":
        return "It is void; nothing of it is owed."
    return None if invoice.open_minor > 0 else "Nothing of it is open."


def _not_receipt(invoice: InvoiceView, findings: Findings, key_of: KeyOf) -> str | None:
    if invoice.state == "issued" and invoice.open_minor <= 0:
        return f"Nothing of it is open; other money is recorded on the account ({key_of('account')})."
    return _not_settle(invoice, findings, key_of)


def _not_promise(invoice: InvoiceView, findings: Findings, key_of: KeyOf) -> str | None:
    promise = next((promise for promise in invoice.promises if stands(promise)), None)
    if invoice.open_minor > 0 and promise is not None:
        return f"A promise for {say_day(promise.due_on)} stands; withdraw it ({key_of('withdraw')}) first."
    return _not_settle(invoice, findings, key_of)


def _not_credit(invoice: InvoiceView, findings: Findings, key_of: KeyOf) -> str | None:
    if invoice.state == "draft":
        return f"A draft is corrected by editing it ({key_of('edit')}) or given up ({key_of('void')})."
    if invoice.state == "void":
        return "It is void already."
    if invoice.credited_net_minor + invoice.credited_tax_minor >= invoice.total_minor:
        return "All of it is credited already."
    return None


def _not_void(invoice: InvoiceView, findings: Findings, key_of: KeyOf) -> str | None:
    return None if invoice.state == "draft" else _not_credit(invoice, findings, key_of)


def _not_copy(invoice: InvoiceView, findings: Findings, key_of: KeyOf) -> str | None:
    return None if invoice.number else "It has no number yet."


def _not_reverse(invoice: InvoiceView, findings: Findings, key_of: KeyOf) -> str | None:
    return None if standing_receipts(invoice) else NO_RECEIPT


def _not_withdraw(invoice: InvoiceView, findings: Findings, key_of: KeyOf) -> str | None:
    return None if any(stands(promise) for promise in invoice.promises) else NO_PROMISE


def _not_lift(invoice: InvoiceView, findings: Findings, key_of: KeyOf) -> str | None:
    return None if invoice.disputed else "It is not disputed."


def _not_claims(invoice: InvoiceView, findings: Findings, key_of: KeyOf) -> str | None:
    return "Nothing can be claimed on a draft; it is not owed yet." if invoice.state == "draft" else None


_NOT_MEANWHILE = frozenset({"edit", "issue", "void", "credit-note"})
"""What would change an invoice under an entry that waits to be booked."""

_REASONS: dict[str, Callable[[InvoiceView, Findings, KeyOf], str | None]] = {
    "edit": _not_edit,
    "issue": _not_issue,
    "sent": _not_sent,
    "receipt": _not_receipt,
    "promise": _not_promise,
    "apply-credit": _not_settle,
    "credit-note": _not_credit,
    "void": _not_void,
    "copy-number": _not_copy,
    "reverse": _not_reverse,
    "withdraw": _not_withdraw,
    "lift-dispute": _not_lift,
    "claims": _not_claims,
}
