"""What a message asks for, and which of it gives it its tone."""

from __future__ import annotations

from billdesk.domain.followup.decide import Action
from billdesk.domain.followup.events import Events, ItemStep, Purpose, Sending, SendingState
from billdesk.domain.followup.message import lines_of
from billdesk.domain.followup.procedures import Channel, Tone
from tests.domain.followup.driving import an_account, an_item, day, decided


def test_the_items_at_the_gravest_step_lead_and_the_others_are_asked_for_too() -> None:
    steps = [
        Sending(day(on), Channel.MAIL, Purpose.REMINDER, SendingState.DELIVERED, (ItemStep(1, step),))
        for step, on in ((1, 5), (2, 19), (3, 33))
    ]
    action = decided(an_account(an_item(1), an_item(2, due=40), events=Events(tuple(steps))), 50)
    assert isinstance(action, Action)
    assert action.lead.tone is Tone.FINAL
    assert [(line.number, line.leads) for line in lines_of(action.items)] == [("R-1", True), ("R-2", False)]


def test_where_all_are_at_one_step_all_lead() -> None:
    action = decided(an_account(an_item(1), an_item(2)), 5)
    assert isinstance(action, Action)
    assert all(line.leads for line in lines_of(action.items))
