"""Invoices: show, save a draft, issue it under a number, note that it went out, give it up."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from billdesk.domain import numbering
from billdesk.domain.checks.content import check_content
from billdesk.domain.checks.entry import InvoiceFacts, check_invoice
from billdesk.domain.double_check import Confirmed
from billdesk.domain.drafts import InvoiceDraft, IssueDraft, SentDraft, VoidDraft
from billdesk.domain.errors import NotFoundError, RuleError
from billdesk.domain.findings import Findings
from billdesk.domain.invoicing import Totals, totals
from billdesk.domain.records import InstalmentView, InvoiceView, TaxView
from billdesk.domain.tax_method import TaxMethod
from billdesk.domain.terms import Terms, instalments, parse_terms
from billdesk.services import batches, checking, company, held, shown
from billdesk.services.checking import Checked
from billdesk.services.desk import Desk
from billdesk.services.dispute_rows import disputes_on
from billdesk.services.drafting import line_drafts
from billdesk.services.refusals import FIND_IT, refuse_alone, refuse_blocking
from billdesk.services.sending import note_sent
from billdesk.services.stale import refuse_stale
from billdesk.services.stories import story_of
from billdesk.services.views import (
    address_of,
    day,
    day_or_none,
    instalment_of,
    line_of,
    printed_address,
    promise_of,
    settlement_of,
)
from db.queries import account as account_sql
from db.queries import invoice as sql
from db.reader import fetch

if TYPE_CHECKING:
    from db.models import Invoice, InvoiceLine
    from db.unit import Unit


def get(desk: Desk, invoice_id: int) -> InvoiceView:
    """One invoice with its story; raises `NotFoundError`."""
    with desk.reader.snapshot() as connection:
        view = read(connection, invoice_id, desk.today)
        told = story_of(connection, view, desk.time_zone)
        waiting = held.of_invoice(connection, invoice_id, desk.time_zone)
        return replace(view, timeline=told, held=waiting, disputes=disputes_on(connection, invoice_id))


def get_several(desk: Desk, invoice_ids: Sequence[int]) -> tuple[InvoiceView, ...]:
    """Several invoices without their stories; raises `NotFoundError`."""
    with desk.reader.snapshot() as connection:
        return tuple(read(connection, invoice_id, desk.today) for invoice_id in invoice_ids)


def find(desk: Desk, number: str) -> InvoiceView:
    """The invoice with exactly this number; raises `NotFoundError`."""
    rows = desk.reader.rows(sql.ID_OF_NUMBER, {"number": number})
    if not rows:
        raise NotFoundError(f"There is no invoice {number}.", FIND_IT)
    return get(desk, int(rows[0]["id"]))


def read(connection: sqlite3.Connection, invoice_id: int, today: date) -> InvoiceView:
    """One invoice without its story, on a connection of the caller's; raises `NotFoundError`."""
    wanted = {"invoice": invoice_id}
    row = _row(connection, invoice_id)
    lines = tuple(line_of(line) for line in fetch(connection, sql.LINES, wanted))
    method = TaxMethod(row["tax_method"])
    issued_on, terms = day(row["issued_on"]), parse_terms(row["terms"])
    sums = totals(line_drafts(lines), row["currency"], method)
    return InvoiceView(
        id=invoice_id,
        uid=row["uid"],
        version=row["version"],
        state=row["state"],
        number=row["number"],
        customer_id=row["customer_id"],
        customer_code=row["code"],
        customer_name=row["name"],
        customer_address=address_of(row),
        customer_vat_id=row["customer_vat_id"],
        reference=row["reference"],
        note=row["note"],
        exemption=row["exemption"],
        currency=row["currency"],
        issued_on=issued_on,
        supplied_on=day_or_none(row["supplied_on"]),
        sent_on=day_or_none(row["sent_on"]),
        terms=terms,
        tax_method=method,
        net_minor=row["net_minor"],
        tax_minor=row["tax_minor"],
        total_minor=row["total_minor"],
        open_minor=row["open_minor"],
        disputed=bool(row["disputed"]),
        lines=lines,
        taxes=tuple(TaxView(tax.rate, tax.base_minor, tax.tax_minor) for tax in sums.taxes),
        instalments=_instalments(connection, row, terms),
        settlements=tuple(settlement_of(part) for part in fetch(connection, sql.SETTLEMENTS, wanted)),
        promises=tuple(promise_of(one, today) for one in fetch(connection, account_sql.PROMISES_OF_INVOICE, wanted)),
        timeline=(),
        imported=bool(row["imported"]),
        credited_net_minor=row["credited_net"],
        credited_tax_minor=row["credited_tax"],
    )


def _row(connection: sqlite3.Connection, invoice_id: int) -> sqlite3.Row:
    found = fetch(connection, sql.INVOICE, {"invoice": invoice_id})
    if not found:
        raise NotFoundError("There is no such invoice.", FIND_IT)
    return found[0]


def _instalments(connection: sqlite3.Connection, row: sqlite3.Row, terms: Terms) -> tuple[InstalmentView, ...]:
    """The instalments of an issued invoice, or those that a draft would get."""
    if row["state"] != "draft":
        return tuple(instalment_of(part) for part in fetch(connection, sql.INSTALMENTS, {"invoice": row["id"]}))
    planned = instalments(terms, day(row["issued_on"]), row["total_minor"])
    return tuple(InstalmentView(0, place, due, amount, 0) for place, (due, amount) in enumerate(planned, start=1))


def findings(desk: Desk, invoice_id: int) -> Findings:
    """What the law, the house and the order of numbers ask of an invoice; nothing for one that was issued elsewhere."""
    with desk.reader.snapshot() as connection:
        view = read(connection, invoice_id, desk.today)
        if view.imported or view.state == "void":
            return Findings()
        found = check_content(view, company.read(connection))
        if view.state != "draft":
            return found
        return Findings.of((*checking.check_series(connection, "invoice", view.issued_on), *found))


def check(desk: Desk, draft: InvoiceDraft) -> Findings:
    """The automatic checks of an invoice draft against what the book knows."""
    return examine(desk, draft).findings


def examine(desk: Desk, draft: InvoiceDraft) -> Checked:
    """The same with the facts that they rest on, for the risk of the double check."""
    with desk.reader.snapshot() as connection:
        found = Findings.of(
            (*_check(connection, draft), *checking.check_series(connection, "invoice", draft.issued_on))
        )
        return checking.invoice(connection, desk, draft, found)


def _check(connection: sqlite3.Connection, draft: InvoiceDraft) -> Findings:
    rows = fetch(connection, account_sql.CUSTOMER, {"customer": draft.customer_id})
    return check_invoice(draft, InvoiceFacts(bool(rows)))


def save_draft(desk: Desk, confirmed: Confirmed[InvoiceDraft]) -> int:
    """Save a new or changed draft and return its id; the same draft twice is saved once.

    Raises `RuleError` for what the checks block or for an issued invoice, `StaleError` when it changed meanwhile.
    """
    from db.models import Invoice
    from db.unit import assign

    draft = confirmed.draft
    with desk.write("draft changed" if draft.id else "draft made", confirmed) as unit:
        booked = unit.booked(Invoice, draft.uid)
        if draft.id is None and booked is not None:
            return booked
        refuse_blocking(_check(unit.driver, draft))
        sums = totals(draft.lines, draft.currency, draft.tax_method)
        if draft.id is None:
            invoice = Invoice(uid=draft.uid)
        else:
            invoice = unit.get(Invoice, draft.id, "invoice")
            unit.subject = f"invoice:{invoice.id}"
            unit.touched.add(invoice.customer_id)
            if invoice.version == (draft.version or 0) + 1 and _is_saved(unit, invoice, draft, sums):
                return int(invoice.id or 0)
            refuse_stale(unit, invoice.version, draft.version, "The draft was")
            _refuse_unless_draft(invoice)
            invoice.version += 1
        assign(invoice, _columns(draft, sums))
        unit.add(invoice)
        unit.subject = f"invoice:{invoice.id}"
        unit.touched.add(invoice.customer_id)
        _save_lines(unit, int(invoice.id or 0), draft, sums)
        batches.count_draft(unit, draft, int(invoice.id or 0), sums.gross_minor)
        shown.keep(unit)
        return int(invoice.id or 0)


def _columns(draft: InvoiceDraft, sums: Totals) -> dict[str, object]:
    return {
        "customer_id": draft.customer_id,
        "issued_on": draft.issued_on,
        "supplied_on": draft.supplied_on,
        "currency": draft.currency,
        "terms": str(draft.terms),
        "tax_method": draft.tax_method.value,
        "reference": draft.reference,
        "note": draft.note,
        "exemption": draft.exemption,
        "net_minor": sums.net_minor,
        "tax_minor": sums.tax_minor,
        "total_minor": sums.gross_minor,
    }


def _line_columns(draft: InvoiceDraft, sums: Totals) -> list[dict[str, object]]:
    return [
        {
            "description": line.description,
            "quantity": line.quantity,
            "unit": line.unit,
            "unit_price": line.unit_price,
            "discount_percent": line.discount_percent,
            "discount_minor": line.discount_minor,
            "tax_rate": line.tax_rate,
            "net_minor": net,
        }
        for line, net in zip(draft.lines, sums.line_nets, strict=True)
    ]


def _saved_lines(unit: Unit, invoice_id: int) -> list[InvoiceLine]:
    from sqlmodel import col, select

    from db.models import InvoiceLine

    lines = select(InvoiceLine).where(InvoiceLine.invoice_id == invoice_id).order_by(col(InvoiceLine.position))
    return list(unit.session.exec(lines))


def _is_saved(unit: Unit, invoice: Invoice, draft: InvoiceDraft, sums: Totals) -> bool:
    """Whether the book holds just this draft: its saving was confirmed twice."""
    wanted = _line_columns(draft, sums)
    saved = [line.model_dump() for line in _saved_lines(unit, int(invoice.id or 0))]
    return (
        invoice.state == "draft"
        and _columns(draft, sums).items() <= invoice.model_dump().items()
        and len(saved) == len(wanted)
        and all(new.items() <= old.items() for new, old in zip(wanted, saved, strict=True))
    )


def _save_lines(unit: Unit, invoice_id: int, draft: InvoiceDraft, sums: Totals) -> None:
    from db.models import InvoiceLine
    from db.unit import assign

    kept = _saved_lines(unit, invoice_id)
    for place, values in enumerate(_line_columns(draft, sums), start=1):
        row = kept[place - 1] if place <= len(kept) else InvoiceLine(invoice_id=invoice_id, position=place)
        assign(row, values)
        unit.add(row)
    for row in kept[len(draft.lines) :]:
        unit.session.delete(row)
    unit.session.flush()


def issue(desk: Desk, confirmed: Confirmed[IssueDraft]) -> str:
    """Give a draft its number, instalments and printed buyer, and return the number; twice gives the same number.

    It takes effect at once; `services.held` holds it first where the desk says so. Raises `RuleError` when the law's
    content is missing, the date lies before the last issued one or a second person has to check it, `StaleError` when
    the draft changed meanwhile.
    """
    with desk.write("issued", confirmed) as unit:
        return issue_in(unit, confirmed.draft)


def issue_in(unit: Unit, draft: IssueDraft) -> str:
    """Issue inside the caller's transaction; see `issue`."""
    from db.models import Invoice

    invoice = unit.get(Invoice, draft.invoice_id, "invoice")
    unit.subject = f"invoice:{invoice.id}"
    if invoice.state == "issued" and invoice.number and invoice.version == draft.version + 1:
        return invoice.number
    view = to_issue(unit, draft)
    refuse_alone(unit, draft.total)
    invoice.number = next_number(unit, "invoice", company.read(unit.driver).invoice_pattern, draft.issued_on)
    invoice.state, invoice.issued_on = "issued", draft.issued_on
    invoice.buyer_name, invoice.buyer_vat_id = view.customer_name, view.customer_vat_id
    invoice.buyer_address = printed_address(view.customer_address)
    invoice.version += 1
    unit.add(invoice)
    _plan_instalments(unit, invoice)
    unit.touched.add(invoice.customer_id)
    return invoice.number


def to_issue(unit: Unit, draft: IssueDraft) -> InvoiceView:
    """The invoice as it would be issued; raises what `issue` raises for a draft that cannot be."""
    from db.models import Invoice

    invoice = unit.get(Invoice, draft.invoice_id, "invoice")
    unit.subject = f"invoice:{invoice.id}"
    refuse_stale(unit, invoice.version, draft.version, "The draft was")
    _refuse_unless_draft(invoice)
    view = replace(read(unit.driver, draft.invoice_id, unit.today), issued_on=draft.issued_on)
    refuse_blocking(check_content(view, company.read(unit.driver)))
    if view.total_minor != draft.total.minor or view.currency != draft.total.currency:
        raise RuleError("The draft's total is not the one that was checked.", "Open the draft and check it again.")
    return view


def next_number(unit: Unit, kind: str, pattern: str, issued_on: date) -> str:
    """The next number of a series, given inside the caller's transaction: strictly increasing, never before an
    earlier issue date, never one that an imported document has. Raises `RuleError`."""
    from sqlmodel import select

    from db.models import NumberSeries

    period = numbering.period(pattern, issued_on)
    every = unit.session.exec(select(NumberSeries).where(NumberSeries.kind == kind)).all()
    series = next((one for one in every if one.period == period), None) or NumberSeries(kind=kind, period=period)
    # Across periods too: a number of this year is not given after one of the next.
    latest = max((one.last_issued_on for one in every if one.last_issued_on is not None), default=None)
    sequence = numbering.next_sequence(series.last_sequence, latest, issued_on)
    number = numbering.format_number(pattern, issued_on, sequence)
    while unit.driver.execute(sql.NUMBER_TAKEN, {"number": number}).fetchone():
        sequence += 1
        number = numbering.format_number(pattern, issued_on, sequence)
    series.last_sequence, series.last_issued_on = sequence, issued_on
    unit.add(series)
    return number


def _plan_instalments(unit: Unit, invoice: Invoice) -> None:
    from db.models import Instalment

    planned = instalments(parse_terms(invoice.terms), invoice.issued_on, invoice.total_minor)
    unit.add(
        *(
            Instalment(
                invoice_id=int(invoice.id or 0),
                customer_id=invoice.customer_id,
                currency=invoice.currency,
                issued_on=invoice.issued_on,
                position=place,
                due_on=due,
                amount_minor=amount,
                open_minor=amount,
            )
            for place, (due, amount) in enumerate(planned, start=1)
        )
    )


def mark_sent(desk: Desk, confirmed: Confirmed[SentDraft]) -> None:
    """Note on which day and how an issued invoice went out; twice is done once.

    Raises `RuleError` unless it is issued, or for a day before its date, `StaleError` when it changed meanwhile.
    """
    with desk.write("sent", confirmed) as unit:
        note_sent(unit, confirmed.draft)


def void(desk: Desk, confirmed: Confirmed[VoidDraft]) -> None:
    """Give up a draft, with the reason; twice is done once.

    Raises `RuleError` for an issued invoice, which a credit note for the whole of it voids, and without a reason;
    `StaleError` when the draft changed meanwhile.
    """
    from db.models import Invoice

    draft = confirmed.draft
    with desk.write("void", confirmed) as unit:
        invoice = unit.get(Invoice, draft.invoice_id, "invoice")
        unit.subject = f"invoice:{invoice.id}"
        if (invoice.version, invoice.state, invoice.void_reason) == (draft.version + 1, "void", draft.reason):
            return
        refuse_stale(unit, invoice.version, draft.version, "The draft was")
        _refuse_unless_draft(invoice)
        if not draft.reason.strip():
            raise RuleError("Giving up a draft needs its reason.", "Say why it is not wanted.")
        invoice.state, invoice.void_reason = "void", draft.reason
        invoice.version += 1
        unit.add(invoice)
        batches.leave(unit, invoice_id=draft.invoice_id)
        unit.touched.add(invoice.customer_id)


def _refuse_unless_draft(invoice: Invoice) -> None:
    if invoice.state == "issued":
        raise RuleError(
            f"Invoice {invoice.number} is issued and cannot be changed.", "Correct it with a credit note (k)."
        )
    if invoice.state == "void":
        raise RuleError("This invoice is void.", "Enter a new one (n).")
