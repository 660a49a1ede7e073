"""What it costs to write: an import with all its checks, and one receipt, against bare SQL with the same durability."""

from __future__ import annotations

import csv
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from uuid import uuid4

from billdesk.domain.double_check import bypass
from billdesk.domain.drafts import AllocationDraft, ReceiptDraft
from billdesk.domain.money import Money, to_decimal_string
from billdesk.services import receipts
from billdesk.services.desk import open_desk
from db import files
from tests.bench.desks import TODAY, copy_of, desk_of
from tests.bench.figures import Sheet, interleave

ROOT = Path(__file__).resolve().parents[2]
TABLES = ("customer", "invoice", "receipt", "instalment", "allocation")
"""What an import fills, parents first."""

EXPORT = """
select v.number, c.code, c.name, v.issued_on, max(i.due_on), v.currency, v.total_minor,
  (select max(a.applied_on) from allocation a join instalment j on j.id = a.instalment_id where j.invoice_id = v.id)
from invoice v join customer c on c.id = v.customer_id join instalment i on i.invoice_id = v.id
where v.state = 'issued' and v.total_minor > 0 group by v.id having min(i.due_on) >= v.issued_on"""
HEADINGS = ("number", "customer code", "customer name", "invoice date", "due date", "currency", "total", "settled")

PEAK = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(code)
"""
"""Runs a command from a small process: what Linux counts for a new one begins with what its parent held."""

Rows = dict[str, list[tuple[object, ...]]]


def booking(sheet: Sheet, runs: int, invoices: int) -> None:
    """All benchmarks of this module."""
    with tempfile.TemporaryDirectory() as folder:
        imports(sheet, Path(folder), invoices, min(runs, 3))
        receipt(sheet, Path(folder), invoices, max(runs, 15))


def write_csv(source: Path, target: Path, share: int = 1) -> int:
    """Write every `share`-th issued invoice of a desk as a table of another system; returns how many rows."""
    count = 0
    with closing(sqlite3.connect(source)) as book, target.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for place, row in enumerate(book.execute(EXPORT)):
            if place % share == 0:
                writer.writerow((*row[:6], to_decimal_string(row[6], row[5]), row[7]))
                count += 1
    return count


def command(*arguments: str) -> float:
    """Run a billdesk command to its end; the most memory that it held, in MB."""
    ran = subprocess.run(
        [sys.executable, "-c", PEAK, sys.executable, "-m", "billdesk", *arguments],
        check=True,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
    )
    return int(ran.stdout) / 1024


def import_of(table: Path, empty: Path, target: Path) -> tuple[float, float]:
    """Import a table into a copy of an empty desk; milliseconds and MB of the whole process."""
    shutil.copyfile(empty, target)
    start = time.perf_counter()
    held = command(
        *("--desk", str(target), "--today", TODAY.isoformat(), "--user", "bench"),
        *("import", "invoices", str(table), "--settled-as-receipts", "--yes", "--reason", "benchmark"),
    )
    return (time.perf_counter() - start) * 1000, held


def imports(sheet: Sheet, folder: Path, invoices: int, runs: int) -> None:
    """A checked import as a whole process, against the bare insertion of the rows that it makes."""
    table, part, empty, target = (folder / name for name in ("all.csv", "part.csv", "empty.billdesk", "into.billdesk"))
    count = write_csv(desk_of(invoices), table)
    write_csv(desk_of(invoices), part, share=4)
    command("--desk", str(empty), "init", "--company", "Bench", "--country", "DE", "--currency", "EUR")
    _, small = import_of(part, empty, target)
    _, large = import_of(table, empty, target)
    with closing(sqlite3.connect(target)) as book:
        rows: Rows = {name: book.execute(f"select * from {name}").fetchall() for name in TABLES}
    got = interleave(
        {"ours": lambda: import_of(table, empty, target)[0], "floor": lambda: insert(rows, empty, target)},
        runs,
        warm_up=0,
    )
    sheet.compare(
        9, f"import of {count:,} invoices", got["ours"], got["floor"], floor_is="executemany, all indexes", at_most=5
    )
    made = sum(map(len, rows.values()))
    sheet.note(9, f"records a second ({made:,} records)", made / min(got["ours"]) * 1000, unit="/s")
    sheet.compare(
        9, "memory of that import, four times the rows", [large], [small], floor_is="a quarter", unit="MB", at_most=1.25
    )


def insert(rows: Rows, empty: Path, target: Path) -> float:
    """Put the same rows into the same tables and indexes with nothing else: no checks, no chain, no triggers."""
    shutil.copyfile(empty, target)
    with closing(files.connect(target)) as book:
        for (name,) in book.execute("select name from sqlite_master where type = 'trigger'").fetchall():
            book.execute(f"drop trigger {name}")
        start = time.perf_counter()
        book.execute("begin immediate")
        for name, records in rows.items():
            book.executemany(f"insert into {name} values ({', '.join('?' * len(records[0]))})", records)
        book.execute("commit")
        return (time.perf_counter() - start) * 1000


def receipt(sheet: Sheet, folder: Path, invoices: int, runs: int) -> None:
    """Recording a receipt, with its checks, its audit link and the queue brought up, against its two bare rows."""
    path = copy_of(invoices, folder)
    desk = open_desk(path, user="bench", today=TODAY)
    bare = files.connect(path)
    owed = iter(
        bare.execute(
            "select id, customer_id, currency from instalment where open_minor > 1000 order by id limit ?",
            (2 * runs + 2,),
        ).fetchall()
    )

    def ours() -> float:
        instalment, customer, currency = next(owed)
        draft = ReceiptDraft(
            uuid4(), customer, TODAY, Money(100, currency), "transfer", allocations=(AllocationDraft(instalment, 100),)
        )
        start = time.perf_counter()
        receipts.record(desk, bypass(draft, "benchmark"))
        return (time.perf_counter() - start) * 1000

    def floor() -> float:
        return bare_receipt(bare, next(owed))

    got = interleave({"ours": ours, "floor": floor}, runs)
    sheet.compare(11, "record a receipt", got["ours"], got["floor"], floor_is="bare SQL, as durable", at_most=3)
    bare.close()
    desk.close()


def bare_receipt(book: sqlite3.Connection, owed: Sequence[object]) -> float:
    """The two rows of a receipt and what the triggers make of them, committed."""
    instalment, customer, currency = owed
    start = time.perf_counter()
    book.execute("begin immediate")
    made = book.execute(
        "insert into receipt (uid, customer_id, received_on, currency, amount_minor, method, reference, reason,"
        " unapplied_minor) values (?, ?, ?, ?, 100, 'transfer', '', '', 100)",
        (uuid4().hex, customer, TODAY.isoformat(), currency),
    )
    book.execute(
        "insert into allocation (instalment_id, receipt_id, applied_on, amount_minor) values (?, ?, ?, 100)",
        (instalment, made.lastrowid, TODAY.isoformat()),
    )
    book.execute("commit")
    return (time.perf_counter() - start) * 1000
