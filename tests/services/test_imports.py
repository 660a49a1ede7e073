"""Imports: all of a file or nothing, and never the same file twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from billdesk.domain.drafts import ImportBatch, ImportedInvoice
from billdesk.domain.errors import ReadOnlyError, RuleError
from billdesk.domain.money import Money
from billdesk.domain.terms import Terms
from billdesk.domain.work import View
from billdesk.services import customers, imports, invoices, queue, reports, safekeeping
from billdesk.services.desk import Desk, open_desk
from db import bulk
from tests import makers
from tests.makers import TODAY, confirmed

ROW = ImportedInvoice(2, "X-1", "Sharma Traders", "R-1", date(2026, 9, 1), date(2026, 10, 1), Money(98_000, "INR"))
OTHER = replace(ROW, row=3, number="R-2", total=Money(2_000, "INR"), settled_on=date(2026, 10, 5))
BATCH = ImportBatch("old.csv", "f" * 64, (ROW, OTHER), settled_as_receipts=True)


def book(desk: Desk, batch: ImportBatch = BATCH) -> imports.ImportResult:
    return imports.book(desk, confirmed(batch))


def empty(desk: Desk) -> bool:
    counted = desk.reader.rows("select (select count(*) from invoice) + (select count(*) from imported_file) as n")
    return int(counted[0]["n"]) == 0


def test_a_file_is_booked_as_its_preview_says(desk: Desk) -> None:
    seen = imports.preview(desk, BATCH)
    assert (seen.invoices, seen.customers_new, seen.receipts, seen.refused) == (2, 1, 1, ())
    assert seen.totals == (Money(100_000, "INR"),)
    done = book(desk)
    assert (done.invoices, done.customers, done.receipts) == (2, 1, 1)
    assert invoices.find(desk, "R-1").open_minor == 98_000
    assert invoices.find(desk, "R-2").open_minor == 0
    (row,) = reports.ageing(desk, date(2026, 10, 3))
    assert row.buckets == (0, 100_000, 0, 0, 0, 0)
    assert [row.document for row in queue.page(desk, View.OVERDUE).rows] == ["R-1"]
    assert not safekeeping.verify(desk)


def test_the_same_file_books_nothing_the_second_time(desk: Desk) -> None:
    book(desk)
    head = safekeeping.chain_head(desk)
    again = book(desk, replace(BATCH, file_name="renamed.csv"))
    assert (again.invoices, again.already_booked_on) == (0, "2026-11-21")
    assert imports.preview(desk, BATCH).already_booked_on == "2026-11-21"
    assert safekeeping.chain_head(desk) == head


def test_a_number_twice_in_the_file_books_nothing(desk: Desk) -> None:
    batch = replace(BATCH, invoices=(ROW, replace(OTHER, number="R-1")))
    assert imports.preview(desk, batch).refused == ("row 3, number: R-1 stands in the file twice.",)
    with pytest.raises(RuleError, match="Row 3"):
        book(desk, batch)
    assert empty(desk)


def test_a_number_that_is_in_the_book_books_nothing(desk: Desk, customer: int) -> None:
    view = makers.an_invoice(desk, customer)
    taken = replace(BATCH, invoices=(ROW, replace(OTHER, number=str(view.number))))
    assert imports.preview(desk, taken).refused == ("row 3, number: 2026-0001 is in the book already.",)
    with pytest.raises(RuleError, match="Row 3: invoice 2026-0001 is in the book already"):
        book(desk, taken)
    assert [row["number"] for row in desk.reader.rows("select number from invoice")] == ["2026-0001"]
    assert not safekeeping.verify(desk)


def test_a_customer_that_is_in_the_book_is_not_made_again(desk: Desk, customer: int) -> None:
    known = replace(BATCH, invoices=(replace(ROW, customer_code="H-0031"),))
    assert book(desk, known).customers == 0
    assert customers.get(desk, customer).open_items[0].number == "R-1"
    both = (makers.a_customer_draft("A-1"), makers.a_customer_draft("H-0031"))
    with pytest.raises(RuleError, match="H-0031 is in the book already"):
        book(desk, ImportBatch("c.csv", "c" * 64, customers=both))
    assert not customers.search(desk, "A-1")


def test_an_import_that_is_stopped_half_way_books_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "BATCH", 10)
    rows = tuple(replace(ROW, row=n, number=f"R-{n}") for n in range(1000))

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        imports.book(desk, confirmed(replace(BATCH, invoices=rows)), stop)
    assert empty(desk)
    assert not safekeeping.verify(desk)
    assert book(desk).invoices == 2


def test_a_desk_open_for_viewing_imports_nothing(desk: Desk) -> None:
    viewing = open_desk(desk.path, user="eva", today=TODAY, read_only=True)
    with pytest.raises(ReadOnlyError):
        book(viewing)
    assert imports.preview(viewing, BATCH).invoices == 2
    viewing.close()


def test_a_new_customer_has_the_terms_that_most_of_its_invoices_give(desk: Desk) -> None:
    days = (15, 40, 15, 60, 40, 15)
    rows = [
        replace(ROW, row=n, number=f"T-{n}", due_on=ROW.issued_on + timedelta(days=each), settled_on=None)
        for n, each in enumerate(days, start=2)
    ]
    book(desk, replace(BATCH, fingerprint="e" * 64, invoices=tuple(rows)))
    assert customers.find(desk, ROW.customer_code).terms == Terms(days=15)
