"""Errors in dates. A form proposes the due date from the date of issue: half of the people leave it as proposed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from random import Random

from tests.bench.entry.scene import Scene, Typed
from tests.bench.entry.slips import omitted, substituted, swapped


def _day_text(day: str, rng: Random) -> str | None:
    """A slip in the day of the month as it is typed: the 3rd or the 41st for the 13th or the 14th."""
    typed = day.lstrip("0")
    if rng.random() < 0.4:
        wrong: str | None = str(int(typed) + rng.choice((-1, 1)))
    else:
        wrong = rng.choice((substituted, swapped, omitted))(typed, rng)
    return f"{int(wrong):02}" if wrong and int(wrong) not in {0, int(typed)} else None


def _slip_of_day(text: str, rng: Random) -> str | None:
    day = _day_text(text[8:], rng)
    return f"{text[:8]}{day}" if day else None


def _swapped_with_month(text: str, _: Random) -> str | None:
    year, month, day = text.split("-")
    return f"{year}-{day}-{month}" if int(day) <= 12 and day != month else None


def _other_year(text: str, rng: Random) -> str | None:
    """The year before or after; now and then a slip in its last two digits."""
    year = int(text[:4])
    if rng.random() < 0.85:
        return f"{year + rng.choice((-1, -1, -1, 1))}{text[4:]}"
    last = (substituted if rng.random() < 0.5 else swapped)(text[2:4], rng)
    return f"{text[:2]}{last}{text[4:]}" if last else None


def _other_month(text: str, rng: Random) -> str | None:
    month = int(text[5:7]) + rng.choice((-1, 1))
    return f"{text[:5]}{month:02}{text[7:]}" if 1 <= month <= 12 else None


def _issue(slip: Callable[[str, Random], str | None]) -> Callable[[Scene], Typed | None]:
    def make(scene: Scene) -> Typed | None:
        wrong = slip(scene.entry["issued_on"], scene.rng)
        if wrong is None or wrong == scene.entry["issued_on"]:
            return None
        entry = scene.entry.copy()
        entry["issued_on"] = wrong
        entry["due_on"] = scene.proposed_due(entry)
        return scene.typed(entry, "issued_on")

    return make


def _due(scene: Scene) -> Typed | None:
    due = scene.entry["due_on"]
    if due is None:
        return None
    slips = (_slip_of_day, _other_month, _swapped_with_month, _other_year)
    wrong = scene.rng.choices(slips, (50, 25, 15, 10))[0](due, scene.rng)
    return scene.typed({**scene.entry, "due_on": wrong}, "due_on") if wrong and wrong != due else None


MAKERS: dict[str, Callable[[Scene], Typed | None]] = {
    "day slip": _issue(_slip_of_day),
    "day and month swapped": _issue(_swapped_with_month),
    "wrong year": _issue(_other_year),
    "due date": _due,
}


def is_a_date(text: str) -> bool:
    """Whether the calendar has it."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
