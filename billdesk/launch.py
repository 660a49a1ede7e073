"""Open the desk on this terminal: what lies between the command line and the first frame."""

from __future__ import annotations

import gc
import sys

from billdesk.settings import Settings, UsageError, config_folder, state_folder


def launch(settings: Settings) -> int:
    """Open the desk and return the exit code once it is closed.

    Raises `UsageError` where there is no terminal to open it on, `DeskFileError` for a file that cannot be used.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("The desk opens on a terminal only.", "Use a command such as: billdesk queue --format json")
    # Nothing that is made until the first frame is ever freed: looking for garbage meanwhile only delays it.
    gc.disable()
    from billdesk.opening import prepare

    opening = prepare(
        settings.desk,
        user=settings.user,
        today=settings.today,
        config_folder=config_folder(),
        state_folder=state_folder(),
        read_only=settings.read_only,
    )
    if opening.problem is not None:
        raise opening.problem
    from billdesk.app import run_desk

    return run_desk(opening, after_first_frame=_collect_garbage)


def _collect_garbage() -> None:
    gc.freeze()
    gc.enable()
