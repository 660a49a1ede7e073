"""The outbox: what is planned, that it goes out once and only while it is true, and that nothing is lost silently."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from billdesk.domain.drafts import AllocationDraft, Outcome, Person
from billdesk.domain.errors import InputError, ReadOnlyError, RuleError, StaleError
from billdesk.domain.followup.decide import Action, Nothing
from billdesk.domain.followup.drafts import ChoiceDraft, HoldDraft
from billdesk.domain.followup.outbox import (
    BouncesDraft,
    CameBack,
    Message,
    MessageState,
    PostedDraft,
    PrintDraft,
    RecallDraft,
    ResolveDraft,
    WorksAgainDraft,
)
from billdesk.domain.followup.reasons import Why
from billdesk.domain.mailing import Fate, Outgoing, Sender
from billdesk.domain.mailing import Outcome as Said
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
    safekeeping,
)
from billdesk.services.desk import Desk, open_desk
from billdesk.services.drafting import customer_draft
from db.alone import alone
from db.models import SendingItem, SendingRecord
from tests import makers
from tests.makers import NOW, TODAY, confirmed
from tests.services.posting import OFFICE, OLD, Line, desk_at, plan, send, with_bank

State = MessageState


@pytest.fixture(autouse=True)
def _bank(desk: Desk) -> None:
    with_bank(desk)


def only(desk: Desk) -> Message:
    """The one message of the book."""
    (sending_id,) = [row[0] for row in desk.reader.rows("select id from sending")]
    return outbox.get(desk, sending_id)


def whys(desk: Desk, customer_id: int) -> set[Why]:
    """Why nothing more is done about an account."""
    (decision,) = following.read_account_facts(desk, customer_id).decisions()
    return {reason.why for standing in decision.items for reason in standing.reasons}


def verified(desk: Desk) -> bool:
    return not safekeeping.verify(desk)


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


def delivered(desk: Desk, instalment_id: int, customer_id: int, step: int, on: date) -> None:
    """A step that was delivered on a day, in the book past the outbox."""
    with desk.write("furnished") as unit:
        row = SendingRecord(
            uid=uuid4(),
            customer_id=customer_id,
            currency="EUR",
            channel="mail",
            purpose="reminder",
            procedure="standard",
            template="reminder-friendly",
            tone="friendly",
            language="en",
            address="books@example.com",
            message_id=f"<{uuid4().hex}@northwind.example>",
            state="sent",
            planned_on=on,
            planned_at=unit.at,
            sent_on=on,
            settled_at=unit.at,
        )
        unit.subject = f"customer:{customer_id}"
        unit.add(row)
        slot = f"reminder:{step}:mail"
        unit.add(
            SendingItem(sending_id=int(row.id or 0), instalment_id=instalment_id, step=step, open_minor=1, slot=slot)
        )


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


def paid(desk: Desk, customer: int) -> None:
    makers.a_receipt(desk, customer, 11_900)


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
    makers.a_contact(desk, customer, Outcome.NOT_REACHED)


def disputed(desk: Desk, customer: int) -> None:
    (item,) = customers.get(desk, customer).open_items
    draft = replace(makers.a_contact_draft(customer, Outcome.DISPUTES), invoice_id=item.invoice_id)
    contacts.log(desk, confirmed(draft))


def paused(desk: Desk, customer: int) -> None:
    draft = HoldDraft(uuid4(), customer, "on holiday", TODAY + timedelta(days=7))
    holds.hold(desk, confirmed(draft))


def blocked(desk: Desk, customer: int) -> None:
    holds.hold(desk, confirmed(HoldDraft(uuid4(), customer, "insolvent")))


def moved(desk: Desk, customer: int) -> None:
    draft = customer_draft(customers.get(desk, customer))
    customers.save(desk, confirmed(replace(draft, persons=(Person("Fr. Neu", "", "", "neu@hofmann.example"),))))


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


# Fates


def test_what_the_server_refused_for_good_is_not_tried_again_until_the_address_is_changed(
    desk: Desk, customer: int
) -> None:
    makers.an_invoice(desk, customer, OLD)
    plan(desk)
    report = send(desk.path, Line([Said(Fate.REFUSED, "550 no such person")]))
    assert [(one.state, one.said) for one in report.failed] == [(State.FAILED, "550 no such person")]
    assert Why.FAILED_TODAY in whys(desk, customer)
    with closing(desk_at(desk.path, days=1)) as tomorrow:
        (left,) = outbox.outlook(tomorrow, OFFICE).left_out
        assert left.because == (
            "weiss@hofmann.example refused a message on Sat 21 Nov 2026: 550 no such person Correct the address.",
        )
        moved(tomorrow, customer)
        assert len(plan(tomorrow)) == 1


def test_an_address_that_works_again_is_written_to(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer, OLD)
    plan(desk)
    send(desk.path, Line([Said(Fate.REFUSED, "552 mailbox full")]))
    with pytest.raises(InputError):
        outbox_fates.works_again(desk, confirmed(WorksAgainDraft(only(desk).id, " ")))
    outbox_fates.works_again(desk, confirmed(WorksAgainDraft(only(desk).id, "they have emptied it")))
    with closing(desk_at(desk.path, days=1)) as tomorrow:
        assert len(plan(tomorrow)) == 1


def test_what_the_server_put_off_is_tried_the_next_day_and_did_not_count(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer, OLD)
    plan(desk)
    send(desk.path, Line([Said(Fate.DEFERRED, "450 later")]))
    assert plan(desk) == ()
    with closing(desk_at(desk.path, days=1)) as tomorrow:
        assert len(plan(tomorrow)) == 1
        (message,) = outbox.waiting(tomorrow, State.HELD)
        assert message.template == "reminder-friendly"


def test_a_server_that_is_not_there_stops_the_run_and_nothing_has_failed(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer, OLD)
    makers.an_invoice(desk, makers.a_customer(desk, "X-1"), OLD)
    plan(desk)
    report = send(desk.path, Line([Said(Fate.UNREACHED, "nobody answers")]))
    assert (report.sent, report.failed, report.stopped, report.waiting) == (0, [], "nobody answers", 2)
    assert [one.state for one in outbox.waiting(desk)] == [State.HELD, State.HELD]
    assert send(desk.path, Line(), minutes=20).sent == 2
    assert verified(desk)


def test_unknown_is_listed_and_never_sent_again_by_itself(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer, OLD)
    plan(desk)
    report = send(desk.path, Line([Said(Fate.UNKNOWN, "the line broke")]))
    assert [one.state for one in report.unknown] == [State.UNKNOWN]
    assert [one.state for one in outbox.waiting(desk, State.UNKNOWN)] == [State.UNKNOWN]
    for days in (0, 1, 30):
        line = Line()
        with closing(desk_at(desk.path, days=days)) as later:
            assert plan(later) == ()
            assert Why.UNKNOWN in whys(later, customer)
        assert send(desk.path, line, minutes=30, days=days).sent == 0
        assert line.taken == []


@pytest.mark.parametrize("arrived", [True, False])
def test_a_person_says_what_became_of_an_unknown_one(desk: Desk, customer: int, arrived: bool) -> None:
    makers.an_invoice(desk, customer, OLD)
    plan(desk)
    send(desk.path, Line([Said(Fate.UNKNOWN, "the line broke")]))
    message = only(desk)
    with pytest.raises(InputError):
        outbox_fates.resolve(desk, confirmed(ResolveDraft(message.id, message.version, arrived, "")))
    with pytest.raises(StaleError):
        outbox_fates.resolve(desk, confirmed(ResolveDraft(message.id, message.version - 1, arrived, "asked them")))
    outbox_fates.resolve(desk, confirmed(ResolveDraft(message.id, message.version, arrived, "asked them")))
    settled = only(desk)
    assert (settled.state, settled.said) == (State.SENT if arrived else State.FAILED, "asked them")
    with pytest.raises(RuleError, match="it is known"):
        outbox_fates.resolve(desk, confirmed(ResolveDraft(message.id, settled.version, arrived, "again")))
    with closing(desk_at(desk.path, days=1)) as tomorrow:
        assert len(plan(tomorrow)) == (0 if arrived else 1)
    assert verified(desk)


def test_a_line_that_breaks_after_every_mail_stops_the_run(desk: Desk) -> None:
    for n in range(5):
        makers.an_invoice(desk, makers.a_customer(desk, f"X-{n}"), OLD)
    plan(desk)
    report = send(desk.path, Line([Said(Fate.UNKNOWN, "it broke")] * 5))
    assert (len(report.unknown), report.waiting) == (3, 2)
    assert "after 3 mails in a row" in report.stopped


def test_a_run_can_be_stopped_between_two_mails_and_says_how_far_it_is(desk: Desk) -> None:
    for n in range(3):
        makers.an_invoice(desk, makers.a_customer(desk, f"X-{n}"), OLD)
    plan(desk)
    line, told = Line(), list[tuple[int, int]]()
    with closing(desk_at(desk.path, 10)) as later:
        report = outbox_run.send_due(
            later, OFFICE, line, lambda done, of: told.append((done, of)), lambda: len(line.taken) == 2
        )
    assert (report.sent, report.waiting, report.stopped) == (2, 1, "It was stopped.")
    assert told == [(1, 3), (2, 3)]


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


# Calling back


def test_a_message_is_called_back_while_it_is_held_and_the_account_is_left_alone_today(
    desk: Desk, customer: int
) -> None:
    makers.an_invoice(desk, customer, OLD)
    plan(desk)
    message = outbox.latest_held(desk)
    assert message is not None
    with pytest.raises(InputError):
        outbox_fates.recall(desk, confirmed(RecallDraft(message.id, message.version, "")))
    with pytest.raises(StaleError):
        outbox_fates.recall(desk, confirmed(RecallDraft(message.id, message.version + 1, "wrong")))
    for _ in range(2):
        outbox_fates.recall(desk, confirmed(RecallDraft(message.id, message.version, "they called")))
    assert only(desk).state is State.RECALLED
    assert outbox.latest_held(desk) is None
    assert send(desk.path, Line()).sent == 0
    (left,) = outbox.outlook(desk, OFFICE).left_out
    assert left.because == ("A message was called back today: they called The follow-up decides anew tomorrow.",)
    with closing(desk_at(desk.path, days=1)) as tomorrow:
        assert len(plan(tomorrow)) == 1
    assert verified(desk)


def test_what_went_out_is_not_called_back(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer, OLD)
    plan(desk)
    send(desk.path, Line())
    message = only(desk)
    with pytest.raises(RuleError, match="It went out"):
        outbox_fates.recall(desk, confirmed(RecallDraft(message.id, message.version, "oh")))


# Letters


@pytest.fixture
def letter(desk: Desk, customer: int) -> Message:
    """A letter that waits to be printed."""
    view = makers.an_invoice(desk, customer, OLD - timedelta(days=30))
    for step, day in ((1, 40), (2, 20)):
        delivered(desk, view.instalments[0].id, customer, step, TODAY - timedelta(days=day))
    (sending_id,) = plan(desk)
    return outbox.get(desk, sending_id)


def test_a_letter_counts_once_it_was_posted_and_not_when_it_was_printed(
    desk: Desk, customer: int, letter: Message
) -> None:
    assert (letter.state, letter.template) == (State.PLANNED, "reminder-firm")
    assert letter.address == "Hofmann & Söhne H-0031\nAnger 1\n99084 Erfurt\nDE"
    assert send(desk.path, Line()).sent == 0
    (printed,) = outbox_fates.take_letters(desk, confirmed(PrintDraft((letter.id,))), OFFICE)
    assert (printed.state, printed.body) == (State.PRINTED, letter.body)
    assert Why.PRINTED in whys(desk, customer)
    assert outbox_fates.take_letters(desk, confirmed(PrintDraft((letter.id,))), OFFICE) == (printed,)
    with closing(desk_at(desk.path, days=2)) as later:
        assert plan(later) == ()
        with pytest.raises(RuleError, match="from then on until today"):
            outbox_fates.posted(later, confirmed(PostedDraft((letter.id,), TODAY - timedelta(days=1))))
        for _ in range(2):
            outbox_fates.posted(later, confirmed(PostedDraft((letter.id,), TODAY + timedelta(days=2))))
        message = outbox.get(later, letter.id)
        assert (message.state, message.sent_on) == (State.SENT, TODAY + timedelta(days=2))
        (decision,) = following.read_account_facts(later, customer).decisions()
        assert decision.items[0].step == 4
    assert verified(desk)


def test_a_letter_that_is_not_true_any_more_is_not_printed(desk: Desk, customer: int, letter: Message) -> None:
    blocked(desk, customer)
    assert outbox_fates.take_letters(desk, confirmed(PrintDraft((letter.id,))), OFFICE) == ()
    assert outbox.get(desk, letter.id).state is State.DROPPED
    with pytest.raises(RuleError, match="no letter that waits"):
        outbox_fates.take_letters(desk, confirmed(PrintDraft((letter.id,))), OFFICE)
    with pytest.raises(RuleError, match="was not printed"):
        outbox_fates.posted(desk, confirmed(PostedDraft((letter.id,), TODAY)))


def test_a_printed_letter_that_was_thrown_away_is_called_back(desk: Desk, customer: int, letter: Message) -> None:
    (printed,) = outbox_fates.take_letters(desk, confirmed(PrintDraft((letter.id,))), OFFICE)
    outbox_fates.recall(desk, confirmed(RecallDraft(printed.id, printed.version, "paper jam")))
    with closing(desk_at(desk.path, days=1)) as tomorrow:
        assert len(plan(tomorrow)) == 1


# What comes back


def test_a_mail_that_came_back_does_not_count_and_its_address_is_not_used_again(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer, OLD)
    plan(desk)
    send(desk.path, Line())
    message = only(desk)
    bounces = BouncesDraft((CameBack(message.message_id, "5.1.1 unknown"), CameBack("<not@ours.example>", "x")))
    assert [one.id for one in outbox_fates.came_back(desk, confirmed(bounces))] == [message.id]
    assert outbox_fates.came_back(desk, confirmed(bounces)) == ()
    assert (only(desk).state, only(desk).said) == (State.FAILED, "5.1.1 unknown")
    with closing(desk_at(desk.path, days=1)) as tomorrow:
        (left,) = outbox.outlook(tomorrow, OFFICE).left_out
        assert "refused a message" in left.because[0]
        moved(tomorrow, customer)
        (sending_id,) = plan(tomorrow)
        assert outbox.get(tomorrow, sending_id).template == "reminder-friendly"
    assert verified(desk)


# Thanks


def test_a_payment_after_a_reminder_is_thanked_for_by_its_amount(desk: Desk, customer: int) -> None:
    procedures.choose(desk, confirmed(ChoiceDraft("gentle")))
    view = makers.an_invoice(desk, customer, OLD)
    delivered(desk, view.instalments[0].id, customer, 1, TODAY - timedelta(days=8))
    paid(desk, customer)
    (sending_id,) = plan(desk)
    message = outbox.get(desk, sending_id)
    assert (message.template, message.amount) == ("thanks", Money(0, "EUR"))
    assert "119,00" in message.body
    assert send(desk.path, Line()).sent == 1
    assert plan(desk) == ()


# The same letter twenty-two times in a day


def test_forty_runs_a_day_send_no_more_than_one(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer, OLD)
    line = Line()
    for n in range(40):
        with closing(desk_at(desk.path, minutes=12 * n)) as now:
            plan(now)
        send(desk.path, line, minutes=12 * n + 11)
    assert len(line.taken) == 1
