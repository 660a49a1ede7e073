"""The state of an invoice in words. Draft, issued and void are stored; everything else is seen from a day."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from billdesk.domain.dates import due_words, say_day, say_short
from billdesk.domain.disputes import say_disputed
from billdesk.domain.promises import PromiseState
from billdesk.domain.records import InstalmentView, InvoiceView, PromiseView, newest_promise


class InvoiceWord(StrEnum):
    """What can be said of an invoice; several may hold at once."""

    DRAFT = "draft"
    OPEN = "open"
    PART_PAID = "part-paid"
    SETTLED = "settled"
    VOID = "void"
    OVERDUE = "overdue"
    DISPUTED = "disputed"
    PROMISED = "promised"
    NOT_SENT = "not sent"


def words(invoice: InvoiceView, today: date) -> tuple[InvoiceWord, ...]:
    """Everything that holds for the invoice as of `today`, the stored or settled state first.

    Part-paid means that money of a receipt settled a part; a credit note alone leaves the invoice plain open.
    Overdue is an issued invoice with an open instalment whose day has passed, never a draft, void or settled one.
    An imported invoice was sent by the system it comes from.
    """
    if invoice.state in (InvoiceWord.DRAFT, InvoiceWord.VOID):
        return (InvoiceWord(invoice.state),)
    if invoice.open_minor <= 0:
        return (InvoiceWord.SETTLED,)
    received = sum(part.amount_minor for part in invoice.settlements if part.receipt_id is not None)
    found = [InvoiceWord.PART_PAID if received > 0 else InvoiceWord.OPEN]
    if any(part.due_on < today for part in _open_instalments(invoice)):
        found.append(InvoiceWord.OVERDUE)
    if invoice.disputed:
        found.append(InvoiceWord.DISPUTED)
    if any(promise.state is PromiseState.OPEN for promise in invoice.promises):
        found.append(InvoiceWord.PROMISED)
    if invoice.sent_on is None and not invoice.imported:
        found.append(InvoiceWord.NOT_SENT)
    return tuple(found)


def say_state(invoice: InvoiceView, today: date) -> str:
    """The state in one line: `issued Tue 15 Sep · due Sun 11 Oct · 41 d late · promised, broken 20 Nov`.

    How much is open stands beside the number on every screen, so the line does not say part-paid.
    """
    found = words(invoice, today)
    if InvoiceWord.DRAFT in found:
        return f"draft · dated {_day(invoice.issued_on, today)}"
    if InvoiceWord.VOID in found and invoice.number is None:
        return "void · never issued"
    parts = [f"issued {_day(invoice.issued_on, today)}"]
    if InvoiceWord.VOID in found:
        return " · ".join([*parts, "void"])
    if InvoiceWord.SETTLED in found:
        last = max((part.on for part in invoice.settlements), default=None)
        return " · ".join([*parts, "settled" if last is None else f"settled {_day(last, today)}"])
    parts += _say_due(invoice, today)
    if InvoiceWord.DISPUTED in found:
        parts.append(_say_disputed(invoice, today))
    if InvoiceWord.NOT_SENT in found:
        parts.append(str(InvoiceWord.NOT_SENT))
    standing = (promise for promise in invoice.promises if promise.state is not PromiseState.WITHDRAWN)
    if promise := newest_promise(standing):
        parts.append(_say_promise(promise, today))
    return " · ".join(parts)


def _open_instalments(invoice: InvoiceView) -> list[InstalmentView]:
    return [part for part in invoice.instalments if part.open_minor > 0]


def _say_due(invoice: InvoiceView, today: date) -> list[str]:
    """The oldest open due date, how late it is, and how many instalments there are to come."""
    still_open = _open_instalments(invoice)
    if not still_open:
        return []
    due_on = min(part.due_on for part in still_open)
    parts = [f"due {_day(due_on, today)}"]
    if due_on <= today:
        parts.append(due_words(due_on, today))
    if len(invoice.instalments) > 1:
        parts.append(f"{len(still_open)} of {len(invoice.instalments)} instalments open")
    return parts


def _say_disputed(invoice: InvoiceView, today: date) -> str:
    """`disputed`, `€ 40.00 disputed, past its time`, or that the credit for it is to be issued."""
    case = next((case for case in invoice.disputes if case.pauses), None)
    if case is None:
        return str(InvoiceWord.DISPUTED)
    if case.credit_due:
        return case.say_credit()
    said = say_disputed(case.amount_minor, invoice.open_minor, case.currency)
    return f"{said}, past its time" if case.is_past(today) else said


def _say_promise(promise: PromiseView, today: date) -> str:
    day = say_short(promise.due_on) if promise.due_on.year == today.year else say_day(promise.due_on)
    return f"promised for {day}" if promise.state is PromiseState.OPEN else f"promised, {promise.state} {day}"


def _day(day: date, today: date) -> str:
    """Weekday and day, with the year only when it is another: `Tue 15 Sep`."""
    return say_day(day).removesuffix(f" {today.year}")
