"""The command line: what each command is called, takes and does. `docs/commands.md` is generated from here.

Nothing heavy is imported at the top: `billdesk --help` and a wrong option answer at once.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from billdesk import __version__
from billdesk.bounces_command import bounces
from billdesk.case_commands import add_case_commands
from billdesk.check_command import check
from billdesk.claims_command import claims, say_beside
from billdesk.command_options import ForceOption, FormatOption, opened
from billdesk.command_run import DONE, REFUSED, guarded
from billdesk.demo_command import demo
from billdesk.domain.errors import DamagedError, InputError, NotFoundError
from billdesk.domain.tax_method import TaxMethod
from billdesk.follow_up_commands import holds, procedures, what_if
from billdesk.import_commands import import_app
from billdesk.interest_option import InterestOption, counted
from billdesk.output import Format, refuse_existing, say, write_rows, write_text
from billdesk.plan_command import plan_app
from billdesk.remind_command import remind
from billdesk.settings import SPECS, Option, Settings, UsageError, parse_day, resolve

if TYPE_CHECKING:
    from billdesk.domain.filters import Filter
    from billdesk.domain.work import QueueRow, View
    from billdesk.services.desk import Desk

app = typer.Typer(
    help="The billing desk: invoices, receipts and follow-up in one file. Without a command the desk opens.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
invoice_app = typer.Typer(help="One invoice.")
customer_app = typer.Typer(help="One account.")
report_app = typer.Typer(help="Figures of the book.")
app.add_typer(import_app, name="import")
app.add_typer(invoice_app, name="invoice")
app.add_typer(customer_app, name="customer")
app.add_typer(report_app, name="report")
app.add_typer(plan_app, name="plan")
app.command()(demo)
app.command()(check)
app.command()(remind)
app.command()(holds)
app.command()(procedures)
app.command("what-if")(what_if)
app.command()(claims)
app.command()(bounces)
add_case_commands(app, report_app)

_PAGE = 500
_TABLE_ROWS = 50
"""So many rows of the queue a table shows unless `--limit` says otherwise."""
_SPEC = {spec.option: spec for spec in SPECS}


def _common(option: Option) -> Any:
    """A common option as Typer writes it, from its one definition."""
    spec = _SPEC[option]
    return typer.Option(spec.flag, metavar=spec.metavar or None, help=spec.help)


def run(arguments: Sequence[str]) -> int:
    """Run the command line given and return its exit code."""

    def command() -> int:
        try:
            code = app(list(arguments), prog_name="billdesk", standalone_mode=False)
        except typer.TyperException as error:
            from billdesk.wrong_line import wrong_line

            raise wrong_line(error) from error
        except SystemExit:
            # Typer's own answer to a closed stdout; ours is an exit code of the house.
            raise BrokenPipeError from None
        except typer.Abort:
            raise UsageError("The question was not answered.", "Give the value as an option.") from None
        return code if isinstance(code, int) else DONE

    return guarded(command)


def _say_version(wanted: bool) -> None:
    if wanted:
        write_text(f"billdesk {__version__}")
        raise typer.Exit


@app.callback()
def common_options(
    context: typer.Context,
    desk: Annotated[str | None, _common(Option.DESK)] = None,
    today: Annotated[str | None, _common(Option.TODAY)] = None,
    user: Annotated[str | None, _common(Option.USER)] = None,
    read_only: Annotated[bool, _common(Option.READ_ONLY)] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Say the version and exit.")
    ] = False,
) -> None:
    """Take the options that hold for every command."""
    del version
    given = {Option.DESK: desk, Option.TODAY: today, Option.USER: user, Option.READ_ONLY: "yes" if read_only else None}
    context.obj = resolve({option: value for option, value in given.items() if value is not None}, os.environ)


@app.command()
def init(
    context: typer.Context,
    company: Annotated[str, typer.Option(help="Name of your company.")] = "",
    country: Annotated[str, typer.Option(help="Its country, two letters.")] = "",
    currency: Annotated[str, typer.Option(help="Its currency (ISO 4217).")] = "",
    street: Annotated[str, typer.Option(help="Street and number.")] = "",
    postcode: Annotated[str, typer.Option(help="Postcode.")] = "",
    town: Annotated[str, typer.Option(help="Town.")] = "",
    vat_id: Annotated[str, typer.Option(help="VAT or tax number.")] = "",
    bank: Annotated[str, typer.Option(help="How customers pay: IBAN and bank.")] = "",
    language: Annotated[str, typer.Option(help="Language of the desk's documents.")] = "en",
    time_zone: Annotated[str, typer.Option(help="Time zone in which the business day begins.")] = "UTC",
    tax_method: Annotated[TaxMethod, typer.Option(help="How tax is rounded.")] = TaxMethod.DOCUMENT,
    invoice_pattern: Annotated[str, typer.Option(help="Pattern of invoice numbers.")] = "{year}-{seq:04}",
    credit_note_pattern: Annotated[str, typer.Option(help="Pattern of credit notes' numbers.")] = "C{year}-{seq:04}",
) -> None:
    """Make a desk file; asks for what is missing when on a terminal."""
    from billdesk.new_desk import company_of, complete
    from billdesk.services.company import create_desk

    given = {
        "company": company,
        "country": country,
        "currency": currency,
        "street": street,
        "postcode": postcode,
        "town": town,
        "vat-id": vat_id,
        "bank": bank,
        "language": language,
        "time-zone": time_zone,
        "tax-method": tax_method.value,
        "invoice-pattern": invoice_pattern,
        "credit-note-pattern": credit_note_pattern,
    }
    on_terminal = sys.stdin.isatty() and sys.stderr.isatty()
    values = complete(given, (lambda question: typer.prompt(question, err=True)) if on_terminal else None)
    settings: Settings = context.obj
    create_desk(settings.desk, company_of(values), user=settings.user, today=settings.today).close()
    say(f"Made the desk {settings.desk}. Open it with: billdesk --desk {settings.desk}")


@app.command()
def queue(
    context: typer.Context,
    view: Annotated[str, typer.Option(help="Which view: all, to-finish, to-send, follow-up, promises …")] = "all",
    filter_: Annotated[str, typer.Option("--filter", help="As on screen: words, >1000, late>30, cur:EUR, !word.")] = "",
    limit: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="At most so many rows; else 50 in a table, all for programs.")
    ] = None,
    format_: FormatOption = Format.TABLE,
) -> None:
    """List the work queue as the screen shows it."""
    from billdesk.columns import QUEUE
    from billdesk.printing import queue_records

    wanted = _view(view)
    with opened(context) as desk:
        filtered = _filter(filter_, desk) if filter_ else None
        if format_ is Format.TABLE:
            rows = list(_queue_rows(desk, wanted, filtered, limit or _TABLE_ROWS))
            write_rows(queue_records(rows), QUEUE, format_)
            _say_rest(desk, wanted, filtered, len(rows), limit or _TABLE_ROWS)
        else:
            write_rows(queue_records(_queue_rows(desk, wanted, filtered, limit)), QUEUE, format_)


def _say_rest(desk: Desk, view: View, filter_: Filter | None, shown: int, limit: int) -> None:
    """Say that a table stops before the end of the view."""
    from billdesk.services import queue as service

    if shown < limit:
        return
    items = service.sums(desk, view, filter_).items
    if items > shown:
        say(f"{shown:,} of {items:,} shown; --limit N shows more.")


def _view(text: str) -> View:
    from billdesk.domain.work import View

    try:
        return View(text.strip().casefold().replace("-", " "))
    except ValueError:
        known = ", ".join(view.value.replace(" ", "-") for view in View)
        raise UsageError("--view names no view of the queue.", f"The views are {known}.") from None


def _filter(text: str, desk: Desk) -> Filter:
    from billdesk.domain.filters import parse_filter

    try:
        return parse_filter(text, desk.today)
    except InputError as error:
        raise UsageError(f"--filter: {error.sentence}", error.way_out) from error


def _queue_rows(desk: Desk, view: View, filter_: Filter | None, limit: int | None) -> Iterator[QueueRow]:
    """The rows of a view from its top, page by page; all of them when `limit` is `None`."""
    from billdesk.progress import progress_bar
    from billdesk.services import queue as service

    with progress_bar("Bringing the queue to today") as progress:
        service.refresh(desk, progress)
    if service.needs_refresh(desk):
        say("The queue is of another day: it is brought to today only where the desk may be written.")
    if service.head(desk).booked_later:
        say("The amounts are those booked by now; what was open on a past day, report ageing --as-of says.")
    place: tuple[int, int] | None = None
    while limit is None or limit > 0:
        page = service.page(desk, view, filter_, after=place, limit=_PAGE if limit is None else min(limit, _PAGE))
        yield from page.rows
        if not page.after:
            return
        limit = None if limit is None else limit - len(page.rows)
        place = (page.rows[-1].rank, page.rows[-1].id)


@invoice_app.command("show")
def invoice_show(
    context: typer.Context,
    number: Annotated[str, typer.Argument(help="The invoice's number.")],
    interest: InterestOption = "",
    format_: FormatOption = Format.TABLE,
) -> None:
    """Show an invoice: state, lines, tax, instalments, what was received.

    With --interest also what paying late costs under a rule of docs/interest.md, line by line; nothing is booked. CSV
    is then those lines alone.
    """
    from billdesk.domain.states import say_state
    from billdesk.printing import print_invoice
    from billdesk.services import invoices

    with opened(context) as desk, _unless_damaged(desk, "invoice"):
        invoice = invoices.find(desk, number)
        record = counted(desk, invoice, interest) if interest else None
        print_invoice(invoice, say_state(invoice, desk.today), format_, record)


@contextmanager
def _unless_damaged(desk: Desk, table: str) -> Iterator[None]:
    """Before a record is said to be missing, make sure that it is not the file that hides it."""
    from billdesk.services.safekeeping import refuse_damaged

    try:
        yield
    except NotFoundError:
        refuse_damaged(desk, table)
        raise


@customer_app.command("show")
def customer_show(
    context: typer.Context,
    code: Annotated[str, typer.Argument(help="The customer's code.")],
    format_: FormatOption = Format.TABLE,
) -> None:
    """Show an account: master data, open items, credits, promises, contacts."""
    from billdesk.printing import print_customer
    from billdesk.services import customers

    with opened(context) as desk, _unless_damaged(desk, "customer"):
        print_customer(customers.find(desk, code), format_)


@report_app.command("ageing")
def report_ageing(
    context: typer.Context,
    as_of: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="As of which day; else today.")] = "",
    format_: FormatOption = Format.TABLE,
) -> None:
    """Open amounts by days past due: a row per customer and currency, then a totals row per currency.

    An invoice counts when issued on or before the day, a receipt or credit when dated on or before it.
    """
    from billdesk.printing import print_ageing
    from billdesk.services import reports

    given = parse_day(as_of, "--as-of") if as_of else None
    with opened(context) as desk:
        day = given or desk.today
        print_ageing(reports.ageing(desk, day), day, format_)
        say_beside(desk)


@report_app.command("audit")
def report_audit(
    context: typer.Context,
    since: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="From this day (UTC) on.")] = "",
    as_of: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="Up to this day (UTC).")] = "",
    record: Annotated[str, typer.Option(help="Of one record alone, such as invoice:7.")] = "",
    format_: FormatOption = Format.TABLE,
) -> None:
    """The audit chain in order: every change, by whom, why it was allowed, and the hash that chains it."""
    from billdesk.columns import AUDIT
    from billdesk.printing import audit_records
    from billdesk.services import reports

    first = parse_day(since, "--since") if since else None
    last = parse_day(as_of, "--as-of") if as_of else None
    with opened(context, read_only=True) as desk:
        write_rows(audit_records(reports.audit(desk, since=first, until=last, subject=record)), AUDIT, format_)


@app.command()
def verify(
    context: typer.Context,
    against: Annotated[str, typer.Option(metavar="HASH", help="A chain head noted earlier.")] = "",
    rebuild_search: Annotated[
        bool, typer.Option("--rebuild-search", help="Make the index behind search anew first; no record is changed.")
    ] = False,
    format_: FormatOption = Format.TABLE,
) -> int:
    """Check the whole book: schema, references, sums, audit chain, queue, search. Exit 1 when something is wrong, each
    thing named; exit 3 when the file is damaged so that it cannot be read to its end."""
    from billdesk.printing import print_problems
    from billdesk.progress import progress_bar
    from billdesk.services import safekeeping

    noted = _chain_head(against) if against else None
    with opened(context, read_only=not rebuild_search) as desk:
        if rebuild_search:
            safekeeping.rebuild_search(desk)
        try:
            with progress_bar("Checking the book") as progress:
                problems = safekeeping.verify(desk, noted, progress)
        except DamagedError as error:
            if error.found:
                print_problems(error.found, None, format_)
            raise
        head = safekeeping.chain_head(desk)
        looked_at = None if problems else safekeeping.extent(desk)
    print_problems(problems, head, format_)
    if looked_at is None:
        say(f"Found {len(problems)} wrong.")
    else:
        say(f"Nothing is wrong; {looked_at[0]:,} records and {looked_at[1]:,} links of the audit chain were checked.")
    return REFUSED if problems else DONE


def _chain_head(text: str) -> str:
    head = text.strip().casefold()
    if re.fullmatch("[0-9a-f]{64}", head) is None:
        raise UsageError("--against is no chain head.", "Give the 64 hex digits that backup or verify printed.")
    return head


@app.command()
def backup(
    context: typer.Context,
    target: Annotated[Path, typer.Argument(metavar="FILE", help="The copy to make.")],
    force: ForceOption = False,
) -> None:
    """Copy the desk file, check the copy, and print its chain head."""
    from billdesk.services import safekeeping

    refuse_existing(target, force=force)
    with opened(context, read_only=True) as desk:
        write_text(safekeeping.backup(desk, target, replace=force))


@app.command()
def restore(
    context: typer.Context,
    source: Annotated[Path, typer.Argument(metavar="FILE", help="The copy to restore from.")],
    force: ForceOption = False,
) -> None:
    """Put a copy back as the desk file, check it, and print its chain head. Nothing is sent from it until asked."""
    from billdesk.services import safekeeping
    from billdesk.services.business_day import utc_now

    settings: Settings = context.obj
    if settings.read_only:
        raise UsageError("--read-only forbids restoring.", "Leave it out.")
    refuse_existing(settings.desk, force=force)
    write_text(safekeeping.restore(source, settings.desk, utc_now()))
