"""Signs that an entry belongs to another customer, and what is not this customer's own: bank, tax id, currency."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from billdesk.domain.checks.entered import Entered, EntryKind
from billdesk.domain.checks.facts import Facts
from billdesk.domain.checks.finding import ask
from billdesk.domain.checks.squeezing import plain, shape
from billdesk.domain.currencies import CURRENCIES
from billdesk.domain.findings import Finding

_ENOUGH: Final = 4
_LATELY: Final = 30
_OWN_SHARE: Final = 0.2


def owner(entered: Entered, facts: Facts) -> Iterator[Finding]:
    """What stands on the paper is another customer's: its tax id, its bank account, its reference, its invoice."""
    for field, whose in (("vat_id", facts.vat_owners), ("iban", facts.iban_owners)):
        if whose and entered.customer not in whose:
            what = "tax id" if field == "vat_id" else "bank account"
            yield ask("other-customer", "customer", f"This {what} is another customer's.", _names(whose))
            return
    others = {document.customer for document in facts.named}
    if others and entered.customer not in others:
        yield ask("other-customer", "customer", "The reference names another customer's invoice.", _names(others))
        return
    whose = facts.reference_owners
    if whose and entered.customer not in whose and len(plain(entered.reference)) >= 4:
        yield ask("other-customer", "customer", "Another customer has used this very reference.", _names(whose))
        return
    yield from _pattern(entered, facts)


def _names(codes: frozenset[str] | set[str]) -> str:
    return ", ".join(sorted(codes)[:3])


def _pattern(entered: Entered, facts: Facts) -> Iterator[Finding]:
    """The reference follows no pattern of this customer's, though it has one, and it is one of another's."""
    if entered.kind is EntryKind.RECEIPT or not entered.reference:
        return
    own = own_shapes(entered, facts)
    if len(own) < _ENOUGH or shape(entered.reference) in own or len(set(own)) > max(2, len(own) // 3):
        return
    near = sorted(other.master.code for other in facts.near if shape(entered.reference) in other.shapes)
    if near:
        message = "The reference is written like those of a customer with a similar name."
        yield ask("other-customer", "customer", message, ", ".join(near[:3]))
    elif facts.shape_owners:
        message = "The reference is written like another customer's, not like this one's."
        yield ask("other-customer", "customer", message, _names(facts.shape_owners))
    else:
        yield ask("reference-unusual", "reference", "This customer's references look different.", entered.reference)


def own_shapes(entered: Entered, facts: Facts) -> list[str]:
    """The patterns of the references of the customer's newest entries of this kind."""
    return [shape(other.reference) for other in facts.past[-_LATELY:] if other.kind is entered.kind and other.reference]


def bank(entered: Entered, facts: Facts) -> Iterator[Finding]:
    """The payer's account and the tax id are those the customer has had so far."""
    if facts.customer is None:
        return
    if entered.iban and entered.customer not in facts.iban_owners:
        known = {*map(plain, facts.customer.ibans), *(plain(other.iban) for other in facts.past if other.iban)}
        if known:
            message = "This bank account is not the one that this customer has paid from."
            yield ask("bank-changed", "iban", message, entered.iban)
    known_ids = set(map(plain, facts.customer.vat_ids))
    if entered.vat_id and known_ids and plain(entered.vat_id) not in known_ids:
        message = "This is not the tax id that the customer has on file."
        yield ask("vat-id-other", "vat_id", message, entered.vat_id)


def currency(entered: Entered, facts: Facts) -> Iterator[Finding]:
    """The currency is the customer's own, or one that it has often been billed in."""
    customer = facts.customer
    if customer is None or entered.currency == customer.currency or entered.currency not in CURRENCIES:
        return
    lately = facts.past[-_LATELY:]
    used = sum(other.currency == entered.currency for other in lately)
    if used < max(2, _OWN_SHARE * len(lately)):
        message = f"This customer is billed in {customer.currency} as a rule; is {entered.currency} meant?"
        yield ask("currency-unusual", "currency", message, customer.currency)
