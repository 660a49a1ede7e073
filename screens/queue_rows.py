"""How a work item becomes a line: columns by width, amounts on their decimal sign, dates as people say them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final, NamedTuple

from rich.cells import cell_len, set_cell_size

from billdesk.domain.dates import due_words, say_short, short_day
from billdesk.domain.money import Money, digits, format_minor, symbol
from billdesk.domain.work import ItemKind, QueueRow
from billdesk.text import inert_plain
from billdesk.widgets.cells import cut, right

__all__ = [
    "Cells",
    "Columns",
    "cells",
    "columns",
    "cut",
    "document_cell",
    "due_cell",
    "headings",
    "money_cell",
    "right",
    "urgency",
    "widest_amounts",
]

NEAR_DAYS = 7
"""A due date this close is shown as near."""
WIDE = 97
ACTION, LEAST_ACCOUNT = 10, 12
LEAST_WHY = 22
"""Room for `says paid → check bank`."""
ARROW = " → "
HIDDEN = "•••"
_NO_ROWS: Final[Mapping[str, int]] = MappingProxyType({})


class Columns(NamedTuple):
    """The widths of the queue's columns in cells, for one width of the list and one set of currencies."""

    account: int
    document: int
    sign: int
    amount: int
    places: int
    due: int
    why: int

    @property
    def money(self) -> int:
        """Sign, space and amount."""
        return self.sign + 1 + self.amount


def columns(width: int, totals: Iterable[Money], widest: Mapping[str, int] = _NO_ROWS) -> Columns:
    """Divide `width` cells (the list without its gutter) among the columns.

    `widest` says what `widest_amounts` found in the rows: an amount is never cut, so that a wide one takes its room
    from the account, in every row alike.
    """
    currencies = {total.currency for total in totals} | set(widest)
    places = max((digits(code) for code in currencies), default=2)
    wide = width >= WIDE
    document, amount, due = (16, 12, 14) if wide else (10, 10, 10)
    # A code of three letters takes its room from the account where there is little.
    sign = max((cell_len(symbol(code)) for code in (currencies if wide else widest)), default=1)
    amount = max([amount, *(room + _missing(code, places) for code, room in widest.items())])
    rest = width - document - (sign + 1 + amount) - due - 5
    # Where there is hardly room only the next action stands there, and the name stays readable.
    why = min(36, max(LEAST_WHY, rest * 45 // 100), max(ACTION, rest - LEAST_ACCOUNT))
    return Columns(max(1, rest - why), document, sign, amount, places, due, why)


def widest_amounts(rows: Iterable[QueueRow]) -> dict[str, int]:
    """The cells of the widest amount of each currency among the rows, without its sign."""
    found: dict[str, int] = {}
    for row in rows:
        if not row.currency:
            continue
        found[row.currency] = max(found.get(row.currency, 0), cell_len(_amount(row)))
    return found


def money_cell(row: QueueRow, layout: Columns) -> str:
    """The currency's sign in its own narrow column, the amount aligned on the decimal sign; never cut. Blank for what
    is of no amount."""
    if not row.currency:
        return " " * layout.money
    pad = " " * _missing(row.currency, layout.places)
    return f"{set_cell_size(symbol(row.currency), layout.sign)} {right(_amount(row) + pad, layout.amount)}"


def _amount(row: QueueRow) -> str:
    """What is open; whoever is going to type it blind from the paper must not read it here."""
    return HIDDEN if row.kind is ItemKind.CHECK else format_minor(row.open_minor, row.currency)


def _missing(currency: str, places: int) -> int:
    """The cells that the decimals of `places`, and their sign, have more than the currency's own."""
    missing = max(0, places - digits(currency))
    return missing + (1 if missing and not digits(currency) else 0)


def document_cell(row: QueueRow, width: int) -> str:
    """The document, cut at `width` cells; how many invoices a row stands for is never cut."""
    document = HIDDEN if row.kind is ItemKind.CHECK else inert_plain(row.document)
    if row.kind is ItemKind.ACCOUNT and cell_len(document) > width:
        document = document.replace(" invoices", " inv.")
    return cut(document, width)


def due_cell(due_on: date | None, today: date, width: int) -> str:
    """`41 d late`, `due Fri 27 Nov`; where there is little room `Fri 27 Nov` or `27 Nov 27`."""
    if due_on is None:
        return "–"
    words = due_words(due_on, today)
    if cell_len(words) <= width:
        return words
    shorter = words.removeprefix("due ")
    if cell_len(shorter) <= width:
        return shorter
    return f"{say_short(due_on)} {due_on:%y}" if due_on > today else words.removesuffix(" late")


def urgency(due_on: date | None, today: date) -> str:
    """`late`, `near` or an empty string: the colour beside the words."""
    if due_on is None:
        return ""
    days = (due_on - today).days
    if days < 0:
        return "late"
    return "near" if days <= NEAR_DAYS else ""


class Cells(NamedTuple):
    """A row in four runs of one style each: few changes of style are few bytes on a slow line."""

    lead: str
    due: str
    urgency: str
    why: str
    action: str


def cells(row: QueueRow, layout: Columns, today: date) -> Cells:
    """The text of a row, every part inert and exactly as wide as its column.

    `layout` must have been made with this row's amount; when room is short the reason is cut, not the next action.
    """
    document = document_cell(row, layout.document)
    lead = f"{cut(inert_plain(row.customer_name), layout.account)} {document} {money_cell(row, layout)} "
    due = right(due_cell(row.due_on, today, layout.due), layout.due) + "  "
    action = cut(inert_plain(row.next_action), min(cell_len(row.next_action), layout.why))
    room = layout.why - cell_len(action) - len(ARROW)
    why = cut(inert_plain(row.why), min(cell_len(inert_plain(row.why)), room)) + ARROW if room > 3 else ""
    if row.promised_on is not None and room > 3:
        why = say_promised(row.promised_on, today, inert_plain(row.why), room) + ARROW
    if row.snoozed_until is not None:
        why = cut(f"until {short_day(row.snoozed_until, today)}: {inert_plain(row.why)}", max(4, room)).rstrip() + ARROW
    return Cells(lead, due, urgency(row.due_on, today), why, action)


def say_promised(day: date, today: date, why: str, room: int) -> str:
    """`by 27 Nov, 6 d`, and of a day that is over `promise broken 20 Nov, 1 d ago`, or as much of it as has room."""
    days, said = (day - today).days, short_day(day, today)
    if days == 0:
        return cut("by today", min(8, room))
    if days > 0:
        ways = [f"by {said}, {days} d", f"by {said}"]
    else:
        ways = [f"{why} {said}, {-days} d ago", f"{why} {said}", f"was {said}, {-days} d ago", f"was {said}"]
    return next((way for way in ways if cell_len(way) <= room), cut(ways[-1], room))


def headings(layout: Columns) -> str:
    """The names of the columns, each where its values are."""
    return (
        f"{cut('Account', layout.account)} {cut('Document', layout.document)} {right('Open', layout.money)} "
        f"{right('Due', layout.due)}  {cut('Why → next', layout.why)}"
    )
