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


def an_entry(number: str, kind: EntryKind = EntryKind.INVOICE, days: int = 0) -> Entered:
    """An entry of customer H-2, dated so many days ago; of an amount that no other number has."""
    total = 77 + int("".join(filter(str.isdigit, number))[-3:])
    day = TODAY - timedelta(days=days)
    return Entered(number, kind, "H-2", day, None, "EUR", (), Decimal(total), number, "R-1")


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


def test_an_odd_line_that_was_only_asked_about_does_not_excuse_those_after_it(desk: Desk) -> None:
    own = makers.a_customer(desk, "H-1", name="Brandt Metallbau")
    makers.a_customer(desk, "H-2", name="Hofmann KG", vat_id="")
    for n in range(22):
        makers.an_invoice(desk, own, TODAY - timedelta(days=3), str(100 + n))
    ahead, long_ago = an_entry("2026-0500"), an_entry("2025-0500", days=320)
    before = an_entry("2026-0023", days=11)
    after = an_entry("2026-0024")
    found = codes(desk, ahead, long_ago, before, after, an_entry("2026-0501"))
    assert found[0] == ["number-ahead"]
    assert "own-number-order" in found[2]
    assert (found[3], found[4]) == ([], ["number-ahead"])
    assert "own-number-order" in codes(desk, an_entry("2026-0500", days=320), before)[1]
    assert codes(desk, an_entry("2026-0023", days=-4), after) == [["issued-ahead"], []]
    assert "number-used" in codes(desk, ahead, ahead)[1]
