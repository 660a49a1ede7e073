"""`billdesk plan show`: the page for people, the parts for programs."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from billdesk.domain.money import Money
from billdesk.domain.plans import Every, PlanDraft, schedule
from billdesk.services import customers, plans
from billdesk.services.desk import open_desk
from tests.cli.conftest import Run
from tests.makers import confirmed


@pytest.fixture
def agreed(desk: Path) -> None:
    """R-1 in two parts."""
    with closing(open_desk(desk, user="mk", today=date(2026, 11, 21))) as opened:
        account = customers.find(opened, "C1")
        total = Money(11_900, "EUR")
        parts = schedule(total, 2, Every.MONTH, date(2026, 12, 1))
        invoice = next(item.invoice_id for item in account.open_items if item.number == "R-1")
        plans.agree(opened, confirmed(PlanDraft(uuid4(), account.id, total, parts, (invoice,))))


@pytest.mark.usefixtures("agreed")
def test_people_get_the_page(on_desk: Run) -> None:
    ran = on_desk("plan", "show", "1")
    assert (ran.code, ran.err) == (0, "")
    assert "Agreement 1 on payment in parts" in ran.out
    assert "    1  Tue 1 Dec 2026    EUR  59.50" in ran.out
    assert "       together          EUR 119.00" in ran.out
    assert max(map(len, ran.out.splitlines())) <= 80


@pytest.mark.usefixtures("agreed")
def test_programs_get_the_parts(on_desk: Run) -> None:
    first, second = json.loads(on_desk("plan", "show", "1", "--format", "json").out)
    assert first == {
        "plan": 1, "part": 1, "due_on": "2026-12-01", "amount": "59.50", "currency": "EUR", "state": "open",
        "missing": "59.50", "met_on": None, "invoices": "R-1",
    }  # fmt: skip
    assert second["due_on"] == "2027-01-01"


def test_a_plan_that_is_not_there_is_said(on_desk: Run) -> None:
    ran = on_desk("plan", "show", "7")
    assert (ran.code, ran.out) == (1, "")
    assert "There is no plan 7." in ran.err
