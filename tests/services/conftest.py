"""A desk with one customer, in memory where the machine has such a place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from billdesk.services.desk import Desk
from tests import makers
from tests.services.posting import with_bank


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder for desk files."""
    with makers.quick_folder() as made:
        yield made


@pytest.fixture
def desk(folder: Path) -> Iterator[Desk]:
    """An open desk of Saturday 21 November 2026."""
    opened = makers.make_desk(folder)
    yield opened
    opened.close()


@pytest.fixture
def customer(desk: Desk) -> int:
    """Hofmann & Söhne."""
    return makers.a_customer(desk)


@pytest.fixture
def bank(desk: Desk) -> None:
    """The desk says how to pay, so that messages can be written."""
    with_bank(desk)
