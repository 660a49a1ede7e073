"""A series of numbers as it was used: which number follows which, and on what day."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import pairwise

from billdesk.domain.checks.entered import Entered
from billdesk.domain.checks.facts import SeriesFacts
from billdesk.domain.checks.ledger import order_of

_PADDED = re.compile(r"(?<![0-9])0[0-9]+[^0-9]*$")
_DISORDER = 0.05
_LATELY = 200
"""So many of the newest steps say how large a gap is usual."""


class Series:
    """The numbered entries of one series, in the order of their numbers."""

    def __init__(self) -> None:
        """Begin empty."""
        self._entries: list[tuple[int, Entered]] = []
        self._in_order = True
        self._learned: tuple[int, int, float] | None = None

    def add(self, place: int, entered: Entered) -> None:
        """Add one entry at its place."""
        self._entries.append((place, entered))
        self._in_order = False
        self._learned = None

    def place(self, number: int) -> SeriesFacts:
        """What is known around a number that is not in the series yet."""
        self._sort()
        at = bisect_left(self._entries, number, key=lambda item: item[0])
        behind = next((entry for place, entry in self._entries[at : at + 3] if place > number), None)
        steps, back, disorder = self._habits()
        return SeriesFacts(
            count=len(self._entries),
            highest=self._entries[-1][0] if self._entries else 0,
            place=number,
            steps=steps,
            back=back,
            in_order=disorder <= _DISORDER,
            years_agree=self._years_agree(),
            padded=bool(self._entries and _PADDED.search(self._entries[0][1].number or "")),
            before=self._entries[at - 1][1] if at else None,
            behind=behind,
        )

    def _sort(self) -> None:
        """Put what was added last in its place; a list that is nearly in order takes no time."""
        if not self._in_order:
            self._entries.sort(key=lambda item: (item[0], order_of(item[1])))
            self._in_order = True

    def _years_agree(self) -> bool:
        """Whether the newest entry's number holds the year of its date."""
        newest = self._entries[-1][1] if self._entries else None
        return bool(newest and newest.issued_on and newest.number and str(newest.issued_on.year) in newest.number)

    def _habits(self) -> tuple[int, int, float]:
        """The largest step and the most days back among the newest entries, and how many of them go back."""
        if self._learned is None:
            steps = back = inversions = 0
            lately = self._entries[-_LATELY:]
            for (one, earlier), (other, later) in pairwise(lately):
                steps = max(steps, other - one)
                if earlier.issued_on and later.issued_on:
                    back = max(back, (earlier.issued_on - later.issued_on).days)
                    inversions += earlier.issued_on > later.issued_on
            self._learned = steps, back, inversions / max(1, len(lately))
        return self._learned
