"""A reason for disputes: a new one, or another label for one that is there."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult

from billdesk.domain.dispute_guides import Reason, code_for, refuse_label
from billdesk.domain.dispute_records import DisputeReasonDraft
from billdesk.domain.dispute_reviews import review_reason
from billdesk.domain.double_check import Confirmed, Review
from billdesk.domain.errors import InputError, RuleError
from screens.forms.base import FormScreen
from screens.forms.fields import FieldLine
from screens.forms.kinds import text_field

if TYPE_CHECKING:
    from billdesk.services.desk import Desk


class ReasonForm(FormScreen[DisputeReasonDraft, str]):
    """`ReasonForm(today, reasons, old=None)` ends with the label that was saved; without `old` it adds a reason."""

    KIND: ClassVar[str] = "reason for disputes"

    def __init__(self, today: date, reasons: tuple[Reason, ...], old: Reason | None = None) -> None:
        super().__init__(today, subject=f"dispute_reason:{old.code}" if old else "", person=old.label if old else "")
        self.reasons, self.old = reasons, old
        hint = "as a form and a list show it" if old else "what is said to be wrong, in a word or two"
        self._label = FieldLine(
            text_field("label", "Label", required=True, width=30, hint=hint), old.label if old else None
        )

    def heading(self) -> str:
        """Which one."""
        return f"Rename the reason {self.old.label}" if self.old else "New reason for disputes"

    def parts(self) -> ComposeResult:
        """How it is called."""
        yield self._label

    def edited(self) -> None:
        """The code that commands and exports know it by."""
        label = self._label.readable()
        code = self.old.code if self.old else code_for(label, self.reasons) if label else ""
        self.show_worth(f"code {code}" if code else "")

    def build(self) -> DisputeReasonDraft:
        """The reason; one that is there already is refused here."""
        label = self._label.value()
        code = self.old.code if self.old else code_for(label, self.reasons)
        try:
            refuse_label(code, label, self.reasons)
        except RuleError as error:
            raise InputError(error.sentence, error.way_out) from error
        return DisputeReasonDraft(code, label, False, self.old.version if self.old else 0)

    def examine(self, desk: Desk, draft: DisputeReasonDraft) -> Review[DisputeReasonDraft]:
        """Nothing to check beyond the field."""
        return review_reason(draft, self.old)

    def save(self, desk: Desk, confirmed: Confirmed[DisputeReasonDraft]) -> str:
        """Store it."""
        from billdesk.services import dispute_reasons

        dispute_reasons.save(desk, confirmed)
        return confirmed.draft.label

    def saved(self, result: str) -> str:
        """The note."""
        return f"The reason {result} is saved."
