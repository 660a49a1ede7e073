"""The checks of many entries at once against the book, and each against those before it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from billdesk.domain.checks.entered import Entered, EntryKind
from billdesk.services import checking_many
from billdesk.services.desk import Desk
from tests import makers
from tests.makers import TODAY


def an_entry(number: str, kind: EntryKind = EntryKind.INVOICE, days: int = 0, total: str = "77") -> Entered:
    """An entry of customer H-2, dated so many days ago."""
    return Entered(number, kind, "H-2", TODAY - timedelta(days=days), None, "EUR", (), Decimal(total), number, "R-1")


def codes(desk: Desk, *entries: Entered) -> list[list[str]]:
    """The findings' codes of each entry."""
    found = checking_many.check_all(desk, entries, lambda _done, _all: None)
    return [[finding.code for finding in findings] for _, _, findings in found]


@pytest.mark.parametrize(
    ("number", "code"), [("C2026-0001", "number-used"), ("c2026 1", "number-alike"), ("C2026/0001", "number-alike")]
)
@pytest.mark.parametrize("past", [150, 0])
def test_the_number_of_any_credit_note_of_the_book_is_known(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, number: str, code: str, past: int
) -> None:
    monkeypatch.setattr(checking_many, "PAST", past)
    own = makers.a_customer(desk, "H-1", name="Brandt Metallbau")
    makers.a_customer(desk, "H-2", name="Hofmann KG", vat_id="")
    makers.a_credit_note(desk, makers.an_invoice(desk, own, TODAY).id)
    of_another = an_entry(number, EntryKind.CREDIT_NOTE)
    own_old = Entered("own", EntryKind.CREDIT_NOTE, "H-1", TODAY, None, "EUR", (), Decimal(77), number)
    assert [code in found for found in codes(desk, of_another)] == [True]
    assert [code in found for found in codes(desk, own_old)] == [True]
    assert code not in codes(desk, an_entry("C2026-0002", EntryKind.CREDIT_NOTE))[0]
