"""Random accounts over time, and a desk that runs the follow-up on them on whatever days the clock says."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeVar

from hypothesis import settings
from hypothesis import strategies as st

from billdesk.domain.followup.decide import Action, Decision, Standing, decide_account
from billdesk.domain.followup.events import Contact, Events, Sending, SendingState, Waiver
from billdesk.domain.followup.facts import Account, Block, Credit, Customer, Item, Pause
from billdesk.domain.followup.history import (
    Dispute,
    History,
    PastBlock,
    PastCredit,
    PastItem,
    PastPause,
    PastPromise,
    Settlement,
)
from billdesk.domain.followup.procedures import SHIPPED, STANDARD, Procedure

START = date(2026, 1, 1)

_TIMES = 20 if os.environ.get("DESK_SOAK") else 1


def lives(count: int) -> settings:
    """So many random lives for a law; twenty times as many in `make soak`."""
    return settings(max_examples=count * _TIMES)


def day(offset: int) -> date:
    """So many days after the first of January."""
    return START + timedelta(days=offset)


def an_item(id_: int = 1, due: int = 0, open_minor: int = 10_000, **changes: object) -> Item:
    """An item due so many days after the start, of an invoice of its own, sent a month before."""
    item = Item(id_, id_, f"R-{id_}", "EUR", day(due - 30), day(due), open_minor)
    return replace(item, **changes)  # type: ignore[arg-type]  # a test names the fields it varies


def an_account(*items: Item, events: Events | None = None, **customer: object) -> Account:
    """An account with these items."""
    holder = replace(Customer(1), **customer)  # type: ignore[arg-type]  # as above
    return Account(holder, items, events or Events())


def decided(account: Account, at: int, procedure: Procedure = STANDARD) -> Decision:
    """The one decision about an account of one currency, so many days after the start."""
    (decision,) = decide_account(account, procedure, day(at))
    return decision


def standing_of(decision: Decision, id_: int = 1) -> Standing:
    """Where an item stands in a decision."""
    all_of_them = (*decision.items, *(decision.others if isinstance(decision, Action) else ()))
    (found,) = (standing for standing in all_of_them if standing.item.id == id_)
    return found


def run(account: Account, days: Sequence[int], procedure: Procedure = STANDARD) -> list[tuple[int, Action]]:
    """Run the follow-up on these days, each message delivered at once: what went out, and when."""
    done = []
    for at in days:
        for decision in decide_account(account, procedure, day(at)):
            if isinstance(decision, Action):
                done.append((at, decision))
                sendings = (*account.events.sendings, decision.sending(day(at)))
                account = replace(account, events=replace(account.events, sendings=sendings))
    return done


@dataclass(frozen=True)
class Run:
    """One run of a random desk: its day, what it knew, what it decided and what became of it."""

    on: date
    account: Account
    decisions: tuple[Decision, ...]
    sent: tuple[Sending, ...]


def drive(
    history: History,
    procedure: Procedure,
    schedule: Sequence[tuple[int, SendingState]],
    waivers: Sequence[Waiver] = (),
) -> Iterator[Run]:
    """Run the follow-up on the days of a schedule (days after the start, in any order, any number of times), and let
    each message of a run end as the schedule says."""
    sendings: list[Sending] = []
    for offset, state in schedule:
        account = history.on(day(offset), sendings)
        known = tuple(waiver for waiver in waivers if waiver.on <= day(offset))
        account = replace(account, events=replace(account.events, waivers=known))
        decisions = decide_account(account, procedure, day(offset))
        sent = tuple(one.sending(day(offset), state) for one in decisions if isinstance(one, Action))
        sendings.extend(sent)
        yield Run(day(offset), account, decisions, sent)


days = st.integers(0, 150).map(day)
money = st.integers(1, 20_000)
T = TypeVar("T")


def seldom(strategy: st.SearchStrategy[T], most: int) -> st.SearchStrategy[list[T]]:
    """Now and then one or more of these: an account that everything happens to is never chased at all."""
    return st.one_of(st.just([]), st.just([]), st.lists(strategy, min_size=1, max_size=most))


@st.composite
def past_items(draw: st.DrawFn, id_: int) -> PastItem:
    """An instalment with part payments and disputes."""
    issued = draw(st.integers(-60, 40))
    due = draw(st.sampled_from([issued + 30, issued + 30, issued + 14, issued, issued + 45, None]))
    amount = draw(money)
    settled = draw(
        st.lists(st.builds(Settlement, days, st.integers(1, max(1, amount // 2)), st.booleans()), max_size=2)
    )
    disputes = draw(seldom(st.builds(Dispute, days, money, st.none() | days), 1))
    return PastItem(
        id=id_,
        invoice_id=draw(st.integers(1, 3)),
        number=f"R-{id_}",
        currency=draw(st.sampled_from(["EUR", "EUR", "JPY"])),
        issued_on=day(issued),
        due_on=None if due is None else day(due),
        amount_minor=amount,
        sent_on=draw(st.sampled_from([*[day(issued)] * 6, day(issued + 20), None])),
        settlements=tuple(settled),
        disputes=tuple(disputes),
        procedure=draw(st.sampled_from([None, None, *SHIPPED.values()])),
    )


promises = st.builds(
    lambda taken, due, grace, amount, ids, withdrawn: PastPromise(
        day(taken), day(taken + due), grace, "EUR", amount, tuple(ids), withdrawn
    ),
    st.integers(0, 120),
    st.integers(0, 40),
    st.integers(0, 5),
    money,
    st.sets(st.integers(1, 3), min_size=1),
    st.none() | st.none() | days,
)
contacts = st.builds(
    lambda on, kind, agreed, invoice: Contact(day(on), kind, None if agreed is None else day(on + agreed), invoice),
    st.integers(0, 150),
    st.sampled_from(["call", "e-mail", "letter"]),
    st.none() | st.integers(1, 20),
    st.none() | st.integers(1, 3),
)
pauses = st.builds(
    lambda on, length, currency, invoice: PastPause(day(on), Pause(day(on + length), "holiday", currency, invoice)),
    st.integers(0, 150),
    st.integers(1, 30),
    st.sampled_from([None, "EUR"]),
    st.none() | st.integers(1, 3),
)
blocks = st.builds(
    PastBlock, days, st.builds(Block, st.just("at the lawyer"), st.none() | st.integers(1, 3)), st.none() | days
)
waivers = st.lists(st.builds(Waiver, st.integers(1, 4), st.integers(1, 4), days, st.just("called")), max_size=4)
credits_ = st.builds(PastCredit, days, st.builds(Credit, st.sampled_from(["EUR", "JPY"]), money))


procedures = st.builds(
    lambda shipped, cap, quiet: replace(shipped, contacts_a_week=cap, quiet_days=quiet),
    st.sampled_from(tuple(SHIPPED.values())),
    st.sampled_from([1, 1, 2, 3]),
    st.sampled_from([0, 0, 1, 3, 9]),
)
"""The shipped ladders with any cap and quiet: where one is loose the other has to hold."""


@st.composite
def histories(draw: st.DrawFn) -> History:
    """An account of up to four items with whatever may happen to it."""
    count = draw(st.integers(1, 4))
    return History(
        customer_id=1,
        items=tuple(draw(past_items(id_)) for id_ in range(1, count + 1)),
        promises=tuple(draw(seldom(promises, 2))),
        contacts=tuple(draw(seldom(contacts, 5))),
        pauses=tuple(draw(seldom(pauses, 1))),
        blocks=tuple(draw(seldom(blocks, 1))),
        credits=tuple(draw(seldom(credits_, 2))),
        procedure=draw(st.none() | procedures),
    )


_states = st.sampled_from([SendingState.DELIVERED] * 6 + list(SendingState))


@st.composite
def schedules(draw: st.DrawFn) -> list[tuple[int, SendingState]]:
    """Days on which the desk runs: mostly the next one, sometimes the same again, an outage, or the clock set back."""
    steps = draw(
        st.lists(
            st.tuples(st.sampled_from([0, 1, 1, 1, 2, 3, 5, 7, 7, 14, 14, 30, 60, -1, -20]), _states),
            min_size=20,
            max_size=40,
        )
    )
    at, schedule = 0, []
    for step, state in steps:
        at = max(0, at + step)
        schedule.append((at, state))
    return schedule
