"""The small language of the queue's filter: terms separated by spaces, all of which must hold.

| term | holds when |
|---|---|
| `hof` | customer name, code, document or town contains it; upper and lower case are the same |
| `"two words"` | likewise; a quotation mark inside is written twice |
| `!word`, `!"two words"` | none of them contains it |
| `>1000`, `>=1000`, `<500`, `<=500` | the amount open, in major units of the row's own currency |
| `late>30`, `late>=30`, `late<10`, `late<=10` | days late; below zero means not yet due |
| `cur:EUR` | the row is in that currency |
| `due:2026-11-30` | the oldest open due date is that day |
| `cust:H-0031` | the account with exactly that code |

The database does the comparing; this module only reads a filter and writes it again.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from billdesk.domain.dates import parse_day, say_day
from billdesk.domain.errors import InputError
from billdesk.domain.money import digits, parse_decimal

_FORMS = "Terms are: words, !word, >1000, <500, late>30, late<10, cur:EUR, due:today, cust:CODE."
_TOKEN = re.compile(r'(?P<head>!|cust:)?"(?P<quoted>(?:[^"]|"")*)"(?=\s|$)|(?P<plain>\S+)')
_COMPARISON = re.compile(r"(?P<name>[A-Za-z]*)(?P<sign>[<>]=?)(?P<value>.*)")
_PREFIX = re.compile(r"(?P<name>[A-Za-z]+):(?P<value>.*)")
_DAYS = re.compile(r"-?[0-9]{1,5}")
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_AMOUNT_PLACES = 2  # enough to sift by; with three, 1,000 would have two readings


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter as read. `None` and empty mean: not asked.

    `min_major` and `max_major` bound the amount open in major units of the row's own currency; `min_included` and
    `max_included` say whether the bound itself still holds. `late_over` and `late_under` are exclusive bounds of the
    days late. `customer` is an exact customer code.
    """

    words: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    min_major: Decimal | None = None
    max_major: Decimal | None = None
    min_included: bool = False
    max_included: bool = False
    late_over: int | None = None
    late_under: int | None = None
    currency: str | None = None
    due_on: date | None = None
    customer: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether the filter asks for nothing, so that every row holds."""
        return self == Filter()

    def __str__(self) -> str:
        """The canonical text; `parse_filter` reads it back to the same filter."""
        parts = [_quote(word) for word in self.words]
        parts += ["!" + _quote(word) for word in self.without]
        if self.min_major is not None:
            parts.append((">=" if self.min_included else ">") + _plain(self.min_major))
        if self.max_major is not None:
            parts.append(("<=" if self.max_included else "<") + _plain(self.max_major))
        if self.late_over is not None:
            parts.append(f"late>{self.late_over}")
        if self.late_under is not None:
            parts.append(f"late<{self.late_under}")
        if self.currency is not None:
            parts.append(f"cur:{self.currency}")
        if self.due_on is not None:
            parts.append(f"due:{self.due_on.isoformat()}")
        if self.customer is not None:
            parts.append("cust:" + _quote(self.customer))
        return " ".join(parts)


def parse_filter(text: str, today: date | None = None) -> Filter:
    """Read a filter. `today` gives `due:today`, `due:fri` and the like their meaning; without it `due:` takes
    only an ISO date. The same bound twice keeps the narrower one.

    Raises `InputError` naming the term that cannot be read and what would be accepted.
    """
    found = Filter()
    for token in _TOKEN.finditer(text):
        found = _add(found, token, today)
    return found


def describe(filter_: Filter) -> str:
    """The filter in words, such as `holds "hof"; more than 1,000 open; in EUR`; `everything` when it is empty."""
    said = [f'holds "{word}"' for word in filter_.words]
    said += [f'without "{word}"' for word in filter_.without]
    if filter_.min_major is not None:
        said.append(
            f"{'at least' if filter_.min_included else 'more than'} {_plain(filter_.min_major, group=',')} open"
        )
    if filter_.max_major is not None:
        said.append(f"{'at most' if filter_.max_included else 'less than'} {_plain(filter_.max_major, group=',')} open")
    if filter_.late_over is not None:
        said.append(f"more than {filter_.late_over} d late")
    if filter_.late_under is not None:
        said.append(f"less than {filter_.late_under} d late")
    if filter_.currency is not None:
        said.append(f"in {filter_.currency}")
    if filter_.due_on is not None:
        said.append(f"due {say_day(filter_.due_on)}")
    if filter_.customer is not None:
        said.append(f"account {filter_.customer}")
    return "; ".join(said) or "everything"


def _add(found: Filter, token: re.Match[str], today: date | None) -> Filter:
    """The filter with one more term."""
    head, quoted, plain = token["head"], token["quoted"], token["plain"]
    if quoted is not None:
        word = quoted.replace('""', '"')
        if not word.strip():
            raise _refused(token[0], "holds no word")
        if head == "cust:":
            return _add_once(found, token[0], customer=word)
        return _add_word(found, word, negated=head == "!")
    if plain.startswith(('"', '!"', 'cust:"')):
        raise _refused(plain, "has no closing quotation mark")
    if plain.startswith("!"):
        if plain == "!" or _is_special(plain[1:]):
            raise _refused(plain, "does not work: only words can be left out")
        return _add_word(found, plain[1:], negated=True)
    if comparison := _COMPARISON.fullmatch(plain):
        return _add_comparison(found, comparison)
    if prefix := _PREFIX.fullmatch(plain):
        return _add_prefixed(found, prefix, today)
    return _add_word(found, plain, negated=False)


def _add_word(found: Filter, word: str, *, negated: bool) -> Filter:
    if negated:
        return found if word in found.without else replace(found, without=(*found.without, word))
    return found if word in found.words else replace(found, words=(*found.words, word))


def _add_once(
    found: Filter, term: str, *, currency: str | None = None, due_on: date | None = None, customer: str | None = None
) -> Filter:
    """Set what a row has only one of; a second, different value could never hold."""
    for old, new in ((found.currency, currency), (found.due_on, due_on), (found.customer, customer)):
        if old is not None and new is not None and old != new:
            raise _refused(term, "asks for a second value of the same kind, so no row could hold")
    return replace(
        found,
        currency=currency or found.currency,
        due_on=due_on or found.due_on,
        customer=customer or found.customer,
    )


def _add_comparison(found: Filter, match: re.Match[str]) -> Filter:
    name, sign = match["name"].casefold(), match["sign"]
    if name == "late":
        return _add_late(found, match[0], sign, match["value"])
    if name:
        raise _refused(match[0], f"begins with an unknown word, {match['name']!r}")
    try:
        bound = parse_decimal(match["value"], places=_AMOUNT_PLACES, label="amount")
    except InputError as error:
        raise _refused(match[0], "has no readable amount, such as >1000 or <=99.50") from error
    included = len(sign) == 2
    if sign[0] == ">":
        if found.min_major is None or (bound, not included) > (found.min_major, not found.min_included):
            return replace(found, min_major=bound, min_included=included)
    elif found.max_major is None or (bound, included) < (found.max_major, found.max_included):
        return replace(found, max_major=bound, max_included=included)
    return found


def _add_late(found: Filter, term: str, sign: str, value: str) -> Filter:
    if not _DAYS.fullmatch(value):
        raise _refused(term, "has no readable number of days, such as late>30")
    days = int(value)
    if sign[0] == ">":
        bound = days - 1 if len(sign) == 2 else days
        return replace(found, late_over=bound if found.late_over is None else max(bound, found.late_over))
    bound = days + 1 if len(sign) == 2 else days
    return replace(found, late_under=bound if found.late_under is None else min(bound, found.late_under))


def _add_prefixed(found: Filter, match: re.Match[str], today: date | None) -> Filter:
    name, value, term = match["name"].casefold(), match["value"], match[0]
    if name == "cur":
        code = value.upper()
        try:
            digits(code)
        except InputError as error:
            raise _refused(term, "names no currency; give a code such as cur:EUR") from error
        return _add_once(found, term, currency=code)
    if name == "due":
        return _add_once(found, term, due_on=_parse_due(term, value, today))
    if name == "cust":
        if not value:
            raise _refused(term, "names no account; give its code such as cust:H-0031")
        return _add_once(found, term, customer=value)
    raise _refused(term, f"begins with an unknown word, {match['name']!r}; put it in quotation marks to look for it")


def _parse_due(term: str, value: str, today: date | None) -> date:
    """Read the day of a `due:` term."""
    with suppress(InputError, ValueError):
        if today is not None:
            return parse_day(value, today)
        if _ISO_DAY.fullmatch(value):
            return date.fromisoformat(value)
    raise _refused(term, "has no readable day, such as due:2026-11-30 or due:today")


def _refused(term: str, what: str) -> InputError:
    shown = term if len(term) <= 40 else term[:39] + "…"
    return InputError(f"The filter term {shown} {what}.", _FORMS)


def _is_special(word: str) -> bool:
    """Whether a bare word would be read as another kind of term."""
    return bool(word.startswith(("!", '"')) or _COMPARISON.fullmatch(word) or _PREFIX.fullmatch(word))


def _quote(word: str) -> str:
    """A word as it must be written to be read back, alone or behind `!` or `cust:`."""
    if re.search(r"\s", word) or _is_special(word):
        return '"' + word.replace('"', '""') + '"'
    return word


def _plain(bound: Decimal, *, group: str = "") -> str:
    """A bound without exponent and without trailing zeros."""
    text = f"{bound:{group}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
