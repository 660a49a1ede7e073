"""Tax numbers and bank accounts with right check digits, from the published rules; invented otherwise."""

from __future__ import annotations

import string
from collections.abc import Callable
from random import Random

_ALNUM = string.digits + string.ascii_uppercase


def digits(rng: Random, count: int) -> str:
    """That many digits, the first not 0."""
    return str(rng.randint(1, 9)) + "".join(str(rng.randint(0, 9)) for _ in range(count - 1))


def _weighted(number: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(number, weights, strict=True))


def _luhn(number: str) -> str:
    total = 0
    for position, digit in enumerate(reversed(number)):
        doubled = int(digit) * (2 if position % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)


def _de(rng: Random) -> str:
    number = digits(rng, 8)
    product = 10
    for digit in number:
        total = (int(digit) + product) % 10 or 10
        product = 2 * total % 11
    return f"DE{number}{(11 - product) % 10}"


def _at(rng: Random) -> str:
    number = digits(rng, 7)
    total = sum(int(digit) if place % 2 == 0 else sum(divmod(2 * int(digit), 10)) for place, digit in enumerate(number))
    return f"ATU{number}{(96 - total) % 10}"


def _nl(rng: Random) -> str:
    while True:
        number = digits(rng, 8)
        check = _weighted(number, (9, 8, 7, 6, 5, 4, 3, 2)) % 11
        if check < 10:
            return f"NL{number}{check}B0{rng.randint(1, 3)}"


def _fr(rng: Random) -> str:
    siren = digits(rng, 8)
    siren += _luhn(siren)
    return f"FR{(12 + 3 * (int(siren) % 97)) % 97:02}{siren}"


def _be(rng: Random) -> str:
    number = "0" + digits(rng, 7)
    return f"BE{number}{97 - int(number) % 97:02}"


def _ch(rng: Random) -> str:
    while True:
        number = digits(rng, 8)
        check = -_weighted(number, (5, 4, 3, 2, 7, 6, 5, 4)) % 11
        if check < 10:
            whole = f"{number}{check}"
            return f"CHE-{whole[:3]}.{whole[3:6]}.{whole[6:]} MWST"


def _gb(rng: Random) -> str:
    number = digits(rng, 7)
    return f"GB{number}{97 - _weighted(number, (8, 7, 6, 5, 4, 3, 2)) % 97:02}"


def _ie(rng: Random) -> str:
    number = digits(rng, 7)
    return f"IE{number}{'WABCDEFGHIJKLMNOPQRSTUV'[_weighted(number, (8, 7, 6, 5, 4, 3, 2)) % 23]}"


def _it(rng: Random) -> str:
    number = digits(rng, 7) + f"{rng.randint(1, 100):03}"
    return f"IT{number}{_luhn(number)}"


def _pl(rng: Random) -> str:
    while True:
        number = digits(rng, 9)
        check = _weighted(number, (6, 5, 7, 2, 3, 4, 5, 6, 7)) % 11
        if check < 10:
            return f"PL{number}{check}"


def _dk(rng: Random) -> str:
    while True:
        number = digits(rng, 7)
        check = -_weighted(number, (2, 7, 6, 5, 4, 3, 2)) % 11
        if check < 10:
            return f"DK{number}{check}"


def _in(rng: Random) -> str:
    letters = "".join(rng.choice(string.ascii_uppercase) for _ in range(3))
    owner, last = rng.choice(string.ascii_uppercase), rng.choice(string.ascii_uppercase)
    number = f"{rng.choice(('27', '29', '33', '07', '36'))}{letters}C{owner}{digits(rng, 4)}{last}1Z"
    total = 0
    for place, sign in enumerate(number):
        product = _ALNUM.index(sign) * (2 if place % 2 else 1)
        total += sum(divmod(product, 36))
    return number + _ALNUM[-total % 36]


def _es(rng: Random) -> str:
    """A company's: letter, seven digits and a control digit, which is by the rule of Luhn."""
    number = digits(rng, 7)
    return f"ES{rng.choice('AB')}{number}{_luhn(number)}"


def _pt(rng: Random) -> str:
    number = "5" + digits(rng, 7)
    return f"PT{number}{-_weighted(number, (9, 8, 7, 6, 5, 4, 3, 2)) % 11 % 10}"


def _cz(rng: Random) -> str:
    number = f"{rng.randint(1, 8)}{digits(rng, 6)}"
    return f"CZ{number}{(11 - _weighted(number, (8, 7, 6, 5, 4, 3, 2)) % 11) % 10}"


_TAX = {
    "DE": _de, "AT": _at, "NL": _nl, "FR": _fr, "BE": _be, "CH": _ch,
    "GB": _gb, "IE": _ie, "IT": _it, "PL": _pl, "DK": _dk, "IN": _in,
    "ES": _es, "PT": _pt, "CZ": _cz,
}  # fmt: skip


def tax_id(country: str, rng: Random) -> str:
    """A tax number as businesses of that country print it, or `""` where invoices carry none."""
    return _TAX[country](rng) if country in _TAX else ""


def _bank_letters(rng: Random, count: int = 4) -> str:
    return "".join(rng.choice(string.ascii_uppercase) for _ in range(count))


def _bban(country: str, rng: Random) -> str:
    if country == "BE":
        number = rng.choice(("001", "063", "310", "734")) + digits(rng, 7)
        return f"{number}{int(number) % 97 or 97:02}"
    if country == "FR":
        number = digits(rng, 21)
        return f"{number}{97 - int(number) * 100 % 97:02}"
    if country in {"NL", "GB", "IE"}:
        return _bank_letters(rng) + digits(rng, {"NL": 10, "GB": 14, "IE": 14}[country])
    if country in _BANK:
        return _BANK[country](rng)
    return digits(rng, {"DE": 18, "AT": 16, "CH": 17, "PL": 24, "DK": 14}[country])


def _italian(number: str) -> str:
    """Put the control letter before bank, branch and account."""
    odd = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21)
    total = sum(odd[int(digit)] if place % 2 == 0 else int(digit) for place, digit in enumerate(number))
    return string.ascii_uppercase[total % 26] + number


def _spanish(rng: Random) -> str:
    """Bank, branch, one check digit over both, one over the account, account."""
    bank, account = digits(rng, 8), digits(rng, 10)
    checks = (-_weighted(number, (1, 2, 4, 8, 5, 10, 9, 7, 3, 6)) % 11 for number in (f"00{bank}", account))
    return bank + "".join("1" if check == 10 else str(check) for check in checks) + account


def _portuguese(rng: Random) -> str:
    number = digits(rng, 19)
    return f"{number}{98 - int(number) * 100 % 97:02}"


def _czech(rng: Random) -> str:
    """The account of ten digits with weights that leave nothing over by eleven; no prefix."""
    while True:
        start = digits(rng, 9)
        last = -_weighted(start, (6, 3, 7, 9, 10, 5, 8, 4, 2)) % 11
        if last < 10:
            return f"{rng.choice(('0100', '0300', '0800', '2010'))}000000{start}{last}"


_BANK: dict[str, Callable[[Random], str]] = {
    "IT": lambda rng: _italian(digits(rng, 22)),
    "ES": _spanish,
    "PT": _portuguese,
    "CZ": _czech,
}


def iban(country: str, rng: Random) -> str:
    """A bank account number, or `""` for a country without IBANs."""
    if country in {"US", "JP", "IN"}:
        return ""
    account = _bban(country, rng)
    number = int("".join(str(int(sign, 36)) for sign in f"{account}{country}00"))
    return f"{country}{98 - number % 97:02}{account}"
