"""`--interest RULE`: what a command does with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from billdesk.domain.errors import InputError
from billdesk.output import Value, say
from billdesk.settings import UsageError, config_folder

if TYPE_CHECKING:
    from billdesk.domain.records import InvoiceView
    from billdesk.services.desk import Desk

InterestOption = Annotated[
    str, typer.Option("--interest", metavar="RULE", help="Count interest to the day, such as eu or '9 % a year'.")
]


def counted(desk: Desk, invoice: InvoiceView, text: str) -> dict[str, Value]:
    """Count the interest on an invoice under the rule that was typed, as a record; what one should know goes to stderr.

    Raises `UsageError` for what is no rule.
    """
    from billdesk.domain.interest.rules import parse_rule
    from billdesk.printing_interest import interest_record
    from billdesk.services.interest import of_invoice

    try:
        rule = parse_rule(text)
    except InputError as error:
        raise UsageError(f"--interest: {error.sentence}", error.way_out) from error
    parts = of_invoice(desk, invoice, rule, config_folder())
    notes = tuple(dict.fromkeys(note for part in parts for note in part.found.notes))
    for note in notes:
        say(note)
    return interest_record(parts, rule, invoice.currency, desk.today, notes)
