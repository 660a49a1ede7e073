"""What goes into the book comes out as it was."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite

from db.types import IsoDate, ScaledDecimal, UtcInstant, UuidText

DIALECT = sqlite.dialect()


def through(kind: IsoDate | UtcInstant | ScaledDecimal | UuidText, value: object) -> object:
    return kind.process_result_value(kind.process_bind_param(value, DIALECT), DIALECT)  # type: ignore[arg-type]  # of its kind


@given(st.dates())
def test_days(value: date) -> None:
    assert through(IsoDate(), value) == value


@given(st.dates(date(1970, 1, 1), date(2199, 12, 31)), st.dates(date(1970, 1, 1), date(2199, 12, 31)))
def test_days_sort_as_text(one: date, other: date) -> None:
    first, second = (str(IsoDate().process_bind_param(value, DIALECT)) for value in (one, other))
    assert (first < second) == (one < other)


@given(st.datetimes(datetime(1970, 1, 2), datetime(2199, 12, 30)), st.integers(-14 * 60, 14 * 60))  # noqa: DTZ001
def test_instants_are_the_same_instant_in_utc(value: datetime, minutes: int) -> None:
    aware = value.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    back = through(UtcInstant(), aware)
    assert back == aware
    assert isinstance(back, datetime)
    assert back.tzinfo == UTC


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        through(UtcInstant(), datetime(2026, 11, 21))  # noqa: DTZ001  # that is what is refused


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=6))
def test_decimals_keep_every_digit(value: Decimal) -> None:
    back = through(ScaledDecimal(6), value)
    assert back == value
    assert "E" not in str(back)


@pytest.mark.parametrize("value", ["0.0000001", "1.1234567", "-0.00000099"])
def test_a_digit_too_many_is_refused_and_never_rounded(value: str) -> None:
    with pytest.raises(ValueError, match="decimal places"):
        through(ScaledDecimal(6), Decimal(value))


@given(st.uuids())
def test_identities(value: object) -> None:
    assert through(UuidText(), value) == value


@pytest.mark.parametrize("kind", [IsoDate(), UtcInstant(), ScaledDecimal(2), UuidText()])
def test_nothing_stays_nothing(kind: IsoDate | UtcInstant | ScaledDecimal | UuidText) -> None:
    assert through(kind, None) is None
