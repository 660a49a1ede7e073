"""Terms of payment: when an invoice is due, in one or more instalments.

Canonical text, as stored in the book and typed in forms: `net 30` (30 days after issue), `net 30 eom` (the end of the
month in which that day falls), `day 15` (the first 15th after the issue date), each with ` split 50/30/20` for
instalments by share in percent. The first instalment is due as the terms say, each further one a month later, anchored
to the first (31 Jan, 28 Feb, 31 Mar). Weekends do not move a due date.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Final

from billdesk.domain.dates import add_months, end_of_month, month_day
from billdesk.domain.errors import InputError

LONGEST_DAYS: Final = 3650
_MOST_SHARES: Final = 60
_TEXT: Final = re.compile(
    r"(?:net )?(?P<net>[0-9]{1,4})(?: days?)?(?P<eom> eom)?|day (?P<day>[0-9]{1,2})|(?P<now>on receipt|immediately)"
)
_WAY_OUT: Final = "Write net 30, net 30 eom or day 15, with split 50/50 behind it for instalments."


class TermsKind(StrEnum):
    """How the first due date follows from the issue date."""

    NET = "net"
    END_OF_MONTH = "end of month"
    DAY_OF_MONTH = "day of month"


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms of payment. `days` counts from issue (net, end of month); `day` is the day of the month (1 to 31).

    `shares` are the percentages of the instalments, summing to 100; empty means one instalment. `str()` gives the
    canonical text that `parse_terms` reads back. Raises `InputError` for terms that cannot be.
    """

    kind: TermsKind = TermsKind.NET
    days: int = 30
    day: int = 0
    shares: tuple[Decimal, ...] = ()

    def __post_init__(self) -> None:
        if self.kind is TermsKind.DAY_OF_MONTH:
            if not 1 <= self.day <= 31:
                raise InputError("The day of the month is 1 to 31.", _WAY_OUT)
        elif not 0 <= self.days <= LONGEST_DAYS:
            raise InputError(f"Terms are 0 to {LONGEST_DAYS} days.", _WAY_OUT)
        if self.shares and (sum(self.shares) != 100 or min(self.shares) <= 0 or len(self.shares) > _MOST_SHARES):
            raise InputError("The shares of the instalments do not add up to 100.", _WAY_OUT)

    def __str__(self) -> str:
        base = {
            TermsKind.NET: f"net {self.days}",
            TermsKind.END_OF_MONTH: f"net {self.days} eom",
            TermsKind.DAY_OF_MONTH: f"day {self.day}",
        }[self.kind]
        return f"{base} split {'/'.join(map(_plain, self.shares))}" if self.shares else base


def parse_terms(text: str) -> Terms:
    """Read terms as stored or typed: `net 30`, `30`, `30 days`, `net 30 eom`, `day 15`, `on receipt`, with a split.

    Raises `InputError` with the ways to write them.
    """
    words = " ".join(text.split()).casefold()
    base, _, split = words.partition(" split ")
    match = _TEXT.fullmatch(base)
    if match is None or len(words) > 400:
        raise InputError("These terms cannot be read.", _WAY_OUT)
    shares = _parse_shares(split) if split else ()
    if match["day"]:
        return Terms(TermsKind.DAY_OF_MONTH, day=int(match["day"]), shares=shares)
    kind = TermsKind.END_OF_MONTH if match["eom"] else TermsKind.NET
    return Terms(kind, int(match["net"] or 0), shares=shares)


def _parse_shares(text: str) -> tuple[Decimal, ...]:
    parts = text.replace(" ", "").removesuffix("%").split("/")
    if not all(re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{1,6})?", part) for part in parts):
        raise InputError("The shares of the instalments cannot be read.", _WAY_OUT)
    return tuple(Decimal(part) for part in parts)


def say_terms(terms: Terms) -> str:
    """The terms as people say them: `30 days, in 3 instalments of 50, 30 and 20 %`."""
    days = "on receipt" if terms.days == 0 else f"{terms.days} day{'s' * (terms.days != 1)}"
    if terms.kind is TermsKind.DAY_OF_MONTH:
        said = f"on day {terms.day} of the month"
    elif terms.kind is TermsKind.END_OF_MONTH:
        said = "end of the month" if terms.days == 0 else f"{days}, then end of the month"
    else:
        said = days
    if not terms.shares:
        return said
    if len(terms.shares) == 1:
        return f"{said}, in 1 instalment"
    *first, last = map(_plain, terms.shares)
    return f"{said}, in {len(terms.shares)} instalments of {', '.join(first)} and {last} %"


def _plain(share: Decimal) -> str:
    text = f"{share:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def due_dates(terms: Terms, issued_on: date) -> tuple[date, ...]:
    """The due date of each instalment; the first follows from the terms, the others are anchored to it by month.

    `day 31` means the last day in a shorter month and the 31st again in the next long one.
    """
    return tuple(_due(terms, issued_on, n) for n in range(max(1, len(terms.shares))))


@lru_cache(10_000)
def first_due(terms: Terms, issued_on: date) -> date:
    """The due date of the first instalment; the checks ask for no other, and for it of hundreds of past invoices."""
    return _due(terms, issued_on, 0)


def _due(terms: Terms, issued_on: date, n: int) -> date:
    """The due date of instalment `n`, the first being 0."""
    match terms.kind:
        case TermsKind.NET:
            first = issued_on + timedelta(days=terms.days)
            return add_months(first, n) if n else first
        case TermsKind.END_OF_MONTH:
            # The anchor is "the end of the month", not the day it happens to have: 28 Feb is followed by 31 Mar.
            anchor = (issued_on + timedelta(days=terms.days)).replace(day=1)
            return end_of_month(add_months(anchor, n))
        case TermsKind.DAY_OF_MONTH:
            shift = 0 if month_day(issued_on, terms.day) > issued_on else 1
            return month_day(add_months(issued_on.replace(day=1), n + shift), terms.day)


def split_shares(total_minor: int, shares: Sequence[Decimal]) -> tuple[int, ...]:
    """Split an amount (minor units) by percentages so that the parts sum exactly.

    By largest remainder, the earlier part first when two are equal. Every part has the sign of the total and is within
    one minor unit of its exact share. No shares give one part.
    """
    if not shares:
        return (total_minor,)
    whole, sign = abs(total_minor), -1 if total_minor < 0 else 1
    weights = _integer_weights(shares)
    scale = sum(weights)
    parts = [whole * weight // scale for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(whole * weights[i] % scale), i))
    for i in by_remainder[: whole - sum(parts)]:
        parts[i] += 1
    return tuple(sign * part for part in parts)


def _integer_weights(shares: Sequence[Decimal]) -> list[int]:
    """Shares as integers of the same proportion, so that splitting is exact."""
    places = max(max(0, -int(share.as_tuple().exponent)) for share in shares)
    return [int(share.scaleb(places)) for share in shares]


def instalments(terms: Terms, issued_on: date, total_minor: int) -> tuple[tuple[date, int], ...]:
    """Due date and amount (minor units) of each instalment of an invoice, in order; the amounts sum to the total."""
    return tuple(zip(due_dates(terms, issued_on), split_shares(total_minor, terms.shares), strict=True))
