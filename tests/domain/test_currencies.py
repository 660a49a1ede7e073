"""The literal table of currencies against the library that carries the standard."""

from iso4217 import Currency

from billdesk.domain.currencies import CURRENCIES


def test_every_current_currency_with_a_minor_unit_has_the_decimals_of_the_standard() -> None:
    standard = {unit.code: unit.exponent for unit in Currency if unit.exponent is not None}
    assert {code: digits for code, (digits, _) in CURRENCIES.items()} == standard


def test_every_currency_has_its_name() -> None:
    standard = {unit.code: unit.currency_name.replace("’", "'") for unit in Currency if unit.exponent is not None}
    assert {code: name for code, (_, name) in CURRENCIES.items()} == standard
