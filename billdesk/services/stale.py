"""Refuse a change to a record that somebody else changed meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from billdesk.domain.errors import StaleError
from db.queries.audit import LAST_CHANGE

if TYPE_CHECKING:
    from db.unit import Unit


def refuse_stale(unit: Unit, stored: int, loaded: int | None, what: str) -> None:
    """Raise `StaleError` that names who changed `unit.subject` last and when, if `loaded` is not what is stored.

    `what` begins the sentence: "The invoice was".
    """
    if loaded == stored:
        return
    table = unit.subject.partition(":")[0]
    row = unit.driver.execute(LAST_CHANGE, {"subject": unit.subject, "table": f'%"t":"{table}"}}%'}).fetchone()
    by, at = (row[0], f"{row[1][:10]} {row[1][11:16]} UTC") if row else ("somebody", "an unknown time")
    raise StaleError(
        f"{what} changed by {by} at {at}, after you opened it.",
        "Your entry is kept; look at the change and enter it again.",
    )
