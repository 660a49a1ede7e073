"""Log a contact: a call, a mail, a letter or a note, what it came to, and the promise it brought."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, ClassVar
from uuid import uuid5

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from billdesk.domain.dates import due_words
from billdesk.domain.dispute_guides import OTHER, REASONS
from billdesk.domain.double_check import Confirmed, Review
from billdesk.domain.drafts import ContactDraft, ContactKind, Direction, Outcome, PromiseDraft
from billdesk.domain.errors import InputError
from billdesk.domain.money import format_minor, format_money
from billdesk.domain.outcomes import next_day
from billdesk.domain.promise_record import record_of, say_record
from billdesk.domain.records import AccountView, OpenItem
from billdesk.domain.reviews import review_contact, say_customer
from billdesk.text import inert
from screens.forms.base import FormScreen
from screens.forms.dispute import Reasons, reason_of_dispute
from screens.forms.fields import FieldLine, FieldSpec
from screens.forms.grid import EntryGrid, GridBody, GridColumn, GridRow
from screens.forms.kinds import day_field, decimal_field, enum_field, money_field, optional_day_field, text_field

if TYPE_CHECKING:
    from billdesk.services.desk import Desk

_COLUMNS = (
    GridColumn("Invoice", 0, most=30),
    GridColumn("Due", 19),
    GridColumn("Open", 17, right=True),
    GridColumn("Promised", 9, right=True),
)


class ContactForm(FormScreen[ContactDraft, int]):
    """`ContactForm(today, account, outcome=None, kind=CALL, invoice_id=None, reasons=…)` ends with the contact's id.

    With the outcome `promised` the form also asks for amount, day and invoices of the promise, with `disputes` for the
    invoice that is disputed and one of the desk's `reasons`.
    """

    KIND: ClassVar[str] = "contact"

    def __init__(
        self,
        today: date,
        account: AccountView,
        outcome: Outcome | None = None,
        *,
        kind: ContactKind = ContactKind.CALL,
        invoice_id: int | None = None,
        reasons: Reasons = REASONS,
    ) -> None:
        super().__init__(today, subject=f"customer:{account.id}", person=account.name)
        self.account = account
        self.invoice_id = invoice_id
        self._open = _by_invoice(account.open_items)
        persons = tuple(person.name for person in account.persons)
        self._kind = FieldLine(enum_field("kind", "Kind", ContactKind), kind.value)
        self._direction = FieldLine(enum_field("direction", "Direction", Direction), Direction.OUT.value)
        self._person = FieldLine(
            FieldSpec("person", "Person", str, hint=", ".join(persons), width=30, choices=persons),
            persons[0] if persons else "",
        )
        self._outcome = FieldLine(
            enum_field("outcome", "Outcome", Outcome, numbered=True), outcome.value if outcome else ""
        )
        self._note = FieldLine(text_field("note", "Note", width=60))
        self._disputed = FieldLine(self._dispute_field(), self._disputed_at_first(invoice_id))
        self._dispute_reason = FieldLine(reason_of_dispute(reasons), OTHER)
        self._next_on = FieldLine(
            optional_day_field("next_on", "Next", today, forward=True, hint="when to come back to it")
        )
        self._amount = FieldLine(
            money_field("promise-amount", "Amount", self._promise_currency, aliases=("promise.amount", "total"))
        )
        self._due_on = FieldLine(
            day_field("promise-due", "Promised for", today, forward=True, aliases=("promise.due_on", "promise"))
        )
        self._grace = FieldLine(decimal_field("promise-grace", "Days of grace", places=0, default="0"))
        self._invoices = self._invoice_grid(invoice_id)
        self._promise_parts = (self._amount, self._due_on, self._invoices, self._grace)
        self._promise_head = Static("The promise  (space marks the invoices it is for)", classes="section")
        said = say_record(record_of(account.promises, today))
        self._record = Static(inert(said), classes="note")
        self._proposed_next = ""
        self._proposed_amount = ""

    def heading(self) -> str:
        """Who was contacted."""
        return f"Contact with {self.account.name}"

    def parts(self) -> ComposeResult:
        """The contact, and the promise when there is one."""
        yield from (self._kind, self._direction, self._person, self._note, self._outcome, self._disputed)
        yield self._dispute_reason
        yield self._promise_head
        yield self._record
        yield from self._promise_parts
        yield self._next_on

    def focus_first(self) -> None:
        """What was said is typed while it is said, what it came to afterwards; of a promise the day comes first."""
        (self._due_on if self._outcome.readable() is Outcome.PROMISED else self._note).focus_entry()

    def build(self) -> ContactDraft:
        """The contact; its instant comes from the desk's clock when it is examined."""
        outcome = self._outcome.value()
        return ContactDraft(
            uid=self.uid,
            customer_id=self.account.id,
            happened_at=datetime.combine(self.today, time(), UTC),
            kind=self._kind.value(),
            direction=self._direction.value(),
            outcome=outcome,
            person=self._person.value(),
            note=self._note.value(),
            invoice_id=self._disputed.value() if outcome is Outcome.DISPUTES else self.invoice_id,
            next_on=self._next_on.value(),
            promise=self._promise() if outcome is Outcome.PROMISED else None,
            dispute_reason=self._dispute_reason.value() if outcome is Outcome.DISPUTES else "",
        )

    def _promise(self) -> PromiseDraft:
        # Its identity follows from the contact's, so that the same entry saved twice is one promise.
        return PromiseDraft(
            uid=uuid5(self.uid, "promise"),
            amount=self._amount.value(),
            due_on=self._due_on.value(),
            invoice_ids=tuple(self._invoices.values()),
            grace_days=int(self._grace.value()),
        )

    def examine(self, desk: Desk, draft: ContactDraft) -> Review[ContactDraft]:
        """Check against what the account has open and promised."""
        from billdesk.services import contacts

        draft = replace(draft, happened_at=desk.now())
        who = say_customer(self.account.name, self.account.address.town, self.account.code)
        numbers = {invoice_id: items[0].number for invoice_id, items in self._open.items()}
        return review_contact(draft, who, numbers, self.today, contacts.check(desk, draft))

    def save(self, desk: Desk, confirmed: Confirmed[ContactDraft]) -> int:
        """Log it."""
        from billdesk.services import contacts

        return contacts.log(desk, confirmed)

    def saved(self, result: int) -> str:
        """The note."""
        return f"Contact with {self.account.name} logged."

    def edited(self) -> None:
        """Show the promise only when there is one; propose its amount, and the next day by the outcome."""
        outcome = self._outcome.readable()
        promised = outcome is Outcome.PROMISED
        for part in (self._promise_head, self._record, *self._promise_parts):
            part.display = promised
        self._disputed.display = self._dispute_reason.display = outcome is Outcome.DISPUTES
        if promised and self._amount.text == self._proposed_amount:
            self._proposed_amount = self._open_of_marked()
            self._amount.text = self._proposed_amount
        if self._next_on.text == self._proposed_next:
            self._proposed_next = self._usual_next()
            if self._next_on.text != self._proposed_next:
                self._next_on.text = self._proposed_next

    @on(GridBody.Edited)
    def _marked(self) -> None:
        self.touched()

    def restore(self, kept: dict[str, str]) -> None:
        """Kept texts are the user's own, not proposals; but for a next day that is just what would be proposed."""
        self._proposed_amount, self._proposed_next = "", ""
        super().restore(kept)
        if self._next_on.text == self._usual_next():
            self._proposed_next = self._next_on.text

    def _usual_next(self) -> str:
        outcome = self._outcome.readable()
        day = next_day(outcome, self.today, self._due_on.readable()) if outcome else None
        return day.isoformat() if day else ""

    def _dispute_field(self) -> FieldSpec[int | None]:
        return FieldSpec(
            "disputed-invoice",
            "Invoice",
            self._invoice_of,
            say=self._say_invoice,
            hint="its number; empty is the whole account",
            choices=tuple(items[0].number for items in self._open.values()),
            aliases=("invoice_id",),
        )

    def _disputed_at_first(self, invoice_id: int | None) -> str:
        """The invoice the contact is about, or the only one that is open."""
        only = next(iter(self._open)) if len(self._open) == 1 else None
        items = self._open.get(invoice_id if invoice_id is not None else only or 0)
        return items[0].number if items else ""

    def _invoice_of(self, text: str) -> int | None:
        """The open invoice with this number, or the only one whose number ends so."""
        if not text:
            return None
        numbers = {invoice_id: items[0].number.casefold() for invoice_id, items in self._open.items()}
        typed = text.casefold()
        found = [invoice_id for invoice_id, number in numbers.items() if number == typed]
        found = found or [invoice_id for invoice_id, number in numbers.items() if number.endswith(typed)]
        if len(found) != 1:
            raise InputError("Several open invoices end so." if found else "No open invoice has this number.")
        return found[0]

    def _say_invoice(self, invoice_id: int | None) -> str:
        if invoice_id is None:
            return ""
        items = self._open[invoice_id]
        due, minor = min(item.due_on for item in items), sum(item.open_minor for item in items)
        return f"{items[0].number}, {due_words(due, self.today)}, {format_money(minor, items[0].currency)} open"

    def _invoice_grid(self, invoice_id: int | None) -> EntryGrid[str]:
        rows = []
        for number, items in self._open.items():
            first, open_minor = items[0], sum(item.open_minor for item in items)
            due = due_words(min(item.due_on for item in items), self.today)
            rows.append(GridRow(number, (first.number, due, format_money(open_minor, first.currency))))
        grid = EntryGrid(
            "promise.invoice_ids", _COLUMNS, rows, lambda _id, mark: mark, marks=True, empty="Nothing is open."
        )
        late = {number for number, items in self._open.items() if min(item.due_on for item in items) < self.today}
        grid.mark({invoice_id} if invoice_id is not None else late or set(self._open))
        return grid

    def _marked_items(self) -> list[OpenItem]:
        return [item for number in self._invoices.values() for item in self._open[number]]

    def _promise_currency(self) -> str:
        marked = self._marked_items()
        return marked[0].currency if marked else self.account.currency

    def _open_of_marked(self) -> str:
        currency = self._promise_currency()
        same = [item.open_minor for item in self._marked_items() if item.currency == currency]
        return format_minor(sum(same), currency) if same else ""


def _by_invoice(items: tuple[OpenItem, ...]) -> dict[int, list[OpenItem]]:
    """Open instalments gathered under their invoice."""
    found: dict[int, list[OpenItem]] = {}
    for item in items:
        found.setdefault(item.invoice_id, []).append(item)
    return found
