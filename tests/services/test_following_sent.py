"""What was sent and what is disputed, as the follow-up reads it from the book."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from billdesk.domain.drafts import AllocationDraft
from billdesk.domain.followup.decide import Action, Standing
from billdesk.domain.followup.drafts import ChoiceDraft
from billdesk.domain.followup.events import Purpose
from billdesk.domain.followup.reasons import Why
from billdesk.domain.terms import Terms, parse_terms
from billdesk.services import following, procedures
from billdesk.services.desk import Desk, open_desk
from db import models
from tests import makers
from tests.makers import TODAY, confirmed

OLD = date(2026, 9, 15)
"""Net 30: due on 15 October, 37 days before today."""
LAST_WEEK = TODAY - timedelta(days=20)


def put_sending(
    desk: Desk, customer_id: int, instalments: Sequence[int], state: str, on: date = LAST_WEEK, **changes: object
) -> None:
    """A message about step 1 of these, past the outbox: what it does is tested there."""
    with desk.write("sending furnished") as unit:
        unit.subject = f"customer:{customer_id}"
        columns: dict[str, Any] = {
            "uid": uuid4(),
            "customer_id": customer_id,
            "currency": "EUR",
            "channel": "mail",
            "purpose": "reminder",
            "procedure": "standard",
            "template": "reminder-friendly",
            "tone": "friendly",
            "language": "en",
            "message_id": f"<{uuid4()}@example.com>",
            "state": state,
            "planned_on": on,
            "planned_at": unit.at,
            "held_until": unit.at,
            "claimed_at": unit.at,
            "claimed_by": "run",
            "sent_on": on if state == "sent" else None,
            "said": "a test",
        }
        message = models.SendingRecord(**columns | changes)
        unit.add(message)
        for number in instalments:
            row = models.SendingItem(sending_id=int(message.id or 0), instalment_id=number, step=1, open_minor=1)
            unit.add(row)


def put_dispute(
    desk: Desk, customer_id: int, invoice_id: int | None, minor: int, opened_on: date = LAST_WEEK, **changes: object
) -> None:
    """A case, past its service; a live one unless something else is said."""
    with desk.write("dispute furnished") as unit:
        unit.subject = f"customer:{customer_id}"
        columns: dict[str, Any] = {
            "uid": uuid4(),
            "customer_id": customer_id,
            "invoice_id": invoice_id,
            "currency": "EUR",
            "amount_minor": minor,
            "reason": "price",
            "opened_on": opened_on,
            "counted_from": opened_on,
            "due_by": TODAY,
            "at": unit.at,
            "by": "mk",
        }
        unit.add(models.Dispute(**columns | changes))


def standings(desk: Desk, as_of: date = TODAY) -> dict[int, Standing]:
    """By instalment where each item stands."""
    found: dict[int, Standing] = {}
    for one in following.decisions(following.read_facts(desk, as_of)):
        others = one.decision.others if isinstance(one.decision, Action) else ()
        found |= {standing.item.id: standing for standing in (*one.decision.items, *others)}
    return found


def whys(standing: Standing) -> set[Why]:
    return {reason.why for reason in standing.reasons}


@pytest.fixture
def item(desk: Desk, customer: int) -> int:
    """An instalment 37 days late."""
    return makers.an_invoice(desk, customer, OLD).instalments[0].id


def test_a_message_that_arrived_counts_as_its_step(desk: Desk, customer: int, item: int) -> None:
    put_sending(desk, customer, [item], "sent")
    standing = standings(desk)[item]
    assert (standing.step, standing.due) == (2, True)


@pytest.mark.parametrize(
    ("state", "why"),
    [
        ("planned", Why.ON_ITS_WAY),
        ("held", Why.ON_ITS_WAY),
        ("sending", Why.ON_ITS_WAY),
        ("printed", Why.PRINTED),
        ("unknown", Why.UNKNOWN),
    ],
)
def test_one_that_may_still_arrive_is_not_doubled(desk: Desk, customer: int, item: int, state: str, why: Why) -> None:
    put_sending(desk, customer, [item], state)
    assert (whys(standings(desk)[item]), standings(desk)[item].step) == ({why}, 1)


@pytest.mark.parametrize(("state", "why"), [("failed", Why.TRIED_BEFORE), ("recalled", None), ("dropped", None)])
def test_one_that_never_arrived_is_no_step(desk: Desk, customer: int, item: int, state: str, why: Why | None) -> None:
    put_sending(desk, customer, [item], state)
    standing = standings(desk)[item]
    assert (standing.step, standing.due) == (1, True)
    assert whys(standing) == {Why.DUE, *([why] if why else [])}


def test_a_message_about_something_else_is_contact_all_the_same(desk: Desk, customer: int, item: int) -> None:
    other = makers.an_invoice(desk, customer, OLD, currency="USD").instalments[0].id
    put_sending(desk, customer, [other], "sent", TODAY - timedelta(days=1), currency="USD")
    assert whys(standings(desk)[item]) == {Why.QUIET}


def test_a_past_day_does_not_know_what_was_sent_after_it(desk: Desk, customer: int, item: int) -> None:
    put_sending(desk, customer, [item], "sent", LAST_WEEK)
    before = standings(desk, LAST_WEEK - timedelta(days=1))[item]
    assert (before.step, before.due) == (1, True)


def test_a_clock_set_back_sends_nothing_again(desk: Desk, customer: int, item: int) -> None:
    put_sending(desk, customer, [item], "sent", LAST_WEEK)
    earlier = open_desk(desk.path, user="mk", today=LAST_WEEK - timedelta(days=9))
    facts = following.read_facts(earlier, earlier.today)
    (one,) = following.decisions(facts)
    assert Why.CLOCK in whys(one.decision.items[0])
    earlier.close()


def test_a_clock_set_back_does_not_forget_what_was_paid(desk: Desk, customer: int, item: int) -> None:
    makers.a_receipt(desk, customer, 11_900, LAST_WEEK)
    earlier = open_desk(desk.path, user="mk", today=LAST_WEEK - timedelta(days=9))
    assert list(following.decisions(following.read_facts(earlier, earlier.today))) == []
    earlier.close()
    assert standings(desk, LAST_WEEK - timedelta(days=9))[item].due


def test_only_the_disputed_part_is_left_out(desk: Desk, customer: int, item: int) -> None:
    put_dispute(desk, customer, standings(desk)[item].item.invoice_id, 1_900)
    standing = standings(desk)[item]
    assert (standing.claimed_minor, standing.due) == (10_000, True)
    assert Why.PARTLY_DISPUTED in whys(standing)
    put_dispute(desk, customer, standing.item.invoice_id, 99_900)
    assert whys(standings(desk)[item]) == {Why.DISPUTED}


def test_the_invoices_own_mark_disputes_all_of_it_until_there_is_a_case(desk: Desk, customer: int, item: int) -> None:
    invoice_id = standings(desk)[item].item.invoice_id
    with desk.write("marked") as unit:
        invoice = unit.get(models.Invoice, invoice_id, "invoice")
        invoice.disputed = 1
        unit.subject = f"invoice:{invoice_id}"
        unit.add(invoice)
    assert whys(standings(desk)[item]) == {Why.DISPUTED}
    put_dispute(desk, customer, invoice_id, 1_900)
    assert standings(desk)[item].claimed_minor == 10_000
    assert standings(desk, LAST_WEEK - timedelta(days=1))[item].claimed_minor == 11_900


def test_what_is_disputed_is_laid_on_the_oldest_instalment_first(desk: Desk, customer: int) -> None:
    terms = parse_terms("net 10 split 50/50")
    view = makers.an_invoice(desk, customer, OLD, terms=terms)
    put_dispute(desk, customer, view.id, 6_950)
    first, second = (part.id for part in view.instalments)
    found = standings(desk)
    assert whys(found[first]) == {Why.DISPUTED}
    assert found[second].claimed_minor == 4_950


def test_a_dispute_of_the_account_is_laid_on_what_it_owes_in_that_currency(
    desk: Desk, customer: int, item: int
) -> None:
    makers.an_invoice(desk, customer, OLD, currency="USD")
    put_dispute(desk, customer, None, 10_000)
    disputed = {one.item.currency: one.item.disputed_minor for one in standings(desk).values()}
    assert disputed == {"EUR": 10_000, "USD": 0}


def test_who_paid_after_a_reminder_is_thanked_once(desk: Desk, customer: int, item: int) -> None:
    put_sending(desk, customer, [item], "sent")
    parts = (AllocationDraft(item, 11_900),)
    makers.a_receipt(desk, customer, 11_900, TODAY - timedelta(days=4), allocations=parts)
    assert standings(desk) == {}
    procedures.choose(desk, confirmed(ChoiceDraft("gentle", customer)))
    (one,) = following.decisions(following.read_facts(desk, TODAY))
    assert isinstance(one.decision, Action)
    assert (one.decision.purpose, [part.item.id for part in one.decision.items]) == (Purpose.THANKS, [item])
    (again,) = following.read_account_facts(desk, customer).decisions()
    assert again == one.decision
    put_sending(desk, customer, [item], "sent", TODAY, purpose="thanks", template="thanks")
    assert standings(desk) == {}


def test_what_is_not_due_yet_is_forewarned_of(desk: Desk, customer: int) -> None:
    view = makers.an_invoice(desk, customer, TODAY - timedelta(days=28), terms=Terms(days=30))
    procedures.choose(desk, confirmed(ChoiceDraft("strict")))
    (one,) = following.decisions(following.read_facts(desk, TODAY))
    assert isinstance(one.decision, Action)
    assert (one.decision.purpose, one.decision.items[0].item.number) == (Purpose.FOREWARNING, view.number)


def test_one_account_is_decided_as_among_all(desk: Desk) -> None:
    makers.furnish(desk)
    for known in following.read_facts(desk, TODAY).accounts:
        alone = following.read_account_facts(desk, known.account.customer.id)
        assert (alone.account, alone.procedure) == (known.account, following.read_facts(desk, TODAY).procedure)
    nobody = makers.a_customer(desk, "Z-0001")
    assert following.read_account_facts(desk, nobody).decisions() == ()
