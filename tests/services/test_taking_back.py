"""A contact logged by mistake is taken back: it counts no more, what it opened is withdrawn, and the chain tells it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from billdesk.domain.contact_back import TakeBackContactDraft
from billdesk.domain.dispute_records import DisputeNoteDraft
from billdesk.domain.disputes import LogKind
from billdesk.domain.drafts import ContactKind, Outcome
from billdesk.domain.errors import RuleError
from billdesk.domain.followup.decide import Action
from billdesk.domain.work import View
from billdesk.services import contacts, customers, disputes, following, invoices, queue, taking_back, workplace
from billdesk.services.desk import Desk, open_desk
from db.verify import verify
from tests import makers
from tests.makers import TODAY, confirmed
from tests.services.posting import OFFICE

OLD = date(2026, 9, 15)
"""Net 30: due on 15 October, 37 days before today."""


def back(desk: Desk, contact_id: int) -> None:
    taking_back.contact(desk, confirmed(TakeBackContactDraft(contact_id, "wrong account")))


def contact_about(desk: Desk, customer_id: int, invoice_id: int, outcome: Outcome = Outcome.REACHED) -> int:
    return contacts.log(desk, confirmed(replace(makers.a_contact_draft(customer_id, outcome), invoice_id=invoice_id)))


def decided(desk: Desk, customer_id: int) -> list[bool]:
    """Whether something goes out today."""
    return [isinstance(one, Action) for one in following.read_account_facts(desk, customer_id).decisions()]


def rows(desk: Desk) -> list[str]:
    return [f"{row.document} {row.why}" for row in queue.page(desk, View.ALL).rows]


@pytest.mark.parametrize("next_on", [None, TODAY + timedelta(days=4)])
def test_a_contact_taken_back_keeps_nothing_from_being_chased(desk: Desk, customer: int, next_on: date | None) -> None:
    makers.an_invoice(desk, customer, OLD)
    before = decided(desk, customer), rows(desk)
    contact = makers.a_contact(desk, customer, next_on=next_on)
    assert (decided(desk, customer), rows(desk)) != before
    back(desk, contact)
    assert (decided(desk, customer), rows(desk)) == before
    assert customers.get(desk, customer).contacts == ()
    assert verify(desk.path) == ()
    (row,) = desk.reader.rows("select action, subject, by from audit order by seq desc limit 1")
    assert tuple(row) == ("contact taken back", f"customer:{customer}", "mk")


def test_what_was_taken_back_stays_in_the_story(desk: Desk, customer: int) -> None:
    view = makers.an_invoice(desk, customer, OLD)
    contact = contact_about(desk, customer, view.id)
    back(desk, contact)
    (told,) = workplace.read(desk, customer, OFFICE).no_contacts
    assert (told.contact.id, told.on, told.by, told.because) == (contact, TODAY, "mk", "wrong account")
    story = [entry.text for entry in invoices.get(desk, view.id).timeline]
    assert any(text.endswith(", taken back") for text in story), story


def test_a_dispute_that_the_contact_opened_is_withdrawn(desk: Desk, customer: int) -> None:
    view = makers.an_invoice(desk, customer, OLD)
    before = decided(desk, customer), rows(desk)
    back(desk, contact_about(desk, customer, view.id, Outcome.DISPUTES))
    assert (decided(desk, customer), rows(desk)) == before
    assert not invoices.get(desk, view.id).disputed
    assert [tuple(row) for row in desk.reader.rows("select state, outcome from dispute")] == [("resolved", "withdrawn")]
    assert verify(desk.path) == ()


def test_a_contact_whose_dispute_was_worked_on_stays(desk: Desk, customer: int) -> None:
    view = makers.an_invoice(desk, customer, OLD)
    contact = contact_about(desk, customer, view.id, Outcome.DISPUTES)
    case = customers.get(desk, customer).disputes[0]
    disputes.note(desk, confirmed(DisputeNoteDraft(uuid4(), case.id, LogKind.SAID, "", "the price was agreed")))
    with pytest.raises(RuleError, match="worked on since"):
        back(desk, contact)
    assert customers.get(desk, customer).disputes[0].live


def test_twice_is_once_and_an_older_or_another_persons_contact_stays(desk: Desk, customer: int) -> None:
    first = makers.a_contact(desk, customer)
    second = makers.a_contact(desk, customer)
    with pytest.raises(RuleError, match="Another contact was logged after this one"):
        back(desk, first)
    other = open_desk(desk.path, user="jb", today=TODAY)
    with pytest.raises(RuleError, match="Only who logged a contact"):
        back(other, second)
    other.close()
    back(desk, second)
    back(desk, second)
    assert [one.id for one in customers.get(desk, customer).contacts] == [first]
    back(desk, first)
    assert len(taking_back.no_contacts(desk, customer)) == 2


def test_a_contact_with_a_promise_stays(desk: Desk, customer: int) -> None:
    view = makers.an_invoice(desk, customer, OLD)
    promise = makers.a_promise_draft(100, TODAY + timedelta(days=5), [view.id])
    contact = makers.a_contact(desk, customer, Outcome.PROMISED, promise=promise)
    with pytest.raises(RuleError, match="brought a promise"):
        back(desk, contact)


def test_a_note_is_taken_back_too(desk: Desk, customer: int) -> None:
    back(desk, makers.a_contact(desk, customer, kind=ContactKind.NOTE))
    assert customers.get(desk, customer).contacts == ()
