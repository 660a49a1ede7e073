"""What a text would say to an account, whether anything is due or not: for looking at texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from billdesk.domain.errors import RuleError
from billdesk.domain.followup.decide import FOREWARNING, THANKS, Action, Standing
from billdesk.domain.followup.events import Purpose
from billdesk.domain.followup.facts import Item
from billdesk.domain.followup.holds import claim_of
from billdesk.domain.followup.message import Facts
from billdesk.domain.followup.procedures import Channel, Procedure, Step, Tone
from billdesk.services.message_facts import facts_of
from db.following_facts import gather

if TYPE_CHECKING:
    from billdesk.services.desk import Desk

FOREWARNED_DAYS = 3
"""The example of an account on which everything is late falls due in so many days."""
_PURPOSES = {FOREWARNING.template: Purpose.FOREWARNING, THANKS.template: Purpose.THANKS}


def examples(desk: Desk, customer_id: int, templates: Sequence[str]) -> dict[str, Facts]:
    """The facts that each text would be put into, with all that the account has open in its first currency.

    Raises `RuleError` for an account that owes nothing: a text needs something to speak of.
    """
    with desk.reader.snapshot() as connection:
        found = gather(connection, desk.today, (customer_id,))
        open_items = [item for item in found.accounts[customer_id].items if item.open_minor > 0 and item.due_on]
        if not open_items:
            raise RuleError("This account owes nothing that a text could speak of.", "Choose one that does.")
        items = [item for item in open_items if item.currency == open_items[0].currency]
        made = {}
        for template in templates:
            spoken_of = _spoken_of(template, items, desk.today)
            facts = facts_of(connection, _action(customer_id, template, spoken_of, found.desk), desk.today)
            made[template] = replace(facts, template=template)
        return made


def _spoken_of(template: str, items: Sequence[Item], today: date) -> Sequence[Item]:
    """What a text would speak of: a forewarning of what falls due, or as if it did where everything is late."""
    if template != FOREWARNING.template:
        return items
    ahead = [item for item in items if item.due_on and item.due_on > today]
    return ahead or [replace(items[0], due_on=today + timedelta(days=FOREWARNED_DAYS))]


def _action(customer_id: int, template: str, items: Sequence[Item], procedure: Procedure) -> Action:
    purpose = _PURPOSES.get(template, Purpose.REMINDER)
    tone = next((tone for tone in Tone if template.endswith(tone.value)), Tone.CLEAR)
    standings = tuple(Standing(item, procedure, purpose, 1, claim_of(item), None, (), True) for item in items)
    return Action(customer_id, items[0].currency, purpose, _step(template, tone), standings, ())


def _step(template: str, tone: Tone) -> Step:
    """A step that brings claims up where the shipped procedures do."""
    grave = tone in {Tone.FIRM, Tone.FINAL}
    return Step(1, Channel.MAIL, template, tone, fee=grave, interest=grave)
