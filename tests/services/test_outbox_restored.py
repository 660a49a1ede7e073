"""A backup in the place of the desk sends nothing again by itself, and says what it cannot know."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from billdesk.domain.errors import DeskFileError, RuleError
from billdesk.domain.followup.outbox import AfterRestoreDraft, Message, MessageState, ResolveDraft
from billdesk.domain.followup.reasons import Why
from billdesk.domain.mailing import Fate, Outcome
from billdesk.services import brief, company, daily_run, outbox, outbox_fates, outbox_restored, outbox_run, safekeeping
from billdesk.services.daily_run import Tools
from billdesk.services.desk import Desk, open_desk
from billdesk.services.outbox_restored import RestoredError
from tests import makers
from tests.makers import NOW, TODAY, confirmed
from tests.services.posting import OFFICE, OLD, Line, desk_at, no_paper, only, plan, print_one, send, verified, whys

pytestmark = pytest.mark.usefixtures("bank")
State = MessageState
LATER = NOW + timedelta(hours=2)
SAID = (
    "The desk was restored on Sat 21 Nov 2026 at 11:30 from a backup whose last entry is of Sat 21 Nov 2026 at 09:30."
)


@pytest.fixture
def copy(desk: Desk, customer: int, folder: Path) -> Path:
    """A backup of the desk in which one mail is due."""
    makers.an_invoice(desk, customer, OLD)
    return backup(desk, folder)


def backup(desk: Desk, folder: Path) -> Path:
    target = folder / "copy"
    safekeeping.backup(desk, target, replace=True)
    return target


def restored(desk: Desk, copy: Path) -> Desk:
    """The desk two hours later, after the copy was put back with `restore`."""
    safekeeping.restore(copy, desk.path, LATER)
    return desk_at(desk.path, minutes=120)


def refused(desk: Desk) -> str:
    with pytest.raises(RestoredError) as raised:
        outbox_restored.refuse(desk)
    return str(raised.value)


def test_what_was_sent_since_is_not_sent_again_before_somebody_has_looked(desk: Desk, copy: Path) -> None:
    plan(desk)
    assert send(desk.path, Line()).sent == 1
    with closing(restored(desk, copy)) as later:
        assert refused(later).startswith(f"{SAID} What went out since is not in it and could go out again.")
        line = Line()
        with pytest.raises(RestoredError):
            plan(later)
        with pytest.raises(RestoredError):
            daily_run.run(later, Tools(OFFICE, line, no_paper), confirmed, confirmed)
        with pytest.raises(RestoredError):
            outbox_run.send_due(later, OFFICE, line)
        with pytest.raises(RuleError, match="That is not Fri 20 Nov 2026"):
            outbox_restored.go_on(later, confirmed(AfterRestoreDraft(TODAY - timedelta(days=1))))
        assert outbox.waiting(later) == ()
        outbox_restored.go_on(later, confirmed(AfterRestoreDraft(TODAY)))
        outbox_restored.refuse(later)
        with pytest.raises(RuleError, match="was not restored"):
            outbox_restored.go_on(later, confirmed(AfterRestoreDraft(TODAY)))
        assert len(plan(later)) == 1


def test_the_brief_says_that_the_desk_was_restored_until_that_is_confirmed(desk: Desk, copy: Path) -> None:
    with closing(restored(desk, copy)) as later:
        told = brief.read(later, OFFICE).restored
        assert told is not None
        assert (told.sentence, told.on, told.known_to) == (SAID, TODAY, TODAY)
        outbox_restored.go_on(later, confirmed(AfterRestoreDraft(TODAY)))
        assert brief.read(later, OFFICE).restored is None


def test_what_waited_in_the_backup_is_unknown_and_never_goes_out_by_itself(
    desk: Desk, copy: Path, folder: Path, customer: int
) -> None:
    plan(desk)
    copy = backup(desk, folder)
    assert send(desk.path, Line()).sent == 1
    with closing(restored(desk, copy)) as later:
        outbox_run.recover(later)
        message = only(later)
        assert (message.state, message.said) == (State.UNKNOWN, f"{SAID} Nobody knows whether it went out since.")
        outbox_restored.go_on(later, confirmed(AfterRestoreDraft(TODAY)))
        line = Line()
        daily_run.run(later, Tools(OFFICE, line, no_paper), confirmed, confirmed)
        assert line.taken == []
        assert Why.UNKNOWN in whys(later, customer)
        outbox_fates.resolve(later, confirmed(ResolveDraft(message.id, message.version, True, "in our sent mail")))
        assert only(later).state is State.SENT
        assert verified(later)


def test_a_letter_that_waited_is_unknown_too_and_nothing_is_printed(desk: Desk, letter: Message, folder: Path) -> None:
    copy = backup(desk, folder)
    with closing(restored(desk, copy)) as later:
        with pytest.raises(RestoredError):
            print_one(later, letter.id)
        assert outbox.get(later, letter.id).state is State.UNKNOWN


def test_an_older_copy_that_was_put_there_by_hand_is_found_out(desk: Desk, copy: Path) -> None:
    plan(desk)
    assert send(desk.path, Line()).sent == 1
    path = desk.path
    desk.close()
    shutil.copy(copy, path)
    with closing(desk_at(path, minutes=120)) as later:
        said = refused(later)
        assert "An older copy of the desk, whose last entry is of Sat 21 Nov 2026 at 09:30, has come in its" in said
        outbox_restored.go_on(later, confirmed(AfterRestoreDraft(TODAY)))
        outbox_restored.refuse(later)


def test_an_older_copy_in_which_a_sent_mail_still_waits_is_found_out(desk: Desk, copy: Path, folder: Path) -> None:
    plan(desk)
    copy = backup(desk, folder)
    assert send(desk.path, Line()).sent == 1
    path = desk.path
    desk.close()
    shutil.copy(copy, path)
    line = Line()
    with pytest.raises(RestoredError):
        send(path, line, minutes=20)
    assert line.taken == []


@pytest.mark.parametrize("outcome", [Outcome(Fate.ACCEPTED, "250"), Outcome(Fate.UNREACHED, "nobody answers")])
def test_a_copy_that_knows_all_that_was_sent_asks_nothing(
    desk: Desk, copy: Path, folder: Path, outcome: Outcome
) -> None:
    plan(desk)
    send(desk.path, Line([outcome]))
    copy = backup(desk, folder)
    path = desk.path
    desk.close()
    shutil.copy(copy, path)
    with closing(desk_at(path, minutes=120)) as later:
        outbox_restored.refuse(later)


def test_another_desk_in_its_place_asks_nothing(desk: Desk, copy: Path, folder: Path) -> None:
    plan(desk)
    send(desk.path, Line())
    path = desk.path
    desk.close()
    with closing(makers.make_desk(folder, name="another")) as another:
        fresh = another.path
    with closing(sqlite3.connect(fresh)) as connection, connection:
        connection.execute("update company set desk_uid = 'another'")
    shutil.copy(fresh, path)
    with closing(desk_at(path, minutes=120)) as later:
        outbox_restored.refuse(later)


@pytest.mark.parametrize("made", [True, False])
def test_a_desk_that_is_made_anew_in_its_place_was_not_restored(desk: Desk, copy: Path, made: bool) -> None:
    path = desk.path
    safekeeping.restore(copy, path, LATER)
    if made:
        path.unlink()
        company.create_desk(path, confirmed(makers.COMPANY), user="mk", today=TODAY).close()
    else:
        safekeeping.restore(copy, path)
    with closing(desk_at(path, minutes=120)) as later:
        outbox_restored.refuse(later)


def test_a_restore_that_fails_asks_nothing(desk: Desk, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(source: Path, target: Path) -> None:
        raise DeskFileError(f"{target} cannot be written.", "")

    with monkeypatch.context() as patched:
        patched.setattr("db.safety.replace", full)
        with pytest.raises(DeskFileError):
            safekeeping.restore(copy, desk.path, LATER)
    outbox_restored.refuse(desk)


def test_who_only_looks_changes_nothing(desk: Desk, copy: Path, folder: Path) -> None:
    plan(desk)
    copy = backup(desk, folder)
    safekeeping.restore(copy, desk.path, LATER)
    with closing(open_desk(desk.path, user="mk", today=TODAY, read_only=True)) as viewing:
        found = outbox_restored.note(viewing)
        assert found is not None
        assert found.sentence == SAID
        assert outbox_run.recover(viewing) == ()
        assert only(viewing).state is State.HELD


def test_a_note_that_cannot_be_read_is_no_leave_to_send(desk: Desk, copy: Path) -> None:
    safekeeping.restore(copy, desk.path, LATER)
    desk.path.with_name(f"{desk.path.name}.restored").write_text("?", encoding="utf-8")
    with closing(desk_at(desk.path, minutes=120)) as later, pytest.raises(DeskFileError, match="cannot be read"):
        plan(later)


def test_a_mail_of_which_nothing_can_be_noted_beside_the_desk_stays_held(
    desk: Desk, customer: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    makers.an_invoice(desk, customer, OLD)
    plan(desk)

    def full(*_: object) -> None:
        raise DeskFileError("the note cannot be written.", "")

    line = Line()
    with monkeypatch.context() as patched:
        patched.setattr("db.beside.note_taken", full)
        report = send(desk.path, line)
    assert (line.taken, report.stopped, only(desk).state) == ([], "the note cannot be written.", State.HELD)
    assert send(desk.path, Line(), minutes=20).sent == 1
