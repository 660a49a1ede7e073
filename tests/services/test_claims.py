"""Claims of interest and fees: no day twice, every line printable, the invoice untouched, money spent once."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from billdesk.domain.claims import (
    ChargeClaimDraft,
    ClaimDraft,
    ClaimKind,
    ClaimState,
    ClaimView,
    ClaimWish,
    PayClaimDraft,
)
from billdesk.domain.double_check import confirm_as_second
from billdesk.domain.drafts import AllocationDraft, ApplyCreditDraft
from billdesk.domain.errors import NotFoundError, RuleError, StaleError
from billdesk.domain.money import Money
from billdesk.domain.records import InvoiceView
from billdesk.domain.terms import parse_terms
from billdesk.services import claim_ends, claims, customers, held, invoices, receipts, reports, second_person
from billdesk.services.desk import Desk, open_desk
from db.verify import verify
from tests import makers
from tests.makers import TODAY, confirmed, waiving

ISSUED = date(2026, 5, 1)


@pytest.fixture
def invoice(desk: Desk, customer: int) -> InvoiceView:
    """10,000.00, due on 31 May 2026."""
    return makers.an_invoice(desk, customer, ISSUED, "8403.36", terms=parse_terms("net 30"))


def wish(invoice: InvoiceView, upto: date, kind: ClaimKind = ClaimKind.INTEREST, rule: str = "eu") -> ClaimWish:
    return ClaimWish(invoice.id, kind, rule, upto)


def claimed(desk: Desk, wanted: ClaimWish) -> ClaimView:
    """Make the claim as its form does, and read it back."""
    amount = claims.reckon(desk, wanted, None).amount
    made = claims.claim(desk, confirmed(ClaimDraft(uuid4(), wanted, amount)), None)
    return the(desk, made)


def the(desk: Desk, claim_id: int) -> ClaimView:
    return next(one for one in claims.find(desk) if one.id == claim_id)


def test_the_published_vector_is_claimed_with_every_line(desk: Desk, invoice: InvoiceView) -> None:
    assert invoice.total_minor == 1_000_000
    found = claimed(desk, wish(invoice, date(2026, 7, 31)))
    assert (found.amount, found.state, found.upto) == (Money(17_175, "EUR"), ClaimState.OPEN, date(2026, 7, 31))
    assert [line for line in found.calculation if not line.startswith("  ")] == [
        "1 Jun – 30 Jun 2026, 30 d on EUR 10,000.00 at 10.15 % a year: 83.424658",
        "1 Jul – 31 Jul 2026, 31 d on EUR 10,000.00 at 10.40 % a year: 88.328767",
        "together 171.753425, rounded once: EUR 171.75",
    ]
    said = (
        "  Directive 2011/7/EU Art. 3(1), 2(6); rate 2.15 from 1 Jan 2026, European Central Bank, key interest rates: "
    )
    assert found.calculation[1] == f"{said}2.15 since 11 June 2025"


def test_the_invoice_and_what_is_owed_of_it_stay_as_they_are(desk: Desk, customer: int, invoice: InvoiceView) -> None:
    before, receivable = invoices.get(desk, invoice.id), reports.ageing(desk, TODAY)
    claimed(desk, wish(invoice, TODAY))
    after = invoices.get(desk, invoice.id)
    assert replace(after, timeline=before.timeline) == before
    assert reports.ageing(desk, TODAY) == receivable
    (live,) = claims.live_sums(desk, customer)
    assert (live.count, live.amount.currency) == (1, "EUR")


def test_a_later_claim_goes_on_where_the_one_before_ended(desk: Desk, customer: int, invoice: InvoiceView) -> None:
    first = claimed(desk, wish(invoice, date(2026, 6, 30)))
    makers.a_receipt(desk, customer, 400_000, date(2026, 7, 10))
    again = claims.reckon(desk, wish(invoice, date(2026, 7, 31)), None)
    assert again.after == date(2026, 6, 30)
    assert first.amount.minor == 8_342
    assert [line.partition(" at ")[0] for line in again.lines if " on EUR" in line] == [
        "1 Jul – 10 Jul 2026, 10 d on EUR 10,000.00",
        "11 Jul – 31 Jul 2026, 21 d on EUR 6,000.00",
    ]
    claimed(desk, wish(invoice, date(2026, 7, 31)))
    for upto in (date(2026, 7, 31), date(2026, 6, 30)):
        with pytest.raises(RuleError, match="is claimed up to Fri 31 Jul 2026 already"):
            claims.reckon(desk, wish(invoice, upto), None)


def test_the_story_tells_a_claim_on_the_desks_own_day(desk: Desk, invoice: InvoiceView) -> None:
    with closing(open_desk(desk.path, user="mk", today=date(2026, 11, 20), clock=makers.clock)) as earlier:
        claimed(earlier, wish(invoice, date(2026, 7, 31)))
        told = [one for one in invoices.get(earlier, invoice.id).timeline if one.text.startswith("claimed")]
    assert [(one.on, one.text) for one in told] == [
        (date(2026, 11, 20), "claimed interest € 171.75 to Fri 31 Jul 2026")
    ]


def test_a_claim_made_in_error_frees_its_days_and_a_waived_one_does_not(desk: Desk, invoice: InvoiceView) -> None:
    wrong = claimed(desk, wish(invoice, TODAY, rule="germany"))
    claim_ends.waive(desk, confirmed(waiving(wrong, "wrong law", in_error=True)))
    right = claimed(desk, wish(invoice, date(2026, 7, 31)))
    assert right.amount == Money(17_175, "EUR")
    claim_ends.waive(desk, confirmed(waiving(right, "goodwill")))
    assert [(one.state, one.in_error) for one in claims.find(desk)] == [
        (ClaimState.WAIVED, False),
        (ClaimState.WAIVED, True),
    ]
    assert claims.reckon(desk, wish(invoice, TODAY), None).after == date(2026, 7, 31)
    assert claims.live_sums(desk) == ()


def test_a_fixed_sum_is_claimed_once_for_each_debt(desk: Desk, customer: int) -> None:
    made = makers.an_invoice(desk, customer, date(2026, 9, 1), terms=parse_terms("net 30 split 50/50"))
    first, second = (part.due_on for part in made.instalments)
    assert first < second < TODAY
    one = claimed(desk, wish(made, first + timedelta(days=1), ClaimKind.FIXED_SUM))
    other = claimed(desk, wish(made, TODAY, ClaimKind.FIXED_SUM))
    assert one.amount == other.amount == Money(4_000, "EUR")
    assert "Art. 6(1)" in one.calculation[0]
    later = open_desk(desk.path, user="mk", today=TODAY + timedelta(days=9), clock=makers.clock)
    with closing(later), pytest.raises(RuleError, match="Nothing is owed since Sat 21 Nov 2026"):
        claims.reckon(later, wish(made, later.today, ClaimKind.FIXED_SUM), None)


def test_a_fee_says_what_it_is_for_and_is_claimed_once(desk: Desk, invoice: InvoiceView) -> None:
    fee = ClaimWish(invoice.id, ClaimKind.FEE, "second reminder", TODAY, Money(500, "EUR"))
    assert claimed(desk, fee).calculation == ("second reminder: € 5.00",)
    for wrong, said in (
        (replace(fee, rule="Second  Reminder"), "is claimed on this invoice already"),
        (replace(fee, rule=" "), "says what it is for"),
        (replace(fee, rule="letter", fee=None), "has an amount"),
        (replace(fee, rule="letter", fee=Money(500, "GBP")), "The invoice is in EUR"),
    ):
        with pytest.raises(RuleError, match=said):
            claims.reckon(desk, wrong, None)


def test_nothing_is_claimed_on_what_is_not_owed(desk: Desk, customer: int, invoice: InvoiceView) -> None:
    draft = invoices.get(desk, makers.a_draft(desk, customer))
    for wanted, said in (
        (wish(draft, TODAY), "Nothing is owed on a draft invoice"),
        (wish(invoice, TODAY + timedelta(days=1)), "counts days that are over"),
        (wish(invoice, date(2026, 5, 31)), "Nothing is owed under this rule up to Sun 31 May 2026"),
        (wish(invoice, TODAY, rule="none"), "Nothing is owed"),
        (wish(invoice, TODAY, ClaimKind.FIXED_SUM, "germany consumer"), "Nothing is owed"),
    ):
        with pytest.raises(RuleError, match=said):
            claims.reckon(desk, wanted, None)
    with pytest.raises(NotFoundError):
        claims.reckon(desk, ClaimWish(999, ClaimKind.INTEREST, "eu", TODAY), None)


def test_money_that_came_since_it_was_checked_stops_a_claim(desk: Desk, customer: int, invoice: InvoiceView) -> None:
    wanted = wish(invoice, TODAY)
    draft = ClaimDraft(uuid4(), wanted, claims.reckon(desk, wanted, None).amount)
    makers.a_receipt(desk, customer, 400_000, date(2026, 7, 10))
    with pytest.raises(RuleError, match="What is owed has changed"):
        claims.claim(desk, confirmed(draft), None)
    assert claims.find(desk) == ()


def test_the_same_draft_twice_is_one_claim(desk: Desk, invoice: InvoiceView) -> None:
    wanted = wish(invoice, TODAY)
    draft = confirmed(ClaimDraft(uuid4(), wanted, claims.reckon(desk, wanted, None).amount))
    assert claims.claim(desk, draft, None) == claims.claim(desk, draft, None)
    (one,) = claims.find(desk, invoice_id=invoice.id)
    charged = confirmed(ChargeClaimDraft(one.id, one.version, TODAY, "e-mail"))
    waived = confirmed(waiving(replace(one, version=one.version + 1), "goodwill"))
    for _ in range(2):
        claims.charge(desk, charged)
    for _ in range(2):
        claim_ends.waive(desk, waived)
    assert the(desk, one.id).version == one.version + 2


def paying(one: ClaimView, receipt_id: int, minor: int | None = None) -> PayClaimDraft:
    amount = one.owed if minor is None else Money(minor, one.currency)
    return PayClaimDraft(uuid4(), one.id, one.version, receipt_id, TODAY, amount)


def paid(desk: Desk, one: ClaimView, receipt_id: int, minor: int | None = None) -> ClaimView:
    claim_ends.pay(desk, confirmed(paying(one, receipt_id, minor)))
    return the(desk, one.id)


def test_what_paid_a_claim_settles_no_invoice_any_more(desk: Desk, customer: int, invoice: InvoiceView) -> None:
    one = claimed(desk, wish(invoice, date(2026, 7, 31)))
    receipt = makers.a_receipt(desk, customer, 20_000, TODAY, allocations=())
    done = paid(desk, one, receipt)
    assert (done.state, done.receipt_id, done.settled_on) == (ClaimState.PAID, receipt, TODAY)
    (credit,) = customers.get(desk, customer).credits
    assert credit.unapplied_minor == 20_000 - 17_175
    part = AllocationDraft(invoice.instalments[0].id, 2_826)
    with pytest.raises(RuleError):
        receipts.apply_credit(desk, confirmed(ApplyCreditDraft(uuid4(), customer, TODAY, (part,), receipt_id=receipt)))
    assert verify(desk.path) == ()


def test_a_receipt_pays_no_more_than_it_has_and_only_its_own_customers(
    desk: Desk, customer: int, invoice: InvoiceView
) -> None:
    one = claimed(desk, wish(invoice, date(2026, 7, 31)))
    small = makers.a_receipt(desk, customer, 17_174, TODAY, allocations=())
    with pytest.raises(RuleError, match=r"has € 171\.74 left, which is less"):
        paid(desk, one, small)
    other = makers.a_customer(desk, "A-0001")
    theirs = makers.a_receipt(desk, other, 90_000, TODAY, allocations=())
    pounds = makers.a_receipt(desk, customer, 90_000, TODAY, allocations=(), currency="GBP")
    for wrong in (theirs, pounds):
        with pytest.raises(RuleError, match="not this customer's"):
            paid(desk, one, wrong)
    assert the(desk, one.id).state is ClaimState.OPEN


def test_a_receipt_that_bounces_makes_its_claim_live_again(desk: Desk, customer: int, invoice: InvoiceView) -> None:
    one = claimed(desk, wish(invoice, date(2026, 7, 31)))
    claims.charge(desk, confirmed(ChargeClaimDraft(one.id, one.version, TODAY, "post")))
    receipt = makers.a_receipt(desk, customer, 20_000, TODAY, allocations=())
    paid(desk, the(desk, one.id), receipt)
    makers.a_reversal(desk, receipt, 20_000)
    again = the(desk, one.id)
    assert (again.state, again.receipt_id, again.settled_on) == (ClaimState.CHARGED, None, None)
    assert customers.get(desk, customer).credits == ()
    assert verify(desk.path) == ()
    second = makers.a_receipt(desk, customer, 17_175, TODAY, allocations=())
    assert paid(desk, again, second).receipt_id == second
    assert verify(desk.path) == ()


def test_what_was_unapplied_on_a_past_day_is_told_as_it_was(desk: Desk, customer: int, invoice: InvoiceView) -> None:
    """Before it paid the claim, between that and its being taken back, and afterwards."""
    one = claimed(desk, wish(invoice, date(2026, 7, 31)))
    came, bounced = TODAY - timedelta(days=5), TODAY + timedelta(days=5)
    receipt = makers.a_receipt(desk, customer, 20_000, came, allocations=())
    paid(desk, one, receipt)
    later = open_desk(desk.path, user="mk", today=bounced, clock=makers.clock)
    with closing(later):
        makers.a_reversal(later, receipt, 20_000, bounced)
        unapplied = [reports.ageing(later, day)[0].unapplied_minor for day in (came, TODAY, bounced)]
    assert unapplied == [20_000, 2_825, 0]


def test_a_claim_that_is_over_is_left_alone(desk: Desk, invoice: InvoiceView) -> None:
    one = claimed(desk, wish(invoice, TODAY))
    for wrong in (date(2026, 11, 20), TODAY + timedelta(days=1)):
        with pytest.raises(RuleError, match="between the day it was made and today"):
            claims.charge(desk, confirmed(ChargeClaimDraft(one.id, one.version, wrong, "post")))
    with pytest.raises(RuleError, match="needs its reason"):
        claim_ends.waive(desk, confirmed(waiving(one, " ")))
    claim_ends.waive(desk, confirmed(waiving(one, "goodwill")))
    with pytest.raises(StaleError):
        claims.charge(desk, confirmed(ChargeClaimDraft(one.id, one.version, TODAY, "post")))
    with pytest.raises(RuleError, match="This claim is waived"):
        claims.charge(desk, confirmed(ChargeClaimDraft(one.id, one.version + 1, TODAY, "post")))


def test_own_rates_are_used_and_what_one_should_know_is_kept(desk: Desk, invoice: InvoiceView, tmp_path: Path) -> None:
    (tmp_path / "rates").mkdir()
    row = '[[rate]]\nvalid_from = 2026-07-01\npercent = 1.52\nsource = "a notice"\nnoted_on = 2026-07-02\n'
    wanted = wish(invoice, date(2026, 7, 31), rule="germany")
    old = claims.reckon(desk, wanted, tmp_path)
    assert "complete to 30 Jun 2026 only" in old.notes[0]
    (tmp_path / "rates" / "germany.toml").write_text(row)
    new = claims.reckon(desk, wanted, tmp_path)
    assert new.notes == ()
    assert new.amount.minor > old.amount.minor
    draft = ClaimDraft(uuid4(), wanted, old.amount)
    claims.claim(desk, confirmed(draft), None)
    assert claims.find(desk)[0].calculation[-1] == old.notes[0]


def test_a_part_is_paid_and_the_rest_stays_owed(desk: Desk, customer: int, invoice: InvoiceView) -> None:
    one = claimed(desk, wish(invoice, date(2026, 7, 31)))
    first = makers.a_receipt(desk, customer, 10_000, TODAY, allocations=())
    part = paid(desk, one, first, 7_175)
    assert (part.state, part.owed.minor, part.settled_on) == (ClaimState.OPEN, 10_000, None)
    (live,) = claims.live_sums(desk, customer)
    assert live.amount.minor == 10_000
    assert verify(desk.path) == ()
    with pytest.raises(RuleError, match=r"Of this claim € 100\.00 is owed"):
        paid(desk, part, makers.a_receipt(desk, customer, 20_000, TODAY, allocations=()), 10_001)
    second = makers.a_receipt(desk, customer, 10_000, TODAY, allocations=())
    whole = paid(desk, part, second)
    assert (whole.state, whole.owed.minor) == (ClaimState.PAID, 0)
    makers.a_reversal(desk, first, 10_000)
    again = the(desk, one.id)
    assert (again.state, again.owed.minor) == (ClaimState.OPEN, 7_175)
    assert verify(desk.path) == ()


def test_the_rest_of_a_part_paid_claim_is_waived_but_was_not_made_in_error(
    desk: Desk, customer: int, invoice: InvoiceView
) -> None:
    one = claimed(desk, wish(invoice, date(2026, 7, 31)))
    receipt = makers.a_receipt(desk, customer, 10_000, TODAY, allocations=())
    draft = confirmed(paying(one, receipt, 7_175))
    for _ in range(2):
        claim_ends.pay(desk, draft)
    part = the(desk, one.id)
    assert part.paid_minor == 7_175
    with pytest.raises(RuleError, match="A part of this claim is paid"):
        claim_ends.waive(desk, confirmed(waiving(part, "wrong law", in_error=True)))
    claim_ends.waive(desk, confirmed(waiving(part, "goodwill")))
    makers.a_reversal(desk, receipt, 10_000)
    assert the(desk, one.id).state is ClaimState.WAIVED
    assert claims.live_sums(desk) == ()
    assert verify(desk.path) == ()


@pytest.mark.parametrize("way", ["pay", "waive"])
def test_above_the_limit_a_claim_ends_only_with_a_second_person(
    desk: Desk, customer: int, invoice: InvoiceView, way: str
) -> None:
    one = claimed(desk, wish(invoice, date(2026, 7, 31)))
    receipt = makers.a_receipt(desk, customer, 20_000, TODAY, allocations=())
    makers.set_hold(desk, 60, 10_000)
    if way == "pay":
        draft, day = paying(one, receipt), str(TODAY.day)
        with pytest.raises(RuleError, match="second person"):
            claim_ends.pay(desk, confirmed(draft))
        entry, again = held.pay_claim(desk, confirmed(draft)), confirmed(replace(draft, uid=uuid4()))
        with pytest.raises(RuleError, match="A payment of this claim waits already"):
            held.pay_claim(desk, again)
    else:
        waived, day = waiving(one, "goodwill"), "31"
        with pytest.raises(RuleError, match="second person"):
            claim_ends.waive(desk, confirmed(waived))
        entry = held.waive_claim(desk, confirmed(waived))
        with pytest.raises(RuleError, match="A waiver of this claim waits already"):
            held.pay_claim(desk, confirmed(paying(one, receipt)))
    assert entry is not None
    assert the(desk, one.id).state is ClaimState.OPEN
    with closing(open_desk(desk.path, user="eva", today=TODAY)) as eva:
        asked = second_person.to_check(eva, entry.id)
        answers = {"Total": "171.75", "Day": day, "Customer": "H-0031"}
        second_person.book(
            eva, entry.id, confirm_as_second(asked.draft, asked.questions, answers, asked.entered, "eva")
        )
    assert the(desk, one.id).state is (ClaimState.PAID if way == "pay" else ClaimState.WAIVED)
    assert verify(desk.path) == ()


def test_below_the_limit_a_part_of_a_claim_is_booked_at_once(desk: Desk, customer: int, invoice: InvoiceView) -> None:
    one = claimed(desk, wish(invoice, date(2026, 7, 31)))
    receipt = makers.a_receipt(desk, customer, 20_000, TODAY, allocations=())
    makers.set_hold(desk, 60, 10_000)
    assert held.pay_claim(desk, confirmed(paying(one, receipt, 10_000))) is None
    assert the(desk, one.id).owed.minor == 7_175
