"""A form with rows: its keys take a row away and bring it back."""

from __future__ import annotations

from typing import TypeVar

from textual import on

from screens.forms.base import FormScreen
from screens.forms.rows import RowsGrid

D = TypeVar("D")
R = TypeVar("R")


class RowsForm(FormScreen[D, R]):
    """For forms with one `RowsGrid`."""

    def do_delete_line(self) -> None:
        """Take away the row under the cursor."""
        grid = self.query_one(RowsGrid)
        if grid.delete_row():
            self.say(f"{grid.NAME} deleted; {self.key_of('undo-line')} brings it back.")
            self.touched()
        else:
            self.say(f"Put the cursor on a {grid.NAME.casefold()} first.")

    def do_undo_line(self) -> None:
        """Bring back the row deleted last."""
        grid = self.query_one(RowsGrid)
        if grid.undo():
            self.say(f"The {grid.NAME.casefold()} is back.")
            self.touched()
        else:
            self.say("Nothing was deleted.")

    @on(RowsGrid.Edited)
    def _rows_edited(self) -> None:
        self.edited()
