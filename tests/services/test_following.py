"""What the follow-up would do with a book as it is: the facts are those of the records, and nothing is written."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from billdesk.domain.drafts import AllocationDraft, ContactKind, Outcome, SnoozeDraft
from billdesk.domain.followup.decide import Action, Standing
from billdesk.domain.followup.reasons import Why
from billdesk.domain.terms import Terms
from billdesk.services import contacts, customers, following, held, queue, reports
from billdesk.services.desk import Desk
from tests import makers
from tests.makers import TODAY, confirmed

OLD = date(2026, 9, 15)
"""Net 30: due on 15 October, 37 days before today."""


def decisions(desk: Desk, as_of: date = TODAY) -> list[following.Decided]:
    return list(following.decisions(following.read_facts(desk, as_of)))


def standings(desk: Desk, as_of: date = TODAY) -> dict[str, Standing]:
    """By invoice number where each item stands."""
    found: dict[str, Standing] = {}
    for one in decisions(desk, as_of):
        others = one.decision.others if isinstance(one.decision, Action) else ()
        found |= {standing.item.number: standing for standing in (*one.decision.items, *others)}
    return found


def whys(desk: Desk, number: str | None, as_of: date = TODAY) -> set[Why]:
    return {reason.why for reason in standings(desk, as_of)[number or ""].reasons}


def test_what_is_late_is_reminded_and_the_rest_is_told(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer, OLD)
    makers.an_invoice(desk, customer, date(2026, 11, 3))
    makers.an_invoice(desk, customer, date(2026, 11, 4), sent=False)
    (one,) = decisions(desk)
    assert isinstance(one.decision, Action)
    assert (one.code, one.name) == ("H-0031", "Hofmann & Söhne H-0031")
    assert [standing.item.number for standing in one.decision.items] == ["2026-0001"]
    assert one.decision.claimed_minor == 11_900
    assert whys(desk, "2026-0002") == {Why.TOO_YOUNG}
    assert Why.NOT_SENT in whys(desk, "2026-0003")


def test_reading_writes_nothing(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer, OLD)
    before = desk.path.read_bytes()
    decisions(desk)
    assert desk.path.read_bytes() == before


def test_a_part_payment_leaves_the_rest_and_unused_credit_covers_it(desk: Desk, customer: int) -> None:
    view = makers.an_invoice(desk, customer, OLD)
    part = (AllocationDraft(view.instalments[0].id, 4_000),)
    makers.a_receipt(desk, customer, 4_000, allocations=part)
    assert standings(desk)["2026-0001"].claimed_minor == 7_900
    makers.a_receipt(desk, customer, 7_900, allocations=())
    assert whys(desk, "2026-0001") == {Why.COVERED}


def test_a_receipt_that_waits_for_a_second_person_covers_too(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer, OLD, "2000")
    makers.set_hold(desk, 0, limit_minor=100_000)
    draft = makers.a_receipt_draft(customers.get(desk, customer), 238_000, allocations=())
    held.record(desk, confirmed(draft))
    assert whys(desk, "2026-0001") == {Why.COVERED}


def test_a_promise_holds_and_when_broken_is_told(desk: Desk, customer: int) -> None:
    view = makers.an_invoice(desk, customer, OLD)
    promise = makers.a_promise_draft(11_900, TODAY + timedelta(days=5), (view.id,), 2)
    makers.a_contact(desk, customer, Outcome.PROMISED, promise=promise)
    last = TODAY + timedelta(days=7)
    assert Why.PROMISED in whys(desk, view.number, last)
    assert Why.PROMISE_BROKEN in whys(desk, view.number, last + timedelta(days=1))
    makers.a_receipt(desk, customer, 11_900, TODAY)
    assert decisions(desk, last) == []


def test_a_contact_is_kept_quiet_after_and_a_note_is_no_contact(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer, OLD)
    makers.a_contact(desk, customer, Outcome.NONE, kind=ContactKind.NOTE)
    assert whys(desk, "2026-0001") == {Why.DUE}
    makers.a_contact(desk, customer)
    assert whys(desk, "2026-0001") == {Why.QUIET}
    assert whys(desk, "2026-0001", TODAY + timedelta(days=3)) == {Why.DUE}


def test_the_last_contact_says_which_day_is_agreed_however_long_ago(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer, date(2026, 8, 3))
    far = date(2026, 12, 24)
    makers.a_contact(desk, customer, next_on=far, at=datetime(2026, 10, 1, 9, tzinfo=UTC))
    assert standings(desk)["2026-0001"].next_on == far
    makers.a_contact(desk, customer, at=datetime(2026, 10, 20, 9, tzinfo=UTC))
    assert whys(desk, "2026-0001") == {Why.DUE}


def test_a_disputed_invoice_waits_for_its_dispute(desk: Desk, customer: int) -> None:
    view = makers.an_invoice(desk, customer, OLD)
    contacts.log(desk, confirmed(replace(makers.a_contact_draft(customer, Outcome.DISPUTES), invoice_id=view.id)))
    later = TODAY + timedelta(days=10)
    assert (whys(desk, "2026-0001", later), standings(desk)["2026-0001"].next_on) == ({Why.DISPUTED}, None)


def test_an_account_put_off_is_paused_until_it_wakes(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer, OLD)
    wakes = TODAY + timedelta(days=9)
    queue.snooze(desk, confirmed(SnoozeDraft(f"account:{customer}:EUR", wakes, "on holiday")))
    assert (whys(desk, "2026-0001"), standings(desk)["2026-0001"].next_on) == ({Why.PAUSED}, wakes)
    assert whys(desk, "2026-0001", wakes) == {Why.DUE}


def test_a_past_day_knows_nothing_of_what_came_later(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer, OLD)
    makers.an_invoice(desk, customer, TODAY)
    makers.a_receipt(desk, customer, 11_900, date(2026, 11, 10))
    makers.a_contact(desk, customer)
    before = standings(desk, date(2026, 11, 9))
    assert set(before) == {"2026-0001"}
    assert before["2026-0001"].claimed_minor == 11_900
    assert {reason.why for reason in before["2026-0001"].reasons} == {Why.DUE}
    assert set(standings(desk)) == {"2026-0002"}


def test_how_far_the_money_is_known_is_the_day_of_the_last_receipt(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer, OLD)
    assert following.read_facts(desk, TODAY).known_until is None
    makers.a_receipt(desk, customer, 100, date(2026, 11, 2))
    makers.a_reversal(desk, makers.a_receipt(desk, customer, 100, date(2026, 11, 1)), 100, TODAY)
    facts = following.read_facts(desk, TODAY)
    assert facts.known_until == date(2026, 11, 2)


def test_accounts_come_by_code_and_currencies_have_their_own_decisions(desk: Desk, customer: int) -> None:
    first = makers.a_customer(desk, "A-0001")
    makers.an_invoice(desk, customer, OLD)
    makers.an_invoice(desk, customer, OLD, currency="USD", terms=Terms(days=20))
    makers.an_invoice(desk, first, OLD)
    found = decisions(desk)
    assert [(one.code, one.decision.currency) for one in found] == [
        ("A-0001", "EUR"),
        ("H-0031", "USD"),
        ("H-0031", "EUR"),
    ]
    assert isinstance(found[1].decision, Action)
    assert not isinstance(found[2].decision, Action)


def test_what_is_open_is_what_the_ageing_says_on_any_day(desk: Desk) -> None:
    makers.furnish(desk)
    days = [TODAY + timedelta(days=days) for days in (-100, -60, -20, -19, -18, -1, 0, 5)]
    for day in days:
        owed: dict[str, int] = defaultdict(int)
        for known in following.read_facts(desk, day).accounts:
            for item in known.account.items:
                owed[item.currency] += item.open_minor
        aged = {total.currency: sum(total.buckets) for total in reports.ageing_totals(desk, day)}
        assert dict(owed) == {currency: minor for currency, minor in aged.items() if minor}
    assert any(reports.ageing_totals(desk, day) for day in days)


def test_only_unapplied_credit_in_the_same_currency_covers_what_is_open(desk: Desk, customer: int) -> None:
    paid = makers.an_invoice(desk, customer, OLD)
    parts = (AllocationDraft(paid.instalments[0].id, 11_900),)
    makers.a_receipt(desk, customer, 11_900, TODAY, allocations=parts)
    makers.a_receipt(desk, customer, 50_000, TODAY, allocations=(), currency="USD")
    open_one = makers.an_invoice(desk, customer, OLD)
    assert Why.COVERED not in whys(desk, open_one.number)
    (one,) = decisions(desk)
    assert isinstance(one.decision, Action)
    assert one.decision.claimed_minor == 11_900
    makers.a_receipt(desk, customer, 11_900, TODAY, allocations=())
    assert whys(desk, open_one.number) == {Why.COVERED}
