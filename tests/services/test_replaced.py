"""A desk that is open while its file is replaced, as by restoring a backup, notices and leaves both files alone."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from billdesk.domain.errors import ReplacedError
from billdesk.services import customers, safekeeping
from billdesk.services.desk import Desk, open_desk
from tests import makers


@pytest.fixture
def backup(desk: Desk, customer: int, folder: Path) -> Path:
    """The desk with one customer; the desk itself has two."""
    safekeeping.backup(desk, folder / "backup")
    makers.a_customer(desk, "LATER")
    return folder / "backup"


@pytest.fixture
def orphan(desk: Desk, folder: Path) -> Path:
    """Another name for the file that is open, to look at it when it was replaced."""
    os.link(desk.path, folder / "orphan")
    return folder / "orphan"


@pytest.mark.parametrize(
    "act",
    [
        lambda desk: customers.search(desk, ""),
        lambda desk: customers.get(desk, 1),
        lambda desk: makers.a_customer(desk, "LOST"),
    ],
)
def test_a_replaced_desk_is_neither_read_nor_written(
    desk: Desk, backup: Path, orphan: Path, act: Callable[[Desk], object]
) -> None:
    safekeeping.restore(backup, desk.path)
    before = (orphan.read_bytes(), desk.path.read_bytes())
    with pytest.raises(ReplacedError, match=r"was replaced while it was open.*Leave the desk and start it again"):
        act(desk)
    assert (orphan.read_bytes(), desk.path.read_bytes()) == before
    assert not list(desk.path.parent.glob("*-journal"))
    with closing(open_desk(desk.path, user="mk", today=makers.TODAY)) as fresh:
        assert [found.code for found in customers.search(fresh, "")] == ["H-0031"]


def test_a_save_that_waited_for_the_restore_does_not_reach_the_old_file(
    desk: Desk, backup: Path, orphan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.engine.QUIET_SECONDS", 0.05)
    with (
        closing(sqlite3.connect(desk.path, isolation_level=None)) as restoring,
        closing(open_desk(desk.path, user="mk", today=makers.TODAY)) as waiting_desk,
    ):

        def replace(waiting: bool) -> None:
            if waiting:
                backup.replace(desk.path)
                restoring.execute("rollback")

        waiting_desk.on_wait = replace
        makers.a_customer(waiting_desk, "BEFORE")
        before = orphan.read_bytes()
        restoring.execute("begin immediate")
        with pytest.raises(ReplacedError):
            makers.a_customer(waiting_desk, "LOST")
    assert orphan.read_bytes() == before


def test_a_file_that_is_gone_is_not_read_on(desk: Desk, customer: int) -> None:
    desk.path.unlink()
    with pytest.raises(ReplacedError):
        customers.get(desk, customer)
