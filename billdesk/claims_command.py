"""`billdesk claims`: the claims of interest and fees, which no invoice and no ageing holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Final

import typer

from billdesk.command_options import FormatOption, opened
from billdesk.output import Column, Format, Record, say, write_rows

if TYPE_CHECKING:
    from billdesk.domain.claims import ClaimView
    from billdesk.services.desk import Desk

COLUMNS: Final = (
    Column("customer", "Customer"),
    Column("name", "Name", extra=True),
    Column("number", "Invoice"),
    Column("kind", "Claim"),
    Column("rule", "Under"),
    Column("upto", "To", exact=True),
    Column("amount", "Amount", exact=True),
    Column("open", "Owed", exact=True, extra=True),
    Column("currency", "Cur"),
    Column("state", "State"),
    Column("in_error", "In error", extra=True),
    Column("reason", "Reason", extra=True),
    Column("made_on", "Made", exact=True, extra=True),
    Column("charged_on", "Charged", exact=True, extra=True),
    Column("charged_how", "How", extra=True),
    Column("message", "By message", extra=True),
    Column("message_id", "Message-ID", extra=True),
    Column("settled_on", "Settled", exact=True, extra=True),
    Column("calculation", "Calculation", extra=True),
)


def claims(
    context: typer.Context,
    customer: Annotated[str, typer.Option(metavar="CODE", help="Only those of this account.")] = "",
    invoice: Annotated[str, typer.Option(metavar="NUMBER", help="Only those on this invoice.")] = "",
    live: Annotated[bool, typer.Option("--live", help="Only those still owed: open or charged.")] = False,
    format_: FormatOption = Format.TABLE,
) -> None:
    """List the claims of interest and fees, those still owed first. Nothing of them is in an ageing or a receivable."""
    from billdesk.services import claims as service
    from billdesk.services import customers, invoices

    with opened(context, read_only=True) as desk:
        account = customers.find(desk, customer).id if customer else None
        on = invoices.find(desk, invoice).id if invoice else None
        found = service.find(desk, customer_id=account, invoice_id=on, live=live)
    write_rows(_records(found), COLUMNS, format_)


def say_beside(desk: Desk) -> None:
    """Say on stderr what is owed of claims, where a figure without them is printed; nothing when none is owed."""
    from billdesk.domain.money import to_decimal_string
    from billdesk.services import claims as service

    owed = service.live_sums(desk)
    if owed:
        sums = " + ".join(
            f"{one.amount.currency} {to_decimal_string(one.amount.minor, one.amount.currency)}" for one in owed
        )
        say(f"Claims of interest and fees are not part of this: {sums}. billdesk claims lists them.")


def _records(found: Iterable[ClaimView]) -> Iterator[Record]:
    from billdesk.domain.money import to_decimal_string

    for claim in found:
        yield {
            "customer": claim.customer_code,
            "name": claim.customer_name,
            "number": claim.number,
            "kind": claim.kind.value,
            "rule": claim.rule,
            "upto": claim.upto.isoformat(),
            "amount": to_decimal_string(claim.amount_minor, claim.currency),
            "open": to_decimal_string(claim.owed.minor if claim.state.is_live else 0, claim.currency),
            "currency": claim.currency,
            "state": claim.state.value,
            "in_error": claim.in_error,
            "reason": claim.reason,
            "made_on": claim.made_on.isoformat(),
            "charged_on": claim.charged_on.isoformat() if claim.charged_on else None,
            "charged_how": claim.charged_how,
            "message": claim.message.subject if claim.message else "",
            "message_id": claim.message.message_id if claim.message else "",
            "settled_on": claim.settled_on.isoformat() if claim.settled_on else None,
            "calculation": " | ".join(line.strip() for line in claim.calculation),
        }
