"""What is known before it is written, as columns of the book: the company, a line."""

from __future__ import annotations

from billdesk.domain.drafts import CompanyDraft, LineDraft
from db.audit import Value
from db.models import PERCENT_PLACES, PRICE_PLACES, QUANTITY_PLACES
from db.types import scaled

Row = dict[str, Value]


def company_row(draft: CompanyDraft) -> Row:
    """The company's settings."""
    return {
        "id": 1,
        "name": draft.name,
        "street": draft.address.street,
        "postcode": draft.address.postcode,
        "town": draft.address.town,
        "region": draft.address.region,
        "country": draft.address.country,
        "vat_id": draft.vat_id,
        "currency": draft.currency,
        "language": draft.language,
        "time_zone": draft.time_zone,
        "tax_method": draft.tax_method.value,
        "invoice_pattern": draft.invoice_pattern,
        "credit_note_pattern": draft.credit_note_pattern,
        "bank": draft.bank,
    }


def line_row(line: LineDraft) -> Row:
    """What an invoice line says; quantities, prices and percentages are scaled integers in the book."""
    return {
        "description": line.description,
        "quantity": scaled(line.quantity, QUANTITY_PLACES),
        "unit": line.unit,
        "unit_price": scaled(line.unit_price, PRICE_PLACES),
        "discount_percent": scaled(line.discount_percent, PERCENT_PLACES),
        "discount_minor": line.discount_minor,
        "tax_rate": scaled(line.tax_rate, PERCENT_PLACES),
    }
