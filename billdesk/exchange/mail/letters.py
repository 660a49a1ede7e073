"""Letters of a run as one text file, a page each, ready for a printer."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from billdesk.domain.errors import InputError
from billdesk.domain.followup.outbox import Message
from billdesk.domain.languages import language_of
from billdesk.domain.mailing import Attachment
from billdesk.exchange.clean import lines, one_line
from billdesk.exchange.mail.compose import attached_as
from billdesk.exchange.mail.folder import new_file
from billdesk.exchange.texts.labels import LABELS

WIDTH: Final = 76
NEW_PAGE: Final = "\f"


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter: from whom, to which address (both may have several lines), of which day, in the reader's words; and
    the line that names what is put into the envelope with it, if anything is."""

    sender: str
    address: str
    day: str
    subject: str
    text: str
    enclosed: str = ""


def letter_of(message: Message, sender: str, attachments: Sequence[Attachment] = ()) -> Letter:
    """A message of the outbox on paper; its day is written as its language does. What would be attached to a mail is
    named below: who posts the letter puts it in."""
    language = language_of(message.language)
    names = ", ".join(attached_as(one.name) for one in attachments)
    label = LABELS[language.code]
    enclosed = f"{label.enclosed}{label.colon} {names}" if names else ""
    return Letter(sender, message.address, language.day(message.planned_on), message.subject, message.body, enclosed)


def fresh_path(folder: Path, day: date) -> Path:
    """A name for the letters of a day that nothing stands under yet: `letters-2026-11-21.txt`, then `…-2.txt`."""
    number = 1
    while (path := folder / f"letters-{day.isoformat()}{f'-{number}' if number > 1 else ''}.txt").exists():
        number += 1
    return path


def page(letter: Letter) -> str:
    """A letter as it is printed, with lines that fit the page."""
    body = [_wrapped(line) for line in letter.text.splitlines()]
    head = [lines(letter.sender), "", "", lines(letter.address), "", "", one_line(letter.day), ""]
    enclosed = ["", _wrapped(letter.enclosed)] if letter.enclosed else []
    return "\n".join([*head, _wrapped(letter.subject), "", *body, *enclosed, ""])


def _wrapped(line: str) -> str:
    """A line in several; the points of a list stay in line."""
    inner = "  " if line.startswith("- ") else ""
    return textwrap.fill(one_line(line), WIDTH, subsequent_indent=inner, break_long_words=False, break_on_hyphens=False)


@contextmanager
def letters_file(path: Path, letters: Iterable[Letter]) -> Iterator[None]:
    """One new file with all letters of a run: written when the block begins, under its name once the block is over, and
    gone when the block raises. Raises `InputError` when it is there already or cannot be written."""
    with ExitStack() as stack:
        with _told(path):
            if path.exists():
                raise FileExistsError
            stack.enter_context(new_file(path, NEW_PAGE.join(page(letter) for letter in letters).encode()))
        yield
        with _told(path):
            stack.close()


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """What the disk refuses, in a sentence."""
    try:
        yield
    except FileExistsError as error:
        raise InputError(f"{path} is there already.", "Give another name; the letters wait.") from error
    except OSError as error:
        why = error.strerror or error
        raise InputError(
            f"{path} cannot be written: {why}.", "Make room or name a file elsewhere; the letters wait."
        ) from error
