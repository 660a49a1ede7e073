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
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

os.environ["TEXTUAL_ANIMATIONS"] = "none"

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from billdesk.domain.double_check import Confirmed
    from billdesk.domain.drafts import ReceiptDraft
    from billdesk.domain.money import Money
    from billdesk.services.desk import Desk

TODAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
FOR_A_PICTURE = "for a picture"
SIZES = ((80, 24), (120, 40))
PICTURES = Path(__file__).parent / "pictures"

SCENES: Mapping[str, Sequence[str]] = {
    "queue": (),
    "why": ("question_mark",),
    "invoice": ("3", "enter"),
    "follow-up": ("4", "enter"),
    "ladder": ("4", "down", "down", "enter", "v"),
    "message": ("4", "down", "down", "enter", "m"),
    "account": ("4", "a"),
    "invoice-form": ("n", "enter"),
    "receipt-form": ("4", "r", *"500"),
    "double-check": ("4", "r", *"500", "f2"),
    "double-check-clean": ("4", "r", *"3370.55", "enter", "enter", *"yesterday", "f2"),
    "double-check-mismatch": ("4", "r", *"500", "f2", *"510", "enter"),
    "double-check-second-key": (
        *("slash", *"oosterdam", "enter", "r", *"4144.25", "enter", "enter", *"yesterday", "f2"),
        *(*"4144.25", "enter", *"20", "enter"),
    ),
    "double-check-risk": ("4", "r", *"500", "f2", "f3"),
    "brief": ("b",),
    "calendar": ("C", "down", "left"),
    "disputes": ("0",),
    "dispute": ("0", "enter"),
    "reasons": ("E", "down"),
    "feedback": ("B",),
    "texts": ("T",),
    "outbox": ("O",),
    "procedures": ("P", "down"),
    "procedure": ("P", "down", "enter"),
    "help": ("f1",),
    "batch-gap": ("8", "enter", "b"),
    "second-person": ("2", "slash", *"cur:KWD", "enter", "enter", *"545.87", "enter"),
}
"""The keys from the home screen to each picture; what books something comes last, since all share one desk."""

MAIL = """[sender]
name = "Merel Kuipers"
address = "billing@kwartelduin.example"
[server]
host = "mail.kwartelduin.example"
"""
"""Nothing is sent: no picture goes as far."""

SOMEBODY_ELSE = "eva"
"""The user of the last two pictures: nobody's account is hers, and what she checks was entered by another."""

WEB_FONT = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


async def settle(pilot: Pilot[int]) -> None:
    """Wait until no worker runs and what they brought has been drawn and moves no more."""
    before, same = "", 0
    while same < 6:  # longer than the pane below the queue waits before it reads
        await pilot.pause(0.05)
        now = pilot.app.export_screenshot()
        busy = any(not worker.is_finished for worker in pilot.app.workers)
        before, same = now, same + 1 if now == before and not busy else 0


async def take(desk: Path, name: str, keys: Sequence[str], columns: int, lines: int) -> Path:
    """Drive a fresh app over `desk` with keys and write its screen; return the file."""
    from billdesk.app import DeskApp
    from billdesk.opening import prepare

    user = SOMEBODY_ELSE if name in BEFORE else "mk"
    opening = prepare(desk, user=user, today=TODAY, config_folder=desk.parent, state_folder=desk.parent / name)
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


def _open(desk: Path, user: str) -> Desk:
    from billdesk.services.desk import open_desk

    return open_desk(desk, user=user, today=TODAY, clock=lambda: NOON)


def _receipt(desk: Desk, code: str, amount: Money, batch_id: int | None = None) -> Confirmed[ReceiptDraft]:
    from billdesk.domain.double_check import bypass
    from billdesk.domain.drafts import ReceiptDraft
    from billdesk.services import customers

    account, day = customers.find(desk, code), TODAY - timedelta(days=1)
    draft = ReceiptDraft(uuid4(), account.id, day, amount, "transfer", keep_rest=True, batch_id=batch_id)
    return bypass(draft, FOR_A_PICTURE)


def enter_a_batch(path: Path) -> None:
    """Three receipts, of one of which two digits were swapped: the strip says 540.00."""
    from billdesk.domain.batches import Batch, BatchDraft, BatchKind
    from billdesk.domain.double_check import bypass
    from billdesk.domain.money import Money
    from billdesk.services import batches, receipts

    with closing(_open(path, SOMEBODY_ELSE)) as desk:
        strip = BatchDraft(uuid4(), Batch(BatchKind.RECEIPT, "EUR", 3, 205_800))
        batch_id = batches.open_batch(desk, bypass(strip, FOR_A_PICTURE))
        for code, minor in (("B-0066", 120_000), ("D-0035", 45_000), ("S-0106", 31_800)):
            receipts.record(desk, _receipt(desk, code, Money(minor, "EUR"), batch_id))


def let_a_receipt_wait(path: Path) -> None:
    """A receipt of KWD 545.870, above the desk's limit."""
    from billdesk.domain.double_check import bypass
    from billdesk.domain.money import Money
    from billdesk.services import company, held
    from billdesk.services.drafting import company_draft

    with closing(_open(path, "mk")) as desk:
        settings = replace(company_draft(company.get(desk)), check_above_minor=50_000)
        company.save(desk, bypass(settings, FOR_A_PICTURE))
        held.record(desk, _receipt(desk, "A-0293", Money(545_870, "KWD")))


BEFORE: Mapping[str, Callable[[Path], None]] = {"batch-gap": enter_a_batch, "second-person": let_a_receipt_wait}
"""What is entered before a picture is taken."""


def main(names: Sequence[str]) -> None:
    """Make a practice desk and take the pictures of it."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        desk = Path(folder) / "practice.billdesk"
        demo = [sys.executable, "-m", "billdesk", "--today", TODAY.isoformat(), "demo", "--to", str(desk), "--no-open"]
        subprocess.run(demo, check=True, stdout=subprocess.DEVNULL)
        (Path(folder) / "mail.toml").write_text(MAIL)
        for name, keys in SCENES.items():
            if not names or name in names:
                if name in BEFORE:
                    BEFORE[name](desk)
                for columns, lines in SIZES:
                    print(asyncio.run(take(desk, name, keys, columns, lines)).name)


if __name__ == "__main__":
    main(sys.argv[1:])
