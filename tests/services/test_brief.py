"""The brief tells what the book says of the day, and its rows are the run's own decisions."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from uuid import uuid4

from billdesk.domain import brief as rules
from billdesk.domain.brief import RunRow, Tally
from billdesk.domain.drafts import Outcome
from billdesk.domain.followup.drafts import HoldDraft
from billdesk.domain.money import Money
from billdesk.domain.reminders import ReminderDraft
from billdesk.services import brief, holds, outbox, queue, reminders
from billdesk.services.desk import Desk
from tests import makers
from tests.makers import TODAY, confirmed
from tests.services.posting import OFFICE, OLD, desk_at, plan, with_bank


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


def by_group(desk: Desk) -> dict[str, list[RunRow]]:
    found: dict[str, list[RunRow]] = {}
    for row in brief.read(desk).rows:
        found.setdefault(row.group, []).append(row)
    return found


def test_each_account_stands_under_what_is_done_about_it_or_why_not(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer, OLD)
    nobody = makers.a_customer(desk, "Z-1", persons=())
    makers.an_invoice(desk, nobody, OLD)
    paused = makers.a_customer(desk, "Z-3")
    makers.an_invoice(desk, paused, OLD)
    makers.an_invoice(desk, makers.a_customer(desk, "Z-2"), TODAY)
    until = TODAY + timedelta(days=3)
    holds.hold(desk, confirmed(HoldDraft(uuid4(), paused, "moving house", until)))
    found = by_group(desk)
    assert {group: [row.code for row in rows] for group, rows in found.items()} == {
        rules.MAILS: ["H-0031"],
        rules.IMPOSSIBLE: ["Z-1"],
        rules.LATER: ["Z-2"],
        "paused": ["Z-3"],
    }
    assert found[rules.MAILS][0].amount == eur(11_900)
    assert found[rules.MAILS][0].why.startswith("Step 1 has been due since")
    assert found[rules.IMPOSSIBLE][0].why == "No mail address is known. Enter one with the customer."
    assert "moving house" in found["paused"][0].why
    assert found["paused"][0].next_on == until


def test_the_rows_are_what_the_run_would_plan(desk: Desk, customer: int) -> None:
    with_bank(desk)
    for code in ("A-1", "A-2", "A-3"):
        makers.an_invoice(desk, makers.a_customer(desk, code), OLD)
    makers.an_invoice(desk, customer, OLD)
    totals = outbox.outlook(desk, OFFICE).totals
    mails = by_group(desk)[rules.MAILS]
    assert (len(mails), Tally.of(row.amount for row in mails).sums) == (totals.count, totals.sums)
    plan(desk)
    again = brief.read(desk)
    assert again.outbox == {"held": 4}
    assert {row.group for row in again.rows} == {"on its way"}
    with closing(desk_at(desk.path, minutes=10)) as later:
        found = brief.read(later)
    assert found.past_hold == Tally(totals.count, totals.sums)
    assert {row.group for row in found.rows} == {rules.PAST_HOLD}
    assert not [line for line in rules.write(found) if line.topic == "Left out"], "the run sends these"


def test_what_was_promised_is_expected_or_was_not_kept(desk: Desk, customer: int) -> None:
    invoice = makers.an_invoice(desk, customer, OLD)
    makers.a_contact(desk, customer, Outcome.PROMISED, promise=makers.a_promise_draft(5_000, TODAY, [invoice.id]))
    found = brief.read(desk)
    assert (found.promised, found.broken) == (Tally(1, (eur(5_000),)), Tally())
    with makers.on_day(desk, TODAY + timedelta(days=1)) as tomorrow:
        later = brief.read(tomorrow)
    assert (later.promised, later.broken) == (Tally(), Tally(1, (eur(5_000),)))


def test_reminders_due_invoices_and_drafts_are_counted(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer, TODAY - timedelta(days=30))
    makers.an_invoice(desk, customer, TODAY, sent=False)
    makers.a_draft(desk, customer)
    reminders.save(desk, confirmed(ReminderDraft(uuid4(), TODAY, "a")))
    reminders.save(desk, confirmed(ReminderDraft(uuid4(), TODAY + timedelta(days=1), "b")))
    queue.refresh(desk)
    found = brief.read(desk)
    assert (found.falls_due, found.reminders) == (Tally(1, (eur(11_900),)), 1)
    assert (found.to_finish, found.to_send) == (1, 1)
    assert found.known_until is None
