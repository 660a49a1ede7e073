"""Takes the pictures in docs/pictures again: the practice desk of a fixed day, driven with real keys.

    python docs/make_pictures.py [NAME ...]

Writes `NAME-80x24.svg` and `NAME-120x40.svg` for each scene below, or for the named ones.
"""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

os.environ["TEXTUAL_ANIMATIONS"] = "none"

if TYPE_CHECKING:
    from textual.pilot import Pilot

TODAY = date(2026, 11, 21)
SIZES = ((80, 24), (120, 40))
PICTURES = Path(__file__).parent / "pictures"

SCENES: Mapping[str, Sequence[str]] = {
    "queue": (),
    "why": ("question_mark",),
    "invoice": ("3", "enter"),
    "follow-up": ("4", "enter"),
    "account": ("4", "a"),
    "invoice-form": ("n", "enter"),
    "receipt-form": ("4", "r", *"500"),
    "double-check": ("4", "r", *"500", "f2"),
    "double-check-clean": ("4", "r", *"3370.55", "enter", "enter", *"yesterday", "f2"),
    "double-check-mismatch": ("4", "r", *"500", "f2", *"510", "enter"),
    "double-check-risk": ("4", "r", *"500", "f2", "f3"),
    "help": ("f1",),
    "batch-gap": (
        *("n", *"batch", "enter", "tab", "tab", "1", "tab", *"1200", "f2"),
        *("1", "tab", *"1200", "tab", "f8", "b"),
    ),
}
"""The keys from the home screen to each picture; what books something comes last, since all share one desk."""

WEB_FONT = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


async def settle(pilot: Pilot[int]) -> None:
    """Wait until no worker runs and what they brought has been drawn and moves no more."""
    before, same = "", 0
    while same < 3:
        await pilot.pause(0.05)
        now = pilot.app.export_screenshot()
        busy = any(not worker.is_finished for worker in pilot.app.workers)
        before, same = now, same + 1 if now == before and not busy else 0


async def take(desk: Path, name: str, keys: Sequence[str], columns: int, lines: int) -> Path:
    """Drive a fresh app over `desk` with keys and write its screen; return the file."""
    from billdesk.app import DeskApp
    from billdesk.opening import prepare

    opening = prepare(desk, user="mk", today=TODAY, config_folder=desk.parent, state_folder=desk.parent / name)
    app = DeskApp(opening)
    async with app.run_test(size=(columns, lines), notifications=True) as pilot:
        await settle(pilot)
        for key in keys:
            await pilot.press(key)
            await settle(pilot)
        drawn = app.export_screenshot(title="billdesk")
    target = PICTURES / f"{name}-{columns}x{lines}.svg"
    # No font from the network: the reader's own monospaced one will do. Some viewers drop blanks unless told.
    target.write_text(WEB_FONT.sub("", drawn).replace("<svg ", '<svg xml:space="preserve" ', 1))
    return target


def main(names: Sequence[str]) -> None:
    """Make a practice desk and take the pictures of it."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        desk = Path(folder) / "practice.billdesk"
        demo = [sys.executable, "-m", "billdesk", "--today", TODAY.isoformat(), "demo", "--to", str(desk), "--no-open"]
        subprocess.run(demo, check=True, stdout=subprocess.DEVNULL)
        for name, keys in SCENES.items():
            if not names or name in names:
                for columns, lines in SIZES:
                    print(asyncio.run(take(desk, name, keys, columns, lines)).name)


if __name__ == "__main__":
    main(sys.argv[1:])
