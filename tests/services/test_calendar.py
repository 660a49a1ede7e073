"""The calendar holds everything of the book that has a day, each on that day and once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import uuid4

import pytest

from billdesk.domain.calendar import Due, DueItem, days, monday
from billdesk.domain.drafts import Outcome, SnoozeDraft
from billdesk.domain.followup.outbox import RecallDraft
from billdesk.domain.money import Money
from billdesk.domain.reminders import ReminderDraft, Repeats
from billdesk.services import calendar, outbox, outbox_fates, queue, reminders
from billdesk.services.desk import Desk
from tests import makers
from tests.makers import TODAY, confirmed
from tests.services.posting import OFFICE, OLD, plan

LAST = TODAY + timedelta(days=27)


def of(entries: Iterable[DueItem], due: Due) -> list[DueItem]:
    return [entry for entry in entries if entry.due is due]


def known(desk: Desk) -> tuple[DueItem, ...]:
    return calendar.known_days(desk, monday(TODAY), LAST)


def test_an_instalment_stands_on_the_day_it_falls_due_until_it_is_paid(desk: Desk, customer: int) -> None:
    invoice = makers.an_invoice(desk, customer, TODAY - timedelta(days=25))
    (entry,) = of(known(desk), Due.INSTALMENT)
    assert (entry.on, entry.text, entry.amount) == (TODAY + timedelta(days=5), invoice.number, Money(11_900, "EUR"))
    assert (entry.who, entry.customer_id, entry.invoice_id) == (invoice.customer_name, customer, invoice.id)
    makers.a_receipt(desk, customer, 11_900)
    assert not of(known(desk), Due.INSTALMENT)


def test_a_promise_stands_on_its_day_with_what_is_missing_of_it(desk: Desk, customer: int) -> None:
    invoice = makers.an_invoice(desk, customer, TODAY - timedelta(days=60))
    due = TODAY + timedelta(days=6)
    makers.a_contact(desk, customer, Outcome.PROMISED, promise=makers.a_promise_draft(10_000, due, [invoice.id]))
    makers.a_receipt(desk, customer, 2_500)
    (entry,) = of(known(desk), Due.PROMISE)
    assert (entry.on, entry.text, entry.amount) == (due, invoice.number, Money(7_500, "EUR"))
    assert entry.invoice_id == invoice.id
    makers.a_receipt(desk, customer, 7_500)
    assert not of(known(desk), Due.PROMISE), "it was kept"


def test_a_reminder_says_whether_it_repeats_and_a_late_one_stands_on_today(desk: Desk) -> None:
    reminders.save(desk, confirmed(ReminderDraft(uuid4(), TODAY, "Ask Eva", Repeats.WEEKLY, 2)))
    (entry,) = of(known(desk), Due.REMINDER)
    assert entry.text == "Ask Eva (every 2 weeks)"
    assert reminders.until(desk, TODAY - timedelta(days=1)) == ()


def test_what_was_put_off_comes_back_on_its_day(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer, TODAY - timedelta(days=60))
    queue.refresh(desk)
    until = TODAY + timedelta(days=4)
    queue.snooze(desk, confirmed(SnoozeDraft(f"account:{customer}:EUR", until, "on holiday")))
    (entry,) = of(known(desk), Due.WAKES)
    assert (entry.on, entry.text, entry.key) == (until, "on holiday", f"snooze:account:{customer}:EUR")


def test_the_next_step_stands_on_the_day_that_the_follow_up_names(desk: Desk, customer: int) -> None:
    invoice = makers.an_invoice(desk, customer, TODAY - timedelta(days=30))
    (entry,) = calendar.steps(desk, LAST, OFFICE)
    assert (entry.on, entry.text) == (TODAY + timedelta(days=5), f"step 1, {invoice.number}")
    assert entry.amount == Money(11_900, "EUR")
    assert calendar.steps(desk, TODAY + timedelta(days=4), OFFICE) == ()


@pytest.mark.usefixtures("bank")
def test_a_step_that_is_due_stands_on_today(desk: Desk, customer: int) -> None:
    for late in (50, 40):
        makers.an_invoice(desk, customer, TODAY - timedelta(days=30 + late))
    (entry,) = calendar.steps(desk, LAST, OFFICE)
    assert (entry.on, entry.text, entry.invoice_id) == (TODAY, "step 1, 2 items", None)
    (today,) = (day for day in days((entry,), monday(TODAY), TODAY) if day.on == TODAY)
    assert today.counts == {Due.STEP: 1}


@pytest.mark.usefixtures("bank")
def test_a_step_without_an_address_says_so(desk: Desk) -> None:
    unknown = makers.a_customer(desk, "A-1", persons=())
    invoice = makers.an_invoice(desk, unknown, OLD)
    (entry,) = calendar.steps(desk, LAST, OFFICE)
    assert entry.on == TODAY
    assert entry.text == f"step 1, {invoice.number}, but no mail address is known. Enter one with the customer."


@pytest.mark.usefixtures("bank")
def test_a_step_whose_message_was_called_back_comes_tomorrow(desk: Desk, customer: int) -> None:
    invoice = makers.an_invoice(desk, customer, OLD)
    plan(desk)
    (message,) = outbox.waiting(desk)
    outbox_fates.recall(desk, confirmed(RecallDraft(message.id, message.version, "not now")))
    (entry,) = calendar.steps(desk, LAST, OFFICE)
    assert (entry.on, entry.text) == (TODAY + timedelta(days=1), f"step 1, {invoice.number}")
