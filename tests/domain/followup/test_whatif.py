"""What if: replaying the past under a procedure says what a daily run would have sent."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from billdesk.domain.followup.decide import Action
from billdesk.domain.followup.events import ItemStep, Purpose, SendingState
from billdesk.domain.followup.history import History, PastItem, Settlement
from billdesk.domain.followup.procedures import GENTLE, STANDARD, STRICT, Procedure
from billdesk.domain.followup.whatif import Differs, compare, replay
from tests.domain.followup import driving
from tests.domain.followup.driving import day, drive

LAST = 200


def a_history(customer_id: int = 1, due: int = 0, paid: int | None = None) -> History:
    settled = () if paid is None else (Settlement(day(paid), 10_000),)
    item = PastItem(customer_id, customer_id, "R-1", "EUR", day(due - 30), day(due), 10_000, day(due - 30), settled)
    return History(customer_id, (item,))


@settings(max_examples=30)
@given(driving.histories(), driving.procedures)
def test_looking_at_few_days_sends_what_looking_at_every_day_does(history: History, procedure: Procedure) -> None:
    daily = drive(history, procedure, [(at, SendingState.DELIVERED) for at in range(LAST + 1)])
    expected = [
        (one.on, decision.currency, decision.purpose, decision.sending(one.on).items)
        for one in daily
        for decision in one.decisions
        if isinstance(decision, Action)
    ]
    found = replay(history, procedure, day(0), day(LAST))
    assert [
        (one.on, one.currency, one.purpose, tuple(ItemStep(*step) for step in one.steps)) for one in found
    ] == expected


def test_a_comparison_counts_messages_days_and_who_differs() -> None:
    histories = [a_history(1), a_history(2, due=10, paid=11), a_history(3, due=0, paid=12)]
    found = compare(histories, STANDARD, STRICT, day(0), day(60))
    assert (found.before.mails, found.before.letters, found.before.calls) == (3, 2, 0)
    assert (found.before.customers, found.before.days, found.before.first_late_tenths) == (2, 4, 50)
    assert found.after.contacts == 3 + 1 + 1
    assert found.after.first_late_tenths == 20
    assert found.differs == (Differs(1, 4, 3), Differs(2, 0, 1), Differs(3, 1, 1))


def test_nothing_is_sent_before_the_first_day_or_after_the_last() -> None:
    sent = replay(a_history(), STANDARD, day(6), day(20))
    assert [(one.on, one.days_late) for one in sent] == [(day(6), 6), (day(20), 20)]


def test_thanks_are_sent_after_the_payment_and_no_reminder() -> None:
    sent = replay(a_history(paid=20), GENTLE, day(0), day(90))
    assert [(one.on, one.purpose) for one in sent] == [(day(10), Purpose.REMINDER), (day(20), Purpose.THANKS)]


def test_the_same_procedure_differs_for_nobody() -> None:
    assert compare([a_history()], STANDARD, replace(STANDARD, name="copy"), day(0), day(60)).differs == ()


def test_no_reminders_have_no_mean() -> None:
    assert compare([], STANDARD, STRICT, day(0), day(60)).after.first_late_tenths is None
