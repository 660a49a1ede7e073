"""`billdesk check`: the automatic checks of the double check on the entries of a file; nothing is booked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from billdesk.command_options import opened
from billdesk.command_run import DONE, PARTLY
from billdesk.domain.errors import InputError
from billdesk.output import say, write_document

if TYPE_CHECKING:
    from billdesk.domain.checks.entered import Entered

MOST = 200_000
"""So many entries are read at once; they are held in memory to be compared with each other."""

_LONGEST = 1 << 20
_WAY_OUT = "Write one JSON object a line; docs/commands.md has its shape."


def check(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Entries as JSON lines, one entry a line.")],
) -> int:
    """Run the automatic checks on the entries of a file and write one JSON line for each; nothing is booked. An entry
    is compared with the book and with those before it in the file that were not blocked. Lines that cannot be read are
    named and do not stop the rest (exit 5)."""
    from billdesk.progress import progress_bar
    from billdesk.services import checking_many

    entries, malformed = read_entries(file)
    with opened(context, read_only=True) as desk, progress_bar(f"Checking {file.name}") as progress:
        for answer in checking_many.answers(desk, entries, progress):
            write_document(answer, compact=True)
    if not entries and not malformed:
        say(f"{file.name} holds no entry; nothing was checked.")
    for number, sentence in malformed:
        say(f"billdesk: {file.name}, line {number}: {sentence}")
    if malformed:
        count = len(malformed)
        say(f"{count:,} {'line' if count == 1 else 'lines'} could not be read; {len(entries):,} were checked.")
    return PARTLY if malformed else DONE


def read_entries(file: Path) -> tuple[list[Entered], list[tuple[int, str]]]:
    """The entries of a file, and the lines that are none: their numbers and what is wrong with them.

    Raises `InputError` for a file that cannot be opened or has too many lines.
    """
    entries: list[Entered] = []
    malformed: list[tuple[int, str]] = []
    try:
        with file.open("rb") as stream:
            number = 0
            while line := stream.readline(_LONGEST):
                number += 1
                if len(line) == _LONGEST and not line.endswith(b"\n"):
                    raise InputError(f"{file.name}, line {number} is too long for an entry.", _WAY_OUT)
                if line.strip():
                    _read(line, number, entries, malformed)
                if len(entries) + len(malformed) > MOST:
                    raise InputError(f"{file.name} has more than {MOST:,} entries.", "Split it into smaller files.")
    except OSError as error:
        raise InputError(f"{file.name} cannot be read: {error.strerror}.", "Check its path and rights.") from error
    return entries, malformed


def _read(line: bytes, number: int, entries: list[Entered], malformed: list[tuple[int, str]]) -> None:
    from billdesk.domain.checks.entered import read_entered

    try:
        found = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
        if not isinstance(found, dict):
            raise InputError("An entry is a JSON object.", _WAY_OUT)
        entries.append(read_entered(found))
    except InputError as error:
        malformed.append((number, f"{error.sentence} {error.way_out}"))
    except (ValueError, RecursionError):
        malformed.append((number, f"This is no JSON in UTF-8. {_WAY_OUT}"))
