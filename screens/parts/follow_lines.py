"""What stands on the follow-up screen: the head, the prepared talk, the outcomes, and where one stands."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from rich.cells import cell_len

from billdesk.command import Scope
from billdesk.commands import commands_of
from billdesk.domain.dates import short_day
from billdesk.domain.followup.decide import Action
from billdesk.domain.followup.events import Purpose
from billdesk.domain.followup.pressing import most_pressing
from billdesk.domain.followup.reasons import clause, sentence
from billdesk.domain.money import format_money
from billdesk.domain.outcomes import talk
from billdesk.domain.promise_record import record_of, say_kept
from billdesk.domain.records import AccountView
from billdesk.text import inert_plain
from screens.parts.account_entries import people_of, say_habit
from screens.parts.figures import ageing_lines
from screens.parts.paper import KeyOf, Line, Run, at_most, paragraph, rule, spread, way_runs
from screens.queue_rows import cut

if TYPE_CHECKING:
    from billdesk.services.following import Decided
    from billdesk.services.workplace import Workplace

_REACHED_BY = 3
"""So many people are named beside the talk; the others stand on the account."""
_NAME = 40
_TALK, _ASK, _PERSON, _NEXT = 5, 2, 2, 2
"""Where there is little room at most so many lines: what to say and ask together, what to ask, each person, and what
comes next of an account of one currency."""


def head_lines(width: int, account: AccountView, today: date) -> list[Line]:
    """Who and how much; the ageing."""
    owes = talk(account, today).owes
    first = spread(width, (Run(f" {account.name}", "act"),), (Run(owes, "act"), Run(" ")))
    return [first, *ageing_lines(width, account, today)]


def next_lines(width: int, place: Workplace, key_of: KeyOf, *, told: bool) -> list[Line]:
    """What the follow-up decided, in one line for each currency if it is to be `told` (the only one has two), and a
    rule."""
    if not told:
        return [rule(width)]
    said = [_say_next(decided, key_of) for decided in place.decisions]
    most = 1 if len(said) > 1 else _NEXT
    lines = [at_most(paragraph(width, "Next", one, label_width=5), most) for one in said or ["Nothing is open."]]
    return [*(line for part in lines for line in part), rule(width)]


def _say_next(decided: Decided, key_of: KeyOf) -> str:
    """`mail: step 2 is due, € 1,380.00; m prepares it`, or the reason why nothing goes out."""
    decision = decided.decision
    if isinstance(decision, Action):
        lead = decision.items[0]
        what = f"step {lead.step} is due" if decision.purpose is Purpose.REMINDER else decision.purpose.value
        how = f"{decision.lead.channel.value}: {what}"
        if decided.obstacle is not None:
            return f"{how}, but {clause(decided.obstacle)}"
        return f"{how}, {format_money(decision.claimed_minor, decision.currency)}; {key_of('message')} prepares it"
    reason = most_pressing(decision.items)
    return "Nothing is open." if reason is None else sentence(reason)


def talk_lines(width: int, account: AccountView, today: date, room: int) -> list[Line]:
    """What to say, what to ask, whom to reach; a rule. The whole in `room` lines, or the beginning of each part."""
    lines = _talk_parts(width, account, today, whole=True)
    return lines if len(lines) <= room else _talk_parts(width, account, today, whole=False)


def _talk_parts(width: int, account: AccountView, today: date, *, whole: bool) -> list[Line]:
    prepared = talk(account, today)
    ask = paragraph(width, "Ask", prepared.ask, label_width=5)
    say = paragraph(width, "Say", prepared.say, label_width=5)
    if not whole:
        ask = at_most(ask, _ASK)
        say = at_most(say, _TALK - len(ask))
    return [*say, *ask, *_reach_lines(width, account, whole=whole), rule(width)]


def _reach_lines(width: int, account: AccountView, *, whole: bool) -> list[Line]:
    aside = " · ".join(filter(None, (f"speaks {account.language}" if account.language else "", _pays(account))))
    people = [f"{name if whole else _short(name)} {reach}" for name, reach in people_of(account)[:_REACHED_BY]]
    if len(account.persons) > _REACHED_BY:
        people.append(f"{len(account.persons) - _REACHED_BY} more on the account")
    lines: list[Line] = []
    for at, said in enumerate(people or ["Nobody is named on this account."]):
        told = paragraph(width, "" if at else "Reach", said, label_width=5)
        lines += told if whole else at_most(told, _PERSON)
    beside = paragraph(width, "", aside, label_width=5, how="dim")
    return [*lines, *(beside if whole else at_most(beside, 1))]


def _short(name: str) -> str:
    """A name that leaves room for the number to call."""
    shown = inert_plain(name)
    return shown if cell_len(shown) <= _NAME else cut(shown, _NAME)


def _pays(account: AccountView) -> str:
    habit = say_habit(account)
    return f"pays {habit}" if habit else ""


def outcome_lines(width: int, key_of: KeyOf) -> list[Line]:
    """The outcomes with their keys; the name of the line only where there is room for it."""
    outcomes = [item for item in commands_of(Scope.FOLLOW_UP) if item.id.startswith("outcome-")]
    shown = [(key_of(item.id), item.name.lower()) for item in outcomes]
    needed = sum(cell_len(f"  {key} {name}") for key, name in shown)
    lines: list[list[Run]] = [[Run(" Outcome", "dim")] if needed + len(" Outcome") < width else []]
    used = 0
    for key, name in shown:
        cells = cell_len(f"  {key} {name}")
        if used + cells >= width:
            lines.append([])
            used = 0
        lines[-1] += [Run("  " if lines[-1] else " "), Run(key, "accent"), Run(f" {name}")]
        used += cells
    return [tuple(line) for line in lines]


def standing_line(standing: str, account: AccountView, today: date, key_of: KeyOf) -> list[Line]:
    """Where one stands in the queue between the keys that go on, the last contact, how promises were kept."""
    way = way_runs(standing, key_of) if standing else ()
    said = " · ".join(filter(None, (_last(account, today), say_kept(record_of(account.promises, today)))))
    return [(*way, Run("  " if way else ""), Run(f" {said}", "dim"))]


def _last(account: AccountView, today: date) -> str:
    if not account.contacts:
        return "no contact yet"
    last = max(account.contacts, key=lambda contact: contact.happened_at)
    return f"last: {short_day(last.on, today)} {last.kind}"
