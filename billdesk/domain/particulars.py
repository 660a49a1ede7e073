"""How customers' tax ids and bank accounts are read and written: of which kind they are, how they are kept and said."""

from __future__ import annotations

import re
from typing import Final

from billdesk.domain.drafts import TaxId, TaxIdKind

_IBAN: Final = re.compile(r"[A-Z]{2}[0-9A-Z]*")
_VAT: Final = re.compile(r"([A-Z]{2})(?=[A-Z0-9]*[0-9])[A-Z0-9+*]{2,13}")
_GSTIN: Final = re.compile(r"[0-9]{2}[A-Z]{5}[0-9]{4}[A-Z][0-9A-Z]{3}")
_BETWEEN: Final = re.compile(r"[\s./-]+")
# fmt: off
_VAT_PREFIXES: Final = frozenset(
    (
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "FI",
        "FR", "HR", "HU", "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL",
        "PT", "RO", "SE", "SI", "SK", "XI", "GB", "CH"
    )
)
# fmt: on
"""With which letters VAT numbers begin; Greece and Northern Ireland do not use those of their country."""
_COUNTRIES: Final = {"EL": "GR", "XI": "GB"}


def in_one_piece(text: str) -> str:
    """A number in capitals without the spaces, points, strokes and hyphens that people write between its parts."""
    return _BETWEEN.sub("", text).upper()


def looks_like_iban(number: str) -> bool:
    """Whether an account number is meant as an IBAN: it begins with the two letters of a country."""
    return _IBAN.fullmatch(in_one_piece(number)) is not None


def account_number(text: str) -> str:
    """An account number as it is kept: an IBAN in one piece and capitals, any other as it was written."""
    return in_one_piece(text) if looks_like_iban(text) else text.strip()


def say_account_number(number: str) -> str:
    """An account number as it is read: an IBAN in groups of four."""
    if not looks_like_iban(number):
        return number
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))


def read_tax_id(value: str, country: str = "") -> TaxId:
    """A tax id with its kind and country, as far as the number itself tells; `country` where it tells none."""
    number = in_one_piece(value)
    found = _VAT.fullmatch(number)
    if found and found[1] in _VAT_PREFIXES:
        return TaxId(TaxIdKind.VAT, value.strip(), _COUNTRIES.get(found[1], found[1]))
    if _GSTIN.fullmatch(number):
        return TaxId(TaxIdKind.GSTIN, value.strip(), "IN")
    return TaxId(TaxIdKind.OTHER, value.strip(), country)


def printed_tax_id(vat_id: str, country: str) -> TaxId:
    """The tax id that invoices print, which is for VAT or GST; `country` is the customer's."""
    found = read_tax_id(vat_id, country)
    if found.kind is not TaxIdKind.OTHER:
        return found
    return TaxId(TaxIdKind.GSTIN if country == "IN" else TaxIdKind.VAT, found.value, country)
