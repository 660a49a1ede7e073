"""What the screens of one record have in common: reading it again, saying why it cannot be read, a list of entries."""

from __future__ import annotations

from textual import on
from textual.widget import Widget

from billdesk.domain.errors import DeskError
from billdesk.widgets.row_list import RowList
from screens.parts.choosing import ChoosingScreen
from screens.parts.entries import EntryList
from screens.parts.paper import Cell, Paper, row


class ReadingScreen(ChoosingScreen):
    """A screen of one record. `_head` is its top, `_read` what was read of the book last, if anything."""

    _head: Paper
    _read: object | None

    def do_refresh(self) -> None:
        """Read the book again."""
        self.changed()

    def say_problem(self, error: DeskError) -> None:
        """What cannot be read says why, in its place."""
        if self._read is None:
            self._head.show(lambda width: row(width, Cell(str(error)), indent=1, wrapped=True))
        else:
            self.tell(error)


class ListingScreen(ReadingScreen):
    """A screen whose record is a list of entries. Its `on_mount` runs behind that of a subclass."""

    _entries: EntryList

    def on_mount(self) -> None:
        """Read the record; the keys go to the list."""
        self.keys_go_to().focus()
        self.changed()

    def keys_go_to(self) -> Widget:
        """What has the focus first."""
        return self._entries

    @on(RowList.Moved)
    def cursor_moved(self) -> None:
        """What can be done depends on the record under the cursor."""
        self.refresh_commands()

    @on(RowList.Chosen)
    def entry_chosen(self) -> None:
        """A double click opens."""
        self.action_command("open")
