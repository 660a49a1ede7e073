"""Letters of a run as one text file, a page each, ready for a printer."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from billdesk.domain.errors import InputError
from billdesk.domain.followup.outbox import Message
from billdesk.domain.languages import language_of
from billdesk.exchange.clean import lines, one_line
from billdesk.exchange.mail.folder import write_new

WIDTH: Final = 76
NEW_PAGE: Final = "\f"


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter: from whom, to which address (both may have several lines), of which day, in the reader's words."""

    sender: str
    address: str
    day: str
    subject: str
    text: str


def letter_of(message: Message, sender: str) -> Letter:
    """A message of the outbox on paper; its day is written as its language does."""
    day = language_of(message.language).day(message.planned_on)
    return Letter(sender, message.address, day, message.subject, message.body)


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
    return "\n".join([*head, _wrapped(letter.subject), "", *body, ""])


def _wrapped(line: str) -> str:
    """A line in several; the points of a list stay in line."""
    inner = "  " if line.startswith("- ") else ""
    return textwrap.fill(one_line(line), WIDTH, subsequent_indent=inner, break_long_words=False, break_on_hyphens=False)


def write_letters(path: Path, letters: Iterable[Letter]) -> None:
    """Write all letters of a run into one new file; raises `InputError` when it is there already or cannot be."""
    try:
        write_new(path, NEW_PAGE.join(page(letter) for letter in letters).encode())
    except FileExistsError as error:
        raise InputError(f"{path} is there already.", "Give another name; nothing was written.") from error
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror or error}.", "Check the folder.") from error
