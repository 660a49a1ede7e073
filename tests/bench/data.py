"""What the book answers at a million invoices, against bare SQL on the same file."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from billdesk.domain.filters import parse_filter
from billdesk.domain.work import View
from billdesk.services import customers, queue, reports
from billdesk.services.desk import Desk, open_desk
from tests.bench.desks import TODAY, bare, desk_of
from tests.bench.figures import Sheet, clocked, interleave
from tests.bench.ledger import write_journal

FAST = 20
"""Calls that make one measured turn of a query too short for the clock."""

PAGE = """
select w.id, w.key, w.kind, w.points, w.customer_id, c.code, c.name, c.town, w.document, w.invoice_id, w.receipt_id,
  w.currency, w.open_minor, w.due_on, w.why, w.next_action, w.snoozed_until
from queue_entry q join work_item w on w.id = q.item_id join customer c on c.id = w.customer_id
where q.view = 'all' {} order by q.rank, q.item_id limit 51"""

SEARCH = """
select c.id, c.code, c.name, c.town, c.currency from customer_search s join customer c on c.id = s.rowid
where customer_search match '"' || ? || '"' limit 20"""

AGEING = """
select currency, sum(minor * (due_on >= :d0)), sum(minor * (due_on < :d0 and due_on >= :d30)),
  sum(minor * (due_on < :d30 and due_on >= :d60)), sum(minor * (due_on < :d60 and due_on >= :d90)),
  sum(minor * (due_on < :d90 and due_on >= :d120)), sum(minor * (due_on < :d120))
from (select currency, due_on, sum(open_minor) as minor from instalment indexed by instalment_open_by_day
  where open_minor > 0 group by currency, due_on) group by currency"""

REPORT = """
import sqlite3, sys
for row in sqlite3.connect(sys.argv[1]).execute('''
  select c.code, c.name, t.currency, t.open_minor from (select customer_id, currency, sum(open_minor) as open_minor
  from instalment where open_minor > 0 group by 1, 2) t join customer c on c.id = t.customer_id'''): print(*row)
"""

Read = Callable[[], object]


def data(sheet: Sheet, runs: int, large: int, medium: int, small: int) -> None:
    """All benchmarks of this module."""
    path = desk_of(large)
    desk = open_desk(path, user="bench", today=TODAY, read_only=True)
    other = open_desk(desk_of(small), user="bench", today=TODAY, read_only=True)
    try:
        pages(sheet, desk, path, other, runs)
        filters(sheet, desk, runs)
        search(sheet, desk, path, runs)
        ageing(sheet, desk, path, runs)
    finally:
        desk.close()
        other.close()
    report(sheet, medium, runs)


def pair(ours: Read, floor: Read, runs: int, times: int = FAST) -> tuple[list[float], list[float]]:
    """Take turns with ours and the floor."""
    got = interleave({"ours": clocked(ours, times), "floor": clocked(floor, times)}, runs)
    return got["ours"], got["floor"]


def pages(sheet: Sheet, desk: Desk, path: Path, other: Desk, runs: int) -> None:
    """Fifty rows from the top and from the middle of the queue; the same page of a small file."""
    connection = bare(path)
    middle = connection.execute("select max(item_id) / 2 from queue_entry").fetchone()[0]
    rank, item = connection.execute(
        "select rank, item_id from queue_entry where view = 'all' and item_id >= ? limit 1", (middle,)
    ).fetchone()
    ours, floor = pair(lambda: queue.page(desk, View.ALL), lambda: connection.execute(PAGE.format("")).fetchall(), runs)
    sheet.compare(10, "first page of 50 rows", ours, floor, floor_is="bare SQL", at_most=3)
    deep = PAGE.format("and (q.rank, q.item_id) > (?, ?)")
    ours, floor = pair(
        lambda: queue.page(desk, View.ALL, after=(rank, item)),
        lambda: connection.execute(deep, (rank, item)).fetchall(),
        runs,
    )
    sheet.compare(10, "a page from the middle", ours, floor, floor_is="bare SQL", at_most=3)
    ours, floor = pair(lambda: queue.page(desk, View.ALL), lambda: queue.page(other, View.ALL), runs)
    sheet.compare(6, "first page, large against small file", ours, floor, floor_is="small", at_most=1.3)
    connection.close()


def filters(sheet: Sheet, desk: Desk, runs: int) -> None:
    """The first page under filters, as the list asks for it while somebody types."""
    for text in ("gmbh", "quinn", "zzqx", "ho", ">1000", "late>30 cur:EUR", "!gmbh late>90"):
        wanted = parse_filter(text, TODAY)
        got = interleave({text: clocked(lambda wanted=wanted: queue.page(desk, View.ALL, wanted))}, runs)  # type: ignore[misc]
        sheet.note(10, f"first page under the filter “{text}”", sorted(got[text])[runs // 2], unit="ms")
        got = interleave({text: clocked(lambda wanted=wanted: queue.sums(desk, View.ALL, wanted))}, 3)  # type: ignore[misc]
        sheet.note(10, f"count and sums under “{text}”", sorted(got[text])[1], unit="ms")


def search(sheet: Sheet, desk: Desk, path: Path, runs: int) -> None:
    """Looking for a customer, a query for every key typed."""
    connection = bare(path)
    name = connection.execute("select name from customer where length(name) > 8 order by id desc limit 1").fetchone()[0]
    typed = [name[:length] for length in range(1, 8)]
    slowest = 0.0
    for word in typed:
        got = interleave({word: clocked(lambda word=word: customers.search(desk, word), FAST)}, runs)  # type: ignore[misc]
        slowest = max(slowest, sorted(got[word])[runs // 2])
    sheet.note(10, "customer search, slowest of seven keys", slowest, unit="ms", at_most=3)
    word = typed[-1]
    ours, floor = pair(
        lambda: customers.search(desk, word), lambda: connection.execute(SEARCH, (word,)).fetchall(), runs
    )
    sheet.compare(10, "customer search, seventh key", ours, floor, floor_is="bare SQL", at_most=3)
    connection.close()


def ageing(sheet: Sheet, desk: Desk, path: Path, runs: int) -> None:
    """Open amounts by age and currency."""
    connection = bare(path)
    days = {f"d{late}": (TODAY.fromordinal(TODAY.toordinal() - late)).isoformat() for late in (0, 30, 60, 90, 120)}
    ours, floor = pair(
        lambda: reports.ageing_totals(desk, TODAY), lambda: connection.execute(AGEING, days).fetchall(), runs, times=3
    )
    sheet.compare(8, "ageing per currency", ours, floor, floor_is="bare SQL", at_most=1.5)
    connection.close()


def report(sheet: Sheet, invoices: int, runs: int) -> None:
    """The ageing report as a whole process, against the least that Python can do for it."""
    path = str(desk_of(invoices))
    root = str(Path(__file__).resolve().parents[2])
    environment = {**os.environ, "PYTHONPATH": root}
    day = TODAY.isoformat()
    command = [sys.executable, "-m", "billdesk", "--desk", path, "--today", day]
    command += ["report", "ageing", "--as-of", day, "--format", "csv"]

    def run(arguments: list[str]) -> Read:
        return lambda: subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL, env=environment, cwd=root)

    ours, floor = pair(run(command), run([sys.executable, "-c", REPORT, path]), min(runs, 5), times=1)
    sheet.compare(
        8, f"report ageing, {invoices:,} invoices, whole process", ours, floor, floor_is="Python and one query"
    )
    hledger = shutil.which("hledger")
    if hledger is None:
        print("  8  hledger is not installed: report ageing is not compared with it", flush=True)
        return
    with tempfile.TemporaryDirectory() as folder:
        journal = Path(folder) / "desk.journal"
        count = write_journal(Path(path), journal)
        balances = [hledger, "-f", str(journal), "balance", "--flat", "assets:receivable"]
        ours, theirs = pair(run(command), run(balances), min(runs, 5), times=1)
    what = f"report ageing against balances of {count:,} transactions"
    sheet.compare(8, what, ours, theirs, floor_is="hledger", at_most=1 / 20)
