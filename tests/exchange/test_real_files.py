"""Real exports of other systems, where they are at hand: every row is booked or refused with its reason."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from billdesk.domain.ageing import age
from billdesk.domain.errors import InputError
from billdesk.exchange.invoices import read_invoices
from billdesk.exchange.reading import ReadOptions

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "receivables"

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the real files are not at hand")


def test_two_thousand_invoices_with_american_dates() -> None:
    options = ReadOptions(currency="USD", settled_as_receipts=True)
    batch = read_invoices(FOLDER / "ibm_accounts_receivable.csv", options).bookable()
    assert len(batch.invoices) == 2466
    assert sum(item.total.minor for item in batch.invoices) == 14_770_318
    assert sum(item.disputed for item in batch.invoices) == 561
    assert sum(item.settled_on is not None and item.settled_on > item.due_on for item in batch.invoices) == 877
    assert len({item.customer_code for item in batch.invoices}) == 100
    as_of = date(2013, 6, 30)
    still_open = [
        (item.due_on, item.total.minor)
        for item in batch.invoices
        if item.issued_on <= as_of and item.settled_on is not None and item.settled_on > as_of
    ]
    assert age(still_open, as_of) == (428_429, 83_556, 0, 0, 0, 0)


def test_ten_thousand_open_items_in_two_currencies() -> None:
    reading = read_invoices(FOLDER / "highradius_open_items.csv", ReadOptions())
    batch = reading.bookable()
    assert Counter(item.total.currency for item in batch.invoices) == {"USD": 8953, "CAD": 747}
    assert next(iter(batch.invoices)).number == "1930571429"
    assert len({item.customer_code for item in batch.invoices}) == 664
    assert "40 invoices are due before the invoice date (first in row 400)." in reading.notes
    assert any(note.startswith("399 customers have several names") for note in reading.notes)


def test_invoice_lines_are_not_invoices() -> None:
    with pytest.raises(InputError, match="no column for due and total was recognised"):
        read_invoices(FOLDER / "online_retail_2010-12-01_to_09.csv", ReadOptions(currency="GBP"))
