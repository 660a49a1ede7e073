"""What follows from a contact, and the prepared talking summary."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billdesk.domain.drafts import Outcome
from billdesk.domain.outcomes import next_day, talk
from billdesk.domain.promises import PromiseState
from billdesk.domain.records import CreditItem
from tests.domain.records_for_tests import ACCOUNT, TODAY, item, promise

FRIDAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (Outcome.REACHED, date(2026, 11, 27)),
        (Outcome.NOT_REACHED, date(2026, 11, 23)),
        (Outcome.WRONG_PERSON, date(2026, 11, 23)),
        (Outcome.SAYS_PAID, date(2026, 11, 25)),
        (Outcome.DISPUTES, date(2026, 11, 27)),
        (Outcome.PROMISED, None),
        (Outcome.NONE, None),
    ],
)
def test_the_next_day_after_a_contact_on_a_friday(outcome: Outcome, expected: date | None) -> None:
    assert next_day(outcome, FRIDAY) == expected


def test_a_promise_is_looked_at_on_the_first_business_day_after_it() -> None:
    assert next_day(Outcome.PROMISED, TODAY, promise_due=date(2026, 11, 25)) == date(2026, 11, 26)
    assert next_day(Outcome.PROMISED, TODAY, promise_due=FRIDAY + timedelta(days=7)) == date(2026, 11, 30)


def test_holidays_are_no_business_days() -> None:
    holiday = frozenset({date(2026, 11, 23)})
    assert next_day(Outcome.NOT_REACHED, FRIDAY, holidays=holiday) == date(2026, 11, 24)


@given(st.sampled_from(Outcome), st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(0, 60))
def test_the_next_day_is_ahead_and_never_on_a_weekend(outcome: Outcome, today: date, ahead: int) -> None:
    proposed = next_day(outcome, today, promise_due=today + timedelta(days=ahead))
    if outcome is Outcome.NONE:
        assert proposed is None
    else:
        assert proposed is not None
        assert proposed > today
        assert proposed.weekday() < 5


def test_a_broken_promise_leads_the_call() -> None:
    said = talk(ACCOUNT, TODAY)
    assert said.owes == "owes € 14,899.20 · oldest 41 d · 3 invoices"
    assert said.say == (
        "You promised € 12,479.20 for yesterday; it has not come. Two more are due. "
        "Last contact 18 Nov: call with Fr. Weiß, promised."
    )
    assert said.ask == "When exactly, from which account? Is anything wrong with the invoices?"


def test_a_promise_kept_in_part_names_what_came() -> None:
    part = replace(promise(PromiseState.PARTLY_KEPT), kept_minor=100_000, came_minor=100_000)
    said = talk(replace(ACCOUNT, promises=(part,)), TODAY).say
    assert "for yesterday; € 1,000.00 of it came in time, € 11,479.20 is missing." in said


def test_money_that_came_late_is_not_said_to_be_missing() -> None:
    """The promised instalment came after its day; another one of the same invoice is open still."""
    late = replace(promise(), came_minor=1_247_920)
    said = talk(replace(ACCOUNT, promises=(late,)), TODAY)
    assert "promised" not in said.say.partition("Last contact")[0]
    assert said.say.startswith("Three invoices are due")
    part = replace(promise(), came_minor=1_000_000)
    said = talk(replace(ACCOUNT, promises=(part,)), TODAY)
    assert said.say.startswith("You promised € 12,479.20 for yesterday; € 2,479.20 of it is missing.")


def test_what_a_credit_note_settled_is_not_said_to_be_missing() -> None:
    credited = replace(promise(), open_minor=50_000)
    assert "; € 500.00 of it is missing." in talk(replace(ACCOUNT, promises=(credited,)), TODAY).say


def test_a_live_promise_is_waited_for() -> None:
    live = replace(ACCOUNT, promises=(promise(PromiseState.OPEN, date(2026, 11, 27)),))
    said = talk(live, TODAY)
    assert said.say.startswith("You promised € 12,479.20 for 27 Nov.")
    assert said.ask == "Is the payment on its way as promised?"


def test_a_withdrawn_promise_or_one_for_settled_invoices_is_not_brought_up() -> None:
    for promises in ((promise(PromiseState.WITHDRAWN),), (replace(promise(), invoice_ids=(99,)),)):
        said = talk(replace(ACCOUNT, promises=promises), TODAY).say
        assert said.startswith("Three invoices are due with € 14,899.20, the oldest 41 days late.")


def test_the_newest_promise_counts() -> None:
    newer = replace(promise(PromiseState.OPEN, date(2026, 11, 27), 2), recorded_on=TODAY)
    assert "27 Nov" in talk(replace(ACCOUNT, promises=(newer, promise())), TODAY).say


def test_each_currency_is_named_by_itself() -> None:
    mixed = replace(ACCOUNT, open_items=(item(), item(2, 30_000, currency="GBP")), promises=())
    assert talk(mixed, TODAY).owes == "owes € 12,479.20 and £ 300.00 · oldest 41 d · 2 invoices"
    assert "€ 12,479.20 and £ 300.00" in talk(mixed, TODAY).say


def test_two_instalments_of_one_invoice_are_one_invoice() -> None:
    later = replace(item(1, 100, date(2026, 11, 1)), instalment_id=9)
    said = talk(replace(ACCOUNT, open_items=(item(), later), promises=()), TODAY)
    assert said.owes.endswith("1 invoice")
    assert said.say.startswith("Invoice 2026-0412 is 41 days late with € 12,480.20.")


def test_nothing_late_asks_whether_the_invoice_arrived() -> None:
    early = replace(ACCOUNT, open_items=(item(due_on=date(2026, 11, 27)),), promises=(), contacts=())
    said = talk(early, TODAY)
    assert said.owes == "owes € 12,479.20 · 1 invoice"
    assert said.say == "Nothing is late; € 12,479.20 of 2026-0412 is due 27 Nov. Nobody has been in contact yet."
    assert said.ask == "Has the invoice arrived, and can it be paid on time?"


def test_what_is_disputed_is_not_asked_for() -> None:
    disputed = replace(ACCOUNT, open_items=(item(disputed=True),), promises=())
    said = talk(disputed, TODAY)
    assert said.say.startswith("Nothing is due; we hold 2026-0412 as disputed.")
    assert said.ask == "What is wrong with 2026-0412, and what do you need from us to settle it?"


def test_the_disputed_part_does_not_swell_what_is_due() -> None:
    part = replace(ACCOUNT, open_items=(item(disputed=True), item(2, 121_000, date(2026, 11, 1))), promises=())
    assert talk(part, TODAY).say.startswith("Invoice 2026-0413 is 20 days late with € 1,210.00; we hold 2026-0412")


def test_money_of_theirs_is_named_before_they_name_it() -> None:
    credit = CreditItem(TODAY, "receipt", "x", "EUR", 2_000, 1, None)
    assert "€ 20.00 of yours is not applied yet" in talk(replace(ACCOUNT, credits=(credit,)), TODAY).say


def test_an_account_that_owes_nothing() -> None:
    clear = replace(ACCOUNT, open_items=(), promises=(), contacts=())
    said = talk(clear, TODAY)
    assert (said.owes, said.say) == ("owes nothing", "Nothing is open. Nobody has been in contact yet.")
    assert said.ask == "Nothing to ask."
    credit = CreditItem(TODAY, "receipt", "x", "EUR", 2_000, 1, None)
    assert talk(replace(clear, credits=(credit,)), TODAY).ask.startswith("What should the credit settle")
