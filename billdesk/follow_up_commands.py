"""`billdesk holds`, `procedures`, `what-if`: what the follow-up leaves alone, by which rules, what others would do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from billdesk.command_options import FormatOption, opened
from billdesk.output import Column, Format, Record, Value, say, write_rows, write_text
from billdesk.settings import UsageError

if TYPE_CHECKING:
    from billdesk.domain.followup.procedures import Procedure, Step
    from billdesk.domain.followup.views import HoldView, ProcedureView, StandingWaiver
    from billdesk.domain.followup.whatif import Tally
    from billdesk.services.desk import Desk
    from billdesk.services.what_if import LastYear

HOLDS = (
    Column("kind", "Kind"),
    Column("customer", "Customer"),
    Column("name", "Name"),
    Column("document", "Invoice"),
    Column("step", "Step", exact=True),
    Column("currency", "Cur", extra=True),
    Column("until", "Until", exact=True),
    Column("reason", "Reason"),
    Column("set_on", "Since", exact=True),
    Column("by", "By", extra=True),
)
PROCEDURES = (
    Column("name", "Name"),
    Column("holds_for", "Holds for"),
    Column("steps", "Steps"),
    Column("contacts_a_week", "A week", exact=True),
    Column("quiet_days", "Quiet days", exact=True),
    Column("forewarning_days", "Forewarning", exact=True),
    Column("thank_you", "Thanks"),
    Column("origin", "From", extra=True),
)
DIFFERENCES = (
    Column("customer", "Customer"),
    Column("name", "Name"),
    Column("before", "Contacts before", exact=True),
    Column("after", "Contacts after", exact=True),
)
MOST = 20
"""So many customers stand in a table; programs get all of them."""


def holds(context: typer.Context, format_: FormatOption = Format.TABLE) -> None:
    """List what the follow-up leaves alone because somebody said so: blocks first, which end only when they are lifted,
    then pauses by the day on which they end, then steps that were left out, until a later step was done."""
    from billdesk.services import holds as service

    with opened(context, read_only=True) as desk:
        found, waived = service.live(desk), service.standing_waivers(desk)
    write_rows([*map(_hold, found), *map(_waived, waived)], HOLDS, format_)
    endless = sum(hold.until is None for hold in found)
    if endless and format_ is Format.TABLE:
        say(f"{endless} of them {'has' if endless == 1 else 'have'} no end: somebody has to lift that.")


def _hold(hold: HoldView) -> Record:
    return {
        "kind": "pause" if hold.until else "block",
        "customer": hold.code,
        "name": hold.name,
        "document": hold.number,
        "step": None,
        "currency": hold.currency,
        "until": hold.until.isoformat() if hold.until else None,
        "reason": hold.reason,
        "set_on": hold.set_on.isoformat(),
        "by": hold.by,
    }


def _waived(one: StandingWaiver) -> Record:
    return {
        "kind": "waived step",
        "customer": one.code,
        "name": one.name,
        "document": one.waiver.number,
        "step": one.waiver.step,
        "currency": "",
        "until": None,
        "reason": one.waiver.reason,
        "set_on": one.waiver.on.isoformat(),
        "by": one.waiver.by,
    }


def procedures(context: typer.Context, format_: FormatOption = Format.TABLE) -> None:
    """List the procedures of the follow-up with their steps, and for how many each was chosen."""
    from billdesk.services import procedures as service

    with opened(context, read_only=True) as desk:
        found = service.listed(desk)
    nested = format_ in (Format.JSON, Format.JSONL)
    write_rows((_procedure(view, nested=nested) for view in found), PROCEDURES, format_)


def _procedure(view: ProcedureView, *, nested: bool) -> Record:
    from billdesk.domain.followup.procedures import say_step

    one = view.procedure
    steps: Value = [_step(step) for step in one.steps] if nested else [say_step(step) for step in one.steps]
    return {
        "name": one.name,
        "holds_for": view.holds_for,
        "steps": steps,
        "contacts_a_week": one.contacts_a_week,
        "quiet_days": one.quiet_days,
        "forewarning_days": one.forewarning_days,
        "thank_you": one.thank_you,
        "origin": view.origin,
    }


def _step(step: Step) -> Record:
    return {
        "days": step.days,
        "channel": step.channel.value,
        "template": step.template,
        "tone": step.tone.value,
        "fee": step.fee,
        "interest": step.interest,
    }


def what_if(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="PROCEDURE", help="The procedure to try, as `procedures` names it.")],
    format_: FormatOption = Format.TABLE,
) -> None:
    """Run a procedure over the last year beside the desk's own: messages, days, and who would be treated differently.

    Nothing of the book is touched. Whoever paid on a day pays on it under either, so it says how much would have been
    sent to whom, and nothing of what would have come in.
    """
    from billdesk.progress import progress_bar
    from billdesk.services import what_if as service

    with opened(context, read_only=True) as desk:
        other = named(desk, name, "PROCEDURE")
        with progress_bar("Replaying the year") as progress:
            found = service.last_year(desk, other, progress)
    if format_ is Format.TABLE and found.nobody:
        say(found.nobody)
        return
    if format_ is Format.TABLE:
        _print_tallies(found)
    shown = found.affected[:MOST] if format_ is Format.TABLE else found.affected
    rows: Sequence[Record] = [
        {"customer": one.code, "name": one.name, "before": one.before, "after": one.after} for one in shown
    ]
    write_rows(rows, DIFFERENCES, format_, document=lambda: _document(found, rows))
    _say_extent(found, len(shown))


def named(desk: Desk, name: str, option: str) -> Procedure:
    """A procedure by the name that an option gives; raises `UsageError`."""
    from billdesk.domain.errors import NotFoundError
    from billdesk.services import procedures as service

    try:
        return service.get(desk, name).procedure
    except NotFoundError as error:
        raise UsageError(f"{option} names no procedure.", error.way_out) from None


def _print_tallies(found: LastYear) -> None:
    from billdesk.domain.followup.whatif import say_tallies

    write_text(f"From {found.first} to {found.last}: {found.own.name} as it is, then {found.other.name}.")
    for heading, before, after in say_tallies(found.comparison.before, found.comparison.after):
        write_text(f"  {heading:<32}{before:>10}{after:>10}")
    write_text()


def _tally(tally: Tally) -> dict[str, Value]:
    from billdesk.domain.followup.whatif import say_late

    return {
        "mails": tally.mails,
        "letters": tally.letters,
        "calls": tally.calls,
        "contacts": tally.contacts,
        "customers": tally.customers,
        "days": tally.days,
        "first_days_late": say_late(tally),
    }


def _document(found: LastYear, rows: Sequence[Record]) -> Value:
    return {
        "first": found.first.isoformat(),
        "last": found.last.isoformat(),
        "own": {"procedure": found.own.name, **_tally(found.comparison.before)},
        "other": {"procedure": found.other.name, **_tally(found.comparison.after)},
        "rows": rows,
    }


def _say_extent(found: LastYear, shown: int) -> None:
    count = len(found.affected)
    if not count:
        say("Nobody would have been treated differently.")
        return
    rest = (
        f" The {shown} that differ most are listed; --format json or csv has {count - shown:,} more."
        if shown < count
        else ""
    )
    say(f"{count:,} {'customer' if count == 1 else 'customers'} would have been treated differently.{rest}")
