"""An invoice's story: every event once, under the name of who booked it, and nothing of the book's own workings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

from billdesk.domain.drafts import AllocationDraft, ApplyCreditDraft, Outcome, VoidDraft, WithdrawPromiseDraft
from billdesk.services import contacts, customers, invoices, receipts
from billdesk.services.desk import Desk, open_desk
from billdesk.services.drafting import invoice_draft
from tests import makers
from tests.makers import TODAY, confirmed


@contextmanager
def colleague(desk: Desk, today: date = TODAY) -> Iterator[Desk]:
    """The same book, opened by somebody else."""
    other = open_desk(desk.path, user="anna", today=today, clock=makers.clock)
    yield other
    other.close()


def story(desk: Desk, invoice_id: int) -> list[tuple[str, str]]:
    """What happened, and who did it."""
    return [(entry.text, entry.by) for entry in invoices.get(desk, invoice_id).timeline]


def test_issue_says_its_number_and_nothing_of_the_series_or_the_printed_buyer(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer)
    view = makers.an_invoice(desk, customer, sent=False)
    assert sorted(story(desk, view.id)) == [("draft made", "mk"), ("issued as 2026-0002", "mk")]


def test_issuing_on_another_day_keeps_the_day_before(desk: Desk, customer: int) -> None:
    draft = makers.a_draft(desk, customer, date(2026, 11, 20))
    invoices.issue(desk, confirmed(makers.issue_draft(invoices.get(desk, draft), TODAY)))
    assert ("issued as 2026-0001: invoice date 2026-11-20 → 2026-11-21", "mk") in story(desk, draft)


def test_an_edit_says_old_and_new_without_the_sums_that_follow(desk: Desk, customer: int) -> None:
    draft = makers.a_draft(desk, customer, note="first\nsecond")
    edited = replace(
        invoice_draft(invoices.get(desk, draft)),
        note="first\nthird",
        lines=(
            replace(makers.CONSULTING, unit_price=Decimal("120.5")),
            replace(makers.CONSULTING, description="Travel"),
        ),
    )
    with colleague(desk) as anna:
        invoices.save_draft(anna, confirmed(edited))
    said, by = story(desk, draft)[0] if story(desk, draft)[0][0] != "draft made" else story(desk, draft)[1]
    assert by == "anna"
    assert said == (
        "draft changed: note first, second → first, third; line 1 unit price 100 → 120.5; line 2 added: Travel"
    )
    fewer = replace(invoice_draft(invoices.get(desk, draft)), lines=edited.lines[:1])
    invoices.save_draft(desk, confirmed(fewer))
    assert ("draft changed: line 2 taken away: Travel", "mk") in story(desk, draft)


def test_a_draft_given_up_says_why(desk: Desk, customer: int) -> None:
    draft = makers.a_draft(desk, customer)
    invoices.void(desk, confirmed(VoidDraft(draft, 1, "not wanted")))
    assert ("void: state draft → void; reason none → not wanted", "mk") in story(desk, draft)


def test_money_and_credit_stand_there_once_under_the_name_of_who_booked_them(desk: Desk, customer: int) -> None:
    view = makers.an_invoice(desk, customer, sent=False)
    with colleague(desk) as anna:
        receipt = makers.a_receipt(anna, customer, 5_000)
        makers.a_reversal(desk, receipt, 5_000)
        makers.a_credit_note(anna, view.id)
    told = sorted(story(desk, view.id))
    assert told == [
        ('credit note C2026-0001 € 119.00 "wrong price": state issued → void; reason none → wrong price', "anna"),
        ("draft made", "mk"),
        ("issued as 2026-0001", "mk"),
        ('reversal -€ 50.00 "as agreed"', "mk"),
        ('transfer € 50.00 "as agreed"', "anna"),
    ]


def test_credit_from_elsewhere_is_told_under_the_name_of_who_applied_it(desk: Desk, customer: int) -> None:
    paid = makers.an_invoice(desk, customer)
    makers.a_receipt(desk, customer, 11_900)
    makers.a_credit_note(desk, paid.id)
    assert [said.split(":")[0] for said, _ in story(desk, paid.id)].count(
        'credit note C2026-0001 € 119.00 "wrong price"'
    ) == 1
    open_one = makers.an_invoice(desk, customer, sent=False)
    item = customers.get(desk, customer).open_items[0]
    (note,) = [credit.credit_note_id for credit in customers.get(desk, customer).credits]
    parts = (AllocationDraft(item.instalment_id, 1_000),)
    with colleague(desk) as anna:
        receipts.apply_credit(anna, confirmed(ApplyCreditDraft(uuid4(), customer, TODAY, parts, credit_note_id=note)))
    assert ('credit note € 10.00 "C2026-0001"', "anna") in story(desk, open_one.id)


def test_a_promise_says_its_amount_its_day_and_who_noted_it_and_the_desk_decides(desk: Desk, customer: int) -> None:
    view = makers.an_invoice(desk, customer, date(2026, 10, 1))
    with colleague(desk, TODAY - timedelta(days=2)) as anna:
        draft = makers.a_promise_draft(6_000, TODAY - timedelta(days=1), (view.id,))
        makers.a_contact(anna, customer, Outcome.PROMISED, promise=draft)
    second = makers.a_promise_draft(2_000, date(2027, 1, 4), (view.id,))
    makers.a_contact(desk, customer, Outcome.PROMISED, promise=second)
    promised = [event for event in story(desk, view.id) if event[0].startswith("promise")]
    assert sorted(promised) == [
        ("promise broken: € 60.00 by Fri 20 Nov", "the desk"),
        ("promised € 20.00 by Mon 4 Jan 2027", "mk"),
        ("promised € 60.00 by Fri 20 Nov", "anna"),
    ]
    standing = customers.get(desk, customer).promises[0]
    contacts.withdraw(desk, confirmed(WithdrawPromiseDraft(standing.id, "a misunderstanding")))
    assert ("promised € 20.00 by Mon 4 Jan 2027, withdrawn", "mk") in story(desk, view.id)
