"""A mail that is put off day after day is given up, and the account says so until a person does something."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from billdesk.domain.followup.outbox import MessageState, WorksAgainDraft
from billdesk.domain.followup.reasons import Why, sentence
from billdesk.domain.mailing import Fate, Outcome
from billdesk.services import outbox, outbox_fates
from billdesk.services.desk import Desk
from billdesk.services.outbox_run import Report
from tests import makers
from tests.makers import confirmed
from tests.services.posting import OFFICE, OLD, Line, desk_at, moved, plan, send, verified

pytestmark = pytest.mark.usefixtures("bank")
LATER = Outcome(Fate.DEFERRED, "451 4.7.1 greylisted")
NOBODY = Outcome(Fate.UNREACHED, "mail.example.com, port 587 cannot be used: timed out")


def run(desk: Desk, day: int, outcome: Outcome = LATER) -> Report:
    """The run of a later day: what is due is planned, and the line says this of it."""
    with closing(desk_at(desk.path, days=day)) as then:
        plan(then)
    return send(desk.path, Line([outcome]), days=day)


def obstacle(desk: Desk, day: int) -> str | None:
    """Why nothing goes out on a day, when something is due."""
    with closing(desk_at(desk.path, days=day)) as then:
        seen = outbox.outlook(then, OFFICE)
        if seen.messages:
            return None
        (left,) = seen.left_out
        assert left.obstacle is not None
        assert left.obstacle.why is Why.GIVEN_UP
        return sentence(left.obstacle)


GIVEN_UP = (
    "A mail was put off for days and given up on Thu 26 Nov 2026. weiss@hofmann.example: Tried since Sat 21 Nov 2026: "
    "451 4.7.1 greylisted. Correct the address, or say in the outbox that it works."
)


@pytest.fixture
def tried(desk: Desk, customer: int) -> Desk:
    """A mail that was put off on each of five days, which is not long enough yet."""
    makers.an_invoice(desk, customer, OLD)
    for day in range(5):
        (failed,) = run(desk, day).failed
        assert failed.said == "451 4.7.1 greylisted"
    return desk


def test_after_five_days_it_is_left_to_a_person_with_the_last_answer(tried: Desk) -> None:
    (failed,) = run(tried, 5).failed
    assert (failed.state, failed.said) == (MessageState.FAILED, "Tried since Sat 21 Nov 2026: 451 4.7.1 greylisted")
    assert [one.what for one in outbox.story(tried, failed.id)][-2:] == ["failed", "given up"]
    for day in (6, 7, 30):
        line = Line()
        with closing(desk_at(tried.path, days=day)) as then:
            assert plan(then) == ()
        send(tried.path, line, days=day)
        assert line.taken == []
        assert obstacle(tried, day) == GIVEN_UP
    assert verified(tried)


def test_an_address_that_was_corrected_is_written_to(tried: Desk, customer: int) -> None:
    run(tried, 5)
    with closing(desk_at(tried.path, days=6)) as then:
        moved(then, customer)
    assert obstacle(tried, 6) is None
    assert run(tried, 6, Outcome(Fate.ACCEPTED, "250 OK")).sent == 1


def test_somebody_who_says_that_it_works_has_it_tried_as_long_again(tried: Desk) -> None:
    (failed,) = run(tried, 5).failed
    with closing(desk_at(tried.path, days=6)) as then:
        outbox_fates.works_again(then, confirmed(WorksAgainDraft(failed.id, "they let us in")))
    for day in range(6, 11):
        assert [one.said for one in run(tried, day).failed] == ["451 4.7.1 greylisted"]
    assert [one.said for one in run(tried, 11).failed] == ["Tried since Fri 27 Nov 2026: 451 4.7.1 greylisted"]


def test_an_answer_that_comes_in_time_ends_it(tried: Desk) -> None:
    assert run(tried, 5, Outcome(Fate.ACCEPTED, "250 OK")).sent == 1


def test_two_tries_are_too_few_however_long_ago_the_first_was(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer, OLD)
    for day in (0, 20):
        assert [one.said for one in run(desk, day).failed] == ["451 4.7.1 greylisted"]
    assert [one.said for one in run(desk, 21).failed] == ["Tried since Sat 21 Nov 2026: 451 4.7.1 greylisted"]


def test_the_desk_says_how_long(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer, OLD)
    patient = replace(OFFICE, give_up=timedelta(days=9))
    for day in range(10):
        with closing(desk_at(desk.path, days=day)) as then:
            assert plan(then)
        (failed,) = send(desk.path, Line([LATER]), days=day, office=patient).failed
        assert failed.said.startswith("Tried since") == (day == 9)


def test_a_server_that_is_not_there_for_days_leaves_the_mail_to_a_person_and_stops(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer, OLD)
    for day in range(5):
        send(desk.path, Line(), days=day)  # what waited since yesterday is dropped, to be planned anew
        report = run(desk, day, NOBODY)
        assert (report.failed, report.stopped) == ([], NOBODY.said)
    send(desk.path, Line(), days=5)
    report = run(desk, 5, NOBODY)
    assert [one.said for one in report.failed] == [f"Tried since Sat 21 Nov 2026: {NOBODY.said}"]
    assert report.stopped == NOBODY.said
    with closing(desk_at(desk.path, days=6)) as then:
        assert plan(then) == ()
    assert verified(desk)
