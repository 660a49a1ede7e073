"""How fast the follow-up decides about 100,000 open items, against reading them.

Each decision is dropped once it is made, as by a caller that prints or counts them; `kept` holds on to all of them, and
pays for what the collector of garbage makes of that.
"""

from __future__ import annotations

import csv
import random
import time
from collections import deque
from datetime import timedelta
from pathlib import Path

from billdesk.cli import run
from billdesk.services import following
from billdesk.services.desk import open_desk
from tests.bench.desks import TODAY, bare, cache_folder, made_by
from tests.bench.figures import Sheet, clocked, interleave

ITEMS = """
select i.customer_id, i.id, i.invoice_id, v.number, i.currency, i.issued_on, i.due_on, i.open_minor, v.disputed,
  v.sent_on
from instalment i join invoice v on v.id = i.invoice_id where i.open_minor > 0 order by i.customer_id, i.due_on, i.id"""


def following_up(sheet: Sheet, runs: int, items: int) -> None:
    """Decide about every open item of a desk that has nothing but open items."""
    path = open_items(items)
    desk = open_desk(path, user="bench", today=TODAY, read_only=True)
    connection = bare(path)
    try:
        facts = following.read_facts(desk, TODAY)
        steps = {
            "bare": clocked(lambda: connection.execute(ITEMS).fetchall()),
            "read": clocked(lambda: following.read_facts(desk, TODAY)),
            "decide": clocked(lambda: deque(following.decisions(facts), maxlen=0)),
            "kept": clocked(lambda: list(following.decisions(facts))),
        }
        turns = interleave(steps, runs)
    finally:
        connection.close()
        desk.close()
    what = f"{items:,} open items"
    sheet.compare(12, f"read the facts of {what}", turns["read"], turns["bare"], floor_is="bare SQL of the items")
    sheet.compare(12, f"decide about {what}", turns["decide"], turns["read"], floor_is="reading their facts")
    for step, name in (("decide", "items decided a second"), ("kept", "the same, all decisions kept in memory")):
        sheet.note(12, name, items * 1000 / sorted(turns[step])[runs // 2], unit="/s")


def open_items(items: int) -> Path:
    """A desk of so many open invoices, forty to a customer, from two years ago to a month ahead; made once."""
    path = cache_folder() / f"open-{items}-{made_by()}.billdesk"
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    making, table = path.with_suffix(".making"), path.with_suffix(".csv")
    for leftover in (making, table):
        leftover.unlink(missing_ok=True)
    chance = random.Random(12)
    started = time.perf_counter()
    with table.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(("Number", "Customer", "Name", "Issued", "Due", "Total", "Currency", "Disputed"))
        for number in range(items):
            due = TODAY - timedelta(days=chance.randint(-30, 700))
            customer = chance.randrange(max(1, items // 40))
            disputed = "yes" if chance.random() < 0.05 else "no"
            issued, total = due - timedelta(days=30), f"{chance.randint(1_000, 900_000) / 100:.2f}"
            rows.writerow((f"R-{number}", f"C{customer}", f"Customer {customer}", issued, due, total, "EUR", disputed))
    common = ["--desk", str(making), "--today", TODAY.isoformat(), "--user", "bench"]
    company = ["--company", "Bench", "--country", "NL", "--currency", "EUR"]
    booked = ["import", "invoices", str(table), "--yes", "--reason", "to be measured", "--format", "csv"]
    if run([*common, "init", *company]) or run([*common, *booked]):
        raise SystemExit("The desk of open items could not be made.")
    table.unlink()
    making.rename(path)
    print(f"made a desk of {items:,} open items in {time.perf_counter() - started:.0f} s", flush=True)
    return path
