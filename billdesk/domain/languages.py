"""How the languages of the follow-up write days and amounts. Pure, and no locale of the machine.

Digits are the European ones in every language, as bank forms and invoices have them in India too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from billdesk.domain.money import digits, symbol

FALLBACK: Final = "en"
_SIGNS: Final = frozenset({"€", "£", "₹"})
"""Signs that no reader takes for another currency; all others are written as their code."""


@dataclass(frozen=True, slots=True)
class Language:
    """One language: its name in English, its months, and how it writes a day and an amount.

    `day_form` has the places `{day}`, `{month}` and `{year}`; `first` is how the first of a month is written. With
    `money_first` the currency stands before the amount. `lakhs` groups as India does: `1,23,456.00`.
    """

    code: str
    name: str
    months: tuple[str, ...]
    day_form: str = "{day} {month} {year}"
    first: str = "1"
    group: str = ","
    point: str = "."
    money_first: bool = True
    lakhs: bool = False

    def day(self, day: date) -> str:
        """`30 November 2026`, as the language has it."""
        number = self.first if day.day == 1 else str(day.day)
        return self.day_form.format(day=number, month=self.months[day.month - 1], year=day.year)

    def amount(self, minor: int, currency: str) -> str:
        """An amount of minor units with its currency, with exactly the currency's decimals."""
        places = digits(currency)
        whole, rest = divmod(abs(minor), 10**places)
        grouped = _in_lakhs(whole, self.group) if self.lakhs or currency == "INR" else f"{whole:,}"
        number = grouped.replace(",", self.group) + (f"{self.point}{rest:0{places}d}" if places else "")
        minus = "-" if minor < 0 else ""
        mark = symbol(currency) if symbol(currency) in _SIGNS else currency
        if self.money_first:
            return f"{minus}{mark}{number}" if mark in _SIGNS else f"{mark} {minus}{number}"
        return f"{minus}{number}\N{NO-BREAK SPACE}{mark}"


def _in_lakhs(whole: int, group: str) -> str:
    """`123456` as `1,23,456`."""
    text = str(whole)
    head, tail = text[:-3], text[-3:]
    pairs = [head[max(0, end - 2) : end] for end in range(len(head), 0, -2)][::-1]
    return group.join([*pairs, tail])


_EN = "January February March April May June July August September October November December"
_DE = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"
_FR = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
_ES = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
_HI = "जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर"

LANGUAGES: Final[Mapping[str, Language]] = {
    one.code: one
    for one in (
        Language("en", "English", tuple(_EN.split())),
        Language("de", "German", tuple(_DE.split()), "{day}. {month} {year}", group=".", point=",", money_first=False),
        Language(
            "fr",
            "French",
            tuple(_FR.split()),
            first="1er",
            group="\N{NARROW NO-BREAK SPACE}",
            point=",",
            money_first=False,
        ),
        Language(
            "es", "Spanish", tuple(_ES.split()), "{day} de {month} de {year}", group=".", point=",", money_first=False
        ),
        Language("hi", "Hindi", tuple(_HI.split()), lakhs=True),
    )
}
"""The languages that the program brings texts for, by their code."""


def language_of(*wanted: str) -> Language:
    """The first of these languages that there are texts for (`de-AT` is German), else English."""
    for code in wanted:
        found = LANGUAGES.get(code.strip().casefold().partition("-")[0].partition("_")[0])
        if found:
            return found
    return LANGUAGES[FALLBACK]
