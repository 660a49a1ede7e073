"""What speaks against writing although it is due: no address, one that refused a message, a message that was called
back today, or a text that lacks something. The run, the brief and the dry run ask here, so that they leave out the same
accounts.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from billdesk.domain.dates import say_day
from billdesk.domain.errors import InputError, SettingsError
from billdesk.domain.followup.decide import Action
from billdesk.domain.followup.message import Facts, Office, Written
from billdesk.domain.followup.procedures import Channel
from billdesk.domain.followup.reasons import Reason, Why
from billdesk.services.desk import Desk
from billdesk.services.following import Decided
from billdesk.services.message_facts import facts_of
from db.queries import outbox as sql


@dataclass(frozen=True, slots=True)
class Obstacles:
    """As of a day: accounts by customer and currency that somebody called a message to back on it, each with what was
    said; and addresses by customer that refused one or were given up: which of these, what was said, and when."""

    day: date
    recalled: dict[tuple[int, str], str]
    refused: dict[tuple[int, str], tuple[str, str, str]]

    @classmethod
    def read(cls, connection: sqlite3.Connection, day: date, customers: Iterable[int]) -> Obstacles:
        """Look them up for these customers."""
        wanted = {"customers": json.dumps(list(customers))}
        return cls(
            day,
            {row[:2]: row[2] for row in connection.execute(sql.RECALLED_ON, {"day": day.isoformat()})},
            {row[:2]: row[2:] for row in connection.execute(sql.REFUSED, wanted)},
        )

    def against(self, facts: Facts, customer_id: int) -> Reason | None:
        """Why a message should not be written."""
        said = self.recalled.get((customer_id, facts.currency))
        if said is not None:
            return Reason(Why.CALLED_BACK, self.day, self.day + timedelta(days=1), text=said)
        if not facts.address:
            what = "mail address" if facts.channel is Channel.MAIL else "postal address"
            return _not_possible(f"No {what} is known. Enter one with the customer.")
        if (customer_id, facts.address) in self.refused:
            what, said, at = self.refused[customer_id, facts.address]
            day = datetime.fromisoformat(at).date()
            if what == "given up":
                return Reason(Why.GIVEN_UP, day, text=f"{facts.address}: {said}")
            return _not_possible(
                f"{facts.address} refused a message on {say_day(day)}: {said.rstrip('.')}. Correct the address."
            )
        return None


def _not_possible(said: str) -> Reason:
    return Reason(Why.NOT_POSSIBLE, text=said)


def in_words(
    connection: sqlite3.Connection, action: Action, office: Office, obstacles: Obstacles
) -> tuple[Facts, Written] | Reason:
    """The message of an action, or why there is none."""
    facts = facts_of(connection, action, obstacles.day)
    found = obstacles.against(facts, action.customer_id)
    if found is not None:
        return found
    try:
        return facts, office.writer(facts)
    except InputError as error:
        return Reason(Why.NOT_POSSIBLE, text=str(error), of_settings=isinstance(error, SettingsError))


def with_obstacles(desk: Desk, decided: Iterable[Decided], office: Office, as_of: date) -> Iterator[Decided]:
    """The same decisions, those with what keeps their message from being written that have such a thing.

    Addresses and what was called back are those of today, so that nothing is said of a past day.
    """
    every = list(decided)
    if as_of < desk.today:
        yield from every
        return
    with desk.reader.snapshot() as connection:
        obstacles = Obstacles.read(connection, as_of, {one.decision.customer_id for one in every})
        for one in every:
            decision = one.decision
            if not isinstance(decision, Action) or decision.lead.channel is Channel.CALL:
                yield one
                continue
            found = in_words(connection, decision, office, obstacles)
            yield replace(one, obstacle=found) if isinstance(found, Reason) else one
