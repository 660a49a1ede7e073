"""The calendar in words: four weeks in a grid, and the entries of the day that is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from rich.cells import cell_len

from billdesk.domain.calendar import Day, Due, DueItem
from billdesk.domain.dates import say_day, say_short, short_day
from billdesk.domain.money import Money, digits, symbol
from screens.parts.entries import Entry
from screens.parts.figures import MoneyColumn
from screens.parts.paper import Cell, Line, Run, at_most, row, rule, spread
from screens.queue_rows import cut

WEEK_CELLS = 4
WIDE_CELL = 14
"""From this many cells on a day names its kinds; a narrower one says how much there is to do."""
WHOLE_LINES = 2
MOST = 300
"""So many entries of a day are listed; the grid counts all."""
MARK = "▌"
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_SCALES = ((Decimal(10) ** 9, "G"), (Decimal(10) ** 6, "M"), (Decimal(10) ** 3, "k"))
_PLURALS = {
    Due.DISPUTE: "disputes",
    Due.PROMISE: "promises",
    Due.REMINDER: "reminders",
    Due.STEP: "steps",
    Due.WAKES: "come back",
    Due.INSTALMENT: "fall due",
}


def short_money(amount: Money) -> str:
    """An amount where there is little room: `€ 410`, `€ 12.5k`, `€ 3.1M`; the list below has it whole."""
    major = Decimal(abs(amount.minor)).scaleb(-digits(amount.currency))
    for scale, sign in _SCALES:
        if major >= scale:
            shown = f"{major / scale:.1f}".removesuffix(".0") if major < 100 * scale else f"{major / scale:.0f}"
            return f"{symbol(amount.currency)} {shown}{sign}"
    return f"{symbol(amount.currency)} {major:.0f}"


def head_line(width: int, days: Sequence[Day], said: str) -> Line:
    """Which weeks are shown, and at the right what else is to be known."""
    span = f" Calendar  {say_short(days[0].on)} – {say_short(days[-1].on)} {days[-1].on.year}"
    return spread(width, (Run(span, "act"),), (Run(said, "dim"), Run(" ")))


def grid_lines(width: int, days: Sequence[Day], chosen: date, today: date, height: int) -> list[Line]:
    """The four weeks; each day has `height` lines."""
    cell = (width - WEEK_CELLS) // 7
    lines: list[Line] = [(Run(" " * WEEK_CELLS), *(Run(cut(f" {name}", cell), "dim") for name in _WEEKDAYS))]
    for start in range(0, len(days), 7):
        week = days[start : start + 7]
        cells = [_day_lines(day, cell, chosen, today, height, first=start == 0) for day in week]
        for at in range(height):
            number = f"{week[0].on.isocalendar().week:>3} " if at == 0 else " " * WEEK_CELLS
            lines.append((Run(number, "rule"), *(run for lines_of in cells for run in lines_of[at])))
    return lines


def _day_lines(day: Day, cell: int, chosen: date, today: date, height: int, *, first: bool) -> list[tuple[Run, ...]]:
    """A day's lines: its number, then what it holds as far as there is room; the chosen one has a mark on each."""
    mark = Run(MARK if day.on == chosen else " ", "accent")
    how = _how(day, chosen, today)
    number = _number(day, today, first=first)
    if day.full and cell >= WIDE_CELL:
        number += " full"
    lines = [(mark, Run(cut(number, cell - 1), how))]
    for text, said in _held(day, cell, height - 1):
        lines.append((mark, Run(cut(text, cell - 1), said)))
    blank = (mark, Run(" " * (cell - 1)))
    return [*lines, *(blank for _ in range(height - len(lines)))]


def _how(day: Day, chosen: date, today: date) -> str:
    if day.on == chosen:
        return "act"
    if day.on == today:
        return "accent"
    return "dim" if day.on < today or day.on.weekday() >= 5 else "plain"


def _number(day: Day, today: date, *, first: bool) -> str:
    shown = say_short(day.on) if day.on.day == 1 or (first and day.on.weekday() == 0) else f"{day.on.day}"
    return f"{shown} today" if day.on == today else shown


def _held(day: Day, cell: int, room: int) -> list[tuple[str, str]]:
    """What a day holds, in so many lines."""
    if not day.entries or room < 1:
        return []
    money = [(_expected(day, cell - 1), "plain")] if day.sums else []
    if cell >= WIDE_CELL and len(day.counts) + len(money) <= room:
        return [(say_count(due, number), "late" if day.full else "plain") for due, number in day.counts.items()] + money
    work = f"full: {day.work:,}" if day.full else f"{day.work:,} to do"
    shown = [(work, "late" if day.full else "plain")] if day.work else []
    if not money and len(shown) < room and day.counts.get(Due.INSTALMENT):
        shown.append((say_count(Due.INSTALMENT, day.counts[Due.INSTALMENT]), "dim"))
    return [*shown, *money][:room]


def say_count(due: Due, number: int) -> str:
    """`1 promise`, `3 steps`, `12 fall due`."""
    return f"{number:,} {due.value if number == 1 else _PLURALS[due]}"


def _expected(day: Day, room: int) -> str:
    """`CHF 1.3k`, with a second currency `CHF 1.3k +1`, or closer where there is little room: `CHF1.3k+1`, `2 sums`."""
    shown = short_money(day.sums[0])
    if len(day.sums) == 1:
        return shown
    spaced = f"{shown} +{len(day.sums) - 1}"
    ways = (spaced, spaced.replace(" ", ""))
    return next((way for way in ways if cell_len(way) <= room), f"{len(day.sums)} sums")


def day_line(width: int, day: Day, today: date) -> tuple[Line, Line]:
    """The chosen day in words, below a rule: its counts, and what is expected to come in."""
    counts = ", ".join(say_count(due, number) for due, number in day.counts.items()) or "nothing comes due"
    full = " · more than twice the usual" if day.full else ""
    name = f" {say_day(day.on)}{' · today' if day.on == today else ''}"
    return rule(width), spread(width, (Run(name, "act"), Run(f" · {counts}"), Run(full, "late")), ())


def day_entries(day: Day, today: date, most_who: int) -> list[Entry]:
    """The day's entries in their order, each with its amount; a name has at most `most_who` cells."""
    shown = day.entries[:MOST]
    amounts = [(item.amount.minor, item.amount.currency) for item in shown if item.amount is not None]
    money = MoneyColumn.of(amounts) if amounts else None
    who = max((min(most_who, cell_len(item.who)) for item in shown), default=0)
    since = max((cell_len(_since(item, today)) for item in shown), default=0)
    return [Entry(item.key, _cells(item, money, who, since, today), item) for item in shown]


def _cells(item: DueItem, money: MoneyColumn | None, who: int, since: int, today: date) -> tuple[Cell, ...]:
    cells = [Cell(item.due.value, 10, how="dim")]
    if who:
        cells.append(Cell(item.who, who))
    cells.append(Cell(item.text))
    if since:
        cells.append(Cell(_since(item, today), since, how="late"))
    if money is not None:
        amount = money.cell(item.amount.minor, item.amount.currency) if item.amount else Cell("", money.width)
        cells.append(amount)
    return tuple(cells)


def _since(item: DueItem, today: date) -> str:
    return f"since {short_day(item.since, today)}" if item.since else ""


def whole_lines(width: int, item: DueItem | None) -> list[Line]:
    """An entry in full, below a rule; nothing without one."""
    if item is None:
        return []
    said = " · ".join(filter(None, (item.text, item.who)))
    return [rule(width), *at_most(row(width, Cell(said), indent=1, wrapped=True), WHOLE_LINES)]
