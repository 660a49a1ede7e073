"""Master data that moves money: where it is paid from and to, where reminders go, under which tax id it is billed.

A changed bank account is how invoices are paid to somebody else, and a wrong e-mail address how reminders never arrive.
So a new value of these is typed again, blind, from its source; the old one stands on the page. A new record has
nothing yet that could be changed.
"""

from __future__ import annotations

from collections.abc import Iterator

from billdesk.domain.drafts import CompanyDraft, CustomerDraft
from billdesk.domain.questions import BlindQuestion, squeezed
from billdesk.domain.records import AccountView, CompanyView


def ask_changed_customer(draft: CustomerDraft, old: AccountView) -> Iterator[BlindQuestion]:
    """A question for each tax id, bank account and e-mail address that the customer did not have before."""
    tax_ids = {squeezed(text) for text in (old.vat_id, *(tax_id.value for tax_id in old.tax_ids))}
    accounts = {squeezed(account.number) for account in old.bank_accounts}
    addresses = {person.email.casefold() for person in old.persons}
    if squeezed(draft.vat_id) not in tax_ids | {""}:
        yield BlindQuestion.code("VAT number", draft.vat_id, "vat_id", "the new one")
    for place, tax_id in enumerate(draft.tax_ids, start=1):
        if squeezed(tax_id.value) not in tax_ids | {""}:
            yield BlindQuestion.code(f"Tax id {place + 1}", tax_id.value, f"tax_ids.{place}.value", "the new one")
    for place, account in enumerate(draft.bank_accounts, start=1):
        if squeezed(account.number) not in accounts | {""}:
            yield BlindQuestion.code(
                f"Bank {place}", account.number, f"bank_accounts.{place}.number", "the new account"
            )
    for place, person in enumerate(draft.persons, start=1):
        if person.email.casefold() not in addresses | {""}:
            yield BlindQuestion.text(f"E-mail {place}", person.email, f"persons.{place}.email", f"of {person.name}")


def ask_changed_company(draft: CompanyDraft, old: CompanyView) -> Iterator[BlindQuestion]:
    """A question for a tax id and for bank details of the company's that are new."""
    if squeezed(draft.vat_id) not in {squeezed(old.vat_id), ""}:
        yield BlindQuestion.code("VAT number", draft.vat_id, "vat_id", "the new one")
    if squeezed(draft.bank) not in {squeezed(old.bank), ""}:
        yield BlindQuestion.code("Bank", draft.bank, "bank", "where customers pay from now on")
