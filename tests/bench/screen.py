"""Start, keys and memory, seen from the far end of a terminal line."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median, quantiles

from billdesk.widgets.row_list import MARK
from tests.bench.desks import TODAY, bare, copy_of, desk_of
from tests.bench.figures import Sheet, interleave
from tests.bench.programs import READY
from tests.bench.wire import Line, Press, Wire

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("sqlmodel", "sqlalchemy", "pydantic", "typer", "alembic", "openpyxl")
WATCH_FIRST_FRAME = f"""
import os, sys
from textual.drivers.linux_driver import LinuxDriver
write = LinuxDriver.write
def watched(driver, data):
    write(driver, data)
    if {MARK!r} in data:
        with open(os.environ["SAID"], "w") as said:
            said.write(" ".join(sys.modules))
        os._exit(0)
LinuxDriver.write = watched
from billdesk.__main__ import main
sys.exit(main())
"""
MOVES = 60
BURST = 50
SLOW = Line(round_trip=0.150, rate=32_000)


def ours(invoices: int) -> list[str]:
    """The command that opens the desk with so many invoices."""
    return [sys.executable, "-m", "billdesk", "--desk", str(desk_of(invoices)), "--today", TODAY.isoformat()]


def program(*arguments: str) -> list[str]:
    """The command that runs one of the floors."""
    return [sys.executable, "-m", "tests.bench.programs", *arguments]


class Runner:
    """Runs programs with one home of their own, so that they find each other's settings but not the user's."""

    def __init__(self, home: Path, runs: int) -> None:
        self.home = home
        self.runs = runs

    def wire(self, command: list[str], line: Line | None = None) -> Wire:
        """Start a program at the end of a line."""
        return Wire(command, self.home, line=line, env={"PYTHONPATH": str(ROOT)})


def first_text(command: list[str]) -> bytes:
    """What stands on the screen when a program has something to show."""
    return (MARK if "billdesk" in command else READY).encode()


def start(sheet: Sheet, run: Runner, large: int, small: int) -> None:
    """First queue row against the first paint of the smallest program; processor time; a large file against a small."""
    cpu: dict[str, list[float]] = {"hello": [], "large": []}

    def step(name: str, command: list[str]) -> Callable[[], float]:
        def once() -> float:
            with run.wire(command) as wire:
                seen = wire.wait_for(first_text(command))
                wire.settle()
                cpu.setdefault(name, []).append(wire.cpu() * 1000)
            return seen * 1000

        return once

    commands = {"hello": program("hello"), "large": ours(large), "small": ours(small)}
    got = interleave({name: step(name, command) for name, command in commands.items()}, run.runs)
    sheet.compare(
        1, f"first queue row, {large:,} invoices", got["large"], got["hello"], floor_is="Textual hello", at_most=1.3
    )
    sheet.compare(
        2, "processor time of the start", cpu["large"][1:], cpu["hello"][1:], floor_is="Textual hello", at_most=1.5
    )
    sheet.note(2, "heavy modules loaded at the first frame", len(heavy_at_first_frame(large)), unit="", at_most=0)
    sheet.compare(
        6, f"start, {large:,} against {small:,} invoices", got["large"], got["small"], floor_is="small", at_most=1.3
    )


def heavy_at_first_frame(invoices: int) -> list[str]:
    """Which of the heavy modules the program has loaded when its first row is painted."""
    with tempfile.TemporaryDirectory() as folder:
        said = Path(folder) / "said"
        command = [sys.executable, "-c", WATCH_FIRST_FRAME, *ours(invoices)[3:]]
        with Wire(command, Path(folder), env={"PYTHONPATH": str(ROOT), "SAID": str(said)}) as wire:
            wire.settle()
        return [name for name in said.read_text(encoding="utf-8").split() if name in HEAVY]


def keys(sheet: Sheet, run: Runner, large: int, small: int) -> None:
    """Cursor moves and bursts of them against a `DataTable` of a thousand rows, and over a slow line."""
    moves: dict[str, list[Press]] = {}
    bursts: dict[str, list[Press]] = {}

    def step(name: str, command: list[str]) -> Callable[[], float]:
        def once() -> float:
            with run.wire(command) as wire:
                wire.wait_for(first_text(command))
                wire.settle()
                pressed = [wire.press("down") for _ in range(MOVES)]
                wire.settle()
                bursts.setdefault(name, []).append(wire.burst("up", BURST))
            moves.setdefault(name, []).extend(pressed)
            return median(press.settled for press in pressed if press.size) * 1000

        return once

    commands = {"table": program("table", "1000"), "large": ours(large), "small": ours(small)}
    got = interleave({name: step(name, command) for name, command in commands.items()}, run.runs, warm_up=0)
    sheet.compare(3, "cursor move, settled", got["large"], got["table"], floor_is="DataTable, 1,000 rows", at_most=1)
    times = [press.settled * 1000 for press in moves["large"] if press.size]
    slowest = quantiles(times, n=20)[-1]
    sheet.compare(3, "slowest move in 20, scrolling included", [slowest], [median(times)], floor_is="median", at_most=3)
    size = {name: median(press.size for press in pressed) for name, pressed in moves.items()}
    sheet.note(4, "bytes of a cursor move", size["large"], unit="B", at_most=500)
    sheet.compare(
        4,
        f"bytes of {BURST} moves at once",
        [float(press.size) for press in bursts["large"]],
        [float(press.size) for press in bursts["table"]],
        floor_is="DataTable",
        unit="B",
        at_most=0.3,
    )
    sheet.compare(
        6,
        f"cursor move, {large:,} against {small:,} invoices",
        got["large"],
        got["small"],
        floor_is="small",
        at_most=1.3,
    )


def slow_line(sheet: Sheet, run: Runner, large: int) -> None:
    """Fifty keys at once over a slow line: how long the screen goes on changing after the last."""

    def step(command: list[str]) -> Callable[[], float]:
        def once() -> float:
            with run.wire(command, SLOW) as wire:
                wire.wait_for(first_text(command))
                wire.settle(1.0)
                return wire.burst("down", BURST).settled / SLOW.round_trip

        return once

    got = interleave({"ours": step(ours(large)), "table": step(program("table", "1000"))}, min(run.runs, 5), warm_up=0)
    sheet.note(5, f"lag after {BURST} keys on a slow line, in round trips", median(got["ours"]), unit="", at_most=3)
    sheet.note(5, "the same of a DataTable", median(got["table"]), unit="")


def memory(sheet: Sheet, run: Runner, large: int, small: int) -> None:
    """The most memory held with the queue open, and after the first change was saved (in a copy of a small file)."""
    copy = copy_of(small, run.home)
    saved = links(copy)
    changing = [*ours(small)[:4], str(copy), *ours(small)[5:]]

    def step(command: list[str]) -> Callable[[], float]:
        def once() -> float:
            with run.wire(command) as wire:
                wire.wait_for(first_text(command))
                wire.settle()
                return wire.peak()

        return once

    def change() -> float:
        with run.wire(changing) as wire:
            wire.wait_for(first_text(changing))
            wire.settle()
            for key in ("z", *"+7", "enter", *"bench", "f2", "f8"):
                wire.press(key, quiet=0.3)
            wire.settle(1.0)
            return wire.peak()

    steps = {"ours": step(ours(large)), "hello": step(program("hello")), "changed": change}
    got = interleave(steps, min(run.runs, 5), warm_up=0)
    if links(copy) < saved + len(got["changed"]):
        raise RuntimeError("the change that should have been measured was not saved")
    sheet.compare(
        7, f"memory, {large:,} invoices", got["ours"], got["hello"], floor_is="Textual hello", unit="MB", at_most=1.6
    )
    sheet.compare(
        7,
        "memory after the first change",
        got["changed"],
        got["hello"],
        floor_is="Textual hello",
        unit="MB",
        at_most=2.8,
    )


def links(path: Path) -> int:
    """How many changes the audit chain of a desk holds."""
    with closing(bare(path)) as book:
        return int(book.execute("select max(seq) from audit").fetchone()[0])


def screen(sheet: Sheet, runs: int, large: int, small: int) -> None:
    """All benchmarks of this module."""
    os.environ.pop("NO_COLOR", None)
    with tempfile.TemporaryDirectory() as folder:
        run = Runner(Path(folder), runs)
        start(sheet, run, large, small)
        keys(sheet, run, large, small)
        slow_line(sheet, run, large)
        memory(sheet, run, large, small)


def compile_all() -> None:
    """Have every module compiled: without that a start takes four times as long."""
    subprocess.run(
        [sys.executable, "-m", "compileall", "-q", "billdesk", "screens", "db", "tests/bench"], cwd=ROOT, check=False
    )
