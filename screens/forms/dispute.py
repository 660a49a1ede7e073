"""The forms of a dispute: open it, note, change, attach a file, settle, take up again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult

from billdesk.domain.dispute_guides import Reason, pick_reason
from billdesk.domain.dispute_records import (
    AttachFileDraft,
    ChangeDisputeDraft,
    DisputeNoteDraft,
    DisputeView,
    OpenDisputeDraft,
)
from billdesk.domain.dispute_reviews import (
    review_attach,
    review_change,
    review_note,
    review_open,
    say_case,
)
from billdesk.domain.disputes import DisputePriority, LogKind, due_by, refuse_more, say_time
from billdesk.domain.double_check import Confirmed, Review
from billdesk.domain.money import Money, format_minor
from billdesk.domain.records import AccountView, InvoiceView, OpenItem
from billdesk.domain.reviews import say_customer
from screens.forms.base import FormScreen
from screens.forms.fields import FieldLine, FieldSpec
from screens.forms.kinds import enum_field, money_field, text_field

if TYPE_CHECKING:
    from billdesk.services.desk import Desk

Reasons = tuple[Reason, ...]
NOBODY = "empty: nobody, it is ours to work"


def reason_of_dispute(reasons: Reasons) -> FieldSpec[str]:
    """Why it is disputed: a reason by its beginning or its number."""
    labels = {reason.code: reason.label for reason in reasons}
    offered = tuple(reason.label for reason in reasons if not reason.retired)
    return FieldSpec(
        "reason",
        "Reason",
        lambda text: pick_reason(text, reasons),
        say=lambda code: labels.get(code, code),
        hint=", ".join(f"{place}={label}" for place, label in enumerate(offered, start=1)),
        required=True,
        width=24,
        choices=offered,
    )


def _disputed_field(currency: Callable[[], str], most: int | None) -> FieldSpec[Money]:
    """How much is disputed, at `most` (minor units) what the invoice comes to; `None` where it is about the account."""
    spec = money_field("amount", "Disputed", currency)

    def parse(text: str) -> Money:
        amount = spec.parser(text)
        if most is not None:
            refuse_more(amount.minor, most, amount.currency)
        return amount

    return replace(spec, parser=parse)


class OpenDisputeForm(FormScreen[OpenDisputeDraft, int]):
    """`OpenDisputeForm(today, account, reasons, invoice=None)` ends with the case's id.

    The amount begins with what is claimed of the invoice, or of the account in its currency; with what is open where
    all of it counts as disputed already.
    """

    KIND: ClassVar[str] = "dispute"

    def __init__(self, today: date, account: AccountView, reasons: Reasons, invoice: InvoiceView | None = None) -> None:
        subject = f"invoice:{invoice.id}" if invoice else f"customer:{account.id}"
        super().__init__(today, subject=subject, person=account.name)
        self.account, self.reasons = account, reasons
        self._items = [item for item in account.open_items if invoice is None or item.invoice_id == invoice.id]
        self.invoice_id = invoice.id if invoice and self._items else None
        self._currency = self._items[0].currency if self._items else account.currency
        persons = tuple(person.name for person in account.persons)
        self._reason = FieldLine(reason_of_dispute(reasons))
        most = invoice.total_minor if invoice and self._items else None
        self._amount = FieldLine(_disputed_field(lambda: self._currency, most), self._all_of_it())
        self._priority = FieldLine(
            enum_field("priority", "Priority", DisputePriority, numbered=True), DisputePriority.NORMAL.value
        )
        self._owner = FieldLine(text_field("owner", "Owner", hint="who settles it; empty is the account's owner"))
        self._person = FieldLine(
            FieldSpec("person", "Person", str, hint=", ".join(persons), width=30, choices=persons),
            persons[0] if persons else "",
        )
        self._said = FieldLine(text_field("said", "Said", width=60, hint="what is wrong, in their words"))

    def heading(self) -> str:
        """What is disputed."""
        what = self._items[0].number if self.invoice_id else "the account"
        return f"Dispute about {what}, {self.account.name}"

    def parts(self) -> ComposeResult:
        """What is said first, then reason, amount and who works it."""
        yield from (self._said, self._reason, self._amount, self._priority, self._person, self._owner)

    def edited(self) -> None:
        """By when it is to be settled."""
        priority = self._priority.readable()
        self.show_worth(say_time(due_by(self.today, priority), self.today) if priority else "")

    def build(self) -> OpenDisputeDraft:
        """The case."""
        return OpenDisputeDraft(
            uid=self.uid,
            customer_id=self.account.id,
            invoice_id=self.invoice_id,
            amount=self._amount.value(),
            reason=self._reason.value(),
            priority=self._priority.value(),
            owner=self._owner.value(),
            person=self._person.value(),
            said=self._said.value(),
        )

    def examine(self, desk: Desk, draft: OpenDisputeDraft) -> Review[OpenDisputeDraft]:
        """Nothing to check beyond the fields; the book refuses what cannot be."""
        who = say_customer(self.account.name, self.account.address.town, self.account.code)
        number = self._items[0].number if self.invoice_id else ""
        return review_open(draft, who, number, labels_of(self.reasons), self.today)

    def save(self, desk: Desk, confirmed: Confirmed[OpenDisputeDraft]) -> int:
        """Open it."""
        from billdesk.services import disputes

        return disputes.open_case(desk, confirmed)

    def saved(self, result: int) -> str:
        """The note."""
        return f"Dispute {result} is open."

    def _all_of_it(self) -> str:
        same: list[OpenItem] = [item for item in self._items if item.currency == self._currency]
        claimed = sum(item.claimed_minor for item in same)
        # Nothing is claimed of what was marked as disputed and has no case yet: all of that is meant.
        return format_minor(claimed or sum(item.open_minor for item in same), self._currency) if same else ""


class DisputeNoteForm(FormScreen[DisputeNoteDraft, bool]):
    """`DisputeNoteForm(today, case)` ends with `True` when a line was added to the log."""

    KIND: ClassVar[str] = "note to a dispute"

    def __init__(self, today: date, case: DisputeView) -> None:
        super().__init__(today, subject=f"dispute:{case.item.id}", person=case.item.customer_name)
        self.case = case
        self._note = FieldLine(text_field("note", "Note", required=True, width=60))
        self._kind = FieldLine(enum_field("kind", "Kind", LogKind, numbered=True), LogKind.SAID.value)
        self._person = FieldLine(text_field("person", "Person", width=30, hint="who said it, or to whom it was sent"))

    def heading(self) -> str:
        """Which case."""
        return f"Note to {say_case(self.case.item)}"

    def parts(self) -> ComposeResult:
        """What, of which kind, with whom."""
        yield from (self._note, self._kind, self._person)

    def build(self) -> DisputeNoteDraft:
        """The line."""
        return DisputeNoteDraft(
            self.uid, self.case.item.id, self._kind.value(), self._person.value(), self._note.value()
        )

    def examine(self, desk: Desk, draft: DisputeNoteDraft) -> Review[DisputeNoteDraft]:
        """Nothing to check beyond the fields."""
        return review_note(draft, self.case.item)

    def save(self, desk: Desk, confirmed: Confirmed[DisputeNoteDraft]) -> bool:
        """Add it."""
        from billdesk.services import disputes

        disputes.note(desk, confirmed)
        return True

    def saved(self, result: bool) -> str:
        """The note."""
        return "It is in the log."


class ChangeDisputeForm(FormScreen[ChangeDisputeDraft, bool]):
    """`ChangeDisputeForm(today, case, reasons, waiting=False)` ends with `True` when the case was changed; with
    `waiting` the cursor begins at whom it waits on."""

    KIND: ClassVar[str] = "change of a dispute"

    def __init__(self, today: date, case: DisputeView, reasons: Reasons, *, waiting: bool = False) -> None:
        super().__init__(today, subject=f"dispute:{case.item.id}", person=case.item.customer_name)
        self.case, self.reasons, self.waiting = case, reasons, waiting
        item = case.item
        kept = (*reasons, *(() if _offered(reasons, item.reason) else (Reason(item.reason, item.label),)))
        self._reason = FieldLine(reason_of_dispute(kept), item.label)
        self._amount = FieldLine(
            _disputed_field(lambda: item.currency, case.total_minor if item.invoice_id else None),
            format_minor(item.amount_minor, item.currency),
        )
        self._owner = FieldLine(text_field("owner", "Owner", required=True), item.owner)
        self._waiting_on = FieldLine(text_field("waiting_on", "Waiting on", hint=NOBODY), item.waiting_on)
        self._priority = FieldLine(
            enum_field("priority", "Priority", DisputePriority, numbered=True), item.priority.value
        )

    def heading(self) -> str:
        """Which case."""
        return f"Change {say_case(self.case.item)}"

    def parts(self) -> ComposeResult:
        """Whom it waits on, who works it, how it presses, what it is about."""
        yield from (self._waiting_on, self._owner, self._priority, self._amount, self._reason)

    def focus_first(self) -> None:
        """Whom it waits on, or else the owner."""
        (self._waiting_on if self.waiting else self._owner).focus_entry()

    def build(self) -> ChangeDisputeDraft:
        """The case as it is to be."""
        return ChangeDisputeDraft(
            uid=self.uid,
            dispute_id=self.case.item.id,
            version=self.case.item.version,
            reason=self._reason.value(),
            amount=self._amount.value(),
            owner=self._owner.value(),
            waiting_on=self._waiting_on.value(),
            priority=self._priority.value(),
        )

    def examine(self, desk: Desk, draft: ChangeDisputeDraft) -> Review[ChangeDisputeDraft]:
        """Nothing to check beyond the fields."""
        labels = {self.case.item.reason: self.case.item.label} | labels_of(self.reasons)
        return review_change(draft, self.case.item, labels, self.today)

    def save(self, desk: Desk, confirmed: Confirmed[ChangeDisputeDraft]) -> bool:
        """Change it."""
        from billdesk.services import disputes

        disputes.change(desk, confirmed)
        return True

    def saved(self, result: bool) -> str:
        """The note."""
        return f"Dispute {self.case.item.id} is changed."


class AttachFileForm(FormScreen[AttachFileDraft, bool]):
    """`AttachFileForm(today, case)` ends with `True` when the file belongs to the case."""

    KIND: ClassVar[str] = "file of a dispute"

    def __init__(self, today: date, case: DisputeView) -> None:
        super().__init__(today, subject=f"dispute:{case.item.id}", person=case.item.customer_name)
        self.case = case
        self._path = FieldLine(text_field("path", "File", required=True, width=0, hint="its path, typed or pasted"))

    def heading(self) -> str:
        """Which case."""
        return f"File for {say_case(self.case.item)}"

    def parts(self) -> ComposeResult:
        """Where it lies."""
        yield self._path

    def build(self) -> AttachFileDraft:
        """The file as it is named; it is read when it is examined."""
        return AttachFileDraft(self.case.item.id, self._path.value(), "", 0)

    def examine(self, desk: Desk, draft: AttachFileDraft) -> Review[AttachFileDraft]:
        """Read it."""
        from billdesk.services import dispute_files

        return review_attach(dispute_files.look_at(draft.dispute_id, draft.path), self.case.item)

    def save(self, desk: Desk, confirmed: Confirmed[AttachFileDraft]) -> bool:
        """Attach it."""
        from billdesk.services import disputes

        disputes.attach(desk, confirmed)
        return True

    def saved(self, result: bool) -> str:
        """The note."""
        return "The file belongs to the dispute."


def labels_of(reasons: Reasons) -> dict[str, str]:
    """How the desk calls each reason, by its code."""
    return {reason.code: reason.label for reason in reasons}


def _offered(reasons: Reasons, code: str) -> bool:
    return any(reason.code == code and not reason.retired for reason in reasons)
