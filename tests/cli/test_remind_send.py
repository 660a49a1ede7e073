"""`billdesk remind` and `remind --send`: the brief, the run, whom it leaves out, its exit codes, and running again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from billdesk.domain.dates import say_day
from billdesk.domain.followup.drafts import ChoiceDraft, HoldDraft, ProcedureDraft
from billdesk.domain.followup.procedures import Channel
from billdesk.domain.mailing import Fate, Outcome, Outgoing
from billdesk.exchange.mail.folder import FolderTransport
from billdesk.remind_run import Stop
from billdesk.services import customers, holds, procedures
from billdesk.services.desk import Desk, open_desk
from billdesk.settings import config_folder
from tests.cli.conftest import ROOT, Run, give_address, program
from tests.makers import TODAY, confirmed


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Where mails go; the settings say so, and that nothing is held."""
    folder = tmp_path / "out"
    put_settings(f'[folder]\npath = "{folder}"\n')
    return folder


def put_settings(where: str, hold: int = 0) -> None:
    """Write the settings of the mail."""
    config_folder().mkdir(parents=True, exist_ok=True)
    who = f'[sender]\nname = "Maria Keller"\naddress = "billing@northwind.example"\nhold_minutes = {hold}\n'
    (config_folder() / "mail.toml").write_text(who + where, encoding="utf-8")


def test_the_brief_is_a_page_for_people_and_a_document_for_programs(on_desk: Run, ready: Path) -> None:
    ran = on_desk("remind")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(
        "Bank data  at least 20 days old: the last receipt is of Sun 1 Nov 2026. Bring the receipts in"
    )
    assert "Steps      1 mail to send, € 119.00" in ran.out
    document = json.loads(on_desk("remind", "--format", "json").out)
    assert document["receipts_until"] == "2026-11-01"
    assert {row["customer"]: row["done"] for row in document["rows"]} == {
        "C1": "mails", "C2": "later", "=C4": "not possible",
    }  # fmt: skip
    assert document["lines"][0]["topic"] == "Bank data"


def test_a_run_sends_and_names_whom_it_leaves_out_and_why(on_desk: Run, ready: Path, out: Path) -> None:
    ran = on_desk("remind", "--send", "--format", "json")
    document = json.loads(ran.out)
    assert (ran.code, document["planned"], document["sent"], document["waiting"]) == (0, 1, 1, 0)
    assert document["sums"] == [{"currency": "EUR", "total": "119.00"}]
    whys = {row["customer"]: row["why"] for row in document["rows"]}
    assert whys["C2"].startswith("Due on Mon 30 Nov 2026")
    assert whys["=C4"] == "No mail address is known. Enter one with the customer."
    assert "1 planned, 1 sent through" in ran.err
    assert "2 accounts left out." in ran.err
    (mail,) = out.glob("*.eml")
    assert b"weiss@hofmann.example" in mail.read_bytes()


def test_run_again_it_does_no_more(on_desk: Run, ready: Path, out: Path) -> None:
    for _ in range(4):
        assert on_desk("remind", "--send").code == 0
    assert len(list(out.glob("*.eml"))) == 1
    document = json.loads(on_desk("remind", "--send", "--format", "json").out)
    assert (document["planned"], document["sent"]) == (0, 0)
    assert next(row for row in document["rows"] if row["customer"] == "C1")["done"] == "disputed"


def test_its_report_is_of_what_stands_after_the_sending(on_desk: Run, ready: Path, out: Path) -> None:
    put_settings(f'[folder]\npath = "{out}"\n', hold=10)
    first = on_desk("remind", "--send", "--format", "json")
    document = json.loads(first.out)
    assert (document["planned"], document["held"], document["sent"], document["waiting"]) == (1, 1, 0, 0)
    until = datetime.fromisoformat(document["held_until"])
    (row,) = (row for row in document["rows"] if row["customer"] == "C1")
    assert (row["done"], row["amount"]) == ("held", "119.00")
    assert row["why"].startswith("Held until ")
    assert "1 mail is held until" in first.err
    assert "run again then." in first.err
    assert "waiting" not in first.err
    assert document["left_out"] == 2
    brief = json.loads(on_desk("remind", "--format", "json").out)
    assert brief["past_hold"] == {"count": 0, "sums": []}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Desk, "now", lambda _: until + timedelta(seconds=1))
        brief = json.loads(on_desk("remind", "--format", "json").out)
        assert brief["past_hold"] == {"count": 1, "sums": [{"currency": "EUR", "total": "119.00"}]}
        assert "The run    1 mail past its hold, € 119.00" in on_desk("remind").out
        second = on_desk("remind", "--send", "--format", "json")
    document = json.loads(second.out)
    assert (document["planned"], document["held"], document["sent"], document["left_out"]) == (0, 0, 1, 2)
    assert [(row["done"], row["why"]) for row in document["rows"] if row["customer"] == "C1"] == [
        ("sent", "Sent to weiss@hofmann.example.")
    ]
    assert "0 planned, 1 sent through" in second.err
    assert "held" not in second.err


def test_what_is_dropped_at_the_last_look_is_counted_apart(on_desk: Run, ready: Path, out: Path) -> None:
    put_settings(f'[folder]\npath = "{out}"\n', hold=10)
    until = datetime.fromisoformat(json.loads(on_desk("remind", "--send", "--format", "json").out)["held_until"])
    with closing(open_desk(ready, user="mk", today=TODAY)) as desk:
        holds.hold(desk, confirmed(HoldDraft(uuid4(), customers.find(desk, "C1").id, "insolvent")))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Desk, "now", lambda _: until + timedelta(seconds=1))
        ran = on_desk("remind", "--send", "--format", "json")
    document = json.loads(ran.out)
    assert (ran.code, document["sent"], document["left_out"]) == (0, 0, 2)
    (row,) = (row for row in document["rows"] if row["customer"] == "C1")
    assert (row["done"], row["why"]) == ("dropped", document["dropped"][0]["said"])
    assert "0 planned, 0 sent through" in ran.err
    assert "1 dropped at the last look; 2 accounts left out." in ran.err


def test_a_dry_run_decides_as_the_run_does(on_desk: Run, ready: Path, out: Path) -> None:
    dry = json.loads(on_desk("remind", "--dry-run", "--format", "json").out)
    done = json.loads(on_desk("remind", "--send", "--format", "json").out)
    acted = {row["customer"]: row["claimed"] for row in dry["rows"] if row["action"] == "mail"}
    assert acted == {row["customer"]: row["amount"] for row in done["rows"] if row["done"] == "sent"} != {}
    impossible = {row["customer"] for row in dry["rows"] if "not-possible" in codes(row)}
    assert impossible == {row["customer"] for row in done["rows"] if row["done"] == "not possible"} == {"=C4"}


def codes(row: dict[str, list[dict[str, list[dict[str, str]]]]]) -> set[str]:
    """The reasons of a row's items."""
    return {reason["code"] for item in row["items"] for reason in item["reasons"]}


def test_letters_stand_in_one_file_beside_the_desk(on_desk: Run, ready: Path, out: Path) -> None:
    with closing(open_desk(ready, user="mk", today=TODAY)) as desk:
        by_letter(desk)
    ran = on_desk("remind", "--send", "--format", "json")
    document = json.loads(ran.out)
    path = ready.parent / "letters-2026-11-21.txt"
    assert (document["letters"], document["letters_file"], document["sent"]) == (1, str(path), 0)
    assert "Hauptstr. 1\n50667 Köln" in path.read_text(encoding="utf-8")
    assert json.loads(on_desk("remind", "--send", "--format", "json").out)["letters"] == 0
    assert "1 printed, not posted" in on_desk("remind").out


def test_letters_that_cannot_be_written_wait_and_the_mails_go_out(
    on_desk: Run, ready: Path, out: Path, tmp_path: Path
) -> None:
    with closing(open_desk(ready, user="mk", today=TODAY)) as desk:
        by_letter(desk)
        give_address(desk, "=C4")
        procedures.choose(desk, confirmed(ChoiceDraft("gentle", customers.find(desk, "C1").id)))
    nowhere = tmp_path / "nowhere" / "x.txt"
    ran = on_desk("remind", "--send", "--letters", str(nowhere), "--format", "json")
    document = json.loads(ran.out)
    assert (ran.code, document["planned"], document["letters"], document["sent"]) == (5, 2, 0, 1)
    assert document["letters_failed"] in ran.err
    assert f"{nowhere} cannot be written" in ran.err
    assert {row["customer"]: row["done"] for row in document["rows"]}["C1"] == "sent"
    written = json.loads(on_desk("remind", "--send", "--format", "json").out)
    assert (written["letters"], written["letters_failed"]) == (1, None)


def test_a_text_of_ones_own_that_is_wrong_is_named_once_with_its_line(on_desk: Run, ready: Path, out: Path) -> None:
    with closing(open_desk(ready, user="mk", today=TODAY)) as desk:
        give_address(desk, "=C4")
    assert len(json.loads(on_desk("remind", "--dry-run", "--format", "json").out)["rows"]) >= 2
    for language in ("en", "de"):
        own = config_folder() / "texts" / language / "reminder-friendly.txt"
        own.parent.mkdir(parents=True)
        own.write_text("Subject: hello\n\n{{ nobody }}\n", encoding="utf-8")
    ran = on_desk("remind", "--send", "--format", "json")
    document = json.loads(ran.out)
    assert (ran.code, document["planned"]) == (5, 0)
    (broken,) = document["unwritten"]
    assert broken["accounts"] == 2
    assert ran.err.count("reminder-friendly.txt, line 3: ") == 1
    assert "It leaves 2 accounts out." in ran.err


def test_who_reads_stdout_may_go_and_the_run_still_says_what_it_did(ready: Path, out: Path) -> None:
    line = [sys.executable, "-m", "billdesk", "--desk", str(ready), "--today", "2026-11-21", "remind", "--send"]
    gone, stdout = os.pipe()
    os.close(gone)
    ran = subprocess.run([*line, "--format", "csv"], cwd=ROOT, stdout=stdout, stderr=subprocess.PIPE, check=False)
    os.close(stdout)
    assert (ran.returncode, len(list(out.glob("*.eml")))) == (0, 1)
    assert b"1 planned, 1 sent through" in ran.stderr


def by_letter(desk: Desk) -> None:
    """Let the desk's own procedure begin with a letter."""
    found = procedures.get(desk, "standard").procedure
    first, *others = found.steps
    steps = (replace(first, channel=Channel.LETTER), *others)
    procedures.save(desk, confirmed(ProcedureDraft(uuid4(), replace(found, steps=steps))))


def test_control_totals_that_do_not_agree_plan_nothing(on_desk: Run, ready: Path, out: Path) -> None:
    wrong = on_desk("remind", "--send", "--expect-count", "1", "--expect-total", "120.00")
    assert (wrong.code, wrong.out) == (1, "")
    assert "1 message would ask for EUR 119.00." in wrong.err
    assert not out.exists()
    right = on_desk("remind", "--send", "--expect-count", "1", "--expect-total", "119.00")
    assert right.code == 0
    assert len(list(out.glob("*.eml"))) == 1


def test_messages_that_are_expected_and_not_due_are_refused(on_desk: Run, ready: Path, out: Path) -> None:
    assert on_desk("remind", "--send").code == 0
    ran = on_desk("remind", "--send", "--expect-count", "5")
    assert (ran.code, ran.out) == (1, "")
    assert "5 messages expected, and none is due." in ran.err
    assert on_desk("remind", "--send", "--expect-count", "0").code == 0


def test_a_message_that_failed_is_named_and_is_exit_5(
    on_desk: Run, ready: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = Outcome(Fate.REFUSED, "550 no such user")
    monkeypatch.setattr(FolderTransport, "send", lambda _self, _mail: refused)
    ran = on_desk("remind", "--send")
    assert ran.code == 5
    assert "C1 Hofmann & Söhne KG, weiss@hofmann.example: failed. 550 no such user" in ran.err


def test_a_signal_stops_it_after_the_mail_on_its_way_and_is_exit_4(
    on_desk: Run, ready: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(open_desk(ready, user="mk", today=TODAY)) as desk:
        give_address(desk, "=C4")
    taken: list[Outgoing] = []

    def send(_self: FolderTransport, mail: Outgoing) -> Outcome:
        taken.append(mail)
        signal.raise_signal(signal.SIGTERM)
        return Outcome(Fate.ACCEPTED, "250")

    monkeypatch.setattr(FolderTransport, "send", send)
    before = signal.getsignal(signal.SIGTERM)
    ran = on_desk("remind", "--send", "--format", "json")
    document = json.loads(ran.out)
    assert (ran.code, len(taken), document["sent"], document["waiting"]) == (4, 1, 1, 1)
    assert "It was stopped." in ran.err
    assert signal.getsignal(signal.SIGTERM) is before


def test_two_programs_at_once_send_each_mail_once(ready: Path, out: Path) -> None:
    with closing(open_desk(ready, user="mk", today=TODAY)) as opened:
        give_address(opened, "=C4")
    line = [sys.executable, "-m", "billdesk", "--desk", str(ready), "--today", "2026-11-21", "remind", "--send"]
    both = [subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)]
    said = [process.communicate(timeout=60) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    # Whoever came second may have found the line taken; what it left waiting goes out with the next run.
    assert program("--desk", ready, "--today", "2026-11-21", "remind", "--send").code == 0
    assert len(list(out.glob("*.eml"))) == 2
    assert program("--desk", ready, "verify").code == 0


def test_another_day_never_really_sends(on_desk: Run, ready: Path) -> None:
    put_settings('[server]\nhost = "mail.northwind.example"\n')
    ran = on_desk("remind", "--send")
    assert (ran.code, ran.out) == (1, "")
    assert "It is not Sat 21 Nov 2026 today, and mail.northwind.example would really send." in ran.err


def test_a_second_signal_is_obeyed_at_once() -> None:
    stop = Stop()
    before = signal.getsignal(signal.SIGINT)
    with stop.listening():
        signal.raise_signal(signal.SIGINT)
        assert stop()
        assert signal.getsignal(signal.SIGINT) is before
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--dry-run", "--send"), "--dry-run and --send exclude each other."),
        (("--as-of", "2026-11-01"), "--as-of and --procedure go with --dry-run."),
        (("--dry-run", "--letters", "x.txt"), "--letters, --expect-total and --after-restore go with --send."),
    ],
)
def test_a_wrong_line_is_refused(on_desk: Run, words: tuple[str, ...], said: str) -> None:
    ran = on_desk("remind", *words)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_without_settings_it_says_what_to_write(on_desk: Run, ready: Path) -> None:
    ran = on_desk("remind", "--send")
    assert (ran.code, ran.out) == (1, "")
    assert "The desk does not know how to send" in ran.err


def test_after_a_restore_it_asks_once_and_names_both_times(
    on_desk: Run, ready: Path, out: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    with closing(open_desk(ready, user="mk", today=TODAY)) as desk:
        day = last_entry(desk)
    assert on_desk("backup", copy).code == 0
    assert on_desk("remind", "--send").code == 0
    assert len(list(out.glob("*.eml"))) == 1
    assert on_desk("restore", copy, "--force").code == 0
    asked = on_desk("remind", "--send")
    assert (asked.code, asked.out) == (1, "")
    assert "The desk was restored on " in asked.err
    assert f"from a backup whose last entry is of {say_day(day)}" in asked.err
    assert f"--after-restore {day.isoformat()}" in asked.err
    wrong = on_desk("remind", "--send", "--after-restore", "2020-01-01")
    assert (wrong.code, wrong.out) == (1, "")
    assert "That is not Wed 1 Jan 2020." in wrong.err
    assert len(list(out.glob("*.eml"))) == 1
    assert on_desk("remind", "--send", "--after-restore", day.isoformat()).code == 0
    assert len(list(out.glob("*.eml"))) == 2
    again = on_desk("remind", "--send", "--after-restore", day.isoformat())
    assert (again.code, again.out) == (1, "")
    assert "Leave --after-restore out." in again.err
    assert on_desk("remind", "--send").code == 0


def last_entry(desk: Desk) -> date:
    """The day of the last entry of a desk."""
    (row,) = desk.reader.rows("select at from audit order by seq desc limit 1")
    return datetime.fromisoformat(row["at"]).astimezone(desk.time_zone).date()
