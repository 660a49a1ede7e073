"""The morning brief: what the day holds, what the daily run would send, and whom it leaves out. Pure.

Every line says one thing and names what it opens; what the run does with each account is a row of its own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from billdesk.domain.dates import say_day
from billdesk.domain.followup.decide import Decision
from billdesk.domain.followup.outbox import MessageState
from billdesk.domain.followup.reasons import CHASES, Reason, Why
from billdesk.domain.money import Money, format_money
from billdesk.domain.work import View

FRESH_DAYS = 3
"""Money that is known up to so many days ago is fresh: a weekend and a bank holiday."""
MAILS, LETTERS, CALLS, IMPOSSIBLE, LATER = "mails", "letters", "calls", "not possible", "later"
PAST_HOLD = "past hold"
"""On its way, and the run sends it: it is not left out."""
MESSAGES = "messages"
"""Mails and letters together: what the run's control totals are of."""
OTHERS = "other reasons"
MOST_REASONS = 4
"""So many reasons have a line of their own, so that the brief stays one page of 80 by 24."""
_WEIGHT = (
    *(Why.NOT_POSSIBLE, Why.GIVEN_UP, Why.CALLED_BACK),
    *(Why.CLOCK, Why.BLOCKED, Why.UNKNOWN, Why.PRINTED, Why.NOT_SENT, Why.NO_DUE_DATE, Why.LADDER_DONE),
    *(Why.DISPUTED, Why.COVERED, Why.TOO_SMALL, Why.PROMISED, Why.PAUSED, Why.AGREED, Why.FAILED_TODAY),
    *(Why.ON_ITS_WAY, Why.CAP, Why.QUIET, Why.REMINDER_FIRST),
)
"""Of several reasons against a message the first of these names it: what needs a person comes before what passes."""
_WORDS = {
    Why.CLOCK: "clock set back",
    Why.UNKNOWN: "unknown if sent",
    Why.PRINTED: "printed, not sent",
    Why.NOT_SENT: "invoice not sent",
    Why.NO_DUE_DATE: "no due date",
    Why.LADDER_DONE: "all steps done",
    Why.COVERED: "covered by credit",
    Why.AGREED: "day agreed",
    Why.ON_ITS_WAY: "on its way",
    Why.CAP: "enough contacts",
    Why.QUIET: "just in contact",
    Why.REMINDER_FIRST: "reminder first",
    Why.TOO_SMALL: "too small",
    Why.FAILED_TODAY: "failed today",
}


@dataclass(frozen=True, slots=True)
class RunRow:
    """What the daily run does with one account in one currency: `group` is how it goes out, or why it does not;
    `why` says it in sentences. `amount` is what is claimed, of one that is left out what is open."""

    customer_id: int
    code: str
    name: str
    group: str
    amount: Money
    why: str
    next_on: date | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many there are of something, and their sum in each currency."""

    count: int = 0
    sums: tuple[Money, ...] = ()

    @classmethod
    def of(cls, amounts: Iterable[Money]) -> Tally:
        """Count and add up."""
        found: dict[str, int] = defaultdict(int)
        count = 0
        for amount in amounts:
            found[amount.currency] += amount.minor
            count += 1
        return cls(count, tuple(Money(minor, currency) for currency, minor in sorted(found.items())))

    def __add__(self, other: Tally) -> Tally:
        """Both together."""
        return Tally(self.count + other.count, Tally.of((*self.sums, *other.sums)).sums)

    def __str__(self) -> str:
        """`€ 12,479.20 + £ 300.00`."""
        return " + ".join(format_money(one.minor, one.currency) for one in self.sums)


class Place(StrEnum):
    """What a line of the brief leads to."""

    RECEIPT = "receipt"
    CALENDAR = "calendar"
    VIEW = "view"
    OUTBOX = "outbox"
    ROWS = "rows"
    RUN = "run"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its topic, what is said, what it opens (`what` names the view or the group of rows), and how it is
    shown: `plain`, `near` or `late`."""

    topic: str
    said: str
    place: Place
    what: str = ""
    how: str = "plain"


@dataclass(frozen=True, slots=True)
class Restored:
    """That an older book stands in the desk's place and nobody has confirmed it yet: what happened in a sentence, on
    which day, and the day of the last entry that stands there."""

    sentence: str
    on: date
    known_to: date


@dataclass(frozen=True, slots=True)
class Facts:
    """What the book knows for the brief. `known_until` is the day of the last receipt; `near` disputes have to be
    settled within two business days; `outbox` counts messages by state, `past_hold` those of the held mails that are
    to be recalled no more. While the desk is `restored` nothing goes out, whatever is planned."""

    as_of: date
    known_until: date | None
    rows: tuple[RunRow, ...] = ()
    falls_due: Tally = Tally()
    promised: Tally = Tally()
    broken: Tally = Tally()
    disputes_late: Tally = Tally()
    disputes_near: Tally = Tally()
    reminders: int = 0
    to_finish: int = 0
    to_send: int = 0
    outbox: dict[str, int] = field(default_factory=dict)
    past_hold: Tally = Tally()
    restored: Restored | None = None

    @property
    def planned(self) -> Tally:
        """The messages that the run plans; thanks are counted, and ask for nothing."""
        amounts = [row.amount for row in self.rows if row.group in (MAILS, LETTERS)]
        return Tally(len(amounts), Tally.of(amount for amount in amounts if amount.minor).sums)


def group_of(decision: Decision, obstacle: Reason | None = None) -> str:
    """The reason that names why nothing goes out: one word or two, `later` where only the time has not come."""
    found = {reason.why for standing in decision.items for reason in standing.reasons} - CHASES
    why = obstacle.why if obstacle else next((why for why in _WEIGHT if why in found), None)
    return LATER if why is None else _WORDS.get(why, why.value.replace("-", " "))


def with_past_hold(rows: Iterable[RunRow], past_hold: Collection[tuple[int, str]]) -> Iterator[RunRow]:
    """The rows with those that only wait for a mail that the run sends, by customer and currency, told apart."""
    for row in rows:
        waits = row.group == _WORDS[Why.ON_ITS_WAY] and (row.customer_id, row.amount.currency) in past_hold
        yield replace(row, group=PAST_HOLD) if waits else row


def say_freshness(known_until: date | None, as_of: date) -> tuple[str, bool]:
    """How old the bank data is, and whether that is too old to chase by.

    It is as old as the last receipt at least: one that somebody entered by hand says nothing of the others of its day.
    """
    if known_until is None:
        return "There is no receipt yet: nobody knows what was paid.", True
    age = (as_of - known_until).days
    last = f"the last receipt is of {say_day(known_until)}"
    if age <= 0:
        return f"of today at best: {last}.", False
    old = age > FRESH_DAYS
    advice = " Bring the receipts in first." if old else ""
    return f"at least {age} {'day' if age == 1 else 'days'} old: {last}.{advice}", old


def write(facts: Facts) -> tuple[Line, ...]:
    """The lines of the brief, in the order in which a day begins."""
    said, old = say_freshness(facts.known_until, facts.as_of)
    bank = Line("Bank data", said, Place.RECEIPT, how="late" if old else "plain")
    return (*_restored(facts), bank, *_day(facts), *_cases(facts), *_outbox(facts), *_desk(facts), *_left_out(facts))


def _restored(facts: Facts) -> Iterator[Line]:
    if facts.restored is not None:
        said = f"Nothing goes out until somebody confirms. {facts.restored.sentence}"
        yield Line("Restored", said, Place.RUN, how="late")


def _counted(tally: Tally, one: str, many: str) -> str:
    amount = f", {tally}" if tally.sums else ""
    return f"{tally.count:,} {one if tally.count == 1 else many}{amount}"


def _day(facts: Facts) -> Iterator[Line]:
    if facts.falls_due.count:
        said = _counted(facts.falls_due, "instalment falls due today", "instalments fall due today")
        yield Line("Due today", said, Place.CALENDAR)
    for group, one, many in (
        (MAILS, "mail to send", "mails to send"),
        (LETTERS, "letter to print", "letters to print"),
        (CALLS, "account to call", "accounts to call"),
    ):
        tally = Tally.of(row.amount for row in facts.rows if row.group == group)
        if tally.count:
            yield Line("Steps", _counted(tally, one, many), Place.ROWS, group)
    yield from _run(facts)
    if facts.reminders:
        said = f"{facts.reminders:,} for today" if facts.reminders > 1 else "1 for today"
        yield Line("Reminders", said, Place.CALENDAR)


def _run(facts: Facts) -> Iterator[Line]:
    """What the run plans and sends, with its control totals; where it does both, what they come to together."""
    planned, past_hold = facts.planned, facts.past_hold
    if facts.restored is not None:
        return
    if planned.count:
        yield Line("The run", _counted(planned, "message", "messages"), Place.ROWS, MESSAGES)
    if past_hold.count:
        yield Line("The run", _counted(past_hold, "mail past its hold", "mails past their hold"), Place.OUTBOX)
    if planned.count and past_hold.count:
        yield Line("The run", _counted(planned + past_hold, "in all", "in all"), Place.RUN)


def say_run(facts: Facts, key: str) -> str:
    """What the run would do, in a few words, and with which key."""
    if facts.restored is not None:
        return f"{key} asks before anything goes out"
    if facts.planned.count:
        return f"{key} carries the run out"
    return f"{key} sends what is past its hold" if facts.past_hold.count else "nobody is to be written to"


def _cases(facts: Facts) -> Iterator[Line]:
    if facts.broken.count:
        said = _counted(facts.broken, "was not kept", "were not kept")
        yield Line("Promises", said, Place.VIEW, View.PROMISES.value, "late")
    if facts.promised.count:
        said = _counted(facts.promised, "is expected today", "are expected today")
        yield Line("Promises", said, Place.VIEW, View.PROMISES.value)
    if facts.disputes_late.count:
        said = _counted(facts.disputes_late, "is past its time", "are past their time")
        yield Line("Disputes", said, Place.VIEW, View.DISPUTES.value, "late")
    if facts.disputes_near.count:
        said = _counted(facts.disputes_near, "is near its time", "are near their time")
        yield Line("Disputes", said, Place.VIEW, View.DISPUTES.value, "near")


_FOR_A_PERSON = (
    ("failed", "failed", "late"),
    ("unknown", "nobody knows of", "late"),
    ("printed", "printed, not posted", "near"),
)
_WAITING = (
    ("planned", "to print", "plain"),
    (MessageState.HELD.value, "held until they go out", "plain"),
)


_WAITS_IN_A_COPY = (MessageState.PLANNED.value, MessageState.HELD.value, MessageState.SENDING.value)
"""What waited in the book that was put in the desk's place may have gone out since."""


def _outbox(facts: Facts) -> Iterator[Line]:
    """What needs a person, the worst first, which decides how it is shown; in a line of its own what only waits."""
    counts = Counter(facts.outbox) - Counter({MessageState.HELD.value: facts.past_hold.count})
    if facts.restored is not None:
        counts[MessageState.UNKNOWN.value] += sum(counts.pop(state, 0) for state in _WAITS_IN_A_COPY)
    for states in (_FOR_A_PERSON, _WAITING):
        found = [(f"{counts[state]:,} {words}", how) for state, words, how in states if counts[state]]
        if found:
            yield Line("Mail", " · ".join(said for said, _ in found), Place.OUTBOX, how=found[0][1])


def _desk(facts: Facts) -> Iterator[Line]:
    if facts.to_finish:
        said = f"{facts.to_finish:,} {'draft' if facts.to_finish == 1 else 'drafts'} to finish"
        yield Line("Invoices", said, Place.VIEW, View.TO_FINISH.value)
    if facts.to_send:
        yield Line("Invoices", f"{facts.to_send:,} to send", Place.VIEW, View.TO_SEND.value)


def _left_out(facts: Facts) -> Iterator[Line]:
    """Whom the run leaves out, the most frequent reasons first; those whose time has not come at the end."""
    ordered, folded = _reasons(facts.rows), _folded(facts)
    shown = [group for group in ordered if group not in folded]
    if folded:
        shown.insert(len(shown) - (shown[-1:] == [LATER]), OTHERS)
    for group in shown:
        tally = Tally.of(row.amount for row in rows_behind(facts, group))
        words = "next step comes later" if group == LATER else group
        said = f"{words}: {tally.count:,}, {tally}"
        yield Line("Left out", said, Place.ROWS, group, "near" if group == IMPOSSIBLE else "plain")


def _reasons(rows: Sequence[RunRow]) -> list[str]:
    """The groups that are left out, in their order."""
    counts = Counter(row.group for row in rows if row.group not in (MAILS, LETTERS, CALLS, PAST_HOLD))
    return sorted(counts, key=lambda one: (one == LATER, one != IMPOSSIBLE, -counts[one], one))


def _folded(facts: Facts) -> Sequence[str]:
    """The rarer reasons, which stand in one line together; a single one has a line of its own. Where the run has two
    lines more, the reasons have two less, and one less where the messages have two."""
    reasons = [group for group in _reasons(facts.rows) if group != LATER]
    most = MOST_REASONS - 2 * bool(facts.planned.count and facts.past_hold.count) - (len(list(_outbox(facts))) > 1)
    return reasons[most:] if len(reasons) > most + 1 else ()


def rows_behind(facts: Facts, what: str) -> tuple[RunRow, ...]:
    """The rows that a line of the brief speaks of."""
    wanted: Sequence[str] = (what,)
    if what == MESSAGES:
        wanted = (MAILS, LETTERS)
    elif what == OTHERS:
        wanted = _folded(facts)
    return tuple(row for row in facts.rows if row.group in wanted)
