"""Messages in words: the head, one entry each under what they wait for, and the one under the cursor with its story."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rich.cells import cell_len

from billdesk.domain.dates import short_day
from billdesk.domain.followup.outbox import Message, MessageState, say_free
from billdesk.text import inert_plain
from screens.parts.entries import Entry, headed
from screens.parts.figures import MoneyColumn
from screens.parts.paper import Cell, Line, Run, heading, paragraph, row, rule, spread, wrap

State = MessageState

_GROUPS: tuple[tuple[str, tuple[State, ...]], ...] = (
    ("nobody knows whether they arrived", (State.UNKNOWN,)),
    ("failed", (State.FAILED,)),
    ("printed, not posted yet", (State.PRINTED,)),
    ("letters to be printed", (State.PLANNED,)),
    ("held, can be called back", (State.HELD,)),
    ("being sent", (State.SENDING,)),
    ("lately", (State.SENT, State.RECALLED, State.DROPPED)),
)
_HOW = {
    State.UNKNOWN: "late",
    State.FAILED: "late",
    State.PRINTED: "near",
    State.HELD: "near",
    State.SENT: "done",
}


@dataclass(frozen=True, slots=True)
class Told:
    """One event of a message's story, ready to be read."""

    at: str
    what: str


def head_lines(width: int, messages: Sequence[Message], where: str) -> list[Line]:
    """How many messages are in which state, and where mails go."""
    counts = Counter(message.state for message in messages)
    order = [state for _, states in _GROUPS for state in states if counts[state] and state is not State.SENT]
    said = " · ".join(f"{counts[state]:,} {state.value}" for state in order) or "nothing waits"
    lines = [spread(width, (Run(" Outbox", "act"),), (Run(said, "act"), Run(" ")))]
    return [*lines, *row(width, Cell(where, how="dim"), indent=1, wrapped=True), rule(width)]


def message_entries(messages: Sequence[Message], today: date, most_name: int) -> list[Entry]:
    """Every message under what it waits for: to whom, what, how far it is, what it asks for. What is over stands by
    its day, the latest first; a name has at most `most_name` cells."""
    money = MoneyColumn.of([(one.amount.minor, one.amount.currency) for one in messages])
    cells = min(most_name, max((cell_len(inert_plain(one.name)) for one in messages), default=1))
    entries: list[Entry] = []
    for name, states in _GROUPS:
        group = [one for one in messages if one.state in states]
        if State.SENT in states:
            group.sort(key=lambda one: one.day, reverse=True)
        entries += headed(name, [_entry(one, money, cells, today) for one in group])
    return entries


def _entry(message: Message, money: MoneyColumn, cells: int, today: date) -> Entry:
    how = _HOW.get(message.state, "dim")
    return Entry(
        f"message:{message.id}",
        (
            Cell(message.name, cells),
            Cell(f"{message.channel.value} {message.template.removeprefix('reminder-')}", 16),
            Cell(_when(message, today)),
            Cell(message.state.value, 8, how=how),
            money.cell(message.amount.minor, message.amount.currency, "plain"),
        ),
        message,
    )


def _when(message: Message, today: date) -> str:
    if message.state is State.HELD and message.held_until is not None:
        return f"until {say_free(message.held_until)}"
    day = short_day(message.day, today)
    told = message.said if message.state.needs_a_person or message.state.never_arrived else ""
    return f"{day}: {told}" if told else day


def message_lines(width: int, message: Message | None, story: Sequence[Told]) -> list[Line]:
    """The message under the cursor: where it goes, its words, and what happened to it."""
    if message is None:
        return []
    lines = [heading(width, message.subject)]
    lines += paragraph(width, "to", " · ".join(message.address.splitlines()))
    if message.said:
        lines += paragraph(width, "said", message.said, how=_HOW.get(message.state, "plain"))
    for number, told in enumerate(story):
        lines += paragraph(width, "" if number else "story", f"{told.at}  {told.what}", how="dim")
    lines.append(())
    for line in message.body.splitlines():
        lines += [(Run(" "), Run(part)) for part in wrap(inert_plain(line), max(4, width - 2))]
    return lines
