"""The lines of an invoice, as rows that are typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import ClassVar

from billdesk.domain.crediting import QUANTITY_PLACES
from billdesk.domain.drafts import LineDraft
from billdesk.domain.errors import DeskError, InputError
from billdesk.domain.invoicing import line_net
from billdesk.domain.money import digits, format_minor, format_money, parse_amount, parse_decimal
from billdesk.domain.records import LineView
from screens.forms.rows import Cell, CellError, RowsGrid

_PRICE_PLACES = 4
_RATE_PLACES = 3


def plain_number(value: Decimal) -> str:
    """A number as somebody would type it: `24`, `2208.4`; without exponent or trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class LinesGrid(RowsGrid[LineDraft]):
    """An invoice's lines. A discount is a percentage (`10%`) or an amount (`10.00`); an empty quantity is 1."""

    KEY: ClassVar[str] = "lines"
    NAME: ClassVar[str] = "Line"
    SIDE: ClassVar[str] = "Net"
    CELLS: ClassVar[tuple[Cell, ...]] = (
        Cell("description", "Description", "1fr"),
        Cell("quantity", "Qty", 7),
        Cell("unit", "Unit", 5),
        Cell("price", "Price", 11, fields=("unit_price",)),
        Cell("discount", "Disc.", 7, fields=("discount_percent", "discount_minor")),
        Cell("tax", "Tax %", 5, own=False, fields=("tax_rate",)),
    )

    def __init__(self, currency: Callable[[], str], lines: Sequence[LineView] = ()) -> None:
        """`currency` tells the invoice's currency whenever it is needed; it may change while typing."""
        super().__init__([_texts_of(line, currency()) for line in lines])
        self._currency = currency

    def covers(self, field: str) -> bool:
        """The total is what the lines make of it."""
        return field == "total" or super().covers(field)

    def parse(self, texts: Mapping[str, str]) -> LineDraft:
        """The line that the cells describe."""
        description, discount = texts["description"].strip(), texts["discount"].strip()
        if not description:
            raise CellError("description", "Say what was supplied.")
        quantity = _cell("quantity", texts["quantity"] or "1", "quantity", QUANTITY_PLACES)
        price = _cell("price", texts["price"], "price", _PRICE_PLACES)
        rate = _cell("tax", texts["tax"].strip().removesuffix("%"), "tax rate", _RATE_PLACES)
        percent, minor = _discount(discount, self._currency())
        return LineDraft(description, quantity, price, rate, texts["unit"].strip(), percent, minor)

    def side(self, value: LineDraft) -> str:
        """The line's net amount."""
        currency = self._currency()
        try:
            net = line_net(value.quantity, value.unit_price, value.discount_percent, value.discount_minor, currency)
            return format_minor(net, currency)
        except DeskError:
            return ""

    def seed(self, before: Mapping[str, str]) -> dict[str, str]:
        """The tax rate is mostly that of the line before."""
        return {"tax": before["tax"]}


def _cell(key: str, text: str, label: str, places: int) -> Decimal:
    if not text.strip():
        raise CellError(key, f"The {label} is missing.")
    try:
        return parse_decimal(text.strip(), places=places, label=label)
    except InputError as error:
        raise CellError(key, str(error)) from error


def _discount(text: str, currency: str) -> tuple[Decimal, int]:
    """What a discount means: percent, or minor units of an amount. A bare `10` could be either and is refused."""
    if not text:
        return Decimal(0), 0
    if text.endswith("%"):
        return _cell("discount", text.removesuffix("%"), "discount", _RATE_PLACES), 0
    try:
        minor = parse_amount(text, currency).minor
    except DeskError as error:
        raise CellError("discount", str(error)) from error
    if text.isdigit():
        raise CellError("discount", f"Write {text}% or {_amount_text(minor, currency)}.")
    return Decimal(0), minor


def _amount_text(minor: int, currency: str) -> str:
    """A discount's amount as it is typed: with decimals, or with its currency where that has none."""
    return format_minor(minor, currency) if digits(currency) else format_money(minor, currency)


def _texts_of(line: LineView, currency: str) -> dict[str, str]:
    discount = f"{plain_number(line.discount_percent)}%" if line.discount_percent else ""
    if line.discount_minor:
        discount = _amount_text(line.discount_minor, currency)
    return {
        "description": line.description,
        "quantity": plain_number(line.quantity),
        "unit": line.unit,
        "price": plain_number(line.unit_price),
        "discount": discount,
        "tax": plain_number(line.tax_rate),
    }
