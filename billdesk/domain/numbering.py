"""Numbers of documents: their pattern, the period in which a series counts, and the next number.

A pattern is text with `{year}`, `{month}` and `{seq}` or `{seq:04}` (at least four digits) in it: `{year}-{seq:04}`
gives `2026-0412`. A pattern with a year counts from 1 each year, one with year and month each month, any other never
starts again.
Numbers rise strictly with the issue date within a series; none is used twice (EU VAT directive, Art. 226 no. 2).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Final

from billdesk.domain.dates import say_day
from billdesk.domain.errors import InputError, RuleError
from billdesk.domain.findings import Finding, Severity

_LONGEST: Final = 40
_FIELD: Final = re.compile(r"\{(?P<name>year|month|seq)(?::0(?P<width>[1-9]))?\}")
_LITERAL: Final = re.compile(r"[A-Za-z0-9/._-]*")
_WAY_OUT: Final = "Write it like {year}-{seq:04}: letters, digits, - / . _ and the fields {year}, {month}, {seq}."


def check_pattern(pattern: str) -> None:
    """Raise `InputError` unless documents numbered by the pattern all differ.

    It needs `{seq}` exactly once; a month needs its year, or next November's numbers would be this November's again.
    """
    names = [match["name"] for match in _FIELD.finditer(pattern)]
    widths = [match["name"] for match in _FIELD.finditer(pattern) if match["width"]]
    if len(pattern) > _LONGEST or not _LITERAL.fullmatch(_FIELD.sub("", pattern)) or set(widths) - {"seq"}:
        raise InputError("This pattern of numbers cannot be read.", _WAY_OUT)
    if names.count("seq") != 1:
        raise InputError("A pattern of numbers needs {seq} once.", _WAY_OUT)
    if "month" in names and "year" not in names:
        raise InputError("A pattern with {month} needs {year} too.", _WAY_OUT)


def format_number(pattern: str, issued_on: date, sequence: int) -> str:
    """The number of a document. Raises `InputError` for a pattern that `check_pattern` refuses."""
    check_pattern(pattern)

    def fill(match: re.Match[str]) -> str:
        if match["name"] == "year":
            return f"{issued_on.year:04}"
        if match["name"] == "month":
            return f"{issued_on.month:02}"
        return f"{sequence:0{match['width'] or 1}}"

    return _FIELD.sub(fill, pattern)


@lru_cache(100)
def _written(pattern: str) -> re.Pattern[str]:
    parts = {"year": "[0-9]{4}", "month": "[0-9]{2}", "seq": "[0-9]+"}
    text, at = "", 0
    for match in _FIELD.finditer(pattern):
        text += f"{re.escape(pattern[at : match.start()])}{parts[match['name']]}"
        at = match.end()
    return re.compile(f"{text}{re.escape(pattern[at:])}", re.ASCII | re.IGNORECASE)


def is_of_pattern(pattern: str, number: str) -> bool:
    """Whether a number is written as the pattern writes them, in any period."""
    return _written(pattern).fullmatch(number.strip()) is not None


def period(pattern: str, issued_on: date) -> str:
    """The period within which the series counts: `2026-11`, `2026`, or nothing when it never starts again."""
    if "{month}" in pattern:
        return f"{issued_on:%Y-%m}"
    return f"{issued_on.year:04}" if "{year}" in pattern else ""


def next_sequence(last_sequence: int, last_issued_on: date | None, issued_on: date) -> int:
    """The number after the last one of the period (0 when it has none yet).

    `last_issued_on` is the latest issue date of the whole series, also of other periods. Raises `RuleError` when the
    document is dated before it: numbers would no longer rise with the date.
    """
    for finding in check_order(last_issued_on, issued_on):
        raise RuleError(finding.message, finding.evidence)
    return last_sequence + 1


def check_order(last_issued_on: date | None, issued_on: date) -> Iterator[Finding]:
    """The finding of a document that is dated before the latest one of its series; its evidence is the way out."""
    if last_issued_on is not None and issued_on < last_issued_on:
        message = f"The last number of this series was given on {say_day(last_issued_on)}."
        yield Finding("issued-before-last", Severity.BLOCK, "issued_on", message, "Date it on that day or later.")
