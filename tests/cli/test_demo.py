"""`billdesk demo`: a practice desk to keep, or one that is gone when it is closed."""

from __future__ import annotations

import inspect
import json
import re
import sys
from pathlib import Path

from billdesk.demo import CUSTOMERS, INVOICES, SEED
from billdesk.demo_command import demo
from tests.cli.conftest import Run
from tests.terminal import Terminal

SMALL = ("--invoices", 60, "--customers", 10, "--no-open")
DAY = ("--today", "2026-11-21")


def test_a_desk_to_keep_is_made_and_named(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "practice.billdesk"
    ran = run(*DAY, "demo", "--to", target, *SMALL)
    assert ran.code == 0, ran.err
    assert ran.out == ""
    assert str(target) in ran.err
    assert target.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [target]
    assert run("--desk", target, "verify").code == 0
    queue = run("--desk", target, *DAY, "queue", "--format", "json")
    assert queue.code == 0
    assert json.loads(queue.out)


def test_the_seed_decides_what_is_in_it(run: Run, tmp_path: Path) -> None:
    heads = []
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        run(*DAY, "demo", "--to", tmp_path / name, "--seed", seed, *SMALL)
        heads.append(json.loads(run("--desk", tmp_path / name, "verify", "--format", "json").out)["chain_head"])
    assert heads[0] == heads[1] != heads[2]


def test_a_file_that_is_there_is_only_written_over_by_force(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "mine.txt"
    target.write_text("mine")
    ran = run(*DAY, "demo", "--to", target, *SMALL)
    assert ran.code == 1
    assert "--force" in ran.err
    assert target.read_text() == "mine"
    assert run(*DAY, "demo", "--to", target, *SMALL, "--force").code == 0
    assert run("--desk", target, "verify").code == 0
    assert list(tmp_path.iterdir()) == [target]


def test_what_would_make_a_desk_for_nobody_is_refused_at_once(run: Run, tmp_path: Path) -> None:
    for arguments, named in (
        (("demo", "--no-open"), "--to"),
        (("demo",), "terminal"),
        (("demo", "--to", tmp_path / "kept"), "terminal"),
        (("--desk", tmp_path / "mine", "demo", "--to", tmp_path / "kept", "--no-open"), "--desk"),
        (("demo", "--to", tmp_path / "kept", "--no-open", "--invoices", "0"), "--invoices"),
    ):
        ran = run(*arguments)
        assert (ran.code, ran.out) == (2, ""), arguments
        assert named in ran.err
    assert not list(tmp_path.iterdir())


def test_the_help_names_the_size_that_is_made() -> None:
    options = inspect.signature(demo).parameters
    assert (options["invoices"].default, options["customers"].default) == (INVOICES, CUSTOMERS)
    assert options["seed"].default == SEED


def test_a_throw_away_desk_opens_on_the_screen_as_somebody_who_has_accounts_and_is_gone_afterwards(
    tmp_path: Path,
) -> None:
    temporary, home = tmp_path / "tmp", tmp_path / "home"
    temporary.mkdir()
    home.mkdir()
    command = [sys.executable, "-m", "billdesk", *DAY, "demo", "--invoices", "300", "--customers", "30"]
    with Terminal(command, home=home, columns=120, lines=40, env={"TMPDIR": str(temporary)}) as desk:
        desk.wait_until(
            lambda: re.search(r"^▌.*→", desk.text, re.MULTILINE) is not None, what="the first row of the queue"
        )
        assert "Kwartelduin Services BV" in desk.text
        assert re.search(r"Mine [1-9]", desk.text)
        assert list(temporary.iterdir())
        desk.send("ctrl+q")
        assert desk.wait_exit() == 0
    assert not list(temporary.iterdir())
