"""Where a row stands in a view of the queue."""

from __future__ import annotations

from db.queries.queue import BEFORE, sums_sql

PLACED_BEFORE = "select count(*) from queue_entry where view = :view and (rank, item_id) < (:rank, :item)"
"""Counted on the index of places alone."""

PLACED = "select count(*) from queue_entry where view = :view"


def counts_sql(conditions: str) -> tuple[str, str]:
    """The queries that count the rows before a place, and all rows of a view, under the conditions of a filter."""
    if not conditions:
        return PLACED_BEFORE, PLACED
    return f"select items from ({sums_sql(f'{conditions} {BEFORE}')})", f"select items from ({sums_sql(conditions)})"
