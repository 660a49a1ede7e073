"""The tables of rates that come with the program, the user's own rows beside them, and mistakes in those."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from billdesk.domain.errors import InputError
from billdesk.domain.interest.calculation import Debt, calculate
from billdesk.domain.interest.rates import Changes, Debtor, RateTable
from billdesk.domain.interest.rules import EU, GERMANY, INDIA, NONE, TABLES, UK, Rule, contract
from billdesk.domain.money import Money
from billdesk.services.rates import SHIPPED, load, table_of

ROW = """
[[rate]]
valid_from = 2026-07-01
percent = 2.40
source = "a notice"
noted_on = 2026-07-02
"""

LAW = 'debts_from = 2013-03-16\narticle = "a law"\nsource = "a notice"\nnoted_on = 2026-07-02\n'


def own(settings: Path, text: str, name: str = "eu") -> Path:
    """The user's own file of rates."""
    path = settings / "rates" / f"{name}.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def percent(table: RateTable, day: str) -> Decimal | None:
    rate = table.rate_on(date.fromisoformat(day))
    return rate.percent if rate else None


def claimed(rule: Rule, settings: Path, minor: int, due: str, to: str, currency: str) -> int:
    debt = Debt(Money(minor, currency), date.fromisoformat(due), date.fromisoformat(due) - timedelta(days=30))
    return calculate(debt, rule, table_of(rule, settings), date.fromisoformat(to)).interest.minor


def test_every_table_that_a_rule_uses_comes_with_the_program_and_no_other() -> None:
    assert sorted(path.stem for path in SHIPPED.iterdir()) == list(TABLES)
    for name in TABLES:
        table = load(name)
        assert all(rate.source for rate in table.rates)
        assert table.margin_for(Debtor.BUSINESS, table.rates[-1].valid_from) is not None


def test_the_margins_and_sums_of_the_laws() -> None:
    now = date(2026, 1, 1)
    found = {(name, row.debtor.value): (int(row.times), int(row.plus)) for name in TABLES for row in load(name).margins}
    assert found == {
        ("eu", "business"): (1, 8),
        ("germany", "business"): (1, 9),
        ("germany", "consumer"): (1, 5),
        ("india", "business"): (3, 0),
        ("uk", "business"): (1, 8),
    }
    sums = {name: [(row.from_minor, row.amount) for row in load(name).sums_for(now)] for name in TABLES}
    assert sums == {
        "eu": [(0, Money(4000, "EUR"))],
        "germany": [(0, Money(4000, "EUR"))],
        "india": [],
        "uk": [(0, Money(4000, "GBP")), (100_000, Money(7000, "GBP")), (1_000_000, Money(10_000, "GBP"))],
    }


def test_the_published_vectors_with_the_rates_of_the_program(tmp_path: Path) -> None:
    assert claimed(EU, tmp_path, 1_000_000, "2026-05-31", "2026-07-31", "EUR") == 17_175
    assert claimed(UK, tmp_path, 500_000, "2025-09-21", "2025-12-31", "GBP") == 16_949
    assert claimed(INDIA, tmp_path, 10_000_000, "2025-12-31", "2026-03-31", "INR") == 418_198


def test_the_german_base_rate_follows_the_rate_of_the_bank() -> None:
    """Section 247: the base rate moves by as much as the rate of the ECB does from one half-year to the next."""
    german, european = load("germany"), load("eu")
    apart = {
        rate.percent - next(row.percent for row in european.rates if row.valid_from == rate.valid_from)
        for rate in german.rates
    }
    assert apart == {Decimal("-0.88")}


def test_own_rows_are_added_and_stand_in_the_place_of_those_of_the_same_day(tmp_path: Path) -> None:
    before = load("eu")
    own(tmp_path, ROW.replace("2026-07-01", "2027-01-01") + ROW.replace("2.40", "2.41"))
    table = load("eu", tmp_path)
    assert len(table.rates) == len(before.rates) + 1
    assert [percent(table, day) for day in ("2026-06-30", "2026-12-31", "2027-01-01")] == [
        Decimal("2.15"),
        Decimal("2.41"),
        Decimal("2.40"),
    ]
    assert table.complete_to == date(2027, 6, 30)
    assert (table.margins, table.fixed_sums, table.name) == (before.margins, before.fixed_sums, before.name)


def test_own_margin_and_sums_replace_those_of_the_program(tmp_path: Path) -> None:
    own(
        tmp_path,
        f'[[margin]]\ndebtor = "business"\nplus = 9.2\n{LAW}[[fixed_sum]]\namount = 50\ncurrency = "EUR"\n{LAW}',
    )
    table = load("eu", tmp_path)
    assert [(str(row.times), str(row.plus)) for row in table.margins] == [("1", "9.2")]
    assert [row.amount for row in table.fixed_sums] == [Money(5000, "EUR")]
    assert table.rates == load("eu").rates


def test_a_table_of_any_day_is_complete_as_far_as_its_user_says(tmp_path: Path) -> None:
    assert load("india").changes is Changes.ANY_DAY
    own(tmp_path, "complete_to = 2026-11-20\n", "india")
    assert load("india", tmp_path).complete_to == date(2026, 11, 20)


def test_without_own_files_the_program_has_its_rates_and_rules_without_a_table_need_none(tmp_path: Path) -> None:
    assert table_of(EU, tmp_path / "nowhere") == table_of(EU) == load("eu")
    assert table_of(NONE) is None
    assert table_of(contract(Decimal(9), "year"), tmp_path) is None


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (ROW.replace("2.40", '"2.40"'), 4, "“percent” wants a number"),
        (ROW.replace("2.40", "true"), 4, "“percent” wants a number"),
        (ROW.replace("2.40", "nan"), 4, "“percent” wants a number"),
        (ROW.replace("2.40", "240"), 4, "between -5 and 100"),
        (ROW.replace("2026-07-01", '"2026-07-01"'), 3, "“valid_from” wants a day"),
        (ROW.replace("2026-07-01", "2026-07-01T00:00:00"), 3, "“valid_from” wants a day"),
        (ROW.replace('"a notice"', '" "'), 5, "“source” wants a text"),
        (ROW.replace("noted_on = 2026-07-02", ""), 2, "“noted_on” wants a day"),
        (ROW.replace("percent", "procent"), 4, "“procent” is no field"),
        (ROW + ROW, 8, "2026-07-01 is there twice"),
        (ROW + ROW.replace("2026-07-01", "2027-01-01").replace("2.40", "x"), 0, "line 10"),
        (ROW + 'seen_in = "a page"\n', 2, "“seen_on” wants a day"),
        (ROW + "seen_on = 2026-07-02\n", 2, "“seen_in” wants a text"),
        ("rates = 3\n", 1, "there is no “rates”"),
        ("\nrate = 3\n", 2, "write each row under"),
        (ROW.replace("[[rate]]", "[rate]"), 2, "write each row under"),
        (ROW.replace("2026-07-01", "2027-07-01"), 0, "The rate of 2027-01-01 is missing"),
        (ROW.replace("2026-07-01", "2026-07-02"), 0, "not on 2026-07-02"),
        ('[[margin]]\ndebtor = "state"\n', 2, "“debtor” is one of business, consumer"),
        (f'[[fixed_sum]]\ncurrency = "EUR"\namount = 40.001\n{LAW}', 1, "fewer decimals"),
        (f'[[fixed_sum]]\ncurrency = "XXQ"\namount = 40\n{LAW}', 1, "There is no currency"),
        ("not toml", 0, "this is no TOML"),
        ("rate = " + "[" * 5000, 0, "this is no TOML"),
    ],
)
def test_a_mistake_is_named_with_file_and_line(tmp_path: Path, text: str, line: int, says: str) -> None:
    path = own(tmp_path, text)
    with pytest.raises(InputError) as caught:
        load("eu", tmp_path)
    sentence = caught.value.sentence
    assert sentence.startswith(f"{path}, line {line}: " if line else f"{path}: ")
    assert says in sentence
    assert sentence.count(str(path)) == 1
    assert caught.value.way_out


def test_what_a_shipped_row_was_compared_with_is_named_or_its_use_says_that_it_was_not() -> None:
    """Only these two were found in no published text; the German rate follows the European one by law, all the same."""
    rows = [(name, rate) for name in TABLES for rate in load(name).rates]
    assert all((rate.seen_on is not None) is rate.compared for _, rate in rows)
    assert [(name, rate.valid_from.isoformat()) for name, rate in rows if not rate.compared] == [
        ("germany", "2015-07-01"),
        ("germany", "2024-07-01"),
    ]
    debt = Debt(Money(1_000_000, "EUR"), date(2024, 6, 20), date(2024, 5, 20))
    found = calculate(debt, GERMANY, load("germany"), date(2025, 1, 31))
    assert [line.rate is not None and line.rate.compared for line in found.lines] == [True, False, True]
    (note,) = found.notes
    assert note.startswith("The rate of 1 Jul 2024 in the table of the German base rate was not compared")


def test_an_own_row_was_compared_by_who_wrote_it(tmp_path: Path) -> None:
    own(tmp_path, ROW.replace("2026-07-01", "2024-07-01").replace("2.40", "3.37"), "germany")
    assert {rate.valid_from.isoformat() for rate in load("germany", tmp_path).rates if not rate.compared} == {
        "2015-07-01"
    }


def test_on_the_day_of_the_program_the_tables_that_ended_say_so() -> None:
    today = date(2026, 11, 22)
    assert {name for name in TABLES if load(name).say_old(today)} == {"germany", "india"}


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    path = own(tmp_path, "")
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="cannot be read as text"):
        load("eu", tmp_path)
    path.unlink()
    path.mkdir()
    with pytest.raises(InputError, match="cannot be read as text"):
        load("eu", tmp_path)
