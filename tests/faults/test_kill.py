"""kill -9 at random moments: nothing acknowledged is lost, nothing is half done, the next opening finds a whole book.

`--cycles` says how many kills there are in all (200; `make soak`: 2,000); each verb gets its share.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from billdesk.domain.errors import DeskFileError
from billdesk.services import held, safekeeping
from billdesk.services.desk import Desk, open_desk
from db import derived, files, migrate
from db.verify import chain_head, verify
from tests import makers
from tests.faults.killing import kill_while
from tests.faults.verbs import ROWS, VERBS, Place

FRESH_AFTER = 20
"""So many kills one desk has to bear before the next one is used; verifying a long chain takes its time."""


@pytest.fixture
def folder() -> Iterator[Path]:
    """In memory where there is such a place: a kill loses nothing the kernel has, and waiting for disks is slow."""
    with makers.quick_folder() as made:
        yield made


@pytest.fixture
def rounds(cycles: int) -> int:
    """How many kills each verb has to bear."""
    return -(-cycles // len(VERBS))


@contextmanager
def reopened(path: Path) -> Iterator[Desk]:
    """The desk as the next start finds it: what was half done is gone, everything else verifies."""
    desk = open_desk(path, user="after", today=makers.TODAY)
    try:
        assert not safekeeping.verify(desk)
        yield desk
    finally:
        desk.close()


def column(desk: Desk, sql: str) -> list[object]:
    return [row[0] for row in desk.reader.rows(sql)]


def places(folder: Path, rounds: int) -> Iterator[Place]:
    """A desk with one customer, killed on again and again, then a new one."""
    path = folder / "none"
    for run in range(rounds):
        if run % FRESH_AFTER == 0:
            path = makers.make_file(folder, f"desk-{run}.billdesk")
            with closing(open_desk(path, user="mk", today=makers.TODAY)) as desk:
                makers.a_customer(desk, "FIRST")
        yield Place(path, folder, run)


def test_kill_while_saving(folder: Path, rounds: int) -> None:
    heard = 0
    for place in places(folder, rounds):
        told = kill_while("save", place, 0.08)
        heard += len(told)
        with reopened(place.path) as desk:
            codes = set(column(desk, f"select code from customer where code like 'K{place.run}-%'"))
            paid = column(
                desk,
                "select c.code || ' 100' from receipt r join customer c on c.id = r.customer_id"
                f" where code like 'K{place.run}-%'",
            )
            acknowledged = {code for code in told if " " not in code}
            assert acknowledged <= codes
            assert len(codes) <= len(acknowledged) + 1
            assert {code for code in told if " " in code} <= set(paid)
            alone = "select code from customer where id not in (select customer_id from customer_person)"
            assert not column(desk, alone)
    assert heard > 0, "a test in which nothing was acknowledged proves nothing"


def test_kill_while_issuing(folder: Path, rounds: int) -> None:
    for place in places(folder, rounds):
        told = kill_while("issue", place, 0.08)
        with reopened(place.path) as desk:
            numbers = column(desk, "select number from invoice where state = 'issued' order by id")
            assert set(told) - set(numbers) <= {f"draft {id_}" for id_ in column(desk, "select id from invoice")}
            assert numbers == [f"2026-{n:04}" for n in range(1, len(numbers) + 1)]
            assert column(desk, "select count(*) from instalment") == [len(numbers)]
            assert column(desk, "select count(distinct invoice_id) from invoice_line") == column(
                desk, "select count(*) from invoice"
            )


def test_kill_while_entering_a_batch(folder: Path, rounds: int) -> None:
    """A receipt stands in its batch or is not booked, and no batch is closed that does not agree with its strip."""
    closed = 0
    for place in places(folder, rounds):
        told = kill_while("stack", place, 0.25)
        with reopened(place.path) as desk:
            entered = "select 'receipt ' || receipt_id from batch_entry"
            booked = column(desk, "select 'receipt ' || id from receipt where reverses_id is null")
            assert sorted(map(str, column(desk, entered))) == sorted(map(str, booked))
            assert {word for word in told if word.startswith("receipt")} <= set(booked)
            taken_back = "select 'reversed ' || receipt_id from batch_entry where taken_back"
            reversals = column(desk, "select 'reversed ' || reverses_id from receipt where reverses_id is not null")
            assert set(column(desk, taken_back)) == set(reversals)
            assert {word for word in told if word.startswith("reversed")} <= set(reversals)
            batches = set(column(desk, "select 'closed ' || id from batch where state = 'closed'"))
            assert {word for word in told if word.startswith("closed")} <= batches
            closed += len(batches)
            gap = (
                "select id from batch b where state = 'closed' and (expected_count, expected_minor) <> ("
                "select count(*), sum(amount_minor) from batch_entry e where e.batch_id = b.id and not e.taken_back)"
            )
            assert not column(desk, gap)
    assert closed > 0, "a test in which no batch was closed proves nothing"


def test_kill_between_holding_and_taking_effect(folder: Path, rounds: int) -> None:
    """Nothing that was held is lost, and it is booked once, by whoever opens the desk next."""
    told_held = 0
    for place in places(folder, rounds):
        told = kill_while("hold", place, 0.15)
        assert "not held" not in told
        later = makers.NOW + timedelta(days=place.run, hours=12)
        with closing(open_desk(place.path, user="after", today=makers.TODAY, clock=lambda at=later: at)) as desk:  # type: ignore[misc]  # bound now
            assert not safekeeping.verify(desk)
            was_held = {f"held {id_}" for id_ in column(desk, "select invoice_id from held_entry")}
            assert {word for word in told if word.startswith("held")} <= was_held
            told_held += len(was_held)
            assert not any(one.refused for one in held.release(desk))
            assert not safekeeping.verify(desk)
            assert set(column(desk, "select state from held_entry")) <= {"booked"}
            numbers = column(desk, "select number from invoice where state = 'issued' order by number")
            assert {word for word in told if not word.startswith("held")} <= set(numbers)
            assert numbers == [f"2026-{n:04}" for n in range(1, len(numbers) + 1)]
            assert column(desk, "select count(*) from held_entry") == [len(numbers)]
    assert told_held > 0, "a test in which nothing was held proves nothing"


def test_kill_while_importing(folder: Path, rounds: int) -> None:
    for place in places(folder, rounds):
        told = kill_while("import", place, 0.15)
        with reopened(place.path) as desk:
            booked = column(desk, "select fingerprint from imported_file")
            assert set(told) <= set(booked)
            assert column(desk, "select count(*) from invoice") == [ROWS * len(booked)]
            assert column(desk, "select count(*) from receipt") == [ROWS // 2 * len(booked)]


def test_kill_while_backing_up(folder: Path, rounds: int) -> None:
    for place in places(folder, rounds):
        told = kill_while("backup", place, 0.08)
        with reopened(place.path) as desk:
            head = safekeeping.chain_head(desk)
        made = {path.name: path for path in folder.glob("backup*")}
        assert set(told) <= made.keys()
        for path in made.values():
            assert not verify(path, against=head)
            assert path.stat().st_mode & 0o777 == 0o600
            path.unlink()


@pytest.fixture(scope="module")
def of_first_format(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk of the first format with records of every kind that an upgrade has to carry over."""
    return makers.make_first_format(tmp_path_factory.mktemp("first"))


def test_kill_while_upgrading(folder: Path, rounds: int, of_first_format: Path) -> None:
    before = content(of_first_format)
    for run in range(rounds):
        place = Place(folder / f"desk-{run}", folder, run)
        shutil.copy2(of_first_format, place.path)
        told = kill_while("migrate", place, 0.25)
        version = files.examine(place.path)
        assert version in ({files.SCHEMA_VERSION} if told else {1, files.SCHEMA_VERSION})
        for kept in folder.glob(f"desk-{run}.before-format-*"):
            assert files.examine(kept) == 1
            assert content(kept) == before
        if version == 1:
            assert content(place.path) == before
        with reopened(place.path):
            assert list(folder.glob(f"desk-{run}.before-format-*"))
        for path in folder.glob(f"*desk-{run}*"):
            path.unlink()


def content(path: Path) -> list[str]:
    """Everything a file holds, as SQL."""
    with closing(files.connect(path, read_only=True)) as connection:
        return list(connection.iterdump())


def test_kill_while_restoring(folder: Path, rounds: int) -> None:
    heads = []
    for name in ("backup-a", "backup-b"):
        with closing(makers.make_desk(folder, name=name)) as desk:
            makers.a_customer(desk, name)
            heads.append(safekeeping.chain_head(desk))
    path = makers.make_file(folder)
    for run in range(rounds):
        told = kill_while("restore", Place(path, folder, run), 0.12)
        with reopened(path) as desk:
            head = safekeeping.chain_head(desk)
            assert head in heads or not any(told)
            if told:
                assert head in {told[-1], heads[len(told) % 2]}


# What a kill at the worst moment leaves, made on purpose


def half_done(folder: Path) -> Path:
    """A desk as a program leaves it that is killed in the middle of writing: changed pages and the journal beside."""
    path = makers.make_file(folder)
    with closing(open_desk(path, user="mk", today=makers.TODAY)) as desk:
        for n in range(40):
            makers.a_customer(desk, f"C-{n}", notes="x" * 3000)
    left = folder / "left.billdesk"
    with closing(files.connect(path)) as connection:
        connection.execute("pragma cache_size = 1")
        connection.execute("begin immediate")
        connection.execute("update customer set notes = replace(notes, 'x', 'y')")
        for suffix in ("", "-journal"):
            shutil.copyfile(f"{path}{suffix}", f"{left}{suffix}")
        connection.execute("rollback")
    raw = left.read_bytes()
    assert b"y" * 3000 in raw
    return left


def test_the_next_start_takes_back_what_was_half_done(folder: Path) -> None:
    left = half_done(folder)
    with reopened(left) as desk:
        assert column(desk, "select count(*) from customer where notes like '%y%'") == [0]
    assert not Path(f"{left}-journal").exists()


def test_an_open_desk_goes_on_reading_after_another_program_was_killed_while_writing(folder: Path) -> None:
    left = half_done(folder)
    crashed, journal = left.read_bytes(), Path(f"{left}-journal").read_bytes()
    with reopened(left) as desk:
        before = column(desk, "select sum(length(notes)) from customer")
        left.write_bytes(crashed)
        Path(f"{left}-journal").write_bytes(journal)
        assert column(desk, "select sum(length(notes)) from customer") == before
        assert column(desk, "select count(*) from customer where notes like '%y%'") == [0]


def test_a_journal_left_without_its_desk_does_not_harm_what_is_restored_in_its_place(folder: Path) -> None:
    left = half_done(folder)
    whole = folder / "backup"
    with closing(makers.make_desk(folder, name="other")) as desk:
        head = safekeeping.backup(desk, whole)
    left.unlink()
    assert safekeeping.restore(whole, left) == head
    assert not verify(left)
    assert not Path(f"{left}-journal").exists()


def test_a_damaged_backup_is_refused_and_the_desk_stays(folder: Path) -> None:
    path = makers.make_file(folder)
    damaged = folder / "damaged"
    raw = bytearray(path.read_bytes())
    raw[5000:9000] = b"\0" * 4000
    damaged.write_bytes(raw)
    before = path.read_bytes()
    with pytest.raises(DeskFileError):
        safekeeping.restore(damaged, path)
    assert path.read_bytes() == before
    assert sorted(one.name for one in folder.iterdir()) == ["damaged", path.name]


def test_an_upgrade_that_fails_leaves_the_file_as_it_was(
    folder: Path, of_first_format: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / "desk"
    shutil.copy2(of_first_format, path)
    before = content(path)
    monkeypatch.setattr(derived, "TRIGGERS", (*derived.TRIGGERS, "create table audit (seq integer)"))
    with pytest.raises(Exception, match="already exists"):
        migrate.bring_up_to_date(path)
    assert content(path) == before
    assert files.examine(path) == 1


def test_an_older_backup_of_an_upgrade_is_never_taken_for_the_new_one(folder: Path, of_first_format: Path) -> None:
    path = folder / "desk"
    shutil.copy2(of_first_format, path)
    first = migrate.bring_up_to_date(path)
    shutil.copy2(of_first_format, path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("insert into audit values (999, '', '', 'later', '', '', '[]', '')")
        connection.commit()
    second = migrate.bring_up_to_date(path)
    assert first is not None
    assert second is not None
    assert first != second
    with closing(files.connect(second, read_only=True)) as connection:
        assert connection.execute("select count(*) from audit where action = 'later'").fetchone() == (1,)


def test_the_chain_head_of_an_empty_chain_is_where_it_begins(folder: Path) -> None:
    path = folder / "empty"
    files.create_file(path)
    migrate.upgrade(path)
    with closing(files.connect(path, read_only=True)) as connection:
        assert chain_head(connection) == "0" * 64
