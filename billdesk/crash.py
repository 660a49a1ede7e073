"""The report of a defect: where it happened, and nothing of what was in the book.

A report holds the kinds of the errors and the places in the source, never a message, a local variable or a line of
data: names and amounts of customers must not end up in a file that is mailed around.
"""

from __future__ import annotations

import os
import platform
import traceback
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from billdesk import __version__

EXIT_CODE = 1
"""How a desk ends that crashed."""


def describe(error: BaseException, at: datetime) -> str:
    """The text of the report: when, which program, and the chain of errors with their places in the source."""
    lines = [
        f"billdesk {__version__}, Python {platform.python_version()}, {platform.system()} {platform.release()}",
        f"at {at.isoformat(timespec='seconds')}",
    ]
    for link in _chain(error):
        lines += ["", f"{type(link).__module__}.{type(link).__qualname__}"]
        lines += [
            f"  {_place(frame.filename)}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(link.__traceback__)
        ]
    return "\n".join(lines) + "\n"


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error, then what it came from."""
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield link
        link = link.__cause__ or link.__context__


def _place(file_name: str) -> str:
    """The file as package/module, without the folders of this machine."""
    return "/".join(Path(file_name).parts[-3:])


def write_report(error: BaseException, folder: Path, at: datetime) -> Path | None:
    """Write the report for its owner only and return its path; `None` when the folder cannot be written."""
    path = folder / f"crash-{at:%Y%m%d-%H%M%S}-{os.getpid()}.txt"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(describe(error, at))
    except OSError:
        return None
    return path


def farewell(report: Path | None) -> str:
    """What a person reads after a crash."""
    where = f"A report without names or amounts is in {report}." if report else "A report could not be written."
    return f"Billdesk had to stop because of a defect in it. What was saved is safe. {where}"
