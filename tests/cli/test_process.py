"""The program as a process: signals, closed pipes, defects, and how little is loaded before the first frame."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from billdesk import cli, command_run
from billdesk.command_run import guarded
from tests.cli.conftest import ROOT, ROWS, Run, csv_file, program

# Runs the command line; when the import has written everything and is about to commit, it is sent the signal.
STOPPED_IMPORT = """
import os, signal, sys
from db import queue_items
from billdesk.cli import run
before = queue_items.rebuild
def rebuild(*arguments):
    before(*arguments)
    os.kill(os.getpid(), int(sys.argv[1]))
    raise SystemExit("the signal did nothing")
queue_items.rebuild = rebuild
sys.exit(run(sys.argv[2:]))
"""

# Opens the desk as `billdesk` alone does, up to where the terminal would be taken.
FIRST_FRAME = """
import sys
import billdesk.launch
from billdesk import __main__
seen = []
def run_desk(opening, after_first_frame):
    assert opening.problem is None and opening.page.rows
    seen.append(sorted({name.partition(".")[0] for name in sys.modules}))
    return 0
import billdesk.app
billdesk.app.run_desk = run_desk
sys.stdin.isatty = sys.stdout.isatty = lambda: True
code = __main__.main()
del sys.stdout.isatty
print(" ".join(seen[0]))
sys.exit(code)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_during_an_import_is_exit_4_and_nothing_is_half_done(
    desk: Path, tmp_path: Path, number: signal.Signals
) -> None:
    before = program("--desk", desk, "report", "audit", "--format", "csv").out
    file = csv_file(tmp_path, ROWS[0].replace("R-1", "S-1"))
    line = ["--desk", str(desk), "import", "invoices", str(file), "--yes", "--reason", "x"]
    ran = subprocess.run(
        [sys.executable, "-c", STOPPED_IMPORT, str(int(number)), *line],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (ran.returncode, ran.stdout) == (4, ""), ran.stderr
    assert "Stopped by a signal" in ran.stderr
    assert program("--desk", desk, "report", "audit", "--format", "csv").out == before
    assert program("--desk", desk, "verify").code == 0


def test_the_desk_opens_without_loading_anything_heavy(desk: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", FIRST_FRAME, "--desk", str(desk), "--today", "2026-11-21"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    loaded = set(ran.stdout.split())
    assert "textual" in loaded
    assert not loaded & {"typer", "click", "sqlmodel", "sqlalchemy", "pydantic", "alembic", "openpyxl"}


def test_the_desk_needs_a_terminal_and_a_desk(desk: Path, tmp_path: Path) -> None:
    ran = program("--desk", desk)
    assert (ran.code, ran.out) == (2, "")
    assert "on a terminal only" in ran.err
    assert program("--today", "never").code == 2


def test_who_stops_reading_gets_no_traceback(desk: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    ran = subprocess.run(
        [sys.executable, "-m", "billdesk", "--desk", str(desk), "report", "audit"],
        cwd=ROOT, stdout=writer, stderr=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    os.close(writer)
    assert (ran.returncode, ran.stderr) == (4, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
def test_a_full_disk_is_a_sentence(desk: Path) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "billdesk", "--desk", str(desk), "report", "audit"],
            cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert ran.returncode == 1
    assert "No space left" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_defect_is_a_sentence_and_a_report_without_values(
    desk: Path, run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*arguments: object) -> None:
        raise ZeroDivisionError("Hofmann owes 119.00")

    monkeypatch.setattr(cli, "_view", broken)
    ran = run("--desk", desk, "queue")
    assert (ran.code, ran.out) == (1, "")
    assert "Traceback" not in ran.err
    (report,) = home.rglob("crash-*.txt")
    assert str(report) in ran.err
    text = report.read_text(encoding="utf-8")
    assert "ZeroDivisionError" in text
    assert "Hofmann" not in text + ran.err


def test_handlers_of_signals_are_put_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    assert guarded(lambda: command_run.DONE) == 0
    assert signal.getsignal(signal.SIGTERM) is before
