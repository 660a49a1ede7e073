"""The ladders of what is open and the story of an account, as entries of a list and as lines beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from billdesk.domain.dates import say_day, short_day
from billdesk.domain.followup.ladder import Climb, Rung, RungState, say_climb
from billdesk.domain.followup.outbox import Message, MessageState
from billdesk.domain.followup.views import say_ended, say_hold, say_waiver, say_waiver_back
from billdesk.domain.money import format_money
from screens.parts.account_entries import say_contact, say_promise_state
from screens.parts.entries import Entry, Note, headed
from screens.parts.figures import DayColumn
from screens.parts.paper import Cell, Line, Run, heading, row

if TYPE_CHECKING:
    from billdesk.services.outbox import Happened
    from billdesk.services.workplace import Workplace

NUMBER, STEP, STATE = 10, 14, 10
_HOW = {
    RungState.DONE: "done",
    RungState.WAIVED: "dim",
    RungState.PASSED: "dim",
    RungState.DUE: "act",
    RungState.PRINTED: "near",
    RungState.UNKNOWN: "late",
    RungState.FAILED: "late",
    RungState.ON_ITS_WAY: "near",
}
_SHORT = {RungState.PRINTED: "printed", RungState.UNKNOWN: "unknown"}
_MESSAGE_HOW = {
    MessageState.SENT: "done",
    MessageState.FAILED: "late",
    MessageState.UNKNOWN: "late",
    MessageState.PRINTED: "near",
    MessageState.RECALLED: "dim",
    MessageState.DROPPED: "dim",
}


def ladder_entries(climbs: Sequence[Climb], today: date, *, short: bool) -> list[Entry]:
    """A line for each open item: which step comes next, and both its clocks; in a `short` one the clock that it waits
    for. Opened it tells every step."""
    entries = [
        Entry(
            f"climb:{climb.standing.item.id}",
            (Cell(climb.standing.item.number, NUMBER), *_next_cells(climb, today, short=short)),
            Note(f"{climb.standing.item.number}: the ladder", say_climb(climb)),
        )
        for climb in climbs
    ]
    return headed("ladder", entries)


def _next_cells(climb: Climb, today: date, *, short: bool) -> tuple[Cell, ...]:
    rung, steps = climb.next, len(climb.rungs)
    if rung is None:
        return (Cell(f"{steps} of {steps}", STEP), Cell("all done", STATE, how="near"), Cell("decide what comes now"))
    return (Cell(f"{rung.number} of {steps}, {rung.channel.value}", STEP), *_state_cells(rung, today, short=short))


def _state_cells(rung: Rung, today: date, *, short: bool = False) -> tuple[Cell, ...]:
    """What became of a step, and its day, or both clocks where it is still to come."""
    word = _SHORT.get(rung.state, rung.state.value)
    said = short_day(rung.on, today) if rung.on is not None else _clocks(rung, today, short=short)
    return (Cell(word, STATE, how=_HOW.get(rung.state, "dim")), Cell(said, how="dim"))


def _clocks(rung: Rung, today: date, *, short: bool) -> str:
    """`old since 4 Nov · free from 9 Nov`: late enough, and far enough behind the step before. A `short` one is that
    of both that is over later."""
    old = f"old {_since(rung.old_enough, today)}" if rung.old_enough else "no due date"
    if rung.allowed is None:
        return old
    free = f"free {_since(rung.allowed, today)}"
    if short and rung.old_enough:
        return free if rung.allowed >= rung.old_enough else old
    return f"{old} · {free}"


def _since(day: date, today: date) -> str:
    return f"{'since' if day <= today else 'from'} {short_day(day, today)}"


def ladder_lines(width: int, climbs: Sequence[Climb], today: date) -> list[Line]:
    """Every step of every open item, for where there is room beside the list."""
    lines: list[Line] = [heading(width, "ladder")]
    for climb in climbs:
        item, procedure = climb.standing.item, climb.standing.procedure
        lines.append((Run(f" {item.number}", "act"), Run(f"  {procedure.name}", "dim")))
        for rung in climb.rungs:
            named = Cell(f"{rung.number} {rung.channel.value}", 8)
            lines += row(width, named, *_state_cells(rung, today), wrapped=True)
    return lines if climbs else [*lines, (Run(" Nothing is open.", "dim"),)]


def timeline_entries(place: Workplace) -> list[Entry]:
    """Everything that happened, newest first."""
    told = _told(place)
    days = DayColumn.of([on for on, _, _ in told], place.today)
    entries = [Entry(key, (days.cell(on), *cells), note) for (on, _, (key, cells, note)) in told]
    return headed("timeline", entries)


def timeline_lines(width: int, place: Workplace) -> list[Line]:
    """The same in full, for where there is room beside the list."""
    lines: list[Line] = [heading(width, "timeline")]
    told = _told(place)
    days = DayColumn.of([on for on, _, _ in told], place.today)
    for on, _, (_, cells, _note) in told:
        text, *_ = cells
        lines += row(width, days.cell(on), text, indent=1, wrapped=True)
    return lines if told else [*lines, (Run(" Nothing has happened yet.", "dim"),)]


_Told = tuple[date, int, tuple[str, tuple[Cell, ...], Note]]
"""The day, the order within the day, and the entry: its key, its cells, the whole of it."""


def _told(place: Workplace) -> list[_Told]:
    parts = (_contacts, _no_contacts, _messages, _promises, _holds, _disputes)
    found = [told for part in parts for told in part(place)]
    return sorted(found, key=lambda one: one[:2], reverse=True)


def _entry(key: str, said: str, by: str, how: str, whole: str) -> tuple[str, tuple[Cell, ...], Note]:
    title, _, _ = said.partition(":")
    return key, (Cell(said, how=how), Cell(by, 8, how="dim")), Note(title[:40], whole)


def _contacts(place: Workplace) -> Iterator[_Told]:
    for contact in place.account.contacts:
        said = say_contact(contact)
        whole = f"{said}\nNext {say_day(contact.next_on)}" if contact.next_on else said
        yield contact.on, contact.id, _entry(f"told:contact:{contact.id}", said, contact.by, "plain", whole)


def _no_contacts(place: Workplace) -> Iterator[_Told]:
    for one in place.no_contacts:
        said = f"{say_contact(one.contact)}, taken back"
        whole = f"{said}\n{say_day(one.on)}, {one.by}: {one.because}"
        yield one.contact.on, one.contact.id, _entry(f"told:contact:{one.contact.id}", said, one.by, "dim", whole)


def _messages(place: Workplace) -> Iterator[_Told]:
    for message in place.messages:
        story = place.stories.get(message.id, ())
        on = message.sent_on or message.planned_on
        how = _MESSAGE_HOW.get(message.state, "near")
        whole = "\n".join([say_message(message), *(_happened(one) for one in story)])
        yield on, message.id, _entry(f"told:message:{message.id}", say_message(message), message.by, how, whole)


def say_message(message: Message) -> str:
    """`mail, reminder € 1,380.00: sent – 250 queued`: what it was, how far it got, and the proof of that."""
    asked = f" {format_money(message.amount.minor, message.amount.currency)}" if message.amount.minor else ""
    proof = f" – {message.said}" if message.said else ""
    return f"{message.channel.value}, {message.purpose.value}{asked}: {message.state.value}{proof}"


def _happened(one: Happened) -> str:
    said = f": {one.said}" if one.said else ""
    return f"{one.at:%Y-%m-%d %H:%M} {one.what}{said} ({one.by})"


def _promises(place: Workplace) -> Iterator[_Told]:
    for promise in place.account.promises:
        amount = format_money(promise.amount_minor, promise.currency)
        said = f"promise of {amount} for {short_day(promise.due_on, place.today)}: {say_promise_state(promise)}"
        entry = _entry(f"told:promise:{promise.id}", said, promise.recorded_by, "plain", said)
        yield promise.recorded_on, promise.id, entry


def _holds(place: Workplace) -> Iterator[_Told]:
    for hold in place.holds:
        yield hold.set_on, hold.id, _entry(f"told:hold:{hold.id}", say_hold(hold), hold.by, "near", say_hold(hold))
    for ended in place.ended:
        hold, said = ended.hold, say_ended(ended)
        yield hold.set_on, hold.id, _entry(f"told:hold:{hold.id}", say_hold(hold), hold.by, "dim", say_hold(hold))
        yield ended.on, hold.id, _entry(f"told:ended:{hold.id}", said, "", "dim", f"{said}\n{say_hold(hold)}")
    for waiver in place.waivers:
        said = say_waiver(waiver)
        yield waiver.on, waiver.id, _entry(f"told:waiver:{waiver.id}", said, waiver.by, "dim", said)
        if waiver.lifted_on is not None:
            back = say_waiver_back(waiver)
            entry = _entry(f"told:waiver-back:{waiver.id}", back, "", "dim", f"{back}\n{said}")
            yield waiver.lifted_on, waiver.id, entry


def _disputes(place: Workplace) -> Iterator[_Told]:
    for case in place.account.disputes:
        about = f"dispute of {format_money(case.amount_minor, case.currency)} {case.number}".rstrip()
        said = f"{about}: {case.label}" + (f", due by {short_day(case.due_by, place.today)}" if case.live else "")
        how = "near" if case.live else "plain"
        yield case.opened_on, case.id, _entry(f"told:dispute:{case.id}", said, case.owner, how, said)
        if case.resolved_on is not None:
            ended = f"{about}: settled, {case.outcome.value if case.outcome else 'no outcome'}"
            entry = _entry(f"told:settled:{case.id}", ended, case.owner, "plain", f"{ended}\n{said}")
            yield case.resolved_on, case.id, entry
