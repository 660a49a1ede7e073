"""Unlikely days: far from today, off the terms, out of the order of numbers, on a day when no money comes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from typing import Final

from billdesk.domain.checks.entered import Entered, EntryKind
from billdesk.domain.checks.facts import Facts, SeriesFacts
from billdesk.domain.checks.finding import ask, block
from billdesk.domain.checks.keying import WINDOW
from billdesk.domain.dates import say_day
from billdesk.domain.findings import Finding
from billdesk.domain.numbering import is_of_pattern
from billdesk.domain.questions import BlindQuestion
from billdesk.domain.terms import LONGEST_DAYS, Terms, TermsKind, first_due, say_terms

_ENOUGH: Final = 20
_NUMBERED: Final = 50
_BEGINNING: Final = 20
_LAST: Final = re.compile(r"(?<![0-9])0[0-9]+$")
_YEAR: Final = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_OUT_OF_ORDER: Final = 1
_RECEIPTS_ENOUGH: Final = 100
_WEEKEND_SHARE: Final = 0.01
_TERMS_ENOUGH: Final = 4
_TERMS_SHARE: Final = 0.8


def window(entered: Entered, facts: Facts) -> Iterator[Finding]:
    """The day is neither ahead of today nor long ago; one that would fit with day and month, or the year, mended is
    named so."""
    day = entered.issued_on
    if day is None or _is_usual(day, entered, facts):
        return
    meant = _meant(entered, facts)
    asked = _ask_date(day)
    if meant is not None and meant.year != day.year and (meant.month, meant.day) == (day.month, day.day):
        yield ask("wrong-year", "issued_on", "Is the year right?", say_day(day), asked)
    elif meant is not None:
        yield ask("day-month", "issued_on", "Are day and month swapped?", say_day(day), asked)
    elif day > facts.today:
        yield ask("issued-ahead", "issued_on", "The date is in the future; is that meant?", say_day(day), asked)
    else:
        yield ask("issued-long-ago", "issued_on", "The date is unusually long ago.", say_day(day), asked)


def _meant(entered: Entered, facts: Facts) -> date | None:
    """The first of the usual slips that brings the day near today."""
    return next((other for other in slips(entered.issued_on) if _is_usual(other, entered, facts)), None)


def _is_usual(day: date, entered: Entered, facts: Facts) -> bool:
    """Whether a day is not ahead, and not before what is usual for the customer, the desk and the stack in work."""
    return (facts.earliest or facts.today - timedelta(days=WINDOW[entered.kind])) <= day <= facts.today


def slips(day: date | None) -> Iterator[date]:
    """The days that a wrong year, or day and month swapped, may have been meant as."""
    if day is None:
        return
    for year, month, number in (
        (day.year, day.day, day.month),
        (day.year + 1, day.month, day.day),
        (day.year - 1, day.month, day.day),
    ):
        with suppress(ValueError):
            other = date(year, month, number)
            if other != day:
                yield other


def terms(entered: Entered, facts: Facts) -> Iterator[Finding]:
    """The due day is what the customer's terms, or its usual days, make of the date.

    Of a customer without a record the days that it was given so far say what is usual, where they do not vary.
    """
    issued, due = entered.issued_on, entered.due_on
    if issued is None or due is None or due < issued or entered.kind is not EntryKind.INVOICE:
        return
    own = facts.customer.terms if facts.customer else _terms_so_far(facts)
    if own is None or _fits(issued, due, own, facts):
        return
    if not any(_fits(issued, other, own, facts) for other in slips(due)) and any(
        _fits(other, due, own, facts) for other in slips(issued)
    ):
        message = "This date does not go with the due date."
        yield ask("date-off-due", "issued_on", message, say_day(issued), _ask_date(issued))
        return
    message = "The due date is not what this customer's terms make of the date."
    yield ask("due-off-terms", "due_on", message, f"usually {say_terms(own)}", _ask_terms(issued, due, own))


def _terms_so_far(facts: Facts) -> Terms | None:
    """The days that most invoices gave to a customer without a record; `None` where they say little."""
    given = Counter(_days_of(facts.past))
    if given.total() < _TERMS_ENOUGH:
        return None
    days, count = given.most_common(1)[0]
    return Terms(days=days) if count >= _TERMS_SHARE * given.total() and days <= LONGEST_DAYS else None


def _days_of(past: Iterable[Entered]) -> Iterator[int]:
    """How many days later than its date each invoice was due."""
    for other in past:
        if other.kind is EntryKind.INVOICE and other.issued_on and other.due_on:
            yield (other.due_on - other.issued_on).days


def _ask_terms(issued: date, due: date, usual: Terms) -> BlindQuestion:
    """Ask how many days the paper gives; where terms name a day of the calendar, the due date that it prints."""
    if usual.kind is TermsKind.NET:
        return BlindQuestion.number("Terms on the paper", "days", (due - issued).days, "due_on")
    return BlindQuestion.date("Due date", due, "due_on")


def _ask_date(day: date) -> BlindQuestion:
    return BlindQuestion.date("Date", day, "issued_on")


def _fits(issued: date, due: date, own: Terms, facts: Facts) -> bool:
    """Whether the due day follows from the customer's terms, or is as many days later as at least twice before, or as
    the only invoice so far."""
    by_terms = first_due(own, issued)
    if due == by_terms or (by_terms.weekday() >= 5 and by_terms < due <= by_terms + timedelta(days=3)):
        return True
    usual = usual_days(facts, own)
    seen = sum(other.kind is EntryKind.INVOICE for other in facts.past)
    return usual[(due - issued).days] >= min(2, max(1, seen))


def usual_days(facts: Facts, own: Terms) -> Counter[int]:
    """How many days the customer's newest invoices gave, and how often; only what was not the terms' own."""
    strange = (other for other in facts.past if other.issued_on and other.due_on != first_due(own, other.issued_on))
    return Counter(_days_of(strange))


def order(entered: Entered, facts: Facts) -> Iterator[Finding]:
    """A number is written as numbers of its kind are, the next is not far off, and no higher one has an earlier day.

    In the desk's own series the day comes first: however odd the number is, that is impossible.
    """
    series, day = facts.series, entered.issued_on
    if not entered.number or facts.same_number:
        return
    is_own = any(
        kind is entered.kind and is_of_pattern(pattern, entered.number) for kind, pattern in facts.desk.numbers
    )
    misplaced = _misplaced(day, series, is_own)
    if misplaced is not None and is_own:
        yield block("own-number-order", "issued_on", *misplaced)
        return
    asked = BlindQuestion.code("Number", entered.number, "number")
    if series.numbered >= _NUMBERED and _is_foreign(entered.number, facts, day):
        yield ask("number-shape", "number", "No number so far was written like this.", entered.number, asked)
    elif _is_far_ahead(series):
        evidence = f"{entered.number}, the highest is {series.highest}"
        yield ask("number-ahead", "number", "This number is far ahead of the last one.", evidence, asked)
    elif misplaced is not None and day is not None:
        yield ask("number-order", "issued_on", *misplaced, _ask_date(day))


def _is_far_ahead(series: SeriesFacts) -> bool:
    is_known = series.in_order and series.count >= _ENOUGH
    return is_known and series.place > series.highest + max(5, 3 * series.steps)


def _misplaced(day: date | None, series: SeriesFacts, is_own: bool) -> tuple[str, str] | None:
    """What to say of a day that does not go with the neighbours by number, and its evidence.

    One number of the desk's own is enough to say so, of a strange series it takes many.
    """
    if day is None or not series.in_order or series.count < (1 if is_own else _ENOUGH):
        return None
    if (found := _out_of_order(day, series, is_own)) is None:
        return None
    message, other = found
    return message, f"{other.number} is of {say_day(other.issued_on or day)}"


def _out_of_order(day: date, series: SeriesFacts, is_own: bool) -> tuple[str, Entered] | None:
    """The neighbour by number that the day does not go with, and what to say; a strange series may jump a little."""
    allowed = timedelta(days=max(0, series.back) + (0 if is_own else _OUT_OF_ORDER))
    before, behind = series.before, series.behind
    if before and before.issued_on and day + allowed < before.issued_on:
        return "A lower number has a later date.", before
    if behind and behind.issued_on and day - allowed > behind.issued_on:
        return "A higher number has an earlier date.", behind
    return None


def _is_foreign(number: str, facts: Facts, day: date | None) -> bool:
    """Whether a number begins no series that there is, or is of another length or year than its series has.

    The first few of a new series that is written like another pass: it may be a new year's.
    """
    series = facts.series
    if series.count == 0:
        return series.place > _BEGINNING or not series.same_pattern
    # Numbers that are filled up with zeros keep their length; others grow by a digit one day.
    if not series.same_shape and (series.padded or _LAST.search(number.strip())):
        return True
    year = _YEAR.search(number[: -len(str(series.place))])
    return bool(year and day and series.years_agree and int(year[0]) != day.year)


def weekend(entered: Entered, facts: Facts) -> Iterator[Finding]:
    """Where money practically never comes on a weekend, a receipt on one is asked about."""
    if entered.kind is not EntryKind.RECEIPT or entered.issued_on is None or entered.issued_on.weekday() < 5:
        return
    if facts.receipts >= _RECEIPTS_ENOUGH and facts.weekend_receipts <= facts.receipts * _WEEKEND_SHARE:
        message = "Money does not come on weekends as a rule."
        yield ask("weekend", "issued_on", message, say_day(entered.issued_on), _ask_date(entered.issued_on))
