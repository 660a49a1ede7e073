"""How the columns of the book's tables are written."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, Text
from sqlalchemy.types import TypeEngine
from sqlmodel import Field

QUANTITY_PLACES = 6
PRICE_PLACES = 6
PERCENT_PLACES = 3

STRICT = {"sqlite_strict": True}


def key() -> Any:
    """The integer primary key `id`."""
    return Field(default=None, sa_column=Column("id", Integer, primary_key=True))


def column(kind: type[TypeEngine[Any]] | TypeEngine[Any], *args: Any, **options: Any) -> Any:
    """A field with an explicit column, because STRICT tables take none of the default types."""
    options.setdefault("nullable", False)
    default: Any = options.pop("initial", ...)
    return Field(default=default, sa_column=Column(kind, *args, **options))


def text_column(*, initial: Any = "", **options: Any) -> Any:
    """A text, empty unless `initial` says otherwise."""
    return column(Text, initial=initial, **options)


def personal(**options: Any) -> Any:
    """A text about a person: it enters the audit chain as a salted commitment."""
    return text_column(info={"personal": True}, **options)


def refers(target: str, **options: Any) -> Any:
    """A reference to a row of another table."""
    return column(Integer, ForeignKey(target), **options)


def check(rule: str, name: str) -> CheckConstraint:
    """What must hold of every row."""
    return CheckConstraint(rule, name=name)
