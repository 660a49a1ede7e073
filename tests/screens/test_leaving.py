"""Leaving from outside, in a real terminal: the entry kept, the terminal given back, exit code 4 in two seconds."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from tests.terminal import Terminal

PROMPTLY = 2.0


def _desk(book: Path, home: Path) -> Terminal:
    command = [sys.executable, "-m", "billdesk", "--desk", str(book), "--today", "2026-11-21"]
    return Terminal(command, home=home)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_keeps_the_entry_and_gives_the_terminal_back(book: Path, home: Path, number: signal.Signals) -> None:
    with _desk(book, home) as desk:
        desk.wait_for("F1 help")
        desk.send("c")
        desk.wait_for("F2 double check")
        desk.settle()
        desk.type("zz")
        desk.wait_for("zz")
        began = time.monotonic()
        os.kill(desk.pid, number)
        assert desk.wait_exit() == 4
        assert time.monotonic() - began < PROMPTLY
        assert desk.raw.rindex(b"\x1b[?1049l") > desk.raw.rindex(b"\x1b[?1049h")
    assert list(home.rglob("*.json"))


def test_a_closed_terminal_ends_the_desk(book: Path, home: Path) -> None:
    with _desk(book, home) as desk:
        desk.wait_for("F1 help")
        pid = desk.pid
        began = time.monotonic()
        desk.hang_up()
        assert desk.wait_exit() == 4
        assert time.monotonic() - began < PROMPTLY
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_keys_sent_in_one_bundle_reach_the_form_they_open(book: Path, home: Path) -> None:
    with _desk(book, home) as desk:
        desk.wait_for("F1 help")
        desk.settle()
        desk.type("r12500")
        desk.wait_for("12,500.00")
        assert "Receipt from" in desk.text
        desk.send("ctrl+q")
        desk.wait_for("Leave the desk?")
        desk.settle()
        desk.send("f8")
        assert desk.wait_exit() == 0
