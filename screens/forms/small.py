"""The short forms: mark as sent, give a draft up, lift a dispute, withdraw a promise, snooze."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult

from billdesk.domain.dates import say_day
from billdesk.domain.double_check import Confirmed, Review
from billdesk.domain.drafts import (
    LiftDisputeDraft,
    SentDraft,
    SentTogetherDraft,
    SnoozeDraft,
    VoidDraft,
    WithdrawPromiseDraft,
)
from billdesk.domain.errors import InputError
from billdesk.domain.noted_reviews import (
    review_lift_dispute,
    review_sent,
    review_sent_together,
    review_snooze,
    review_withdraw,
)
from billdesk.domain.records import AccountView, InvoiceView, PromiseView
from billdesk.domain.reviews import review_void, say_customer
from screens.forms.base import FormScreen
from screens.forms.fields import FieldLine
from screens.forms.kinds import day_field, optional_day_field, reason_field, word_field

if TYPE_CHECKING:
    from billdesk.services.desk import Desk

WAYS = ("e-mail", "post", "portal")


class SentForm(FormScreen[SentDraft, bool]):
    """`SentForm(today, invoice)` ends with `True` when it was noted that the invoice went out."""

    KIND: ClassVar[str] = "note of sending"

    def __init__(self, today: date, invoice: InvoiceView) -> None:
        super().__init__(today, subject=f"invoice:{invoice.id}", person=invoice.customer_name)
        self.invoice = invoice
        self._sent_on = FieldLine(day_field("sent_on", "Sent on", today, default="today"))
        self._how = FieldLine(word_field("how", "How", WAYS, default=WAYS[0]))

    def heading(self) -> str:
        """What went out."""
        return f"Mark {self.invoice.number or 'draft'} as sent, {self.invoice.customer_name}"

    def parts(self) -> ComposeResult:
        """When and how."""
        yield from (self._sent_on, self._how)

    def build(self) -> SentDraft:
        """The note."""
        return SentDraft(self.invoice.id, self.invoice.version, self._sent_on.value(), self._how.value())

    def examine(self, desk: Desk, draft: SentDraft) -> Review[SentDraft]:
        """Nothing to check beyond the fields."""
        return review_sent(draft, self.invoice, self.today)

    def save(self, desk: Desk, confirmed: Confirmed[SentDraft]) -> bool:
        """Note it."""
        from billdesk.services import invoices

        invoices.mark_sent(desk, confirmed)
        return True

    def saved(self, result: bool) -> str:
        """The note."""
        return f"{self.invoice.number} is marked as sent."


class SentTogetherForm(FormScreen[SentTogetherDraft, bool]):
    """`SentTogetherForm(today, invoices)` ends with `True` when it was noted that all of them went out."""

    KIND: ClassVar[str] = "note of sending"

    def __init__(self, today: date, invoices: Sequence[InvoiceView]) -> None:
        subject = " ".join(f"invoice:{invoice.id}" for invoice in invoices)
        super().__init__(today, subject=subject, person=f"{len(invoices)} invoices")
        self.invoices = tuple(invoices)
        self._sent_on = FieldLine(day_field("sent_on", "Sent on", today, default="today"))
        self._how = FieldLine(word_field("how", "How", WAYS, default=WAYS[0]))

    def heading(self) -> str:
        """How many went out."""
        return f"Mark {len(self.invoices)} invoices as sent"

    def parts(self) -> ComposeResult:
        """When and how."""
        yield from (self._sent_on, self._how)

    def build(self) -> SentTogetherDraft:
        """One note for each."""
        sent_on, how = self._sent_on.value(), self._how.value()
        return SentTogetherDraft(tuple(SentDraft(one.id, one.version, sent_on, how) for one in self.invoices))

    def examine(self, desk: Desk, draft: SentTogetherDraft) -> Review[SentTogetherDraft]:
        """Nothing to check beyond the fields."""
        return review_sent_together(draft, self.invoices, self.today)

    def save(self, desk: Desk, confirmed: Confirmed[SentTogetherDraft]) -> bool:
        """Note all of it."""
        from billdesk.services import sending

        sending.mark_sent_together(desk, confirmed)
        return True

    def saved(self, result: bool) -> str:
        """The note."""
        return f"{len(self.invoices)} invoices are marked as sent."


class VoidForm(FormScreen[VoidDraft, bool]):
    """`VoidForm(today, invoice)` ends with `True` when the draft was given up."""

    KIND: ClassVar[str] = "voiding"

    def __init__(self, today: date, invoice: InvoiceView) -> None:
        super().__init__(today, subject=f"invoice:{invoice.id}", person=invoice.customer_name)
        self.invoice = invoice
        self._why = FieldLine(reason_field())

    def heading(self) -> str:
        """What is given up."""
        return f"Give up the draft for {self.invoice.customer_name}"

    def parts(self) -> ComposeResult:
        """Why."""
        yield self._why

    def build(self) -> VoidDraft:
        """The draft and the reason."""
        return VoidDraft(self.invoice.id, self.invoice.version, self._why.value())

    def examine(self, desk: Desk, draft: VoidDraft) -> Review[VoidDraft]:
        """Nothing to check beyond the fields."""
        return review_void(draft, self.invoice)

    def save(self, desk: Desk, confirmed: Confirmed[VoidDraft]) -> bool:
        """Give it up."""
        from billdesk.services import invoices

        invoices.void(desk, confirmed)
        return True

    def saved(self, result: bool) -> str:
        """The note."""
        return f"The draft for {self.invoice.customer_name} is void."


class LiftDisputeForm(FormScreen[LiftDisputeDraft, bool]):
    """`LiftDisputeForm(today, invoice)` ends with `True` when the invoice is disputed no more."""

    KIND: ClassVar[str] = "lifting of a dispute"

    def __init__(self, today: date, invoice: InvoiceView) -> None:
        super().__init__(today, subject=f"invoice:{invoice.id}", person=invoice.customer_name)
        self.invoice = invoice
        self._why = FieldLine(reason_field())

    def heading(self) -> str:
        """Which invoice."""
        return f"Lift the dispute of {self.invoice.number}, {self.invoice.customer_name}"

    def parts(self) -> ComposeResult:
        """How it was settled."""
        yield self._why

    def build(self) -> LiftDisputeDraft:
        """The invoice and the reason."""
        return LiftDisputeDraft(self.uid, self.invoice.id, self._why.value())

    def examine(self, desk: Desk, draft: LiftDisputeDraft) -> Review[LiftDisputeDraft]:
        """Nothing to check beyond the fields."""
        return review_lift_dispute(draft, self.invoice)

    def save(self, desk: Desk, confirmed: Confirmed[LiftDisputeDraft]) -> bool:
        """Claim it again."""
        from billdesk.services import contacts

        contacts.lift_dispute(desk, confirmed)
        return True

    def saved(self, result: bool) -> str:
        """The note."""
        return f"{self.invoice.number} is claimed again."


class WithdrawForm(FormScreen[WithdrawPromiseDraft, bool]):
    """`WithdrawForm(today, account, promise)` ends with `True` when the promise was taken back."""

    KIND: ClassVar[str] = "withdrawal"

    def __init__(self, today: date, account: AccountView, promise: PromiseView) -> None:
        super().__init__(today, subject=f"promise:{promise.id}", person=account.name)
        self.account = account
        self.promise = promise
        self._why = FieldLine(reason_field())

    def heading(self) -> str:
        """Which promise."""
        return f"Withdraw the promise of {self.account.name} for {say_day(self.promise.due_on)}"

    def parts(self) -> ComposeResult:
        """Why."""
        yield self._why

    def build(self) -> WithdrawPromiseDraft:
        """The promise and the reason."""
        return WithdrawPromiseDraft(self.promise.id, self._why.value())

    def examine(self, desk: Desk, draft: WithdrawPromiseDraft) -> Review[WithdrawPromiseDraft]:
        """Nothing to check beyond the fields."""
        who = say_customer(self.account.name, self.account.address.town, self.account.code)
        return review_withdraw(draft, self.promise, who)

    def save(self, desk: Desk, confirmed: Confirmed[WithdrawPromiseDraft]) -> bool:
        """Take it back."""
        from billdesk.services import contacts

        contacts.withdraw(desk, confirmed)
        return True

    def saved(self, result: bool) -> str:
        """The note."""
        return "The promise is withdrawn."


class SnoozeForm(FormScreen[SnoozeDraft, bool]):
    """`SnoozeForm(today, key, item)` ends with `True` when the work item was hidden, or woken with no day.

    `key` is the queue row's, `item` how to name it to the reader.
    """

    KIND: ClassVar[str] = "snooze"

    def __init__(self, today: date, key: str, item: str) -> None:
        super().__init__(today, subject=key, person=item)
        self.item_key = key
        self.item = item
        self._until = FieldLine(
            optional_day_field("until", "Until", today, forward=True, hint="+7, fri, eom; empty wakes it now")
        )
        self._why = FieldLine(reason_field())

    def heading(self) -> str:
        """What is hidden."""
        return f"Snooze {self.item}"

    def parts(self) -> ComposeResult:
        """Until when and why."""
        yield from (self._until, self._why)

    def build(self) -> SnoozeDraft:
        """The item, the day, the reason."""
        until = self._until.value()
        if until is not None and until <= self.today:
            raise InputError("An item sleeps at least until tomorrow.", "Type +1, fri or a later day.")
        return SnoozeDraft(self.item_key, until, self._why.value())

    def examine(self, desk: Desk, draft: SnoozeDraft) -> Review[SnoozeDraft]:
        """Nothing to check beyond the fields."""
        return review_snooze(draft, self.item, self.today)

    def save(self, desk: Desk, confirmed: Confirmed[SnoozeDraft]) -> bool:
        """Hide it."""
        from billdesk.services import queue

        queue.snooze(desk, confirmed)
        return True

    def saved(self, result: bool) -> str:
        """The note."""
        return f"{self.item} is snoozed." if self._until.text.strip() else f"{self.item} is awake."
