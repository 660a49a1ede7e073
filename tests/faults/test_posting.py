"""1,500 mails under kill -9: none is sent twice, none is lost silently, and of which nobody knows is listed.

Three hundred kills with 1,500 mails; `make soak` goes through as many rounds as 2,000 kills take. Fewer with fewer
`--cycles` than usual.
"""

from __future__ import annotations

import random
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from billdesk.domain.drafts import ImportBatch, ImportedInvoice, Person
from billdesk.domain.followup.outbox import MessageState
from billdesk.domain.money import Money
from billdesk.exchange.mail.settings import Server
from billdesk.exchange.mail.smtp import SmtpTransport
from billdesk.services import imports, outbox, outbox_run, safekeeping
from billdesk.services.desk import Desk
from tests import makers
from tests.faults.killing import forking
from tests.faults.posting import LATER, kill_planner, kill_sender, moments, server_process
from tests.makers import confirmed
from tests.services.posting import OFFICE, SENDER, desk_at, plan, with_bank

A_ROUND = 300
"""Kills of one desk, with five mails each."""
MAILS_A_KILL = 5


@pytest.fixture
def folder() -> Iterator[Path]:
    with makers.quick_folder() as made:
        yield made


def furnish(desk: Desk, mails: int) -> None:
    """As many customers as mails, each with an invoice that is to be reminded of."""
    with_bank(desk)
    customers = tuple(
        makers.a_customer_draft(f"C-{n}", persons=(Person("", "", "", f"c{n}@mail.test"),)) for n in range(mails)
    )
    imports.book(desk, confirmed(ImportBatch("customers.csv", "c" * 64, customers=customers)))
    invoices = tuple(
        ImportedInvoice(n + 2, f"C-{n}", "", f"I-{n}", date(2026, 9, 1), date(2026, 10, 1), Money(10_000 + n, "EUR"))
        for n in range(mails)
    )
    imports.book(desk, confirmed(ImportBatch("invoices.csv", "i" * 64, invoices)))


def test_a_planner_that_is_killed_has_planned_all_or_nothing(folder: Path, cycles: int) -> None:
    """And whoever plans next plans what is left, each message once."""
    mails, runs, told = 40, max(10, cycles // 20), 0
    with closing(makers.make_desk(folder)) as desk:
        furnish(desk, mails)
        path = desk.path
    shutil.copy2(path, folder / "whole.billdesk")
    began = time.monotonic()
    with closing(desk_at(folder / "whole.billdesk")) as desk:
        assert len(plan(desk)) == mails
    longest = time.monotonic() - began
    for run in range(runs):
        killed = folder / f"run-{run}.billdesk"
        shutil.copy2(path, killed)
        heard = kill_planner(forking(), killed, random.uniform(0, longest))
        told += bool(heard)
        with closing(desk_at(killed)) as desk:
            held = len(outbox.waiting(desk, MessageState.HELD))
            assert held in ({mails} if heard else {0, mails})
            assert len(plan(desk)) == mails - held
            assert not safekeeping.verify(desk)
        killed.unlink()
    assert told < runs, "none was killed while it planned"


def test_mails_under_kills_go_out_once_or_are_listed(folder: Path, cycles: int) -> None:
    kills = max(cycles, A_ROUND) if cycles >= 200 else cycles
    while kills > 0:
        one_round(folder / f"round-{kills}", min(kills, A_ROUND))
        kills -= A_ROUND


def one_round(folder: Path, kills: int) -> None:
    """Kill the sender again and again, let the last one come to its end, then compare the book with the server."""
    folder.mkdir()
    with closing(makers.make_desk(folder)) as desk:
        furnish(desk, kills * MAILS_A_KILL)
        assert len(plan(desk)) == kills * MAILS_A_KILL
        path = desk.path
    context, log = forking(), folder / "taken"
    when, killed = moments(random.randrange(1 << 32), 0.02), 0
    with server_process(context, log) as server:
        for _ in range(kills):
            killed += kill_sender(context, path, server, *next(when))
        finish(path, server)
    assert killed >= kills * 0.8, "too few were killed while they worked"
    with closing(desk_at(path, LATER)) as desk:
        compare(desk, log.read_text().split())


def finish(path: Path, server: Server) -> None:
    """Send what is left, without a kill; a line that breaks too often in a row ends a run before its time."""
    with closing(desk_at(path, LATER)) as desk:
        while (report := outbox_run.send_due(desk, OFFICE, SmtpTransport(server, SENDER))).waiting:
            assert report.unknown, report.stopped


def compare(desk: Desk, taken: list[str]) -> None:
    """The book against what the server took."""
    rows = desk.reader.rows("select message_id, state, address from sending")
    by_state: dict[str, set[str]] = {state: set() for state in MessageState}
    for row in rows:
        by_state[row["state"]].add(row["message_id"])
    arrived = set(taken)
    assert [one for one, times in Counter(taken).items() if times > 1] == [], "sent twice"
    assert arrived <= {row["message_id"] for row in rows}
    assert by_state["sent"] <= arrived, "told as sent, and the server never had it"
    assert arrived <= by_state["sent"] | by_state["unknown"], "the server has it, and the book does not say so"
    assert not arrived & by_state["failed"]
    assert len(rows) == len(by_state["sent"] | by_state["unknown"] | by_state["failed"]), "some are lost silently"
    listed = {message.message_id for message in outbox.waiting(desk, MessageState.UNKNOWN)}
    assert listed == by_state["unknown"]
    dropped = {row["message_id"] for row in rows if number(row["address"]) % 50 == 27}
    assert len(by_state["unknown"] - dropped) > 0, "kills that leave nothing unknown prove nothing"
    assert dropped <= listed
    assert not safekeeping.verify(desk)


def number(address: str) -> int:
    return int(address.partition("@")[0].removeprefix("c"))
