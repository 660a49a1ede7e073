"""`invoice show --interest`: every line of the calculation as data and as a table; mistakes are said and exit."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

SHOW = ("invoice", "show", "R-5", "--interest")


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of settings, so that no rates but those of the program are read."""
    monkeypatch.setattr("billdesk.interest_option.config_folder", lambda: tmp_path)
    return tmp_path


def test_the_calculation_as_json_has_the_documented_shape(on_desk: Run) -> None:
    ran = on_desk(*SHOW, "10 % a year", "--format", "json")
    assert (ran.code, ran.err) == (0, "")
    assert json.loads(ran.out)["interest"] == {
        "rule": "10 % a year",
        "title": "The contract, 10 % a year",
        "to": "2026-11-21",
        "currency": "EUR",
        "amount": "0.04",
        "lines": [
            {
                "instalment": 1, "due_on": "2026-11-02", "from": "2026-11-03", "to": "2026-11-21", "days": 19,
                "principal": "7.00", "earlier_interest": "0.000000", "currency": "EUR", "rate": "10",
                "rate_per": "year", "article": "contract", "beyond_table": False, "compared": True,
                "interest": "0.036438",
            }
        ],
        "fixed_sums": [],
        "notes": [],
    }  # fmt: skip


def test_without_the_option_there_is_no_interest(on_desk: Run) -> None:
    assert "interest" not in json.loads(on_desk("invoice", "show", "R-5", "--format", "json").out)


def test_the_lines_as_csv(on_desk: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(on_desk(*SHOW, "1% a month", "--format", "csv").out)))
    assert [(row["from"], row["days"], row["rate"], row["rate_per"]) for row in rows] == [
        ("2026-11-03", "19", "1", "month")
    ]


def test_people_see_lines_sum_and_fixed_sum(on_desk: Run) -> None:
    ran = on_desk(*SHOW, "eu")
    assert "Interest to Sat 21 Nov 2026: € 0.04 (Directive 2011/7/EU, between businesses)" in ran.out
    assert "Fixed sums" in ran.out
    assert "40.00" in ran.out


def test_an_old_table_is_said_beside_the_data(on_desk: Run) -> None:
    ran = on_desk(*SHOW, "india", "--format", "json")
    found = json.loads(ran.out)["interest"]
    assert found["notes"] == [ran.err.strip()]
    assert "is complete to" in ran.err
    assert [line["beyond_table"] for line in found["lines"]] == [True]


def test_no_such_rule_is_a_wrong_command_line(on_desk: Run) -> None:
    ran = on_desk(*SHOW, "europe")
    assert (ran.code, ran.out) == (2, "")
    assert "germany consumer" in ran.err


def test_a_mistake_in_the_own_rates_stops_the_calculation(on_desk: Run, settings: Path) -> None:
    path = settings / "rates" / "eu.toml"
    path.parent.mkdir()
    path.write_text('[[rate]]\nvalid_from = "July"\n')
    ran = on_desk(*SHOW, "eu")
    assert (ran.code, ran.out) == (1, "")
    assert f"{path}, line 2: “valid_from” wants a day" in ran.err
