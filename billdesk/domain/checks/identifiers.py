"""Check digits: bank accounts, tax ids and creditor references that cannot be.

python-stdnum knows each country's rule. It is imported at the first check, so that the first frame does not wait, and
its look-ups on the network are never used.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from billdesk.domain.checks.squeezing import plain
from billdesk.domain.drafts import TaxId, TaxIdKind

_GSTIN: Final = re.compile(r"[0-9]{2}[A-Z]{5}[0-9]{4}[A-Z][0-9A-Z]{3}")
# Greece's VAT numbers begin with EL, Northern Ireland's with XI; stdnum files them under GR and GB.
_IBAN_BEGINS: Final = re.compile(r"(?<!\w)[A-Z]{2}[0-9]{2}(?=[ .-]?[0-9A-Z])")
_SWISS: Final = re.compile(r"CHE[0-9]{9}")
_COUNTRIES: Final = {"EL": "gr", "XI": "gb"}
_REMEMBERED: Final = 100_000
_BEFORE_ACCOUNT: Final = 4  # the country and two check digits


@lru_cache(_REMEMBERED)
def is_iban(text: str) -> bool:
    """Whether an IBAN has its country's length and right check digits."""
    from stdnum import iban

    return bool(iban.is_valid(plain(text)))


@lru_cache(_REMEMBERED)
def wrong_iban(text: str) -> str:
    """What is wrong with an IBAN, to say behind its name; empty for a right one.

    The length is looked at first: with a digit too many or too few the check digits are wrong as a rule, too.
    """
    if is_iban(text):
        return ""
    code = plain(text)
    wanted = _iban_length(code)
    if not wanted:
        return "begins with no country that has IBANs"
    return "has the wrong length" if len(code) != wanted else "has wrong check digits"


def _iban_length(code: str) -> int:
    """How long an IBAN that begins so is; 0 where no country begins so."""
    from stdnum import numdb

    parts = numdb.get("iban").info(code)
    structure = parts[0][1].get("bban", "") if parts else ""
    return _BEFORE_ACCOUNT + sum(map(int, re.findall("[0-9]+", structure))) if structure else 0


def iban_in(text: str) -> str:
    """The IBAN that stands in a text beside other words, as long as its country says; empty when there is none."""
    for found in _IBAN_BEGINS.finditer(text):
        code = plain(text[found.start() :])
        if length := _iban_length(code):
            return code[:length]
    return ""


@lru_cache(_REMEMBERED)
def is_bic(text: str) -> bool:
    """Whether a BIC has its 8 or 11 signs in their places."""
    from stdnum import bic

    return bool(bic.is_valid(plain(text)))


@lru_cache(_REMEMBERED)
def is_creditor_reference(text: str) -> bool:
    """Whether a structured creditor reference (ISO 11649, `RF18 …`) has right check digits."""
    from stdnum import iso11649

    return bool(iso11649.is_valid(plain(text)))


def looks_like_creditor_reference(text: str) -> bool:
    """Whether a reference is written as a structured one: RF, two digits and up to 21 more signs."""
    return re.fullmatch(r"RF[0-9]{2}[A-Z0-9]{1,21}", plain(text)) is not None


@lru_cache(_REMEMBERED)
def is_vat_id(text: str, country: str) -> bool | None:
    """Whether a tax id is right by its country's rule; `None` where no rule is known.

    The letters in front name the country; an Indian GSTIN has none, and an id without letters is read by `country`
    (ISO 3166).
    """
    code = plain(text)
    if _GSTIN.fullmatch(code):
        from stdnum.in_ import gstin

        return bool(gstin.is_valid(code))
    if _SWISS.fullmatch(code):  # without the word for VAT behind it, which only papers show
        from stdnum.ch import uid

        return bool(uid.is_valid(code))
    prefix = code[:2] if code[:2].isalpha() else country
    rule = _rule(_COUNTRIES.get(prefix, prefix.lower()))
    if rule is None:
        return None
    return _passes(rule, code) or (prefix == code[:2] and _passes(rule, code[2:]))


def is_tax_id(tax_id: TaxId) -> bool | None:
    """Whether a tax id is right by the rule of its kind and country; `None` where no rule is known."""
    if tax_id.kind is TaxIdKind.OTHER:
        return None
    return is_vat_id(tax_id.value, "IN" if tax_id.kind is TaxIdKind.GSTIN else tax_id.country)


def _passes(rule: object, code: str) -> bool:
    check = getattr(rule, "is_valid", None)
    return callable(check) and bool(check(code))


@lru_cache(300)
def _rule(country: str) -> object | None:
    """The module of stdnum for a country's VAT ids, or `None`."""
    if not re.fullmatch(r"[a-z]{2}", country):
        return None
    from stdnum import get_cc_module

    try:
        found: object | None = get_cc_module(country, "vat")
    except ImportError:
        return None
    return found
