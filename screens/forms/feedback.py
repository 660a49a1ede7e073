"""Note feedback in one line, and close it by what was changed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.app import ComposeResult

from billdesk.domain.double_check import Confirmed, Review
from billdesk.domain.feedback import (
    CloseFeedbackDraft,
    FeedbackDraft,
    FeedbackItem,
    FeedbackKind,
    FeedbackSource,
    review_close,
    review_feedback,
)
from screens.forms.base import FormScreen
from screens.forms.fields import FieldLine, FieldSpec
from screens.forms.kinds import enum_field, text_field

if TYPE_CHECKING:
    from billdesk.services.desk import Desk


class FeedbackLink(NamedTuple):
    """The record that feedback is about, and how it is called."""

    name: str = ""
    customer_id: int | None = None
    invoice_id: int | None = None
    dispute_id: int | None = None

    @property
    def subject(self) -> str:
        """The record as entries that are left unfinished name it: the case, else the invoice, else the account."""
        named = (("dispute", self.dispute_id), ("invoice", self.invoice_id), ("customer", self.customer_id))
        return next((f"{record}:{number}" for record, number in named if number is not None), "")


class FeedbackForm(FormScreen[FeedbackDraft, int]):
    """`FeedbackForm(today, kind, themes, link)` ends with the feedback's id."""

    KIND: ClassVar[str] = "feedback"

    def __init__(
        self, today: date, kind: FeedbackKind, themes: tuple[str, ...], link: FeedbackLink | None = None
    ) -> None:
        self.link = link or FeedbackLink()
        super().__init__(today, subject=self.link.subject, person=self.link.name)
        self._said = FieldLine(text_field("said", "Said", required=True, width=60))
        self._theme = FieldLine(
            FieldSpec("theme", "Theme", str, hint=", ".join(themes), required=True, width=30, choices=themes)
        )
        self._source = FieldLine(
            enum_field("source", "From", FeedbackSource, numbered=True), FeedbackSource.CUSTOMER.value
        )
        self._kind = FieldLine(enum_field("kind", "Kind", FeedbackKind, numbered=True), kind.value)

    def heading(self) -> str:
        """What it is about."""
        return f"Feedback about {self.link.name}" if self.link.name else "Feedback"

    def parts(self) -> ComposeResult:
        """What was said, its theme, from whom."""
        yield from (self._said, self._theme, self._source, self._kind)

    def build(self) -> FeedbackDraft:
        """The feedback."""
        return FeedbackDraft(
            self.uid,
            self._kind.value(),
            self._source.value(),
            self._theme.value(),
            self._said.value(),
            self.link.customer_id,
            self.link.invoice_id,
            self.link.dispute_id,
        )

    def examine(self, desk: Desk, draft: FeedbackDraft) -> Review[FeedbackDraft]:
        """Nothing to check beyond the fields."""
        return review_feedback(draft, self.link.name)

    def save(self, desk: Desk, confirmed: Confirmed[FeedbackDraft]) -> int:
        """Keep it."""
        from billdesk.services import feedback

        return feedback.note(desk, confirmed)

    def saved(self, result: int) -> str:
        """The note."""
        return "The feedback is kept."


class CloseFeedbackForm(FormScreen[CloseFeedbackDraft, bool]):
    """`CloseFeedbackForm(today, item)` ends with `True` when it was closed."""

    KIND: ClassVar[str] = "end of feedback"

    def __init__(self, today: date, item: FeedbackItem) -> None:
        super().__init__(today, subject=f"feedback:{item.id}", person=item.theme)
        self.item = item
        self._what = FieldLine(text_field("changed", "We changed", required=True, width=60))

    def heading(self) -> str:
        """Which."""
        return f"What we changed: {self.item.said}"

    def parts(self) -> ComposeResult:
        """What was changed."""
        yield self._what

    def build(self) -> CloseFeedbackDraft:
        """The end of it."""
        return CloseFeedbackDraft(self.item.id, self.item.version, self._what.value())

    def examine(self, desk: Desk, draft: CloseFeedbackDraft) -> Review[CloseFeedbackDraft]:
        """Nothing to check beyond the field."""
        return review_close(draft, self.item)

    def save(self, desk: Desk, confirmed: Confirmed[CloseFeedbackDraft]) -> bool:
        """Close it."""
        from billdesk.services import feedback

        feedback.close(desk, confirmed)
        return True

    def saved(self, result: bool) -> str:
        """The note."""
        return "The feedback is closed."
