"""Where the program starts: straight into the desk, or to the command line when there is a command.

The desk must be on screen before Typer could be imported, so a line of nothing but the common options never gets there.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Mapping

from billdesk.command_run import guarded
from billdesk.settings import Option, only_options, resolve


def main() -> int:
    """Run the program on the process's own arguments and return its exit code."""
    arguments = sys.argv[1:]
    given = only_options(arguments)
    if given is None:
        from billdesk.cli import run

        # A command is soon over and leaves little garbage: an import would spend a tenth of its time looking for it.
        gc.set_threshold(100_000, 50, 100)
        return run(arguments)
    return guarded(lambda: _open_desk(given))


def _open_desk(given: Mapping[Option, str]) -> int:
    settings = resolve(given, os.environ)
    from billdesk.launch import launch

    return launch(settings)


if __name__ == "__main__":
    sys.exit(main())
