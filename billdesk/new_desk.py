"""What a new desk needs to know before its file can be made: from options, or asked for on a terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from billdesk.domain.checks.particulars import check_company
from billdesk.domain.double_check import Confirmed, confirm
from billdesk.domain.drafts import Address, CompanyDraft
from billdesk.domain.errors import InputError
from billdesk.domain.money import digits
from billdesk.domain.numbering import check_pattern
from billdesk.domain.reviews import review_company
from billdesk.domain.tax_method import TaxMethod
from billdesk.settings import UsageError

REQUIRED: Mapping[str, str] = {
    "company": "Name of your company",
    "country": "Its country, two letters such as DE",
    "currency": "Its currency, such as EUR",
}
"""The options that have no default, with the question that asks for each."""

HOLD_SECONDS = 60
"""So long a new desk holds what gives out a number; the company settings change it."""

Ask = Callable[[str], str]


def complete(given: dict[str, str], ask: Ask | None) -> dict[str, str]:
    """Fill in what is required and missing by asking.

    Raises `UsageError` naming every missing option where nobody can be asked (`ask` is `None`).
    """
    missing = [name for name in REQUIRED if not given[name].strip()]
    if missing and ask is None:
        options = " and ".join(f"--{name}" for name in missing)
        raise UsageError(f"A new desk needs {options}.", "Give them, or run billdesk init on a terminal to be asked.")
    return given | {name: ask(REQUIRED[name]) for name in missing if ask is not None}


def company_of(values: Mapping[str, str]) -> Confirmed[CompanyDraft]:
    """The company of a new desk. No money moves, so nothing is typed again.

    Raises `UsageError` naming the option whose value cannot be.
    """
    country = values["country"].strip().upper()
    if not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise UsageError("--country is not a country code of two letters.", "Write it like --country DE.")
    currency = values["currency"].strip().upper()
    _checked("--currency", digits, currency)
    for name in ("invoice-pattern", "credit-note-pattern"):
        _checked(f"--{name}", check_pattern, values[name])
    draft = CompanyDraft(
        name=values["company"].strip(),
        address=Address(values["street"], values["postcode"], values["town"], "", country),
        vat_id=values["vat-id"],
        currency=currency,
        language=values["language"],
        time_zone=_time_zone(values["time-zone"]),
        tax_method=TaxMethod(values["tax-method"]),
        invoice_pattern=values["invoice-pattern"],
        credit_note_pattern=values["credit-note-pattern"],
        bank=values["bank"],
        hold_seconds=HOLD_SECONDS,
    )
    for finding in check_company(draft).blocking:
        raise UsageError(f"--{finding.field.replace('_', '-')}: {finding.message}", "Leave it out to set it later.")
    return confirm(review_company(draft, None), {})


def _checked(option: str, check: Callable[[str], object], value: str) -> None:
    try:
        check(value)
    except InputError as error:
        raise UsageError(f"{option}: {error.sentence}", error.way_out) from error


def _time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UsageError("--time-zone is not a known time zone.", "Write it like --time-zone Europe/Berlin.") from None
    return name
