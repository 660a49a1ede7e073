"""The figures are counted as they are said, and the page around the tables stays as it was written."""

from __future__ import annotations

import pytest

from tests.bench.entry.desk_a import desk_a
from tests.bench.entry.errors import make_cases
from tests.bench.entry.klm import AVERAGE, CONFIRM, MIND, SKILLED, typing
from tests.bench.entry.report import BEGIN, END, full_report, put_between_marks, rates
from tests.bench.entry.scene import Way
from tests.bench.entry.tally import Tally
from tests.bench.entry.targets import Target, over, workings
from tests.bench.entry.walk import walk

PAPERS, EACH = 700, 3


@pytest.fixture(scope="module")
def tally() -> Tally:
    book = desk_a(papers=PAPERS)
    made = Tally.of(book)
    for item, seen in walk(book, make_cases(book, EACH)):
        made.add(item, seen)
    return made


def test_every_paper_and_every_error_is_counted_once(tally: Tally) -> None:
    assert tally.clean.of == PAPERS
    assert {cell.of for cell in tally.cells.values()} == {EACH}
    assert sum(tally.clean.odd.values()) == PAPERS


def test_ways_of_working_lie_between_nothing_and_everything(tally: Tally) -> None:
    by_name = {working.name: working for way in Way for working in workings(tally, way)}
    assert by_name["no check"].all_errors.share == 0
    assert all(0 <= working.all_errors.share <= 1 for working in by_name.values())
    assert by_name["this step, nobody looks"].all_errors.share <= by_name["this step"].all_errors.share
    assert over(tally, lambda _: 1.0).share == pytest.approx(1.0)


def test_the_report_says_its_assumptions_first_and_has_every_table(tally: Tally) -> None:
    report = full_report([tally])
    assert report.index("### Assumptions") < report.index("### Targets") < report.index("### Right entries")
    assert "| close name |" in report


def test_rates_of_a_check_are_shares(tally: Tally) -> None:
    known = rates([tally, tally])
    assert known["entries"] == 2 * PAPERS
    codes = known["codes"]
    assert isinstance(codes, dict)
    assert all(0 < share <= 1 for code in codes.values() for share in code["catches"].values())


def test_the_text_around_the_tables_stays() -> None:
    first = put_between_marks("# Title\n\nWords.\n", "old\n")
    again = put_between_marks(f"{first}\nBehind.\n", "new\n")
    assert again == f"# Title\n\nWords.\n\n## Measured\n\n{BEGIN}\nnew\n{END}\n\nBehind.\n"


def test_a_target_is_met_by_what_is_printed() -> None:
    assert Target("share", 0.95, 0.95004).is_met
    assert not Target("share", 0.95, 0.9499).is_met
    assert Target("none", 0.0, 0.0, at_least=False).is_met
    assert not Target("seconds", 6, 6.04, at_least=False, unit="s").is_met


def test_seconds_of_typing_a_total_and_a_day() -> None:
    effort = typing(["119.00", "14"]) + CONFIRM
    assert (effort.keys, effort.minds) == (6 + 1 + 2 + 1 + 1, 2)
    assert effort.seconds(SKILLED) == pytest.approx(11 * 0.2 + 2 * MIND)
    assert effort.seconds(AVERAGE) == pytest.approx(11 * 0.28 + 2 * MIND)
