"""`billdesk remind --dry-run`: every decision with its reasons, for people and programs; nothing is sent or written."""

from __future__ import annotations

import csv
import io
import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from billdesk.domain.followup.outbox import RecallDraft
from billdesk.services import company, customers, outbox, outbox_fates
from billdesk.services.desk import open_desk
from billdesk.services.drafting import company_draft, customer_draft
from tests.cli.conftest import Run, csv_file, give_address
from tests.makers import TODAY, confirmed
from tests.services.posting import plan


@pytest.fixture(autouse=True)
def _addressed(ready: Path) -> None:
    """C4 can be written to as well."""
    with closing(open_desk(ready, user="mk", today=TODAY)) as opened:
        give_address(opened, "=C4")


def test_json_lists_each_decision_with_its_items_and_reasons(on_desk: Run) -> None:
    ran = on_desk("remind", "--dry-run", "--format", "json")
    document = json.loads(ran.out)
    assert (ran.code, document["as_of"], document["procedure"]) == (0, "2026-11-21", "standard")
    assert document["receipts_until"] == "2026-11-01"
    rows = {row["customer"]: row for row in document["rows"]}
    assert [row["action"] for row in document["rows"]] == ["mail", "mail", "none"]
    first = rows["C1"]
    assert (first["claimed"], first["open"], first["currency"], first["step"]) == ("119.00", "169.50", "EUR", "1 of 4")
    assert [item["reasons"][0]["code"] for item in first["items"]] == ["due", "disputed"]
    assert rows["C2"]["next_on"] == "2026-12-05"
    assert rows["C2"]["items"][0]["reasons"] == [
        {
            "code": "too-young",
            "day": "2026-11-30",
            "until": "2026-12-05",
            "sentence": "Due on Mon 30 Nov 2026; step 1 comes on Sat 5 Dec 2026 at the soonest.",
        }
    ]
    assert "C3" not in rows, "it owes nothing"


def test_lines_and_csv_hold_the_same_decisions(on_desk: Run) -> None:
    lines = [json.loads(line) for line in on_desk("remind", "--dry-run", "--format", "jsonl").out.splitlines()]
    cells = list(csv.DictReader(io.StringIO(on_desk("remind", "--dry-run", "--format", "csv").out)))
    assert [line["why"] for line in lines] == [cell["why"] for cell in cells]
    assert [(cell["customer"], cell["action"], cell["documents"]) for cell in cells] == [
        ("'=C4", "mail", "R-5"),
        ("C1", "mail", "R-1"),
        ("C2", "none", "R-3"),
    ]


def test_people_read_a_table_and_how_far_the_money_is_known(on_desk: Run) -> None:
    ran = on_desk("remind", "--dry-run")
    assert "Step 1 has been due since Fri 16 Oct 2026." in ran.out
    assert ran.err == (
        "The last receipt is of Sun 1 Nov 2026. "
        "2 of 3 accounts would be contacted; the reasons of the rest are listed.\n"
    )


def test_whom_the_run_cannot_write_to_is_not_counted_as_contacted(on_desk: Run, desk: Path) -> None:
    with closing(open_desk(desk, user="mk", today=TODAY)) as opened:
        draft = customer_draft(customers.find(opened, "=C4"))
        customers.save(opened, confirmed(replace(draft, persons=())))
    document = json.loads(on_desk("remind", "--dry-run", "--format", "json").out)
    row = next(row for row in document["rows"] if row["customer"] == "=C4")
    assert (row["action"], row["claimed"], row["next_on"]) == ("none", "0.00", None)
    assert row["why"].startswith("No mail address is known. Enter one with the customer. Step 1 has been due")
    assert [reason["code"] for reason in row["items"][0]["reasons"]] == ["due", "not-possible"]
    ran = on_desk("remind", "--dry-run")
    assert "No mail address is known." in ran.out
    assert "1 of 3 accounts would be contacted" in ran.err
    past = json.loads(on_desk("remind", "--dry-run", "--as-of", "2026-11-20", "--format", "json").out)
    assert {row["action"] for row in past["rows"] if row["customer"] == "=C4"} == {"mail"}, "addresses are of today"


def test_what_was_called_back_today_is_decided_anew_tomorrow(on_desk: Run, desk: Path) -> None:
    with closing(open_desk(desk, user="mk", today=TODAY)) as opened:
        plan(opened)
        message = next(one for one in outbox.waiting(opened) if one.code == "C1")
        outbox_fates.recall(opened, confirmed(RecallDraft(message.id, message.version, "they called")))
    document = json.loads(on_desk("remind", "--dry-run", "--format", "json").out)
    row = next(row for row in document["rows"] if row["customer"] == "C1")
    assert (row["action"], row["next_on"]) == ("none", "2026-11-22")
    assert "called-back" in {reason["code"] for reason in row["items"][0]["reasons"]}
    assert "0 of 3 accounts would be contacted" in on_desk("remind", "--dry-run").err
    assert "called back: 1, € 119.00" in on_desk("remind").out


def test_a_text_that_lacks_something_keeps_its_message_from_being_announced(on_desk: Run, desk: Path) -> None:
    with closing(open_desk(desk, user="mk", today=TODAY)) as opened:
        company.save(opened, confirmed(replace(company_draft(company.get(opened)), bank="")))
    assert "0 of 3 accounts would be contacted" in on_desk("remind", "--dry-run").err
    assert "not possible: 2, € 126.00" in on_desk("remind").out


def test_a_row_tells_each_kind_of_reason_once_and_how_many_more_there_are(run: Run, desk: Path, tmp_path: Path) -> None:
    more = [f"S-{day},C9,Nine,2026-10-01,2026-11-{day},10.00,EUR,no," for day in (10, 11, 12)]
    table = csv_file(tmp_path, *more, "S-9,C9,Nine,2026-10-01,2026-11-09,5.00,EUR,yes,", name="more.csv")
    common = ("--desk", desk, "--today", "2026-11-21", "--user", "mk")
    assert run(*common, "import", "invoices", table, "--yes", "--reason", "a test").code == 0
    ran = run(*common, "remind", "--dry-run", "--as-of", "2026-11-12", "--format", "json")
    (nine,) = (row for row in json.loads(ran.out)["rows"] if row["customer"] == "C9")
    assert nine["why"] == (
        "€ 5.00 are disputed. Resolve the dispute first. "
        "Due on Mon 9 Nov 2026; step 1 comes on Sat 14 Nov 2026 at the soonest. And 3 more."
    )


def test_another_day_and_procedure_decide_otherwise(on_desk: Run) -> None:
    early = json.loads(on_desk("remind", "--dry-run", "--as-of", "2026-10-12", "--format", "json").out)
    assert {row["action"] for row in early["rows"]} == {"none"}
    gentle = json.loads(on_desk("remind", "--dry-run", "--procedure", "Public Sector", "--format", "json").out)
    assert gentle["procedure"] == "public sector"
    assert {item["procedure"] for row in gentle["rows"] for item in row["items"]} == {"public sector"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--dry-run", "--procedure", "cruel"), "--procedure names no procedure. They are gentle, standard, strict,"),
        (("--dry-run", "--as-of", "soon"), "--as-of"),
    ],
)
def test_a_wrong_line_is_refused_with_the_way_out(on_desk: Run, words: tuple[str, ...], said: str) -> None:
    ran = on_desk("remind", *words)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_a_dry_run_leaves_the_file_as_it_is(on_desk: Run, desk: Path) -> None:
    before = desk.read_bytes()
    assert on_desk("remind", "--dry-run").code == 0
    assert desk.read_bytes() == before
