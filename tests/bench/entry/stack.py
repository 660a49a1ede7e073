"""How a day's papers lie on the desk."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from tests.bench.entry.papers import Paper


def workday(day: date, later: int) -> date:
    """So many business days later; a weekend's own day moves to Monday."""
    while later > 0 or day.weekday() > 4:
        day += timedelta(days=1)
        later -= day.weekday() < 5
    return day


def shuffled_in_series(papers: list[Paper], rng: Random) -> list[Paper]:
    """Mix the stack of a day as it lies there, each kind staying in its own order."""
    kinds = [paper.entry["kind"] for paper in papers]
    rng.shuffle(kinds)
    of_kind = {kind: iter([paper for paper in papers if paper.entry["kind"] == kind]) for kind in kinds}
    return [next(of_kind[kind]) for kind in kinds]
