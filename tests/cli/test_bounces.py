"""`billdesk bounces`: which of our mails came back, noted only once somebody counted them."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from billdesk.domain.followup.outbox import MessageState
from billdesk.services import outbox
from billdesk.services.desk import open_desk
from tests import makers
from tests.cli.conftest import Run
from tests.exchange.test_bounces import report
from tests.makers import TODAY
from tests.services.posting import OLD, Line, plan, send, with_bank

FOREIGN = "<ffffffffffffffffffffffffffffffff@elsewhere.example>"


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    """A desk that sent two mails."""
    with closing(makers.make_desk(tmp_path, name="bounced")) as desk:
        with_bank(desk)
        for code in ("A-1", "B-1"):
            makers.an_invoice(desk, makers.a_customer(desk, code), OLD)
        plan(desk)
        assert send(desk.path, Line()).sent == 2
        return desk.path


def ids(path: Path) -> list[str]:
    with closing(open_desk(path, user="mk", today=TODAY, read_only=True)) as desk:
        return [message.message_id for message in reversed(outbox.lately(desk))]


def state(path: Path, code: str) -> MessageState:
    with closing(open_desk(path, user="mk", today=TODAY, read_only=True)) as desk:
        found = (*outbox.waiting(desk), *outbox.lately(desk))
        return next(message.state for message in found if message.code == code)


@pytest.fixture
def mbox(tmp_path: Path, sent: Path) -> Path:
    """One that failed, one that is delayed, one that is not ours."""
    first, second = ids(sent)
    path = tmp_path / "returned.mbox"
    path.write_text(report(ours=first) + report("delayed", second) + report(ours=FOREIGN))
    return path


def test_what_came_back_is_listed_and_noted_once_it_was_counted(run: Run, sent: Path, mbox: Path) -> None:
    desk = ("--desk", sent, "--today", "2026-11-21", "--user", "mk")
    ran = run(*desk, "bounces", mbox, "--format", "json")
    assert [(row["customer"], row["what"]) for row in json.loads(ran.out)] == [
        ("A-1", "did not arrive"),
        ("B-1", "delayed"),
        (None, "not one of ours"),
    ]
    assert ran.code == 1
    assert "Nothing was noted yet" in ran.err
    assert run(*desk, "bounces", mbox, "--expect-count", "2").code == 1
    assert run(*desk, "bounces", mbox, "--dry-run").code == 0
    assert state(sent, "A-1") is MessageState.SENT
    noted = run(*desk, "bounces", mbox, "--expect-count", "1")
    assert (noted.code, "Noted 1." in noted.err) == (0, True)
    assert "3 mails in returned.mbox: 1 says that one of ours did not arrive." in noted.err
    assert (state(sent, "A-1"), state(sent, "B-1")) == (MessageState.FAILED, MessageState.SENT)
    again = run(*desk, "bounces", mbox, "--yes", "--reason", "again", "--format", "json")
    assert json.loads(again.out)[0]["what"] == "noted already"
    assert "Nothing was noted." in again.err
    assert run(*desk, "bounces", mbox, "--expect-count", "1").code == 1
    assert run(*desk, "bounces", mbox, "--expect-count", "0").code == 0


def test_what_is_no_mbox_and_a_yes_without_reason_are_refused(run: Run, sent: Path, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text("hello")
    ran = run("--desk", sent, "bounces", path)
    assert (ran.code, ran.out) == (1, "")
    assert "x is no mbox file" in ran.err
    assert run("--desk", sent, "bounces", path, "--yes").code == 2
    assert "Give the path of an mbox file." in run("--desk", sent, "bounces", tmp_path).err
