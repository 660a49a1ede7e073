"""The procedures that the desk knows: those the program brings along, overlaid by what is stored under their names."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from billdesk.domain.errors import RuleError
from billdesk.domain.followup.procedures import SHIPPED, STANDARD, Channel, Procedure, Step, Tone
from db.queries import procedures as sql
from db.reader import fetch


@dataclass(frozen=True, slots=True)
class Kept:
    """A procedure and how it stands in the book: `version` is `None` for one as the program brings it along."""

    procedure: Procedure
    retired: bool = False
    version: int | None = None


def kept(connection: sqlite3.Connection) -> dict[str, Kept]:
    """All procedures by name, the shipped ones first, also those that are offered no more. One that somebody changed in
    the file so that nobody could climb it is left out: the desk goes on, and `verify` names its row."""
    known = {name: Kept(procedure) for name, procedure in SHIPPED.items()}
    steps = {
        procedure_id: tuple(_step(row) for row in rows)
        for procedure_id, rows in groupby(fetch(connection, sql.STEPS), itemgetter("procedure_id"))
    }
    for row in fetch(connection, sql.PROCEDURES):
        with suppress(RuleError):
            procedure = _procedure(row, steps.get(row["id"], ()))
            known[procedure.name] = Kept(procedure, bool(row["retired"]), row["version"])
    return known


def _procedure(row: sqlite3.Row, steps: tuple[Step, ...]) -> Procedure:
    return Procedure(
        name=row["name"],
        steps=steps,
        contacts_a_week=row["contacts_a_week"],
        quiet_days=row["quiet_days"],
        least_major=row["least_major"],
        forewarning_days=row["forewarning_days"],
        thank_you=bool(row["thank_you"]),
    )


def _step(row: sqlite3.Row) -> Step:
    return Step(
        days=row["days"],
        channel=Channel(row["channel"]),
        template=row["template"],
        tone=Tone(row["tone"]),
        fee=bool(row["fee"]),
        interest=bool(row["interest"]),
    )


def of_desk(connection: sqlite3.Connection, known: Mapping[str, Kept]) -> Procedure:
    """The desk's own procedure; the standard one where none was chosen."""
    row = connection.execute(sql.OF_DESK).fetchone()
    found = known.get(row[0]) if row else None
    return (found or known[STANDARD.name]).procedure
