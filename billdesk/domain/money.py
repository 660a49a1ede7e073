"""Money: integer minor units beside an ISO 4217 code, a strict reader of typed amounts, and the way amounts are shown.

Never a float. `Decimal` appears only inside arithmetic and in what is not money (quantities, unit prices, rates).
Rounding is half up, away from zero on both sides, and happens once, when a value becomes minor units.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache
from typing import Final

from billdesk.domain.currencies import CURRENCIES
from billdesk.domain.errors import InputError, RuleError

LIMIT_MINOR: Final = 10**15
"""No amount of the book reaches this many minor units; it is far below what a 64-bit column holds."""

EXACT: Final = Context(prec=80, rounding=ROUND_HALF_UP)
"""Wide enough that products of quantity, price and rate are exact; only `to_minor` rounds."""

_SYMBOLS: Final = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "INR": "₹"}
_LONGEST: Final = 64
# Signs that look different and mean the same in a number.
_SAME: Final = str.maketrans({"\u00a0": " ", "\u2009": " ", "\u202f": " ", "\u2019": "'"})
_BODY: Final = r"[0-9]+(?:[.,' ][0-9]+)*"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units (cents) of one currency. Adding two currencies is a `RuleError`."""

    minor: int
    currency: str

    @classmethod
    def zero(cls, currency: str) -> Money:
        """Nothing, in that currency."""
        return cls(0, currency)

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise RuleError(f"{self.currency} and {other.currency} cannot be added.", "Keep each currency by itself.")
        return other.minor


def digits(currency: str) -> int:
    """How many decimals the currency has (EUR 2, JPY 0, KWD 3). Raises `InputError` for an unknown code."""
    try:
        return CURRENCIES[currency][0]
    except KeyError:
        raise InputError(f"There is no currency {currency[:12]!r}.", "Use a code of ISO 4217 such as EUR.") from None


def symbol(currency: str) -> str:
    """The currency's own sign where it means that currency alone (€, $, £, ¥, ₹), else its code."""
    return _SYMBOLS.get(currency, currency)


def to_major(minor: int, currency: str) -> Decimal:
    """Minor units as a `Decimal` in major units, with exactly the currency's decimals."""
    return Decimal(minor).scaleb(-digits(currency), EXACT)


def to_minor(value: Decimal, currency: str) -> int:
    """Round an amount in major units half up to minor units.

    Raises `InputError` when it is no finite number or reaches `LIMIT_MINOR`.
    """
    if not value.is_finite():
        raise InputError("That is not a number.", "Type it with digits.")
    places = digits(currency)
    # Compared by magnitude first: a huge exponent must not be spelt out digit by digit.
    if value and value.adjusted() + places > 15:
        raise _too_large()
    minor = int(value.scaleb(places, EXACT).quantize(Decimal(1), context=EXACT))
    if abs(minor) >= LIMIT_MINOR:
        raise _too_large()
    return minor


def to_decimal_string(minor: int, currency: str) -> str:
    """The amount for programs: `12479.20`, no group signs, exactly the currency's decimals."""
    return _spell(minor, currency, group="")


def format_minor(minor: int, currency: str) -> str:
    """The amount for people, without its currency: `12,479.20`."""
    return _spell(minor, currency, group=",")


def format_money(minor: int, currency: str) -> str:
    """The amount for people behind its sign or code: `€ 12,479.20`, `CHF 12.00`; a minus stands in front: `-€ 3.00`."""
    sign = "-" if minor < 0 else ""
    return f"{sign}{symbol(currency)} {format_minor(abs(minor), currency)}"


def _spell(minor: int, currency: str, group: str) -> str:
    places = digits(currency)
    whole, rest = divmod(abs(minor), 10**places)
    sign = "-" if minor < 0 else ""
    body = f"{whole:,}".replace(",", group)
    return f"{sign}{body}.{rest:0{places}d}" if places else f"{sign}{body}"


def parse_amount(text: str, currency: str, *, decimal_sign: str | None = None) -> Money:
    """Read an amount as people and files write it, in `currency`.

    Groups may be set off by comma, point, apostrophe or a (no-break) space, also the Indian way (`1,00,000.00`); a
    minus and the currency's own code or sign may stand before it, the code or sign also behind. Refused with
    `InputError`: exponents, plus, underscores, digits of other scripts, wrong groups, more decimals than the currency
    has, another currency, amounts from `LIMIT_MINOR` up.

    One sign followed by three digits (`1.234`) is a group where the currency has fewer than three decimals; where it
    has three or more it is refused, unless `decimal_sign` (`.` or `,`) says how the source writes decimals.
    """
    places = digits(currency)
    label = f"The amount in {currency}"
    negative, body = _strip_marks(text, currency, label)
    whole, fraction = _split(body, places, decimal_sign, label)
    minor = int(whole + fraction.ljust(places, "0"))
    if minor >= LIMIT_MINOR:
        raise _too_large()
    return Money(-minor if negative else minor, currency)


def parse_decimal(text: str, *, places: int, label: str) -> Decimal:
    """Read a quantity, unit price or percentage with at most `places` decimals.

    `label` begins the error's sentence. The same signs as in `parse_amount`, but a single point is always the decimal
    sign, as the program itself writes these values; a single comma before three digits (`1,234`) is refused where it
    could be either. Raises `InputError`.
    """
    negative, body = _strip_marks(text, "", label)
    lone_point = body.count(".") == 1 and not set(body) & set(",' ")
    whole, fraction = _split(body, places, "." if lone_point else None, label)
    if int(whole + fraction.ljust(places, "0")) >= LIMIT_MINOR:
        raise _too_large()
    return Decimal(f"{'-' if negative else ''}{whole}.{fraction}")


def _too_large() -> InputError:
    return InputError("That is more than the book can hold.", "Check the number of digits.")


def _sentence_case(label: str) -> str:
    return label[:1].upper() + label[1:]


def _unreadable(label: str) -> InputError:
    return InputError(f"{_sentence_case(label)} cannot be read.", "Type it with digits, such as 12479.20 or 12,479.20.")


@cache
def _typed(currency: str) -> re.Pattern[str]:
    """What may be typed for an amount: in front sign and currency in either order, behind the currency alone."""
    marks = "|".join(re.escape(mark) for mark in (currency, _SYMBOLS.get(currency, "")) if mark) or "(?!)"
    front = rf"(?P<sign>[-\u2212]?) *(?P<front>{marks})? *(?P<inner>[-\u2212]?)"
    # ASCII only, or the sign of the kelvin would be a K.
    return re.compile(rf"{front} *(?P<body>{_BODY}) *(?P<back>{marks})?", re.IGNORECASE | re.ASCII)


def _strip_marks(text: str, currency: str, label: str) -> tuple[bool, str]:
    """Take sign and currency off what was typed: whether it is negative, and the digits with their separators."""
    match = _typed(currency).fullmatch(text.strip().translate(_SAME)) if len(text) <= _LONGEST else None
    if match is None or (match["sign"] and match["inner"]) or (match["front"] and match["back"]):
        raise _unreadable(label)
    return bool(match["sign"] or match["inner"]), match["body"]


def _split(body: str, places: int, decimal_sign: str | None, label: str) -> tuple[str, str]:
    """Split digits with separators into whole part and decimals, or refuse what has no reading or two."""
    if decimal_sign is not None:
        return _as_decimal(body, decimal_sign, places, label)
    points, commas = body.count("."), body.count(",")
    if points and commas:
        return _as_decimal(body, max(".,", key=body.rfind), places, label)
    if points + commas == 0 or points + commas > 1:
        return _ungroup(body, label), ""
    sign = "." if points else ","
    left, right = body.split(sign)
    could_group = re.fullmatch(r"[1-9][0-9]{0,2}", left) is not None and len(right) == 3
    if could_group and len(right) <= places:
        raise InputError(
            f"{body} can mean {left}{right} or {left} and {right} thousandths.",
            f"Type {left}{right} for the first or 0{left}.{right} for the second.",
        )
    return (left + right, "") if could_group else _as_decimal(body, sign, places, label)


def _as_decimal(body: str, sign: str, places: int, label: str) -> tuple[str, str]:
    whole, _, fraction = body.partition(sign)
    if fraction and not fraction.isdigit():
        raise _unreadable(label)
    if len(fraction) > places:
        most = f"at most {places} {'decimal' if places == 1 else 'decimals'}" if places else "no decimals"
        raise InputError(f"{_sentence_case(label)} has {most}.", "Check the decimal sign and the digits.")
    return _ungroup(whole, label), fraction


def _ungroup(body: str, label: str) -> str:
    """The digits of a whole number; its groups must be of one sign and of the Western or Indian size."""
    groups = re.split(r"[.,' ]", body)
    if len(groups) == 1:
        return body
    one_sign = len(set(body) - set("0123456789")) == 1
    western = all(len(group) == 3 for group in groups[1:]) and len(groups[0]) <= 3
    indian = "," in body and len(groups[-1]) == 3 and len(groups[0]) <= 2 and all(len(g) == 2 for g in groups[1:-1])
    if not one_sign or groups[0].startswith("0") or not (western or indian):
        raise _unreadable(label)
    return "".join(groups)
