"""What the checks of an entry find: each kind of mistake by its code, and nothing in what is right."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from billdesk.domain.checks.catalogue import BY_CODE, CATALOGUE
from billdesk.domain.checks.catalogue_forms import FORMS, LAW
from billdesk.domain.checks.check import check
from billdesk.domain.checks.entered import Booked, Entered, EntryKind
from billdesk.domain.checks.facts import CustomerMaster
from billdesk.domain.checks.history import History
from billdesk.domain.checks.rekey import Rekey, RiskSettings, rekey
from billdesk.domain.findings import Severity
from billdesk.domain.questions import MISMATCH_COUNT, QuestionKind
from billdesk.domain.terms import Terms, TermsKind
from tests.domain.checks.desk import (
    BRANDT,
    CUSTOMERS,
    DESK,
    HOFFMANN,
    HOFMANN,
    IBAN,
    INVOICE,
    LINE,
    RECEIPT,
    TODAY,
    codes,
    earlier,
    found,
    history,
)


def test_an_ordinary_entry_is_clear() -> None:
    assert codes(INVOICE) == []
    assert codes(INVOICE, *earlier(24)) == []


@pytest.mark.parametrize(
    ("entered", "code", "field"),
    [
        (replace(INVOICE, customer="H-0013"), "customer-unknown", "customer"),
        (replace(INVOICE, currency="EUX"), "currency-unknown", "currency"),
        (replace(INVOICE, issued_on=None, unreadable=(("issued_on", "2026-02-30"),)), "no-such-day", "issued_on"),
        (replace(INVOICE, issued_on=None), "day-missing", "issued_on"),
        (replace(INVOICE, due_on=TODAY - timedelta(days=1)), "due-before-issue", "due_on"),
        (replace(INVOICE, total=Decimal("622.375")), "currency-digits", "total"),
        (replace(INVOICE, total=Decimal("-622.37")), "sign", "total"),
        (replace(RECEIPT, total=Decimal(0)), "sign", "total"),
        (replace(INVOICE, total=Decimal("6223.70")), "total-off", "total"),
        (replace(INVOICE, lines=(replace(LINE, tax_rate=Decimal(190)),)), "tax-rate", "lines.1.tax_rate"),
        (replace(RECEIPT, iban="DE89370400440532013001"), "iban", "iban"),
        (replace(INVOICE, vat_id="DE136695975"), "vat-id", "vat_id"),
        (replace(INVOICE, reference="RF19539007547034"), "creditor-reference", "reference"),
    ],
)
def test_the_impossible_is_blocked_at_its_field(entered: Entered, code: str, field: str) -> None:
    findings = found(entered)
    assert [(one.code, one.field) for one in findings.blocking][:1] == [(code, field)]
    assert findings.verdict == "blocked"


@pytest.mark.parametrize(("total", "hinted"), [("622.73", True), ("632.37", False), ("262.37", True)])
def test_a_gap_that_two_swapped_digits_make_is_named(total: str, hinted: bool) -> None:
    (finding,) = found(replace(INVOICE, total=Decimal(total))).blocking
    assert ("divisible by 9" in finding.evidence) is hinted


def test_right_check_digits_pass() -> None:
    assert codes(replace(RECEIPT, iban=IBAN)) == []
    assert codes(replace(INVOICE, vat_id="DE136695976")) == []
    assert codes(replace(INVOICE, reference="RF18539007547034")) == []


def test_tax_by_line_is_a_total_too() -> None:
    by_line = replace(LINE, quantity=Decimal(50), unit_price=Decimal("241.67"), tax_rate=Decimal(20))
    for total in ("14500.20", "14500.00"):
        assert codes(replace(INVOICE, lines=(by_line,), total=Decimal(total))) == []


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("2026-0499", "number-used"),
        ("20260499", "number-alike"),
        ("2026/499", "number-alike"),
        ("2026-O499", "number-alike"),
    ],
)
def test_a_number_is_used_once_however_it_is_written(number: str, code: str) -> None:
    before = replace(INVOICE, id="before", number="2026-0499", total=Decimal("10.00"), lines=())
    assert codes(replace(INVOICE, number=number), before) == [code]


def test_the_same_customer_and_amount_within_five_days_is_asked_about() -> None:
    before = replace(INVOICE, id="before", number="2026-0499", issued_on=TODAY - timedelta(days=5))
    assert codes(INVOICE, before) == ["duplicate"]
    assert codes(INVOICE, replace(before, issued_on=TODAY - timedelta(days=6))) == []
    assert codes(INVOICE, replace(before, customer=BRANDT.code)) != ["duplicate"]


def test_a_payment_like_another_is_told_from_it_by_what_nobody_is_asked() -> None:
    at = datetime(2026, 11, 19, 9, 30, tzinfo=UTC)
    first = replace(RECEIPT, id="first", entered_by="jan", booked=Booked(at, "transfer", "2026-0001"))
    again = replace(RECEIPT, entered_by="mk", booked=Booked(None, "cheque", "2026-0002"))
    (finding,) = (each for each in found(again, first) if each.code == "duplicate")
    assert [(one.label, one.entry, one.other) for one in finding.beside] == [
        ("Date", "Fri 20 Nov 2026", "Fri 20 Nov 2026"),
        ("Came by", "cheque", "transfer"),
        ("Settles", "2026-0002", "2026-0001"),
        ("Entered", "now, by mk", "yesterday at 09:30, by jan"),
    ]


@pytest.mark.parametrize(("booked", "right", "wrong"), [(1, "2", "1"), (2, "3", "2")])
def test_papers_that_nothing_tells_apart_are_counted(booked: int, right: str, wrong: str) -> None:
    before = [replace(RECEIPT, id=f"r{n}", reference="as agreed") for n in range(booked)]
    (finding,) = (each for each in found(replace(RECEIPT, reference="as agreed"), *before) if each.code == "duplicate")
    assert finding.question is not None
    assert finding.question.agrees(right)
    assert not finding.question.agrees(wrong)
    assert finding.question.objection(wrong) == MISMATCH_COUNT
    other = replace(RECEIPT, reference="Avis of Friday")
    (finding,) = (each for each in found(other, *before) if each.code == "duplicate")
    assert finding.question is not None
    assert finding.question.label == "Reference"


def test_what_recurs_is_not_asked_about_unless_it_is_the_very_same_paper() -> None:
    daily = [
        replace(
            INVOICE, id=f"d{n}", number=f"2026-{400 + n:04}", reference=f"PO-{n}", issued_on=TODAY - timedelta(days=n)
        )
        for n in range(1, 6)
    ]
    assert "duplicate" not in codes(INVOICE, *daily)
    again = replace(daily[0], id="again", number="2026-0499")
    assert "duplicate" in codes(again, *daily)


def test_two_payments_for_two_invoices_are_not_one_twice() -> None:
    first, second = (
        replace(INVOICE, id=f"i{n}", number=f"2026-000{n}", issued_on=TODAY - timedelta(days=9 * n)) for n in (1, 2)
    )
    paid = replace(RECEIPT, id="paid", reference="Invoice 2026-0002")
    assert codes(replace(RECEIPT, reference="Invoice 2026-0001"), first, second, paid) == []
    assert codes(replace(RECEIPT, reference="Invoice 2026-0002"), first, second, paid) == ["duplicate"]


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2025, 11, 20), "wrong-year"),
        (date(2027, 11, 20), "wrong-year"),
        (date(2026, 11, 21), "issued-ahead"),
        (date(2026, 9, 20), "issued-long-ago"),
    ],
)
def test_an_unusual_day_is_asked_about_with_its_likeliest_cause(day: date, code: str) -> None:
    assert codes(replace(INVOICE, issued_on=day, due_on=None)) == [code]


def test_day_and_month_swapped_are_seen_by_today_and_by_the_due_date() -> None:
    today = date(2026, 11, 5)
    typed = replace(INVOICE, issued_on=date(2026, 5, 11), due_on=None)
    assert codes(typed, today=today) == ["day-month"]
    in_window = replace(INVOICE, issued_on=date(2026, 10, 9), due_on=date(2026, 10, 10))
    assert codes(replace(in_window, due_on=date(2026, 10, 10) + timedelta(days=29)), today=today) != ["date-off-due"]
    assert codes(replace(in_window, due_on=date(2026, 9, 10) + timedelta(days=30)), today=today) == ["date-off-due"]


def test_a_due_date_off_the_terms_is_asked_about_unless_it_came_twice_before() -> None:
    odd = replace(INVOICE, due_on=TODAY + timedelta(days=45))
    assert codes(odd) == ["due-off-terms"]
    before = [replace(each, due_on=each.issued_on + timedelta(days=45)) for each in earlier(2) if each.issued_on]
    assert codes(odd, *before) == []


def test_the_order_of_numbers_shows_a_wrong_day_and_a_number_far_ahead() -> None:
    daily_ones = earlier(30, every=1)
    assert codes(replace(INVOICE, number="2026-0500"), *daily_ones) == []
    assert "number-ahead" in codes(replace(INVOICE, number="2026-5000"), *daily_ones)
    late = replace(INVOICE, number="2026-0500", issued_on=TODAY - timedelta(days=9), due_on=TODAY + timedelta(days=21))
    assert codes(late, *daily_ones) == ["number-order"]


def test_money_on_a_weekend_is_asked_about_where_it_never_comes_then() -> None:
    paid = [replace(RECEIPT, id=f"p{n}", total=Decimal(n), issued_on=TODAY) for n in range(1, 101)]
    owed = replace(
        INVOICE, id="i", number="2026-0007", issued_on=TODAY - timedelta(days=30), total=Decimal(99_999), lines=()
    )
    saturday = replace(RECEIPT, issued_on=TODAY - timedelta(days=6), total=Decimal(99_999), reference="2026-0007")
    assert "weekend" in codes(saturday, owed, *paid)
    assert "weekend" not in codes(replace(saturday, issued_on=TODAY), owed, *paid)


def test_signs_of_another_customer() -> None:
    assert codes(replace(INVOICE, customer=HOFFMANN.code, due_on=None, vat_id="DE136695976")) == ["other-customer"]
    paid = replace(RECEIPT, id="paid", iban=IBAN, issued_on=TODAY - timedelta(days=20))
    assert "other-customer" in codes(replace(RECEIPT, customer=BRANDT.code, iban=IBAN), paid)
    owed = replace(INVOICE, id="owed", number="2026-0001")
    assert codes(replace(RECEIPT, customer=BRANDT.code, reference="RG 2026-0001"), owed) == ["other-customer"]


def test_a_reference_written_like_that_of_a_customer_with_a_similar_name() -> None:
    theirs = [
        replace(entry, id=f"t{entry.id}", number=None, customer=HOFFMANN.code, reference=f"45000{n:05}")
        for n, entry in enumerate(earlier(6))
    ]
    assert codes(replace(INVOICE, reference="4500000077"), *earlier(6), *theirs) == ["other-customer"]


CLOSE = (
    replace(BRANDT, code="C-0071", name="Weber Werkzeuge", town="Jena", terms=Terms()),
    replace(BRANDT, code="C-0072", name="Lang Elektro", town="Ulm", terms=Terms()),
    replace(BRANDT, code="K-9000", name="Adler Druck", town="Jena", terms=Terms()),
    replace(BRANDT, code="Z-5555", name="Ott Holzbau", town="Kiel", terms=Terms()),
)


@pytest.mark.parametrize(("theirs", "asked"), [("C-0072", True), ("K-9000", True), ("Z-5555", False)])
def test_a_close_code_or_town_counts_where_the_reference_is_the_others(theirs: str, asked: bool) -> None:
    order = replace(INVOICE, customer=theirs, number=None, lines=())
    orders = [replace(order, id=f"o{n}", reference=f"AB-7-471{n}", total=Decimal(50 + n)) for n in range(3)]
    here = replace(INVOICE, customer="C-0071", number=None, vat_id="")
    for reference in ("AB-7-4711", "AB-7-4715"):  # the very order, and the next of that pattern
        facts = history(*orders, customers=CLOSE).facts(replace(here, reference=reference), TODAY)
        said = {finding.code for finding in check(replace(here, reference=reference), facts)}
        assert ("other-customer" in said) is asked
    facts = history(*orders, customers=CLOSE).facts(replace(here, reference="4500012345"), TODAY)
    assert "other-customer" not in {finding.code for finding in check(replace(here, reference="4500012345"), facts)}


def test_a_close_code_alone_asks_for_no_second_key() -> None:
    before = [replace(each, customer="C-0071", vat_id="", reference="") for each in earlier(6)]
    entry = replace(INVOICE, customer="C-0071", vat_id="", reference="")
    facts = history(*before, customers=CLOSE).facts(entry, TODAY)
    assert rekey(entry, facts, check(entry, facts), RiskSettings()) == (Rekey.TOTAL, Rekey.DAY)


def test_without_a_record_the_days_given_so_far_are_the_terms() -> None:
    before = earlier(4)
    for count, days, wanted in ((4, 45, ["due-off-terms"]), (4, 30, []), (3, 45, [])):
        entry = replace(INVOICE, due_on=TODAY + timedelta(days=days))
        facts = history(*before[:count], customers=()).facts(entry, TODAY)
        assert [finding.code for finding in check(entry, facts)] == wanted
    changing = [
        replace(each, due_on=(each.issued_on or TODAY) + timedelta(days=20 + n)) for n, each in enumerate(before)
    ]
    entry = replace(INVOICE, due_on=TODAY + timedelta(days=45))
    assert [each.code for each in check(entry, history(*changing, customers=()).facts(entry, TODAY))] == []


def test_money_that_matches_nothing_open() -> None:
    owed = [
        replace(
            INVOICE,
            id=f"o{n}",
            number=f"2026-000{n}",
            total=Decimal(n * 100 + n),
            lines=(),
            issued_on=TODAY - timedelta(days=30 + n),
        )
        for n in (1, 2, 3)
    ]
    assert codes(replace(RECEIPT, total=Decimal(101)), *owed) == []
    assert codes(replace(RECEIPT, total=Decimal(505)), *owed) == []
    assert codes(replace(RECEIPT, total=Decimal(110)), *owed) == ["receipt-like-open"]
    assert codes(replace(RECEIPT, total=Decimal(150)), *owed) == ["receipt-off-open"]
    assert codes(replace(RECEIPT, total=Decimal(1000)), *owed) == ["receipt-over-open"]
    assert codes(replace(RECEIPT, total=Decimal(202), reference="2026-0003"), *owed) == ["receipt-off-named"]


def test_prices_and_rates_off_the_usual() -> None:
    before = earlier(10)
    line = replace(LINE, unit_price=Decimal("53.20"))
    assert codes(replace(INVOICE, lines=(line,), total=Decimal("633.08")), *before) == ["price-unusual"]
    swapped = replace(LINE, quantity=Decimal("52.30"), unit_price=Decimal(20))
    assert codes(replace(INVOICE, lines=(swapped,), total=Decimal("1244.74")), *before) == ["quantity-price"]
    rate = replace(LINE, tax_rate=Decimal(7))
    assert codes(replace(INVOICE, lines=(rate,), total=Decimal("559.61")), *before) == ["tax-unusual"]


def test_totals_off_the_usual_of_what_has_no_lines() -> None:
    before = [replace(entry, lines=(), total=Decimal(480)) for entry in earlier(12)]
    plain = replace(INVOICE, lines=())
    assert codes(replace(plain, total=Decimal(840)), *before) == ["total-like-usual"]
    assert codes(replace(plain, total=Decimal(9999)), *before) == ["total-factor"]


def test_money_one_slip_off_the_invoice_it_names_is_told_so() -> None:
    owed = replace(INVOICE, id="owed", number="2026-0001", total=Decimal("746.10"), lines=())
    for amount, nearly in (("146.10", True), ("476.10", True), ("300.00", False)):
        (finding,) = found(replace(RECEIPT, reference="2026-0001", total=Decimal(amount)), owed)
        assert finding.code == "receipt-off-named"
        assert ("nearly, but not quite," in finding.message) is nearly


def test_an_amount_that_recurs_among_others_is_known_too() -> None:
    plain = replace(INVOICE, lines=(), number=None)
    recurring = [Decimal(746), Decimal(746), Decimal(746)]
    others = [Decimal(1001 + 113 * n) for n in range(12)]
    before = [replace(each, total=total) for each, total in zip(earlier(15), [*others, *recurring], strict=True)]
    misread = replace(plain, total=Decimal(146))
    assert "total-like-usual" in codes(misread, *before)
    assert "total-like-usual" not in codes(misread, *before[:-1])


def test_a_total_ten_or_a_hundred_times_a_usual_one_is_asked_about_above_all_so_far() -> None:
    before = [
        replace(entry, lines=(), total=Decimal(1000) + Decimal(37) * place) for place, entry in enumerate(earlier(30))
    ]
    plain = replace(INVOICE, lines=())
    for total, wanted in (("10370.00", True), ("10340.00", True), ("103700.00", True), ("5000.00", False)):
        assert ("total-factor" in codes(replace(plain, total=Decimal(total)), *before)) is wanted, total
    small = replace(before[0], id="small", total=Decimal("215.53"))
    assert "total-factor" in codes(replace(plain, total=Decimal("2155.30")), small, *before)
    assert "total-factor" not in codes(replace(plain, total=Decimal("2155.40")), small, *before)


def test_one_cause_is_said_once() -> None:
    wrong = replace(INVOICE, total=Decimal("62237.00"))
    assert codes(wrong, *earlier(12)) == ["total-off"]


def test_every_check_has_its_page_and_names_only_others_that_exist() -> None:
    assert len(BY_CODE) == len(CATALOGUE) + len(FORMS) + len(LAW)
    assert {code for page in CATALOGUE for code in page.covers} <= BY_CODE.keys()
    assert all(page.code not in page.covers for page in CATALOGUE)


def test_an_empty_desk_has_nothing_to_compare_customers_with() -> None:
    facts = history(customers=()).facts(INVOICE, TODAY)
    assert check(INVOICE, facts).verdict == "clear"


def test_a_reference_that_names_an_invoice_the_desk_does_not_have() -> None:
    owed = [replace(each, total=Decimal(100 + n), lines=()) for n, each in enumerate(earlier(3))]
    paid = replace(RECEIPT, total=Decimal(101))
    assert codes(replace(paid, reference="invoice 2026-0498"), *owed) == []
    assert codes(replace(paid, reference="invoice 2026-0948"), *owed) == ["invoice-unknown"]
    assert codes(replace(paid, reference="thank you"), *owed) == []


def test_a_payment_whose_reference_is_only_written_differently_is_the_same() -> None:
    owed = replace(INVOICE, id="i", number="RE2026-0549", issued_on=TODAY - timedelta(days=30))
    paid = replace(RECEIPT, id="paid", reference="RE2026-0549")
    assert "duplicate" in codes(replace(RECEIPT, reference="RE2026 0549"), owed, paid)


def test_customers_who_order_the_same_by_the_dozen_are_asked_about_the_very_same_paper_alone() -> None:
    dozen = [
        replace(
            INVOICE,
            id=f"d{n}",
            number=None,
            reference="",
            lines=(),
            total=Decimal(n // 2),
            issued_on=TODAY - timedelta(days=n),
        )
        for n in range(8, 40)
    ]
    near = replace(dozen[0], id="near", total=Decimal(777), issued_on=TODAY - timedelta(days=2))
    again = replace(near, id="again", issued_on=TODAY)
    assert "duplicate" in codes(again, near)
    assert "duplicate" not in codes(again, near, *dozen)
    paid = [replace(each, kind=RECEIPT.kind) for each in (*dozen, near)]
    money = replace(paid[-1], id="money", iban=IBAN)
    assert "duplicate" in codes(money, *paid, replace(money, id="first"))
    assert "duplicate" not in codes(replace(money, iban=""), *paid)
    ordered = replace(near, reference="PO-77")
    assert "duplicate" in codes(replace(again, reference="PO-77"), ordered, *dozen)


def test_numbers_without_an_order_say_nothing_of_dates() -> None:
    mixed = [replace(each, number=f"2026-{n * 7919 % 1000:04}") for n, each in enumerate(earlier(40, every=1))]
    assert "number-order" not in codes(replace(INVOICE, number="2026-0501", issued_on=TODAY), *mixed)


BESIDE = ("2026-0001A", "2026-0100A", "A2026-0001", "A2026-0100", "206-0001", "R-0001")


@pytest.mark.parametrize("number", ["206-0500", "2062-0500", "2025-0500", "2026-500", "2026-00500", *BESIDE])
def test_a_number_written_unlike_its_series(number: str) -> None:
    daily = earlier(60, every=1)
    assert codes(replace(INVOICE, number="2026-0500"), *daily) == []
    assert codes(replace(INVOICE, number=number), *daily) == ["number-shape"]


@pytest.mark.parametrize("numbers", [(), ((INVOICE.kind, "{year}-{seq:04}"),)])
def test_a_number_out_of_the_order_of_the_desks_own_is_impossible(numbers: tuple[tuple[EntryKind, str], ...]) -> None:
    book = History(replace(DESK, numbers=numbers), CUSTOMERS)
    for each in earlier(25):
        book.book(each)

    def said(days: int, number: str = "2026-0500") -> list[tuple[Severity, str]]:
        entry = replace(INVOICE, number=number, issued_on=TODAY - timedelta(days=days), due_on=None, total=Decimal(77))
        return [
            (each.severity, each.code)
            for each in check(replace(entry, lines=()), book.facts(entry, TODAY))
            if each.code.endswith("number-order")
        ]

    assert said(14) == []
    assert said(15) == ([(Severity.BLOCK, "own-number-order")] if numbers else [])
    assert said(16) == [(Severity.BLOCK, "own-number-order") if numbers else (Severity.ASK, "number-order")]


@pytest.mark.parametrize("number", ["2026-5000", "2026-00500", "2026-0500"])
def test_an_odd_number_of_the_desks_own_does_not_excuse_its_day(number: str) -> None:
    book = History(replace(DESK, numbers=((INVOICE.kind, "{year}-{seq:04}"),)), CUSTOMERS)
    for each in earlier(60, every=1):
        book.book(each)
    entry = replace(INVOICE, number=number, issued_on=TODAY - timedelta(days=8), due_on=None)
    blocking = check(entry, book.facts(entry, TODAY)).blocking
    assert [(one.code, one.field, one.evidence) for one in blocking] == [
        ("own-number-order", "issued_on", "2026-0499 is of Thu 19 Nov 2026")
    ]


def test_a_new_series_may_begin() -> None:
    daily = earlier(60, every=1)
    assert codes(replace(INVOICE, number="2027-0001"), *daily) == []
    monthly = [replace(each, number=f"OCT-{n:03}") for n, each in enumerate(daily, start=1)]
    assert codes(replace(INVOICE, number="NOV-001"), *monthly) == []
    assert codes(replace(INVOICE, number="NOV-021"), *monthly) == ["number-shape"]


def test_a_bare_number_in_a_reference_may_be_an_invoice_rather_than_a_customer() -> None:
    customers = (replace(HOFMANN, code="1001"), replace(BRANDT, code="1002"))
    owed = replace(INVOICE, id="i", number="1002", customer="1001", issued_on=TODAY - timedelta(days=30))
    paid = replace(RECEIPT, customer="1001", reference="1002")
    for booked, wanted in (((owed,), []), ((replace(owed, number="7"),), ["other-customer"])):
        facts = history(*booked, customers=customers).facts(paid, TODAY)
        assert [finding.code for finding in check(paid, facts)] == wanted
    order = replace(INVOICE, customer="1001", reference="1002", number="8")
    assert codes_of(order, customers) == []


def codes_of(entered: Entered, customers: tuple[CustomerMaster, ...]) -> list[str]:
    return [finding.code for finding in check(entered, history(customers=customers).facts(entered, TODAY))]


def test_the_terms_are_asked_in_days_and_the_evidence_does_not_tell_them() -> None:
    (finding,) = found(replace(INVOICE, due_on=TODAY + timedelta(days=45)))
    assert (finding.code, finding.evidence) == ("due-off-terms", "usually 30 days")
    assert finding.question
    assert (finding.question.kind, finding.question.hint) == (QuestionKind.NUMBER, "days")
    assert finding.question.agrees("45 days")
    assert not finding.question.agrees("30")


def test_terms_of_the_calendar_are_asked_by_the_due_date() -> None:
    monthly = replace(HOFMANN, terms=Terms(TermsKind.END_OF_MONTH))
    odd = replace(INVOICE, due_on=TODAY + timedelta(days=3))
    (finding,) = check(odd, history(customers=(monthly,)).facts(odd, TODAY))
    assert finding.question
    assert finding.question.kind is QuestionKind.DATE


def test_a_strange_reference_is_read_again_by_its_end() -> None:
    odd = replace(INVOICE, reference="AB/47-11")
    (finding,) = found(odd, *earlier(12))
    assert (finding.code, finding.evidence) == ("reference-unusual", "the last one PO-4710")
    assert finding.question
    assert finding.question.field == "reference"
    assert finding.question.agrees("4711")
    assert not finding.question.agrees("4710")


@pytest.mark.parametrize(
    ("iban", "said"),
    [
        (IBAN[:-1] + "1", "has wrong check digits"),
        (IBAN[:-1], "has the wrong length"),
        (IBAN + "0", "has the wrong length"),
        ("XX" + IBAN[2:], "begins with no country that has IBANs"),
    ],
)
def test_what_is_wrong_with_a_bank_account_is_said(iban: str, said: str) -> None:
    (finding,) = found(replace(RECEIPT, iban=iban)).blocking
    assert finding.message == f"This bank account {said}."


def test_sentences_of_the_sign_and_of_the_median() -> None:
    assert (
        found(replace(INVOICE, total=Decimal(-5), lines=())).blocking[0].message == "An invoice cannot be below zero."
    )
    totals = ("1204.21", "1204.22", "1190.07", "1218.43", "1180.03", "1228.41", "1150.19", "1258.63")
    before = [replace(each, lines=(), total=Decimal(total)) for each, total in zip(earlier(8), totals, strict=True)]
    (finding,) = found(replace(INVOICE, lines=(), total=Decimal("1777.77")), *before)
    assert (finding.code, finding.evidence) == ("amount-far", "half of them near EUR 1,204.22")


def test_a_paper_that_is_there_already_is_not_asked_about_its_date_too() -> None:
    booked = replace(INVOICE, id="booked", issued_on=TODAY - timedelta(days=365), due_on=None)
    assert codes(replace(booked, id="again"), booked) == ["number-used"]


LONG_AGO = {"issued-long-ago", "wrong-year", "day-month"}


def test_a_stack_that_lay_for_long_is_not_asked_about_paper_by_paper() -> None:
    book, asked = history(customers=()), []
    for place in range(300):
        day = TODAY - timedelta(days=320 - place)
        paper = replace(INVOICE, id=f"p{place}", issued_on=day, due_on=None, number=None, total=Decimal(100 + place))
        said = {each.code for each in check(paper, book.facts(paper, TODAY))}
        if LONG_AGO & said:
            asked.append(place)
        book.book(paper, keyed_on=TODAY)
    assert asked == [0, 1, 2, 3, 4]
    stray = replace(INVOICE, issued_on=TODAY - timedelta(days=365 + 20), due_on=None, number=None)
    assert "wrong-year" in {each.code for each in check(stray, book.facts(stray, TODAY))}


def test_the_window_is_the_desks_and_the_customers_own() -> None:
    def asked(days_back: int, lag: int) -> bool:
        book = history()
        for place in range(60):
            keyed = TODAY - timedelta(days=1 + place)
            day = keyed - timedelta(days=lag)
            book.book(replace(INVOICE, id=f"k{place}", issued_on=day, total=Decimal(place + 1)), keyed_on=keyed)
        paper = replace(INVOICE, issued_on=TODAY - timedelta(days=days_back), due_on=None, number=None)
        return bool(LONG_AGO & {each.code for each in check(paper, book.facts(paper, TODAY))})

    assert [asked(40, lag=2), asked(30, lag=2)] == [True, False]
    assert [asked(71, lag=70), asked(70, lag=70)] == [True, False]
    assert [asked(121, lag=300), asked(120, lag=300)] == [True, False]


def test_a_desk_without_customers_learns_from_the_entries_before() -> None:
    owed = [replace(each, total=Decimal(100 + n), lines=()) for n, each in enumerate(earlier(5))]
    paid = replace(RECEIPT, id="paid", total=Decimal(100), iban=IBAN)
    book = history(*owed, paid, customers=())

    def said(entered: Entered) -> set[str]:
        return {finding.code for finding in check(entered, book.facts(entered, TODAY))}

    assert "receipt-over-open" in said(replace(RECEIPT, total=Decimal(9999)))
    assert "bank-changed" in said(replace(RECEIPT, total=Decimal(101), iban="GB82WEST12345698765432"))
    assert "currency-unusual" in said(replace(INVOICE, currency="USD"))
    assert not said(replace(RECEIPT, total=Decimal(101), iban=IBAN))
