"""The desk file: whose it is, how a connection to it is set up, and what is said of one that cannot be used."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from billdesk.domain.errors import DeskFileError
from billdesk.services import company, customers, queue, safekeeping
from billdesk.services.desk import open_desk
from billdesk.services.drafting import customer_draft
from db import engine, files, migrate
from db.engine import engine_for
from db.reader import Reader
from tests import makers

WANTED = {
    "foreign_keys": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "mmap_size": 0,
    "journal_mode": "delete",
}


def pragmas(connection: sqlite3.Connection) -> dict[str, object]:
    return {name: (connection.execute(f"pragma {name}").fetchone() or [0])[0] for name in WANTED}


def test_every_connection_has_the_pragmas_of_the_house(furnished: Path) -> None:
    with closing(files.connect(furnished)) as connection:
        assert pragmas(connection) == WANTED
        assert connection.execute("pragma synchronous").fetchone() == (3,)
        assert connection.isolation_level is None
    with engine_for(furnished).begin() as connected:
        driver = connected.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        assert pragmas(driver) == WANTED
        assert driver.in_transaction
    with Reader(furnished).connection() as reading:
        assert pragmas(reading) == WANTED
        with pytest.raises(sqlite3.OperationalError):
            reading.execute("delete from contact")


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077, 0o277])
def test_files_and_folders_are_the_owners_alone_whatever_the_umask(tmp_path: Path, mask: int) -> None:
    path = tmp_path / "a" / "b" / "desk.billdesk"
    with umask(mask):
        desk = company.create_desk(path, makers.confirmed(makers.COMPANY), user="mk", today=makers.TODAY)
        safekeeping.backup(desk, tmp_path / "copies" / "backup")
        safekeeping.restore(tmp_path / "copies" / "backup", path)
        desk.close()
    for made in tmp_path.rglob("*"):
        assert made.stat().st_mode & 0o777 == (0o700 if made.is_dir() else 0o600), made
    assert sorted(made.name for made in tmp_path.rglob("*")) == ["a", "b", "backup", "copies", "desk.billdesk"]


def test_what_killed_programs_left_of_copies_to_the_same_place_is_removed(furnished: Path, tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    folder = tmp_path / "copies"
    folder.mkdir()
    left = [f".backup.{gone.pid}.part", f".backup.{gone.pid}.part-journal", f".backup.{gone.pid}.fresh"]
    left.append(f"..backup.{gone.pid}.fresh.{gone.pid}.part")
    others = [f".backup.{os.getppid()}.part", f".backup2.{gone.pid}.part", ".backup.x.part", "backup.1.part"]
    for name in (*left, *others):
        (folder / name).touch()
    with closing(open_desk(furnished, user="mk", today=makers.TODAY)) as desk:
        safekeeping.backup(desk, folder / "backup")
    assert sorted(path.name for path in folder.iterdir()) == sorted([*others, "backup"])
    (folder / left[-1]).touch()
    safekeeping.restore(furnished, folder / "backup")
    assert sorted(path.name for path in folder.iterdir()) == sorted([*others, "backup"])


def test_the_journal_is_the_owners_alone(furnished: Path) -> None:
    with closing(files.connect(furnished)) as connection, umask(0):
        connection.execute("begin immediate")
        connection.execute("update customer set notes = ''")
        assert Path(f"{furnished}-journal").stat().st_mode & 0o777 == 0o600


def refused(path: Path, *, read_only: bool = False) -> DeskFileError:
    with pytest.raises(DeskFileError) as error:
        open_desk(path, user="mk", today=makers.TODAY, read_only=read_only)
    assert error.value.way_out
    return error.value


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert "There is no desk at" in refused(tmp_path / "none").sentence
    assert not list(tmp_path.iterdir()), "looking makes nothing"


def test_a_folder(tmp_path: Path) -> None:
    assert "is not a file" in refused(tmp_path).sentence


@pytest.mark.parametrize("content", [b"", b"no database, but some text that is long enough" * 50])
def test_a_file_of_another_kind(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    assert "is not a desk file" in refused(path).sentence
    assert path.read_bytes() == content


def test_the_database_of_another_program(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("create table x (y)")
    assert "is not a desk file" in refused(path).sentence


def test_a_damaged_desk(furnished: Path) -> None:
    raw = bytearray(furnished.read_bytes())
    raw[100:400] = b"\xff" * 300
    furnished.write_bytes(raw)
    assert "is damaged" in refused(furnished).sentence
    assert "restore" in refused(furnished).way_out


def test_what_stands_in_a_damaged_desk_is_never_said(furnished: Path) -> None:
    with closing(sqlite3.connect(furnished)) as connection:
        connection.execute("update contact set note = cast(:note as text)", {"note": b"SECRET database is locked\xff"})
        connection.commit()
    with closing(Reader(furnished)) as reader, pytest.raises(DeskFileError) as caught:
        reader.rows("select note from contact")
    assert caught.value.sentence == f"{furnished} is damaged: it holds what cannot be read."
    assert "SECRET" not in str(caught.value)


def test_a_backup_of_a_damaged_desk_names_the_desk(furnished: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(furnished)) as connection:
        connection.execute("delete from customer")
        connection.commit()
    copies = tmp_path / "copies"
    with closing(open_desk(furnished, user="mk", today=makers.TODAY)) as desk, pytest.raises(DeskFileError) as caught:
        safekeeping.backup(desk, copies / "copy")
    assert caught.value.sentence == f"{furnished} is damaged: a copy of it does not hold together."
    assert not list(copies.iterdir())


def test_a_desk_cut_short_is_said_to_be_damaged_when_that_shows(furnished: Path) -> None:
    raw = furnished.read_bytes()
    furnished.write_bytes(raw[: len(raw) // 2])
    with pytest.raises(DeskFileError, match="damaged"):
        open_desk(furnished, user="mk", today=makers.TODAY).reader.rows("select * from contact, audit")


@pytest.mark.parametrize("change", ["update alembic_version set version_num = '9f3c'", "delete from alembic_version"])
def test_a_desk_that_names_an_unknown_migration_is_refused_before_anything_is_changed(
    furnished: Path, change: str
) -> None:
    with closing(sqlite3.connect(furnished)) as connection, connection:
        connection.execute(change)
    before = furnished.read_bytes()
    assert "names a migration that this version of billdesk does not know" in refused(furnished).sentence
    assert furnished.read_bytes() == before


def test_a_desk_of_a_newer_version(furnished: Path) -> None:
    with closing(sqlite3.connect(furnished)) as connection:
        connection.execute(f"pragma user_version = {files.SCHEMA_VERSION + 1}")
    before = furnished.read_bytes()
    assert "newer version" in refused(furnished).sentence
    assert furnished.read_bytes() == before


def test_a_desk_that_another_program_holds(furnished: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "READ_SECONDS", 0.05)
    monkeypatch.setattr(files, "BUSY_SECONDS", 0.05)
    with closing(sqlite3.connect(furnished, isolation_level=None)) as other:
        other.execute("begin exclusive")
        assert "in use by another program" in refused(furnished).sentence
    desk = open_desk(furnished, user="mk", today=makers.TODAY)
    with closing(sqlite3.connect(furnished, isolation_level=None)) as other:
        other.execute("begin immediate")
        with pytest.raises(DeskFileError, match="in use by another program"):
            makers.a_customer(desk, "LATE")
    assert makers.a_customer(desk, "LATE")
    desk.close()


def test_a_writer_that_must_wait_says_so_once_and_goes_on(furnished: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "QUIET_SECONDS", 0.05)
    said: list[bool] = []
    with closing(open_desk(furnished, user="mk", today=makers.TODAY)) as desk:
        with closing(sqlite3.connect(furnished, isolation_level=None)) as other:
            other.execute("begin immediate")

            def waiting(waits: bool) -> None:
                said.append(waits)
                if waits:
                    other.execute("rollback")

            desk.on_wait = waiting
            assert makers.a_customer(desk, "LATE")
        assert makers.a_customer(desk, "LATER")
    assert said == [True, False]


def test_a_writer_that_waited_in_vain_says_that_it_waits_no_more(
    furnished: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "QUIET_SECONDS", 0.05)
    monkeypatch.setattr(files, "BUSY_SECONDS", 0.1)
    said: list[bool] = []
    with closing(open_desk(furnished, user="mk", today=makers.TODAY)) as desk:
        desk.on_wait = said.append
        with closing(sqlite3.connect(furnished, isolation_level=None)) as other:
            other.execute("begin immediate")
            with pytest.raises(DeskFileError, match="in use by another program"):
                makers.a_customer(desk, "LATE")
    assert said == [True, False]


def as_nobody(path: Path) -> str:
    """What a user without rights is told; tests may run as root, whom nothing stops."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgid(65534)
            os.setuid(65534)
            try:
                desk = open_desk(path, user="nobody", today=makers.TODAY)
                said = f"read_only={desk.read_only} {len(desk.reader.rows('select * from customer'))}"
            except DeskFileError as error:
                said = error.sentence
            os.write(writing, said.encode())
        finally:
            os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as heard:
        return heard.read().decode()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_a_desk_that_may_only_be_read_opens_for_viewing(furnished_file: Path) -> None:
    with makers.quick_folder() as folder:
        folder.chmod(0o755)
        path = Path(shutil.copy2(furnished_file, folder / "desk"))
        path.chmod(0o644)
        assert as_nobody(path) == "read_only=True 5"
        path.chmod(0o600)
        assert "may not be read by you" in as_nobody(path)
        path.chmod(0o666)
        assert as_nobody(path) == "read_only=True 5", "the folder has no room for a journal"
        folder.chmod(0o700)
        assert "may not be read by you" in as_nobody(path)


def test_an_older_desk_that_may_not_be_written_is_not_upgraded(tmp_path: Path) -> None:
    path = makers.make_first_format(tmp_path)
    before = path.read_bytes()
    assert "older format" in refused(path, read_only=True).sentence
    assert path.read_bytes() == before


def test_an_older_desk_is_upgraded_after_a_verified_backup(tmp_path: Path) -> None:
    path = makers.make_first_format(tmp_path)
    before = path.read_bytes()
    desk = open_desk(path, user="mk", today=makers.TODAY, clock=makers.clock)
    queue.refresh(desk)
    assert not safekeeping.verify(desk), "what triggers keep was filled in"
    (kept,) = tmp_path.glob("*.before-format-*")
    assert files.examine(kept) == 1
    assert kept.stat().st_mode & 0o777 == 0o600
    with closing(open_desk(tmp_path / "current", user="mk", today=makers.TODAY)) as current:
        assert queue.head(desk).totals == queue.head(current).totals
        assert customers.search(desk, "Boulangerie") == customers.search(current, "Boulangerie")
    assert path.read_bytes() != before
    desk.close()


def rows_of(path: Path, table: str) -> list[tuple[object, ...]]:
    with closing(files.connect(path, read_only=True)) as connection:
        return connection.execute(f"select * from {table} order by 1").fetchall()


def test_a_desk_of_the_second_format_keeps_every_value(tmp_path: Path) -> None:
    path = makers.make_second_format(tmp_path)
    assert files.examine(path) == 2
    before = {table: rows_of(path, table) for table in ("customer", "customer_person", "invoice", "audit")}
    assert all(before.values())
    kept = migrate.bring_up_to_date(path)
    assert kept is not None
    assert files.examine(kept) == 2
    assert files.examine(path) == files.SCHEMA_VERSION
    assert {table: rows_of(path, table) for table in before} == before
    desk = open_desk(path, user="mk", today=makers.TODAY, clock=makers.clock)
    queue.refresh(desk)
    assert not safekeeping.verify(desk)
    account = customers.find(desk, "H-0031")
    assert (account.address.town, account.vat_id) == ("Erfurt", "DE123456788")
    assert (account.addresses, account.tax_ids, account.bank_accounts) == ((), (), ())
    changed = replace(customer_draft(account), addresses=makers.ADDRESSES, bank_accounts=makers.BANK_ACCOUNTS)
    customers.save(desk, makers.confirmed(changed))
    assert not safekeeping.verify(desk), "old links and new ones stand in one chain"
    desk.close()


def test_a_desk_of_the_third_format_keeps_what_is_held_and_set(tmp_path: Path) -> None:
    path = makers.make_third_format(tmp_path)
    assert files.examine(path) == 3
    before = {table: rows_of(path, table) for table in ("held_entry", "desk_setting", "check_answer", "audit")}
    assert all(before.values())
    with closing(files.connect(path)) as connection:
        connection.execute(
            "insert into work_item (key, kind, customer_id, document, currency, open_minor, why, next_action, points,"
            " parts) select 'check:' || id, 'check', customer_id, 'receipt', currency, amount_minor, 'second person',"
            " 'check', 1, '[]' from held_entry where state = 'to check'"
        )
    migrate.bring_up_to_date(path)
    assert {table: rows_of(path, table) for table in before} == before
    with closing(files.connect(path)) as connection:
        assert [row[0] for row in connection.execute("select why from work_item")] == ["receipt by mk"]
    desk = open_desk(path, user="mk", today=makers.TODAY, clock=makers.clock)
    queue.refresh(desk)
    assert not safekeeping.verify(desk)
    desk.close()


# The reader


def test_readers_work_side_by_side_and_see_one_state_each(furnished: Path) -> None:
    reader = Reader(furnished)
    wrong: list[object] = []

    def read() -> None:
        for _ in range(30):
            with reader.snapshot() as connection:
                first = connection.execute("select count(*) from customer").fetchone()
                if connection.execute("select count(*) from customer").fetchone() != first:
                    wrong.append(first)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    desk = open_desk(furnished, user="mk", today=makers.TODAY)
    for n in range(5):
        makers.a_customer(desk, f"NEW-{n}")
    for thread in threads:
        thread.join()
    assert not wrong
    assert len(reader.rows("select * from customer where code like 'NEW-%'")) == 5
    reader.close()
    desk.close()


def test_a_reader_that_failed_once_reads_again(furnished: Path) -> None:
    reader = Reader(furnished)
    with pytest.raises(DeskFileError):
        reader.rows("select * from nowhere")
    assert reader.rows("select 1 as one")[0]["one"] == 1
    reader.close()
