"""Refuse a change to a record that somebody else changed meanwhile."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from billdesk.domain.errors import StaleError
from billdesk.services.business_day import zone_named
from db.queries import head
from db.queries.audit import LAST_CHANGE

if TYPE_CHECKING:
    from db.unit import Unit


def refuse_stale(unit: Unit, stored: int, loaded: int | None, what: str) -> None:
    """Raise `StaleError` that names who changed `unit.subject` last and when, if `loaded` is not what is stored.

    `what` begins the sentence: "The invoice was". The time is that of the company's time zone.
    """
    if loaded == stored:
        return
    table = unit.subject.partition(":")[0]
    row = unit.driver.execute(LAST_CHANGE, {"subject": unit.subject, "table": f'%"t":"{table}"}}%'}).fetchone()
    by, at = (row[0], _local(unit, row[1])) if row else ("somebody", "an unknown time")
    raise StaleError(
        f"{what} changed by {by} at {at}, after you opened it.",
        "Your entry is kept; look at the change and enter it again.",
    )


def _local(unit: Unit, instant: str) -> str:
    """An instant of the audit chain, which is UTC, as the clock at the desk showed it."""
    company = unit.driver.execute(head.TIME_ZONE).fetchone()
    zone = zone_named(company[0] if company else "UTC")
    return f"{datetime.fromisoformat(instant).astimezone(zone):%Y-%m-%d %H:%M}"
