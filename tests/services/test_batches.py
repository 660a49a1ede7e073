"""A batch is closed only when its entries come to its strip; entries join and leave it with what books them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from billdesk.domain.batches import Batch as ControlledBatch
from billdesk.domain.batches import (
    BatchDraft,
    BatchKind,
    BatchState,
    CloseBatchDraft,
    GiveUpBatchDraft,
    Slip,
)
from billdesk.domain.double_check import confirm_as_second
from billdesk.domain.drafts import SnoozeDraft, VoidDraft
from billdesk.domain.errors import NotFoundError, RuleError, StaleError
from billdesk.domain.held import HeldEntry
from billdesk.domain.work import ItemKind, View
from billdesk.services import batches, customers, held, invoices, queue, receipts, second_person
from billdesk.services.desk import Desk, open_desk
from billdesk.services.drafting import invoice_draft
from db.verify import verify
from tests import makers
from tests.makers import confirmed


def enter(desk: Desk, customer: int, batch: int, minor: int, currency: str = "EUR") -> int:
    """Record a receipt in a batch."""
    draft = makers.a_receipt_draft(customers.get(desk, customer), minor, currency=currency)
    return receipts.record(desk, confirmed(replace(draft, batch_id=batch)))


def amounts(desk: Desk, batch: int) -> list[int]:
    """What counts of a batch."""
    return [entry.amount_minor for entry in batches.get(desk, batch).counted]


def test_a_batch_whose_entries_come_to_its_strip_is_closed(desk: Desk, customer: int) -> None:
    batch = makers.a_batch(desk, 1_000, 2_500)
    for minor in (2_500, 1_000):
        enter(desk, customer, batch, minor)
    makers.close_batch(desk, batch)
    view = batches.get(desk, batch)
    assert view.state is BatchState.CLOSED
    assert [entry.position for entry in view.entries] == [1, 2]
    assert verify(desk.path) == ()


@pytest.mark.parametrize(
    ("tampering", "said"),
    [
        (
            "update batch set expected_minor = 3501",
            "batch 1: it is closed, but its entries do not come to its control totals.",
        ),
        (
            "update batch_entry set taken_back = 1 where position = 2",
            "batch 1: it is closed, but its entries do not come to its control totals.",
        ),
        (
            "update batch_entry set amount_minor = 2501 where position = 1",
            "batch entry 1: kind, currency or amount is not that of its record.",
        ),
        ("update batch set currency = 'GBP'", "batch entry 2: kind, currency or amount is not that of its record."),
    ],
)
def test_verify_adds_a_closed_batch_up_again(desk: Desk, customer: int, tampering: str, said: str) -> None:
    batch = makers.a_batch(desk, 1_000, 2_500)
    for minor in (2_500, 1_000):
        enter(desk, customer, batch, minor)
    makers.close_batch(desk, batch)
    with closing(sqlite3.connect(desk.path, isolation_level=None)) as connection:
        connection.execute(tampering)
    assert said in verify(desk.path)


def test_a_batch_that_lacks_something_stays_open(desk: Desk, customer: int) -> None:
    batch = makers.a_batch(desk, 1_000, 2_500)
    enter(desk, customer, batch, 1_000)
    with pytest.raises(RuleError) as refused:
        batches.close(desk, confirmed(CloseBatchDraft(batch, 1)))
    assert refused.value.sentence == "The strip says 2 receipts of € 35.00; entered are 1 of € 10.00."
    view = batches.get(desk, batch)
    assert view.state is BatchState.OPEN
    assert [one.slip for one in view.explanations] == [Slip.MISSING]


def test_what_is_opened_or_closed_twice_is_done_once(desk: Desk, customer: int) -> None:
    draft = BatchDraft(uuid4(), ControlledBatch(BatchKind.RECEIPT, "EUR", 1, 1_000))
    batch = batches.open_batch(desk, confirmed(draft))
    assert batches.open_batch(desk, confirmed(draft)) == batch
    enter(desk, customer, batch, 1_000)
    for _ in range(2):
        batches.close(desk, confirmed(CloseBatchDraft(batch, 1)))
    assert batches.get(desk, batch).version == 2


def test_a_receipt_saved_twice_counts_once(desk: Desk, customer: int) -> None:
    batch = makers.a_batch(desk, 1_000)
    draft = replace(makers.a_receipt_draft(customers.get(desk, customer), 1_000), batch_id=batch)
    for _ in range(2):
        receipts.record(desk, confirmed(draft))
    assert amounts(desk, batch) == [1_000]


def test_a_receipt_taken_back_counts_no_more_and_the_right_one_closes_the_batch(desk: Desk, customer: int) -> None:
    batch = makers.a_batch(desk, 1_342)
    wrong = enter(desk, customer, batch, 1_324)
    (explained,) = batches.get(desk, batch).explanations
    assert (explained.slip, explained.suspects[0].right_minor) == (Slip.SWAPPED, 1_342)
    makers.a_reversal(desk, wrong, 1_324)
    enter(desk, customer, batch, 1_342)
    makers.close_batch(desk, batch)
    assert [entry.taken_back for entry in batches.get(desk, batch).entries] == [True, False]
    assert verify(desk.path) == ()


def test_what_bounces_after_the_closing_leaves_the_batch_as_it_agreed(desk: Desk, customer: int) -> None:
    batch = makers.a_batch(desk, 1_000)
    receipt = enter(desk, customer, batch, 1_000)
    makers.close_batch(desk, batch)
    makers.a_reversal(desk, receipt, 1_000)
    assert amounts(desk, batch) == [1_000]
    assert verify(desk.path) == ()


def test_an_entry_that_waits_for_a_second_person_is_told_apart_from_one_that_counts(desk: Desk, customer: int) -> None:
    makers.set_hold(desk, 0, limit_minor=100)
    batch = makers.a_batch(desk, 1_000)
    draft = replace(makers.a_receipt_draft(customers.get(desk, customer), 1_000), batch_id=batch)
    entry = held.record(desk, confirmed(draft))
    assert isinstance(entry, HeldEntry)
    view = batches.get(desk, batch)
    assert (view.waiting, view.counted, view.explanations) == (1, (), ())
    with pytest.raises(RuleError, match="1 more entry still to take effect"):
        batches.close(desk, confirmed(CloseBatchDraft(batch, 1)))
    with pytest.raises(RuleError, match="1 more entry still to take effect"):
        batches.give_up(desk, confirmed(GiveUpBatchDraft(batch, 1, "lost")))
    with closing(open_desk(desk.path, user="eva", today=makers.TODAY, clock=makers.clock)) as other:
        asked = second_person.to_check(other, entry.id)
        answers = {"Total": "10.00", "Day": str(makers.TODAY.day), "Customer": "H-0031"}
        checked = confirm_as_second(asked.draft, asked.questions, answers, asked.entered, "eva")
        second_person.book(other, entry.id, checked)
    view = batches.get(desk, batch)
    assert (view.waiting, len(view.counted), view.agrees) == (0, 1, True)
    assert verify(desk.path) == ()


def test_a_changed_draft_counts_with_its_new_total(desk: Desk, customer: int) -> None:
    batch = makers.a_batch(desk, 23_800, kind=BatchKind.INVOICE)
    draft_id = makers.a_draft(desk, customer, price="100", batch_id=batch)
    assert amounts(desk, batch) == [11_900]
    draft = invoice_draft(invoices.get(desk, draft_id))
    mended = replace(draft, lines=(replace(makers.CONSULTING, unit_price=Decimal(200)),))
    invoices.save_draft(desk, confirmed(mended))
    makers.close_batch(desk, batch)
    # Once it is closed the batch is history: the draft can change on.
    again = replace(invoice_draft(invoices.get(desk, draft_id)), lines=(makers.CONSULTING,))
    invoices.save_draft(desk, confirmed(again))
    assert amounts(desk, batch) == [23_800]
    assert verify(desk.path) == ()


def test_a_draft_of_an_open_batch_keeps_its_currency(desk: Desk, customer: int) -> None:
    batch = makers.a_batch(desk, 11_900, kind=BatchKind.INVOICE)
    draft = invoice_draft(invoices.get(desk, makers.a_draft(desk, customer, batch_id=batch)))
    with pytest.raises(RuleError, match="open batch of EUR"):
        invoices.save_draft(desk, confirmed(replace(draft, currency="GBP")))


def test_a_draft_that_is_given_up_counts_no_more(desk: Desk, customer: int) -> None:
    batch = makers.a_batch(desk, 11_900, kind=BatchKind.INVOICE)
    draft_id = makers.a_draft(desk, customer, batch_id=batch)
    invoices.void(desk, confirmed(VoidDraft(draft_id, 1, "entered twice")))
    assert amounts(desk, batch) == []
    assert verify(desk.path) == ()


def test_an_invoice_that_is_credited_whole_counts_no_more(desk: Desk, customer: int) -> None:
    batch = makers.a_batch(desk, 11_900, kind=BatchKind.INVOICE)
    credits_ = makers.a_batch(desk, 11_900, kind=BatchKind.CREDIT_NOTE)
    invoice = makers.an_invoice(desk, customer, batch_id=batch)
    makers.a_credit_note(desk, invoice.id, batch_id=credits_)
    assert amounts(desk, batch) == []
    makers.close_batch(desk, credits_)
    assert verify(desk.path) == ()


@pytest.mark.parametrize(("kind", "currency"), [(BatchKind.INVOICE, "EUR"), (BatchKind.RECEIPT, "GBP")])
def test_what_does_not_belong_in_a_batch_is_not_booked(
    desk: Desk, customer: int, kind: BatchKind, currency: str
) -> None:
    batch = makers.a_batch(desk, 1_000, kind=kind, currency=currency)
    with pytest.raises(RuleError, match=f"The batch is of {kind}s in {currency}; this is a receipt in EUR"):
        enter(desk, customer, batch, 1_000)
    assert customers.get(desk, customer).receipts == ()


def test_nothing_joins_a_batch_that_is_not_open(desk: Desk, customer: int) -> None:
    batch = makers.a_batch(desk, 1_000)
    batches.give_up(desk, confirmed(GiveUpBatchDraft(batch, 1, "the papers are gone")))
    assert not batches.is_open(desk, batch)
    with pytest.raises(RuleError, match="given up"):
        enter(desk, customer, batch, 1_000)
    assert customers.get(desk, customer).receipts == ()
    with pytest.raises(RuleError, match="given up"):
        batches.close(desk, confirmed(CloseBatchDraft(batch, 2)))


def test_a_batch_is_given_up_with_a_reason_once_and_keeps_its_entries(desk: Desk, customer: int) -> None:
    batch = makers.a_batch(desk, 1_000, 9_000)
    enter(desk, customer, batch, 1_000)
    with pytest.raises(RuleError, match="needs its reason"):
        batches.give_up(desk, confirmed(GiveUpBatchDraft(batch, 1, " ")))
    with pytest.raises(StaleError):
        batches.give_up(desk, confirmed(GiveUpBatchDraft(batch, 7, "x")))
    for _ in range(2):
        batches.give_up(desk, confirmed(GiveUpBatchDraft(batch, 1, "one paper is lost")))
    view = batches.get(desk, batch)
    assert (view.state, view.reason, len(view.counted)) == (BatchState.GIVEN_UP, "one paper is lost", 1)
    assert len(customers.get(desk, customer).receipts) == 1


def test_control_totals_of_nothing_are_refused(desk: Desk) -> None:
    with pytest.raises(RuleError):
        makers.a_batch(desk)


def test_a_batch_that_is_not_there(desk: Desk) -> None:
    with pytest.raises(NotFoundError):
        batches.get(desk, 7)


def test_an_open_batch_is_a_row_of_the_queue_until_it_is_closed(desk: Desk, customer: int) -> None:
    batch = makers.a_batch(desk, 1_000, 2_000)
    enter(desk, customer, batch, 1_000)

    def rows(view: View) -> list[tuple[str, str, str, str]]:
        found = queue.page(desk, view).rows
        return [(row.key, row.document, row.why, row.next_action) for row in found if row.kind is ItemKind.BATCH]

    half = [(f"batch:{batch}", "2 receipts", "1 of 2 entered", "add")]
    assert rows(View.ALL) == rows(View.TO_FINISH) == rows(View.MINE) == half
    assert {part.name for part in queue.explain(desk, f"batch:{batch}")} == {"amount", "batch"}
    enter(desk, customer, batch, 2_000)
    assert rows(View.TO_FINISH) == [(f"batch:{batch}", "2 receipts", "all entered", "close")]
    assert verify(desk.path) == ()
    makers.close_batch(desk, batch)
    assert rows(View.ALL) == []
    assert verify(desk.path) == ()


def test_the_row_of_a_batch_lives_through_a_new_day_and_a_new_month(desk: Desk) -> None:
    batch = makers.a_batch(desk, 1_000)
    desk.close()
    for today in (date(2026, 11, 29), date(2026, 12, 1)):
        later = open_desk(desk.path, user="mk", today=today, clock=makers.clock)
        queue.refresh(later)
        assert f"batch:{batch}" in [row.key for row in queue.page(later, View.TO_FINISH).rows]
        later.close()
        assert verify(desk.path) == ()


def test_a_batch_cannot_be_put_off(desk: Desk) -> None:
    batch = makers.a_batch(desk, 1_000)
    draft = SnoozeDraft(f"batch:{batch}", date(2026, 12, 1), "later")
    with pytest.raises(RuleError, match="cannot be put off"):
        queue.snooze(desk, confirmed(draft))
