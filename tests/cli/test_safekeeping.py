"""Backup, restore, verify; and every way in which a desk file can be unusable is exit 3."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from db import files
from tests.cli.conftest import Run


def head(run: Run, desk: Path) -> str:
    """The chain head as `verify` tells it."""
    return str(json.loads(run("--desk", desk, "verify", "--format", "json").out)["chain_head"])


def test_a_backup_is_a_desk_and_its_chain_head_is_all_of_stdout(desk: Path, run: Run, tmp_path: Path) -> None:
    ran = run("--desk", desk, "backup", tmp_path / "copy")
    assert (ran.code, ran.out) == (0, head(run, desk) + "\n")
    assert head(run, tmp_path / "copy") == head(run, desk)


def test_nothing_is_overwritten_without_force(desk: Path, run: Run, tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.write_text("x", encoding="utf-8")
    ran = run("--desk", desk, "backup", target)
    assert (ran.code, ran.out, target.read_text(encoding="utf-8")) == (1, "", "x")
    assert "--force" in ran.err
    assert run("--desk", desk, "backup", target, "--force").code == 0
    assert run("--desk", target, "verify").code == 0


def test_restoring_needs_force_over_a_desk_and_brings_it_back(desk: Path, run: Run, tmp_path: Path) -> None:
    copy, was = tmp_path / "copy", head(run, desk)
    assert run("--desk", desk, "backup", copy).code == 0
    desk.write_bytes(b"gone")
    assert run("--desk", desk, "restore", copy).code == 1
    ran = run("--desk", desk, "restore", copy, "--force")
    assert (ran.code, ran.out.strip()) == (0, was)
    assert head(run, desk) == was


def test_a_damaged_backup_replaces_nothing(desk: Path, run: Run, tmp_path: Path) -> None:
    (tmp_path / "broken").write_bytes(desk.read_bytes()[:5000])
    before = desk.read_bytes()
    ran = run("--desk", desk, "restore", tmp_path / "broken", "--force")
    assert (ran.code, desk.read_bytes()) == (3, before)
    assert str(tmp_path / "broken") in ran.err
    assert ran.err.endswith("Use another backup; the desk was left as it is.\n")
    assert "billdesk restore" not in ran.err


def test_a_backup_that_is_not_there_is_said_to_be_missing(desk: Path, run: Run, tmp_path: Path) -> None:
    before = desk.read_bytes()
    ran = run("--desk", desk, "restore", tmp_path / "nofile", "--force")
    assert (ran.code, desk.read_bytes()) == (3, before)
    assert f"There is no backup at {tmp_path / 'nofile'}. Use another backup" in ran.err


def test_verify_says_how_much_it_looked_at(desk: Path, run: Run) -> None:
    with closing(sqlite3.connect(desk)) as connection:
        (links,) = connection.execute("select count(*) from audit").fetchone()
        tables = ("company", "customer", "customer_person", "invoice", "instalment", "receipt", "allocation")
        records = sum(connection.execute(f"select count(*) from {table}").fetchone()[0] for table in tables)
    said = re.search(r"wrong; ([\d,]+) records and ([\d,]+) links", run("--desk", desk, "verify").err)
    assert said is not None
    looked_at, followed = (int(number.replace(",", "")) for number in said.groups())
    assert looked_at >= records
    assert followed == links


def test_verify_finds_a_changed_amount_and_names_it(desk: Path, run: Run) -> None:
    with closing(sqlite3.connect(desk)) as connection, connection:
        connection.execute("update invoice set net_minor = net_minor + 1, total_minor = total_minor + 1 where id = 1")
    ran = run("--desk", desk, "verify", "--format", "json")
    assert ran.code == 1
    assert json.loads(ran.out)["problems"]


def test_verify_makes_a_wrong_search_index_anew_when_it_is_told_to(desk: Path, run: Run) -> None:
    with closing(sqlite3.connect(desk)) as connection, connection:
        connection.execute("insert into customer_search (rowid, code, name, town) values (1, 'EVIL', '', '')")
    found = run("--desk", desk, "verify")
    assert found.code == 1
    assert "customer 1 is not in the index behind search" in found.out
    assert run("--desk", desk, "--read-only", "verify", "--rebuild-search").code != 0
    assert run("--desk", desk, "verify").code == 1
    assert run("--desk", desk, "verify", "--rebuild-search").code == 0
    assert run("--desk", desk, "verify").code == 0


def test_verify_compares_with_a_head_noted_earlier(desk: Path, run: Run) -> None:
    assert run("--desk", desk, "verify", "--against", head(run, desk)).code == 0
    assert run("--desk", desk, "verify", "--against", "f" * 64).code == 1


def newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("pragma user_version = 999")


def other_database(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("create table t (x)")


@pytest.mark.parametrize(
    "spoil",
    [
        Path.unlink,
        newer,
        other_database,
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"not a desk at all" * 999),
        lambda path: path.write_bytes(path.read_bytes()[:100] + b"\xff" * 8000),
        lambda path: (path.unlink(), path.mkdir()),
    ],
    ids=["missing", "newer", "other", "empty", "text", "damaged", "folder"],
)
@pytest.mark.parametrize("words", [("queue",), ("verify",), ("report", "ageing")])
def test_a_file_that_is_no_desk_is_exit_3(desk: Path, run: Run, spoil: object, words: tuple[str, ...]) -> None:
    assert callable(spoil)
    spoil(desk)
    ran = run("--desk", desk, *words)
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith("billdesk: ")
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize("words", [("queue",), ("report", "ageing"), ("verify",)])
def test_a_desk_that_stays_locked_is_exit_3(
    desk: Path, run: Run, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "READ_SECONDS", 0.05)
    monkeypatch.setattr(files, "BUSY_SECONDS", 0.05)
    with closing(sqlite3.connect(desk, isolation_level=None)) as other:
        other.execute("begin exclusive")
        ran = run("--desk", desk, *words)
    assert (ran.code, ran.out) == (3, "")
    assert "in use by another program" in ran.err


@pytest.mark.parametrize("words", [["customer", "show", "C1"], ["invoice", "show", "R-1"]])
def test_what_a_damaged_file_hides_is_not_said_to_be_missing(desk: Path, run: Run, words: list[str]) -> None:
    table = words[0]
    assert run("--desk", desk, *words).code == 0
    with closing(sqlite3.connect(desk)) as connection:
        connection.execute("pragma writable_schema = on")
        # Lookups by code or number now search the index of another column.
        connection.execute(
            "update sqlite_master set rootpage = (select rootpage from sqlite_master where name = :first)"
            " where tbl_name = :table and type = 'index' and name <> :first",
            {"table": table, "first": f"sqlite_autoindex_{table}_1"},
        )
        connection.commit()
    ran = run("--desk", desk, *words)
    assert (ran.code, ran.out) == (3, "")
    assert f"{desk} is damaged: its pages do not fit together." in ran.err


def test_no_command_says_what_stands_in_a_damaged_file(desk: Path, run: Run) -> None:
    with closing(sqlite3.connect(desk)) as connection:
        connection.execute("update customer set notes = cast(:notes as text)", {"notes": b"SECRET\xff"})
        connection.commit()
    for words in (["customer", "show", "C1"], ["verify"], ["report", "ageing"]):
        ran = run("--desk", desk, *words)
        assert "SECRET" not in ran.out + ran.err
    assert run("--desk", desk, "customer", "show", "C1").code == 3


def spoil_index(desk: Path, name: str, other: str) -> None:
    """Let an index of a table lead to the pages of another one; the table itself stays readable."""
    with closing(sqlite3.connect(desk)) as connection:
        connection.execute("pragma writable_schema = on")
        connection.execute(
            "update sqlite_master set rootpage = (select rootpage from sqlite_master where name = ?) where name = ?",
            (other, name),
        )
        connection.commit()


def test_damage_that_leaves_the_rest_readable_is_named_line_by_line_and_only_ten_times(desk: Path, run: Run) -> None:
    with closing(sqlite3.connect(desk)) as connection, connection:
        connection.execute("create table twin (x integer)")
        connection.execute("create index twin_x on twin (x)")
    spoil_index(desk, "audit_of_subject", "twin_x")
    with closing(sqlite3.connect(desk)) as connection:
        said = [line for (text,) in connection.execute("pragma integrity_check") for line in text.splitlines()]
    ran = run("--desk", desk, "verify")
    lines = ran.out.splitlines()
    damage = [line for line in said if not line.startswith("***")]
    assert len(damage) > 10
    assert ran.code == 1
    assert lines[:10] == [f"SQLite finds damage: {line}." for line in damage[:10]]
    assert lines[10] == f"page: and {len(damage) - 10} more."
    assert lines[-1].startswith("chain head ")


def test_a_file_whose_pages_cannot_be_read_to_the_end_is_exit_3(desk: Path, run: Run) -> None:
    with closing(sqlite3.connect(desk)) as connection:
        (size,) = connection.execute("pragma page_size").fetchone()
        (root,) = connection.execute("select rootpage from sqlite_master where name = 'audit'").fetchone()
    raw = bytearray(desk.read_bytes())
    raw[(root - 1) * size : root * size] = b"\xff" * size
    desk.write_bytes(raw)
    ran = run("--desk", desk, "verify")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err == (
        f"billdesk: {desk} is damaged: its pages do not fit together. Restore a backup with: billdesk restore BACKUP\n"
    )


def test_what_was_found_before_the_checking_had_to_stop_is_told(desk: Path, run: Run) -> None:
    with closing(sqlite3.connect(desk)) as connection, connection:
        connection.execute("drop table check_answer")
    ran = run("--desk", desk, "verify")
    assert ran.code == 3
    assert "table check_answer of the file's format is missing." in ran.out.splitlines()
    assert f"{desk} is damaged: its tables are not those of a desk." in ran.err
    found = json.loads(run("--desk", desk, "verify", "--format", "json").out)
    assert (found["problems"], found["chain_head"]) == (ran.out.splitlines(), None)


@pytest.mark.parametrize("given", ["f" * 63, "no hash", "g" * 64])
def test_what_is_no_chain_head_is_a_wrong_line_and_not_a_cut_chain(desk: Path, run: Run, given: str) -> None:
    ran = run("--desk", desk, "verify", "--against", given)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "billdesk: --against is no chain head. Give the 64 hex digits that backup or verify printed.\n"
    assert run("--desk", desk, "verify", "--against", head(run, desk).upper()).code == 0


def test_the_queue_of_a_past_day_says_whose_amounts_it_shows(desk: Path, run: Run) -> None:
    past = run("--desk", desk, "--today", "2000-01-03", "queue")
    assert past.code == 0
    assert "The amounts are those booked by now; what was open on a past day, report ageing --as-of says." in past.err
    viewed = run("--desk", desk, "--today", "2000-01-02", "--read-only", "queue")
    assert "The queue is of another day: it is brought to today only where the desk may be written." in viewed.err
    assert "booked by now" not in run("--desk", desk, "--today", "2190-01-02", "queue").err
