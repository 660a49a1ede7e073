"""The checks on real receivables: `python -m tests.bench.entry.real FOLDER [--show CODE]`.

Walks the entries of three public files in the order of their days, each checked against those before it and then
booked, and counts the findings for 1,000 entries. The files are no part of the project; without them it says so and
ends. What they do not hold is left empty (references, bank accounts), a customer's terms are what most of its entries
have, and each receipt is taken to have come on the settled date.
"""

from __future__ import annotations

import argparse
import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from billdesk.domain.checks.check import check
from billdesk.domain.checks.entered import Entered, EnteredLine, EntryKind
from billdesk.domain.checks.facts import CustomerMaster, DeskMaster
from billdesk.domain.checks.history import History
from billdesk.domain.checks.impossible import sums
from billdesk.domain.findings import Finding, Severity
from billdesk.domain.terms import LONGEST_DAYS, Terms


@dataclass
class Counted:
    """What the checks found in one file."""

    entries: int = 0
    blocked: int = 0
    asked: int = 0
    codes: Counter[tuple[Severity, str]] = field(default_factory=Counter)
    found: dict[str, list[tuple[Entered, Finding]]] = field(default_factory=lambda: defaultdict(list))


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", errors="replace", newline="") as stream:
        yield from csv.DictReader(stream)


def ibm(path: Path) -> Iterator[tuple[Entered, str]]:
    for row in rows_of(path):
        number, customer, total = row["invoiceNumber"], row["customerID"], Decimal(row["InvoiceAmount"])
        issued, due, settled = (us_day(row[name]) for name in ("InvoiceDate", "DueDate", "SettledDate"))
        yield invoice(number, customer, issued, due, "USD", total), customer
        yield Entered(f"r{number}", EntryKind.RECEIPT, customer, settled, None, "USD", (), total), customer


def highradius(path: Path) -> Iterator[tuple[Entered, str]]:
    for row in rows_of(path):
        issued, due = loose_day(row["baseline_create_date"]), loose_day(row["due_in_date"])
        total, number = Decimal(row["total_open_amount"]), row["doc_id"].removesuffix(".0")
        yield invoice(number, row["cust_number"], issued, due, row["invoice_currency"], total), row["name_customer"]


def online_retail(path: Path) -> Iterator[tuple[Entered, str]]:
    papers: dict[str, list[dict[str, str]]] = defaultdict(list)
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
        yield Entered(number, kind, customer, issued, None, "GBP", lines, sums(entered)[0], number), customer


def invoice(number: str, customer: str, issued: date, due: date, currency: str, total: Decimal) -> Entered:
    return Entered(f"i{number}", EntryKind.INVOICE, customer, issued, due, currency, (), total, number)


def us_day(text: str) -> date:
    month, day, year = map(int, text.split("/"))
    return date(year, month, day)


def loose_day(text: str) -> date:
    digits = re.sub(r"[^0-9]", "", text.removesuffix(".0"))
    return datetime.strptime(digits[:8], "%Y%m%d").date()  # noqa: DTZ007 - a day, no instant


def masters(entries: Iterable[tuple[Entered, str]]) -> list[CustomerMaster]:
    """Each customer with the currency and the days that most of its entries have."""
    days: dict[str, Counter[int]] = defaultdict(Counter)
    currencies: dict[str, Counter[str]] = defaultdict(Counter)
    names: dict[str, str] = {}
    for entered, name in entries:
        names.setdefault(entered.customer, name)
        currencies[entered.customer][entered.currency] += 1
        if entered.due_on and entered.issued_on:
            days[entered.customer][(entered.due_on - entered.issued_on).days] += 1
    return [
        CustomerMaster(code, name, "", "", currencies[code].most_common(1)[0][0], _terms(days[code]))
        for code, name in names.items()
    ]


def _terms(days: Counter[int]) -> Terms:
    usual = days.most_common(1)[0][0] if days else 30
    return Terms(days=min(max(usual, 0), LONGEST_DAYS))


def walk(entries: list[tuple[Entered, str]]) -> Counted:
    """Check each entry on its day against those before it, then book it."""
    history = History(DeskMaster("", "USD"), masters(entries))
    counted = Counted()
    rank = {EntryKind.INVOICE: 0, EntryKind.CREDIT_NOTE: 1, EntryKind.RECEIPT: 2}
    for entered, _ in sorted(entries, key=lambda item: (item[0].issued_on or date.min, rank[item[0].kind])):
        findings = check(entered, history.facts(entered, entered.issued_on or date.min))
        counted.entries += 1
        counted.blocked += findings.verdict == "blocked"
        counted.asked += findings.verdict == "ask"
        for finding in findings:
            counted.codes[finding.severity, finding.code] += 1
            counted.found[finding.code].append((entered, finding))
        history.book(entered)
    return counted


def table(counts: dict[str, Counted]) -> str:
    """The findings for 1,000 entries, a column a file."""
    rank = {Severity.BLOCK: 0, Severity.ASK: 1, Severity.NOTE: 2}
    keys = sorted({key for one in counts.values() for key in one.codes}, key=lambda key: (rank[key[0]], key[1]))
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


READERS = {
    "ibm_accounts_receivable.csv": ibm,
    "highradius_open_items.csv": highradius,
    "online_retail_2010-12-01_to_09.csv": online_retail,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.entry.real")
    parser.add_argument("folder", type=Path, help="where the files are")
    parser.add_argument("--show", default="", metavar="CODE", help="print the entries with this finding")
    given = parser.parse_args()
    present = {name: read for name, read in READERS.items() if (given.folder / name).exists()}
    if not present:
        print(f"None of the files is in {given.folder}.")
        return
    counts = {name.split("_")[0]: walk(list(read(given.folder / name))) for name, read in present.items()}
    print(table(counts))
    for counted in counts.values():
        for entered, finding in counted.found.get(given.show, ()):
            print(entered.number, entered.customer, entered.issued_on, entered.total, finding.message, finding.evidence)


if __name__ == "__main__":
    main()
