"""Letters that cannot be written wait as before; those that are written are in the book."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from billdesk.domain.errors import DeskError, InputError, RuleError
from billdesk.domain.followup.outbox import Message, MessageState
from billdesk.exchange.mail.letters import letter_of, letters_file
from billdesk.services import outbox
from billdesk.services.desk import Desk
from billdesk.services.outbox_printing import Paper
from tests.services.posting import print_one, verified


def on_paper(path: Path) -> Paper:
    """As the run and the outbox put letters on paper."""
    return lambda letters: letters_file(path, [letter_of(one, "Northwind") for one in letters])


def unwritable(folder: Path) -> Path:
    """A folder that this user may not write to, also where that is root."""
    if os.geteuid() == 0:
        return Path("/sys")
    folder.chmod(0o500)
    return folder


def assert_waits(desk: Desk, letter: Message) -> None:
    assert outbox.get(desk, letter.id) == letter
    assert [one.what for one in outbox.story(desk, letter.id)] == ["planned"]
    assert verified(desk)


def test_a_folder_that_may_not_be_written_leaves_the_letters_waiting(
    desk: Desk, letter: Message, tmp_path: Path
) -> None:
    path = unwritable(tmp_path) / "letters.txt"
    with pytest.raises(InputError, match=f"{path} cannot be written: .*name a file elsewhere; the letters wait"):
        print_one(desk, letter.id, on_paper(path))
    assert_waits(desk, letter)
    elsewhere = desk.path.parent / "letters.txt"
    (printed,) = print_one(desk, letter.id, on_paper(elsewhere))
    assert printed.state is MessageState.PRINTED
    assert letter.body.splitlines()[0] in elsewhere.read_text(encoding="utf-8")


def test_a_disk_that_is_full_half_way_leaves_no_half_file(
    desk: Desk, letter: Message, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("billdesk.exchange.mail.folder.os.fsync", full)
        with pytest.raises(InputError, match="cannot be written: No space left on device"):
            print_one(desk, letter.id, on_paper(tmp_path / "letters.txt"))
    assert list(tmp_path.iterdir()) == []
    assert_waits(desk, letter)


def test_a_writer_that_fails_leaves_the_letters_waiting(desk: Desk, letter: Message) -> None:
    def jammed(letters: tuple[Message, ...]) -> AbstractContextManager[None]:
        raise RuleError("The printer is on fire.", "")

    with pytest.raises(RuleError, match="on fire"):
        print_one(desk, letter.id, jammed)
    assert_waits(desk, letter)


def test_a_name_that_was_taken_meanwhile_puts_the_letters_back(desk: Desk, letter: Message, tmp_path: Path) -> None:
    path = tmp_path / "letters.txt"

    @contextmanager
    def taken(letters: tuple[Message, ...]) -> Iterator[None]:
        with letters_file(path, [letter_of(one, "") for one in letters]):
            path.write_text("somebody else's", encoding="utf-8")
            yield

    with pytest.raises(DeskError, match="is there already"):
        print_one(desk, letter.id, taken)
    assert path.read_text(encoding="utf-8") == "somebody else's"
    assert list(tmp_path.iterdir()) == [path]
    assert outbox.get(desk, letter.id).state is MessageState.PLANNED
    told = [(one.what, one.said) for one in outbox.story(desk, letter.id)]
    assert told == [("planned", ""), ("printed", ""), ("planned", f"{path} is there already.")]
    assert verified(desk)


def test_a_book_that_does_not_take_it_leaves_no_file(
    desk: Desk, letter: Message, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise RuleError("The book is full.", "")

    with monkeypatch.context() as patched:
        patched.setattr("db.unit.queue_items.renew_customers", refuse)
        with pytest.raises(RuleError, match="The book is full"):
            print_one(desk, letter.id, on_paper(tmp_path / "letters.txt"))
    assert list(tmp_path.iterdir()) == []
    assert_waits(desk, letter)
