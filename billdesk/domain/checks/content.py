"""What the law wants on an invoice, checked before issue: EU, United Kingdom and India, by the seller's country.

Sources: directive 2006/112/EC Art. 226 (codes E1 to E11a name its points), the United Kingdom's VAT Regulations 1995
reg. 14, India's CGST Rules 2017 rule 46. Checked is what an invoice and the company's settings hold. The issue date
(E1) is always there; HSN codes and the split of Indian tax are not kept, so they are not checked. Other countries have
no table here, and an imported invoice was issued elsewhere: both give no findings.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from billdesk.domain.drafts import Address
from billdesk.domain.errors import InputError
from billdesk.domain.findings import Finding, Findings, Severity
from billdesk.domain.money import to_major, to_minor
from billdesk.domain.numbering import format_number
from billdesk.domain.records import CompanyView, InvoiceView
from billdesk.domain.tax_method import TaxMethod

# fmt: off
EU_COUNTRIES: Final = frozenset(
    (
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI",
        "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU",
        "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"
    )
)
# fmt: on
"""The 27 member states by ISO 3166 code."""

_EU, _UK, _INDIA = "EU", "UK", "IN"
_LAWS: Final = {
    _EU: "directive 2006/112/EC Art. 226",
    _UK: "VAT Regulations 1995 reg. 14",
    _INDIA: "CGST Rules 2017 rule 46",
}
# Greece's VAT numbers begin with EL; every other country's with its ISO code.
_VAT_PREFIXES: Final = {"GR": "EL"}
# "Reverse charge" in the languages whose invoices the desk has seen; the directive accepts each language's own words.
_REVERSE_CHARGE: Final = (
    "reverse charge",
    "steuerschuldnerschaft des leistungsempfängers",
    "autoliquidation",
    "inversione contabile",
    "inversión del sujeto pasivo",
    "btw verlegd",
    "odwrotne obciążenie",
)
_INDIAN_NUMBER: Final = re.compile(r"[A-Za-z0-9/-]{1,16}")
_GSTIN: Final = re.compile(r"[0-9]{2}[A-Z]{5}[0-9]{4}[A-Z][0-9A-Z]Z[0-9A-Z]")
_STERLING: Final = re.compile(r"(?:£|GBP) ?[0-9]|[0-9] ?(?:£|GBP)")


@dataclass(frozen=True, slots=True)
class _Rule:
    """One line of the table: under which laws the content is wanted, and how to see that it is wanting."""

    code: str
    laws: tuple[str, ...]
    severity: Severity
    field: str
    message: str
    wanting: Callable[[InvoiceView, CompanyView], bool]


def check_content(invoice: InvoiceView, company: CompanyView) -> Findings:
    """What the law of the company's country misses on the invoice; `evidence` names the law."""
    law = _law(company.address.country)
    if law is None or invoice.imported:
        return Findings()
    return Findings.of(
        Finding(rule.code, rule.severity, rule.field, rule.message, _LAWS[law])
        for rule in _RULES
        if law in rule.laws and rule.wanting(invoice, company)
    )


def _law(country: str) -> str | None:
    if country in EU_COUNTRIES:
        return _EU
    return {"GB": _UK, "IN": _INDIA}.get(country)


def _incomplete(name: str, address: Address) -> bool:
    """Whether name or postal address is not full: a village may have no street, but then it has a postcode."""
    return not (name.strip() and (address.street or address.postcode) and address.town and address.country)


def _is_reverse_charge(invoice: InvoiceView) -> bool:
    said = invoice.exemption.casefold()
    return any(words in said for words in _REVERSE_CHARGE)


def _crosses_eu_border(invoice: InvoiceView, company: CompanyView) -> bool:
    """Whether a taxable customer of another member state is billed without tax."""
    country = invoice.customer_address.country
    return (
        country in EU_COUNTRIES
        and country != company.address.country
        and bool(invoice.customer_vat_id)
        and bool(invoice.lines)
        and invoice.tax_minor == 0
    )


def _odd_vat_id(company: CompanyView) -> bool:
    country, vat_id = company.address.country, company.vat_id.strip().upper()
    return bool(vat_id) and not vat_id.startswith(_VAT_PREFIXES.get(country, country))


def _rates_differ(invoice: InvoiceView) -> bool:
    """Whether the rates of the lines and of the tax table are not the same."""
    return {line.tax_rate for line in invoice.lines} != {tax.rate for tax in invoice.taxes}


def _nets_differ(invoice: InvoiceView) -> bool:
    """Whether lines, bases per rate and net do not add up (EN 16931 BR-CO-10, BR-CO-13)."""
    lines = sum(line.net_minor for line in invoice.lines)
    return not lines == sum(tax.base_minor for tax in invoice.taxes) == invoice.net_minor


def _tax_differs(invoice: InvoiceView) -> bool:
    """Whether the tax does not add up (BR-CO-14, BR-CO-15), or by document is not base × rate (BR-CO-17)."""
    if sum(tax.tax_minor for tax in invoice.taxes) != invoice.tax_minor:
        return True
    if invoice.net_minor + invoice.tax_minor != invoice.total_minor:
        return True
    return invoice.tax_method is TaxMethod.DOCUMENT and any(
        tax.tax_minor != _tax_of(tax.base_minor, tax.rate, invoice.currency) for tax in invoice.taxes
    )


def _tax_of(base_minor: int, rate: Decimal, currency: str) -> int:
    return to_minor(to_major(base_minor, currency) * rate / 100, currency)


def _bad_indian_number(invoice: InvoiceView, company: CompanyView) -> bool:
    """Whether the number, or for a draft the first one its series would give, is not of the Indian shape."""
    try:
        number = invoice.number or format_number(company.invoice_pattern, invoice.issued_on, 1)
    except InputError:
        return True
    return not _INDIAN_NUMBER.fullmatch(number)


_ALL = (_EU, _UK, _INDIA)
_VAT = (_EU, _UK)
_BLOCK, _ASK, _NOTE = Severity.BLOCK, Severity.ASK, Severity.NOTE
_RULES: Final = (
    _Rule(
        "E2",
        _ALL,
        _BLOCK,
        "number",
        "The invoice is issued but has no number.",
        lambda invoice, _: invoice.state == "issued" and not invoice.number,
    ),
    _Rule(
        "E3",
        _VAT,
        _BLOCK,
        "company.vat_id",
        "Your company's VAT number is missing in the company settings.",
        lambda _, company: not company.vat_id.strip(),
    ),
    _Rule(
        "E3",
        _VAT,
        _ASK,
        "company.vat_id",
        "Your company's VAT number does not begin with its country's letters.",
        lambda _, company: _odd_vat_id(company),
    ),
    _Rule(
        "E4",
        (_EU,),
        _BLOCK,
        "customer.vat_id",
        "Under reverse charge the customer's VAT number must be given.",
        lambda invoice, _: _is_reverse_charge(invoice) and not invoice.customer_vat_id.strip(),
    ),
    _Rule(
        "E5",
        _ALL,
        _BLOCK,
        "company.address",
        "Your company's name or full address is missing in its settings.",
        lambda _, company: _incomplete(company.name, company.address),
    ),
    _Rule(
        "E5",
        _ALL,
        _BLOCK,
        "customer.address",
        "The customer's name or full address is missing.",
        lambda invoice, _: _incomplete(invoice.customer_name, invoice.customer_address),
    ),
    _Rule(
        "E6",
        _ALL,
        _BLOCK,
        "lines",
        "Every invoice needs a line that says what was supplied and how much of it.",
        lambda invoice, _: (
            not invoice.lines or any(not line.description.strip() or line.quantity == 0 for line in invoice.lines)
        ),
    ),
    _Rule(
        "E7",
        _VAT,
        _NOTE,
        "supplied_on",
        "There is no date of supply, so the invoice date stands for it.",
        lambda invoice, _: invoice.supplied_on is None,
    ),
    _Rule(
        "E8",
        _ALL,
        _BLOCK,
        "lines",
        "The net amounts per tax rate do not add up to the net total.",
        lambda invoice, _: _nets_differ(invoice),
    ),
    _Rule(
        "E9",
        _ALL,
        _BLOCK,
        "lines",
        "The tax rates of the lines are not those of the tax table.",
        lambda invoice, _: _rates_differ(invoice),
    ),
    _Rule(
        "E10",
        _ALL,
        _BLOCK,
        "lines",
        "The tax does not add up: base × rate, or net and tax to the total.",
        lambda invoice, _: _tax_differs(invoice),
    ),
    _Rule(
        "E11",
        (_EU,),
        _BLOCK,
        "exemption",
        "A line without tax needs its reason, such as the article that exempts it.",
        lambda invoice, _: any(line.tax_rate == 0 for line in invoice.lines) and not invoice.exemption.strip(),
    ),
    _Rule(
        "E11a",
        (_EU,),
        _BLOCK,
        "lines",
        "An invoice that says Reverse charge must not show tax.",
        lambda invoice, _: _is_reverse_charge(invoice) and invoice.tax_minor != 0,
    ),
    _Rule(
        "E11a",
        (_EU,),
        _ASK,
        "exemption",
        "If the customer owes the tax, the invoice must say Reverse charge; does it?",
        lambda invoice, company: _crosses_eu_border(invoice, company) and not _is_reverse_charge(invoice),
    ),
    _Rule(
        "UK-sterling",
        (_UK,),
        _BLOCK,
        "note",
        "The VAT total must also be given in sterling; write it into the note.",
        lambda invoice, _: invoice.currency != "GBP" and invoice.tax_minor != 0 and not _STERLING.search(invoice.note),
    ),
    _Rule(
        "IN-number",
        (_INDIA,),
        _BLOCK,
        "number",
        "An Indian invoice number has at most 16 letters, digits, - and /; change the pattern in the settings.",
        _bad_indian_number,
    ),
    _Rule(
        "IN-GSTIN",
        (_INDIA,),
        _BLOCK,
        "company.vat_id",
        "Your company's GSTIN is missing or not of its 15-sign shape.",
        lambda _, company: not _GSTIN.fullmatch(company.vat_id.strip()),
    ),
    _Rule(
        "IN-GSTIN",
        (_INDIA,),
        _BLOCK,
        "customer.vat_id",
        "The customer's GSTIN is not of its 15-sign shape.",
        lambda invoice, _: (
            invoice.customer_address.country == "IN"
            and bool(invoice.customer_vat_id)
            and not _GSTIN.fullmatch(invoice.customer_vat_id.strip())
        ),
    ),
    _Rule(
        "IN-place",
        (_INDIA,),
        _BLOCK,
        "customer.address",
        "The place of supply is missing: give the state in the customer's address.",
        lambda invoice, _: invoice.customer_address.country == "IN" and not invoice.customer_address.region.strip(),
    ),
)
