"""What the step costs in keys and seconds, by the keystroke-level model.

`K` is one key: 0.20 s for a skilled typist (55 words a minute), 0.28 s for an average one (40). `M`, making up one's
mind and finding the place on the paper, is 1.35 s before each field. A finding that asks is read first: one `M` more.
Enter ends each field, and one more key confirms.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

SKILLED = 0.20
AVERAGE = 0.28
MIND = 1.35


@dataclass(frozen=True, slots=True)
class Effort:
    """Keys pressed and moments of thought."""

    keys: int = 0
    minds: int = 0

    def __add__(self, other: Effort) -> Effort:
        return Effort(self.keys + other.keys, self.minds + other.minds)

    def seconds(self, key: float) -> float:
        """How long it takes someone who needs `key` seconds a key."""
        return self.keys * key + self.minds * MIND


CONFIRM = Effort(keys=1)
READ = Effort(minds=1)


def typing(texts: Iterable[str]) -> Effort:
    """Each text looked up on the paper, typed, and ended with Enter."""
    total = Effort()
    for text in texts:
        total += Effort(keys=len(text) + 1, minds=1)
    return total
