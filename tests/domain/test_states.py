"""An invoice's state in words, as every screen says it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billdesk.domain.promises import PromiseState
from billdesk.domain.records import InstalmentView, SettlementView
from billdesk.domain.states import InvoiceWord, say_state, words
from tests.domain.records_for_tests import INVOICE, TODAY, promise

W = InvoiceWord


def test_the_line_reads_as_on_the_invoice_screen() -> None:
    assert say_state(INVOICE, TODAY) == "issued Tue 15 Sep · due Sun 11 Oct · 41 d late · promised, broken 20 Nov"


def test_another_year_is_said() -> None:
    assert say_state(INVOICE, date(2027, 1, 4)).startswith("issued Tue 15 Sep 2026 · due Sun 11 Oct 2026 · 85 d late")


def test_part_paid_and_overdue() -> None:
    assert words(INVOICE, TODAY) == (W.PART_PAID, W.OVERDUE)


def test_a_credit_note_alone_is_no_payment() -> None:
    credited = replace(INVOICE, settlements=(SettlementView(date(2026, 11, 2), "credit note", "C1", 500_000, None, 4),))
    assert words(credited, TODAY)[0] is W.OPEN


def test_a_reversed_receipt_is_no_payment() -> None:
    back = SettlementView(date(2026, 11, 5), "reversal", "bounced", -500_000, 1, None)
    reversed_ = replace(INVOICE, settlements=(*INVOICE.settlements, back), open_minor=INVOICE.total_minor)
    assert words(reversed_, TODAY)[0] is W.OPEN


def test_due_today_is_not_overdue() -> None:
    due_on = INVOICE.instalments[0].due_on
    assert W.OVERDUE not in words(INVOICE, due_on)
    assert W.OVERDUE in words(INVOICE, due_on + timedelta(days=1))
    assert "due Sun 11 Oct · due today" in say_state(INVOICE, due_on)


def test_any_open_instalment_past_due_makes_it_overdue_and_a_settled_one_does_not() -> None:
    early = InstalmentView(1, 1, date(2026, 10, 11), 500_000, 0)
    later = InstalmentView(2, 2, date(2026, 12, 11), 1_247_920, 1_247_920)
    invoice = replace(INVOICE, instalments=(early, later), promises=())
    assert W.OVERDUE not in words(invoice, TODAY)
    assert say_state(invoice, TODAY) == "issued Tue 15 Sep · due Fri 11 Dec · 1 of 2 instalments open"
    assert W.OVERDUE in words(replace(invoice, instalments=(replace(early, open_minor=1), later)), TODAY)


@given(state=st.sampled_from(["draft", "void"]), days=st.integers(0, 4000))
def test_drafts_and_void_invoices_are_never_overdue(state: str, days: int) -> None:
    assert words(replace(INVOICE, state=state), TODAY + timedelta(days=days)) == (InvoiceWord(state),)


@given(days=st.integers(0, 4000))
def test_nothing_open_is_settled_and_never_overdue(days: int) -> None:
    paid = replace(INVOICE, open_minor=0)
    assert words(paid, TODAY + timedelta(days=days)) == (W.SETTLED,)


def test_what_is_said_of_draft_void_and_settled() -> None:
    assert say_state(replace(INVOICE, state="draft", number=None), TODAY) == "draft · dated Tue 15 Sep"
    assert say_state(replace(INVOICE, state="void", number=None), TODAY) == "void · never issued"
    assert say_state(replace(INVOICE, state="void"), TODAY) == "issued Tue 15 Sep · void"
    assert say_state(replace(INVOICE, open_minor=0), TODAY) == "issued Tue 15 Sep · settled Mon 2 Nov"


def test_not_sent_is_said_of_our_own_invoices_only() -> None:
    unsent = replace(INVOICE, sent_on=None)
    assert W.NOT_SENT in words(unsent, TODAY)
    assert "not sent" in say_state(unsent, TODAY)
    assert W.NOT_SENT not in words(replace(unsent, imported=True), TODAY)


@pytest.mark.parametrize(
    ("state", "said", "live"),
    [
        (PromiseState.OPEN, "promised for 20 Nov", True),
        (PromiseState.PARTLY_KEPT, "promised, partly kept 20 Nov", False),
        (PromiseState.KEPT, "promised, kept 20 Nov", False),
        (PromiseState.WITHDRAWN, None, False),
    ],
)
def test_only_a_live_promise_counts_as_promised(state: PromiseState, said: str | None, live: bool) -> None:
    invoice = replace(INVOICE, promises=(promise(state),))
    assert (W.PROMISED in words(invoice, TODAY)) is live
    assert say_state(invoice, TODAY).endswith(said or "41 d late")


def test_disputed() -> None:
    disputed = replace(INVOICE, disputed=True)
    assert W.DISPUTED in words(disputed, TODAY)
    assert " · disputed · " in say_state(disputed, TODAY)
