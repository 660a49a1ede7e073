"""Numbers and references without what people vary when they type them, and the shape of a reference.

Two documents have the same number when it reads the same without punctuation, upper and lower case, O for 0, I for 1
and leading zeros: `INV-00123`, `inv 123` and `lNV 0O123` are one number.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_NOT_CODE: Final = re.compile(r"[^A-Z0-9]+")
_ALIKE: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})
# A group of digits of which the first is no zero, unless there is nothing else.
_LEADING: Final = re.compile(r"(?<![0-9])0+(?=[0-9])")
_TOKEN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9./_-]*[A-Za-z0-9]|[0-9]")
_RUN: Final = re.compile(r"\d+|[^\W\d_]+")
_REMEMBERED: Final = 100_000


def squeeze(number: str) -> str:
    """The number without what people vary; nothing when it holds neither letter nor digit of ASCII.

    Only zeros in front of the whole go here; those in front of its parts are seen by `keys`.
    """
    return _strip(_NOT_CODE.sub("", number.upper().translate(_ALIKE)))


def _strip(code: str) -> str:
    return code.lstrip("0") or code[:1]


@lru_cache(_REMEMBERED)
def keys(number: str) -> tuple[str, ...]:
    """What a number is found under: squeezed as a whole, and squeezed with each part's leading zeros gone.

    Two numbers are the same when they share a key: `2026-0412` is `20260412` by the first and `2026-412` by the second.
    """
    parted = _LEADING.sub("", _NOT_CODE.sub("-", number.upper().translate(_ALIKE)))
    return tuple(dict.fromkeys(filter(None, (squeeze(number), _strip(parted.replace("-", ""))))))


def bare(number: str) -> str:
    """The number without any zero: numbers that share a key of `keys` are alike in this, and SQL can compute it too."""
    return squeeze(number).replace("0", "")


@lru_cache(_REMEMBERED)
def plain(code: str) -> str:
    """A code (IBAN, VAT id, reference) without spaces and punctuation, in capitals."""
    return _NOT_CODE.sub("", code.upper())


@lru_cache(_REMEMBERED)
def words(reference: str) -> tuple[str, ...]:
    """What in a reference may be a number: its words that hold a digit."""
    found = (word for word in _TOKEN.findall(reference) if any(sign.isdigit() for sign in word))
    return tuple(dict.fromkeys(found))


@lru_cache(_REMEMBERED)
def tokens(reference: str) -> tuple[tuple[str, ...], ...]:
    """The keys of each number that a payer may have named in a reference."""
    return tuple(dict.fromkeys(filter(None, map(keys, words(reference)))))


def ends_with(number: str, word: str) -> bool:
    """Whether a word of digits is the running part of a number: `412` of `2026-0412`."""
    place = series_of(number)
    return place is not None and word.isascii() and word.isdigit() and int(word[:18]) == place[1]


@lru_cache(_REMEMBERED)
def shape(reference: str) -> str:
    """The pattern of a reference: letters stay, digits become `9` by their count: `PO-4711` is `PO-9×4`.

    Words of more than three letters become `a`, because names and months vary where a pattern does not.
    """
    return _RUN.sub(_shape_of, reference.strip().upper())


def _shape_of(run: re.Match[str]) -> str:
    text = run[0]
    if text[0].isdigit():
        return f"9×{len(text)}"
    return text if len(text) <= 3 else "a"


def series_of(number: str) -> tuple[str, int] | None:
    """The series of a number and its place in it: `2026-0412` is place 412 of `2026-`; `None` without a digit.

    Only the last group of digits counts on; what stands before it, such as the year, names the series.
    """
    match = re.search(r"([0-9]{1,18})([^0-9]*)$", number.strip())
    if match is None:
        return None
    return f"{number.strip()[: match.start()].upper()}#{match[2].upper()}", int(match[1])


@lru_cache(_REMEMBERED)
def pattern_of(series: str) -> str:
    """How a series, as `series_of` names it, is written: next year's and next month's are written like this one's.

    Digits become `9` by their count and words `a`: `2026-#` is `9×4-#`, and so is `2027-#`, but not `2026-#A`.
    """
    return _RUN.sub(lambda run: f"9×{len(run[0])}" if run[0][0].isdigit() else "a", series)
