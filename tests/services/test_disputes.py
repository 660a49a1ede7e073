"""What a dispute on the phone does to the invoice it names."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from billdesk.domain.drafts import LiftDisputeDraft, Outcome
from billdesk.domain.errors import RuleError
from billdesk.domain.work import View
from billdesk.services import contacts, customers, invoices, queue, reports, safekeeping
from billdesk.services.desk import Desk
from db.models import Invoice
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
    opened = [row.changed for row in reports.audit(desk) if row.action == "dispute opened"]
    assert ["invoice" in changed for changed in opened] == [True]
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


def _disputed(desk: Desk, customer: int) -> int:
    """An invoice that is disputed since a call whose next day has not come."""
    invoice_id = makers.an_invoice(desk, customer, LATE).id
    draft = makers.a_contact_draft(customer, Outcome.DISPUTES, next_on=date(2026, 11, 27))
    contacts.log(desk, confirmed(replace(draft, invoice_id=invoice_id)))
    return invoice_id


def _row(desk: Desk) -> tuple[str, str]:
    (row,) = queue.page(desk, View.OVERDUE).rows
    return row.why, row.next_action


def test_a_lifted_dispute_is_claimed_again_and_told_once(desk: Desk, customer: int) -> None:
    invoice_id = _disputed(desk, customer)
    assert _row(desk) == ("disputed", "wait")
    draft = LiftDisputeDraft(uuid4(), invoice_id, "they agreed to the price")
    contacts.lift_dispute(desk, confirmed(draft))
    contacts.lift_dispute(desk, confirmed(draft))
    lifted = invoices.get(desk, invoice_id)
    assert not lifted.disputed
    told = [entry.text for entry in lifted.timeline if "they agreed" in entry.text]
    assert told == ["note: dispute lifted: they agreed to the price"]
    assert not queue.page(desk, View.DISPUTES).rows
    assert _row(desk) == ("dispute lifted", "call")
    assert [row.action for row in reports.audit(desk)].count("dispute lifted") == 1
    assert not safekeeping.verify(desk)


def test_the_next_call_decides_again_after_a_dispute_was_lifted(desk: Desk, customer: int) -> None:
    contacts.lift_dispute(desk, confirmed(LiftDisputeDraft(uuid4(), _disputed(desk, customer), "settled")))
    makers.a_contact(desk, customer, Outcome.NOT_REACHED, next_on=date(2026, 11, 23), at=makers.NOW)
    assert _row(desk) == ("not reached", "wait")


def test_a_dispute_is_lifted_only_where_there_is_one_and_with_a_reason(desk: Desk, customer: int) -> None:
    with pytest.raises(RuleError, match="not disputed"):
        contacts.lift_dispute(
            desk, confirmed(LiftDisputeDraft(uuid4(), makers.an_invoice(desk, customer, LATE).id, "why"))
        )
    disputed = _disputed(desk, customer)
    with pytest.raises(RuleError, match="needs its reason"):
        contacts.lift_dispute(desk, confirmed(LiftDisputeDraft(uuid4(), disputed, " ")))
    assert invoices.get(desk, disputed).disputed


def test_what_is_marked_as_disputed_without_a_case_comes_first_in_the_view(desk: Desk, customer: int) -> None:
    _disputed(desk, customer)
    marked = makers.an_invoice(desk, customer, LATE)
    with desk.write("import") as unit:
        invoice = unit.get(Invoice, marked.id, "invoice")
        invoice.disputed = 1
        unit.add(invoice)
        unit.touched.add(customer)
    first, case = queue.page(desk, View.DISPUTES).rows
    assert (first.key, first.document, first.open_minor) == (f"no-case:{marked.id}", marked.number, marked.total_minor)
    assert (first.why, first.next_action, case.key) == ("no case yet", "open one", "dispute:1")
    assert queue.head(desk).counts[View.DISPUTES] == 2
    assert not [said for said in safekeeping.verify(desk) if "queue" in said or "row" in said]
    named = replace(makers.a_contact_draft(customer, Outcome.DISPUTES), invoice_id=marked.id)
    contacts.log(desk, confirmed(named))
    assert {row.key for row in queue.page(desk, View.DISPUTES).rows} == {"dispute:1", "dispute:2"}
