"""Above the desk's limit an entry waits until somebody else has typed it from the paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from billdesk.domain.batches import GiveUpBatchDraft
from billdesk.domain.double_check import Confirmed, bypass, confirm_as_second
from billdesk.domain.errors import RuleError
from billdesk.domain.filters import parse_filter
from billdesk.domain.held import HeldEntry, HeldState, say_entered
from billdesk.domain.work import ItemKind, View
from billdesk.services import batches, customers, held, invoices, queue, reports, safekeeping, second_person
from billdesk.services.desk import Desk, open_desk
from billdesk.services.held_payload import Holdable
from tests import makers
from tests.makers import TODAY, clock, confirmed


@pytest.fixture
def eva(desk: Desk) -> Iterator[Desk]:
    makers.set_hold(desk, 60, 10_000)
    opened = open_desk(desk.path, user="eva", today=TODAY, clock=clock)
    yield opened
    opened.close()


def an_issue(desk: Desk, customer: int) -> HeldEntry:
    view = invoices.get(desk, makers.a_draft(desk, customer))
    entry = held.issue(desk, confirmed(makers.issue_draft(view)))
    assert isinstance(entry, HeldEntry)
    return entry


def agreed(desk: Desk, entry: HeldEntry, **answers: str) -> Confirmed[Holdable]:
    asked = second_person.to_check(desk, entry.id)
    right = {"Total": "119", "Day": "21", "Customer": "H-0031"} | answers
    return confirm_as_second(asked.draft, asked.questions, right, asked.entered, desk.user)


def test_a_large_invoice_waits_in_the_queue_and_is_booked_with_both_names(desk: Desk, customer: int, eva: Desk) -> None:
    entry = an_issue(desk, customer)
    assert (entry.state, entry.effective_at) == (HeldState.TO_CHECK, None)
    (row,) = queue.page(eva, View.TO_FINISH).rows
    assert (row.kind, row.why, row.next_action) == (ItemKind.CHECK, "invoice by mk", "check")
    assert second_person.book(eva, entry.id, agreed(eva, entry)) == "2026-0001"
    link = list(reports.audit(desk))[-1]
    assert (link.action, link.by) == ("issued", "eva")
    assert link.evidence == (
        f"second person: entered by mk (bypass: {makers.REASON}); checked by eva: total, day, customer"
    )
    assert held.get(desk, entry.id).state is HeldState.BOOKED
    assert [one.kind for one in queue.page(eva, View.ALL).rows] == [ItemKind.SEND]
    assert safekeeping.verify(desk) == ()


@pytest.mark.parametrize("told", ["hof", "H-0031", "ho", "cust:H-0031", ">118", "<120", "!hof", "cur:EUR"])
def test_no_filter_finds_out_what_a_second_person_is_to_type(desk: Desk, customer: int, eva: Desk, told: str) -> None:
    an_issue(desk, customer)
    wanted = parse_filter(told)
    finds_nothing_out = told in ("!hof", "cur:EUR")
    assert [row.kind for row in queue.page(eva, View.ALL, wanted).rows] == [ItemKind.CHECK] * finds_nothing_out
    summed = queue.sums(eva, View.ALL, wanted)
    assert (summed.items, [total.minor for total in summed.totals]) == ((1, [0]) if finds_nothing_out else (0, []))


def test_the_row_of_an_entry_names_its_kind_and_who_entered_it_and_nothing_else(
    desk: Desk, customer: int, eva: Desk
) -> None:
    entry = an_issue(desk, customer)
    (row,) = queue.page(eva, View.ALL).rows
    assert (row.customer_name, row.why) == ("Entry to check", "invoice by mk")
    told = f"{row} {queue.preview(eva, row.key)}"
    assert not any(secret in told for secret in ("Hofmann", "H-0031", "Erfurt", "11900", "119.00"))
    assert queue.preview(eva, row.key).entered == "Issue of an invoice entered on 21 Nov at 09:30 by mk"
    second_person.send_back(eva, entry.id)
    refused = next(row for row in queue.page(desk, View.ALL).rows if row.kind is ItemKind.REFUSED)
    known = queue.preview(desk, refused.key)
    assert (known.customer_name, known.entered) == (refused.customer_name, f"{say_entered(entry)} by mk")


def test_a_large_receipt_settles_nothing_until_it_is_checked(desk: Desk, customer: int, eva: Desk) -> None:
    makers.set_hold(desk, 0)
    view = makers.an_invoice(desk, customer, price="1000")
    makers.set_hold(desk, 60, 10_000)
    draft = makers.a_receipt_draft(customers.get(desk, customer), 119_000)
    entry = held.record(desk, confirmed(draft))
    assert isinstance(entry, HeldEntry)
    assert held.record(desk, confirmed(draft)) == entry, "twice is kept once"
    assert invoices.get(desk, view.id).open_minor == 119_000
    second_person.book(eva, entry.id, agreed(eva, entry, Total="1190"))
    assert invoices.get(desk, view.id).open_minor == 0
    assert safekeeping.verify(desk) == ()


def test_a_large_receipt_is_not_taken_back_by_one_person_alone(desk: Desk, customer: int, eva: Desk) -> None:
    makers.set_hold(desk, 60)
    view = makers.an_invoice(desk, customer, price="1000")
    receipt = makers.a_receipt(desk, customer, 119_000)
    makers.set_hold(desk, 60, 10_000)
    draft = makers.a_reversal_draft(receipt, 119_000)
    entry = held.reverse(desk, confirmed(draft))
    assert isinstance(entry, HeldEntry)
    assert held.reverse(desk, confirmed(draft)) == entry, "twice is kept once"
    with pytest.raises(RuleError, match="A reversal of this receipt waits already"):
        held.reverse(desk, confirmed(makers.a_reversal_draft(receipt, 119_000)))
    assert invoices.get(desk, view.id).open_minor == 0
    (row,) = [row for row in queue.page(eva, View.ALL).rows if row.kind is ItemKind.CHECK]
    assert (row.why, queue.preview(eva, row.key).entered) == (
        "reversal by mk",
        "Reversal entered on 21 Nov at 09:30 by mk",
    )
    second_person.book(eva, entry.id, agreed(eva, entry, Total="1190"))
    assert invoices.get(desk, view.id).open_minor == 119_000
    assert list(reports.audit(desk))[-1].action == "receipt reversed"
    assert safekeeping.verify(desk) == ()


def test_a_reversal_that_waits_is_refused_when_the_receipt_was_taken_back_meanwhile(
    desk: Desk, customer: int, eva: Desk
) -> None:
    makers.set_hold(desk, 60)
    receipt = makers.a_receipt(desk, customer, 20_000, allocations=())
    makers.set_hold(desk, 60, 10_000)
    entry = held.reverse(desk, confirmed(makers.a_reversal_draft(receipt, 20_000)))
    assert isinstance(entry, HeldEntry)
    makers.set_hold(desk, 60)
    makers.a_reversal(desk, receipt, 20_000)
    with pytest.raises(RuleError, match="taken back already"):
        second_person.book(eva, entry.id, agreed(eva, entry, Total="200"))
    assert held.get(desk, entry.id).state is HeldState.TO_CHECK
    assert safekeeping.verify(desk) == ()


def test_who_entered_it_does_not_check_it(desk: Desk, customer: int, eva: Desk) -> None:
    entry = an_issue(desk, customer)
    checked = agreed(eva, entry)
    again = open_desk(desk.path, user="MK", today=TODAY, clock=clock)
    for attempt in (
        lambda: second_person.to_check(again, entry.id),
        lambda: second_person.book(again, entry.id, checked),
        lambda: second_person.send_back(again, entry.id),
    ):
        with pytest.raises(RuleError, match="You entered this yourself"):
            attempt()
    again.close()
    assert held.get(desk, entry.id).state is HeldState.TO_CHECK


def test_another_confirmation_does_not_stand_in_for_the_second_person(desk: Desk, customer: int, eva: Desk) -> None:
    entry = an_issue(desk, customer)
    draft = second_person.to_check(eva, entry.id).draft
    with pytest.raises(RuleError, match="second person"):
        second_person.book(eva, entry.id, bypass(draft, "in a hurry"))
    other = an_issue(desk, customer)
    with pytest.raises(RuleError, match="not the entry that was checked"):
        second_person.book(eva, entry.id, agreed(eva, other))
    assert held.get(desk, entry.id).state is HeldState.TO_CHECK


def test_an_entry_is_sent_back_to_who_entered_it(desk: Desk, customer: int, eva: Desk) -> None:
    entry = an_issue(desk, customer)
    second_person.send_back(eva, entry.id)
    rows = {row.key: row for row in queue.page(desk, View.TO_FINISH).rows}
    assert rows[f"check:{entry.id}"].why == "back from eva"
    assert rows[f"check:{entry.id}"].kind is ItemKind.REFUSED
    assert "eva reads something else" in held.get(desk, entry.id).said
    assert f"draft:{entry.invoice_id}" in rows, "the draft can be worked on again"
    with pytest.raises(RuleError, match="waits no more"):
        second_person.to_check(eva, entry.id)
    held.take_back(desk, entry.id)
    assert [row.key for row in queue.page(desk, View.ALL).rows] == [f"draft:{entry.invoice_id}"]
    assert safekeeping.verify(desk) == ()


def test_who_entered_it_may_take_it_back_while_it_waits(desk: Desk, customer: int, eva: Desk) -> None:
    entry = an_issue(desk, customer)
    checked = agreed(eva, entry)
    held.take_back(desk, entry.id)
    with pytest.raises(RuleError, match="waits no more"):
        second_person.book(eva, entry.id, checked)


def test_a_receipt_of_a_batch_joins_it_when_it_is_booked_and_the_batch_waits_for_that(
    desk: Desk, customer: int, eva: Desk
) -> None:
    batch = makers.a_batch(desk, 20_000)
    draft = replace(makers.a_receipt_draft(customers.get(desk, customer), 20_000), batch_id=batch)
    entry = held.record(desk, confirmed(draft))
    assert isinstance(entry, HeldEntry)
    assert not batches.get(desk, batch).entries
    with pytest.raises(RuleError, match="still to take effect"):
        batches.give_up(desk, confirmed(GiveUpBatchDraft(batch, 1, "the papers are gone")))
    second_person.book(eva, entry.id, agreed(eva, entry, Total="200"))
    assert len(batches.get(desk, batch).entries) == 1
    assert [one.amount_minor for one in customers.get(desk, customer).receipts] == [20_000]
    assert safekeeping.verify(desk) == ()
