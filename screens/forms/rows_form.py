"""A form with rows: its keys take a row away and bring it back."""

from __future__ import annotations

from typing import TypeVar

from textual import on

from screens.forms.base import FormScreen
from screens.forms.rows import RowsGrid

D = TypeVar("D")
R = TypeVar("R")


class RowsForm(FormScreen[D, R]):
    """For forms with rows of one kind or several."""

    def do_delete_line(self) -> None:
        """Take away the row under the cursor."""
        grids = list(self.query(RowsGrid))
        grid = next((grid for grid in grids if grid.has_focus_within), None)
        if grid is not None and grid.delete_row():
            self.say(f"{grid.NAME} deleted; {self.key_of('undo-line')} brings it back.")
            self.touched()
        else:
            named = grid or (grids[0] if len(grids) == 1 else None)
            self.say(f"Put the cursor on a {named.NAME.casefold() if named else 'row'} first.")

    def do_undo_line(self) -> None:
        """Bring back the row deleted last: of the rows under the cursor, or else of those that lost one."""
        losers = [grid for grid in self.query(RowsGrid) if grid.has_deleted]
        grid = next((grid for grid in losers if grid.has_focus_within), losers[-1] if losers else None)
        if grid is not None and grid.undo():
            self.say(f"The {grid.NAME.casefold()} is back.")
            self.touched()
        else:
            self.say("Nothing was deleted.")

    @on(RowsGrid.Edited)
    def _rows_edited(self) -> None:
        self.edited()
