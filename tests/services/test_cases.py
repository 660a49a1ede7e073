"""A dispute as a case: what it pauses, whom it waits on, how it ends, and that the book can prove it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from billdesk.domain.crediting import credit_totals
from billdesk.domain.dispute_records import (
    AttachFileDraft,
    ChangeDisputeDraft,
    CloseDisputeDraft,
    DisputeNoteDraft,
    DisputeReasonDraft,
    DisputeView,
    OpenDisputeDraft,
    ReopenDisputeDraft,
    ResolveDisputeDraft,
)
from billdesk.domain.disputes import DisputeOutcome, DisputePriority, DisputeState, LogKind
from billdesk.domain.drafts import CreditLineDraft, CreditNoteDraft, Outcome
from billdesk.domain.errors import RuleError, StaleError
from billdesk.domain.money import Money
from billdesk.domain.work import ItemKind, View
from billdesk.services import (
    contacts,
    credit_notes,
    customers,
    dispute_reasons,
    dispute_report,
    disputes,
    following,
    invoices,
    queue,
    safekeeping,
)
from billdesk.services.desk import Desk, open_desk
from tests import makers
from tests.makers import confirmed

LATE = date(2026, 9, 1)
TOTAL = 11_900


def a_case(desk: Desk, customer: int, invoice_id: int | None, minor: int = 4_000, **changes: object) -> int:
    """Open a case of EUR 40.00 with a normal priority."""
    draft = OpenDisputeDraft(
        uuid4(),
        customer,
        invoice_id,
        Money(minor, "EUR"),
        "price",
        DisputePriority.NORMAL,
        "mk",
        "Fr. Weiß",
        "too dear",
    )
    return disputes.open_case(desk, confirmed(replace(draft, **changes)))  # type: ignore[arg-type]  # what varies


def settle(desk: Desk, dispute_id: int, outcome: DisputeOutcome, credit: int = 0) -> None:
    """Settle a case as it stands."""
    version = disputes.get(desk, dispute_id).item.version
    draft = ResolveDisputeDraft(uuid4(), dispute_id, version, outcome, Money(credit, "EUR"), "looked at the order")
    disputes.resolve(desk, confirmed(draft))


def changed(view: DisputeView, **changes: object) -> ChangeDisputeDraft:
    """A change of some of what a case says."""
    item = view.item
    draft = ChangeDisputeDraft(
        uuid4(),
        item.id,
        item.version,
        item.reason,
        Money(item.amount_minor, item.currency),
        item.owner,
        item.waiting_on,
        item.priority,
    )
    return replace(draft, **changes)  # type: ignore[arg-type]  # a test names what it varies


def on(desk: Desk, day: date) -> Desk:
    """The same desk on another day."""
    later = open_desk(desk.path, user="mk", today=day, clock=makers.clock)
    queue.refresh(later)
    return later


@pytest.fixture
def invoice(desk: Desk, customer: int) -> int:
    return makers.an_invoice(desk, customer, LATE).id


def claimed(desk: Desk, customer: int) -> list[tuple[int, int]]:
    return [(item.open_minor, item.claimed_minor) for item in customers.get(desk, customer).open_items]


def test_only_the_disputed_part_pauses_everywhere(desk: Desk, customer: int, invoice: int) -> None:
    case = a_case(desk, customer, invoice)
    assert claimed(desk, customer) == [(TOTAL, TOTAL - 4_000)]
    (known,) = following.read_facts(desk, desk.today).accounts
    assert [item.disputed_minor for item in known.account.items] == [4_000]
    (owed,) = queue.page(desk, View.OVERDUE).rows
    assert (owed.why, owed.next_action, owed.open_minor) == ("step 1 due", "mail", TOTAL - 4_000)
    assert "€ 40.00 more is disputed and not chased" in [part.because for part in queue.explain(desk, owed.key)]
    (row,) = queue.page(desk, View.DISPUTES).rows
    assert (row.key, row.kind, row.open_minor) == (f"dispute:{case}", ItemKind.DISPUTE, 4_000)
    assert (row.due_on, row.why, row.next_action) == (date(2026, 12, 4), "disputed", "settle")
    assert not safekeeping.verify(desk)


def test_a_case_is_opened_once_and_begins_its_log_with_what_was_said(desk: Desk, customer: int, invoice: int) -> None:
    draft = OpenDisputeDraft(
        uuid4(), customer, invoice, Money(TOTAL, "EUR"), "quality", DisputePriority.HIGH, "", "Fr. Weiß", "broken"
    )
    first = disputes.open_case(desk, confirmed(draft))
    assert disputes.open_case(desk, confirmed(draft)) == first
    view = disputes.get(desk, first)
    assert (view.item.owner, view.item.label, view.item.state) == ("mk", "quality", DisputeState.OPEN)
    assert [(line.kind, line.person, line.note) for line in view.log] == [
        (LogKind.SAID, "Fr. Weiß", "broken"),
        (LogKind.DONE, "", "opened: quality, € 119.00, to be settled by Fri 27 Nov 2026"),
    ]
    assert [entry.text for entry in invoices.get(desk, invoice).timeline if entry.kind == "dispute"] == [
        "dispute, said, Fr. Weiß: broken",
        "dispute: opened: quality, € 119.00, to be settled by Fri 27 Nov 2026",
    ]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"amount": Money(TOTAL + 1, "EUR")}, "More is disputed"),
        ({"amount": Money(0, "EUR")}, "above zero"),
        ({"amount": Money(1, "GBP")}, "account and currency"),
        ({"reason": "weather"}, "no such reason"),
    ],
)
def test_what_cannot_be_disputed_is_refused(
    desk: Desk, customer: int, invoice: int, changes: dict[str, object], says: str
) -> None:
    with pytest.raises(RuleError, match=says):
        a_case(desk, customer, invoice, **changes)  # type: ignore[arg-type]  # as above
    assert not invoices.get(desk, invoice).disputed


def test_an_invoice_has_one_case_at_a_time(desk: Desk, customer: int, invoice: int) -> None:
    first = a_case(desk, customer, invoice)
    with pytest.raises(RuleError, match="has a dispute already"):
        a_case(desk, customer, invoice)
    settle(desk, first, DisputeOutcome.REJECTED)
    second = a_case(desk, customer, invoice)
    version = disputes.get(desk, first).item.version
    with pytest.raises(RuleError, match="another dispute"):
        disputes.reopen(desk, confirmed(ReopenDisputeDraft(uuid4(), first, version, "they found the offer")))
    assert [case.id for case in invoices.get(desk, invoice).disputes] == [second, first]


def test_a_draft_cannot_be_disputed(desk: Desk, customer: int) -> None:
    with pytest.raises(RuleError, match="Only an issued invoice"):
        a_case(desk, customer, makers.a_draft(desk, customer))


def test_waiting_owner_priority_and_amount_change_and_the_log_says_what(
    desk: Desk, customer: int, invoice: int
) -> None:
    case = a_case(desk, customer, invoice)
    draft = changed(
        disputes.get(desk, case),
        owner="jd",
        waiting_on="sales",
        priority=DisputePriority.URGENT,
        amount=Money(5_000, "EUR"),
    )
    disputes.change(desk, confirmed(draft))
    disputes.change(desk, confirmed(draft))
    view = disputes.get(desk, case)
    assert (view.item.state, view.item.waiting_on, view.item.owner) == (DisputeState.WAITING, "sales", "jd")
    assert view.item.due_by == date(2026, 11, 24)
    assert view.log[0].note == ("amount € 40.00 → € 50.00; owner mk → jd; priority normal → urgent; waiting on sales")
    assert len(view.log) == 3
    assert claimed(desk, customer) == [(TOTAL, TOTAL - 5_000)]
    (row,) = queue.page(desk, View.DISPUTES).rows
    assert (row.why, row.next_action) == ("waiting", "ask")
    disputes.change(desk, confirmed(changed(view, waiting_on="")))
    assert disputes.get(desk, case).item.state is DisputeState.OPEN
    with pytest.raises(StaleError, match="The dispute was changed by mk"):
        disputes.change(desk, confirmed(changed(view, waiting_on="logistics")))
    assert not safekeeping.verify(desk)


def test_past_its_time_it_says_so_and_stands_first(desk: Desk, customer: int, invoice: int) -> None:
    slow = a_case(desk, customer, invoice)
    other = makers.an_invoice(desk, customer, LATE).id
    pressing = a_case(desk, customer, other, priority=DisputePriority.URGENT)
    assert [row.key for row in queue.page(desk, View.DISPUTES).rows] == [f"dispute:{pressing}", f"dispute:{slow}"]
    assert [row.key for row in queue.page(desk, View.DISPUTES, limit=1).rows] == [f"dispute:{pressing}"]
    later = on(desk, date(2026, 12, 5))
    rows = queue.page(later, View.DISPUTES).rows
    assert [(row.why, row.next_action) for row in rows] == [("past its time", "settle")] * 2
    assert all(case.is_past(later.today) for case in customers.get(later, customer).disputes)
    assert not safekeeping.verify(later)
    later.close()


@pytest.mark.parametrize("outcome", [DisputeOutcome.REJECTED, DisputeOutcome.WITHDRAWN])
def test_a_customer_who_was_wrong_is_chased_again(
    desk: Desk, customer: int, invoice: int, outcome: DisputeOutcome
) -> None:
    case = a_case(desk, customer, invoice)
    settle(desk, case, outcome)
    assert claimed(desk, customer) == [(TOTAL, TOTAL)]
    assert not invoices.get(desk, invoice).disputed
    assert not queue.page(desk, View.DISPUTES).rows
    with pytest.raises(RuleError, match="settled already"):
        settle(desk, case, outcome)
    disputes.note(desk, confirmed(DisputeNoteDraft(uuid4(), case, LogKind.SENT, "", "the order, by mail")))
    assert disputes.get(desk, case).log[0].note == "the order, by mail"


def credit(desk: Desk, invoice_id: int) -> None:
    """Credit four tenths of the invoice's only line: EUR 47.60."""
    view = invoices.get(desk, invoice_id)
    lines = (CreditLineDraft(view.lines[0].id, Decimal("0.4")),)
    total = Money(credit_totals(view, lines).total_minor, "EUR")
    draft = CreditNoteDraft(uuid4(), invoice_id, view.version, desk.today, "agreed", total, lines)
    credit_notes.issue(desk, confirmed(draft))


def test_an_agreed_credit_is_not_chased_until_it_is_issued(desk: Desk, customer: int, invoice: int) -> None:
    case = a_case(desk, customer, invoice, TOTAL)
    settle(desk, case, DisputeOutcome.PARTLY, 4_760)
    assert claimed(desk, customer) == [(TOTAL, TOTAL - 4_760)]
    (row,) = queue.page(desk, View.DISPUTES).rows
    assert (row.why, row.next_action, row.open_minor) == ("credit agreed", "credit", 4_760)
    assert not safekeeping.verify(desk)
    credit(desk, invoice)
    assert claimed(desk, customer) == [(TOTAL - 4_760, TOTAL - 4_760)]
    assert not queue.page(desk, View.DISPUTES).rows
    assert disputes.get(desk, case).item.credit_note == "C2026-0001"
    assert not invoices.get(desk, invoice).disputed
    assert not safekeeping.verify(desk)


def test_a_credit_that_was_issued_while_the_case_was_open_counts(desk: Desk, customer: int, invoice: int) -> None:
    case = a_case(desk, customer, invoice, TOTAL)
    credit(desk, invoice)
    assert invoices.get(desk, invoice).disputed
    settle(desk, case, DisputeOutcome.PARTLY, 4_760)
    assert disputes.get(desk, case).item.credit_note == "C2026-0001"
    assert not queue.page(desk, View.DISPUTES).rows


def test_a_cent_that_tax_rounds_away_ends_the_case_and_stays_open(desk: Desk, customer: int, invoice: int) -> None:
    case = a_case(desk, customer, invoice, TOTAL)
    settle(desk, case, DisputeOutcome.PARTLY, 4_761)
    credit(desk, invoice)
    item = disputes.get(desk, case).item
    assert (item.credit_due, item.credit_note) == (False, "C2026-0001")
    assert item.say_credited() == "€ 47.60 credited of € 47.61 agreed, by C2026-0001"
    assert claimed(desk, customer) == [(TOTAL - 4_760, TOTAL - 4_760)]
    assert not invoices.get(desk, invoice).disputed
    assert not queue.page(desk, View.DISPUTES).rows
    assert not safekeeping.verify(desk)


def test_a_smaller_credit_leaves_the_case_waiting_for_the_rest_alone(desk: Desk, customer: int, invoice: int) -> None:
    case = a_case(desk, customer, invoice, TOTAL)
    settle(desk, case, DisputeOutcome.PARTLY, 4_762)
    credit(desk, invoice)
    item = disputes.get(desk, case).item
    assert (item.credit_due, item.credited_minor, item.uncredited_minor) == (True, 4_760, 2)
    assert claimed(desk, customer) == [(TOTAL - 4_760, TOTAL - 4_762)]
    (decided,) = following.decisions(following.read_facts(desk, desk.today))
    assert [one.claimed_minor for one in decided.decision.items] == [TOTAL - 4_762]
    (row,) = queue.page(desk, View.DISPUTES).rows
    assert (row.why, row.next_action, row.open_minor) == ("credit short", "close", 2)
    assert not safekeeping.verify(desk)
    credit(desk, invoice)
    assert not disputes.get(desk, case).item.credit_due
    assert claimed(desk, customer) == [(TOTAL - 9_520, TOTAL - 9_520)]


def close(desk: Desk, dispute_id: int, because: str = "two cents are left", uid: UUID | None = None) -> None:
    """Close a case as it stands with what was credited."""
    version = disputes.get(desk, dispute_id).item.version
    disputes.close_credited(desk, confirmed(CloseDisputeDraft(uid or uuid4(), dispute_id, version, because)))


def test_a_case_is_closed_with_what_was_credited(desk: Desk, customer: int, invoice: int) -> None:
    case = a_case(desk, customer, invoice, TOTAL)
    settle(desk, case, DisputeOutcome.PARTLY, 4_762)
    with pytest.raises(RuleError, match="Nothing of it is credited yet"):
        close(desk, case)
    credit(desk, invoice)
    with pytest.raises(RuleError, match="needs its reason"):
        close(desk, case, " ")
    uid = uuid4()
    close(desk, case, uid=uid)
    close(desk, case, uid=uid)
    item = disputes.get(desk, case).item
    assert (item.credit_due, item.credit_note, item.credit_minor, item.credited_minor) == (
        *(False, "C2026-0001"),
        *(4_762, 4_760),
    )
    assert disputes.get(desk, case).log[0].note == ("closed with € 47.60 of € 47.62 credited: two cents are left")
    assert claimed(desk, customer) == [(TOTAL - 4_760, TOTAL - 4_760)]
    assert not invoices.get(desk, invoice).disputed
    assert not queue.page(desk, View.DISPUTES).rows
    assert [(one.agreed_minor, one.credited_minor) for one in dispute_report.by_reason(desk)] == [(4_762, 4_760)]
    assert not safekeeping.verify(desk)
    credit(desk, invoice)
    assert disputes.get(desk, case).item.credited_minor == 4_760
    with pytest.raises(RuleError, match="Nothing that was agreed is left"):
        close(desk, case)


def test_what_was_credited_before_it_was_taken_up_again_is_not_counted(desk: Desk, customer: int, invoice: int) -> None:
    case = a_case(desk, customer, invoice, TOTAL)
    settle(desk, case, DisputeOutcome.PARTLY, 4_760)
    credit(desk, invoice)
    later = on(desk, date(2026, 12, 7))
    version = disputes.get(later, case).item.version
    disputes.reopen(later, confirmed(ReopenDisputeDraft(uuid4(), case, version, "more is wrong")))
    settle(later, case, DisputeOutcome.PARTLY, 1_000)
    item = disputes.get(later, case).item
    assert (item.credit_due, item.credited_minor) == (True, 0)
    later.close()


def test_a_settled_case_is_taken_up_again_with_new_time(desk: Desk, customer: int, invoice: int) -> None:
    case = a_case(desk, customer, invoice)
    settle(desk, case, DisputeOutcome.UPHELD, 4_000)
    later = on(desk, date(2026, 12, 7))
    version = disputes.get(later, case).item.version
    draft = ReopenDisputeDraft(uuid4(), case, version, "they sent the contract")
    disputes.reopen(later, confirmed(draft))
    disputes.reopen(later, confirmed(draft))
    item = disputes.get(later, case).item
    assert (item.state, item.outcome, item.credit_minor) == (DisputeState.OPEN, None, 0)
    assert (item.opened_on, item.due_by) == (makers.TODAY, date(2026, 12, 21))
    assert invoices.get(later, invoice).disputed
    assert not safekeeping.verify(later)
    later.close()


def test_a_case_on_the_account_pauses_that_much_of_it(desk: Desk, customer: int, invoice: int) -> None:
    makers.an_invoice(desk, customer, date(2026, 9, 10))
    a_case(desk, customer, None, TOTAL + 1_000)
    assert claimed(desk, customer) == [(TOTAL, 0), (TOTAL, TOTAL - 1_000)]
    assert not any(invoices.get(desk, item.invoice_id).disputed for item in customers.get(desk, customer).open_items)
    assert customers.get(desk, customer).disputes[0].number == ""


def test_a_call_that_disputes_everything_opens_one_case_for_the_account(
    desk: Desk, customer: int, invoice: int
) -> None:
    makers.an_invoice(desk, customer, LATE)
    contacts.log(desk, confirmed(makers.a_contact_draft(customer, Outcome.DISPUTES)))
    contacts.log(desk, confirmed(makers.a_contact_draft(customer, Outcome.DISPUTES)))
    (case,) = customers.get(desk, customer).disputes
    assert (case.amount_minor, case.reason) == (2 * TOTAL, "other")
    assert not safekeeping.verify(desk)


def test_a_file_is_kept_once_by_its_content(desk: Desk, customer: int, invoice: int) -> None:
    case = a_case(desk, customer, invoice)
    disputes.attach(desk, confirmed(AttachFileDraft(case, "papers/offer.pdf", "a" * 64, 12)))
    disputes.attach(desk, confirmed(AttachFileDraft(case, "papers/copy of offer.pdf", "a" * 64, 12)))
    (kept,) = disputes.get(desk, case).files
    assert (kept.path, kept.sha256, kept.size, kept.by) == ("papers/offer.pdf", "a" * 64, 12, "mk")


def test_the_desk_names_its_own_reasons_and_old_cases_keep_theirs(desk: Desk, customer: int, invoice: int) -> None:
    case = a_case(desk, customer, invoice)
    dispute_reasons.save(desk, confirmed(DisputeReasonDraft("price", "price of the item")))
    dispute_reasons.save(desk, confirmed(DisputeReasonDraft("weight", "weighs less")))
    dispute_reasons.save(desk, confirmed(DisputeReasonDraft("price", "price of the item", retired=True)))
    named = {reason.code: (reason.label, reason.retired) for reason in dispute_reasons.listed(desk)}
    assert (named["price"], named["weight"]) == (("price of the item", True), ("weighs less", False))
    assert disputes.get(desk, case).item.label == "price of the item"
    settle(desk, case, DisputeOutcome.WITHDRAWN)
    with pytest.raises(RuleError, match="no such reason"):
        a_case(desk, customer, invoice)
    with pytest.raises(RuleError, match="always there"):
        dispute_reasons.save(desk, confirmed(DisputeReasonDraft("other", "other", retired=True)))
    assert not safekeeping.verify(desk)


def test_verify_names_an_invoice_whose_mark_its_cases_deny(desk: Desk, customer: int, invoice: int) -> None:
    a_case(desk, customer, invoice)
    with desk.write("tampering") as unit:
        unit.driver.execute("update invoice set disputed = 0")
    assert f"invoice {invoice}: it is marked as not disputed, and its cases say otherwise." in safekeeping.verify(desk)
