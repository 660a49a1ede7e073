"""From saved records back to drafts, for forms that edit and for sums that are computed from lines."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from billdesk.domain.drafts import CompanyDraft, CustomerDraft, InvoiceDraft, LineDraft
from billdesk.domain.records import AccountView, CompanyView, InvoiceView, LineView


def line_drafts(lines: Iterable[LineView]) -> tuple[LineDraft, ...]:
    """The lines as drafts."""
    return tuple(
        LineDraft(
            description=line.description,
            quantity=line.quantity,
            unit_price=line.unit_price,
            tax_rate=line.tax_rate,
            unit=line.unit,
            discount_percent=line.discount_percent,
            discount_minor=line.discount_minor,
        )
        for line in lines
    )


def invoice_draft(view: InvoiceView) -> InvoiceDraft:
    """A draft invoice as its form holds it."""
    return InvoiceDraft(
        uid=UUID(view.uid),
        customer_id=view.customer_id,
        issued_on=view.issued_on,
        currency=view.currency,
        terms=view.terms,
        tax_method=view.tax_method,
        lines=line_drafts(view.lines),
        supplied_on=view.supplied_on,
        reference=view.reference,
        note=view.note,
        exemption=view.exemption,
        id=view.id,
        version=view.version,
    )


def customer_draft(view: AccountView) -> CustomerDraft:
    """A customer as its form holds it."""
    return CustomerDraft(
        uid=UUID(view.uid),
        code=view.code,
        name=view.name,
        currency=view.currency,
        terms=view.terms,
        address=view.address,
        persons=view.persons,
        vat_id=view.vat_id,
        language=view.language,
        notes=view.notes,
        owner=view.owner,
        id=view.id,
        version=view.version,
        addresses=view.addresses,
        tax_ids=view.tax_ids,
        bank_accounts=view.bank_accounts,
    )


def company_draft(view: CompanyView) -> CompanyDraft:
    """The settings as their form holds them."""
    return CompanyDraft(
        name=view.name,
        address=view.address,
        vat_id=view.vat_id,
        currency=view.currency,
        language=view.language,
        time_zone=view.time_zone,
        tax_method=view.tax_method,
        invoice_pattern=view.invoice_pattern,
        credit_note_pattern=view.credit_note_pattern,
        bank=view.bank,
        second_key_from=view.second_key_from,
        retired_checks=view.retired_checks,
        version=view.version,
        hold_seconds=view.hold_seconds,
        check_above_minor=view.check_above_minor,
    )
