"""A new desk file: from options, or by asking on a terminal."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Run
from tests.terminal import Terminal

FULL = ("init", "--company", "Northwind", "--country", "nl", "--currency", "eur")


def test_a_new_desk_is_whole_and_its_owners_alone(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "new" / "own.billdesk"
    ran = run("--desk", path, *FULL)
    assert (ran.code, ran.out) == (0, "")
    assert str(path) in ran.err
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert run("--desk", path, "verify").code == 0


def test_a_desk_is_never_overwritten(desk: Path, run: Run) -> None:
    before = desk.read_bytes()
    ran = run("--desk", desk, *FULL)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == f"billdesk: There is a file {desk} already. Choose another name; nothing was overwritten.\n"
    assert desk.read_bytes() == before


def test_what_is_missing_is_named_where_nobody_can_be_asked(tmp_path: Path, run: Run) -> None:
    ran = run("--desk", tmp_path / "x", "init", "--company", "Northwind")
    assert ran.code == 2
    assert "--country and --currency" in ran.err
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--currency", "EURO"),
        ("--country", "Holland"),
        ("--time-zone", "Mars/Base"),
        ("--time-zone", "../../etc/passwd"),
        ("--invoice-pattern", "{year}"),
        ("--tax-method", "guess"),
        ("--vat-id", "NL002455799B12X"),
        ("--bank", "NL91 ABNA 0417 1634 00, ABN AMRO"),
    ],
)
def test_a_value_that_cannot_be_names_its_option(tmp_path: Path, run: Run, option: str, value: str) -> None:
    ran = run("--desk", tmp_path / "x", *FULL, option, value)
    assert ran.code == 2
    assert option in ran.err
    assert not (tmp_path / "x").exists()


def test_on_a_terminal_it_asks_for_what_is_missing(tmp_path: Path, home: Path) -> None:
    path = tmp_path / "asked.billdesk"
    command = [sys.executable, "-m", "billdesk", "--desk", str(path), "init", "--currency", "GBP"]
    with Terminal(command, home=home, cwd=ROOT) as terminal:
        terminal.wait_for("Name of your company")
        terminal.type("Acme")
        terminal.send("enter")
        terminal.wait_for("Its country")
        terminal.type("GB")
        terminal.send("enter")
        assert terminal.wait_exit() == 0
    assert path.exists()
