"""What commands print of hostile data: signs for people, the exact text for programs, nothing that acts."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from billdesk.output import Column, Format, write_rows
from tests.cli.conftest import HEAD, ROOT, Run, csv_file, program, run
from tests.hostile.book import CODE, NUMBER, Facts
from tests.hostile.samples import MARKUP, hostile, sign
from tests.hostile.test_screens import unsafe
from tests.hostile.wire import violations
from tests.terminal import Terminal

__all__ = ["run"]

IN_FILE = f"[CELL] \u202egnp\u202c pay\u200bpal {MARKUP} 株式会社"
"""As much as a file may hold: its reader refuses control characters."""
COMMANDS = {
    "queue": (["queue"], "NAME3", "name", hostile("NAME3")),
    "snoozed": (["queue", "--view", "snoozed"], "NAME2", "account", hostile("CODE2")),
    "invoice": (["invoice", "show", "2026-0001"], "LINE", "reference", hostile("REFERENCE")),
    "imported": (["invoice", "show", NUMBER], "NUMBER", "number", NUMBER),
    "customer": (["customer", "show", CODE], "NOTES", "notes", hostile("NOTES", long=True)),
    "ageing": (["report", "ageing"], "NAME", "customer", hostile("CODE3")),
    "decisions": (["remind", "--dry-run"], "NAME", "customer", hostile("CODE3")),
    "claims": (["claims", "--live"], "FEE", "customer", CODE),
    "audit": (["report", "audit"], "USER", "evidence", f"bypass: {hostile('EVIDENCE')}"),
}


@pytest.fixture
def on_desk(finished: tuple[Path, Facts], run: Run) -> Run:
    """Run a command that changes nothing on the hostile desk, in this process."""
    return lambda *words: run("--desk", finished[0], "--today", "2026-11-21", "--user", "mk", *words)


@pytest.mark.parametrize("name", COMMANDS)
def test_json_tells_programs_the_exact_text_without_one_active_character(on_desk: Run, name: str) -> None:
    words, _, key, text = COMMANDS[name]
    for format_ in ("json", "jsonl"):
        ran = on_desk(*words, "--format", format_)
        assert ran.code == 0
        assert not unsafe(ran.out)
        documents = [json.loads(line) for line in ran.out.splitlines()] if format_ == "jsonl" else [json.loads(ran.out)]
        found = documents[0] if isinstance(documents[0], list) else documents[0].get("rows", documents)
        assert text in [row.get(key) for row in found] + [row.get(key) for row in documents if isinstance(row, dict)]


@pytest.mark.parametrize("name", COMMANDS)
def test_csv_tells_programs_the_exact_text(on_desk: Run, name: str) -> None:
    words, _, key, text = COMMANDS[name]
    ran = on_desk(*words, "--format", "csv")
    assert ran.code == 0
    rows = list(csv.DictReader(io.StringIO(ran.out, newline="")))
    assert all(None not in row and None not in row.values() for row in rows)
    if key in rows[0]:
        assert text in [row[key] for row in rows]


@pytest.mark.parametrize("text", ["a\rb", "\r=1", "a\r\nb", "a\nb", 'a"\r,b', "nul\x00l", "\u2028x", "\x85x"])
def test_no_text_breaks_a_row_of_csv(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    columns = (Column("text", "Text"), Column("amount", "Amount", exact=True))
    write_rows([{"text": text, "amount": "1.00"}], columns, Format.CSV)
    (_, row) = csv.reader(io.StringIO(capsys.readouterr().out, newline=""))
    assert row == [f"'{text}" if text.startswith("\r") else text, "1.00"]


@pytest.mark.parametrize("name", COMMANDS)
def test_a_table_that_is_piped_away_holds_no_active_character(on_desk: Run, name: str) -> None:
    words, field, _, _ = COMMANDS[name]
    if name == "customer":
        field = "PERSON" if "PERSON" in on_desk(*words).out else "NAME"
    ran = on_desk(*words)
    assert ran.code == 0
    assert sign(field) in ran.out
    assert not unsafe(ran.out + ran.err)


@pytest.mark.parametrize("format_", ["table", "csv", "json"])
@pytest.mark.parametrize("name", ["customer", "audit"])
def test_what_a_terminal_gets_is_on_the_list(folder: Path, home: Path, name: str, format_: str) -> None:
    line = ["--desk", str(folder / "desk.billdesk"), "--today", "2026-11-21", *_without_nul(COMMANDS[name][0])]
    command = [sys.executable, "-m", "billdesk", *line, "--format", format_]
    with Terminal(command, home=home, cwd=ROOT) as terminal:
        terminal.wait_exit()
    assert terminal.raw
    assert violations(bytes(terminal.raw)) == []


def _without_nul(words: list[str]) -> list[str]:
    """No word of a command line can hold a NUL, so a record named with one is not to be found: a sentence."""
    return [word.replace("\x00", "") for word in words]


@pytest.mark.parametrize("words", [["customer", "show"], ["invoice", "show"], ["import", "invoices"], ["restore"]])
def test_an_error_repeats_hostile_words_as_signs(on_desk: Run, words: list[str]) -> None:
    ran = on_desk(*words, hostile("WORD", nul=False))
    assert (ran.code, ran.out) == (1, "")
    assert not unsafe(ran.err)


@pytest.mark.parametrize(
    "words", [["customer", "show"], ["invoice", "show"], ["queue", "--filter"], ["report", "audit", "--record"]]
)
def test_a_word_that_is_no_text_is_a_wrong_word_and_no_defect(on_desk: Run, words: list[str]) -> None:
    ran = on_desk(*words, os.fsdecode(b"\xff\xfe"))
    assert ran.code == 2
    assert "UTF-8" in ran.err


@pytest.mark.parametrize("format_", ["table", "csv", "json"])
def test_a_hostile_file_is_previewed_as_signs(folder: Path, home: Path, format_: str) -> None:
    rows = (f'Q-1,"C [Ltd] \u202ex","{IN_FILE}",2026-01-01,2026-02-01,10.00,EUR,no,', f"Q-2,C,N,{MARKUP},,x,E,no,")
    file = csv_file(folder, *rows, head=HEAD, name="[Ltd]\x1b[8m\u202e.csv")
    line = ["--desk", str(folder / "desk.billdesk"), "import", "invoices", str(file), "--dry-run", "--format", format_]
    with Terminal([sys.executable, "-m", "billdesk", *line], home=home, cwd=ROOT) as terminal:
        assert terminal.wait_exit() == 1
    assert violations(bytes(terminal.raw)) == []
    assert ("[Ltd]\\u001b" if format_ == "json" else "[Ltd]␛").encode() in terminal.raw


def test_a_file_whose_name_is_no_text_is_booked_under_what_can_be_read_of_it(folder: Path) -> None:
    file = csv_file(folder, f'Q-1,"C [Ltd] \u202ex","{IN_FILE}",2026-01-01,2026-02-01,10.00,EUR,no,')
    odd = Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.csv"))
    shutil.move(file, odd)
    desk = ("--desk", folder / "desk.billdesk")
    ran = program(*desk, "import", "invoices", odd, "--yes", "--reason", "a test")
    assert (ran.code, ran.err) == (0, "Booked caf�.csv.\n")
    booked = json.loads(program(*desk, "invoice", "show", "Q-1", "--format", "json").out)
    assert (booked["name"], booked["customer"]) == (IN_FILE, "C [Ltd] \u202ex")
