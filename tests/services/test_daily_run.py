"""The daily run: forty of them do no more than one, two at once send nothing twice, and a stop leaves nothing half."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from billdesk.domain.double_check import Confirmed
from billdesk.domain.followup.outbox import Message, MessageState, RunDraft
from billdesk.domain.mailing import Fate, Outcome
from billdesk.domain.money import Money
from billdesk.domain.terms import parse_terms
from billdesk.services import daily_run, outbox
from billdesk.services.daily_run import Done, Tools
from billdesk.services.desk import Desk
from billdesk.services.run_report import rows_after, sentences
from db.alone import alone
from tests import makers
from tests.makers import TODAY, confirmed
from tests.services.posting import OFFICE, OLD, Line, desk_at, with_bank

State = MessageState


@dataclass
class Paper:
    """Where letters are written to."""

    written: list[Message] = field(default_factory=list)

    @contextmanager
    def __call__(self, letters: tuple[Message, ...]) -> Iterator[None]:
        yield
        self.written.extend(letters)


@pytest.fixture
def accounts(desk: Desk) -> Desk:
    """Five accounts to write to, and one of which nobody knows an address."""
    with_bank(desk)
    for number in range(5):
        makers.an_invoice(desk, makers.a_customer(desk, f"A-{number}"), OLD)
    makers.an_invoice(desk, makers.a_customer(desk, "Z-9", persons=()), OLD)
    return desk


def run(path: Path, line: Line, minutes: int = 0, days: int = 0, paper: Paper | None = None, **more: object) -> Done:
    """One run at a later time."""
    desk = desk_at(path, minutes, days)
    try:
        tools = Tools(more.pop("office", OFFICE), line, paper or Paper())  # type: ignore[arg-type]
        return daily_run.run(desk, tools, confirmed, confirmed, **more)  # type: ignore[arg-type]
    finally:
        desk.close()


def states(desk: Desk) -> list[State]:
    return sorted(State(row[0]) for row in desk.reader.rows("select state from sending"))


def test_it_plans_and_once_the_hold_is_over_it_sends(accounts: Desk) -> None:
    line = Line()
    first = run(accounts.path, line)
    assert (len(first.outlook.messages), first.report and first.report.sent, line.taken) == (5, 0, [])
    assert [left.code for left in first.outlook.left_out] == ["Z-9"]
    assert states(accounts) == [State.HELD] * 5
    second = run(accounts.path, line, minutes=10)
    assert (len(second.outlook.messages), second.report and second.report.sent) == (0, 5)
    assert states(accounts) == [State.SENT] * 5


def test_forty_runs_a_day_do_no_more_than_one(accounts: Desk) -> None:
    line = Line()
    for minutes in range(0, 400, 10):
        run(accounts.path, line, minutes)
    assert len({mail.message_id for mail in line.taken}) == len(line.taken) == 5
    assert states(accounts) == [State.SENT] * 5


def test_two_runs_at_the_same_time_plan_and_send_each_message_once(accounts: Desk) -> None:
    line = Line()
    office = replace(OFFICE, hold=timedelta(0))
    ready = threading.Barrier(2)
    done: list[Done] = []

    def go() -> None:
        ready.wait()
        done.append(run(accounts.path, line, minutes=1, office=office))

    threads = [threading.Thread(target=go) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    run(accounts.path, line, minutes=2, office=office)
    assert len(done) == 2
    assert len({mail.message_id for mail in line.taken}) == len(line.taken) == 5
    assert states(accounts) == [State.SENT] * 5


def test_while_another_program_sends_it_plans_and_says_so(accounts: Desk) -> None:
    with alone(accounts.path) as only:
        assert only
        done = run(accounts.path, Line())
    assert (done.report, done.busy) == (None, daily_run.BUSY)
    assert states(accounts) == [State.HELD] * 5


def test_a_stop_between_two_mails_leaves_the_rest_held(accounts: Desk) -> None:
    line = Line()
    run(accounts.path, line)
    done = run(accounts.path, line, minutes=10, stop=lambda: len(line.taken) >= 2)
    assert done.report is not None
    assert (done.report.sent, done.report.waiting, done.report.stopped) == (2, 3, "It was stopped.")
    assert states(accounts) == sorted([State.SENT] * 2 + [State.HELD] * 3)
    run(accounts.path, line, minutes=11)
    assert states(accounts) == [State.SENT] * 5


def test_what_came_past_its_hold_since_it_was_agreed_to_is_left_to_the_next_run(accounts: Desk) -> None:
    line = Line()
    run(accounts.path, line)
    with closing(desk_at(accounts.path, minutes=10)) as desk:
        seen = tuple(message.id for message in outbox.past_hold(desk))

        def two_of_them(draft: RunDraft) -> Confirmed[RunDraft]:
            return confirmed(replace(draft, past_hold=seen[:2]))

        done = daily_run.run(desk, Tools(OFFICE, line, Paper()), two_of_them, confirmed)
    assert done.report is not None
    assert (done.report.sent, done.report.waiting) == (2, 3)
    assert {message.id for message in done.messages} == set(seen[:2])
    assert "3 more past their hold; the next run sends them." in sentences(done, "here", "letters.txt")


def test_what_was_confirmed_holds_while_the_same_is_planned_and_each_mail_waits() -> None:
    agreed = RunDraft(TODAY, 1, (Money(5, "EUR"),), None, (1, 2))
    assert agreed.holds(replace(agreed, past_hold=(1, 2, 3)))
    assert not agreed.holds(replace(agreed, past_hold=(1,))), "one was called back"
    assert not agreed.holds(replace(agreed, messages=2))


def test_its_report_is_read_after_the_sending(accounts: Desk) -> None:
    line = Line()
    first = run(accounts.path, line)
    groups = [(row.code, row.group) for row in rows_after(first)]
    assert groups == [*((f"A-{number}", "held") for number in range(5)), ("Z-9", "not possible")]
    assert sentences(first, "here", "x") == [
        "5 planned, 0 sent through here; 1 account left out.",
        "5 mails are held until 09:40; run again then.",
    ]
    second = run(accounts.path, line, minutes=10)
    assert {row.code: row.group for row in rows_after(second)} == {
        **{f"A-{number}": "sent" for number in range(5)}, "Z-9": "not possible",
    }  # fmt: skip
    assert sentences(second, "here", "x") == ["0 planned, 5 sent through here; 1 account left out."]


def test_what_failed_is_named(accounts: Desk) -> None:
    line = Line(answers=[Outcome(Fate.REFUSED, "550 no such user"), Outcome(Fate.UNKNOWN, "the line broke")])
    run(accounts.path, line)
    done = run(accounts.path, line, minutes=10)
    assert [(message.state, message.said) for message in done.failed] == [
        (State.FAILED, "550 no such user"),
        (State.UNKNOWN, "the line broke"),
    ]


def test_nothing_due_asks_for_no_confirmation(desk: Desk) -> None:
    def refuse(draft: object) -> object:
        raise AssertionError("nothing was due")

    done = daily_run.run(desk, Tools(OFFICE, Line(), Paper()), refuse, refuse)  # type: ignore[arg-type]
    assert done.outlook.messages == ()


def test_a_mail_about_items_that_fall_due_out_of_their_order_goes_out(desk: Desk, customer: int) -> None:
    with_bank(desk)
    makers.an_invoice(desk, customer, OLD)
    makers.an_invoice(desk, customer, OLD, terms=parse_terms("net 14"))
    line = Line()
    run(desk.path, line)
    done = run(desk.path, line, minutes=10)
    assert done.report is not None
    assert (done.report.sent, len(line.taken)) == (1, 1)
