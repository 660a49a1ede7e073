"""What the follow-up would do with the book as it is; nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from billdesk.domain.followup.decide import Action, Decision, decide_account
from billdesk.domain.followup.facts import Account
from billdesk.domain.followup.procedures import Procedure
from billdesk.domain.followup.reasons import Reason
from billdesk.services.desk import Desk
from db.following_facts import gather
from db.queries import following as sql


@dataclass(frozen=True, slots=True)
class Known:
    """What the follow-up knows of one account, and what people call it."""

    code: str
    name: str
    account: Account


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision, and what people call its customer; `obstacle` is why its message cannot be written all the same."""

    code: str
    name: str
    decision: Decision
    obstacle: Reason | None = None

    @property
    def action(self) -> Action | None:
        """What is really done."""
        return self.decision if isinstance(self.decision, Action) and self.obstacle is None else None


@dataclass(frozen=True, slots=True)
class Facts:
    """All accounts that owe something as of a day, or paid after a reminder not long ago.

    `procedure` is the desk's own. `known_until` is the day of the last receipt, if there is one.
    """

    as_of: date
    known_until: date | None
    procedure: Procedure
    accounts: tuple[Known, ...]


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What the follow-up knows of one account as of the desk's day; `procedure` is the desk's own."""

    as_of: date
    procedure: Procedure
    account: Account

    def decisions(self) -> tuple[Decision, ...]:
        """What is done about it, by currency; nothing where nothing is open."""
        return decide_account(self.account, self.procedure, self.as_of)


def read_facts(desk: Desk, as_of: date) -> Facts:
    """Read what deciding as of a day takes, by customer code. A past day is decided by what was known then."""
    with desk.reader.snapshot() as connection:
        (last,) = connection.execute(sql.LAST_RECEIPT, {"as_of": as_of.isoformat()}).fetchone()
        names = {id_: (code, name) for id_, code, name in connection.execute(sql.CUSTOMERS)}
        found = gather(connection, as_of, past=as_of < desk.today)
    accounts = [Known(*names[customer_id], account) for customer_id, account in found.accounts.items()]
    accounts.sort(key=lambda known: known.code)
    return Facts(as_of, date.fromisoformat(last) if last else None, found.desk, tuple(accounts))


def read_account_facts(desk: Desk, customer_id: int) -> AccountFacts:
    """What deciding about one account takes, today; a few short queries."""
    with desk.reader.snapshot() as connection:
        found = gather(connection, desk.today, (customer_id,))
    return AccountFacts(desk.today, found.desk, found.accounts[customer_id])


def decisions(facts: Facts, procedure: Procedure | None = None) -> Iterator[Decided]:
    """What is done about each account, in the order of the facts; another `procedure` takes the place of the desk's."""
    own = procedure or facts.procedure
    for known in facts.accounts:
        for decision in decide_account(known.account, own, facts.as_of):
            yield Decided(known.code, known.name, decision)
