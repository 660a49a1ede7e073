"""Choosing a procedure: for the desk, after showing what that changes today; for an account or one of its invoices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from billdesk.command import Scope
from billdesk.domain.double_check import Confirmed, Review
from billdesk.domain.followup.drafts import ChoiceDraft
from screens.dialogs.choose import Option, choose

if TYPE_CHECKING:
    from billdesk.domain.followup.procedures import Procedure
    from billdesk.domain.followup.views import ProcedureView
    from billdesk.services.desk import Desk
    from billdesk.services.procedures import Choices
    from screens.holding_back import Whose
    from screens.records import RecordScreen, Subject

NONE = "none of its own"
ACCOUNT = "account"


def choose_for_desk(screen: RecordScreen[Any], procedure: Procedure) -> None:
    """Let the desk follow up by a procedure."""

    def read(desk: Desk) -> tuple[Review[ChoiceDraft], int]:
        from billdesk.domain.followup.reviews import review_choice
        from billdesk.services import following, what_if
        from screens.parts.procedure_lines import say_today

        facts = following.read_facts(desk, desk.today)
        found = what_if.today(facts, procedure, what_if.out_of_reach(desk, facts), as_desk=True)
        review = review_choice(ChoiceDraft(procedure.name), "the desk", facts.procedure.name, say_today(found))
        return review, len(facts.accounts)

    screen.say("Working out what that changes today …")
    screen.run_service(read, group="form", on_done=lambda found: _check(screen, *found))


def choose_for_record(screen: RecordScreen[Any], subject: Subject) -> None:
    """Choose for the invoice that is shown, or for the account; on an account with the cursor on one of its invoices it
    is asked which of both is meant."""

    def read(desk: Desk) -> tuple[Whose, tuple[ProcedureView, ...], Choices]:
        from billdesk.services import procedures
        from screens.holding_back import whose_of

        whose = whose_of(desk, subject.customer_id, subject.invoice_id)
        return whose, procedures.listed(desk), procedures.chosen(desk, subject.customer_id)

    def pick(found: tuple[Whose, tuple[ProcedureView, ...], Choices]) -> None:
        whose, listed, chosen = found
        if not screen.is_current:
            return
        if whose.invoice_id is not None and screen.SCOPE is Scope.ACCOUNT:
            _choose_of_what(screen, whose, listed, chosen)
        else:
            _pick(screen, whose, listed, _own(whose, chosen))

    screen.run_service(read, group="form", on_done=pick)


def _own(whose: Whose, chosen: Choices) -> str:
    """The name of the procedure that was chosen for just this; empty for none."""
    return chosen.customer if whose.invoice_id is None else chosen.invoices.get(whose.invoice_id, "")


def _choose_of_what(screen: RecordScreen[Any], whose: Whose, listed: Sequence[ProcedureView], chosen: Choices) -> None:
    """Ask whether the invoice under the cursor is meant, or the account."""
    account = replace(whose, invoice_id=None, number="")
    meant = {whose.number: whose, ACCOUNT: account}
    options = [
        Option(whose.number, whose.number, f"this invoice, {_now(_own(whose, chosen))}"),
        Option(ACCOUNT, ACCOUNT, f"all its invoices, {_now(chosen.customer)}"),
    ]

    def picked(what: str) -> None:
        _pick(screen, meant[what], listed, _own(meant[what], chosen))

    choose(screen, f"Procedure of what of {whose.name}?", options, picked)


def _pick(screen: RecordScreen[Any], whose: Whose, listed: Sequence[ProcedureView], of_it: str) -> None:
    name = f"invoice {whose.number}, {whose.name}" if whose.number else whose.said
    offered = [view for view in listed if not view.retired and view.name != of_it]
    options = [Option(view.name, view.name, _detail(view)) for view in offered]
    if of_it:
        options.insert(0, Option("", NONE, f"instead of {of_it}"))

    def picked(procedure: str) -> None:
        from billdesk.domain.followup.reviews import review_choice

        draft = ChoiceDraft(procedure, whose.customer_id, whose.invoice_id)
        _check(screen, review_choice(draft, name, of_it, ""))

    choose(screen, f"Procedure of {whose.number or whose.name}, {_now(of_it)}", options, picked)


def _now(of_it: str) -> str:
    return f"now {of_it}" if of_it else "now the desk's"


def _detail(view: ProcedureView) -> str:
    days = " ".join(str(step.days) for step in view.procedure.steps)
    return f"days {days}{', the desk has it' if view.of_desk else ''}"


def _check(screen: RecordScreen[Any], review: Review[ChoiceDraft], accounts: int = 1) -> None:
    """Show it; the rows of so many accounts are made anew by it."""
    from screens.dialogs.double_check import DoubleCheckDialog

    if screen.is_current:
        screen.app.push_screen(DoubleCheckDialog(review), lambda result: _save(screen, result, accounts))


def _save(screen: RecordScreen[Any], result: Confirmed[ChoiceDraft] | str | None, accounts: int) -> None:
    if not isinstance(result, Confirmed):
        return
    confirmed = result

    def save(desk: Desk) -> None:
        from billdesk.services import procedures

        procedures.choose(desk, confirmed)

    def done(_: None) -> None:
        screen.say(f"The follow-up goes by {confirmed.draft.procedure or 'no procedure of its own'} now.")
        screen.changed()

    if accounts > 1:
        screen.say(f"Renewing the rows of {accounts:,} accounts in the queue …")
    screen.run_save(save, on_done=done)
