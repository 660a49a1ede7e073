"""What several commands share: their options, and the desk that the common options name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from billdesk.output import Format, say
from billdesk.settings import Settings

if TYPE_CHECKING:
    from billdesk.services.desk import Desk

FormatOption = Annotated[
    Format, typer.Option("--format", help="How stdout is written: table for people, the others for programs.")
]
ForceOption = Annotated[bool, typer.Option("--force", help="Write over a file that is there already.")]


@contextmanager
def opened(context: typer.Context, *, read_only: bool = False) -> Iterator[Desk]:
    """Open the desk of the common options for the length of one command."""
    from billdesk.services.desk import open_desk

    settings: Settings = context.obj
    desk = open_desk(settings.desk, user=settings.user, today=settings.today, read_only=read_only or settings.read_only)
    desk.on_wait = _say_wait
    try:
        if not desk.read_only:
            _book_held(desk)
        yield desk
    finally:
        desk.close()


def _book_held(desk: Desk) -> None:
    """Book what was held and has come due, so that no command reads or writes past it."""
    from billdesk.services.pages import read_held_until

    due = read_held_until(desk.reader)
    if due is None or due > desk.now():
        return
    from billdesk.services import held

    for released in held.release(desk):
        if released.refused:
            say(
                f"What {released.entry.entered_by} entered for {released.entry.customer_name} was not booked: "
                f"{released.refused}"
            )


def _say_wait(waiting: bool) -> None:
    if waiting:
        say("Waiting for another program that is writing to the desk …")
