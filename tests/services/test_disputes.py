"""What a dispute on the phone does to the invoice it names."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from billdesk.domain.drafts import Outcome
from billdesk.domain.errors import RuleError
from billdesk.services import contacts, customers, invoices, reports, safekeeping
from billdesk.services.desk import Desk
from tests import makers
from tests.makers import confirmed

LATE = date(2026, 9, 1)


def test_a_dispute_marks_the_invoice_it_names_once_and_in_the_chain(desk: Desk, customer: int) -> None:
    named, other = makers.an_invoice(desk, customer, LATE), makers.an_invoice(desk, customer, LATE)
    draft = replace(makers.a_contact_draft(customer, Outcome.DISPUTES), invoice_id=named.id)
    assert contacts.log(desk, confirmed(draft)) == contacts.log(desk, confirmed(draft))
    contacts.log(desk, confirmed(replace(makers.a_contact_draft(customer, Outcome.DISPUTES), invoice_id=named.id)))
    marked = invoices.get(desk, named.id)
    assert marked.disputed
    assert marked.version == named.version + 1
    assert not invoices.get(desk, other.id).disputed
    assert {item.number: item.disputed for item in customers.get(desk, customer).open_items} == {
        named.number: True,
        other.number: False,
    }
    logged = [row.changed for row in reports.audit(desk) if row.action == "contact"]
    assert ["invoice" in changed for changed in logged] == [True, False]
    assert not safekeeping.verify(desk)


@pytest.mark.parametrize("outcome", [Outcome.REACHED, Outcome.SAYS_PAID])
def test_no_other_outcome_marks_the_invoice(desk: Desk, customer: int, outcome: Outcome) -> None:
    named = makers.an_invoice(desk, customer, LATE)
    contacts.log(desk, confirmed(replace(makers.a_contact_draft(customer, outcome), invoice_id=named.id)))
    assert not invoices.get(desk, named.id).disputed


def test_an_invoice_of_somebody_else_cannot_be_disputed(desk: Desk, customer: int) -> None:
    foreign = makers.an_invoice(desk, makers.a_customer(desk, "B-2"), LATE)
    draft = replace(makers.a_contact_draft(customer, Outcome.DISPUTES), invoice_id=foreign.id)
    with pytest.raises(RuleError, match="not open on this account"):
        contacts.log(desk, confirmed(draft))
    assert not invoices.get(desk, foreign.id).disputed
    assert not customers.get(desk, customer).contacts
