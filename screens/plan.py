"""A plan of several promises as the page that the customer gets, with how it is kept so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from billdesk.command import Scope
from billdesk.domain.dates import say_day
from billdesk.domain.money import format_money
from billdesk.domain.plans import PlanView
from billdesk.domain.records import AccountView
from billdesk.plan_page import page, write_page
from billdesk.text import inert_plain
from screens.parts.paper import Line, Paper, Run, rule, spread
from screens.parts.reading import ReadingScreen
from screens.records import Subject

if TYPE_CHECKING:
    from billdesk.services.desk import Desk


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one reading of the book brings to the screen."""

    plan: PlanView
    account: AccountView
    lines: tuple[str, ...]
    today: date


class PlanScreen(ReadingScreen):
    """`PlanScreen(plan_id)`."""

    SCOPE = Scope.PLAN
    CSS_PATH: ClassVar[str] = "plan.tcss"

    def __init__(self, plan_id: int) -> None:
        super().__init__()
        self.plan_id = plan_id
        self._read: _Reading | None = None
        self._head, self._page = Paper("plan-head"), Paper("plan-page")

    def body(self) -> ComposeResult:
        """How it is kept, and the page."""
        yield self._head
        with VerticalScroll(id="plan-scroll"):
            yield self._page

    def on_mount(self) -> None:
        """Read it; the keys scroll the page."""
        self.query_one("#plan-scroll").focus()
        self.changed()

    def changed(self) -> None:
        """Read the plan again."""
        plan_id = self.plan_id

        def read(desk: Desk) -> _Reading:
            from billdesk.services import company, customers, plans

            plan = plans.get(desk, plan_id)
            account = customers.get(desk, plan.customer_id)
            return _Reading(plan, account, page(plan, company.get(desk), account, desk.today), desk.today)

        self.run_service(read, group="plan", on_done=self._show, on_error=self.say_problem)

    def _show(self, read: _Reading) -> None:
        self._read = read
        self._head.show(lambda width: _head_lines(width, read.plan, read.account.name))
        self._page.show(lambda _: [(Run(line),) for line in read.lines])
        self.refresh_commands()

    def subject(self) -> Subject | None:
        """The account it was agreed with."""
        return None if self._read is None else Subject(self._read.account.id, self._read.account.code)

    def why_not(self, command_id: str) -> str | None:
        """What is over cannot be withdrawn."""
        if command_id == "withdraw-plan" and self._read is not None and not self._read.plan.stands:
            return f"Nothing of it stands any more; it is {self._read.plan.state}."
        return super().why_not(command_id)

    def do_print_plan(self) -> None:
        """Write the page beside the desk file."""
        if self._read is None:
            return
        folder, plan_id, lines = self.host.opening.path.parent, self.plan_id, self._read.lines

        def written(path: Path) -> None:
            self.say(f"Written to {inert_plain(path.name)} beside the desk.")

        self.run_service(lambda _: write_page(folder, plan_id, lines), group="print", on_done=written)

    def do_withdraw_plan(self) -> None:
        """Take the whole plan back."""
        if self._read is not None:
            from screens.forms.plan import WithdrawPlanForm

            form = WithdrawPlanForm(self._read.today, self._read.account, self._read.plan)
            self.app.push_screen(form, self.after_form)


def _head_lines(width: int, plan: PlanView, name: str) -> list[Line]:
    """Whose it is and how it is kept; which part is missed; a rule."""
    state = Run(plan.state, "late" if plan.missed else "act")
    lines = [spread(width, (Run(f" Plan {plan.id} · {name}", "act"),), (state, Run(" ")))]
    if plan.missed:
        first = plan.missed[0]
        place = plan.promises.index(first) + 1
        missing = format_money(first.missing_minor, first.currency)
        said = f" Part {place} of {say_day(first.due_on)} was missed; {missing} of it has not come."
        lines.append((Run(said, "late"),))
    return [*lines, rule(width)]
