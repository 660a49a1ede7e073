"""Reading one line of entries: what is read, what is unreadable, and what is malformed and named."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billdesk.domain.checks.entered import EntryKind, read_entered
from billdesk.domain.errors import InputError

LINE: dict[str, object] = {
    "id": "1",
    "kind": "invoice",
    "customer": "H-0031",
    "number": None,
    "issued_on": "2026-11-20",
    "due_on": None,
    "currency": "EUR",
    "lines": [{"description": "Consulting", "quantity": "1", "unit_price": "10.00", "tax_rate": "19"}],
    "total": "11.90",
    "reference": None,
}


def test_a_line_is_read() -> None:
    entered = read_entered(LINE)
    assert (entered.id, entered.kind, entered.customer) == ("1", EntryKind.INVOICE, "H-0031")
    assert (entered.issued_on, entered.due_on, entered.number) == (date(2026, 11, 20), None, None)
    assert (entered.total, entered.lines[0].unit_price, entered.reference) == (Decimal("11.90"), Decimal(10), "")


@pytest.mark.parametrize("day", ["2026-02-30", "2026-13-01", "0206-11-30"])
def test_a_day_that_does_not_exist_is_kept_for_the_checks(day: str) -> None:
    entered = read_entered(LINE | {"issued_on": day})
    assert (entered.issued_on, entered.unreadable) == (None, (("issued_on", day),))


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("id", None, "id"),
        ("id", 7, "id"),
        ("kind", "order", "kind"),
        ("customer", " ", "customer"),
        ("currency", None, "currency"),
        ("issued_on", "20.11.2026", "issued_on"),
        ("issued_on", 20261120, "issued_on"),
        ("total", 11.9, "total"),
        ("total", "1e3", "total"),
        ("total", "NaN", "total"),
        ("total", "１１", "total"),
        ("lines", {}, "lines"),
        ("lines", ["x"], "lines.1"),
        ("lines", [{"description": "x", "quantity": "1", "unit_price": "1"}], "lines.1.tax_rate"),
        ("iban", ["DE"], "iban"),
    ],
)
def test_what_is_malformed_is_named(field: str, value: object, named: str) -> None:
    with pytest.raises(InputError) as error:
        read_entered(LINE | {field: value})
    assert error.value.sentence.startswith(f"{named} must be")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("9" * 26, "total is too large"),
        ("-" + "9" * 16 + ".5", "total is too large"),
        ("0.123456789", "total has too many decimals"),
        ("1e400000000", "total must be written without an exponent"),
        ("1.5E-3", "total must be written without an exponent"),
    ],
)
def test_a_number_in_quotes_is_refused_for_what_is_wrong_with_it(value: str, said: str) -> None:
    with pytest.raises(InputError, match=f"^{said}"):
        read_entered(LINE | {"total": value})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from([*LINE, "quantity"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.sampled_from(sorted(LINE)), JSON)
def test_any_value_is_read_or_refused_with_a_sentence(field: str, value: object) -> None:
    with suppress(InputError):
        assert read_entered(LINE | {field: value}).id
