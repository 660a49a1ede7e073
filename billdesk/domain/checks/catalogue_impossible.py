"""The checks that stop an entry: what cannot be."""

from __future__ import annotations

from typing import Final

from billdesk.domain.checks.catalogue_page import AMOUNTS, CUSTOMER, DATES, CheckPage
from billdesk.domain.findings import Severity

_BLOCK: Final = Severity.BLOCK

IMPOSSIBLE: Final = (
    CheckPage(
        "customer-unknown",
        _BLOCK,
        "No such customer",
        "A customer's code mistyped into one that the desk does not have.",
        "The code is not among the desk's customers. A desk without customers has nothing to compare with.",
        (*CUSTOMER, "other-customer", *AMOUNTS),
    ),
    CheckPage(
        "currency-unknown",
        _BLOCK,
        "No such currency",
        "A currency's code mistyped.",
        "The code is not in ISO 4217.",
        ("currency-unusual", *AMOUNTS),
    ),
    CheckPage(
        "no-such-day",
        _BLOCK,
        "No such day",
        "A date that the calendar does not have, such as 30 February, or a year outside 1970 to 2199.",
        "By the calendar.",
        ("day-missing",),
    ),
    CheckPage("day-missing", _BLOCK, "No date", "An entry without its date.", "The date is empty."),
    CheckPage(
        "due-before-issue",
        _BLOCK,
        "Due before its date",
        "A due date, or the entry's date, in the wrong month or year.",
        "The due date is before the date of the entry.",
        ("wrong-year", "day-month", "issued-ahead", "issued-long-ago", *DATES),
    ),
    CheckPage(
        "tax-rate",
        _BLOCK,
        "Impossible tax rate",
        "A tax rate with a digit too many, or below zero.",
        "The rate is outside 0 to 100 %.",
        ("tax-unusual",),
    ),
    CheckPage(
        "currency-digits",
        _BLOCK,
        "Too many decimals",
        "A decimal point in the wrong place, or an amount of another currency.",
        "The total has more decimals than its currency (ISO 4217).",
        ("total-off", *AMOUNTS),
    ),
    CheckPage(
        "sign",
        _BLOCK,
        "Wrong sign",
        "A minus typed too much, or an amount of nothing.",
        "The total is below zero; that of a receipt or a credit note is zero.",
        AMOUNTS,
    ),
    CheckPage(
        "total-off",
        _BLOCK,
        "Lines do not make the total",
        "A digit slipped in the total, a price, a quantity or a tax rate; a line that was left out.",
        "Quantity × unit price of the lines, with their tax by document or by line, is not the total. A gap divisible "
        "by 9 is named: two digits may be swapped.",
        ("quantity-price", "tax-unusual", "currency-unusual", *AMOUNTS),
    ),
    CheckPage(
        "own-number-order",
        _BLOCK,
        "Out of the order of the desk's own numbers",
        "A slip in the date or in the number of a document that was issued here.",
        "The number is written by the desk's own pattern, the desk gives such numbers, and those that it has rise with "
        "their dates; a lower number has a later date or a higher one an earlier.",
        (*DATES, "wrong-year", "day-month", "issued-ahead", "issued-long-ago"),
    ),
    CheckPage(
        "number-used",
        _BLOCK,
        "Number used already",
        "A paper entered twice, or a number mistyped into one that is there.",
        "An entry of the same kind has exactly this number.",
        (
            "number-alike",
            "duplicate",
            "other-customer",
            "wrong-year",
            "day-month",
            "issued-long-ago",
            *DATES,
            *AMOUNTS,
        ),
    ),
    CheckPage(
        "iban",
        _BLOCK,
        "Bank account that cannot be",
        "A slip in a bank account.",
        "Length by country and check digits of ISO 13616 (python-stdnum); which of the two is wrong is said.",
        ("bank-changed",),
    ),
    CheckPage(
        "vat-id",
        _BLOCK,
        "Tax id's check digits",
        "A slip in a tax id.",
        "Length and check digits by the country's rule (python-stdnum). An id that the customer has on file passes.",
        ("vat-id-other",),
    ),
    CheckPage(
        "creditor-reference",
        _BLOCK,
        "Creditor reference's check digits",
        "A slip in a structured reference.",
        "A reference written as RF and two digits is checked by ISO 11649 (python-stdnum).",
        ("reference-unusual",),
    ),
)
