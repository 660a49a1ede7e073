"""A server that refuses everybody is no customer's fault: the run stops, the mails wait, the addresses stay good."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

import pytest

from billdesk.domain.followup.outbox import Message, MessageState, RecallDraft
from billdesk.domain.mailing import Fate, Outcome, Outgoing
from billdesk.services import outbox, outbox_fates
from billdesk.services.desk import Desk
from billdesk.services.outbox_run import Report
from tests import makers
from tests.makers import confirmed
from tests.services.posting import OFFICE, OLD, Line, desk_at, plan, send, verified

State = MessageState
pytestmark = pytest.mark.usefixtures("bank")

NO_RELAY = Outcome(Fate.DEFERRED, "550 5.7.1 relaying denied", 550)
NOBODY = Outcome(Fate.REFUSED, "550 no such person", 550)
SPAM = Outcome(Fate.DEFERRED, "554 spam", 554)
NO_SUCH = Outcome(Fate.REFUSED, "550 5.1.1 no such person")
LATER = Outcome(Fate.DEFERRED, "450 later")
YES = Outcome(Fate.ACCEPTED, "250")


@pytest.fixture
def five(desk: Desk) -> Desk:
    """Five customers, each of whom a mail is written to."""
    for n in range(5):
        makers.an_invoice(desk, makers.a_customer(desk, f"X-{n}"), OLD)
    plan(desk)
    return desk


def states(desk: Desk) -> str:
    """The state of each mail in its order, by its first letter."""
    every = (outbox.get(desk, row[0]) for row in desk.reader.rows("select id from sending order by id"))
    return "".join(one.state.value[0] for one in every)


def due_tomorrow(desk: Desk) -> int:
    """To how many customers a message is due the next day."""
    with closing(desk_at(desk.path, days=1)) as tomorrow:
        return len(outbox.outlook(tomorrow, OFFICE).messages)


@pytest.mark.parametrize("answer", [NO_RELAY, NOBODY, SPAM])
def test_three_in_a_row_stop_the_run_and_all_wait(five: Desk, answer: Outcome) -> None:
    report = send(five.path, Line([answer] * 5))
    assert (report.sent, report.failed, report.waiting) == (0, [], 5)
    assert report.stopped == f"The server refuses all mails; those that it refused wait. It says: {answer.said}"
    assert states(five) == "hhhhh"
    assert send(five.path, Line(), minutes=20).sent == 5
    assert verified(five)


def test_what_was_refused_is_tried_after_all_that_was_not(five: Desk) -> None:
    first = Line([NOBODY] * 3)
    send(five.path, first)
    again = Line([YES, YES, NOBODY, NOBODY, NOBODY])
    report = send(five.path, again, minutes=20)
    assert (report.sent, states(five)) == (2, "hhhss")


def test_nobody_is_left_out_the_next_day_for_what_the_server_refused_all(five: Desk) -> None:
    send(five.path, Line([NOBODY] * 5))
    assert send(five.path, Line(), days=1).sent == 0
    assert due_tomorrow(five) == 5


@pytest.mark.parametrize(
    ("answers", "after"),
    [
        ((NOBODY, NOBODY, YES, NOBODY, NOBODY), "ffsff"),
        ((NOBODY, NOBODY, SPAM, SPAM, YES), "ffffs"),
        ((NOBODY, LATER, NOBODY, NOBODY, YES), "ffffs"),
        ((NO_SUCH, NO_SUCH, NO_SUCH, NO_SUCH, YES), "ffffs"),
        ((YES, SPAM, SPAM, SPAM, YES), "shhhh"),
    ],
)
def test_what_is_no_row_is_the_failure_of_each(five: Desk, answers: Sequence[Outcome], after: str) -> None:
    report = send(five.path, Line(list(answers)))
    assert (states(five), len(report.failed)) == (after, after.count("f"))
    told = [one.said for one, state in zip(answers, after, strict=True) if state == "f"]
    assert [one.said for one in report.failed] == told
    assert verified(five)


def test_a_refusal_that_does_not_mean_the_address_leaves_it_good(five: Desk) -> None:
    send(five.path, Line([SPAM, YES, NOBODY, YES, YES]))
    assert states(five) == "fsfss"
    assert due_tomorrow(five) == 1


def test_what_somebody_called_back_meanwhile_stays_called_back(five: Desk) -> None:
    first: list[Message] = []

    def call_back(mail: Outgoing) -> None:
        if not first and outbox.waiting(five)[0].said:
            first.append(outbox.waiting(five)[0])
            outbox_fates.recall(five, confirmed(RecallDraft(first[0].id, first[0].version, "he paid")))

    report: Report = send(five.path, Line([NOBODY], before=call_back))
    assert (states(five), report.failed) == ("rssss", [])
