"""The desk over hostile data in a real terminal: every byte that it writes is on the list."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from tests.hostile.book import NUMBER, OTHER
from tests.hostile.samples import MARKUP, sign, visible
from tests.hostile.wire import violations
from tests.terminal import Terminal

ROOT = Path(__file__).parents[2]
PASTE = f"[TYPED] \x9b8m\x9d0;owned\x9c \u202egnp\u202c \u200b {MARKUP}"
"""Without ESC: terminals themselves take that out of what is pasted."""
PASTED = "[TYPED] \N{REPLACEMENT CHARACTER}8m"
QUEUE = "Why → next"


class Tour:
    """Somebody who goes through the desk and waits at each place until it is there."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal

    def press(self, key: str, until: str) -> None:
        """Press a key and wait for a text."""
        self.terminal.send(key)
        self.terminal.wait_for(until)

    def stand_on(self, key: str, shown: str) -> None:
        """Press a key and wait until the cursor stands on a row with that text."""
        self.terminal.send(key)
        self.terminal.wait_until(
            lambda: any(line.startswith("▌") and shown in line for line in self.terminal.display), what=shown
        )

    def back(self, gone: str, until: str, key: str = "escape") -> None:
        """Leave what shows `gone` for what shows `until`."""
        self.terminal.send(key)
        self.terminal.wait_until(
            lambda: until in self.terminal.text and gone not in self.terminal.text, what=f"{until!r} without {gone!r}"
        )

    def answer(self, key: str, gone: str, until: str) -> None:
        """Answer a question, again if need be: it takes no answer that came before it could be seen."""
        for _ in range(5):
            self.terminal.send(key)
            with suppress(TimeoutError):
                self.terminal.wait_until(lambda: gone not in self.terminal.text, timeout=3.0, what=f"without {gone!r}")
                break
        self.terminal.wait_for(until)

    def paste(self) -> None:
        """Paste a hostile text and wait until it is shown."""
        self.terminal.type(f"\x1b[200~{PASTE}\x1b[201~")
        self.terminal.wait_for(PASTED)

    def leave(self) -> None:
        """Leave the desk and see that it ends well."""
        self.terminal.send("ctrl+q")
        assert self.terminal.wait_exit() == 0


def visit_the_queue(tour: Tour) -> None:
    """Its views, preview, filter, palette and help, and the forms and dialogs over it."""
    tour.stand_on("9", sign("NAME2"))
    tour.stand_on("1", sign("NAME3"))
    tour.press("?", "points:")
    tour.back("points:", QUEUE)
    tour.press("/", "words  !word")
    tour.paste()
    tour.back("[TYPED]", sign("NAME3"))
    tour.press("ctrl+p", "type to search")
    tour.paste()
    tour.back("[TYPED]", QUEUE)
    tour.press("f1", "On this screen")
    tour.back("On this screen", QUEUE)
    tour.press("y", f" {sign('OTHER')}8m {MARKUP[:20]}")
    tour.press("z", "Reason")
    tour.terminal.settle()  # the form takes a moment to put the cursor into its first field
    tour.terminal.send("tab")
    tour.paste()
    tour.press("escape", "Leave this form?")
    tour.answer("d", "Reason", QUEUE)


def visit_the_draft(tour: Tour) -> None:
    """The draft's double check, which takes no paste, from the queue; then the draft itself."""
    tour.terminal.send("down", "down", "down", "down")
    tour.stand_on("down", "draft")
    tour.press("i", "From the paper")
    tour.terminal.type(f"\x1b[200~{PASTE}\x1b[201~")
    tour.terminal.wait_for("Type it from the paper")
    tour.terminal.wait_for("Esc back")
    tour.back("From the paper", QUEUE)
    tour.press("enter", "draft € 952.00")
    tour.press("e", "Supplied on")
    tour.back("Supplied on", "draft € 952.00")
    tour.back("draft € 952.00", QUEUE)


def visit_the_account(tour: Tour) -> None:
    """Follow-up, account and invoice of the account with something of everything, and the forms on them."""
    tour.stand_on("G", "2 invoices")
    tour.press("enter", "Say ")
    tour.press("3", "Promised for")
    tour.back("Promised for", "Say ")
    tour.press("a", "receivable")
    for key, shown in (("o", "Which credit?"), ("b", "Take back which"), ("w", "Withdraw which")):
        tour.press(key, shown)
        tour.press("enter", "F2 double check")
        tour.back("F2 double check", "receivable")
    tour.press("e", "People to reach")
    tour.back("People to reach", "receivable")
    tour.press("r", "Received on")
    tour.back("Received on", "receivable")
    tour.press("enter", "Its lines are not known")
    tour.press("y", sign("NUMBER"))
    tour.press("k", "Credit note for")
    tour.back("Credit note for", "Its lines are not known")
    tour.back("Its lines are not known", "receivable")
    tour.terminal.send("down", "down", "down", "down")
    tour.press("enter", "╭")
    tour.back("╭", "receivable")
    tour.back("receivable", "Say ")
    tour.back("Say ", QUEUE)


def go(folder: Path, home: Path, columns: int, lines: int, no_color: str, *visits: Callable[[Tour], None]) -> bytes:
    """Open the desk, go to some places, leave, and return everything that was written meanwhile."""
    command = [sys.executable, "-m", "billdesk", "--desk", str(folder / "desk.billdesk"), "--today", "2026-11-21"]
    env = {"NO_COLOR": no_color}
    with Terminal(command, home=home, cwd=ROOT, columns=columns, lines=lines, env=env) as terminal:
        tour = Tour(terminal)
        terminal.wait_for(sign("NAME3"))
        for visit in visits:
            visit(tour)
        tour.leave()
    return bytes(terminal.raw)


COPIED = frozenset({visible(NUMBER), visible(OTHER)})


def test_every_byte_of_a_long_tour_is_on_the_list(folder: Path, home: Path) -> None:
    raw = go(folder, home, 80, 24, "", visit_the_queue, visit_the_draft, visit_the_account)
    assert violations(raw, clipboard=COPIED) == []
    assert len(raw) > 50_000


def test_every_byte_of_a_wide_tour_without_colour_is_on_the_list(folder: Path, home: Path) -> None:
    assert violations(go(folder, home, 120, 40, "1", visit_the_draft), clipboard=COPIED) == []
