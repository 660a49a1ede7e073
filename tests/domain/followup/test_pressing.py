"""The one reason that is named of an account: what is on its way before what needs a person, before what passes."""

from __future__ import annotations

from datetime import date, timedelta

from billdesk.domain.followup.decide import Standing
from billdesk.domain.followup.events import Purpose
from billdesk.domain.followup.facts import Item
from billdesk.domain.followup.pressing import most_pressing
from billdesk.domain.followup.procedures import STANDARD
from billdesk.domain.followup.reasons import Reason, Why, clause

TODAY = date(2026, 11, 21)
ON_ITS_WAY, DONE, BLOCKED = Reason(Why.ON_ITS_WAY, TODAY, step=1), Reason(Why.LADDER_DONE), Reason(Why.BLOCKED)


def passing(days: int) -> Reason:
    return Reason(Why.SPACING, TODAY, TODAY + timedelta(days=days), 2)


def standing(number: int, *reasons: Reason) -> Standing:
    """An item that has been due for the longer the lower its number is."""
    item = Item(number, number, f"R-{number}", "EUR", TODAY, TODAY + timedelta(days=number), 100)
    return Standing(item, STANDARD, Purpose.REMINDER, 1, 100, None, reasons, False)


def test_what_is_on_its_way_is_told_before_an_older_item_whose_steps_are_done() -> None:
    assert most_pressing([standing(1, DONE), standing(2, passing(3), ON_ITS_WAY)]) == ON_ITS_WAY


def test_what_needs_a_person_is_told_before_what_passes_and_that_before_what_is_left_alone() -> None:
    assert most_pressing([standing(1, passing(3)), standing(2, DONE)]) == DONE
    assert most_pressing([standing(1, BLOCKED), standing(2, passing(3))]) == passing(3)
    assert most_pressing([standing(1, BLOCKED)]) == BLOCKED


def test_of_what_passes_the_soonest_item_is_told_with_what_holds_it_the_longest() -> None:
    assert most_pressing([standing(1, passing(9)), standing(2, passing(2), passing(4))]) == passing(4)


def test_nothing_open_has_no_reason() -> None:
    assert most_pressing([]) is None


def test_a_reason_goes_on_after_a_comma_and_an_address_stays_as_it_is() -> None:
    assert clause(Reason(Why.NOT_POSSIBLE, text="No mail address is known.")) == "no mail address is known."
    assert clause(Reason(Why.NOT_POSSIBLE, text="Weiss@x.example refused it.")) == "Weiss@x.example refused it."
