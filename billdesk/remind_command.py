"""`billdesk remind`: the morning brief; with --dry-run every decision, with --send the daily run itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from billdesk.command_options import FormatOption, opened
from billdesk.command_run import DONE
from billdesk.follow_up_commands import named
from billdesk.output import Format, say
from billdesk.settings import UsageError, parse_day

if TYPE_CHECKING:
    from billdesk.domain.followup.message import Office
    from billdesk.services.desk import Desk
    from billdesk.services.following import Decided, Facts

THE_RUN = "the daily run"


AfterRestoreOption = Annotated[
    str, typer.Option(metavar="YYYY-MM-DD", help="With --send, once: the backup whose day the refusal names.")
]


def remind(
    context: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="List the decisions; nothing is sent or written.")] = False,
    send: Annotated[bool, typer.Option("--send", help="Plan what is due, and send what is past its hold.")] = False,
    as_of: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="With --dry-run: as of which day.")] = "",
    procedure: Annotated[
        str, typer.Option(metavar="NAME", help="With --dry-run: decide by another procedure than the desk's own.")
    ] = "",
    letters: Annotated[
        Path | None, typer.Option(metavar="FILE", help="With --send: where letters are written; else beside the desk.")
    ] = None,
    expect_count: Annotated[
        int | None, typer.Option(min=0, metavar="N", help="With --send: how many messages, or nothing is planned.")
    ] = None,
    expect_total: Annotated[
        list[str] | None, typer.Option(metavar="CUR=X", help="With --expect-count: what they ask for, per currency.")
    ] = None,
    after_restore: AfterRestoreOption = "",
    reason: Annotated[
        str, typer.Option(metavar="TEXT", help="With --send: why no control totals are given; it is stored.")
    ] = THE_RUN,
    format_: FormatOption = Format.TABLE,
) -> int:
    """Say what the day holds: how old the bank data is, what is due by kind and amount, promises, disputes, messages
    that failed, and whom the daily run leaves out.

    --dry-run lists every decision with its reasons. --send carries the run out: it plans what is due, writes letters to
    one file, sends the mails whose time to be recalled is over, and names every account that it leaves out. Run again
    it does no more. After a restore it asks once, with the day to say, because what was sent since is not in the book.
    Exit 5 when some messages failed or could not be written, each named; 4 when a signal stopped it.
    """
    of_a_run = bool(letters or expect_total or after_restore)
    _check(dry_run=dry_run, send=send, of_a_dry_run=as_of or procedure, of_a_run=of_a_run)
    if dry_run:
        return _dry_run(context, as_of, procedure, format_)
    if not send:
        return _brief(context, format_)
    from billdesk.remind_run import Wanted
    from billdesk.remind_run import send as send_now

    with opened(context) as desk:
        restored = parse_day(after_restore, "--after-restore") if after_restore else None
        return send_now(desk, Wanted(reason, expect_count, expect_total or (), letters, restored), format_)


def _check(*, dry_run: bool, send: bool, of_a_dry_run: str, of_a_run: bool) -> None:
    if dry_run and send:
        raise UsageError("--dry-run and --send exclude each other.", "Give one of them.")
    if of_a_dry_run and not dry_run:
        raise UsageError("--as-of and --procedure go with --dry-run.", "Give --dry-run, or leave them out.")
    if of_a_run and not send:
        raise UsageError(
            "--letters, --expect-total and --after-restore go with --send.", "Give --send, or leave them out."
        )


def _brief(context: typer.Context, format_: Format) -> int:
    from billdesk.printing_brief import print_brief
    from billdesk.services import brief

    with opened(context, read_only=True) as desk:
        print_brief(brief.read(desk, _office(desk)), format_)
    return DONE


def _office(desk: Desk) -> Office:
    """Whoever would write the messages, so that what cannot be written is known."""
    from billdesk.exchange.mail.office import looking
    from billdesk.services import company
    from billdesk.settings import config_folder

    return looking(config_folder(), desk.user, company.get(desk).language)


def _dry_run(context: typer.Context, as_of: str, procedure: str, format_: Format) -> int:
    from billdesk.printing_decisions import print_decisions
    from billdesk.services import following
    from billdesk.services.obstacles import with_obstacles

    given = parse_day(as_of, "--as-of") if as_of else None
    with opened(context, read_only=True) as desk:
        facts = following.read_facts(desk, given or desk.today)
        chosen = named(desk, procedure, "--procedure") if procedure else facts.procedure
        decided = list(with_obstacles(desk, following.decisions(facts, chosen), _office(desk), facts.as_of))
    print_decisions(decided, facts, chosen, format_)
    _say_extent(decided, facts)
    return DONE


def _say_extent(decided: list[Decided], facts: Facts) -> None:
    """How far the money is known, how many accounts are contacted, and how many are left out."""
    from billdesk.domain.dates import say_day

    acted = sum(one.action is not None for one in decided)
    known = f"The last receipt is of {say_day(facts.known_until)}." if facts.known_until else "There is no receipt yet."
    say(f"{known} {acted:,} of {len(decided):,} accounts would be contacted; the reasons of the rest are listed.")
