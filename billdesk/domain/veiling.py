"""How a review keeps what is typed again blind off its page.

What a question asks for may stand in a row, in free text ("part payment 5,000.00") or in a finding's evidence. Each
kind of question knows the ways in which its value is written; every mention becomes `HIDDEN`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final, TypeVar

from billdesk.domain.dates import say_day, say_short
from billdesk.domain.double_check import Review, ReviewRow
from billdesk.domain.findings import Beside, Finding, Findings
from billdesk.domain.money import format_minor, to_decimal_string
from billdesk.domain.questions import BlindQuestion, QuestionKind, squeezed

T = TypeVar("T")
Hide = Callable[[str], str]

HIDDEN: Final = "•••"
"""Stands where a row would have shown what is asked blind."""

_SWAPPED: Final = str.maketrans(",.", ".,")
_MONTH: Final = r"(?! (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b)"
_NOT_INSIDE: Final = r"(?<!\d)(?<!\d[.,/:-])"
_THOUSANDS: Final = r"[.,' ]?"
_NOT_GOING_ON: Final = r"(?!\d|[.,/:-]\d)"


def veil(review: Review[T]) -> Review[T]:
    """The review with every mention of what its questions ask replaced by `HIDDEN`.

    A row that says an asked date is hidden as a whole: `in 30 days` gives it away as well.
    """
    patterns = [found for question in review.asked if (found := mentions(question)) is not None]
    dates = [mentions(question) for question in review.asked if question.kind is QuestionKind.DATE]

    def hide(text: str) -> str:
        for pattern in patterns:
            text = pattern.sub(HIDDEN, text)
        return text

    def hide_row(text: str) -> str:
        return HIDDEN if any(pattern and pattern.search(text) for pattern in dates) else hide(text)

    rows = tuple(
        ReviewRow(row.label, hide_row(row.new), None if row.old is None else hide_row(row.old)) for row in review.rows
    )
    findings = Findings(tuple(_veiled(finding, hide, hide_row) for finding in review.findings))
    return replace(review, title=hide(review.title), rows=rows, consequence=hide(review.consequence), findings=findings)


def _veiled(finding: Finding, hide: Hide, hide_value: Hide) -> Finding:
    beside = tuple(Beside(one.label, hide_value(one.entry), hide_value(one.other)) for one in finding.beside)
    return replace(finding, message=hide(finding.message), evidence=hide(finding.evidence), beside=beside)


def mentions(question: BlindQuestion) -> re.Pattern[str] | None:
    """Matches the ways in which a question's answer is written, each as a whole; `None` when nothing is secret."""
    match question.kind:
        case QuestionKind.AMOUNT:
            return _whole(_amounts(int(question.expected), question.currency))
        case QuestionKind.DAY | QuestionKind.DATE:
            return _whole(_dates(date.fromisoformat(question.expected)))
        case QuestionKind.NUMBER | QuestionKind.PERCENT:
            return _numbers(Decimal(question.expected))
        case QuestionKind.CODE:
            return _spelt(squeezed(question.expected), r"[^\w\n]*") or _spelt([question.expected.strip()], "")
        case QuestionKind.TEXT:
            return _spelt(question.expected.split(), r"\s+")
        case QuestionKind.WORD | QuestionKind.COUNT:
            return None


def _whole(written: set[str]) -> re.Pattern[str]:
    """Each as a whole: not `2.00` in `12.00`."""
    longest_first = sorted(written, key=len, reverse=True)
    return re.compile(rf"(?<![\d])(?<!\d[.,])(?:{'|'.join(map(re.escape, longest_first))})(?!\d|[.,]\d)")


def _amounts(minor: int, currency: str) -> set[str]:
    grouped, plain = format_minor(minor, currency), to_decimal_string(minor, currency)
    return {grouped, plain, grouped.translate(_SWAPPED), plain.translate(_SWAPPED)}


def _dates(day: date) -> set[str]:
    return {say_day(day), say_short(day), day.isoformat(), f"{day:%d.%m.%Y}"}


def _numbers(value: Decimal) -> re.Pattern[str]:
    """A number alone or before its unit, with its thousands apart or zeros behind; not in a date or a longer number."""
    whole, _, part = f"{abs(value):,f}".partition(".")
    part = part.rstrip("0")
    tail = rf"[.,]{part}0*" if part else r"(?:[.,]0+)?"
    return re.compile(rf"{_NOT_INSIDE}{whole.replace(',', _THOUSANDS)}{tail}{_NOT_GOING_ON}{_MONTH}")


def _spelt(parts: Sequence[str], between: str) -> re.Pattern[str] | None:
    """The characters of a code or the words of a text, however they are set apart."""
    if not "".join(parts):
        return None
    return re.compile(rf"(?<!\w){between.join(map(re.escape, parts))}(?!\w)", re.IGNORECASE)
