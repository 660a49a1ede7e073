"""Invented tax ids and IBANs with right check digits: what is keyed here passes the checks of a form."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from stdnum import iban, luhn
from stdnum.ch import uid
from stdnum.es import cif
from stdnum.fr import siren
from stdnum.iso7064 import mod_11_10, mod_97_10

BBANS: Mapping[str, str] = {
    "NL": "DEMO##########",
    "DE": "00000#############",
    "FR": "00000##################",
    "GB": "DEMO00############",
    "IT": "X00000#################",
    "CH": "00000############",
}
"""How the accounts of a country go on behind its letters and check digits, a `#` for every digit; no bank has these."""

_GSTIN_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def with_check_digits(number: str, country: str) -> str:
    """A tax id of invented digits in its country's form, with the digits that check the others put right."""
    mend = _TAX_IDS.get(country)
    return mend(number) if number and mend else number


def bic(country: str) -> str:
    """The BIC of an invented bank."""
    return f"DEMO{country}2A"


def iban_of(country: str, bban: str) -> str:
    """The IBAN of an account."""
    return f"{country}{iban.calc_check_digits(f'{country}00{bban}')}{bban}"


def _german(number: str) -> str:
    digits = f"{max(number[2], '1')}{number[3:10]}"
    return f"DE{digits}{mod_11_10.calc_check_digit(digits)}"


def _dutch(number: str) -> str:
    start = number[:12]
    return start + mod_97_10.calc_check_digits(start)


def _french(number: str) -> str:
    digits = number[4:12]
    return f"FR{siren.to_tva(digits + luhn.calc_check_digit(digits)).replace(' ', '')}"


def _british(number: str) -> str:
    digits = f"{max(number[2], '1')}{number[3:9]}"
    weighted = sum(weight * int(digit) for weight, digit in zip(range(8, 1, -1), digits, strict=True))
    return f"GB{digits}{-weighted % 97:02}"


def _spanish(number: str) -> str:
    start = number[2:10]
    return f"ES{start}{cif.calc_check_digits(start)[0]}"


def _italian(number: str) -> str:
    """The office that gave the number has three digits, of which the first is 0."""
    digits = f"{number[2:9]}0{max(number[10:12], '01')}"
    return f"IT{digits}{luhn.calc_check_digit(digits)}"


def _swiss(number: str) -> str:
    digits = "".join(sign for sign in number if sign.isdigit())[:8]
    while uid.calc_check_digit(digits) == "10":  # no number has this one
        digits = f"{int(digits) + 1:08}"
    return f"CHE-{digits[:3]}.{digits[3:6]}.{digits[6:]}{uid.calc_check_digit(digits)}"


def _indian(number: str) -> str:
    start = f"{number[:7]}{max(number[7:11], '0001')}{number[11:14]}"
    return start + luhn.calc_check_digit(start, _GSTIN_SIGNS)


_TAX_IDS: Mapping[str, Callable[[str], str]] = {
    "DE": _german,
    "NL": _dutch,
    "FR": _french,
    "GB": _british,
    "ES": _spanish,
    "IT": _italian,
    "CH": _swiss,
    "IN": _indian,
}
