"""The command that opens a practice desk: a throw-away one, or a file to keep."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from billdesk.command_options import ForceOption
from billdesk.command_run import DONE
from billdesk.output import refuse_existing, say
from billdesk.settings import SPECS, Option, Settings, UsageError

PRACTICE_USER = "mk"
"""Whose accounts the view `mine` shows when nobody says who they are: a login name owns none of the invented ones."""


def demo(
    context: typer.Context,
    to: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Keep the desk in this file; else it is thrown away at the end.")
    ] = None,
    invoices: Annotated[int, typer.Option(metavar="N", min=1, max=9_999_999, help="How many invoices.")] = 3000,
    customers: Annotated[int, typer.Option(metavar="N", min=1, max=999_999, help="How many accounts.")] = 300,
    seed: Annotated[int, typer.Option(metavar="N", help="The same number makes the same desk again.")] = 2,
    no_open: Annotated[bool, typer.Option("--no-open", help="Make the file of --to and do not open it.")] = False,
    force: ForceOption = False,
) -> int:
    """Open a practice desk with invented but lifelike data."""
    _refuse(context, to, no_open=no_open)
    settings = _settings(context)
    size = {"invoices": invoices, "customers": customers, "seed": seed}
    if to is None:
        with tempfile.TemporaryDirectory(prefix="billdesk-demo-") as folder:
            target = Path(folder) / "practice.billdesk"
            _make(target, settings, size)
            return _open(settings, target)
    to = to.expanduser()
    refuse_existing(to, force=force)
    _make_over(to, settings, size)
    code = DONE if no_open else _open(settings, to)
    say(f"The practice desk is {to}. Open it with: billdesk --desk {to}")
    return code


def _refuse(context: typer.Context, to: Path | None, *, no_open: bool) -> None:
    """Refuse what would make a desk for nobody, before any work is done."""
    if context.find_root().params.get(Option.DESK):
        raise UsageError("demo makes a desk of its own and leaves that of --desk alone.", "Name its file with --to.")
    if no_open and to is None:
        raise UsageError("--no-open would throw the practice desk away unseen.", "Name a file with --to FILE.")
    if not no_open and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("The desk opens on a terminal only.", "Make a file to keep with: demo --to FILE --no-open")


def _settings(context: typer.Context) -> Settings:
    """The common options; without a name given, the desk is opened as one of those who work it."""
    settings: Settings = context.obj
    variable = next(spec.variable for spec in SPECS if spec.option is Option.USER)
    named = context.find_root().params.get(Option.USER) or os.environ.get(variable)
    return settings if named else settings._replace(user=PRACTICE_USER)


def _make(target: Path, settings: Settings, size: dict[str, int]) -> None:
    from billdesk.demo import COMPANY, make_demo
    from billdesk.progress import progress_bar
    from billdesk.services.business_day import day_in, utc_now, zone_named

    today = settings.today or day_in(zone_named(COMPANY.time_zone), utc_now())

    with progress_bar("Making the practice desk") as progress:
        make_demo(target, today=today, progress=progress, **size)


def _make_over(target: Path, settings: Settings, size: dict[str, int]) -> None:
    """Make a desk at `target`; what stands there is replaced in one step once the new one is complete."""
    if not target.exists():
        _make(target, settings, size)
        return
    from billdesk.services import safekeeping

    with tempfile.TemporaryDirectory(prefix=".billdesk-demo-", dir=target.absolute().parent) as folder:
        made = Path(folder) / "practice.billdesk"
        _make(made, settings, size)
        safekeeping.restore(made, target)


def _open(settings: Settings, desk: Path) -> int:
    from billdesk.launch import launch

    return launch(settings._replace(desk=desk))
