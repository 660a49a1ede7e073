"""Column types for STRICT tables: everything is an INTEGER or a TEXT, and what comes out has a Python type."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator


class IsoDate(TypeDecorator[date]):
    """A business day as ISO text (`2026-11-21`), which sorts as it should."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        """To the book."""
        return None if value is None else value.isoformat()

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        """From the book."""
        return None if value is None else date.fromisoformat(value)


class UtcInstant(TypeDecorator[datetime]):
    """An instant in UTC as ISO text with a `Z` (`2026-11-21T09:30:00.000000Z`)."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """To the book; a datetime without a zone is refused."""
        return None if value is None else instant_text(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """From the book."""
        return None if value is None else instant(value)


class ScaledDecimal(TypeDecorator[Decimal]):
    """A decimal as an integer count of `10**-places`; never a float."""

    impl = Integer
    cache_ok = True

    def __init__(self, places: int) -> None:
        super().__init__()
        self.places = places

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """To the book; a value with more places than the column holds is refused."""
        return None if value is None else scaled(value, self.places)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """From the book."""
        return None if value is None else unscaled(value, self.places)


class UuidText(TypeDecorator[UUID]):
    """A UUID as 32 hexadecimal digits."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> str | None:
        """To the book."""
        return None if value is None else value.hex

    def process_result_value(self, value: Any, dialect: Dialect) -> UUID | None:
        """From the book."""
        return None if value is None else UUID(value)


def instant_text(value: datetime) -> str:
    """An aware datetime as UTC ISO text; raises `ValueError` for one without a zone."""
    if value.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def instant(text: str) -> datetime:
    """The aware datetime of UTC ISO text."""
    return datetime.fromisoformat(text)


def scaled(value: Decimal, places: int) -> int:
    """`value` as an integer count of `10**-places`; raises `ValueError` when that loses digits."""
    number = value.scaleb(places)
    if number != number.to_integral_value():
        raise ValueError(f"more than {places} decimal places")
    return int(number)


def unscaled(value: int, places: int) -> Decimal:
    """The decimal that `scaled` made, without trailing zeros."""
    number = Decimal(value).scaleb(-places)
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()
