"""The checks on real receivables: `python -m tests.bench.entry.real FOLDER [--show CODE]`.

Walks three public files in periods of two weeks, through the program's own commands: what was there before a period is
imported into a fresh desk (`import invoices`, what was settled by then as receipts), and what is dated in it goes
through `billdesk check` on its last day. The shop's file cannot be imported, because it has lines without due dates:
its nine days are one file of lines. Counts the findings for 1,000 entries. The files are no part of the project;
without them it says so and ends. What they do not hold is left empty (references, bank accounts).
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from billdesk.domain.checks.entered import Entered, EnteredLine, EntryKind
from billdesk.domain.checks.impossible import sums

PERIOD = timedelta(days=14)
RANK = {"block": 0, "ask": 1, "note": 2}

Row = dict[str, str]


@dataclass
class Counted:
    """What the checks found in one file."""

    entries: int = 0
    blocked: int = 0
    asked: int = 0
    codes: Counter[tuple[str, str]] = field(default_factory=Counter)
    found: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


@dataclass(frozen=True)
class Paper:
    """One entry with the row of the file that it comes from."""

    entered: Entered
    row: Row

    @property
    def day(self) -> date:
        """Its date."""
        return self.entered.issued_on or date.min


def rows_of(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8", errors="replace", newline="") as stream:
        yield from csv.DictReader(stream)


def ibm(path: Path) -> Iterator[Paper]:
    for row in rows_of(path):
        number, customer, total = row["invoiceNumber"], row["customerID"], Decimal(row["InvoiceAmount"])
        issued, due, settled = (us_day(row[name]) for name in ("InvoiceDate", "DueDate", "SettledDate"))
        yield Paper(invoice(number, customer, issued, due, "USD", total), row)
        yield Paper(Entered(f"r{number}", EntryKind.RECEIPT, customer, settled, None, "USD", (), total), row)


def highradius(path: Path) -> Iterator[Paper]:
    for row in rows_of(path):
        issued, due = loose_day(row["baseline_create_date"]), loose_day(row["due_in_date"])
        total, number = Decimal(row["total_open_amount"]), row["doc_id"].removesuffix(".0")
        yield Paper(invoice(number, row["cust_number"], issued, due, row["invoice_currency"], total), row)


def online_retail(path: Path) -> Iterator[Paper]:
    papers: dict[str, list[Row]] = defaultdict(list)
    for row in rows_of(path):
        if row["CustomerID"]:
            papers[row["InvoiceNo"]].append(row)
    for number, rows in papers.items():
        kind = EntryKind.CREDIT_NOTE if number.startswith("C") else EntryKind.INVOICE
        customer = rows[0]["CustomerID"].removesuffix(".0")
        issued = date.fromisoformat(rows[0]["InvoiceDate"][:10])
        lines = tuple(
            EnteredLine(row["Description"], abs(Decimal(row["Quantity"])), Decimal(row["UnitPrice"]), Decimal(0))
            for row in rows
        )
        entered = Entered(number, kind, customer, issued, None, "GBP", lines, Decimal(0), number)
        yield Paper(Entered(number, kind, customer, issued, None, "GBP", lines, sums(entered)[0], number), rows[0])


def invoice(number: str, customer: str, issued: date, due: date, currency: str, total: Decimal) -> Entered:
    return Entered(f"i{number}", EntryKind.INVOICE, customer, issued, due, currency, (), total, number)


def us_day(text: str) -> date:
    month, day, year = map(int, text.split("/"))
    return date(year, month, day)


def loose_day(text: str) -> date:
    digits = re.sub(r"[^0-9]", "", text.removesuffix(".0"))
    return datetime.strptime(digits[:8], "%Y%m%d").date()  # noqa: DTZ007 - a day, no instant


def line_of(entered: Entered) -> str:
    """The entry as a line of `billdesk check`."""
    lines = [
        {
            "description": line.description,
            "quantity": f"{line.quantity:f}",
            "unit_price": f"{line.unit_price:f}",
            "tax_rate": f"{line.tax_rate:f}",
        }
        for line in entered.lines
    ]
    days = {
        "issued_on": entered.issued_on and entered.issued_on.isoformat(),
        "due_on": entered.due_on and entered.due_on.isoformat(),
    }
    head = {"id": entered.id, "kind": entered.kind.value, "customer": entered.customer, "number": entered.number}
    return json.dumps({**head, **days, "currency": entered.currency, "lines": lines, "total": f"{entered.total:f}"})


class Commands:
    """The program as a process of its own, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._desk = folder / "desk.billdesk"
        self._new = folder / "new.billdesk"
        self.run(self._new, "init", "--company", "Real papers", "--currency", "USD", "--country", "US")

    def run(self, desk: Path, *words: str) -> str:
        """What a command writes; ends the walk when it is refused."""
        command = [sys.executable, "-m", "billdesk", "--desk", str(desk), *words]
        ran = subprocess.run(command, capture_output=True, text=True, check=False, env=dict(os.environ))
        if ran.returncode:
            raise SystemExit(f"{' '.join(words)}: {ran.stderr}")
        return ran.stdout

    def know(self, rows: Sequence[Row], today: date, options: Sequence[str]) -> None:
        """A fresh desk with these rows imported."""
        shutil.copyfile(self._new, self._desk)
        if not rows:
            return
        path = self._folder / "before.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        told = ("import", "invoices", str(path), *options, "--yes", "--reason", "a measurement")
        self.run(self._desk, "--today", today.isoformat(), *told)

    def meet(self, papers: Sequence[Paper], today: date) -> None:
        """Enter customers, each with the days that its first paper gives."""
        if not papers:
            return
        path = self._folder / "customers.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(("Code", "Name", "Currency", "Terms"))
            for entered in (paper.entered for paper in papers):
                days = (entered.due_on - entered.issued_on).days if entered.due_on and entered.issued_on else 30
                writer.writerow((entered.customer, entered.customer, entered.currency, f"net {max(days, 0)}"))
        told = ("import", "customers", str(path), "--yes", "--reason", "a measurement")
        self.run(self._desk, "--today", today.isoformat(), *told)

    def check(self, papers: Sequence[Paper], today: date) -> list[dict[str, object]]:
        """The answers to a file of entries."""
        path = self._folder / "entries.jsonl"
        path.write_text("\n".join(line_of(paper.entered) for paper in papers) + "\n", encoding="utf-8")
        said = self.run(self._desk, "--today", today.isoformat(), "check", str(path))
        return [json.loads(line) for line in said.splitlines()]


def unsettled(row: Row, before: date) -> Row:
    """A row as it stood on a day: what was settled later is open."""
    settled = row.get("SettledDate")
    return {**row, "SettledDate": ""} if settled and us_day(settled) >= before else row


def walk(papers: Sequence[Paper], commands: Commands, options: Sequence[str] | None) -> Counted:
    """Check the entries of each period on its last day against what was there before it.

    Without `options` for the import all of them are one period.
    """
    counted = Counted()
    rank = {EntryKind.INVOICE: 0, EntryKind.CREDIT_NOTE: 1, EntryKind.RECEIPT: 2}
    ordered = sorted(papers, key=lambda paper: (paper.day, rank[paper.entered.kind]))
    start, end = ordered[0].day, ordered[-1].day
    period = end - start + timedelta(days=1) if options is None else PERIOD
    while start <= end:
        last = start + period - timedelta(days=1)
        before = [p for p in ordered if p.day < start and p.entered.kind is EntryKind.INVOICE]
        commands.know([unsettled(paper.row, start) for paper in before], last, options or ())
        now = [paper for paper in ordered if start <= paper.day <= last]
        if now:
            known = {paper.entered.customer for paper in before}
            new = {paper.entered.customer: paper for paper in reversed(now) if paper.entered.customer not in known}
            commands.meet(list(new.values()), last)
            count(counted, now, commands.check(now, last))
        start += period
    return counted


def count(counted: Counted, papers: Sequence[Paper], answers: Sequence[Mapping[str, object]]) -> None:
    """Add the answers to the counts."""
    for paper, answer in zip(papers, answers, strict=True):
        entered, findings = paper.entered, answer["findings"]
        counted.entries += 1
        counted.blocked += answer["verdict"] == "blocked"
        counted.asked += answer["verdict"] == "ask"
        for finding in findings if isinstance(findings, list) else ():
            counted.codes[finding["severity"], finding["code"]] += 1
            told = (entered.number, entered.customer, entered.issued_on, entered.due_on, f"{entered.total:f}")
            counted.found[finding["code"]].append(f"{told} {finding['message']} {finding['evidence']}")


def table(counts: dict[str, Counted]) -> str:
    """The findings for 1,000 entries, a column a file."""
    keys = sorted({key for one in counts.values() for key in one.codes}, key=lambda key: (RANK[key[0]], key[1]))
    rows = [
        ["for 1,000 entries", *counts],
        ["---", *("---:" for _ in counts)],
        ["entries", *(f"{one.entries:,}" for one in counts.values())],
        ["blocked", *(share(one.blocked, one) for one in counts.values())],
        ["asked about", *(share(one.asked, one) for one in counts.values())],
        *([f"{key[0]} `{key[1]}`", *(share(one.codes[key], one) for one in counts.values())] for key in keys),
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def share(count: int, of: Counted) -> str:
    return f"{count * 1000 / of.entries:.1f}" if count else "–"


READERS: Mapping[str, tuple[Callable[[Path], Iterator[Paper]], Sequence[str] | None]] = {
    "ibm_accounts_receivable.csv": (ibm, ("--settled-as-receipts", "--currency", "USD", "--dates", "mdy")),
    "highradius_open_items.csv": (highradius, ("--map", "issued=baseline_create_date")),
    "online_retail_2010-12-01_to_09.csv": (online_retail, None),
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.entry.real")
    parser.add_argument("folder", type=Path, help="where the files are")
    parser.add_argument(
        "--show", default="", metavar="CODE", help="print the entries with this finding (`all`: with any)"
    )
    given = parser.parse_args()
    present = {name: read for name, read in READERS.items() if (given.folder / name).exists()}
    if not present:
        print(f"None of the files is in {given.folder}.")
        return
    counts = {}
    for name, (read, options) in present.items():
        with tempfile.TemporaryDirectory() as folder:
            counts[name.split("_")[0]] = walk(list(read(given.folder / name)), Commands(Path(folder)), options)
    print(table(counts))
    for counted in counts.values():
        for code, entries in counted.found.items():
            if given.show in {code, "all"}:
                print("\n".join(f"{code}: {entry}" for entry in entries))


if __name__ == "__main__":
    main()
