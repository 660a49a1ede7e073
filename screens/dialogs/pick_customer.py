"""A dialog that asks whose receipt, invoice or contact it is; it ends with a `CustomerChoice` or `None`."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from billdesk.domain.records import CustomerChoice
from billdesk.text import inert
from screens.base import DeskDialog
from screens.forms.picker import CustomerPicker


class PickCustomerDialog(DeskDialog[CustomerChoice]):
    """Type part of a code, name or town; Enter takes the marked match, Esc leaves."""

    DEFAULT_CSS = """
    PickCustomerDialog {
        #pick-customer {
            width: 76;
            max-width: 100%;
            height: auto;
            min-height: 6;
            padding: 0 1;
            background: $surface;
            border: round $accent;
            border-title-style: bold;
        }
        .ways { margin-top: 1; color: $dim; }
    }
    """

    def __init__(self, title: str, leads_to: str = "leave") -> None:
        """`title` says what the customer is wanted for: `Receipt from whom?`; `leads_to` where Esc leads."""
        super().__init__()
        self._title, self._leads_to = title, leads_to

    def body(self) -> ComposeResult:
        """The picker, and its keys."""
        with Vertical(id="pick-customer") as box:
            box.border_title = inert(self._title)
            yield CustomerPicker(limit=10)
            yield Static(inert(f"↑↓ choose   ↵ take it   Esc {self._leads_to}"), classes="ways")

    def on_mount(self) -> None:
        """Put the cursor into the field."""
        self.query_one(CustomerPicker).focus_entry()

    @on(CustomerPicker.Chosen)
    def _chosen(self, event: CustomerPicker.Chosen) -> None:
        if event.choice is not None:
            self.close(event.choice)
