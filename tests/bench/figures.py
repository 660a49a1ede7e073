"""Interleaved runs and the table of what came out of them.

The machine that measures is shared and drifts by a third from hour to hour, so a figure is always a ratio: ours and
its floor take turns, and the ratio is the median over the turns, not a quotient of two averages.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from statistics import median

Step = Callable[[], float]
"""One measured run: returns seconds, or whatever else is compared."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. `target` is the number of the target in `docs/performance.md`, `at_most` what it allows
    of the ratio (of `ours`, where there is no floor); `None` is a figure without a target."""

    target: int
    what: str
    unit: str
    ours: float
    floor_is: str = ""
    floor: float | None = None
    ratio: float | None = None
    at_most: float | None = None

    @property
    def is_met(self) -> bool | None:
        """Whether the target is met; `None` when there is none."""
        if self.at_most is None:
            return None
        return (self.ours if self.ratio is None else self.ratio) <= self.at_most


@dataclass(slots=True)
class Sheet:
    """All figures of one call."""

    figures: list[Figure] = field(default_factory=list)

    def compare(
        self,
        target: int,
        what: str,
        ours: list[float],
        floor: list[float],
        *,
        floor_is: str,
        unit: str = "ms",
        at_most: float | None = None,
    ) -> None:
        """Note ours against its floor; both lists hold one value a turn."""
        ratio = median(mine / least for mine, least in zip(ours, floor, strict=True))
        self._add(Figure(target, what, unit, median(ours), floor_is, median(floor), ratio, at_most))

    def note(self, target: int, what: str, value: float, *, unit: str, at_most: float | None = None) -> None:
        """Note a figure that has no floor."""
        self._add(Figure(target, what, unit, value, at_most=at_most))

    def _add(self, figure: Figure) -> None:
        self.figures.append(figure)
        print(said(figure), flush=True)

    def as_json(self) -> list[dict[str, object]]:
        """The figures for a file."""
        return [asdict(figure) | {"is_met": figure.is_met} for figure in self.figures]


def as_markdown(figures: Sequence[Figure]) -> str:
    """The table as it stands in `docs/performance.md`."""
    lines = ["| target | what | ours | floor | ratio | allowed | met |", "|---|---|---|---|---|---|---|"]
    for figure in figures:
        floor = "" if figure.floor is None else f"{_number(figure.floor)} {figure.unit} ({figure.floor_is})"
        ratio = "" if figure.ratio is None else f"{figure.ratio:.2f} ×"
        limit = "" if figure.at_most is None else f"≤ {figure.at_most:g}"
        met = {True: "yes", False: "**no**", None: ""}[figure.is_met]
        cells = (str(figure.target), figure.what, f"{_number(figure.ours)} {figure.unit}", floor, ratio, limit, met)
        lines.append("| " + " | ".join(cell.strip() for cell in cells) + " |")
    return "\n".join(lines)


def said(figure: Figure) -> str:
    """One line of the table."""
    floor = "" if figure.floor is None else f"{_number(figure.floor):>9} {figure.unit:<4} {figure.floor_is}"
    ratio = "" if figure.ratio is None else f"{figure.ratio:6.2f} ×"
    limit = "" if figure.at_most is None else f"≤ {figure.at_most:g}"
    verdict = {True: "met", False: "missed", None: ""}[figure.is_met]
    left = f"{figure.target:>3}  {figure.what:<52} {_number(figure.ours):>9} {figure.unit:<4} {ratio:>9}"
    return f"{left} {limit:<7} {verdict:<7} {floor}".rstrip()


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def interleave(steps: Mapping[str, Step], runs: int, warm_up: int = 1) -> dict[str, list[float]]:
    """Let every step take its turn `runs` times, after turns that do not count; collecting garbage in between."""
    results: dict[str, list[float]] = {name: [] for name in steps}
    for turn in range(-warm_up, runs):
        for name, step in steps.items():
            gc.collect()
            value = step()
            if turn >= 0:
                results[name].append(value)
    return results


def clocked(work: Callable[[], object], times: int = 1) -> Step:
    """A step that takes the time of `work`, in milliseconds a call."""

    def step() -> float:
        start = time.perf_counter()
        for _ in range(times):
            work()
        return (time.perf_counter() - start) * 1000 / times

    return step
