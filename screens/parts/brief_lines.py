"""The morning brief and the rows of the daily run as lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rich.cells import cell_len

from billdesk.domain.batch_reviews import say_count
from billdesk.domain.brief import LATER, OTHERS, Line, RunRow, Tally
from billdesk.domain.dates import say_day, short_day
from screens.parts import paper
from screens.parts.entries import Entry
from screens.parts.figures import MoneyColumn
from screens.parts.paper import Cell, Run, at_most, row, rule, spread

TOPIC_CELLS, WHY_LINES = 10, 4
NO_BREAK = "\u00a0"
BESIDE_SAID = 3 + TOPIC_CELLS + 2 + 1
"""Cells of a line that the cursor, its topic and the gaps take."""
TITLES = {
    "messages": "Messages that the run plans",
    "mails": "Mails that the run sends",
    "letters": "Letters that the run prints",
    "calls": "Accounts to call",
    "not possible": "Due, but nobody can be written to",
    LATER: "The next step comes later",
    OTHERS: "Left out for other reasons",
}


def head_lines(width: int, day: date, run: str) -> list[paper.Line]:
    """The day, and at the right what the run would do."""
    return [spread(width, (Run(f" Morning brief  {say_day(day)}", "act"),), (Run(run, "dim"), Run(" "))), rule(width)]


def brief_entries(lines: Sequence[Line]) -> list[Entry]:
    """Each line below its topic, which stands once."""
    entries, before = [], ""
    for line in lines:
        topic = Cell("" if line.topic == before else line.topic, TOPIC_CELLS, how="dim")
        before = line.topic
        entries.append(Entry(key_of(line), (topic, Cell(line.said, how=line.how)), line))
    return entries


def whole_line(width: int, said: str) -> list[paper.Line]:
    """The whole of a line that is longer than its room above, below a rule and in as many lines as it takes."""
    if cell_len(said) <= width - BESIDE_SAID:
        return []
    return [rule(width), *row(width, Cell(_unbroken(said)), indent=1, wrapped=True)]


def _unbroken(said: str) -> str:
    """The same with each amount held together with its currency: they are typed again from here."""
    first, *others = said.split(" + ")
    before, comma, amount = first.rpartition(", ")
    sums = [one.replace(" ", NO_BREAK) for one in (amount, *others)]
    return f"{before}{comma}{' + '.join(sums)}" if others else said


def key_of(line: Line) -> str:
    """A line's name for ever: what it opens and how it begins the day."""
    return f"{line.topic}:{line.place.value}:{line.what}:{line.how}"


def run_title(group: str) -> str:
    """What the rows of a group are."""
    return TITLES.get(group, f"Left out: {group}")


def run_head(width: int, group: str, rows: Sequence[RunRow]) -> list[paper.Line]:
    """Which rows these are, how many, and what they come to: below them where that is many currencies."""
    tally = Tally.of(one.amount for one in rows)
    title, accounts = f" {run_title(group)}", say_count(tally.count, "account")
    said = ", ".join(filter(None, (accounts, str(tally))))
    if cell_len(f"{title} {said} ") <= width:
        return [spread(width, (Run(title, "act"),), (Run(said, "dim"), Run(" "))), rule(width)]
    head = spread(width, (Run(title, "act"),), (Run(accounts, "dim"), Run(" ")))
    return [head, *row(width, Cell(str(tally), how="dim"), indent=1, wrapped=True), rule(width)]


def run_why(width: int, why: str) -> list[paper.Line]:
    """The whole reason below a rule, in as many lines as it takes, at most four."""
    return [rule(width), *at_most(row(width, Cell(why), indent=1, wrapped=True), WHY_LINES)]


def run_entries(rows: Sequence[RunRow], today: date, most_name: int) -> list[Entry]:
    """One line for each account and currency: who, how much, when it is looked at again, and why."""
    money = MoneyColumn.of([(one.amount.minor, one.amount.currency) for one in rows])
    name = max((min(most_name, cell_len(one.name)) for one in rows), default=1)
    days = max((cell_len(short_day(one.next_on, today)) for one in rows if one.next_on), default=0)
    return [
        Entry(
            f"run:{one.customer_id}:{one.amount.currency}",
            (
                Cell(one.name, name),
                money.cell(one.amount.minor, one.amount.currency),
                *((Cell(short_day(one.next_on, today) if one.next_on else "", days, True, "dim"),) if days else ()),
                Cell(one.why, how="dim"),
            ),
            one,
        )
        for one in rows
    ]
