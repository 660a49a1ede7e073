"""Agree a plan of several promises, or take one back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from billdesk.domain.dates import due_words, short_day
from billdesk.domain.double_check import Confirmed, Review
from billdesk.domain.errors import DeskError
from billdesk.domain.money import Money, format_minor, format_money, to_decimal_string
from billdesk.domain.plan_reviews import review_plan, review_withdraw_plan
from billdesk.domain.plans import (
    Every,
    PlanDraft,
    PlanPart,
    PlanView,
    WithdrawPlanDraft,
    parse_parts,
    say_parts,
    schedule,
)
from billdesk.domain.promise_record import record_of, say_record
from billdesk.domain.records import AccountView, OpenItem
from billdesk.domain.review_rows import say_customer
from billdesk.text import inert
from screens.forms.base import FormScreen
from screens.forms.fields import FieldLine, FieldSpec
from screens.forms.grid import EntryGrid, GridBody, GridColumn, GridRow
from screens.forms.kinds import day_field, decimal_field, enum_field, money_field, reason_field, text_field

if TYPE_CHECKING:
    from billdesk.services.desk import Desk

_COLUMNS = (
    GridColumn("Invoice", 0, most=30),
    GridColumn("Due", 19),
    GridColumn("Open", 17, right=True),
    GridColumn("In it", 9, right=True),
)
_SHOWN = 6


class PlanForm(FormScreen[PlanDraft, int]):
    """`PlanForm(today, account)` ends with the id of the plan.

    Total, number of parts, how far they lie apart and the first day make the parts; or they are typed one by one.
    """

    KIND: ClassVar[str] = "plan"

    def __init__(self, today: date, account: AccountView) -> None:
        super().__init__(today, subject=f"customer:{account.id}", person=account.name)
        self.account = account
        self._open: dict[int, list[OpenItem]] = {}
        for item in account.open_items:
            self._open.setdefault(item.invoice_id, []).append(item)
        self._total = FieldLine(money_field("total", "Total", self._currency))
        self._number = FieldLine(decimal_field("number", "Parts", places=0, default="3"))
        self._every = FieldLine(enum_field("every", "Every", Every), Every.MONTH.value)
        self._first = FieldLine(day_field("first", "First by", today, forward=True, aliases=("parts",)))
        self._rows = FieldLine(self._rows_field())
        self._grace = FieldLine(decimal_field("grace", "Days of grace", places=0, default="0"))
        self._note = FieldLine(text_field("note", "Note", width=50))
        self._parts_note = Static(classes="note")
        self._grid = self._invoice_grid()
        self._proposed = ""

    def heading(self) -> str:
        """With whom."""
        return f"Plan with {self.account.name}"

    def parts(self) -> ComposeResult:
        """The customer's record, the parts, the invoices."""
        yield Static(inert(say_record(record_of(self.account.promises, self.today))), classes="note")
        yield from (self._total, self._number, self._every, self._first, self._rows, self._parts_note)
        yield from (self._grace, self._note)
        yield Static("For  (space marks the invoices it is for)", classes="section")
        yield self._grid

    def _rows_field(self) -> FieldSpec[tuple[PlanPart, ...]]:
        return FieldSpec(
            "rows",
            "Or one by one",
            lambda text: parse_parts(text, self._currency(), self.today) if text else (),
            say=lambda parts: say_parts(parts, self._currency()) if parts else "",
            hint="1.12. 500; 15.1. 480",
            width=36,
            keep=lambda parts: "; ".join(
                f"{part.due_on.isoformat()} {to_decimal_string(part.amount_minor, self._currency())}" for part in parts
            ),
        )

    def _invoice_grid(self) -> EntryGrid[str]:
        rows = []
        for number, items in self._open.items():
            due = due_words(min(item.due_on for item in items), self.today)
            amount = format_money(sum(item.open_minor for item in items), items[0].currency)
            rows.append(GridRow(number, (items[0].number, due, amount)))
        grid = EntryGrid("invoices", _COLUMNS, rows, lambda _id, mark: mark, marks=True, empty="Nothing is open.")
        free = {number for number, items in self._open.items() if all(one.promised_for is None for one in items)}
        late = {number for number in free if min(item.due_on for item in self._open[number]) < self.today}
        grid.mark(late or free)
        return grid

    def _marked(self) -> list[OpenItem]:
        return [item for number in self._grid.values() for item in self._open[number]]

    def _currency(self) -> str:
        marked = self._marked()
        return marked[0].currency if marked else self.account.currency

    def _made(self) -> tuple[PlanPart, ...]:
        """The parts as typed, or as cut from the total. Raises `InputError`."""
        typed = self._rows.value()
        if typed:
            return typed
        return schedule(self._total.value(), int(self._number.value()), self._every.value(), self._first.value())

    def build(self) -> PlanDraft:
        """The plan."""
        return PlanDraft(
            uid=self.uid,
            customer_id=self.account.id,
            total=self._total.value(),
            parts=self._made(),
            invoice_ids=tuple(self._grid.values()),
            grace_days=int(self._grace.value()),
            note=self._note.value(),
        )

    def examine(self, desk: Desk, draft: PlanDraft) -> Review[PlanDraft]:
        """Check against what the account has open and promised."""
        from billdesk.services import plans

        numbers = {number: items[0].number for number, items in self._open.items()}
        return review_plan(draft, _who(self.account), numbers, plans.check(desk, draft))

    def save(self, desk: Desk, confirmed: Confirmed[PlanDraft]) -> int:
        """Agree it."""
        from billdesk.services import plans

        return plans.agree(desk, confirmed)

    def saved(self, result: int) -> str:
        """The note."""
        return f"Plan {result} agreed with {self.account.name}."

    def edited(self) -> None:
        """Propose the total, show the parts it makes; what is typed one by one needs no number and no first day."""
        if self._total.text == self._proposed:
            self._proposed = self._open_of_marked()
            self._total.text = self._proposed
        one_by_one = bool(self._rows.text.strip())
        self._number.display = self._every.display = self._first.display = not one_by_one
        try:
            parts = self._made()
        except DeskError:
            self._parts_note.update("")
            return
        currency = self._currency()
        shown = [f"{short_day(part.due_on, self.today)} {format_minor(part.amount_minor, currency)}" for part in parts]
        more = f" · and {len(shown) - _SHOWN} more" if len(shown) > _SHOWN else ""
        self._parts_note.update(inert(f"{' ' * 14}{' · '.join(shown[:_SHOWN])}{more}"))

    @on(GridBody.Edited)
    def _marks_changed(self) -> None:
        self.touched()

    def _open_of_marked(self) -> str:
        currency = self._currency()
        same = [item.open_minor for item in self._marked() if item.currency == currency]
        return format_minor(sum(same), currency) if same else ""


class WithdrawPlanForm(FormScreen[WithdrawPlanDraft, bool]):
    """`WithdrawPlanForm(today, account, plan)` ends with `True` when the plan was taken back."""

    KIND: ClassVar[str] = "withdrawal of a plan"

    def __init__(self, today: date, account: AccountView, plan: PlanView) -> None:
        super().__init__(today, subject=f"plan:{plan.id}", person=account.name)
        self.account = account
        self.plan = plan
        self._why = FieldLine(reason_field())

    def heading(self) -> str:
        """Which plan."""
        return f"Withdraw plan {self.plan.id} of {self.account.name}"

    def parts(self) -> ComposeResult:
        """What it is about, and why."""
        total: Money = self.plan.total
        said = f"{format_money(total.minor, total.currency)} in {len(self.plan.promises)} parts, {self.plan.state}"
        yield Static(inert(said), classes="note")
        yield self._why

    def build(self) -> WithdrawPlanDraft:
        """The plan and the reason."""
        return WithdrawPlanDraft(self.plan.id, self._why.value())

    def examine(self, desk: Desk, draft: WithdrawPlanDraft) -> Review[WithdrawPlanDraft]:
        """Nothing to check beyond the field."""
        return review_withdraw_plan(draft, self.plan, _who(self.account))

    def save(self, desk: Desk, confirmed: Confirmed[WithdrawPlanDraft]) -> bool:
        """Take it back."""
        from billdesk.services import plans

        plans.withdraw(desk, confirmed)
        return True

    def saved(self, result: bool) -> str:
        """The note."""
        return f"Plan {self.plan.id} is withdrawn."


def _who(account: AccountView) -> str:
    return say_customer(account.name, account.address.town, account.code)
