"""The example that a text is shown with: what it says must be able to be so."""

from __future__ import annotations

from datetime import timedelta

import pytest

from billdesk.services.desk import Desk
from billdesk.services.message_example import FOREWARNED_DAYS, examples
from tests import makers
from tests.makers import TODAY
from tests.services.posting import OLD

TEXTS = ("forewarning", "reminder-friendly")
pytestmark = pytest.mark.usefixtures("bank")


def test_a_forewarning_to_an_account_on_which_all_is_late_speaks_of_a_day_to_come(desk: Desk, customer: int) -> None:
    late = makers.an_invoice(desk, customer, OLD)
    found = examples(desk, customer, TEXTS)
    (line,) = found["forewarning"].lines
    assert (line.number, line.due_on) == (late.number, TODAY + timedelta(days=FOREWARNED_DAYS))
    (line,) = found["reminder-friendly"].lines
    assert line.due_on == OLD + timedelta(days=30)


def test_a_forewarning_speaks_of_what_falls_due_where_there_is_such_a_thing(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer, OLD)
    ahead = makers.an_invoice(desk, customer, TODAY)
    found = examples(desk, customer, TEXTS)
    assert [line.number for line in found["forewarning"].lines] == [ahead.number]
    assert len(found["reminder-friendly"].lines) == 2
