"""Feedback from any screen in two keys: `!`, then its kind; the record under the cursor comes with it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from billdesk.domain.feedback import FeedbackKind
from billdesk.text import inert
from screens.base import DeskDialog, DeskScreen
from screens.dispute import DisputeScreen
from screens.forms.feedback import FeedbackForm, FeedbackLink
from screens.records import RecordScreen

if TYPE_CHECKING:
    from billdesk.services.desk import Desk


class KindDialog(DeskDialog[FeedbackKind]):
    """One key chooses the kind."""

    DEFAULT_CSS = "KindDialog .dialog { width: 44; }"

    def body(self) -> ComposeResult:
        """The kinds with their letters."""
        with Vertical(classes="dialog"):
            yield Static(inert("What kind of feedback?"), classes="title")
            yield Static(inert("   ".join(f"{kind.value[0]} {kind.value}" for kind in FeedbackKind)))
            yield Static("Esc leave", classes="keys")

    def on_key(self, event: events.Key) -> None:
        """Take the kind of that letter."""
        found = next((kind for kind in FeedbackKind if kind.value[0] == event.key), None)
        if found is not None:
            event.stop()
            self.close(found)


def give_feedback(screen: DeskScreen[Any]) -> None:
    """Choose the kind, then note what was said."""
    link = link_of(screen)

    def chosen(kind: FeedbackKind | None) -> None:
        if kind is None:
            return

        def read(desk: Desk) -> tuple[tuple[str, ...], date]:
            from billdesk.services import feedback

            return feedback.themes(desk), desk.today

        def push(found: tuple[tuple[str, ...], date]) -> None:
            if screen.is_current:
                screen.app.push_screen(FeedbackForm(found[1], kind, found[0], link), lambda _: _seen(screen))

        screen.run_service(read, group="form", on_done=push)

    screen.app.push_screen(KindDialog(), chosen)


def _seen(screen: DeskScreen[Any]) -> None:
    screen.refresh_commands()


def link_of(screen: DeskScreen[Any]) -> FeedbackLink:
    """The record on the screen or under its cursor."""
    subject = screen.subject() if isinstance(screen, RecordScreen) else None
    if subject is None:
        return FeedbackLink()
    dispute = screen.dispute_id if isinstance(screen, DisputeScreen) else None
    return FeedbackLink(subject.number, subject.customer_id, subject.invoice_id, dispute)
