"""Procedures in the book: what the program brings along, what the desk makes of it, and which one holds for whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from billdesk.domain.errors import InputError, NotFoundError, RuleError, StaleError
from billdesk.domain.followup.drafts import ChoiceDraft, ProcedureDraft, RetireDraft
from billdesk.domain.followup.procedures import GENTLE, PUBLIC_SECTOR, SHIPPED, STANDARD, STRICT, Procedure
from billdesk.services import following, procedures, queue
from billdesk.services.desk import Desk
from db.verify import verify
from tests import makers
from tests.makers import TODAY, confirmed

OURS = replace(STANDARD, name="ours", steps=STANDARD.steps[:2], least_major=20)


def store(desk: Desk, procedure: Procedure, version: int | None = None) -> None:
    procedures.save(desk, confirmed(ProcedureDraft(uuid4(), procedure, version)))


def choose(desk: Desk, name: str, customer_id: int | None = None, invoice_id: int | None = None) -> None:
    procedures.choose(desk, confirmed(ChoiceDraft(name, customer_id, invoice_id)))


def holding(desk: Desk, customer_id: int) -> dict[str, str]:
    """By invoice number the name of the procedure that decides about it."""
    facts = following.read_account_facts(desk, customer_id)
    standings = (standing for decision in facts.decisions() for standing in decision.items)
    return {standing.item.number: standing.procedure.name for standing in standings}


def test_a_new_desk_has_those_that_the_program_brings_along_and_the_standard_one_holds(desk: Desk) -> None:
    assert [view.name for view in procedures.listed(desk)] == list(SHIPPED)
    assert [view.name for view in procedures.listed(desk) if view.of_desk] == ["standard"]
    assert following.read_facts(desk, TODAY).procedure == STANDARD
    assert not any(view.changed or view.retired or view.version for view in procedures.listed(desk))


def test_one_of_the_desks_own_is_kept_as_it_was_typed(desk: Desk) -> None:
    store(desk, OURS)
    assert procedures.get(desk, " OURS ").procedure == OURS
    assert verify(desk.path) == ()


def test_a_shipped_one_that_was_changed_takes_its_place_and_can_be_put_back(desk: Desk) -> None:
    shorter = replace(STANDARD, steps=STANDARD.steps[:1])
    store(desk, shorter)
    view = procedures.get(desk, "standard")
    assert (view.procedure, view.shipped, view.changed, view.version) == (shorter, True, True, 1)
    assert following.read_facts(desk, TODAY).procedure == shorter
    store(desk, STANDARD, 1)
    view = procedures.get(desk, "standard")
    assert (view.procedure, view.changed, view.version) == (STANDARD, False, 2)
    assert verify(desk.path) == ()


def test_saving_twice_saves_once_and_a_stale_one_is_refused(desk: Desk) -> None:
    draft = ProcedureDraft(uuid4(), OURS)
    procedures.save(desk, confirmed(draft))
    procedures.save(desk, confirmed(draft))
    assert procedures.get(desk, "ours").version == 1
    store(desk, replace(OURS, quiet_days=9), 1)
    with pytest.raises(StaleError, match="changed by mk at"):
        store(desk, replace(OURS, quiet_days=8), 1)
    assert procedures.get(desk, "ours").procedure.quiet_days == 9


@pytest.mark.parametrize("name", ["", " ours", "x" * 41])
def test_a_name_that_nobody_could_find_again_is_refused(desk: Desk, name: str) -> None:
    with pytest.raises(InputError):
        store(desk, replace(OURS, name=name))


def test_a_name_that_is_taken_is_refused_also_in_another_spelling(desk: Desk) -> None:
    store(desk, OURS)
    with pytest.raises(RuleError, match="There is a procedure ours already"):
        store(desk, replace(OURS, quiet_days=1))
    with pytest.raises(InputError, match="public sector already"):
        store(desk, replace(OURS, name="Public-Sector"))


def test_what_is_chosen_holds_for_the_desk_the_customer_and_the_invoice(desk: Desk, customer: int) -> None:
    first = makers.an_invoice(desk, customer, TODAY)
    makers.an_invoice(desk, customer, TODAY)
    choose(desk, "strict")
    assert set(holding(desk, customer).values()) == {"strict"}
    choose(desk, "standard", customer)
    assert set(holding(desk, customer).values()) == {"standard"}
    choose(desk, "gentle", invoice_id=first.id)
    assert holding(desk, customer) == {"2026-0001": "gentle", "2026-0002": "standard"}
    assert procedures.chosen(desk, customer) == procedures.Choices("strict", "standard", {first.id: "gentle"})
    choose(desk, "", customer)
    choose(desk, "", invoice_id=first.id)
    choose(desk, "")
    assert set(holding(desk, customer).values()) == {"standard"}
    assert verify(desk.path) == ()


def test_the_more_careful_of_customer_and_invoice_wins(desk: Desk, customer: int) -> None:
    view = makers.an_invoice(desk, customer, TODAY)
    choose(desk, "gentle", customer)
    choose(desk, "strict", invoice_id=view.id)
    assert holding(desk, customer) == {"2026-0001": "gentle"}


def test_nobody_chooses_what_is_not_offered(desk: Desk, customer: int) -> None:
    with pytest.raises(NotFoundError, match="No procedure cruel"):
        choose(desk, "cruel", customer)
    procedures.retire(desk, confirmed(RetireDraft("strict", "too hard")))
    with pytest.raises(NotFoundError, match="No procedure strict"):
        choose(desk, "strict")


def test_one_in_use_is_not_retired_and_says_by_whom(desk: Desk, customer: int) -> None:
    with pytest.raises(RuleError, match="standard is in use by the desk"):
        procedures.retire(desk, confirmed(RetireDraft("standard", "old")))
    store(desk, OURS)
    choose(desk, "ours", customer)
    with pytest.raises(RuleError, match="ours is in use by 1 customer"):
        procedures.retire(desk, confirmed(RetireDraft("ours", "old", 1)))
    choose(desk, "", customer)
    procedures.retire(desk, confirmed(RetireDraft("ours", "old", 1)))
    assert [(view.name, view.retired) for view in procedures.listed(desk)][-1] == ("ours", True)
    store(desk, OURS, 2)
    assert not procedures.get(desk, "ours").retired
    assert verify(desk.path) == ()


def test_the_quiet_days_of_any_procedure_are_looked_back_at(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer, TODAY.replace(month=9))
    store(desk, replace(GENTLE, name="very quiet", quiet_days=30))
    choose(desk, "very quiet", customer)
    makers.a_contact(desk, customer, at=makers.NOW.replace(day=1))
    (decision,) = following.read_account_facts(desk, customer).decisions()
    assert [reason.why.value for reason in decision.items[0].reasons] == ["just-in-contact"]
    choose(desk, STRICT.name, customer)
    (decision,) = following.read_account_facts(desk, customer).decisions()
    assert [reason.why.value for reason in decision.items[0].reasons] == ["due"]


def test_the_queue_follows_every_change_of_a_procedure(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer, TODAY - timedelta(days=38))
    row = f"account:{customer}:EUR"
    reminded = queue.item(desk, row).why
    choose(desk, "public sector")
    assert queue.item(desk, row).why != reminded
    assert verify(desk.path) == ()
    store(desk, replace(PUBLIC_SECTOR, steps=STANDARD.steps))
    assert queue.item(desk, row).why == reminded
    assert verify(desk.path) == ()
    choose(desk, "gentle", customer)
    assert queue.item(desk, row).why != reminded
    store(desk, replace(GENTLE, steps=STANDARD.steps))
    assert queue.item(desk, row).why == reminded
    assert verify(desk.path) == ()
