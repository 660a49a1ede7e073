"""How close two customers' names are: what a tired eye takes for the same.

Names are compared without case, accents, punctuation and legal forms. Two are close when few letters differ for their
length (swapped neighbours count once), when most of their trigrams are shared, when both begin with the same word, or
when one holds every word of the other. An index of trigrams finds the few names worth comparing, so that tens of
thousands of customers stay fast.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from billdesk.domain.checks.facts import CustomerMaster

_WORD: Final = re.compile(r"[a-z0-9]+")
# fmt: off
_LEGAL_FORMS: Final = frozenset((
    "ab", "ag", "aps", "as", "bv", "co", "company", "corp", "corporation", "ek", "eg", "ev", "gbr", "gmbh", "inc",
    "kft", "kg", "kgaa", "limited", "llc", "llp", "ltd", "mbh", "nv", "ohg", "oy", "plc", "pte", "pty", "pvt", "sa",
    "sarl", "sas", "sl", "sp", "spa", "srl", "sro", "und", "and", "the", "zoo",
))
# fmt: on
_TELLING: Final = 5
_SHARED_LEAST: Final = 0.2
_SHARED_MOST: Final = 0.6
_RUNS_CHANGED: Final = 4
_CANDIDATES: Final = 40
_COMMON_SHARE: Final = 0.01
_COMMON_LEAST: Final = 200
_REMEMBERED: Final = 100_000


@lru_cache(_REMEMBERED)
def fold(name: str) -> str:
    """A name as it is compared: `Müller & Söhne GmbH` is `muller sohne`."""
    bare = unicodedata.normalize("NFKD", name.casefold().replace("ß", "ss"))
    words = _WORD.findall("".join(sign for sign in bare if not unicodedata.combining(sign)))
    kept = [word for word in words if word not in _LEGAL_FORMS]
    return " ".join(kept or words)


@lru_cache(_REMEMBERED)
def trigrams(folded: str) -> frozenset[str]:
    """The runs of three letters of a folded name, with its beginning and end."""
    padded = f"  {folded} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))


def are_close(one: str, other: str) -> bool:
    """Whether two folded names are close; a name is close to itself, an empty one to none."""
    if not one or not other:
        return False
    if one == other:
        return True
    if len(one.split(maxsplit=1)[0]) >= _TELLING and one.split(maxsplit=1)[0] == other.split(maxsplit=1)[0]:
        return True
    few, many = sorted((set(one.split()), set(other.split())), key=len)
    if few <= many and len(" ".join(few)) >= 4:
        return True
    mine, theirs = trigrams(one), trigrams(other)
    shorter = min(len(one), len(other))
    allowed = 1 if shorter < 8 else 2 if shorter < 16 else 3
    # One letter changes at most four runs of three, so most names need not be compared letter by letter.
    few_differ = len(mine - theirs) <= _RUNS_CHANGED * allowed
    if shorter >= 4 and few_differ and distance(one, other, allowed) <= allowed:
        return True
    return len(mine & theirs) >= _SHARED_MOST * len(mine | theirs)


def are_alike(one: CustomerMaster, other: CustomerMaster) -> bool:
    """Whether two customers could be taken for each other: by name, by town, or by a code that is one slip away.

    Running codes are all alike, and a town has many customers: that says something only of two whom something else
    brings together.
    """
    if are_close(fold(one.name), fold(other.name)):
        return True
    town, there = fold(one.town), fold(other.town)
    if town and (town == there or (len(town) >= _TELLING and distance(town, there, 1) <= 1)):
        return True
    return distance(one.code.upper(), other.code.upper(), 1) <= 1


def distance(one: str, other: str, most: int) -> int:
    """How many letters differ (typed, left out, put in, or swapped with their neighbour); `most` + 1 when more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    one, other = _without_common_ends(one, other)
    beyond = most + 1
    before: list[int] = []
    row = [min(at, beyond) for at in range(len(other) + 1)]
    for i, letter in enumerate(one, start=1):
        before, above = row, before
        # Further from the diagonal than `most` no way leads back.
        first, last = max(1, i - most), min(len(other), i + most)
        row = [beyond] * (len(other) + 1)
        row[0] = min(i, beyond)
        for j in range(first, last + 1):
            against = other[j - 1]
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                cost = min(cost, above[j - 2] + 1)
            row[j] = min(cost, beyond)
        if min(row) > most:
            return beyond
    return row[-1]


def _without_common_ends(one: str, other: str) -> tuple[str, str]:
    """What is left of two words between the beginning and the end that they share."""
    same = _shared(one, other)
    one, other = one[same:], other[same:]
    tail = _shared(one[::-1], other[::-1])
    return one[: len(one) - tail], other[: len(other) - tail]


def _shared(one: str, other: str) -> int:
    """How many letters two words begin with alike."""
    if one == other:
        return len(one)
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (mine, theirs) in pairs if mine != theirs), min(len(one), len(other)))


class NameIndex:
    """The names of all customers, by trigram; `close_to` answers in a fraction of a millisecond and remembers."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        """Take customers' codes and names."""
        self._folded = {code: fold(name) for code, name in names if name}
        self._by_trigram: dict[str, list[str]] = defaultdict(list)
        for code, folded in self._folded.items():
            for part in trigrams(folded):
                self._by_trigram[part].append(code)
        self._known: dict[str, tuple[str, ...]] = {}

    def close_to(self, code: str) -> tuple[str, ...]:
        """The codes of the customers whose names are close to this customer's, in order."""
        if code not in self._folded:
            return ()
        if code not in self._known:
            self._known[code] = self._find(code)
        return self._known[code]

    def _find(self, code: str) -> tuple[str, ...]:
        name = self._folded[code]
        parts = trigrams(name)
        most = max(_COMMON_LEAST, int(len(self._folded) * _COMMON_SHARE))
        # What many names share says little and costs most.
        telling = [part for part in parts if len(self._by_trigram[part]) <= most]
        shared = Counter(other for part in telling for other in self._by_trigram[part] if other != code)
        least = _SHARED_LEAST * len(telling)
        ranked = sorted((-count, other) for other, count in shared.items() if count >= least)
        return tuple(sorted(other for _, other in ranked[:_CANDIDATES] if are_close(name, self._folded[other])))
