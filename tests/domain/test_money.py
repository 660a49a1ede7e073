"""Amounts: what may be typed, what is refused, how they are shown and rounded."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billdesk.domain.currencies import CURRENCIES
from billdesk.domain.errors import InputError, RuleError
from billdesk.domain.money import (
    LIMIT_MINOR,
    Money,
    digits,
    format_minor,
    format_money,
    parse_amount,
    parse_decimal,
    to_decimal_string,
    to_major,
    to_minor,
)

CODES = st.sampled_from(sorted(CURRENCIES))
MINOR = st.integers(-LIMIT_MINOR + 1, LIMIT_MINOR - 1)


def swapped(text: str) -> str:
    """The same amount with the comma as decimal sign."""
    return text.translate(str.maketrans(",.", ".,"))


@pytest.mark.parametrize(
    "text",
    [
        "12479.20",
        "12479.2",
        "12,479.20",
        "12.479,20",
        "12479,20",
        "12 479,20",
        "12\u00a0479,20",
        "12\u202f479.20",
        "12'479.20",
        "12’479.20",
        " 12479.20\n",
        "€ 12,479.20",
        "€12,479.20",
        "12,479.20 €",
        "EUR 12479.20",
        "12479.20 eur",
    ],
)
def test_one_amount_in_the_ways_people_write_it(text: str) -> None:
    assert parse_amount(text, "EUR") == Money(1_247_920, "EUR")


@pytest.mark.parametrize("text", ["-5", "\u22125", "- 5", "-€ 5", "€ -5", "-5 EUR", "-EUR 5.00"])
def test_a_minus_may_stand_before_or_behind_the_currency(text: str) -> None:
    assert parse_amount(text, "EUR").minor == -500


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("1,234", "EUR", 123_400),
        ("1.234", "EUR", 123_400),
        ("1,234", "JPY", 1_234),
        ("1.234.567", "EUR", 123_456_700),
        ("1,00,000.00", "INR", 10_000_000),
        ("12,34,567", "INR", 123_456_700),
        ("1,234.500", "KWD", 1_234_500),
        ("01.234", "KWD", 1_234),
        ("0,125", "KWD", 125),
        ("1234", "KWD", 1_234_000),
        ("-0.00", "EUR", 0),
    ],
)
def test_signs_are_read_by_the_decimals_of_the_currency(text: str, currency: str, minor: int) -> None:
    assert parse_amount(text, currency).minor == minor


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "-", "€", ".", "1e3", "1E3", "NaN", "inf", "-inf", "1_000", "+5", "--5", "-€ -5", "€ 5 €", "EUR 5 EUR",
        "$ 5", "5 USD", "１２", "१२", "٣", "²", "1,23,4", "1,2345,678", ",5", ".5", "5.", "5,", "1,,234", "1..2",
        "1,234.567,89", "1.234,567.89", "1 234'567", "1 23", "0,123,456", "(5)", "5-", "0x10", "1/2", "5 5", "5\x000",
        "5\u200b", "=5", "1,234 567", "1 00 000", "9" * 65,
    ],
)  # fmt: skip
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse_amount(text, "EUR")


def test_a_letter_that_only_looks_like_the_code_is_no_currency() -> None:
    assert parse_amount("5 sek", "SEK").minor == 500
    with pytest.raises(InputError):
        parse_amount("5 SE\u212a", "SEK")  # the sign of the kelvin


@pytest.mark.parametrize(("text", "currency"), [("1.2345", "EUR"), ("0.123", "EUR"), ("1.5", "JPY"), ("1.2345", "KWD")])
def test_more_decimals_than_the_currency_has_are_refused_in_so_many_words(text: str, currency: str) -> None:
    with pytest.raises(InputError, match=rf"The amount in {currency} has (no|at most \d) decimals"):
        parse_amount(text, currency)


@pytest.mark.parametrize("text", ["1.234", "1,234", "-999.000"])
def test_what_has_two_readings_is_refused_naming_both(text: str) -> None:
    with pytest.raises(InputError) as refused:
        parse_amount(text, "KWD")
    left, right = text.lstrip("-").replace(",", ".").split(".")
    assert f"{left}{right} or {left} and {right} thousandths" in refused.value.sentence
    # What the way out tells people to type must itself be read, once as each of the two.
    first, second = (
        refused.value.way_out.removeprefix("Type ").removesuffix(" for the second.").split(" for the first or ")
    )
    assert parse_amount(first, "KWD").minor == int(left + right) * 1000
    assert parse_amount(second, "KWD").minor == int(left + right)


def test_a_source_that_names_its_decimal_sign_has_one_reading() -> None:
    assert parse_amount("1.234", "KWD", decimal_sign=".").minor == 1_234
    assert parse_amount("1.234", "KWD", decimal_sign=",").minor == 1_234_000
    assert parse_amount("1,234", "EUR", decimal_sign=".").minor == 123_400
    with pytest.raises(InputError, match="has at most 2 decimals"):
        parse_amount("1.234", "EUR", decimal_sign=".")


@pytest.mark.parametrize("text", ["10000000000000", "9999999999999.999", "-10,000,000,000,000.00"])
def test_amounts_the_book_cannot_hold_are_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse_amount(text, "EUR")


def test_the_largest_amount_is_read() -> None:
    assert parse_amount("9,999,999,999,999.99", "EUR").minor == LIMIT_MINOR - 1


@given(MINOR, CODES)
def test_what_is_shown_reads_back_as_the_same_amount(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    for text in (format_minor(minor, currency), to_decimal_string(minor, currency), format_money(minor, currency)):
        assert parse_amount(text, currency, decimal_sign=".") == money
        assert parse_amount(swapped(text), currency, decimal_sign=",") == money


@given(MINOR, CODES)
def test_without_a_named_decimal_sign_an_amount_reads_back_the_same_or_is_refused(minor: int, currency: str) -> None:
    shown = format_minor(minor, currency)
    for text in (shown, swapped(shown), to_decimal_string(minor, currency)):
        try:
            assert parse_amount(text, currency) == Money(minor, currency)
        except InputError:
            assert digits(currency) >= 3
            assert abs(minor) < 10 ** (3 + digits(currency))


@given(st.text(alphabet="0123456789.,' \u00a0-\u2212+eE_€$EURxn()\u0663\uff11", max_size=20), CODES)
def test_whatever_is_read_keeps_every_digit_and_is_a_whole_number_of_minor_units(text: str, currency: str) -> None:
    try:
        minor = parse_amount(text, currency).minor
    except InputError:
        return
    typed = "".join(sign for sign in text if sign in "0123456789")
    assert type(minor) is int
    assert abs(minor) in {int(typed) * 10**power for power in range(digits(currency) + 1)}
    assert (minor < 0) == (minor != 0 and any(sign in text for sign in "-\u2212"))


@given(st.integers(-(10**9) + 1, 10**9 - 1), st.integers(0, 6))
def test_a_value_as_the_program_writes_it_reads_back(units: int, places: int) -> None:
    value = Decimal(units).scaleb(-places)
    assert parse_decimal(f"{value:f}", places=6, label="quantity") == value


def test_a_quantity_takes_the_point_as_decimal_sign_and_refuses_a_doubtful_comma() -> None:
    assert parse_decimal("12.125", places=4, label="quantity") == Decimal("12.125")
    assert parse_decimal("12,5", places=4, label="quantity") == Decimal("12.5")
    assert parse_decimal("1,234.5", places=4, label="quantity") == Decimal("1234.5")
    assert parse_decimal("1,234", places=2, label="discount") == Decimal(1234)
    with pytest.raises(InputError, match="12125 or 12 and 125 thousandths"):
        parse_decimal("12,125", places=4, label="quantity")


@pytest.mark.parametrize("text", ["", "NaN", "Infinity", "1e3", "1_0", "１", "5 %", "1.2345", "9" * 16])
def test_what_is_no_quantity_is_refused_by_its_name(text: str) -> None:
    with pytest.raises(InputError):
        parse_decimal(text, places=3, label="quantity")
    with pytest.raises(InputError, match=r"Tax rate cannot be read\."):
        parse_decimal("x", places=2, label="tax rate")


@pytest.mark.parametrize(
    ("minor", "currency", "shown"),
    [
        (1_247_920, "EUR", "€ 12,479.20"),
        (-300, "EUR", "-€ 3.00"),
        (5, "USD", "$ 0.05"),
        (1_234, "JPY", "¥ 1,234"),
        (1_234_567, "KWD", "KWD 1,234.567"),
        (-1, "CHF", "-CHF 0.01"),
        (12_345, "CLF", "CLF 1.2345"),
        (0, "GBP", "£ 0.00"),
    ],
)
def test_amounts_are_shown_with_exactly_the_decimals_of_their_currency(minor: int, currency: str, shown: str) -> None:
    assert format_money(minor, currency) == shown
    sign = "-" if minor < 0 else ""
    assert to_decimal_string(minor, currency) == sign + shown.split(" ")[1].replace(",", "")


@pytest.mark.parametrize(
    ("value", "minor"),
    [("0.005", 1), ("-0.005", -1), ("0.0049999", 0), ("2.675", 268), ("-2.675", -268), ("1e-400", 0)],
)
def test_halves_are_rounded_away_from_zero(value: str, minor: int) -> None:
    assert to_minor(Decimal(value), "EUR") == minor


@given(MINOR, CODES)
def test_minor_and_major_units_say_the_same(minor: int, currency: str) -> None:
    major = to_major(minor, currency)
    assert to_minor(major, currency) == minor
    assert -major.as_tuple().exponent == digits(currency)  # type: ignore[operator]


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e999999", "1e13", "9999999999999.995"])
def test_what_the_book_cannot_hold_never_becomes_minor_units(value: str) -> None:
    with pytest.raises(InputError):
        to_minor(Decimal(value), "EUR")


def test_currencies_are_never_added_up() -> None:
    assert Money(2, "EUR") + Money(3, "EUR") - Money(1, "EUR") == -Money(-4, "EUR")
    assert Money.zero("EUR") == Money(0, "EUR")
    for mixed in (Money.__add__, Money.__sub__):
        with pytest.raises(RuleError):
            mixed(Money(1, "EUR"), Money(1, "USD"))


@pytest.mark.parametrize("code", ["", "eur", "XXX", "BTC", "EURO"])
def test_a_code_outside_the_standard_is_refused(code: str) -> None:
    with pytest.raises(InputError):
        digits(code)
    with pytest.raises(InputError):
        parse_amount("1", code)
