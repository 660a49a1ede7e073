"""What day it is at the desk: by the clock, in the company's time zone, wherever the machine stands."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from db.queries import head

if TYPE_CHECKING:
    from db.reader import Reader


def utc_now() -> datetime:
    """The instant by the machine's clock, in UTC."""
    return datetime.now(UTC)


def zone_of(reader: Reader) -> ZoneInfo:
    """The company's time zone; UTC for a desk without a company. Raises `DeskFileError` when it cannot be read."""
    rows = reader.rows(head.TIME_ZONE)
    return zone_named(str(rows[0]["time_zone"])) if rows else zone_named("UTC")


def zone_named(name: str) -> ZoneInfo:
    """The time zone of this name; UTC where this machine does not know it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def day_in(zone: ZoneInfo, now: datetime) -> date:
    """The day that `now`, an instant with its offset, falls on in a time zone."""
    return now.astimezone(zone).date()
