"""Each kind of error is what its name says, and the simulated person does no more than its assumptions allow."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random

import pytest

from billdesk.domain.checks.rekey import Rekey
from billdesk.domain.findings import Finding, Findings, Severity
from billdesk.domain.questions import BlindQuestion
from tests.bench.entry import slips
from tests.bench.entry.desk_a import desk_a
from tests.bench.entry.errors import KINDS, WEIGHTS, Case, Group, make_cases
from tests.bench.entry.papers import Book, total_of
from tests.bench.entry.person import Outcome, Person, Seen, raising
from tests.bench.entry.scene import Way, due_by_terms
from tests.bench.entry.tally import weighted, wilson

EACH = 12
ALWAYS = (Rekey.TOTAL, Rekey.DAY)


@pytest.fixture(scope="module")
def book() -> Book:
    return desk_a(papers=4_000)


@pytest.fixture(scope="module")
def cases(book: Book) -> list[Case]:
    return make_cases(book, EACH)


def of_kind(cases: list[Case], name: str, way: Way = Way.FORM) -> list[Case]:
    return [case for case in cases if case.kind.name == name and case.way is way]


def test_every_kind_is_made_as_often_as_asked_for_and_one_error_an_entry(cases: list[Case]) -> None:
    for kind in KINDS:
        for way in Way if kind.both_ways else (Way.FORM,):
            made = of_kind(cases, kind.name, way)
            assert len(made) == EACH
            assert all(case.typed.entry != case.typed.paper or case.typed.original for case in made)


def test_the_weights_are_those_of_the_targets() -> None:
    assert sum(WEIGHTS.values()) == 100
    assert {kind.group for kind in KINDS} == set(Group)


@pytest.mark.parametrize(
    ("slip", "text", "possible"),
    [
        (slips.swapped, "12.3", {"21.3", "13.2"}),
        (slips.jump_swapped, "12.34", {"32.14", "14.32"}),
        (slips.omitted, "1.50", {"0.50", "1.0", "1.5"}),
        (slips.doubled, "12", {"112", "122"}),
        (slips.times(1), "12.34", {"123.40"}),
        (slips.times(2), "0.5", {"50.0"}),
        (slips.times(2), "7", {"700"}),
        (slips.signed, "3.10", {"-3.10"}),
    ],
)
def test_slips_of_the_fingers(slip: slips.Slip, text: str, possible: set[str]) -> None:
    rng = Random(1)
    assert {slip(text, rng) for _ in range(60)} == possible


def test_a_substituted_digit_changes_one_digit_and_nothing_else() -> None:
    rng = Random(1)
    for _ in range(100):
        wrong = slips.substituted("1234.56", rng) or ""
        assert sum(one != other for one, other in zip("1234.56", wrong, strict=True)) == 1


def test_the_form_computes_the_total_of_what_was_typed_and_a_stated_total_stays_beside_it(
    book: Book, cases: list[Case]
) -> None:
    def computed(case: Case) -> Decimal:
        return total_of(case.typed.entry["lines"], book.desk["tax_method"], 2)

    with_lines = [case for case in cases if case.kind.group is Group.AMOUNT and case.typed.entry["lines"]]
    assert {case.way for case in with_lines} == set(Way)
    for case in with_lines:
        assert (computed(case) == Decimal(case.typed.entry["total"])) is (case.way is Way.FORM), case


def test_an_error_is_checked_at_its_place_and_day(book: Book, cases: list[Case]) -> None:
    for case in cases:
        assert case.today == book.papers[case.at].keyed_on
        if not case.typed.original:
            assert book.papers[case.at].entry == case.typed.paper


def test_duplicates_come_after_their_first(book: Book, cases: list[Case]) -> None:
    place = {paper.entry["id"]: at for at, paper in enumerate(book.papers)}
    for case in cases:
        if case.kind.group is Group.DUPLICATE:
            first = book.papers[place[case.typed.original]].entry
            assert place[case.typed.original] < case.at
            assert (case.typed.entry["customer"], case.typed.entry["total"]) == (first["customer"], first["total"])
            if first["number"] and case.kind.name != "duplicate, exact":
                assert case.typed.entry["number"] != first["number"] or "re-formatted" in case.kind.name
            else:
                assert case.typed.entry["number"] == first["number"]


def test_wrong_customers_exist_and_close_ones_are_close(book: Book, cases: list[Case]) -> None:
    pairs = {frozenset(pair) for pair in book.close_names}
    for case in of_kind(cases, "close name"):
        assert frozenset((case.typed.entry["customer"], case.typed.paper["customer"])) in pairs


def test_a_wrong_invoice_is_an_open_one_of_the_same_customer(book: Book, cases: list[Case]) -> None:
    owner = {paper.entry["number"]: paper.entry["customer"] for paper in book.papers}
    for case in of_kind(cases, "receipt on the wrong open invoice"):
        named = case.typed.entry["reference"].replace(",", "").split()
        assert {owner[number] for number in named if number in owner} == {case.typed.paper["customer"]}


def test_wilson_intervals() -> None:
    assert wilson(0, 10) == pytest.approx((0.0, 0.2775), abs=1e-4)
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert wilson(10, 10) == pytest.approx((0.7225, 1.0), abs=1e-4)


def test_a_weighted_share_spreads_the_weight_of_a_group_evenly_over_its_kinds() -> None:
    shares = {kind.name: (1.0 if kind.group is Group.AMOUNT else 0.0, 600) for kind in KINDS}
    assert weighted(shares).share == pytest.approx(0.45)
    assert weighted(shares, {Group.AMOUNT: 1}).share == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("terms", "day", "due"),
    [
        ("net 30", date(2024, 1, 31), date(2024, 3, 1)),
        ("net 30 eom", date(2024, 1, 31), date(2024, 3, 31)),
        ("day 15", date(2024, 12, 15), date(2025, 1, 15)),
        ("day 15", date(2024, 12, 14), date(2024, 12, 15)),
    ],
)
def test_due_dates_by_terms(terms: str, day: date, due: date) -> None:
    assert due_by_terms(terms, day) == due


class TestThePerson:
    """What is caught, and by what."""

    def person(self, book: Book) -> Person:
        return Person(Random(1), {customer["code"]: customer for customer in book.customers})

    def ends(self, book: Book, case: Case, *findings: Finding, rekeys: tuple[Rekey, ...] = ALWAYS) -> Outcome:
        return self.person(book).outcome(case, Seen(Findings.of(findings), rekeys))

    def readable(self, cases: list[Case], name: str) -> Case:
        return next(case for case in of_kind(cases, name) if not case.misread)

    def test_a_wrong_amount_is_caught_by_typing_the_total_again(self, book: Book, cases: list[Case]) -> None:
        assert self.ends(book, self.readable(cases, "digit substituted")) is Outcome.KEYED

    def test_nothing_typed_again_catches_what_is_misread_the_same_way_twice(
        self, book: Book, cases: list[Case]
    ) -> None:
        for case in of_kind(cases, "source misread the same way twice"):
            assert self.ends(book, case, rekeys=tuple(Rekey)) is Outcome.MISSED

    def test_a_total_computed_from_a_misread_line_is_caught_by_the_total_on_the_paper(
        self, book: Book, cases: list[Case]
    ) -> None:
        case = of_kind(cases, "missing line")[0]
        assert self.ends(book, replace(case, misread=True)) is Outcome.KEYED
        stated = next(case for case in of_kind(cases, "sign", Way.STATED) if not case.misread)
        assert self.ends(book, replace(stated, misread=True)) is Outcome.MISSED

    def test_a_wrong_year_passes_the_day_and_is_caught_by_an_answer(self, book: Book, cases: list[Case]) -> None:
        case = self.readable(cases, "wrong year")
        typed = date.fromisoformat(case.typed.entry["issued_on"])
        asked = Finding(
            "wrong-year", Severity.ASK, "issued_on", "?", "", BlindQuestion.date("Date", typed, "issued_on")
        )
        assert self.ends(book, case) in {Outcome.SEEN, Outcome.MISSED}
        assert self.ends(book, case, asked) is Outcome.ASKED

    def test_an_ask_without_a_question_catches_nothing_by_itself(self, book: Book, cases: list[Case]) -> None:
        case = self.readable(cases, "wrong year")
        assert self.ends(book, case, Finding("x", Severity.ASK, "issued_on", "?")) in {Outcome.SEEN, Outcome.MISSED}

    def test_a_question_about_something_else_catches_nothing(self, book: Book, cases: list[Case]) -> None:
        case = self.readable(cases, "wrong year")
        currency = BlindQuestion.code("Currency", case.typed.entry["currency"], "currency")
        asked = Finding("x", Severity.ASK, "currency", "?", "", currency)
        assert self.ends(book, case, asked) in {Outcome.SEEN, Outcome.MISSED}

    def test_a_duplicate_is_never_seen_by_looking(self, book: Book, cases: list[Case]) -> None:
        for case in of_kind(cases, "duplicate, exact"):
            assert self.ends(book, case) is Outcome.MISSED
            assert self.ends(book, case, Finding("duplicate", Severity.ASK, "total", "?")) is Outcome.ASKED

    def test_the_code_of_a_customer_is_typed_from_the_paper(self, book: Book, cases: list[Case]) -> None:
        case = self.readable(cases, "last used customer")
        assert self.ends(book, case, rekeys=(*ALWAYS, Rekey.CUSTOMER)) is Outcome.KEYED

    def test_a_block_comes_before_everything(self, book: Book, cases: list[Case]) -> None:
        case = cases[0]
        assert self.ends(book, case, Finding("total-off", Severity.BLOCK, "total", "!")) is Outcome.BLOCKED
        assert self.person(book).outcome(case, Seen(None, ())) is Outcome.BLOCKED

    def test_a_check_raises_an_error_only_by_what_the_right_paper_would_not_have(
        self, book: Book, cases: list[Case]
    ) -> None:
        case = self.readable(cases, "digit substituted")
        odd = Findings.of([Finding("odd", Severity.ASK, "total", "?")])
        hint = Findings.of([Finding("hint", Severity.NOTE, "total", "?")])
        assert raising(case, Seen(odd, ALWAYS)) == {"odd"}
        assert not raising(case, Seen(odd, ALWAYS, odd))
        assert not raising(case, Seen(hint, ALWAYS))
