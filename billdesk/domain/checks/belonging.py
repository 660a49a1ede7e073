"""Signs that an entry belongs to another customer, and what is not this customer's own: bank, tax id, currency."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from billdesk.domain.checks.entered import Entered, EntryKind
from billdesk.domain.checks.facts import Facts
from billdesk.domain.checks.finding import ask
from billdesk.domain.checks.squeezing import plain, series_of, shape
from billdesk.domain.currencies import CURRENCIES
from billdesk.domain.findings import Finding
from billdesk.domain.questions import BlindQuestion

_ENOUGH: Final = 4
_LATELY: Final = 30
_OWN_SHARE: Final = 0.2
_STEPS: Final = 4
_LIKE_CLOSE: Final = "The reference is written like those of a customer whose name, town or code is close."


def ask_customer(entered: Entered) -> BlindQuestion:
    """Ask for the customer's code."""
    return BlindQuestion.code("Customer", entered.customer, "customer", "the customer's code")


def owner(entered: Entered, facts: Facts) -> Iterator[Finding]:
    """What stands on the paper is another customer's: its tax id, bank account, code, reference or invoice."""
    for what, whose in (
        ("The tax id is another customer's.", facts.vat_owners),
        ("The bank account is another customer's.", facts.iban_owners),
        ("The reference names another customer.", facts.named_customers),
        ("The reference names another customer's invoice.", {document.customer for document in facts.named}),
        ("The reference is another customer's.", facts.reference_owners),
    ):
        if whose and entered.customer not in whose:
            yield _other(what, whose, entered)
            return
    yield from _reference(entered, facts)


def _other(message: str, whose: frozenset[str] | set[str], entered: Entered) -> Finding:
    evidence = ", ".join(sorted(whose)[:3])
    return ask("other-customer", "customer", message, evidence, ask_customer(entered))


def _reference(entered: Entered, facts: Facts) -> Iterator[Finding]:
    """The reference follows a pattern of this customer's, if it has any, and its count."""
    if entered.kind is not EntryKind.INVOICE or not entered.reference or is_sure(entered, facts):
        return
    own = [other.reference for other in facts.past if other.kind is entered.kind and other.reference][-_LATELY:]
    shapes = [shape(reference) for reference in own]
    wanted = shape(entered.reference)
    if len(own) < _ENOUGH or len(set(shapes)) > max(2, len(own) // 3):
        # What is known of its own says little: then only a pattern that nobody but one it is easily taken for has.
        if wanted not in shapes and facts.shape_owners and facts.shape_owners == facts.close_owners:
            yield _other(_LIKE_CLOSE, facts.close_owners, entered)
        return
    if wanted in shapes:
        yield from _count(entered, own)
        return
    near = {other.master.code for other in facts.near if wanted in other.shapes} | facts.close_owners
    if near:
        yield _other(_LIKE_CLOSE, near, entered)
    elif facts.shape_owners:
        yield _other("The reference is written like another customer's.", facts.shape_owners, entered)
    else:
        message = "This customer's references look different."
        yield ask("reference-unusual", "reference", message, f"the last one {own[-1]}", _ask_reference(entered))


def _ask_reference(entered: Entered) -> BlindQuestion:
    """Ask for the end of the reference: a slip in it is likelier than another customer, to whom nothing points."""
    return BlindQuestion.last_four("Reference", entered.reference, "reference")


def _count(entered: Entered, own: list[str]) -> Iterator[Finding]:
    """Where a customer's references count on, the next is not far off."""
    place = series_of(entered.reference)
    before = [found[1] for found in map(series_of, own) if found and place and found[0] == place[0]]
    if place is None or len(before) < _ENOUGH:
        return
    step = max(abs(later - earlier) for earlier, later in pairwise(before))
    if before[-1] - _STEPS * step - 1 <= place[1] <= before[-1] + _STEPS * step + 1:
        return
    message = "The reference is far from this customer's last ones."
    yield ask("reference-unusual", "reference", message, f"the last one {own[-1]}", _ask_reference(entered))


def is_sure(entered: Entered, facts: Facts) -> bool:
    """Whether something on the paper belongs to this customer alone."""
    own = {entered.customer}
    return own in (
        facts.vat_owners,
        facts.iban_owners,
        facts.named_customers,
        facts.reference_owners,
        {document.customer for document in facts.named},
    )


def bank(entered: Entered, facts: Facts) -> Iterator[Finding]:
    """The payer's account and the tax id are those the customer has had so far, by its record or its entries."""
    on_file = facts.customer.ibans if facts.customer else ()
    if entered.iban and not facts.iban_owners:
        known = {*map(plain, on_file), *(plain(other.iban) for other in facts.past if other.iban)}
        if known:
            message = "This customer has not paid from this bank account before."
            asked = BlindQuestion.last_four("Bank account", entered.iban, "iban")
            yield ask("bank-changed", "iban", message, entered.iban, asked)
    known_ids = set(map(plain, facts.customer.vat_ids if facts.customer else ()))
    if entered.vat_id and known_ids and plain(entered.vat_id) not in known_ids:
        message = "This is not the tax id that the customer has on file."
        asked = BlindQuestion.code("Tax id", entered.vat_id, "vat_id")
        yield ask("vat-id-other", "vat_id", message, entered.vat_id, asked)


def currency(entered: Entered, facts: Facts) -> Iterator[Finding]:
    """The currency is the customer's own, that of the invoice it is for, or one it has often been billed in."""
    usual = facts.customer.currency if facts.customer else _currency_so_far(facts)
    if not usual or entered.currency == usual or entered.currency not in CURRENCIES:
        return
    if any(document.currency == entered.currency for document in facts.named):
        return
    lately = facts.past[-_LATELY:]
    used = sum(other.currency == entered.currency for other in lately)
    if used < max(2, _OWN_SHARE * len(lately)):
        message = f"This customer is billed in {usual} as a rule; is {entered.currency} meant?"
        asked = BlindQuestion.code("Currency", entered.currency, "currency", "its three letters")
        yield ask("currency-unusual", "currency", message, usual, asked)


def _currency_so_far(facts: Facts) -> str:
    """The currency of most of a customer's entries, of whom the desk has no record; empty for too few."""
    lately = Counter(other.currency for other in facts.past[-_LATELY:])
    return lately.most_common(1)[0][0] if lately.total() >= _ENOUGH else ""
