"""The desk files that are measured: practice desks of several sizes, made once and kept in a cache folder."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from datetime import date
from functools import cache
from hashlib import sha256
from modulefinder import ModuleFinder
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 21)
CUSTOMERS_OF = 40
"""Invoices to a customer."""


def cache_folder() -> Path:
    """Where the files are kept; delete it to have them made anew."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "billdesk-bench"


@cache
def made_by() -> str:
    """A fingerprint of every source that has a say in a practice desk: its stories, the format, the queue's rules."""
    finder = ModuleFinder([str(ROOT)])
    finder.import_hook("billdesk.demo.making")
    files = (getattr(module, "__file__", None) for module in finder.modules.values())
    sources = {Path(name) for name in files if name}
    sources.update((ROOT / "db" / "migrations" / "versions").glob("*.py"))  # imported by their names at run time
    return sha256(b"".join(source.read_bytes() for source in sorted(sources))).hexdigest()[:12]


def desk_of(invoices: int) -> Path:
    """A practice desk with so many invoices, made if it is not there yet."""
    path = cache_folder() / f"{invoices}-{made_by()}.billdesk"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        from billdesk.demo import make_demo

        making = path.with_suffix(".making")
        making.unlink(missing_ok=True)
        started = time.perf_counter()
        make_demo(making, invoices=invoices, customers=max(300, invoices // CUSTOMERS_OF), today=TODAY)
        making.rename(path)
        size = path.stat().st_size / 1e6
        print(
            f"made a desk of {invoices:,} invoices in {time.perf_counter() - started:.0f} s, {size:,.0f} MB", flush=True
        )
    return path


def copy_of(invoices: int, folder: Path) -> Path:
    """A copy of such a desk that may be written to."""
    target = folder / f"{invoices}.billdesk"
    shutil.copyfile(desk_of(invoices), target)
    return target


def bare(path: Path) -> sqlite3.Connection:
    """A connection as anybody would open it, with room for the same pages in memory as the program's own."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("pragma cache_size = -16384")
    return connection
