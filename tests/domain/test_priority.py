"""The queue's rules: what a row says and asks for next, what its points rest on, and when that changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billdesk.domain.account_facts import AccountFacts, DocumentFact, UnappliedFact
from billdesk.domain.drafts import Outcome
from billdesk.domain.followup.decide import Action, decide
from billdesk.domain.followup.events import Contact, Events, ItemStep, Purpose, Sending, SendingState, Waiver
from billdesk.domain.followup.facts import Account, Block, Credit, Customer, Item, Pause
from billdesk.domain.followup.procedures import GENTLE, STANDARD, STRICT, Channel, Procedure
from billdesk.domain.next_step import NOT_EVEN_AGREED
from billdesk.domain.priority import (
    AGE_STEPS,
    Bands,
    WorkItem,
    age_part,
    amount_part,
    bands_of,
    work_items,
)
from billdesk.domain.promises import PromiseFact, PromiseState
from billdesk.domain.promises import decide as decide_promise
from billdesk.domain.work import ItemKind, View

TODAY = date(2026, 11, 21)
BANDS: Bands = {"EUR": tuple(range(10_000, 100_000, 10_000))}
LONGEST = 140


def days(n: int) -> date:
    """A day counted from today."""
    return TODAY + timedelta(days=n)


def owed(late: int, minor: int = 50_000, invoice_id: int = 1, *, disputed: bool = False) -> Item:
    due_on = days(-late)
    issued_on = due_on - timedelta(days=30)
    return _item(1000 * invoice_id + 500 + late, invoice_id, issued_on, due_on, minor, minor * disputed)


def _item(id_: int, invoice_id: int, issued_on: date, due_on: date, minor: int, disputed_minor: int = 0) -> Item:
    return Item(id_, invoice_id, f"2026-{invoice_id:04}", "EUR", issued_on, due_on, minor, disputed_minor)


def promised(due_in: int, state: PromiseState = PromiseState.OPEN, *invoice_ids: int, grace: int = 0) -> PromiseFact:
    due_on = days(due_in)
    return PromiseFact("EUR", due_on, due_on + timedelta(days=grace), state, 50_000, invoice_ids or (1,))


def called(ago: int, outcome: str = "reached", next_in: int | None = None, *, about: int | None = None) -> Contact:
    return Contact(days(-ago), "call", None if next_in is None else days(next_in), about, outcome)


def account(
    *items: Item,
    promises: tuple[PromiseFact, ...] = (),
    contact: Contact | None = None,
    unapplied: tuple[UnappliedFact, ...] = (),
    holds: tuple[Pause | Block, ...] = (),
    sendings: tuple[Sending, ...] = (),
    waivers: tuple[Waiver, ...] = (),
    **rest: object,
) -> AccountFacts:
    """An account of which these things are known, in every place that asks for them."""
    customer = Customer(
        7,
        promises=promises,
        pauses=tuple(one for one in holds if isinstance(one, Pause)),
        blocks=tuple(one for one in holds if isinstance(one, Block)),
        credits=tuple(Credit(one.currency, one.unapplied_minor) for one in unapplied),
    )
    events = Events(sendings, waivers, (contact,) if contact else ())
    facts = AccountFacts(Account(customer, items, events), "mk", contact=contact, unapplied=unapplied)
    return replace(facts, **rest)  # type: ignore[arg-type]  # a test names what it varies


def message(ago: int, step: int, item: Item, state: SendingState = SendingState.DELIVERED) -> Sending:
    return Sending(days(-ago), Channel.MAIL, Purpose.REMINDER, state, (ItemStep(item.id, step),))


def only(facts: AccountFacts) -> WorkItem:
    """The one row of an account, beside those of what is disputed without a case."""
    (item,) = (item for item in work_items(facts, BANDS, TODAY) if item.kind is not ItemKind.DISPUTE)
    return item


def points(item: WorkItem) -> dict[str, int]:
    return {part.name: part.points for part in item.parts}


LATE = owed(60)

# What a specialist reads in the row


@pytest.mark.parametrize(
    ("facts", "why", "action"),
    [
        (account(owed(4)), "just late", "wait"),
        (account(owed(5)), "step 1 due", "mail"),
        (account(owed(200)), "step 1 due", "mail"),
        (account(owed(20), contact=called(2)), "reached", "wait"),
        (account(owed(20), contact=called(3)), "step 1 due", "mail"),
        (account(owed(20), contact=called(9, "says paid")), "says paid", "check bank"),
        (account(owed(20), contact=called(2, "not reached", 0)), "not reached", "call"),
        (account(owed(20), contact=called(1, "not reached", 1)), "not reached", "wait"),
        (account(owed(20), contact=called(1, "wrong person")), "step 1 due", "mail"),
        (account(owed(20), contact=called(9, "reached", 1)), "reached", "wait"),
        (account(owed(20), contact=called(9, "reached", -1)), "follow-up due", "call"),
        (account(owed(20), promises=(promised(3),)), "promised", "wait"),
        (account(owed(20), promises=(promised(0),)), "promised", "check bank"),
        (account(owed(20), promises=(promised(-1, grace=2),)), "promised", "check bank"),
        (account(owed(20), promises=(promised(-1, PromiseState.BROKEN),)), "promise broken", "call"),
        (account(owed(20), promises=(promised(-1, PromiseState.PARTLY_KEPT),)), "partly kept", "call"),
        (account(owed(20, disputed=True)), "disputed", "resolve"),
        (account(owed(20, disputed=True), owed(16, invoice_id=2)), "step 1 due", "mail"),
        (account(owed(20), owed(16, invoice_id=2), promises=(promised(3),)), "step 1 due", "mail"),
        (account(owed(-5), contact=called(9, "reached", 0)), "follow-up due", "call"),
        (account(owed(7), contact=called(38, "reached", -30)), "step 1 due", "mail"),
        (
            account(owed(20), owed(18, 9, 2, disputed=True), contact=called(9, "disputes", -2)),
            "dispute open",
            "resolve",
        ),
        (account(owed(20), contact=called(4, "disputes", 2, about=1)), "dispute lifted", "call"),
        (account(owed(20), contact=called(2, "disputes", 4, about=1)), "dispute lifted", "call"),
        (account(owed(20), contact=called(4, "disputes", 4)), "disputes", "wait"),
        (account(owed(20), contact=called(4, "disputes", 4, about=7)), "step 1 due", "mail"),
        (
            account(owed(20), owed(16, 9, 2), promises=(promised(3),), contact=called(9, "promised", 4)),
            "step 1 due",
            "mail",
        ),
        (
            account(owed(20), owed(16, 9, 2), promises=(promised(3),), contact=called(2, "promised", 4)),
            "promised",
            "wait",
        ),
    ],
)
def test_a_row_says_why_it_is_there_and_what_to_do_next(facts: AccountFacts, why: str, action: str) -> None:
    item = only(facts)
    assert (item.why, item.next_action) == (why, action)


@pytest.mark.parametrize("outcome", [one.value for one in Outcome])
def test_why_and_action_stand_whole_in_eighty_columns_after_a_contact(outcome: str) -> None:
    for facts in (
        account(owed(20), contact=called(2, outcome)),
        account(owed(20, disputed=True), owed(20), contact=called(9, outcome)),
        account(owed(20), contact=called(9, outcome), promises=(promised(0),)),
        account(owed(20), owed(9, 9, 2), promises=(promised(-1, PromiseState.PARTLY_KEPT),)),
        account(owed(20), unapplied=(UnappliedFact("receipt:9", 9, "EUR", 50_000, TODAY, "receipt"),)),
        account(unsent=(DocumentFact(3, "2026-0003", "EUR", 500, TODAY),)),
    ):
        for item in work_items(facts, BANDS, TODAY):
            assert len(f"{item.why} → {item.next_action}") <= 22


@pytest.mark.parametrize(
    ("facts", "why", "action"),
    [
        (account(LATE, sendings=(message(15, 1, LATE),)), "step 2 due", "mail"),
        (account(LATE, sendings=(message(40, 1, LATE), message(20, 2, LATE))), "step 3 due", "letter"),
        (account(LATE, sendings=(message(5, 1, LATE),)), "step 1 done", "wait"),
        (account(LATE, sendings=(message(5, 1, LATE, SendingState.HELD),)), "on its way", "wait"),
        (account(LATE, sendings=(message(5, 1, LATE, SendingState.PRINTED),)), "printed", "confirm"),
        (account(LATE, sendings=(message(5, 1, LATE, SendingState.UNKNOWN),)), "mail unknown", "look"),
        (account(LATE, sendings=(message(0, 1, LATE, SendingState.FAILED),)), "try failed", "wait"),
        (account(LATE, sendings=(message(1, 1, LATE, SendingState.FAILED),)), "try failed", "mail"),
        (account(LATE, waivers=(Waiver(LATE.id, 1, days(-2), "new contact"),)), "step 1 done", "wait"),
        (
            account(LATE, waivers=tuple(Waiver(LATE.id, step, days(-2), "") for step in (1, 2, 3, 4))),
            "steps done",
            "decide",
        ),
        (account(LATE, holds=(Pause(days(5), "on holiday"),)), "paused", "wait"),
        (account(LATE, holds=(Block("in court"),)), "blocked", "wait"),
        (account(LATE, holds=(Block("in court"),), promises=(promised(-1, PromiseState.BROKEN),)), "blocked", "wait"),
        (account(LATE, holds=(Pause(days(5), "asked for it"),), contact=called(9, "reached", 0)), "paused", "wait"),
        (account(LATE, owed(50, invoice_id=2), holds=(Block("in court", 1),)), "step 1 due", "mail"),
        (account(LATE, owed(2, invoice_id=2), holds=(Block("in court", 1),)), "just late", "wait"),
        (
            account(LATE, contact=called(5), sendings=(message(4, 1, owed(9, invoice_id=4)),), procedure=STRICT),
            "2 this week",
            "wait",
        ),
    ],
)
def test_a_row_says_what_the_follow_up_decided(facts: AccountFacts, why: str, action: str) -> None:
    item = only(facts)
    assert (item.why, item.next_action) == (why, action)
    assert len(f"{item.why} → {item.next_action}") <= 22


def test_a_step_that_is_due_names_the_day_and_a_pause_its_reason() -> None:
    assert only(account(LATE)).parts[-1].because == "Step 1 has been due since Sun 27 Sep 2026"
    paused = only(account(LATE, holds=(Pause(days(5), "on holiday."),)))
    assert paused.parts[-1].because == "Paused until Thu 26 Nov 2026: on holiday"
    assert paused.parts[-1].changes_on == days(5)
    assert "follow up" not in paused.views


def test_a_row_that_waits_is_looked_at_again_as_soon_as_one_of_its_reasons_ends() -> None:
    """The most contacts of a week end before the spacing of the steps; then the broken promise may be spoken of."""
    late = owed(65)
    broken = promised(-1, PromiseState.BROKEN)
    facts = account(late, promises=(broken,), contact=called(1), sendings=(message(5, 1, late),))
    item = only(facts)
    assert (item.why, item.next_action, item.changes_on) == ("step 1 done", "wait", days(2))
    assert [one.why for one in work_items(facts, BANDS, days(2))] == ["promise broken"]


def test_money_that_was_entered_and_is_not_booked_yet_is_waited_for() -> None:
    facts = account(owed(20))
    customer = replace(facts.account.customer, credits=(Credit("EUR", 50_000),))
    item = only(replace(facts, account=replace(facts.account, customer=customer)))
    assert (item.why, item.next_action) == ("money waits", "wait")


def test_a_call_after_a_broken_promise_is_not_asked_for_twice() -> None:
    broken = promised(-3, PromiseState.BROKEN)
    assert only(account(owed(20), promises=(broken,), contact=called(3))).why == "promise broken"
    assert only(account(owed(20), promises=(broken,), contact=called(2))).next_action == "wait"


def test_the_promise_that_broke_last_is_the_one_named() -> None:
    both = (promised(-20, PromiseState.BROKEN), promised(-2, PromiseState.PARTLY_KEPT))
    item = only(account(owed(30), promises=both))
    assert item.why == "partly kept"
    assert points(item)["partly kept"] == 10


def test_what_is_not_due_makes_no_row() -> None:
    assert not work_items(account(owed(0)), BANDS, TODAY)
    assert not work_items(account(owed(-1), contact=called(1, "reached", 1)), BANDS, TODAY)
    assert len(work_items(account(owed(1)), BANDS, TODAY)) == 1


def test_a_row_adds_up_what_is_late_and_names_the_oldest_due_date() -> None:
    item = only(account(owed(20, 100), owed(41, 200, 2), owed(-9, 1_000, 3)))
    assert (item.open_minor, item.due_on, item.document, item.invoice_id) == (300, days(-41), "2 invoices", None)


def test_what_is_disputed_is_no_part_of_what_a_row_wants() -> None:
    partly = replace(owed(20, 59_264), disputed_minor=30_000)
    row = only(account(partly))
    assert row.open_minor == 29_264
    whole = only(account(owed(20, 59_264, disputed=True)))
    assert whole.open_minor == 59_264, "where nothing else is owed the row is about the dispute"


def test_two_instalments_of_one_invoice_are_one_document() -> None:
    item = only(account(owed(20, 100), owed(5, 200)))
    assert (item.document, item.invoice_id, item.open_minor) == ("2026-0001", 1, 300)


def test_each_currency_has_its_own_row() -> None:
    dollars = replace(owed(5, invoice_id=2), currency="USD")
    keys = [item.key for item in work_items(account(owed(20), dollars), BANDS, TODAY)]
    assert keys == ["account:7:EUR", "account:7:USD"]


def test_an_old_follow_up_date_does_not_wake_what_was_invoiced_later() -> None:
    assert not work_items(account(owed(-25), contact=called(90, "reached", -80)), BANDS, TODAY)


def test_what_did_not_go_out_is_sent_and_not_chased() -> None:
    late = replace(owed(20), sent=False)
    items = work_items(account(late, unsent=(DocumentFact(1, "2026-0001", "EUR", 500, TODAY),)), BANDS, TODAY)
    assert [item.next_action for item in items] == ["send"]


def test_credit_that_covers_what_is_late_is_allocated_before_anybody_is_chased() -> None:
    credit = UnappliedFact("receipt:9", 9, "EUR", 50_000, TODAY, "receipt")
    items = {item.key: item for item in work_items(account(owed(20), unapplied=(credit,)), BANDS, TODAY)}
    owing = items["account:7:EUR"]
    assert (owing.why, owing.next_action) == ("has credit", "allocate")
    assert "follow up" not in owing.views
    assert items["receipt:9"].points > owing.points
    short = replace(credit, unapplied_minor=49_999)
    assert "follow up" in work_items(account(owed(20), unapplied=(short,)), BANDS, TODAY)[1].views


def test_a_row_to_wait_for_stands_behind_every_row_to_act_on() -> None:
    waiting = only(account(owed(200, 10**8), contact=called(1)))
    acting = only(account(owed(5, 1)))
    assert waiting.next_action == "wait"
    assert waiting.points < acting.points


def test_a_draft_says_what_it_lacks_and_is_issued_when_it_lacks_nothing() -> None:
    lacking = DocumentFact(3, "draft", "EUR", 0, TODAY, "lines missing")
    complete = DocumentFact(4, "draft", "EUR", 500, TODAY)
    first, second = work_items(account(drafts=(lacking, complete)), BANDS, TODAY)
    assert (first.key, first.why, first.next_action) == ("draft:3", "lines missing", "finish")
    assert (second.key, second.why, second.next_action) == ("draft:4", "draft complete", "issue")


def test_an_unsent_invoice_is_to_be_sent() -> None:
    item = only(account(unsent=(DocumentFact(3, "2026-0003", "EUR", 500, TODAY),)))
    assert (item.key, item.next_action, item.document) == ("send:3", "send", "2026-0003")


def test_credit_is_to_be_allocated_where_invoices_are_open_in_its_currency() -> None:
    credit = UnappliedFact("receipt:9", 9, "EUR", 500, TODAY, "receipt")
    assert only(account(unapplied=(credit,))).next_action == "ask customer"
    items = work_items(account(owed(-5), unapplied=(credit,)), BANDS, TODAY)
    assert [item.next_action for item in items] == ["allocate"]


# The views


def test_views_follow_from_what_a_row_is_about() -> None:
    facts = account(
        owed(20),
        drafts=(DocumentFact(3, "draft", "EUR", 0, TODAY, "lines missing"),),
        unsent=(DocumentFact(4, "2026-0004", "EUR", 500, TODAY),),
        unapplied=(UnappliedFact("receipt:9", 9, "EUR", 500, TODAY, "receipt"),),
        promises=(promised(3),),
    )
    views = {item.key: item.views for item in work_items(facts, BANDS, TODAY)}
    assert views == {
        "draft:3": {"to finish", "all", "mine:mk"},
        "send:4": {"to send", "all", "mine:mk"},
        "receipt:9": {"unapplied", "all", "mine:mk"},
        "account:7:EUR": {"overdue", "promises", "all", "mine:mk"},
    }


def test_an_account_to_act_on_now_is_in_follow_up() -> None:
    assert only(account(owed(20))).views == {"overdue", "follow up", "all", "mine:mk"}
    assert only(account(owed(20), owner="")).views == {"overdue", "follow up", "all"}


def test_a_snoozed_row_is_only_in_its_own_view_until_its_day_has_come() -> None:
    facts = account(owed(20))
    asleep = only(replace(facts, snoozes={"account:7:EUR": days(1)}))
    assert asleep.views == {"snoozed"}
    assert asleep.snoozed_until == days(1)
    awake = only(replace(facts, snoozes={"account:7:EUR": TODAY}))
    assert (awake.views, awake.snoozed_until) == (only(facts).views, None)


# The points


def test_the_example_of_the_house_comes_to_31_points() -> None:
    facts = account(owed(41, 1_247_920), promises=(promised(-1, PromiseState.BROKEN),), contact=called(3, "promised"))
    item = only(facts)
    assert points(item) == {"amount": 12, "age": 9, "promise broken": 10}
    assert item.points == 31


@pytest.mark.parametrize("state", [PromiseState.BROKEN, PromiseState.PARTLY_KEPT])
def test_a_broken_promise_comes_before_rows_with_more_points_until_somebody_called(state: PromiseState) -> None:
    broken = account(owed(1, 100), promises=(promised(-1, state),))
    heavy = only(account(owed(500, 10**9)))
    first = only(broken)
    assert first.points < heavy.points
    for view in (View.ALL, View.OVERDUE):
        assert first.rank_in(view.value) < heavy.rank_in(view.value)
    called_since = only(replace(broken, contact=called(0)))
    assert called_since.rank_in(View.ALL.value) == -called_since.points


@pytest.mark.parametrize(("late", "worth"), [(0, 0), (1, 2), (7, 2), (8, 4), (30, 6), (31, 9), (61, 12), (500, 15)])
def test_age_counts_in_steps(late: int, worth: int) -> None:
    assert age_part(days(-late), TODAY).points == worth


def test_a_part_says_what_it_will_be_and_when() -> None:
    part = age_part(days(-30), TODAY)
    assert (part.points, part.changes_on, part.then_points) == (6, days(1), 9)
    assert age_part(days(-121), TODAY).changes_on is None


def test_amount_counts_by_its_tenth_of_what_accounts_owe() -> None:
    assert [amount_part(minor, "EUR", BANDS).points for minor in (0, 10_000, 55_000, 89_999, 90_000)] == [
        1,
        2,
        7,
        11,
        12,
    ]
    assert "tenth of what is open in EUR" in amount_part(5, "EUR", BANDS).because


@given(st.lists(st.integers(1, 10**9), min_size=1), st.integers(0, 10**9), st.integers(0, 10**9))
def test_a_larger_amount_never_has_fewer_points(owed_by_all: list[int], one: int, other: int) -> None:
    bands = {"EUR": bands_of(owed_by_all)}
    less, more = sorted((one, other))
    assert amount_part(less, "EUR", bands).points <= amount_part(more, "EUR", bands).points


def test_points_never_fall_below_zero() -> None:
    assert only(account(owed(1, 1), promises=(promised(3),))).points == 0


# What was true yesterday


@dataclass(frozen=True)
class Given:
    """A promise as it was given, and what came in for it."""

    due_in: int
    grace: int
    kept_minor: int
    invoice_ids: tuple[int, ...]

    def on(self, today: date) -> PromiseFact:
        due_on = days(self.due_in)
        state = decide_promise(50_000, due_on, self.grace, False, self.kept_minor, today)
        return PromiseFact("EUR", due_on, due_on + timedelta(days=self.grace), state, 50_000, self.invoice_ids)


FactsOn = Callable[[date], AccountFacts]


_IDS = st.integers(1, 9)
_PAST = st.integers(-40, 0).map(days)
_HOLDS = st.builds(Block, st.just("in court"), st.none() | st.integers(1, 4)) | st.builds(
    Pause, st.integers(-5, 40).map(days), st.just("asked for it"), st.just("EUR"), st.none() | st.integers(1, 4)
)
_STEPS = st.lists(st.builds(ItemStep, _IDS, st.integers(1, 4)), min_size=1, max_size=3).map(tuple)
_SENDINGS = st.builds(
    Sending, _PAST, st.just(Channel.MAIL), st.sampled_from(Purpose), st.sampled_from(SendingState), _STEPS
)
_WAIVERS = st.builds(Waiver, _IDS, st.integers(1, 4), _PAST, st.just("left out"))


@st.composite
def books(draw: st.DrawFn) -> FactsOn:
    """An account whose records stay as they are while the days go by."""
    day = st.integers(-LONGEST, 40).map(days)
    ids = st.integers(1, 4)
    minor = st.integers(1, 120_000)
    items = st.lists(
        st.builds(
            lambda id_, i, terms, due, m, disputed: _item(
                id_, i, due - timedelta(days=terms), due, m, m * disputed // 2
            ),
            st.integers(1, 9),
            ids,
            st.integers(0, 60),
            day,
            minor,
            st.integers(0, 2),
        ),
        max_size=4,
        unique_by=lambda item: item.id,
    )
    given_promises = st.lists(
        st.builds(
            Given,
            st.integers(-20, 30),
            st.integers(0, 9),
            st.sampled_from([0, 100, 50_000]),
            st.sets(ids, min_size=1).map(tuple),
        ),
        max_size=3,
    )
    contact = st.builds(
        Contact,
        st.integers(-30, 0).map(days),
        st.just("call"),
        st.none() | day,
        st.none() | ids,
        st.sampled_from(["reached", "not reached", "disputes", "promised", "says paid"]),
    )
    contacts = sorted(draw(st.lists(contact, max_size=3)), key=lambda one: one.on)
    document = st.builds(
        DocumentFact, ids, st.just("draft"), st.just("EUR"), minor, day, st.sampled_from(["", "lines missing"])
    )
    credit = st.builds(UnappliedFact, st.just("receipt:1"), st.just(1), st.just("EUR"), minor, day, st.just("receipt"))
    facts = account(
        *draw(items),
        unapplied=tuple(draw(st.lists(credit, max_size=1))),
        holds=tuple(draw(st.lists(_HOLDS, max_size=1))),
        sendings=tuple(draw(st.lists(_SENDINGS, max_size=3))),
        waivers=tuple(draw(st.lists(_WAIVERS, max_size=2))),
        drafts=tuple(draw(st.lists(document, max_size=1))),
        unsent=tuple(draw(st.lists(document, max_size=1))),
        contact=contacts[-1] if contacts else None,
        snoozes=draw(st.dictionaries(st.sampled_from(["account:7:EUR", "receipt:1"]), st.integers(-5, 40).map(days))),
        procedure=draw(st.sampled_from([STANDARD, GENTLE, STRICT, Procedure("dear", STANDARD.steps, least_major=500)])),
    )
    events = replace(facts.account.events, contacts=tuple(contacts))
    promises = draw(given_promises)

    def on(today: date) -> AccountFacts:
        covered = {item.invoice_id for item in facts.account.items}
        live = [promise.on(today) for promise in promises if covered & set(promise.invoice_ids)]
        given = tuple(one for one in live if one.state is not PromiseState.KEPT)
        customer = replace(facts.account.customer, promises=given)
        return replace(facts, account=replace(facts.account, customer=customer, events=events))

    return on


def coming(count: int = 60) -> Iterator[date]:
    return (days(n) for n in range(count))


@given(books())
def test_a_row_reads_the_same_until_the_day_on_which_it_says_it_changes(on: FactsOn) -> None:
    first = {item.key: item for item in work_items(on(TODAY), BANDS, TODAY)}
    for today in coming():
        now = {item.key: item for item in work_items(on(today), BANDS, today)}
        for key, item in first.items():
            if item.changes_on is None or today < item.changes_on:
                assert now[key] == item


@given(books())
def test_a_part_has_the_points_it_announced_on_the_day_it_named(on: FactsOn) -> None:
    for item in work_items(on(TODAY), BANDS, TODAY):
        for part in item.parts:
            if part.changes_on is None or part.changes_on != item.changes_on or part.then_points is None:
                continue
            after = {one.key: one for one in work_items(on(part.changes_on), BANDS, part.changes_on)}.get(item.key)
            same = [one for one in after.parts if one.name == part.name] if after else []
            if same and part.name in {"age", "draft", "unsent", "unapplied"} and after and after.due_on == item.due_on:
                assert same[0].points == part.then_points


@given(books())
def test_a_row_only_appears_when_something_falls_due_or_an_agreed_day_has_come(on: FactsOn) -> None:
    """The queue looks for new rows by these two alone."""
    known = {item.key for item in work_items(on(TODAY), BANDS, TODAY)}
    for today in coming():
        facts = on(today)
        now = {item.key for item in work_items(facts, BANDS, today)}
        recalled = facts.contact is not None and facts.contact.next_on == today
        fell_due = any(item.due_on == today - timedelta(days=1) for item in facts.account.items)
        assert now <= known or recalled or fell_due
        known |= now


@given(books())
def test_the_queue_never_asks_to_contact_whom_the_follow_up_holds_nor_to_wait_while_a_step_is_due(on: FactsOn) -> None:
    """But for what only a person does: a call after a broken promise or on a day that was agreed needs no step that is
    due, and ends the quiet after a contact."""
    facts = on(TODAY)
    for item in work_items(facts, BANDS, TODAY):
        if not item.key.startswith("account:"):
            continue
        decision = decide(facts.account.items, facts.account.customer, facts.account.events, facts.procedure, TODAY)
        reminder = isinstance(decision, Action) and decision.purpose is Purpose.REMINDER
        if reminder:
            assert item.next_action != "wait"
            assert item.snoozed_until or "follow up" in item.views
        elif item.next_action in {"mail", "letter", "call"}:
            assert item.why in {"promise broken", "partly kept", "not reached", "follow-up due", "dispute lifted"}
            spoken = [one for one in decision.items if item.due_on and one.item.due_on and one.item.sent]
            late = [one for one in spoken if one.item.due_on and one.item.due_on < TODAY]
            assert any(not NOT_EVEN_AGREED & {reason.why for reason in one.reasons} for one in late or spoken)


def test_steps_of_age_rise() -> None:
    assert [step for step, _ in AGE_STEPS] == sorted({step for step, _ in AGE_STEPS})
    assert [worth for _, worth in AGE_STEPS] == sorted({worth for _, worth in AGE_STEPS})
