"""`billdesk check`: a line out for a line in, malformed lines named, nothing booked."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Run

ENTRY: dict[str, object] = {
    "id": "1",
    "kind": "invoice",
    "customer": "C1",
    "number": "R-9",
    "issued_on": "2026-11-20",
    "due_on": "2026-12-20",
    "currency": "EUR",
    "lines": [{"description": "Consulting", "quantity": "1", "unit_price": "10.00", "tax_rate": "19"}],
    "total": "11.90",
}


def entries(folder: Path, *lines: object) -> Path:
    path = folder / "entries.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
    return path


def test_each_line_has_its_answer_in_order(on_desk: Run, tmp_path: Path) -> None:
    wrong = ENTRY | {"id": "2", "number": "R-10", "total": "19.10"}
    odd = ENTRY | {"id": "3", "number": "R-11", "due_on": "2027-01-20", "total": "23.80"}
    odd["lines"] = [{"description": "Consulting", "quantity": "2", "unit_price": "10.00", "tax_rate": "19"}]
    ran = on_desk("check", entries(tmp_path, ENTRY, wrong, odd))
    said = [json.loads(line) for line in ran.out.splitlines()]
    assert (ran.code, ran.err) == (0, "")
    assert [(one["id"], one["verdict"]) for one in said] == [("1", "clear"), ("2", "blocked"), ("3", "ask")]
    assert said[0]["findings"] == []
    assert said[0]["rekey"][:2] == ["total", "day"]
    finding = said[1]["findings"][0]
    assert set(finding) == {"code", "severity", "field", "message", "evidence"}
    assert (finding["code"], finding["severity"], finding["field"]) == ("total-off", "block", "total")
    assert "value" in said[2]["rekey"]


def test_numbers_and_open_amounts_of_the_book_are_known(on_desk: Run, tmp_path: Path) -> None:
    used = ENTRY | {"number": "R-1"}
    alike = ENTRY | {"id": "2", "number": "r 0002"}
    paid = {"id": "3", "kind": "receipt", "customer": "C1", "issued_on": "2026-11-20", "currency": "EUR"}
    ran = on_desk(
        "check",
        entries(
            tmp_path,
            used,
            alike,
            paid | {"total": "119.00", "reference": "R-1"},
            paid | {"id": "4", "total": "191.00", "reference": "R-1"},
            paid | {"id": "5", "customer": "C2", "total": "50.50", "reference": "R-2"},
        ),
    )
    codes = [[finding["code"] for finding in json.loads(line)["findings"]] for line in ran.out.splitlines()]
    assert [found[:1] for found in codes] == [
        ["number-used"],
        ["number-alike"],
        [],
        ["receipt-off-named"],
        ["other-customer"],
    ]


def test_a_paper_twice_in_one_file_is_found(on_desk: Run, tmp_path: Path) -> None:
    ran = on_desk("check", entries(tmp_path, ENTRY, ENTRY | {"id": "2"}))
    assert [json.loads(line)["verdict"] for line in ran.out.splitlines()] == ["clear", "blocked"]


def test_malformed_lines_are_named_and_do_not_stop_the_rest(on_desk: Run, tmp_path: Path) -> None:
    malformed: tuple[object, ...] = (
        "not json",
        [],
        ENTRY | {"total": 11.9},
        ENTRY | {"kind": "order"},
        "[" * 5000,
        '{"id": NaN}',
    )
    ran = on_desk("check", entries(tmp_path, *malformed, "", ENTRY, ENTRY | {"id": "2", "issued_on": "2026-02-30"}))
    assert ran.code == 5
    assert [json.loads(line)["verdict"] for line in ran.out.splitlines()] == ["clear", "blocked"]
    reasons = ("no JSON", "JSON object", "total must be", "kind must be", "no JSON", "id must be")
    for number, (line, reason) in enumerate(zip(ran.err.splitlines(), reasons, strict=False), start=1):
        assert line.startswith(f"billdesk: entries.jsonl, line {number}: ")
        assert reason in line
    assert "6 lines could not be read; 2 were checked." in ran.err


def test_a_file_that_is_not_there_and_a_binary_one(on_desk: Run, tmp_path: Path) -> None:
    ran = on_desk("check", tmp_path / "none.jsonl")
    assert (ran.code, ran.out) == (1, "")
    assert "none.jsonl cannot be read" in ran.err
    binary = tmp_path / "binary"
    binary.write_bytes(bytes(range(256)) * 20)
    assert on_desk("check", binary).code == 5
    (tmp_path / "empty").write_bytes(b"")
    ran = on_desk("check", tmp_path / "empty")
    assert (ran.code, ran.out, ran.err) == (0, "", "empty holds no entry; nothing was checked.\n")


def test_an_invoice_over_nothing_is_asked_about(on_desk: Run, tmp_path: Path) -> None:
    bare = ENTRY | {"number": None, "due_on": None, "lines": [], "total": "0"}
    said = json.loads(on_desk("check", entries(tmp_path, bare)).out)
    assert (said["verdict"], [(one["code"], one["field"]) for one in said["findings"]]) == (
        "ask",
        [("total-zero", "total")],
    )


def test_nothing_is_booked(on_desk: Run, tmp_path: Path) -> None:
    before = on_desk("report", "audit", "--format", "json").out
    on_desk("check", entries(tmp_path, ENTRY))
    assert on_desk("report", "audit", "--format", "json").out == before
