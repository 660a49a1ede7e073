"""The grid of open items that money or credit is allocated to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from billdesk.domain.dates import due_words
from billdesk.domain.drafts import AllocationDraft
from billdesk.domain.errors import InputError
from billdesk.domain.money import format_money, parse_amount
from billdesk.domain.records import OpenItem
from screens.forms.grid import EntryGrid, GridColumn, GridRow

KEY = "allocations"
_COLUMNS = (
    GridColumn("Invoice", 0, most=30),
    GridColumn("Due", 19),
    GridColumn("Open", 16, right=True),
    GridColumn("Settles", 14, right=True),
)


def allocation_grid(items: Sequence[OpenItem], today: date, fill: Callable[[int], str]) -> EntryGrid[int]:
    """Open items with an amount to type into each; its values are minor units by instalment id.

    `fill` says what space puts into the row of an instalment.
    """
    currencies = {item.instalment_id: item.currency for item in items}

    def amount_of(instalment_id: int, text: str) -> int:
        amount = parse_amount(text, currencies[instalment_id])
        if amount.minor <= 0:
            raise InputError("What is settled must be above zero.", "Empty the row to leave it out.")
        return amount.minor

    rows = [
        GridRow(
            item.instalment_id,
            (
                f"{item.number} (disputed)" if item.disputed else item.number,
                due_words(item.due_on, today),
                format_money(item.open_minor, item.currency),
            ),
        )
        for item in items
    ]
    return EntryGrid(KEY, _COLUMNS, rows, amount_of, fill=fill, empty="Nothing is open on this account.")


def allocations_of(grid: EntryGrid[int]) -> tuple[AllocationDraft, ...]:
    """What was typed, as allocations. Raises `InputError` for an amount that cannot be read."""
    return tuple(AllocationDraft(instalment_id, minor) for instalment_id, minor in grid.values().items())
