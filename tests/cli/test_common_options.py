"""The options before the command: one definition, the environment behind them, exit code 2 when they are wrong."""

from __future__ import annotations

import inspect
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billdesk import cli
from billdesk.settings import SPECS, Option, UsageError, only_options, resolve
from tests.cli.conftest import Run, program

VALUES = {Option.DESK: "a b.billdesk", Option.TODAY: "2026-11-21", Option.USER: "mk"}


@given(
    chosen=st.lists(st.sampled_from(SPECS), unique=True),
    joined=st.booleans(),
)
def test_every_line_of_common_options_alone_is_read_without_typer(chosen: list[object], joined: bool) -> None:
    words: list[str] = []
    wanted: dict[Option, str] = {}
    for spec in SPECS:
        if spec not in chosen:
            continue
        value = VALUES.get(spec.option, "")
        words += [spec.flag] if spec.is_switch else [f"{spec.flag}={value}"] if joined else [spec.flag, value]
        wanted[spec.option] = value or "yes"
    assert only_options(words) == wanted


@pytest.mark.parametrize(
    "words", [["queue"], ["--desk"], ["--help"], ["--desk", "x", "queue"], ["--read-only=yes"], ["--version"], ["-h"]]
)
def test_anything_else_on_the_line_goes_to_the_command_line(words: list[str]) -> None:
    assert only_options(words) is None


def test_typer_knows_exactly_the_same_options() -> None:
    parameters = set(inspect.signature(cli.common_options).parameters) - {"context", "version"}
    assert parameters == {spec.option.value for spec in SPECS}


def test_an_option_goes_before_its_variable_and_that_before_the_default(home: Path) -> None:
    environment = {"BILLDESK_DESK": "/e/desk", "BILLDESK_TODAY": "2026-01-02", "BILLDESK_USER": "env"}
    settings = resolve({Option.DESK: "/o/desk"}, environment)
    assert (settings.desk, settings.today, settings.user) == (Path("/o/desk"), date(2026, 1, 2), "env")
    assert resolve({}, {}).desk.is_relative_to(home)
    assert resolve({}, {}).today is None


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({Option.TODAY: "tomorrow"}, "--today 'tomorrow' is not a day"),
        ({Option.TODAY: "2026-02-30"}, "is not a day"),
        ({Option.TODAY: ""}, "is not a day"),
        ({Option.DESK: ""}, "names no file"),
        ({Option.USER: " "}, "--user takes a name"),
        ({Option.USER: "x\x1b[2J"}, "--user takes a name"),
    ],
)
def test_what_cannot_be_is_refused(given: dict[Option, str], said: str) -> None:
    with pytest.raises(UsageError, match=said.replace("(", r"\(")):
        resolve(given, {})


def test_the_variables_reach_a_command(desk: Path) -> None:
    ran = program("report", "ageing", env={"BILLDESK_DESK": str(desk), "BILLDESK_TODAY": "2026-10-01"})
    assert ran.code == 0
    assert "Open as of 2026-10-01" in ran.out


@pytest.mark.parametrize(
    "words",
    [
        ["--today", "2026-13-01", "queue"],
        ["--bogus"],
        ["frobnicate"],
        ["import"],
        ["queue", "--view", "nowhere"],
        ["queue", "--filter", "late>x"],
        ["queue", "--limit", "0"],
        ["queue", "--format", "xml"],
        ["report", "ageing", "--as-of", "yesterday"],
        ["invoice", "show"],
        ["import", "invoices", "f.csv", "--map", "nonsense"],
        ["import", "invoices", "f.csv", "--currency", "EURO"],
        ["import", "invoices", "f.csv", "--dates", "dym"],
        ["import", "invoices", "f.csv", "--yes"],
        ["import", "invoices", "f.csv", "--reason", "why"],
        ["import", "invoices", "f.csv", "--expect-total", "1"],
        ["--read-only", "restore", "f"],
    ],
)
def test_a_wrong_line_is_one_sentence_on_stderr_and_exit_2(desk: Path, run: Run, words: list[str]) -> None:
    ran = run("--desk", desk, *words)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("billdesk: ")
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["queue", "--limit", "0"], "--limit takes a whole number from 1. See: billdesk queue --help"),
        (["queue", "--limit", "x"], "--limit takes a whole number from 1. See: billdesk queue --help"),
        (["queue", "--limit"], "--limit needs a value. See: billdesk "),
        (["queue", "--format", "xml"], "--format takes table, json, jsonl or csv. See: billdesk queue --help"),
        (["demo", "--invoices", "1e9"], "--invoices takes a whole number from 1 to 9999999. See: billdesk demo --help"),
        (["init", "--tax-method", "z"], "--tax-method takes document or line. See: billdesk init --help"),
        (["import", "invoices", "f", "--expect-count", "x"], "--expect-count takes a whole number."),
        (["invoice", "show"], "NUMBER is missing. See: billdesk invoice show --help"),
        (["backup"], "FILE is missing. See: billdesk backup --help"),
        (["backup", "f", "--force=3"], "--force takes no value. See: billdesk "),
        (["queue", "--limt", "3"], "There is no option --limt, but there is --limit. See: billdesk queue --help"),
        (["queue", "more", "words"], "The command takes fewer words; too many: more words. See: billdesk queue --help"),
        (["import"], "The command is not complete. See: billdesk import --help"),
        (["frobnicate"], "No such command 'frobnicate'. See: billdesk --help"),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(run: Run, words: list[str], said: str) -> None:
    ran = run(*words)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"billdesk: {said}")


@pytest.mark.parametrize("words", [["--help"], ["-h"], ["queue", "--help"], ["--version"]])
def test_help_and_version_need_no_desk(run: Run, words: list[str]) -> None:
    ran = run(*words)
    assert ran.code == 0
    assert "billdesk" in ran.out
    assert ran.err == ""
