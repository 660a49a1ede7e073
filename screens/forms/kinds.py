"""The usual kinds of form fields: text, days, amounts, numbers, words from a list, terms, currencies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from billdesk.domain.dates import parse_day, say_day, say_from_today
from billdesk.domain.errors import InputError
from billdesk.domain.money import Money, digits, format_money, parse_amount, parse_decimal
from billdesk.domain.terms import Terms, parse_terms, say_terms
from screens.forms.fields import FieldSpec

W = TypeVar("W", bound=StrEnum)

DAY_HINT = "2026-11-30, 30.11., +14, eom, fri"


def text_field(
    key: str, label: str, *, hint: str = "", required: bool = False, width: int = 0, default: str = ""
) -> FieldSpec[str]:
    """Any text on one line."""
    return FieldSpec(key, label, str, hint=hint, required=required, width=width or 40, default=default)


def reason_field() -> FieldSpec[str]:
    """Why something is done that needs a reason."""
    return text_field("reason", "Reason", required=True, width=60)


def say_full_day(day: date, today: date) -> str:
    """`Mon 30 Nov 2026, in 9 days`."""
    return f"{say_day(day)}, {say_from_today(day, today)}"


def day_field(
    key: str, label: str, today: date, *, forward: bool = False, default: str = "", aliases: tuple[str, ...] = ()
) -> FieldSpec[date]:
    """A day that must be given; `forward` reads `30.11.` as the next such day."""
    return FieldSpec(
        key,
        label,
        lambda text: parse_day(text, today, forward=forward),
        say=lambda day: say_full_day(day, today),
        hint=DAY_HINT,
        required=True,
        width=14,
        default=default,
        aliases=aliases,
        keep=date.isoformat,
    )


def optional_day_field(
    key: str, label: str, today: date, *, forward: bool = False, hint: str = DAY_HINT, aliases: tuple[str, ...] = ()
) -> FieldSpec[date | None]:
    """A day that may be left empty."""
    return FieldSpec(
        key,
        label,
        lambda text: parse_day(text, today, forward=forward) if text else None,
        say=lambda day: say_full_day(day, today) if day else "",
        hint=hint,
        width=14,
        aliases=aliases,
        keep=lambda day: day.isoformat() if day else "",
    )


def money_field(
    key: str, label: str, currency: Callable[[], str], *, hint: str = "", aliases: tuple[str, ...] = ()
) -> FieldSpec[Money]:
    """An amount above zero in the currency that holds when it is read."""
    return FieldSpec(
        key,
        label,
        lambda text: _above_zero(parse_amount(text, currency()), label),
        say=lambda amount: format_money(amount.minor, amount.currency),
        hint=hint,
        required=True,
        width=18,
        aliases=aliases,
    )


def _above_zero(amount: Money, label: str) -> Money:
    if amount.minor <= 0:
        raise InputError(f"{label} must be above zero.")
    return amount


def word_field(
    key: str, label: str, words: Sequence[str], *, default: str = "", required: bool = True, width: int = 14
) -> FieldSpec[str]:
    """One word of a list; its beginning is enough, and so is its place in the list (1, 2 …)."""
    return FieldSpec(
        key,
        label,
        lambda text: pick_word(text, words, label) if text else "",
        say=lambda word: word,
        hint=", ".join(words),
        required=required,
        width=width,
        default=default,
        choices=tuple(words),
    )


def enum_field(key: str, label: str, words: type[W], *, numbered: bool = False) -> FieldSpec[W]:
    """One member of an enumeration, picked like a word of a list; `numbered` shows the numbers that can be typed."""
    choices = tuple(member.value for member in words)
    # Nothing to break a line at between a number and its word.
    shown = [f"{place}={choice}" if numbered else choice for place, choice in enumerate(choices, start=1)]
    return FieldSpec(
        key,
        label,
        lambda text: words(pick_word(text, choices, label)),
        say=lambda member: member.value,
        hint=", ".join(shown),
        required=True,
        width=14,
        choices=choices,
    )


def pick_word(text: str, words: Sequence[str], label: str) -> str:
    """The word that `text` begins, spells out or numbers. Raises `InputError` when none or several do."""
    typed = text.casefold()
    for word in words:
        if word.casefold() == typed:
            return word
    if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= len(words):
        return words[int(typed) - 1]
    found = [word for word in words if word.casefold().startswith(typed)]
    if len(found) == 1:
        return found[0]
    listed = ", ".join(found or words)
    raise InputError(f"{label} is one of: {listed}.")


def decimal_field(key: str, label: str, *, places: int, hint: str = "", default: str = "") -> FieldSpec[Decimal]:
    """A number with at most `places` decimals."""
    return FieldSpec(
        key,
        label,
        lambda text: parse_decimal(text, places=places, label=label),
        hint=hint,
        required=True,
        width=12,
        default=default,
    )


def terms_field(key: str, label: str, *, default: str = "net 30") -> FieldSpec[Terms]:
    """Terms of payment, said in words."""
    return FieldSpec(
        key,
        label,
        parse_terms,
        say=say_terms,
        hint="net 30, net 30 eom, day 15, … split 50/30/20",
        required=True,
        width=24,
        default=default,
    )


def letters_field(
    key: str, label: str, *, hint: str, upper: bool, required: bool = False, aliases: tuple[str, ...] = ()
) -> FieldSpec[str]:
    """A code of two letters, of a country (in capitals) or a language, whatever was typed."""

    def read(text: str) -> str:
        if text and not (len(text) == 2 and text.isascii() and text.isalpha()):
            raise InputError(f"{label} is {hint}.")
        return text.upper() if upper else text.lower()

    return FieldSpec(key, label, read, hint=hint, required=required, width=6, aliases=aliases)


def currency_field(key: str, label: str, *, default: str = "") -> FieldSpec[str]:
    """An ISO 4217 code, in capitals whatever was typed."""
    return FieldSpec(key, label, _currency, say=lambda code: code, required=True, width=6, default=default)


def _currency(text: str) -> str:
    code = text.upper()
    digits(code)  # refuses what is no currency
    return code
