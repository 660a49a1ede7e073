"""Measure the double check: `python -m tests.bench.entry [--half a|b|c|all] [--quick] [--write]`.

Invents desks of 20,000 papers each, makes errors of every kind at their places among them, lets the checks and a
simulated person at them, and prints what was caught. `--write` puts the tables into docs/double-check.md and the rates
of each check into docs/check_rates.json. `--quick` makes fewer papers and errors, to see that it runs.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.bench.entry.desk_a import desk_a
from tests.bench.entry.desk_b import desk_b
from tests.bench.entry.desk_c import desk_c
from tests.bench.entry.errors import make_cases
from tests.bench.entry.report import full_report, put_between_marks, rates
from tests.bench.entry.tally import Tally
from tests.bench.entry.walk import walk

DOCS = Path(__file__).resolve().parents[3] / "docs"
HALVES = {"a": desk_a, "b": desk_b, "c": desk_c}


def measure(half: str, papers: int, each: int) -> Tally:
    """One desk, from inventing to counting."""
    book = HALVES[half](papers=papers)
    tally = Tally.of(book)
    for item, seen in walk(book, make_cases(book, each)):
        tally.add(item, seen)
    return tally


def main() -> None:
    """Read the command line, measure, print, and write where asked."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.entry", description="What the double check catches.")
    parser.add_argument("--half", choices=(*HALVES, "all"), default="all", help="which desk (all)")
    parser.add_argument("--each", type=int, help="errors of each kind (600; 40 with --quick)")
    parser.add_argument("--quick", action="store_true", help="4,000 papers and 40 errors of each kind")
    parser.add_argument("--write", action="store_true", help="write docs/double-check.md and docs/check_rates.json")
    given = parser.parse_args()
    papers, each = (4_000, given.each or 40) if given.quick else (20_000, given.each or 600)
    halves = list(HALVES) if given.half == "all" else [given.half]
    started = time.monotonic()
    with ProcessPoolExecutor(max_workers=min(len(halves), os.cpu_count() or 1)) as pool:
        tallies = list(pool.map(measure, halves, [papers] * len(halves), [each] * len(halves)))
    report = full_report(tallies)
    print(report)
    if given.write:
        page = DOCS / "double-check.md"
        known = page.read_text(encoding="utf-8") if page.exists() else "# The double check\n"
        page.write_text(put_between_marks(known, report), encoding="utf-8")
        text = json.dumps(rates(tallies), indent=1, ensure_ascii=False, sort_keys=True)
        (DOCS / "check_rates.json").write_text(text + "\n", encoding="utf-8")
    print(f"{papers:,} papers, {each} errors of each kind, {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
