"""Several invoices are noted as sent in one go: all or none, each with its story and the evidence."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from billdesk.domain.double_check import confirm
from billdesk.domain.drafts import SentDraft, SentTogetherDraft
from billdesk.domain.errors import RuleError, StaleError
from billdesk.domain.noted_reviews import review_sent_together
from billdesk.domain.records import InvoiceView
from billdesk.domain.work import View
from billdesk.services import invoices, queue, reports, safekeeping, sending
from billdesk.services.desk import Desk
from tests import makers
from tests.makers import TODAY, confirmed


@pytest.fixture
def unsent(desk: Desk, customer: int) -> list[InvoiceView]:
    """Three issued invoices that did not go out, of two customers."""
    other = makers.a_customer(desk, "B-2")
    return [makers.an_invoice(desk, who, TODAY - timedelta(days=2), sent=False) for who in (customer, other, customer)]


def together(views: list[InvoiceView], sent_on: date = TODAY) -> SentTogetherDraft:
    return SentTogetherDraft(tuple(SentDraft(view.id, view.version, sent_on, "post") for view in views))


def test_all_of_them_leave_the_view_and_each_story_tells_it(desk: Desk, unsent: list[InvoiceView]) -> None:
    review = review_sent_together(together(unsent), unsent, TODAY)
    assert [row.label for row in review.rows][3:] == [view.number for view in unsent]
    sending.mark_sent_together(desk, confirm(review, {}))
    sending.mark_sent_together(desk, confirm(review, {}))
    for view in unsent:
        seen = invoices.get(desk, view.id)
        assert (seen.sent_on, seen.version) == (TODAY, view.version + 1)
        assert sum(entry.text.startswith("sent: ") for entry in seen.timeline) == 1
    links = [row for row in reports.audit(desk) if row.action == "sent"]
    assert sorted(row.subject for row in links) == [f"invoice:{view.id}" for view in unsent]
    assert {row.evidence for row in links} == {"reviewed"}
    assert not queue.page(desk, View.TO_SEND).rows
    assert not safekeeping.verify(desk)


def test_one_that_changed_meanwhile_keeps_all_back_and_is_named(desk: Desk, unsent: list[InvoiceView]) -> None:
    last = unsent[-1]
    invoices.mark_sent(desk, confirmed(SentDraft(last.id, last.version, TODAY - timedelta(days=1), "portal")))
    with pytest.raises(StaleError, match=f"{last.number} was changed by mk"):
        sending.mark_sent_together(desk, confirmed(together(unsent)))
    assert [invoices.get(desk, view.id).sent_on for view in unsent[:2]] == [None, None]
    assert not safekeeping.verify(desk)


def test_a_day_before_the_date_of_one_is_refused_for_all(desk: Desk, unsent: list[InvoiceView]) -> None:
    with pytest.raises(RuleError, match="cannot go out before its date"):
        sending.mark_sent_together(desk, confirmed(together(unsent, TODAY - timedelta(days=3))))
    assert not any(row.action == "sent" for row in reports.audit(desk))
