"""The business day is the company's, from the first frame on, wherever the machine stands."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from billdesk.opening import prepare
from billdesk.services import queue
from billdesk.services.business_day import zone_named
from billdesk.services.company import create_desk
from billdesk.services.desk import open_desk
from tests import makers

LATE = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)


def made(folder: Path, time_zone: str) -> Path:
    """A desk of a company in that time zone."""
    company = replace(makers.COMPANY, time_zone=time_zone)
    path = folder / "desk.billdesk"
    create_desk(path, makers.confirmed(company), user="mk", today=makers.TODAY).close()
    return path


@pytest.fixture(params=["Pacific/Pago_Pago", "Pacific/Kiritimati"])
def machine_zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The machine stands at one end of the calendar, then at the other."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield str(request.param)
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("time_zone", "day"),
    [
        ("UTC", date(2026, 11, 21)),
        ("Pacific/Kiritimati", date(2026, 11, 22)),
        ("Pacific/Pago_Pago", date(2026, 11, 21)),
        ("Europe/Amsterdam", date(2026, 11, 22)),
    ],
)
def test_the_first_frame_and_the_open_desk_are_of_the_companys_day(
    folder: Path, machine_zone: str, time_zone: str, day: date
) -> None:
    assert os.environ["TZ"] == machine_zone
    path = made(folder, time_zone)
    opening = prepare(path, user="mk", today=None, config_folder=folder, state_folder=folder, clock=lambda: LATE)
    with closing(open_desk(path, user="mk", clock=lambda: LATE)) as desk:
        assert (opening.today, desk.today) == (day, day)
    assert not opening.today_is_set
    assert opening.head is not None
    assert opening.head.renewed == (day == makers.TODAY)


def test_a_day_that_was_given_goes_before_the_clock(folder: Path) -> None:
    path = made(folder, "Pacific/Kiritimati")
    given = date(2026, 10, 1)
    opening = prepare(path, user="mk", today=given, config_folder=folder, state_folder=folder, clock=lambda: LATE)
    assert (opening.today, opening.today_is_set) == (given, True)


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../../etc", "\0"])
def test_a_zone_this_machine_does_not_know_counts_as_utc(name: str) -> None:
    assert zone_named(name).key == "UTC"


@pytest.mark.parametrize("denied", ["desk.billdesk", "."])
def test_a_desk_that_may_not_be_written_says_so_from_the_first_frame(
    folder: Path, monkeypatch: pytest.MonkeyPatch, denied: str
) -> None:
    path = made(folder, "UTC")
    system = os.access

    def access(name: Path, mode: int) -> bool:
        """What the system says to anybody but the superuser."""
        return system(name, mode) and not (mode == os.W_OK and name == folder / denied)

    monkeypatch.setattr(os, "access", access)
    opening = prepare(path, user="mk", today=makers.TODAY, config_folder=folder, state_folder=folder)
    assert opening.read_only
    assert opening.problem is None
    monkeypatch.undo()
    opening = prepare(path, user="mk", today=makers.TODAY, config_folder=folder, state_folder=folder)
    assert not opening.read_only


@pytest.mark.parametrize(
    ("booked_at", "time_zone", "later"),
    [
        (LATE, "UTC", False),
        (LATE, "Europe/Amsterdam", True),
        (datetime(2026, 11, 22, 7, 30, tzinfo=UTC), "UTC", True),
        (datetime(2026, 11, 22, 7, 30, tzinfo=UTC), "America/Los_Angeles", False),
    ],
)
def test_the_head_of_the_queue_knows_when_something_was_booked_after_its_day(
    folder: Path, booked_at: datetime, time_zone: str, later: bool
) -> None:
    path = made(folder, time_zone)
    with closing(open_desk(path, user="mk", today=makers.TODAY, clock=lambda: booked_at)) as desk:
        makers.a_customer(desk)
        queue.refresh(desk)
        assert queue.head(desk).booked_later is later
