"""Progress of long commands: a bar on stderr, only where a person can see it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from billdesk.text import inert_plain

Progress = Callable[[int, int], None]
"""Called with how much is done and how much there is; a total of 0 means that it is not known."""


@contextmanager
def progress_bar(title: str) -> Iterator[Progress]:
    """Show how far a job is; nothing is shown without a terminal or with NO_COLOR."""
    if not sys.stderr.isatty() or os.environ.get("NO_COLOR"):
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(inert_plain(title), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total or None)
