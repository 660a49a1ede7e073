"""The floors of the screen: the least that a Textual program can be, and its own table.

python -m tests.bench.programs hello
python -m tests.bench.programs table 1000
"""

from __future__ import annotations

import sys

from textual.app import App, ComposeResult
from textual.widgets import DataTable, Static

READY = "READY"
COLUMNS = ("Account", "Document", "Amount", "Due", "Why", "Next")


class Hello(App[None]):
    """One line of text."""

    def compose(self) -> ComposeResult:
        """The text that the benchmark waits for."""
        yield Static(f"{READY} hello")


class Table(App[None]):
    """A `DataTable` with as many rows as asked for and as many columns as the queue."""

    def __init__(self, rows: int) -> None:
        super().__init__()
        self._rows = rows

    def compose(self) -> ComposeResult:
        """The table."""
        yield DataTable[str](cursor_type="row")

    def on_mount(self) -> None:
        """Fill it and give it the keys."""
        table = self.query_one(DataTable)
        table.add_columns(*COLUMNS)
        table.add_rows(
            (f"{READY} {row}", f"INV-{row:06}", f"{row % 900}.50", "41 d late", "first call", "call")
            for row in range(self._rows)
        )
        table.focus()


if __name__ == "__main__":
    if sys.argv[1] == "hello":
        Hello().run()
    else:
        Table(int(sys.argv[2])).run()
