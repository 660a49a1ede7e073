"""What becomes of messages: refused, put off, unknown, called back, printed and posted, come back."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta

import pytest

from billdesk.domain.errors import InputError, RuleError, StaleError
from billdesk.domain.followup.drafts import ChoiceDraft
from billdesk.domain.followup.outbox import (
    BouncesDraft,
    CameBack,
    Message,
    MessageState,
    PostedDraft,
    RecallDraft,
    ResolveDraft,
    WorksAgainDraft,
)
from billdesk.domain.followup.reasons import Why
from billdesk.domain.mailing import Fate
from billdesk.domain.mailing import Outcome as Said
from billdesk.domain.money import Money
from billdesk.services import (
    following,
    outbox,
    outbox_fates,
    outbox_run,
    procedures,
)
from billdesk.services.desk import Desk
from tests import makers
from tests.makers import TODAY, confirmed
from tests.services.posting import (
    OFFICE,
    OLD,
    Line,
    a_claim,
    blocked,
    delivered,
    desk_at,
    moved,
    only,
    paid,
    plan,
    print_one,
    send,
    verified,
    whys,
)

State = MessageState
pytestmark = pytest.mark.usefixtures("bank")


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
            "weiss@hofmann.example refused a message on Sat 21 Nov 2026: 550 no such person. Correct the address.",
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
    assert left.because == (
        "A message was called back on Sat 21 Nov 2026: they called. The follow-up decides anew on Sun 22 Nov 2026.",
    )
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


def test_a_letter_counts_once_it_was_posted_and_not_when_it_was_printed(
    desk: Desk, customer: int, letter: Message
) -> None:
    assert (letter.state, letter.template) == (State.PLANNED, "reminder-firm")
    assert letter.address == "Hofmann & Söhne H-0031\nAnger 1\n99084 Erfurt\nDE"
    assert send(desk.path, Line()).sent == 0
    (printed,) = print_one(desk, letter.id)
    assert (printed.state, printed.body) == (State.PRINTED, letter.body)
    assert Why.PRINTED in whys(desk, customer)
    assert print_one(desk, letter.id) == (printed,)
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


def test_a_step_that_says_so_brings_up_what_is_claimed_beside_the_invoice(desk: Desk, letter: Message) -> None:
    assert "Verzugs" not in letter.body
    a_claim(desk, letter.customer_id, 1_240)
    a_claim(desk, letter.customer_id, 500, kind="fee")
    outbox_fates.recall(desk, confirmed(RecallDraft(letter.id, letter.version, "with its interest")))
    with closing(desk_at(desk.path, days=1)) as tomorrow:
        (sending_id,) = plan(tomorrow)
        assert "Wegen des Verzugs kommt hinzu: 12,40\u00a0€ (Zinsen)\n" in outbox.get(tomorrow, sending_id).body


def test_a_letter_that_is_not_true_any_more_is_not_printed(desk: Desk, customer: int, letter: Message) -> None:
    blocked(desk, customer)
    assert print_one(desk, letter.id) == ()
    assert outbox.get(desk, letter.id).state is State.DROPPED
    with pytest.raises(RuleError, match="no letter that waits"):
        print_one(desk, letter.id)
    with pytest.raises(RuleError, match="was not printed"):
        outbox_fates.posted(desk, confirmed(PostedDraft((letter.id,), TODAY)))


def test_a_printed_letter_that_was_thrown_away_is_called_back(desk: Desk, customer: int, letter: Message) -> None:
    (printed,) = print_one(desk, letter.id)
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
