"""The code to propose for a new customer, in the pattern of the codes in use."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_CODE: Final = re.compile(r"([A-Za-z]+)([^A-Za-z0-9]*)([0-9]{1,9})")
_USUAL_WIDTH: Final = 4


@dataclass(frozen=True, slots=True)
class CodePattern:
    """How a new code is made: letters, a separator, and a number that no code has yet.

    Without `letters` the code begins with the first letter of the customer's name.
    """

    letters: str = ""
    separator: str = "-"
    width: int = _USUAL_WIDTH
    number: int = 1

    def propose(self, name: str) -> str:
        """`H-0032` for Hofmann; nothing while there is no letter to begin with."""
        letters = self.letters or _first_letter(name)
        return f"{letters}{self.separator}{self.number:0{self.width}}" if letters else ""


def pattern_of(codes: Iterable[str]) -> CodePattern:
    """The pattern of the codes in use (in the order in which they were given): that of the last one that has one.

    The number follows the highest in use, so that the proposed code is free.
    """
    found = [match for match in map(_CODE.fullmatch, codes) if match]
    if not found:
        return CodePattern()
    letters = {match[1] for match in found}
    last = found[-1]
    number = max(int(match[3]) for match in found) + 1
    # One customer is no pattern: its letter may be that of its name.
    same = last[1] if len(letters) == 1 and len(found) > 1 else ""
    return CodePattern(same, last[2], len(last[3]), number)


def _first_letter(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).upper()
    return next((letter for letter in plain if "A" <= letter <= "Z"), "")
