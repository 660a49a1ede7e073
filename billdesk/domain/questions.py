"""Questions that the double check asks: typed again from the source without seeing the answer, compared by value."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date as Day  # noqa: N812 - `date` is a kind of question here
from decimal import Decimal, InvalidOperation
from enum import Enum, StrEnum
from typing import Final

from billdesk.domain.dates import parse_day
from billdesk.domain.errors import InputError
from billdesk.domain.money import Money, parse_amount

MISMATCH = "That is not what the form says."
MISMATCH_COUNT = "Then the book would have one too many or too few. Is this paper entered already?"
NOT_ANSWERED = "Type it first."
DATE_UNREADABLE = "Type the whole date like 2026-11-30 or 30.11.2026."

LAST = 4
"""So many characters of a reference are enough to tell it from its neighbours."""

_NUMBER: Final = re.compile(r"([+\-\u2212]?)([0-9]+(?:[.,][0-9]+)?)", re.ASCII)


class Source(Enum):
    """Where an answer comes from: what leads the questions, and what to do when they do not agree."""

    PAPER = ("From the paper", "Read the paper once more.")
    SAID = ("As it was said", "Ask once more.")
    AGREED = ("As agreed", "Look at what was agreed once more.")
    DECIDED = ("As decided", "Think once more.")
    BRIEF = ("From the brief", "Read the brief once more.")
    STRIP = ("From the adding strip", "Read the strip once more.")

    def __init__(self, lead: str, again: str) -> None:
        self.lead, self.again = lead, again

    @property
    def mismatch(self) -> str:
        """What is said of an answer that differs from the form."""
        return f"{MISMATCH} {self.again}"

    @property
    def paste_refused(self) -> str:
        """Why nothing arrived where something was pasted."""
        return f"Type it {self.lead[0].lower()}{self.lead[1:]}; pasting is not taken here."


class QuestionKind(StrEnum):
    """How an answer is compared.

    An amount to the minor unit; a day by the day of the month; a date in full, with its year; a number or percentage
    by its value; a code by its letters and digits alone; a text by its words; a word for a step that cannot be undone.
    A count is a number as well, of papers: it stands on none of them, so nothing is hidden for it.
    """

    AMOUNT = "amount"
    DAY = "day"
    WORD = "word"
    NUMBER = "number"
    DATE = "date"
    CODE = "code"
    PERCENT = "percent"
    TEXT = "text"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class BlindQuestion:
    """One thing to type again from the source; `field` is the form field to go back to.

    `expected` is never shown.
    `last` of a code means that so many of its last characters are asked for; more of them answer as well.
    """

    field: str
    label: str
    hint: str
    kind: QuestionKind
    expected: str
    currency: str = ""
    source: Source = Source.PAPER
    last: int = 0

    @classmethod
    def total(cls, amount: Money, hint: str, field: str = "total", *, source: Source = Source.PAPER) -> BlindQuestion:
        """Ask for what an entry comes to; compared to the minor unit."""
        return cls(field, "Total", hint, QuestionKind.AMOUNT, str(amount.minor), amount.currency, source)

    @classmethod
    def amount(cls, label: str, amount: Money, hint: str, field: str) -> BlindQuestion:
        """Ask for another amount than the total; compared to the minor unit."""
        return cls(field, label, hint, QuestionKind.AMOUNT, str(amount.minor), amount.currency)

    @classmethod
    def day(cls, day: Day, hint: str, field: str, *, source: Source = Source.PAPER) -> BlindQuestion:
        """Ask for the day of the month of a date; the whole date, as it stands on the paper, answers as well."""
        return cls(field, "Day", f"{hint}, 1–31", QuestionKind.DAY, day.isoformat(), source=source)

    @classmethod
    def word(cls, word: str, hint: str) -> BlindQuestion:
        """Ask for a word, for a step that cannot be taken back; upper and lower case are the same."""
        return cls("", "Word", hint, QuestionKind.WORD, word.casefold())

    @classmethod
    def number(cls, label: str, unit: str, expected: Decimal | int, field: str) -> BlindQuestion:
        """Ask for a number of `unit` (`days`, `hours`); the unit may be typed with it."""
        return cls(field, label, unit, QuestionKind.NUMBER, _spell(Decimal(expected)))

    @classmethod
    def count(cls, label: str, hint: str, expected: int, field: str) -> BlindQuestion:
        """Ask how many there are of something, this one among them."""
        return cls(field, label, hint, QuestionKind.COUNT, str(expected))

    @classmethod
    def date(cls, label: str, expected: Day, field: str, hint: str = "with its year") -> BlindQuestion:
        """Ask for a whole date; without its year it does not agree, since that is what may be wrong."""
        return cls(field, label, hint, QuestionKind.DATE, expected.isoformat())

    @classmethod
    def code(cls, label: str, expected: str, field: str, hint: str = "") -> BlindQuestion:
        """Ask for a code, number or reference; spaces, punctuation, upper and lower case do not matter."""
        return cls(field, label, hint, QuestionKind.CODE, expected)

    @classmethod
    def last_four(
        cls, label: str, expected: str, field: str, hint: str = "its last four letters or digits"
    ) -> BlindQuestion:
        """Ask for the last four letters or digits of a reference; more of it, up to the whole, answers as well."""
        return cls(field, label, hint, QuestionKind.CODE, expected, last=LAST)

    @classmethod
    def percent(cls, label: str, expected: Decimal, field: str) -> BlindQuestion:
        """Ask for a percentage; the sign may be typed with it."""
        return cls(field, label, "%", QuestionKind.PERCENT, _spell(expected))

    @classmethod
    def text(cls, label: str, expected: str, field: str, hint: str = "") -> BlindQuestion:
        """Ask for words; upper and lower case and the width of spaces do not matter."""
        return cls(field, label, hint, QuestionKind.TEXT, expected)

    def by(self, source: Source) -> BlindQuestion:
        """The same from another source than the paper."""
        return replace(self, source=source)

    def agrees(self, typed: str) -> bool:
        """Whether what was typed says the same as the form; unreadable input does not agree."""
        text = typed.strip()
        match self.kind:
            case QuestionKind.AMOUNT:
                return self.expected in _readings(text, self.currency)
            case QuestionKind.DAY:
                return _same_day(text, Day.fromisoformat(self.expected))
            case QuestionKind.DATE:
                return _same_date(text, Day.fromisoformat(self.expected))
            case QuestionKind.NUMBER | QuestionKind.PERCENT:
                unit = "%" if self.kind is QuestionKind.PERCENT else self.hint
                return _same_number(text, Decimal(self.expected), unit)
            case QuestionKind.COUNT:
                return _same_number(text, Decimal(self.expected), "")
            case QuestionKind.CODE:
                return _same_code(text, self.expected, self.last)
            case QuestionKind.TEXT:
                return bool(text) and _words(text) == _words(self.expected)
            case QuestionKind.WORD:
                return text.casefold() == self.expected

    def objection(self, typed: str) -> str:
        """What to say about an answer that does not agree; an empty one keeps its hint. Never what either value is."""
        if not typed.strip():
            # Which word or day is asked for stands nowhere else once this takes the hint's place.
            return f"{NOT_ANSWERED.removesuffix('.')}: {self.hint}." if self.hint else NOT_ANSWERED
        if self.kind is QuestionKind.WORD:
            return f"Type {self.hint}."
        if self.kind is QuestionKind.DATE and _date_of(typed.strip()) is None:
            return DATE_UNREADABLE
        if self.kind is QuestionKind.COUNT:
            return MISMATCH_COUNT
        return self.source.mismatch


def _same_day(text: str, expected: Day) -> bool:
    """Whether a day of the month, or a date written out, means the expected day."""
    if not text.isascii() or not text[:1].isdigit():
        return False  # `+5` and `fri` count from today: they stand on no paper
    if text.isdigit():
        return text.lstrip("0") == str(expected.day)
    try:
        # A date without its year is read as the nearest, so that `27.11.` can mean the expected one.
        return parse_day(text, expected) == expected
    except InputError:
        return False


def _same_date(text: str, expected: Day) -> bool:
    """Whether a date written out with its year means the expected one."""
    return _date_of(text) == expected


def _date_of(text: str) -> Day | None:
    """A date with its year, also in two digits (`27.11.26`); `None` when it can mean two days, or none."""
    if not text.isascii() or not text[:1].isdigit():
        return None
    typed = re.sub(r"(?<=[./])([0-9]{2})$", r"20\1", text)
    if not re.search(r"[0-9]{4}", typed):
        return None
    with suppress(InputError):
        return parse_day(typed, Day(2000, 1, 1))
    return None


def _same_number(text: str, expected: Decimal, unit: str) -> bool:
    """Whether a number, perhaps with its unit behind it (`30`, `30 days`, `30 d`), has the expected value."""
    found = _NUMBER.match(text)
    if found is None:
        return False
    rest = text[found.end() :].strip().casefold()
    if rest and not unit.casefold().startswith(rest):
        return False
    with suppress(InvalidOperation):
        value = Decimal(found[2].replace(",", "."))
        return (-value if found[1] in {"-", "\u2212"} else value) == expected
    return False


def squeezed(text: str) -> str:
    """The letters and digits of a code, in one case: `H-0031` and `h 0031` are the same."""
    return "".join(character for character in text.casefold() if character.isalnum())


def _same_code(text: str, expected: str, last: int) -> bool:
    typed, whole = squeezed(text), squeezed(expected)
    if not whole:  # a code of signs alone
        return text == expected.strip() != ""
    return bool(typed) and (typed == whole or (bool(last) and len(typed) >= last and whole.endswith(typed)))


def _words(text: str) -> str:
    return " ".join(text.casefold().split())


def _spell(value: Decimal) -> str:
    """A decimal without exponent and without trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _readings(text: str, currency: str) -> set[str]:
    """What a typed amount can mean, in minor units; `1.234` of a currency with three decimals means two things."""
    meant = set()
    for sign in (None, ".", ","):
        with suppress(InputError):
            meant.add(str(parse_amount(text, currency, decimal_sign=sign).minor))
            if sign is None:
                break
    return meant
