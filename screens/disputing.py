"""From a record on any screen to its dispute: the case that is not done, or the form for a new one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from billdesk.domain.dates import say_day
from billdesk.domain.money import format_money
from billdesk.domain.work import case_of
from screens.dialogs.choose import Option, choose

if TYPE_CHECKING:
    from billdesk.domain.dispute_guides import Reason
    from billdesk.domain.dispute_records import DisputeItem
    from billdesk.domain.records import AccountView, InvoiceView
    from billdesk.domain.work import QueueRow
    from billdesk.services.desk import Desk
    from screens.records import RecordScreen

NEW = "new"
NOTHING_OPEN = "Nothing of it is open; what is paid and disputed is opened from the account."


def work_dispute(screen: RecordScreen[Any], customer_id: int, invoice_id: int | None) -> None:
    """Show the case of an invoice or open one, or choose among those that are settled and a new one; of an account
    choose among its cases and a new one."""

    def read(desk: Desk) -> tuple[AccountView, tuple[Reason, ...], date, InvoiceView | None]:
        from billdesk.services import customers, dispute_reasons, invoices

        invoice = invoices.get(desk, invoice_id) if invoice_id is not None else None
        return customers.get(desk, customer_id), dispute_reasons.listed(desk), desk.today, invoice

    def go_on(found: tuple[AccountView, tuple[Reason, ...], date, InvoiceView | None]) -> None:
        account, reasons, today, invoice = found
        if not screen.is_current:
            return
        if invoice is not None:
            own = next((case for case in invoice.disputes if case.pauses), None)
            if own is None and invoice.disputes:
                _choose_settled(screen, account, reasons, today, invoice)
            else:
                _show_or_open(screen, account, reasons, today, invoice, own)
        else:
            _choose(screen, account, reasons, today)

    screen.run_service(read, group="form", on_done=go_on)


def open_row(screen: RecordScreen[Any], row: QueueRow) -> None:
    """Show the case of a row of the queue, or open one for an invoice that is disputed without."""
    case = case_of(row)
    if case is not None:
        show_dispute(screen, case)
    elif row.customer_id is not None:
        work_dispute(screen, row.customer_id, row.invoice_id)


def show_dispute(screen: RecordScreen[Any], dispute_id: int) -> None:
    """Show a case; from the queue with its place there."""
    from screens.dispute import DisputeScreen

    screen.app.push_screen(DisputeScreen(dispute_id, screen.trail()), screen.returned)


def show_reasons(screen: RecordScreen[Any]) -> None:
    """Show the reasons for disputes; back from there the screen reads the book again."""
    from screens.dispute_reasons import ReasonsScreen

    screen.app.push_screen(ReasonsScreen(), screen.returned)


def _show_or_open(
    screen: RecordScreen[Any],
    account: AccountView,
    reasons: tuple[Reason, ...],
    today: date,
    invoice: InvoiceView | None,
    case: DisputeItem | None,
) -> None:
    if case is not None:
        show_dispute(screen, case.id)
        return
    if invoice is not None and invoice.id not in {item.invoice_id for item in account.open_items}:
        screen.say(NOTHING_OPEN)
        return
    from screens.forms.dispute import OpenDisputeForm

    def opened(dispute_id: int | None) -> None:
        if dispute_id is not None:
            show_dispute(screen, dispute_id)

    screen.app.push_screen(OpenDisputeForm(today, account, reasons, invoice), opened)


def _choose(screen: RecordScreen[Any], account: AccountView, reasons: tuple[Reason, ...], today: date) -> None:
    """The cases of the account that are not done, and a new one about all of it."""
    cases = {str(case.id): case for case in account.disputes}
    if not cases:
        _show_or_open(screen, account, reasons, today, None, None)
        return
    options = [Option(at, case.number or "the account", say_case(case, today)) for at, case in cases.items()]
    options.append(Option(NEW, "New dispute", "about the account"))
    choose(
        screen,
        "Which dispute?",
        options,
        lambda at: _show_or_open(screen, account, reasons, today, None, cases.get(at)),
    )


def _choose_settled(
    screen: RecordScreen[Any],
    account: AccountView,
    reasons: tuple[Reason, ...],
    today: date,
    invoice: InvoiceView,
) -> None:
    """A new case of an invoice, or one of those that are settled, from where it is taken up again."""
    known = {str(case.id): case for case in invoice.disputes}
    options = [Option(NEW, "New dispute", "about what is open of it")]
    options += [Option(at, f"Dispute {at}", _say_settled(case)) for at, case in known.items()]
    choose(
        screen,
        "It was disputed before. Which dispute?",
        options,
        lambda at: _show_or_open(screen, account, reasons, today, invoice, known.get(at)),
    )


def _say_settled(case: DisputeItem) -> str:
    """`price, settled Sun 22 Nov 2026, partly`."""
    return f"{case.label}, settled {say_day(case.resolved_on) if case.resolved_on else ''}, {case.outcome}"


def say_case(case: DisputeItem, today: date) -> str:
    """`€ 40.00 price, waiting on sales, past its time`."""
    said = [f"{format_money(case.amount_minor, case.currency)} {case.label}"]
    if case.credit_due:
        return f"{said[0]}, {case.say_credit()}"
    said += [f"waiting on {case.waiting_on}"] if case.waiting_on else []
    said += ["past its time"] if case.is_past(today) else []
    return ", ".join(said)
