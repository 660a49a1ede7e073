"""Procedures in words: the head of their page, one entry each, and the steps of the one under the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from billdesk.domain.dates import say_day
from billdesk.domain.followup.procedures import Procedure, say_contacts, say_step
from billdesk.domain.followup.views import HoldView, ProcedureView, say_hold
from billdesk.domain.followup.whatif import say_tallies
from screens.parts.entries import Entry, headed
from screens.parts.figures import DayColumn
from screens.parts.paper import Cell, Line, Run, heading, row, rule, spread

if TYPE_CHECKING:
    from billdesk.services.what_if import LastYear, Today

BESIDE = "Of a customer's and an invoice's procedure the more careful one holds; the desk's where neither has one."
NAME_CELLS = 22
MOST_MOVED = 6
"""So many accounts are named below a procedure that is being changed."""


def head_lines(width: int, procedures: Sequence[ProcedureView], holds: Sequence[HoldView]) -> list[Line]:
    """Whose page it is, and how much is held back without an end; a rule."""
    own = next((view.name for view in procedures if view.of_desk), "")
    endless = sum(hold.until is None for hold in holds)
    held = f"{len(holds)} held back, {endless} without an end" if holds else "nothing is held back"
    lines = [spread(width, (Run(" Procedures", "act"), Run(f"  the desk has {own}", "dim")), (Run(held), Run(" ")))]
    return [*lines, *row(width, Cell(BESIDE, how="dim"), indent=1, wrapped=True), rule(width)]


def procedure_entries(procedures: Sequence[ProcedureView]) -> list[Entry]:
    """Every procedure: its name, its days, whom it was chosen for, where it comes from."""
    entries = [
        Entry(
            f"procedure:{view.name}",
            (
                Cell(view.name, NAME_CELLS, how="dim" if view.retired else "act"),
                Cell(_say_days(view.procedure), 18),
                Cell(", ".join(view.holds_for) or "–", how="plain" if view.holds_for else "dim"),
                Cell(view.origin, 20, how="dim"),
            ),
            view,
        )
        for view in procedures
    ]
    return headed("procedures", entries)


def _say_days(procedure: Procedure) -> str:
    return "days " + " ".join(str(step.days) for step in procedure.steps)


def held_entries(holds: Sequence[HoldView], today: date) -> list[Entry]:
    """What is held back: blocks first, which end only when they are lifted."""
    days = DayColumn.of([hold.set_on for hold in holds], today)
    entries = [
        Entry(
            f"hold:{hold.id}",
            (
                days.cell(hold.set_on),
                Cell(hold.name, NAME_CELLS),
                Cell(say_hold(hold), how="plain" if hold.until else "near"),
                Cell(hold.by, 8, how="dim"),
            ),
            hold,
        )
        for hold in holds
    ]
    return headed("held back", entries)


def how_lines(width: int, record: ProcedureView | HoldView | None) -> list[Line]:
    """The steps of a procedure and its limits; or a hold in full."""
    if record is None:
        return []
    if isinstance(record, HoldView):
        lines = [heading(width, record.name)]
        lines += row(width, Cell(say_hold(record)), indent=1, wrapped=True)
        since = f"since {say_day(record.set_on)} by {record.by}"
        return [*lines, *row(width, Cell(since, how="dim"), indent=1, wrapped=True)]
    lines = [heading(width, record.name)]
    for number, step in enumerate(record.procedure.steps, start=1):
        template = step.template.replace("-", " ")
        cells = (Cell(str(number), 2, True, "dim"), Cell(say_step(step)), Cell(template, 20, how="dim"))
        lines += row(width, *cells, indent=1)
    for said in _limits(record.procedure):
        lines += row(width, Cell(said, how="dim"), indent=1, wrapped=True)
    return lines


def _limits(procedure: Procedure) -> list[str]:
    said = [f"at most {say_contacts(procedure.contacts_a_week)} in seven days, {procedure.quiet_days} quiet after one"]
    if procedure.least_major:
        said.append(f"nothing below {procedure.least_major:,} of its currency")
    if procedure.forewarning_days:
        said.append(f"a friendly word {procedure.forewarning_days} days before the due date")
    if procedure.thank_you:
        said.append("a word of thanks for what was paid after a reminder")
    return said


def say_today(found: Today) -> str:
    """`12 messages today instead of 15; 2 more are due, but have no address`: what a change comes to."""
    word = "message" if found.after == 1 else "messages"
    verb = "is due, but has" if found.unwritable == 1 else "are due, but have"
    more = f"; {found.unwritable:,} more {verb} no working address" if found.unwritable else ""
    if not found.moved:
        return f"{found.after:,} {word} today, as before{more}; nobody is treated differently"
    return f"{found.after:,} {word} today instead of {found.before:,}{more}"


def moved_lines(found: Today) -> tuple[str, ...]:
    """The sentence, and the first accounts that are treated differently."""
    shown = [f"  {one.name}: {one.before} → {one.after} ({one.currency})" for one in found.moved[:MOST_MOVED]]
    rest = len(found.moved) - len(shown)
    return (f"{say_today(found)}.", *shown, *([f"  and {rest:,} more"] if rest > 0 else []))


def year_lines(found: LastYear) -> str:
    """What the last year would have been, for a dialog that scrolls: every account that differs, the most first."""
    if found.nobody:
        return found.nobody
    lines = [f"{found.own.name} as it is, then {found.other.name}; from {say_day(found.first)} on.", ""]
    tallies = say_tallies(found.comparison.before, found.comparison.after)
    lines += [f"{name:<32}{was:>9}{now:>9}" for name, was, now in tallies]
    count = len(found.affected)
    who = f"{count:,} {'customer' if count == 1 else 'customers'}" if count else "Nobody"
    lines += ["", f"{who} would have been treated differently."]
    lines += ["↓ and PgDn go through them."] if count > MOST_MOVED else []
    lines += [f"  {one.name}: {one.before} → {one.after} contacts" for one in found.affected]
    return "\n".join(lines)
