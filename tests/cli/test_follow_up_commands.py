"""`billdesk holds`, `procedures` and `what-if`: lists for people and programs that write nothing."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from billdesk.domain.followup.drafts import HoldDraft, WaiveDraft
from billdesk.services import holds
from billdesk.services.desk import open_desk
from tests.cli.conftest import Run
from tests.makers import TODAY, confirmed, make_file


def put_holds(path: Path) -> None:
    desk = open_desk(path, user="mk", today=TODAY)
    holds.hold(desk, confirmed(HoldDraft(uuid4(), 1, "on holiday", date(2026, 11, 30))))
    holds.hold(desk, confirmed(HoldDraft(uuid4(), 2, "at the [b]lawyer[/b]\x1b[2J")))
    desk.close()


def test_holds_lists_blocks_first_and_says_that_they_have_no_end(on_desk: Run, desk: Path) -> None:
    put_holds(desk)
    rows = json.loads(on_desk("holds", "--format", "json").out)
    assert [(row["kind"], row["customer"], row["until"]) for row in rows] == [
        ("block", "C2", None),
        ("pause", "C1", "2026-11-30"),
    ]
    table = on_desk("holds")
    assert "at the [b]lawyer[/b]" in table.out
    assert "\x1b[2J" not in table.out
    assert table.err == "1 of them has no end: somebody has to lift that.\n"


def test_holds_lists_steps_that_were_left_out(on_desk: Run, desk: Path) -> None:
    open_ = open_desk(desk, user="mk", today=TODAY)
    step = holds.next_steps(open_, 1)[0]
    draft = WaiveDraft(uuid4(), 1, ((step.instalment_id, step.step),), "called instead")
    holds.waive(open_, confirmed(draft))
    open_.close()
    (row,) = json.loads(on_desk("holds", "--format", "json").out)
    assert (row["kind"], row["customer"], row["document"], row["step"], row["until"], row["reason"]) == (
        *("waived step", "C1", step.number, step.step, None, "called instead"),
    )
    table = on_desk("holds")
    assert "waived step" in table.out
    assert table.err == ""


def test_a_dry_run_says_what_holds_and_until_when(on_desk: Run, desk: Path) -> None:
    put_holds(desk)
    document = json.loads(on_desk("remind", "--dry-run", "--format", "json").out)
    reasons = {row["customer"]: row["items"][0]["reasons"][0] for row in document["rows"] if row["action"] == "none"}
    assert (reasons["C1"]["code"], reasons["C1"]["until"]) == ("paused", "2026-11-30")
    assert reasons["C1"]["sentence"] == "Paused until Mon 30 Nov 2026: on holiday."
    assert (reasons["C2"]["code"], reasons["C2"]["until"]) == ("blocked", None)


def test_procedures_lists_each_with_its_steps(on_desk: Run) -> None:
    rows = json.loads(on_desk("procedures", "--format", "json").out)
    assert [row["name"] for row in rows] == ["gentle", "standard", "strict", "public sector", "India MSME"]
    assert rows[1]["holds_for"] == ["the desk"]
    assert rows[1]["steps"][2] == {
        "days": 33,
        "channel": "letter",
        "template": "reminder-firm",
        "tone": "firm",
        "fee": False,
        "interest": True,
    }
    assert "day 33 letter firm, interest" in on_desk("procedures").out


def test_what_if_compares_the_year_and_touches_nothing(on_desk: Run, desk: Path) -> None:
    before = desk.read_bytes()
    document = json.loads(on_desk("what-if", "Public-Sector", "--format", "json").out)
    assert (document["first"], document["last"]) == ("2025-11-22", "2026-11-21")
    assert (document["own"]["procedure"], document["other"]["procedure"]) == ("standard", "public sector")
    assert document["own"]["contacts"] > document["other"]["contacts"]
    assert {row["customer"] for row in document["rows"]} >= {"C1"}
    ran = on_desk("what-if", "gentle")
    assert ran.code == 0
    assert "days late at the first reminder" in ran.out
    assert ran.err.endswith("would have been treated differently.\n")
    assert on_desk("what-if", "standard").err.endswith("Nobody would have been treated differently.\n")
    assert desk.read_bytes() == before


def test_what_if_says_how_many_more_there_are_and_where(on_desk: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("billdesk.follow_up_commands.MOST", 1)
    count = len(json.loads(on_desk("what-if", "gentle", "--format", "json").out)["rows"])
    assert count > 1
    ran = on_desk("what-if", "gentle")
    assert f"The 1 that differ most are listed; --format json or csv has {count - 1} more." in ran.err


def test_what_if_of_an_empty_desk_is_a_sentence(run: Run, tmp_path: Path) -> None:
    ran = run("--desk", make_file(tmp_path), "--today", TODAY.isoformat(), "what-if", "gentle")
    assert (ran.code, ran.out) == (0, "")
    assert "no reminder was due: neither standard nor gentle would have contacted anybody." in ran.err


def test_what_if_of_an_unknown_procedure_names_those_there_are(on_desk: Run) -> None:
    ran = on_desk("what-if", "cruel")
    assert (ran.code, ran.out) == (2, "")
    assert "PROCEDURE names no procedure. They are gentle, standard, strict, public sector, India MSME." in ran.err
