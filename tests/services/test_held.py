"""What is held takes effect once, when its time has come, and can be taken back until then."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billdesk.domain.currencies import CURRENCIES
from billdesk.domain.drafts import (
    AllocationDraft,
    CreditLineDraft,
    CreditNoteDraft,
    IssueDraft,
    ReceiptDraft,
    ReversalDraft,
    VoidDraft,
)
from billdesk.domain.errors import InputError, RuleError
from billdesk.domain.held import HeldEntry, HeldKind, HeldState
from billdesk.domain.money import Money
from billdesk.domain.work import View
from billdesk.services import company, customers, held, invoices, queue, receipts, reports, safekeeping
from billdesk.services.desk import Desk, open_desk
from billdesk.services.held_payload import Holdable, kind_of, pack, unpack
from tests import makers
from tests.makers import NOW, TODAY, confirmed


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(folder: Path, clock: Clock) -> Iterator[Desk]:
    opened = makers.make_desk(folder, now=clock)
    makers.set_hold(opened, 60)
    yield opened
    opened.close()


def draft_of(desk: Desk, customer: int, **changes: object) -> IssueDraft:
    return makers.issue_draft(invoices.get(desk, makers.a_draft(desk, customer, **changes)))  # type: ignore[arg-type]


def hold(desk: Desk, draft: IssueDraft) -> HeldEntry:
    entry = held.issue(desk, confirmed(draft))
    assert isinstance(entry, HeldEntry)
    return entry


def keys(desk: Desk, view: View = View.ALL) -> list[str]:
    return [row.key.partition(":")[0] for row in queue.page(desk, view).rows]


def test_the_number_is_given_only_when_the_minute_is_over(desk: Desk, customer: int, clock: Clock) -> None:
    draft = draft_of(desk, customer)
    entry = hold(desk, draft)
    assert (entry.kind, entry.state) == (HeldKind.ISSUE, HeldState.HELD)
    assert entry.effective_at == NOW + timedelta(seconds=60)
    clock.pass_by(59)
    assert held.release(desk) == ()
    assert invoices.get(desk, draft.invoice_id).number is None
    clock.pass_by(1)
    (released,) = held.release(desk)
    assert (released.number, released.entry.state) == ("2026-0001", HeldState.BOOKED)
    assert invoices.get(desk, draft.invoice_id).number == "2026-0001"
    assert held.release(desk) == ()
    assert safekeeping.verify(desk) == ()


def test_a_desk_that_holds_nothing_issues_at_once(desk: Desk, customer: int) -> None:
    makers.set_hold(desk, 0)
    assert held.issue(desk, confirmed(draft_of(desk, customer))) == "2026-0001"


def test_the_same_draft_twice_is_held_and_booked_once(desk: Desk, customer: int, clock: Clock) -> None:
    draft = draft_of(desk, customer)
    assert hold(desk, draft) == hold(desk, draft)
    clock.pass_by(60)
    assert [one.number for one in held.release(desk)] == ["2026-0001"]
    assert hold(desk, draft).state is HeldState.BOOKED


def test_an_invoice_that_waits_is_not_issued_a_second_time(desk: Desk, customer: int) -> None:
    draft = draft_of(desk, customer)
    hold(desk, draft)
    with pytest.raises(RuleError, match="waits already"):
        held.issue(desk, confirmed(replace(draft, uid=uuid4())))


def test_what_is_taken_back_is_a_draft_again_and_gets_no_number(desk: Desk, customer: int, clock: Clock) -> None:
    draft = draft_of(desk, customer)
    entry = hold(desk, draft)
    assert keys(desk) == [], "while it is held there is nothing to do"
    assert held.latest_held(desk) == entry
    assert held.take_back(desk, entry.id).state is HeldState.TAKEN_BACK
    assert held.take_back(desk, entry.id).state is HeldState.TAKEN_BACK
    clock.pass_by(600)
    assert held.release(desk) == ()
    assert keys(desk) == ["draft"]
    assert held.latest_held(desk) is None
    hold(desk, replace(draft, uid=uuid4()))
    clock.pass_by(60)
    assert [one.number for one in held.release(desk)] == ["2026-0001"]
    assert safekeeping.verify(desk) == ()


def test_a_name_in_capitals_is_the_same_person_who_takes_back(desk: Desk, customer: int, clock: Clock) -> None:
    entry = hold(desk, draft_of(desk, customer))
    with closing(open_desk(desk.path, user="MK", today=TODAY, clock=clock)) as same:
        assert held.latest_held(same) == entry
        assert held.take_back(same, entry.id).state is HeldState.TAKEN_BACK


def test_what_is_booked_is_not_taken_back(desk: Desk, customer: int, clock: Clock) -> None:
    entry = hold(desk, draft_of(desk, customer))
    clock.pass_by(60)
    held.release(desk)
    with pytest.raises(RuleError, match="in the book already"):
        held.take_back(desk, entry.id)


def test_only_who_entered_it_takes_it_back_and_whoever_is_there_books_it(
    desk: Desk, customer: int, clock: Clock
) -> None:
    entry = hold(desk, draft_of(desk, customer))
    other = open_desk(desk.path, user="eva", today=TODAY, clock=clock)
    assert held.latest_held(other) is None
    with pytest.raises(RuleError, match="mk entered it"):
        held.take_back(other, entry.id)
    clock.pass_by(60)
    assert [one.number for one in held.release(other)] == ["2026-0001"]
    other.close()
    link = list(reports.audit(desk))[-1]
    assert (link.action, link.by, link.evidence) == ("issued", "mk", f"bypass: {makers.REASON}; held")


def test_the_next_opening_books_what_came_due_while_the_desk_was_closed(
    desk: Desk, customer: int, clock: Clock
) -> None:
    hold(desk, draft_of(desk, customer))
    hold(desk, draft_of(desk, customer))
    desk.close()
    clock.pass_by(3600)
    again = open_desk(desk.path, user="mk", today=TODAY, clock=clock)
    assert held.next_due(again) == NOW + timedelta(seconds=60)
    assert [one.number for one in held.release(again)] == ["2026-0001", "2026-0002"]
    assert held.next_due(again) is None
    again.close()


def test_a_desk_open_for_viewing_books_nothing(desk: Desk, customer: int, clock: Clock) -> None:
    hold(desk, draft_of(desk, customer))
    clock.pass_by(60)
    viewing = open_desk(desk.path, user="mk", today=TODAY, clock=clock, read_only=True)
    assert held.release(viewing) == ()
    viewing.close()


def test_what_changed_meanwhile_is_refused_with_the_reason_in_the_queue(
    desk: Desk, customer: int, clock: Clock
) -> None:
    draft = draft_of(desk, customer)
    entry = hold(desk, draft)
    invoices.void(desk, confirmed(VoidDraft(draft.invoice_id, draft.version, "not wanted")))
    clock.pass_by(60)
    (released,) = held.release(desk)
    assert released.entry.state is HeldState.REFUSED
    assert "changed by mk" in released.refused
    (row,) = queue.page(desk, View.TO_FINISH).rows
    assert (row.key, row.why, row.next_action) == (f"check:{entry.id}", "was not booked", "look")
    held.take_back(desk, entry.id)
    assert keys(desk) == []
    assert safekeeping.verify(desk) == ()


def test_what_cannot_be_issued_is_refused_before_it_is_held(desk: Desk, customer: int) -> None:
    draft = draft_of(desk, customer)
    with pytest.raises(RuleError):
        held.issue(desk, confirmed(replace(draft, total=Money(1, "EUR"))))
    assert held.next_due(desk) is None


def test_a_credit_note_is_held_and_a_receipt_is_booked_at_once(desk: Desk, customer: int, clock: Clock) -> None:
    view = makers.an_invoice(desk, customer)
    total = Money(view.total_minor, "EUR")
    entry = held.credit(desk, confirmed(CreditNoteDraft(uuid4(), view.id, view.version, TODAY, "wrong", total)))
    assert isinstance(entry, HeldEntry)
    assert (entry.kind, entry.document) == (HeldKind.CREDIT_NOTE, "2026-0001")
    assert invoices.get(desk, view.id).open_minor == view.total_minor
    draft = makers.a_receipt_draft(customers.get(desk, customer), 5_000)
    assert isinstance(held.record(desk, confirmed(draft)), int)
    held.take_back(desk, entry.id)
    again = CreditNoteDraft(uuid4(), view.id, invoices.get(desk, view.id).version, TODAY, "wrong", total)
    assert isinstance(held.credit(desk, confirmed(again)), HeldEntry)
    clock.pass_by(60)
    assert [one.number for one in held.release(desk)] == ["C2026-0001"]
    assert invoices.get(desk, view.id).state == "void"
    assert safekeeping.verify(desk) == ()


def test_settings_are_kept_and_what_cannot_be_is_refused(desk: Desk) -> None:
    makers.set_hold(desk, 90, 500_000)
    assert held.settings(desk) == (90, Money(500_000, "EUR"))
    assert (company.get(desk).hold_seconds, company.get(desk).check_above_minor) == (90, 500_000)
    makers.set_hold(desk, 0)
    assert held.settings(desk) == (0, Money(0, "EUR"))
    for seconds, limit in ((-1, 0), (3601, 0), (0, -1)):
        with pytest.raises(InputError):
            makers.set_hold(desk, seconds, limit)
    assert safekeeping.verify(desk) == ()


def test_whoever_lowers_the_protection_is_found_in_the_chain(desk: Desk) -> None:
    for seconds, limit, action in (
        (60, 500_000, "settings changed"),
        (60, 100_000, "settings changed"),
        (60, 900_000, "protection lowered"),
        (60, 0, "protection lowered"),
        (30, 0, "protection lowered"),
        (30, 1, "settings changed"),
    ):
        makers.set_hold(desk, seconds, limit)
        link = list(reports.audit(desk))[-1]
        assert (link.action, link.by, link.subject) == (action, "mk", "company:1"), (seconds, limit)


def test_large_entries_are_not_booked_around_the_second_person(desk: Desk, customer: int) -> None:
    makers.set_hold(desk, 0, 5_000)
    with pytest.raises(RuleError, match="second person"):
        invoices.issue(desk, confirmed(draft_of(desk, customer)))
    with pytest.raises(RuleError, match="second person"):
        receipts.record(desk, confirmed(makers.a_receipt_draft(customers.get(desk, customer), 5_001)))
    makers.set_hold(desk, 0)
    booked = makers.a_receipt(desk, customer, 5_001)
    makers.set_hold(desk, 0, 5_000)
    with pytest.raises(RuleError, match="second person"):
        makers.a_reversal(desk, booked, 5_001)


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
days = st.dates(date(1, 1, 1), date(9999, 12, 31))
minors = st.integers(-(2**63), 2**63 - 1)
money = st.builds(Money, minors, st.sampled_from(sorted(CURRENCIES)))
quantities = st.decimals(allow_nan=False, allow_infinity=False)
ids = st.integers(1, 2**63 - 1)
holdable: st.SearchStrategy[Holdable] = st.one_of(
    st.builds(IssueDraft, ids, ids, days, money, st.uuids()),
    st.builds(
        CreditNoteDraft,
        st.uuids(),
        ids,
        ids,
        days,
        texts,
        money,
        st.lists(st.builds(CreditLineDraft, ids, quantities), max_size=3).map(tuple),
    ),
    st.builds(
        ReceiptDraft,
        st.uuids(),
        ids,
        days,
        money,
        texts,
        texts,
        st.lists(st.builds(AllocationDraft, ids, minors), max_size=3).map(tuple),
        st.booleans(),
    ),
    st.builds(ReversalDraft, st.uuids(), ids, days, texts, money),
)


@given(holdable)
def test_a_held_draft_comes_back_as_it_was_to_the_last_digit(draft: Holdable) -> None:
    back = unpack(kind_of(draft), pack(draft))
    assert back == draft
    assert repr(back) == repr(draft), "also the number of decimals, and what equality leaves out"


def test_a_payload_that_cannot_be_read_is_a_sentence() -> None:
    for payload in ("{}", "[]", "not json", '{"invoice_id": 1.5}'):
        with pytest.raises(RuleError, match="cannot be read"):
            unpack(HeldKind.ISSUE, payload)
