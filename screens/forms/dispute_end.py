"""The end of a dispute, closing it with less than was agreed, and taking it up again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult

from billdesk.domain.dispute_records import CloseDisputeDraft, DisputeView, ReopenDisputeDraft, ResolveDisputeDraft
from billdesk.domain.dispute_reviews import review_close, review_reopen, review_resolve, say_case
from billdesk.domain.disputes import DisputeOutcome, refuse_credit
from billdesk.domain.double_check import Confirmed, Review
from billdesk.domain.errors import InputError, RuleError
from billdesk.domain.money import Money, format_minor, format_money, parse_amount
from screens.forms.base import FormScreen
from screens.forms.fields import FieldLine, FieldSpec
from screens.forms.kinds import enum_field, reason_field

if TYPE_CHECKING:
    from billdesk.services.desk import Desk


class ResolveDisputeForm(FormScreen[ResolveDisputeDraft, ResolveDisputeDraft]):
    """`ResolveDisputeForm(today, case)` ends with what was agreed when the case is settled."""

    KIND: ClassVar[str] = "end of a dispute"

    def __init__(self, today: date, case: DisputeView) -> None:
        super().__init__(today, subject=f"dispute:{case.item.id}", person=case.item.customer_name)
        self.case = case
        self._outcome = FieldLine(enum_field("outcome", "Outcome", DisputeOutcome, numbered=True))
        self._credit = FieldLine(self._credit_field())
        self._because = FieldLine(reason_field())
        self._proposed = ""

    def heading(self) -> str:
        """Which case."""
        return f"Settle {say_case(self.case.item)}"

    def parts(self) -> ComposeResult:
        """Who was right, what is credited, why."""
        yield from (self._outcome, self._credit, self._because)

    def edited(self) -> None:
        """Ask for the credit where there can be one, and propose all of it where the customer was right."""
        item = self.case.item
        outcome = self._outcome.readable()
        self._credit.display = outcome in (DisputeOutcome.UPHELD, DisputeOutcome.PARTLY)
        if self._credit.text == self._proposed:
            whole = outcome is DisputeOutcome.UPHELD and item.reason != "already-paid"
            self._proposed = format_minor(item.amount_minor, item.currency) if whole else ""
            if self._credit.text != self._proposed:
                self._credit.text = self._proposed
        self.show_worth(f"disputed {format_money(item.amount_minor, item.currency)}")

    def restore(self, kept: dict[str, str]) -> None:
        """A kept credit is the user's own, not a proposal."""
        super().restore(kept)
        self._proposed = ""

    def build(self) -> ResolveDisputeDraft:
        """The end; a credit that does not fit the outcome is refused here already."""
        item, outcome = self.case.item, self._outcome.value()
        credit = self._credit.value() if self._credit.display else Money(0, item.currency)
        try:
            refuse_credit(outcome, credit.minor, item.amount_minor)
        except RuleError as error:
            raise InputError(error.sentence, error.way_out) from error
        return ResolveDisputeDraft(self.uid, item.id, item.version, outcome, credit, self._because.value())

    def examine(self, desk: Desk, draft: ResolveDisputeDraft) -> Review[ResolveDisputeDraft]:
        """Nothing to check beyond the fields."""
        return review_resolve(draft, self.case.item)

    def save(self, desk: Desk, confirmed: Confirmed[ResolveDisputeDraft]) -> ResolveDisputeDraft:
        """Settle it."""
        from billdesk.services import disputes

        disputes.resolve(desk, confirmed)
        return confirmed.draft

    def saved(self, result: ResolveDisputeDraft) -> str:
        """The note."""
        return f"Dispute {result.dispute_id} is settled: {result.outcome.value}."

    def _credit_field(self) -> FieldSpec[Money]:
        currency = self.case.item.currency
        return FieldSpec(
            "credit",
            "Credit",
            lambda text: parse_amount(text, currency) if text else Money(0, currency),
            say=lambda amount: format_money(amount.minor, currency) if amount.minor else "",
            hint="what was agreed to be credited, with tax; empty is nothing",
            width=18,
        )


class CloseDisputeForm(FormScreen[CloseDisputeDraft, bool]):
    """`CloseDisputeForm(today, case)` ends with `True` when the case is closed with what was credited."""

    KIND: ClassVar[str] = "closing of a dispute"

    def __init__(self, today: date, case: DisputeView) -> None:
        super().__init__(today, subject=f"dispute:{case.item.id}", person=case.item.customer_name)
        self.case = case
        self._because = FieldLine(reason_field())

    def heading(self) -> str:
        """Which case."""
        return f"Close {say_case(self.case.item)}"

    def parts(self) -> ComposeResult:
        """Why nothing more is credited."""
        yield self._because

    def edited(self) -> None:
        """What is missing."""
        item = self.case.item
        self.show_worth(f"{format_money(item.uncredited_minor, item.currency)} less than agreed")

    def build(self) -> CloseDisputeDraft:
        """The case and the reason."""
        return CloseDisputeDraft(self.uid, self.case.item.id, self.case.item.version, self._because.value())

    def examine(self, desk: Desk, draft: CloseDisputeDraft) -> Review[CloseDisputeDraft]:
        """Nothing to check beyond the fields."""
        return review_close(draft, self.case.item)

    def save(self, desk: Desk, confirmed: Confirmed[CloseDisputeDraft]) -> bool:
        """Close it."""
        from billdesk.services import disputes

        disputes.close_credited(desk, confirmed)
        return True

    def saved(self, result: bool) -> str:
        """The note."""
        return f"Dispute {self.case.item.id} is closed with what was credited."


class ReopenDisputeForm(FormScreen[ReopenDisputeDraft, bool]):
    """`ReopenDisputeForm(today, case)` ends with `True` when the case was taken up again."""

    KIND: ClassVar[str] = "taking up of a dispute"

    def __init__(self, today: date, case: DisputeView) -> None:
        super().__init__(today, subject=f"dispute:{case.item.id}", person=case.item.customer_name)
        self.case = case
        self._because = FieldLine(reason_field())

    def heading(self) -> str:
        """Which case."""
        return f"Take up again {say_case(self.case.item)}"

    def parts(self) -> ComposeResult:
        """Why."""
        yield self._because

    def build(self) -> ReopenDisputeDraft:
        """The case and the reason."""
        return ReopenDisputeDraft(self.uid, self.case.item.id, self.case.item.version, self._because.value())

    def examine(self, desk: Desk, draft: ReopenDisputeDraft) -> Review[ReopenDisputeDraft]:
        """Nothing to check beyond the fields."""
        return review_reopen(draft, self.case.item, self.today)

    def save(self, desk: Desk, confirmed: Confirmed[ReopenDisputeDraft]) -> bool:
        """Take it up."""
        from billdesk.services import disputes

        disputes.reopen(desk, confirmed)
        return True

    def saved(self, result: bool) -> str:
        """The note."""
        return f"Dispute {self.case.item.id} is open again."
