"""The desk files that are measured: practice desks of several sizes, made once and kept in a cache folder."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path

import db
from db.files import SCHEMA_VERSION

TODAY = date(2026, 11, 21)
CUSTOMERS_OF = 40
"""Invoices to a customer."""


def cache_folder() -> Path:
    """Where the files are kept; delete it to have them made anew."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "billdesk-bench"


@cache
def _format() -> str:
    """The format's number and a fingerprint of what makes it: while a format is new it may still change."""
    folder = Path(db.__file__).parent
    sources = (*sorted((folder / "migrations" / "versions").glob("*.py")), folder / "derived.py")
    return f"{SCHEMA_VERSION}-{sha256(b''.join(source.read_bytes() for source in sources)).hexdigest()[:8]}"


def desk_of(invoices: int) -> Path:
    """A practice desk with so many invoices, made if it is not there yet."""
    path = cache_folder() / f"format-{_format()}-{invoices}.billdesk"
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
