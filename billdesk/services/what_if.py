"""What if another procedure had held, or held from now on: counted on the book as it is, which is only read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from billdesk.domain.dates import add_months, say_day
from billdesk.domain.followup.decide import Action, Decision, decide_account
from billdesk.domain.followup.history import History
from billdesk.domain.followup.procedures import Channel, Procedure
from billdesk.domain.followup.whatif import Comparison, compare
from billdesk.services.desk import Desk
from billdesk.services.following import Facts, Known
from billdesk.services.obstacles import Obstacles
from db import following_past, procedures
from db.queries.following import CUSTOMERS
from db.queries.outbox import REACH

Progress = Callable[[int, int], None]
"""Called with how many accounts are done and how many there are."""


@dataclass(frozen=True, slots=True)
class Affected:
    """An account that would be treated differently: so many contacts before and after."""

    code: str
    name: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class LastYear:
    """Two procedures over the year up to a day: `own` is the desk's, `other` the one that is tried."""

    first: date
    last: date
    own: Procedure
    other: Procedure
    comparison: Comparison
    affected: tuple[Affected, ...]

    @property
    def nobody(self) -> str:
        """The sentence for a year in which neither would have contacted anybody; empty where somebody was."""
        if self.comparison.before.contacts or self.comparison.after.contacts:
            return ""
        span = f"From {say_day(self.first)} to {say_day(self.last)}"
        neither = f"neither {self.own.name} nor {self.other.name} would have contacted anybody"
        return f"{span} no reminder was due: {neither}."


def last_year(desk: Desk, other: Procedure, progress: Progress | None = None) -> LastYear:
    """What the desk's own procedure and another one would have sent in the year up to today.

    Where a customer or an invoice has one of the other's name, the other holds for it. Each starts from what had really
    been sent before that year.
    """
    last = desk.today
    first = add_months(last, -12) + timedelta(days=1)
    with desk.reader.snapshot() as connection:
        known = procedures.kept(connection)
        own = procedures.of_desk(connection, known)
        names = {id_: (code, name) for id_, code, name in connection.execute(CUSTOMERS)}
        whose = following_past.customers(connection, first)
        found = following_past.histories(connection, whose, first, last)
        comparison = compare(_counted(found, len(whose), progress), own, other, first, last)
    affected = [Affected(*names[one.customer_id], one.before, one.after) for one in comparison.differs]
    affected.sort(key=lambda one: (-abs(one.after - one.before), one.code))
    return LastYear(first, last, own, other, comparison, tuple(affected))


def _counted(histories: Iterable[History], total: int, progress: Progress | None) -> Iterator[History]:
    for done, history in enumerate(histories):
        if progress:
            progress(done, total)
        yield history


@dataclass(frozen=True, slots=True)
class Moved:
    """An account for which something else would be done today; what, as the step and channel or `nothing`."""

    code: str
    name: str
    currency: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Today:
    """What a changed procedure would change today: how many messages go out before and after, and where it differs;
    `unwritable` are due after it, but nobody can be written to."""

    before: int
    after: int
    moved: tuple[Moved, ...]
    unwritable: int = 0


@dataclass(frozen=True, slots=True)
class OutOfReach:
    """The customers who have no address for a channel, or one that refused a message."""

    mail: frozenset[int] = frozenset()
    letter: frozenset[int] = frozenset()

    def keeps(self, action: Action) -> bool:
        """Whether the message of an action cannot be written because of that."""
        whom = {Channel.MAIL: self.mail, Channel.LETTER: self.letter}.get(action.lead.channel, frozenset())
        return action.customer_id in whom


REACHED = OutOfReach()
"""Everybody can be written to."""


def out_of_reach(desk: Desk, facts: Facts) -> OutOfReach:
    """Whom nothing can be written to; read once, for all decisions about the same facts."""
    with desk.reader.snapshot() as connection:
        reach = connection.execute(REACH).fetchall()
        refused = Obstacles.read(connection, facts.as_of, (customer_id for customer_id, *_ in reach)).refused
    return OutOfReach(
        mail=frozenset(id_ for id_, mail, _ in reach if not mail or (id_, mail) in refused),
        letter=frozenset(id_ for id_, _, postal in reach if not postal),
    )


def today(facts: Facts, changed: Procedure, unreached: OutOfReach = REACHED, *, as_desk: bool = False) -> Today:
    """What would be done otherwise today if a procedure were changed, or (`as_desk`) held as the desk's own.

    A changed one takes the place of the one of its name wherever that was chosen. Pure: it decides the facts twice.
    """
    own = changed if as_desk or facts.procedure.name == changed.name else facts.procedure
    before = after = unwritable = 0
    moved: list[Moved] = []
    for known in facts.accounts:
        now = decide_account(known.account, facts.procedure, facts.as_of)
        then = decide_account(known.account.changing(changed), own, facts.as_of)
        before += sum(isinstance(decision, Action) and not unreached.keeps(decision) for decision in now)
        due = [decision for decision in then if isinstance(decision, Action)]
        kept = sum(unreached.keeps(decision) for decision in due)
        after, unwritable = after + len(due) - kept, unwritable + kept
        moved.extend(_moved(known, now, then))
    return Today(before, after, tuple(moved), unwritable)


def _moved(known: Known, now: Iterable[Decision], then: Iterable[Decision]) -> Iterator[Moved]:
    later = {decision.currency: said(decision) for decision in then}
    for decision in now:
        before, after = said(decision), later[decision.currency]
        if before != after:
            yield Moved(known.code, known.name, decision.currency, before, after)


def said(decision: Decision) -> str:
    """What is done, in short: `step 2 by mail`, `thanks by mail`, `nothing`."""
    if not isinstance(decision, Action):
        return "nothing"
    steps = sorted({standing.step for standing in decision.items if standing.step})
    what = f"step {', '.join(map(str, steps))}" if steps else decision.purpose.value
    return f"{what} by {decision.lead.channel.value}"
