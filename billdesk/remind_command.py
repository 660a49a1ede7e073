"""`billdesk remind --dry-run`: what the follow-up would do today, with its reasons; nothing is sent or written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from billdesk.command_options import FormatOption, opened
from billdesk.follow_up_commands import named
from billdesk.output import Format, say
from billdesk.settings import UsageError, parse_day

if TYPE_CHECKING:
    from billdesk.services.following import Decided, Facts


def remind(
    context: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="List the decisions; nothing is sent or written.")] = False,
    as_of: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="As of which day; else today.")] = "",
    procedure: Annotated[
        str, typer.Option(metavar="NAME", help="Decide by another procedure than the desk's own.")
    ] = "",
    format_: FormatOption = Format.TABLE,
) -> None:
    """Decide for every account what its follow-up does next, and say why, also for those left alone.

    A message counts as a step only once it was delivered, or once somebody left the step out. What was put off, paused
    or blocked is left alone and says so.
    """
    from billdesk.printing_decisions import print_decisions
    from billdesk.services import following

    if not dry_run:
        raise UsageError("remind does not send yet.", "Give --dry-run to see what it decides.")
    given = parse_day(as_of, "--as-of") if as_of else None
    with opened(context, read_only=True) as desk:
        facts = following.read_facts(desk, given or desk.today)
        chosen = named(desk, procedure, "--procedure") if procedure else facts.procedure
    decided = list(following.decisions(facts, chosen))
    print_decisions(decided, facts, chosen, format_)
    _say_extent(decided, facts)


def _say_extent(decided: list[Decided], facts: Facts) -> None:
    """How far the money is known, how many accounts are contacted, and how many are left out."""
    from billdesk.domain.dates import say_day
    from billdesk.domain.followup.decide import Action

    acted = sum(isinstance(one.decision, Action) for one in decided)
    known = f"The last receipt is of {say_day(facts.known_until)}." if facts.known_until else "There is no receipt yet."
    say(f"{known} {acted:,} of {len(decided):,} accounts would be contacted; the reasons of the rest are listed.")
