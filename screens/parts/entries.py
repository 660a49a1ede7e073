"""A list of records of several kinds under headings; the cursor stands on records only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment

from billdesk.domain.batches import EntryView
from billdesk.domain.brief import Line as BriefLine
from billdesk.domain.brief import RunRow
from billdesk.domain.calendar import DueItem
from billdesk.domain.claims import ClaimView
from billdesk.domain.dispute_records import ReasonUse
from billdesk.domain.feedback import FeedbackItem
from billdesk.domain.followup.outbox import Message
from billdesk.domain.followup.views import HoldView, ProcedureView, WaiverView
from billdesk.domain.records import (
    ContactView,
    CreditItem,
    OpenItem,
    PromiseView,
    ReceiptItem,
    SettledItem,
)
from billdesk.widgets.row_list import RowList
from screens.parts.paper import HOWS, Cell, Run, heading, row, segments


@dataclass(frozen=True, slots=True)
class DraftItem:
    """A draft invoice of an account, in one line."""

    invoice_id: int
    said: str


@dataclass(frozen=True, slots=True)
class Note:
    """A line that is only to be read; `text` is shown whole by the key that opens."""

    title: str
    text: str


Record = (
    EntryView
    | ClaimView
    | FeedbackItem
    | ReasonUse
    | OpenItem
    | CreditItem
    | SettledItem
    | ReceiptItem
    | ContactView
    | PromiseView
    | DraftItem
    | Note
    | DueItem
    | BriefLine
    | RunRow
    | ProcedureView
    | HoldView
    | WaiverView
    | Message
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A record with its cells, or a heading, which has no record."""

    key: str
    cells: tuple[Cell, ...]
    record: Record | None = None


def headed(name: str, entries: Sequence[Entry]) -> list[Entry]:
    """The entries below their heading; nothing at all when there are none."""
    return [Entry(f"heading:{name}", (Cell(name),)), *entries] if entries else []


class EntryList(RowList[Entry]):
    """See the module's docstring."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"entry--{how}" for how in HOWS}
    DEFAULT_CSS = """
    EntryList {
        & > .entry--plain { color: $foreground; }
        & > .entry--dim { color: $dim; }
        & > .entry--act { color: $foreground; text-style: bold; }
        & > .entry--late { color: $late; }
        & > .entry--near { color: $near; }
        & > .entry--done { color: $done; }
        & > .entry--rule { color: $rule; }
        & > .entry--accent { color: $accent; text-style: bold; }
        &:ansi > .entry--dim { text-style: dim; }
        &:ansi > .entry--rule { text-style: dim; }
        &:ansi > .entry--late { text-style: underline; }
    }
    """

    def key_of(self, row: Entry) -> str:
        """The entry's own key."""
        return row.key

    def draw(self, row: Entry, width: int) -> list[Segment]:
        """A heading in a rule, or the cells of a record."""
        return segments(_line(row, width), self, "entry")

    @property
    def record(self) -> Record | None:
        """The record under the cursor."""
        return self.current.record if self.current else None

    def lay_out(self, entries: Sequence[Entry], cursor: str | None = None) -> None:
        """Show other entries; the cursor goes to the entry of that key, or stays on its record, or on the first one."""
        self.show(entries, before=False, after=False, cursor=cursor)
        self.move_by(0)

    def move_by(self, step: int) -> None:
        """Move the cursor, over headings to the next record in that direction, else in the other."""
        if not self._rows:
            return
        target = max(0, min(len(self._rows) - 1, self._cursor + step))
        onwards = range(target, len(self._rows)) if step >= 0 else range(target, -1, -1)
        back = range(target, -1, -1) if step >= 0 else range(target, len(self._rows))
        landed = next((at for at in (*onwards, *back) if self._rows[at].record is not None), target)
        super().move_by(landed - self._cursor)


def _line(entry: Entry, width: int) -> Sequence[Run]:
    if entry.record is None:
        return heading(width - 1, entry.cells[0].text)
    return row(width - 1, *entry.cells, indent=0)[0]
