"""All that the follow-up screen shows of one account: what is open, what was decided, and everything that happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from billdesk.domain.followup.decide import standings_of
from billdesk.domain.followup.ladder import Climb, climbs
from billdesk.domain.followup.message import Office
from billdesk.domain.followup.outbox import Message
from billdesk.domain.followup.views import EndedHold, HoldView, WaiverView
from billdesk.domain.records import AccountView
from billdesk.services import customers, following, holds, outbox, taking_back
from billdesk.services.desk import Desk
from billdesk.services.following import Decided
from billdesk.services.obstacles import with_obstacles
from billdesk.services.outbox import Happened
from billdesk.services.taking_back import NoContact


@dataclass(frozen=True, slots=True)
class Workplace:
    """One reading of an account as of the desk's day, for `user`. `stories` tells of each message, by its id, what
    happened to it: the proof of its delivery. `waivers` has those too that were taken back, `no_contacts` the
    contacts that were."""

    account: AccountView
    today: date
    at: datetime
    user: str
    holds: tuple[HoldView, ...]
    ended: tuple[EndedHold, ...]
    waivers: tuple[WaiverView, ...]
    no_contacts: tuple[NoContact, ...]
    decisions: tuple[Decided, ...]
    climbs: tuple[Climb, ...]
    messages: tuple[Message, ...]
    stories: Mapping[int, tuple[Happened, ...]]


def read(desk: Desk, customer_id: int, office: Office) -> Workplace:
    """Read it; a message that is due and that `office` could not write says so. Raises `NotFoundError`."""
    account = customers.get(desk, customer_id)
    facts = following.read_account_facts(desk, customer_id)
    decisions = facts.decisions()
    decided = [Decided(account.code, account.name, decision) for decision in decisions]
    standings = [standing for decision in decisions for standing in standings_of(decision)]
    return Workplace(
        account=account,
        today=desk.today,
        at=desk.now(),
        user=desk.user,
        holds=holds.live(desk, customer_id),
        ended=holds.ended(desk, customer_id),
        waivers=holds.all_waivers(desk, customer_id),
        no_contacts=taking_back.no_contacts(desk, customer_id),
        decisions=tuple(with_obstacles(desk, decided, office, desk.today)),
        climbs=climbs(standings, facts.account.events),
        messages=outbox.of_customer(desk, customer_id),
        stories=outbox.stories(desk, customer_id),
    )
