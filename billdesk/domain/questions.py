"""Questions that the double check asks: typed again from the source without seeing the answer, compared by value."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from billdesk.domain.dates import parse_day
from billdesk.domain.errors import InputError
from billdesk.domain.money import Money, parse_amount

MISMATCH = "That is not what the form says. Read the paper once more."
MISMATCH_SPOKEN = "That is not what the form says. Ask once more."
NOT_ANSWERED = "Type it first."


class QuestionKind(StrEnum):
    """How an answer is compared: as an amount, as a day, or as a typed word."""

    AMOUNT = "amount"
    DAY = "day"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class BlindQuestion:
    """One thing to type again from the source; `field` is the form field to go back to.

    `expected` is never shown. `spoken` says that the source is a conversation: there is no paper to read again.
    """

    field: str
    label: str
    hint: str
    kind: QuestionKind
    expected: str
    currency: str = ""
    spoken: bool = False

    @classmethod
    def total(cls, amount: Money, hint: str, field: str = "total", *, spoken: bool = False) -> BlindQuestion:
        """Ask for an amount; compared to the minor unit."""
        return cls(field, "Total", hint, QuestionKind.AMOUNT, str(amount.minor), amount.currency, spoken)

    @classmethod
    def day(cls, day: date, hint: str, field: str, *, spoken: bool = False) -> BlindQuestion:
        """Ask for the day of the month of a date; the whole date, as it stands on the paper, answers as well."""
        return cls(field, "Day", f"{hint}, 1–31", QuestionKind.DAY, day.isoformat(), spoken=spoken)

    @classmethod
    def word(cls, word: str, hint: str) -> BlindQuestion:
        """Ask for a word, for a step that cannot be taken back; upper and lower case are the same."""
        return cls("", "Word", hint, QuestionKind.WORD, word.casefold())

    def agrees(self, typed: str) -> bool:
        """Whether what was typed says the same as the form; unreadable input does not agree."""
        text = typed.strip()
        if self.kind is QuestionKind.AMOUNT:
            return self.expected in _readings(text, self.currency)
        if self.kind is QuestionKind.DAY:
            return _same_day(text, date.fromisoformat(self.expected))
        return text.casefold() == self.expected

    def objection(self, typed: str) -> str:
        """What to say about an answer that does not agree; never what either value is."""
        if not typed.strip():
            return NOT_ANSWERED
        if self.kind is QuestionKind.WORD:
            return f"Type {self.hint}."
        return MISMATCH_SPOKEN if self.spoken else MISMATCH


def _same_day(text: str, expected: date) -> bool:
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


def _readings(text: str, currency: str) -> set[str]:
    """What a typed amount can mean, in minor units; `1.234` of a currency with three decimals means two things."""
    meant = set()
    for sign in (None, ".", ","):
        with suppress(InputError):
            meant.add(str(parse_amount(text, currency, decimal_sign=sign).minor))
            if sign is None:
                break
    return meant
