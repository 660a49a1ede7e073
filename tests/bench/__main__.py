"""Run the benchmarks and print their table.

    python -m tests.bench [--quick] [--runs N] [--json FILE] [--markdown] [screen] [data] [booking] [following]

A practice desk of a million invoices is made on first use and kept in `$XDG_CACHE_HOME/billdesk-bench`; `--quick`
makes do with a hundred thousand. `screen` needs Linux (`/proc`).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sqlite3
from pathlib import Path

from tests.bench.figures import Sheet, as_markdown

PARTS = ("screen", "data", "booking", "following")


def main() -> None:
    """Read the command line, run what it asks for, and write the figures to a file if one is named."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Speed, as ratios to floors.")
    parser.add_argument(
        "parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; all of them when none is named"
    )
    parser.add_argument("--quick", action="store_true", help="100,000 invoices instead of a million, fewer runs")
    parser.add_argument("--runs", type=int, help="turns of each measurement (7; 3 with --quick)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures there")
    parser.add_argument("--markdown", action="store_true", help="print the table of docs/performance.md at the end")
    given = parser.parse_args()
    if unknown := set(given.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    parts = given.parts or PARTS
    runs = given.runs or (3 if given.quick else 7)
    large, medium, small = (100_000, 10_000, 10_000) if given.quick else (1_000_000, 100_000, 10_000)
    machine = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {os.cpu_count()} cores"
    print(f"{machine}, {runs} runs, load {os.getloadavg()[0]:.1f}\n", flush=True)
    sheet = Sheet()
    if "screen" in parts:
        from tests.bench.screen import compile_all, screen

        compile_all()
        screen(sheet, runs, large, small)
    if "data" in parts:
        from tests.bench.data import data

        data(sheet, runs, large, medium, small)
    if "booking" in parts:
        from tests.bench.booking import booking

        booking(sheet, runs, medium)
    if "following" in parts:
        from tests.bench.following import following_up

        following_up(sheet, runs, medium)
    if given.markdown:
        print("\n" + as_markdown(sheet.figures))
    if given.json:
        content = {"machine": machine, "runs": runs, "invoices": large, "figures": sheet.as_json()}
        given.json.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
