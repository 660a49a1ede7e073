"""`billdesk plan show`: a plan of several promises, as its page for people or as its parts for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Final

import typer

from billdesk.command_options import FormatOption, opened
from billdesk.output import Column, Format, Record, write_rows, write_text

if TYPE_CHECKING:
    from billdesk.domain.plans import PlanView

plan_app = typer.Typer(help="One instalment plan.")

COLUMNS: Final = (
    Column("plan", "Plan", exact=True),
    Column("part", "Part", exact=True),
    Column("due_on", "By", exact=True),
    Column("amount", "Amount", exact=True),
    Column("currency", "Cur"),
    Column("state", "State"),
    Column("missing", "Missing", exact=True),
    Column("met_on", "Met", exact=True),
    Column("invoices", "Invoices"),
)


@plan_app.command("show")
def plan_show(
    context: typer.Context,
    plan: Annotated[int, typer.Argument(metavar="ID", help="The plan's number.")],
    format_: FormatOption = Format.TABLE,
) -> None:
    """Show a plan: as the page of text that the customer gets, or its parts and how each is kept."""
    from billdesk.plan_page import page
    from billdesk.services import company, customers, plans

    with opened(context, read_only=True) as desk:
        found = plans.get(desk, plan)
        if format_ is Format.TABLE:
            lines = page(found, company.get(desk), customers.get(desk, found.customer_id), desk.today)
            for line in lines:
                write_text(line)
            return
    write_rows(_records(found), COLUMNS, format_)


def _records(plan: PlanView) -> Iterator[Record]:
    from billdesk.domain.money import to_decimal_string

    for place, promise in enumerate(plan.promises, start=1):
        yield {
            "plan": plan.id,
            "part": place,
            "due_on": promise.due_on.isoformat(),
            "amount": to_decimal_string(promise.amount_minor, promise.currency),
            "currency": promise.currency,
            "state": promise.state.value,
            "missing": to_decimal_string(promise.missing_minor, promise.currency),
            "met_on": promise.met_on.isoformat() if promise.met_on else None,
            "invoices": ", ".join(promise.invoice_numbers),
        }
