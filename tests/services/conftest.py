"""A desk with one customer, in memory where the machine has such a place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from billdesk.domain.followup.outbox import Message
from billdesk.services import outbox
from billdesk.services.desk import Desk
from tests import makers
from tests.makers import TODAY
from tests.services.posting import OLD, delivered, plan, with_bank


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


@pytest.fixture
def letter(desk: Desk, customer: int, bank: None) -> Message:
    """A letter that waits to be printed, which brings up interest."""
    view = makers.an_invoice(desk, customer, OLD - timedelta(days=30))
    for step, day in ((1, 40), (2, 20)):
        delivered(desk, view.instalments[0].id, customer, step, TODAY - timedelta(days=day))
    (sending_id,) = plan(desk)
    return outbox.get(desk, sending_id)
