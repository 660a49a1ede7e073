"""An open desk: its file, who works on it, and what day it is there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from billdesk.domain.errors import DeskFileError, ReadOnlyError
from billdesk.services.business_day import day_in, utc_now, zone_of
from db import files
from db.queries import head
from db.reader import Reader

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from billdesk.domain.double_check import Confirmed
    from db.unit import Unit


class Desk:
    """One desk file, opened. `today` is the business day in the company's time zone, unless it was given."""

    def __init__(
        self, path: Path, *, user: str, today: date | None, read_only: bool, clock: Callable[[], datetime]
    ) -> None:
        self.path = path
        self.user = user
        self.read_only = read_only
        self.reader = Reader(path)
        self.on_wait: Callable[[bool], None] | None = None
        """Called, in the thread that writes, with true when another program has kept the desk waiting for some
        seconds, and with false when that wait is over."""
        self._given_today = today
        self._clock = clock
        self._engine_lock = threading.Lock()
        self._engine: Engine | None = None

    def now(self) -> datetime:
        """The instant, in UTC."""
        return self._clock()

    @cached_property
    def time_zone(self) -> ZoneInfo:
        """The company's time zone; UTC where this machine does not know it."""
        return zone_of(self.reader)

    @cached_property
    def uid(self) -> str:
        """The identity of the desk, the same in all its copies; empty before its company is there."""
        rows = self.reader.rows(head.DESK_UID)
        return str(rows[0][0]) if rows else ""

    @property
    def today(self) -> date:
        """The business day: given with `--today`, else by the clock in the company's time zone."""
        return self._given_today or day_in(self.time_zone, self.now())

    @property
    def today_is_set(self) -> bool:
        """Whether the day was given and is not the real one."""
        return self._given_today is not None and self._given_today != day_in(self.time_zone, self.now())

    @contextmanager
    def write(self, action: str, confirmed: Confirmed[Any] | None = None, *, by: str = "") -> Iterator[Unit]:
        """Open a transaction for one change; `action` is what the audit chain calls it. The desk's user signs it, or
        who entered it (`by`) when it was kept for a while.

        Raises `ReadOnlyError` on a desk opened for viewing, `DeskFileError` for what the file refuses, and
        `ReplacedError` when another file has come in its place.
        """
        if self.read_only:
            raise ReadOnlyError("This desk is open for viewing only.", "Open it without --read-only to change it.")
        from db.unit import unit_of_work

        with unit_of_work(
            self.engine(),
            self.path,
            by=by or self.user,
            at=self.now(),
            today=self.today,
            action=action,
            evidence=confirmed.evidence if confirmed else None,
        ) as unit:
            yield unit

    def was_replaced(self) -> bool:
        """Whether the file that was opened does not stand in its place any more."""
        return self.reader.mark != files.mark_of(self.path)

    def engine(self) -> Engine:
        """The model layer's engine, made on first use."""
        from db.engine import engine_for

        with self._engine_lock:
            if self._engine is None:
                self._engine = engine_for(self.path, self.on_wait, self.reader.mark)
            return self._engine

    def close(self) -> None:
        """Let go of the file."""
        self.reader.close()
        if self._engine is not None:
            self._engine.dispose()


def open_desk(
    path: Path,
    *,
    user: str,
    today: date | None = None,
    read_only: bool = False,
    clock: Callable[[], datetime] = utc_now,
) -> Desk:
    """Open a desk file, upgrading an older one after a verified backup.

    A file that may not be written is opened for viewing. Raises `DeskFileError` for one that cannot be used.
    """
    version = files.examine(path)
    read_only = read_only or not files.is_writable(path)
    if version < files.SCHEMA_VERSION:
        if read_only:
            raise DeskFileError(
                f"{path} has an older format that must be upgraded first.", "Open it once where it may be written."
            )
        from db.migrate import bring_up_to_date

        bring_up_to_date(path)
    return Desk(path, user=user, today=today, read_only=read_only, clock=clock)
