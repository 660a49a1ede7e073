"""The commands that bring in what other systems hold."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from billdesk.command_options import FormatOption, opened
from billdesk.exchange.dates import DateOrder
from billdesk.output import Format

import_app = typer.Typer(help="Bring in what other systems hold. A preview comes first; all or nothing is booked.")

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="A CSV or XLSX file.")]
MapOption = Annotated[
    list[str] | None, typer.Option("--map", metavar="FIELD=HEADING", help="Which column is what; may be repeated.")
]
CurrencyOption = Annotated[
    str, typer.Option(metavar="CUR", help="Currency of rows that name none; where no column does, the desk's own.")
]
CountOption = Annotated[int | None, typer.Option(metavar="N", help="How many entries the source says there are.")]
YesOption = Annotated[bool, typer.Option("--yes", help="Book without control totals; needs --reason.")]
ReasonOption = Annotated[str, typer.Option(metavar="TEXT", help="Why; stored with the import in the audit chain.")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Stop after the preview.")]


@import_app.command("invoices")
def import_invoices(
    context: typer.Context,
    file: FileArgument,
    mapping: MapOption = None,
    dates: Annotated[
        DateOrder | None, typer.Option(metavar="ymd|dmy|mdy", help="Order of dates such as 4/6/2026 in the file.")
    ] = None,
    currency: CurrencyOption = "",
    settled_as_receipts: Annotated[
        bool, typer.Option("--settled-as-receipts", help="Book a receipt on the settled date of each row.")
    ] = False,
    expect_count: CountOption = None,
    expect_total: Annotated[
        list[str] | None, typer.Option(metavar="[CUR=]X", help="Their sum; once for each currency.")
    ] = None,
    yes: YesOption = False,
    reason: ReasonOption = "",
    dry_run: DryRunOption = False,
    format_: FormatOption = Format.TABLE,
) -> int:
    """Book invoices that another system issued, open or settled. All or nothing; the same file twice books nothing."""
    from billdesk.exchange.headings import INVOICE_NAMES
    from billdesk.exchange.invoices import read_invoices
    from billdesk.importing import Consent, checked_options, import_file

    options = checked_options(mapping or (), INVOICE_NAMES, currency, dates, settled_as_receipts=settled_as_receipts)
    consent = Consent(expect_count, tuple(expect_total or ()), yes, reason, dry_run)
    with opened(context, read_only=dry_run) as desk:
        return import_file(desk, file, read_invoices, options, consent, format_)


@import_app.command("customers")
def import_customers(
    context: typer.Context,
    file: FileArgument,
    mapping: MapOption = None,
    currency: CurrencyOption = "",
    expect_count: CountOption = None,
    yes: YesOption = False,
    reason: ReasonOption = "",
    dry_run: DryRunOption = False,
    format_: FormatOption = Format.TABLE,
) -> int:
    """Book customers of another system. All or nothing; the same file twice books nothing.

    A delivery address and bank accounts are read too; in one cell a semicolon parts several tax ids, IBANs or BICs.
    """
    from billdesk.exchange.customers import read_customers
    from billdesk.exchange.headings import CUSTOMER_NAMES
    from billdesk.importing import Consent, checked_options, import_file

    options = checked_options(mapping or (), CUSTOMER_NAMES, currency)
    consent = Consent(expect_count, (), yes, reason, dry_run)
    with opened(context, read_only=dry_run) as desk:
        return import_file(desk, file, read_customers, options, consent, format_)
