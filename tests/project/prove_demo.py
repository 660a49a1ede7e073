"""Prove `make demo` as a stranger meets it: in a terminal, until the first row of the queue, then quit.

Run as `python -m tests.project.prove_demo`; ends with 0 and one sentence, or with the screen that was seen.
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from pathlib import Path

from tests.terminal import Terminal

ROOT = Path(__file__).parents[2]

QUEUE_ROW = re.compile(r"^▌.*\S+ +[\d,]+(?:\.\d{2,3})?\s.*→", re.MULTILINE)
"""The row under the cursor: its mark, an amount, and the next action."""

PATIENCE = 120.0
"""Seconds until the first row: the practice desk is made first, on whatever machine this is."""


def prove() -> str:
    """Open the practice desk, wait for a row, quit; return what was seen. Raises `TimeoutError` or `AssertionError`."""
    with tempfile.TemporaryDirectory() as home, Terminal(["make", "demo"], home=Path(home), cwd=ROOT) as desk:
        started = time.monotonic()
        desk.wait_until(
            lambda: QUEUE_ROW.search(desk.text) is not None, timeout=PATIENCE, what="the first row of the queue"
        )
        took = time.monotonic() - started
        desk.send("ctrl+q")
        code = desk.wait_exit()
        if code != 0:
            raise AssertionError(f"quitting ended with exit code {code}; the screen was:\n{desk.text}")
    return f"make demo: the first row of the queue stood after {took:.1f} s, ctrl+q ended with exit code 0"


if __name__ == "__main__":
    try:
        sys.stdout.write(prove() + "\n")
    except (TimeoutError, AssertionError) as error:
        sys.exit(str(error))
