"""The outbox: what is planned, that it goes out once and only while it is true, and that nothing is lost silently."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from billdesk.domain.drafts import AllocationDraft, Outcome, Person
from billdesk.domain.errors import ReadOnlyError, RuleError
from billdesk.domain.followup.decide import Action, Nothing
from billdesk.domain.followup.drafts import ChoiceDraft, HoldDraft
from billdesk.domain.followup.outbox import (
    MessageState,
    RecallDraft,
)
from billdesk.domain.followup.reasons import Why
from billdesk.domain.mailing import Outgoing, Sender
from billdesk.domain.money import Money
from billdesk.exchange.texts.writing import TextWriter
from billdesk.services import (
    contacts,
    customers,
    following,
    holds,
    outbox,
    outbox_fates,
    outbox_run,
    procedures,
)
from billdesk.services.desk import Desk, open_desk
from db.alone import alone
from tests import makers
from tests.makers import NOW, TODAY, confirmed
from tests.services.posting import (
    OFFICE,
    OLD,
    Line,
    blocked,
    delivered,
    desk_at,
    moved,
    only,
    paid,
    plan,
    send,
    verified,
    whys,
)

State = MessageState
pytestmark = pytest.mark.usefixtures("bank")


# Planning


def test_what_is_due_is_planned_once_in_the_customers_language(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer, OLD)
    makers.an_invoice(desk, customer, OLD + timedelta(days=3), "50")
    seen = outbox.outlook(desk, OFFICE)
    assert seen.totals.count == 1
    assert seen.totals.sums == (Money(17_850, "EUR"),)
    assert plan(desk)
    message = only(desk)
    assert (message.state, message.held_until) == (State.HELD, NOW + timedelta(minutes=10))
    assert (message.language, message.address, message.template) == ("de", "weiss@hofmann.example", "reminder-friendly")
    assert message.amount == Money(17_850, "EUR")
    assert "Guten Tag Fr. Weiß," in message.body
    assert "2026-0001" in message.body
    assert "NL91 ABNA 0417 1643 00" in message.body
    assert message.message_id.endswith("@northwind.example>")
    assert whys(desk, customer) == {Why.ON_ITS_WAY, Why.QUIET}
    assert plan(desk) == ()
    assert [one.what for one in outbox.story(desk, message.id)] == ["planned", "held"]
    assert verified(desk)


def test_what_is_disputed_is_not_told_as_open(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer, OLD)
    makers.an_invoice(desk, customer, OLD + timedelta(days=3), "50")
    item = next(one for one in customers.get(desk, customer).open_items if one.number == "2026-0002")
    call = makers.a_contact_draft(customer, Outcome.DISPUTES, at=makers.NOW - timedelta(days=10))
    contacts.log(desk, confirmed(replace(call, invoice_id=item.invoice_id)))
    plan(desk)
    body = only(desk).body
    assert "2026-0001" in body
    assert "2026-0002" not in body


def test_looking_ahead_writes_nothing(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer, OLD)
    before = desk.path.read_bytes()
    outbox.outlook(desk, OFFICE)
    assert desk.path.read_bytes() == before


def test_what_was_shown_is_what_is_planned_or_nothing_is(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer, OLD)
    draft = outbox.outlook(desk, OFFICE).draft()
    makers.an_invoice(desk, customer, OLD + timedelta(days=1))
    with pytest.raises(RuleError, match="The book has changed"):
        outbox.plan(desk, confirmed(draft), OFFICE)
    with closing(desk_at(desk.path, days=1)) as tomorrow, pytest.raises(RuleError, match="that is over"):
        outbox.plan(tomorrow, confirmed(draft), OFFICE)
    assert outbox.waiting(desk) == ()


def test_one_account_alone_can_be_planned(desk: Desk, customer: int) -> None:
    other = makers.a_customer(desk, "X-1")
    for one in (customer, other):
        makers.an_invoice(desk, one, OLD)
    draft = outbox.outlook(desk, OFFICE, (other,)).draft((other,))
    outbox.plan(desk, confirmed(draft), OFFICE)
    assert [message.customer_id for message in outbox.waiting(desk)] == [other]


def test_whoever_is_left_out_is_named_with_the_reason(desk: Desk) -> None:
    silent = makers.a_customer(desk, "A-1", persons=(Person("Hr. Stumm", "", "", ""),))
    wrong = makers.a_customer(desk, "B-1", persons=(Person("Hr. Falsch", "", "", "nobody@"),))
    early = makers.a_customer(desk, "C-1")
    for one in (silent, wrong):
        makers.an_invoice(desk, one, OLD)
    makers.an_invoice(desk, early, TODAY)
    seen = outbox.outlook(desk, OFFICE)
    assert seen.messages == ()
    said = {one.code: one.because[0] for one in seen.left_out}
    assert said["A-1"] == "No mail address is known. Enter one with the customer."
    assert said["B-1"].startswith("“nobody@” is no mail address.")
    assert said["C-1"].startswith("Due on Mon 21 Dec 2026; step 1 comes on")
    assert [isinstance(one.decision, Action) for one in seen.left_out] == [True, True, False]


def test_nothing_goes_out_that_does_not_say_how_to_pay(folder: Path) -> None:
    with closing(makers.make_desk(folder, name="without-bank")) as bare:
        makers.an_invoice(bare, makers.a_customer(bare), OLD)
        (left,) = outbox.outlook(bare, OFFICE).left_out
    assert "reminder-friendly.txt says {{ bank }}" in left.because[0]


def test_a_call_that_is_due_is_no_message(desk: Desk, customer: int) -> None:
    procedures.choose(desk, confirmed(ChoiceDraft("gentle")))
    view = makers.an_invoice(desk, customer, OLD - timedelta(days=90))
    for step, day in ((1, 60), (2, 30)):
        delivered(desk, view.instalments[0].id, customer, step, TODAY - timedelta(days=day))
    (left,) = outbox.outlook(desk, OFFICE).left_out
    assert left.is_call
    assert left.because == ("A call is due; nobody is written to.",)


# Sending


def test_a_message_waits_for_its_time_and_then_goes_out_once(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer, OLD)
    plan(desk)
    line = Line()
    assert send(desk.path, line, minutes=9).sent == 0
    assert send(desk.path, line, minutes=10).sent == 1
    assert send(desk.path, line, minutes=11).sent == 0
    (mail,) = line.taken
    message = only(desk)
    assert (mail.message_id, mail.to, mail.text) == (message.message_id, message.address, message.body)
    assert "<table" in mail.html
    assert (message.state, message.sent_on, message.said) == (State.SENT, TODAY, "250 OK")
    assert [one.what for one in outbox.story(desk, message.id)] == ["planned", "held", "claimed", "sent"]
    assert line.closed == 3
    assert verified(desk)


def test_a_delivered_step_counts_and_the_next_one_keeps_its_distance(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer, OLD)
    plan(desk)
    send(desk.path, Line())
    (decision,) = following.read_account_facts(desk, customer).decisions()
    assert isinstance(decision, Nothing)
    assert decision.items[0].step == 2
    assert decision.next_on == TODAY + timedelta(days=14)
    with closing(desk_at(desk.path, days=14)) as later:
        assert plan(later)
        assert [one.template for one in outbox.waiting(later)] == ["reminder-clear"]


def test_the_taking_is_in_the_book_before_anything_is_handed_over(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer, OLD)
    plan(desk)

    def look(mail: Outgoing) -> None:
        row = desk.reader.rows("select state, message_id, claimed_by from sending")[0]
        assert (row["state"], row["message_id"]) == ("sending", mail.message_id)
        assert row["claimed_by"]

    assert send(desk.path, Line(before=look)).sent == 1


def part_paid(desk: Desk, customer: int) -> None:
    (item,) = customers.get(desk, customer).open_items
    makers.a_receipt(desk, customer, 900, allocations=(AllocationDraft(item.instalment_id, 900),))


def on_account(desk: Desk, customer: int) -> None:
    makers.a_receipt(desk, customer, 11_900, allocations=())


def promised(desk: Desk, customer: int) -> None:
    (item,) = customers.get(desk, customer).open_items
    promise = makers.a_promise_draft(11_900, TODAY + timedelta(days=5), (item.invoice_id,))
    makers.a_contact(desk, customer, Outcome.PROMISED, promise=promise)


def called(desk: Desk, customer: int) -> None:
    makers.a_contact(desk, customer, Outcome.REACHED)


def disputed(desk: Desk, customer: int) -> None:
    (item,) = customers.get(desk, customer).open_items
    draft = replace(makers.a_contact_draft(customer, Outcome.DISPUTES), invoice_id=item.invoice_id)
    contacts.log(desk, confirmed(draft))


def paused(desk: Desk, customer: int) -> None:
    draft = HoldDraft(uuid4(), customer, "on holiday", TODAY + timedelta(days=7))
    holds.hold(desk, confirmed(draft))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (paid, "Nothing is open any more."),
        (part_paid, "What is due has changed since it was written."),
        (on_account, "Credit not used yet covers € 119.00. Allocate it."),
        (promised, "Promised up to Thu 26 Nov 2026."),
        (called, "The last contact was on Sat 21 Nov 2026."),
        (disputed, "are disputed"),
        (paused, "Paused until Sat 28 Nov 2026: on holiday."),
        (blocked, "Blocked: insolvent."),
        (moved, "What it says has changed since it was written."),
    ],
)
def test_what_is_not_true_any_more_is_dropped_when_it_is_taken(
    desk: Desk, customer: int, change: Callable[[Desk, int], None], said: str
) -> None:
    makers.an_invoice(desk, customer, OLD)
    plan(desk)
    change(desk, customer)
    line = Line()
    report = send(desk.path, line)
    assert line.taken == []
    (message,) = report.dropped
    assert (message.state, report.sent) == (State.DROPPED, 0)
    assert said in message.said
    assert verified(desk)


def test_what_was_dropped_is_planned_again_as_it_is_now(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer, OLD)
    plan(desk)
    part_paid(desk, customer)
    send(desk.path, Line())
    assert plan(desk)
    (message,) = outbox.waiting(desk, State.HELD)
    assert message.amount == Money(11_000, "EUR")


def test_a_message_of_yesterday_is_decided_anew(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer, OLD)
    plan(desk)
    report = send(desk.path, Line(), days=1)
    assert [one.said for one in report.dropped] == ["It was planned for Sat 21 Nov 2026; the follow-up decides anew."]
    with closing(desk_at(desk.path, days=1)) as tomorrow:
        assert len(plan(tomorrow)) == 1


def test_a_text_that_was_changed_meanwhile_is_written_anew(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer, OLD)
    plan(desk)
    other = replace(OFFICE, writer=TextWriter(Sender("Somebody Else", "billing@northwind.example")))
    line = Line()
    assert [one.state for one in send(desk.path, line, office=other).dropped] == [State.DROPPED]
    assert line.taken == []


# Programs that die, and two at once


def test_what_a_dead_program_had_taken_is_unknown_and_listed(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer, OLD)
    plan(desk)

    def die(mail: Outgoing) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        send(desk.path, Line(before=die))
    assert only(desk).state is State.SENDING
    line = Line()
    report = send(desk.path, line, minutes=20)
    assert [one.state for one in report.lost] == [State.UNKNOWN]
    assert line.taken == []
    assert "Nobody knows whether it arrived" in only(desk).said
    assert outbox_run.recover(desk) == ()


def test_what_is_being_sent_is_left_alone_while_its_program_lives(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer, OLD)
    plan(desk)

    def meanwhile(mail: Outgoing) -> None:
        assert outbox_run.recover(desk) == ()
        with pytest.raises(RuleError, match="Another program is sending"):
            send(desk.path, Line(), minutes=30)
        message = only(desk)
        with pytest.raises(RuleError, match="being sent right now"):
            outbox_fates.recall(desk, confirmed(RecallDraft(message.id, message.version, "stop")))

    assert send(desk.path, Line(before=meanwhile)).sent == 1
    assert only(desk).state is State.SENT


def test_the_lock_ends_with_its_holder(tmp_path: Path) -> None:
    with alone(tmp_path / "desk") as first, alone(tmp_path / "desk") as second:
        assert (first, second) == (True, False)
    with alone(tmp_path / "desk") as again:
        assert again
    assert (tmp_path / "desk.sending").stat().st_mode & 0o777 == 0o600


def test_a_desk_open_for_viewing_sends_nothing(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer, OLD)
    plan(desk)
    with closing(open_desk(desk.path, user="mk", today=TODAY, read_only=True)) as viewing:
        assert outbox_run.recover(viewing) == ()
        with pytest.raises(ReadOnlyError):
            outbox_run.send_due(viewing, OFFICE, Line())


# The same letter twenty-two times in a day


def test_forty_runs_a_day_send_no_more_than_one(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer, OLD)
    line = Line()
    for n in range(40):
        with closing(desk_at(desk.path, minutes=12 * n)) as now:
            plan(now)
        send(desk.path, line, minutes=12 * n + 11)
    assert len(line.taken) == 1
