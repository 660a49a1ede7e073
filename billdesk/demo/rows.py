"""What is known before it is written, as columns of the book: the company, an account, its people, a line."""

from __future__ import annotations

from billdesk.demo.customers import DemoCustomer
from billdesk.domain.drafts import CompanyDraft, LineDraft, Person
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


def customer_row(customer: DemoCustomer) -> Row:
    """The master data of an account."""
    return {
        "id": customer.id,
        "code": customer.code,
        "name": customer.name,
        "street": customer.address.street,
        "postcode": customer.address.postcode,
        "town": customer.address.town,
        "region": customer.address.region,
        "country": customer.address.country,
        "vat_id": customer.vat_id,
        "currency": customer.currency,
        "terms": str(customer.terms),
        "language": customer.language,
        "notes": customer.notes,
        "owner": customer.owner,
    }


def person_row(person: Person, position: int) -> Row:
    """Somebody to reach, in their place among the customer's people (from 1)."""
    return {
        "position": position,
        "name": person.name,
        "role": person.role,
        "phone": person.phone,
        "email": person.email,
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
